//! What the server did not take of what the committee wrote at this kiosk 被退回: their author sees it whenever they sign in here, with the
//! reason, what was written, and its ways out; to others only that there is something is said.

use super::card::step_name;
use super::standing::written;
use crate::local::{Local, Refused};
use crate::shell::form::{amended_id, with_amend};
use crate::shell::kiosk::here::Village;
use crate::shell::texts;
use crate::sync::{PutAside, command_words, refused_head};
use crate::ui::{ButtonKind, LinkButton, Notice, NoticeKind, Section, icon};
use leptos::prelude::*;
use shared::deliberation::{AdvanceMatter, FileObjection, Matter, Outcome, RejectMatter, Sitting, StepKind};
use shared::idea::SubmitIdea;
use shared::kernel::Id;
use shared::sync::command::Command;
use shared::sync::protocol::Status;
use shared::text::{kiosk, sync};

/// What visitors send: they find by its receipt what became of it.
const OF_VISITORS: [&str; 2] = [FileObjection::NAME, SubmitIdea::NAME];

/// A refused record of a step, as its author reads it.
struct OfStep {
    matter: Id,
    step: StepKind,
    outcome: Outcome,
    sitting: Sitting,
}

impl OfStep {
    fn of(refused: &Refused) -> Option<Self> {
        let amend = Local::get().amend(refused.id)?;
        match amend.name.as_str() {
            AdvanceMatter::NAME => serde_json::from_str(&amend.body).ok().map(|command: AdvanceMatter| Self {
                matter: command.matter,
                step: command.step,
                outcome: Outcome::Passed,
                sitting: command.sitting,
            }),
            RejectMatter::NAME => serde_json::from_str(&amend.body).ok().map(|command: RejectMatter| Self {
                matter: command.matter,
                step: command.step,
                outcome: Outcome::Rejected,
                sitting: command.sitting,
            }),
            _ => None,
        }
    }
}

/// What was refused of whoever is here, and that there is something of others; on the page of a matter what was refused of that one alone.
pub fn refused_here(of: Option<Id>) -> AnyView {
    let local = Local::get();
    let refused = Memo::new(move |_| {
        let mut all = local.status.with(|status| status.refused.clone());
        all.retain(|one| !OF_VISITORS.contains(&one.name.as_str()));
        all
    });
    let shown = move || {
        let (mut mine, mut others): (Vec<Refused>, Vec<Refused>) = refused.get().into_iter().partition(|one| one.mine);
        if let Some(matter) = of {
            // The one that is being mended stands in the form below.
            mine.retain(|one| amended_id() != Some(one.id) && OfStep::of(one).is_some_and(|step| step.matter == matter));
            others.clear();
        }
        let title = texts().fill(sync::REFUSED_TITLE, &[("n", &mine.len())]);
        let count = others.len();
        let others = (count > 0).then(|| {
            let words = texts().fill(kiosk::REFUSED_OF_OTHERS, &[("n", &count)]);
            view! { <Notice kind=NoticeKind::Waiting><p>{words}</p></Notice> }
        });
        let cards: Vec<AnyView> = mine.iter().map(card).collect();
        let mine = (!cards.is_empty()).then(|| {
            view! {
                <Section title>
                    <p>{texts().t(sync::REFUSED_WORDS)}</p>
                    <ul class="held-list">{cards}</ul>
                </Section>
            }
        });
        view! { {mine}{others} }
    };
    shown.into_any()
}

fn card(refused: &Refused) -> AnyView {
    let step = OfStep::of(refused);
    let village = Village::here();
    let about = step.as_ref().map_or_else(String::new, |step| {
        let title = Local::get().read(&village.scope(), |state| state.one::<Matter>(step.matter)).map(|found| found.value.title);
        [step_name(step.step, true).to_owned(), title.unwrap_or_default()].join(" · ")
    });
    let name = command_words(&refused.name, texts());
    let title = view! { <p class="held-title">{name.clone()}" "<small>{about}</small></p> }.into_any();
    let form = step.as_ref().filter(|_| refused.status == Status::Rejected).map(|step| {
        let href = with_amend(&format!("/kiosk/staff/matters/{}", step.matter), refused.id);
        view! { <LinkButton label=texts().t(sync::AMEND) href icon=icon::PEN kind=ButtonKind::Primary about=name.clone() /> }
    });
    view! {
        <li class="held">
            {refused_head(title, refused)}
            {step.as_ref().map(|step| written(step.matter, step.step, step.outcome, &step.sitting))}
            <div class="button-row">
                {form}
                <PutAside ids=vec![refused.id] about=name />
            </div>
        </li>
    }
    .into_any()
}
