//! What device and server say to each other about who is signed in. Everything is JSON.

use super::DeviceKind;
use crate::kernel::{AccountId, Code, Day, DeviceId, Instant, Partition, Role};
use crate::sync::protocol::Me;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The page that a one-time link to set a password opens, with `#token=…` behind it.
pub const SET_PASSWORD_PAGE: &str = "/desk/set-password";
/// The page that the one-time link to set up the first administrator opens, with `#token=…` behind it.
pub const SETUP_PAGE: &str = "/desk/setup";

/// A password, a token or a code on its way (密語 / 密语): never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// `POST /api/auth/sign-in` (登錄 / 登录).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The sign-in name.
    pub login: String,
    /// The password.
    pub password: Secret,
    /// The device as it knows itself. An enrolled kiosk sends the id that `GET /api/session` tells it.
    pub device: NewDevice,
}

/// A device that presents itself (新設備 / 新设备).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDevice {
    /// The id it made for itself.
    pub id: DeviceId,
    /// Phone or PC; only a code makes a kiosk.
    pub kind: DeviceKind,
    /// What people call it.
    pub name: String,
}

/// The answer to a sign-in (登錄結果 / 登录结果). The session and the device's token travel as cookies that no script reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignedIn {
    /// Who.
    pub account: Me,
    /// The key by which this person proves commands on this device: base64 of 32 bytes. Wrapped by the device, told only here.
    pub act_key: Secret,
    /// Somebody else chose the password; ask for one of their own.
    pub must_change_password: bool,
    /// The session.
    pub session: SessionFacts,
    /// The device as the server knows it.
    pub device: DeviceFacts,
    /// What they are where, today.
    pub holdings: Vec<Holding>,
}

/// How a session is kept (會話類別 / 会话类别).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// On a person's own device.
    Person,
    /// On a kiosk: it ends after minutes, and with it goes all that is not public.
    Kiosk,
}

impl SessionKind {
    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Kiosk => "kiosk",
        }
    }

    /// From the wire name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Person, Self::Kiosk].into_iter().find(|kind| kind.name() == name)
    }
}

/// A session (會話 / 会话).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionFacts {
    /// How it is kept.
    pub kind: SessionKind,
    /// It ends when it was not used for so long.
    pub idle_s: i64,
    /// When it ends unless it is used.
    pub expires: Instant,
}

/// A device (設備 / 设备).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceFacts {
    /// Its id.
    pub id: DeviceId,
    /// Phone, PC or kiosk.
    pub kind: DeviceKind,
    /// What people call it.
    pub name: String,
    /// The village whose kiosk it is.
    #[serde(default)]
    pub village: Option<Code>,
}

/// A role in a place (現任角色 / 现任角色), as it stands today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// As what.
    pub role: Role,
    /// Where; none is the whole deployment.
    #[serde(default)]
    pub place: Option<Code>,
    /// Which parts.
    pub partitions: Vec<Partition>,
    /// Until when.
    #[serde(default)]
    pub to: Option<Day>,
}

/// `GET /api/session`: who and what the cookies speak for. Nothing of it is an error: nobody may be signed in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SessionAnswer {
    /// The device, once enrolled.
    #[serde(default)]
    pub device: Option<DeviceFacts>,
    /// Who is signed in.
    #[serde(default)]
    pub account: Option<Me>,
    /// Their session.
    #[serde(default)]
    pub session: Option<SessionFacts>,
    /// What they are where, today.
    #[serde(default)]
    pub holdings: Vec<Holding>,
    /// Somebody else chose the password; ask for one of their own.
    #[serde(default)]
    pub must_change_password: bool,
}

/// `POST /api/auth/set-password`: with the one-time link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetPassword {
    /// What stands behind `#token=` in the link.
    pub token: Secret,
    /// The new password.
    pub password: Secret,
}

/// `POST /api/auth/link`: is a one-time link still good? Asked before somebody fills a form in vain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskLink {
    /// What stands behind `#token=` in the link.
    pub token: Secret,
    /// It is to set up the first administrator; else to set a password.
    pub setup: bool,
}

/// `POST /api/auth/change-password`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePassword {
    /// The password until now.
    pub old: Secret,
    /// The new one.
    pub password: Secret,
}

/// `POST /api/auth/setup`: the first administrator, with the link from the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUp {
    /// What stands behind `#token=` in the link.
    pub token: Secret,
    /// The sign-in name.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The password.
    pub password: Secret,
}

/// The answer to a set-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUpAnswer {
    /// The new account.
    pub account: AccountId,
}

/// `POST /api/kiosk/enrol`: a kiosk's one-time code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolKiosk {
    /// The code as entered.
    pub code: Secret,
    /// The id the device made for itself.
    pub device: DeviceId,
    /// What people call it.
    pub name: String,
}

/// The answer to an enrolment. The device's token travels as a cookie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolAnswer {
    /// The kiosk as the server knows it, with its village.
    pub device: DeviceFacts,
}

/// `POST /api/device/report`: what a device says of itself, with each hello.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceReport {
    /// The version of its app.
    pub app_version: String,
    /// Commands that wait in its outbox.
    pub unsent: u32,
    /// Its clock now.
    pub device_time: Instant,
    /// The code of the problem that its last sync met; none where all went well.
    #[serde(default)]
    pub last_error: Option<String>,
}
