//! The faces that live on the device: the desk and the kiosk, each fetched when its shell names it.

#![expect(clippy::unnecessary_wraps, reason = "a part that does not arrive is an error, whose type the cut asks of its function")]

use super::part::Part;
use super::start::{KIOSK, fault};
use super::{desk::Desk, kiosk::Kiosk};
use crate::local::RulesArriving;
use leptos::mount::mount_to_body;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use shared::register::AllRooms;
use shared::sync::command::Rules;
use shared::text::Lang;
use wasm_bindgen::JsValue;

/// Mounts the face that the shell names.
pub(super) async fn show(face: Option<&str>, lang: Lang) -> Result<(), JsValue> {
    match face {
        Some("desk") => mount_desk(lang),
        Some(KIOSK) => mount_kiosk(lang).await.map_err(|error| fault(&error.to_string()))?,
        other => return Err(fault(&format!("no such face: {other:?}"))),
    }
    Ok(())
}

/// The rules of all rooms, which nothing needs before something waits to be sent.
static RULES: Part<&'static (dyn Rules + Sync)> = Part::new(|| Box::pin(rules()));

#[wasm_split(rules, wasm_split_path = leptos::wasm_split, fallible)]
fn rules() -> Result<&'static (dyn Rules + Sync), SplitLoaderError> {
    Ok(&AllRooms)
}

/// Fetches the rules.
pub(super) fn fetch_rules() -> RulesArriving {
    Box::pin(async { RULES.arrive().await.map(|rules| rules as &dyn Rules) })
}

fn mount_desk(lang: Lang) {
    clear_shell();
    mount_to_body(move || view! { <Desk lang=lang /> });
}

/// The kiosk is a part of its own: no desk fetches it.
#[wasm_split(kiosk, wasm_split_path = leptos::wasm_split, fallible)]
fn mount_kiosk(lang: Lang) -> Result<(), SplitLoaderError> {
    clear_shell();
    mount_to_body(move || view! { <Kiosk lang=lang /> });
    Ok(())
}

/// Takes away the shell's own lines.
fn clear_shell() {
    while let Ok(Some(line)) = document().query_selector("[data-shell]") {
        line.remove();
    }
}
