//! Meetings drawn at random, the same on every machine.

use crate::shapes::{lawful, place_adults, place_ballots, place_households, place_members, pool, vote};
use crate::{BODIES, EDGE_ROLL, EVERY_ROLL, MATTERS};
use tests::oracle::{Body, HalfOf, Matter, Meeting};

/// The generator splitmix64: the same meetings on every machine.
pub(crate) struct Dice {
    pub(crate) state: u64,
}

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `most`.
    pub(crate) fn up_to(&mut self, most: u32) -> u32 {
        u32::try_from(self.next() % (u64::from(most) + 1)).unwrap_or(most)
    }

    /// True once in `times`.
    pub(crate) fn once_in(&mut self, times: u64) -> bool {
        self.next().is_multiple_of(times)
    }

    pub(crate) fn one_of<T: Copy>(&mut self, all: &[T], otherwise: T) -> T {
        let last = u32::try_from(all.len().saturating_sub(1)).unwrap_or(0);
        let place = self.up_to(last);
        usize::try_from(place).ok().and_then(|place| all.get(place)).copied().unwrap_or(otherwise)
    }

    /// A roll: of a handful, of a village, or of a large one.
    pub(crate) fn roll(&mut self) -> u32 {
        let most = self.one_of(&[12, EVERY_ROLL, EDGE_ROLL], EVERY_ROLL);
        self.up_to(most)
    }

    /// Up to two to either side of a number, from 0 to `most`.
    pub(crate) fn near(&mut self, middle: u32, most: u32) -> u32 {
        (middle + self.up_to(4)).saturating_sub(2).min(most)
    }

    /// A part of a whole: anything, all, or near one of the thresholds.
    pub(crate) fn part(&mut self, whole: u32, of: u32) -> u32 {
        match self.up_to(5) {
            0 | 1 => self.up_to(whole),
            2 => whole,
            3 => self.near(of / 2, whole),
            _ => self.near(of * 2 / 3, whole),
        }
    }
}

pub(crate) fn random_meeting(dice: &mut Dice) -> Meeting {
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
pub(crate) fn random_rolls(dice: &mut Dice, meeting: &mut Meeting) {
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
pub(crate) fn random_composition(dice: &mut Dice, meeting: &mut Meeting) {
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
pub(crate) fn random_votes(dice: &mut Dice, meeting: &mut Meeting) {
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
