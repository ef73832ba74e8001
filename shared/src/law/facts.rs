//! What the minutes of one meeting state.

use super::data::Count;
use crate::kernel::{Day, Violation, Violations};
use serde::{Deserialize, Serialize};

/// The most people or households that a roll may have: the largest villages have under twenty thousand.
pub const MAX_PEOPLE: u32 = 100_000;
/// Characters of the reason why a meeting could not be called in time.
const MAX_REASON: usize = 300;

/// Who meets (會議主體 / 会议主体).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingBody {
    /// 村民會議 / 村民会议
    Assembly,
    /// 村民代表會議 / 村民代表会议
    Representatives,
    /// 村民小組會議 / 村民小组会议
    Group,
    /// 黨員大會 / 党员大会
    PartyMembers,
    /// 農村集體經濟組織成員大會 / 农村集体经济组织成员大会
    CollectiveMembers,
}

impl MeetingBody {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Assembly, Self::Representatives, Self::Group, Self::PartyMembers, Self::CollectiveMembers];
}

/// What is decided (議決事項 / 议决事项): the nine matters of Art. 24 of the Organic Law, and those with a rule of their own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// 誤工補貼 / 误工补贴 (1)
    Subsidy,
    /// 集體收益的使用 / 集体收益的使用 (2)
    CollectiveIncome,
    /// 公益事業 / 公益事业 (3)
    PublicWorks,
    /// 土地承包經營方案 / 土地承包经营方案 (4)
    LandContracts,
    /// 集體經濟項目 / 集体经济项目 (5)
    Projects,
    /// 宅基地 (6)
    Homesteads,
    /// 徵地補償費 / 征地补偿费 (7)
    Compensation,
    /// 處分集體財產 / 处分集体财产 (8)
    Assets,
    /// 村民會議認為應當決定的 / 村民会议认为应当决定的 (9)
    OtherOfAssembly,
    /// 村民自治章程、村規民約 / 村民自治章程、村规民约
    Charter,
    /// 罷免村民委員會成員 / 罢免村民委员会成员
    Removal,
    /// 個別調整承包地 / 个别调整承包地
    LandAdjustment,
    /// 一事一議籌資籌勞 / 一事一议筹资筹劳
    Levy,
    /// 其他: whoever meets may decide it.
    #[default]
    Other,
}

impl Subject {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Subsidy,
        Self::CollectiveIncome,
        Self::PublicWorks,
        Self::LandContracts,
        Self::Projects,
        Self::Homesteads,
        Self::Compensation,
        Self::Assets,
        Self::OtherOfAssembly,
        Self::Charter,
        Self::Removal,
        Self::LandAdjustment,
        Self::Levy,
        Self::Other,
    ];
}

/// What half of the party members is half of (黨員大會表決基數 / 党员大会表决基数): local rules differ, so the county chooses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyBase {
    /// 到會黨員 / 到会党员
    #[default]
    Present,
    /// 應到會黨員 / 应到会党员
    Members,
}

/// The numbers of one meeting (人數 / 人数). Which of them must be there depends on the rule; the others are left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the count of its name, explained at `Count`")]
pub struct Numbers {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adults: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adults_present: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub households: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub households_present: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub households_represented: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members_present: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub representatives: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub women: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voters: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub votes_cast: Option<u32>,
    pub votes_for: u32,
    pub votes_against: u32,
    pub votes_abstain: u32,
    /// Those present who may not vote on this: people, or households where those vote.
    pub recused: u32,
}

/// One meeting, as its minutes state it (會議事實 / 会议事实).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// Who met.
    pub body: MeetingBody,
    /// What about.
    #[serde(default)]
    pub subject: Subject,
    /// The day it was held.
    pub held_on: Day,
    /// The day the villagers or members were told of it, where its rule asks for a notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called_on: Option<Day>,
    /// Why it could not wait for the days of notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<String>,
    /// Has the villagers' assembly handed this subject to the representatives?
    #[serde(default)]
    pub delegated: bool,
    /// What half of the party members is half of.
    #[serde(default)]
    pub party_base: PartyBase,
    /// The numbers.
    pub numbers: Numbers,
}

impl Facts {
    /// What a count is in this meeting; none where it is not stated.
    pub fn value(&self, count: Count) -> Option<u64> {
        let Numbers { votes_for, recused, .. } = self.numbers;
        let numbers = &self.numbers;
        let less_recused = |number: Option<u32>| number.map(|number| number.saturating_sub(recused));
        let value = match count {
            Count::Adults => numbers.adults,
            Count::AdultsEntitled => less_recused(numbers.adults),
            Count::AdultsPresent => numbers.adults_present,
            Count::AdultsVoting => less_recused(numbers.adults_present),
            Count::Households => numbers.households,
            Count::HouseholdsPresent => numbers.households_present,
            Count::HouseholdsRepresented => numbers.households_represented,
            Count::HouseholdsVoting => less_recused(numbers.households_represented),
            Count::Members => numbers.members,
            Count::MembersEntitled => less_recused(numbers.members),
            Count::MembersPresent => numbers.members_present,
            Count::MembersVoting => less_recused(numbers.members_present),
            Count::Representatives => numbers.representatives,
            Count::Women => numbers.women,
            Count::Voters => numbers.voters,
            Count::VotesCast => numbers.votes_cast,
            Count::VotesFor => Some(votes_for),
            Count::PartyBase => match self.party_base {
                PartyBase::Present => less_recused(numbers.members_present),
                PartyBase::Members => less_recused(numbers.members),
            },
        };
        value.map(u64::from)
    }

    /// Notes what cannot be, whatever the rule: a part that is more than its whole, a roll beyond reason.
    pub(super) fn check(&self, found: &mut Violations) {
        let numbers = &self.numbers;
        let parts = [
            ("numbers.adults_present", numbers.adults_present, numbers.adults),
            ("numbers.households_present", numbers.households_present, numbers.households),
            ("numbers.households_represented", numbers.households_represented, numbers.households),
            ("numbers.members_present", numbers.members_present, numbers.members),
            ("numbers.representatives", numbers.representatives, numbers.members),
            ("numbers.women", numbers.women, numbers.members),
            ("numbers.votes_cast", numbers.votes_cast, numbers.voters),
        ];
        for (field, part, whole) in parts {
            if let (Some(part), Some(whole)) = (part, whole)
                && part > whole
            {
                found.push(Violation::new(field, "more_than_expected").with("expected", whole));
            }
        }
        let wholes = [numbers.adults, numbers.households, numbers.members, numbers.voters];
        let largest = wholes.into_iter().flatten().chain([numbers.votes_for, numbers.votes_against, numbers.votes_abstain]).max();
        found.range("numbers", largest.unwrap_or(0).into(), 0, MAX_PEOPLE.into());
        if let Some(reason) = &self.emergency {
            found.text("emergency", reason, MAX_REASON);
        }
        if let Some(called) = self.called_on
            && called > self.held_on
        {
            found.push(Violation::new("called_on", "date_after").with("day", self.held_on));
        }
    }
}
