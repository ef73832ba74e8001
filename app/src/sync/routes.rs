//! Which form amends which command: a room whose form reads `Local::amend` adds its line here.

use crate::local::Amend;
use serde_json::Value;
use shared::kernel::{CommandId, ScopeId};

/// The address of the form that amends a command; nothing where the command has no form of its own.
pub(super) fn form_of(command: CommandId, amend: &Amend) -> Option<String> {
    let ScopeId::Village(village) = &amend.scope else { return None };
    let body: Value = serde_json::from_str(&amend.body).ok()?;
    let part = |field: &str| body.get(field).and_then(Value::as_str);
    let path = match amend.name.as_str() {
        "visit.record" => format!("h/{}/visit", part("household")?),
        "household.edit" => format!("h/{}/edit", part("id")?),
        "household.add_resident" => format!("h/{}/member/new", part("household")?),
        "visit.close_promise" | "visit.close_issue" => "closing".to_owned(),
        "household.add" => "households/new".to_owned(),
        "deliberation.open_matter" => "matters/new".to_owned(),
        "deliberation.advance_matter" | "deliberation.reject_matter" => format!("matters/{}", part("matter")?),
        // The page of the matters knows which matter a call or an answer belongs to.
        "deliberation.call_meeting" | "deliberation.answer_objection" | "deliberation.correct_step_day" => "matters".to_owned(),
        "disclosure.withdraw_notice" => format!("notices/{}", part("notice")?),
        "idea.answer" => "ideas".to_owned(),
        "disclosure.post_notice" => "notices/new".to_owned(),
        _ => return None,
    };
    Some(format!("/desk/v/{village}/{path}?amend={command}"))
}
