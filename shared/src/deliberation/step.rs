//! The six steps, and what is written down of each. Articles are of the Organic Law of the Villagers' Committees (2010).

use super::PublicStep;
use super::rules::check_sitting;
use crate::kernel::{Day, Id, Role, Violations};
use crate::sync::record::{Fields, Kind, fields};
use serde::{Deserialize, Serialize};

/// One of the six steps 四議兩公開 / 四议两公开, in their one order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// 村黨支部會提議 / 村党支部会提议
    #[default]
    Propose,
    /// 村「兩委」會商議 / 村“两委”会商议
    Discuss,
    /// 黨員大會審議 / 党员大会审议
    Review,
    /// 村民代表會議或村民會議決議 / 村民代表会议或村民会议决议
    Resolve,
    /// 決議公開 / 决议公开
    PublishDecision,
    /// 實施結果公開 / 实施结果公开
    PublishResult,
}

impl StepKind {
    /// All six, in order.
    pub const ALL: [Self; 6] = [Self::Propose, Self::Discuss, Self::Review, Self::Resolve, Self::PublishDecision, Self::PublishResult];

    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Propose => "propose",
            Self::Discuss => "discuss",
            Self::Review => "review",
            Self::Resolve => "resolve",
            Self::PublishDecision => "publish_decision",
            Self::PublishResult => "publish_result",
        }
    }

    /// The step after this one; none after the last.
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|step| *step > self)
    }

    /// Its place among the six, from 1.
    pub fn number(self) -> usize {
        Self::ALL.into_iter().filter(|step| *step <= self).count()
    }

    /// Is it a meeting that counts heads? The two publications are not.
    pub fn is_meeting(self) -> bool {
        self <= Self::Resolve
    }

    /// Who may hold it. The first is the usual one.
    pub fn bodies(self) -> &'static [Body] {
        match self {
            Self::Propose => &[Body::Branch],
            Self::Discuss => &[Body::TwoCommittees],
            Self::Review => &[Body::PartyMembers],
            Self::Resolve => &[Body::Representatives, Body::Assembly],
            Self::PublishDecision | Self::PublishResult => &[Body::Committee],
        }
    }

    /// Who writes it down: the branch proposes and calls the members, both hold the talk, the committee does the rest.
    pub fn by(self) -> &'static [Role] {
        match self {
            Self::Propose | Self::Review => &[Role::VillageBranch],
            Self::Discuss => &[Role::VillageBranch, Role::VillageCommittee],
            Self::Resolve | Self::PublishDecision | Self::PublishResult => &[Role::VillageCommittee],
        }
    }
}

/// Who meets or acts (會議主體 / 会议主体).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// 村黨支部委員會 / 村党支部委员会
    Branch,
    /// 村「兩委」聯席會 / 村“两委”联席会
    TwoCommittees,
    /// 黨員大會 / 党员大会
    PartyMembers,
    /// 村民代表會議 / 村民代表会议 (Art. 25, 26)
    Representatives,
    /// 村民會議 / 村民会议 (Art. 21, 22)
    Assembly,
    /// 村民委員會 / 村民委员会
    Committee,
    /// 村民小組會議 / 村民小组会议 (Art. 28)
    Group,
}

impl Body {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Branch, Self::TwoCommittees, Self::PartyMembers, Self::Representatives, Self::Assembly, Self::Committee, Self::Group];

    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Branch => "branch",
            Self::TwoCommittees => "two_committees",
            Self::PartyMembers => "party_members",
            Self::Representatives => "representatives",
            Self::Assembly => "assembly",
            Self::Committee => "committee",
            Self::Group => "group",
        }
    }
}

/// Somebody who acted in an office (經辦人 / 经办人). The office makes the name public; ordinary attendees are never named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    /// Their name.
    pub name: String,
    /// The office they acted in.
    pub office: String,
}

/// The numbers of a sitting (人數和票數 / 人数和票数), as its record states them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// 應到 / 应到
    pub expected: u32,
    /// 實到 / 实到
    pub attended: u32,
    /// 同意
    pub votes_for: u32,
    /// 不同意
    #[serde(default)]
    pub votes_against: u32,
    /// 棄權 / 弃权
    #[serde(default)]
    pub votes_abstain: u32,
}

impl Tally {
    /// All votes, abstentions with them.
    pub fn votes(&self) -> u64 {
        u64::from(self.votes_for) + u64::from(self.votes_against) + u64::from(self.votes_abstain)
    }

    /// Did strictly more than half of those present vote for it? Abstentions stay in the base.
    pub fn is_majority_of_present(&self) -> bool {
        u64::from(self.votes_for) * 2 > u64::from(self.attended)
    }

    /// The least number of votes that is strictly more than half of those present.
    pub fn least_majority(&self) -> u32 {
        self.attended / 2 + 1
    }
}

/// What came of a sitting (會議結果 / 会议结果).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 通過 / 通过
    #[default]
    Passed,
    /// 未通過 / 未通过
    Rejected,
}

/// What the record of one step says (會議記錄 / 会议记录). All of it is written to be published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sitting {
    /// Who met or acted.
    pub body: Body,
    /// The day, as stated.
    pub held_on: Day,
    /// Where.
    pub place: String,
    /// 主持人
    pub chair: Officer,
    /// 記錄人 / 记录人
    pub recorder: Officer,
    /// 監督人 / 监督人: of the supervision committee (Art. 32), where one was there.
    #[serde(default)]
    pub witness: Option<Officer>,
    /// The numbers; a publication has none.
    #[serde(default)]
    pub tally: Option<Tally>,
    /// What was decided or done, in words.
    pub summary: String,
    /// When the next step is meant to be.
    #[serde(default)]
    pub next_on: Option<Day>,
    /// The call under which it met, where there was one.
    #[serde(default)]
    pub meeting: Option<Id>,
}

impl Sitting {
    /// Notes what is wrong with it by itself; `field` is where it stands in the command.
    pub(super) fn check(&self, found: &mut Violations, field: &str, step: StepKind) {
        check_sitting(self, found, field, step);
    }
}

/// One step of a matter, held and sealed (已走的步驟 / 已走的步骤). Only ever added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The matter.
    pub matter: Id,
    /// Which step.
    pub kind: StepKind,
    /// Whether the matter went on.
    #[serde(default)]
    pub outcome: Outcome,
    /// What its record says.
    #[serde(flatten)]
    pub sitting: Sitting,
}

impl Kind for Step {
    const KIND: &'static str = "step";
    const PUBLISHED: bool = true;

    fn parent(&self) -> Option<Id> {
        Some(self.matter)
    }

    fn public(&self, _id: Id) -> Option<Fields> {
        Some(fields(&PublicStep::from(self)))
    }
}
