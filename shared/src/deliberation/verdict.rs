//! What the numbers of a meeting say: whether enough came for it to decide anything, and whether it passed. Articles are of the Organic
//! Law of the Villagers' Committees (2010).

use super::{Body, StepKind, Tally};
use crate::kernel::Violation;
use crate::sync::command::Question;
use serde::{Deserialize, Serialize};

/// The article that a verdict or a question rests on (依據 / 依据), of the Organic Law of the Villagers' Committees (2010).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Article {
    /// Art. 21: the villagers' assembly is called ten days before.
    Article21,
    /// Art. 22: more than half of the adults come to the villagers' assembly, or two thirds of the households send somebody; it decides by
    /// more than half of those present.
    Article22,
    /// Art. 26: two thirds of the representatives come to their meeting; it decides by more than half of those present.
    Article26,
}

impl Article {
    /// The article's number in the law.
    pub fn number(self) -> u32 {
        match self {
            Self::Article21 => 21,
            Self::Article22 => 22,
            Self::Article26 => 26,
        }
    }
}

/// How many must come for a meeting to decide anything (法定人數 / 法定人数). Made when read, never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quorum {
    /// Those entitled to come.
    pub expected: u32,
    /// Those who came.
    pub attended: u32,
    /// The least number that is enough.
    pub needed: u64,
    /// Where it is written.
    pub article: Article,
}

impl Quorum {
    /// The quorum of a step; only a resolution's is written in the law. The numbers of an assembly do not say whether adults or households
    /// were counted: more than half is the bound that holds for both, as two thirds are more than that.
    pub fn on(step: StepKind, body: Body, tally: Option<Tally>) -> Option<Self> {
        let Tally { expected, attended, .. } = tally.filter(|_| step == StepKind::Resolve)?;
        let (needed, article) = match body {
            Body::Assembly => (u64::from(expected) / 2 + 1, Article::Article22),
            _ => (two_thirds(expected), Article::Article26),
        };
        Some(Self { expected, attended, needed, article })
    }

    /// Did enough come? Where fewer did, nothing is decided: neither passed nor rejected.
    pub fn is_reached(self) -> bool {
        u64::from(self.attended) >= self.needed
    }

    /// That too few came, at a field.
    pub fn violation(self, field: impl Into<String>) -> Violation {
        Violation::new(field, "no_quorum")
            .with("expected", self.expected)
            .with("attended", self.attended)
            .with("needed", self.needed)
            .with("article", self.article.number())
    }
}

/// The least number that is two thirds of so many: the law's 「以上」 takes the number itself in. Whole numbers only.
fn two_thirds(of: u32) -> u64 {
    (u64::from(of) * 2).div_ceil(3)
}

/// What is to be asked about how many came to a meeting before a step that no law gives a quorum: of the members two thirds, of a
/// committee half. Asked and never refused, for these are rules of the Party and of the place, and the rolls are not kept here.
pub fn ask_if_too_few(body: Body, tally: Option<Tally>) -> Option<Question> {
    let tally = tally?;
    let (needed, code) = match body {
        Body::PartyMembers => (two_thirds(tally.expected), "too_few_members"),
        Body::Branch | Body::TwoCommittees => (u64::from(tally.expected).div_ceil(2), "too_few_of_committee"),
        Body::Representatives | Body::Assembly | Body::Committee | Body::Group => return None,
    };
    let (expected, attended) = (u64::from(tally.expected), u64::from(tally.attended));
    let values = [("expected", expected), ("attended", attended), ("needed", needed)];
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value.to_string())).collect();
    (attended < needed).then(|| Question { code: code.to_owned(), values })
}

/// What the numbers of a resolution say, with the article (表決結論 / 表决结论). Made when read, never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether it passed.
    pub passed: bool,
    /// Votes for it.
    pub votes_for: u32,
    /// Those present, whether they voted or not.
    pub attended: u32,
    /// The least number of votes that passes.
    pub needed: u32,
    /// Where it is written.
    pub article: Article,
}

impl Verdict {
    /// The verdict on a step; only a resolution has one, and only where enough came to decide it.
    pub fn on(step: StepKind, body: Body, tally: Option<Tally>) -> Option<Self> {
        let tally = tally.filter(|_| step == StepKind::Resolve)?;
        if Quorum::on(step, body, Some(tally)).is_some_and(|quorum| !quorum.is_reached()) {
            return None;
        }
        let article = if body == Body::Assembly { Article::Article22 } else { Article::Article26 };
        Some(Self {
            passed: tally.is_majority_of_present(),
            votes_for: tally.votes_for,
            attended: tally.attended,
            needed: tally.least_majority(),
            article,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law;
    use rstest::rstest;

    #[rstest]
    #[case::two_thirds(Body::Representatives, 30, 20, 20, true)]
    #[case::one_less(Body::Representatives, 30, 19, 20, false)]
    #[case::two_thirds_of_what_does_not_divide(Body::Representatives, 31, 21, 21, true)]
    #[case::below_two_thirds_of_it(Body::Representatives, 31, 20, 21, false)]
    #[case::one_representative(Body::Representatives, 1, 1, 1, true)]
    #[case::one_of_two(Body::Representatives, 2, 1, 2, false)]
    #[case::exactly_half_is_not_more_than_half(Body::Assembly, 100, 50, 51, false)]
    #[case::one_more_than_half(Body::Assembly, 100, 51, 51, true)]
    #[case::more_than_half_of_an_odd_number(Body::Assembly, 101, 51, 51, true)]
    #[case::half_of_an_odd_number(Body::Assembly, 101, 50, 51, false)]
    #[case::the_largest_numbers(Body::Representatives, u32::MAX, u32::MAX, 2_863_311_530, true)]
    fn so_many_must_come(#[case] body: Body, #[case] expected: u32, #[case] attended: u32, #[case] needed: u64, #[case] reached: bool) {
        let tally = Tally { expected, attended, votes_for: attended, ..Tally::default() };
        let quorum = Quorum::on(StepKind::Resolve, body, Some(tally)).unwrap();
        assert_eq!((quorum.needed, quorum.is_reached()), (needed, reached));
        assert_eq!(Verdict::on(StepKind::Resolve, body, Some(tally)).is_some(), reached, "without a quorum there is no verdict");
        assert_eq!(Quorum::on(StepKind::Review, body, Some(tally)), None);
    }

    /// Until this room asks the law itself, the two may not drift apart.
    #[test]
    fn it_says_of_the_representatives_what_the_law_says() {
        for (expected, attended) in (1..=60).flat_map(|expected| (1..=expected).map(move |attended| (expected, attended))) {
            for votes_for in 0..=attended {
                let tally = Tally { expected, attended, votes_for, ..Tally::default() };
                let numbers =
                    law::Numbers { members: Some(expected), members_present: Some(attended), votes_for, ..law::Numbers::default() };
                let facts = law::Facts {
                    body: law::MeetingBody::Representatives,
                    subject: law::Subject::Other,
                    held_on: "2026-03-20".parse().unwrap(),
                    called_on: None,
                    emergency: None,
                    delegated: false,
                    party_base: law::PartyBase::Present,
                    numbers,
                };
                let lawful = law::evaluate(&facts).unwrap().verdict;
                let own = match Verdict::on(StepKind::Resolve, Body::Representatives, Some(tally)) {
                    None => law::Verdict::NoQuorum,
                    Some(Verdict { passed: true, .. }) => law::Verdict::Passed,
                    Some(Verdict { passed: false, .. }) => law::Verdict::Rejected,
                };
                assert_eq!(own, lawful, "{tally:?}");
            }
        }
    }

    #[test]
    fn it_asks_for_the_days_of_notice_that_the_law_asks_for() {
        let rule = law::rule_for(law::MeetingBody::Assembly, law::Subject::Other, "2026-03-20".parse().unwrap()).unwrap();
        assert_eq!(rule.notice_days, Some(super::super::ASSEMBLY_NOTICE_DAYS));
    }
}
