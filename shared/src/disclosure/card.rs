//! What the board is made of: each card is what a list shows of one record, and can be sent as JSON.

use super::NoticeKind;
use crate::deliberation::{Body, MatterKind, MatterState, ObjectTo, StepKind, TimeOfDay, Verdict};
use crate::idea::Topic;
use crate::kernel::{Day, Id};
use crate::place::Names;
use serde::{Deserialize, Serialize};

/// A village's public board (陽光公開欄 / 阳光公开栏).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Board {
    /// The village's name.
    pub village: Names,
    /// The day it is shown for.
    pub today: Day,
    /// 正在議 / 正在议: open and not resolved yet, the one that moved last first.
    pub deliberating: Vec<MatterCard>,
    /// 已決定 / 已决定: resolved, rejected or archived, the latest first.
    pub decided: Vec<MatterCard>,
    /// How many decided ones there are in all.
    pub decided_total: usize,
    /// 公示中: those that stand today and those withdrawn before their day, the latest first.
    pub notices: Vec<NoticeCard>,
    /// The next meeting called.
    pub next_meeting: Option<MeetingCard>,
    /// The latest answers to objections and ideas.
    pub answers: Vec<AnswerCard>,
}

/// A matter in a list (議題條目 / 议题条目).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatterCard {
    /// Its id.
    pub id: Id,
    /// What it is about.
    pub title: String,
    /// Which of the matters of Art. 24 of the Organic Law.
    pub kind: MatterKind,
    /// Open, rejected or archived.
    pub state: MatterState,
    /// The day it was proposed.
    pub opened_on: Day,
    /// The last step held.
    pub step: StepKind,
    /// The day of the last step, or of the one that did not pass.
    pub moved_on: Day,
    /// The six steps.
    pub steps: Vec<StepMark>,
    /// What was resolved, or why it did not pass, in the record's words.
    pub decision: Option<String>,
    /// What the numbers of the resolution say.
    pub verdict: Option<Verdict>,
    /// How many objections wait for their answer.
    pub open_objections: usize,
    /// Whether they hold the next step.
    pub blocked: bool,
    /// The next meeting called for it.
    pub next_meeting: Option<MeetingCard>,
    /// The last day on which its decision hangs as a notice, where that has not passed: until then nothing is said to be filed away.
    #[serde(default)]
    pub hangs_until: Option<Day>,
    /// The year that it is shown in: a day of another one says its year.
    pub year: i32,
}

impl MatterCard {
    /// Is it still talked over? Afterwards it stands among the decided ones, also while its two publications are to come.
    pub fn is_deliberated(&self) -> bool {
        self.state == MatterState::Open && self.step < StepKind::Resolve
    }
}

/// One of the six steps as the board marks it (步驟標記 / 步骤标记).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepMark {
    /// Which step.
    pub kind: StepKind,
    /// Where it stands.
    #[serde(flatten)]
    pub standing: StepStanding,
    /// An objection filed before this step reached the village only after it, or after it was held.
    pub flagged: bool,
}

/// Where a step stands (步驟狀態 / 步骤状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum StepStanding {
    /// 已完成
    Done {
        /// On which day.
        on: Day,
    },
    /// 正在辦 / 正在办: the next one.
    Current,
    /// 還沒到 / 还没到
    Open,
    /// 不再進行 / 不再进行: an earlier one did not pass.
    Dropped,
    /// 未通過 / 未通过
    Refused {
        /// On which day.
        on: Day,
    },
}

impl StepStanding {
    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done { .. } => "done",
            Self::Current => "current",
            Self::Open => "open",
            Self::Dropped => "dropped",
            Self::Refused { .. } => "refused",
        }
    }
}

/// A meeting to come (會議預告 / 会议预告).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingCard {
    /// Its id.
    pub id: Id,
    /// The matter it is called for.
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
}

/// A notice in a list (公示條目 / 公示条目).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeCard {
    /// Its id.
    pub id: Id,
    /// Which kind of disclosure.
    pub kind: NoticeKind,
    /// What it is about.
    pub title: String,
    /// The first day.
    pub posted_on: Day,
    /// The last day.
    pub until: Option<Day>,
    /// Days left, the last one being 0; none for one that stays or has ended.
    pub days_left: Option<i64>,
    /// Where it stands today.
    #[serde(flatten)]
    pub standing: NoticeStanding,
    /// The later notice that corrects it.
    pub corrected_by: Option<Id>,
    /// How many objections to it wait for their answer.
    pub open_objections: usize,
}

impl NoticeCard {
    /// May one object to it? While it hangs.
    pub fn is_open_to_objections(&self, today: Day) -> bool {
        self.standing == NoticeStanding::Current && self.posted_on <= today
    }
}

/// Where a notice stands on a day (公示狀態 / 公示状态).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum NoticeStanding {
    /// 公示中
    Current,
    /// 已到期
    Ended,
    /// 已撤下
    Withdrawn {
        /// Why.
        reason: String,
        /// On which day.
        on: Day,
    },
}

/// An answer in the list of the latest (答覆條目 / 答复条目).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerCard {
    /// The id of the objection or idea.
    pub id: Id,
    /// What is answered.
    #[serde(flatten)]
    pub to: AnswerTo,
    /// The code that whoever asked keeps.
    pub receipt: String,
    /// When it was filed.
    pub filed_on: Day,
    /// When it was answered.
    pub on: Day,
    /// The answer.
    pub text: String,
}

/// What an answer is to (答覆對象 / 答复对象).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum AnswerTo {
    /// An objection.
    Objection {
        /// To a matter, or to a notice.
        #[serde(flatten)]
        at: ObjectTo,
        /// What that is about.
        title: String,
    },
    /// An idea.
    Idea {
        /// What it is about.
        topic: Topic,
        /// Taken up, or not.
        adopted: bool,
        /// Its own words, where they were published.
        words: Option<String>,
    },
}
