//! Who sits in which body of the demonstration's villages: chosen among its people, so that the shares of Art. 25 hold.

use super::plan::{By, Step};
use super::staff::of_village;
use shared::household::AddResident;
use shared::kernel::{Day, Id, ScopeId};
use shared::meeting::{Capacity, TakeSeat};
use shared::sync::command::Command as _;

/// Households that one representative stands for, by village.
const EACH: [usize; 3] = [6, 8, 6];
/// Committee members who are no representatives, by village: with more of them four fifths would not be representatives.
const COMMITTEE: [usize; 3] = [2, 1, 1];
/// Supervisors of each village.
const SUPERVISORS: usize = 3;
/// Members of each branch's committee.
const BRANCH: usize = 3;
/// Every so many households has a party member.
const PARTY_EVERY: usize = 4;

/// A grown person of the register.
struct Grown {
    id: Id,
    household: Id,
    woman: bool,
    head: bool,
}

/// The seats of a village, out of the commands that made its register.
pub(super) fn village(register: &[Step], scope: &ScopeId, index: usize, today: Day) -> Vec<Step> {
    let (branch, committee) = of_village(index);
    let from = today.plus_days(-300);
    let people = grown(register);
    let heads: Vec<&Grown> = people.iter().filter(|person| person.head).collect();
    let seat = |by: &'static str, resident: Id, capacity: Capacity, office: &str, stands_for: Vec<Id>| {
        let id = Id::derived(&["demo seat", &resident.to_string(), capacity.name()]);
        Step::new(scope, By::Login(by), &TakeSeat { id, resident, capacity, office: office.to_owned(), stands_for, from })
    };
    let mut steps = Vec::new();
    let each = EACH.get(index).copied().unwrap_or(6);
    for (number, homes) in heads.chunks(each).enumerate() {
        let of = |person: &&Grown| homes.iter().any(|head| head.household == person.household);
        let woman = people.iter().filter(of).find(|person| person.woman).filter(|_| number % 2 == 0);
        if let Some(chosen) = woman.or_else(|| homes.first().copied()) {
            let stands_for = homes.iter().map(|head| head.household).collect();
            steps.push(seat(committee, chosen.id, Capacity::Representative, "", stands_for));
        }
    }
    // Whoever heads the second household of a representative's share stands for nobody, and may have an office.
    let free: Vec<&&Grown> = heads.iter().skip(1).step_by(each).collect();
    let members = COMMITTEE.get(index).copied().unwrap_or(1);
    for (place, person) in free.iter().take(members).enumerate() {
        let office = if place == 0 { "主任" } else { "委员" };
        steps.push(seat(committee, person.id, Capacity::Committee, office, Vec::new()));
    }
    for (place, person) in heads.iter().skip(2).step_by(each).take(SUPERVISORS).enumerate() {
        let office = if place == 0 { "监委会主任" } else { "委员" };
        steps.push(seat(committee, person.id, Capacity::Supervision, office, Vec::new()));
    }
    for (place, person) in heads.iter().step_by(PARTY_EVERY).enumerate() {
        steps.push(seat(branch, person.id, Capacity::PartyMember, "", Vec::new()));
        if place < BRANCH {
            let office = if place == 0 { "支部书记" } else { "支部委员" };
            steps.push(seat(branch, person.id, Capacity::Branch, office, Vec::new()));
        }
    }
    steps
}

fn grown(register: &[Step]) -> Vec<Grown> {
    let people = register.iter().filter(|step| step.name == AddResident::NAME);
    let read = people.filter_map(|step| {
        let card = step.body.get("card").unwrap_or(&step.body);
        let text = |name: &str| card.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
        let id = |name: &str| step.body.get(name).and_then(serde_json::Value::as_str)?.parse().ok();
        let head = text("relation") == "head";
        let woman = text("relation") == "spouse" && text("sex") == "female";
        Some(Grown { id: id("id")?, household: id("household")?, woman, head })
    });
    read.filter(|person| person.head || person.woman).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{HOUSEHOLDS, VILLAGES, plan};
    use shared::meeting::{Capacity, TakeSeat};
    use shared::sync::command::Command as _;

    #[test]
    fn the_shares_of_the_law_hold_in_every_village() {
        for (code, households) in VILLAGES.iter().zip(HOUSEHOLDS) {
            let scope = format!("village:{code}");
            let steps = plan("2026-11-23".parse().unwrap());
            let seats = steps.into_iter().filter(|step| step.name == TakeSeat::NAME && step.scope.to_string() == scope);
            let seats: Vec<TakeSeat> = seats.map(|step| serde_json::from_value(step.body).unwrap()).collect();
            let of = |capacity: Capacity| seats.iter().filter(|seat| seat.capacity == capacity).count();
            let (representatives, committee) = (of(Capacity::Representative), of(Capacity::Committee));
            assert!(representatives * 5 >= (representatives + committee) * 4, "{code}");
            assert_eq!(seats.iter().map(|seat| seat.stands_for.len()).sum::<usize>(), households, "{code}");
        }
    }
}
