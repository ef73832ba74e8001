//! Who someone is in a scope.

use super::{AccountId, Partition};
use serde::{Deserialize, Serialize};

/// A role (角色): what an account may do in the places its grant names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 聯戶幹部 / 联户干部: visits the households linked to them.
    LinkedCadre,
    /// 聯村單位負責人、聯絡員 / 联村单位负责人、联络员: the unit's villages.
    UnitLead,
    /// 村黨支部 / 村党支部
    VillageBranch,
    /// 村委會 / 村委会
    VillageCommittee,
    /// 村務監督委員會 / 村务监督委员会 (Organic Law of the Villagers' Committees, 2010, Art. 32)
    SupervisorVillage,
    /// 鄉鎮黨委 / 乡镇党委
    TownshipParty,
    /// 縣雙聯辦 / 县双联办
    CountyDualLinkOffice,
    /// 組織部 / 组织部
    OrgDept,
    /// 紀檢 / 纪检
    Discipline,
    /// 管理員 / 管理员: accounts, devices, divisions; no right to read a household.
    Admin,
    /// A visitor without login (群眾 / 群众) at an enrolled kiosk or on the public pages.
    Visitor,
    /// The server itself: follow-ups and deadline jobs.
    System,
}

impl Role {
    /// All roles that sign in with an account.
    pub const SIGNING_IN: [Self; 10] = [
        Self::LinkedCadre,
        Self::UnitLead,
        Self::VillageBranch,
        Self::VillageCommittee,
        Self::SupervisorVillage,
        Self::TownshipParty,
        Self::CountyDualLinkOffice,
        Self::OrgDept,
        Self::Discipline,
        Self::Admin,
    ];

    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::LinkedCadre => "linked_cadre",
            Self::UnitLead => "unit_lead",
            Self::VillageBranch => "village_branch",
            Self::VillageCommittee => "village_committee",
            Self::SupervisorVillage => "supervisor_village",
            Self::TownshipParty => "township_party",
            Self::CountyDualLinkOffice => "county_dual_link_office",
            Self::OrgDept => "org_dept",
            Self::Discipline => "discipline",
            Self::Admin => "admin",
            Self::Visitor => "visitor",
            Self::System => "system",
        }
    }

    /// The parts of a village that this role may be granted at most. A grant may name fewer, never more.
    pub fn may_read(self) -> &'static [Partition] {
        match self {
            Self::VillageBranch | Self::VillageCommittee => &[Partition::Ordinary, Partition::Sensitive],
            Self::LinkedCadre
            | Self::UnitLead
            | Self::SupervisorVillage
            | Self::TownshipParty
            | Self::CountyDualLinkOffice
            | Self::OrgDept
            | Self::Discipline => &[Partition::Ordinary],
            Self::Admin | Self::Visitor | Self::System => &[],
        }
    }
}

/// Who sends a command, as the receiving side knows them (身份).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// The account, or none for a visitor and for the server itself.
    pub account: Option<AccountId>,
    /// The name shown beside what they did.
    pub name: String,
    /// The roles they hold in the scope now.
    pub roles: Vec<Role>,
}

impl Standing {
    /// Does this person hold one of these roles here?
    pub fn is_any(&self, roles: &[Role]) -> bool {
        self.roles.iter().any(|role| roles.contains(role))
    }
}
