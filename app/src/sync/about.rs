//! What a command is about, in words: whose household, the first of what was written, and where it can be looked at.

use crate::local::{Amend, Local};
use crate::ui::excerpt;
use serde_json::Value;
use shared::deliberation::Matter;
use shared::disclosure::Notice;
use shared::household::{Household, Resident};
use shared::idea::Idea;
use shared::kernel::{Code, Id, ScopeId};
use shared::link::CadreLink;
use shared::sync::state::State;
use shared::visit::{Issue, Promise, Visit};

/// What a command is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct About {
    /// The head of the household.
    pub who: String,
    /// The first of what was written.
    pub words: String,
    /// Where it stands on this device.
    pub href: Option<String>,
}

/// Fields whose words are somebody's own, the most telling first.
const OWN_WORDS: [&str; 7] = ["said", "text", "note", "title", "reason", "cadre_name", "unit_name"];

/// What a command of whoever is here is about, as far as this device knows.
pub(super) fn about(amend: &Amend) -> About {
    let ScopeId::Village(village) = &amend.scope else { return About::default() };
    let body: Value = serde_json::from_str(&amend.body).unwrap_or_default();
    Local::get().read(&amend.scope, |state| Reading { state, village, body: &body }.about(&amend.name))
}

/// A command's body beside the village's records.
struct Reading<'a> {
    state: &'a dyn State,
    village: &'a Code,
    body: &'a Value,
}

impl Reading<'_> {
    fn about(&self, name: &str) -> About {
        let own = OWN_WORDS.iter().filter_map(|field| self.text(field)).find(|words| !words.is_empty()).unwrap_or_default();
        let household = match name {
            "visit.confirm" => self.one::<Visit>("visit").map(|visit| visit.household),
            "visit.close_promise" => self.one::<Promise>("promise").map(|promise| promise.household),
            "visit.close_issue" => self.one::<Issue>("issue").map(|issue| issue.household),
            "household.edit" | "household.add" => self.id("id"),
            "household.edit_resident" | "household.remove_resident" => self.one::<Resident>("id").and_then(|resident| resident.household),
            "household.edit_private" => self.one::<Resident>("resident").and_then(|resident| resident.household),
            "household.settle" => self.one::<Resident>("id").and_then(|resident| resident.household).or_else(|| self.id("id")),
            "link.end_cadre" => self.one::<CadreLink>("id").map(|link| link.household),
            _ => self.id("household"),
        };
        match household {
            Some(household) => self.of_household(household, &self.words_of(name, own)),
            None => self.of_village(name, &own),
        }
    }

    /// What a promise or an issue said, where the command only names it; the name of a new member.
    fn words_of(&self, name: &str, own: String) -> String {
        let named = match name {
            "visit.close_promise" => self.one::<Promise>("promise").map(|promise| promise.text),
            "visit.close_issue" => self.one::<Issue>("issue").map(|issue| issue.text),
            "visit.confirm" => self.one::<Visit>("visit").map(|visit| visit.said),
            "household.add_resident" => self.body.get("card").and_then(|card| card.get("name")).and_then(Value::as_str).map(str::to_owned),
            "household.edit_resident" | "household.remove_resident" => self.one::<Resident>("id").map(|resident| resident.name),
            _ => None,
        };
        named.unwrap_or(own)
    }

    fn of_household(&self, household: Id, words: &str) -> About {
        let known = self.state.one::<Household>(household).map(|found| found.value.head_name);
        let typed = self.body.get("card").and_then(|card| card.get("head_name")).and_then(Value::as_str);
        let who = known.clone().or_else(|| typed.map(str::to_owned)).unwrap_or_default();
        let href = known.map(|_| format!("/desk/v/{}/h/{household}", self.village));
        About { who, words: excerpt(words), href }
    }

    fn of_village(&self, name: &str, own: &str) -> About {
        let village = self.village;
        let (words, href) = match name.split_once('.').unwrap_or_default().0 {
            "deliberation" => {
                let id = self.id("matter").or_else(|| self.id("id"));
                let matter = id.and_then(|id| Some((id, self.state.one::<Matter>(id)?.value.title)));
                matter.map_or((String::new(), None), |(id, title)| (title, Some(format!("/desk/v/{village}/matters/{id}"))))
            }
            "disclosure" => {
                (self.one::<Notice>("notice").map(|notice| notice.title).unwrap_or_default(), Some(format!("/desk/v/{village}/notices")))
            }
            "idea" => (self.one::<Idea>("idea").map(|idea| idea.text).unwrap_or_default(), Some(format!("/desk/v/{village}/ideas"))),
            "link" => (String::new(), Some(crate::link::units_href(Some(village)))),
            _ => (String::new(), None),
        };
        let words = if words.is_empty() { own } else { &words };
        About { who: String::new(), words: excerpt(words), href }
    }

    fn text(&self, field: &str) -> Option<String> {
        self.body.get(field).and_then(Value::as_str).map(str::to_owned)
    }

    fn id(&self, field: &str) -> Option<Id> {
        self.text(field)?.parse().ok()
    }

    fn one<T: shared::sync::record::Kind>(&self, field: &str) -> Option<T> {
        self.state.one::<T>(self.id(field)?).map(|found| found.value)
    }
}

/// The refused command that another one rests on: a confirmation on its visit, a member on their household. They are shown as one.
pub(super) fn rests_on(name: &str, body: &Value) -> Option<Id> {
    let field = match name {
        "visit.confirm" => "visit",
        "household.add_resident" => "household",
        _ => return None,
    };
    body.get(field).and_then(Value::as_str)?.parse().ok()
}

/// The record that a command makes, by which others rest on it.
pub(super) fn makes(name: &str, body: &Value) -> Option<Id> {
    if !matches!(name, "visit.record" | "household.add") {
        return None;
    }
    body.get("id").and_then(Value::as_str)?.parse().ok()
}
