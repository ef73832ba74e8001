//! 填寫 / 填写: what is typed into a form, as a value. Full-width figures, spaces and commas do not matter.

use shared::kernel::{Day, Fen, Id, Violation};

/// A count; nothing where it is none.
pub fn count(typed: &str) -> Option<u32> {
    plain(typed).parse().ok()
}

/// Yuan with at most two decimals; nothing where it is none.
pub fn yuan(typed: &str) -> Option<Fen> {
    let plain = plain(typed);
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let decimals = part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let fen = format!("{part:0<2}").parse::<i64>().ok().filter(|_| decimals)?;
    let yuan = whole.parse::<i64>().ok().filter(|yuan| *yuan >= 0)?;
    yuan.checked_mul(100)?.checked_add(fen).map(Fen)
}

/// An amount as it is typed again: `120000` or `35.5`.
pub fn typed_yuan(Fen(fen): Fen) -> String {
    if fen % 100 == 0 { (fen / 100).to_string() } else { format!("{}.{:02}", fen / 100, fen % 100) }
}

fn plain(typed: &str) -> String {
    let ascii = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        '．' | '。' => '.',
        _ => c,
    };
    typed.chars().map(ascii).filter(|c| !c.is_whitespace() && !matches!(c, ',' | '，')).collect()
}

/// Reads typed entries and notes what cannot be read, each at its field.
#[derive(Debug, Default)]
pub struct Reading(pub Vec<Violation>);

impl Reading {
    /// A count that must be there.
    pub fn count(&mut self, field: &str, typed: &str) -> u32 {
        self.needed(field, typed, count(typed), "not_a_number").unwrap_or_default()
    }

    /// A count; an empty entry is none.
    pub fn count_or_none(&mut self, field: &str, typed: &str) -> Option<u32> {
        if typed.trim().is_empty() { None } else { self.needed(field, typed, count(typed), "not_a_number") }
    }

    /// An amount in yuan; an empty entry is none.
    pub fn yuan_or_none(&mut self, field: &str, typed: &str) -> Option<Fen> {
        if typed.trim().is_empty() { None } else { self.needed(field, typed, yuan(typed), "not_a_number") }
    }

    /// A day that must be there; until then `otherwise` stands for it, so that the rest can be looked at.
    pub fn day(&mut self, field: &str, typed: &str, otherwise: Day) -> Day {
        self.needed(field, typed, typed.trim().parse().ok(), "not_a_date").unwrap_or(otherwise)
    }

    /// The day on which something happened: it must be there and, by the latest day that is known to have come, not be still to come.
    pub fn day_come(&mut self, field: &str, typed: &str, latest: Day) -> Day {
        let day = self.day(field, typed, latest);
        if day > latest {
            self.0.push(Violation::new(field, "day_not_come").with("today", latest));
        }
        day
    }

    /// The day for which something is called: it must be there and not be over.
    pub fn day_to_come(&mut self, field: &str, typed: &str, today: Day) -> Day {
        let day = self.day(field, typed, today);
        if day < today {
            self.0.push(Violation::new(field, "day_over").with("today", today));
        }
        day
    }

    /// A day; an empty entry is none.
    pub fn day_or_none(&mut self, field: &str, typed: &str) -> Option<Day> {
        if typed.trim().is_empty() { None } else { self.needed(field, typed, typed.trim().parse().ok(), "not_a_date") }
    }

    /// An id out of a choice; an empty entry is none.
    pub fn id_or_none(&mut self, field: &str, typed: &str) -> Option<Id> {
        if typed.is_empty() { None } else { self.needed(field, typed, typed.parse().ok(), "unknown_choice") }
    }

    /// One of a closed choice that must be made.
    pub fn choice<T: Copy>(&mut self, field: &str, typed: &str, all: &[T], name: impl Fn(T) -> &'static str) -> Option<T> {
        let found = all.iter().copied().find(|one| name(*one) == typed);
        self.needed(field, typed, found, "unknown_choice")
    }

    /// What could not be read, and what the command's own rules say of the rest.
    #[must_use]
    pub fn with(mut self, rules: Vec<Violation>) -> Vec<Violation> {
        let unread: Vec<String> = self.0.iter().map(|violation| violation.field.clone()).collect();
        self.0.extend(rules.into_iter().filter(|violation| !unread.contains(&violation.field)));
        self.0
    }

    /// What was read; where it was not, that is noted: `required` of an empty entry, else `code`.
    pub fn needed<T>(&mut self, field: &str, typed: &str, value: Option<T>, code: &str) -> Option<T> {
        if value.is_none() {
            self.0.push(Violation::new(field, if typed.trim().is_empty() { "required" } else { code }));
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_as_people_type_them() {
        assert_eq!(count(" １２ "), Some(12));
        assert_eq!(count("1,200"), Some(1200));
        assert_eq!(count("十二"), None);
        assert_eq!(yuan("21,600"), Some(Fen(2_160_000)));
        assert_eq!(yuan("３５．５"), Some(Fen(3_550)));
        assert_eq!(yuan("1.234"), None);
        assert_eq!(yuan("-1"), None);
        assert_eq!(yuan("1.+5"), None);
        assert_eq!(typed_yuan(Fen(3_550)), "35.50");
        assert_eq!(typed_yuan(Fen(12_000_000)), "120000");
    }

    #[test]
    fn what_happened_has_come_and_what_is_called_is_not_over() {
        let today: Day = "2026-11-24".parse().unwrap();
        let mut reading = Reading::default();
        assert_eq!(reading.day_come("held", "2026-11-24", today), today);
        assert_eq!(reading.day_to_come("called", "2026-11-24", today), today);
        assert!(reading.0.is_empty());
        reading.day_come("held", "2027-03-01", today);
        reading.day_to_come("called", "2026-11-23", today);
        reading.day_come("empty", "", today);
        let found: Vec<(&str, &str)> = reading.0.iter().map(|one| (one.field.as_str(), one.code.as_str())).collect();
        assert_eq!(found, [("held", "day_not_come"), ("called", "day_over"), ("empty", "required")]);
        assert_eq!(reading.0.first().and_then(|one| one.values.get("today")).map(String::as_str), Some("2026-11-24"));
    }

    #[test]
    fn what_cannot_be_read_is_noted_once() {
        let mut reading = Reading::default();
        assert_eq!(reading.count("n", ""), 0);
        assert_eq!(reading.count_or_none("m", ""), None);
        assert_eq!(reading.day_or_none("on", "2026-13-01"), None);
        let found = reading.with(vec![Violation::new("n", "out_of_range"), Violation::new("title", "required")]);
        let codes: Vec<(&str, &str)> = found.iter().map(|one| (one.field.as_str(), one.code.as_str())).collect();
        assert_eq!(codes, [("n", "required"), ("on", "not_a_date"), ("title", "required")]);
    }
}
