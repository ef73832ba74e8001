//! Who is here: the device, the person, the village of a kiosk; and the calls that change it.
//!
//! On a personal device who is here outlives the page (`here` in localStorage). On a kiosk it does not: whatever ends the page ends the
//! committee's session.

use super::crypto::from_text;
use super::enrolled::HERE;
use super::kept;
use super::keys::KeyState;
use super::net::{self, ASK_MS, AskError, Flight};
use serde::{Deserialize, Serialize};
use shared::account::DeviceKind;
use shared::account::protocol::{
    ChangePassword, DeviceReport, EnrolAnswer, EnrolKiosk, Holding, NewDevice, Secret, SessionAnswer, SignIn, SignedIn,
};
use shared::kernel::{AccountId, Code, DeviceId};
use shared::place::Names;
use shared::sync::envelope::ActKey;
use shared::sync::protocol::{Hello, Me, Place, ScopeAccess};

const HELLO: &str = "hello.";
/// What places were called that a greeting told of: a record that is held still says where it belongs.
const PLACES: &str = "places";

/// Who is here, as pages see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Here {
    /// The stores have been read; before that nothing is known.
    pub ready: bool,
    /// This device; none while the browser keeps nothing.
    pub device: Option<DeviceId>,
    /// Phone, PC or kiosk.
    pub kind: DeviceKind,
    /// The village of an enrolled kiosk.
    pub village: Option<Code>,
    /// The person, if any.
    pub account: Option<Me>,
    /// How it stands with their key.
    pub key: KeyState,
    /// The scopes they may use, with their roles there, as last heard.
    pub scopes: Vec<ScopeAccess>,
    /// What they are where, also beyond the scopes a device holds, as last heard.
    pub holdings: Vec<Holding>,
    /// What the places of the scopes are called.
    pub places: Vec<Place>,
    /// Somebody else chose the password: ask for one of their own.
    pub must_change_password: bool,
}

impl Here {
    /// Before anything is known.
    pub fn unknown(kind: DeviceKind) -> Self {
        Self {
            ready: false,
            device: None,
            kind,
            village: None,
            account: None,
            key: KeyState::None,
            scopes: Vec::new(),
            holdings: Vec::new(),
            places: Vec::new(),
            must_change_password: false,
        }
    }

    /// What a place is called, as last heard.
    pub fn place(&self, code: &Code) -> Option<&Names> {
        self.places.iter().find(|place| place.code == *code).map(|place| &place.name)
    }
}

/// What outlives the page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Remembered {
    #[serde(default)]
    pub account: Option<Me>,
    #[serde(default)]
    pub village: Option<Code>,
    #[serde(default)]
    pub holdings: Vec<Holding>,
    #[serde(default)]
    pub must_change_password: bool,
}

impl Remembered {
    /// What outlives the page of a kiosk: no person.
    fn without_person(&self) -> Self {
        Self { village: self.village.clone(), ..Self::default() }
    }
}

pub(super) fn remembered(kind: DeviceKind) -> Remembered {
    let all: Remembered = kept::get(HERE).unwrap_or_default();
    if kind == DeviceKind::Kiosk { all.without_person() } else { all }
}

pub(super) fn remember(kind: DeviceKind, here: &Remembered) {
    let here = if kind == DeviceKind::Kiosk { here.without_person() } else { here.clone() };
    kept::set_or_warn(HERE, &here);
}

/// The last greeting kept under this key.
pub(super) fn last_hello(key: &str) -> Option<Hello> {
    kept::get(key)
}

pub(super) fn keep_hello(key: &str, hello: &Hello) {
    kept::set_or_warn(key, hello);
}

/// These places, and those that were told of before.
pub(super) fn all_places(mut places: Vec<Place>) -> Vec<Place> {
    let before: Vec<Place> = kept::get(PLACES).unwrap_or_default();
    let told = places.len();
    for place in before {
        if !places.iter().take(told).any(|known| known.code == place.code) {
            places.push(place);
        }
    }
    places
}

/// Keeps what places are called. Gives all that are known.
pub(super) fn keep_places(places: &[Place]) -> Vec<Place> {
    let all = all_places(places.to_vec());
    if kept::get::<Vec<Place>>(PLACES).as_ref() != Some(&all) {
        kept::set_or_warn(PLACES, &all);
    }
    all
}

pub(super) fn forget_hello(account: AccountId) {
    kept::remove(&hello_key(Some(account)));
}

/// Where the greeting of a person is kept, or that of a device by itself.
pub(super) fn hello_key(account: Option<AccountId>) -> String {
    account.map_or_else(|| format!("{HELLO}device"), |account| format!("{HELLO}{account}"))
}

/// Signs in. The cookie comes with the answer; the act key is for the caller's ring.
pub(super) async fn sign_in(login: &str, password: &str, device: DeviceId, kind: DeviceKind) -> Result<(SignedIn, ActKey), AskError> {
    let device = NewDevice { id: device, kind, name: device_name(kind).to_owned() };
    let asked = SignIn { login: login.to_owned(), password: Secret(password.to_owned()), device };
    let answer: SignedIn = net::post("/api/auth/sign-in", &asked, ASK_MS, Flight::default()).await?;
    let key = from_text(&answer.act_key.0).ok_or(AskError::Unreadable)?;
    Ok((answer, key))
}

/// Who and what the cookies speak for.
pub(super) async fn session() -> Result<SessionAnswer, AskError> {
    net::get("/api/session", ASK_MS, Flight::default()).await
}

/// Changes the password of whoever is signed in.
pub(super) async fn change_password(old: &str, new: &str) -> Result<(), AskError> {
    net::tell("/api/auth/change-password", &ChangePassword { old: Secret(old.to_owned()), password: Secret(new.to_owned()) }).await
}

/// Says how this device stands. It is a courtesy: nothing waits for it.
pub(super) async fn report(report: &DeviceReport) -> Result<(), AskError> {
    net::tell("/api/device/report", report).await
}

/// Ends the session at the server.
pub(super) async fn sign_out() -> Result<(), AskError> {
    net::tell("/api/auth/sign-out", &serde_json::json!({})).await
}

/// Enrols this device as a village's kiosk by a one-time code.
pub(super) async fn enrol(code: &str, name: &str, device: DeviceId) -> Result<Code, AskError> {
    let name = if name.is_empty() { device_name(DeviceKind::Kiosk) } else { name };
    let asked = EnrolKiosk { code: Secret(code.to_owned()), device, name: name.to_owned() };
    let answer: EnrolAnswer = net::post("/api/kiosk/enrol", &asked, ASK_MS, Flight::default()).await?;
    answer.device.village.ok_or(AskError::Unreadable)
}

/// A name by which an administrator tells devices apart at first; it is data, not words shown, and may be changed there.
fn device_name(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Phone => "phone",
        DeviceKind::Pc => "pc",
        DeviceKind::Kiosk => "kiosk",
    }
}

/// A phone or a PC: the main pointer tells.
pub(super) fn personal_kind() -> DeviceKind {
    let coarse = leptos::prelude::window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|query| query.matches());
    if coarse { DeviceKind::Phone } else { DeviceKind::Pc }
}
