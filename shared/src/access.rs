//! Who may do what (權限 / 权限): one question, [`may`], answered no unless a table says yes.
//!
//! A command names its roles itself (`Command::BY`). Whatever else is done for somebody, reading and handing out one-time codes, is
//! an [`Act`], and its roles stand here. The whole table, role by action, is a reviewed snapshot in `shared/tests/access.rs`; that no
//! endpoint forgets to ask is tested from outside, route by route and role by role, in `tests/tests/http/`.

use crate::kernel::{Partition, Role, ScopeId, Standing};
use crate::register::COMMANDS;

/// Somebody as the receiving side knows them in one scope (行為人 / 行为人): their standing, and the partitions that their grants name there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Actor {
    /// Account, name and roles in the scope now.
    pub standing: Standing,
    /// What their grants let them read there.
    pub partitions: Vec<Partition>,
}

impl Actor {
    /// A visitor without login.
    pub fn visitor() -> Self {
        Self { standing: Standing { roles: vec![Role::Visitor], ..Standing::default() }, partitions: Vec::new() }
    }
}

/// What somebody wants done (所求).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action<'a> {
    /// A command, by its wire name.
    Command(&'a str),
    /// Anything else.
    Act(Act),
}

/// What is done for somebody without a command (辦理事項 / 办理事项): it changes no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Read a village's public view.
    ReadPublic,
    /// Read the ordinary records of a village or a county, and hold them on a device.
    ReadOrdinary,
    /// Read its sensitive records. Each such read is audited.
    ReadSensitive,
    /// List divisions for administration.
    ReadDivisions,
    /// List accounts and their grants.
    ReadAccounts,
    /// List units.
    ReadUnits,
    /// List devices.
    ReadDevices,
    /// See how each device's sync stands.
    ReadHealth,
    /// See which commands were refused or are held, without what they say.
    ReadHeld,
    /// Read what one held command says, to decide on it.
    ReadHeldWords,
    /// Decide on a held command: it counts, or it does not.
    DecideHeld,
    /// Read the audit.
    ReadAudit,
    /// Hand out the one-time code that enrols a village's kiosk.
    IssueKioskCode,
    /// Hand out the one-time link by which a person sets their password.
    IssuePasswordLink,
}

/// Everybody who may stand before a kiosk or a public page.
const ANYBODY: &[Role] = &[
    Role::LinkedCadre,
    Role::UnitLead,
    Role::VillageBranch,
    Role::VillageCommittee,
    Role::SupervisorVillage,
    Role::TownshipParty,
    Role::CountyDualLinkOffice,
    Role::OrgDept,
    Role::Discipline,
    Role::Admin,
    Role::Visitor,
];

/// Everybody who works in a village. An administrator keeps accounts and reads no household.
const STAFF: &[Role] = &[
    Role::LinkedCadre,
    Role::UnitLead,
    Role::VillageBranch,
    Role::VillageCommittee,
    Role::SupervisorVillage,
    Role::TownshipParty,
    Role::CountyDualLinkOffice,
    Role::OrgDept,
    Role::Discipline,
];

impl Act {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::ReadPublic,
        Self::ReadOrdinary,
        Self::ReadSensitive,
        Self::ReadDivisions,
        Self::ReadAccounts,
        Self::ReadUnits,
        Self::ReadDevices,
        Self::ReadHealth,
        Self::ReadHeld,
        Self::ReadHeldWords,
        Self::DecideHeld,
        Self::ReadAudit,
        Self::IssueKioskCode,
        Self::IssuePasswordLink,
    ];

    /// The name in the audit and in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReadPublic => "read.public",
            Self::ReadOrdinary => "read.ordinary",
            Self::ReadSensitive => "read.sensitive",
            Self::ReadDivisions => "read.divisions",
            Self::ReadAccounts => "read.accounts",
            Self::ReadUnits => "read.units",
            Self::ReadDevices => "read.devices",
            Self::ReadHealth => "read.health",
            Self::ReadHeld => "read.held",
            Self::ReadHeldWords => "read.held_words",
            Self::DecideHeld => "decide.held",
            Self::ReadAudit => "read.audit",
            Self::IssueKioskCode => "issue.kiosk_code",
            Self::IssuePasswordLink => "issue.password_link",
        }
    }

    /// The roles that may have it done.
    pub fn by(self) -> &'static [Role] {
        match self {
            Self::ReadPublic => ANYBODY,
            Self::ReadOrdinary => STAFF,
            Self::ReadSensitive => &[Role::VillageBranch, Role::VillageCommittee],
            Self::ReadDivisions
            | Self::ReadAccounts
            | Self::ReadUnits
            | Self::ReadDevices
            | Self::ReadHealth
            | Self::ReadHeld
            | Self::ReadHeldWords
            | Self::DecideHeld
            | Self::ReadAudit
            | Self::IssueKioskCode
            | Self::IssuePasswordLink => &[Role::Admin],
        }
    }

    /// The partition that a grant must name for it, where it reads records; nothing for what needs the role alone.
    pub fn partition(self) -> Option<Partition> {
        match self {
            Self::ReadOrdinary => Some(Partition::Ordinary),
            Self::ReadSensitive => Some(Partition::Sensitive),
            _ => None,
        }
    }

    /// The act of reading a partition of a scope. Nobody reads the vault.
    pub fn reading(scope: &ScopeId, partition: Partition) -> Option<Self> {
        match (scope, partition) {
            (ScopeId::Public(_), Partition::Ordinary) => Some(Self::ReadPublic),
            (ScopeId::Village(_) | ScopeId::County(_), Partition::Ordinary) => Some(Self::ReadOrdinary),
            (ScopeId::Village(_) | ScopeId::County(_), Partition::Sensitive) => Some(Self::ReadSensitive),
            _ => None,
        }
    }

    /// Is this the sort of scope in which the act makes sense?
    fn fits(self, scope: &ScopeId) -> bool {
        match self {
            Self::ReadPublic => matches!(scope, ScopeId::Public(_)),
            Self::ReadOrdinary | Self::ReadSensitive => matches!(scope, ScopeId::Village(_) | ScopeId::County(_)),
            _ => *scope == ScopeId::Deployment,
        }
    }
}

/// May they do this here? No, unless a role of theirs in the scope is listed for it and a grant names the partition it reads.
pub fn may(actor: &Actor, action: Action<'_>, scope: &ScopeId) -> bool {
    let (by, partition) = match action {
        // A public view is a projection: it takes no commands.
        Action::Command(_) if matches!(scope, ScopeId::Public(_)) => return false,
        Action::Command(name) => match COMMANDS.iter().find(|command| command.name == name && command.home.takes(scope)) {
            Some(command) => (command.by, None),
            None => return false,
        },
        Action::Act(act) if !act.fits(scope) => return false,
        Action::Act(act) => (act.by(), act.partition()),
    };
    let named = partition.is_none_or(|partition| actor.partitions.contains(&partition));
    named && actor.standing.is_any(by)
}
