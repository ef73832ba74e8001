//! Putting an idea forward, and answering it.

use super::{Idea, IdeaAnswer, Topic};
use crate::kernel::limit::{MAX_ANSWER, MAX_CONTACT, MAX_NAME};
use crate::kernel::personal::check_published;
use crate::kernel::{Day, Id, Role, Violation, Violations, receipt_code};
use crate::question::ask_if_to_come;
use crate::sync::command::{Command, Context, Effects};
use crate::sync::record::{Kind, Write, fields};
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::State;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Characters of an idea: a page by hand.
pub const MAX_IDEA: usize = 1_000;

/// Puts an idea forward, from the kiosk without signing in or by staff on someone's behalf (提意見 / 提意见).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SubmitIdea {
    /// The id of the new idea.
    pub id: Id,
    /// What it is about.
    #[serde(default)]
    pub topic: Topic,
    /// In their words.
    pub text: String,
    /// Who says so, if they wish.
    #[serde(default)]
    pub name: String,
    /// Where to answer to, if they wish.
    #[serde(default)]
    pub contact: String,
    /// On which day.
    pub submitted_on: Day,
}

impl Command for SubmitIdea {
    const NAME: &'static str = "idea.submit";
    const BY: &'static [Role] =
        &[Role::Visitor, Role::LinkedCadre, Role::UnitLead, Role::VillageBranch, Role::VillageCommittee, Role::SupervisorVillage];

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        found.text("text", &self.text, MAX_IDEA);
        found.optional_line("name", &self.name, MAX_NAME);
        found.optional_line("contact", &self.contact, MAX_CONTACT);
        found.finish()
    }

    fn apply(&self, _state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        let idea = Idea {
            topic: self.topic,
            text: self.text.trim().to_owned(),
            name: self.name.trim().to_owned(),
            contact: self.contact.trim().to_owned(),
            submitted_on: self.submitted_on,
            receipt: receipt_code(context.command),
            answer: None,
        };
        let questions = ask_if_to_come(self.submitted_on, context);
        Ok(Effects { writes: vec![idea.create(self.id)], questions, ..Effects::default() })
    }
}

/// Answers an idea, and may publish its words (答覆意見 / 答复意见).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerIdea {
    /// The idea.
    pub idea: Id,
    /// Taken up, or not.
    pub adopted: bool,
    /// The answer, for everybody to read.
    pub text: String,
    /// On which day.
    pub on: Day,
    /// Whether the idea's own words are published too: somebody has read them and found nobody named.
    #[serde(default)]
    pub publish: bool,
}

impl Command for AnswerIdea {
    const NAME: &'static str = "idea.answer";
    const BY: &'static [Role] = &[Role::VillageCommittee];

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        found.text("text", &self.text, MAX_ANSWER);
        check_published(&mut found, "text", &self.text);
        found.finish()
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        let by = context.who.account.ok_or(RejectionCode::NoRight)?;
        let idea = state.one::<Idea>(self.idea).ok_or(RejectionCode::NotFound)?.value;
        if idea.answer.is_some() {
            return Err(Rejection::from(RejectionCode::Stale).with("current", "answered"));
        }
        let mut found = Violations::default();
        if self.on < idea.submitted_on {
            found.push(Violation::new("on", "date_before").with("day", idea.submitted_on));
        }
        // The words were not written to be published, so they are looked at when they are about to be.
        if self.publish {
            check_published(&mut found, "publish", &idea.text);
            idea.submitter().note(&mut found, "publish", &idea.text);
        }
        idea.submitter().note(&mut found, "text", &self.text);
        let found = found.finish();
        if !found.is_empty() {
            return Err(Rejection::invalid(found));
        }
        let answer = IdeaAnswer { adopted: self.adopted, text: self.text.trim().to_owned(), on: self.on, by, publish: self.publish };
        let writes = vec![Write::Patch { kind: Idea::KIND, id: self.idea, fields: fields(&json!({ "answer": answer })) }];
        Ok(Effects { writes, questions: ask_if_to_come(self.on, context), ..Effects::default() })
    }
}
