//! What stands in the form of a visit, as a draft keeps it, and the command that follows from it.

use serde::{Deserialize, Serialize};
use shared::kernel::{Day, Id, Instant, Violation};
use shared::sync::command::Command as _;
use shared::visit::{NewIssue, NewPromise, RecordVisit, Topic, VisitKind};

/// The code of *somebody else* among those met.
pub const OTHER: &str = "other";
/// The household confirms by its code.
pub const BY_CODE: &str = "code";
/// The household signs.
pub const BY_SIGNATURE: &str = "signature";
/// The household confirms later.
pub const LATER: &str = "later";

/// What was typed so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// The day of the visit.
    pub held_on: String,
    /// Why the cadre came.
    pub kind: String,
    /// Ids of members met, and [`OTHER`].
    pub met: Vec<String>,
    /// Who else.
    pub met_other: String,
    /// What was said.
    pub said: String,
    /// What was raised; `more` is the topic.
    pub issues: Vec<TypedItem>,
    /// What was promised; `more` is the day.
    pub promises: Vec<TypedItem>,
    /// The next visit.
    pub next_on: String,
    /// How the household confirms.
    pub confirm: String,
    /// The household's code. It is kept in no draft: only sealed does it stay on the device.
    #[serde(skip)]
    pub code: String,
    /// The signature's path.
    pub signature: String,
    /// The visit, once it is saved while its confirmation is not.
    pub recorded: Option<Id>,
}

/// A promise or an issue as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedItem {
    /// The id that it will have.
    pub id: Id,
    /// In words.
    pub text: String,
    /// The day of a promise, the topic of an issue.
    pub more: String,
}

impl TypedItem {
    /// Nothing was written: it is as if it had not been added.
    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// The visit kind with this wire name; the usual one where there is none.
fn kind(name: &str) -> VisitKind {
    VisitKind::ALL.into_iter().find(|kind| kind.name() == name).unwrap_or_default()
}

fn topic(name: &str) -> Topic {
    Topic::ALL.into_iter().find(|topic| topic.name() == name).unwrap_or_default()
}

impl Typed {
    /// The command that records this visit, of `today` at the latest. Violations of promises and issues name them by id: `promises.<id>.due_on`.
    ///
    /// # Errors
    /// What is to be mended.
    pub fn command(&self, id: Id, household: Id, today: Day, now: Instant) -> Result<RecordVisit, Vec<Violation>> {
        let mut wrong = Vec::new();
        let mut day = |field: &str, typed: &str| {
            let read = typed.parse::<Day>().ok();
            if read.is_none() {
                wrong.push(Violation::new(field, if typed.is_empty() { "required" } else { "not_a_date" }));
            }
            read.unwrap_or(today)
        };
        let held_on = day("held_on", &self.held_on);
        let ahead = (held_on > today).then(|| Violation::new("held_on", "day_not_come").with("today", today));
        let next_on = (!self.next_on.is_empty()).then(|| day("next_on", &self.next_on));
        let (promises, issues): (Vec<&TypedItem>, Vec<&TypedItem>) =
            (self.promises.iter().filter(|one| !one.is_blank()).collect(), self.issues.iter().filter(|one| !one.is_blank()).collect());
        let promised = promises
            .iter()
            .map(|one| NewPromise { id: one.id, text: one.text.clone(), due_on: day(&format!("promises.{}.due_on", one.id), &one.more) })
            .collect();
        let raised = issues.iter().map(|one| NewIssue { id: one.id, topic: topic(&one.more), text: one.text.clone() }).collect();
        let other = self.met.iter().any(|met| met == OTHER);
        let command = RecordVisit {
            id,
            household,
            held_on,
            kind: kind(&self.kind),
            met: self.met.iter().filter_map(|met| met.parse().ok()).collect(),
            met_other: if other { self.met_other.clone() } else { String::new() },
            said: self.said.clone(),
            promises: promised,
            issues: raised,
            next_on,
            written_at: now,
        };
        wrong.extend(ahead);
        let by_rule = command.check().into_iter().map(|violation| by_id(violation, &promises, &issues));
        wrong.extend(by_rule.collect::<Vec<_>>());
        wrong.extend(self.confirmation());
        if wrong.is_empty() { Ok(command) } else { Err(wrong) }
    }

    /// A way to confirm that was chosen needs what it asks for.
    fn confirmation(&self) -> Option<Violation> {
        match self.confirm.as_str() {
            BY_CODE if self.code.trim().is_empty() => Some(Violation::new("code", "required")),
            BY_SIGNATURE if self.signature.is_empty() => Some(Violation::new("signature", "required")),
            _ => None,
        }
    }

    /// What was typed, out of a refused command. It becomes a new visit: `new_id` makes the ids of its parts.
    pub fn from_command(command: &RecordVisit, mut new_id: impl FnMut() -> Id) -> Self {
        let other = (!command.met_other.is_empty()).then(|| OTHER.to_owned());
        Self {
            held_on: command.held_on.to_string(),
            kind: command.kind.name().to_owned(),
            met: command.met.iter().map(Id::to_string).chain(other).collect(),
            met_other: command.met_other.clone(),
            said: command.said.clone(),
            issues: command
                .issues
                .iter()
                .map(|one| TypedItem { id: new_id(), text: one.text.clone(), more: one.topic.name().to_owned() })
                .collect(),
            promises: command
                .promises
                .iter()
                .map(|one| TypedItem { id: new_id(), text: one.text.clone(), more: one.due_on.to_string() })
                .collect(),
            next_on: command.next_on.map(|day| day.to_string()).unwrap_or_default(),
            confirm: LATER.to_owned(),
            ..Self::default()
        }
    }
}

/// A violation at a number, as one at an id.
fn by_id(mut violation: Violation, promises: &[&TypedItem], issues: &[&TypedItem]) -> Violation {
    let mut parts = violation.field.splitn(3, '.');
    let named = match (parts.next(), parts.next().and_then(|number| number.parse::<usize>().ok()), parts.next()) {
        (Some("promises"), Some(number), Some(rest)) => promises.get(number).map(|one| format!("promises.{}.{rest}", one.id)),
        (Some("issues"), Some(number), Some(rest)) => issues.get(number).map(|one| format!("issues.{}.{rest}", one.id)),
        _ => None,
    };
    if let Some(named) = named {
        violation.field = named;
    }
    violation
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(word: &str) -> Id {
        Id::derived(&[word])
    }

    fn item(word: &str, text: &str, more: &str) -> TypedItem {
        TypedItem { id: id(word), text: text.to_owned(), more: more.to_owned() }
    }

    fn today() -> Day {
        "2026-11-24".parse().unwrap()
    }

    fn good() -> Typed {
        Typed {
            held_on: "2026-11-24".to_owned(),
            kind: "return".to_owned(),
            met: vec![id("head").to_string(), OTHER.to_owned()],
            met_other: "女婿".to_owned(),
            said: "花椒收成一般".to_owned(),
            promises: vec![item("blank", "  ", ""), item("p", "問苗子", "2026-12-01")],
            issues: vec![item("i", "路", "roads")],
            next_on: "2026-12-24".to_owned(),
            confirm: LATER.to_owned(),
            ..Typed::default()
        }
    }

    fn command(typed: &Typed) -> Result<RecordVisit, Vec<(String, String)>> {
        let read = typed.command(id("v"), id("h"), today(), Instant::default());
        read.map_err(|wrong| wrong.into_iter().map(|one| (one.field, one.code)).collect())
    }

    #[test]
    fn a_visit_is_typed_and_typed_again() {
        let visit = command(&good()).unwrap();
        assert_eq!((visit.kind, visit.met.as_slice(), visit.met_other.as_str()), (VisitKind::Return, [id("head")].as_slice(), "女婿"));
        assert_eq!((visit.promises.len(), visit.promises[0].id, visit.issues[0].topic), (1, id("p"), Topic::Roads));
        let again = command(&Typed::from_command(&visit, || id("new"))).unwrap();
        assert_eq!(again.promises[0].id, id("new"));
        assert_eq!((again.said, again.next_on, again.met_other), (visit.said, visit.next_on, visit.met_other));
    }

    #[test]
    fn a_visit_of_a_day_to_come_is_not_recorded() {
        let typed = Typed { held_on: "2099-01-01".to_owned(), next_on: String::new(), promises: Vec::new(), ..good() };
        assert_eq!(command(&typed).unwrap_err(), [("held_on".to_owned(), "day_not_come".to_owned())]);
        assert!(command(&Typed { held_on: "2026-11-24".to_owned(), ..good() }).is_ok());
    }

    #[test]
    fn what_is_wrong_is_said_at_its_place() {
        let typed = Typed {
            met: vec![OTHER.to_owned()],
            met_other: " ".to_owned(),
            said: String::new(),
            promises: vec![item("blank", "", ""), item("p", "問苗子", "2026-11-01"), item("q", "送藥", "soon")],
            next_on: "2026-11-24".to_owned(),
            confirm: BY_CODE.to_owned(),
            ..good()
        };
        let wrong = command(&typed).unwrap_err();
        let has = |field: &str, code: &str| wrong.contains(&(field.to_owned(), code.to_owned()));
        assert!(has("met", "required") && has("said", "required") && has("next_on", "date_before") && has("code", "required"));
        assert!(has(&format!("promises.{}.due_on", id("p")), "date_before"));
        assert!(has(&format!("promises.{}.due_on", id("q")), "not_a_date"));
        assert_eq!(wrong.len(), 6, "{wrong:?}");
    }

    #[test]
    fn a_draft_keeps_no_code() {
        let typed = Typed { code: "0000-0001".to_owned(), ..good() };
        let kept = serde_json::to_string(&typed).unwrap();
        assert!(!kept.contains("0000"));
        assert_eq!(serde_json::from_str::<Typed>(&kept).unwrap(), good());
    }
}
