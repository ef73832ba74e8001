//! Seats: who sits in which body, from a day to a day. Articles are of the Organic Law of the Villagers' Committees (2010).

use crate::household::{Household, Resident};
use crate::kernel::limit::MAX_NAME;
use crate::kernel::{Day, Id, Role, Violation, Violations};
use crate::sync::command::{Command, Context, Effects, Question};
use crate::sync::record::{Kind, Write, fields};
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Characters of why a seat ends.
const MAX_REASON: usize = 300;
/// The fewest households that one representative is chosen by (Art. 25).
const FEWEST_HOUSEHOLDS: usize = 5;
/// The most households that one representative is chosen by (Art. 25).
const MOST_HOUSEHOLDS: usize = 15;
/// Households that one seat may name: three times what the law has in mind, against slips.
const MAX_HOUSEHOLDS: usize = 45;

/// As what somebody sits (席位身份).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// 村民代表
    #[default]
    Representative,
    /// 村民委員會成員 / 村民委员会成员
    Committee,
    /// 村黨支部委員 / 村党支部委员
    Branch,
    /// 村務監督委員會成員 / 村务监督委员会成员
    Supervision,
    /// 黨員 / 党员
    PartyMember,
    /// 農村集體經濟組織成員 / 农村集体经济组织成员
    CollectiveMember,
}

impl Capacity {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Representative, Self::Committee, Self::Branch, Self::Supervision, Self::PartyMember, Self::CollectiveMember];

    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Representative => "representative",
            Self::Committee => "committee",
            Self::Branch => "branch",
            Self::Supervision => "supervision",
            Self::PartyMember => "party_member",
            Self::CollectiveMember => "collective_member",
        }
    }
}

/// A seat (席位): one person in one capacity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Who, of the register.
    pub resident: Id,
    /// Their name as it was when they were seated.
    pub name: String,
    /// Their household.
    #[serde(default)]
    pub household: Option<Id>,
    /// Whether she is a woman: Art. 25 asks for a third of them.
    #[serde(default)]
    pub woman: bool,
    /// As what.
    pub capacity: Capacity,
    /// The office in it, where there is one: director, secretary.
    #[serde(default)]
    pub office: String,
    /// The households a representative stands for; none where a group elects its representatives.
    #[serde(default)]
    pub stands_for: Vec<Id>,
    /// The first day.
    pub from: Day,
    /// The last day.
    #[serde(default)]
    pub ended_on: Option<Day>,
    /// Why it ended.
    #[serde(default)]
    pub reason: String,
}

impl Seat {
    /// Does it stand on a day?
    pub fn is_held_on(&self, on: Day) -> bool {
        self.from <= on && self.ended_on.is_none_or(|last| on <= last)
    }
}

impl Kind for Seat {
    const KIND: &'static str = "seat";
}

/// What the representatives' meeting is made of (村民代表會議的組成 / 村民代表会议的组成; Art. 25). Made when read, never stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Composition {
    /// All its members: the committee's and the representatives.
    pub members: u32,
    /// The elected representatives among them.
    pub representatives: u32,
    /// The women among the representatives.
    pub women: u32,
}

impl Composition {
    /// Are at least four fifths of the members representatives?
    pub fn has_enough_representatives(self) -> bool {
        u64::from(self.representatives) * 5 >= u64::from(self.members) * 4
    }

    /// Are at least a third of the members women who are representatives?
    pub fn has_enough_women(self) -> bool {
        u64::from(self.women) * 3 >= u64::from(self.members)
    }
}

/// What the representatives' meeting is made of on a day.
pub fn composition<'a>(seats: impl IntoIterator<Item = &'a Seat>, on: Day) -> Composition {
    let (mut members, mut representatives, mut women) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for seat in seats.into_iter().filter(|seat| seat.is_held_on(on)) {
        if matches!(seat.capacity, Capacity::Committee | Capacity::Representative) {
            members.insert(seat.resident);
        }
        if seat.capacity == Capacity::Representative {
            representatives.insert(seat.resident);
            if seat.woman {
                women.insert(seat.resident);
            }
        }
    }
    let count = |of: &BTreeSet<Id>| u32::try_from(of.len()).unwrap_or(u32::MAX);
    Composition { members: count(&members), representatives: count(&representatives), women: count(&women) }
}

/// Seats somebody (登記席位 / 登记席位).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeSeat {
    /// The id of the new seat.
    pub id: Id,
    /// Who, of the register.
    pub resident: Id,
    /// As what.
    pub capacity: Capacity,
    /// The office in it.
    #[serde(default)]
    pub office: String,
    /// The households a representative stands for.
    #[serde(default)]
    pub stands_for: Vec<Id>,
    /// The first day.
    pub from: Day,
}

impl Command for TakeSeat {
    const NAME: &'static str = "meeting.take_seat";
    const BY: &'static [Role] = &[Role::VillageCommittee, Role::VillageBranch];

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        found.optional_line("office", &self.office, MAX_NAME);
        found.check(self.stands_for.len() <= MAX_HOUSEHOLDS, "stands_for", "too_many");
        let apart: BTreeSet<&Id> = self.stands_for.iter().collect();
        found.check(apart.len() == self.stands_for.len(), "stands_for", "named_twice");
        let may_stand = self.capacity == Capacity::Representative || self.stands_for.is_empty();
        found.check(may_stand, "stands_for", "only_for_representatives");
        found.finish()
    }

    fn apply(&self, state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        let resident = state.one::<Resident>(self.resident).ok_or(RejectionCode::NotFound)?.value;
        let held: Vec<Seat> = state
            .all::<Seat>()
            .into_iter()
            .map(|found| found.value)
            .filter(|seat| seat.ended_on.is_none_or(|last| self.from <= last))
            .collect();
        let own = |capacity: Capacity| held.iter().any(|seat| seat.resident == self.resident && seat.capacity == capacity);
        if own(self.capacity) {
            return Err(RejectionCode::AlreadyExists.into());
        }
        let mut found = Violations::default();
        // Art. 32: the supervisors are no members of the committee that they watch.
        let watches_itself = match self.capacity {
            Capacity::Supervision => own(Capacity::Committee),
            Capacity::Committee => own(Capacity::Supervision),
            _ => false,
        };
        found.check(!watches_itself, "capacity", "supervisor_in_committee");
        for (index, household) in self.stands_for.iter().enumerate() {
            let field = format!("stands_for.{index}");
            found.check(state.one::<Household>(*household).is_some(), &field, "not_found");
            if let Some(other) = held.iter().find(|seat| seat.stands_for.contains(household)) {
                found.push(Violation::new(field, "already_represented").with("name", &other.name));
            }
        }
        let found = found.finish();
        if !found.is_empty() {
            return Err(Rejection::invalid(found));
        }
        let seat = Seat {
            resident: self.resident,
            name: resident.name.clone(),
            household: resident.household,
            woman: resident.card.get("sex").and_then(serde_json::Value::as_str) == Some("female"),
            capacity: self.capacity,
            office: self.office.trim().to_owned(),
            stands_for: self.stands_for.clone(),
            from: self.from,
            ended_on: None,
            reason: String::new(),
        };
        let questions = questions(&held, &seat);
        Ok(Effects { writes: vec![seat.create(self.id)], questions, ..Effects::default() })
    }
}

/// What Art. 25 asks of the representatives, asked and never refused: while they are seated one after the other it cannot hold.
fn questions(held: &[Seat], new: &Seat) -> Vec<Question> {
    let mut questions = Vec::new();
    let count = new.stands_for.len();
    if new.capacity == Capacity::Representative && count > 0 && !(FEWEST_HOUSEHOLDS..=MOST_HOUSEHOLDS).contains(&count) {
        questions.push(question("households_of_representative", &[("n", count.to_string())]));
    }
    if matches!(new.capacity, Capacity::Representative | Capacity::Committee) {
        questions.extend(of_composition(composition(held.iter().chain([new]), new.from)));
    }
    questions
}

fn of_composition(now: Composition) -> Vec<Question> {
    let values = [("members", now.members), ("representatives", now.representatives), ("women", now.women)];
    let values: Vec<(&str, String)> = values.into_iter().map(|(name, value)| (name, value.to_string())).collect();
    let mut questions = Vec::new();
    if !now.has_enough_representatives() {
        questions.push(question("too_few_representatives", &values));
    }
    if !now.has_enough_women() {
        questions.push(question("too_few_women", &values));
    }
    questions
}

fn question(code: &str, values: &[(&str, String)]) -> Question {
    let values: BTreeMap<String, String> = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Question { code: code.to_owned(), values }
}

/// Ends a seat (終止席位 / 终止席位).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndSeat {
    /// The seat.
    pub id: Id,
    /// Its last day.
    pub on: Day,
    /// Why.
    pub reason: String,
}

impl Command for EndSeat {
    const NAME: &'static str = "meeting.end_seat";
    const BY: &'static [Role] = TakeSeat::BY;

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        found.text("reason", &self.reason, MAX_REASON);
        found.finish()
    }

    fn apply(&self, state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        let seats = state.all::<Seat>();
        let seat = &seats.iter().find(|found| found.id == self.id).ok_or(RejectionCode::NotFound)?.value;
        if seat.ended_on.is_some() {
            return Err(Rejection::from(RejectionCode::Stale).with("current", "ended"));
        }
        if self.on < seat.from {
            return Err(Rejection::invalid(vec![Violation::new("on", "date_before").with("day", seat.from)]));
        }
        let rest = seats.iter().filter(|found| found.id != self.id).map(|found| &found.value);
        let counts = matches!(seat.capacity, Capacity::Representative | Capacity::Committee);
        let questions = if counts { of_composition(composition(rest, self.on)) } else { Vec::new() };
        let set = fields(&json!({ "ended_on": self.on, "reason": self.reason.trim() }));
        Ok(Effects { writes: vec![Write::Patch { kind: Seat::KIND, id: self.id, fields: set }], questions, ..Effects::default() })
    }
}
