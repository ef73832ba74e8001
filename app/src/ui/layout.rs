//! Frames of pages: the masthead of a public one, sections, and list and sheet side by side.

use leptos::prelude::*;

/// The head of a public page: the line of places and tools, the title in its parts, the double rule.
#[component]
pub fn Masthead(
    /// The title, in parts that may each stand on a line: place, then board. Empty above a sheet, which bears its own.
    #[prop(optional)]
    title: Vec<String>,
    /// A line below it.
    #[prop(optional, into)]
    note: Option<String>,
    /// [`super::nav::Breadcrumbs`] and a `div.tools`.
    children: Children,
) -> impl IntoView {
    let plain = title.is_empty();
    let title: Vec<AnyView> = title.into_iter().map(|part| view! { <span>{part}" "</span> }.into_any()).collect();
    view! {
        <header class=if plain { "masthead masthead-plain" } else { "masthead" }>
            <div class="masthead-line">{children()}</div>
            {(!plain).then(|| view! { <h1 class="masthead-title" tabindex="-1">{title}</h1> })}
            {note.map(|note| view! { <p class="masthead-note">{note}</p> })}
        </header>
    }
    .into_any()
}

/// A section under its heading, with a link to all of its kind.
#[component]
pub fn Section(
    /// The heading.
    #[prop(into)]
    title: String,
    /// Where all of them are, and the words of the link.
    #[prop(optional, into)]
    all: Option<(String, String)>,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="section">
            <header class="section-head">
                <h2>{title}</h2>
                {all.map(|(href, words)| view! { <a href=href>{words}</a> })}
            </header>
            {children()}
        </section>
    }
    .into_any()
}

/// A list and the open sheet: side by side on a wide screen, one of them on a phone.
#[component]
pub fn Panes(
    /// Whether a sheet is open.
    #[prop(into)]
    has_sheet: Signal<bool>,
    /// The list.
    #[prop(into)]
    list: AnyView,
    /// The sheet.
    children: Children,
) -> impl IntoView {
    view! {
        <main id="main" tabindex="-1" class=move || if has_sheet.get() { "desk-main panes has-sheet" } else { "desk-main panes" }>
            <div class="pane-list stack">{list}</div>
            <div class="pane-sheet">{children()}</div>
        </main>
    }
    .into_any()
}
