//! 封存 / 封存: how a text is sealed to the server, so that nobody on the way can read it, the device that wrote it included.
//!
//! Used for every command written on a shared device ([`super::protocol::Content::Sealed`], the [`super::envelope::Proved`] as JSON in UTF-8)
//! and for household codes (the code as entered, in UTF-8). The device seals with WebCrypto, the server opens with `p256`, `hkdf` and
//! `aes-gcm`; this file is what both agree on.
//!
//! ```text
//! sealed text = base64, standard alphabet with padding, of
//!
//!   offset 0    65 bytes  ephemeral public key: P-256 point, uncompressed (0x04 ‖ x ‖ y), made for this text alone
//!   offset 65   12 bytes  iv of AES-GCM, random
//!   offset 77   n bytes   ciphertext, as long as the text
//!   at the end  16 bytes  tag of AES-GCM
//!
//! shared secret = ECDH(ephemeral private key, server public key): the x coordinate, 32 bytes big endian
//! salt          = ephemeral public key ‖ server public key, 65 + 65 = 130 bytes as above
//! key           = HKDF-SHA256(salt, shared secret, info = "shuanglian seal v1"), 32 bytes
//! ciphertext    = AES-256-GCM(key, iv, text, no associated data)
//! ```
//!
//! The salt binds both keys, so a sealed text cannot be presented under another ephemeral key. The server's public key is `seal_key` of
//! [`super::protocol::Hello`]: base64 of its 65 bytes.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Bytes of an uncompressed P-256 point.
pub const POINT_BYTES: usize = 65;
/// Bytes of the iv of AES-GCM.
pub const IV_BYTES: usize = 12;
/// Bytes of the tag of AES-GCM.
pub const TAG_BYTES: usize = 16;
/// Bytes of the key that HKDF gives.
pub const KEY_BYTES: usize = 32;
/// Bytes of HKDF's salt.
pub const SALT_BYTES: usize = 2 * POINT_BYTES;
/// HKDF's info. Another layout is another version here.
pub const INFO: &[u8] = b"shuanglian seal v1";

/// An uncompressed P-256 point.
pub type Point = [u8; POINT_BYTES];

/// A sealed text in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The ephemeral public key.
    pub ephemeral: Point,
    /// The iv.
    pub iv: [u8; IV_BYTES],
    /// Ciphertext with the tag at its end.
    pub ciphertext: Vec<u8>,
}

impl Sealed {
    /// As it travels.
    pub fn to_text(&self) -> String {
        let mut bytes = Vec::with_capacity(POINT_BYTES + IV_BYTES + self.ciphertext.len());
        bytes.extend_from_slice(&self.ephemeral);
        bytes.extend_from_slice(&self.iv);
        bytes.extend_from_slice(&self.ciphertext);
        STANDARD.encode(bytes)
    }

    /// From what travelled; nothing where it is too short or no base64 of this alphabet.
    pub fn from_text(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text).ok()?;
        let (ephemeral, rest) = bytes.split_first_chunk::<POINT_BYTES>()?;
        let (iv, ciphertext) = rest.split_first_chunk::<IV_BYTES>()?;
        (ciphertext.len() >= TAG_BYTES).then(|| Self { ephemeral: *ephemeral, iv: *iv, ciphertext: ciphertext.to_vec() })
    }
}

/// HKDF's salt.
pub fn salt(ephemeral: &Point, server: &Point) -> [u8; SALT_BYTES] {
    let mut salt = [0; SALT_BYTES];
    for (to, from) in salt.iter_mut().zip(ephemeral.iter().chain(server)) {
        *to = *from;
    }
    salt
}

/// The server's public key as `hello` tells it, read.
pub fn point_from_text(text: &str) -> Option<Point> {
    Point::try_from(STANDARD.decode(text).ok()?).ok().filter(|point| point.starts_with(&[4]))
}

/// The server's public key as `hello` tells it, written.
pub fn point_to_text(point: &Point) -> String {
    STANDARD.encode(point)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_reads_back_in_its_parts() {
        let sealed = Sealed { ephemeral: [4; 65], iv: [2; 12], ciphertext: vec![9; 20] };
        assert_eq!(Sealed::from_text(&sealed.to_text()), Some(sealed));
    }

    #[test]
    fn what_is_too_short_or_not_base64_is_nothing() {
        let short = Sealed { ephemeral: [4; 65], iv: [2; 12], ciphertext: vec![9; 15] };
        assert_eq!(Sealed::from_text(&short.to_text()), None);
        assert_eq!(Sealed::from_text("not base64 !"), None);
        assert_eq!(Sealed::from_text(""), None);
    }

    #[test]
    fn the_salt_is_both_points_in_order() {
        let salt = salt(&[1; 65], &[2; 65]);
        assert_eq!((&salt[..65], &salt[65..]), (&[1; 65][..], &[2; 65][..]));
    }

    #[test]
    fn a_point_is_uncompressed_and_whole() {
        assert_eq!(point_from_text(&point_to_text(&[4; 65])), Some([4; 65]));
        assert_eq!(point_from_text(&point_to_text(&[3; 65])), None);
        assert_eq!(point_from_text(&STANDARD.encode([4; 64])), None);
    }
}
