//! Calling a meeting 通知開會 / 通知开会: for a matter, or an ordinary one; a call may replace an earlier one.

use super::card::{by_name, meeting_line};
use crate::disclosure::{Register, persons_line};
use crate::local::{Local, clock, ids};
use crate::shell::entry::Reading;
use crate::shell::form::{Fields as _, Form, amended, form_fields};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Choice, DateField, Select, TextArea, TextField, TimeField};
use leptos::prelude::*;
use shared::deliberation::{ASSEMBLY_NOTICE_DAYS, Body, CallMeeting, Matter, MatterState, TimeOfDay, is_called_late};
use shared::disclosure::{MeetingCard, meetings_called};
use shared::kernel::{CommandId, Day, Id, ScopeId};
use shared::text::{deliberation, ui};
use wasm_bindgen_futures::spawn_local;

form_fields! {
    /// The fields of a call.
    MeetingFields keeps
    /// What stands in them.
    MeetingValues { body: String, on: String, at: String, place: String, agenda: String, replaces: String }
}

impl MeetingValues {
    fn of(call: &CallMeeting) -> Self {
        Self {
            body: call.body.name().to_owned(),
            on: call.on.to_string(),
            at: call.at.to_string(),
            place: call.place.clone(),
            agenda: call.agenda.clone(),
            replaces: call.replaces.map(|id| id.to_string()).unwrap_or_default(),
        }
    }

    /// A call for what comes next.
    fn proposed(matter: Option<&Matter>, place: String) -> Self {
        let next = matter.filter(|matter| matter.state == MatterState::Open).and_then(|matter| matter.step.next());
        let body = next.and_then(|step| step.bodies().first().copied()).unwrap_or(Body::Representatives);
        let agenda = matter.map(|matter| matter.title.clone()).unwrap_or_default();
        Self { body: body.name().to_owned(), place, agenda, ..Self::default() }
    }
}

/// Calls a meeting.
#[component]
pub fn MeetingForm(
    /// The village.
    scope: ScopeId,
    /// The matter it is called for.
    matter: Option<Id>,
    /// The call is in both stores of this device.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    let form = Form::new();
    let (values, calls, refused) = begun(&scope, matter, form.local);
    let fields = MeetingFields::new(values);
    let record = refused.map_or_else(|| matter.map_or_else(|| scope.to_string(), |id| id.to_string()), |id| id.to_string());
    form.keep(fields, "meeting", &record);
    let register = Register::of(&scope);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let scope = scope.clone();
        spawn_local(async move {
            if save(form, fields, &scope, matter).await {
                form.done(refused);
                on_done.try_run(());
            }
        });
    };
    let bodies: Vec<Choice> =
        Body::ALL.iter().map(|body| Choice::new(body.name(), by_name(&format!("choice_body_{}", body.name())))).collect();
    view! {
        <form class="form boxed" novalidate on:submit=submit>
            <h3>{texts().t(deliberation::CALL_MEETING)}</h3>
            {form.draft_line()}
            <Select id="meeting-body" label=texts().t(deliberation::BODY) value=fields.body choices=bodies error=form.error("body") />
            <div class="field-row">
                <DateField id="meeting-on" label=texts().t(deliberation::MEETING_ON) value=fields.on min=clock::today().to_string() error=form.error("on") />
                <TimeField id="meeting-at" label=texts().t(deliberation::MEETING_AT) value=fields.at error=form.error("at") />
            </div>
            {move || notice_line(fields)}
            <TextField id="meeting-place" label=texts().t(deliberation::MEETING_PLACE) value=fields.place error=form.error("place") />
            <TextArea id="meeting-agenda" label=texts().t(deliberation::MEETING_AGENDA) value=fields.agenda error=form.error("agenda") />
            {persons_line(vec![fields.agenda], register, Callback::new(|()| ()))}
            {replaces(form, fields, &calls)}
            {form.said()}
            <div class="button-row">
                <Button label=texts().t(deliberation::CALL_MEETING) kind=ButtonKind::Primary submit=true busy=form.busy />
                <Button label=texts().t(ui::CANCEL) on_press=move || { on_done.try_run(()); } />
            </div>
        </form>
    }
}

fn begun(scope: &ScopeId, matter: Option<Id>, local: Local) -> (MeetingValues, Vec<MeetingCard>, Option<CommandId>) {
    let (found, calls) = local.read_once(scope, |state| {
        (matter.and_then(|id| state.one::<Matter>(id)).map(|found| found.value), meetings_called(state, clock::today()))
    });
    let refused = amended::<CallMeeting>().filter(|(_, call)| call.matter == matter);
    let place = calls.first().map(|call| call.place.clone()).unwrap_or_default();
    let calls = calls.into_iter().filter(|call| call.matter.is_none() || call.matter == matter).collect();
    match refused {
        Some((id, call)) => (MeetingValues::of(&call), calls, Some(id)),
        None => (MeetingValues::proposed(found.as_ref(), place), calls, None),
    }
}

/// The law's notice for the villagers' assembly: said while the day is chosen, never in the way.
fn notice_line(fields: MeetingFields) -> Option<AnyView> {
    let on = fields.on.with(|on| on.parse::<Day>().ok())?;
    let body = fields.body.with(|name| Body::ALL.into_iter().find(|body| body.name() == name))?;
    let short = is_called_late(body, on, clock::today());
    short.then(|| view! { <p class="quiet">{texts().fill(deliberation::ASSEMBLY_NOTICE, &[("n", &ASSEMBLY_NOTICE_DAYS)])}</p> }.into_any())
}

fn replaces(form: Form, fields: MeetingFields, calls: &[MeetingCard]) -> Option<AnyView> {
    (!calls.is_empty()).then(|| {
        let none = Choice::new("", texts().t(ui::NO));
        let choices = std::iter::once(none).chain(calls.iter().map(|call| Choice::new(call.id.to_string(), meeting_line(call)))).collect();
        view! {
            <Select id="meeting-replaces" label=texts().t(deliberation::MEETING_REPLACES) value=fields.replaces choices error=form.error("replaces") />
        }
        .into_any()
    })
}

async fn save(form: Form, fields: MeetingFields, scope: &ScopeId, matter: Option<Id>) -> bool {
    let values = untrack(|| fields.values());
    let mut reading = Reading::default();
    let today = clock::today();
    let at = values.at.trim().parse::<TimeOfDay>().ok();
    let command = CallMeeting {
        id: ids::record(),
        matter,
        body: reading.choice("body", &values.body, &Body::ALL, Body::name).unwrap_or(Body::Representatives),
        on: reading.day_to_come("on", &values.on, today),
        at: reading.needed("at", &values.at, at, "unknown_choice").unwrap_or_default(),
        place: values.place.trim().to_owned(),
        agenda: values.agenda.trim().to_owned(),
        replaces: reading.id_or_none("replaces", &values.replaces),
    };
    form.submit_read(scope, &command, reading).await.is_some()
}
