//! A record as a sheet of paper: its head, its sentence, its parts; facts and figures.

use super::mark::{MarkKind, mark_row};
use super::rows::Tone;
use leptos::prelude::*;

/// A record's sheet.
#[component]
pub fn Sheet(
    /// A small line above the title: number and day.
    #[prop(optional, into)]
    kicker: Option<String>,
    /// What it is.
    #[prop(into)]
    title: String,
    /// Its states.
    #[prop(optional)]
    marks: Vec<(MarkKind, String)>,
    /// A [`super::seal::Seal`] of size `Sheet`, where the record is sealed.
    #[prop(optional, into)]
    seal: Option<AnyView>,
    /// The whole in one sentence.
    #[prop(optional, into)]
    sentence: Option<String>,
    /// [`SheetPart`]s.
    children: Children,
) -> impl IntoView {
    view! {
        <article class="sheet">
            <header class="sheet-head">
                <div>
                    {kicker.map(|kicker| view! { <p class="kicker">{kicker}</p> })}
                    <h1 class="sheet-title" tabindex="-1">{title}</h1>
                    {mark_row(marks, "mark-row")}
                </div>
                {seal}
            </header>
            {sentence.map(|sentence| view! { <p class="sheet-sentence">{sentence}</p> })}
            {children()}
        </article>
    }
    .into_any()
}

/// A part of a sheet under its own heading.
#[component]
pub fn SheetPart(
    /// The heading.
    #[prop(into)]
    title: String,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="sheet-part">
            <h2>{title}</h2>
            {children()}
        </section>
    }
    .into_any()
}

/// A list of facts.
#[component]
pub fn Facts(
    /// [`Fact`]s.
    children: Children,
) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }.into_any()
}

/// One fact.
#[component]
pub fn Fact(
    /// What it is called.
    #[prop(into)]
    term: String,
    /// What it is.
    children: Children,
) -> impl IntoView {
    view! { <div><dt>{term}</dt><dd>{children()}</dd></div> }.into_any()
}

/// A row of figures.
#[component]
pub fn Figures(
    /// [`Figure`]s.
    children: Children,
) -> impl IntoView {
    view! { <dl class="figures">{children()}</dl> }.into_any()
}

/// One figure; it opens the records behind it.
#[component]
pub fn Figure(
    /// What is counted.
    #[prop(into)]
    term: String,
    /// How many.
    #[prop(into)]
    number: Signal<String>,
    /// Of what.
    #[prop(into)]
    unit: String,
    /// The records behind it.
    #[prop(into)]
    href: String,
    /// How it is meant.
    #[prop(optional)]
    tone: Tone,
) -> impl IntoView {
    let class = match tone {
        Tone::Plain => "figure",
        Tone::Due => "figure is-due",
        Tone::Overdue => "figure is-overdue",
    };
    view! { <div class=class><dt>{term}</dt><dd><a href=href><b>{move || number.get()}</b>" "{unit}</a></dd></div> }.into_any()
}

/// Somebody's own words.
#[component]
pub fn Quote(
    /// The words, as they were said.
    #[prop(into)]
    words: String,
    /// The language they were entered in, where it is known.
    #[prop(optional, into)]
    lang: Option<String>,
) -> impl IntoView {
    view! { <blockquote class="words" lang=lang>{words}</blockquote> }.into_any()
}
