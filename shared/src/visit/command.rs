//! What people do with visits.

use super::rules::check_met;
use super::{Closing, Confirmation, Issue, Method, Promise, Topic, Verdict, Visit, VisitKind};
use crate::household::{Household, HouseholdCode};
use crate::kernel::{AccountId, Day, Id, Instant, Role, Violation, Violations};
use crate::link::check_linked;
use crate::question::ask_if_to_come;
use crate::sync::command::{Command, Context, Effects, Question};
use crate::sync::record::{Kind, Write, fields};
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::State;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Characters of what was said. A page of handwriting has about 600.
pub const MAX_SAID: usize = 4_000;
/// Characters of a promise, an issue or a closing note.
pub const MAX_LINE: usize = 500;
/// Promises or issues of one visit. More than this belongs in a plan.
pub const MAX_ITEMS: usize = 20;
/// Bytes of a drawn signature.
pub const MAX_SIGNATURE: usize = 8 * 1024;
/// Wrong household codes tried in one day before the server takes no more: a code has 2^40 values.
pub const MAX_WRONG_CODES: usize = 5;

/// Records a visit with all that came of it (記走訪 / 记走访).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordVisit {
    /// The id of the new visit.
    pub id: Id,
    /// The household visited.
    pub household: Id,
    /// The day it took place.
    pub held_on: Day,
    /// Why the cadre came.
    #[serde(default)]
    pub kind: VisitKind,
    /// The residents met.
    #[serde(default)]
    pub met: Vec<Id>,
    /// Somebody else met, in words.
    #[serde(default)]
    pub met_other: String,
    /// What was said.
    pub said: String,
    /// What was promised.
    #[serde(default)]
    pub promises: Vec<NewPromise>,
    /// What was raised.
    #[serde(default)]
    pub issues: Vec<NewIssue>,
    /// When the next visit is meant to be.
    #[serde(default)]
    pub next_on: Option<Day>,
    /// The device's clock: evidence only.
    pub written_at: Instant,
}

/// A promise as entered (新承諾 / 新承诺).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewPromise {
    /// Its id.
    pub id: Id,
    /// What was promised.
    pub text: String,
    /// By when.
    pub due_on: Day,
}

/// An issue as entered (新問題 / 新问题).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewIssue {
    /// Its id.
    pub id: Id,
    /// What it is about.
    #[serde(default)]
    pub topic: Topic,
    /// In the household's words.
    pub text: String,
}

impl Command for RecordVisit {
    const NAME: &'static str = "visit.record";
    const BY: &'static [Role] = &[Role::LinkedCadre, Role::UnitLead];

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        found.check(!self.met.is_empty() || !self.met_other.trim().is_empty(), "met", "required");
        found.optional_text("met_other", &self.met_other, MAX_LINE);
        found.text("said", &self.said, MAX_SAID);
        found.check(self.promises.len() <= MAX_ITEMS, "promises", "too_many");
        found.check(self.issues.len() <= MAX_ITEMS, "issues", "too_many");
        for (index, promise) in self.promises.iter().enumerate() {
            found.text(&format!("promises.{index}.text"), &promise.text, MAX_LINE);
            if promise.due_on < self.held_on {
                found.push(Violation::new(format!("promises.{index}.due_on"), "date_before").with("day", self.held_on));
            }
        }
        for (index, issue) in self.issues.iter().enumerate() {
            found.text(&format!("issues.{index}.text"), &issue.text, MAX_LINE);
        }
        if self.next_on.is_some_and(|next| next <= self.held_on) {
            found.push(Violation::new("next_on", "date_before").with("day", self.held_on.plus_days(1)));
        }
        found.finish()
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        let by = context.who.account.ok_or(RejectionCode::NoRight)?;
        state.one::<Household>(self.household).ok_or(RejectionCode::NotFound)?;
        may_write(state, context, self.household)?;
        check_met(state, self.household, &self.met)?;
        let mut effects = Effects::from(self.writes(by, &context.who.name));
        effects.questions.extend(ask_if_to_come(self.held_on, context));
        Ok(effects)
    }
}

/// A linked cadre writes of the households linked to them. The unit's lead stands in for its cadres; the committee and the supervisors
/// carry the confirmations of whoever comes to the centre.
fn may_write(state: &dyn State, context: &Context<'_>, household: Id) -> Result<(), Rejection> {
    check_linked(state, context, household, &[Role::UnitLead, Role::VillageCommittee, Role::SupervisorVillage])
}

impl RecordVisit {
    fn writes(&self, by: AccountId, by_name: &str) -> Vec<Write> {
        let visit = Visit {
            household: self.household,
            held_on: self.held_on,
            kind: self.kind,
            met: self.met.clone(),
            met_other: self.met_other.trim().to_owned(),
            said: self.said.trim().to_owned(),
            next_on: self.next_on,
            by,
            by_name: by_name.to_owned(),
            written_at: self.written_at,
        };
        let (household, visit_id) = (self.household, self.id);
        let promises = self.promises.iter().map(|new| {
            let promise = Promise { household, visit: visit_id, text: new.text.trim().to_owned(), due_on: new.due_on, by, closed: None };
            promise.create(new.id)
        });
        let issues = self.issues.iter().map(|new| {
            let text = new.text.trim().to_owned();
            Issue { household, visit: visit_id, topic: new.topic, text, raised_on: self.held_on, closed: None }.create(new.id)
        });
        std::iter::once(visit.create(self.id)).chain(promises).chain(issues).collect()
    }
}

/// The household's word on a visit (農戶確認 / 农户确认). The server checks a code; a device shows *to be checked* until then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConfirmVisit {
    /// The id of the new confirmation.
    pub id: Id,
    /// The visit.
    pub visit: Id,
    /// What the household gave.
    #[serde(flatten)]
    pub given: Given,
}

/// What a household gives to confirm (確認憑據 / 确认凭据).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "snake_case")]
pub enum Given {
    /// The code on its card as entered, sealed to the server: nobody on the way learns it.
    Code {
        /// The sealed text.
        sealed: String,
    },
    /// A drawn signature as an SVG path.
    Signature {
        /// The path.
        path: String,
    },
}

impl Command for ConfirmVisit {
    const NAME: &'static str = "visit.confirm";
    const BY: &'static [Role] = &[Role::LinkedCadre, Role::UnitLead, Role::VillageCommittee, Role::SupervisorVillage];

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        match &self.given {
            Given::Code { sealed } => found.text("sealed", sealed, MAX_SIGNATURE),
            Given::Signature { path } => {
                found.text("path", path, MAX_SIGNATURE);
                let drawn = path.bytes().all(|byte| byte.is_ascii_digit() || b"MLlmz ,.-".contains(&byte));
                found.check(drawn, "path", "malformed");
            }
        }
        found.finish()
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        let visit = state.one::<Visit>(self.visit).ok_or(RejectionCode::NotFound)?;
        let household = visit.value.household;
        may_write(state, context, household)?;
        let (method, verdict, signature) = match &self.given {
            Given::Signature { path } => (Method::Signature, Verdict::Signed, Some(path.clone())),
            Given::Code { sealed } => (Method::Code, judge_code(state, context, household, sealed)?, None),
        };
        let mut effects = Effects::from(vec![Confirmation { visit: self.visit, method, verdict, signature }.create(self.id)]);
        if method == Method::Code && context.unseal.is_some() {
            effects.writes.extend(HouseholdCode::count_try(state, household, context.now.day_in_china(), verdict == Verdict::Wrong));
        }
        if verdict == Verdict::Wrong {
            effects.questions.push(Question { code: "wrong_household_code".to_owned(), values: std::collections::BTreeMap::new() });
        }
        Ok(effects)
    }
}

fn judge_code(state: &dyn State, context: &Context<'_>, household: Id, sealed: &str) -> Result<Verdict, Rejection> {
    let Some(opener) = context.unseal else { return Ok(Verdict::ToBeChecked) };
    let Some(code) = state.one::<HouseholdCode>(household) else { return Ok(Verdict::Wrong) };
    if code.value.wrong_tries_on(context.now.day_in_china()) >= MAX_WRONG_CODES {
        return Err(RejectionCode::TooManyTries.into());
    }
    let entered = opener.unseal(sealed).unwrap_or_default();
    Ok(if code.value.fits(&entered) { Verdict::Confirmed } else { Verdict::Wrong })
}

/// Closes a promise (承諾銷號 / 承诺销号).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClosePromise {
    /// The promise.
    pub promise: Id,
    /// Kept, or not.
    pub done: bool,
    /// What was done, or why not.
    pub note: String,
    /// On which day.
    pub on: Day,
}

/// Closes an issue (問題銷號 / 问题销号).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CloseIssue {
    /// The issue.
    pub issue: Id,
    /// Solved, or not.
    pub done: bool,
    /// What was done, or why not.
    pub note: String,
    /// On which day.
    pub on: Day,
}

fn check_closing(done: bool, note: &str) -> Vec<Violation> {
    let mut found = Violations::default();
    if done {
        found.optional_text("note", note, MAX_LINE);
    } else {
        // What could not be done needs its reason.
        found.text("note", note, MAX_LINE);
    }
    found.finish()
}

fn closing(done: bool, note: &str, on: Day, context: &Context<'_>) -> Result<Closing, Rejection> {
    let by = context.who.account.ok_or(RejectionCode::NoRight)?;
    Ok(Closing { done, note: note.trim().to_owned(), on, by })
}

impl Command for ClosePromise {
    const NAME: &'static str = "visit.close_promise";
    const BY: &'static [Role] = &[Role::LinkedCadre, Role::UnitLead];

    fn check(&self) -> Vec<Violation> {
        check_closing(self.done, &self.note)
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        let promise = state.one::<Promise>(self.promise).ok_or(RejectionCode::NotFound)?;
        may_write(state, context, promise.value.household)?;
        if promise.value.closed.is_some() {
            return Err(RejectionCode::Stale.into());
        }
        let closed = closing(self.done, &self.note, self.on, context)?;
        Ok(vec![Write::Patch { kind: Promise::KIND, id: self.promise, fields: fields(&json!({ "closed": closed })) }].into())
    }
}

impl Command for CloseIssue {
    const NAME: &'static str = "visit.close_issue";
    const BY: &'static [Role] = &[Role::LinkedCadre, Role::UnitLead];

    fn check(&self) -> Vec<Violation> {
        check_closing(self.done, &self.note)
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        let issue = state.one::<Issue>(self.issue).ok_or(RejectionCode::NotFound)?;
        may_write(state, context, issue.value.household)?;
        if issue.value.closed.is_some() {
            return Err(RejectionCode::Stale.into());
        }
        let closed = closing(self.done, &self.note, self.on, context)?;
        Ok(vec![Write::Patch { kind: Issue::KIND, id: self.issue, fields: fields(&json!({ "closed": closed })) }].into())
    }
}
