//! Paper: a sheet with its head, and the boxes where seals and signatures go.

use leptos::prelude::*;

/// A printed sheet, one or several pages of A4.
#[component]
pub fn PrintSheet(
    /// Who issues it: county, township, village.
    #[prop(into)]
    from: String,
    /// Its number.
    #[prop(into)]
    number: String,
    /// What it is.
    #[prop(into)]
    title: String,
    /// A line at its foot: where to object, until when.
    #[prop(optional, into)]
    foot: Option<String>,
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! {
        <article class="print-sheet">
            <header class="print-head"><p class="print-from">{from}</p><p class="print-number num">{number}</p></header>
            <h1 class="print-title" tabindex="-1">{title}</h1>
            {children()}
            {foot.map(|foot| view! { <p class="print-foot">{foot}</p> })}
        </article>
    }
    .into_any()
}

/// A box on paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealBox {
    /// Whose seal or signature.
    pub who: String,
    /// The line for the day.
    pub day: String,
}

/// Boxes for seals and signatures, never cut by a page's end.
#[component]
pub fn SealBoxes(
    /// The boxes.
    boxes: Vec<SealBox>,
) -> impl IntoView {
    let boxes: Vec<AnyView> =
        boxes.into_iter().map(|SealBox { who, day }| view! { <div class="print-box"><p>{who}</p><p>{day}</p></div> }.into_any()).collect();
    view! { <div class="print-boxes">{boxes}</div> }.into_any()
}
