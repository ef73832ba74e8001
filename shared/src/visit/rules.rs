//! The rules that visits share.

use crate::household::Resident;
use crate::kernel::{Day, Id, Role, Violation};
use crate::link::CadreLink;
use crate::sync::command::{Context, Question};
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::State;
use std::collections::BTreeMap;

/// A linked cadre writes of the households linked to them and of no other (`domain.md` 0.5); other roles of the village are not bound by links.
///
/// # Errors
/// `not_linked`.
pub(super) fn check_linked(state: &dyn State, context: &Context<'_>, household: Id) -> Result<(), Rejection> {
    if context.who.is_any(&[Role::UnitLead, Role::VillageCommittee, Role::SupervisorVillage]) {
        return Ok(());
    }
    let linked = CadreLink::holds(state, household, context.who.account);
    linked.then_some(()).ok_or_else(|| RejectionCode::NotLinked.into())
}

/// A stated day that has not come yet by the clock at receipt is a question, never a refusal: a clock is evidence only.
pub(super) fn check_day_reached(held_on: Day, context: &Context<'_>) -> Option<Question> {
    let values = BTreeMap::from([("day".to_owned(), held_on.to_string())]);
    (held_on > context.now.day_in_china()).then(|| Question { code: "date_in_future".to_owned(), values })
}

/// Who was met is of the household: another household's people stand in *somebody else*, in words.
///
/// # Errors
/// `invalid` with `met_elsewhere`.
pub(super) fn check_met(state: &dyn State, household: Id, met: &[Id]) -> Result<(), Rejection> {
    let of_household = |id: &Id| state.one::<Resident>(*id).is_some_and(|resident| resident.value.household == Some(household));
    let all = met.iter().all(of_household);
    all.then_some(()).ok_or_else(|| Rejection::invalid(vec![Violation::new("met", "met_elsewhere")]))
}
