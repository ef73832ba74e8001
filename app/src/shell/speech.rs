//! 朗讀 / 朗读: reads the page aloud where the device has a voice for its language; elsewhere the button is not there.

use super::texts;
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
pub fn is_speaking() -> bool {
    voice_box().is_some_and(|speech| speech.speaking())
}

/// Stops reading.
pub fn stop() {
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

/// Reading aloud as a page has it: whether there is a voice, whether it speaks, and the press that begins and ends it.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    /// There is a voice for the page's language.
    pub there: RwSignal<bool>,
    /// It was told to speak.
    pub speaking: RwSignal<bool>,
    lang: Lang,
}

impl Reader {
    /// The page's. It is silent when the page goes.
    pub fn new() -> Self {
        let lang = texts().lang;
        let reader = Self { there: RwSignal::new(false), speaking: RwSignal::new(false), lang };
        // After the page has come to life: the server knows no voice and has written no button.
        Effect::new(move |_| reader.there.set(can_speak(lang)));
        if let Some(speech) = voice_box() {
            // Voices arrive some time after the page.
            let arrive = EventListener::new(&speech, "voiceschanged", move |_| _ = reader.there.try_set(can_speak(lang)));
            let kept = StoredValue::new_local(arrive);
            on_cleanup(move || kept.dispose());
        }
        on_cleanup(stop);
        reader
    }

    /// Begins, or ends.
    pub fn press(self) {
        let begins = !(self.speaking.get_untracked() && is_speaking());
        stop();
        self.speaking.set(begins);
        if begins {
            speak(self.lang);
        }
    }

    /// What the press does, in a word.
    pub fn words(self) -> &'static str {
        texts().t(if self.speaking.get() { shell::READ_STOP } else { shell::READ_ALOUD })
    }
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

/// The button that reads the page aloud and stops again.
#[component]
pub fn ReadAloud() -> impl IntoView {
    let reader = Reader::new();
    move || reader.there.get().then(|| view! { <Button label=reader.words() icon=icon::READ_ALOUD on_press=move || reader.press() /> })
}
