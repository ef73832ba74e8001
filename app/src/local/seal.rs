//! 封存: sealing to the server's public key. The layout stands in `shared::sync::seal`, which the server opens by.
//!
//! ```text
//! base64( ephemeral point 65 ‖ iv 12 ‖ ciphertext ‖ tag 16 )
//! key = HKDF-SHA256( salt = ephemeral point ‖ server point, ECDH x coordinate, info "shuanglian seal v1" )
//! ```
//!
//! Beside it, what a person can open again with their own key: a shared device keeps each command they wrote under it too.

use super::crypto::{CryptoFault, aes_decrypt, aes_encrypt, agree, all_from_text, hkdf, to_text};
use super::random;
use serde::{Deserialize, Serialize};
use shared::kernel::AccountId;
use shared::sync::envelope::{ActKey, Proved};
use shared::sync::seal::{INFO, Point, Sealed, point_from_text, salt};

/// HKDF's info for the key under which a person's own sealed commands stay readable to them.
const OWN_INFO: &[u8] = b"shuanglian own commands v1";

/// Why a text could not be sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealError {
    /// This device has never met its server, so it knows no key to seal to.
    NoServerKey,
    /// WebCrypto said no.
    Fault(CryptoFault),
}

impl From<CryptoFault> for SealError {
    fn from(fault: CryptoFault) -> Self {
        Self::Fault(fault)
    }
}

/// Seals a text to the server whose key `hello` told.
pub async fn seal(text: &str, server_key: &str) -> Result<String, SealError> {
    let server = point_from_text(server_key).ok_or(SealError::NoServerKey)?;
    Ok(seal_to(text.as_bytes(), &server).await?.to_text())
}

async fn seal_to(plain: &[u8], server: &Point) -> Result<Sealed, CryptoFault> {
    let (ephemeral, secret) = agree(server).await?;
    let key = hkdf(&secret, &salt(&ephemeral, server), INFO).await?;
    let iv = random::bytes();
    let ciphertext = aes_encrypt(&key, &iv, plain).await?;
    Ok(Sealed { ephemeral, iv, ciphertext })
}

/// A sealed command as its author can open it again. Whoever else reads it learns who wrote something, not what.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Own {
    /// Who wrote it.
    pub account: AccountId,
    iv: [u8; 12],
    /// Base64.
    ciphertext: String,
}

impl Own {
    /// Closes a command under its author's key.
    pub async fn close(account: AccountId, key: &ActKey, proved: &Proved) -> Result<Self, CryptoFault> {
        let plain = serde_json::to_vec(proved).map_err(|error| CryptoFault(error.to_string()))?;
        let iv = random::bytes();
        let ciphertext = aes_encrypt(&hkdf(key, account.bytes(), OWN_INFO).await?, &iv, &plain).await?;
        Ok(Self { account, iv, ciphertext: to_text(&ciphertext) })
    }

    /// Opens it again; fails under another key.
    pub async fn open(&self, key: &ActKey) -> Result<Proved, CryptoFault> {
        let malformed = || CryptoFault("malformed".to_owned());
        let ciphertext = all_from_text(&self.ciphertext).ok_or_else(malformed)?;
        let plain = aes_decrypt(&hkdf(key, self.account.bytes(), OWN_INFO).await?, &self.iv, &ciphertext).await?;
        serde_json::from_slice(&plain).map_err(|_| malformed())
    }
}
