//! The product's side of the comparison, and the count of what was compared.

use crate::{Fault, REASON};
use shared::kernel::Day;
use shared::law::{CheckKind, Evaluation, Facts, MeetingBody, Numbers, PartyBase, Subject, Verdict, evaluate};
use std::ops::RangeInclusive;
use std::thread;
use tests::oracle::{Answer, Body, HalfOf, Matter, Meeting, Outcome, answer};

/// Spreads the parts of a test over all cores, each with a bench of its own, and sums what they counted.
pub(crate) fn spread<F>(parts: RangeInclusive<u32>, each: F) -> Result<Tally, Fault>
where
    F: Fn(&mut Bench, u32) -> Result<(), Fault> + Sync,
{
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let each = &each;
    thread::scope(|scope| {
        let mut workers = Vec::new();
        for core in 0..cores {
            let own_parts = parts.clone().skip(core).step_by(cores);
            workers.push(scope.spawn(move || -> Result<Tally, Fault> {
                let mut bench = Bench::new()?;
                for part in own_parts {
                    each(&mut bench, part)?;
                }
                Ok(bench.tally)
            }));
        }
        let mut total = Tally::default();
        for worker in workers {
            total.add(&worker.join().map_err(|_| Fault::from("the product or the oracle panicked; its message is above"))??);
        }
        Ok(total)
    })
}

/// What was compared, so that no test passes by comparing nothing.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    cases: u64,
    no_quorum: u64,
    passed: u64,
    rejected: u64,
    lawful: u64,
    needed: u64,
}

impl Tally {
    pub(crate) fn count(&mut self, expected: &Answer) {
        self.cases += 1;
        match expected.verdict {
            Outcome::NoQuorum => self.no_quorum += 1,
            Outcome::Passed => self.passed += 1,
            Outcome::Rejected => self.rejected += 1,
        }
        self.lawful += u64::from(expected.lawful);
    }

    pub(crate) fn add(&mut self, other: &Tally) {
        self.cases += other.cases;
        self.no_quorum += other.no_quorum;
        self.passed += other.passed;
        self.rejected += other.rejected;
        self.lawful += other.lawful;
        self.needed += other.needed;
    }

    /// Fails unless as many cases were compared as planned, each named verdict in one of forty, and the votes needed in a fifth.
    pub(crate) fn holds(&self, planned: u64, often: &[Outcome]) -> Result<(), Fault> {
        if self.cases != planned {
            return Err(format!("{planned} cases were planned: {self:?}"));
        }
        for outcome in often {
            let times = match outcome {
                Outcome::NoQuorum => self.no_quorum,
                Outcome::Passed => self.passed,
                Outcome::Rejected => self.rejected,
            };
            if times * 40 < planned {
                return Err(format!("{outcome:?} came too seldom: {self:?}"));
            }
        }
        // Where nobody came there is nobody to count votes of, so this says nothing of a test that is all about that.
        if self.passed > 0 && self.needed * 5 < planned {
            return Err(format!("the votes needed were compared too seldom: {self:?}"));
        }
        Ok(())
    }

    pub(crate) fn both_lawful_and_not(&self) -> Result<(), Fault> {
        let unlawful = self.cases - self.lawful;
        if self.lawful * 40 < self.cases || unlawful * 40 < self.cases {
            return Err(format!("lawful and unlawful meetings must both come often: {self:?}"));
        }
        Ok(())
    }
}

/// The product's side of the comparison. The facts are filled anew for each meeting and never built anew, because tens of
/// millions of small allocations would be most of the time.
pub(crate) struct Bench {
    facts: Facts,
    /// The reason that is not in the facts at the moment.
    spare_reason: Option<String>,
    calendar: Vec<Day>,
    pub(crate) tally: Tally,
}

impl Bench {
    pub(crate) fn new() -> Result<Self, Fault> {
        let calendar = calendar_of_2026()?;
        let facts = Facts {
            body: MeetingBody::Assembly,
            subject: Subject::Other,
            held_on: day("2026-01-01")?,
            called_on: None,
            emergency: None,
            delegated: false,
            party_base: PartyBase::Present,
            numbers: Numbers::default(),
        };
        Ok(Self { facts, spare_reason: Some(REASON.to_owned()), calendar, tally: Tally::default() })
    }

    /// Asks both about one meeting.
    pub(crate) fn compare(&mut self, meeting: &Meeting) -> Result<(), Fault> {
        self.pose(meeting)?;
        let expected = answer(meeting);
        let evaluation = evaluate(&self.facts)
            .map_err(|violations| format!("{meeting:?}: the product refuses it with {violations:?}, the oracle says {expected:?}"))?;
        let needed = votes_needed(&evaluation);
        let product = Answer { verdict: outcome_of(evaluation.verdict), lawful: evaluation.lawful, needed };
        let needed_agrees = match (product.needed, expected.needed) {
            // Of nobody no number of votes is enough, however the product writes that.
            (_, None) => true,
            // Where too few came, the product need not say how many votes it would have taken.
            (None, Some(_)) => expected.verdict == Outcome::NoQuorum,
            (Some(product), Some(expected)) => {
                self.tally.needed += 1;
                product == expected
            }
        };
        if product.verdict != expected.verdict || product.lawful != expected.lawful || !needed_agrees {
            return Err(format!("{meeting:?}: the product says {product:?}, the oracle says {expected:?}"));
        }
        self.tally.count(&expected);
        Ok(())
    }

    pub(crate) fn pose(&mut self, meeting: &Meeting) -> Result<(), Fault> {
        self.facts.body = product_body(meeting.body);
        self.facts.subject = product_subject(meeting.matter);
        self.facts.held_on.clone_from(day_of(&self.calendar, meeting.held_on)?);
        self.facts.called_on = match meeting.called_on {
            Some(called_on) => Some(day_of(&self.calendar, called_on)?.to_owned()),
            None => None,
        };
        if self.facts.emergency.is_some() != meeting.emergency {
            std::mem::swap(&mut self.facts.emergency, &mut self.spare_reason);
        }
        self.facts.delegated = meeting.delegated;
        self.facts.party_base = match meeting.half_of {
            HalfOf::Present => PartyBase::Present,
            HalfOf::Members => PartyBase::Members,
        };
        self.facts.numbers = product_numbers(meeting);
        Ok(())
    }
}

/// The votes that the product says are needed: the one test of its check of the vote.
pub(crate) fn votes_needed(evaluation: &Evaluation) -> Option<u64> {
    let check = evaluation.checks.iter().find(|check| matches!(check.check, CheckKind::Votes))?;
    check.tests.first().map(|test| test.needed)
}

pub(crate) fn outcome_of(verdict: Verdict) -> Outcome {
    match verdict {
        Verdict::NoQuorum => Outcome::NoQuorum,
        Verdict::Passed => Outcome::Passed,
        Verdict::Rejected => Outcome::Rejected,
    }
}

pub(crate) fn product_body(body: Body) -> MeetingBody {
    match body {
        Body::Assembly => MeetingBody::Assembly,
        Body::Representatives => MeetingBody::Representatives,
        Body::Group => MeetingBody::Group,
        Body::PartyMembers => MeetingBody::PartyMembers,
        Body::CollectiveMembers => MeetingBody::CollectiveMembers,
    }
}

pub(crate) fn product_subject(matter: Matter) -> Subject {
    match matter {
        Matter::Subsidy => Subject::Subsidy,
        Matter::CollectiveIncome => Subject::CollectiveIncome,
        Matter::PublicWorks => Subject::PublicWorks,
        Matter::LandContracts => Subject::LandContracts,
        Matter::Projects => Subject::Projects,
        Matter::Homesteads => Subject::Homesteads,
        Matter::Compensation => Subject::Compensation,
        Matter::Assets => Subject::Assets,
        Matter::OtherOfAssembly => Subject::OtherOfAssembly,
        Matter::Charter => Subject::Charter,
        Matter::Removal => Subject::Removal,
        Matter::LandAdjustment => Subject::LandAdjustment,
        Matter::Levy => Subject::Levy,
        Matter::Other => Subject::Other,
    }
}

pub(crate) fn product_numbers(meeting: &Meeting) -> Numbers {
    Numbers {
        adults: meeting.adults,
        adults_present: meeting.adults_present,
        households: meeting.households,
        households_present: meeting.households_present,
        households_represented: meeting.households_represented,
        members: meeting.members,
        members_present: meeting.members_present,
        representatives: meeting.representatives,
        women: meeting.women,
        voters: meeting.voters,
        votes_cast: meeting.votes_cast,
        votes_for: meeting.votes_for,
        votes_against: meeting.votes_against,
        votes_abstain: meeting.votes_abstain,
        recused: meeting.recused,
    }
}

/// Every day of 2026 in order, so that a day's place is its number and the oracle needs no calendar of the product's.
pub(crate) fn calendar_of_2026() -> Result<Vec<Day>, Fault> {
    let mut days = Vec::new();
    for (month, length) in (1..).zip([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
        for number in 1..=length {
            days.push(day(&format!("2026-{month:02}-{number:02}"))?);
        }
    }
    Ok(days)
}

pub(crate) fn day(text: &str) -> Result<Day, Fault> {
    text.parse().map_err(|_| format!("{text} is not read as a day"))
}

pub(crate) fn day_of(calendar: &[Day], number: i64) -> Result<&Day, Fault> {
    let place = usize::try_from(number).map_err(|_| format!("day {number} is before 2026"))?;
    calendar.get(place).ok_or_else(|| format!("day {number} is after 2026"))
}
