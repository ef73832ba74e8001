//! What a field of the card is called, and what its value means, in words.

use serde_json::Value as Json;
use shared::household::{Field, Section, Value};
use shared::kernel::Day;
use shared::kernel::personal::{mask_card, mask_resident_id};
use shared::text::{self, Texts, choice_key, format, household, ui};

/// What a field is called.
pub fn label(texts: Texts, field: &Field) -> String {
    household::key(&format!("field_{}", field.name)).map_or_else(|| field.name.to_owned(), |key| texts.t(key).to_owned())
}

/// What a section is called.
pub fn section(texts: Texts, section: Section) -> String {
    household::key(&format!("section_{}", section.name())).map_or_else(String::new, |key| texts.t(key).to_owned())
}

/// What a choice is called; one that is new to this version stays its code.
pub fn choice(texts: Texts, set: &str, code: &str) -> String {
    choice_key("household", set, code).map_or_else(|| code.to_owned(), |key| texts.t(key).to_owned())
}

/// A value in words; nothing where the field is not filled. Numbers of persons are masked.
pub fn value(texts: Texts, field: &Field, value: &Json) -> Option<String> {
    match field.value {
        Value::Text(_) | Value::Phone => value.as_str().filter(|text| !text.is_empty()).map(str::to_owned),
        Value::Whole(..) => value.as_i64().map(format::number),
        Value::Year => value.as_i64().map(|year| year.to_string()),
        // The field's name says that it is yuan.
        Value::Money => value.as_i64().map(amount),
        Value::Area => value.as_i64().map(area),
        Value::Day => value.as_str().and_then(|text| text.parse::<Day>().ok()).map(|day| format::day(texts.lang, day)),
        Value::Flag => value.as_bool().map(|yes| texts.t(if yes { ui::YES } else { ui::NO }).to_owned()),
        Value::One(set, _) => value.as_str().map(|code| choice(texts, set, code)),
        Value::Many(set, ..) => {
            let codes = value.as_array()?.iter().filter_map(Json::as_str);
            let words: Vec<String> = codes.map(|code| choice(texts, set, code)).collect();
            (!words.is_empty()).then(|| text::format::list(texts.lang, &words))
        }
        Value::ResidentNumber => value.as_str().map(mask_resident_id),
        Value::BankAccount => value.as_str().map(mask_card),
    }
}

/// An amount of fen in yuan, without the unit: `6,400.00`.
fn amount(fen: i64) -> String {
    let whole = format::number(fen / 100);
    format!("{whole}.{:02}", fen.unsigned_abs() % 100)
}

/// An area in mu out of hundredths: `2.5`, `12`.
pub fn area(hundredths: i64) -> String {
    let (whole, part) = (hundredths / 100, (hundredths % 100).abs());
    match (part, part % 10) {
        (0, _) => whole.to_string(),
        (_, 0) => format!("{whole}.{}", part / 10),
        _ => format!("{whole}.{part:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use shared::household::{HOUSEHOLD, PRIVATE, RESIDENT, field};
    use shared::text::Lang;

    #[test]
    fn every_field_and_choice_has_its_words() {
        for lang in Lang::ALL {
            let texts = Texts::new(lang);
            for field in HOUSEHOLD.iter().chain(RESIDENT).chain(PRIVATE) {
                assert_ne!(label(texts, field), field.name);
                assert!(!section(texts, field.section).is_empty());
                if let Value::One(set, choices) | Value::Many(set, choices, _) = field.value {
                    for code in choices {
                        assert_ne!(choice(texts, set, code), *code);
                    }
                }
            }
        }
    }

    #[test]
    fn values_in_words() {
        let texts = Texts::new(Lang::En);
        let say = |name: &str, json: Json| {
            let field = [HOUSEHOLD, RESIDENT, PRIVATE].into_iter().find_map(|fields| field(fields, name)).unwrap();
            value(texts, field, &json)
        };
        assert_eq!(say("farmland_mu_hundredths", json!(250)).as_deref(), Some("2.5"));
        assert_eq!(say("farmland_mu_hundredths", json!(1_200)).as_deref(), Some("12"));
        assert_eq!(say("farmland_mu_hundredths", json!(25)).as_deref(), Some("0.25"));
        assert_eq!(say("income_wages_fen", json!(640_000)).as_deref(), Some("6,400.00"));
        assert_eq!(say("electricity", json!(true)).as_deref(), Some("Yes"));
        assert_eq!(say("marks", json!(["party_member"])).as_deref(), Some("Party member's household"));
        assert_eq!(say("resident_number", json!("11010519491231002X")).as_deref(), Some("110105**********2X"));
        assert_eq!(say("bank_account", json!("6222020200112233446")).as_deref(), Some("***************3446"));
        assert_eq!(say("phone", json!(null)), None);
    }
}
