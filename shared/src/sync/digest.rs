//! Count and digest of a partition, so that a device notices at once when it holds something else than the server.

use super::record::Record;
use crate::kernel::Partition;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// How many rows a partition holds and the sum of their digests mod 2^128.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows, gone ones included.
    pub count: u64,
    /// The sum.
    pub digest: u128,
}

/// A tally for each partition that has rows.
pub type Tallies = BTreeMap<Partition, Tally>;

/// On the wire a tally is `{"count": 3, "digest": "…32 hex…"}`: JSON numbers end at 2^53.
#[derive(Serialize, Deserialize)]
struct Wire {
    count: u64,
    digest: String,
}

impl Serialize for Tally {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wire { count: self.count, digest: self.hex() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Tally {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        Self::from_hex(wire.count, &wire.digest).ok_or_else(|| serde::de::Error::custom("malformed digest"))
    }
}

impl Tally {
    /// The digest as 32 hexadecimal digits.
    pub fn hex(&self) -> String {
        hex::encode(self.digest.to_be_bytes())
    }

    /// From a count and 32 hexadecimal digits.
    pub fn from_hex(count: u64, digest: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        hex::decode_to_slice(digest, &mut bytes).ok()?;
        Some(Self { count, digest: u128::from_be_bytes(bytes) })
    }

    /// Takes a record's old row out and its new row in.
    pub fn replace(&mut self, old: Option<&Record>, new: &Record) {
        match old {
            Some(old) => self.digest = self.digest.wrapping_sub(row(old)),
            None => self.count += 1,
        }
        self.digest = self.digest.wrapping_add(row(new));
    }
}

/// The first 128 bits of SHA-256 over kind, id, version and whether it is gone.
pub fn row(record: &Record) -> u128 {
    let mut hasher = Sha256::new();
    hasher.update((record.kind.len() as u64).to_be_bytes());
    hasher.update(record.kind.as_bytes());
    hasher.update(record.id.bytes());
    hasher.update(record.version.to_be_bytes());
    hasher.update([u8::from(record.deleted)]);
    hasher.finalize().iter().take(16).fold(0, |sum, byte| sum << 8 | u128::from(*byte))
}
