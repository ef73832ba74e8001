//! The matters, meetings, notices and submissions of the demonstration: in the first village one matter at each of the six steps.

use super::plan::{By, Step};
use super::staff::of_village;
use serde::Serialize;
use shared::deliberation::{
    AdvanceMatter, AnswerObjection, Body, CallMeeting, FileObjection, MatterKind, ObjectTo, Officer, OpenMatter, RejectMatter, Sitting,
    StepKind, Tally, TimeOfDay,
};
use shared::disclosure::{NoticeKind, PostNotice};
use shared::idea::{AnswerIdea, SubmitIdea, Topic};
use shared::kernel::{Day, Fen, Id, ScopeId};
use shared::sync::command::Command;

/// A matter as told: how far it came, when the branch proposed it, and what it is about.
struct Told {
    word: &'static str,
    title: &'static str,
    kind: MatterKind,
    background: &'static str,
    options: &'static [&'static str],
    money_yuan: i64,
    households: u32,
    reached: StepKind,
    days_ago: i64,
}

const FIRST: &[Told] = &[
    Told {
        word: "well",
        title: "四组蓄水池清淤",
        kind: MatterKind::PublicWorks,
        background: "四组蓄水池三年没有清过，夏天水发浑。支部会提议组织清淤，用工由受益户出。",
        options: &[],
        money_yuan: 0,
        households: 11,
        reached: StepKind::Propose,
        days_ago: 6,
    },
    Told {
        word: "square",
        title: "村活动广场加装路灯",
        kind: MatterKind::CollectiveIncome,
        background: "晚上跳舞、打球的人多，广场没有灯。提议从村集体收入里出钱装六盏太阳能灯。",
        options: &["装六盏太阳能路灯", "装四盏，其余明年再装"],
        money_yuan: 21_600,
        households: 48,
        reached: StepKind::Discuss,
        days_ago: 24,
    },
    Told {
        word: "orchard",
        title: "退耕地统一栽植花椒",
        kind: MatterKind::Projects,
        background: "二、三组有一百二十亩退耕地零散种树，成活低。提议统一栽花椒，请技术员指导，苗木由县农业局帮助联系。",
        options: &["统一栽植，按户管护", "各户自愿栽植，村里只供苗"],
        money_yuan: 96_000,
        households: 27,
        reached: StepKind::Review,
        days_ago: 38,
    },
    Told {
        word: "road",
        title: "二组道路硬化",
        kind: MatterKind::PublicWorks,
        background: "二组到村口一点二公里土路，雨天车过不去。县里补助材料，村里出工，占地的三户同意让出路边地。",
        options: &["硬化路面三米五宽", "只铺砂石，两年后再硬化"],
        money_yuan: 312_000,
        households: 19,
        reached: StepKind::Resolve,
        days_ago: 55,
    },
    Told {
        word: "rent",
        title: "村集体旧磨坊对外出租",
        kind: MatterKind::Assets,
        background: "旧磨坊空了六年，有人愿意租来做花椒加工。提议公开招租，租期五年，租金归村集体。",
        options: &["公开招租五年", "继续闲置，等村里自办"],
        money_yuan: 40_000,
        households: 48,
        reached: StepKind::PublishDecision,
        days_ago: 90,
    },
    Told {
        word: "bridge",
        title: "三组便民桥维修",
        kind: MatterKind::PublicWorks,
        background: "三组便民桥栏杆断了两段，孩子上学要过桥。提议修栏杆、补桥面。",
        options: &["维修", "拆除重建"],
        money_yuan: 38_500,
        households: 16,
        reached: StepKind::PublishResult,
        days_ago: 190,
    },
];

const SECOND: &[Told] = &[
    Told {
        word: "drinking water",
        title: "人饮管道入户改造",
        kind: MatterKind::PublicWorks,
        background: "冬天管道冻裂，十四户要到沟里挑水。提议把主管道埋深一米二，入户管道包保温层。",
        options: &["全村改造", "先改冻裂的一段"],
        money_yuan: 184_000,
        households: 32,
        reached: StepKind::Review,
        days_ago: 33,
    },
    Told {
        word: "subsidy",
        title: "村护林员误工补贴标准",
        kind: MatterKind::Subsidy,
        background: "护林员两名，去年每人每月补贴三百元。提议按新增的巡山次数调整。",
        options: &["每月三百六十元", "维持三百元"],
        money_yuan: 8_640,
        households: 32,
        reached: StepKind::PublishDecision,
        days_ago: 70,
    },
];

const THIRD: &[Told] = &[Told {
    word: "homestead",
    title: "地质灾害隐患户宅基地安排",
    kind: MatterKind::Homesteads,
    background: "滑坡隐患点下有五户要搬。提议在村东平地安排宅基地，按原面积一户一处。",
    options: &["村东平地统一安排", "各户自找，村里协调"],
    money_yuan: 0,
    households: 5,
    reached: StepKind::Resolve,
    days_ago: 60,
}];

/// Everything public of one village.
pub(super) fn village(scope: &ScopeId, index: usize, today: Day) -> Vec<Step> {
    let told = match index {
        0 => FIRST,
        1 => SECOND,
        _ => THIRD,
    };
    let mut stage = Stage { scope, index, today, steps: Vec::new() };
    for matter in told {
        stage.matter(matter);
    }
    stage.rejected();
    stage.meetings();
    stage.notices();
    stage.submissions();
    stage.steps
}

struct Stage<'a> {
    scope: &'a ScopeId,
    index: usize,
    today: Day,
    steps: Vec<Step>,
}

impl Stage<'_> {
    fn id(&self, what: &str, word: &str) -> Id {
        Id::derived(&["demo", what, &self.scope.to_string(), word])
    }

    fn push<C: Command + Serialize>(&mut self, login: &'static str, command: &C) {
        self.steps.push(Step::new(self.scope, By::Login(login), command));
    }

    fn matter(&mut self, told: &Told) {
        let (branch, committee) = of_village(self.index);
        let opened = self.today.plus_days(-told.days_ago);
        let id = self.id("matter", told.word);
        let open = OpenMatter {
            id,
            step_id: self.id("step 1", told.word),
            title: told.title.to_owned(),
            kind: told.kind,
            background: told.background.to_owned(),
            options: told.options.iter().map(|option| (*option).to_owned()).collect(),
            money_fen: (told.money_yuan > 0).then_some(Fen(told.money_yuan * 100)),
            households: Some(told.households),
            sitting: sitting(StepKind::Propose, opened),
        };
        self.push(branch, &open);
        let mut from = StepKind::Propose;
        let mut day = opened;
        while let Some(step) = from.next().filter(|step| *step <= told.reached) {
            day = day.plus_days(if step == StepKind::PublishResult { 80 } else { 9 });
            let advance = AdvanceMatter { id: self.id(step.name(), told.word), matter: id, from, step, sitting: sitting(step, day) };
            let by = if matches!(step, StepKind::Discuss | StepKind::Review) { branch } else { committee };
            self.push(by, &advance);
            from = step;
        }
    }

    /// One that the representatives did not want, so that the board shows how a refusal looks.
    fn rejected(&mut self) {
        if self.index != 0 {
            return;
        }
        let (_, committee) = of_village(self.index);
        let told = Told {
            word: "gate",
            title: "村口修建牌楼",
            kind: MatterKind::CollectiveIncome,
            background: "有代表提出在村口修一座牌楼。",
            options: &["修建", "不修建"],
            money_yuan: 60_000,
            households: 48,
            reached: StepKind::Review,
            days_ago: 140,
        };
        self.matter(&told);
        let mut sitting = sitting(StepKind::Resolve, self.today.plus_days(-110));
        sitting.tally = Some(Tally { expected: 31, attended: 27, votes_for: 9, votes_against: 15, votes_abstain: 3 });
        "代表多数认为钱应先用在路和水上，不同意修建。".clone_into(&mut sitting.summary);
        let reject = RejectMatter {
            id: self.id("resolve", told.word),
            matter: self.id("matter", told.word),
            from: StepKind::Review,
            step: StepKind::Resolve,
            sitting,
        };
        self.push(committee, &reject);
    }

    fn meetings(&mut self) {
        let (_, committee) = of_village(self.index);
        let Some(at) = TimeOfDay::new(9, 30) else { return };
        let matter = (self.index == 0).then(|| self.id("matter", "orchard"));
        let call = CallMeeting {
            id: self.id("meeting", "next"),
            matter,
            body: Body::Representatives,
            on: self.today.plus_days(5),
            at,
            place: "村级活动中心二楼会议室".to_owned(),
            agenda: if self.index == 0 {
                "审议退耕地统一栽植花椒方案；通报三季度村级收支。"
            } else {
                "通报三季度村级收支，听取意见。"
            }
            .to_owned(),
            replaces: None,
        };
        self.push(committee, &call);
    }

    fn notices(&mut self) {
        let (_, committee) = of_village(self.index);
        let post = |stage: &Self, word: &str, kind, title: &str, body: &str, from: i64, until: Option<i64>| PostNotice {
            id: stage.id("notice", word),
            kind,
            title: title.to_owned(),
            body: body.to_owned(),
            posted_on: stage.today.plus_days(from),
            until: until.map(|days| stage.today.plus_days(days)),
            names_persons: word == "minimum living",
            corrects: None,
            matter: None,
        };
        let notices = [
            post(self, "accounts", NoticeKind::Accounts, "第三季度村级收支", ACCOUNTS_TEXT, -20, None),
            post(self, "minimum living", NoticeKind::MinimumLiving, "低保新增户第一榜公示", MINIMUM_LIVING_TEXT, -3, Some(4)),
            post(self, "one card", NoticeKind::OneCard, "耕地地力保护补贴已打到一卡通", ONE_CARD_TEXT, -12, Some(18)),
            post(self, "clinic", NoticeKind::Other, "县医院巡回义诊", CLINIC_TEXT, -2, Some(7)),
        ];
        for notice in &notices {
            self.push(committee, notice);
        }
    }

    fn submissions(&mut self) {
        if self.index != 0 {
            return;
        }
        let matter = self.id("matter", "rent");
        let filed_on = self.today.plus_days(-50);
        let objection = FileObjection {
            id: self.id("objection", "rent"),
            to: ObjectTo::Matter(matter),
            text: "租期五年太长，三年后再议更稳妥。".to_owned(),
            name: String::new(),
            contact: String::new(),
            filed_on,
            seen: StepKind::PublishDecision,
        };
        self.push("supervisor", &objection);
        let answer = AnswerObjection {
            objection: objection.id,
            text: "合同写明满三年可以重新商议租金；五年是承租人添设备的最低年限，代表会议已说明。".to_owned(),
            on: filed_on.plus_days(6),
        };
        self.push("committee", &answer);
        let open = FileObjection {
            id: self.id("objection", "road"),
            to: ObjectTo::Matter(self.id("matter", "road")),
            text: "路边排水沟没有写进方案，怕雨水进院子。".to_owned(),
            filed_on: self.today.plus_days(-4),
            seen: StepKind::Resolve,
            ..objection.clone()
        };
        self.push("supervisor", &open);
        let idea = SubmitIdea {
            id: self.id("idea", "bus"),
            topic: Topic::Other,
            text: "赶集日能不能跟班车师傅商量，在村口停一下。".to_owned(),
            name: String::new(),
            contact: String::new(),
            submitted_on: self.today.plus_days(-15),
        };
        self.push("supervisor", &idea);
        let answer = AnswerIdea {
            idea: idea.id,
            adopted: true,
            text: "已跟客运站说好，逢集日早上七点半在村口停靠。".to_owned(),
            on: self.today.plus_days(-9),
            publish: true,
        };
        self.push("committee", &answer);
    }
}

fn officer(name: &str, office: &str) -> Officer {
    Officer { name: name.to_owned(), office: office.to_owned() }
}

/// The record of one step, with numbers as such a village has them.
fn sitting(step: StepKind, held_on: Day) -> Sitting {
    let tally = |expected, attended, votes_for, votes_against| Tally {
        expected,
        attended,
        votes_for,
        votes_against,
        votes_abstain: attended - votes_for - votes_against,
    };
    let (tally, summary) = match step {
        StepKind::Propose => (Some(tally(5, 5, 5, 0)), "支部会提出，委员一致同意提交商议。"),
        StepKind::Discuss => (Some(tally(9, 8, 8, 0)), "“两委”商议了办法和资金来源，形成方案。"),
        StepKind::Review => (Some(tally(32, 26, 24, 1)), "党员大会审议，提出两点修改，已写入方案。"),
        StepKind::Resolve => (Some(tally(31, 27, 22, 3)), "村民代表会议讨论并表决，同意按方案办理。"),
        StepKind::PublishDecision => (None, "决议在公开栏和各组张贴，公示七天。"),
        StepKind::PublishResult => (None, "已完工，收支明细张贴，监督委员会验收。"),
    };
    let body = step.bodies().first().copied().unwrap_or(Body::Committee);
    let (chair, recorder) = match body {
        Body::Branch | Body::TwoCommittees | Body::PartyMembers => (officer("周丁卯", "村党支部书记"), officer("李己丑", "支部委员")),
        _ => (officer("吴戊辰", "村委会主任"), officer("张庚寅", "村文书")),
    };
    Sitting {
        body,
        held_on,
        place: "村级活动中心".to_owned(),
        chair,
        recorder,
        witness: step.is_meeting().then(|| officer("郑己巳", "村务监督委员会主任")),
        tally,
        summary: summary.to_owned(),
        next_on: None,
        meeting: None,
    }
}

const ACCOUNTS_TEXT: &str = "收入：旧磨坊押金 2,000 元；县财政拨付道路材料款 150,000 元。\n\n支出：购水泥 62 吨，27,280 元；砂石运费 8,600 元；会议用品 340 元。\n\n结余：115,780 元。凭证在村委会，工作日可以查看。";
const MINIMUM_LIVING_TEXT: &str = "经入户调查和民主评议，以下户拟新增为低保户：\n\n王某某，一组，三人。\n\n李某某，四组，二人。\n\n公示七天。有异议的，可以在活动中心一体机上提，也可以找村务监督委员会。";
const ONE_CARD_TEXT: &str =
    "今年耕地地力保护补贴已由乡镇财政所打到各户一卡通，每亩标准和面积明细在公开栏。没有收到的，请带一卡通到村委会核对。";
const CLINIC_TEXT: &str =
    "县医院医生本周到村级活动中心义诊，量血压、测血糖、看眼睛，不收费。行动不便的老人，请家里人到村委会登记，医生上门。";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matter_stands_at_each_of_the_six_steps() {
        let reached: Vec<StepKind> = FIRST.iter().map(|told| told.reached).collect();
        assert_eq!(reached, StepKind::ALL);
    }
}
