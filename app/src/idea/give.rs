//! Putting an idea forward at the kiosk 提意見 / 提意见, without signing in, also without a network.

use super::receipt::{ReceiptSheet, receipt_actions};
use super::voice::{Voice, VoiceWords};
use crate::local::ids;
use crate::shell::kiosk::frame::{Kept, KioskPage};
use crate::shell::kiosk::here::Village;
use crate::shell::texts;
use crate::ui::{Choice, Notice, NoticeKind, RadioChips};
use leptos::prelude::*;
use shared::idea::{MAX_IDEA, SubmitIdea, Topic};
use shared::text::{self, idea, kiosk};

const WORDS: VoiceWords = VoiceWords {
    text: idea::TEXT,
    hint: idea::TEXT_HINT,
    name: idea::NAME,
    contact: idea::CONTACT,
    private: idea::PRIVATE_WORDS,
    readers: idea::READERS,
};

/// The page of an idea.
#[component]
pub fn GivePage() -> impl IntoView {
    let village = Village::here();
    let voice = Voice::new("idea", "new");
    let send = Callback::new(move |()| {
        let topic = voice.topic.with_untracked(|code| Topic::ALL.into_iter().find(|topic| topic.name() == code));
        let command = SubmitIdea {
            id: ids::record(),
            topic: topic.unwrap_or_default(),
            text: voice.text.get_untracked(),
            name: voice.name.get_untracked(),
            contact: voice.contact.get_untracked(),
            submitted_on: village.today.get_untracked(),
        };
        voice.send(village.scope(), command, |_| Ok(()));
    });
    move || match voice.receipt.get() {
        Some(receipt) => view! {
            <KioskPage kept=Kept::Words actions=receipt_actions()>
                <ReceiptSheet receipt about=texts().t(kiosk::FORM_IDEA) />
            </KioskPage>
        }
        .into_any(),
        None => view! {
            <KioskPage title=texts().t(idea::SUBMIT) back="/kiosk/start" kept=Kept::Words actions=voice.actions(send)>
                <div class="form">
                    <RadioChips id="topic" label=texts().t(idea::TOPIC) value=voice.topic choices=topics() />
                    // Before a word is written: those complained of read it too.
                    {move || voice.topic.with(|topic| topic == Topic::Conduct.name()).then(|| {
                        view! { <Notice kind=NoticeKind::Waiting><p>{texts().t(idea::CONDUCT_WORDS)}</p></Notice> }
                    })}
                    {voice.view(WORDS, MAX_IDEA)}
                    <p class="quiet">{texts().t(idea::SEALED_WORDS)}</p>
                </div>
            </KioskPage>
        }
        .into_any(),
    }
}

fn topics() -> Vec<Choice> {
    let word = |topic: Topic| text::choice_key("idea", "topic", topic.name()).map_or("", |key| texts().t(key));
    Topic::ALL.into_iter().map(|topic| Choice::new(topic.name(), word(topic))).collect()
}
