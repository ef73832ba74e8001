//! Moving a matter on 進到下一步 / 进到下一步: the one form for it, at the desk and in the committee's session on the kiosk.
//!
//! It asks for what the next step needs and nothing else, says what the step means and what follows, and keeps what is typed.

use super::card::{by_name, step_name};
use super::held::{Held, HeldBack};
use super::sitting::{SittingFields, question_line, sitting_view};
use super::standing::{Standing, begun, overtaken, standing};
use crate::disclosure::{Register, persons_line};
use crate::local::{Local, ids};
use crate::shell::entry::Reading;
use crate::shell::form::{Fields as _, Form};
use crate::shell::look::Look;
use crate::shell::rights::{may, who_does};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, CheckChips, Choice, Notice, NoticeKind, RadioChips, Stepper};
use leptos::prelude::*;
use shared::deliberation::{AdvanceMatter, Matter, MatterState, Meeting, Objection, RejectMatter, Sitting, StepKind, ask_if_still_hanging};
use shared::disclosure::{NoticeKind as Disclosed, PostNotice};
use shared::kernel::{CommandId, Id, ScopeId, Violation};
use shared::text::{deliberation, disclosure, problem, sync};
use wasm_bindgen_futures::spawn_local;

/// Days for which a decision is posted unless the form says otherwise: what villages in Gansu use.
const NOTICE_DAYS: u32 = 7;
/// The most days: a quarter, after which the quarterly disclosure has it.
const MAX_NOTICE_DAYS: u32 = 90;

/// The outcomes as the form's choice has them.
pub(super) const PASSED: &str = "passed";
/// See [`PASSED`].
pub(super) const REJECTED: &str = "rejected";
/// The one choice of [`Advance::posts`].
const POST: &str = "post";

/// Moves a matter on 進到下一步 / 进到下一步: the form of its next step, for whoever may write that step down. It follows the matter: when a
/// step is saved, here or elsewhere, the form of the step after it takes its place.
#[component]
pub fn AdvanceForm(
    /// The village.
    scope: ScopeId,
    /// The matter.
    matter: Id,
    /// The step is in both stores of this device.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    let local = Local::get();
    let watched = scope.clone();
    let stands =
        Memo::new(move |_| local.read(&watched, |state| state.one::<Matter>(matter).map(|found| (found.value.state, found.value.step))));
    move || match stands.get() {
        None => view! { <Notice>{texts().t(problem::NOT_FOUND)}</Notice> }.into_any(),
        Some((MatterState::Open, _)) => open_form(&scope, matter, on_done),
        Some((state, _)) => {
            let words = by_name(&format!("choice_matter_state_{}", state.name()));
            view! {
                {overtaken(matter, None)}
                <Notice kind=NoticeKind::Done title=words>{texts().t(problem::MATTER_CLOSED)}</Notice>
            }
            .into_any()
        }
    }
}

fn open_form(scope: &ScopeId, matter: Id, on_done: Callback<()>) -> AnyView {
    let Some(standing) = standing(scope, matter) else { return ().into_any() };
    let Some(step) = standing.from.next() else { return ().into_any() };
    if may(scope, step.by()) {
        Advance::new(scope.clone(), matter, step, standing, on_done).view()
    } else {
        view! { <div class="stack-s">{overtaken(matter, Some(step))}{step_means(step)}{who_does(step_name(step, true), step.by())}</div> }
            .into_any()
    }
}

/// What a step is, in a sentence.
fn step_means(step: StepKind) -> AnyView {
    let number = texts().fill(deliberation::NTH_OF_SIX, &[("n", &step.number())]);
    view! {
        <p class="kicker">{number}</p>
        <h3>{step_name(step, true)}</h3>
        <p>{by_name(&format!("means_{}", step.name()))}</p>
    }
    .into_any()
}

#[derive(Debug, Clone, Copy)]
struct Advance {
    scope: StoredValue<ScopeId>,
    matter: Id,
    step: StepKind,
    standing: StoredValue<Standing>,
    form: Form,
    fields: SittingFields,
    /// Whether the decision is posted as a notice too.
    posts: RwSignal<Vec<String>>,
    days: RwSignal<u32>,
    amended: Option<CommandId>,
    on_done: Callback<()>,
}

impl Advance {
    fn new(scope: ScopeId, matter: Id, step: StepKind, standing: Standing, on_done: Callback<()>) -> Self {
        let form = Form::new();
        let (values, refused) = begun(matter, step, &standing);
        let fields = SittingFields::new(values);
        let record = refused.map_or_else(|| format!("{matter}.{}", step.name()), |command| command.to_string());
        form.keep(fields, "advance", &record);
        Self {
            scope: StoredValue::new(scope),
            matter,
            step,
            standing: StoredValue::new(standing),
            form,
            fields,
            posts: RwSignal::new(if step == StepKind::PublishDecision { vec![POST.to_owned()] } else { Vec::new() }),
            days: RwSignal::new(NOTICE_DAYS),
            amended: refused,
            on_done,
        }
    }

    fn view(self) -> AnyView {
        let Self { form, fields, step, .. } = self;
        let from = self.standing.with_value(|standing| standing.step_on);
        let passed = self.passed();
        let register = self.register();
        let look = Look::<Held>::closed();
        let looked = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            self.look_at(look);
        };
        let save = Callback::new(move |held: Held| spawn_local(self.save(look, held)));
        let open = look.is_open();
        let sheet = move |held: &Held| held.sheet(&self.scope.get_value(), self.matter, self.step, register);
        let held_back = HeldBack::new(&self.scope.get_value(), self.matter, from, fields.held_on, passed);
        view! {
            <form class="form advance" class:is-hidden=open novalidate on:submit=looked>
                <div class="stack-s">{step_means(step)}</div>
                {overtaken(self.matter, Some(step))}
                {held_back.said()}
                {form.draft_line()}
                {step.is_meeting().then(|| self.outcome_choice())}
                {sitting_view(form, fields, step, Some(from), passed)}
                {persons_line(vec![fields.summary], register, Callback::new(|()| ()))}
                {(step == StepKind::PublishDecision).then(|| self.posting())}
                {move || self.still_hanging()}
                {move || self.follows(passed.get())}
                {move || (!open.get()).then(|| form.said())}
                {held_back.or(move || {
                    view! { <div class="savebar"><Button label=texts().t(disclosure::PREVIEW) kind=ButtonKind::Primary submit=true /></div> }.into_any()
                })}
            </form>
            {look.view(form, deliberation::SEAL, deliberation::SEAL_WORDS, sheet, save)}
        }
        .into_any()
    }

    fn passed(self) -> Signal<bool> {
        let outcome = self.fields.outcome;
        Signal::derive(move || outcome.with(|outcome| outcome != REJECTED))
    }

    /// The village's people, and whoever objected to the matter: the record names none of them.
    fn register(self) -> Register {
        let scope = self.scope.get_value();
        let objections = self.form.local.read_once(&scope, |state| state.children::<Objection>(self.matter));
        Register::of(&scope).with_submitters(objections.iter().map(|found| found.value.submitter()))
    }

    /// What came of the meeting is for whoever writes it down to say: nothing is chosen for them.
    fn is_chosen(self) -> bool {
        !self.step.is_meeting() || self.fields.outcome.with(|outcome| !outcome.is_empty())
    }

    /// That the decision still hangs on the day in the form.
    fn still_hanging(self) -> Option<AnyView> {
        let held_on = self.fields.held_on.with(|typed| typed.trim().parse().ok())?;
        let asked =
            self.form.local.read_once(&self.scope.get_value(), |state| ask_if_still_hanging(state, self.matter, self.step, held_on));
        asked.map(|question| question_line(&question))
    }

    fn outcome_choice(self) -> AnyView {
        let choices = [PASSED, REJECTED].map(|code| Choice::new(code, by_name(&format!("choice_outcome_{code}")))).to_vec();
        let (own, step) = (self.form.error("outcome"), self.form.error("step"));
        let error = Signal::derive(move || own.get().or_else(|| step.get()));
        view! { <RadioChips id="outcome" label=texts().t(deliberation::OUTCOME) value=self.fields.outcome choices error /> }.into_any()
    }

    /// A published decision hangs on the board as a notice of its own, for so many days.
    fn posting(self) -> AnyView {
        let Self { posts, days, .. } = self;
        let choices = vec![Choice::new(POST, texts().t(deliberation::POST_DECISION))];
        let posts_it = Signal::derive(move || posts.with(|posts| !posts.is_empty()));
        view! {
            <div class="form-section">
                <CheckChips id="post-decision" label=texts().t(deliberation::POST_DECISION_LABEL) value=posts choices />
                <Show when=move || posts_it.get()>
                    <Stepper id="notice-days" label=texts().t(deliberation::NOTICE_DAYS) value=days min=1 max=MAX_NOTICE_DAYS
                        less=texts().t(deliberation::DAY_LESS) more=texts().t(deliberation::DAY_MORE)
                        hint=texts().t(deliberation::NOTICE_DAYS_HINT) />
                </Show>
            </div>
        }
        .into_any()
    }

    /// What saving does, in a sentence.
    fn follows(self, passed: bool) -> Option<AnyView> {
        if !self.is_chosen() {
            return None;
        }
        let words = match (passed, self.step.next()) {
            (false, _) => texts().t(deliberation::FOLLOWS_REJECTION).to_owned(),
            (true, None) => texts().t(deliberation::FOLLOWS_LAST).to_owned(),
            (true, Some(next)) => texts().fill(deliberation::FOLLOWS, &[("step", &step_name(next, true))]),
        };
        Some(view! { <div class="quiet"><p>{words}</p><p>{texts().t(sync::OFFLINE_TOO)}</p></div> }.into_any())
    }

    /// Shows the step as its record will read.
    fn look_at(self, look: Look<Held>) {
        let values = untrack(|| self.fields.values());
        let mut reading = Reading::default();
        let sitting = values.read(&mut reading, self.step, self.form.local.latest_day(), None);
        let sitting = Sitting { meeting: self.call(&self.scope.get_value(), &sitting), ..sitting };
        let chosen = untrack(|| self.is_chosen()).then_some(());
        reading.needed("outcome", &values.outcome, chosen, "required");
        let before = self.standing.with_value(|standing| standing.step_on);
        if sitting.held_on < before {
            reading.0.push(Violation::new("sitting.held_on", "date_before").with("day", before));
        }
        let (id, matter, step) = (ids::record(), self.matter, self.step);
        let from = self.standing.with_value(|standing| standing.from);
        let held = if values.outcome == REJECTED {
            Held::Rejected(RejectMatter { id, matter, from, step, sitting })
        } else {
            let notice = self.notice(&sitting);
            Held::Passed(AdvanceMatter { id, matter, from, step, sitting }, notice)
        };
        let rules = held.check();
        look.at(self.form, held, reading, rules);
    }

    async fn save(self, look: Look<Held>, held: Held) {
        let scope = self.scope.get_value();
        let (form, on_done, amended) = (self.form, self.on_done, self.amended);
        let saved = match &held {
            Held::Passed(command, _) => form.submit(&scope, command).await,
            Held::Rejected(command) => form.submit(&scope, command).await,
        };
        if saved.is_none() {
            look.tried(form);
            return;
        }
        // From here on the form of the step after this one may already stand in its place.
        form.done(amended);
        if let Held::Passed(_, Some(notice)) = held {
            form.submit(&scope, &notice).await;
        }
        on_done.try_run(());
    }

    /// The call under which the body met on that day, where there was one.
    fn call(self, scope: &ScopeId, sitting: &Sitting) -> Option<Id> {
        self.form.local.read_once(scope, |state| {
            let calls = state.all::<Meeting>().into_iter().filter(|call| call.value.matter.is_none_or(|of| of == self.matter));
            calls.filter(|call| call.value.body == sitting.body && call.value.on == sitting.held_on).map(|call| call.id).max()
        })
    }

    /// The notice of a published decision: what was resolved, and how it was made known.
    fn notice(self, sitting: &Sitting) -> Option<PostNotice> {
        let posts = self.step == StepKind::PublishDecision && self.posts.with_untracked(|posts| !posts.is_empty());
        let days = i64::from(self.days.get_untracked());
        posts.then(|| {
            self.standing.with_value(|standing| PostNotice {
                id: ids::record(),
                kind: Disclosed::Decisions,
                title: standing.title.clone(),
                body: format!("{}\n\n{}", standing.resolved, sitting.summary).trim().to_owned(),
                posted_on: sitting.held_on,
                // The first day does not count.
                until: Some(sitting.held_on.plus_days(days)),
                names_persons: false,
                corrects: None,
                matter: Some(self.matter),
            })
        })
    }
}
