//! Periods in days (Civil Code 民法典, Art. 200–203): the day on which a period begins does not count, and one that would end on a day
//! off ends on the next working day.

use crate::kernel::Day;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The days off and on that the State Council sets for each year (國務院辦公廳關於部分節假日安排的通知).
const HOLIDAYS: &str = include_str!("data/holidays.json");
/// Days that a run of days off may have at most: the longest was nine. It keeps a wrong table from running on.
const LONGEST_REST: u32 = 31;
/// Saturday, Monday being 1.
const SATURDAY: u32 = 6;

/// Which days are worked (工作日曆 / 工作日历).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeSet<i32>,
    off: BTreeSet<Day>,
    on: BTreeSet<Day>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    /// Days, or first and last day with a stroke between them.
    off: Vec<String>,
    /// Saturdays and Sundays that are worked instead.
    on: Vec<String>,
}

/// A table that cannot be read is none: weekends are then all that is known; a test reads it.
static NATIONAL: LazyLock<Calendar> = LazyLock::new(|| Calendar::read(HOLIDAYS).unwrap_or_default());

impl Calendar {
    /// The calendar of the State Council's notices, as far as they are known.
    pub fn national() -> &'static Self {
        &NATIONAL
    }

    /// Reads a table: a year to each key, with its days off and its days on.
    fn read(text: &str) -> Option<Self> {
        let table: BTreeMap<String, Year> = serde_json::from_str(text).ok()?;
        let mut calendar = Self::default();
        for (year, days) in &table {
            calendar.years.insert(year.parse().ok()?);
            calendar.off.extend(spans(&days.off)?);
            calendar.on.extend(spans(&days.on)?);
        }
        Some(calendar)
    }

    /// Is the year's table here? Without it only weekends are days off.
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// Is this day worked?
    pub fn is_worked(&self, day: Day) -> bool {
        self.on.contains(&day) || !(self.off.contains(&day) || day.weekday() >= SATURDAY)
    }
}

fn spans(texts: &[String]) -> Option<Vec<Day>> {
    let mut days = Vec::new();
    for text in texts {
        let (first, last) = text.split_once('/').unwrap_or((text, text));
        let (first, last): (Day, Day) = (first.parse().ok()?, last.parse().ok()?);
        days.extend((0..=last.days_since(first)).map(|n| first.plus_days(n)));
    }
    Some(days)
}

/// The last day of a period of so many days after `from`.
pub fn period_end(from: Day, days: i64, calendar: &Calendar) -> Day {
    let mut end = from.plus_days(days);
    for _ in 0..LONGEST_REST {
        if calendar.is_worked(end) {
            break;
        }
        end = end.plus_days(1);
    }
    end
}
