//! Keys, seals and names of the toy world. A seal here only hides: what matters is who opens it where.

use super::device::PERSONS;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use shared::kernel::{AccountId, Code, DeviceId, ScopeId};
use shared::sync::command::Unseal;
use shared::sync::envelope::Proved;

/// The server's master key for proofs.
pub const MASTER: [u8; 32] = [7; 32];
const MARK: &str = "sealed to the server\n";

/// Seals a text to the server.
pub fn seal(text: &str) -> String {
    BASE64_STANDARD.encode(format!("{MARK}{text}"))
}

/// Opens what was sealed to the server.
pub fn open(sealed: &str) -> Option<String> {
    let text = String::from_utf8(BASE64_STANDARD.decode(sealed).ok()?).ok()?;
    text.strip_prefix(MARK).map(str::to_owned)
}

/// Opens a sealed command.
pub fn open_proved(sealed: &str) -> Option<Proved> {
    serde_json::from_str(&open(sealed)?).ok()
}

/// The server's own opener, lent to rules.
#[derive(Debug)]
pub struct Opener;

impl Unseal for Opener {
    fn unseal(&self, sealed: &str) -> Option<String> {
        open(sealed)
    }
}

/// The account of a person by their place in [`PERSONS`].
pub fn account(person: usize) -> AccountId {
    AccountId::derived(&["person", &person.to_string()])
}

/// The name shown of an account.
pub fn name(account: AccountId) -> String {
    let place = (0..PERSONS).find(|person| self::account(*person) == account);
    place.map(|person| format!("person {person}")).unwrap_or_default()
}

/// A device by its place.
pub fn device(place: usize) -> DeviceId {
    DeviceId::derived(&["device", &place.to_string()])
}

/// The device under whose name the server carries out follow-ups.
pub fn server_device() -> DeviceId {
    DeviceId::derived(&["server"])
}

/// The two villages.
pub fn villages() -> Vec<ScopeId> {
    let codes = ["623023100200", "623023100201"].into_iter().filter_map(|code| code.parse::<Code>().ok());
    codes.map(ScopeId::Village).collect()
}
