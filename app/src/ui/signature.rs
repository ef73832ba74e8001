//! A signature drawn by finger, kept as the path of a drawing: `M`oves and relative `l`ines on a grid of 600 × 240.
//!
//! Who cannot draw skips it; the page offers other ways to confirm. Nothing is kept but the line itself: no times, no pressure.

use super::button::{Button, ButtonKind};
use leptos::prelude::*;
use std::fmt::Write as _;

/// Width of the grid.
pub const SIGNATURE_WIDTH: i32 = 600;
/// Height of the grid.
pub const SIGNATURE_HEIGHT: i32 = 240;
/// A signature is part of a command and travels over slow networks; a long name takes about 2 KB.
pub const SIGNATURE_MAX_BYTES: usize = 8 * 1024;
/// Points nearer than this to the last one say nothing new.
const MIN_STEP: i32 = 3;
/// The longest piece one point can add: a separator, `l` and two signed numbers of three figures.
const MAX_PIECE_BYTES: usize = 16;

/// The pen: where it is while it touches.
type Pen = Option<(i32, i32)>;

/// Puts the pen down.
fn begin(path: &mut String, at: (i32, i32)) -> Pen {
    if path.len() + MAX_PIECE_BYTES > SIGNATURE_MAX_BYTES {
        return None;
    }
    // A line of no length is a dot: the end of the stroke is round.
    write!(path, "M{} {}l0 0", at.0, at.1).ok().map(|()| at)
}

/// Draws on to a point, and gives the pen's new place.
fn draw(path: &mut String, from: (i32, i32), to: (i32, i32)) -> Pen {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    if dx.abs() + dy.abs() < MIN_STEP {
        return Some(from);
    }
    if path.len() + MAX_PIECE_BYTES > SIGNATURE_MAX_BYTES {
        return None;
    }
    write!(path, "l{dx} {dy}").ok().map(|()| to)
}

/// Where on the grid a pointer is.
#[cfg(feature = "browser")]
fn place_of(event: &leptos::ev::PointerEvent) -> Option<(i32, i32)> {
    use wasm_bindgen::JsCast;
    let pad = event.current_target()?.dyn_into::<web_sys::Element>().ok()?;
    let rect = pad.get_bounding_client_rect();
    let along = |at: i32, start: f64, length: f64, of: i32| {
        if length < 1.0 { 0 } else { grid((f64::from(at) - start) / length, of) }
    };
    Some((
        along(event.client_x(), rect.left(), rect.width(), SIGNATURE_WIDTH),
        along(event.client_y(), rect.top(), rect.height(), SIGNATURE_HEIGHT),
    ))
}

#[cfg(not(feature = "browser"))]
fn place_of(_event: &leptos::ev::PointerEvent) -> Option<(i32, i32)> {
    None
}

/// A part of the whole, as a point of the grid.
#[cfg(any(feature = "browser", test))]
#[expect(clippy::cast_possible_truncation, reason = "the part is held between 0 and 1 first, and the grid is small")]
fn grid(part: f64, of: i32) -> i32 {
    (part.clamp(0.0, 1.0) * f64::from(of)) as i32
}

/// Keeps the pen's events on the pad when the finger leaves it, and the page from scrolling.
fn hold(event: &leptos::ev::PointerEvent) {
    #[cfg(feature = "browser")]
    {
        use wasm_bindgen::JsCast;
        event.prevent_default();
        if let Some(pad) = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) {
            // It fails only for a pointer that is already gone.
            drop(pad.set_pointer_capture(event.pointer_id()));
        }
    }
    #[cfg(not(feature = "browser"))]
    let _ = event;
}

/// A pad to sign on. The value is the path, empty where nobody signed.
#[component]
pub fn SignaturePad(
    /// What is signed, for those who only hear the page.
    #[prop(into)]
    label: String,
    /// Who signs, and that it may be skipped.
    #[prop(into)]
    hint: String,
    /// The word for beginning anew.
    #[prop(into)]
    clear: String,
    /// The path.
    value: RwSignal<String>,
) -> impl IntoView {
    let pen = RwSignal::new(Pen::None);
    let down = move |event: leptos::ev::PointerEvent| {
        hold(&event);
        if let Some(at) = place_of(&event) {
            pen.set(value.try_update(|path| begin(path, at)).flatten());
        }
    };
    let moved = move |event: leptos::ev::PointerEvent| {
        if let (Some(from), Some(to)) = (pen.get_untracked(), place_of(&event)) {
            pen.set(value.try_update(|path| draw(path, from, to)).flatten());
        }
    };
    let up = move |_| pen.set(None);
    view! {
        <div class="signature">
            <svg class="signature-pad" viewBox="0 0 600 240" role="img" aria-label=label
                on:pointerdown=down on:pointermove=moved on:pointerup=up on:pointercancel=up>
                <path class="signature-line" d="M40 190H560"></path>
                <path class="signature-ink" d=move || value.get()></path>
            </svg>
            <div class="split">
                <p class="field-hint">{hint}</p>
                <Button label=clear kind=ButtonKind::Plain on_press=move || value.set(String::new()) />
            </div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_become_a_path() {
        let mut path = String::new();
        let pen = begin(&mut path, (40, 50)).unwrap();
        let pen = draw(&mut path, pen, (41, 51)).unwrap();
        assert_eq!(pen, (40, 50), "a trembling finger adds nothing");
        let pen = draw(&mut path, pen, (60, 40)).unwrap();
        assert_eq!(pen, (60, 40));
        begin(&mut path, (10, 10));
        assert_eq!(path, "M40 50l0 0l20 -10M10 10l0 0");
    }

    #[test]
    fn a_full_path_takes_no_more() {
        let mut path = String::new();
        let mut pen = begin(&mut path, (0, 0));
        let mut steps = 0;
        while let Some(from) = pen {
            pen = draw(&mut path, from, if from == (0, 0) { (SIGNATURE_WIDTH, SIGNATURE_HEIGHT) } else { (0, 0) });
            steps += 1;
        }
        assert!(steps > 500, "{steps}");
        assert!(path.len() <= SIGNATURE_MAX_BYTES, "{}", path.len());
        assert_eq!(begin(&mut path, (1, 1)), None);
    }

    #[test]
    fn a_place_stays_on_the_grid() {
        assert_eq!(grid(-0.2, SIGNATURE_WIDTH), 0);
        assert_eq!(grid(0.5, SIGNATURE_WIDTH), 300);
        assert_eq!(grid(7.0, SIGNATURE_HEIGHT), SIGNATURE_HEIGHT);
        assert_eq!(grid(f64::NAN, SIGNATURE_HEIGHT), 0);
    }
}
