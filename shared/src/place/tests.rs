//! The rules of divisions.

use super::*;
use crate::kernel::{Role, ScopeId};
use crate::sync::rejection::RejectionCode;
use crate::trial::Village;
use rstest::rstest;

fn names(hans: &str) -> Names {
    Names { hans: hans.to_owned(), hant: hans.to_owned(), en: "Zhouqu".to_owned() }
}

fn division(code: &str, above: Option<&str>) -> AddDivision {
    let read = |code: &str| code.parse().unwrap();
    AddDivision { code: read(code), above: above.map(read), full: names("舟曲县"), short: names("舟曲"), valid_from: None }
}

#[test]
fn a_division_lies_in_the_one_above_it() {
    let mut deployment = Village::of(ScopeId::Deployment);
    let county = division("623023000000", Some("620000000000"));
    assert_eq!(deployment.run(Role::Admin, &county).unwrap_err().code, RejectionCode::NotFound);
    deployment.run(Role::Admin, &division("620000000000", None)).unwrap();
    deployment.run(Role::Admin, &county).unwrap();
    assert_eq!(deployment.run(Role::Admin, &county).unwrap_err().code, RejectionCode::AlreadyExists);
    let stored: Division = deployment.one(Division::id(&county.code));
    assert_eq!((stored.level, stored.above), (Level::County, county.above));
}

#[rstest]
#[case::of_another_province("623023000000", Some("630000000000"))]
#[case::of_itself("623023000000", Some("623023000000"))]
#[case::of_nothing("623023000000", None)]
fn a_division_does_not_lie_elsewhere(#[case] code: &str, #[case] above: Option<&str>) {
    let rejection = Village::of(ScopeId::Deployment).run(Role::Admin, &division(code, above)).unwrap_err();
    assert_eq!((rejection.violations[0].field.as_str(), rejection.violations[0].code.as_str()), ("above", "wrong_division_above"));
}

#[test]
fn names_are_corrected_in_every_language_at_once() {
    let mut deployment = Village::of(ScopeId::Deployment);
    let code: crate::kernel::Code = "620000000000".parse().unwrap();
    let corrected = CorrectDivisionName { code: code.clone(), full: names("甘肃省"), short: names("甘肃") };
    assert_eq!(deployment.run(Role::Admin, &corrected).unwrap_err().code, RejectionCode::NotFound);
    deployment.run(Role::Admin, &division("620000000000", None)).unwrap();
    let half = CorrectDivisionName { short: Names { hant: String::new(), ..names("甘肃") }, ..corrected.clone() };
    assert_eq!(deployment.run(Role::Admin, &half).unwrap_err().violations[0].field, "short.hant");
    deployment.run(Role::Admin, &corrected).unwrap();
    assert_eq!(deployment.one::<Division>(Division::id(&code)).full, names("甘肃省"));
    assert_eq!(deployment.run(Role::TownshipParty, &corrected).unwrap_err().code, RejectionCode::NoRight);
}

#[rstest]
#[case("瓜咱村民委员会", "瓜咱村")]
#[case("西街村村委会", "西街村")]
#[case("东城社区居民委员会", "东城社区")]
#[case("东城居委会", "东城社区")]
#[case("真牙头村", "真牙头村")]
fn a_village_name_loses_its_office(#[case] full: &str, #[case] short: &str) {
    assert_eq!(short_name(Level::Village, full), short);
}
