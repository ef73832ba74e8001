//! Whether this device is a village's kiosk: told from what is kept alone, so that every page can ask before anything is started.

use super::kept;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// Under which key a device keeps who is here (see `session`).
pub(super) const HERE: &str = "here";

/// As much of it as this question needs.
#[derive(Deserialize)]
struct Village {
    #[serde(default)]
    village: Option<IgnoredAny>,
}

/// Is this device a village's kiosk?
pub fn is_kiosk() -> bool {
    kept::get::<Village>(HERE).is_some_and(|here| here.village.is_some())
}
