//! The product's meeting law against a second one, written apart from it from the same articles.
//!
//! Both are asked about the same meetings: all small ones, those around every threshold of larger ones, and ten million drawn at
//! random. One disagreement fails the test with the meeting and both answers.

use std::ops::RangeInclusive;
use std::thread;

use shared::kernel::Day;
use shared::law::{CheckKind, Evaluation, Facts, MeetingBody, Numbers, PartyBase, Subject, Verdict, evaluate};
use tests::oracle::{Answer, Body, HalfOf, Matter, Meeting, Outcome, answer};

/// The largest roll of which every meeting is tried: beyond it thirds and halves only repeat.
const EVERY_ROLL: u32 = 200;
/// The largest roll whose thresholds are tried: more adults than the largest villages have.
const EDGE_ROLL: u32 = 5_000;
/// How many were recused: nobody, and a number that moves the base by another remainder of three.
const RECUSED: [u32; 2] = [0, 2];
/// Random meetings, drawn in parts with a seed each, so that they are the same on any number of cores.
const RANDOM_CASES: u64 = 10_000_000;
const RANDOM_PARTS: u32 = 64;
const SEED: u64 = 0x2013_0520_1811_0630;
/// The day of most meetings as its place in 2026: 5 March, so that a notice of ten days falls in February.
const HELD_ON: u16 = 63;
const REASON: &str = "The river has broken the dyke and the breach must be closed tonight";

const BODIES: [Body; 5] = [Body::Assembly, Body::Representatives, Body::Group, Body::PartyMembers, Body::CollectiveMembers];
const MATTERS: [Matter; 14] = [
    Matter::Subsidy,
    Matter::CollectiveIncome,
    Matter::PublicWorks,
    Matter::LandContracts,
    Matter::Projects,
    Matter::Homesteads,
    Matter::Compensation,
    Matter::Assets,
    Matter::OtherOfAssembly,
    Matter::Charter,
    Matter::Removal,
    Matter::LandAdjustment,
    Matter::Levy,
    Matter::Other,
];

/// What went wrong, in one line.
type Fault = String;

#[test]
fn the_oracle_knows_the_table() {
    let five_of_ten = Meeting { adults: Some(10), adults_present: Some(5), votes_for: 5, ..lawful(Body::Assembly, Matter::Other) };
    assert_eq!(answer(&five_of_ten), Answer { verdict: Outcome::NoQuorum, lawful: false, needed: Some(3) });
    let by_households = Meeting { households: Some(3), households_present: Some(2), ..five_of_ten };
    assert_eq!(answer(&by_households), Answer { verdict: Outcome::Passed, lawful: true, needed: Some(3) });
    let half_abstains = Meeting { adults_present: Some(6), votes_for: 3, votes_abstain: 3, ..five_of_ten };
    assert_eq!(answer(&half_abstains), Answer { verdict: Outcome::Rejected, lawful: true, needed: Some(4) });
    let two_thirds =
        Meeting { members: Some(30), members_present: Some(20), votes_for: 11, ..lawful(Body::Representatives, Matter::Other) };
    assert_eq!(answer(&two_thirds), Answer { verdict: Outcome::Passed, lawful: true, needed: Some(11) });
    let of_all = Meeting { matter: Matter::LandAdjustment, votes_for: 19, ..two_thirds };
    assert_eq!(answer(&of_all), Answer { verdict: Outcome::Rejected, lawful: true, needed: Some(20) });
    let half_of_those_present = Meeting { body: Body::PartyMembers, votes_for: 10, ..two_thirds };
    assert_eq!(answer(&half_of_those_present), Answer { verdict: Outcome::Passed, lawful: true, needed: Some(10) });
    let half_of_all = Meeting { half_of: HalfOf::Members, ..half_of_those_present };
    assert_eq!(answer(&half_of_all), Answer { verdict: Outcome::Rejected, lawful: true, needed: Some(15) });
}

#[test]
fn every_small_meeting_of_a_fixed_membership_agrees() -> Result<(), Fault> {
    let other = |body| lawful(body, Matter::Other);
    let half_of_all = Meeting { half_of: HalfOf::Members, ..other(Body::PartyMembers) };
    for recused in RECUSED {
        for shape in [other(Body::Representatives), other(Body::PartyMembers), half_of_all, other(Body::CollectiveMembers)] {
            let tally = cube(&Meeting { recused, ..shape }, place_members, recused)?;
            tally.holds(cube_size(recused), &[Outcome::NoQuorum, Outcome::Passed, Outcome::Rejected])?;
        }
        let adjustment = Meeting { recused, ..lawful(Body::Representatives, Matter::LandAdjustment) };
        let tally = cube(&adjustment, place_members, recused)?;
        tally.holds(cube_size(recused), &[Outcome::Passed, Outcome::Rejected])?;
        // A recusal plays no part in a ballot, so all the votes cast are there to be counted.
        let removal = Meeting { recused, ..lawful(Body::Assembly, Matter::Removal) };
        let tally = cube(&removal, place_ballots, 0)?;
        tally.holds(cube_size(0), &[Outcome::NoQuorum, Outcome::Passed, Outcome::Rejected])?;
    }
    Ok(())
}

#[test]
fn every_small_meeting_with_two_ways_to_a_quorum_agrees() -> Result<(), Fault> {
    // The adults that fall just short of the body's quorum, and those that just reach it.
    let bodies = [
        (lawful(Body::Assembly, Matter::Other), [(1_000, 500), (1_000, 501)]),
        (lawful(Body::Group, Matter::Other), [(999, 665), (999, 666)]),
        (lawful(Body::Assembly, Matter::Levy), [(1_000, 500), (1_000, 501)]),
    ];
    for (body, adults) in bodies {
        let no_households = Meeting { households: Some(0), households_present: Some(0), ..body };
        let tally = cube(&no_households, place_adults, 0)?;
        tally.holds(cube_size(0), &[Outcome::NoQuorum, Outcome::Passed, Outcome::Rejected])?;
        let households_short = Meeting { households: Some(300), households_present: Some(199), ..body };
        square(&households_short, place_adults)?.holds(square_size(), &[Outcome::NoQuorum, Outcome::Passed, Outcome::Rejected])?;
        let households_reached = Meeting { households: Some(300), households_present: Some(200), ..body };
        square(&households_reached, place_adults)?.holds(square_size(), &[Outcome::Passed, Outcome::Rejected])?;

        let nobody = Meeting { adults: Some(0), adults_present: Some(0), ..body };
        square(&nobody, place_households)?.holds(square_size(), &[Outcome::NoQuorum, Outcome::Rejected])?;
        let [short, reached] = adults.map(|(roll, present)| Meeting { adults: Some(roll), adults_present: Some(present), ..body });
        square(&short, place_households)?.holds(square_size(), &[Outcome::NoQuorum, Outcome::Passed, Outcome::Rejected])?;
        square(&reached, place_households)?.holds(square_size(), &[Outcome::Passed, Outcome::Rejected])?;
        square(&body, place_only_household_representatives)?
            .holds(square_size(), &[Outcome::NoQuorum, Outcome::Passed, Outcome::Rejected])?;
    }
    Ok(())
}

#[test]
fn every_small_levy_by_households_agrees() -> Result<(), Fault> {
    for recused in RECUSED {
        let levy = Meeting { recused, ..lawful(Body::Representatives, Matter::Levy) };
        let tally = cube(&levy, place_represented, recused)?;
        tally.holds(cube_size(recused), &[Outcome::NoQuorum, Outcome::Passed, Outcome::Rejected])?;
    }
    // The representatives vote for households, so how many of them came must not stand in for the households.
    for members_present in [0, 15, 30] {
        let levy = Meeting { members: Some(30), members_present: Some(members_present), ..lawful(Body::Representatives, Matter::Levy) };
        let tally = square(&levy, place_represented)?;
        tally.holds(square_size(), &[Outcome::NoQuorum, Outcome::Passed, Outcome::Rejected])?;
    }
    Ok(())
}

#[test]
fn every_threshold_of_large_rolls_agrees() -> Result<(), Fault> {
    let other = |body| lawful(body, Matter::Other);
    let levy = |body| lawful(body, Matter::Levy);
    let adjustment = |body| lawful(body, Matter::LandAdjustment);
    let half_of_all = Meeting { half_of: HalfOf::Members, ..other(Body::PartyMembers) };
    let two_thirds_came: [(Meeting, Place, Threshold); 12] = [
        (other(Body::Representatives), place_members, half_of_present),
        (other(Body::PartyMembers), place_members, half_of_present),
        (half_of_all, place_members, half_of_roll),
        (other(Body::CollectiveMembers), place_members, two_thirds_of_roll),
        (adjustment(Body::Representatives), place_members, two_thirds_of_roll),
        (adjustment(Body::Assembly), place_adults, two_thirds_of_roll),
        (other(Body::Group), place_adults, half_of_present),
        (levy(Body::Representatives), place_represented, half_of_present),
        (other(Body::Assembly), place_only_household_representatives, half_of_present),
        (other(Body::Group), place_only_household_representatives, half_of_present),
        (levy(Body::Assembly), place_only_household_representatives, half_of_present),
        // Two thirds of the adults are well over the assembly's quorum, so here the votes alone decide.
        (other(Body::Assembly), place_adults, half_of_present),
    ];
    let half_came: [(Meeting, Place, Threshold); 3] = [
        (other(Body::Assembly), place_adults, half_of_present),
        (levy(Body::Assembly), place_adults, half_of_present),
        (lawful(Body::Assembly, Matter::Removal), place_ballots, half_of_present),
    ];
    for recused in RECUSED {
        for (shape, place, vote) in two_thirds_came {
            let tally = edges(&Meeting { recused, ..shape }, place, two_thirds_of_roll, vote)?;
            // An adjustment of land has no quorum of its own, so only the other two verdicts come of every rule.
            tally.holds(edges_size(), &[Outcome::Passed, Outcome::Rejected])?;
        }
        for (shape, place, vote) in half_came {
            let tally = edges(&Meeting { recused, ..shape }, place, half_of_roll, vote)?;
            tally.holds(edges_size(), &[Outcome::NoQuorum, Outcome::Passed, Outcome::Rejected])?;
        }
    }
    Ok(())
}

#[test]
fn every_body_agrees_on_what_it_may_decide_and_when() -> Result<(), Fault> {
    let mut bench = Bench::new()?;
    for body in BODIES {
        for matter in MATTERS {
            for (delegated, emergency) in [(false, false), (false, true), (true, false), (true, true)] {
                for notice in 0..=15 {
                    // The sixteenth stands for a meeting without any notice.
                    let called_on = (notice < 15).then(|| i64::from(HELD_ON) - notice);
                    let shape = Meeting { delegated, emergency, called_on, ..lawful(body, matter) };
                    for (present, votes_for) in [(10, 10), (30, 10), (30, 30)] {
                        bench.compare(&crowd(&shape, present, votes_for))?;
                    }
                }
            }
        }
    }
    bench.tally.holds(5 * 14 * 4 * 16 * 3, &[Outcome::NoQuorum, Outcome::Passed, Outcome::Rejected])?;
    bench.tally.both_lawful_and_not()
}

#[test]
fn every_notice_of_2026_agrees() -> Result<(), Fault> {
    let mut bench = Bench::new()?;
    let mut planned = 0;
    for body in [Body::Assembly, Body::PartyMembers, Body::CollectiveMembers] {
        for held_on in 0..365 {
            for called_on in (held_on - 15).max(0)..=held_on {
                let shape = Meeting { held_on, called_on: Some(called_on), ..lawful(body, Matter::Other) };
                bench.compare(&crowd(&shape, 30, 30))?;
            }
        }
        // Sixteen days of notice for each meeting, less those that would fall in the year before.
        planned += 365 * 16 - (1..=15).sum::<u64>();
    }
    bench.tally.holds(planned, &[Outcome::Passed])?;
    bench.tally.both_lawful_and_not()
}

#[test]
fn every_composition_agrees() -> Result<(), Fault> {
    let mut bench = Bench::new()?;
    let mut planned = 0;
    for members in 1..=40_u32 {
        for representatives in 1..=members {
            let five_each = representatives * 5;
            let fifteen_each = representatives * 15;
            let households = [None, Some(five_each - 1), Some(five_each), Some(fifteen_each), Some(fifteen_each + 1)];
            for women in 0..=members {
                for households in households {
                    let shape = lawful(Body::Representatives, Matter::Other);
                    let full = Meeting { members: Some(members), members_present: Some(members), votes_for: members, ..shape };
                    bench.compare(&Meeting { representatives: Some(representatives), women: Some(women), households, ..full })?;
                    bench.compare(&Meeting { representatives: Some(representatives), women: None, households, ..full })?;
                    bench.compare(&Meeting { representatives: None, women: Some(women), households, ..full })?;
                }
            }
        }
        planned += u64::from(members) * u64::from(members + 1) * 5 * 3;
    }
    bench.tally.holds(planned, &[Outcome::Passed])?;
    bench.tally.both_lawful_and_not()
}

#[test]
fn ten_million_random_meetings_agree() -> Result<(), Fault> {
    let per_part = RANDOM_CASES / u64::from(RANDOM_PARTS);
    let tally = spread(1..=RANDOM_PARTS, |bench, part| {
        let mut dice = Dice { state: SEED ^ (u64::from(part) << 48) };
        for _ in 0..per_part {
            bench.compare(&random_meeting(&mut dice))?;
        }
        Ok(())
    })?;
    tally.holds(RANDOM_CASES, &[Outcome::NoQuorum, Outcome::Passed, Outcome::Rejected])?;
    tally.both_lawful_and_not()
}

/// Puts a roll and those who came where a body's rule looks for them.
type Place = fn(&mut Meeting, u32, u32);
/// The number near which a threshold lies, of a roll and of those who may vote.
type Threshold = fn(u32, u32) -> u32;

fn place_members(meeting: &mut Meeting, roll: u32, present: u32) {
    meeting.members = Some(roll);
    meeting.members_present = Some(present);
}

fn place_adults(meeting: &mut Meeting, roll: u32, present: u32) {
    meeting.adults = Some(roll);
    meeting.adults_present = Some(present);
}

fn place_households(meeting: &mut Meeting, roll: u32, present: u32) {
    meeting.households = Some(roll);
    meeting.households_present = Some(present);
}

fn place_represented(meeting: &mut Meeting, roll: u32, represented: u32) {
    meeting.households = Some(roll);
    meeting.households_represented = Some(represented);
}

fn place_ballots(meeting: &mut Meeting, voters: u32, cast: u32) {
    meeting.voters = Some(voters);
    meeting.votes_cast = Some(cast);
}

/// One adult for each household and nobody else: with four adults to a household they never are a quorum of adults.
fn place_only_household_representatives(meeting: &mut Meeting, households: u32, present: u32) {
    place_households(meeting, households, present);
    place_adults(meeting, households * 4, present);
}

fn half_of_present(_roll: u32, voting: u32) -> u32 {
    voting / 2
}

fn half_of_roll(roll: u32, _voting: u32) -> u32 {
    roll / 2
}

fn two_thirds_of_roll(roll: u32, _voting: u32) -> u32 {
    roll * 2 / 3
}

/// A meeting against which nothing can be said but its numbers: called in time and the matter handed over.
fn lawful(body: Body, matter: Matter) -> Meeting {
    Meeting {
        body,
        matter,
        held_on: i64::from(HELD_ON),
        called_on: Some(i64::from(HELD_ON) - 10),
        emergency: false,
        delegated: true,
        half_of: HalfOf::Present,
        adults: None,
        adults_present: None,
        households: None,
        households_present: None,
        households_represented: None,
        members: None,
        members_present: None,
        representatives: None,
        women: None,
        voters: None,
        votes_cast: None,
        votes_for: 0,
        votes_against: 0,
        votes_abstain: 0,
        recused: 0,
    }
}

/// Thirty on the roll of every body, so that any rule finds the number it looks for.
fn crowd(shape: &Meeting, present: u32, votes_for: u32) -> Meeting {
    let mut meeting = *shape;
    place_members(&mut meeting, 30, present);
    place_adults(&mut meeting, 30, present);
    place_households(&mut meeting, 30, present);
    if meeting.body == Body::Representatives {
        meeting.households_represented = Some(present);
    }
    place_ballots(&mut meeting, 30, present);
    vote(&mut meeting, present, votes_for);
    meeting
}

/// Divides the votes: those not for the motion are half against it, half abstaining.
fn vote(meeting: &mut Meeting, voting: u32, votes_for: u32) {
    let rest = voting - votes_for;
    meeting.votes_for = votes_for;
    meeting.votes_abstain = rest / 2;
    meeting.votes_against = rest - meeting.votes_abstain;
}

/// Those who may vote of the people (households, ballots) that the body's rule counts as having come.
fn pool(meeting: &Meeting) -> u32 {
    let came = match (meeting.body, meeting.matter) {
        (Body::Assembly, Matter::Removal) => return meeting.votes_cast.unwrap_or(0),
        (Body::Representatives, Matter::Levy) => meeting.households_represented,
        (Body::Assembly | Body::Group, _) => meeting.adults_present,
        (Body::Representatives | Body::PartyMembers | Body::CollectiveMembers, _) => meeting.members_present,
    };
    came.unwrap_or(0).saturating_sub(meeting.recused)
}

/// Every roll, every number of those who came, every number of votes for. `barred` are those who came and have no vote.
fn cube(shape: &Meeting, place: Place, barred: u32) -> Result<Tally, Fault> {
    spread(0..=EVERY_ROLL, |bench, roll| {
        for present in barred..=roll {
            let mut meeting = *shape;
            place(&mut meeting, roll, present);
            for votes_for in 0..=present - barred {
                vote(&mut meeting, present - barred, votes_for);
                bench.compare(&meeting)?;
            }
        }
        Ok(())
    })
}

/// The tetrahedral number of the rolls that leave somebody to come: roll, those who came and votes are three nested counts.
fn cube_size(barred: u32) -> u64 {
    let rolls = u64::from(EVERY_ROLL + 1 - barred);
    rolls * (rolls + 1) * (rolls + 2) / 6
}

/// Every roll and every number of those who came, with the votes where they decide: none, half, one more, and all.
fn square(shape: &Meeting, place: Place) -> Result<Tally, Fault> {
    spread(0..=EVERY_ROLL, |bench, roll| {
        for present in 0..=roll {
            let mut meeting = *shape;
            place(&mut meeting, roll, present);
            let voting = pool(&meeting);
            for votes_for in [0, voting / 2, (voting / 2 + 1).min(voting), voting] {
                vote(&mut meeting, voting, votes_for);
                bench.compare(&meeting)?;
            }
        }
        Ok(())
    })
}

/// The triangular number of the rolls, four votes each.
fn square_size() -> u64 {
    let rolls = u64::from(EVERY_ROLL) + 1;
    rolls * (rolls + 1) / 2 * 4
}

/// Every roll to the largest village, with those who came and the votes around their thresholds, and with all of them.
fn edges(shape: &Meeting, place: Place, quorum: Threshold, passing: Threshold) -> Result<Tally, Fault> {
    spread(0..=EDGE_ROLL, |bench, roll| {
        for present in around(quorum(roll, roll), roll) {
            let mut meeting = *shape;
            place(&mut meeting, roll, present);
            // A roll smaller than the number of the recused has nobody who could be recused in such a number.
            meeting.recused = shape.recused.min(present);
            let voting = pool(&meeting);
            for votes_for in around(passing(roll, voting), voting) {
                vote(&mut meeting, voting, votes_for);
                bench.compare(&meeting)?;
            }
        }
        Ok(())
    })
}

/// Seven numbers of those who came and seven of votes for each roll.
fn edges_size() -> u64 {
    (u64::from(EDGE_ROLL) + 1) * 49
}

/// Two to either side of a threshold, which lies at the rounded number or one above it, and the most there can be.
fn around(middle: u32, most: u32) -> [u32; 7] {
    let low = middle.saturating_sub(2);
    [low, low + 1, low + 2, low + 3, low + 4, low + 5, most].map(|number| number.min(most))
}

/// Spreads the parts of a test over all cores, each with a bench of its own, and sums what they counted.
fn spread<F>(parts: RangeInclusive<u32>, each: F) -> Result<Tally, Fault>
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
struct Tally {
    cases: u64,
    no_quorum: u64,
    passed: u64,
    rejected: u64,
    lawful: u64,
    needed: u64,
}

impl Tally {
    fn count(&mut self, expected: &Answer) {
        self.cases += 1;
        match expected.verdict {
            Outcome::NoQuorum => self.no_quorum += 1,
            Outcome::Passed => self.passed += 1,
            Outcome::Rejected => self.rejected += 1,
        }
        self.lawful += u64::from(expected.lawful);
    }

    fn add(&mut self, other: &Tally) {
        self.cases += other.cases;
        self.no_quorum += other.no_quorum;
        self.passed += other.passed;
        self.rejected += other.rejected;
        self.lawful += other.lawful;
        self.needed += other.needed;
    }

    /// Fails unless as many cases were compared as planned, each named verdict in one of forty, and the votes needed in a fifth.
    fn holds(&self, planned: u64, often: &[Outcome]) -> Result<(), Fault> {
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

    fn both_lawful_and_not(&self) -> Result<(), Fault> {
        let unlawful = self.cases - self.lawful;
        if self.lawful * 40 < self.cases || unlawful * 40 < self.cases {
            return Err(format!("lawful and unlawful meetings must both come often: {self:?}"));
        }
        Ok(())
    }
}

/// The product's side of the comparison. The facts are filled anew for each meeting and never built anew, because tens of
/// millions of small allocations would be most of the time.
struct Bench {
    facts: Facts,
    /// The reason that is not in the facts at the moment.
    spare_reason: Option<String>,
    calendar: Vec<Day>,
    tally: Tally,
}

impl Bench {
    fn new() -> Result<Self, Fault> {
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
    fn compare(&mut self, meeting: &Meeting) -> Result<(), Fault> {
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

    fn pose(&mut self, meeting: &Meeting) -> Result<(), Fault> {
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
fn votes_needed(evaluation: &Evaluation) -> Option<u64> {
    let check = evaluation.checks.iter().find(|check| matches!(check.check, CheckKind::Votes))?;
    check.tests.first().map(|test| test.needed)
}

fn outcome_of(verdict: Verdict) -> Outcome {
    match verdict {
        Verdict::NoQuorum => Outcome::NoQuorum,
        Verdict::Passed => Outcome::Passed,
        Verdict::Rejected => Outcome::Rejected,
    }
}

fn product_body(body: Body) -> MeetingBody {
    match body {
        Body::Assembly => MeetingBody::Assembly,
        Body::Representatives => MeetingBody::Representatives,
        Body::Group => MeetingBody::Group,
        Body::PartyMembers => MeetingBody::PartyMembers,
        Body::CollectiveMembers => MeetingBody::CollectiveMembers,
    }
}

fn product_subject(matter: Matter) -> Subject {
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

fn product_numbers(meeting: &Meeting) -> Numbers {
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
fn calendar_of_2026() -> Result<Vec<Day>, Fault> {
    let mut days = Vec::new();
    for (month, length) in (1..).zip([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
        for number in 1..=length {
            days.push(day(&format!("2026-{month:02}-{number:02}"))?);
        }
    }
    Ok(days)
}

fn day(text: &str) -> Result<Day, Fault> {
    text.parse().map_err(|_| format!("{text} is not read as a day"))
}

fn day_of(calendar: &[Day], number: i64) -> Result<&Day, Fault> {
    let place = usize::try_from(number).map_err(|_| format!("day {number} is before 2026"))?;
    calendar.get(place).ok_or_else(|| format!("day {number} is after 2026"))
}

/// The generator splitmix64: the same meetings on every machine.
struct Dice {
    state: u64,
}

impl Dice {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `most`.
    fn up_to(&mut self, most: u32) -> u32 {
        u32::try_from(self.next() % (u64::from(most) + 1)).unwrap_or(most)
    }

    /// True once in `times`.
    fn once_in(&mut self, times: u64) -> bool {
        self.next().is_multiple_of(times)
    }

    fn one_of<T: Copy>(&mut self, all: &[T], otherwise: T) -> T {
        let last = u32::try_from(all.len().saturating_sub(1)).unwrap_or(0);
        let place = self.up_to(last);
        usize::try_from(place).ok().and_then(|place| all.get(place)).copied().unwrap_or(otherwise)
    }

    /// A roll: of a handful, of a village, or of a large one.
    fn roll(&mut self) -> u32 {
        let most = self.one_of(&[12, EVERY_ROLL, EDGE_ROLL], EVERY_ROLL);
        self.up_to(most)
    }

    /// Up to two to either side of a number, from 0 to `most`.
    fn near(&mut self, middle: u32, most: u32) -> u32 {
        (middle + self.up_to(4)).saturating_sub(2).min(most)
    }

    /// A part of a whole: anything, all, or near one of the thresholds.
    fn part(&mut self, whole: u32, of: u32) -> u32 {
        match self.up_to(5) {
            0 | 1 => self.up_to(whole),
            2 => whole,
            3 => self.near(of / 2, whole),
            _ => self.near(of * 2 / 3, whole),
        }
    }
}

fn random_meeting(dice: &mut Dice) -> Meeting {
    let mut meeting = lawful(dice.one_of(&BODIES, Body::Assembly), dice.one_of(&MATTERS, Matter::Other));
    meeting.delegated = dice.once_in(2);
    meeting.emergency = dice.once_in(8);
    meeting.half_of = if dice.once_in(2) { HalfOf::Present } else { HalfOf::Members };
    let notice = dice.one_of(&[0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 15], 10);
    meeting.called_on = if dice.once_in(12) { None } else { Some(meeting.held_on - notice) };
    random_rolls(dice, &mut meeting);
    random_composition(dice, &mut meeting);
    random_votes(dice, &mut meeting);
    meeting
}

/// Every number of every rule, as minutes might state them: nobody represents a household without having come.
fn random_rolls(dice: &mut Dice, meeting: &mut Meeting) {
    let adults = dice.roll();
    let adults_present = dice.part(adults, adults);
    place_adults(meeting, adults, adults_present);
    let households = dice.up_to(adults);
    let households_present = dice.part(households, households).min(adults_present);
    place_households(meeting, households, households_present);
    meeting.households_represented = Some(dice.part(households, households));
    let members = dice.roll();
    let members_present = dice.part(members, members);
    place_members(meeting, members, members_present);
    let voters = dice.roll();
    let votes_cast = dice.part(voters, voters);
    place_ballots(meeting, voters, votes_cast);
}

/// The composition near its thresholds, each number stated or not. It is stated for other bodies too, where it must not matter.
fn random_composition(dice: &mut Dice, meeting: &mut Meeting) {
    let members = meeting.members.unwrap_or(0);
    let representatives = dice.near(members * 4 / 5 + 1, members);
    let women = dice.near(members / 3 + 1, members);
    meeting.representatives = if dice.once_in(3) { None } else { Some(representatives) };
    meeting.women = if dice.once_in(3) { None } else { Some(women) };
    let composed = meeting.body == Body::Representatives && meeting.matter != Matter::Levy;
    if composed {
        let each = dice.one_of(&[5, 5, 10, 15, 15], 10);
        let households = dice.near(representatives * each, u32::MAX);
        meeting.households = if dice.once_in(3) { None } else { Some(households) };
        meeting.households_present = None;
        meeting.households_represented = None;
    }
}

/// The votes near the thresholds of those who came or of the whole roll. Now and then some who came do not vote at all.
fn random_votes(dice: &mut Dice, meeting: &mut Meeting) {
    if dice.once_in(4) {
        let present = pool(meeting);
        meeting.recused = dice.up_to(present.min(6));
    }
    let voting = pool(meeting);
    let roll = match meeting.body {
        Body::Assembly | Body::Group => meeting.adults,
        Body::Representatives | Body::PartyMembers | Body::CollectiveMembers => meeting.members,
    };
    let base = if dice.once_in(2) { voting } else { roll.unwrap_or(0).saturating_sub(meeting.recused) };
    let votes_for = dice.part(voting, base);
    vote(meeting, voting, votes_for);
    if dice.once_in(8) {
        meeting.votes_abstain = dice.up_to(meeting.votes_abstain);
    }
}
