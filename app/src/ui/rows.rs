//! Lists of records, each a row that is one target, and the matters of a board.

use super::mark::{MarkKind, mark_row};
use leptos::prelude::*;

/// How a figure is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// A count.
    #[default]
    Plain,
    /// Soon due.
    Due,
    /// Past its day. The words beside it say so too.
    Overdue,
}

/// A line of somebody's words, in characters.
const EXCERPT: usize = 30;

/// The beginning of somebody's words, on one line.
pub fn excerpt(words: &str) -> String {
    let mut line: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > EXCERPT {
        line = line.chars().take(EXCERPT).chain(['…']).collect();
    }
    line
}

/// A number with its unit, large at the end of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureWords {
    /// The number.
    pub number: String,
    /// Its unit.
    pub unit: String,
    /// How it is meant.
    pub tone: Tone,
}

/// A list of rows.
#[component]
pub fn Rows(
    /// [`Row`]s.
    children: Children,
    /// Without a frame, in a column of a board.
    #[prop(optional)]
    plain: bool,
) -> impl IntoView {
    view! { <ul class=if plain { "rows rows-plain" } else { "rows" }>{children()}</ul> }.into_any()
}

struct Inside {
    title: String,
    small: Option<String>,
    meta: Option<String>,
    figure: Option<FigureWords>,
    marks: Vec<(MarkKind, String)>,
    extra: Option<Children>,
}

impl Inside {
    fn view(self) -> AnyView {
        view! {
            <span class="row-title">
                {self.title}
                {self.small.map(|small| view! { <small>{small}</small> })}
            </span>
            {self.meta.map(|meta| view! { <span class="row-meta">{meta}</span> })}
            {self.figure.map(figure)}
            {mark_row(self.marks, "row-marks mark-row")}
            {self.extra.map(|extra| view! { <span class="row-meta">{extra()}</span> })}
        }
        .into_any()
    }
}

fn figure(figure: FigureWords) -> AnyView {
    let class = if figure.tone == Tone::Overdue { "row-figure is-overdue" } else { "row-figure" };
    view! { <span class=class><b>{figure.number}</b>" "{figure.unit}</span> }.into_any()
}

/// A row that leads somewhere.
#[component]
pub fn Row(
    /// Where to.
    #[prop(into)]
    href: String,
    /// What it is.
    #[prop(into)]
    title: String,
    /// A few words beside the title.
    #[prop(optional, into)]
    small: Option<String>,
    /// A quiet line below it.
    #[prop(optional, into)]
    meta: Option<String>,
    /// A number at the end.
    #[prop(optional, into)]
    figure: Option<FigureWords>,
    /// Marks below the number.
    #[prop(optional)]
    marks: Vec<(MarkKind, String)>,
    /// The one that is open beside the list.
    #[prop(optional, into)]
    current: Signal<bool>,
    /// A further line, such as a seal.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let inside = Inside { title, small, meta, figure, marks, extra: children }.view();
    view! { <li><a class="row" href=href aria-current=move || current.get().then_some("true")>{inside}</a></li> }.into_any()
}

/// A row that does something.
#[component]
pub fn RowButton(
    /// What happens.
    #[prop(into)]
    on_press: Callback<()>,
    /// What it is.
    #[prop(into)]
    title: String,
    /// A few words beside the title.
    #[prop(optional, into)]
    small: Option<String>,
    /// A quiet line below it.
    #[prop(optional, into)]
    meta: Option<String>,
    /// A number at the end.
    #[prop(optional, into)]
    figure: Option<FigureWords>,
    /// Marks below the number.
    #[prop(optional)]
    marks: Vec<(MarkKind, String)>,
    /// The one that is meant now.
    #[prop(optional, into)]
    current: Signal<bool>,
) -> impl IntoView {
    let inside = Inside { title, small, meta, figure, marks, extra: None }.view();
    view! {
        <li>
            <button class="row" type="button" aria-current=move || current.get().then_some("true") on:click=move |_| on_press.run(())>{inside}</button>
        </li>
    }
    .into_any()
}

/// A matter on a board: title, where it stands, its steps; steps beside the words where there is room.
#[component]
pub fn Matter(
    /// Its page.
    #[prop(into)]
    href: String,
    /// What it is about.
    #[prop(into)]
    title: String,
    /// What comes next, in a sentence.
    #[prop(optional, into)]
    meta: Option<String>,
    /// Its marks.
    #[prop(optional)]
    marks: Vec<(MarkKind, String)>,
    /// [`super::steps::Steps`] with `now`.
    children: Children,
) -> impl IntoView {
    view! {
        <article class="matter">
            <h3 class="matter-title"><a href=href>{title}</a></h3>
            <div class="matter-meta">
                {meta.map(|meta| view! { <p>{meta}</p> })}
                {mark_row(marks, "mark-row")}
            </div>
            {children()}
        </article>
    }
    .into_any()
}
