//! The meeting law of the village, written a second time (村民會議、村民代表會議等的法定人數與表決 / 村民会议、村民代表会议等的法定人数与表决).
//!
//! This module exists to be compared with the product's own evaluation, so it shares nothing with it: every rule is spelt out in
//! a function of its own, as the law words it, in integers. It knows the rules in force in 2026 and no others. It must not
//! depend on the product, and nothing but tests may depend on it.

/// The body that meets (會議種類 / 会议种类).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// The villagers' assembly (村民會議 / 村民会议).
    Assembly,
    /// The meeting of villagers' representatives (村民代表會議 / 村民代表会议).
    Representatives,
    /// The meeting of a villagers' group (村民小組會議 / 村民小组会议).
    Group,
    /// The meeting of all party members (黨員大會 / 党员大会).
    PartyMembers,
    /// The meeting of the members of the collective (集體經濟組織成員大會 / 集体经济组织成员大会).
    CollectiveMembers,
}

/// What the meeting decides on (議題事項 / 议题事项).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    /// Who gets a lost-work subsidy, and how much (誤工補貼 / 误工补贴), Art. 24 no. 1.
    Subsidy,
    /// Use of collective income (集體收益 / 集体收益), Art. 24 no. 2.
    CollectiveIncome,
    /// Public works, their funds, labour and contracting (公益事業 / 公益事业), Art. 24 no. 3.
    PublicWorks,
    /// The land contracting plan (土地承包方案 / 土地承包方案), Art. 24 no. 4.
    LandContracts,
    /// Projects of the collective (集體項目 / 集体项目), Art. 24 no. 5.
    Projects,
    /// House sites (宅基地 / 宅基地), Art. 24 no. 6.
    Homesteads,
    /// Compensation for land (征地補償 / 征地补偿), Art. 24 no. 7.
    Compensation,
    /// Lending, leasing and disposing of collective assets (集體財產 / 集体财产), Art. 24 no. 8.
    Assets,
    /// Other matters that the assembly has named (其他事項 / 其他事项), Art. 24 no. 9.
    OtherOfAssembly,
    /// The village charter and rules (自治章程、村規民約 / 自治章程、村规民约).
    Charter,
    /// Removal of a committee member (罷免 / 罢免).
    Removal,
    /// Adjustment of contracted land (承包地調整 / 承包地调整).
    LandAdjustment,
    /// Funds or labour raised case by case (一事一議 / 一事一议).
    Levy,
    /// Anything else (其他 / 其他).
    Other,
}

/// Whom the half of a party members' meeting is counted of (應到或到會 / 应到或到会): local rules differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HalfOf {
    /// Of the members who came (到會 / 到会).
    Present,
    /// Of all members (應到會 / 应到会).
    Members,
}

/// A meeting as its minutes state it (會議 / 会议). A number that the minutes leave out is `None`, and counts as nobody where a
/// rule needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// The body that meets.
    pub body: Body,
    /// What it decides on.
    pub matter: Matter,
    /// The day of the meeting, counted in days from any one start.
    pub held_on: i64,
    /// The day of the notice, counted from the same start.
    pub called_on: Option<i64>,
    /// Whether a reason was stated for the haste.
    pub emergency: bool,
    /// Whether the assembly has handed this matter to the representatives.
    pub delegated: bool,
    /// Whom the half of a party members' meeting is counted of.
    pub half_of: HalfOf,
    /// Adults on the roll.
    pub adults: Option<u32>,
    /// Adults who came.
    pub adults_present: Option<u32>,
    /// Households on the roll.
    pub households: Option<u32>,
    /// Households whose representative came.
    pub households_present: Option<u32>,
    /// Households for which the representatives who came stand.
    pub households_represented: Option<u32>,
    /// Members of the body: of the representatives' meeting, of the party branch, or of the collective.
    pub members: Option<u32>,
    /// Members who came.
    pub members_present: Option<u32>,
    /// How many members of the representatives' meeting are representatives.
    pub representatives: Option<u32>,
    /// How many members of the representatives' meeting are women.
    pub women: Option<u32>,
    /// Registered voters.
    pub voters: Option<u32>,
    /// Votes cast in the removal.
    pub votes_cast: Option<u32>,
    /// Votes for.
    pub votes_for: u32,
    /// Votes against.
    pub votes_against: u32,
    /// Abstentions.
    pub votes_abstain: u32,
    /// Persons, or households where households vote, who came but must not vote.
    pub recused: u32,
}

/// How a meeting ended (結果 / 结果).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Too few came (未達法定人數 / 未达法定人数).
    NoQuorum,
    /// The motion passed (通過 / 通过).
    Passed,
    /// The motion did not pass (未通過 / 未通过).
    Rejected,
}

/// What the law says of a meeting (結論 / 结论).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How the meeting ended.
    pub verdict: Outcome,
    /// Whether the meeting was called, composed and attended as the law asks, and may decide the matter.
    pub lawful: bool,
    /// The least number of votes for that passes; `None` where there is nobody to count of.
    pub needed: Option<u64>,
}

/// Answers for one meeting (會議效力 / 会议效力).
#[must_use]
pub fn answer(meeting: &Meeting) -> Answer {
    match (meeting.body, meeting.matter) {
        (Body::Assembly, Matter::Removal) => removal(meeting),
        (Body::Assembly, Matter::LandAdjustment) => land_adjustment_at_assembly(meeting),
        (Body::Representatives, Matter::LandAdjustment) => land_adjustment_at_representatives(meeting),
        (Body::Assembly, Matter::Levy) => levy_at_assembly(meeting),
        (Body::Representatives, Matter::Levy) => levy_at_representatives(meeting),
        (Body::Assembly, _) => assembly(meeting),
        (Body::Representatives, _) => representatives(meeting),
        (Body::Group, _) => group(meeting),
        (Body::PartyMembers, _) => party_members(meeting),
        (Body::CollectiveMembers, _) => collective_members(meeting),
    }
}

/// Articles 21, 22 and 24: more than half of the adults, or two thirds of the households by their representatives; then more
/// than half of the people who came; called ten days before.
fn assembly(meeting: &Meeting) -> Answer {
    let quorum = assembly_quorum(meeting);
    let base = less_recused(meeting.adults_present, meeting);
    Answer {
        verdict: outcome(quorum, more_than_half(meeting.votes_for, base)),
        lawful: quorum && called_in_time(meeting, 10),
        needed: least_over_half(base),
    }
}

/// 國辦發〔2007〕4號: a levy at the assembly is decided as any other matter there, but the rule names no days of notice.
fn levy_at_assembly(meeting: &Meeting) -> Answer {
    let quorum = assembly_quorum(meeting);
    let base = less_recused(meeting.adults_present, meeting);
    Answer { verdict: outcome(quorum, more_than_half(meeting.votes_for, base)), lawful: quorum, needed: least_over_half(base) }
}

fn assembly_quorum(meeting: &Meeting) -> bool {
    let adults = count(meeting.adults);
    let adults_present = count(meeting.adults_present);
    let households = count(meeting.households);
    let households_present = count(meeting.households_present);
    let by_adults = adults > 0 && adults_present * 2 > adults;
    let by_households = households > 0 && households_present * 3 >= households * 2;
    by_adults || by_households
}

/// Article 16: more than half of the registered voters vote, and more than half of the votes cast are for it. A ballot has no
/// roll of people present, so nobody is recused from it here.
fn removal(meeting: &Meeting) -> Answer {
    let voters = count(meeting.voters);
    let votes_cast = count(meeting.votes_cast);
    let quorum = voters > 0 && votes_cast * 2 > voters;
    Answer { verdict: outcome(quorum, more_than_half(meeting.votes_for, votes_cast)), lawful: quorum, needed: least_over_half(votes_cast) }
}

/// Article 28 of the law on rural land contracting: two thirds of all the adults, however many came.
fn land_adjustment_at_assembly(meeting: &Meeting) -> Answer {
    let base = less_recused(meeting.adults, meeting);
    Answer { verdict: outcome(true, two_thirds_or_more(meeting.votes_for, base)), lawful: true, needed: least_of_two_thirds(base) }
}

/// Article 28 of the law on rural land contracting: two thirds of all the members, however many came.
fn land_adjustment_at_representatives(meeting: &Meeting) -> Answer {
    let base = less_recused(meeting.members, meeting);
    Answer { verdict: outcome(true, two_thirds_or_more(meeting.votes_for, base)), lawful: true, needed: least_of_two_thirds(base) }
}

/// Articles 25 and 26: two thirds of the members come, and more than half of those who came are for it.
fn representatives(meeting: &Meeting) -> Answer {
    let members = count(meeting.members);
    let members_present = count(meeting.members_present);
    let quorum = members > 0 && members_present * 3 >= members * 2;
    let base = less_recused(meeting.members_present, meeting);
    Answer {
        verdict: outcome(quorum, more_than_half(meeting.votes_for, base)),
        lawful: quorum && representatives_may_decide(meeting) && well_composed(meeting),
        needed: least_over_half(base),
    }
}

/// 國辦發〔2007〕4號: the representatives who came stand for two thirds of the households, and each household has one vote. The
/// matter belongs to the assembly, so the assembly must have handed it over.
fn levy_at_representatives(meeting: &Meeting) -> Answer {
    let households = count(meeting.households);
    let households_represented = count(meeting.households_represented);
    let quorum = households > 0 && households_represented * 3 >= households * 2;
    let base = less_recused(meeting.households_represented, meeting);
    Answer {
        verdict: outcome(quorum, more_than_half(meeting.votes_for, base)),
        lawful: quorum && meeting.delegated,
        needed: least_over_half(base),
    }
}

/// Article 28: two thirds of the adults of the group, or of its households by their representatives; then more than half of the
/// people who came.
fn group(meeting: &Meeting) -> Answer {
    let adults = count(meeting.adults);
    let adults_present = count(meeting.adults_present);
    let households = count(meeting.households);
    let households_present = count(meeting.households_present);
    let by_adults = adults > 0 && adults_present * 3 >= adults * 2;
    let by_households = households > 0 && households_present * 3 >= households * 2;
    let quorum = by_adults || by_households;
    let base = less_recused(meeting.adults_present, meeting);
    Answer {
        verdict: outcome(quorum, more_than_half(meeting.votes_for, base)),
        lawful: quorum && group_may_decide(meeting.matter),
        needed: least_over_half(base),
    }
}

/// Local rules of 四議兩公開: two thirds of the members come, and 半數以上 agree, which is half or more, not more than half. The
/// text is sent three days before.
fn party_members(meeting: &Meeting) -> Answer {
    let members = count(meeting.members);
    let members_present = count(meeting.members_present);
    let quorum = members > 0 && members_present * 3 >= members * 2;
    let base = match meeting.half_of {
        HalfOf::Present => less_recused(meeting.members_present, meeting),
        HalfOf::Members => less_recused(meeting.members, meeting),
    };
    Answer {
        verdict: outcome(quorum, half_or_more(meeting.votes_for, base)),
        lawful: quorum && called_in_time(meeting, 3),
        needed: least_of_half(base),
    }
}

/// Law on rural collective economic organisations: two thirds of the members of full capacity come, and two thirds of all of
/// them are for it; called ten days before.
fn collective_members(meeting: &Meeting) -> Answer {
    let members = count(meeting.members);
    let members_present = count(meeting.members_present);
    let quorum = members > 0 && members_present * 3 >= members * 2;
    let base = less_recused(meeting.members, meeting);
    Answer {
        verdict: outcome(quorum, two_thirds_or_more(meeting.votes_for, base)),
        lawful: quorum && called_in_time(meeting, 10),
        needed: least_of_two_thirds(base),
    }
}

/// The nine matters of Article 24 belong to the assembly unless it hands them over; charter and removal cannot be handed over.
fn representatives_may_decide(meeting: &Meeting) -> bool {
    match meeting.matter {
        Matter::Other | Matter::LandAdjustment => true,
        Matter::Charter | Matter::Removal => false,
        Matter::Subsidy
        | Matter::CollectiveIncome
        | Matter::PublicWorks
        | Matter::LandContracts
        | Matter::Projects
        | Matter::Homesteads
        | Matter::Compensation
        | Matter::Assets
        | Matter::OtherOfAssembly
        | Matter::Levy => meeting.delegated,
    }
}

/// A group decides on what is its own: its land, its undertakings and its money.
fn group_may_decide(matter: Matter) -> bool {
    match matter {
        Matter::Other
        | Matter::CollectiveIncome
        | Matter::PublicWorks
        | Matter::LandContracts
        | Matter::Projects
        | Matter::Compensation
        | Matter::Assets => true,
        Matter::Subsidy
        | Matter::Homesteads
        | Matter::OtherOfAssembly
        | Matter::Charter
        | Matter::Removal
        | Matter::LandAdjustment
        | Matter::Levy => false,
    }
}

/// The day of the notice does not count, so the days are the plain difference. A stated emergency stands in for the notice.
fn called_in_time(meeting: &Meeting, days: i64) -> bool {
    if meeting.emergency {
        return true;
    }
    match meeting.called_on {
        Some(called_on) => meeting.held_on - called_on >= days,
        None => false,
    }
}

/// Article 25: four fifths are representatives, a third are women, and a representative stands for five to fifteen households.
/// What the minutes do not state cannot be held against the meeting.
fn well_composed(meeting: &Meeting) -> bool {
    let members = meeting.members.map(u64::from);
    let representatives = meeting.representatives.map(u64::from);
    let women = meeting.women.map(u64::from);
    let households = meeting.households.map(u64::from);
    let enough_representatives = match (representatives, members) {
        (Some(representatives), Some(members)) => representatives * 5 >= members * 4,
        _ => true,
    };
    let enough_women = match (women, members) {
        (Some(women), Some(members)) => women * 3 >= members,
        _ => true,
    };
    let five_or_more_each = match (households, representatives) {
        (Some(households), Some(representatives)) => households >= representatives * 5,
        _ => true,
    };
    let fifteen_or_fewer_each = match (households, representatives) {
        (Some(households), Some(representatives)) => households <= representatives * 15,
        _ => true,
    };
    enough_representatives && enough_women && five_or_more_each && fifteen_or_fewer_each
}

fn outcome(quorum: bool, passes: bool) -> Outcome {
    if !quorum {
        Outcome::NoQuorum
    } else if passes {
        Outcome::Passed
    } else {
        Outcome::Rejected
    }
}

fn count(number: Option<u32>) -> u64 {
    match number {
        Some(number) => u64::from(number),
        None => 0,
    }
}

/// The recused came, so the quorum counts them, but they leave the base of the vote.
fn less_recused(number: Option<u32>, meeting: &Meeting) -> u64 {
    count(number).saturating_sub(u64::from(meeting.recused))
}

/// 過半數: exactly half is not enough.
fn more_than_half(votes_for: u32, base: u64) -> bool {
    base > 0 && u64::from(votes_for) * 2 > base
}

/// 半數以上: exactly half is enough.
fn half_or_more(votes_for: u32, base: u64) -> bool {
    base > 0 && u64::from(votes_for) * 2 >= base
}

/// 三分之二以上: exactly two thirds are enough.
fn two_thirds_or_more(votes_for: u32, base: u64) -> bool {
    base > 0 && u64::from(votes_for) * 3 >= base * 2
}

fn least_over_half(base: u64) -> Option<u64> {
    if base == 0 { None } else { Some(base / 2 + 1) }
}

fn least_of_half(base: u64) -> Option<u64> {
    if base == 0 { None } else { Some(base.div_ceil(2)) }
}

fn least_of_two_thirds(base: u64) -> Option<u64> {
    if base == 0 { None } else { Some((base * 2).div_ceil(3)) }
}
