//! 公開頁 / 公开页: the pages that anyone may read.
//!
//! The server computes a whole [`PublicPage`], renders [`PublicApp`] of it and sends the same value along as JSON; the browser reads
//! it and hydrates. So a page needs no request of its own, works with JavaScript off, and both sides show the same by construction.
//! A room adds a page by a variant here and one line in [`PublicApp`]; the variant holds only what the page may show to everyone.

use super::mode::Mode;
use super::texts;
pub use super::tools::{ContrastTool, Languages, SizeTool, Tools};
use crate::deliberation::{Record, RecordPage};
use crate::disclosure::{BoardPage, BoardView, NoticeSheet, NoticeSheetPage};
use crate::place::{Front, FrontPage, PlaceLine};
use crate::ui::{Breadcrumbs, Crumb, Masthead};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::kernel::Code;
use shared::text::{Lang, Texts, disclosure, shell};
#[cfg(feature = "browser")]
use shared::text::{format, print};

/// The `id` of the element that carries the page's data.
pub const PAGE_ELEMENT: &str = "page";

/// What a public page shows. The large variants are boxed: a page is moved about more often than it is read. Tagged from outside: a tag
/// inside would have each reader of what it holds built a second time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicPage {
    /// The front door of the deployment: find your village.
    Front(FrontPage),
    /// A village's board.
    Board(Box<BoardPage>),
    /// The record of a matter.
    Record(Box<RecordPage>),
    /// A notice.
    Notice(Box<NoticeSheetPage>),
    /// There is nothing at this address, or nothing that may be shown.
    NotFound,
}

impl PublicPage {
    /// The document's title.
    pub fn title(&self, texts: Texts) -> String {
        match self {
            Self::Front(_) => texts.t(shell::PRODUCT).to_owned(),
            Self::Board(page) => texts.fill(disclosure::BOARD_OF, &[("village", &page.place.village.in_lang(texts.lang))]),
            Self::Record(page) => page.matter.card.title.clone(),
            Self::Notice(page) => page.notice.card.title.clone(),
            Self::NotFound => texts.t(shell::NOT_FOUND).to_owned(),
        }
    }

    /// A sentence for search engines and shared links; empty for none.
    pub fn description(&self, texts: Texts) -> String {
        match self {
            Self::Front(_) => texts.t(shell::WELCOME).to_owned(),
            Self::Board(_) => texts.t(disclosure::BOARD_WORDS).to_owned(),
            Self::Record(page) => page.matter.card.decision.clone().unwrap_or_default(),
            Self::Notice(_) | Self::NotFound => String::new(),
        }
    }

    /// Whether search engines must leave it alone: postings that name persons do, even masked.
    pub fn noindex(&self) -> bool {
        match self {
            Self::Notice(page) => page.notice.names_persons,
            Self::NotFound => true,
            Self::Front(_) | Self::Board(_) | Self::Record(_) => false,
        }
    }

    /// The village whose public view the page is made of.
    pub fn village(&self) -> Option<&Code> {
        self.place().map(|place| &place.code)
    }

    fn place(&self) -> Option<&PlaceLine> {
        match self {
            Self::Board(page) => Some(&page.place),
            Self::Record(page) => Some(&page.place),
            Self::Notice(page) => Some(&page.place),
            Self::Front(_) | Self::NotFound => None,
        }
    }
}

/// A public page: frame and content.
#[component]
pub fn PublicApp(
    /// What to show. It changes only where the browser hears that the village has published something since.
    #[prop(into)]
    page: Signal<PublicPage>,
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
            {page.with_untracked(masthead)}
            <main id="main" class="page-main" tabindex="-1">{move || content(page.get())}</main>
            {on_paper()}
            <footer class="colophon no-print">
                <span>{texts().t(shell::PRODUCT_FULL)}</span>
                <a href="/">{texts().t(shell::TO_FRONT)}</a>
                <a href="/desk" rel="nofollow">{texts().t(shell::TO_DESK)}</a>
            </footer>
        </div>
    }
}

/// The line of places, and the title of those pages whose content does not bear its own.
fn masthead(page: &PublicPage) -> AnyView {
    let lang = texts().lang;
    let title = match page {
        PublicPage::Front(_) => vec![texts().t(shell::PRODUCT).to_owned()],
        PublicPage::Board(page) => vec![page.place.village.in_lang(lang).to_owned(), texts().t(disclosure::BOARD).to_owned()],
        PublicPage::Record(_) | PublicPage::Notice(_) | PublicPage::NotFound => Vec::new(),
    };
    let crumbs = match page.place() {
        Some(place) => vec![
            Crumb { word: texts().t(shell::PRODUCT).to_owned(), href: Some("/".to_owned()) },
            Crumb { word: place.township.in_lang(lang).to_owned(), href: None },
            Crumb { word: place.village.in_lang(lang).to_owned(), href: Some(format!("/v/{}", place.code)) },
        ],
        None => vec![Crumb { word: texts().t(shell::PRODUCT).to_owned(), href: Some("/".to_owned()) }],
    };
    view! {
        <Masthead title>
            <Breadcrumbs places=crumbs label=texts().t(shell::NAV_MAIN) />
            <Tools />
        </Masthead>
    }
    .into_any()
}

fn content(page: PublicPage) -> AnyView {
    match page {
        PublicPage::Front(page) => view! { <Front page /> }.into_any(),
        PublicPage::Board(page) => view! { <BoardView page=*page /> }.into_any(),
        PublicPage::Record(page) => view! { <Record page=*page /> }.into_any(),
        PublicPage::Notice(page) => view! { <NoticeSheet page=*page /> }.into_any(),
        PublicPage::NotFound => view! {
            <h1>{texts().t(shell::NOT_FOUND)}</h1>
            <p>{texts().t(shell::NOT_FOUND_WORDS)}</p>
            <p><a href="/">{texts().t(shell::TO_FRONT)}</a></p>
        }
        .into_any(),
    }
}

/// On paper only: where the living page is, and the day of the print. The device knows both, the server neither.
fn on_paper() -> AnyView {
    let line = RwSignal::new(String::new());
    #[cfg(feature = "browser")]
    {
        let texts = texts();
        Effect::new(move |_| {
            let address = window().location().href().unwrap_or_default();
            let address = texts.fill(print::PAGE_ADDRESS, &[("address", &address.split(['?', '#']).next().unwrap_or_default())]);
            let printed = texts.fill(print::PRINTED_ON, &[("day", &format::day(texts.lang, crate::local::clock::today()))]);
            line.set(format!("{address} · {printed} · {}", texts.t(print::OFFICIAL_COPY)));
        });
    }
    view! { <p class="print-only print-foot">{move || line.get()}</p> }.into_any()
}
