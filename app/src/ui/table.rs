//! Tables with a caption and heads that name their cells; on a phone each row becomes a card that says its heads again.

use leptos::prelude::*;

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// Figures stand at the end, in equal widths.
    pub is_number: bool,
}

impl Column {
    /// Words.
    pub fn words(head: impl Into<String>) -> Self {
        Self { head: head.into(), is_number: false }
    }

    /// Figures.
    pub fn number(head: impl Into<String>) -> Self {
        Self { head: head.into(), is_number: true }
    }
}

/// A cell: text, and the page of the records behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// Where it opens.
    pub href: Option<String>,
}

impl Cell {
    /// A cell that opens the records behind it.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: Some(href.into()) }
    }

    fn view(self) -> AnyView {
        match self.href {
            Some(href) => view! { <a href=href>{self.text}</a> }.into_any(),
            None => self.text.into_any(),
        }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self { text: text.into(), href: None }
    }
}

fn line(columns: &[Column], cells: Vec<Cell>) -> AnyView {
    let cells: Vec<AnyView> = cells
        .into_iter()
        .zip(columns)
        .enumerate()
        .map(|(index, (cell, column))| {
            let class = column.is_number.then_some("is-number");
            if index == 0 {
                view! { <th scope="row" class=class>{cell.view()}</th> }.into_any()
            } else if cell.text.is_empty() {
                view! { <td class=class></td> }.into_any()
            } else {
                view! { <td class=class data-label=column.head.clone()>{cell.view()}</td> }.into_any()
            }
        })
        .collect();
    view! { <tr>{cells}</tr> }.into_any()
}

/// A table. The first cell of a row names it.
#[component]
pub fn Table(
    /// What it shows.
    #[prop(into)]
    caption: String,
    /// The caption is heard and not seen, where a heading above says the same.
    #[prop(optional)]
    hide_caption: bool,
    /// Its columns.
    columns: Vec<Column>,
    /// Its rows.
    rows: Vec<Vec<Cell>>,
    /// The sum line.
    #[prop(optional)]
    foot: Vec<Cell>,
    /// Stays a table on a phone too: two or three narrow columns.
    #[prop(optional)]
    keep: bool,
) -> impl IntoView {
    let heads: Vec<AnyView> = columns
        .iter()
        .map(|column| view! { <th scope="col" class=column.is_number.then_some("is-number")>{column.head.clone()}</th> }.into_any())
        .collect();
    let body: Vec<AnyView> = rows.into_iter().map(|cells| line(&columns, cells)).collect();
    let foot = (!foot.is_empty()).then(|| view! { <tfoot>{line(&columns, foot)}</tfoot> });
    view! {
        <table class=if keep { "table table-keep" } else { "table" }>
            <caption class=hide_caption.then_some("visually-hidden")>{caption}</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{body}</tbody>
            {foot}
        </table>
    }
    .into_any()
}
