//! Which grants count where and when. The one place that decides it.

use super::Grant;
use crate::kernel::{Day, Partition, Role, ScopeId};
use std::collections::BTreeSet;

impl Grant {
    /// Does it hold on the day, from its first to its last?
    pub fn holds_on(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// Does this grant reach the scope at all, whatever the day?
///
/// A grant for the whole deployment reaches the deployment's own records only in the role of an administrator; everybody else's
/// reaches the divisions it names and those below.
pub fn reaches(grant: &Grant, scope: &ScopeId) -> bool {
    match (scope, &grant.place) {
        (ScopeId::Deployment, _) => grant.role == Role::Admin && grant.place.is_none(),
        (_, None) => true,
        (_, Some(place)) => scope.place().is_some_and(|code| place.covers(code)),
    }
}

/// The grants that hold in a scope on a day, and whether there is one that did and does no more.
pub fn covering<'a>(grants: &'a [Grant], scope: &ScopeId, day: Day) -> (Vec<&'a Grant>, bool) {
    let holding: Vec<&Grant> = grants.iter().filter(|grant| reaches(grant, scope) && grant.holds_on(day)).collect();
    let ended = holding.is_empty() && grants.iter().any(|grant| reaches(grant, scope) && grant.to.is_some_and(|to| to < day));
    (holding, ended)
}

/// The partitions that the grants name, at most those that each role may read.
pub fn partitions(grants: &[&Grant]) -> Vec<Partition> {
    let named = grants.iter().flat_map(|grant| grant.partitions.iter().filter(|partition| grant.role.may_read().contains(partition)));
    named.copied().collect::<BTreeSet<_>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::AccountId;

    fn grant(place: Option<&str>, role: Role, from: &str, to: Option<&str>) -> Grant {
        Grant {
            account: AccountId::derived(&["a"]),
            place: place.map(|code| code.parse().unwrap()),
            role,
            partitions: vec![Partition::Ordinary, Partition::Sensitive, Partition::Vault],
            from: from.parse().unwrap(),
            to: to.map(|day| day.parse().unwrap()),
        }
    }

    #[test]
    fn a_township_grant_holds_in_its_villages_from_its_first_to_its_last_day() {
        let grants = [grant(Some("623023100000"), Role::TownshipParty, "2026-01-01", Some("2026-06-30"))];
        let village = ScopeId::Village("623023100200".parse().unwrap());
        let other = ScopeId::Village("623023101200".parse().unwrap());
        let on = |scope: &ScopeId, day: &str| {
            let (holding, ended) = covering(&grants, scope, day.parse().unwrap());
            (holding.len(), ended)
        };
        assert_eq!(on(&village, "2025-12-31"), (0, false));
        assert_eq!(on(&village, "2026-01-01"), (1, false));
        assert_eq!(on(&village, "2026-06-30"), (1, false));
        assert_eq!(on(&village, "2026-07-01"), (0, true));
        assert_eq!(on(&other, "2026-03-01"), (0, false));
        assert_eq!(on(&ScopeId::Deployment, "2026-03-01"), (0, false));
    }

    #[test]
    fn no_role_reads_the_vault_and_an_administrator_reads_no_household() {
        for role in Role::SIGNING_IN {
            let one = grant(None, role, "2026-01-01", None);
            let read = partitions(&[&one]);
            assert!(!read.contains(&Partition::Vault), "{role:?}");
            assert_eq!(role == Role::Admin, read.is_empty(), "{role:?}");
        }
    }
}
