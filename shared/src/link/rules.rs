//! The rule of links that other rooms ask.

use super::CadreLink;
use crate::kernel::{Id, Role};
use crate::sync::command::Context;
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::State;

/// A linked cadre acts for the households linked to them and for no other. Roles of `unbound` act for every household of the village:
/// each room names its own, beside the reason.
///
/// # Errors
/// `not_linked`.
pub(crate) fn check_linked(state: &dyn State, context: &Context<'_>, household: Id, unbound: &[Role]) -> Result<(), Rejection> {
    if context.who.is_any(unbound) {
        return Ok(());
    }
    CadreLink::holds(state, household, context.who.account).then_some(()).ok_or_else(|| RejectionCode::NotLinked.into())
}
