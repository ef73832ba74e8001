//! Commands and reasons in words.

use crate::place::name_of;
use shared::kernel::ScopeId;
use shared::sync::rejection::Rejection;
use shared::text::{self, Texts, sync};

/// What a command is called; its wire name where this version of the app does not know it.
pub fn command_words(name: &str, texts: Texts) -> String {
    text::command_key(name).map_or_else(|| name.to_owned(), |key| texts.t(key).to_owned())
}

/// Where a command belongs.
pub(super) fn scope_words(scope: &ScopeId) -> String {
    scope.place().map(name_of).unwrap_or_default()
}

/// Why a command was refused: the sentence, and one for each field that can be mended.
pub fn reason_words(reason: &Rejection, texts: Texts) -> Vec<String> {
    let whole = text::problem(texts.lang, reason.code.name(), &reason.values);
    let fields = reason.violations.iter().map(|violation| text::problem(texts.lang, &violation.code, &violation.values));
    std::iter::once(whole).chain(fields).collect()
}

/// Why a scope's sending has stopped.
pub(super) fn stopped_words(error: shared::sync::protocol::BatchError, texts: Texts) -> &'static str {
    use shared::sync::protocol::BatchError;
    use shared::text::problem;
    texts.t(match error {
        BatchError::StreamGap { .. } => problem::STREAM_GAP,
        BatchError::ForkedDevice { .. } => problem::FORKED_DEVICE,
        BatchError::NotFound => sync::STOPPED_NOT_FOUND,
        BatchError::DeviceRevoked => problem::DEVICE_REVOKED,
        BatchError::Fault => problem::UNAVAILABLE,
    })
}
