//! Ids are UUIDs of version 7 made on the device, from a time and random bytes that the caller lends.

use super::{Instant, Malformed, plain_code, serde_as_text};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// A new id from a time and ten random bytes, both lent by the caller.
            pub fn new(at: Instant, random: [u8; 10]) -> Self {
                let millis = u64::try_from(at.millis()).unwrap_or_default();
                Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }

            /// The id that follows from other facts: two nodes that derive it make the same one.
            pub fn derived(parts: &[&str]) -> Self {
                let mut hasher = Sha256::new();
                for part in parts {
                    hasher.update((part.len() as u64).to_be_bytes());
                    hasher.update(part.as_bytes());
                }
                let mut bytes = [0; 16];
                for (to, from) in bytes.iter_mut().zip(hasher.finalize()) {
                    *to = from;
                }
                Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
            }

            /// The id before all others, where a search begins.
            pub const LOWEST: Self = Self(uuid::Uuid::nil());

            /// The sixteen bytes.
            pub fn bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = Malformed;
            fn from_str(text: &str) -> Result<Self, Malformed> {
                // One wire form only: hyphenated, lower case. Two spellings of one id would be two keys.
                let id = uuid::Uuid::try_parse(text).map_err(|_| Malformed("id"))?;
                let canonical = text.len() == 36 && !text.bytes().any(|byte| byte.is_ascii_uppercase());
                canonical.then_some(Self(id)).ok_or(Malformed("id"))
            }
        }

        serde_as_text!($name);
    };
}

id! {
    /// The id of a record.
    Id
}
id! {
    /// The id of a command: what a person did, once, however often it is sent.
    CommandId
}
id! {
    /// The id of a device: one browser profile on one machine.
    DeviceId
}
id! {
    /// The id of an account (帳號 / 账号).
    AccountId
}

impl From<AccountId> for Id {
    fn from(id: AccountId) -> Self {
        Self(id.0)
    }
}

impl From<Id> for AccountId {
    fn from(id: Id) -> Self {
        Self(id.0)
    }
}

impl From<DeviceId> for Id {
    fn from(id: DeviceId) -> Self {
        Self(id.0)
    }
}

impl From<Id> for DeviceId {
    fn from(id: Id) -> Self {
        Self(id.0)
    }
}

impl From<CommandId> for Id {
    fn from(id: CommandId) -> Self {
        Self(id.0)
    }
}

/// The receipt code (回執碼 / 回执码) of a submission: eight characters that whoever sent it keeps to find the answer again.
/// It follows from the command's id, so the kiosk shows it before the network is back.
pub fn receipt_code(command: CommandId) -> String {
    let hash = Sha256::new().chain_update(b"receipt").chain_update(command.bytes()).finalize();
    let bits = hash.iter().take(5).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    plain_code::write(bits, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let id = Id::new(Instant::from_millis(1_700_000_000_000), [7; 10]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!(id.to_string().to_uppercase().parse::<Id>().is_err());
        assert!(id.to_string().replace('-', "").parse::<Id>().is_err());
    }

    #[test]
    fn derived_ids_do_not_run_their_parts_together() {
        assert_ne!(Id::derived(&["ab", "c"]), Id::derived(&["a", "bc"]));
        assert_eq!(Id::derived(&["ab", "c"]), Id::derived(&["ab", "c"]));
    }

    #[test]
    fn a_receipt_has_eight_plain_characters() {
        let code = receipt_code(CommandId::derived(&["x"]));
        assert_eq!(code.len(), 9);
        assert!(code.bytes().all(|byte| byte == b'-' || plain_code::ALPHABET.contains(&byte)));
    }
}
