//! The pages of one-time links: a password of one's own, and the first administrator.
//!
//! The token stands behind `#token=`: it reaches neither the server's log nor the browser's history, for the address is cleaned at once.

use super::change::{check_new, new_password};
use super::form::{AskForm, filled};
use crate::local::net;
use crate::shell::desk::Alone;
use crate::shell::texts;
use crate::ui::{InputKind, Notice, NoticeKind, TextField};
use leptos::prelude::*;
use serde::Serialize;
use shared::account::protocol::{Secret, SetPassword, SetUp};
use shared::text::{Key, account};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// What stands before the token.
const MARK: &str = "#token=";

/// A person sets their password.
#[component]
pub fn SetPasswordPage() -> impl IntoView {
    let (texts, form) = (texts(), AskForm::default());
    let [new, again] = [(); 2].map(|()| RwSignal::new(String::new()));
    let ask = move |token: &str| {
        let password = new.get_untracked();
        let wrong = check_new("password", &password, &again.get_untracked());
        (wrong, SetPassword { token: Secret(token.to_owned()), password: Secret(password) })
    };
    let words = Words { title: account::PASSWORD_SET, about: account::PASSWORD_SET_WORDS, done: account::PASSWORD_SET_DONE };
    page(form, &words, "/api/auth/set-password", ask, move || new_password(form, new, again), texts)
}

/// The first administrator of a deployment.
#[component]
pub fn SetUpPage() -> impl IntoView {
    let (texts, form) = (texts(), AskForm::default());
    let [login, name, new, again] = [(); 4].map(|()| RwSignal::new(String::new()));
    let ask = move |token: &str| {
        let password = new.get_untracked();
        let (login, name) = (login.get_untracked().trim().to_owned(), name.get_untracked().trim().to_owned());
        let mut wrong = check_new("password", &password, &again.get_untracked());
        wrong.extend(filled("login", &login).into_iter().chain(filled("name", &name)));
        (wrong, SetUp { token: Secret(token.to_owned()), login, name, password: Secret(password) })
    };
    let fields = move || {
        view! {
            <TextField id="login" label=texts.t(account::NAME) value=login kind=InputKind::Username hint=texts.t(account::NAME_HINT)
                error=form.error("login") />
            <TextField id="name" label=texts.t(account::DISPLAY_NAME) value=name error=form.error("name") />
            {new_password(form, new, again)}
        }
        .into_any()
    };
    let words = Words { title: account::SETUP_TITLE, about: account::SETUP_WORDS, done: account::SETUP_DONE };
    page(form, &words, "/api/auth/setup", ask, fields, texts)
}

struct Words {
    title: Key,
    about: Key,
    done: Key,
}

fn page<T: Serialize + 'static>(
    form: AskForm,
    words: &Words,
    path: &'static str,
    ask: impl Fn(&str) -> (Vec<shared::kernel::Violation>, T) + Copy + Send + Sync + 'static,
    fields: impl Fn() -> AnyView + Send + Sync + 'static,
    texts: shared::text::Texts,
) -> AnyView {
    let (token, done, said) = (take_token(), RwSignal::new(false), words.done);
    let submit = move |token: String| {
        let (wrong, body) = ask(&token);
        if !form.begin(wrong) {
            return;
        }
        spawn_local(async move {
            match net::tell(path, &body).await {
                Ok(()) => {
                    done.try_set(true);
                }
                Err(error) => form.refused(&error, texts),
            }
        });
    };
    let about = words.about;
    let content = move || match (&token, done.get()) {
        (_, true) => view! {
            <Notice kind=NoticeKind::Done><p>{texts.t(said)}</p></Notice>
            <a class="button button-primary" href="/desk">{texts.t(account::SIGN_IN)}</a>
        }
        .into_any(),
        (None, _) => view! { <Notice kind=NoticeKind::Problem><p>{texts.t(account::LINK_BROKEN)}</p></Notice> }.into_any(),
        (Some(token), _) => {
            let token = token.clone();
            view! {
                <p>{texts.t(about)}</p>
                {form.view(texts.t(shared::text::ui::SAVE), move || submit(token.clone()), fields())}
            }
            .into_any()
        }
    };
    view! { <Alone title=texts.t(words.title)>{content}</Alone> }.into_any()
}

/// Takes the token out of the address, so that neither the history nor a glance at the screen keeps it.
fn take_token() -> Option<String> {
    let window = window();
    let token = window.location().hash().ok()?.strip_prefix(MARK)?.to_owned();
    let path = window.location().pathname().unwrap_or_default();
    let cleaned = window.history().and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&path)));
    if let Err(error) = cleaned {
        leptos::logging::warn!("the address keeps the link's token: {error:?}");
    }
    (!token.is_empty()).then_some(token)
}
