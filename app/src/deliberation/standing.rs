//! How a matter stands when the form of its next step opens, and what that form opens with.

use super::advance::{PASSED, REJECTED};
use super::card::step_name;
use super::held::{outcome_line, step_sheet};
use super::sitting::{SittingValues, last_sitting};
use crate::local::{Local, clock};
use crate::shell::form::amended;
use crate::shell::texts;
use crate::ui::{Notice, NoticeKind};
use leptos::prelude::*;
use shared::deliberation::{AdvanceMatter, Matter, Outcome, RejectMatter, Sitting, Step, StepKind};
use shared::kernel::{CommandId, Day, Id, ScopeId};
use shared::sync::state::State;
use shared::text::{deliberation, problem};

/// What the form needs to know of the matter when it opens.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Standing {
    pub title: String,
    pub from: StepKind,
    pub step_on: Day,
    /// What the last sitting of the same body said.
    pub last: Option<Sitting>,
    /// What was resolved, once it is.
    pub resolved: String,
}

/// How the matter stands; nothing where it is gone.
pub(super) fn standing(scope: &ScopeId, matter: Id) -> Option<Standing> {
    Local::get().read_once(scope, |state| {
        let found = state.one::<Matter>(matter)?.value;
        Some(Standing {
            from: found.step,
            step_on: found.step_on,
            last: found.step.next().and_then(|step| last_sitting(state, step)),
            resolved: resolved(state, matter),
            title: found.title,
        })
    })
}

fn resolved(state: &dyn State, matter: Id) -> String {
    let steps = state.children::<Step>(matter).into_iter().map(|found| found.value);
    steps.filter(|step| step.kind == StepKind::Resolve).map(|step| step.sitting.summary).next().unwrap_or_default()
}

/// What the form opens with: a refused command of this step, or what one can guess.
pub(super) fn begun(matter: Id, step: StepKind, standing: &Standing) -> (SittingValues, Option<CommandId>) {
    let passed = amended::<AdvanceMatter>().map(|(id, it)| (id, it.matter, it.step, it.sitting, PASSED));
    let refused = passed.or_else(|| amended::<RejectMatter>().map(|(id, it)| (id, it.matter, it.step, it.sitting, REJECTED)));
    match refused {
        Some((id, of, at, sitting, outcome)) if of == matter && at == step => {
            (SittingValues { outcome: outcome.to_owned(), ..SittingValues::of(&sitting) }, Some(id))
        }
        _ => {
            let values = SittingValues::proposed(step, clock::today(), standing.last.as_ref());
            // A publication has nothing to choose; what came of a meeting is not guessed.
            let outcome = if step.is_meeting() { String::new() } else { PASSED.to_owned() };
            (SittingValues { outcome, ..values }, None)
        }
    }
}

/// Where somebody else has moved the matter on meanwhile: what the refused command says, all of it, so that nothing is lost. `next` is the
/// step that the matter waits for; none once it is closed.
pub(super) fn overtaken(matter: Id, next: Option<StepKind>) -> Option<AnyView> {
    let passed = amended::<AdvanceMatter>().map(|(_, it)| (it.matter, it.step, it.sitting, Outcome::Passed));
    let (of, at, sitting, outcome) =
        passed.or_else(|| amended::<RejectMatter>().map(|(_, it)| (it.matter, it.step, it.sitting, Outcome::Rejected)))?;
    (of == matter && Some(at) != next).then(|| {
        view! {
            <Notice kind=NoticeKind::Waiting title=step_name(at, true)>
                <p>{texts().t(problem::STALE)}</p>
                {written(matter, at, outcome, &sitting)}
            </Notice>
        }
        .into_any()
    })
}

/// All that a record of a step says, folded until it is asked for.
pub(super) fn written(matter: Id, step: StepKind, outcome: Outcome, sitting: &Sitting) -> AnyView {
    view! {
        <details class="fold">
            <summary>{texts().t(deliberation::WRITTEN)}</summary>
            {outcome_line(step, outcome)}
            {step_sheet(matter, step, outcome, sitting)}
        </details>
    }
    .into_any()
}
