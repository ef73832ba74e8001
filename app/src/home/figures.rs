//! A village in five figures, counted from what this device holds of it.

use crate::visit::read::within;
use shared::disclosure::{Notice, all_matters};
use shared::household::Household;
use shared::kernel::Day;
use shared::sync::state::State;
use shared::visit::{Promise, Visit};

/// How far back visits are counted.
pub const VISITS_OF_DAYS: i64 = 30;

/// The figures of one village, or of several together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Households on the register.
    pub households: usize,
    /// Visits of the last 30 days.
    pub visits: usize,
    /// Promises that are due and not closed.
    pub promises_due: usize,
    /// Matters that are still deliberated; one whose resolution waits to be published or carried out is decided.
    pub matters: usize,
    /// Notices that run today.
    pub notices: usize,
}

impl Figures {
    /// Counts them.
    pub fn of(state: &dyn State, today: Day) -> Self {
        Self {
            households: state.all::<Household>().len(),
            visits: state.all::<Visit>().iter().filter(|visit| within(visit.value.held_on, today, VISITS_OF_DAYS)).count(),
            promises_due: state.all::<Promise>().iter().filter(|found| found.value.closed.is_none() && found.value.due_on <= today).count(),
            matters: all_matters(state, today).iter().filter(|card| card.is_deliberated()).count(),
            notices: state.all::<Notice>().iter().filter(|found| runs(&found.value, today)).count(),
        }
    }

    /// The figures of both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            households: self.households + other.households,
            visits: self.visits + other.visits,
            promises_due: self.promises_due + other.promises_due,
            matters: self.matters + other.matters,
            notices: self.notices + other.notices,
        }
    }
}

/// Does a notice run on this day?
pub fn runs(notice: &Notice, today: Day) -> bool {
    notice.withdrawn.is_none() && notice.posted_on <= today && notice.until.is_none_or(|until| today <= until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use shared::kernel::Id;
    use shared::sync::record::Record;
    use shared::sync::state::Whole;

    fn record(kind: &str, name: &str, body: serde_json::Value) -> Record {
        let record = json!({ "kind": kind, "id": Id::derived(&[name]), "version": 1, "body": body });
        serde_json::from_value(record).unwrap()
    }

    #[test]
    fn a_notice_runs_from_its_first_to_its_last_day_unless_taken_down() {
        let notice = |until: Option<&str>, withdrawn: bool| {
            let by = Id::derived(&["a"]);
            let gone = withdrawn.then(|| json!({ "reason": "r", "on": "2026-11-02", "by": by }));
            let body = json!({ "kind": "other", "title": "t", "body": "b", "posted_on": "2026-11-01", "until": until, "by": by, "withdrawn": gone });
            serde_json::from_value::<Notice>(body).unwrap()
        };
        let on = |notice: &Notice, day: &str| runs(notice, day.parse().unwrap());
        assert!(on(&notice(None, false), "2030-01-01") && !on(&notice(None, false), "2026-10-31"));
        assert!(on(&notice(Some("2026-11-07"), false), "2026-11-07") && !on(&notice(Some("2026-11-07"), false), "2026-11-08"));
        assert!(!on(&notice(None, true), "2026-11-03"));
    }

    #[test]
    fn what_is_counted_is_what_stands() {
        let (household, visit, by) = (Id::derived(&["h"]), Id::derived(&["v"]), Id::derived(&["a"]));
        let promise = |name: &str, due: &str, closed: bool| {
            let closing = closed.then(|| json!({ "done": true, "note": "n", "on": "2026-11-02", "by": by }));
            record(
                "promise",
                name,
                json!({ "household": household, "visit": visit, "text": "t", "due_on": due, "by": by, "closed": closing }),
            )
        };
        let state = Whole(vec![
            record("household", "h", json!({ "head_name": "王" })),
            promise("due", "2026-11-20", false),
            promise("kept", "2026-11-20", true),
            promise("later", "2026-12-20", false),
        ]);
        let figures = Figures::of(&state, "2026-11-24".parse().unwrap());
        assert_eq!(figures, Figures { households: 1, promises_due: 1, ..Figures::default() });
        assert_eq!(figures.plus(figures).households, 2);
    }
}
