//! The product's meeting law against a second one, written apart from it from the same articles.
//!
//! Both are asked about the same meetings: all small ones, those around every threshold of larger ones, and ten million drawn at
//! random. One disagreement fails the test with the meeting and both answers.

mod bench;
mod dice;
mod shapes;

use bench::{Bench, spread};
use dice::{Dice, random_meeting};
use shapes::{
    Place, Threshold, crowd, cube, cube_size, edges, edges_size, half_of_present, half_of_roll, lawful, place_adults, place_ballots,
    place_households, place_members, place_only_household_representatives, place_represented, square, square_size, two_thirds_of_roll,
};
use tests::oracle::{Answer, Body, HalfOf, Matter, Meeting, Outcome, answer};

/// The largest roll of which every meeting is tried: beyond it thirds and halves only repeat.
pub(crate) const EVERY_ROLL: u32 = 200;
/// The largest roll whose thresholds are tried: more adults than the largest villages have.
pub(crate) const EDGE_ROLL: u32 = 5_000;
/// How many were recused: nobody, and a number that moves the base by another remainder of three.
pub(crate) const RECUSED: [u32; 2] = [0, 2];
/// Random meetings, drawn in parts with a seed each, so that they are the same on any number of cores.
pub(crate) const RANDOM_CASES: u64 = 10_000_000;
pub(crate) const RANDOM_PARTS: u32 = 64;
pub(crate) const SEED: u64 = 0x2013_0520_1811_0630;
/// The day of most meetings as its place in 2026: 5 March, so that a notice of ten days falls in February.
pub(crate) const HELD_ON: u16 = 63;
pub(crate) const REASON: &str = "The river has broken the dyke and the breach must be closed tonight";

pub(crate) const BODIES: [Body; 5] = [Body::Assembly, Body::Representatives, Body::Group, Body::PartyMembers, Body::CollectiveMembers];
pub(crate) const MATTERS: [Matter; 14] = [
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
pub(crate) type Fault = String;

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
