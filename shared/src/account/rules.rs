//! What a grant must be: a role in a place of its own level, given once, and never the last administrator's taken away.

use super::{Account, Grant};
use crate::kernel::{AccountId, Code, Day, Id, Level, Role, Violation};
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::State;

/// The field that names where.
const PLACE: &str = "place";

/// Where a role works, and what to say where the place is another.
fn levels(role: Role) -> (&'static [Level], &'static str) {
    match role {
        Role::LinkedCadre | Role::VillageBranch | Role::VillageCommittee | Role::SupervisorVillage => {
            (&[Level::Village], "grant_for_village")
        }
        // A unit answers for villages, at times for all of a township.
        Role::UnitLead => (&[Level::Village, Level::Township], "grant_for_unit"),
        Role::TownshipParty => (&[Level::Township], "grant_for_township"),
        // One deployment may serve a county, a prefecture or the province, and each has these offices.
        Role::CountyDualLinkOffice | Role::OrgDept | Role::Discipline => {
            (&[Level::County, Level::Prefecture, Level::Province], "grant_for_county")
        }
        Role::Admin | Role::Visitor | Role::System => (&[], "grant_everywhere"),
    }
}

/// What is wrong with the place of a role, if anything.
pub(super) fn place_fault(role: Role, place: Option<&Code>) -> Option<Violation> {
    let (levels, words) = levels(role);
    let code = match place {
        None if role == Role::Admin => return None,
        None => "required",
        Some(place) if levels.contains(&place.level()) => return None,
        Some(_) => words,
    };
    Some(Violation::new(PLACE, code))
}

/// Do two spans of days touch? One without an end lasts.
fn overlap(one: (Day, Option<Day>), other: (Day, Option<Day>)) -> bool {
    other.1.is_none_or(|to| one.0 <= to) && one.1.is_none_or(|to| other.0 <= to)
}

/// Refuses a second grant of the same role in the same place on the same days.
pub(super) fn check_once(state: &dyn State, new: &Grant) -> Result<(), Rejection> {
    let same = |grant: &Grant| grant.role == new.role && grant.place == new.place && overlap((grant.from, grant.to), (new.from, new.to));
    let known = state.children::<Grant>(new.account.into()).into_iter().any(|found| same(&found.value));
    if known { Err(RejectionCode::AlreadyExists.into()) } else { Ok(()) }
}

/// Refuses to end the grant after which nobody would administer any more.
pub(super) fn check_not_last(state: &dyn State, grant: Id, to: Day) -> Result<(), Rejection> {
    check_someone_stays(state, to, |other, _| other != grant)
}

/// Refuses to close the account of the last administrator; `to` is its last day.
pub(super) fn check_not_last_account(state: &dyn State, account: AccountId, to: Day) -> Result<(), Rejection> {
    let administers = |grant: &Grant| grant.role == Role::Admin && grant.to.is_none_or(|end| end > to);
    if !state.children::<Grant>(account.into()).iter().any(|found| administers(&found.value)) {
        return Ok(());
    }
    check_someone_stays(state, to, |_, grant| grant.account != account)
}

/// Is there an administrator with an open account after this day, among the grants that stay?
fn check_someone_stays(state: &dyn State, to: Day, stays: impl Fn(Id, &Grant) -> bool) -> Result<(), Rejection> {
    let somebody = state.all::<Grant>().into_iter().any(|found| {
        let other = found.value;
        let holds = stays(found.id, &other) && other.role == Role::Admin && other.to.is_none_or(|end| end > to);
        holds && state.one::<Account>(other.account.into()).is_some_and(|account| !account.value.closed)
    });
    if somebody { Ok(()) } else { Err(RejectionCode::LastAdministrator.into()) }
}

#[cfg(test)]
mod tests {
    use super::super::{CloseAccount, EndGrant, GiveGrant};
    use super::*;
    use crate::kernel::{AccountId, CommandId, DeviceId, Instant, ScopeId, Standing};
    use crate::sync::command::{Command, Context};
    use crate::sync::record::Record;
    use crate::sync::state::Whole;
    use rstest::rstest;
    use serde_json::json;

    fn grant(role: Role, place: Option<&str>) -> GiveGrant {
        GiveGrant {
            id: Id::derived(&["new"]),
            account: AccountId::derived(&["a"]),
            place: place.map(|code| code.parse().unwrap()),
            role,
            partitions: Vec::new(),
            from: "2026-11-24".parse().unwrap(),
            to: None,
        }
    }

    #[rstest]
    #[case(Role::VillageCommittee, Some("620000000000"), Some("grant_for_village"))]
    #[case(Role::VillageCommittee, Some("623023102205"), None)]
    #[case(Role::LinkedCadre, Some("623023000000"), Some("grant_for_village"))]
    #[case(Role::LinkedCadre, None, Some("required"))]
    #[case(Role::UnitLead, Some("623023102000"), None)]
    #[case(Role::UnitLead, Some("623023000000"), Some("grant_for_unit"))]
    #[case(Role::TownshipParty, Some("623023102205"), Some("grant_for_township"))]
    #[case(Role::CountyDualLinkOffice, Some("623023102000"), Some("grant_for_county"))]
    #[case(Role::OrgDept, Some("620000000000"), None)]
    #[case(Role::Admin, None, None)]
    #[case(Role::Admin, Some("623023000000"), Some("grant_everywhere"))]
    fn a_role_is_given_at_its_own_level(#[case] role: Role, #[case] place: Option<&str>, #[case] wrong: Option<&str>) {
        let found = grant(role, place).check();
        assert_eq!(found.first().map(|violation| (violation.field.as_str(), violation.code.as_str())), wrong.map(|code| ("place", code)));
    }

    fn record(kind: &str, id: Id, parent: Option<Id>, body: serde_json::Value) -> Record {
        serde_json::from_value(json!({ "kind": kind, "id": id, "parent": parent, "version": 1, "body": body })).unwrap()
    }

    /// Two accounts: `a` administers and is a township's officer to the end of the year, `b` administers for a while.
    fn deployment(b_until: Option<&str>, b_closed: bool) -> Whole {
        let account = |name: &str, closed: bool| {
            record("account", AccountId::derived(&[name]).into(), None, json!({ "login": name, "name": name, "closed": closed }))
        };
        let given = |name: &str, who: &str, role: &str, place: Option<&str>, to: Option<&str>| {
            let who = AccountId::derived(&[who]);
            let body = json!({ "account": who, "role": role, "place": place, "partitions": [], "from": "2026-01-01", "to": to });
            record("grant", Id::derived(&[name]), Some(who.into()), body)
        };
        let township = "623023100000";
        let division = crate::place::Division::id(&township.parse().unwrap());
        let names = json!({ "hans": "x", "hant": "x", "en": "x" });
        let body = json!({ "code": township, "level": "township", "above": "623023000000", "full": names, "short": names });
        Whole(vec![
            account("a", false),
            account("b", b_closed),
            record("division", division, None, body),
            given("admin-a", "a", "admin", None, None),
            given("admin-b", "b", "admin", None, b_until),
            given("township-a", "a", "township_party", Some(township), Some("2026-12-31")),
        ])
    }

    #[test]
    fn a_role_is_given_to_an_open_account_only() {
        let new = GiveGrant { account: AccountId::derived(&["b"]), ..grant(Role::TownshipParty, Some("623023100000")) };
        assert_eq!(run(&new, &deployment(None, false), &[Role::Admin]), None);
        for role in [Role::Admin, Role::System] {
            assert_eq!(run(&new, &deployment(None, true), &[role]), Some(RejectionCode::Invalid));
        }
    }

    fn told(result: Result<crate::sync::command::Effects, Rejection>) -> Option<RejectionCode> {
        result.err().map(|rejection| rejection.code)
    }

    fn run<C: Command>(command: &C, state: &Whole, roles: &[Role]) -> Option<RejectionCode> {
        let account = Some(AccountId::derived(&["a"])).filter(|_| !roles.contains(&Role::System));
        let who = Standing { account, name: "a".into(), roles: roles.to_vec() };
        let (device, scope) = (DeviceId::derived(&["d"]), ScopeId::Deployment);
        let command_id = CommandId::derived(&["c"]);
        let context = Context { now: Instant::from_millis(0), command: command_id, device, scope: &scope, who: &who, unseal: None };
        told(command.apply(state, &context))
    }

    #[test]
    fn the_same_grant_is_given_once_and_again_after_its_end() {
        let state = deployment(None, false);
        let new = |from: &str| GiveGrant { from: from.parse().unwrap(), ..grant(Role::TownshipParty, Some("623023100000")) };
        assert_eq!(run(&new("2026-12-31"), &state, &[Role::Admin]), Some(RejectionCode::AlreadyExists));
        assert_eq!(run(&new("2027-01-01"), &state, &[Role::Admin]), None);
    }

    #[rstest]
    #[case(None, false, None)]
    #[case(Some("2026-11-30"), false, None)]
    #[case(Some("2026-11-24"), false, Some(RejectionCode::LastAdministrator))]
    #[case(None, true, Some(RejectionCode::LastAdministrator))]
    fn the_last_administrator_stays(#[case] until: Option<&str>, #[case] closed: bool, #[case] expected: Option<RejectionCode>) {
        let end = EndGrant { id: Id::derived(&["admin-a"]), to: "2026-11-24".parse().unwrap() };
        assert_eq!(run(&end, &deployment(until, closed), &[Role::Admin]), expected);
        assert_eq!(run(&end, &deployment(until, closed), &[Role::System]), expected, "nor does the machine's operator take the last away");
        let close = CloseAccount { id: AccountId::derived(&["a"]) };
        let state = deployment(until, closed);
        assert_eq!(run(&close, &state, &[Role::System]), expected.filter(|_| until.is_none()), "by the clock of 1970 the other lasts");
    }
}
