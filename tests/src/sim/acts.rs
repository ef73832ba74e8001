//! What people do: each reads what the screen shows and writes a command from it.

use super::crypt::{MASTER, account, name, seal, villages};
use super::device::{DESK, DEVICES, KIOSK, PERSONS};
use super::toy::{Card, Gauge, Grant, Note, Notice, Toy};
use super::witness::Written;
use super::world::World;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use shared::kernel::{CommandId, Id, Partition, Role, ScopeId, Standing};
use shared::sync::client::{Entry, Replica};
use shared::sync::envelope::{Envelope, Proved, act_key};
use shared::sync::limits::PROTOCOL;
use shared::sync::overlay::{Layered, Overlay};
use shared::sync::protocol::{Content, ScopeAccess, Status};
use shared::sync::record::Kind as _;
use shared::sync::state::{Query, State};

/// What somebody wants to write.
struct Intent {
    scope: ScopeId,
    name: &'static str,
    body: Value,
}

impl World {
    /// Somebody does something.
    pub fn act(&mut self) {
        let device = self.random.index(DEVICES);
        let Some(found) = self.devices.get(device).filter(|found| found.up) else { return };
        let tabs: Vec<u64> = found.tabs.iter().map(|tab| tab.id).collect();
        let Some(tab) = self.random.pick(&tabs) else { return };
        let intent = if device == KIOSK { self.visitor() } else { self.staff(device, tab) };
        let Some(intent) = intent else { return };
        let again = self.random.chance(30);
        self.write(device, tab, intent);
        if again && let Some(intent) = if device == KIOSK { self.visitor() } else { self.staff(device, tab) } {
            self.write(device, tab, intent);
        }
        self.look(device, tab);
    }

    fn new_id(&mut self, device: usize) -> Id {
        let ten = self.random.ten();
        Id::new(self.device_clock(device), ten)
    }

    fn word(&mut self) -> String {
        format!("word {}", self.random.below(1_000))
    }

    /// A visitor at the kiosk reads the public board and knows the code on a card at home.
    fn visitor(&mut self) -> Option<Intent> {
        let scope = self.random.pick(&villages())?;
        let cards: Vec<Id> = self
            .server
            .database
            .shelves
            .get(&scope)?
            .records
            .values()
            .filter(|record| record.kind == Card::KIND)
            .map(|record| record.id)
            .collect();
        let card = self.random.pick(&cards).unwrap_or(Id::LOWEST);
        let code = self.random.below(3).to_string();
        let body = json!({ "id": self.new_id(KIOSK), "card": card, "text": self.word(), "sealed": seal(&code) });
        Some(Intent { scope, name: "toy.send_idea", body })
    }

    fn staff(&mut self, device: usize, tab: u64) -> Option<Intent> {
        let granted: Vec<ScopeAccess> = self.tab(device, tab)?.client.granted().cloned().collect();
        let access = self.random.pick(&granted)?;
        if access.scope == ScopeId::Deployment {
            return self.office(device, tab);
        }
        let (replica, overlay) = self.view(device, tab, &access)?;
        let view = Layered { replica: &replica, overlay: &overlay };
        self.village(device, &access, &view)
    }

    /// What the device shows of a scope.
    fn view(&mut self, device: usize, tab: u64, access: &ScopeAccess) -> Option<(Replica, Overlay)> {
        let person = self.devices.get(device)?.session?;
        let client = &self.tab(device, tab)?.client;
        let replica = client.replica(&access.scope)?.clone();
        let standing = Standing { account: Some(account(person)), name: name(account(person)), roles: access.roles.clone() };
        let own = client.entries().filter(|entry| entry.actor == Some(account(person)));
        let overlay = Overlay::build(&replica, &access.scope, own, &Toy, &|_| standing.clone());
        Some((replica, overlay))
    }

    fn village(&mut self, device: usize, access: &ScopeAccess, view: &dyn State) -> Option<Intent> {
        let id = self.new_id(device);
        let card = self.random.pick(&view.all::<Card>());
        let committee = access.roles.contains(&Role::VillageCommittee);
        let dice = self.random.below(if committee { 100 } else { 74 });
        let (name, body) = match dice {
            0..=19 => {
                let text = if self.random.chance(4) { String::new() } else { self.word() };
                let card = card.filter(|_| self.random.chance(40)).map(|card| card.id);
                ("toy.add_note", json!({ "id": id, "card": card, "text": text }))
            }
            20..=29 => ("toy.add_card", json!({ "id": id, "name": self.word() })),
            30..=47 => ("toy.edit_card", self.edit(&card?.record)),
            48..=51 => {
                let card = card?;
                let field = card.record.rivals.keys().next().cloned().unwrap_or_else(|| "name".to_owned());
                ("toy.settle_card", json!({ "card": card.id, "field": field, "value": self.word() }))
            }
            52..=61 => {
                let gauge = Id::derived(&["gauge", &access.scope.to_string(), &self.random.below(2).to_string()]);
                let from = view.one::<Gauge>(gauge).map_or(0, |found| found.value.value);
                ("toy.move_gauge", json!({ "id": gauge, "from": from, "to": from + self.random.millis(1, 9) }))
            }
            62..=65 => ("toy.post_notice", json!({ "id": id, "title": self.word(), "inner": self.word(), "open": self.random.chance(60) })),
            66..=69 => {
                let notice = self.random.pick(&view.all::<Notice>())?;
                ("toy.turn_notice", json!({ "id": notice.id, "title": self.word(), "open": !notice.value.open }))
            }
            70..=71 => ("toy.count", json!({ "id": id })),
            72 => ("toy.no_such_thing", json!({ "id": id })),
            73 => ("toy.drop_card", json!({ "card": card?.id, "reason": "not theirs to drop" })),
            74..=81 => ("toy.add_illness", json!({ "id": id, "card": card?.id, "text": self.word() })),
            82..=87 => ("toy.set_secret", json!({ "card": card?.id, "code": self.random.below(3).to_string() })),
            88..=92 => ("toy.drop_card", json!({ "card": card?.id, "reason": self.word() })),
            _ => {
                let to = villages().into_iter().find(|village| *village != access.scope)?;
                ("toy.send_over", json!({ "id": id, "to": to, "text": self.word() }))
            }
        };
        Some(Intent { scope: access.scope.clone(), name, body })
    }

    /// Edits of a card, each based on the write that the screen shows.
    fn edit(&mut self, card: &shared::sync::record::Record) -> Value {
        let mut edits = Vec::new();
        let mut sets = Vec::new();
        for field in ["name", "phone"] {
            if self.random.chance(50) {
                let value = if self.random.chance(10) { Value::Null } else { json!(format!("{field} {}", self.random.below(4))) };
                edits.push(json!({ "field": field, "base": card.written_by(field), "value": value }));
            }
        }
        if edits.is_empty() || self.random.chance(30) {
            let (add, remove) = (self.random.below(5), self.random.below(5));
            sets.push(json!({ "field": "tags", "add": [add], "remove": [remove] }));
        }
        json!({ "card": card.id, "edits": edits, "sets": sets })
    }

    /// The administrator ends and widens grants, but never their own.
    fn office(&mut self, device: usize, tab: u64) -> Option<Intent> {
        if self.random.chance(70) {
            return None;
        }
        let access = self.tab(device, tab)?.client.granted().find(|access| access.scope == ScopeId::Deployment).cloned()?;
        let (replica, overlay) = self.view(device, tab, &access)?;
        let grants = (&Layered { replica: &replica, overlay: &overlay } as &dyn State).all::<Grant>();
        let others: Vec<Id> =
            grants.iter().filter(|grant| !grant.value.ended && grant.value.account != account(PERSONS - 1)).map(|grant| grant.id).collect();
        let scope = ScopeId::Deployment;
        if self.random.chance(35) {
            let id = self.random.pick(&others)?;
            return Some(Intent { scope, name: "toy.end_grant", body: json!({ "id": id }) });
        }
        let person = self.random.index(PERSONS - 1);
        let (role, partitions): (Role, &[Partition]) = match (person, self.random.chance(50)) {
            (1, _) => (Role::VillageCommittee, &[Partition::Ordinary, Partition::Sensitive]),
            (_, true) => (Role::LinkedCadre, &[Partition::Sensitive, Partition::Ordinary]),
            (_, false) => (Role::LinkedCadre, &[Partition::Ordinary]),
        };
        let village = self.random.pick(&villages())?;
        let body =
            json!({ "id": self.new_id(device), "account": account(person), "scope": village, "role": role, "partitions": partitions });
        Some(Intent { scope, name: "toy.give_grant", body })
    }

    /// Writes a command: an envelope, its proof, an entry in the outbox.
    fn write(&mut self, device: usize, tab: u64, intent: Intent) {
        let n = self.next_number(device, tab, &intent.scope);
        let ten = self.random.ten();
        let at = self.device_clock(device);
        let Some(found) = self.devices.get(device) else { return };
        let (identity, session) = (found.id, found.session);
        let id = CommandId::new(at, ten);
        let actor = session.map(account);
        let seen = self.tab(device, tab).and_then(|tab| tab.client.replica(&intent.scope)).map_or(0, |replica| replica.cursor);
        let Ok(body) = RawValue::from_string(intent.body.to_string()) else { return };
        let (scope, name) = (intent.scope, intent.name.to_owned());
        let envelope = Envelope {
            protocol: PROTOCOL,
            id,
            scope: scope.clone(),
            device: identity,
            n,
            actor,
            name: name.clone(),
            version: 1,
            device_time: at,
            seen,
            body,
        };
        // A key of a generation that was revoked proves nothing.
        let generation = if self.random.chance(3) { 9 } else { 1 };
        let key = actor.map(|actor| act_key(&MASTER, actor, identity, generation));
        let Ok(proved) = Proved::seal(&envelope, key.as_ref()) else { return };
        let (content, text, mac, garbage) = self.content(device, proved);
        let written = Written {
            device,
            identity,
            scope: scope.clone(),
            at: self.now,
            text,
            mac,
            durable: false,
            saved: false,
            undone: false,
            released: false,
            garbage,
        };
        self.enqueue(
            device,
            tab,
            Entry { id, scope, n, name, actor, at, content, result: None, epoch: 0, dismissed: false, former: false },
            written,
        );
    }

    fn content(&mut self, device: usize, proved: Proved) -> (Content, String, String, bool) {
        let sealing = device == KIOSK || (device == DESK && self.weather.sealed_desk);
        if !sealing {
            return (Content::Open(proved.clone()), proved.text, proved.mac, false);
        }
        if self.random.chance(2) {
            let sealed = format!("damaged {}", self.random.below(1_000_000));
            return (Content::Sealed { sealed: sealed.clone() }, sealed, String::new(), true);
        }
        let sealed = seal(&serde_json::to_string(&proved).unwrap_or_default());
        (Content::Sealed { sealed }, proved.text, proved.mac, false)
    }

    /// What was written is on the screen at once, and stays there until the server refuses it: a saved visit never flickers.
    fn look(&mut self, device: usize, tab: u64) {
        let granted: Vec<ScopeAccess> = self.tab(device, tab).map(|found| found.client.granted().cloned().collect()).unwrap_or_default();
        for access in granted {
            let Some((replica, overlay)) = self.view(device, tab, &access) else { continue };
            let actor = self.devices.get(device).and_then(|found| found.session).map(account);
            let Some(found) = self.tab(device, tab) else { return };
            let layered = Layered { replica: &replica, overlay: &overlay };
            let mut wrong = None;
            for entry in found.client.entries().filter(|entry| entry.scope == access.scope && entry.actor == actor) {
                let refused = overlay.refused(entry.id).is_some();
                let accepted = entry.result.as_ref().map(|result| result.status == Status::Accepted);
                if refused && accepted == Some(true) {
                    wrong = Some(format!("device {device} doubts {}, which was accepted", entry.id));
                }
                let Some(note) = bare_note(entry).filter(|_| !refused && accepted != Some(false)) else { continue };
                if layered.answer(&Query::One(Note::KIND.to_owned(), note)).is_empty() {
                    wrong = Some(format!("device {device} does not show note {note} of {}", entry.id));
                }
            }
            if let Some(wrong) = wrong {
                return self.fail(wrong);
            }
        }
    }
}

/// The note that an open command appends to nothing.
fn bare_note(entry: &Entry) -> Option<Id> {
    let Content::Open(proved) = &entry.content else { return None };
    let envelope = proved.open().filter(|envelope| envelope.name == "toy.add_note")?;
    let body: Value = serde_json::from_str(envelope.body.get()).ok()?;
    body.get("card")?.is_null().then(|| body.get("id")?.as_str()?.parse().ok()).flatten()
}
