//! Ids and proofs as the protocol's documentation has them, made without the code that checks them.

use sha2::{Digest as _, Sha256};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Bytes of a block of SHA-256.
const BLOCK: usize = 64;

/// HMAC (RFC 2104) with SHA-256, in hexadecimal.
pub fn mac(key: &[u8], text: &[u8]) -> String {
    let mut block = [0; BLOCK];
    block[..key.len()].copy_from_slice(key);
    let inner = Sha256::new().chain_update(block.map(|byte| byte ^ 0x36)).chain_update(text).finalize();
    let outer = Sha256::new().chain_update(block.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize();
    in_hex(&outer)
}

/// A proof that fits nothing.
pub fn wrong_mac(text: &str) -> String {
    mac(&[0; 32], text.as_bytes())
}

/// What a server keeps of a one-time code: SHA-256 over `code` and its letters and digits.
pub fn code_hash(code: &str) -> String {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    in_hex(&Sha256::new().chain_update(b"code").chain_update(plain.as_bytes()).finalize())
}

/// What a server keeps of a token in a link.
pub fn token_hash(token: &str) -> String {
    in_hex(&Sha256::new().chain_update(b"token").chain_update(token.as_bytes()).finalize())
}

fn in_hex(bytes: &[u8]) -> String {
    hex::encode(bytes)
}

/// Milliseconds since 1970.
pub fn now() -> u64 {
    u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// Today in China, as stated days are written.
pub fn today() -> String {
    instant(now() + 8 * 3_600_000)[..10].to_owned()
}

/// A new id: a UUID of version 7 (RFC 9562).
pub fn new_id() -> String {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    let seed = Sha256::new().chain_update(std::process::id().to_be_bytes()).chain_update(count.to_be_bytes());
    let random = seed.chain_update(now().to_be_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&now().to_be_bytes()[2..]);
    bytes[6..].copy_from_slice(&random[..10]);
    bytes[6] = bytes[6] & 0x0f | 0x70;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let text = in_hex(&bytes);
    format!("{}-{}-{}-{}-{}", &text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..])
}

/// An instant on the wire: RFC 3339 in UTC with milliseconds.
pub fn instant(millis: u64) -> String {
    let (days, rest) = (i64::try_from(millis / 86_400_000).unwrap(), millis % 86_400_000);
    // Days to civil, after Howard Hinnant's chrono-compatible algorithms.
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second, milli) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60, rest % 1_000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proof_is_that_of_rfc_4231() {
        let expected = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
        assert_eq!(mac(&[0x0b; 20], b"Hi There"), expected);
    }

    #[test]
    fn ids_are_of_version_7_and_differ() {
        let (one, two) = (new_id(), new_id());
        assert_ne!(one, two);
        assert_eq!((&one[14..15], one.len()), ("7", 36));
    }

    #[test]
    fn instants_are_written_as_the_protocol_has_them() {
        assert_eq!(instant(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(instant(1_795_000_000_123), "2026-11-18T11:06:40.123Z");
        assert_eq!(instant(951_782_400_000), "2000-02-29T00:00:00.000Z");
    }
}
