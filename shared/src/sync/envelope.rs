//! What travels for one command: the exact bytes the device wrote, and the person's proof over them.

use super::limits::MAX_ENVELOPE_BYTES;
use crate::kernel::{AccountId, CommandId, DeviceId, Instant, ScopeId};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

/// A command on its way (信封). Its text is hashed, proved and stored as it is; it is never written anew.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Envelope {
    /// The protocol's version.
    pub protocol: u16,
    /// The command's id.
    pub id: CommandId,
    /// Where it belongs.
    pub scope: ScopeId,
    /// The device that wrote it.
    pub device: DeviceId,
    /// The device's own number in this scope: 1, 2, 3 …
    pub n: u64,
    /// Who did it; nobody for a submission without login.
    #[serde(default)]
    pub actor: Option<AccountId>,
    /// The command's wire name, `visit.record`.
    pub name: String,
    /// The version of the command's body.
    pub version: u16,
    /// The device's clock. Evidence, shown and stored; it never orders and never refuses.
    pub device_time: Instant,
    /// The last number of the scope that the device had seen: the command was written after it.
    pub seen: u64,
    /// The command's body.
    pub body: Box<RawValue>,
}

/// The bytes of the key that an (account, device) pair holds.
pub type ActKey = [u8; 32];

/// An envelope's text with its proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proved {
    /// The envelope's exact text.
    pub text: String,
    /// HMAC-SHA256 over the text under the person's key on this device, in hexadecimal; empty without a person.
    #[serde(default)]
    pub mac: String,
}

impl Proved {
    /// Writes an envelope once and proves it.
    ///
    /// # Errors
    /// When the envelope cannot be written as JSON, which no command of ours is.
    pub fn seal(envelope: &Envelope, key: Option<&ActKey>) -> Result<Self, serde_json::Error> {
        let text = serde_json::to_string(envelope)?;
        let mac = key.map(|key| mac(key, &text)).unwrap_or_default();
        Ok(Self { text, mac })
    }

    /// Reads the envelope. Nothing over the limit is looked at.
    pub fn open(&self) -> Option<Envelope> {
        if self.text.len() > MAX_ENVELOPE_BYTES {
            return None;
        }
        serde_json::from_str(&self.text).ok()
    }

    /// Does the proof fit these bytes under this key? In constant time.
    pub fn fits(&self, key: &ActKey) -> bool {
        let Ok(given) = hex::decode(&self.mac) else { return false };
        hasher(key, &self.text).is_some_and(|hasher| hasher.verify_slice(&given).is_ok())
    }

    /// SHA-256 over text and proof: the same number with another hash is a forked device.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::new().chain_update(self.text.as_bytes()).chain_update([0]).chain_update(self.mac.as_bytes()).finalize().into()
    }
}

fn hasher(key: &ActKey, text: &str) -> Option<Hmac<Sha256>> {
    let mut hasher = Hmac::<Sha256>::new_from_slice(key).ok()?;
    hasher.update(text.as_bytes());
    Some(hasher)
}

fn mac(key: &ActKey, text: &str) -> String {
    hasher(key, text).map(|hasher| hex::encode(hasher.finalize().into_bytes())).unwrap_or_default()
}

/// The key of an (account, device) pair, derived so that no table of keys can leak. `generation` moves on when the pair is revoked.
pub fn act_key(master: &[u8; 32], account: AccountId, device: DeviceId, generation: u32) -> ActKey {
    let Ok(mut hasher) = Hmac::<Sha256>::new_from_slice(master) else { return [0; 32] };
    hasher.update(b"shuanglian act key");
    hasher.update(account.bytes());
    hasher.update(device.bytes());
    hasher.update(&generation.to_be_bytes());
    hasher.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_fits_its_own_bytes_and_key_only() {
        let envelope = Envelope {
            protocol: 1,
            id: CommandId::derived(&["c"]),
            scope: ScopeId::Deployment,
            device: DeviceId::derived(&["d"]),
            n: 1,
            actor: Some(AccountId::derived(&["a"])),
            name: "visit.record".into(),
            version: 1,
            device_time: Instant::from_millis(5),
            seen: 0,
            body: RawValue::from_string(r#"{"x":  1}"#.into()).unwrap(),
        };
        let key = act_key(&[1; 32], AccountId::derived(&["a"]), envelope.device, 1);
        let proved = Proved::seal(&envelope, Some(&key)).unwrap();
        assert!(proved.fits(&key));
        assert!(!proved.fits(&act_key(&[1; 32], AccountId::derived(&["b"]), envelope.device, 1)));
        assert!(!Proved { text: proved.text.replace("  1", " 1"), ..proved.clone() }.fits(&key));
        assert_eq!(proved.open().unwrap().body.get(), r#"{"x":  1}"#);
    }
}
