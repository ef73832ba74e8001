//! Rights as a table a person can review: every action in a row, every role in a column, asked one by one through the one question.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own constants has failed")]

use shared::access::{Act, Action, Actor, may};
use shared::kernel::{Partition, Role, ScopeId, Standing};
use shared::register::COMMANDS;
use std::fmt::Write as _;

fn everybody() -> Vec<Role> {
    Role::SIGNING_IN.into_iter().chain([Role::Visitor, Role::System]).collect()
}

/// Somebody with one role and a grant as wide as the role allows.
fn actor(role: Role) -> Actor {
    Actor { standing: Standing { roles: vec![role], ..Standing::default() }, partitions: role.may_read().to_vec() }
}

fn village() -> ScopeId {
    "village:623023100200".parse().unwrap()
}

fn scopes() -> [ScopeId; 4] {
    [village(), ScopeId::Deployment, "public:623023100200".parse().unwrap(), "county:623023000000".parse().unwrap()]
}

/// The scopes in which an action is open to anybody at all stand behind the row.
fn row(name: &str, action: Action<'_>) -> String {
    let allowed = |role: &Role| scopes().iter().any(|scope| may(&actor(*role), action, scope));
    let marks: String = everybody().iter().map(|role| if allowed(role) { " x" } else { " ·" }).collect();
    format!("{name:<32}{marks}")
}

#[test]
fn the_table_of_roles_and_actions() {
    let mut table = String::new();
    for (place, role) in everybody().iter().enumerate() {
        let bars = " |".repeat(place);
        writeln!(table, "{:<32}{bars} {}", "", role.name()).unwrap();
    }
    let mut commands: Vec<&str> = COMMANDS.iter().map(|command| command.name).collect();
    commands.sort_unstable();
    for name in commands {
        writeln!(table, "{}", row(name, Action::Command(name))).unwrap();
    }
    for act in Act::ALL {
        writeln!(table, "{}", row(act.name(), Action::Act(act))).unwrap();
    }
    insta::assert_snapshot!(table);
}

#[test]
fn nobody_may_do_what_no_table_names() {
    for role in everybody() {
        for scope in scopes() {
            assert!(!may(&actor(role), Action::Command("visit.forge"), &scope));
            assert_eq!(Act::reading(&scope, Partition::Vault), None);
        }
    }
    for command in COMMANDS {
        assert!(!command.by.is_empty(), "{} can be sent by nobody", command.name);
        assert!(!may(&Actor::default(), Action::Command(command.name), &village()));
    }
}

#[test]
fn the_public_view_takes_no_command_and_is_read_without_signing_in() {
    let public: ScopeId = "public:623023100200".parse().unwrap();
    for command in COMMANDS {
        for role in everybody() {
            assert!(!may(&actor(role), Action::Command(command.name), &public));
        }
    }
    assert!(may(&Actor::visitor(), Action::Act(Act::ReadPublic), &public));
    assert!(!may(&Actor::visitor(), Action::Act(Act::ReadOrdinary), &village()));
}

#[test]
fn a_grant_that_names_no_sensitive_records_opens_none() {
    let mut branch = actor(Role::VillageBranch);
    assert!(may(&branch, Action::Act(Act::ReadSensitive), &village()));
    branch.partitions = vec![Partition::Ordinary];
    assert!(!may(&branch, Action::Act(Act::ReadSensitive), &village()));
    assert!(may(&branch, Action::Act(Act::ReadOrdinary), &village()));
}

#[test]
fn acts_and_role_limits_agree() {
    for role in Role::SIGNING_IN {
        for partition in role.may_read() {
            let act = Act::reading(&village(), *partition).unwrap();
            assert!(act.by().contains(&role), "{role:?} may be granted {partition:?} but may not read it");
        }
    }
}
