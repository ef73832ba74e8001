//! Deliberation 議事 / 议事: a matter of the village goes through the six steps 四議兩公開 / 四议两公开, and everybody can see where it stands.
//!
//! Glossary: *matter* 議題 / 议题, *step* 步驟 / 步骤 (one of the six, held and written down), *sitting* 一次會議的記錄 (day, place, who
//! led it, numbers, what came of it), *meeting* 會議通知 / 会议通知 (called for a day to come), *objection* 異議 / 异议, *receipt* 回執 / 回执.
//!
//! Invariants: the six steps have one order and each is sealed once held; a matter moves only from where the person saw it; an
//! objection that was there in time holds the next step until it is answered, and one that the step overtook flags that step and
//! holds the one after; whoever opened a matter or posted a notice answers no objection to it; an objector's words and name are never
//! published. Articles (Art.) are those of the Organic Law of the Villagers' Committees 村民委員會組織法 / 村民委员会组织法 as revised
//! in 2010.
//! Of the meeting law only what a sitting's own numbers show is known here: the quorum and the majority of a resolution. Without a quorum
//! nothing is decided, and neither a passed nor a rejected resolution can be sealed. The roll and notice periods are not known.

mod command;
mod correction;
mod objection;
mod public;
mod rules;
mod step;
#[cfg(test)]
mod tests;
mod verdict;

pub use command::{AdvanceMatter, CallMeeting, OpenMatter, RejectMatter};
pub use correction::{CorrectStepDay, StepCorrection};
pub use objection::{
    AnswerObjection, FileObjection, MAX_OBJECTION, ObjectTo, Objection, ObjectionAnswer, check_notice_objection, check_objection,
};
pub use public::{PublicAnswer, PublicMatter, PublicMeeting, PublicObjection, PublicStep, PublicStepCorrection};
pub use rules::{ASSEMBLY_NOTICE_DAYS, ask_if_still_hanging, decision_hangs_until, is_called_late};
pub use step::{Body, Officer, Outcome, Sitting, Step, StepKind, Tally};
pub use verdict::{Article, Quorum, Verdict, ask_if_too_few};

pub(crate) use correction::last_correction;

use crate::kernel::{AccountId, Day, Fen, Id, Malformed, serde_as_text};
use crate::sync::record::{Fields, Kind, fields};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Characters of a title: one line on the board, in English two.
pub const MAX_TITLE: usize = 100;
/// Characters of the background, a summary or an agenda: a page of minutes has about 1,500.
pub const MAX_ACCOUNT: usize = 3_000;
/// Characters of one option, a place or a reason.
pub const MAX_LINE: usize = 300;
/// Options of a matter: more cannot be compared on a sheet.
pub const MAX_OPTIONS: usize = 10;
/// Households or people that a village may count: the largest has under twenty thousand.
pub const MAX_COUNT: u32 = 100_000;
/// The most money one matter may speak of: ten thousand million yuan. What is more is a slip of the finger.
pub const MAX_MONEY: Fen = Fen(1_000_000_000_000);

/// A matter for the villagers to decide (議題 / 议题).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Matter {
    /// What it is about, in one line.
    pub title: String,
    /// Which of the matters of Art. 24.
    pub kind: MatterKind,
    /// Why it is raised.
    pub background: String,
    /// What could be done.
    #[serde(default)]
    pub options: Vec<String>,
    /// The money it is about, where there is any.
    #[serde(default)]
    pub money_fen: Option<Fen>,
    /// How many households it touches, where that is known.
    #[serde(default)]
    pub households: Option<u32>,
    /// The day the branch proposed it.
    pub opened_on: Day,
    /// Who opened it; they answer no objection to it.
    pub opened_by: AccountId,
    /// The last step held.
    pub step: StepKind,
    /// The day of that step.
    pub step_on: Day,
    /// Open, rejected or archived.
    pub state: MatterState,
    /// The day it was rejected or archived; none while it is open.
    #[serde(default)]
    pub closed_on: Option<Day>,
}

/// Which of the matters that must go to the villagers' assembly (議題類別 / 议题类别; Art. 24), or another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatterKind {
    /// 享受誤工補貼的人員及補貼標準 / 享受误工补贴的人员及补贴标准 (1)
    Subsidy,
    /// 從村集體經濟所得收益的使用 / 从村集体经济所得收益的使用 (2)
    CollectiveIncome,
    /// 公益事業的興辦和籌資籌勞方案及建設承包方案 / 公益事业的兴办和筹资筹劳方案及建设承包方案 (3)
    PublicWorks,
    /// 土地承包經營方案 / 土地承包经营方案 (4)
    LandContracts,
    /// 村集體經濟項目的立項、承包方案 / 村集体经济项目的立项、承包方案 (5)
    Projects,
    /// 宅基地的使用方案 (6)
    Homesteads,
    /// 徵地補償費的使用、分配方案 / 征地补偿费的使用、分配方案 (7)
    Compensation,
    /// 以借貸、租賃或者其他方式處分村集體財產 / 以借贷、租赁或者其他方式处分村集体财产 (8)
    Assets,
    /// 村民會議認為應當討論決定的其他事項 / 村民会议认为应当讨论决定的其他事项 (9)
    OtherOfAssembly,
    /// 其他: none of Art. 24, taken through the six steps all the same.
    #[default]
    Other,
}

impl MatterKind {
    /// All of them, in the law's order.
    pub const ALL: [Self; 10] = [
        Self::Subsidy,
        Self::CollectiveIncome,
        Self::PublicWorks,
        Self::LandContracts,
        Self::Projects,
        Self::Homesteads,
        Self::Compensation,
        Self::Assets,
        Self::OtherOfAssembly,
        Self::Other,
    ];

    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Subsidy => "subsidy",
            Self::CollectiveIncome => "collective_income",
            Self::PublicWorks => "public_works",
            Self::LandContracts => "land_contracts",
            Self::Projects => "projects",
            Self::Homesteads => "homesteads",
            Self::Compensation => "compensation",
            Self::Assets => "assets",
            Self::OtherOfAssembly => "other_of_assembly",
            Self::Other => "other",
        }
    }
}

/// Whether a matter still moves (議題狀態 / 议题状态).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatterState {
    /// 進行中 / 进行中
    #[default]
    Open,
    /// 未通過 / 未通过
    Rejected,
    /// 已歸檔 / 已归档: all six steps are held.
    Archived,
}

impl MatterState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Rejected, Self::Archived];

    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Rejected => "rejected",
            Self::Archived => "archived",
        }
    }
}

/// A meeting called for a day to come (會議通知 / 会议通知). Sealed: another day is another call that replaces it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    /// The matter it is called for; none for an ordinary meeting.
    #[serde(default)]
    pub matter: Option<Id>,
    /// Who meets.
    pub body: Body,
    /// On which day.
    pub on: Day,
    /// At what time.
    pub at: TimeOfDay,
    /// Where.
    pub place: String,
    /// What about.
    pub agenda: String,
    /// The call that this one replaces.
    #[serde(default)]
    pub replaces: Option<Id>,
}

/// A time of day to the minute (時刻 / 时刻): `09:30`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
    hour: u8,
    minute: u8,
}

impl TimeOfDay {
    /// This hour 0–23 and minute 0–59, if there is such a time.
    pub fn new(hour: u8, minute: u8) -> Option<Self> {
        (hour < 24 && minute < 60).then_some(Self { hour, minute })
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

impl FromStr for TimeOfDay {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let two = |part: &str| (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok()).flatten();
        let time = text.split_once(':').and_then(|(hour, minute)| Self::new(two(hour)?, two(minute)?));
        time.ok_or(Malformed("time of day"))
    }
}

serde_as_text!(TimeOfDay);

impl Kind for Matter {
    const KIND: &'static str = "matter";
    const PUBLISHED: bool = true;

    fn public(&self, _id: Id) -> Option<Fields> {
        Some(fields(&PublicMatter::from(self)))
    }
}

impl Kind for Meeting {
    const KIND: &'static str = "meeting";
    const PUBLISHED: bool = true;

    fn parent(&self) -> Option<Id> {
        self.matter
    }

    fn public(&self, _id: Id) -> Option<Fields> {
        Some(fields(&PublicMeeting::from(self)))
    }
}
