//! A household's visits that the server refused: they stand where they were written, with the reason and the way to mend them.

use crate::household::way;
use crate::local::Local;
use crate::shell::form::with_amend;
use crate::shell::texts;
use crate::sync::reason_words;
use crate::ui::{ButtonKind, LinkButton, Mark, MarkKind, Quote, icon};
use leptos::prelude::*;
use shared::kernel::{Code, CommandId, Id};
use shared::sync::command::Command as _;
use shared::sync::protocol::Status;
use shared::text::{format, sync};
use shared::visit::RecordVisit;

/// A refused visit as it is told.
#[derive(Debug, Clone, PartialEq)]
struct RefusedVisit {
    command: CommandId,
    visit: RecordVisit,
    held: bool,
    reasons: Vec<String>,
}

/// The refused visits of a household.
fn refused(household: Id) -> Memo<Vec<RefusedVisit>> {
    let (local, texts) = (Local::get(), texts());
    Memo::new(move |_| {
        let all = local.status.with(|status| status.refused.clone());
        let visits = all.into_iter().filter(|refused| refused.mine && refused.name == RecordVisit::NAME);
        visits
            .filter_map(|refused| {
                let visit: RecordVisit = serde_json::from_str(&local.amend(refused.id)?.body).ok()?;
                let reasons = refused.reason.iter().flat_map(|reason| reason_words(reason, texts)).collect();
                let held = refused.status == Status::Quarantined;
                (visit.household == household).then_some(RefusedVisit { command: refused.id, visit, held, reasons })
            })
            .collect()
    })
}

/// The refused visits, above those that hold.
pub(super) fn refused_visits(village: &Code, household: Id) -> AnyView {
    let (refused, href) = (refused(household), way::visit(village, household));
    let cards = move || refused.get().into_iter().map(|one| card(one, &href)).collect::<Vec<AnyView>>();
    view! { <div class="held-list">{cards}</div> }.into_any()
}

fn card(one: RefusedVisit, form: &str) -> AnyView {
    let texts = texts();
    let RefusedVisit { command, visit, held, reasons } = one;
    let (kind, word) = if held { (MarkKind::Waiting, sync::STATE_QUARANTINED) } else { (MarkKind::Refused, sync::STATE_REFUSED) };
    let reasons: Vec<AnyView> = reasons.into_iter().map(|words| view! { <p>{words}</p> }.into_any()).collect();
    let day = format::day(texts.lang, visit.held_on);
    let mend = (!held).then(|| {
        let href = with_amend(form, command);
        view! { <LinkButton kind=ButtonKind::Primary icon=icon::PEN label=texts.t(sync::AMEND) about=day.clone() href /> }
    });
    view! {
        <article class="held">
            <h3 class="timeline-day">{day.clone()}</h3>
            <div class="held-reason"><Mark kind word=texts.t(word) />{reasons}</div>
            <Quote words=visit.said />
            <div class="button-row">
                {mend}
                <LinkButton label=texts.t(sync::MARK_OPEN) href="/desk/sync" />
            </div>
        </article>
    }
    .into_any()
}
