//! The whole demonstration as a list of commands in order.

use super::random::Dice;
use super::staff::ACCOUNTS;
use super::{HOUSEHOLDS, SEED, VILLAGES, matters, people, seats};
use serde::Serialize;
use shared::account::{AddAccount, AddUnit, GiveGrant};
use shared::kernel::{AccountId, Code, Day, Id, ScopeId};
use shared::link::LinkUnit;
use shared::sync::command::Command;

/// Who carries a step out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The server itself.
    System,
    /// The account with this sign-in name.
    Login(&'static str),
}

/// One command of the demonstration.
#[derive(Debug, Clone)]
pub struct Step {
    /// Where.
    pub scope: ScopeId,
    /// Who.
    pub by: By,
    /// The command's name.
    pub name: &'static str,
    /// Its body.
    pub body: serde_json::Value,
}

impl Step {
    pub(super) fn new<C: Command + Serialize>(scope: &ScopeId, by: By, command: &C) -> Self {
        let body = serde_json::to_value(command).unwrap_or_default();
        Self { scope: scope.clone(), by, name: C::NAME, body }
    }
}

/// The id of a demonstration account.
pub fn account_id(login: &str) -> AccountId {
    AccountId::derived(&["demo account", login])
}

pub(super) fn unit_id() -> Id {
    Id::derived(&["demo unit"])
}

/// The name of the linked unit.
pub(super) const UNIT: &str = "舟曲县农业局（演示）";

/// All commands, in an order in which each finds what it needs. The same day and seed give the same list.
pub fn plan(today: Day) -> Vec<Step> {
    let mut steps = staff(today);
    for (index, code) in VILLAGES.iter().enumerate() {
        let Ok(code) = code.parse::<Code>() else { continue };
        let scope = ScopeId::Village(code);
        let link = LinkUnit {
            id: Id::derived(&["demo unit link", &scope.to_string()]),
            unit: unit_id(),
            unit_name: UNIT.to_owned(),
            lead: true,
            from: today.plus_days(-400),
        };
        steps.push(Step::new(&scope, By::Login("office"), &link));
        let count = HOUSEHOLDS.get(index).copied().unwrap_or_default();
        let mut dice = Dice::new(SEED, &scope.to_string());
        let register = people::village(&mut dice, &scope, index, count, today);
        let seated = seats::village(&register, &scope, index, today);
        steps.extend(register);
        steps.extend(seated);
        steps.extend(matters::village(&scope, index, today));
    }
    steps
}

fn staff(today: Day) -> Vec<Step> {
    let deployment = ScopeId::Deployment;
    let mut steps = Vec::new();
    if let Ok(place) = "623023000000".parse() {
        steps.push(Step::new(&deployment, By::System, &AddUnit { id: unit_id(), name: UNIT.to_owned(), place }));
    }
    for account in ACCOUNTS {
        let id = account_id(account.login);
        let add = AddAccount {
            id,
            login: account.login.to_owned(),
            name: account.name.to_owned(),
            unit: account.office.contains("农业局").then(unit_id),
            office: account.office.to_owned(),
            phone: String::new(),
        };
        steps.push(Step::new(&deployment, By::System, &add));
        let places: Vec<Option<Code>> =
            if account.places.is_empty() { vec![None] } else { account.places.iter().map(|code| code.parse().ok()).collect() };
        for (index, place) in places.into_iter().enumerate() {
            let id_of_grant = Id::derived(&["demo grant", account.login, &index.to_string()]);
            let from = today.plus_days(-400);
            let grant = GiveGrant { id: id_of_grant, account: id, place, role: account.role, partitions: Vec::new(), from, to: None };
            steps.push(Step::new(&deployment, By::System, &grant));
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_day_gives_the_same_demonstration() {
        let today = "2026-11-23".parse().unwrap();
        let (one, two) = (plan(today), plan(today));
        assert_eq!(one.len(), two.len());
        assert!(one.iter().zip(&two).all(|(a, b)| a.name == b.name && a.body == b.body && a.scope == b.scope));
    }
}
