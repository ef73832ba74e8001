//! The roll: who is entitled to come, copied from the register once.

use super::seat::{Capacity, Seat};
use crate::household::{Household, Resident};
use crate::kernel::{Day, Id};
use crate::law::MeetingBody;
use crate::sync::state::State;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The age from which a villager takes part (Art. 13, 22 of the Organic Law of the Villagers' Committees).
const ADULT_YEARS: i32 = 18;

/// One who is entitled to come (應到人員 / 应到人员).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Who, of the register.
    pub id: Id,
    /// The name.
    pub name: String,
    /// The household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<Id>,
    /// The villagers' group.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// As what they sit; nothing where every adult does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capacities: Vec<Capacity>,
    /// Whether she is a woman and an elected representative.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub woman: bool,
    /// The households they stand for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stands_for: Vec<Id>,
}

/// The roll of a meeting (應到名冊 / 应到名册): taken at the opening; what changes in the register later does not touch it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roll {
    /// All who are entitled to come, by name.
    pub people: Vec<Person>,
    /// Households of the village, or of the group.
    #[serde(default)]
    pub households: u32,
}

impl Roll {
    /// Somebody on it.
    pub fn person(&self, id: Id) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    /// The salted hash by which anybody who is given the roll can see that it is the one.
    pub fn hash(&self, salt: &str) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        hex::encode(Sha256::new().chain_update(salt.as_bytes()).chain_update(text.as_bytes()).finalize())
    }
}

/// Takes the roll of a body from the register as it stands, for a day. A group's adults are those of its households.
pub fn call_roll(state: &dyn State, body: MeetingBody, group: &str, on: Day) -> Roll {
    let households: BTreeMap<Id, Household> = state.all::<Household>().into_iter().map(|found| (found.id, found.value)).collect();
    let counted = households.values().filter(|household| body != MeetingBody::Group || household.group == group).count();
    let group_of =
        |household: Option<Id>| household.and_then(|id| households.get(&id)).map(|found| found.group.clone()).unwrap_or_default();
    let mut people = match body {
        MeetingBody::Representatives => seated(state, &[Capacity::Representative, Capacity::Committee], on),
        MeetingBody::PartyMembers => seated(state, &[Capacity::PartyMember], on),
        MeetingBody::CollectiveMembers => seated(state, &[Capacity::CollectiveMember], on),
        MeetingBody::Assembly | MeetingBody::Group => adults(state, on),
    };
    for person in &mut people {
        person.group = group_of(person.household);
    }
    if body == MeetingBody::Group {
        people.retain(|person| person.group == group);
    }
    people.sort_by(|one, other| (&one.group, &one.name, one.id).cmp(&(&other.group, &other.name, other.id)));
    Roll { people, households: u32::try_from(counted).unwrap_or(u32::MAX) }
}

/// One line a person, however many seats they have.
fn seated(state: &dyn State, capacities: &[Capacity], on: Day) -> Vec<Person> {
    let mut people: BTreeMap<Id, Person> = BTreeMap::new();
    let seats = state.all::<Seat>().into_iter().map(|found| found.value);
    for seat in seats.filter(|seat| seat.is_held_on(on) && capacities.contains(&seat.capacity)) {
        let empty = Person {
            id: seat.resident,
            name: seat.name,
            household: seat.household,
            group: String::new(),
            capacities: Vec::new(),
            woman: false,
            stands_for: Vec::new(),
        };
        let person = people.entry(seat.resident).or_insert(empty);
        person.capacities.push(seat.capacity);
        person.capacities.sort_unstable();
        person.woman |= seat.woman && seat.capacity == Capacity::Representative;
        person.stands_for.extend(seat.stands_for);
    }
    people.into_values().collect()
}

fn adults(state: &dyn State, on: Day) -> Vec<Person> {
    let residents = state.all::<Resident>().into_iter();
    let grown = residents.filter(|found| born_on(&found.value).is_some_and(|born| is_adult(born, on)));
    grown
        .map(|found| Person {
            id: found.id,
            name: found.value.name,
            household: found.value.household,
            group: String::new(),
            capacities: Vec::new(),
            woman: false,
            stands_for: Vec::new(),
        })
        .collect()
}

fn born_on(resident: &Resident) -> Option<Day> {
    resident.card.get("born_on")?.as_str()?.parse().ok()
}

/// Have they had their eighteenth birthday? Who was born on 29 February has it on 1 March where there is no such day.
pub(super) fn is_adult(born: Day, on: Day) -> bool {
    let (year, month, day) = born.ymd();
    let birthday = Day::new(year + ADULT_YEARS, month, day).or_else(|| Day::new(year + ADULT_YEARS, 3, 1));
    birthday.is_some_and(|birthday| birthday <= on)
}

/// How many households these people stand for, each counted once.
pub(super) fn households_of<'a>(people: impl Iterator<Item = &'a Person>) -> BTreeSet<Id> {
    people.flat_map(|person| person.stands_for.iter().copied()).collect()
}
