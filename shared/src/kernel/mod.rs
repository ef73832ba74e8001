//! The floor every room stands on: ids, days and instants, money, division codes, scopes, roles, violations, codes for hands, limits,
//! and what of a person may stand in public.
//!
//! Nothing here knows a room. Values are checked when they are made, so that a rule never meets a malformed one.

mod code;
mod id;
pub mod limit;
mod money;
pub mod personal;
pub mod plain_code;
mod role;
mod scope;
mod time;
mod violation;

pub use code::{Code, Level};
pub use id::{AccountId, CommandId, DeviceId, Id, receipt_code};
pub use money::Fen;
pub use role::{Role, Standing};
pub use scope::{Partition, ScopeId};
pub use time::{Day, Instant};
pub use violation::{Violation, Violations};

/// Why a text could not be read as a value of this floor. The field it stood in is known to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "malformed {}", self.0)
    }
}

impl std::error::Error for Malformed {}

/// Serde through the type's own text form: one wire form, one place that checks it.
macro_rules! serde_as_text {
    ($name:ty) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use serde_as_text;
