//! Visits 走訪 / 走访: a cadre sits with a household, and what was said, promised and raised is kept.
//!
//! Glossary: *visit* 走訪 (one diary entry 民情日記 is one visit; there is no second form), *promise* 承諾 / 承诺, *issue* 民情問題 / 民情问题,
//! *confirmation* 農戶確認 / 农户确认 (the household says that the visit took place; a command of its own).
//!
//! Invariants: visits and confirmations are only ever added. A promise or an issue is closed once, against the state that the
//! person saw. No place is recorded and no photo asked for: the household's word is the evidence, not the phone's.

mod command;
mod rules;
#[cfg(test)]
mod tests;

pub use command::{
    CloseIssue, ClosePromise, ConfirmVisit, Given, MAX_ITEMS, MAX_LINE, MAX_SAID, MAX_WRONG_CODES, NewIssue, NewPromise, RecordVisit,
};

use crate::kernel::{AccountId, Day, Id, Instant};
use crate::sync::record::Kind;
use serde::{Deserialize, Serialize};

/// A visit (走訪 / 走访).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// The household visited.
    pub household: Id,
    /// The day it took place, as stated.
    pub held_on: Day,
    /// Planned, unplanned, by telephone, or to look again.
    pub kind: VisitKind,
    /// The residents met.
    #[serde(default)]
    pub met: Vec<Id>,
    /// Somebody else met, in words.
    #[serde(default)]
    pub met_other: String,
    /// What was said, in the cadre's words.
    pub said: String,
    /// When the next visit is meant to be.
    #[serde(default)]
    pub next_on: Option<Day>,
    /// Who visited.
    pub by: AccountId,
    /// The name shown.
    pub by_name: String,
    /// When it was written, by the device's clock: evidence only.
    pub written_at: Instant,
}

/// Why the cadre came (走訪類別 / 走访类别).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitKind {
    /// 定期
    Planned,
    /// 不定期
    #[default]
    Unplanned,
    /// 電話 / 电话
    Telephone,
    /// 回訪 / 回访
    Return,
}

impl VisitKind {
    /// All of them, in the order shown.
    pub const ALL: [Self; 4] = [Self::Unplanned, Self::Planned, Self::Return, Self::Telephone];

    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Unplanned => "unplanned",
            Self::Telephone => "telephone",
            Self::Return => "return",
        }
    }
}

/// A promise made to a household (承諾 / 承诺), kept or explained by its day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Promise {
    /// The household.
    pub household: Id,
    /// The visit at which it was made.
    pub visit: Id,
    /// What was promised.
    pub text: String,
    /// By when.
    pub due_on: Day,
    /// Who promised.
    pub by: AccountId,
    /// How it ended; none while it is open.
    #[serde(default)]
    pub closed: Option<Closing>,
}

/// A problem that a household raised (民情問題 / 民情问题).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Issue {
    /// The household.
    pub household: Id,
    /// The visit at which it was raised.
    pub visit: Id,
    /// What it is about.
    pub topic: Topic,
    /// In the household's words.
    pub text: String,
    /// When it was raised.
    pub raised_on: Day,
    /// How it ended; none while it is open.
    #[serde(default)]
    pub closed: Option<Closing>,
}

/// How a promise or an issue ended (銷號 / 销号).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Closing {
    /// Kept or solved; otherwise it could not be, and `note` says why.
    pub done: bool,
    /// What was done, or why it could not be.
    pub note: String,
    /// On which day, as stated.
    pub on: Day,
    /// Who says so.
    pub by: AccountId,
}

/// What an issue is about (問題類別 / 问题类别).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// 吃水、用電 / 吃水、用电
    Utilities,
    /// 道路
    Roads,
    /// 住房
    Housing,
    /// 看病
    Health,
    /// 上學 / 上学
    Schooling,
    /// 收入、就業 / 收入、就业
    Income,
    /// 政策
    Policy,
    /// 糾紛 / 纠纷
    Dispute,
    /// 其他
    #[default]
    Other,
}

impl Topic {
    /// All of them, in the order shown.
    pub const ALL: [Self; 9] = [
        Self::Utilities,
        Self::Roads,
        Self::Housing,
        Self::Health,
        Self::Schooling,
        Self::Income,
        Self::Policy,
        Self::Dispute,
        Self::Other,
    ];

    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utilities => "utilities",
            Self::Roads => "roads",
            Self::Housing => "housing",
            Self::Health => "health",
            Self::Schooling => "schooling",
            Self::Income => "income",
            Self::Policy => "policy",
            Self::Dispute => "dispute",
            Self::Other => "other",
        }
    }
}

/// The household's word on a visit (農戶確認 / 农户确认).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The visit.
    pub visit: Id,
    /// How it was given.
    pub method: Method,
    /// What the server found.
    pub verdict: Verdict,
    /// The drawn signature as an SVG path, where the household signed.
    #[serde(default)]
    pub signature: Option<String>,
}

/// How a household confirms (確認方式 / 确认方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The code on the household's card.
    Code,
    /// A drawn signature.
    Signature,
}

/// What became of a confirmation (核對結果 / 核对结果).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 待核對 / 待核对: only the server can tell; a device never knows a code.
    ToBeChecked,
    /// 核對無誤 / 核对无误
    Confirmed,
    /// 不符: the code was another one.
    Wrong,
    /// 已簽名 / 已签名: evidence as weak as a drawn line is, and shown as such.
    Signed,
}

impl Kind for Visit {
    const KIND: &'static str = "visit";
    fn parent(&self) -> Option<Id> {
        Some(self.household)
    }
}

impl Kind for Promise {
    const KIND: &'static str = "promise";
    fn parent(&self) -> Option<Id> {
        Some(self.household)
    }
}

impl Kind for Issue {
    const KIND: &'static str = "issue";
    fn parent(&self) -> Option<Id> {
        Some(self.household)
    }
}

impl Kind for Confirmation {
    const KIND: &'static str = "confirmation";
    fn parent(&self) -> Option<Id> {
        Some(self.visit)
    }
}
