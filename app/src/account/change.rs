//! Changing one's password, with a network.

use super::form::{AskForm, filled, password_words};
use crate::local::{AskError, Local};
use crate::shell::desk::{Alone, Page, go, password_later, toast};
use crate::shell::texts;
use crate::ui::{NoticeKind, PasswordField, PasswordKind};
use leptos::prelude::*;
use shared::kernel::{Violation, Violations};
use shared::text::{account, ui};
use wasm_bindgen_futures::spawn_local;

/// Characters of a password; the server's rule, shown before it is asked.
pub(super) const MIN_PASSWORD: usize = 8;

/// Before the desk is open: somebody else chose the password.
#[component]
pub fn OwnPasswordPage() -> impl IntoView {
    let (texts, offline, later) = (texts(), RwSignal::new(false), password_later());
    let toast = toast();
    let done = move || toast(NoticeKind::Done, texts.t(account::PASSWORD_CHANGED).to_owned());
    view! {
        <Alone title=texts.t(account::PASSWORD_CHANGE)>
            <p>{texts.t(account::PASSWORD_NOT_YOURS)}</p>
            <ChangeForm on_done=done offline />
            {move || offline.get().then(|| view! {
                <button type="button" class="button button-plain" on:click=move |_| later.run(())>{texts.t(account::PASSWORD_LATER)}</button>
            })}
        </Alone>
    }
}

/// From the page of whoever is here.
#[component]
pub fn ChangePasswordPage() -> impl IntoView {
    let (texts, go, toast) = (texts(), go(), toast());
    let done = move || {
        toast(NoticeKind::Done, texts.t(account::PASSWORD_CHANGED).to_owned());
        go("/desk/more");
    };
    view! {
        <Page title=texts.t(account::PASSWORD_CHANGE) back=("/desk/more".to_owned(), texts.t(ui::BACK).to_owned())>
            <ChangeForm on_done=done offline=RwSignal::new(false) />
        </Page>
    }
}

#[component]
fn ChangeForm(
    /// It is changed.
    #[prop(into)]
    on_done: Callback<()>,
    /// Set where there was no network to change it.
    offline: RwSignal<bool>,
) -> impl IntoView {
    let (local, texts, form) = (Local::get(), texts(), AskForm::default());
    let [old, new, again] = [(); 3].map(|()| RwSignal::new(String::new()));
    let submit = move || {
        let (before, chosen) = (old.get_untracked(), new.get_untracked());
        let mut wrong = check_new("password", &chosen, &again.get_untracked());
        wrong.extend(filled("old", &before));
        if !form.begin(wrong) {
            return;
        }
        spawn_local(async move {
            match local.change_password(&before, &chosen).await {
                Ok(()) => {
                    form.busy.try_set(false);
                    on_done.try_run(());
                }
                Err(error) => {
                    offline.try_set(error == AskError::NoAnswer);
                    form.refused(&error, texts);
                }
            }
        });
    };
    let fields = view! {
        <PasswordField id="old" label=texts.t(account::PASSWORD_OLD) value=old words=password_words() error=form.error("old") />
        {new_password(form, new, again)}
    };
    form.view(texts.t(account::PASSWORD_CHANGE), submit, fields.into_any())
}

/// The two fields of a new password.
pub(super) fn new_password(form: AskForm, new: RwSignal<String>, again: RwSignal<String>) -> AnyView {
    let texts = texts();
    let hint = texts.fill(account::PASSWORD_HINT, &[("n", &MIN_PASSWORD)]);
    view! {
        <PasswordField id="password" label=texts.t(account::PASSWORD_NEW) value=new kind=PasswordKind::New words=password_words() hint
            error=form.error("password") />
        <PasswordField id="again" label=texts.t(account::PASSWORD_AGAIN) value=again kind=PasswordKind::New words=password_words()
            error=form.error("again") />
    }
    .into_any()
}

/// What the page itself sees of a new password.
pub(super) fn check_new(field: &str, new: &str, again: &str) -> Vec<Violation> {
    let mut found = Violations::default();
    if new.chars().count() < MIN_PASSWORD {
        found.push(Violation::new(field, "password_too_short").with("low", MIN_PASSWORD));
    }
    found.check(new == again, "again", "password_differs");
    found.finish()
}
