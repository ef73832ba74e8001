//! 隨時更新 / 随时更新: an open public page hears when its village publishes something, asks for itself once more, and shows what is new. Where
//! the reader is on the page stays where it is. While nobody looks at it, it hears nothing.

use super::public::PublicPage;
use super::wake;
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use shared::kernel::{Code, ScopeId};
use shared::sync::protocol::Poke;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DomParser, EventSource, HtmlElement, MessageEvent, Response, SupportedType};

/// How long to wait after the village moved: what a meeting writes in one go is asked for in one go.
const SETTLES_MS: u32 = 1_000;

/// What hears and waits, for as long as the page is looked at.
struct Ear {
    page: RwSignal<PublicPage>,
    scope: ScopeId,
    /// The head that the page shows, as far as it is known.
    shown: Option<u64>,
    stream: Option<(EventSource, EventListener)>,
    asking: Option<Timeout>,
}

/// Keeps the page as the village's public view is. A page of no village has nothing to hear.
pub(super) fn keep(page: RwSignal<PublicPage>) {
    let Some(code) = page.with_untracked(|page| page.village().cloned()) else { return };
    let ear = Rc::new(RefCell::new(Ear::of(page, code)));
    listen(&ear);
    let watched = Rc::clone(&ear);
    EventListener::new(
        &document(),
        "visibilitychange",
        move |_| {
            if document().hidden() { watched.borrow_mut().close() } else { listen(&watched) }
        },
    )
    .forget();
}

impl Ear {
    fn of(page: RwSignal<PublicPage>, code: Code) -> Self {
        Self { page, scope: ScopeId::Public(code), shown: None, stream: None, asking: None }
    }

    fn close(&mut self) {
        if let Some((stream, _)) = self.stream.take() {
            stream.close();
        }
        self.asking = None;
    }

    /// Is this head news? The first one that is heard is what the page was made of, or nearly: what fell between the two comes with
    /// the next.
    fn is_news(&mut self, head: u64) -> bool {
        let before = self.shown.replace(head);
        before.is_some_and(|before| before < head)
    }
}

fn listen(ear: &Rc<RefCell<Ear>>) {
    if ear.borrow().stream.is_some() {
        return;
    }
    let address = format!("/api/sync/live?scope={}", js_sys::encode_uri_component(&ear.borrow().scope.to_string()));
    // It comes back by itself when the stream ends; where the server refuses, it does not.
    let Ok(stream) = EventSource::new(&address) else { return };
    let heard = Rc::clone(ear);
    let listener = EventListener::new(&stream, "message", move |event| hear(&heard, event));
    ear.borrow_mut().stream = Some((stream, listener));
}

fn hear(ear: &Rc<RefCell<Ear>>, event: &web_sys::Event) {
    let words = event.dyn_ref::<MessageEvent>().and_then(|message| message.data().as_string()).unwrap_or_default();
    let Ok(poke) = serde_json::from_str::<Poke>(&words) else { return };
    let mut ear = ear.borrow_mut();
    if poke.scope == ear.scope && ear.is_news(poke.head) {
        let page = ear.page;
        ear.asking = Some(Timeout::new(SETTLES_MS, move || spawn_local(ask(page))));
    }
}

/// Asks for the page once more. Where that fails, the page stays as it is; the next news asks again.
async fn ask(page: RwSignal<PublicPage>) {
    match fetch().await {
        Ok(new) if page.with_untracked(|old| *old != new) => show(page, new),
        Ok(_) => {}
        Err(error) => leptos::logging::warn!("the page was not asked for anew: {error:?}"),
    }
}

async fn fetch() -> Result<PublicPage, JsValue> {
    let address = window().location().href()?;
    let response: Response = JsFuture::from(window().fetch_with_str(&address)).await?.dyn_into()?;
    let words = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    let document = DomParser::new()?.parse_from_string(&words, SupportedType::TextHtml)?;
    wake::page(&document)
}

/// Shows it. Whoever stood on a link stands on it again.
fn show(page: RwSignal<PublicPage>, new: PublicPage) {
    let stood = document().active_element().and_then(|element| element.get_attribute("href"));
    let (x, y) = (window().scroll_x().unwrap_or_default(), window().scroll_y().unwrap_or_default());
    page.set(new);
    request_animation_frame(move || {
        window().scroll_to_with_x_and_y(x, y);
        let link = stood.and_then(|href| document().query_selector(&format!("main a[href=\"{href}\"]")).ok().flatten());
        if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok())
            && link.focus().is_err()
        {
            leptos::logging::warn!("the focus stayed where it was");
        }
    });
}
