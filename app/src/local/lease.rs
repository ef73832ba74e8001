//! Which tab leads where the browser has no Web Locks: a row with an expiry that the leading tab renews.

use serde::{Deserialize, Serialize};
use shared::kernel::Instant;

/// How often a tab looks at the row.
pub const LOOK_EVERY_MS: i64 = 2_000;
/// How long a tab that no longer renews still counts: three looks, so that one slow look does not end it.
const LASTS_MS: i64 = 3 * LOOK_EVERY_MS;

/// The row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// The tab that leads.
    pub tab: String,
    /// Until when, unless it renews.
    pub until: Instant,
}

/// What a look at the row tells a tab.
#[derive(Debug, PartialEq, Eq)]
pub enum Look {
    /// It leads; this is the row as renewed.
    Lead(Lease),
    /// The row is free; it writes this one, and leads if it still finds it at the next look.
    Claim(Lease),
    /// Another leads.
    Follow,
}

/// Looks at the row. Two tabs that claim at once overwrite one another; whose row stands at the next look leads.
pub fn look(row: Option<&Lease>, tab: &str, now: Instant) -> Look {
    let own = || Lease { tab: tab.to_owned(), until: now.plus_millis(LASTS_MS) };
    match row {
        Some(lease) if lease.tab == tab => Look::Lead(own()),
        // A row from far in the future is of a clock that was set back.
        Some(lease) if lease.until > now && lease.until.millis_since(now) <= LASTS_MS => Look::Follow,
        _ => Look::Claim(own()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Instant {
        Instant::from_millis(millis)
    }

    #[test]
    fn one_of_two_tabs_leads_and_the_other_takes_over_when_it_dies() {
        let Look::Claim(a) = look(None, "a", at(0)) else { panic!("free") };
        let Look::Claim(b) = look(None, "b", at(1)) else { panic!("free") };
        assert_ne!(a, b);
        // `b` wrote last.
        assert_eq!(look(Some(&b), "a", at(2_000)), Look::Follow);
        assert!(matches!(look(Some(&b), "b", at(2_001)), Look::Lead(_)));
        assert!(matches!(look(Some(&b), "a", at(6_002)), Look::Claim(_)));
    }

    #[test]
    fn a_row_from_the_future_does_not_rule_for_ever() {
        let row = Lease { tab: "x".into(), until: at(1_000_000) };
        assert!(matches!(look(Some(&row), "a", at(0)), Look::Claim(_)));
    }
}
