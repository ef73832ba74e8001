//! Every field of the card, declared once (after the register's form of 2013, 登記表指標解釋): form, check, sheet and conflict rule follow from here.
//!
//! The words are `household.field_<name>` and, for choices, `household.choice_<set>_<value>`.

use crate::sync::record::Conflict;

/// What a field holds (填寫方式 / 填写方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A text of at most so many characters.
    Text(usize),
    /// A whole number between two bounds.
    Whole(i64, i64),
    /// Money in fen, not below zero.
    Money,
    /// An area in hundredths of a mu (畝 / 亩), so that 0.25 mu is 25.
    Area,
    /// A calendar day.
    Day,
    /// A calendar year.
    Year,
    /// Yes or no.
    Flag,
    /// One of the choices; the first word names their texts.
    One(&'static str, &'static [&'static str]),
    /// At most so many of the choices.
    Many(&'static str, &'static [&'static str], usize),
    /// A resident number (GB 11643), kept in its 18-digit form.
    ResidentNumber,
    /// A telephone number.
    Phone,
    /// A bank account's number.
    BankAccount,
}

/// The card's sections (卡的欄目 / 卡的栏目), in the order of the form and of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// 戶主與地址 / 户主与地址
    Head,
    /// 致貧原因 / 致贫原因
    Cause,
    /// 生產生活條件 / 生产生活条件
    Living,
    /// 收入
    Income,
    /// 成員 / 成员
    Member,
    /// 敏感信息
    Private,
}

impl Section {
    /// The word that names its texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Cause => "cause",
            Self::Living => "living",
            Self::Income => "income",
            Self::Member => "member",
            Self::Private => "private",
        }
    }
}

/// One field of a card (指標 / 指标).
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The wire name.
    pub name: &'static str,
    /// Where it stands.
    pub section: Section,
    /// What it holds.
    pub value: Value,
    /// How two writes of it meet.
    pub conflict: Conflict,
    /// Whether a card cannot be without it.
    pub required: bool,
}

const fn merged(section: Section, name: &'static str, value: Value) -> Field {
    Field { name, section, value, conflict: Conflict::Merge, required: false }
}

const fn required(section: Section, name: &'static str, value: Value) -> Field {
    Field { name, section, value, conflict: Conflict::Merge, required: true }
}

const fn set(section: Section, name: &'static str, value: Value) -> Field {
    Field { name, section, value, conflict: Conflict::Set, required: false }
}

use Section::{Cause, Head, Income, Living, Member, Private};
use Value::{Area, BankAccount, Flag, Many, Money, One, Phone, ResidentNumber, Text, Whole, Year};

/// The word that names the causes' texts.
pub(super) const CAUSE: &str = "cause";
/// The twelve causes of poverty; exactly one is the main one, at most two are others.
pub const CAUSES: &[&str] =
    &["illness", "disability", "schooling", "disaster", "land", "water", "skills", "labour", "funds", "transport", "motivation", "other"];

/// The fields of a household's card.
pub const HOUSEHOLD: &[Field] = &[
    required(Head, "head_name", Text(30)),
    merged(Head, "group", Text(30)),
    merged(Head, "natural_village", Text(30)),
    merged(Head, "address", Text(100)),
    merged(Head, "phone", Phone),
    merged(Head, "attribute", One("attribute", &["ordinary", "poor", "minimum_living", "five_guarantees", "minimum_living_poor"])),
    merged(Head, "standard", One("standard", &["national", "provincial", "prefectural"])),
    set(Head, "marks", Many("marks", &["family_planning", "military_family", "party_member"], 3)),
    merged(Cause, "main_cause", One(CAUSE, CAUSES)),
    set(Cause, "other_causes", Many(CAUSE, CAUSES, 2)),
    merged(Living, "farmland_mu_hundredths", Area),
    merged(Living, "irrigated_mu_hundredths", Area),
    merged(Living, "woodland_mu_hundredths", Area),
    merged(Living, "returned_to_forest_mu_hundredths", Area),
    merged(Living, "pasture_mu_hundredths", Area),
    merged(Living, "water_surface_mu_hundredths", Area),
    merged(Living, "drinking_water_difficult", Flag),
    merged(Living, "drinking_water_safe", Flag),
    merged(Living, "electricity", Flag),
    merged(Living, "broadcast", Flag),
    merged(Living, "house_area_m2", Whole(0, 2_000)),
    merged(Living, "house_structure", One("structure", &["earth", "brick_timber", "brick_concrete", "timber", "stone", "other"])),
    merged(Living, "house_built", Year),
    merged(Living, "house_danger", One("danger", &["a", "b", "c", "d"])),
    merged(Living, "road_distance_m", Whole(0, 100_000)),
    merged(Living, "road_to_house", One("road", &["earth", "gravel", "concrete", "asphalt"])),
    merged(Living, "toilet", One("toilet", &["none", "dry", "flush"])),
    merged(Living, "fuel", One("fuel", &["wood", "coal", "gas", "biogas", "electricity", "other"])),
    merged(Living, "cooperative", Flag),
    merged(Living, "wants_to_move", Flag),
    merged(Income, "income_year", Year),
    merged(Income, "income_wages_fen", Money),
    merged(Income, "income_business_fen", Money),
    merged(Income, "income_property_fen", Money),
    merged(Income, "income_transfers_fen", Money),
    merged(Income, "transfers_family_planning_fen", Money),
    merged(Income, "transfers_minimum_living_fen", Money),
    merged(Income, "transfers_five_guarantees_fen", Money),
    merged(Income, "transfers_pension_fen", Money),
    merged(Income, "transfers_ecology_fen", Money),
    merged(Income, "transfers_other_fen", Money),
    merged(Income, "income_costs_fen", Money),
];

/// The parts that make up the transfers, where they are filled in.
pub const TRANSFERS: [&str; 6] = [
    "transfers_family_planning_fen",
    "transfers_minimum_living_fen",
    "transfers_five_guarantees_fen",
    "transfers_pension_fen",
    "transfers_ecology_fen",
    "transfers_other_fen",
];

/// The fields of a resident.
pub const RESIDENT: &[Field] = &[
    required(Member, "name", Text(30)),
    merged(
        Member,
        "relation",
        One(
            "relation",
            &["head", "spouse", "child", "child_in_law", "parent", "parent_in_law", "grandchild", "grandparent", "sibling", "other"],
        ),
    ),
    merged(Member, "sex", One("sex", &["male", "female"])),
    merged(Member, "born_on", Value::Day),
    merged(
        Member,
        "ethnic",
        One("ethnic", &["han", "tibetan", "hui", "tu", "mongol", "manchu", "dongxiang", "bonan", "yugur", "salar", "other"]),
    ),
    merged(Member, "education", One("education", &["illiterate", "primary", "junior", "senior", "vocational", "college"])),
    merged(Member, "in_school", One("school", &["none", "preschool", "primary", "junior", "senior", "vocational", "college"])),
    merged(Member, "labour", One("labour", &["ordinary", "skilled", "lost", "none"])),
    merged(Member, "works_at", One("works", &["home", "township", "county", "province", "outside"])),
    merged(Member, "work_months", Whole(0, 12)),
    merged(Member, "medical_insurance", Flag),
    merged(Member, "pension_insurance", Flag),
    merged(Member, "minimum_living", Flag),
    merged(Member, "party_member", Flag),
    merged(Member, "away", Flag),
];

/// The sensitive fields of a resident.
pub const PRIVATE: &[Field] = &[
    merged(Private, "resident_number", ResidentNumber),
    merged(Private, "no_number_reason", Text(100)),
    merged(Private, "disability_number", Text(20)),
    merged(Private, "health", One("health", &["healthy", "chronic", "serious", "disabled"])),
    merged(Private, "illness", Text(200)),
    merged(Private, "bank", Text(60)),
    merged(Private, "bank_account", BankAccount),
];

/// The field with this name in a list.
pub fn field(fields: &'static [Field], name: &str) -> Option<&'static Field> {
    fields.iter().find(|field| field.name == name)
}
