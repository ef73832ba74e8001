//! New ids, from the device's clock and WebCrypto's random bytes.

use super::{clock, random};
use shared::kernel::{CommandId, DeviceId, Id};

/// The id of a new record.
pub fn record() -> Id {
    Id::new(clock::now(), random::bytes())
}

/// The id of a new command.
pub fn command() -> CommandId {
    CommandId::new(clock::now(), random::bytes())
}

/// The id of a new device.
pub fn device() -> DeviceId {
    DeviceId::new(clock::now(), random::bytes())
}
