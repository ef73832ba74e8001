//! 朗讀 / 朗读: reads the page aloud where the device has a voice for its language; elsewhere the button is not there.

use crate::shell::texts;
use crate::ui::{Button, icon};
use gloo_events::EventListener;
use js_sys::Reflect;
use leptos::prelude::*;
use shared::text::{Lang, shell};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{HtmlElement, SpeechSynthesis, SpeechSynthesisUtterance};

/// Missing in some browsers.
fn voice_box() -> Option<SpeechSynthesis> {
    Reflect::get(&window(), &JsValue::from_str("speechSynthesis")).ok()?.dyn_into().ok()
}

/// Is there a voice for this language? Any Chinese one reads both scripts.
fn can_speak(lang: Lang) -> bool {
    let wanted = if lang == Lang::En { "en" } else { "zh" };
    let named = |voice: JsValue| Reflect::get(&voice, &JsValue::from_str("lang")).ok()?.as_string();
    voice_box().is_some_and(|speech| speech.get_voices().iter().filter_map(named).any(|lang| lang.to_lowercase().starts_with(wanted)))
}

/// Is something being read?
pub(super) fn is_speaking() -> bool {
    voice_box().is_some_and(|speech| speech.speaking())
}

/// Stops reading.
pub(super) fn stop() {
    if let Some(speech) = voice_box() {
        speech.cancel();
    }
}

/// Reads the page, line by line: one long text is cut off by some voices.
fn speak(lang: Lang) {
    let Some(speech) = voice_box() else { return };
    let page = document().get_element_by_id("main").and_then(|main| main.dyn_into::<HtmlElement>().ok());
    let words = page.map(|page| page.inner_text()).unwrap_or_default();
    for line in words.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Ok(utterance) = SpeechSynthesisUtterance::new_with_text(line) {
            utterance.set_lang(if lang == Lang::En { "en" } else { "zh-CN" });
            speech.speak(&utterance);
        }
    }
}

/// The button that reads the page aloud and stops again.
#[component]
pub(super) fn ReadAloud() -> impl IntoView {
    let lang = texts().lang;
    let there = RwSignal::new(can_speak(lang));
    let speaking = RwSignal::new(false);
    if let Some(speech) = voice_box() {
        // Voices arrive some time after the page.
        let arrive = EventListener::new(&speech, "voiceschanged", move |_| _ = there.try_set(can_speak(lang)));
        let kept = StoredValue::new_local(arrive);
        on_cleanup(move || kept.dispose());
    }
    on_cleanup(stop);
    let press = move |()| {
        let begins = !(speaking.get_untracked() && is_speaking());
        stop();
        speaking.set(begins);
        if begins {
            speak(lang);
        }
    };
    move || {
        there.get().then(|| {
            let words = if speaking.get() { shell::READ_STOP } else { shell::READ_ALOUD };
            view! { <Button label=texts().t(words) icon=icon::READ_ALOUD on_press=Callback::new(press) /> }
        })
    }
}
