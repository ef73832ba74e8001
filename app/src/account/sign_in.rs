//! Signing in: name and password, with a network.

use super::form::{AskForm, filled, password_words};
use crate::local::Local;
use crate::shell::desk::{Alone, Page, SyncLine, go};
use crate::shell::texts;
use crate::ui::{InputKind, Notice, NoticeKind, PasswordField, TextField};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use shared::text::account;
use wasm_bindgen_futures::spawn_local;

/// Before the desk is open.
#[component]
pub fn SignInPage() -> impl IntoView {
    let Local { here, status, .. } = Local::get();
    let revoked = Memo::new(move |_| status.with(|status| status.revoked));
    leave_address();
    let key_gone = Memo::new(move |_| here.with(|here| here.account.is_some()));
    view! {
        <Alone title=texts().t(account::SIGN_IN_TITLE)>
            {move || revoked.get().then(|| view! { <Notice kind=NoticeKind::Waiting><p>{texts().t(account::REVOKED)}</p></Notice> })}
            {move || key_gone.get().then(|| view! { <Notice><p>{texts().t(account::KEY_GONE)}</p><SyncLine /></Notice> })}
            <SignInForm on_done=move || {} />
        </Alone>
    }
}

/// This page stands at any address. At its own one it would come again after signing in, as the page for somebody else.
fn leave_address() {
    if use_location().pathname.with_untracked(|path| path.ends_with("/sign-in")) {
        use_navigate()("/desk", NavigateOptions { resolve: false, replace: true, ..NavigateOptions::default() });
    }
}

/// While the desk is open: the session has ended, or somebody else takes the device.
#[component]
pub fn SignInAgainPage() -> impl IntoView {
    let (texts, go) = (texts(), go());
    let name = Local::get().here.with_untracked(|here| here.account.as_ref().map(|me| me.name.clone()).unwrap_or_default());
    view! {
        <Page title=texts.t(account::SIGN_IN) line=Some(texts.fill(account::SIGNED_IN_AS, &[("name", &name)]))>
            <SignInForm on_done=move || go("/desk") />
        </Page>
    }
}

/// Name, password and what to know about them.
#[component]
pub(super) fn SignInForm(
    /// Somebody has signed in. The page may be gone by then.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    let (local, texts, form) = (Local::get(), texts(), AskForm::default());
    let known = local.here.with_untracked(|here| here.account.as_ref().map(|me| me.login.clone()).unwrap_or_default());
    let (login, password) = (RwSignal::new(known), RwSignal::new(String::new()));
    let submit = move || {
        let (name, secret) = (login.get_untracked().trim().to_owned(), password.get_untracked());
        let missing = filled("login", &name).into_iter().chain(filled("password", &secret)).collect();
        if !form.begin(missing) {
            return;
        }
        spawn_local(async move {
            match local.sign_in(&name, &secret).await {
                Ok(_) => {
                    // The page may be gone by now: the guard shows what comes next.
                    password.try_set(String::new());
                    form.busy.try_set(false);
                    on_done.try_run(());
                }
                Err(error) => form.refused(&error, texts),
            }
        });
    };
    let fields = view! {
        <TextField id="login" label=texts.t(account::NAME) value=login kind=InputKind::Username error=form.error("login") />
        <PasswordField id="password" label=texts.t(account::PASSWORD) value=password words=password_words() error=form.error("password") />
    };
    view! {
        {form.view(texts.t(account::SIGN_IN), submit, fields.into_any())}
        <div class="stack-s quiet">
            <p>{texts.t(account::SIGN_IN_NEEDS_NETWORK)}</p>
            <p>{texts.t(account::FORGOT)}</p>
        </div>
    }
    .into_any()
}
