//! The server's secret keys: the master of all act keys, and the key that devices seal to.
//!
//! They live in a file beside the database, readable by the server's user only, so that a copied database proves nothing and
//! opens nothing. `backup` writes a copy of both.

use crate::auth::seal;
use crate::private;
use crate::random::{NoRandom, Random};
use p256::SecretKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use shared::kernel::{AccountId, DeviceId};
use shared::sync::command::Unseal;
use shared::sync::envelope::{ActKey, act_key};
use shared::sync::seal::point_to_text;
use std::io::{self, Write as _};
use std::path::Path;

/// Tries to draw a scalar below the curve's order. One in 2^32 draws fails.
const DRAWS: usize = 8;
/// Bytes of a fingerprint: it tells two files apart and need resist nobody.
const FINGERPRINT: usize = 16;

/// The secret keys.
#[derive(Clone)]
pub struct Keys {
    master: [u8; 32],
    seal: SecretKey,
}

/// The keys could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// No randomness.
    #[error(transparent)]
    NoRandom(#[from] NoRandom),
    /// The file could not be read or written.
    #[error("the key file: {0}")]
    Io(#[from] io::Error),
    /// The file is not a key file.
    #[error("the key file is malformed")]
    Malformed,
    /// The keys are not those that the database was made with.
    #[error("the key file does not belong to the database")]
    Foreign,
}

/// The key file's content.
#[derive(Serialize, Deserialize)]
struct KeyFile {
    act_master: String,
    seal_secret: String,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// New keys.
    pub fn new(random: &Random) -> Result<Self, KeysError> {
        let master = random.bytes()?;
        for _ in 0..DRAWS {
            if let Ok(seal) = SecretKey::from_slice(&random.bytes::<32>()?) {
                return Ok(Self { master, seal });
            }
        }
        Err(KeysError::Malformed)
    }

    /// The keys in a file.
    pub fn open(path: &Path) -> Result<Self, KeysError> {
        let keys = Self::read(&std::fs::read(path)?)?;
        private::close(path)?;
        Ok(keys)
    }

    /// New keys in a new file, for a database that is still to be made. A file that is there is read.
    pub fn make(path: &Path, random: &Random) -> Result<Self, KeysError> {
        if path.exists() {
            return Self::open(path);
        }
        let keys = Self::new(random)?;
        keys.save(path)?;
        Ok(keys)
    }

    /// Reads the keys from a key file's content.
    pub fn read(content: &[u8]) -> Result<Self, KeysError> {
        let file: KeyFile = serde_json::from_slice(content).map_err(|_| KeysError::Malformed)?;
        let mut master = [0; 32];
        hex::decode_to_slice(&file.act_master, &mut master).map_err(|_| KeysError::Malformed)?;
        let seal = hex::decode(&file.seal_secret).map_err(|_| KeysError::Malformed)?;
        Ok(Self { master, seal: SecretKey::from_slice(&seal).map_err(|_| KeysError::Malformed)? })
    }

    /// Writes the keys to a new file that only this user may read. An existing file is never overwritten.
    pub fn save(&self, path: &Path) -> Result<(), KeysError> {
        let file = KeyFile { act_master: hex::encode(self.master), seal_secret: hex::encode(self.seal.to_bytes()) };
        let content = serde_json::to_vec_pretty(&file).map_err(|_| KeysError::Malformed)?;
        let mut to = private::new_file(path)?;
        to.write_all(&content)?;
        to.sync_all()?;
        Ok(())
    }

    /// By this a database knows its own keys again. It tells nothing of them.
    pub fn fingerprint(&self) -> String {
        let hash =
            Sha256::new().chain_update(b"shuanglian keys v1").chain_update(self.master).chain_update(self.seal.to_bytes()).finalize();
        hex::encode(hash.iter().take(FINGERPRINT).copied().collect::<Vec<u8>>())
    }

    /// The act key of an account on a device, in its current generation.
    pub fn act_key(&self, account: AccountId, device: DeviceId, generation: u32) -> ActKey {
        act_key(&self.master, account, device, generation)
    }

    /// The public point that devices seal to, as `hello` tells it.
    pub fn seal_point(&self) -> String {
        // A secret key always has its point; an empty text seals nothing and is refused by every device.
        seal::point(&self.seal).map(|point| point_to_text(&point)).unwrap_or_default()
    }

    /// Seals a text to these keys, as a device does: for the demonstration and for tests.
    pub fn seal(&self, text: &str, random: &Random) -> Result<String, KeysError> {
        let ephemeral = Self::new(random)?.seal;
        seal::seal(&self.seal_point(), text, &ephemeral, random.bytes()?).ok_or(KeysError::Malformed)
    }
}

impl Unseal for Keys {
    fn unseal(&self, sealed: &str) -> Option<String> {
        seal::open(&self.seal, sealed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_the_right_key_only() {
        let (keys, other) = (Keys::new(&Random::seeded(1)).unwrap(), Keys::new(&Random::seeded(2)).unwrap());
        let sealed = keys.seal("這口井乾了", &Random::seeded(3)).unwrap();
        assert_eq!(keys.unseal(&sealed).as_deref(), Some("這口井乾了"));
        assert_eq!(other.unseal(&sealed), None);
    }

    #[test]
    fn the_file_keeps_the_keys_and_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        assert!(Keys::open(&path).is_err(), "what is not there is not made in passing");
        let keys = Keys::make(&path, &Random::seeded(1)).unwrap();
        let again = Keys::make(&path, &Random::seeded(2)).unwrap();
        assert_eq!((keys.seal_point(), keys.fingerprint()), (again.seal_point(), again.fingerprint()));
        assert_ne!(keys.fingerprint(), Keys::new(&Random::seeded(3)).unwrap().fingerprint());
        assert!(matches!(again.save(&path), Err(KeysError::Io(_))));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
