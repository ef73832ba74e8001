//! Leaves 頁 / 页: a long page turned by a button, page by page, on a screen where nobody scrolls. A finger may still push it.

use super::button::Button;
use super::icon::{BACK, FORWARD};
use leptos::html;
use leptos::prelude::*;

/// More pages than anybody turns; it ends the counting of a page that cannot be measured.
#[cfg(any(feature = "browser", test))]
const MAX_LEAVES: usize = 100;
/// What of a leaf must be filled before it may end above a block that would be cut.
#[cfg(any(feature = "browser", test))]
const FILLED: f64 = 0.5;
/// Where a block is longer than a leaf, the last lines are shown again, so that the eye finds its way.
#[cfg(any(feature = "browser", test))]
const SHOWN_AGAIN: f64 = 48.0;
/// More lines than a block of text has; a record of three thousand characters has two hundred in the largest type.
#[cfg(any(feature = "browser", test))]
const MAX_LINES: usize = 1_000;
/// Elements nested deeper than this are lines within a block.
#[cfg(feature = "browser")]
const DEPTH: u32 = 5;

/// A block on the page, from its top to its foot, measured from the top of the whole.
#[cfg(any(feature = "browser", test))]
#[derive(Debug, Clone, Copy, PartialEq)]
struct Block {
    top: f64,
    foot: f64,
}

/// Where each leaf begins: no block is cut that fits on one, unless the leaf would stay half empty.
#[cfg(any(feature = "browser", test))]
fn leaves(blocks: &[Block], height: f64, whole: f64) -> Vec<f64> {
    let mut tops = vec![0.0];
    let mut top = 0.0;
    while height > SHOWN_AGAIN && top + height < whole - 1.0 && tops.len() < MAX_LEAVES {
        let end = top + height;
        let cut = blocks.iter().filter(|block| block.top < end - 1.0 && block.foot > end + 1.0);
        let above = |block: &&Block| block.top > top + height * FILLED;
        let whole_block = cut.clone().filter(above).map(|block| block.top).reduce(f64::min);
        top = match whole_block {
            Some(next) => next,
            None if cut.count() > 0 => end - SHOWN_AGAIN,
            None => end,
        };
        tops.push(top);
    }
    tops
}

/// The lines of a block of text: a leaf that must cut the block ends between two of them.
#[cfg(any(feature = "browser", test))]
fn lines(block: Block, height: f64) -> Vec<Block> {
    let mut lines = Vec::new();
    let mut top = block.top;
    while height > 1.0 && top + height < block.foot + 1.0 && lines.len() < MAX_LINES {
        lines.push(Block { top, foot: top + height });
        top += height;
    }
    lines
}

/// How much at the foot of a leaf is already the next one's, and is not shown: a block is read whole or not at all. Lines that are shown
/// again stay, and so does everything while a finger has pushed the page between two leaves.
#[cfg(any(feature = "browser", test))]
fn cut(tops: &[f64], shown: f64, height: f64) -> f64 {
    let at = tops.iter().position(|top| (top - shown).abs() < 1.5);
    let next = at.and_then(|at| tops.get(at + 1));
    let over = next.map_or(0.0, |next| shown + height - next);
    if over < 1.0 || (over - SHOWN_AGAIN).abs() < 1.5 { 0.0 } else { over }
}

/// A long page in leaves, with the buttons that turn them at its foot.
#[component]
pub fn Leaves(
    /// The word for the leaf before.
    #[prop(into)]
    previous: String,
    /// The word for the next leaf.
    #[prop(into)]
    next: String,
    /// Which leaf of how many, in words.
    #[prop(into)]
    words: Callback<(usize, usize), String>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let body = NodeRef::<html::Div>::new();
    let tops = RwSignal::new(vec![0.0_f64]);
    let at = RwSignal::new(0_usize);
    follow(body, tops, at);
    let count = Signal::derive(move || tops.with(Vec::len));
    let turn = move |forward: bool| {
        let now = at.get_untracked();
        let to = if forward { now + 1 } else { now.saturating_sub(1) };
        if let Some(top) = tops.with_untracked(|tops| tops.get(to).copied()) {
            scroll(body, top);
        }
    };
    view! {
        <div class="leaves">
            // It can be reached and pushed by keys, as whatever moves inside its frame must be.
            <div class="leaves-body" node_ref=body tabindex="0" on:scroll=move |_| look(body, tops, at)>{children()}</div>
            <div class="leaves-turn" hidden=move || count.get() < 2>
                <Button label=previous icon=BACK disabled=Signal::derive(move || at.get() == 0) on_press=move || turn(false) />
                <p class="num" role="status">{move || words.run((at.get() + 1, count.get()))}</p>
                <Button label=next icon=FORWARD disabled=Signal::derive(move || at.get() + 1 >= count.get()) on_press=move || turn(true) />
            </div>
        </div>
    }
    .into_any()
}

#[cfg(feature = "browser")]
fn scroll(body: NodeRef<html::Div>, top: f64) {
    if let Some(body) = body.get_untracked() {
        #[expect(clippy::cast_possible_truncation, reason = "a page is not two thousand million pixels long")]
        body.set_scroll_top(top.round() as i32);
    }
}

/// Which leaf is on the screen.
#[cfg(feature = "browser")]
fn look(body: NodeRef<html::Div>, tops: RwSignal<Vec<f64>>, at: RwSignal<usize>) {
    let Some(body) = body.get_untracked() else { return };
    let shown = f64::from(body.scroll_top());
    let over = tops.with_untracked(|tops| cut(tops, shown, f64::from(body.client_height())));
    set(&body, "--leaf-cut", &if over > 0.0 { format!("{over}px") } else { "-0.5rem".to_owned() });
    let is_end = body.scroll_top() + body.client_height() >= body.scroll_height() - 1;
    let now = tops.with_untracked(|tops| {
        let last = tops.len().saturating_sub(1);
        if is_end { last } else { tops.iter().rposition(|top| *top <= shown + 1.0).unwrap_or_default() }
    });
    if at.get_untracked() != now {
        at.set(now);
    }
}

/// Measures whenever the page or its window changes its size: other words, another language, larger type.
#[cfg(feature = "browser")]
fn follow(body: NodeRef<html::Div>, tops: RwSignal<Vec<f64>>, at: RwSignal<usize>) {
    use wasm_bindgen::prelude::{Closure, wasm_bindgen};
    use wasm_bindgen::{JsCast as _, JsValue};
    #[wasm_bindgen]
    extern "C" {
        /// Not among the features of web-sys that are switched on.
        #[wasm_bindgen(js_name = ResizeObserver)]
        type Observer;
        #[wasm_bindgen(constructor, js_class = "ResizeObserver")]
        fn new(callback: &JsValue) -> Observer;
        #[wasm_bindgen(method)]
        fn observe(this: &Observer, element: &web_sys::Element);
        #[wasm_bindgen(method)]
        fn disconnect(this: &Observer);
    }
    Effect::new(move |_| {
        let Some(element) = body.get() else { return };
        let measured = element.clone();
        let callback = Closure::<dyn FnMut()>::new(move || {
            let height = f64::from(measured.client_height());
            let blocks = blocks(&measured);
            let whole = blocks.iter().map(|block| block.foot).fold(0.0, f64::max);
            let found = leaves(&blocks, height, whole);
            fill_last(&measured, found.last().map_or(0.0, |last| (last + height - whole).max(0.0)));
            match tops.try_with_untracked(|tops| *tops != found) {
                Some(true) => tops.set(found),
                Some(false) => {}
                None => return,
            }
            look(body, tops, at);
        });
        let observer = Observer::new(callback.as_ref().unchecked_ref());
        observer.observe(&element);
        let mut inside = element.first_element_child();
        while let Some(child) = inside {
            observer.observe(&child);
            inside = child.next_element_sibling();
        }
        let kept = StoredValue::new_local((observer, callback));
        on_cleanup(move || _ = kept.try_with_value(|(observer, _)| observer.disconnect()));
    });
}

/// Leaves the last leaf empty below its end, so that it begins where it begins and not with what was read before.
#[cfg(feature = "browser")]
fn fill_last(body: &web_sys::HtmlElement, empty: f64) {
    set(body, "--leaf-empty", &format!("{empty}px"));
}

#[cfg(feature = "browser")]
fn set(body: &web_sys::HtmlElement, name: &str, value: &str) {
    if body.style().set_property(name, value).is_err() {
        leptos::logging::warn!("{name} could not be set");
    }
}

/// The height of a line of text in an element; none where the style sheet names none.
#[cfg(feature = "browser")]
fn line_height(element: &web_sys::Element) -> f64 {
    let style = window().get_computed_style(element).ok().flatten();
    let height = style.and_then(|style| style.get_property_value("line-height").ok());
    height.and_then(|height| height.trim_end_matches("px").parse().ok()).unwrap_or_default()
}

/// The blocks of the page with their places.
#[cfg(feature = "browser")]
fn blocks(body: &web_sys::Element) -> Vec<Block> {
    fn collect(element: &web_sys::Element, origin: f64, depth: u32, found: &mut Vec<Block>) {
        let mut next = element.first_element_child();
        while let Some(child) = next {
            let place = child.get_bounding_client_rect();
            let block = Block { top: place.top() - origin, foot: place.bottom() - origin };
            found.push(block);
            if depth > 0 && child.child_element_count() > 0 {
                collect(&child, origin, depth - 1, found);
            } else {
                found.extend(lines(block, line_height(&child)));
            }
            next = child.next_element_sibling();
        }
    }
    let origin = body.get_bounding_client_rect().top() - f64::from(body.scroll_top());
    let mut found = Vec::new();
    collect(body, origin, DEPTH, &mut found);
    found
}

/// The server does not measure.
#[cfg(not(feature = "browser"))]
fn follow(_body: NodeRef<html::Div>, _tops: RwSignal<Vec<f64>>, _at: RwSignal<usize>) {}

#[cfg(not(feature = "browser"))]
fn look(_body: NodeRef<html::Div>, _tops: RwSignal<Vec<f64>>, _at: RwSignal<usize>) {}

#[cfg(not(feature = "browser"))]
fn scroll(_body: NodeRef<html::Div>, _top: f64) {}

#[cfg(test)]
mod tests {
    use super::{Block, cut, leaves, lines};

    fn blocks(heights: &[f64]) -> Vec<Block> {
        let mut top = 0.0;
        heights
            .iter()
            .map(|height| {
                let block = Block { top, foot: top + height };
                top = block.foot;
                block
            })
            .collect()
    }

    #[test]
    fn a_leaf_ends_above_the_block_that_it_would_cut() {
        assert_eq!(leaves(&blocks(&[300.0, 300.0, 300.0, 300.0]), 1000.0, 1200.0), [0.0, 900.0]);
        assert_eq!(leaves(&blocks(&[500.0, 500.0, 500.0]), 1000.0, 1500.0), [0.0, 1000.0]);
    }

    #[test]
    fn a_block_longer_than_a_leaf_is_read_on_with_its_last_lines_again() {
        assert_eq!(leaves(&blocks(&[1800.0]), 1000.0, 1800.0), [0.0, 952.0]);
    }

    #[test]
    fn a_block_longer_than_a_leaf_is_cut_between_two_of_its_lines() {
        let text = Block { top: 0.0, foot: 1800.0 };
        let mut found = vec![text];
        found.extend(lines(text, 36.0));
        // Twenty-seven lines are 972, the twenty-eighth would be cut.
        assert_eq!(leaves(&found, 1000.0, 1800.0), [0.0, 972.0]);
        assert!(lines(text, 0.0).is_empty());
    }

    #[test]
    fn what_is_the_next_leafs_is_not_shown_at_the_foot_of_this_one() {
        let tops = leaves(&blocks(&[300.0, 300.0, 300.0, 300.0]), 1000.0, 1200.0);
        assert!((cut(&tops, 0.0, 1000.0) - 100.0).abs() < f64::EPSILON);
        assert!(cut(&tops, 900.0, 1000.0).abs() < f64::EPSILON, "the last one has nothing behind it");
        assert!(cut(&tops, 450.0, 1000.0).abs() < f64::EPSILON, "pushed between two");
        let long = leaves(&blocks(&[1800.0]), 1000.0, 1800.0);
        assert!(cut(&long, 0.0, 1000.0).abs() < f64::EPSILON, "lines that are shown again stay");
    }

    #[test]
    fn what_fits_is_one_leaf_and_what_cannot_be_measured_too() {
        assert_eq!(leaves(&blocks(&[300.0]), 1000.0, 300.0), [0.0]);
        assert_eq!(leaves(&blocks(&[300.0]), 0.0, 300.0), [0.0]);
    }
}
