//! Civil days and instants. Legal dates are days; what a clock said is an instant in UTC milliseconds.

use super::{Malformed, serde_as_text};
use chrono::{Datelike, NaiveDate, TimeDelta};
use std::{fmt, str::FromStr};

/// A calendar day (日期), with no time and no zone: `2026-11-23`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    /// The day of this year, month and day of month, if there is one.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// The day so many days later (or earlier, below zero). At the end of the calendar it stays where it is.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        TimeDelta::try_days(days).and_then(|delta| self.0.checked_add_signed(delta)).map_or(self, Self)
    }

    /// Whole days from `earlier` to this day; below zero when this day comes first.
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    /// Year, month 1–12, day of month 1–31.
    pub fn ymd(self) -> (i32, u32, u32) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// Day of the week, Monday = 1 … Sunday = 7.
    pub fn weekday(self) -> u32 {
        self.0.weekday().number_from_monday()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// A number written with exactly so many digits and nothing else.
fn digits(text: &str, width: usize) -> Option<u32> {
    (text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// The years of a day that somebody states: whoever is alive was born after the first, and nobody plans beyond the last. What lies
/// outside is a slip of the finger.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

impl FromStr for Day {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        civil(text).filter(|day| YEARS.contains(&day.ymd().0)).ok_or(Malformed("day"))
    }
}

/// A day of any year; instants have theirs from a clock, which may be set to anything.
fn civil(text: &str) -> Option<Day> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = digits(parts.next()?, 2)?;
    let day = digits(parts.next()?, 2)?;
    if parts.next().is_some() {
        return None;
    }
    Day::new(i32::try_from(year).ok()?, month, day)
}

serde_as_text!(Day);

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;
/// China keeps one zone, eight hours ahead of UTC.
const CHINA_OFFSET_MS: i64 = 8 * 3_600_000;

/// An instant in UTC milliseconds since 1970 (時刻 / 时刻): `2026-11-23T08:15:30.000Z`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// From UTC milliseconds since 1970.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// UTC milliseconds since 1970.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// So many milliseconds later.
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to this instant.
    pub const fn millis_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The calendar day in China at this instant.
    pub fn day_in_china(self) -> Day {
        let days = self.0.saturating_add(CHINA_OFFSET_MS).div_euclid(DAY_MS);
        Day(NaiveDate::default()).plus_days(days)
    }

    /// Noon of a calendar day in China, where only the day is known.
    pub fn noon_in_china(day: Day) -> Self {
        let days = day.days_since(Day(NaiveDate::default()));
        Self(days * DAY_MS + DAY_MS / 2 - CHINA_OFFSET_MS)
    }

    /// Hour and minute in China at this instant.
    pub fn clock_in_china(self) -> (i64, i64) {
        let minutes = self.0.saturating_add(CHINA_OFFSET_MS).rem_euclid(DAY_MS) / 60_000;
        (minutes / 60, minutes % 60)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = Day(NaiveDate::default()).plus_days(self.0.div_euclid(DAY_MS));
        let ms = self.0.rem_euclid(DAY_MS);
        write!(f, "{day}T{:02}:{:02}:{:02}.{:03}Z", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
    }
}

impl FromStr for Instant {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let instant = (|| {
            let (day, rest) = text.split_once('T')?;
            let (clock, millis) = rest.strip_suffix('Z')?.split_once('.').unwrap_or((rest.strip_suffix('Z')?, "000"));
            let mut parts = clock.split(':');
            let (hour, minute, second) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
            if parts.next().is_some() || hour > 23 || minute > 59 || second > 59 {
                return None;
            }
            let days = civil(day)?.days_since(Day(NaiveDate::default()));
            let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
            Some(Self(days * DAY_MS + seconds * 1000 + i64::from(digits(millis, 3)?)))
        })();
        instant.ok_or(Malformed("instant"))
    }
}

serde_as_text!(Instant);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_have_one_spelling() {
        for bad in [
            "2026-2-3",
            "2026-02-30",
            "26-02-03",
            "2026-02-03x",
            "",
            "2026-02-03-01",
            "２０２６-02-03",
            "0001-01-01",
            "1899-12-31",
            "2201-01-01",
        ] {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
        assert_eq!("2024-02-29".parse::<Day>().map(|day| day.plus_days(1).to_string()), Ok("2024-03-01".into()));
    }

    #[test]
    fn the_day_in_china_turns_at_sixteen_hours_utc() {
        let before: Instant = "2026-11-23T15:59:59.999Z".parse().unwrap();
        assert_eq!(before.day_in_china().to_string(), "2026-11-23");
        assert_eq!(before.plus_millis(1).day_in_china().to_string(), "2026-11-24");
        assert_eq!(before.plus_millis(1).clock_in_china(), (0, 0));
    }

    proptest! {
        #[test]
        fn instants_read_back(millis in -60_000_000_000_000_i64..200_000_000_000_000) {
            let instant = Instant::from_millis(millis);
            prop_assert_eq!(instant.to_string().parse::<Instant>(), Ok(instant));
        }
    }
}
