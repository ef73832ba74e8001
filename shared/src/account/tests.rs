//! The rules of accounts, grants, units and devices.

use super::*;
use crate::kernel::{DeviceId, Level, ScopeId};
use crate::place::{AddDivision, Names};
use crate::sync::command::{Command, Effects};
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::trial::{Village, account, day, id};
use rstest::rstest;

const COUNTY: &str = "623023000000";

fn person(login: &str) -> AddAccount {
    let (name, office, phone) = (" 馬文強 ".to_owned(), String::new(), String::new());
    AddAccount { id: AccountId::derived(&[login]), login: login.to_owned(), name, unit: None, office, phone }
}

fn grant(role: Role, place: Option<&str>) -> GiveGrant {
    GiveGrant {
        id: id("授權"),
        account: AccountId::derived(&["ma"]),
        place: place.map(|code| code.parse().unwrap()),
        role,
        partitions: Vec::new(),
        from: day("2026-01-01"),
        to: None,
    }
}

fn device(kind: DeviceKind, village: Option<&str>) -> EnrolDevice {
    let village = village.map(|code| code.parse().unwrap());
    EnrolDevice { id: DeviceId::derived(&["d"]), kind, name: " 活動中心 ".to_owned(), village }
}

/// The deployment with one account and one division.
fn deployment() -> Village {
    let mut deployment = Village::of(ScopeId::Deployment);
    let names = Names { hans: "舟曲县".to_owned(), hant: "舟曲縣".to_owned(), en: "Zhouqu".to_owned() };
    let province = AddDivision { code: "620000000000".parse().unwrap(), above: None, full: names.clone(), short: names, valid_from: None };
    deployment.run(Role::Admin, &province).unwrap();
    let above = Some(province.code.clone());
    deployment.run(Role::Admin, &AddDivision { code: COUNTY.parse().unwrap(), above, ..province }).unwrap();
    deployment.run(Role::Admin, &person("ma")).unwrap();
    deployment
}

fn code(answer: Result<Effects, Rejection>) -> RejectionCode {
    answer.unwrap_err().code
}

fn said(answer: Result<Effects, Rejection>) -> Vec<(String, String)> {
    answer.unwrap_err().violations.into_iter().map(|violation| (violation.field, violation.code)).collect()
}

#[test]
fn a_sign_in_name_is_used_once_and_for_good() {
    let mut deployment = deployment();
    assert_eq!(deployment.one::<Account>(AccountId::derived(&["ma"]).into()).name, "馬文強");
    let namesake = AddAccount { id: AccountId::derived(&["other"]), ..person("ma") };
    let refused = deployment.run(Role::Admin, &namesake).unwrap_err();
    assert_eq!((refused.code, refused.values["login"].as_str()), (RejectionCode::AlreadyExists, "ma"));
    deployment.run(Role::Admin, &CloseAccount { id: AccountId::derived(&["ma"]) }).unwrap();
    assert!(deployment.one::<Account>(AccountId::derived(&["ma"]).into()).closed);
    assert_eq!(code(deployment.run(Role::Admin, &namesake)), RejectionCode::AlreadyExists);
    let of_no_unit = AddAccount { unit: Some(id("無")), ..person("li") };
    assert_eq!(code(deployment.run(Role::Admin, &of_no_unit)), RejectionCode::NotFound);
}

#[rstest]
#[case("Ma", "login_characters")]
#[case("馬", "login_characters")]
#[case("", "required")]
#[case(&"m".repeat(33), "too_long")]
fn a_sign_in_name_is_typed_on_any_keyboard(#[case] login: &str, #[case] code: &str) {
    assert_eq!(said(deployment().run(Role::Admin, &person(login))), [("login".to_owned(), code.to_owned())]);
}

#[test]
fn nobody_closes_their_own_account_or_one_that_is_not_there() {
    let mut deployment = deployment();
    let own = AddAccount { id: account(Role::Admin), ..person("admin") };
    deployment.run(Role::System, &own).unwrap();
    assert_eq!(code(deployment.run(Role::Admin, &CloseAccount { id: own.id })), RejectionCode::NoRight);
    assert_eq!(code(deployment.run(Role::Admin, &CloseAccount { id: account(Role::Discipline) })), RejectionCode::NotFound);
}

#[test]
fn a_grant_names_a_place_that_is_there_and_no_more_than_its_role_may_read() {
    let mut deployment = deployment();
    assert_eq!(said(deployment.run(Role::Admin, &grant(Role::UnitLead, None))), [("place".to_owned(), "required".to_owned())]);
    let nowhere = grant(Role::UnitLead, Some("623023100000"));
    assert_eq!(code(deployment.run(Role::Admin, &nowhere)), RejectionCode::NotFound);
    let sensitive = GiveGrant { partitions: vec![Partition::Sensitive], ..grant(Role::OrgDept, Some(COUNTY)) };
    assert_eq!(said(deployment.run(Role::Admin, &sensitive)), [("partitions".to_owned(), "unknown_choice".to_owned())]);
    let visitor = grant(Role::Visitor, Some(COUNTY));
    assert_eq!(said(deployment.run(Role::Admin, &visitor)), [("role".to_owned(), "unknown_choice".to_owned())]);
    let backwards = GiveGrant { to: Some(day("2025-12-31")), ..grant(Role::OrgDept, Some(COUNTY)) };
    assert_eq!(said(deployment.run(Role::Admin, &backwards)), [("to".to_owned(), "date_before".to_owned())]);
    let nobodys = GiveGrant { account: account(Role::Discipline), ..grant(Role::OrgDept, Some(COUNTY)) };
    assert_eq!(code(deployment.run(Role::Admin, &nobodys)), RejectionCode::NotFound);
    deployment.run(Role::Admin, &grant(Role::OrgDept, Some(COUNTY))).unwrap();
    assert_eq!(deployment.one::<Grant>(id("授權")).partitions, Role::OrgDept.may_read());
}

#[test]
fn a_grant_is_ended_with_its_last_day_and_only_ever_sooner() {
    let mut deployment = deployment();
    let end = |on: &str| EndGrant { id: id("授權"), to: day(on) };
    assert_eq!(code(deployment.run(Role::Admin, &end("2026-06-30"))), RejectionCode::NotFound);
    deployment.run(Role::Admin, &grant(Role::OrgDept, Some(COUNTY))).unwrap();
    deployment.run(Role::Admin, &end("2026-06-30")).unwrap();
    assert_eq!(code(deployment.run(Role::Admin, &end("2026-07-01"))), RejectionCode::Stale);
    deployment.run(Role::Admin, &end("2026-03-31")).unwrap();
    let grant: Grant = deployment.one(id("授權"));
    assert!(grant.holds_on(day("2026-03-31")) && !grant.holds_on(day("2026-04-01")) && !grant.holds_on(day("2025-12-31")));
}

#[test]
fn a_unit_has_a_name() {
    let mut deployment = deployment();
    let unit = |name: &str| AddUnit { id: id("單位"), name: name.to_owned(), place: COUNTY.parse().unwrap() };
    assert_eq!(said(deployment.run(Role::Admin, &unit(" "))), [("name".to_owned(), "required".to_owned())]);
    deployment.run(Role::Admin, &unit(" 縣水務局 ")).unwrap();
    let unit: Unit = deployment.one(id("單位"));
    assert_eq!((unit.name.as_str(), unit.place.level()), ("縣水務局", Level::County));
}

#[rstest]
#[case(DeviceKind::Kiosk, Some("623023100200"), true)]
#[case(DeviceKind::Kiosk, Some(COUNTY), false)]
#[case(DeviceKind::Kiosk, None, false)]
#[case(DeviceKind::Phone, None, true)]
#[case(DeviceKind::Pc, Some("623023100200"), false)]
fn a_kiosk_stands_in_a_village_and_nothing_else_does(#[case] kind: DeviceKind, #[case] village: Option<&str>, #[case] good: bool) {
    let answer = deployment().run(Role::System, &device(kind, village));
    assert_eq!(answer.map_err(|rejection| rejection.violations[0].field.clone()).err(), (!good).then(|| "village".to_owned()));
}

#[test]
fn a_device_that_is_lost_is_revoked() {
    let mut deployment = deployment();
    let revoke = RevokeDevice { id: DeviceId::derived(&["d"]) };
    assert_eq!(code(deployment.run(Role::Admin, &revoke)), RejectionCode::NotFound);
    deployment.run(Role::System, &device(DeviceKind::Phone, None)).unwrap();
    deployment.run(Role::Admin, &revoke).unwrap();
    let device: Device = deployment.one(DeviceId::derived(&["d"]).into());
    assert!(device.revoked && device.name == "活動中心");
}

#[test]
fn only_administrators_and_the_server_keep_accounts_and_no_village_takes_them() {
    for role in Role::SIGNING_IN.into_iter().chain([Role::Visitor]).filter(|role| *role != Role::Admin) {
        assert_eq!(code(deployment().run(role, &person("li"))), RejectionCode::NoRight, "{role:?}");
    }
    assert_eq!(code(Village::default().run(Role::Admin, &person("li"))), RejectionCode::NoRight);
    assert!(AddAccount::BY == AddUnit::BY && AddAccount::BY == EnrolDevice::BY);
}
