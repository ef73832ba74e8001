//! The accounts of the demonstration: one for each role that signs in.

use super::VILLAGES;
use shared::kernel::Role;

/// The password of every demonstration account. A demonstration database refuses to be used for real.
pub const PASSWORD: &str = "shuanglian-demo";

/// An account of the demonstration.
#[derive(Debug, Clone, Copy)]
pub struct DemoAccount {
    /// The sign-in name.
    pub login: &'static str,
    /// The name shown; nobody is called so.
    pub name: &'static str,
    /// The office.
    pub office: &'static str,
    /// As what.
    pub role: Role,
    /// Where; none is the whole deployment.
    pub places: &'static [&'static str],
    /// Whether it is printed when the demonstration starts: one for each role.
    pub printed: bool,
}

const FIRST: &[&str] = &["623023100202"];
const SECOND: &[&str] = &["623023100203"];
const THIRD: &[&str] = &["623023102205"];
const COUNTY: &[&str] = &["623023000000"];

const fn account(
    login: &'static str,
    name: &'static str,
    office: &'static str,
    role: Role,
    places: &'static [&'static str],
    printed: bool,
) -> DemoAccount {
    DemoAccount { login, name, office, role, places, printed }
}

/// All of them. The second and third village have a branch and a committee of their own.
pub const ACCOUNTS: &[DemoAccount] = &[
    account("cadre", "赵甲子", "县农业局干部", Role::LinkedCadre, &[VILLAGES[0], VILLAGES[2]], true),
    account("cadre2", "钱乙丑", "县农业局干部", Role::LinkedCadre, &VILLAGES, false),
    account("unit", "孙丙寅", "县农业局联络员", Role::UnitLead, &VILLAGES, true),
    account("branch", "周丁卯", "村党支部书记", Role::VillageBranch, FIRST, true),
    account("committee", "吴戊辰", "村委会主任", Role::VillageCommittee, FIRST, true),
    account("supervisor", "郑己巳", "村务监督委员会主任", Role::SupervisorVillage, FIRST, true),
    account("township", "冯庚午", "镇党委书记", Role::TownshipParty, &["623023100000"], true),
    account("office", "陈辛未", "县双联办主任", Role::CountyDualLinkOffice, COUNTY, true),
    account("orgdept", "褚壬申", "县委组织部干部", Role::OrgDept, COUNTY, true),
    account("discipline", "卫癸酉", "县纪委干部", Role::Discipline, COUNTY, true),
    account("admin", "蒋甲戌", "系统管理员", Role::Admin, &[], true),
    account("branch2", "沈乙亥", "村党支部书记", Role::VillageBranch, SECOND, false),
    account("committee2", "韩丙子", "村委会主任", Role::VillageCommittee, SECOND, false),
    account("branch3", "杨丁丑", "村党支部书记", Role::VillageBranch, THIRD, false),
    account("committee3", "朱戊寅", "村委会主任", Role::VillageCommittee, THIRD, false),
];

/// The accounts that act for the village with this index: branch and committee.
pub(super) fn of_village(index: usize) -> (&'static str, &'static str) {
    match index {
        0 => ("branch", "committee"),
        1 => ("branch2", "committee2"),
        _ => ("branch3", "committee3"),
    }
}
