//! The cinnabar seal. It stands only on what is sealed, passed or verified; beside it are always the words that say so.
//!
//! Its characters are part of the drawing, cut in the old order (right to left, downwards), and are the same in every language.

use leptos::prelude::*;

/// The edge of a square seal, cut by hand.
const SQUARE: &str = "M5.2 6.1L30 5l26 .8L94.2 5l.8 26-.9 30 .7 33.3L66 95l-31-.9L5.6 94.8 5 64l.9-29z";
/// The same for two characters above each other.
const TALL: &str = "M4.2 6L20 5l18 .8L55.2 5l.6 26-.7 30 .6 33.3L38 95l-18-.9L4.8 94.8 4 64l.8-29z";

/// Which seal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SealShape {
    /// Cut into the ground: one, two or four characters.
    #[default]
    Square,
    /// A ring, as an office's stamp.
    Round,
}

/// How large.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SealSize {
    /// Beside a line.
    #[default]
    Line,
    /// On the head of a record, set by hand.
    Sheet,
}

/// Where each character's foot stands, and how large it is cut.
fn places(count: usize, shape: SealShape) -> (&'static [(&'static str, &'static str)], &'static str) {
    match (count, shape) {
        (1, _) => (&[("50", "71")], "60"),
        (2, SealShape::Square) => (&[("30", "44"), ("30", "85")], "38"),
        (2, SealShape::Round) => (&[("32", "61"), ("68", "61")], "32"),
        (_, SealShape::Square) => (&[("70", "44"), ("70", "85"), ("30", "44"), ("30", "85")], "38"),
        (_, SealShape::Round) => (&[("65", "45"), ("65", "76"), ("35", "45"), ("35", "76")], "28"),
    }
}

/// A seal and its words.
#[component]
pub fn Seal(
    /// One, two or four characters.
    #[prop(into)]
    characters: String,
    /// What it says.
    #[prop(into)]
    words: String,
    /// Which seal.
    #[prop(optional)]
    shape: SealShape,
    /// How large.
    #[prop(optional)]
    size: SealSize,
) -> impl IntoView {
    let count = characters.chars().count();
    let tall = count == 2 && shape == SealShape::Square;
    let (places, cut) = places(count, shape);
    let glyphs: Vec<AnyView> = characters
        .chars()
        .zip(places)
        .map(|(glyph, (x, y))| view! { <text x=*x y=*y font-size=cut>{glyph.to_string()}</text> }.into_any())
        .collect();
    let ground = match shape {
        SealShape::Square => view! { <path d=if tall { TALL } else { SQUARE }></path> }.into_any(),
        SealShape::Round => {
            view! { <circle cx="50" cy="50" r="46" stroke-width="4"></circle><circle cx="50" cy="50" r="40.5" stroke-width="1.5"></circle> }
                .into_any()
        }
    };
    view! {
        <span class=match size { SealSize::Line => "seal", SealSize::Sheet => "seal seal-l" }>
            <svg class=match shape { SealShape::Square => "seal-face", SealShape::Round => "seal-face is-round" }
                viewBox=if tall { "0 0 60 100" } else { "0 0 100 100" } aria-hidden="true" focusable="false">
                {ground}
                {glyphs}
            </svg>
            <span class="seal-words">{words}</span>
        </span>
    }
    .into_any()
}
