//! 公開頁 / 公开页: the pages that anyone may read.
//!
//! The server computes a whole [`PublicPage`], renders [`PublicApp`] of it and sends the same value along as JSON; the browser reads
//! it and hydrates. So a page needs no request of its own, works with JavaScript off, and both sides show the same by construction.
//! A room adds a page by a variant here and one line in [`PublicApp`]; the variant holds only what the page may show to everyone.

use super::mode::{Choice as _, Mode, Size};
use super::{mode, texts};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::text::{Lang, Texts, shell};

/// The `id` of the element that carries the page's data.
pub const PAGE_ELEMENT: &str = "page";

/// What a public page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "page", rename_all = "snake_case")]
pub enum PublicPage {
    /// The front door of the deployment.
    Welcome,
    /// There is nothing at this address, or nothing that may be shown.
    NotFound,
}

impl PublicPage {
    /// The document's title.
    pub fn title(&self, texts: Texts) -> String {
        match self {
            Self::Welcome => texts.t(shell::PRODUCT).to_owned(),
            Self::NotFound => texts.t(shell::NOT_FOUND).to_owned(),
        }
    }

    /// A sentence for search engines and shared links; empty for none.
    pub fn description(&self, texts: Texts) -> String {
        match self {
            Self::Welcome => texts.t(shell::WELCOME).to_owned(),
            Self::NotFound => String::new(),
        }
    }
}

/// A public page: frame and content.
#[component]
pub fn PublicApp(
    /// What to show.
    page: PublicPage,
    /// In which language.
    lang: Lang,
    /// How it is shown.
    #[prop(into)]
    mode: Signal<Mode>,
) -> impl IntoView {
    super::provide(lang, mode);
    view! {
        <a class="skip-link" href="#main">{texts().t(shell::SKIP)}</a>
        <div class="page">
            <header class="masthead">
                <div class="masthead-line">
                    <a href="/">{texts().t(shell::PRODUCT)}</a>
                    <Tools />
                </div>
            </header>
            <main id="main" class="page-main" tabindex="-1">{content(page)}</main>
        </div>
    }
}

fn content(page: PublicPage) -> AnyView {
    match page {
        PublicPage::Welcome => view! {
            <h1>{texts().t(shell::PRODUCT)}</h1>
            <p>{texts().t(shell::WELCOME)}</p>
            <p><a href="/desk">{texts().t(shell::TO_DESK)}</a></p>
        }
        .into_any(),
        PublicPage::NotFound => view! {
            <h1>{texts().t(shell::NOT_FOUND)}</h1>
            <p>{texts().t(shell::NOT_FOUND_WORDS)}</p>
            <p><a href="/">{texts().t(shell::TO_FRONT)}</a></p>
        }
        .into_any(),
    }
}

/// The languages, each by its own name, and elder mode. Without JavaScript the links ask the server; with it they change at once.
#[component]
pub fn Tools() -> impl IntoView {
    let chosen = texts().lang;
    let languages = Lang::ALL.map(|lang| {
        view! {
            <a
                class="tool"
                href=format!("?lang={}", lang.tag())
                lang=lang.tag()
                hreflang=lang.tag()
                rel="nofollow"
                aria-current=(lang == chosen).then_some("true")
                on:click=move |event| choose_language(&event, lang)
            >
                {lang.own_name()}
            </a>
        }
    });
    view! {
        <nav class="tools" aria-label=texts().t(shell::TOOLS)>
            {languages.to_vec()}
            <SizeTool />
        </nav>
    }
}

/// Elder mode, on or off: a link to the other one.
#[component]
fn SizeTool() -> impl IntoView {
    let mode = mode();
    let other = move || match mode.get().size {
        Size::Standard => Size::Elder,
        Size::Elder => Size::Standard,
    };
    let words = move || match other() {
        Size::Elder => texts().t(shell::SIZE_ELDER),
        Size::Standard => texts().t(shell::SIZE_STANDARD),
    };
    view! {
        <a
            class="tool"
            rel="nofollow"
            href=move || format!("?size={}", other().value())
            on:click=move |event| choose_size(&event, other())
        >
            {words}
        </a>
    }
}

#[cfg(feature = "hydrate")]
fn choose_language(event: &leptos::ev::MouseEvent, lang: Lang) {
    event.prevent_default();
    super::prefs::set_language(lang);
}

#[cfg(not(feature = "hydrate"))]
fn choose_language(_event: &leptos::ev::MouseEvent, _lang: Lang) {}

#[cfg(feature = "hydrate")]
fn choose_size(event: &leptos::ev::MouseEvent, size: Size) {
    event.prevent_default();
    super::prefs::set_size(size);
}

#[cfg(not(feature = "hydrate"))]
fn choose_size(_event: &leptos::ev::MouseEvent, _size: Size) {}
