//! The rules that visits share.

use crate::kernel::{Day, Id, Role};
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
