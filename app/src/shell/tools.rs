//! The reader's tools 工具: language, size of type, contrast, light and dark, reading aloud. Without JavaScript the links ask the server; with
//! it they change at once.

use super::mode::{Choice, Contrast, Mode, Size, Theme};
use super::{mode, texts};
use leptos::prelude::*;
use shared::text::{Key, Lang, shell};

/// All of them, as a public page bears them.
#[component]
pub fn Tools() -> impl IntoView {
    view! {
        <nav class="tools" aria-label=texts().t(shell::TOOLS)>
            <Languages />
            <SizeTool />
            <ContrastTool />
            <ThemeTool />
            {read_aloud()}
        </nav>
    }
}

/// The languages, each by its own name. A router in the page leaves these links alone.
#[component]
pub fn Languages() -> impl IntoView {
    let chosen = texts().lang;
    let languages = Lang::ALL.map(|lang| {
        view! {
            <a
                class="tool"
                href=format!("?lang={}", lang.tag())
                lang=lang.tag()
                hreflang=lang.tag()
                rel="nofollow external"
                aria-current=(lang == chosen).then_some("true")
                on:click=move |event| choose_language(&event, lang)
            >
                {lang.own_name()}
            </a>
        }
    });
    languages.into_iter().collect_view()
}

/// Elder mode, on or off.
#[component]
pub fn SizeTool() -> impl IntoView {
    other_one(|mode| match mode.size {
        Size::Standard => (Size::Elder, shell::SIZE_ELDER),
        Size::Elder => (Size::Standard, shell::SIZE_STANDARD),
    })
}

/// High contrast, on or off.
#[component]
pub fn ContrastTool() -> impl IntoView {
    other_one(|mode| match mode.contrast {
        Contrast::More => (Contrast::Auto, shell::CONTRAST_STANDARD),
        Contrast::Auto | Contrast::Less => (Contrast::More, shell::CONTRAST_HIGH),
    })
}

/// Dark or light. Who has chosen neither sees what their device is set to, and is offered the dark.
#[component]
pub fn ThemeTool() -> impl IntoView {
    other_one(|mode| match mode.theme {
        Theme::Dark => (Theme::Light, shell::THEME_LIGHT),
        Theme::Auto | Theme::Light => (Theme::Dark, shell::THEME_DARK),
    })
}

/// A link to the other one of a choice, with its word.
fn other_one<C: Choosing>(other: impl Fn(Mode) -> (C, Key) + Copy + Send + Sync + 'static) -> AnyView {
    let mode = mode();
    let chosen = move || other(mode.get());
    view! {
        <a
            class="tool"
            rel="nofollow external"
            href=move || format!("?{}={}", C::NAME, chosen().0.value())
            on:click=move |event| choose(&event, chosen().0)
        >
            {move || texts().t(chosen().1)}
        </a>
    }
    .into_any()
}

/// A choice that can be made in the page.
trait Choosing: Choice + Send + Sync {
    /// Makes it.
    fn choose(self);
}

/// Says how each choice is made; the server makes none.
macro_rules! choosing {
    ($($choice:ty: $set:ident),* $(,)?) => {$(
        impl Choosing for $choice {
            #[cfg(feature = "browser")]
            fn choose(self) {
                super::prefs::$set(self);
            }

            #[cfg(not(feature = "browser"))]
            fn choose(self) {}
        }
    )*};
}

choosing! { Size: set_size, Contrast: set_contrast, Theme: set_theme }

fn choose<C: Choosing>(event: &leptos::ev::MouseEvent, choice: C) {
    event.prevent_default();
    choice.choose();
}

/// Reads the page aloud, where the device has a voice for its language.
#[cfg(feature = "browser")]
fn read_aloud() -> AnyView {
    let reader = super::speech::Reader::new();
    let tool = move || {
        reader.there.get().then(|| {
            view! { <button type="button" class="tool" on:click=move |_| reader.press()>{move || reader.words()}</button> }
        })
    };
    tool.into_any()
}

/// The server has no voice; the place is kept.
#[cfg(not(feature = "browser"))]
fn read_aloud() -> AnyView {
    (|| None::<AnyView>).into_any()
}

#[cfg(feature = "browser")]
fn choose_language(event: &leptos::ev::MouseEvent, lang: Lang) {
    event.prevent_default();
    super::prefs::set_language(lang);
}

#[cfg(not(feature = "browser"))]
fn choose_language(_event: &leptos::ev::MouseEvent, _lang: Lang) {}
