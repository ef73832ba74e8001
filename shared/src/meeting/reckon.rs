//! From who came and how they voted to what the law is asked.

use super::conduct::{Conduct, Motion, Phase};
use super::event::{Opening, Votes};
use super::roll::{Person, households_of};
use super::seat::Capacity;
use crate::kernel::{Id, Violation};
use crate::law::{CheckKind, Evaluation, Facts, MeetingBody, Numbers, Subject, Test, evaluate};
use std::collections::BTreeSet;

/// So few above the quorum that it is said: one or two who leave would end it.
const NARROW: u64 = 2;

/// How it stands with the quorum (法定人數燈 / 法定人数灯). Always shown with its words: a colour alone says nothing to many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Light {
    /// Enough are there.
    Green,
    /// Enough are there, and hardly more.
    Amber,
    /// Too few: nothing can be decided.
    Red,
}

impl Light {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The light for those who are there now, with the comparisons behind it; any one is enough. None where the law of the day asks for none.
pub fn light(conduct: &Conduct, subject: Subject) -> Option<(Light, Vec<Test>)> {
    let opening = conduct.opening()?;
    let present: BTreeSet<Id> = conduct.present().map(|person| person.id).collect();
    let numbers = numbers(opening, &present, &BTreeSet::new(), subject, Votes::default());
    let evaluation = evaluate(&facts(opening, subject, false, numbers)).ok()?;
    let quorum = evaluation.checks.into_iter().find(|check| check.check == CheckKind::Quorum)?;
    let spare = quorum.tests.iter().filter(|test| test.holds).map(|test| test.value.saturating_sub(test.needed)).max();
    let light = match spare {
        None => Light::Red,
        Some(spare) if spare < NARROW => Light::Amber,
        Some(_) => Light::Green,
    };
    Some((light, quorum.tests))
}

fn facts(opening: &Opening, subject: Subject, delegated: bool, numbers: Numbers) -> Facts {
    Facts {
        body: opening.body,
        subject,
        held_on: opening.held_on,
        called_on: opening.called_on,
        emergency: opening.emergency.clone(),
        delegated,
        party_base: opening.party_base,
        numbers,
    }
}

/// The numbers as the law asks for them.
fn numbers(opening: &Opening, attending: &BTreeSet<Id>, recused: &BTreeSet<Id>, subject: Subject, votes: Votes) -> Numbers {
    let roll = &opening.roll;
    let there: Vec<&Person> = roll.people.iter().filter(|person| attending.contains(&person.id)).collect();
    let (on_roll, present) = (count(roll.people.len()), count(there.len()));
    let Votes { votes_for, votes_against, votes_abstain } = votes;
    let numbers = Numbers { votes_for, votes_against, votes_abstain, recused: count(recused.len()), ..Numbers::default() };
    match opening.body {
        MeetingBody::Assembly | MeetingBody::Group => {
            let homes: BTreeSet<Id> = there.iter().filter_map(|person| person.household).collect();
            let removal = subject == Subject::Removal;
            Numbers {
                adults: Some(on_roll),
                adults_present: Some(present),
                households: Some(roll.households),
                households_present: Some(count(homes.len()).min(roll.households)),
                voters: removal.then_some(on_roll),
                votes_cast: removal.then(|| u32::try_from(votes.sum()).unwrap_or(u32::MAX)),
                ..numbers
            }
        }
        MeetingBody::Representatives => {
            let levy = subject == Subject::Levy;
            let elected = roll.people.iter().filter(|person| person.capacities.contains(&Capacity::Representative));
            let represented = households_of(there.iter().copied());
            let out = households_of(there.iter().copied().filter(|person| recused.contains(&person.id)));
            Numbers {
                members: Some(on_roll),
                members_present: Some(present),
                representatives: Some(count(elected.count())),
                women: Some(count(roll.people.iter().filter(|person| person.woman).count())),
                households: Some(roll.households),
                households_represented: levy.then(|| count(represented.len()).min(roll.households)),
                recused: if levy { count(out.len()) } else { numbers.recused },
                ..numbers
            }
        }
        MeetingBody::PartyMembers | MeetingBody::CollectiveMembers => {
            Numbers { members: Some(on_roll), members_present: Some(present), ..numbers }
        }
    }
}

impl Conduct {
    /// Of the representatives at a vote: the households they stand for, and those of them whose representative may not vote.
    pub(super) fn households_of(&self, motion: &Motion) -> (u32, u32) {
        let people = || self.opening().into_iter().flat_map(|opening| opening.roll.people.iter());
        let all = households_of(people().filter(|person| motion.attending.contains(&person.id)));
        let out = households_of(people().filter(|person| motion.recused.contains_key(&person.id)));
        (count(all.len()), count(out.len()))
    }

    /// The numbers of a motion whose result stands.
    pub fn numbers(&self, motion: &Motion) -> Option<Numbers> {
        let Phase::Closed(votes) = motion.phase else { return None };
        let recused: BTreeSet<Id> = motion.recused.keys().copied().collect();
        Some(numbers(self.opening()?, &motion.attending, &recused, motion.put.subject, votes))
    }

    /// The facts of a motion whose result stands.
    pub fn facts(&self, motion: &Motion) -> Option<Facts> {
        Some(facts(self.opening()?, motion.put.subject, motion.put.delegated, self.numbers(motion)?))
    }

    /// What the law says of a motion whose result stands.
    ///
    /// # Errors
    /// What the law lacks to say anything.
    pub fn evaluation(&self, motion: &Motion) -> Option<Result<Evaluation, Vec<Violation>>> {
        Some(evaluate(&self.facts(motion)?))
    }
}
