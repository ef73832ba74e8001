//! The page that the sync mark opens.

use super::about::about;
use super::conflict::ConflictList;
use super::refused::{RefusedCard, title, together};
use super::standing::Standing;
use super::storage::StorageLine;
use super::words::{command_words, reason_words};
use crate::local::{Local, Refused, Waiting};
use crate::shell::desk::{Page, last_sync};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Empty, Mark, MarkKind, Pager, Section, icon};
use leptos::prelude::*;
use shared::sync::protocol::Status;
use shared::text::{format, sync, ui};

/// Waiting commands shown at once; a cadre who was away for a month has a few hundred.
const SHOWN_FIRST: usize = 30;

/// The page.
#[component]
pub fn SyncPage() -> impl IntoView {
    let (local, texts, ago) = (Local::get(), texts(), last_sync());
    let line = Signal::derive(move || Some(ago.get()));
    let conflicts = super::conflicts();
    let nothing_waits =
        Memo::new(move |_| local.status.with(|status| status.unsent == 0 && status.refused.is_empty()) && conflicts.with(Vec::is_empty));
    let all_sent = move || {
        nothing_waits.get().then(|| {
            view! {
                <Empty icon=icon::DONE title=texts.t(sync::MARK_ALL_SENT) line=texts.t(sync::ALL_SENT_WORDS) />
            }
        })
    };
    view! {
        <Page title=texts.t(sync::TITLE) line>
            <Standing />
            <div class="button-row">
                <Button label=texts.t(sync::SEND_NOW) kind=ButtonKind::Primary icon=icon::SYNC on_press=move || local.sync_now() />
            </div>
            {all_sent}
            <RefusedList status=Status::Rejected />
            <RefusedList status=Status::Quarantined />
            <ConflictList />
            <WaitingList />
            <Section title=texts.t(sync::STORAGE)><StorageLine /></Section>
        </Page>
    }
}

/// Refused commands, or those that an administrator must look at; nothing where there are none.
#[component]
fn RefusedList(
    /// Which.
    status: Status,
) -> impl IntoView {
    let (local, texts) = (Local::get(), texts());
    let list = Memo::new(move |_| {
        local.status.with(|all| all.refused.iter().filter(|refused| refused.status == status).cloned().collect::<Vec<Refused>>())
    });
    let (title, words) = match status {
        Status::Quarantined => (sync::QUARANTINED_TITLE, sync::QUARANTINED_WORDS),
        Status::Accepted | Status::Rejected => (sync::REFUSED_TITLE, sync::REFUSED_WORDS),
    };
    move || {
        let refused = list.get();
        (!refused.is_empty()).then(|| {
            let title = texts.fill(title, &[("n", &refused.len())]);
            let cards: Vec<AnyView> =
                together(refused).into_iter().map(|(held, with)| view! { <RefusedCard held with /> }.into_any()).collect();
            view! {
                <Section title>
                    <p>{texts.t(words)}</p>
                    <ul class="held-list">{cards}</ul>
                </Section>
            }
        })
    }
}

/// What the server has not answered yet, oldest first.
#[component]
fn WaitingList() -> impl IntoView {
    let (local, texts) = (Local::get(), texts());
    let waiting = Memo::new(move |_| local.waiting());
    let revoked = Memo::new(move |_| local.status.with(|status| status.revoked));
    let shown = RwSignal::new(SHOWN_FIRST);
    let count = Memo::new(move |_| waiting.with(Vec::len));
    let rows = move || waiting.with(|waiting| waiting.iter().take(shown.get()).map(waiting_row).collect::<Vec<AnyView>>());
    let pager =
        move || {
            (count.get() > SHOWN_FIRST).then(|| view! {
        <Pager
            words=Signal::derive(move || texts.fill(ui::SHOWN_OF, &[("total", &count.get()), ("n", &shown.get().min(count.get()))]))
            more=texts.t(ui::SHOW_MORE)
            has_more=Signal::derive(move || count.get() > shown.get())
            on_more=move || shown.update(|shown| *shown += SHOWN_FIRST)
        />
    })
        };
    move || {
        (count.get() > 0).then(|| {
            view! {
                <Section title=texts.fill(sync::UNSENT_TITLE, &[("n", &count.get())])>
                    <p>{move || texts.t(if revoked.get() { sync::REVOKED_UNSENT } else { sync::UNSENT_WORDS })}</p>
                    <ul class="held-list">{rows}</ul>
                    {pager}
                </Section>
            }
        })
    }
}

fn waiting_row(waiting: &Waiting) -> AnyView {
    let texts = texts();
    let doubt = waiting.doubt.as_ref().map(|doubt| {
        let reasons: Vec<AnyView> = reason_words(doubt, texts).into_iter().map(|words| view! { <p>{words}</p> }.into_any()).collect();
        view! {
            <div class="held-reason">
                <Mark kind=MarkKind::Waiting word=texts.t(sync::DOUBT) />
                {reasons}
            </div>
        }
    });
    let about = Local::get().amend(waiting.id).as_ref().map(about).unwrap_or_default();
    let by_other = (!waiting.mine).then(|| view! { <p class="quiet">{texts.t(sync::BY_OTHER)}</p> });
    view! {
        <li class="held">
            {title(command_words(&waiting.name, texts), &waiting.scope, &about)}
            <p class="quiet num">{texts.fill(sync::WRITTEN_AT, &[("time", &format::moment(texts.lang, waiting.at))])}</p>
            {doubt}
            {by_other}
        </li>
    }
    .into_any()
}
