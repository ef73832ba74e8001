//! Moving a matter on 進到下一步 / 进到下一步: the one form for it, at the desk and in the committee's session on the kiosk.
//!
//! It asks for what the next step needs and nothing else, says what the step means and what follows, and keeps what is typed.

use super::card::{by_name, step_name};
use super::sitting::{SittingFields, SittingValues, last_sitting, sitting_view};
use crate::local::{Local, clock, ids};
use crate::shell::entry::Reading;
use crate::shell::form::{Fields as _, Form, amended};
use crate::shell::rights::{may, who_can};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, CheckChips, Choice, Notice, NoticeKind, Quote, RadioChips, Stepper};
use leptos::prelude::*;
use shared::deliberation::{AdvanceMatter, Matter, MatterState, Meeting, Objection, RejectMatter, Sitting, Step, StepKind};
use shared::disclosure::{NoticeKind as Disclosed, PostNotice};
use shared::kernel::{CommandId, Day, Id, ScopeId};
use shared::sync::state::State;
use shared::text::{deliberation, problem, sync, ui};
use wasm_bindgen_futures::spawn_local;

/// Days for which a decision is posted unless the form says otherwise: what villages in Gansu use.
const NOTICE_DAYS: u32 = 7;
/// The most days: a quarter, after which the quarterly disclosure has it.
const MAX_NOTICE_DAYS: u32 = 90;

/// The outcomes as the form's choice has them.
const PASSED: &str = "passed";
/// See [`PASSED`].
const REJECTED: &str = "rejected";
/// The one choice of [`Advance::posts`].
const POST: &str = "post";

/// What the form needs to know of the matter when it opens.
#[derive(Debug, Clone, PartialEq)]
struct Standing {
    title: String,
    from: StepKind,
    step_on: Day,
    open_objections: usize,
    /// What the last sitting of the same body said.
    last: Option<Sitting>,
    /// What was resolved, once it is.
    resolved: String,
}

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
            view! { <Notice kind=NoticeKind::Done title=words>{texts().t(problem::MATTER_CLOSED)}</Notice> }.into_any()
        }
    }
}

fn open_form(scope: &ScopeId, matter: Id, on_done: Callback<()>) -> AnyView {
    let Some(standing) = standing(scope, matter) else { return ().into_any() };
    let Some(step) = standing.from.next() else { return ().into_any() };
    if may(scope, step.by()) {
        Advance::new(scope.clone(), matter, step, standing, on_done).view()
    } else {
        view! { <div class="stack-s">{step_means(step)}{who_can(step.by())}</div> }.into_any()
    }
}

fn standing(scope: &ScopeId, matter: Id) -> Option<Standing> {
    Local::get().read_once(scope, |state| {
        let found = state.one::<Matter>(matter)?.value;
        let objections = state.children::<Objection>(matter);
        Some(Standing {
            from: found.step,
            step_on: found.step_on,
            open_objections: objections.iter().filter(|objection| objection.value.is_open()).count(),
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

/// What the form opens with: a refused command of this step, or what one can guess.
fn begun(matter: Id, step: StepKind, standing: &Standing) -> (SittingValues, Option<CommandId>) {
    let passed = amended::<AdvanceMatter>().map(|(id, it)| (id, it.matter, it.step, it.sitting, PASSED));
    let refused = passed.or_else(|| amended::<RejectMatter>().map(|(id, it)| (id, it.matter, it.step, it.sitting, REJECTED)));
    match refused {
        Some((id, of, at, sitting, outcome)) if of == matter && at == step => {
            (SittingValues { outcome: outcome.to_owned(), ..SittingValues::of(&sitting) }, Some(id))
        }
        _ => {
            let values = SittingValues::proposed(step, clock::today(), standing.last.as_ref());
            (SittingValues { outcome: PASSED.to_owned(), ..values }, None)
        }
    }
}

/// Where somebody else has moved the matter on meanwhile: the words of the refused command, so that they are not lost.
fn overtaken(matter: Id, step: StepKind) -> Option<AnyView> {
    let passed = amended::<AdvanceMatter>().map(|(_, it)| (it.matter, it.step, it.sitting));
    let (of, at, sitting) = passed.or_else(|| amended::<RejectMatter>().map(|(_, it)| (it.matter, it.step, it.sitting)))?;
    (of == matter && at != step).then(|| {
        view! {
            <Notice kind=NoticeKind::Waiting title=step_name(at, true)>
                <p>{texts().t(problem::STALE)}</p>
                <Quote words=sitting.summary />
            </Notice>
        }
        .into_any()
    })
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
        let (from, open) = self.standing.with_value(|standing| (standing.step_on, standing.open_objections));
        let passed = self.passed();
        let submit = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            spawn_local(self.save());
        };
        view! {
            <form class="form advance" novalidate on:submit=submit>
                <div class="stack-s">{step_means(step)}</div>
                {(open > 0).then(|| view! { <Notice kind=NoticeKind::Waiting>{texts().t(deliberation::OBJECTION_BLOCKS)}</Notice> })}
                {overtaken(self.matter, step)}
                {form.draft_line()}
                {step.is_meeting().then(|| self.outcome_choice())}
                {sitting_view(form, fields, step, Some(from), passed)}
                {(step == StepKind::PublishDecision).then(|| self.posting())}
                {move || self.follows(passed.get())}
                {form.said()}
                <div class="savebar">
                    <Button label=texts().t(ui::SAVE) kind=ButtonKind::Primary submit=true busy=form.busy />
                </div>
            </form>
        }
        .into_any()
    }

    fn passed(self) -> Signal<bool> {
        let outcome = self.fields.outcome;
        Signal::derive(move || outcome.with(|outcome| outcome != REJECTED))
    }

    fn outcome_choice(self) -> AnyView {
        let choices = [PASSED, REJECTED].map(|code| Choice::new(code, by_name(&format!("choice_outcome_{code}")))).to_vec();
        view! { <RadioChips id="outcome" label=texts().t(deliberation::OUTCOME) value=self.fields.outcome choices error=self.form.error("step") /> }
            .into_any()
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
    fn follows(self, passed: bool) -> AnyView {
        let words = match (passed, self.step.next()) {
            (false, _) => texts().t(deliberation::FOLLOWS_REJECTION).to_owned(),
            (true, None) => texts().t(deliberation::FOLLOWS_LAST).to_owned(),
            (true, Some(next)) => texts().fill(deliberation::FOLLOWS, &[("step", &step_name(next, true))]),
        };
        view! { <p class="quiet">{words}" "{texts().t(sync::OFFLINE_TOO)}</p> }.into_any()
    }

    async fn save(self) {
        let scope = self.scope.get_value();
        let values = untrack(|| self.fields.values());
        let mut reading = Reading::default();
        let sitting = values.read(&mut reading, self.step, clock::today(), None);
        let sitting = Sitting { meeting: self.call(&scope, &sitting), ..sitting };
        let (form, on_done, amended) = (self.form, self.on_done, self.amended);
        let (id, matter, step) = (ids::record(), self.matter, self.step);
        let from = self.standing.with_value(|standing| standing.from);
        if values.outcome == REJECTED {
            let command = RejectMatter { id, matter, from, step, sitting };
            if form.submit_read(&scope, &command, reading).await.is_some() {
                form.done(amended);
                on_done.try_run(());
            }
            return;
        }
        let notice = self.notice(&sitting);
        let command = AdvanceMatter { id, matter, from, step, sitting };
        if form.submit_read(&scope, &command, reading).await.is_none() {
            return;
        }
        // From here on the form of the step after this one may already stand in its place.
        form.done(amended);
        if let Some(notice) = notice {
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
            })
        })
    }
}
