//! Seats.

use super::*;

fn seat(resident: &str, capacity: Capacity, stands_for: &[&str]) -> TakeSeat {
    TakeSeat {
        id: id(&format!("{resident}/{}", capacity.name())),
        resident: id(resident),
        capacity,
        office: String::new(),
        stands_for: stands_for.iter().map(|name| id(name)).collect(),
        from: day("2026-01-01"),
    }
}

fn village() -> Village {
    let mut village = Village::default();
    for (number, name) in ["趙", "錢", "孫", "李", "周", "吳"].into_iter().enumerate() {
        village.household(name);
        let sex = if number % 2 == 0 { "female" } else { "male" };
        let card = fields(&json!({ "name": format!("{name}一"), "sex": sex, "born_on": "1980-05-01" }));
        village.run(Role::VillageCommittee, &AddResident { id: id(&format!("{name}一")), household: id(name), card }).unwrap();
    }
    village
}

fn codes(effects: &crate::sync::command::Effects) -> Vec<&str> {
    effects.questions.iter().map(|question| question.code.as_str()).collect()
}

#[test]
fn a_seat_names_a_resident_once_in_each_capacity() {
    let mut village = village();
    village.run(Role::VillageCommittee, &seat("趙一", Capacity::Representative, &["趙", "錢", "孫", "李", "周"])).unwrap();
    let held: Seat = village.one(id("趙一/representative"));
    assert_eq!((held.name.as_str(), held.woman, held.household), ("趙一", true, Some(id("趙"))));
    let again = TakeSeat { id: id("再"), ..seat("趙一", Capacity::Representative, &[]) };
    assert_eq!(village.run(Role::VillageCommittee, &again).unwrap_err().code, RejectionCode::AlreadyExists);
    village.run(Role::VillageBranch, &seat("趙一", Capacity::PartyMember, &[])).unwrap();
    assert_eq!(village.run(Role::SupervisorVillage, &seat("錢一", Capacity::PartyMember, &[])).unwrap_err().code, RejectionCode::NoRight);
    assert_eq!(village.run(Role::VillageCommittee, &seat("無", Capacity::PartyMember, &[])).unwrap_err().code, RejectionCode::NotFound);
    assert!(!village.public.text().contains("趙一"), "who sits is not published");
}

#[rstest]
#[case::a_household_has_one_representative(seat("錢一", Capacity::Representative, &["趙"]), "already_represented")]
#[case::only_representatives_stand_for_households(seat("錢一", Capacity::Committee, &["錢"]), "only_for_representatives")]
#[case::once(seat("錢一", Capacity::Representative, &["錢", "錢"]), "named_twice")]
#[case::of_the_register(seat("錢一", Capacity::Representative, &["無"]), "not_found")]
#[case::nobody_watches_themselves(seat("孫一", Capacity::Supervision, &[]), "supervisor_in_committee")]
fn what_cannot_be_is_refused(#[case] command: TakeSeat, #[case] code: &str) {
    let mut village = village();
    village.run(Role::VillageCommittee, &seat("趙一", Capacity::Representative, &["趙"])).unwrap();
    village.run(Role::VillageCommittee, &seat("孫一", Capacity::Committee, &[])).unwrap();
    assert_eq!(village.run(Role::VillageCommittee, &command).unwrap_err().violations[0].code, code);
}

#[test]
fn the_composition_is_asked_about_and_never_refused() {
    let mut village = village();
    let first = village.run(Role::VillageCommittee, &seat("錢一", Capacity::Representative, &["錢"])).unwrap();
    assert_eq!(codes(&first), ["households_of_representative", "too_few_women"]);
    let second = village.run(Role::VillageCommittee, &seat("趙一", Capacity::Representative, &[])).unwrap();
    assert_eq!(codes(&second), [""; 0]);
    let third = village.run(Role::VillageCommittee, &seat("李一", Capacity::Committee, &[])).unwrap();
    assert_eq!(codes(&third), ["too_few_representatives"]);
    let end = EndSeat { id: id("李一/committee"), on: day("2026-02-01"), reason: "辭職".to_owned() };
    village.run(Role::VillageCommittee, &end).unwrap();
    assert_eq!(village.run(Role::VillageCommittee, &end).unwrap_err().code, RejectionCode::Stale);
    village
        .run(Role::VillageCommittee, &TakeSeat { id: id("再"), from: day("2026-03-01"), ..seat("李一", Capacity::Committee, &[]) })
        .unwrap();
}

#[rstest]
#[case(10, 8, 4, true, true)]
#[case(10, 7, 4, false, true)]
#[case(10, 8, 3, true, false)]
#[case(9, 8, 3, true, true)]
#[case(0, 0, 0, true, true)]
fn shares_include_their_own_number(
    #[case] members: u32,
    #[case] representatives: u32,
    #[case] women: u32,
    #[case] elected: bool,
    #[case] enough: bool,
) {
    let now = Composition { members, representatives, women };
    assert_eq!((now.has_enough_representatives(), now.has_enough_women()), (elected, enough));
}

#[rstest]
#[case("2008-03-20", true)]
#[case("2008-03-21", false)]
#[case("2008-02-29", true)]
fn adults_have_had_their_eighteenth_birthday(#[case] born: &str, #[case] adult: bool) {
    assert_eq!(super::super::roll::is_adult(day(born), day(ON)), adult);
}

#[test]
fn the_roll_is_taken_from_the_seats_and_the_register() {
    let mut village = village();
    village.run(Role::VillageCommittee, &seat("趙一", Capacity::Representative, &["趙", "錢"])).unwrap();
    village.run(Role::VillageCommittee, &seat("趙一", Capacity::Committee, &[])).unwrap();
    village.run(Role::VillageCommittee, &seat("錢一", Capacity::Committee, &[])).unwrap();
    village.run(Role::VillageCommittee, &seat("孫一", Capacity::PartyMember, &[])).unwrap();
    let state = &village.own as &dyn State;
    let of = |body| call_roll(state, body, "一組", day(ON));
    let representatives = of(MeetingBody::Representatives);
    assert_eq!(representatives.people.len(), 2, "a person of two seats is one line");
    assert_eq!((representatives.households, representatives.people[0].group.as_str()), (6, "一組"));
    assert_eq!(of(MeetingBody::PartyMembers).people.len(), 1);
    // The heads have no day of birth, so nobody can say that they are of age.
    assert_eq!((of(MeetingBody::Assembly).people.len(), of(MeetingBody::Group).people.len()), (6, 6));
    assert_eq!(call_roll(state, MeetingBody::Group, "二組", day(ON)), Roll::default());
    assert_eq!(call_roll(state, MeetingBody::Representatives, "", day("2025-12-31")).people.len(), 0);
}
