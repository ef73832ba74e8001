//! Accounts 帳號 / 账号: who signs in, what they may do where, on which devices.
//!
//! Glossary: *account* 帳號, *grant* 授權 / 授权 (a role in a place, from a day to a day), *unit* 聯繫單位 / 联系单位, *device* 設備 / 设备,
//! *kiosk* 一體機 / 一体机 (the device of a village activity centre).
//!
//! All of it lives in the deployment scope as records. Secrets (password hashes, session and enrolment tokens) are the server's
//! own and stand in no record. Invariants: a sign-in name is used once; a grant is ended, never deleted; a role is given
//! at its own level and once; the last administrator stays; a role reads no partition beyond what `Role::may_read` allows it.

mod command;
mod grants;
pub mod protocol;
mod rules;
#[cfg(test)]
mod tests;

pub use command::{AddAccount, AddUnit, CloseAccount, EndGrant, EnrolDevice, GiveGrant, RevokeDevice};
pub use grants::{covering, partitions, reaches};

use crate::kernel::{AccountId, Code, Day, Id, Partition, Role};
use crate::sync::record::Kind;
use serde::{Deserialize, Serialize};

/// An account (帳號 / 账号).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The name used to sign in: lower-case letters, digits, `.`, `-`, `_`.
    pub login: String,
    /// The person's name as shown.
    pub name: String,
    /// The unit they work for.
    #[serde(default)]
    pub unit: Option<Id>,
    /// Their office, as printed under minutes.
    #[serde(default)]
    pub office: String,
    /// Telephone for the contact card 民情聯繫卡; empty where none is given.
    #[serde(default)]
    pub phone: String,
    /// Closed: may not sign in, what they sent stays.
    #[serde(default)]
    pub closed: bool,
}

impl Account {
    /// The id that an account with this sign-in name takes as its name's guard: two accounts cannot share it.
    pub fn login_guard(login: &str) -> Id {
        Id::derived(&["login", login])
    }
}

/// A role in a place (授權 / 授权). Its parent is the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Who.
    pub account: AccountId,
    /// Where: this division and all below it; none is the whole deployment.
    #[serde(default)]
    pub place: Option<Code>,
    /// As what.
    pub role: Role,
    /// Which parts of a village's records.
    pub partitions: Vec<Partition>,
    /// The first day.
    pub from: Day,
    /// The last day; none while it lasts.
    #[serde(default)]
    pub to: Option<Day>,
}

/// A unit that links villages (聯繫單位 / 联系单位).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Its name.
    pub name: String,
    /// The division whose level it belongs to.
    pub place: Code,
}

/// A device that signs in by itself or carries people who do (設備 / 设备).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Phone, PC or kiosk.
    pub kind: DeviceKind,
    /// What people call it.
    pub name: String,
    /// The village whose kiosk it is.
    #[serde(default)]
    pub village: Option<Code>,
    /// May send no more.
    #[serde(default)]
    pub revoked: bool,
}

/// What sort of device (設備類別 / 设备类别).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// 手機 / 手机
    Phone,
    /// 電腦 / 电脑
    Pc,
    /// 一體機 / 一体机
    Kiosk,
}

impl Kind for Account {
    const KIND: &'static str = "account";
}

impl Kind for Grant {
    const KIND: &'static str = "grant";
    fn parent(&self) -> Option<Id> {
        Some(self.account.into())
    }
}

impl Kind for Unit {
    const KIND: &'static str = "unit";
}

impl Kind for Device {
    const KIND: &'static str = "device";
}

/// The guard of a sign-in name (登錄名佔用 / 登录名占用): a record whose id follows from the name, so that it can be created once only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginGuard {
    /// The account that has the name.
    pub account: AccountId,
}

impl Kind for LoginGuard {
    const KIND: &'static str = "login_guard";
    fn parent(&self) -> Option<Id> {
        Some(self.account.into())
    }
}
