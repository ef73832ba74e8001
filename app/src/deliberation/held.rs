//! A step that was held, before it is sealed: what its record will say, and what keeps it from being written.

use super::card::step_name;
use super::record::step_record;
use super::sitting::{numbers_warning, question_line};
use crate::disclosure::{Register, text_warnings};
use crate::local::Local;
use crate::shell::texts;
use crate::ui::{Mark, MarkKind, Notice, NoticeKind, Sheet};
use leptos::prelude::*;
use shared::deliberation::{
    AdvanceMatter, Objection, Outcome, PublicStep, RejectMatter, Sitting, Step, StepKind, Verdict, ask_if_still_hanging,
};
use shared::disclosure::{PostNotice, StepRecord, paragraphs};
use shared::kernel::{Day, Id, ScopeId, Violation};
use shared::sync::command::Command as _;
use shared::text::{self, deliberation, disclosure, format};

/// What saving would do.
#[derive(Debug, Clone)]
pub(super) enum Held {
    /// The matter goes on; a published decision may hang as a notice too.
    Passed(AdvanceMatter, Option<PostNotice>),
    /// The matter ends.
    Rejected(RejectMatter),
}

impl Held {
    /// What its own rules say, the notice's with them: half of it is never saved.
    pub(super) fn check(&self) -> Vec<Violation> {
        match self {
            Self::Passed(command, notice) => {
                let mut found = command.check();
                if found.is_empty() {
                    let of_notice = notice.iter().flat_map(PostNotice::check);
                    // The notice is made of the step's words, so they are what is to be mended.
                    found.extend(of_notice.map(|violation| Violation { field: "sitting.summary".to_owned(), ..violation }));
                }
                found
            }
            Self::Rejected(command) => command.check(),
        }
    }

    /// The step's record as everybody will read it, and the notice: what came of it first, then all that the form has warned of.
    pub(super) fn sheet(&self, scope: &ScopeId, matter: Id, kind: StepKind, register: Register) -> AnyView {
        let (sitting, outcome, notice) = match self {
            Self::Passed(command, notice) => (&command.sitting, Outcome::Passed, notice.as_ref()),
            Self::Rejected(command) => (&command.sitting, Outcome::Rejected, None),
        };
        let hanging = Local::get().read_once(scope, |state| ask_if_still_hanging(state, matter, kind, sitting.held_on));
        view! {
            {outcome_line(kind, outcome)}
            {text_warnings(&sitting.summary, register)}
            {numbers_warning(sitting.body, sitting.tally)}
            {hanging.map(|question| question_line(&question))}
            {step_sheet(matter, kind, outcome, sitting)}
            {notice.map(notice_sheet)}
        }
        .into_any()
    }
}

/// What came of a meeting, large and before everything else: it cannot be taken back.
pub(super) fn outcome_line(kind: StepKind, outcome: Outcome) -> AnyView {
    let (mark, word) = match outcome {
        Outcome::Passed => (MarkKind::Official, "choice_outcome_passed"),
        Outcome::Rejected => (MarkKind::Refused, "choice_outcome_rejected"),
    };
    let line = kind.is_meeting().then(|| {
        let (step, word) = (step_name(kind, true), super::card::by_name(word));
        view! { <p class="outcome"><span>{step}</span><Mark kind=mark word /></p> }
    });
    line.into_any()
}

/// One step as its record will read.
pub(super) fn step_sheet(matter: Id, kind: StepKind, outcome: Outcome, sitting: &Sitting) -> AnyView {
    let step = Step { matter, kind, outcome, sitting: sitting.clone() };
    let verdict = Verdict::on(kind, sitting.body, sitting.tally);
    let record =
        StepRecord { id: matter, record: PublicStep::from(&step), verdict, flagged: false, corrections: Vec::new(), last_correction: None };
    step_record(&record)
}

fn notice_sheet(notice: &PostNotice) -> AnyView {
    let kicker = text::choice_key("disclosure", "notice_kind", notice.kind.name()).map_or("", |key| texts().t(key));
    let lines: Vec<AnyView> = paragraphs(&notice.body).into_iter().map(|line| view! { <p>{line}</p> }.into_any()).collect();
    let lang = texts().lang;
    let until = notice.until.map_or_else(String::new, |until| format::day(lang, until));
    let period = text::fill(lang, disclosure::PERIOD, &[("from", &format::day(lang, notice.posted_on)), ("to", &until)]);
    view! {
        <Sheet kicker title=notice.title.clone()>
            <div class="prose">{lines}</div>
            <p class="quiet whole-days">{period}</p>
        </Sheet>
    }
    .into_any()
}

/// The open objections that hold a step of the day in the form back: said in place of the button, which would only say so afterwards.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeldBack(Memo<Option<Back>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Back {
    /// The day before which the step may have been held all the same.
    before: Option<Day>,
}

impl HeldBack {
    /// Of a step of this matter, which may have been held from `from` on.
    pub(super) fn new(scope: &ScopeId, matter: Id, from: Day, held_on: RwSignal<String>, passed: Signal<bool>) -> Self {
        let (local, scope) = (Local::get(), scope.clone());
        Self(Memo::new(move |_| {
            let held_on = held_on.with(|typed| typed.trim().parse::<Day>().ok()).filter(|_| passed.get())?;
            let objections = local.read(&scope, |state| state.children::<Objection>(matter));
            let holding: Vec<Objection> =
                objections.into_iter().map(|found| found.value).filter(|objection| objection.holds(held_on)).collect();
            let first = holding.iter().map(|objection| objection.filed_on).min()?;
            let never = holding.iter().any(|objection| objection.holds(from));
            Some(Back { before: (!never).then_some(first) })
        }))
    }

    /// Why there is no button: said before anything is filled in.
    pub(super) fn said(self) -> AnyView {
        let shown = move || {
            self.0.get().map(|back| {
                let before = back.before.map(|day| {
                    let words = texts().fill(deliberation::HELD_BEFORE, &[("day", &format::day(texts().lang, day))]);
                    view! { <p>{words}</p> }
                });
                view! {
                    <Notice kind=NoticeKind::Waiting title=texts().t(deliberation::OBJECTION_BLOCKS)>
                        <p>{texts().t(deliberation::ANSWER_FIRST)}</p>
                        {before}
                    </Notice>
                }
                .into_any()
            })
        };
        shown.into_any()
    }

    /// The button, or in its place that there is none.
    pub(super) fn or(self, button: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
        let shown = move || match self.0.get() {
            None => button(),
            Some(_) => view! { <p class="quiet">{texts().t(deliberation::OBJECTION_BLOCKS)}</p> }.into_any(),
        };
        shown.into_any()
    }
}
