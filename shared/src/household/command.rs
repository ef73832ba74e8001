//! What people write on the card.

use super::check::{check_card, check_change, check_edits, check_new, split};
use super::fields::{Field, HOUSEHOLD, PRIVATE, RESIDENT};
use super::{Household, HouseholdCode, Resident, ResidentPrivate};
use crate::kernel::{Day, Id, Role, Violation, Violations};
use crate::link::check_linked;
use crate::sync::command::{Command, Context, Effects};
use crate::sync::record::{FieldEdit, Fields, Kind, Record, SetEdit, Write, Writer, fields, write};
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::{Query, State};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Who writes cards: the village's committee and branch for all, a cadre for the households linked to them.
const WRITERS: &[Role] = &[Role::LinkedCadre, Role::UnitLead, Role::VillageBranch, Role::VillageCommittee];
/// Characters of why somebody has left: where to and with whom, in a few sentences.
pub const MAX_REASON: usize = 500;

/// Adds a household (立戶 / 立户).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AddHousehold {
    /// The id of the new household.
    pub id: Id,
    /// Its fields, as far as known.
    pub card: Fields,
}

impl Command for AddHousehold {
    const NAME: &'static str = "household.add";
    const BY: &'static [Role] = &[Role::VillageBranch, Role::VillageCommittee, Role::System];

    fn check(&self) -> Vec<Violation> {
        check_new(HOUSEHOLD, &self.card)
    }

    fn apply(&self, _state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        Ok(create_card::<Household>(self.id, None, HOUSEHOLD, &self.card))
    }
}

/// Creates a card and lets its fields be written by this very command, so that the next edit knows what it is based on.
fn create_card<T: Kind>(id: Id, parent: Option<Id>, declared: &'static [Field], card: &Fields) -> Effects {
    let create = Write::Create { kind: T::KIND, id, parent, partition: T::PARTITION, body: Fields::new() };
    let (edits, sets) = split(declared, card);
    vec![create, Write::Merge { kind: T::KIND, id, edits, sets }].into()
}

/// Edits a household's card, field by field (改卡).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EditHousehold {
    /// The household.
    pub id: Id,
    /// Fields with the write each is based on.
    #[serde(default)]
    pub edits: Vec<FieldEdit>,
    /// Additions to and removals from set fields.
    #[serde(default)]
    pub sets: Vec<SetEdit>,
}

impl Command for EditHousehold {
    const NAME: &'static str = "household.edit";
    const BY: &'static [Role] = WRITERS;

    fn check(&self) -> Vec<Violation> {
        check_change(HOUSEHOLD, &self.edits, &self.sets)
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        let stored = state.one::<Household>(self.id).ok_or(RejectionCode::NotFound)?;
        may_write(state, context, self.id)?;
        let merge = Write::Merge { kind: Household::KIND, id: self.id, edits: self.edits.clone(), sets: self.sets.clone() };
        written(stored.record, merge, HOUSEHOLD, context)
    }
}

/// Writes to a card, if the card that comes of it holds as a whole.
fn written(record: Record, step: Write, declared: &'static [Field], context: &Context<'_>) -> Result<Effects, Rejection> {
    let after = write(Some(record), step.clone(), Writer { command: context.command, name: &context.who.name })?;
    let violations = check_card(declared, &after.body);
    if violations.is_empty() { Ok(vec![step].into()) } else { Err(Rejection::invalid(violations)) }
}

/// A linked cadre writes the cards of their own households. The committee and the branch keep the village's register, and the unit's
/// lead stands in for its cadres.
fn may_write(state: &dyn State, context: &Context<'_>, household: Id) -> Result<(), Rejection> {
    check_linked(state, context, household, &[Role::UnitLead, Role::VillageBranch, Role::VillageCommittee, Role::System])
}

/// Adds a resident (增員 / 增员).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AddResident {
    /// The id of the new resident.
    pub id: Id,
    /// The household.
    pub household: Id,
    /// The fields, as far as known.
    pub card: Fields,
}

impl Command for AddResident {
    const NAME: &'static str = "household.add_resident";
    const BY: &'static [Role] = &[Role::LinkedCadre, Role::UnitLead, Role::VillageBranch, Role::VillageCommittee, Role::System];

    fn check(&self) -> Vec<Violation> {
        check_new(RESIDENT, &self.card)
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        state.one::<Household>(self.household).ok_or(RejectionCode::NotFound)?;
        may_write(state, context, self.household)?;
        let mut effects = create_card::<Resident>(self.id, Some(self.household), RESIDENT, &self.card);
        let household = fields(&json!({ "household": self.household }));
        effects.writes.push(Write::Patch { kind: Resident::KIND, id: self.id, fields: household });
        Ok(effects)
    }
}

/// Edits a resident (改成員 / 改成员), field by field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EditResident {
    /// The resident.
    pub id: Id,
    /// Fields with the write each is based on.
    #[serde(default)]
    pub edits: Vec<FieldEdit>,
    /// Additions to and removals from set fields.
    #[serde(default)]
    pub sets: Vec<SetEdit>,
}

impl Command for EditResident {
    const NAME: &'static str = "household.edit_resident";
    const BY: &'static [Role] = WRITERS;

    fn check(&self) -> Vec<Violation> {
        check_change(RESIDENT, &self.edits, &self.sets)
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        let household = household_of(state, self.id)?;
        may_write(state, context, household)?;
        Ok(vec![Write::Merge { kind: Resident::KIND, id: self.id, edits: self.edits.clone(), sets: self.sets.clone() }].into())
    }
}

fn household_of(state: &dyn State, resident: Id) -> Result<Id, Rejection> {
    let resident = state.one::<Resident>(resident).ok_or(RejectionCode::NotFound)?;
    resident.value.household.ok_or_else(|| RejectionCode::NotFound.into())
}

/// Edits what the law calls sensitive (個人信息保護法 / 个人信息保护法, 2021, Art. 28), a record of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EditResidentPrivate {
    /// The resident.
    pub resident: Id,
    /// Fields with the write each is based on.
    pub edits: Vec<FieldEdit>,
}

impl Command for EditResidentPrivate {
    const NAME: &'static str = "household.edit_private";
    const BY: &'static [Role] = &[Role::LinkedCadre, Role::VillageBranch, Role::VillageCommittee, Role::System];

    fn check(&self) -> Vec<Violation> {
        check_change(PRIVATE, &self.edits, &[])
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        let household = household_of(state, self.resident)?;
        may_write(state, context, household)?;
        let (kind, id) = (ResidentPrivate::KIND, ResidentPrivate::id_of(self.resident));
        let mut writes = Vec::new();
        if state.answer(&Query::One(kind.to_owned(), id)).is_empty() {
            let body = fields(&json!({ "resident": self.resident }));
            writes.push(Write::Create { kind, id, parent: Some(self.resident), partition: ResidentPrivate::PARTITION, body });
        }
        writes.push(Write::Merge { kind, id, edits: self.edits.clone(), sets: Vec::new() });
        Ok(writes.into())
    }
}

/// Marks a resident as gone (減員 / 减员): died, moved, married away. Never a deletion of who they were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RemoveResident {
    /// The resident.
    pub id: Id,
    /// On which day.
    pub on: Day,
    /// Why.
    pub reason: String,
}

impl Command for RemoveResident {
    const NAME: &'static str = "household.remove_resident";
    const BY: &'static [Role] = WRITERS;

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        found.text("reason", &self.reason, MAX_REASON);
        found.finish()
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        let household = household_of(state, self.id)?;
        may_write(state, context, household)?;
        let fields = fields(&json!({ "gone_on": self.on, "gone_reason": self.reason.trim() }));
        Ok(vec![Write::Patch { kind: Resident::KIND, id: self.id, fields }].into())
    }
}

/// Settles two values of one field (定值): a person who saw both says which holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SettleField {
    /// `household`, `resident` or `resident_private`.
    pub kind: String,
    /// The record.
    pub id: Id,
    /// The field.
    pub field: String,
    /// What it is to say.
    pub value: Value,
}

impl SettleField {
    fn declared(&self) -> Option<(&'static str, &'static [Field])> {
        match self.kind.as_str() {
            Household::KIND => Some((Household::KIND, HOUSEHOLD)),
            Resident::KIND => Some((Resident::KIND, RESIDENT)),
            ResidentPrivate::KIND => Some((ResidentPrivate::KIND, PRIVATE)),
            _ => None,
        }
    }
}

impl Command for SettleField {
    const NAME: &'static str = "household.settle";
    const BY: &'static [Role] = WRITERS;

    fn check(&self) -> Vec<Violation> {
        let Some((_, fields)) = self.declared() else { return vec![Violation::new("kind", "unknown_choice")] };
        check_edits(fields, &[FieldEdit { field: self.field.clone(), base: None, value: self.value.clone() }], &[])
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        let (kind, declared) = self.declared().ok_or(RejectionCode::NotFound)?;
        let record = state.answer(&Query::One(kind.to_owned(), self.id)).into_iter().next().ok_or(RejectionCode::NotFound)?;
        let household = match kind {
            Household::KIND => self.id,
            Resident::KIND => household_of(state, self.id)?,
            _ => household_of(state, record.parent.ok_or(RejectionCode::NotFound)?)?,
        };
        may_write(state, context, household)?;
        if !record.rivals.contains_key(&self.field) {
            return Err(RejectionCode::Stale.into());
        }
        written(record, Write::Settle { kind, id: self.id, field: self.field.clone(), value: self.value.clone() }, declared, context)
    }
}

/// Gives a household a new code (發口令 / 发口令); the old one fits no more. Only its hash is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueHouseholdCode {
    /// The household.
    pub household: Id,
    /// Salt in hexadecimal.
    pub salt: String,
    /// The hash over salt and code.
    pub hash: String,
    /// On which day.
    pub issued_on: Day,
}

impl Command for IssueHouseholdCode {
    const NAME: &'static str = "household.issue_code";
    const BY: &'static [Role] = &[Role::VillageCommittee, Role::System];

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        let hexadecimal = |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        found.check(hexadecimal(&self.salt, 32), "salt", "malformed");
        found.check(hexadecimal(&self.hash, 64), "hash", "malformed");
        found.finish()
    }

    fn apply(&self, state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        state.one::<Household>(self.household).ok_or(RejectionCode::NotFound)?;
        let code =
            HouseholdCode { salt: self.salt.clone(), hash: self.hash.clone(), issued_on: self.issued_on, wrong_on: None, wrong_tries: 0 };
        let (kind, id) = (HouseholdCode::KIND, self.household);
        let known = state.one::<HouseholdCode>(id).is_some();
        let write = if known { Write::Patch { kind, id, fields: fields(&code) } } else { code.create(id) };
        Ok(vec![write].into())
    }
}
