//! The record of a sitting as a form: when and where, who led it, how many came and how they voted, what came of it.

use super::card::by_name;
use crate::shell::entry::{Reading, count};
use crate::shell::form::{Form, form_fields};
use crate::shell::texts;
use crate::ui::{Choice, DateField, Gauge, Notice, NoticeKind, NumberField, RadioChips, TextArea, TextField};
use leptos::prelude::*;
use shared::deliberation::{Body, Officer, Quorum, Sitting, Step, StepKind, Tally, Verdict, ask_if_too_few};
use shared::kernel::{Day, Id};
use shared::sync::command::Question;
use shared::sync::state::State;
use shared::text::{self, deliberation, ui};

form_fields! {
    /// The fields of a sitting.
    SittingFields keeps
    /// What stands in them.
    SittingValues {
        outcome: String,
        body: String,
        held_on: String,
        place: String,
        chair: String,
        chair_office: String,
        recorder: String,
        recorder_office: String,
        witness: String,
        witness_office: String,
        expected: String,
        attended: String,
        votes_for: String,
        votes_against: String,
        votes_abstain: String,
        summary: String,
        next_on: String,
    }
}

impl SittingValues {
    /// A sitting of this step, held today as far as one can guess, with the officers and the number that the same body had last.
    pub(super) fn proposed(step: StepKind, today: Day, last: Option<&Sitting>) -> Self {
        let mut values = last.map(|sitting| Self::of(&Sitting { meeting: None, next_on: None, ..sitting.clone() })).unwrap_or_default();
        for counted in [&mut values.attended, &mut values.votes_for, &mut values.votes_against, &mut values.votes_abstain] {
            counted.clear();
        }
        values.summary.clear();
        values.held_on = today.to_string();
        values.body = step.bodies().first().map(|body| body.name().to_owned()).unwrap_or_default();
        values
    }

    /// A sitting that was written before.
    pub(super) fn of(sitting: &Sitting) -> Self {
        let number = |of: fn(&Tally) -> u32| sitting.tally.as_ref().map(|tally| of(tally).to_string()).unwrap_or_default();
        let witness = sitting.witness.clone();
        Self {
            body: sitting.body.name().to_owned(),
            held_on: sitting.held_on.to_string(),
            place: sitting.place.clone(),
            chair: sitting.chair.name.clone(),
            chair_office: sitting.chair.office.clone(),
            recorder: sitting.recorder.name.clone(),
            recorder_office: sitting.recorder.office.clone(),
            witness: witness.as_ref().map(|witness| witness.name.clone()).unwrap_or_default(),
            witness_office: witness.map(|witness| witness.office).unwrap_or_default(),
            expected: number(|tally| tally.expected),
            attended: number(|tally| tally.attended),
            votes_for: number(|tally| tally.votes_for),
            votes_against: number(|tally| tally.votes_against),
            votes_abstain: number(|tally| tally.votes_abstain),
            summary: sitting.summary.clone(),
            next_on: sitting.next_on.map(|day| day.to_string()).unwrap_or_default(),
            outcome: String::new(),
        }
    }

    /// The sitting that it says; what cannot be read is noted, and so is a day after the `latest` that has come.
    pub(super) fn read(&self, reading: &mut Reading, step: StepKind, latest: Day, meeting: Option<Id>) -> Sitting {
        let officer = |name: &str, office: &str| Officer { name: name.trim().to_owned(), office: office.trim().to_owned() };
        let body = match step.bodies() {
            [only] => Some(*only),
            several => reading.choice("sitting.body", &self.body, several, Body::name),
        };
        let has_witness = !self.witness.trim().is_empty() || (!self.witness_office.trim().is_empty() && step.is_meeting());
        Sitting {
            body: body.or_else(|| step.bodies().first().copied()).unwrap_or(Body::Committee),
            held_on: reading.day_come("sitting.held_on", &self.held_on, latest),
            place: self.place.trim().to_owned(),
            chair: officer(&self.chair, &self.chair_office),
            recorder: officer(&self.recorder, &self.recorder_office),
            witness: has_witness.then(|| officer(&self.witness, &self.witness_office)),
            tally: step.is_meeting().then(|| self.tally(reading)),
            summary: self.summary.trim().to_owned(),
            next_on: reading.day_or_none("sitting.next_on", &self.next_on),
            meeting,
        }
    }

    fn tally(&self, reading: &mut Reading) -> Tally {
        Tally {
            expected: reading.count("sitting.tally.expected", &self.expected),
            attended: reading.count("sitting.tally.attended", &self.attended),
            votes_for: reading.count("sitting.tally.votes_for", &self.votes_for),
            votes_against: reading.count_or_none("sitting.tally.votes_against", &self.votes_against).unwrap_or_default(),
            votes_abstain: reading.count_or_none("sitting.tally.votes_abstain", &self.votes_abstain).unwrap_or_default(),
        }
    }
}

/// The last sitting of the body that usually holds this step, of any matter in the village.
pub(super) fn last_sitting(state: &dyn State, step: StepKind) -> Option<Sitting> {
    let steps = state.all::<Step>().into_iter().map(|found| found.value);
    let same = steps.filter(|held| step.bodies().contains(&held.sitting.body));
    same.max_by_key(|held| held.sitting.held_on).map(|held| held.sitting)
}

/// The fields of a sitting. `from` is the first day that it may have been held on; `passed` says what the words are about.
pub(super) fn sitting_view(form: Form, fields: SittingFields, step: StepKind, from: Option<Day>, passed: Signal<bool>) -> AnyView {
    view! {
        <div class="form-section">
            {body_choice(form, fields, step)}
            <div class="field-row">
                {held_on(form, fields, step, from)}
                <TextField id="sitting-place" label=texts().t(deliberation::PLACE) value=fields.place error=form.error("sitting.place") />
            </div>
            {officer_fields(form, "chair", texts().t(deliberation::CHAIR), (fields.chair, fields.chair_office), false)}
            {officer_fields(form, "recorder", texts().t(deliberation::RECORDER), (fields.recorder, fields.recorder_office), false)}
            {officer_fields(form, "witness", texts().t(deliberation::WITNESS), (fields.witness, fields.witness_office), true)}
        </div>
        {step.is_meeting().then(|| numbers(form, fields, step))}
        <div class="form-section">
            {move || summary(form, fields, passed.get())}
            {next_day(form, fields, step)}
        </div>
    }
    .into_any()
}

fn body_choice(form: Form, fields: SittingFields, step: StepKind) -> Option<AnyView> {
    let choices: Vec<Choice> =
        step.bodies().iter().map(|body| Choice::new(body.name(), by_name(&format!("choice_body_{}", body.name())))).collect();
    (choices.len() > 1).then(|| {
        view! { <RadioChips id="sitting-body" label=texts().t(deliberation::BODY) value=fields.body choices error=form.error("sitting.body") /> }
            .into_any()
    })
}

fn held_on(form: Form, fields: SittingFields, step: StepKind, from: Option<Day>) -> AnyView {
    let label = texts().t(if step.is_meeting() { deliberation::MEETING_ON } else { deliberation::PUBLISHED_ON });
    let error = form.error("sitting.held_on");
    let max = form.local.latest_day().to_string();
    match from {
        Some(from) => view! { <DateField id="sitting-held-on" label value=fields.held_on min=from.to_string() max error /> }.into_any(),
        None => view! { <DateField id="sitting-held-on" label value=fields.held_on max error /> }.into_any(),
    }
}

fn officer_fields(
    form: Form,
    who: &'static str,
    label: &'static str,
    (name, office): (RwSignal<String>, RwSignal<String>),
    optional: bool,
) -> AnyView {
    let optional = optional.then(|| texts().t(ui::OPTIONAL).to_owned());
    let office_label = texts().fill(deliberation::OFFICE_OF, &[("who", &label)]);
    let (name_error, office_error) = (form.error(&format!("sitting.{who}.name")), form.error(&format!("sitting.{who}.office")));
    let name_field = match optional {
        Some(optional) => view! { <TextField id=format!("{who}-name") label value=name optional error=name_error /> }.into_any(),
        None => view! { <TextField id=format!("{who}-name") label value=name error=name_error /> }.into_any(),
    };
    view! {
        <div class="field-row">
            {name_field}
            <TextField id=format!("{who}-office") label=office_label value=office error=office_error />
        </div>
    }
    .into_any()
}

/// How many came and how they voted; under a resolution what the numbers say, while they are typed.
fn numbers(form: Form, fields: SittingFields, step: StepKind) -> AnyView {
    let field = |id: &'static str, label: &'static str, value: RwSignal<String>| {
        let error = form.error(&format!("sitting.tally.{}", id.replace('-', "_")));
        view! { <NumberField id label value error /> }
    };
    view! {
        <div class="form-section">
            <div class="field-row field-row-s">
                {field("expected", texts().t(deliberation::EXPECTED), fields.expected)}
                {field("attended", texts().t(deliberation::ATTENDED), fields.attended)}
            </div>
            <div class="field-row field-row-s">
                {field("votes-for", texts().t(deliberation::VOTES_FOR), fields.votes_for)}
                {field("votes-against", texts().t(deliberation::VOTES_AGAINST), fields.votes_against)}
                {field("votes-abstain", texts().t(deliberation::VOTES_ABSTAIN), fields.votes_abstain)}
            </div>
            {(step == StepKind::Resolve).then(|| verdict(fields))}
            {too_few(fields, step)}
        </div>
    }
    .into_any()
}

/// Who meets, as far as the form says.
fn body_typed(fields: SittingFields, step: StepKind) -> Option<Body> {
    let chosen = fields.body.with(|name| step.bodies().iter().copied().find(|body| body.name() == name));
    chosen.or_else(|| step.bodies().first().copied())
}

fn tally_typed(fields: SittingFields) -> Tally {
    let typed = move |signal: RwSignal<String>| signal.with(|typed| count(typed)).unwrap_or_default();
    let (expected, attended, votes_for) = (typed(fields.expected), typed(fields.attended), typed(fields.votes_for));
    Tally { expected, attended, votes_for, ..Tally::default() }
}

/// Whether enough came, and whether it passed.
fn verdict(fields: SittingFields) -> AnyView {
    let texts = texts();
    let numbers = Memo::new(move |_| {
        let tally = tally_typed(fields);
        body_typed(fields, StepKind::Resolve).filter(|_| tally.attended > 0).map(|body| (body, tally))
    });
    let said = move || numbers.get().and_then(|(body, tally)| Verdict::on(StepKind::Resolve, body, Some(tally)));
    let too_few = move || {
        let quorum = numbers.get().and_then(|(body, tally)| Quorum::on(StepKind::Resolve, body, Some(tally)));
        quorum.filter(|quorum| !quorum.is_reached()).map(|quorum| {
            let no = quorum.violation("attended");
            view! { <Notice kind=NoticeKind::Waiting>{text::problem(texts.lang, &no.code, &no.values)}</Notice> }.into_any()
        })
    };
    let value = Signal::derive(move || tally_typed(fields).votes_for);
    let of = Signal::derive(move || tally_typed(fields).attended);
    let needed = Signal::derive(move || said().map_or(0, |verdict| verdict.needed));
    let words = Signal::derive(move || said().map(|verdict| super::record::verdict_sentence(texts, verdict)).unwrap_or_default());
    let known = Signal::derive(move || said().is_some());
    view! {
        {too_few}
        <Show when=move || known.get()><Gauge value of needed words /></Show>
    }
    .into_any()
}

/// That too few came, while the numbers are typed; it keeps nobody from saving.
fn too_few(fields: SittingFields, step: StepKind) -> AnyView {
    let line = move || {
        let tally = tally_typed(fields);
        body_typed(fields, step).filter(|_| tally.attended > 0).map(|body| numbers_warning(body, Some(tally)))
    };
    line.into_any()
}

/// What is to be asked about the numbers of a sitting, in the form and again before it is sealed.
pub(super) fn numbers_warning(body: Body, tally: Option<Tally>) -> AnyView {
    ask_if_too_few(body, tally).map(|question| question_line(&question)).into_any()
}

/// A question as a line that keeps nobody from going on.
pub(super) fn question_line(question: &Question) -> AnyView {
    let words = text::problem(texts().lang, &question.code, &question.values);
    view! { <Notice kind=NoticeKind::Waiting>{words}</Notice> }.into_any()
}

fn summary(form: Form, fields: SittingFields, passed: bool) -> AnyView {
    let label = texts().t(if passed { deliberation::SUMMARY } else { deliberation::REJECT_REASON });
    view! {
        <TextArea id="sitting-summary" label value=fields.summary hint=texts().t(deliberation::SUMMARY_HINT)
            error=form.error("sitting.summary") />
    }
    .into_any()
}

fn next_day(form: Form, fields: SittingFields, step: StepKind) -> Option<AnyView> {
    step.next().map(|_| {
        view! {
            <DateField id="sitting-next-on" label=texts().t(deliberation::NEXT_ON) value=fields.next_on optional=texts().t(ui::OPTIONAL)
                error=form.error("sitting.next_on") />
        }
        .into_any()
    })
}
