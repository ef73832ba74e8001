//! Days, amounts and counts in words, the same on the server and in a browser, without the browser's own tables.

use super::{Key, Lang, figures, fill, t};
use crate::kernel::{Day, Fen, Instant};

const MONTHS: [Key; 12] = [
    figures::MONTH_1,
    figures::MONTH_2,
    figures::MONTH_3,
    figures::MONTH_4,
    figures::MONTH_5,
    figures::MONTH_6,
    figures::MONTH_7,
    figures::MONTH_8,
    figures::MONTH_9,
    figures::MONTH_10,
    figures::MONTH_11,
    figures::MONTH_12,
];

const WEEKDAYS: [Key; 7] = [
    figures::WEEKDAY_1,
    figures::WEEKDAY_2,
    figures::WEEKDAY_3,
    figures::WEEKDAY_4,
    figures::WEEKDAY_5,
    figures::WEEKDAY_6,
    figures::WEEKDAY_7,
];

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// What is as old as this is told in days: "26 hours ago" is read wrong more often than "yesterday".
const HOURS_TOLD_MS: i64 = DAY_MS;

/// The word at a place counted from one.
fn counted_from_one(lang: Lang, words: &[Key], number: u32) -> &'static str {
    let at = usize::try_from(number).unwrap_or_default().saturating_sub(1);
    words.get(at).map_or("", |key| t(lang, *key))
}

/// `2026年11月23日`, `23 Nov 2026`.
pub fn day(lang: Lang, day: Day) -> String {
    let (year, month, of_month) = day.ymd();
    fill(lang, figures::DAY, &[("y", &year), ("m", &counted_from_one(lang, &MONTHS, month)), ("d", &of_month)])
}

/// `11月23日`, `23 Nov`: where the year is plain from the place.
pub fn day_of_year(lang: Lang, day: Day) -> String {
    let (_, month, of_month) = day.ymd();
    fill(lang, figures::DAY_OF_YEAR, &[("m", &counted_from_one(lang, &MONTHS, month)), ("d", &of_month)])
}

/// A day as a list tells it: the year is left out where it is this one.
pub fn day_near(lang: Lang, of: Day, today: Day) -> String {
    if of.ymd().0 == today.ymd().0 { day_of_year(lang, of) } else { day(lang, of) }
}

/// `2026年11月`, `Nov 2026`.
pub fn month_of_year(lang: Lang, day: Day) -> String {
    let (year, month, _) = day.ymd();
    fill(lang, figures::MONTH_OF_YEAR, &[("y", &year), ("m", &counted_from_one(lang, &MONTHS, month))])
}

/// `星期一`, `Monday`.
pub fn weekday(lang: Lang, day: Day) -> &'static str {
    counted_from_one(lang, &WEEKDAYS, day.weekday())
}

/// `14:05`, by the clock in China.
pub fn time(at: Instant) -> String {
    let (hour, minute) = at.clock_in_china();
    format!("{hour:02}:{minute:02}")
}

/// `2026年11月23日 14:05`, by the clock in China.
pub fn moment(lang: Lang, at: Instant) -> String {
    format!("{} {}", day(lang, at.day_in_china()), time(at))
}

/// Today, yesterday, or so many days ago.
pub fn days_ago(lang: Lang, days: i64) -> String {
    match days {
        ..=0 => t(lang, figures::TODAY).to_owned(),
        1 => t(lang, figures::YESTERDAY).to_owned(),
        _ => fill(lang, figures::DAYS_AGO, &[("n", &days)]),
    }
}

/// Just now, or so many minutes, hours or days ago; a time that has not come yet is just now, for clocks differ.
pub fn ago(lang: Lang, elapsed_ms: i64) -> String {
    match elapsed_ms {
        ..MINUTE_MS => t(lang, figures::JUST_NOW).to_owned(),
        MINUTE_MS..HOUR_MS => fill(lang, figures::MINUTES_AGO, &[("n", &(elapsed_ms / MINUTE_MS))]),
        HOUR_MS..HOURS_TOLD_MS => fill(lang, figures::HOURS_AGO, &[("n", &(elapsed_ms / HOUR_MS))]),
        _ => days_ago(lang, elapsed_ms / DAY_MS),
    }
}

/// How far off a day is from today: `還有 3 天`, `今天到期`, `過期 2 天`.
pub fn due(lang: Lang, due: Day, today: Day) -> String {
    match due.days_since(today) {
        0 => t(lang, figures::DUE_TODAY).to_owned(),
        left @ 1.. => fill(lang, figures::DUE_IN, &[("n", &left)]),
        past => fill(lang, figures::OVERDUE, &[("n", &past.unsigned_abs())]),
    }
}

/// `1,234,567`.
pub fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::from(if value < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Yuan with two decimals: `1,234.50 元`, `¥1,234.50`.
pub fn yuan(lang: Lang, amount: Fen) -> String {
    let fen = amount.0.unsigned_abs();
    let whole = number(i64::try_from(fen / 100).unwrap_or(i64::MAX));
    let words = fill(lang, figures::YUAN, &[("amount", &format_args!("{whole}.{:02}", fen % 100))]);
    if amount.0 < 0 { format!("-{words}") } else { words }
}

/// A share with one decimal, halves up: `66.7%`; a dash of a whole that is nothing.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "—".to_owned();
    }
    let whole = u128::from(whole);
    let tenths = (u128::from(part) * 2000 + whole) / (2 * whole);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// `甲、乙、丙`; `A, B, C`.
pub fn list<T: AsRef<str>>(lang: Lang, items: &[T]) -> String {
    let mut items = items.iter().map(|item| item.as_ref().to_owned());
    let first = items.next().unwrap_or_default();
    items.fold(first, |before, item| fill(lang, figures::LIST, &[("before", &before), ("item", &item)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn on(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn days() {
        assert_eq!(day(Lang::ZhHant, on("2026-11-23")), "2026年11月23日");
        assert_eq!(day(Lang::En, on("2026-11-03")), "3 Nov 2026");
        assert_eq!(day_of_year(Lang::ZhHans, on("2026-01-03")), "1月3日");
        assert_eq!(day_of_year(Lang::En, on("2026-12-31")), "31 Dec");
        assert_eq!(weekday(Lang::ZhHant, on("2026-11-23")), "星期一");
        assert_eq!(weekday(Lang::En, on("2026-11-29")), "Sunday");
        let at: Instant = "2026-11-23T06:05:00.000Z".parse().unwrap();
        assert_eq!(moment(Lang::ZhHans, at), "2026年11月23日 14:05");
    }

    #[rstest]
    #[case(-5, "just now")]
    #[case(59_999, "just now")]
    #[case(60_000, "1 minute ago")]
    #[case(3_599_999, "59 minutes ago")]
    #[case(3_600_000, "1 hour ago")]
    #[case(86_399_999, "23 hours ago")]
    #[case(86_400_000, "yesterday")]
    #[case(200_000_000, "2 days ago")]
    fn elapsed(#[case] millis: i64, #[case] wanted: &str) {
        assert_eq!(ago(Lang::En, millis), wanted);
    }

    #[test]
    fn distance_from_today() {
        let today = on("2026-11-23");
        assert_eq!(due(Lang::ZhHant, today, today), "今天到期");
        assert_eq!(due(Lang::En, on("2026-11-24"), today), "due in 1 day");
        assert_eq!(due(Lang::ZhHans, on("2026-11-20"), today), "过期 3 天");
        assert_eq!(days_ago(Lang::ZhHant, 41), "41 天前");
    }

    #[rstest]
    #[case(0, "0")]
    #[case(999, "999")]
    #[case(-1000, "-1,000")]
    #[case(1_234_567, "1,234,567")]
    #[case(i64::MIN, "-9,223,372,036,854,775,808")]
    fn grouped(#[case] value: i64, #[case] wanted: &str) {
        assert_eq!(number(value), wanted);
    }

    #[test]
    fn money() {
        assert_eq!(yuan(Lang::ZhHant, Fen(123_450)), "1,234.50 元");
        assert_eq!(yuan(Lang::En, Fen(123_450)), "¥1,234.50");
        assert_eq!(yuan(Lang::En, Fen(-5)), "-¥0.05");
        assert_eq!(yuan(Lang::ZhHans, Fen(i64::MIN)), "-92,233,720,368,547,758.08 元");
    }

    #[rstest]
    #[case(2, 3, "66.7%")]
    #[case(1, 2000, "0.1%")]
    #[case(1, 2001, "0.0%")]
    #[case(0, 0, "—")]
    #[case(u64::MAX, u64::MAX, "100.0%")]
    fn shares(#[case] part: u64, #[case] whole: u64, #[case] wanted: &str) {
        assert_eq!(percent(part, whole), wanted);
    }

    #[test]
    fn lists() {
        assert_eq!(list(Lang::ZhHant, &["甲", "乙", "丙"]), "甲、乙、丙");
        assert_eq!(list(Lang::En, &["A", "B"]), "A, B");
        assert_eq!(list::<&str>(Lang::En, &[]), "");
    }
}
