//! What a command is: what a person did, named, checked and applied by one pure function on both sides.

use super::record::Write;
use super::rejection::{Rejection, RejectionCode};
use super::state::State;
use crate::kernel::{CommandId, DeviceId, Instant, Role, ScopeId, Standing, Violation};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;

/// Which scopes take a command (去處 / 去处).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Home {
    /// A village.
    #[default]
    Village,
    /// The deployment: whoever has a role everywhere keeps accounts and divisions there, and writes none into a village.
    Deployment,
}

impl Home {
    /// Does this scope take it?
    pub fn takes(self, scope: &ScopeId) -> bool {
        match self {
            Self::Village => matches!(scope, ScopeId::Village(_)),
            Self::Deployment => *scope == ScopeId::Deployment,
        }
    }
}

/// A named command (命令). One struct a command; its rules are `check` and `apply`, and there are no others.
pub trait Command: Serialize + DeserializeOwned {
    /// The wire name, `room.verb`.
    const NAME: &'static str;
    /// The version of the body. Every version ever released is taken, through `upcast`.
    const VERSION: u16 = 1;
    /// The roles that may send it. Nobody else may: deny by default.
    const BY: &'static [Role];
    /// The scopes that take it.
    const HOME: Home = Home::Village;

    /// What is wrong with the fields by themselves, without looking at any record.
    fn check(&self) -> Vec<Violation>;

    /// What it does to the records of its scope.
    ///
    /// # Errors
    /// Why rules or rights say no.
    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection>;

    /// The body of an older version in today's shape; nothing for a version never released.
    fn upcast(_version: u16, _body: serde_json::Value) -> Option<serde_json::Value> {
        None
    }
}

/// What a rule may know besides records.
pub struct Context<'a> {
    /// The server's clock at receipt, or the device's while it shows the result early. It may raise a question, never refuse.
    pub now: Instant,
    /// The command.
    pub command: CommandId,
    /// The device that wrote it.
    pub device: DeviceId,
    /// The scope it is applied in.
    pub scope: &'a ScopeId,
    /// Who does it.
    pub who: &'a Standing,
    /// Opens what was sealed to the server; a device has none and shows *to be checked* instead.
    pub unseal: Option<&'a dyn Unseal>,
}

/// Opens texts that were sealed to the server's public key.
pub trait Unseal {
    /// The text, or nothing where it was not sealed to this key.
    fn unseal(&self, sealed: &str) -> Option<String>;
}

/// What an accepted command does.
#[derive(Debug, Default)]
pub struct Effects {
    /// To the records of its own scope, in order.
    pub writes: Vec<Write>,
    /// What other scopes must learn.
    pub follow_ups: Vec<FollowUp>,
    /// What to ask the person: a question is not a verdict.
    pub questions: Vec<Question>,
}

impl From<Vec<Write>> for Effects {
    fn from(writes: Vec<Write>) -> Self {
        Self { writes, ..Self::default() }
    }
}

/// A command that the server carries out in another scope, in its own name, exactly once.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct FollowUp {
    /// Where.
    pub scope: ScopeId,
    /// The command's name.
    pub name: String,
    /// Its body.
    pub body: serde_json::Value,
}

/// Something odd that the person may explain (疑問 / 疑问). The sentence is the text `problem.<code>`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Question {
    /// The stable code.
    pub code: String,
    /// Values in the sentence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
}

/// The rules of all rooms, as the protocol sees them. The register in `register.rs` implements it.
pub trait Rules {
    /// Reads, checks and applies a command by its name.
    ///
    /// # Errors
    /// `unknown_command`, `unsupported_version`, `malformed`, `no_right`, `invalid`, and whatever the command's own rules say.
    fn run(&self, name: &str, version: u16, body: &str, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection>;

    /// Do records of this kind ever stand in the public view?
    fn publishes(&self, kind: &str) -> bool;

    /// The masked public body of a record, or nothing for what is not public.
    fn public(&self, record: &super::record::Record) -> Option<super::record::Fields>;
}

/// Runs one command type: read the body, see the right, check, apply.
///
/// # Errors
/// As [`Rules::run`].
pub fn run_as<C: Command>(version: u16, body: &str, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
    let command: C = read(version, body)?;
    if !context.who.is_any(C::BY) {
        return Err(RejectionCode::NoRight.into());
    }
    let violations = command.check();
    if !violations.is_empty() {
        return Err(Rejection::invalid(violations));
    }
    command.apply(state, context)
}

/// One way in for every version: a body that is read in two ways is two readers in the wasm of each command.
fn read<C: Command>(version: u16, body: &str) -> Result<C, Rejection> {
    let malformed = |error: serde_json::Error| Rejection::from(RejectionCode::Malformed).with("detail", error);
    if version > C::VERSION {
        return Err(RejectionCode::UnsupportedVersion.into());
    }
    let mut body: serde_json::Value = serde_json::from_str(body).map_err(malformed)?;
    if version < C::VERSION {
        body = C::upcast(version, body).ok_or(RejectionCode::UnsupportedVersion)?;
    }
    C::deserialize(&body).map_err(malformed)
}
