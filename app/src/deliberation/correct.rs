//! Correcting the day of a step 更正日期: which step, the right day, why. The old day stays to be read beside it.

use super::card::step_name;
use crate::disclosure::{Register, persons_line, text_warnings};
use crate::local::{clock, ids};
use crate::shell::entry::Reading;
use crate::shell::form::{Fields as _, Form, amended, form_fields};
use crate::shell::look::Look;
use crate::shell::rights::may;
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Choice, DateField, Quote, Select, TextArea};
use leptos::prelude::*;
use shared::deliberation::CorrectStepDay;
use shared::disclosure::{MatterPage as Shown, StepRecord};
use shared::kernel::{Id, ScopeId};
use shared::sync::command::Command as _;
use shared::text::{deliberation, disclosure, format, ui};
use wasm_bindgen_futures::spawn_local;

form_fields! {
    /// The fields of a correction.
    CorrectFields keeps
    /// What stands in them.
    CorrectValues { step: String, held_on: String, reason: String }
}

/// The form; `page` is the record as it is seen.
pub(super) fn correct_form(scope: ScopeId, matter: Id, page: &Shown, on_done: Callback<()>) -> AnyView {
    let form = Form::new();
    let steps: Vec<StepRecord> = page.steps.iter().filter(|step| may(&scope, step.record.kind.by())).cloned().collect();
    let refused = amended::<CorrectStepDay>().filter(|(_, command)| steps.iter().any(|step| step.id == command.step));
    let begun = refused.as_ref().map(|(_, command)| CorrectValues {
        step: command.step.to_string(),
        held_on: command.held_on.to_string(),
        reason: command.reason.clone(),
    });
    let last = steps.last().map(|step| step.id.to_string()).unwrap_or_default();
    let fields = CorrectFields::new(begun.unwrap_or_else(|| CorrectValues { step: last, ..CorrectValues::default() }));
    let refused = refused.map(|(id, _)| id);
    form.keep(fields, "correct_step", &matter.to_string());
    let choices: Vec<Choice> = steps.iter().map(|step| Choice::new(step.id.to_string(), line(step))).collect();
    let steps = StoredValue::new(steps);
    let register = Register::of(&scope);
    let look = Look::<CorrectStepDay>::closed();
    let looked = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut reading = Reading::default();
        if let Some(command) = read(form, fields, steps, &mut reading) {
            let rules = command.check();
            look.at(form, command, reading, rules);
        }
    };
    let save = Callback::new(move |command: CorrectStepDay| {
        let scope = scope.clone();
        spawn_local(async move {
            if form.submit(&scope, &command).await.is_some() {
                form.done(refused);
                on_done.try_run(());
            } else {
                look.tried(form);
            }
        });
    });
    let open = look.is_open();
    let latest = form.local.latest_day().to_string();
    view! {
        <form class="form boxed" class:is-hidden=open novalidate on:submit=looked>
            <h3>{texts().t(deliberation::CORRECT_DAY)}</h3>
            <p class="quiet">{texts().t(deliberation::CORRECT_WORDS)}</p>
            {form.draft_line()}
            <Select id="correct-step" label=texts().t(deliberation::CORRECT_WHICH) value=fields.step choices error=form.error("step") />
            <DateField id="correct-day" label=texts().t(deliberation::CORRECT_TO) value=fields.held_on max=latest error=form.error("held_on") />
            <TextArea id="correct-reason" label=texts().t(deliberation::CORRECT_REASON) value=fields.reason
                hint=texts().t(disclosure::WITHDRAW_HINT) error=form.error("reason") />
            {persons_line(vec![fields.reason], register, Callback::new(|()| ()))}
            {move || (!open.get()).then(|| form.said())}
            <div class="button-row">
                <Button label=texts().t(disclosure::PREVIEW) kind=ButtonKind::Primary submit=true />
                <Button label=texts().t(ui::CANCEL) on_press=move || { on_done.try_run(()); } />
            </div>
        </form>
        {look.view(form, deliberation::CORRECT_DAY, deliberation::ANSWER_FINAL, move |command| sheet(command, steps, register), save)}
    }
    .into_any()
}

/// A step with the day that stands.
fn line(step: &StepRecord) -> String {
    format!("{} · {}", step_name(step.record.kind, true), format::day(texts().lang, step.record.held_on))
}

fn read(form: Form, fields: CorrectFields, steps: StoredValue<Vec<StepRecord>>, reading: &mut Reading) -> Option<CorrectStepDay> {
    let CorrectValues { step, held_on, reason } = untrack(|| fields.values());
    let chosen = steps.with_value(|steps| steps.iter().find(|one| one.id.to_string() == step).cloned())?;
    Some(CorrectStepDay {
        id: ids::record(),
        step: chosen.id,
        after: chosen.last_correction,
        held_on: reading.day_come("held_on", &held_on, form.local.latest_day()),
        reason: reason.trim().to_owned(),
        on: clock::today(),
    })
}

/// The line that will stand beside the day.
fn sheet(command: &CorrectStepDay, steps: StoredValue<Vec<StepRecord>>, register: Register) -> AnyView {
    let lang = texts().lang;
    let Some(step) = steps.with_value(|steps| steps.iter().find(|one| one.id == command.step).cloned()) else { return ().into_any() };
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("before", &format::day(lang, step.record.held_on)), ("on", &format::day(lang, command.on)), ("reason", &command.reason)];
    let words = texts().fill(deliberation::DAY_CORRECTED, &values);
    let title = format!("{} · {}", step_name(step.record.kind, true), format::day(lang, command.held_on));
    view! { {text_warnings(&command.reason, register)}<h3>{title}</h3><Quote words /> }.into_any()
}
