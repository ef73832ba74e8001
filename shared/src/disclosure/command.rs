//! Posting a notice, and taking it down.

use super::{Notice, NoticeKind, Withdrawal};
use crate::deliberation::{Matter, Objection};
use crate::kernel::personal::check_published;
use crate::kernel::{AccountId, Day, Id, Role, Violation, Violations};
use crate::question::{ask_if_health, ask_if_to_come};
use crate::sync::command::{Command, Context, Effects};
use crate::sync::record::{Kind, Write, fields};
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::State;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Characters of a title: one line on the board, in English two.
pub const MAX_NOTICE_TITLE: usize = 100;
/// Characters of a notice: ten sheets on the wall, and well under the bytes of one envelope.
pub const MAX_BODY: usize = 10_000;
/// Characters of why a notice is taken down: it stands on the board in its place, in a few lines.
pub const MAX_REASON: usize = 300;

/// Posts a notice (發公示 / 发公示).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PostNotice {
    /// The id of the new notice.
    pub id: Id,
    /// Which kind of disclosure.
    #[serde(default)]
    pub kind: NoticeKind,
    /// What it is about, in one line.
    pub title: String,
    /// Plain paragraphs, an empty line between them.
    pub body: String,
    /// The first day.
    pub posted_on: Day,
    /// The last day; none for one that stays.
    #[serde(default)]
    pub until: Option<Day>,
    /// Whether it names persons, even masked.
    #[serde(default)]
    pub names_persons: bool,
    /// The notice that it corrects.
    #[serde(default)]
    pub corrects: Option<Id>,
    /// The matter whose decision it makes known.
    #[serde(default)]
    pub matter: Option<Id>,
}

impl Command for PostNotice {
    const NAME: &'static str = "disclosure.post_notice";
    const BY: &'static [Role] = &[Role::VillageBranch, Role::VillageCommittee];

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        found.line("title", &self.title, MAX_NOTICE_TITLE);
        check_published(&mut found, "title", &self.title);
        found.text("body", &self.body, MAX_BODY);
        check_published(&mut found, "body", &self.body);
        match self.until {
            Some(until) if until < self.posted_on => found.push(Violation::new("until", "date_before").with("day", self.posted_on)),
            // Who is named is named for a time only.
            None => found.check(!self.names_persons, "until", "required"),
            Some(_) => {}
        }
        found.finish()
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        let by = context.who.account.ok_or(RejectionCode::NoRight)?;
        if let Some(corrected) = self.corrects {
            state.one::<Notice>(corrected).ok_or(RejectionCode::NotFound)?;
        }
        if let Some(matter) = self.matter {
            state.one::<Matter>(matter).ok_or(RejectionCode::NotFound)?;
        }
        let notice = Notice {
            kind: self.kind,
            title: self.title.trim().to_owned(),
            body: self.body.trim().to_owned(),
            posted_on: self.posted_on,
            until: self.until,
            names_persons: self.names_persons,
            corrects: self.corrects,
            matter: self.matter,
            by,
            withdrawn: None,
        };
        let mut questions = ask_if_to_come(self.posted_on, context);
        questions.extend(ask_if_health(&format!("{}\n{}", self.title, self.body)));
        Ok(Effects { writes: vec![notice.create(self.id)], questions, ..Effects::default() })
    }
}

/// Takes a notice down, with a reason that stays (撤下公示).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WithdrawNotice {
    /// The notice.
    pub notice: Id,
    /// Why, for everybody to read.
    pub reason: String,
    /// On which day.
    pub on: Day,
}

impl WithdrawNotice {
    /// Who takes down any notice: the committee answers for the board. The branch takes down what it posted itself.
    pub const ANYBODYS: [Role; 1] = [Role::VillageCommittee];

    /// Did this account post the notice?
    pub fn is_theirs(notice: &Notice, account: AccountId) -> bool {
        notice.by == account
    }
}

impl Command for WithdrawNotice {
    const NAME: &'static str = "disclosure.withdraw_notice";
    const BY: &'static [Role] = &[Role::VillageBranch, Role::VillageCommittee];

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        found.text("reason", &self.reason, MAX_REASON);
        check_published(&mut found, "reason", &self.reason);
        found.finish()
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        let by = context.who.account.ok_or(RejectionCode::NoRight)?;
        let notice = state.one::<Notice>(self.notice).ok_or(RejectionCode::NotFound)?.value;
        if !WithdrawNotice::is_theirs(&notice, by) && !context.who.is_any(&WithdrawNotice::ANYBODYS) {
            return Err(RejectionCode::NoRight.into());
        }
        if notice.withdrawn.is_some() {
            return Err(Rejection::from(RejectionCode::Stale).with("current", "withdrawn"));
        }
        let mut found = Violations::default();
        if self.on < notice.posted_on {
            found.push(Violation::new("on", "date_before").with("day", notice.posted_on));
        }
        // Whoever objected to it is not the reason that everybody reads.
        for objection in state.children::<Objection>(self.notice) {
            objection.value.submitter().note(&mut found, "reason", &self.reason);
        }
        let found = found.finish();
        if !found.is_empty() {
            return Err(Rejection::invalid(found));
        }
        let withdrawn = Withdrawal { reason: self.reason.trim().to_owned(), on: self.on, by };
        let writes = vec![Write::Patch { kind: Notice::KIND, id: self.notice, fields: fields(&json!({ "withdrawn": withdrawn })) }];
        Ok(Effects { writes, questions: ask_if_to_come(self.on, context), ..Effects::default() })
    }
}
