//! Why rules or rights said no: a closed list of stable codes, each with a sentence `problem.<code>`.

use crate::kernel::Violation;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A refused command's reason (退回原因).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// The stable code.
    pub code: RejectionCode,
    /// Values in the sentence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// What the person can mend, with `invalid`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<Violation>,
}

/// The closed list of reasons. A code is never reused for another meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectionCode {
    /// The command's own fields; see `violations`.
    Invalid,
    /// The body is not of the shape that the command's version has.
    Malformed,
    /// No such command.
    UnknownCommand,
    /// A version of the command that this server does not know yet.
    UnsupportedVersion,
    /// The person's roles here do not allow it.
    NoRight,
    /// The household is not linked to this cadre.
    NotLinked,
    /// What the command speaks of is not there.
    NotFound,
    /// There is already one.
    AlreadyExists,
    /// The state has moved on since the person looked; `values.current` tells where it stands.
    Stale,
    /// The six steps have one order.
    StepOutOfOrder,
    /// An objection waits for its answer.
    OpenObjections,
    /// What is published is sealed; a correction is a new record.
    Sealed,
    /// The matter was rejected or archived; to take it up again is a new matter.
    MatterClosed,
    /// The notice had ended or was taken down on the day that the objection was filed.
    NotOnNotice,
    /// Whoever opened a matter or posted a notice answers no objection to it.
    OwnMatter,
    /// Too many wrong tries.
    TooManyTries,
    /// The command would write more than a command may.
    TooLarge,
    /// Without this grant nobody would administer any more.
    LastAdministrator,
    /// An administrator would take what was held, and its author had no right to it on the day that it was written, `values.day`.
    NoRightThatDay,
    /// An administrator looked at what was held and did not take it; `values.words` says why.
    NotTaken,
    /// Quarantine: the grant had ended before the command arrived.
    GrantEnded,
    /// Quarantine: the person's proof does not fit the bytes.
    BadSignature,
    /// Quarantine: by the device's own word it was written after its author had signed out there.
    WrittenSignedOut,
    /// Quarantine: it is proved by a key from before an administrator had the password set anew.
    PasswordReset,
    /// Quarantine: the account is closed.
    AccountClosed,
    /// Quarantine: the device that sent it was revoked.
    DeviceRevoked,
}

impl RejectionCode {
    /// The wire name, which is also the text's key in `problem`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Malformed => "malformed",
            Self::UnknownCommand => "unknown_command",
            Self::UnsupportedVersion => "unsupported_version",
            Self::NoRight => "no_right",
            Self::NotLinked => "not_linked",
            Self::NotFound => "not_found",
            Self::AlreadyExists => "already_exists",
            Self::Stale => "stale",
            Self::StepOutOfOrder => "step_out_of_order",
            Self::OpenObjections => "open_objections",
            Self::Sealed => "sealed",
            Self::MatterClosed => "matter_closed",
            Self::NotOnNotice => "not_on_notice",
            Self::OwnMatter => "own_matter",
            Self::TooManyTries => "too_many_tries",
            Self::TooLarge => "too_large",
            Self::LastAdministrator => "last_administrator",
            Self::NoRightThatDay => "no_right_that_day",
            Self::NotTaken => "not_taken",
            Self::GrantEnded => "grant_ended",
            Self::BadSignature => "bad_signature",
            Self::WrittenSignedOut => "written_signed_out",
            Self::PasswordReset => "password_reset",
            Self::AccountClosed => "account_closed",
            Self::DeviceRevoked => "device_revoked",
        }
    }
}

impl Rejection {
    /// With its field violations.
    pub fn invalid(violations: Vec<Violation>) -> Self {
        Self { violations, ..Self::from(RejectionCode::Invalid) }
    }

    /// The same with a value for its sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.values.insert(name.to_owned(), value.to_string());
        self
    }
}

impl From<RejectionCode> for Rejection {
    fn from(code: RejectionCode) -> Self {
        Self { code, values: BTreeMap::new(), violations: Vec::new() }
    }
}
