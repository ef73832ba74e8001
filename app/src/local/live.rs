//! The live stream: the server says which scope has news. Losing a word of it costs a second, never data.

use gloo_events::EventListener;
use shared::kernel::ScopeId;
use shared::sync::protocol::Poke;
use std::cell::Cell;
use wasm_bindgen::JsCast as _;
use web_sys::{EventSource, MessageEvent};

/// An open stream; it closes when dropped.
#[derive(Debug)]
pub struct Live {
    source: EventSource,
    scopes: Vec<ScopeId>,
    _listeners: [EventListener; 2],
}

impl Live {
    /// Opens the stream of all that this device holds; `scopes` tells when it must be opened anew. It begins with the heads as they are, and
    /// the browser opens it again by itself when the network breaks: then, from the second time on, `again` is called.
    pub fn open(scopes: Vec<ScopeId>, again: impl Fn() + 'static, poked: impl Fn(Poke) + 'static) -> Option<Self> {
        let source = EventSource::new("/api/sync/live").ok()?;
        let opened = Cell::new(false);
        let listeners = [
            EventListener::new(&source, "open", move |_| {
                if opened.replace(true) {
                    again();
                }
            }),
            EventListener::new(&source, "message", move |event| {
                let text = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
                if let Some(poke) = text.and_then(|text| serde_json::from_str(&text).ok()) {
                    poked(poke);
                }
            }),
        ];
        Some(Self { source, scopes, _listeners: listeners })
    }

    /// Is it for these scopes, and not given up by the browser?
    pub fn serves(&self, scopes: &[ScopeId]) -> bool {
        self.scopes == scopes && self.source.ready_state() != EventSource::CLOSED
    }

    /// Is it connected now?
    pub fn is_open(&self) -> bool {
        self.source.ready_state() == EventSource::OPEN
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.source.close();
    }
}
