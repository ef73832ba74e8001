//! Bars: how far long work has come, and how a count stands to the mark it must reach. Always with words below.

use leptos::prelude::*;

/// The bar is drawn on so many units of width.
const WIDTH: u64 = 1000;

/// How far long work has come.
#[component]
pub fn Progress(
    /// The bar's id.
    #[prop(into)]
    id: String,
    /// The same in words.
    #[prop(into)]
    words: Signal<String>,
    /// Done, and of how much; nothing while that is unknown.
    #[prop(optional, into)]
    done: Signal<Option<(u32, u32)>>,
) -> impl IntoView {
    let label = format!("{id}-words");
    view! {
        <div class="stack-s">
            <progress class="progress" id=id aria-labelledby=label.clone()
                max=move || done.get().map(|(_, of)| of.to_string())
                value=move || done.get().map(|(done, _)| done.to_string())></progress>
            <p class="progress-words" id=label role="status">{move || words.get()}</p>
        </div>
    }
    .into_any()
}

/// A count against the number it must reach, such as a quorum.
#[component]
pub fn Gauge(
    /// How many there are.
    #[prop(into)]
    value: Signal<u32>,
    /// How many there can be.
    #[prop(into)]
    of: Signal<u32>,
    /// How many are needed.
    #[prop(into)]
    needed: Signal<u32>,
    /// The same in words.
    #[prop(into)]
    words: Signal<String>,
) -> impl IntoView {
    let mark = Signal::derive(move || along(needed.get(), of.get()).to_string());
    let class = move || if value.get() >= needed.get() { "gauge is-enough" } else { "gauge" };
    view! {
        <figure class=class>
            <svg class="gauge-bar" viewBox="0 0 1000 28" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                <rect class="gauge-ground" width="1000" height="28"></rect>
                <rect class="gauge-value" width=move || along(value.get(), of.get()).to_string() height="28"></rect>
                <line class="gauge-mark" x1=move || mark.get() x2=move || mark.get() y1="-4" y2="32"></line>
            </svg>
            <figcaption>{move || words.get()}</figcaption>
        </figure>
    }
    .into_any()
}

fn along(count: u32, of: u32) -> u64 {
    (u64::from(count) * WIDTH).checked_div(u64::from(of)).unwrap_or(0).min(WIDTH)
}

#[cfg(test)]
mod tests {
    use super::along;

    #[test]
    fn a_count_lies_within_the_bar() {
        assert_eq!(along(0, 31), 0);
        assert_eq!(along(21, 31), 677);
        assert_eq!(along(31, 31), 1000);
        assert_eq!(along(40, 31), 1000, "more than were called");
        assert_eq!(along(3, 0), 0, "nobody was called");
        assert_eq!(along(u32::MAX, u32::MAX), 1000);
    }
}
