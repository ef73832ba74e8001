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
use shared::account::protocol::{AskLink, Secret, SetPassword, SetUp};
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
    let words = Words {
        title: account::PASSWORD_SET,
        about: account::PASSWORD_SET_WORDS,
        done: account::PASSWORD_SET_DONE,
        broken: account::LINK_BROKEN,
        dead: account::LINK_DEAD,
        setup: false,
    };
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
    let words = Words {
        title: account::SETUP_TITLE,
        about: account::SETUP_WORDS,
        done: account::SETUP_DONE,
        broken: account::SETUP_LINK_BROKEN,
        dead: account::SETUP_LINK_DEAD,
        setup: true,
    };
    page(form, &words, "/api/auth/setup", ask, fields, texts)
}

struct Words {
    title: Key,
    about: Key,
    done: Key,
    /// There is no token in the address.
    broken: Key,
    /// The link was used or is too old.
    dead: Key,
    /// It is the first administrator's.
    setup: bool,
}

/// How it stands with a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    /// The server is asked.
    Asked,
    /// Good, as far as is known: where there was no answer, the form's own will tell.
    Good,
    /// Used, too old, or none at all.
    Dead,
    /// All is done.
    Done,
}

/// Asks whether a link is good before its form is shown.
fn ask_about(token: Option<&String>, setup: bool) -> RwSignal<Link> {
    let link = RwSignal::new(Link::Asked);
    if let Some(token) = token {
        let body = AskLink { token: Secret(token.clone()), setup };
        spawn_local(async move {
            let dead = match net::tell("/api/auth/link", &body).await {
                Err(error) => error.code().starts_with("code_"),
                Ok(()) => false,
            };
            link.try_set(if dead { Link::Dead } else { Link::Good });
        });
    }
    link
}

fn page<T: Serialize + 'static>(
    form: AskForm,
    words: &Words,
    path: &'static str,
    ask: impl Fn(&str) -> (Vec<shared::kernel::Violation>, T) + Copy + Send + Sync + 'static,
    fields: impl Fn() -> AnyView + Send + Sync + 'static,
    texts: shared::text::Texts,
) -> AnyView {
    let token = take_token();
    let link = ask_about(token.as_ref(), words.setup);
    let submit = move |token: String| {
        let (wrong, body) = ask(&token);
        if !form.begin(wrong) {
            return;
        }
        spawn_local(async move {
            match net::tell(path, &body).await {
                Ok(()) => {
                    link.try_set(Link::Done);
                }
                Err(error) => form.refused(&error, texts),
            }
        });
    };
    let Words { about, done: said, broken, dead, .. } = *words;
    let problem = move |words: Key| view! { <Notice kind=NoticeKind::Problem><p>{texts.t(words)}</p></Notice> }.into_any();
    let content = move || match (&token, link.get()) {
        (_, Link::Done) => view! {
            <Notice kind=NoticeKind::Done><p>{texts.t(said)}</p></Notice>
            <a class="button button-primary" href="/desk">{texts.t(account::SIGN_IN)}</a>
        }
        .into_any(),
        (None, _) => problem(broken),
        (Some(_), Link::Dead) => problem(dead),
        (Some(_), Link::Asked) => view! { <p role="status">{texts.t(shared::text::shell::LOADING)}</p> }.into_any(),
        (Some(token), Link::Good) => {
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
