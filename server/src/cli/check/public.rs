//! The public view beside the village: the masked copy and nothing more.

use super::member;
use super::rows::{RecordLine, Village};
use super::{Promise, Report};
use serde_json::Value;
use shared::register::AllRooms;
use shared::sync::record::Record;
use shared::sync::server::public_body;
use std::collections::{BTreeMap, BTreeSet};

/// The fields that may appear in the public view, kind by kind, those of objects inside with a dot. Written down a second time on
/// purpose: whoever publishes another field changes it here too, and thinks twice.
const LISTED: [(&str, &[&str]); 8] = [
    (
        "matter",
        &["title", "kind", "background", "options", "money_fen", "households", "opened_on", "step", "step_on", "state", "closed_on"],
    ),
    (
        "step",
        &[
            "matter",
            "kind",
            "outcome",
            "body",
            "held_on",
            "place",
            "chair",
            "chair.name",
            "chair.office",
            "recorder",
            "recorder.name",
            "recorder.office",
            "witness",
            "witness.name",
            "witness.office",
            "tally",
            "tally.expected",
            "tally.attended",
            "tally.votes_for",
            "tally.votes_against",
            "tally.votes_abstain",
            "summary",
            "next_on",
            "meeting",
        ],
    ),
    ("step_correction", &["matter", "step", "after", "instead_of", "held_on", "reason", "on"]),
    ("meeting", &["matter", "body", "on", "at", "place", "agenda", "replaces"]),
    ("objection", &["matter", "notice", "filed_on", "receipt", "overtaken_by", "answer", "answer.text", "answer.on"]),
    (
        "notice",
        &[
            "kind",
            "title",
            "body",
            "posted_on",
            "until",
            "names_persons",
            "corrects",
            "matter",
            "withdrawn",
            "withdrawn.on",
            "withdrawn.reason",
        ],
    ),
    (
        "held_meeting",
        &[
            "body",
            "call",
            "called_on",
            "emergency",
            "held_on",
            "place",
            "chair",
            "chair.name",
            "chair.office",
            "recorder",
            "recorder.name",
            "recorder.office",
            "supervisor",
            "supervisor.name",
            "supervisor.office",
            "agenda",
            "expected",
            "signed_in",
            "roll_hash",
            "sign_in_hash",
            "summary",
            "motions",
            "motions.text",
            "motions.subject",
            "motions.matter",
            "motions.method",
            "motions.counts",
            "motions.votes",
            "motions.votes.votes_for",
            "motions.votes.votes_against",
            "motions.votes.votes_abstain",
            "motions.recused",
            "motions.recused.name",
            "motions.recused.reason",
            "motions.voided",
            "motions.numbers",
            "motions.evaluation",
            "motions.numbers.adults",
            "motions.numbers.adults_present",
            "motions.numbers.households",
            "motions.numbers.households_present",
            "motions.numbers.households_represented",
            "motions.numbers.members",
            "motions.numbers.members_present",
            "motions.numbers.representatives",
            "motions.numbers.women",
            "motions.numbers.voters",
            "motions.numbers.votes_cast",
            "motions.numbers.votes_for",
            "motions.numbers.votes_against",
            "motions.numbers.votes_abstain",
            "motions.numbers.recused",
            "motions.evaluation.rule",
            "motions.evaluation.law",
            "motions.evaluation.effective_from",
            "motions.evaluation.verdict",
            "motions.evaluation.lawful",
            "motions.evaluation.checks",
            "motions.evaluation.approvals",
            "motions.evaluation.checks.check",
            "motions.evaluation.checks.holds",
            "motions.evaluation.checks.article",
            "motions.evaluation.checks.days_given",
            "motions.evaluation.checks.days_needed",
            "motions.evaluation.checks.excused",
            "motions.evaluation.checks.tests",
            "motions.evaluation.checks.tests.count",
            "motions.evaluation.checks.tests.value",
            "motions.evaluation.checks.tests.base",
            "motions.evaluation.checks.tests.of",
            "motions.evaluation.checks.tests.share",
            "motions.evaluation.checks.tests.share.at_least",
            "motions.evaluation.checks.tests.share.more_than",
            "motions.evaluation.checks.tests.needed",
            "motions.evaluation.checks.tests.holds",
        ],
    ),
    ("idea", &["topic", "submitted_on", "receipt", "text", "answer", "answer.adopted", "answer.text", "answer.on"]),
];

/// Looks at a village's public view.
pub fn check(village: &Village<'_>, report: &mut Report) {
    let scope = &village.public.scope;
    let accepted: BTreeSet<&str> =
        village.own.commands.iter().filter(|command| command.status == "accepted").map(|command| command.command_id.as_str()).collect();
    for change in &village.public.changes {
        let known = accepted.contains(change.command_id.as_str());
        report.check(Promise::Acceptance, known, || format!("{scope}: change {} of a command that was not accepted", change.seq));
    }
    report.check(Promise::PublicView, village.public.commands.is_empty(), || format!("{scope}: a public view takes no commands"));
    let mut shown: BTreeMap<(&str, &str), &RecordLine> =
        village.public.records.iter().map(|record| ((&*record.kind, &*record.id), record)).collect();
    for record in &village.own.records {
        let shown = shown.remove(&(record.kind.as_str(), record.id.as_str()));
        let holds = is_masked_copy(record, shown);
        report.check(Promise::PublicView, holds, || format!("{scope}: {} {} is not the masked copy", record.kind, record.id));
    }
    report.check(Promise::PublicView, shown.is_empty(), || format!("{scope}: {} records that the village does not have", shown.len()));
    for record in &village.public.records {
        let odd = unlisted(record);
        report.check(Promise::PublicView, odd.is_empty(), || format!("{scope}: {} {}: {}", record.kind, record.id, odd.join(", ")));
    }
}

/// Is what is shown of a record what its kind publishes? What is not published is not shown, or shown as gone.
fn is_masked_copy(record: &RecordLine, shown: Option<&RecordLine>) -> bool {
    let Ok(own) = serde_json::from_str::<Record>(&record.body) else { return false };
    match (public_body(&AllRooms, &own), shown) {
        (None, None) => true,
        (None, Some(shown)) => {
            shown.deleted != 0 && body_of(shown).is_some_and(|body| body.as_object().is_some_and(serde_json::Map::is_empty))
        }
        (Some(_), None) => false,
        (Some(body), Some(shown)) => shown.deleted == 0 && body_of(shown) == Some(Value::Object(body)),
    }
}

fn body_of(record: &RecordLine) -> Option<Value> {
    let mut whole: Value = serde_json::from_str(&record.body).ok()?;
    whole.get_mut("body").map(Value::take)
}

/// Fields that are not listed, and texts with a number of a person.
fn unlisted(record: &RecordLine) -> Vec<String> {
    let Ok(whole) = serde_json::from_str::<Value>(&record.body) else { return vec!["not to be read".to_owned()] };
    let mut odd = Vec::new();
    if record.partition != "ordinary" || !member(&whole, "written").is_null() || !member(&whole, "rivals").is_null() {
        odd.push("more than a masked body".to_owned());
    }
    let listed = LISTED.iter().find(|(kind, _)| *kind == record.kind).map_or(&[][..], |(_, fields)| fields);
    walk("", member(&whole, "body"), listed, &mut odd);
    odd
}

fn walk(path: &str, value: &Value, listed: &[&str], odd: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                if !listed.contains(&path.as_str()) {
                    odd.push(format!("{path} is not listed"));
                }
                walk(&path, value, listed, odd);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| walk(path, value, listed, odd)),
        Value::String(text) if names_a_person_by_number(text) => odd.push(format!("{path} holds a number of a person")),
        _ => {}
    }
}

fn names_a_person_by_number(text: &str) -> bool {
    // An id is hexadecimal; its groups of digits say nothing.
    let is_id = text.len() == 36 && text.parse::<shared::kernel::Id>().is_ok();
    !is_id && super::personal::names_a_person(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::register::KINDS;

    #[test]
    fn every_published_kind_is_listed_and_no_other() {
        let published: BTreeSet<&str> = KINDS.iter().filter(|kind| kind.public).map(|kind| kind.name).collect();
        assert_eq!(published, LISTED.iter().map(|(kind, _)| *kind).collect());
    }
}
