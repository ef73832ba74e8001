//! What stands between opening the desk and its pages.

use crate::local::{Here, KeyState, Local};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::account::DeviceKind;

/// What is shown now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gate {
    /// The stores are being read.
    Reading,
    /// A one-time link to set a password.
    SetPassword,
    /// The one-time link of the first administrator.
    SetUp,
    /// Nobody is here, or their key is not.
    SignIn,
    /// The person's key is wrapped.
    Unlock,
    /// Somebody else chose the password.
    OwnPassword,
    /// A phone without a PIN: the key would be gone with the page.
    ChoosePin,
    /// The pages.
    Open,
}

/// What whoever is here has put off or asked for. It is forgotten when the page is loaded anew.
#[derive(Debug, Clone, Copy)]
struct Wishes {
    /// To change the password that somebody else chose later: there is no network.
    password_later: RwSignal<bool>,
    /// To go on without a PIN.
    pin_later: RwSignal<bool>,
    /// To choose another PIN: the one there is was forgotten.
    new_pin: RwSignal<bool>,
}

/// Gives the pages of the guard what they may wish for.
pub(super) fn provide() {
    let [password_later, pin_later, new_pin] = [false; 3].map(RwSignal::new);
    provide_context(Wishes { password_later, pin_later, new_pin });
}

fn wish(which: fn(Wishes) -> RwSignal<bool>, wished: bool) -> Callback<()> {
    let wishes = use_context::<Wishes>();
    Callback::new(move |()| {
        if let Some(wishes) = wishes {
            which(wishes).set(wished);
        }
    })
}

/// Lets whoever is here keep the password that somebody else chose for now.
pub fn password_later() -> Callback<()> {
    wish(|wishes| wishes.password_later, true)
}

/// Lets whoever is here go on without a PIN for now.
pub fn pin_later() -> Callback<()> {
    wish(|wishes| wishes.pin_later, true)
}

/// Asks for another PIN once the key is open.
pub fn wish_new_pin() -> Callback<()> {
    wish(|wishes| wishes.new_pin, true)
}

/// A PIN was chosen.
pub fn pin_chosen() -> Callback<()> {
    wish(|wishes| wishes.new_pin, false)
}

/// What is shown now, and after each change.
pub(super) fn gate() -> Memo<Gate> {
    let wishes = use_context::<Wishes>();
    let wished = move |which: fn(Wishes) -> RwSignal<bool>| wishes.is_some_and(|wishes| which(wishes).get());
    let here = Local::get().here;
    let path = use_location().pathname;
    Memo::new(move |_| {
        let by_address = path.with(|path| by_address(path));
        by_address.unwrap_or_else(|| {
            let asked = Asked {
                password_later: wished(|wishes| wishes.password_later),
                pin_later: wished(|wishes| wishes.pin_later),
                new_pin: wished(|wishes| wishes.new_pin),
            };
            here.with(|here| by_person(here, asked))
        })
    })
}

/// The one-time links work whoever is here.
fn by_address(path: &str) -> Option<Gate> {
    match path.trim_end_matches('/') {
        "/desk/set-password" => Some(Gate::SetPassword),
        "/desk/setup" => Some(Gate::SetUp),
        _ => None,
    }
}

/// [`Wishes`] as they stand.
#[derive(Debug, Clone, Copy, Default)]
struct Asked {
    password_later: bool,
    pin_later: bool,
    new_pin: bool,
}

fn by_person(here: &Here, asked: Asked) -> Gate {
    if !here.ready {
        return Gate::Reading;
    }
    match (&here.account, here.key) {
        (None, _) | (_, KeyState::None) => Gate::SignIn,
        (Some(_), KeyState::Locked) => Gate::Unlock,
        (Some(_), KeyState::OpenWithoutPin | KeyState::Open) if here.must_change_password && !asked.password_later => Gate::OwnPassword,
        // A PC stays on a table and has a network: it may do without.
        (Some(_), KeyState::OpenWithoutPin) if !(asked.pin_later && here.kind == DeviceKind::Pc) => Gate::ChoosePin,
        (Some(_), KeyState::Open) if asked.new_pin => Gate::ChoosePin,
        (Some(_), KeyState::OpenWithoutPin | KeyState::Open) => Gate::Open,
    }
}
