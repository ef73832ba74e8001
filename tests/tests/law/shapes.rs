//! Meetings by their shape: every small one, and those around the thresholds of large ones.

use crate::bench::{Tally, spread};
use crate::{EDGE_ROLL, EVERY_ROLL, Fault, HELD_ON};
use tests::oracle::{Body, HalfOf, Matter, Meeting};

/// Puts a roll and those who came where a body's rule looks for them.
pub(crate) type Place = fn(&mut Meeting, u32, u32);
/// The number near which a threshold lies, of a roll and of those who may vote.
pub(crate) type Threshold = fn(u32, u32) -> u32;

pub(crate) fn place_members(meeting: &mut Meeting, roll: u32, present: u32) {
    meeting.members = Some(roll);
    meeting.members_present = Some(present);
}

pub(crate) fn place_adults(meeting: &mut Meeting, roll: u32, present: u32) {
    meeting.adults = Some(roll);
    meeting.adults_present = Some(present);
}

pub(crate) fn place_households(meeting: &mut Meeting, roll: u32, present: u32) {
    meeting.households = Some(roll);
    meeting.households_present = Some(present);
}

pub(crate) fn place_represented(meeting: &mut Meeting, roll: u32, represented: u32) {
    meeting.households = Some(roll);
    meeting.households_represented = Some(represented);
}

pub(crate) fn place_ballots(meeting: &mut Meeting, voters: u32, cast: u32) {
    meeting.voters = Some(voters);
    meeting.votes_cast = Some(cast);
}

/// One adult for each household and nobody else: with four adults to a household they never are a quorum of adults.
pub(crate) fn place_only_household_representatives(meeting: &mut Meeting, households: u32, present: u32) {
    place_households(meeting, households, present);
    place_adults(meeting, households * 4, present);
}

pub(crate) fn half_of_present(_roll: u32, voting: u32) -> u32 {
    voting / 2
}

pub(crate) fn half_of_roll(roll: u32, _voting: u32) -> u32 {
    roll / 2
}

pub(crate) fn two_thirds_of_roll(roll: u32, _voting: u32) -> u32 {
    roll * 2 / 3
}

/// A meeting against which nothing can be said but its numbers: called in time and the matter handed over.
pub(crate) fn lawful(body: Body, matter: Matter) -> Meeting {
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
pub(crate) fn crowd(shape: &Meeting, present: u32, votes_for: u32) -> Meeting {
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
pub(crate) fn vote(meeting: &mut Meeting, voting: u32, votes_for: u32) {
    let rest = voting - votes_for;
    meeting.votes_for = votes_for;
    meeting.votes_abstain = rest / 2;
    meeting.votes_against = rest - meeting.votes_abstain;
}

/// Those who may vote of the people (households, ballots) that the body's rule counts as having come.
pub(crate) fn pool(meeting: &Meeting) -> u32 {
    let came = match (meeting.body, meeting.matter) {
        (Body::Assembly, Matter::Removal) => return meeting.votes_cast.unwrap_or(0),
        (Body::Representatives, Matter::Levy) => meeting.households_represented,
        (Body::Assembly | Body::Group, _) => meeting.adults_present,
        (Body::Representatives | Body::PartyMembers | Body::CollectiveMembers, _) => meeting.members_present,
    };
    came.unwrap_or(0).saturating_sub(meeting.recused)
}

/// Every roll, every number of those who came, every number of votes for. `barred` are those who came and have no vote.
pub(crate) fn cube(shape: &Meeting, place: Place, barred: u32) -> Result<Tally, Fault> {
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
pub(crate) fn cube_size(barred: u32) -> u64 {
    let rolls = u64::from(EVERY_ROLL + 1 - barred);
    rolls * (rolls + 1) * (rolls + 2) / 6
}

/// Every roll and every number of those who came, with the votes where they decide: none, half, one more, and all.
pub(crate) fn square(shape: &Meeting, place: Place) -> Result<Tally, Fault> {
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
pub(crate) fn square_size() -> u64 {
    let rolls = u64::from(EVERY_ROLL) + 1;
    rolls * (rolls + 1) / 2 * 4
}

/// Every roll to the largest village, with those who came and the votes around their thresholds, and with all of them.
pub(crate) fn edges(shape: &Meeting, place: Place, quorum: Threshold, passing: Threshold) -> Result<Tally, Fault> {
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
pub(crate) fn edges_size() -> u64 {
    (u64::from(EDGE_ROLL) + 1) * 49
}

/// Two to either side of a threshold, which lies at the rounded number or one above it, and the most there can be.
pub(crate) fn around(middle: u32, most: u32) -> [u32; 7] {
    let low = middle.saturating_sub(2);
    [low, low + 1, low + 2, low + 3, low + 4, low + 5, most].map(|number| number.min(most))
}
