//! Opens what a device sealed to the server, byte for byte as `shared/src/sync/seal.rs` says.

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use hkdf::Hkdf;
use p256::ecdh::diffie_hellman;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{PublicKey, SecretKey};
use sha2::Sha256;
use shared::sync::limits::MAX_ENVELOPE_BYTES;
use shared::sync::seal::{INFO, IV_BYTES, KEY_BYTES, Point, Sealed, point_from_text, salt};

/// Characters of the longest sealed text looked at: an envelope at its limit, as JSON inside JSON, in base64.
const MAX_SEALED: usize = 4 * MAX_ENVELOPE_BYTES;

/// The text, or nothing where it was not sealed to this key or was touched on the way.
pub fn open(secret: &SecretKey, sealed: &str) -> Option<String> {
    if sealed.len() > MAX_SEALED {
        return None;
    }
    let sealed = Sealed::from_text(sealed)?;
    let theirs = PublicKey::from_sec1_bytes(&sealed.ephemeral).ok()?;
    let cipher = cipher(secret, &theirs, &sealed.ephemeral, &point(secret)?)?;
    let text = cipher.decrypt(&Nonce::from(sealed.iv), sealed.ciphertext.as_slice()).ok()?;
    String::from_utf8(text).ok()
}

/// Seals a text to a server's public key, as a device does with WebCrypto: for the demonstration and for tests.
pub fn seal(server: &str, text: &str, ephemeral: &SecretKey, iv: [u8; IV_BYTES]) -> Option<String> {
    let server_point = point_from_text(server)?;
    let theirs = PublicKey::from_sec1_bytes(&server_point).ok()?;
    let own = point(ephemeral)?;
    let ciphertext = cipher(ephemeral, &theirs, &own, &server_point)?.encrypt(&Nonce::from(iv), text.as_bytes()).ok()?;
    Some(Sealed { ephemeral: own, iv, ciphertext }.to_text())
}

/// The uncompressed public point of a secret key.
pub fn point(secret: &SecretKey) -> Option<Point> {
    secret.public_key().to_sec1_point(false).as_bytes().try_into().ok()
}

fn cipher(ours: &SecretKey, theirs: &PublicKey, ephemeral: &Point, server: &Point) -> Option<Aes256Gcm> {
    let secret = diffie_hellman::<p256::NistP256>(ours.to_nonzero_scalar(), theirs.as_affine());
    let mut key = [0; KEY_BYTES];
    Hkdf::<Sha256>::new(Some(&salt(ephemeral, server)), secret.raw_secret_bytes()).expand(INFO, &mut key).ok()?;
    Aes256Gcm::new_from_slice(&key).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::sync::seal::point_to_text;

    fn key(byte: u8) -> SecretKey {
        SecretKey::from_slice(&[byte; 32]).unwrap()
    }

    fn public(secret: &SecretKey) -> String {
        point_to_text(&point(secret).unwrap())
    }

    #[test]
    fn what_is_sealed_opens_with_the_right_key_only() {
        let server = key(3);
        let sealed = seal(&public(&server), "這口井乾了", &key(9), [7; IV_BYTES]).unwrap();
        assert_eq!(open(&server, &sealed).as_deref(), Some("這口井乾了"));
        assert_eq!(open(&key(4), &sealed), None);
    }

    #[test]
    fn a_touched_or_foreign_text_opens_nothing() {
        let server = key(3);
        let sealed = Sealed::from_text(&seal(&public(&server), "x", &key(9), [7; IV_BYTES]).unwrap()).unwrap();
        let mut flipped = sealed.clone();
        flipped.ciphertext[0] ^= 1;
        let other_point = Sealed { ephemeral: point(&key(8)).unwrap(), ..sealed.clone() };
        let off_the_curve = Sealed { ephemeral: [4; 65], ..sealed };
        for bad in [flipped, other_point, off_the_curve] {
            assert_eq!(open(&server, &bad.to_text()), None);
        }
        for bad in ["", "AAAA", "not base64", &"A".repeat(MAX_SEALED + 1)] {
            assert_eq!(open(&server, bad), None);
        }
    }
}
