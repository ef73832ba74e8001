//! A scope is the unit of sync, order, access and sharding.

use super::{Code, Level, Malformed, serde_as_text};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A scope (同步範圍 / 同步范围): everything in it has one order. On the wire `village:623023100200`, `deployment`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScopeId {
    /// Accounts, units, divisions, offices.
    Deployment,
    /// Policies, staff and plans of a county.
    County(Code),
    /// A village: almost all data.
    Village(Code),
    /// A village's public view: masked, read without signing in, takes no commands.
    Public(Code),
}

impl ScopeId {
    /// The division this scope belongs to; the deployment belongs to none.
    pub fn place(&self) -> Option<&Code> {
        match self {
            Self::Deployment => None,
            Self::County(code) | Self::Village(code) | Self::Public(code) => Some(code),
        }
    }

    /// The scopes that a division brings: a village its own and its public view, a county its own.
    pub fn opened_by(code: &Code) -> Vec<Self> {
        match code.level() {
            Level::Village => vec![Self::Village(code.clone()), Self::Public(code.clone())],
            Level::County => vec![Self::County(code.clone())],
            Level::Province | Level::Prefecture | Level::Township => Vec::new(),
        }
    }

    /// The public view that a village's commands are projected into.
    pub fn public(&self) -> Option<Self> {
        match self {
            Self::Village(code) => Some(Self::Public(code.clone())),
            _ => None,
        }
    }
}

impl fmt::Display for ScopeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deployment => f.write_str("deployment"),
            Self::County(code) => write!(f, "county:{code}"),
            Self::Village(code) => write!(f, "village:{code}"),
            Self::Public(code) => write!(f, "public:{code}"),
        }
    }
}

impl FromStr for ScopeId {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        if text == "deployment" {
            return Ok(Self::Deployment);
        }
        let (kind, code) = text.split_once(':').ok_or(Malformed("scope"))?;
        let code = code.parse()?;
        match kind {
            "county" => Ok(Self::County(code)),
            "village" => Ok(Self::Village(code)),
            "public" => Ok(Self::Public(code)),
            _ => Err(Malformed("scope")),
        }
    }
}

serde_as_text!(ScopeId);

/// A part of a scope that a grant names (分區 / 分区). Rights filter whole records by it, never fields of a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Partition {
    /// What everybody with a role in the village may read.
    #[default]
    Ordinary,
    /// Illness, disability, bank account, full resident number (Personal Information Protection Law 個人信息保護法, 2021, Art. 28).
    Sensitive,
    /// Never leaves the server: what a rule must compare and nobody may read, such as a household's code.
    Vault,
}

impl Partition {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ordinary, Self::Sensitive, Self::Vault];

    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Sensitive => "sensitive",
            Self::Vault => "vault",
        }
    }
}
