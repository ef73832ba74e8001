//! What is typed into a field of the card, as the value that the card keeps, and back.

use serde_json::{Value as Json, json};
use shared::household::{Field, ResidentId, Value, check_field};
use shared::kernel::{Day, Violation};

/// A value as it is typed again; empty where there is none.
pub fn typed(field: &Field, value: Option<&Json>) -> String {
    let Some(value) = value else { return String::new() };
    match field.value {
        Value::Money | Value::Area => value.as_i64().map(hundredths).unwrap_or_default(),
        Value::Whole(..) | Value::Year => value.as_i64().map(|number| number.to_string()).unwrap_or_default(),
        Value::Flag => value.as_bool().map(|yes| if yes { YES } else { NO }.to_owned()).unwrap_or_default(),
        _ => value.as_str().unwrap_or_default().to_owned(),
    }
}

/// The code of a flag that is up.
pub const YES: &str = "yes";
/// The code of a flag that is down.
pub const NO: &str = "no";

/// `1250` is `12.5`; whole numbers stay whole.
fn hundredths(value: i64) -> String {
    crate::household::words::area(value)
}

/// Reads what was typed. An empty entry empties a field that may be empty.
///
/// # Errors
/// What is wrong with it.
pub fn read(field: &Field, typed: &str, today: Day) -> Result<Json, Violation> {
    let plain = plain(field, typed);
    if plain.is_empty() {
        return check_field(field, &Json::Null).map_or(Ok(Json::Null), Err);
    }
    let number = |value: Option<i64>| value.map(|value| json!(value)).ok_or_else(|| Violation::new(field.name, "not_a_number"));
    let value = match field.value {
        Value::Money | Value::Area => number(from_hundredths(&plain))?,
        Value::Whole(..) | Value::Year => number(plain.parse().ok())?,
        Value::Flag => json!(plain == YES),
        // Kept in its 18-digit form, however it was typed. What is none is said by the check below.
        Value::ResidentNumber => json!(ResidentId::read(&plain, today).map_or(plain, |id| id.as_str().to_owned())),
        // Births, the only days of a card, are in the past.
        Value::Day if plain.parse::<Day>().is_ok_and(|day| day > today) => {
            return Err(Violation::new(field.name, "day_not_come").with("today", today));
        }
        _ => json!(plain),
    };
    check_field(field, &value).map_or(Ok(value), Err)
}

/// Figures are read however they are typed: full-width, with spaces and commas.
fn plain(field: &Field, typed: &str) -> String {
    let figures = matches!(
        field.value,
        Value::Money | Value::Area | Value::Whole(..) | Value::Year | Value::BankAccount | Value::Phone | Value::ResidentNumber
    );
    if !figures {
        return typed.trim().to_owned();
    }
    let narrow = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        '．' | '。' => '.',
        '－' => '-',
        other => other,
    };
    typed.chars().map(narrow).filter(|c| !c.is_whitespace() && !matches!(c, ',' | '，')).collect()
}

fn from_hundredths(plain: &str) -> Option<i64> {
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    let decimals = part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let part: i64 = format!("{part:0<2}").parse().ok().filter(|_| decimals)?;
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok().filter(|whole| *whole >= 0)? };
    whole.checked_mul(100)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use shared::household::{HOUSEHOLD, PRIVATE, RESIDENT, field};

    fn today() -> Day {
        "2026-11-24".parse().unwrap()
    }

    fn of(name: &str) -> &'static Field {
        field(HOUSEHOLD, name).or_else(|| field(PRIVATE, name)).or_else(|| field(RESIDENT, name)).unwrap()
    }

    #[rstest]
    #[case("income_wages_fen", "１２，３４５．５", Ok(json!(1_234_550)))]
    #[case("income_wages_fen", "12.345", Err("not_a_number"))]
    #[case("income_wages_fen", "-1", Err("not_a_number"))]
    #[case("farmland_mu_hundredths", "0.25", Ok(json!(25)))]
    #[case("farmland_mu_hundredths", ".5", Ok(json!(50)))]
    #[case("house_area_m2", "ninety", Err("not_a_number"))]
    #[case("house_area_m2", "5000", Err("out_of_range"))]
    #[case("phone", "138 0000 0000", Ok(json!("13800000000")))]
    #[case("phone", "call me", Err("bad_phone"))]
    #[case("electricity", "no", Ok(json!(false)))]
    #[case("born_on", "2026-11-24", Ok(json!("2026-11-24")))]
    #[case("born_on", "2026-11-25", Err("day_not_come"))]
    #[case("address", "  二組  ", Ok(json!("二組")))]
    #[case("address", "  ", Ok(Json::Null))]
    #[case("resident_number", "110105491231002", Ok(json!("11010519491231002X")))]
    #[case("resident_number", "11010519491231002x", Ok(json!("11010519491231002X")))]
    #[case("resident_number", "110105194912310021", Err("bad_resident_id_check"))]
    fn entries_as_people_type_them(#[case] name: &str, #[case] entered: &str, #[case] expected: Result<Json, &str>) {
        let read = read(of(name), entered, today()).map_err(|violation| violation.code);
        assert_eq!(read, expected.map_err(str::to_owned));
    }

    #[rstest]
    #[case("income_wages_fen", json!(1_234_550), "12345.5")]
    #[case("farmland_mu_hundredths", json!(25), "0.25")]
    #[case("electricity", json!(true), "yes")]
    #[case("house_built", json!(1_998), "1998")]
    #[case("main_cause", json!("illness"), "illness")]
    fn a_value_is_typed_again_as_it_is_read(#[case] name: &str, #[case] value: Json, #[case] expected: &str) {
        assert_eq!(typed(of(name), Some(&value)), expected);
        assert_eq!(read(of(name), expected, today()), Ok(value));
    }
}
