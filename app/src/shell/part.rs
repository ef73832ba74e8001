//! 後到部分 / 后到部分: code that comes when it is first needed.
//!
//! The build cuts the wasm at the functions named in a [`Part`] (`app/pack`); nothing else may refer to what lies behind them, or it
//! comes with the first page after all. The service worker keeps every part on the device, so that none needs a network later.

use super::texts;
use crate::ui::{Button, Empty, icon};
use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;
use shared::text::shell;
use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use wasm_bindgen_futures::spawn_local;

/// A part on its way.
pub type Arriving<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

/// Makes a page: what a part has one of for each of its pages.
pub type MakePage = fn() -> AnyView;

/// Code that comes when it is first needed, reached through one value of it.
#[derive(Debug)]
pub struct Part<T> {
    load: fn() -> Arriving<T>,
    here: OnceLock<T>,
}

impl<T: Copy + 'static> Part<T> {
    /// A part, and how it is fetched.
    pub const fn new(load: fn() -> Arriving<T>) -> Self {
        Self { load, here: OnceLock::new() }
    }

    /// What is reached through it, where it has arrived.
    pub fn here(&self) -> Option<T> {
        self.here.get().copied()
    }

    /// Fetches it where it has not arrived. Nothing where it cannot be had now; asking again tries again.
    pub async fn arrive(&self) -> Option<T> {
        if let Some(here) = self.here() {
            return Some(here);
        }
        match (self.load)().await {
            Ok(arrived) => Some(*self.here.get_or_init(|| arrived)),
            Err(error) => {
                leptos::logging::warn!("a part of the app did not arrive: {error}");
                None
            }
        }
    }
}

/// A page of a part: at once where the part is here, otherwise when it has arrived.
pub fn page_of<T: Copy + Send + Sync + 'static>(part: &'static Part<T>, page: fn(T) -> MakePage) -> AnyView {
    if let Some(pages) = part.here() {
        return page(pages)();
    }
    let arrived = RwSignal::new(None);
    let fetch = move || {
        arrived.set(None);
        spawn_local(async move {
            let came = part.arrive().await.is_some();
            // The page may be left meanwhile.
            _ = arrived.try_set(Some(came));
        });
    };
    fetch();
    (move || match (arrived.get(), part.here()) {
        (Some(true), Some(pages)) => page(pages)(),
        (Some(_), _) => missing(fetch),
        (None, _) => {
            view! { <main class="page-main"><p class="shell-line" role="status">{texts().t(shell::LOADING)}</p></main> }.into_any()
        }
    })
    .into_any()
}

fn missing(fetch: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
    view! {
        <main class="page-main">
            <Empty icon=icon::SYNC title=texts().t(shell::PART_MISSING) line=texts().t(shell::PART_MISSING_WORDS)>
                <Button label=texts().t(shell::TRY_AGAIN) icon=icon::SYNC on_press=fetch />
            </Empty>
        </main>
    }
    .into_any()
}
