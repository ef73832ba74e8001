//! The rules of links.

use super::*;
use crate::kernel::{Role, Standing};
use crate::sync::command::Effects;
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::trial::{Village, account, cadre_link, day, household, id};

const HOME: &str = "馬家";

fn unit_link(unit: &str, lead: bool) -> LinkUnit {
    LinkUnit { id: id(&format!("{unit}/link")), unit: id(unit), unit_name: format!(" {unit} "), lead, from: day("2026-01-01") }
}

fn end_unit(unit: &str, reason: &str) -> EndUnitLink {
    EndUnitLink { id: id(&format!("{unit}/link")), on: day("2026-06-30"), reason: reason.to_owned() }
}

fn end_cadre(reason: &str) -> EndCadreLink {
    EndCadreLink { id: id(&format!("{HOME}/link")), on: day("2026-06-30"), reason: reason.to_owned() }
}

fn helper(name: &str, primary: bool) -> LinkCadre {
    LinkCadre { id: id(name), cadre: AccountId::derived(&[name]), cadre_name: name.to_owned(), primary, ..cadre_link(HOME) }
}

fn village() -> Village {
    let mut village = Village::default();
    village.run(Role::VillageCommittee, &household(HOME)).unwrap();
    village
}

fn code(answer: Result<Effects, Rejection>) -> RejectionCode {
    answer.unwrap_err().code
}

#[test]
fn a_village_has_each_unit_once_and_one_that_leads() {
    let mut village = village();
    village.run(Role::CountyDualLinkOffice, &unit_link("縣水務局", true)).unwrap();
    let link: UnitLink = village.one(id("縣水務局/link"));
    assert_eq!((link.unit_name.as_str(), link.lead, link.ended_on), ("縣水務局", true, None));
    let twice = LinkUnit { id: id("again"), ..unit_link("縣水務局", false) };
    assert_eq!(code(village.run(Role::CountyDualLinkOffice, &twice)), RejectionCode::AlreadyExists);
    assert_eq!(code(village.run(Role::CountyDualLinkOffice, &unit_link("縣農業局", true))), RejectionCode::AlreadyExists);
    village.run(Role::CountyDualLinkOffice, &unit_link("縣農業局", false)).unwrap();
    village.run(Role::TownshipParty, &end_unit("縣水務局", "換崗")).unwrap();
    village.run(Role::CountyDualLinkOffice, &unit_link("縣林業局", true)).unwrap();
    let nameless = LinkUnit { unit_name: " ".to_owned(), ..unit_link("縣教育局", false) };
    assert_eq!(village.run(Role::Admin, &nameless).unwrap_err().violations[0].code, "required");
}

#[test]
fn a_units_link_ends_once_and_with_a_reason() {
    let mut village = village();
    assert_eq!(code(village.run(Role::Admin, &end_unit("縣水務局", "換崗"))), RejectionCode::NotFound);
    village.run(Role::Admin, &unit_link("縣水務局", true)).unwrap();
    assert_eq!(village.run(Role::Admin, &end_unit("縣水務局", "  ")).unwrap_err().violations[0].code, "required");
    village.run(Role::Admin, &end_unit("縣水務局", " 換崗 ")).unwrap();
    let link: UnitLink = village.one(id("縣水務局/link"));
    assert_eq!((link.ended_on, link.reason.as_str()), (Some(day("2026-06-30")), "換崗"));
    let again = village.run(Role::Admin, &end_unit("縣水務局", "換崗")).unwrap_err();
    assert_eq!((again.code, again.values["current"].as_str()), (RejectionCode::Stale, "2026-06-30"));
}

#[test]
fn one_cadre_answers_for_a_household_and_others_help() {
    let mut village = village();
    village.run(Role::UnitLead, &cadre_link(HOME)).unwrap();
    let twice = LinkCadre { id: id("again"), primary: false, ..cadre_link(HOME) };
    assert_eq!(code(village.run(Role::UnitLead, &twice)), RejectionCode::AlreadyExists);
    assert_eq!(code(village.run(Role::UnitLead, &helper("李強", true))), RejectionCode::AlreadyExists);
    village.run(Role::UnitLead, &helper("李強", false)).unwrap();
    let elsewhere = LinkCadre { household: id("無"), ..helper("王芳", false) };
    assert_eq!(code(village.run(Role::UnitLead, &elsewhere)), RejectionCode::NotFound);
    let nameless = LinkCadre { cadre_name: String::new(), ..helper("王芳", false) };
    assert_eq!(village.run(Role::UnitLead, &nameless).unwrap_err().violations[0].field, "cadre_name");
}

#[test]
fn a_cadres_link_ends_with_a_word_to_whoever_follows_and_makes_room() {
    let mut village = village();
    assert_eq!(code(village.run(Role::UnitLead, &end_cadre("調走"))), RejectionCode::NotFound);
    village.run(Role::UnitLead, &cadre_link(HOME)).unwrap();
    assert_eq!(village.run(Role::UnitLead, &end_cadre("")).unwrap_err().violations[0].code, "required");
    village.run(Role::UnitLead, &end_cadre("調走，路燈的事請接著辦")).unwrap();
    assert_eq!(code(village.run(Role::UnitLead, &end_cadre("調走"))), RejectionCode::Stale);
    village.run(Role::UnitLead, &helper("李強", true)).unwrap();
}

#[test]
fn links_are_made_by_whoever_answers_for_the_assignment() {
    let unit = [Role::TownshipParty, Role::CountyDualLinkOffice, Role::Admin];
    let cadre = [Role::UnitLead, Role::TownshipParty, Role::CountyDualLinkOffice, Role::Admin];
    for role in Role::SIGNING_IN.into_iter().chain([Role::Visitor]) {
        let mut village = village();
        assert_eq!(village.run(role, &unit_link("縣水務局", true)).is_ok(), unit.contains(&role), "{role:?}");
        assert_eq!(village.run(role, &cadre_link(HOME)).is_ok(), cadre.contains(&role), "{role:?}");
    }
}

#[test]
fn a_link_that_has_ended_binds_nobody() {
    let mut village = village();
    let linked = |village: &Village, who: Option<AccountId>| CadreLink::holds(&village.own, id(HOME), who);
    let cadre = Some(account(Role::LinkedCadre));
    assert!(!linked(&village, cadre));
    village.run(Role::UnitLead, &cadre_link(HOME)).unwrap();
    assert!(linked(&village, cadre) && !linked(&village, None) && !linked(&village, Some(account(Role::UnitLead))));
    village.run(Role::UnitLead, &end_cadre("調走")).unwrap();
    assert!(!linked(&village, cadre));
    let who = Standing { account: cadre, roles: vec![Role::LinkedCadre], ..Standing::default() };
    assert_eq!(code(village.run_as(&who, &crate::trial::visit(HOME, "2026-07-01"))), RejectionCode::NotLinked);
}
