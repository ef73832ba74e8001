//! The card's facts, to read.

use super::words;
use crate::local::{Local, clock};
use crate::ui::{Fact, Facts};
use leptos::prelude::*;
use shared::household::{Field, PRIVATE, ResidentPrivate, Section, field, income};
use shared::kernel::{Day, Fen, Id, ScopeId};
use shared::sync::record::{Kind as _, Record};
use shared::sync::state::Query;
use shared::text::{Texts, format, household, ui};

/// A field of a record as it is written; empty where it is not filled.
pub fn text(record: &Record, name: &str) -> String {
    record.body.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

/// The head first, then the spouse, then the rest.
pub fn rank(record: &Record) -> u8 {
    match text(record, "relation").as_str() {
        "head" => 0,
        "spouse" => 1,
        _ => 2,
    }
}

/// The filled fields of a section.
pub fn facts(texts: Texts, fields: &'static [Field], section: Section, record: &Record) -> AnyView {
    let filled: Vec<AnyView> =
        filled(texts, fields, section, record).into_iter().map(|(term, value)| view! { <Fact term>{value}</Fact> }.into_any()).collect();
    if filled.is_empty() {
        return view! { <p class="quiet">{texts.t(ui::NOT_FILLED)}</p> }.into_any();
    }
    view! { <Facts>{filled}</Facts> }.into_any()
}

/// The filled fields of a section, each with its name and its value in words.
pub fn filled(texts: Texts, fields: &'static [Field], section: Section, record: &Record) -> Vec<(String, String)> {
    let of_section = fields.iter().filter(|field| field.section == section);
    of_section.filter_map(|field| Some((words::label(texts, field), words::value(texts, field, record.body.get(field.name)?)?))).collect()
}

/// Net income and income per person, where any income is filled in.
pub fn sums(texts: Texts, record: &Record, members: usize) -> Option<AnyView> {
    let net = income(&record.body)?.net;
    let each = i64::try_from(members).ok().filter(|members| *members > 0).map(|members| Fen(net.0 / members));
    let each = each.map(|each| texts.fill(household::PER_PERSON, &[("amount", &format::yuan(texts.lang, each))]));
    Some(
        view! {
            <Facts>
                <Fact term=texts.t(household::NET_INCOME)>
                    {format::yuan(texts.lang, net)}
                    {each.map(|each| view! { <br />{each} })}
                    <span class="quiet">" "{texts.t(household::COMPUTED)}</span>
                </Fact>
            </Facts>
        }
        .into_any(),
    )
}

/// Relation, sex, age, and whether they are away.
pub fn member_line(texts: Texts, record: &Record) -> String {
    let choice = |name: &str| Some(text(record, name)).filter(|code| !code.is_empty()).map(|code| words::choice(texts, name, &code));
    let born: Option<Day> = text(record, "born_on").parse().ok();
    let age = born.map(|born| texts.fill(household::AGE, &[("n", &age_on(born, clock::today()))]));
    let away = record.body.get("away").and_then(serde_json::Value::as_bool).unwrap_or_default();
    let away = away.then(|| texts.t(household::FIELD_AWAY).to_owned());
    [choice("relation"), choice("sex"), age, away].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Full years.
fn age_on(born: Day, today: Day) -> i32 {
    let ((year, month, day), (now_year, now_month, now_day)) = (born.ymd(), today.ymd());
    now_year - year - i32::from((now_month, now_day) < (month, day))
}

/// A resident's sensitive record, where it may be read here.
pub fn private(scope: &ScopeId, resident: Id) -> Option<Record> {
    let query = Query::One(ResidentPrivate::KIND.to_owned(), ResidentPrivate::id_of(resident));
    Local::get().read(scope, |state| state.answer(&query).into_iter().next())
}

/// The masked resident number.
pub fn private_line(scope: &ScopeId, resident: Id) -> Option<String> {
    let texts = crate::shell::texts();
    let number = field(PRIVATE, "resident_number")?;
    let shown = words::value(texts, number, private(scope, resident)?.body.get(number.name)?)?;
    Some(format!("{} {shown}", words::label(texts, number)))
}
