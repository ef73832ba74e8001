//! Meeting law 會議法規 / 会议法规: what a meeting needs to count, and what its votes come to, by the law in force on its day.
//!
//! Glossary: *rule* 規則 (of one body for one kind of matter, with its articles), *facts* 事實 / 事实 (what the minutes say of one meeting:
//! the roll as it was then, who came, the votes), *roll* 應到名冊 / 应到名册, *quorum* 法定人數 / 法定人数, *base* 基數 / 基数 (what votes
//! are measured against), *recusal* 迴避 / 回避, *evaluation* 審核結論 / 审核结论.
//!
//! Invariants: rules are data (`data/*.json`), each in force from a day on, and the one in force on the day of the meeting is used; all
//! arithmetic is on whole numbers; 「以上」 includes the number itself and 「過半數」 does not (Civil Code 民法典, Art. 1259); those who
//! abstain stay in the base; those recused leave it, while the quorum counts them, for they came.
//! Nothing of storage, clocks or people's names is known here: the same facts give the same evaluation for ever.

mod data;
mod evaluate;
mod facts;
mod period;
mod share;
#[cfg(test)]
mod tests;
mod words;

pub use data::{Approval, Count, Law, Rule, rule_for};
pub use evaluate::{Check, CheckKind, Evaluation, Test, Verdict, evaluate};
pub use facts::{Facts, MAX_PEOPLE, MeetingBody, Numbers, PartyBase, Subject};
pub use period::{Calendar, period_end};
pub use share::Share;
pub use words::sentence;
