//! The rules that the commands of a matter share.

use super::objection::Objection;
use super::step::{Body, Officer, Sitting, StepKind, Tally};
use super::verdict::{Article, Quorum, Verdict};
use super::{MAX_ACCOUNT, MAX_COUNT, MAX_LINE, Matter, MatterState};
use crate::disclosure::Notice;
use crate::kernel::limit::MAX_NAME;
use crate::kernel::personal::check_published;
use crate::kernel::{Day, Id, Violation, Violations};
use crate::sync::command::{Context, Question};
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::{Found, State};
use std::collections::BTreeMap;

/// A text that must be there, is not too long, and may be read by everybody.
pub(super) fn check_text(found: &mut Violations, field: &str, text: &str, limit: usize) {
    found.text(field, text, limit);
    check_published(found, field, text);
}

/// The same of one line.
pub(super) fn check_line(found: &mut Violations, field: &str, text: &str, limit: usize) {
    found.line(field, text, limit);
    check_published(found, field, text);
}

/// A sitting by itself: who, where, and numbers that can be.
pub(super) fn check_sitting(sitting: &Sitting, found: &mut Violations, field: &str, step: StepKind) {
    let at = |name: &str| format!("{field}.{name}");
    found.check(step.bodies().contains(&sitting.body), &at("body"), "wrong_body");
    check_line(found, &at("place"), &sitting.place, MAX_LINE);
    check_officer(found, &at("chair"), &sitting.chair);
    check_officer(found, &at("recorder"), &sitting.recorder);
    if let Some(witness) = &sitting.witness {
        check_officer(found, &at("witness"), witness);
    }
    check_text(found, &at("summary"), &sitting.summary, MAX_ACCOUNT);
    if sitting.next_on.is_some_and(|next| next < sitting.held_on) {
        found.push(Violation::new(at("next_on"), "date_before").with("day", sitting.held_on));
    }
    match &sitting.tally {
        Some(tally) => check_tally(found, &at("tally"), tally),
        None => found.check(!step.is_meeting(), &at("tally"), "required"),
    }
}

fn check_officer(found: &mut Violations, field: &str, officer: &Officer) {
    check_line(found, &format!("{field}.name"), &officer.name, MAX_NAME);
    check_line(found, &format!("{field}.office"), &officer.office, MAX_NAME);
}

/// Present are at most those entitled, and votes at most those present. Whether enough came is the meeting law's to say.
fn check_tally(found: &mut Violations, field: &str, tally: &Tally) {
    let at = |name: &str| format!("{field}.{name}");
    found.range(&at("expected"), tally.expected.into(), 1, MAX_COUNT.into());
    found.range(&at("attended"), tally.attended.into(), 1, MAX_COUNT.into());
    if tally.attended > tally.expected {
        found.push(Violation::new(at("attended"), "more_than_expected").with("expected", tally.expected));
    }
    if tally.votes() > u64::from(tally.attended) {
        found
            .push(Violation::new(at("votes_for"), "more_votes_than_present").with("votes", tally.votes()).with("attended", tally.attended));
    }
}

/// A resolution is what its numbers say it is: Art. 22 and 26, more than half of those present, and nothing at all where too few came.
pub(super) fn check_verdict(found: &mut Violations, field: &str, step: StepKind, sitting: &Sitting, passed: bool) {
    if let Some(quorum) = Quorum::on(step, sitting.body, sitting.tally).filter(|quorum| !quorum.is_reached()) {
        return found.push(quorum.violation(format!("{field}.tally.attended")));
    }
    let Some(verdict) = Verdict::on(step, sitting.body, sitting.tally) else {
        return check_carried(found, field, sitting, passed);
    };
    if verdict.passed != passed {
        let code = if verdict.passed { "resolution_passed" } else { "resolution_not_passed" };
        let violation = Violation::new(format!("{field}.tally.votes_for"), code)
            .with("votes_for", verdict.votes_for)
            .with("attended", verdict.attended)
            .with("needed", verdict.needed)
            .with("article", verdict.article.number());
        found.push(violation);
    }
}

/// No meeting that counted votes has carried what as many or more of them were against. How many more there must be is written only
/// for the resolution.
fn check_carried(found: &mut Violations, field: &str, sitting: &Sitting, passed: bool) {
    let Some(tally) = sitting.tally.filter(|_| passed) else { return };
    if tally.votes_for <= tally.votes_against {
        let violation = Violation::new(format!("{field}.tally.votes_for"), "not_carried")
            .with("votes_for", tally.votes_for)
            .with("votes_against", tally.votes_against);
        found.push(violation);
    }
}

/// Whoever writes a step down is one of those who carry it out.
///
/// # Errors
/// `no_right`.
pub(super) fn check_right(step: StepKind, context: &Context<'_>) -> Result<(), Rejection> {
    context.who.is_any(step.by()).then_some(()).ok_or_else(|| RejectionCode::NoRight.into())
}

/// The matter stands where the person saw it, is open, and `step` is the one that comes next.
///
/// # Errors
/// `stale`, `matter_closed`, `step_out_of_order`.
pub(super) fn check_stands(matter: &Matter, from: StepKind, step: StepKind) -> Result<(), Rejection> {
    if matter.step != from {
        return Err(Rejection::from(RejectionCode::Stale).with("current", matter.step.name()));
    }
    check_open(matter)?;
    if from.next() != Some(step) {
        return Err(Rejection::from(RejectionCode::StepOutOfOrder).with("current", matter.step.name()));
    }
    Ok(())
}

/// The matter still moves.
///
/// # Errors
/// `matter_closed`.
pub(super) fn check_open(matter: &Matter) -> Result<(), Rejection> {
    (matter.state == MatterState::Open).then_some(()).ok_or_else(|| RejectionCode::MatterClosed.into())
}

/// A step is not held before the one it follows; both days are stated, no clock is asked.
///
/// # Errors
/// `invalid` with `date_before`.
pub(super) fn check_after(matter: &Matter, field: &str, held_on: Day) -> Result<(), Rejection> {
    if held_on < matter.step_on {
        return Err(Rejection::invalid(vec![Violation::new(field, "date_before").with("day", matter.step_on)]));
    }
    Ok(())
}

/// No objection holds a step of this day: neither one filed by then, nor one that an earlier step overtook.
///
/// # Errors
/// `open_objections`.
pub(super) fn check_unblocked(objections: &[Found<Objection>], held_on: Day) -> Result<(), Rejection> {
    let count = objections.iter().filter(|found| found.value.holds(held_on)).count();
    (count == 0).then_some(()).ok_or_else(|| Rejection::from(RejectionCode::OpenObjections).with("count", count))
}

/// No objector of the matter is named in what a step's record says.
///
/// # Errors
/// `invalid` with `submitter_named`.
pub(super) fn check_nobody_named(objections: &[Found<Objection>], field: &str, text: &str) -> Result<(), Rejection> {
    let mut found = Violations::default();
    for objection in objections {
        objection.value.submitter().note(&mut found, field, text);
    }
    let found = found.finish();
    if found.is_empty() { Ok(()) } else { Err(Rejection::invalid(found)) }
}

/// Until which day the decision of a matter hangs as a notice; nothing where it never did, stays, or was taken down.
pub fn decision_hangs_until(state: &dyn State, matter: Id) -> Option<Day> {
    let hanging = state.all::<Notice>().into_iter().filter(|found| found.value.matter == Some(matter) && found.value.withdrawn.is_none());
    hanging.filter_map(|found| found.value.until).max()
}

/// The result is published while the decision still hangs: asked about and never refused, for no law says how long it hangs before the
/// work is done, and what was urgent may be done already.
pub fn ask_if_still_hanging(state: &dyn State, matter: Id, step: StepKind, held_on: Day) -> Option<Question> {
    if step != StepKind::PublishResult {
        return None;
    }
    let until = decision_hangs_until(state, matter).filter(|until| held_on <= *until)?;
    Some(Question { code: "decision_still_hangs".to_owned(), values: BTreeMap::from([("day".to_owned(), until.to_string())]) })
}

/// Days before it that the villagers' assembly is called (Organic Law of the Villagers' Committees, Art. 21).
pub const ASSEMBLY_NOTICE_DAYS: i64 = 10;

/// Is this meeting called for a day to come, but so near that the villagers' assembly would be told too late?
pub fn is_called_late(body: Body, on: Day, today: Day) -> bool {
    body == Body::Assembly && (0..ASSEMBLY_NOTICE_DAYS).contains(&on.days_since(today))
}

/// An assembly called late is asked about, never refused: the village may have been told on paper before.
pub(super) fn ask_if_called_late(body: Body, on: Day, context: &Context<'_>) -> Vec<Question> {
    let values = [("n", ASSEMBLY_NOTICE_DAYS.to_string()), ("article", Article::Article21.number().to_string())];
    let values = values.map(|(name, value)| (name.to_owned(), value)).into();
    let late = is_called_late(body, on, context.now.day_in_china());
    late.then(|| Question { code: "assembly_called_late".to_owned(), values }).into_iter().collect()
}

/// A meeting called for a day that is over by the clock at receipt: asked about and never refused, for the call may have waited on its device.
pub(super) fn ask_if_over(day: Day, context: &Context<'_>) -> Vec<Question> {
    let today = context.now.day_in_china();
    let values = BTreeMap::from([("today".to_owned(), today.to_string())]);
    (day < today).then(|| Question { code: "day_over".to_owned(), values }).into_iter().collect()
}
