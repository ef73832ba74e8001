//! From what the minutes state to what the law says of it.

use super::data::{Approval, Count, Law, Rule, Threshold, rule_for};
use super::facts::Facts;
use super::share::Share;
use crate::kernel::{Day, Violation, Violations};
use serde::{Deserialize, Serialize};

/// What the meeting came to (表決結果 / 表决结果).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 通過 / 通过
    Passed,
    /// 未通過 / 未通过
    Rejected,
    /// 未達法定人數 / 未达法定人数: nothing was decided, and the meeting is called again.
    NoQuorum,
}

impl Verdict {
    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Rejected => "rejected",
            Self::NoQuorum => "no_quorum",
        }
    }
}

/// What is looked at, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// Whether this body may decide the subject.
    Body,
    /// Whether it was called in time, or could not be.
    Notice,
    /// Whether its members are who they must be.
    Composition,
    /// Whether enough came.
    Quorum,
    /// Whether enough voted for it.
    Votes,
}

/// One comparison of two numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Test {
    /// What is counted.
    pub count: Count,
    /// How many there are.
    pub value: u64,
    /// What it is measured against.
    pub base: Count,
    /// How many those are.
    pub of: u64,
    /// How much of it there must be.
    pub share: Share,
    /// The least count that is enough.
    pub needed: u64,
    /// Whether it is.
    pub holds: bool,
}

/// One thing that the law asks of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What is looked at.
    pub check: CheckKind,
    /// Whether it is as it must be.
    pub holds: bool,
    /// The article of the rule's law; empty where its text has none.
    pub article: String,
    /// The days of notice that were given, where that is stated; only of the notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_given: Option<i64>,
    /// The days of notice that are needed; only of the notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_needed: Option<i64>,
    /// It holds only because the reason of an emergency was stated.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub excused: bool,
    /// The comparisons. Of a quorum any one is enough; of anything else all must hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<Test>,
}

impl Check {
    fn new(check: CheckKind, article: &str, holds: bool, tests: Vec<Test>) -> Self {
        Self { check, holds, article: article.to_owned(), days_given: None, days_needed: None, excused: false, tests }
    }
}

/// What the law says of one meeting (審核結論 / 审核结论). Every number in it is one of the facts or follows from them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The rule's name.
    pub rule: String,
    /// Where it is written.
    pub law: Law,
    /// The day from which this version of it is in force.
    pub effective_from: Option<Day>,
    /// What the meeting came to.
    pub verdict: Verdict,
    /// Was it a meeting that the law counts: of the body that may decide, called in time, composed as it must be, with a quorum?
    pub lawful: bool,
    /// All that was looked at, in order.
    pub checks: Vec<Check>,
    /// Who must still agree, where it passed.
    pub approvals: Vec<Approval>,
}

/// What the law in force on the day of the meeting says of it.
///
/// # Errors
/// What the facts lack (`required`) or what cannot be; `no_rule_then` where nothing was in force on that day.
pub fn evaluate(facts: &Facts) -> Result<Evaluation, Vec<Violation>> {
    let mut found = Violations::default();
    facts.check(&mut found);
    let Some(rule) = rule_for(facts.body, facts.subject, facts.held_on) else {
        found.push(Violation::new("held_on", "no_rule_then").with("day", facts.held_on));
        return Err(found.finish());
    };
    check_stated(rule, facts, &mut found);
    let wrong = found.finish();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let checks: Vec<Check> =
        [body(rule, facts), notice(rule, facts), composition(rule, facts), quorum(rule, facts)].into_iter().flatten().collect();
    let votes = votes(rule, facts);
    let quorate = checks.iter().all(|check| check.check != CheckKind::Quorum || check.holds);
    let verdict = match (quorate, votes.holds) {
        (false, _) => Verdict::NoQuorum,
        (true, true) => Verdict::Passed,
        (true, false) => Verdict::Rejected,
    };
    Ok(Evaluation {
        rule: rule.id.clone(),
        law: rule.law,
        effective_from: rule.effective_from,
        verdict,
        lawful: checks.iter().all(|check| check.holds),
        approvals: if verdict == Verdict::Passed { rule.approvals.clone() } else { Vec::new() },
        checks: checks.into_iter().chain([votes]).collect(),
    })
}

/// Notes which numbers the rule needs and the facts lack, and votes of more than those who may cast them.
fn check_stated(rule: &Rule, facts: &Facts, found: &mut Violations) {
    // One way to a quorum is enough, so the numbers of one are.
    let is_stated = |way: &Threshold| facts.value(way.count).is_some() && facts.value(way.base).is_some();
    let ways = if rule.quorum.iter().any(is_stated) { &[] } else { rule.quorum.as_slice() };
    let mut needed: Vec<Count> = ways.iter().chain([&rule.pass]).flat_map(|test| [test.count, test.base]).chain([rule.voting]).collect();
    // The party's base is of those present or of all, and both are on the roll.
    needed.retain(|count| *count != Count::PartyBase);
    needed.sort_by_key(|count| count.stated_as().name());
    needed.dedup_by_key(|count| count.stated_as());
    for count in needed {
        let field = format!("numbers.{}", count.stated_as().name());
        found.check(facts.value(count).is_some(), &field, "required");
    }
    check_votes(rule, facts, found);
}

fn check_votes(rule: &Rule, facts: &Facts, found: &mut Violations) {
    if let Some(voting) = facts.value(rule.voting) {
        let numbers = &facts.numbers;
        let votes = u64::from(numbers.votes_for) + u64::from(numbers.votes_against) + u64::from(numbers.votes_abstain);
        if votes > voting {
            found.push(Violation::new("numbers.votes_for", "more_votes_than_present").with("votes", votes).with("attended", voting));
        }
        let present = facts.value(rule.voting.stated_as()).unwrap_or(0);
        if rule.voting != Count::VotesCast && u64::from(numbers.recused) > present {
            found.push(Violation::new("numbers.recused", "more_than_expected").with("expected", present));
        }
    }
}

fn body(rule: &Rule, facts: &Facts) -> Option<Check> {
    if rule.may_decide.is_empty() && rule.may_decide_if_delegated.is_empty() {
        return None;
    }
    let handed_over = facts.delegated && rule.may_decide_if_delegated.contains(&facts.subject);
    let holds = handed_over || rule.may_decide.contains(&facts.subject);
    Some(Check::new(CheckKind::Body, &rule.body_article, holds, Vec::new()))
}

/// A meeting of which nobody says when it was called was not called in time.
fn notice(rule: &Rule, facts: &Facts) -> Option<Check> {
    let needed = rule.notice_days?;
    // The day of the notice itself does not count (Civil Code 民法典, Art. 201).
    let given = facts.called_on.map(|called| facts.held_on.days_since(called));
    let in_time = given.is_some_and(|given| given >= needed);
    let excused = !in_time && facts.emergency.is_some();
    let check = Check::new(CheckKind::Notice, &rule.notice_article, in_time || excused, Vec::new());
    Some(Check { days_given: given, days_needed: Some(needed), excused, ..check })
}

/// Only where all that it is about is stated: it is the composition of the body and not of one meeting.
fn composition(rule: &Rule, facts: &Facts) -> Option<Check> {
    let tests: Vec<Test> = rule.composition.iter().filter_map(|threshold| test(threshold, facts)).collect();
    let holds = tests.iter().all(|test| test.holds);
    (!tests.is_empty()).then(|| Check::new(CheckKind::Composition, &rule.composition_article, holds, tests))
}

fn quorum(rule: &Rule, facts: &Facts) -> Option<Check> {
    let tests: Vec<Test> = rule.quorum.iter().filter_map(|threshold| test(threshold, facts)).collect();
    let holds = tests.iter().any(|test| test.holds);
    (!tests.is_empty()).then(|| Check::new(CheckKind::Quorum, &rule.quorum_article, holds, tests))
}

fn votes(rule: &Rule, facts: &Facts) -> Check {
    let tests: Vec<Test> = test(&rule.pass, facts).into_iter().collect();
    let holds = !tests.is_empty() && tests.iter().all(|test| test.holds);
    Check::new(CheckKind::Votes, &rule.pass_article, holds, tests)
}

fn test(threshold: &Threshold, facts: &Facts) -> Option<Test> {
    let Threshold { count, base, share } = *threshold;
    let (value, of) = (facts.value(count)?, facts.value(base)?);
    Some(Test { count, value, base, of, share, needed: share.least(of), holds: share.holds(value, of) })
}
