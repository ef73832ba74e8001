//! 權限 / 权限: what whoever is here may do in a scope. What they may not is not offered, with one line that says who can.

use super::texts;
use crate::local::Local;
use leptos::prelude::*;
use shared::kernel::{Role, ScopeId};
use shared::text::{account, format, shell};

/// May whoever is here do what these roles may, in this scope?
pub fn may(scope: &ScopeId, by: &[Role]) -> bool {
    let here = Local::get().here.get();
    here.scopes.iter().filter(|access| access.scope == *scope).any(|access| access.roles.iter().any(|role| by.contains(role)))
}

/// These roles in words.
pub fn roles_words(by: &[Role]) -> String {
    let names: Vec<&str> = by.iter().map(|role| account::key(&format!("role_{}", role.name())).map_or("", |key| texts().t(key))).collect();
    format::list(texts().lang, &names)
}

/// The line that says who can do what is not offered here.
pub fn who_can(by: &[Role]) -> AnyView {
    view! { <p class="quiet">{texts().fill(shell::WHO_CAN, &[("who", &roles_words(by))])}</p> }.into_any()
}

/// The same where it is not plain from what stands beside it: what it is that these roles do.
pub fn who_does(what: &str, by: &[Role]) -> AnyView {
    view! { <p class="quiet">{texts().fill(shell::WHO_DOES, &[("what", &what), ("who", &roles_words(by))])}</p> }.into_any()
}
