//! The rules as files: one a law, each in force from a day on.

use super::facts::{MeetingBody, Subject};
use super::share::Share;
use crate::kernel::Day;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// All that is in force on some day. A law that changed has a file for each of its versions.
const FILES: [&str; 6] = [
    include_str!("data/organic_law_2010.json"),
    include_str!("data/land_contract_2002.json"),
    include_str!("data/land_contract_2018.json"),
    include_str!("data/levy_2007.json"),
    include_str!("data/party_members.json"),
    include_str!("data/collective_2024.json"),
];

/// Where a rule is written (法源).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Law {
    /// 村民委員會組織法 / 村民委员会组织法, as revised on 2010-10-28
    OrganicLaw,
    /// 農村土地承包法 / 农村土地承包法: Art. 27 of the text of 2003, Art. 28 since 2019
    LandContractLaw,
    /// 村民一事一議籌資籌勞管理辦法 / 村民一事一议筹资筹劳管理办法 (國辦發〔2007〕4號)
    LevyMeasures,
    /// 「四議兩公開」工作法 / “四议两公开”工作法: local rules, not a law
    PartyRule,
    /// 農村集體經濟組織法 / 农村集体经济组织法, in force since 2025-05-01
    CollectiveLaw,
}

impl Law {
    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::OrganicLaw => "organic_law",
            Self::LandContractLaw => "land_contract_law",
            Self::LevyMeasures => "levy_measures",
            Self::PartyRule => "party_rule",
            Self::CollectiveLaw => "collective_law",
        }
    }
}

/// A number that a rule speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// 十八周歲以上的村民 / 十八周岁以上的村民: on the roll, of the village or of the group
    Adults,
    /// Adults on the roll without those recused
    AdultsEntitled,
    /// Adults who came
    AdultsPresent,
    /// Adults who came and may vote
    AdultsVoting,
    /// 戶 / 户: on the roll; for the composition of the representatives, those they are chosen by
    Households,
    /// Households that somebody came for
    HouseholdsPresent,
    /// Households that the representatives present stand for
    HouseholdsRepresented,
    /// Those of them that may vote
    HouseholdsVoting,
    /// 組成人員 / 组成人员: of the representatives' meeting, of the party branch, of the collective with full capacity
    Members,
    /// Members without those recused
    MembersEntitled,
    /// Members who came
    MembersPresent,
    /// Members who came and may vote
    MembersVoting,
    /// 村民代表: members who are elected representatives, and not there by their office
    Representatives,
    /// 婦女村民代表 / 妇女村民代表
    Women,
    /// 登記參加選舉的村民 / 登记参加选举的村民
    Voters,
    /// 投票的村民
    VotesCast,
    /// 同意
    VotesFor,
    /// What half of the party members is half of, as the county has chosen
    PartyBase,
}

impl Count {
    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Adults => "adults",
            Self::AdultsEntitled => "adults_entitled",
            Self::AdultsPresent => "adults_present",
            Self::AdultsVoting => "adults_voting",
            Self::Households => "households",
            Self::HouseholdsPresent => "households_present",
            Self::HouseholdsRepresented => "households_represented",
            Self::HouseholdsVoting => "households_voting",
            Self::Members => "members",
            Self::MembersEntitled => "members_entitled",
            Self::MembersPresent => "members_present",
            Self::MembersVoting => "members_voting",
            Self::Representatives => "representatives",
            Self::Women => "women",
            Self::Voters => "voters",
            Self::VotesCast => "votes_cast",
            Self::VotesFor => "votes_for",
            Self::PartyBase => "party_base",
        }
    }

    /// The number that must be stated for this one to be known.
    pub fn stated_as(self) -> Self {
        match self {
            Self::AdultsEntitled => Self::Adults,
            Self::AdultsVoting => Self::AdultsPresent,
            Self::HouseholdsVoting => Self::HouseholdsRepresented,
            Self::MembersEntitled => Self::Members,
            Self::MembersVoting | Self::PartyBase => Self::MembersPresent,
            other => other,
        }
    }
}

/// A count that must be a share of a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Threshold {
    /// What is counted.
    pub count: Count,
    /// What it is measured against.
    pub base: Count,
    /// How much of it.
    pub share: Share,
}

/// Who must still agree before a decision holds (批准).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approval {
    /// 鄉鎮人民政府 / 乡镇人民政府
    Township,
    /// 縣級人民政府農業農村主管部門 / 县级人民政府农业农村主管部门
    County,
}

/// What one body needs for one kind of subject (會議規則 / 会议规则).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its stable name.
    pub id: String,
    /// Where it is written.
    #[serde(skip, default = "organic_law")]
    pub law: Law,
    /// The day from which it is in force.
    #[serde(skip)]
    pub effective_from: Option<Day>,
    /// Whose it is.
    pub body: MeetingBody,
    /// The one subject that it is for; none where it is the body's ordinary rule.
    #[serde(default)]
    pub only_for: Option<Subject>,
    /// Those who cast the votes.
    pub voting: Count,
    /// What the body may decide by itself. Where neither list says anything, the law leaves it open.
    #[serde(default)]
    pub may_decide: Vec<Subject>,
    /// What it may decide once the villagers' assembly has handed it over.
    #[serde(default)]
    pub may_decide_if_delegated: Vec<Subject>,
    /// Where that is written.
    #[serde(default)]
    pub body_article: String,
    /// Days before the meeting that it is called.
    #[serde(default)]
    pub notice_days: Option<i64>,
    /// Where that is written.
    #[serde(default)]
    pub notice_article: String,
    /// All that the body's members must be, where it is stated.
    #[serde(default)]
    pub composition: Vec<Threshold>,
    /// Where that is written.
    #[serde(default)]
    pub composition_article: String,
    /// Who must come: any one of these is enough. None where the law asks for none.
    #[serde(default)]
    pub quorum: Vec<Threshold>,
    /// Where that is written.
    #[serde(default)]
    pub quorum_article: String,
    /// How many votes pass.
    pub pass: Threshold,
    /// Where that is written.
    #[serde(default)]
    pub pass_article: String,
    /// Who must still agree.
    #[serde(default)]
    pub approvals: Vec<Approval>,
}

fn organic_law() -> Law {
    Law::OrganicLaw
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    law: Law,
    effective_from: Day,
    rules: Vec<Rule>,
}

/// A file that cannot be read has no rule; a test reads them all.
static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| FILES.iter().flat_map(|text| rules_of(text).unwrap_or_default()).collect());

pub(super) fn rules_of(text: &str) -> Result<Vec<Rule>, serde_json::Error> {
    let File { law, effective_from, rules } = serde_json::from_str(text)?;
    Ok(rules.into_iter().map(|rule| Rule { law, effective_from: Some(effective_from), ..rule }).collect())
}

/// All rules of all versions.
pub(super) fn rules() -> &'static [Rule] {
    &RULES
}

/// The rule of a body for a subject that is in force on a day: the one made for the subject where the body has one, else its ordinary
/// one. None where nothing was in force then.
pub fn rule_for(body: MeetingBody, subject: Subject, on: Day) -> Option<&'static Rule> {
    let in_force = |rule: &&Rule| rule.body == body && rule.effective_from.is_some_and(|from| from <= on);
    let latest = |only_for: Option<Subject>| {
        rules().iter().filter(in_force).filter(|rule| rule.only_for == only_for).max_by_key(|rule| rule.effective_from)
    };
    latest(Some(subject)).or_else(|| latest(None))
}

#[cfg(test)]
pub(super) fn files() -> [&'static str; 6] {
    FILES
}
