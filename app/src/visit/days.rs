//! A day, chosen by one press: in a week, in a month, or another.

use crate::local::clock;
use crate::shell::texts;
use crate::ui::{Choice, DateField, RadioChips};
use leptos::prelude::*;
use shared::text::visit;

/// Days of *in a week*.
pub const WEEK: i64 = 7;
/// Days of *in a month*.
pub const MONTH: i64 = 30;

const IN_A_WEEK: &str = "week";
const IN_A_MONTH: &str = "month";
const ANOTHER: &str = "custom";

/// So many days from today, as the value of a field.
pub fn in_days(days: i64) -> String {
    clock::today().plus_days(days).to_string()
}

/// Which chip a day belongs to.
fn chip_of(day: &str) -> &'static str {
    match day {
        "" => "",
        _ if day == in_days(WEEK) => IN_A_WEEK,
        _ if day == in_days(MONTH) => IN_A_MONTH,
        _ => ANOTHER,
    }
}

/// A day by chips; *another* opens a calendar.
#[component]
pub fn DayChips(
    /// The control's id and name.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// The day, or empty.
    value: RwSignal<String>,
    /// The word that says it may be left out.
    #[prop(optional, into)]
    optional: Option<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let texts = texts();
    let chosen = RwSignal::new(value.with_untracked(|day| chip_of(day).to_owned()));
    Effect::watch(
        move || chosen.get(),
        move |chip, _, _| match chip.as_str() {
            IN_A_WEEK => value.set(in_days(WEEK)),
            IN_A_MONTH => value.set(in_days(MONTH)),
            _ => {}
        },
        false,
    );
    // Another's hand: a draft thrown away empties the day.
    Effect::watch(
        move || value.get(),
        move |day, _, _| {
            if day.is_empty() && chosen.with_untracked(|chip| chip != ANOTHER) {
                chosen.set(String::new());
            }
        },
        false,
    );
    let choices = vec![
        Choice::new(IN_A_WEEK, texts.t(visit::NEXT_WEEK)),
        Choice::new(IN_A_MONTH, texts.t(visit::NEXT_MONTH)),
        Choice::new(ANOTHER, texts.t(visit::NEXT_CUSTOM)),
    ];
    let (date_id, date_label) = (format!("{id}-day"), label.clone());
    let calendar = move || {
        let (id, label) = (date_id.clone(), date_label.clone());
        let another = chosen.with(|chip| chip == ANOTHER);
        another.then(move || view! { <DateField id label value min=clock::today().to_string() /> })
    };
    let chips = match optional {
        Some(optional) => view! { <RadioChips id label value=chosen choices optional error /> }.into_any(),
        None => view! { <RadioChips id label value=chosen choices error /> }.into_any(),
    };
    view! { {chips}{calendar} }.into_any()
}
