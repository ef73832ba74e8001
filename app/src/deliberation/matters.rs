//! The village's matters on the desk: what is under discussion and where each stands, what was decided, what did not pass.

use super::card::{matter_at, meeting_line};
use super::desk::{matter_href, matters_href, of_village};
use super::meeting::MeetingForm;
use crate::disclosure::notice_href;
use crate::local::{Local, clock};
use crate::place::name_of;
use crate::shell::desk::{Page, go, toast};
use crate::shell::form::{amended, amended_id, with_amend};
use crate::shell::rights::{may, who_does};
use crate::shell::texts;
use crate::ui::{Button, Empty, LinkButton, MarkKind, NoticeKind, Section, icon};
use leptos::prelude::*;
use shared::deliberation::{
    AdvanceMatter, AnswerObjection, CallMeeting, CorrectStepDay, Matter, MatterState, ObjectTo, Objection, OpenMatter, RejectMatter, Step,
};
use shared::disclosure::{MatterCard, all_matters, meetings_called};
use shared::kernel::{Code, ScopeId};
use shared::sync::command::Command as _;
use shared::text::{deliberation, sync};

/// The page of a village's matters.
#[component]
pub fn MattersPage() -> impl IntoView {
    of_village(|code| match amended_elsewhere(&code) {
        Some(href) => {
            go()(&href);
            ().into_any()
        }
        None => matters(code),
    })
}

/// Where a refused command of this room is mended: on the page of its matter.
fn amended_elsewhere(code: &Code) -> Option<String> {
    let id = amended_id()?;
    if amended::<OpenMatter>().is_some() {
        return Some(with_amend(&format!("{}/new", matters_href(code)), id));
    }
    let advanced = amended::<AdvanceMatter>().map(|(_, command)| command.matter);
    let rejected = || amended::<RejectMatter>().map(|(_, command)| command.matter);
    let called = || amended::<CallMeeting>().and_then(|(_, command)| command.matter);
    let answered = || {
        let (_, command) = amended::<AnswerObjection>()?;
        let scope = ScopeId::Village(code.clone());
        Local::get().read_once(&scope, |state| Some(state.one::<Objection>(command.objection)?.value.to))
    };
    let answered = || match answered()? {
        ObjectTo::Matter(matter) => Some(matter_href(code, matter)),
        ObjectTo::Notice(notice) => Some(notice_href(code, notice)),
    };
    let corrected = || {
        let (_, command) = amended::<CorrectStepDay>()?;
        let scope = ScopeId::Village(code.clone());
        Local::get().read_once(&scope, |state| Some(state.one::<Step>(command.step)?.value.matter))
    };
    let matter = advanced.or_else(rejected).or_else(called).or_else(corrected).map(|matter| matter_href(code, matter));
    Some(with_amend(&matter.or_else(answered)?, id))
}

fn matters(code: Code) -> AnyView {
    let scope = ScopeId::Village(code.clone());
    let name = name_of(&code);
    let (list, meetings) = (code.clone(), scope.clone());
    view! {
        <Page title=texts().t(deliberation::TITLE) line=Some(name)>
            {actions(&code, &scope)}
            {move || next_meetings(&meetings)}
            {move || sections(&list)}
        </Page>
    }
    .into_any()
}

/// What may be done here: open a matter, call a meeting.
fn actions(code: &Code, scope: &ScopeId) -> AnyView {
    let new = format!("{}/new", matters_href(code));
    let (opens, calls) = (may(scope, OpenMatter::BY), may(scope, CallMeeting::BY));
    let calling = RwSignal::new(amended::<CallMeeting>().is_some());
    let (toast, words) = (toast(), texts().t(sync::STATE_SAVED_HERE));
    let called = Callback::new(move |()| {
        calling.set(false);
        toast(NoticeKind::Done, words.to_owned());
    });
    let scope = StoredValue::new(scope.clone());
    view! {
        <div class="cluster no-print">
            {opens.then(|| view! { <LinkButton label=texts().t(deliberation::OPEN_MATTER) href=new kind=crate::ui::ButtonKind::Primary icon=icon::PLUS /> })}
            {calls.then(|| {
                view! { <Button label=texts().t(deliberation::CALL_MEETING) icon=icon::MEETING pressed=calling on_press=move || calling.update(|on| *on = !*on) /> }
            })}
        </div>
        {(!opens).then(|| who_does(texts().t(deliberation::OPEN_MATTER), OpenMatter::BY))}
        <Show when=move || calling.get()><MeetingForm scope=scope.get_value() matter=None on_done=called /></Show>
    }
    .into_any()
}

fn next_meetings(scope: &ScopeId) -> AnyView {
    let meetings = Local::get().read(scope, |state| meetings_called(state, clock::today()));
    let lines: Vec<AnyView> = meetings
        .iter()
        .map(|meeting| {
            view! { <li><p class="next-meeting">{meeting_line(meeting)}</p><p class="quiet">{meeting.agenda.clone()}</p></li> }.into_any()
        })
        .collect();
    let content = if lines.is_empty() {
        view! { <p class="quiet">{texts().t(deliberation::NEXT_MEETING_NONE)}</p> }.into_any()
    } else {
        view! { <ul class="plain-list stack">{lines}</ul> }.into_any()
    };
    view! { <Section title=texts().t(deliberation::NEXT_MEETING)>{content}</Section> }.into_any()
}

fn sections(code: &Code) -> AnyView {
    let scope = ScopeId::Village(code.clone());
    let cards = Local::get().read(&scope, |state| all_matters(state, clock::today()));
    let (under_way, closed): (Vec<_>, Vec<_>) = cards.into_iter().partition(MatterCard::is_deliberated);
    let (rejected, decided): (Vec<_>, Vec<_>) = closed.into_iter().partition(|card| card.state == MatterState::Rejected);
    let cards = |cards: Vec<MatterCard>| -> Vec<AnyView> { cards.iter().map(|card| card_here(code, &scope, card)).collect() };
    let (under_way, decided, rejected) = (cards(under_way), cards(decided), cards(rejected));
    view! {
        <Section title=texts().t(deliberation::UNDER_WAY)>
            {if under_way.is_empty() {
                view! { <Empty icon=icon::MEETING title=texts().t(deliberation::EMPTY) line=texts().t(deliberation::EMPTY_DESK) /> }.into_any()
            } else {
                under_way.into_any()
            }}
        </Section>
        <Section title=texts().t(deliberation::DECIDED)>
            {if decided.is_empty() {
                view! { <p class="quiet">{texts().t(deliberation::EMPTY_DECIDED)}</p> }.into_any()
            } else {
                decided.into_any()
            }}
        </Section>
        {(!rejected.is_empty()).then(|| view! { <Section title=super::card::by_name("choice_matter_state_rejected")>{rejected}</Section> })}
    }
    .into_any()
}

fn card_here(code: &Code, scope: &ScopeId, card: &MatterCard) -> AnyView {
    let waits = Local::get().waits_on::<Matter>(scope, card.id);
    let more = waits.then(|| (MarkKind::Waiting, texts().t(sync::STATE_SAVED_HERE).to_owned())).into_iter().collect();
    matter_at(matter_href(code, card.id), card, more)
}
