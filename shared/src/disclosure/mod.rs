//! Disclosure 村務公開 / 村务公开: what the village posts for everybody, and the board that shows it.
//!
//! Glossary: *notice* 公示, *board* 陽光公開欄 / 阳光公开栏.
//!
//! Articles (Art.) are those of the Organic Law of the Villagers' Committees 村民委員會組織法 / 村民委员会组织法 as revised in 2010.
//!
//! Invariants: a notice is sealed once posted; a correction is a new notice that names the old one, and a withdrawal keeps title,
//! days and reason. A notice that names persons, even masked, has a last day. Nothing is published that carries a resident number,
//! a telephone number or a bank card. The board is made from the public view alone, by one function for the server and the kiosk.

pub mod board;
mod card;
mod command;
mod page;
mod public;
#[cfg(test)]
mod tests;

pub use board::{all_matters, all_notices, board, meetings_called};
pub use card::{AnswerCard, AnswerTo, Board, MatterCard, MeetingCard, NoticeCard, NoticeStanding, StepMark, StepStanding};
pub use command::{MAX_BODY, MAX_NOTICE_TITLE, PostNotice, WithdrawNotice};
pub use page::{MatterPage, NoticePage, ObjectionLine, Reply, StepRecord, find_receipt, matter_page, notice_page, paragraphs};
pub use public::{PublicNotice, PublicWithdrawal};

use crate::kernel::{AccountId, Day, Id};
use crate::sync::record::{Fields, Kind, fields};
use serde::{Deserialize, Serialize};

/// A notice posted for everybody (公示).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Which kind of disclosure.
    pub kind: NoticeKind,
    /// What it is about, in one line.
    pub title: String,
    /// Plain paragraphs, an empty line between them.
    pub body: String,
    /// The first day, as stated.
    pub posted_on: Day,
    /// The last day; none for one that stays.
    #[serde(default)]
    pub until: Option<Day>,
    /// Whether it names persons, even masked: it is not for search engines and ends on its day.
    #[serde(default)]
    pub names_persons: bool,
    /// The notice that it corrects.
    #[serde(default)]
    pub corrects: Option<Id>,
    /// The matter whose decision it makes known.
    #[serde(default)]
    pub matter: Option<Id>,
    /// Who posted it.
    pub by: AccountId,
    /// The withdrawal; none while it stands.
    #[serde(default)]
    pub withdrawn: Option<Withdrawal>,
}

/// That and why a notice was taken down (撤下).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Why, for everybody to read.
    pub reason: String,
    /// On which day, as stated.
    pub on: Day,
    /// Who took it down.
    pub by: AccountId,
}

/// What is disclosed (公開類別 / 公开类别): the kinds of Art. 30, and those that villagers ask for by name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// 會議決定的事項及其實施情況 / 会议决定的事项及其实施情况 (Art. 30, 1)
    Decisions,
    /// 計劃生育政策的落實方案 / 计划生育政策的落实方案 (Art. 30, 2)
    FamilyPlanning,
    /// 政府撥付和社會捐贈的資金、物資 / 政府拨付和社会捐赠的资金、物资 (Art. 30, 3)
    Funds,
    /// 協助人民政府開展工作的情況 / 协助人民政府开展工作的情况 (Art. 30, 4)
    GovernmentWork,
    /// 村民普遍關心的其他事項 / 村民普遍关心的其他事项 (Art. 30, 5)
    Concerns,
    /// 三資: 集體資金、資產、資源 / 集体资金、资产、资源
    Accounts,
    /// 一卡通: subsidies paid to the household's card
    OneCard,
    /// 低保
    MinimumLiving,
    /// 工程建設 / 工程建设
    Works,
    /// 其他
    #[default]
    Other,
}

impl NoticeKind {
    /// All of them, in the order shown.
    pub const ALL: [Self; 10] = [
        Self::Decisions,
        Self::FamilyPlanning,
        Self::Funds,
        Self::GovernmentWork,
        Self::Concerns,
        Self::Accounts,
        Self::OneCard,
        Self::MinimumLiving,
        Self::Works,
        Self::Other,
    ];

    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Decisions => "decisions",
            Self::FamilyPlanning => "family_planning",
            Self::Funds => "funds",
            Self::GovernmentWork => "government_work",
            Self::Concerns => "concerns",
            Self::Accounts => "accounts",
            Self::OneCard => "one_card",
            Self::MinimumLiving => "minimum_living",
            Self::Works => "works",
            Self::Other => "other",
        }
    }
}

impl Kind for Notice {
    const KIND: &'static str = "notice";
    const PUBLISHED: bool = true;

    fn public(&self, _id: Id) -> Option<Fields> {
        Some(fields(&PublicNotice::from(self)))
    }
}
