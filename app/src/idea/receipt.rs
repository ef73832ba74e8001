//! The receipt 回執 / 回执: the code that finds the answer again, large on the screen and small on a slip of paper.

use crate::local::{Local, Receipt};
use crate::shell::kiosk::frame::print_page;
use crate::shell::kiosk::here::Village;
use crate::shell::kiosk::leave::Leaving;
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Notice, NoticeKind, PrintSheet, icon};
use leptos::html;
use leptos::prelude::*;
use shared::text::{format, kiosk, print, ui};

/// What a visitor sees and takes along once their words are kept.
#[component]
pub fn ReceiptSheet(
    /// The receipt.
    receipt: Receipt,
    /// What was sent: an idea, or an objection to what.
    #[prop(into)]
    about: String,
) -> impl IntoView {
    let local = Local::get();
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| heading.get().map(|heading| _ = heading.focus()));
    let command = receipt.command;
    let waits = Memo::new(move |_| local.waiting().iter().any(|waiting| waiting.id == command));
    let sent = move || {
        let (kind, words) =
            if waits.get() { (NoticeKind::Waiting, kiosk::RECEIPT_OFFLINE) } else { (NoticeKind::Done, kiosk::RECEIPT_SENT) };
        view! { <Notice kind><p>{texts().t(words)}</p></Notice> }
    };
    view! {
        <section class="receipt-card no-print">
            <h2 tabindex="-1" node_ref=heading>{texts().t(kiosk::RECEIPT_TITLE)}</h2>
            <p>{about.clone()}</p>
            <p class="kicker">{texts().t(kiosk::RECEIPT_CODE)}</p>
            <p class="receipt-code"><code>{receipt.code.clone()}</code></p>
            <p class="lead">{texts().t(kiosk::RECEIPT_WORDS)}</p>
            {sent}
        </section>
        <div class="print-only">{slip(receipt.code, about)}</div>
    }
    .into_any()
}

/// The slip of paper. It says nothing of what was written.
fn slip(code: String, about: String) -> AnyView {
    let village = Village::here();
    let lang = texts().lang;
    let foot = texts().fill(print::PRINTED_ON, &[("day", &format::day(lang, village.today.get_untracked()))]);
    view! {
        <PrintSheet from=untrack(|| village.name()) number="" title=texts().t(print::SHEET_RECEIPT) foot=foot>
            <p>{about}</p>
            <p>{texts().t(kiosk::RECEIPT_CODE)}</p>
            <p class="receipt-code"><code>{code}</code></p>
            <p>{texts().t(kiosk::RECEIPT_SLIP)}</p>
        </PrintSheet>
    }
    .into_any()
}

/// Print, and done.
pub fn receipt_actions() -> AnyView {
    let leaving = Leaving::here();
    view! {
        <Button label=texts().t(kiosk::RECEIPT_PRINT) icon=icon::PRINT on_press=print_page />
        <Button label=texts().t(ui::DONE) kind=ButtonKind::Primary on_press=move || leaving.finish() />
    }
    .into_any()
}
