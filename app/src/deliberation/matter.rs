//! A matter on the desk: the record as the public sees it, and what whoever is here may do with it.

use super::advance::AdvanceForm;
use super::card::step_name;
use super::correct::correct_form;
use super::desk::{matters_href, nothing_here, of_record};
use super::file::file_form;
use super::meeting::MeetingForm;
use super::objections::objections;
use super::print::record_paper;
use super::record::record_sheet;
use crate::local::{Local, clock};
use crate::place::line_of;
use crate::shell::desk::{Page, toast};
use crate::shell::form::amended;
use crate::shell::rights::{may, who_does};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Mark, MarkKind, NoticeKind, Section, icon};
use leptos::prelude::*;
use shared::deliberation::{
    AdvanceMatter, CallMeeting, CorrectStepDay, FileObjection, Matter, MatterState, ObjectTo, RejectMatter, StepKind,
};
use shared::disclosure::{MatterCard, MatterPage as Shown, matter_page};
use shared::kernel::{Code, Id, ScopeId};
use shared::sync::command::Command as _;
use shared::text::{deliberation, shell, sync, ui};

/// The page of one matter.
#[component]
pub fn MatterPage() -> impl IntoView {
    of_record(|code, id| {
        let scope = ScopeId::Village(code.clone());
        let local = Local::get();
        let of = scope.clone();
        let shown = Memo::new(move |_| local.read(&of, |state| matter_page(state, id, clock::today())));
        if shown.with_untracked(Option::is_none) {
            return nothing_here();
        }
        let back = (matters_href(&code), texts().t(deliberation::TITLE).to_owned());
        let (paper, place) = (code.clone(), line_of(&code));
        view! {
            <Page title=texts().t(deliberation::MATTER) line=Some(place) back>
                {doings(&code, scope, id, shown)}
                {move || shown.get().map(|page| record_sheet(&page))}
                {move || shown.get().map(|page| record_paper(&paper, &page))}
            </Page>
        }
        .into_any()
    })
}

/// What is open beside the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Task {
    Advance,
    Call,
    Object,
    Correct,
}

fn doings(code: &Code, scope: ScopeId, id: Id, shown: Memo<Option<Shown>>) -> AnyView {
    let local = Local::get();
    let task = RwSignal::new(begun_with());
    let (waiting, answers, tasks) = (scope.clone(), scope.clone(), scope.clone());
    let toast = toast();
    let saved = texts().t(sync::STATE_SAVED_HERE);
    let done = Callback::new(move |()| {
        task.set(None);
        toast(NoticeKind::Done, saved.to_owned());
    });
    let closed = Callback::new(move |()| task.set(None));
    // One memo of what comes next, and nothing else read beside it: the panel must not lag behind the record below it.
    let next = Memo::new(move |_| shown.with(|page| page.as_ref().and_then(|page| coming(&page.card))));
    let opened = move || {
        let scope = tasks.clone();
        match task.get() {
            Some(Task::Advance) => view! { <div class="boxed"><AdvanceForm scope matter=id on_done=done /></div> }.into_any(),
            Some(Task::Call) => view! { <MeetingForm scope matter=Some(id) on_done=closed /> }.into_any(),
            Some(Task::Correct) => shown.with_untracked(Option::clone).map(|page| correct_form(scope, id, &page, done)).into_any(),
            Some(Task::Object) => file_form(scope, ObjectTo::Matter(id)),
            None => ().into_any(),
        }
    };
    let public = format!("/v/{code}/matters/{id}");
    let may_correct = may(&scope, CorrectStepDay::BY);
    view! {
        <div class="stack no-print">
            {move || local.waits_on::<Matter>(&waiting, id).then(|| view! { <p><Mark kind=MarkKind::Waiting word=saved /></p> })}
            {move || next.get().map(|step| next_step(&scope, step, task))}
            {opened}
            <div class="cluster">
                <Button label=texts().t(ui::PRINT) icon=icon::PRINT on_press=crate::shell::print::print_page />
                <a class="button" href=public rel="external">{texts().t(shell::TO_BOARD_PAGE)}</a>
                {may_correct.then(|| {
                    let pressed = Signal::derive(move || task.get() == Some(Task::Correct));
                    let toggle = move || task.update(|open| *open = if *open == Some(Task::Correct) { None } else { Some(Task::Correct) });
                    view! { <Button label=texts().t(deliberation::CORRECT_DAY) icon=icon::PEN pressed on_press=toggle /> }
                })}
            </div>
            {objections(answers, ObjectTo::Matter(id))}
        </div>
    }
    .into_any()
}

/// A refused command in the address opens its form.
fn begun_with() -> Option<Task> {
    let advance = amended::<AdvanceMatter>().is_some() || amended::<RejectMatter>().is_some();
    if advance {
        return Some(Task::Advance);
    }
    if amended::<CorrectStepDay>().is_some() {
        return Some(Task::Correct);
    }
    amended::<CallMeeting>().map(|_| Task::Call)
}

/// The step that comes next; none once the matter is closed.
fn coming(card: &MatterCard) -> Option<StepKind> {
    card.step.next().filter(|_| card.state == MatterState::Open)
}

fn next_step(scope: &ScopeId, step: StepKind, task: RwSignal<Option<Task>>) -> AnyView {
    let advance = texts().fill(deliberation::ADVANCE_TO, &[("step", &step_name(step, false))]);
    let toggle = move |which| task.update(|open| *open = if *open == Some(which) { None } else { Some(which) });
    let may_advance = may(scope, step.by());
    let button = may_advance.then(|| {
        let pressed = Signal::derive(move || task.get() == Some(Task::Advance));
        view! { <Button label=advance kind=ButtonKind::Primary pressed on_press=move || toggle(Task::Advance) /> }
    });
    let call = may(scope, CallMeeting::BY).then(|| {
        let pressed = Signal::derive(move || task.get() == Some(Task::Call));
        view! { <Button label=texts().t(deliberation::CALL_MEETING) icon=icon::MEETING pressed on_press=move || toggle(Task::Call) /> }
    });
    let object = may(scope, FileObjection::BY).then(|| {
        let pressed = Signal::derive(move || task.get() == Some(Task::Object));
        view! { <Button label=texts().t(deliberation::OBJECT_FOR) icon=icon::VOICE pressed on_press=move || toggle(Task::Object) /> }
    });
    view! {
        <Section title=texts().t(deliberation::ADVANCE)>
            <p>{step_name(step, true)}</p>
            <div class="cluster">{button}{call}{object}</div>
            {(!may_advance).then(|| who_does(step_name(step, true), step.by()))}
        </Section>
    }
    .into_any()
}
