//! Ideas 意見建議 / 意见建议: anybody may put one forward, and each gets an answer.
//!
//! Glossary: *idea* 意見建議 / 意见建议, *topic* 類別 / 类别, *answer* 答覆 / 答复, *adopted* 採納 / 采纳.
//!
//! Invariants: an idea is answered once, and never deleted. That it was put forward and what was answered is public; its own words
//! are public only where the committee published them with the answer, because free words may name persons. The name and the contact of
//! whoever put it forward are never public: neither with the words nor in the answer.

mod command;
mod public;
#[cfg(test)]
mod tests;

pub use command::{AnswerIdea, MAX_IDEA, SubmitIdea};
pub use public::{PublicIdea, PublicIdeaAnswer};

use crate::kernel::personal::Submitter;
use crate::kernel::{AccountId, Day, Id};
use crate::sync::record::{Fields, Kind, fields};
use serde::{Deserialize, Serialize};

/// An idea or a wish from the people (意見建議 / 意见建议).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Idea {
    /// What it is about.
    pub topic: Topic,
    /// In their words.
    pub text: String,
    /// Who says so, where they wished to.
    #[serde(default)]
    pub name: String,
    /// Where to answer to, where they wished it.
    #[serde(default)]
    pub contact: String,
    /// The day it was put forward, as stated.
    pub submitted_on: Day,
    /// The code that finds the answer again.
    pub receipt: String,
    /// The answer; none while it waits.
    #[serde(default)]
    pub answer: Option<IdeaAnswer>,
}

impl Idea {
    /// Whoever put it forward: what is published about it names them nowhere.
    pub fn submitter(&self) -> Submitter<'_> {
        Submitter { name: &self.name, contact: &self.contact }
    }
}

/// The answer to an idea (答覆 / 答复).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IdeaAnswer {
    /// Taken up, or not.
    pub adopted: bool,
    /// What is answered, for everybody to read.
    pub text: String,
    /// On which day, as stated.
    pub on: Day,
    /// Who answers.
    pub by: AccountId,
    /// Whether the idea's own words are published too.
    pub publish: bool,
}

/// What an idea is about (意見類別 / 意见类别).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// 修路、水電等工程 / 修路、水电等工程
    Works,
    /// 產業、收入 / 产业、收入
    Industry,
    /// 村務、賬目 / 村务、账目
    Affairs,
    /// 政策落實 / 政策落实
    Policy,
    /// 環境衛生 / 环境卫生
    Environment,
    /// 幹部作風 / 干部作风
    Conduct,
    /// 其他
    #[default]
    Other,
}

impl Topic {
    /// All of them, in the order shown.
    pub const ALL: [Self; 7] = [Self::Works, Self::Industry, Self::Affairs, Self::Policy, Self::Environment, Self::Conduct, Self::Other];

    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Industry => "industry",
            Self::Affairs => "affairs",
            Self::Policy => "policy",
            Self::Environment => "environment",
            Self::Conduct => "conduct",
            Self::Other => "other",
        }
    }
}

impl Kind for Idea {
    const KIND: &'static str = "idea";
    const PUBLISHED: bool = true;

    fn public(&self, _id: Id) -> Option<Fields> {
        Some(fields(&PublicIdea::from(self)))
    }
}
