//! A village in memory for the tests of the rooms: commands go through the register and into both views, as on the server.

use crate::deliberation::{AdvanceMatter, Body, MatterKind, Officer, OpenMatter, Sitting, StepKind, Tally};
use crate::household::{AddHousehold, AddResident};
use crate::kernel::{AccountId, CommandId, Day, DeviceId, Id, Instant, Role, ScopeId, Standing};
use crate::link::LinkCadre;
use crate::register::AllRooms;
use crate::sync::command::{Command, Context, Effects, Rules, Unseal};
use crate::sync::record::{Fields, Kind, Record, Writer, fields, write};
use crate::sync::rejection::Rejection;
use crate::sync::server::public_body;
use crate::sync::state::{Query, State};
use crate::visit::RecordVisit;
use serde_json::json;
use std::collections::BTreeMap;

/// The clock of every test: noon in China.
const NOW: &str = "2026-12-31T04:00:00.000Z";

/// Records of one scope.
#[derive(Default)]
pub(crate) struct Shelf(BTreeMap<(String, Id), Record>);

impl State for Shelf {
    fn answer(&self, query: &Query) -> Vec<Record> {
        self.0.values().filter(|record| query.takes(record)).cloned().collect()
    }
}

impl Shelf {
    /// All that stands in it, as JSON text.
    pub(crate) fn text(&self) -> String {
        let bodies: Vec<&Fields> = self.0.values().map(|record| &record.body).collect();
        serde_json::to_string(&bodies).unwrap()
    }

    fn put(&mut self, record: Record) {
        self.0.insert((record.kind.clone(), record.id), record);
    }
}

/// A village and its public view.
pub(crate) struct Village {
    pub(crate) own: Shelf,
    pub(crate) public: Shelf,
    /// The clock at receipt.
    pub(crate) now: Instant,
    /// Whether it opens what was sealed, as the server does and a device cannot. Here a sealed text is the text itself.
    pub(crate) is_server: bool,
    scope: ScopeId,
    commands: u32,
}

impl Default for Village {
    fn default() -> Self {
        Self::of(ScopeId::Village("623023100200".parse().unwrap()))
    }
}

/// Opens a seal that covers nothing.
struct Open;

impl Unseal for Open {
    fn unseal(&self, sealed: &str) -> Option<String> {
        Some(sealed.to_owned())
    }
}

impl Village {
    /// The records of another scope than a village's: the deployment's.
    pub(crate) fn of(scope: ScopeId) -> Self {
        let now = NOW.parse().unwrap();
        Self { own: Shelf::default(), public: Shelf::default(), now, is_server: true, scope, commands: 0 }
    }

    /// Runs a command as somebody of this role. Each role is one account.
    pub(crate) fn run<C: Command>(&mut self, role: Role, command: &C) -> Result<Effects, Rejection> {
        let account = (role != Role::Visitor).then(|| account(role));
        let who = Standing { account, name: role.name().to_owned(), roles: vec![role] };
        self.run_as(&who, command)
    }

    /// Runs a command as somebody.
    pub(crate) fn run_as<C: Command>(&mut self, who: &Standing, command: &C) -> Result<Effects, Rejection> {
        self.commands += 1;
        let context = Context {
            now: self.now,
            command: self.last_command(),
            device: DeviceId::derived(&["device"]),
            scope: &self.scope,
            who,
            unseal: self.is_server.then_some(&Open),
        };
        let body = serde_json::to_string(command).unwrap();
        let effects = AllRooms.run(C::NAME, C::VERSION, &body, &self.own, &context)?;
        for step in &effects.writes {
            let (kind, id) = step.key();
            let current = self.own.0.get(&(kind.to_owned(), id)).cloned();
            let record = write(current, step.clone(), Writer { command: context.command, name: &who.name })?;
            if let Some(body) = public_body(&AllRooms, &record) {
                self.public.put(Record { body, ..record.clone() });
            }
            self.own.put(record);
        }
        Ok(effects)
    }

    /// The id of the command that ran last.
    pub(crate) fn last_command(&self) -> CommandId {
        CommandId::derived(&[&self.commands.to_string()])
    }

    /// A record as it stands.
    pub(crate) fn one<T: Kind>(&self, id: Id) -> T {
        (&self.own as &dyn State).one::<T>(id).unwrap().value
    }

    /// Adds the household of this name and links the cadre with it.
    pub(crate) fn linked_household(&mut self, name: &str) {
        self.household(name);
        self.run(Role::UnitLead, &cadre_link(name)).unwrap();
    }

    /// Registers a household of this name with its head.
    pub(crate) fn household(&mut self, name: &str) {
        self.run(Role::VillageCommittee, &household(name)).unwrap();
        let head = AddResident { id: head(name), household: id(name), card: fields(&json!({ "name": name })) };
        self.run(Role::VillageCommittee, &head).unwrap();
    }

    /// Opens a matter with its proposal on this day.
    pub(crate) fn open(&mut self, name: &str, on: &str) -> Result<Effects, Rejection> {
        self.run(Role::VillageBranch, &proposal(name, on))
    }

    /// Moves the matter to this step, held on this day, by whoever may.
    pub(crate) fn advance(&mut self, name: &str, step: StepKind, on: &str) -> Result<Effects, Rejection> {
        let role = if step == StepKind::Review { Role::VillageBranch } else { Role::VillageCommittee };
        self.run(role, &advance(name, step, on))
    }
}

/// The account of a role.
pub(crate) fn account(role: Role) -> AccountId {
    AccountId::derived(&[role.name()])
}

/// A day.
pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// An id.
pub(crate) fn id(name: &str) -> Id {
    Id::derived(&[name])
}

/// The command that adds the household of this name.
pub(crate) fn household(name: &str) -> AddHousehold {
    AddHousehold { id: id(name), card: fields(&json!({ "head_name": name, "group": "一組" })) }
}

/// The id of the head of the household of this name.
pub(crate) fn head(household: &str) -> Id {
    id(&format!("{household}/戶主"))
}

/// The command that makes the cadre answer for the household of this name.
pub(crate) fn cadre_link(household: &str) -> LinkCadre {
    LinkCadre {
        id: id(&format!("{household}/link")),
        household: id(household),
        cadre: account(Role::LinkedCadre),
        cadre_name: "馬文強".to_owned(),
        primary: true,
        from: day("2026-01-01"),
    }
}

/// A visit to the household of this name, with nothing promised and nothing raised.
pub(crate) fn visit(household: &str, held_on: &str) -> RecordVisit {
    RecordVisit {
        id: id(&format!("{household}/{held_on}")),
        household: id(household),
        held_on: day(held_on),
        kind: crate::visit::VisitKind::Planned,
        met: vec![head(household)],
        met_other: String::new(),
        said: "今年核桃收成好。".to_owned(),
        promises: Vec::new(),
        issues: Vec::new(),
        next_on: None,
        written_at: NOW.parse().unwrap(),
    }
}

/// A sitting that passes.
pub(crate) fn sitting(step: StepKind, on: &str) -> Sitting {
    let officer = |name: &str, office: &str| Officer { name: name.to_owned(), office: office.to_owned() };
    Sitting {
        body: step.bodies()[0],
        held_on: day(on),
        place: "村活動中心".to_owned(),
        chair: officer("王建國", "村支書"),
        recorder: officer("李秀英", "文書"),
        witness: Some(officer("張守信", "監委會主任")),
        tally: step.is_meeting().then_some(Tally { expected: 31, attended: 25, votes_for: 20, votes_against: 3, votes_abstain: 2 }),
        summary: "同意按第一種辦法修。".to_owned(),
        next_on: None,
        meeting: None,
    }
}

/// The command that opens the matter of this name.
pub(crate) fn proposal(name: &str, on: &str) -> OpenMatter {
    OpenMatter {
        id: id(name),
        step_id: id(&format!("{name}/propose")),
        title: format!("{name}硬化"),
        kind: MatterKind::PublicWorks,
        background: "雨天不通車。".to_owned(),
        options: vec!["全段硬化".to_owned(), "先修一半".to_owned()],
        money_fen: Some(crate::kernel::Fen(12_000_000)),
        households: Some(48),
        sitting: sitting(StepKind::Propose, on),
    }
}

/// The command that moves the matter of this name to a step.
pub(crate) fn advance(name: &str, step: StepKind, on: &str) -> AdvanceMatter {
    let from = StepKind::ALL.into_iter().rev().find(|before| *before < step).unwrap_or(step);
    AdvanceMatter { id: id(&format!("{name}/{}", step.name())), matter: id(name), from, step, sitting: sitting(step, on) }
}

/// A sitting's numbers with so many for it among those present.
pub(crate) fn counted(mut sitting: Sitting, body: Body, attended: u32, votes_for: u32, votes_abstain: u32) -> Sitting {
    sitting.body = body;
    sitting.tally = Some(Tally { expected: attended.max(1), attended, votes_for, votes_against: 0, votes_abstain });
    sitting
}
