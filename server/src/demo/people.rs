//! Generated households with residents, links, visits, promises and issues.

use super::plan::{By, Step, account_id};
use super::random::Dice;
use super::staff::{ACCOUNTS, of_village};
use serde_json::{Value, json};
use shared::household::{AddHousehold, AddResident, HouseholdCode, IssueHouseholdCode};
use shared::kernel::{Day, Id, Instant, ScopeId};
use shared::link::LinkCadre;
use shared::sync::record::fields;
use shared::visit::{CloseIssue, ClosePromise, ConfirmVisit, Given, NewIssue, NewPromise, RecordVisit, Topic, VisitKind};

const SURNAMES: [&str; 16] = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "欧阳"];
const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
const BRANCHES: [&str; 12] = ["子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉", "戌", "亥"];
const GROUPS: [&str; 4] = ["一组", "二组", "三组", "四组"];
const SAID: [&str; 8] = [
    "今年花椒收成一般，想再栽两亩，问苗子有没有补助。",
    "家里老人腰腿疼，问合作医疗在县医院能报多少。",
    "娃在县城上高中，住校费一学期比一学期多。",
    "养了六头猪，想卖个好价，不知道找谁收。",
    "自来水一到冬天就冻，要到沟里挑水。",
    "儿子在兰州打工，过年回来，想在村里开个小卖部。",
    "房子后墙有裂缝，下雨天不敢睡里屋。",
    "今年种了党参，技术员来看过一次，说苗有病。",
];
const PROMISES: [&str; 5] = ["问清花椒苗补助并回话", "请农技员来看党参", "帮着联系收猪的人", "把医保报销办法送来", "报给镇上查看危房"];
const ISSUES: [(Topic, &str); 6] = [
    (Topic::Utilities, "入户水管冬天冻住"),
    (Topic::Housing, "后墙有裂缝"),
    (Topic::Roads, "到三组的路雨天过不去车"),
    (Topic::Schooling, "住校费有困难"),
    (Topic::Health, "慢性病药费不知道怎么报"),
    (Topic::Income, "生猪没有销路"),
];

/// The household code of each demonstration household, by its place in the list: `0000-0001`, `0000-0002` …
/// A demonstration shows how a code is entered; a real one is drawn at random.
pub fn demo_code(number: usize) -> String {
    format!("0000-{number:04}")
}

/// A whole village.
pub(super) fn village(dice: &mut Dice, scope: &ScopeId, index: usize, count: usize, today: Day) -> Vec<Step> {
    (1..=count).flat_map(|number| household(dice, scope, index, number, today)).collect()
}

/// A name of the cycle of sixty: 王甲子 is the first, 王乙丑 the second.
fn given_name(turn: i64) -> String {
    let at = |list: &[&'static str]| usize::try_from(turn).ok().and_then(|turn| list.get(turn % list.len()).copied()).unwrap_or_default();
    format!("{}{}", at(&STEMS), at(&BRANCHES))
}

fn household(dice: &mut Dice, scope: &ScopeId, index: usize, number: usize, today: Day) -> Vec<Step> {
    let word = scope.to_string();
    let id = Id::derived(&["demo household", &word, &number.to_string()]);
    let (_, committee) = of_village(index);
    let surname = dice.pick(&SURNAMES).unwrap_or("王");
    let head = format!("{surname}{}", given_name(dice.between(0, 59)));
    let mut steps = vec![Step::new(scope, By::Login(committee), &AddHousehold { id, card: fields(&card(dice, &head, number, today)) })];
    let members = residents(dice, scope, committee, id, surname, &head);
    let resident_ids = members.iter().map(|(id, _)| *id).collect::<Vec<_>>();
    steps.extend(members.into_iter().map(|(_, step)| step));
    steps.push(issue_code(scope, committee, id, number, today));
    if let Some(cadre) = cadre_of(index, number) {
        steps.push(link(scope, id, cadre, today));
        steps.extend(visits(dice, scope, id, cadre, &resident_ids, number, today));
    }
    steps
}

/// The first cadre has the first fourteen households of the first village and the first four of the third; the second has others; some
/// have nobody, which the gap list shows.
fn cadre_of(index: usize, number: usize) -> Option<&'static str> {
    match (index, number) {
        (0, 1..=14) | (2, 1..=4) => Some("cadre"),
        (0, 15..=40) | (1, 1..=28) | (2, 5..=20) => Some("cadre2"),
        _ => None,
    }
}

fn card(dice: &mut Dice, head: &str, number: usize, today: Day) -> Value {
    let group = dice.pick(&GROUPS).unwrap_or("一组");
    let (year, _, _) = today.ymd();
    let poor = dice.chance(45);
    let main = dice.pick(&["illness", "skills", "funds", "labour", "schooling", "transport"]).unwrap_or("skills");
    let mut card = json!({
        "head_name": head, "group": group, "address": format!("{group}{number}号"),
        "attribute": if poor { dice.pick(&["poor", "minimum_living", "minimum_living_poor"]).unwrap_or("poor") } else { "ordinary" },
        "farmland_mu_hundredths": dice.between(80, 900), "irrigated_mu_hundredths": dice.between(0, 300), "woodland_mu_hundredths": dice.between(0, 1200),
        "drinking_water_safe": dice.chance(80), "electricity": true, "broadcast": dice.chance(90),
        "house_area_m2": dice.between(60, 180), "house_structure": dice.pick(&["earth", "brick_timber", "brick_concrete", "timber"]).unwrap_or("timber"),
        "house_danger": dice.pick(&["a", "a", "b", "c", "d"]).unwrap_or("a"), "road_to_house": dice.pick(&["earth", "gravel", "concrete"]).unwrap_or("earth"),
        "toilet": dice.pick(&["dry", "dry", "flush"]).unwrap_or("dry"), "fuel": dice.pick(&["wood", "coal", "electricity"]).unwrap_or("wood"),
        "income_year": year - 1, "income_wages_fen": dice.between(0, 300) * 10_000, "income_business_fen": dice.between(20, 250) * 10_000,
        "income_property_fen": dice.between(0, 10) * 10_000, "income_transfers_fen": dice.between(5, 60) * 10_000, "income_costs_fen": dice.between(5, 90) * 10_000,
    });
    if let (true, Some(card)) = (poor, card.as_object_mut()) {
        card.insert("main_cause".to_owned(), json!(main));
    }
    card
}

fn residents(dice: &mut Dice, scope: &ScopeId, committee: &'static str, household: Id, surname: &str, head: &str) -> Vec<(Id, Step)> {
    let year = dice.between(1950, 1985);
    let mut people = vec![(head.to_owned(), "head", "male", year)];
    if dice.chance(80) {
        let other = dice.pick(&SURNAMES).unwrap_or("李");
        people.push((format!("{other}{}", given_name(dice.between(0, 59))), "spouse", "female", year + dice.between(-3, 5)));
    }
    for _ in 0..dice.between(0, 3) {
        let sex = if dice.chance(50) { "male" } else { "female" };
        people.push((format!("{surname}{}", given_name(dice.between(0, 59))), "child", sex, year + dice.between(22, 34)));
    }
    let mut made = Vec::new();
    for (place, (name, relation, sex, born)) in people.into_iter().enumerate() {
        let id = Id::derived(&["demo resident", &household.to_string(), &place.to_string()]);
        let born_on = format!("{born:04}-{:02}-{:02}", dice.between(1, 12), dice.between(1, 28));
        let card = json!({
            "name": name, "relation": relation, "sex": sex, "born_on": born_on, "ethnic": if dice.chance(70) { "han" } else { "tibetan" },
            "labour": if born > 1960 { "ordinary" } else { "lost" }, "medical_insurance": dice.chance(95), "pension_insurance": dice.chance(80),
            "away": relation == "child" && dice.chance(30),
        });
        made.push((id, Step::new(scope, By::Login(committee), &AddResident { id, household, card: fields(&card) })));
    }
    made
}

fn issue_code(scope: &ScopeId, committee: &'static str, household: Id, number: usize, today: Day) -> Step {
    let salt = Id::derived(&["demo salt", &household.to_string()]).to_string().replace('-', "");
    let kept = HouseholdCode::keep(&demo_code(number), salt, today.plus_days(-300));
    let issue = IssueHouseholdCode { household, salt: kept.salt, hash: kept.hash, issued_on: kept.issued_on };
    Step::new(scope, By::Login(committee), &issue)
}

fn link(scope: &ScopeId, household: Id, cadre: &'static str, today: Day) -> Step {
    let name = ACCOUNTS.iter().find(|account| account.login == cadre).map_or(cadre, |account| account.name);
    let link = LinkCadre {
        id: Id::derived(&["demo link", &household.to_string()]),
        household,
        cadre: account_id(cadre),
        cadre_name: name.to_owned(),
        primary: true,
        from: today.plus_days(-380),
    };
    Step::new(scope, By::Login("unit"), &link)
}

/// One to four visits, the last of them between yesterday and two months ago; a few households were never visited.
fn visits(dice: &mut Dice, scope: &ScopeId, household: Id, cadre: &'static str, residents: &[Id], number: usize, today: Day) -> Vec<Step> {
    if number.is_multiple_of(13) {
        return Vec::new();
    }
    let mut steps = Vec::new();
    let count = dice.between(1, 4);
    let mut day = today.plus_days(-dice.between(1, 62) - (count - 1) * 70);
    for turn in 0..count {
        let last = turn + 1 == count;
        let visit = visit(dice, household, residents, day, last, turn);
        let id = visit.id;
        steps.push(Step::new(scope, By::Login(cadre), &visit));
        let signs = dice.chance(60);
        // Nobody signs by telephone.
        if signs && visit.kind != VisitKind::Telephone {
            let given = Given::Signature { path: "M10 40L30 12L52 44L80 10L110 42".to_owned() };
            let confirm = ConfirmVisit { id: Id::derived(&["demo confirmation", &id.to_string()]), visit: id, given };
            steps.push(Step::new(scope, By::Login(cadre), &confirm));
        }
        if !last {
            steps.extend(close(scope, cadre, &visit, day.plus_days(25)));
        }
        day = day.plus_days(70);
    }
    steps
}

fn visit(dice: &mut Dice, household: Id, residents: &[Id], day: Day, last: bool, turn: i64) -> RecordVisit {
    let id = Id::derived(&["demo visit", &household.to_string(), &turn.to_string()]);
    let part = |what: &str| Id::derived(&["demo", what, &id.to_string()]);
    let promised = dice.chance(if last { 45 } else { 70 });
    let raised = dice.chance(if last { 40 } else { 50 });
    let promises = promised.then(|| NewPromise {
        id: part("promise"),
        text: dice.pick(&PROMISES).unwrap_or_default().to_owned(),
        due_on: day.plus_days(dice.between(14, 45)),
    });
    let issues = raised.then(|| {
        let (topic, text) = dice.pick(&ISSUES).unwrap_or_default();
        NewIssue { id: part("issue"), topic, text: text.to_owned() }
    });
    RecordVisit {
        id,
        household,
        held_on: day,
        kind: dice.pick(&VisitKind::ALL).unwrap_or_default(),
        met: residents.iter().take(if dice.chance(40) { 2 } else { 1 }).copied().collect(),
        met_other: String::new(),
        said: dice.pick(&SAID).unwrap_or_default().to_owned(),
        promises: promises.into_iter().collect(),
        issues: issues.into_iter().collect(),
        next_on: Some(day.plus_days(30)),
        written_at: Instant::noon_in_china(day),
    }
}

/// What an earlier visit left open was seen to later.
fn close(scope: &ScopeId, cadre: &'static str, visit: &RecordVisit, on: Day) -> Vec<Step> {
    let promises = visit.promises.iter().map(|promise| {
        let note = "已办，当面回话。".to_owned();
        Step::new(scope, By::Login(cadre), &ClosePromise { promise: promise.id, done: true, note, on })
    });
    let issues = visit.issues.iter().map(|issue| {
        let note = "已报镇上处理，农户认可。".to_owned();
        Step::new(scope, By::Login(cadre), &CloseIssue { issue: issue.id, done: true, note, on })
    });
    promises.chain(issues).collect()
}
