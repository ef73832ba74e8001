//! The rules that visits share.

use crate::household::Resident;
use crate::kernel::{Id, Violation};
use crate::sync::rejection::Rejection;
use crate::sync::state::State;

/// Who was met is of the household: another household's people stand in *somebody else*, in words.
///
/// # Errors
/// `invalid` with `met_elsewhere`.
pub(super) fn check_met(state: &dyn State, household: Id, met: &[Id]) -> Result<(), Rejection> {
    let of_household = |id: &Id| state.one::<Resident>(*id).is_some_and(|resident| resident.value.household == Some(household));
    let all = met.iter().all(of_household);
    all.then_some(()).ok_or_else(|| Rejection::invalid(vec![Violation::new("met", "met_elsewhere")]))
}
