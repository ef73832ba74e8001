//! Signing out: it asks first, and says what becomes of what is unsent.

use crate::local::{Local, SignOutError};
use crate::shell::desk::go;
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Dialog, icon};
use leptos::prelude::*;
use shared::text::{account, ui};
use wasm_bindgen_futures::spawn_local;

/// The button, and the question behind it.
#[component]
pub fn SignOutButton(
    /// Its words.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    let (local, texts, open, go) = (Local::get(), texts(), RwSignal::new(false), go());
    let (busy, unsent) = (RwSignal::new(false), unsent_of_mine());
    let about = move || match unsent.get() {
        0 => texts.t(account::SIGN_OUT_CLEAN).to_owned(),
        n => texts.fill(account::SIGN_OUT_UNSENT, &[("n", &n)]),
    };
    let leave = move || {
        busy.set(true);
        let go = go.clone();
        spawn_local(async move {
            // The dialog has said what is unsent; were it more by now, the same words hold.
            let left = local.sign_out(true).await;
            busy.try_set(false);
            if let Err(SignOutError::Unsent(_)) = left {
                return;
            }
            open.try_set(false);
            go("/desk");
        });
    };
    let actions = view! {
        <Button label=texts.t(account::SIGN_OUT) kind=ButtonKind::Primary busy on_press=leave />
        <Button label=texts.t(ui::CANCEL) on_press=move || open.set(false) />
    };
    view! {
        <Button label=words icon=icon::LEAVE on_press=move || open.set(true) />
        <Dialog id="sign-out" open title=texts.t(account::SIGN_OUT_TITLE) actions=actions.into_any()>
            <p>{about}</p>
            <p>{texts.t(account::SIGN_OUT_WORDS)}</p>
        </Dialog>
    }
}

/// How many commands of whoever is here wait.
fn unsent_of_mine() -> Memo<usize> {
    let local = Local::get();
    Memo::new(move |_| local.waiting().into_iter().filter(|waiting| waiting.mine).count())
}
