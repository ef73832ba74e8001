//! A refused command in its form again.

use super::sentence;
use crate::local::Local;
use crate::shell::texts;
use crate::ui::{Notice, NoticeKind};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::kernel::CommandId;
use shared::sync::command::Command;
use shared::text::{self, sync};

/// The query that names a refused command.
const AMEND: &str = "amend";

/// The refused command that the address names, where it is one of this kind and can be read here.
pub fn amended<C: Command>() -> Option<(CommandId, C)> {
    let id = amended_id()?;
    let amend = Local::get().amend(id).filter(|amend| amend.name == C::NAME && amend.version == C::VERSION)?;
    serde_json::from_str(&amend.body).ok().map(|command| (id, command))
}

/// The refused command that the address names.
pub fn amended_id() -> Option<CommandId> {
    use_query_map().with_untracked(|query| query.get(AMEND)).and_then(|id| id.parse().ok())
}

/// The address of a page with a refused command to be mended in it.
pub fn with_amend(href: &str, command: CommandId) -> String {
    format!("{href}?{AMEND}={command}")
}

/// Says that the form holds a refused command, and why it was refused.
pub fn why_refused(command: CommandId) -> AnyView {
    let texts = texts();
    let refused = Local::get().status.with_untracked(|status| status.refused.iter().find(|refused| refused.id == command).cloned());
    let reason = refused.and_then(|refused| refused.reason);
    let words = reason.into_iter().flat_map(|reason| {
        let whole = text::problem(texts.lang, reason.code.name(), &reason.values);
        let fields: Vec<String> = reason.violations.iter().map(|violation| sentence(texts, violation)).collect();
        std::iter::once(whole).chain(fields).collect::<Vec<_>>()
    });
    let words: Vec<AnyView> = words.map(|words| view! { <p>{words}</p> }.into_any()).collect();
    view! {
        <Notice kind=NoticeKind::Waiting title=texts.t(sync::AMENDING)>
            {words}
            <p>{texts.t(sync::AMENDING_WORDS)}</p>
        </Notice>
    }
    .into_any()
}
