//! The line of steps a matter goes through: done ●, now ◐, still open ○, an ordered list for those who only hear it.

use leptos::prelude::*;

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Behind us.
    Done,
    /// Now.
    Current,
    /// Ahead.
    Open,
    /// Ended here.
    Refused,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Lines below it: day, who, numbers.
    pub notes: Vec<String>,
    /// Where it stands.
    pub state: StepState,
    /// Where it stands, in a word that is heard and not seen.
    pub state_word: String,
}

impl StepState {
    const fn class(self) -> &'static str {
        match self {
            Self::Done => "step is-done",
            Self::Current => "step is-current",
            Self::Open => "step is-open",
            Self::Refused => "step is-refused",
        }
    }

    fn dot(self) -> AnyView {
        let inside = match self {
            Self::Done => view! { <circle cx="12" cy="12" r="10" fill="currentColor"></circle><path class="step-tick" d="M7.5 12.4l3 3 6-6.6"></path> }.into_any(),
            Self::Current => view! { <circle class="step-ring" cx="12" cy="12" r="9"></circle><path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor"></path> }.into_any(),
            Self::Open => view! { <circle class="step-ring" cx="12" cy="12" r="9"></circle> }.into_any(),
            Self::Refused => view! { <circle class="step-ring" cx="12" cy="12" r="9"></circle><path class="step-ring" d="M8.5 8.5l7 7M15.5 8.5l-7 7"></path> }.into_any(),
        };
        view! { <svg class="step-dot" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{inside}</svg> }.into_any()
    }
}

impl Step {
    fn view(self) -> AnyView {
        let notes: Vec<AnyView> = self.notes.into_iter().map(|note| view! { <span class="step-note">{note}</span> }.into_any()).collect();
        view! {
            <li class=self.state.class() aria-current=(self.state == StepState::Current).then_some("step")>
                {self.state.dot()}
                <span class="step-name">{self.name}</span>
                {notes}
                <span class="visually-hidden">{self.state_word}</span>
            </li>
        }
        .into_any()
    }
}

/// The steps. With `now` they always lie: on a phone only the dots show, and `now` says in words where the matter is.
#[component]
pub fn Steps(
    /// In their order.
    steps: Vec<Step>,
    /// Where the matter is, in words.
    #[prop(optional, into)]
    now: Option<String>,
) -> impl IntoView {
    let items: Vec<AnyView> = steps.into_iter().map(Step::view).collect();
    match now {
        None => view! { <ol class="steps">{items}</ol> }.into_any(),
        Some(now) => view! {
            <div class="steps-box">
                <ol class="steps steps-compact">{items}</ol>
                <p class="steps-now">{now}</p>
            </div>
        }
        .into_any(),
    }
}
