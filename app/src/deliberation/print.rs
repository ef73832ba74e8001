//! What a record of a matter bears on paper and nowhere else: signatures, and where the living page is.

use crate::shell::print::paper_foot;
use crate::shell::texts;
use leptos::prelude::*;
use shared::disclosure::MatterPage;
use shared::kernel::Code;
use shared::text::print;

/// The foot of a printed record.
pub(super) fn record_paper(code: &Code, page: &MatterPage) -> AnyView {
    let who = [print::SIGNATURE_CHAIR, print::SIGNATURE_RECORDER, print::SIGNATURE_SUPERVISOR].map(|key| texts().t(key).to_owned());
    paper_foot(&format!("/v/{code}/matters/{}", page.card.id), who.to_vec())
}
