//! What holds for whatever is sent, in whatever order.

use super::client::{Action, Client, Entry, Event, Request};
use super::envelope::{Envelope, Proved};
use super::fixture::{KEY, Village, account, arrival, arrived, cadre, device, envelope, village};
use super::protocol::{Batch, BatchAnswer, Content, Hello, Page, Push, PushAnswer, ScopeAccess, Sent};
use super::record::{Fields, Record, Write, Writer, write};
use crate::kernel::{CommandId, Id, Instant, Partition, Role};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn card(name: usize) -> Id {
    Id::derived(&["card", &name.to_string()])
}

/// A command of a device: one of three cards is created, merged, added to, or turned.
fn body(cards: std::ops::Range<usize>) -> impl Strategy<Value = (&'static str, Value)> {
    (cards, 0..4_u8, "[a-c]{0,2}", any::<bool>()).prop_map(|(name, what, word, flag)| {
        let id = card(name);
        match what {
            0 => ("t.add", json!({ "id": id, "title": word, "open": flag })),
            1 => ("t.edit", json!({ "id": id, "edits": [{ "field": if flag { "title" } else { "inner" }, "value": word }] })),
            2 => ("t.edit", json!({ "id": id, "sets": [{ "field": "tags", "add": [word] }] })),
            _ => ("t.turn", json!({ "id": id, "from": flag })),
        }
    })
}

/// A device as the simulator has it, without its troubles: it keeps what its machine asks it to keep, in memory.
struct Device {
    name: &'static str,
    client: Client,
    inbox: Vec<Event>,
}

impl Device {
    fn new(name: &'static str) -> Self {
        Self { name, client: Client::new(None, vec![], BTreeMap::new()), inbox: vec![Event::Tick] }
    }

    fn write(&mut self, (name, body): &(&'static str, Value)) {
        let n = self.client.next_n(&village());
        let envelope = envelope(self.name, n, Some(account()), name, body);
        let content = Content::Open(Proved::seal(&envelope, Some(&KEY)).unwrap());
        let Envelope { id, scope, name, actor, device_time: at, .. } = envelope;
        self.client.handle(Event::Online(false), Instant::default());
        self.client.handle(
            Event::Enqueued(Entry { id, scope, n, name, actor, at, content, result: None, epoch: 0, dismissed: false, former: false }),
            Instant::default(),
        );
        self.inbox = vec![Event::Online(true)];
    }

    /// Exchanges everything there is to exchange, a page of `limit` changes at a time.
    fn sync(&mut self, server: &mut Village, limit: usize) {
        while let Some(event) = self.inbox.pop() {
            for action in self.client.handle(event, Instant::default()) {
                let answer = match action {
                    Action::SendHello => Event::Hello(Box::new(greeting(server, self.name))),
                    Action::SendPush(push) => Event::Pushed(Box::new(answer(server, self.name, push))),
                    Action::SendPull { after, .. } => Event::Pulled(Box::new(server.page(after, limit))),
                    Action::ReadOutbox => Event::OutboxRead,
                    _ => continue,
                };
                self.inbox.insert(0, answer);
            }
        }
        self.inbox = vec![Event::SayHello];
    }

    fn records(&self) -> BTreeMap<(String, Id), Record> {
        self.client.replica(&village()).map(|replica| replica.records.clone()).unwrap_or_default()
    }
}

fn greeting(server: &Village, from: &str) -> Hello {
    let last_n = server.streams.get(&device(from)).map_or(0, |stream| stream.last_n);
    let (partitions, roles) = (vec![Partition::Ordinary], vec![Role::LinkedCadre]);
    let scopes = vec![ScopeAccess { scope: village(), head: server.head.seq, partitions, roles, last_n, backed_up: 0 }];
    Hello {
        protocol: 1,
        schema: 1,
        epoch: server.epoch,
        server_time: Instant::default(),
        seal_key: String::new(),
        account: None,
        scopes,
        places: vec![],
    }
}

fn answer(server: &mut Village, from: &str, push: Push) -> PushAnswer {
    let batches = push.batches.into_iter().map(|Batch { scope, commands }| {
        let (mut results, mut error) = (Vec::new(), None);
        for sent in &commands {
            match server.take(device(from), &cadre(), &arrived(sent)) {
                Ok(result) => results.push(result),
                Err(stop) => {
                    error = Some(stop);
                    break;
                }
            }
        }
        BatchAnswer { scope, last_n: 0, results, error }
    });
    PushAnswer { epoch: push.epoch, batches: batches.collect() }
}

/// The values of a field that stand side by side.
fn values(record: &Record, field: &str) -> Vec<String> {
    let rivals = record.rivals.get(field).into_iter().flatten().map(|rival| rival.value.to_string());
    let mut values: Vec<String> = record.body.get(field).map(Value::to_string).into_iter().chain(rivals).collect();
    values.sort();
    values
}

proptest! {
    /// However often and whenever commands come again, they are applied once.
    #[test]
    fn a_command_is_applied_once_by_its_id(bodies in vec(body(0..3), 1..12), again in vec(0..12_usize, 0..24)) {
        let arrivals: Vec<_> = (1..).zip(&bodies).map(|(n, (name, body))| arrival("phone", n, name, body)).collect();
        let mut once = Village { epoch: 1, ..Village::default() };
        let first: Vec<_> = arrivals.iter().map(|arrival| once.take(device("phone"), &cadre(), arrival)).collect();

        let mut often = Village { epoch: 1, ..Village::default() };
        let mut again = again.into_iter();
        for (place, arrival) in arrivals.iter().enumerate() {
            let told = often.take(device("phone"), &cadre(), arrival);
            prop_assert_eq!(&told, &first[place]);
            for earlier in again.by_ref().take(2).filter(|earlier| *earlier <= place) {
                let repeated = often.take(device("phone"), &cadre(), &arrivals[earlier]);
                prop_assert_eq!(&repeated, &first[earlier]);
            }
        }
        prop_assert_eq!(often, once);
    }

    /// Two devices that write without hearing of each other and exchange in any order end with what the server has.
    #[test]
    fn two_devices_converge_in_any_order(
        bodies in vec((body(0..3), any::<bool>(), any::<bool>()), 1..16),
        limit in 1..5_usize,
        phone_first in any::<bool>(),
    ) {
        let mut server = Village { epoch: 1, ..Village::default() };
        let (mut phone, mut desk) = (Device::new("phone"), Device::new("desk"));
        phone.sync(&mut server, limit);
        desk.sync(&mut server, limit);
        for (body, on_phone, exchanges) in &bodies {
            let device = if *on_phone { &mut phone } else { &mut desk };
            device.write(body);
            if *exchanges {
                device.sync(&mut server, limit);
            }
        }
        let mut devices = if phone_first { [phone, desk] } else { [desk, phone] };
        (0..2).for_each(|_| devices.iter_mut().for_each(|device| device.sync(&mut server, limit)));
        for device in &devices {
            prop_assert_eq!(&device.records(), &server.records);
            prop_assert!(device.client.settled());
            prop_assert_eq!(device.client.entries().filter(|entry| entry.result.is_some()).count(), device.client.entries().count());
        }
        prop_assert_eq!(server.head.commands, bodies.len() as u64);
    }

    /// Edits that two people made of what both saw say the same in either order: no value is lost, whichever comes first.
    #[test]
    fn no_value_of_a_race_is_lost(one in btree_map("[a-d]", "[p-s]", 0..4), other in btree_map("[a-d]", "[p-s]", 0..4)) {
        let create = Write::Create { kind: "t", id: card(0), parent: None, partition: Partition::Ordinary, body: Fields::new() };
        let start = write(None, create, Writer { command: CommandId::derived(&["start"]), name: "" }).unwrap();
        let merge = |record: Record, by: &str, edits: &BTreeMap<String, String>| {
            let edit = |(field, value): (&String, &String)| super::record::FieldEdit { field: field.clone(), base: None, value: json!(value) };
            let merge = Write::Merge { kind: "t", id: card(0), edits: edits.iter().map(edit).collect(), sets: vec![] };
            write(Some(record), merge, Writer { command: CommandId::derived(&[by]), name: by }).unwrap()
        };
        let first = merge(merge(start.clone(), "one", &one), "other", &other);
        let second = merge(merge(start, "other", &other), "one", &one);
        for field in ["a", "b", "c", "d"] {
            prop_assert_eq!(values(&first, field), values(&second, field));
            let mut written: Vec<String> = [&one, &other].into_iter().filter_map(|edits| edits.get(field)).map(|value| json!(value).to_string()).collect();
            written.sort();
            written.dedup();
            prop_assert_eq!(values(&first, field), written);
        }
    }

    /// Fields that this version does not know survive the journey, byte for byte; what it knows reads the same.
    #[test]
    fn an_envelope_keeps_unknown_fields_and_its_exact_bytes(
        extra in btree_map("x_[a-z]{1,6}", prop_oneof![any::<i32>().prop_map(Value::from), ".*".prop_map(Value::from)], 0..5),
        inner in ".*",
        spaces in " {0,5}",
    ) {
        let body = json!({ "id": card(1), "title": inner, "later": extra });
        let known = envelope("phone", 1, Some(account()), "t.add", &body);
        let Value::Object(mut all) = serde_json::to_value(&known).unwrap() else { unreachable!() };
        all.extend(extra.clone());
        let text = format!("{spaces}{}", serde_json::to_string_pretty(&all).unwrap());
        let mac = Proved::seal(&known, Some(&KEY)).unwrap().mac;
        let proved = Proved { text: text.clone(), mac };

        let content = Content::Open(proved.clone());
        let sent = Sent { id: known.id, n: 1, content };
        let push = Push { protocol: 1, epoch: 1, asks: false, batches: vec![Batch { scope: village(), commands: vec![sent] }] };
        let read: Push = serde_json::from_str(&serde_json::to_string(&push).unwrap()).unwrap();
        prop_assert_eq!(&read, &push);
        let Content::Open(arrived) = &read.batches[0].commands[0].content else { unreachable!() };
        prop_assert_eq!(&arrived.text, &text);
        prop_assert_eq!(arrived.hash(), proved.hash());
        let opened = arrived.open().unwrap();
        prop_assert_eq!((opened.id, opened.n, opened.scope.clone(), opened.name.as_str()), (known.id, 1, village(), "t.add"));
        let opened_body: Value = serde_json::from_str(opened.body.get()).unwrap();
        prop_assert_eq!(opened_body, body);
        prop_assert!(text.contains(opened.body.get()), "the body is a piece of the text, not written anew");
    }

    /// A record's fields that a device does not know come through a merge and a journey untouched.
    #[test]
    fn a_record_keeps_fields_that_nobody_here_knows(extra in btree_map("x_[a-z]{1,6}", ".*", 0..5)) {
        let mut village = Village { epoch: 1, ..Village::default() };
        let add = json!({ "id": card(1), "title": "t" });
        village.take(device("phone"), &cadre(), &arrival("phone", 1, "t.add", &add)).unwrap();
        let row = village.records.values_mut().next().unwrap();
        row.body.extend(extra.iter().map(|(name, value)| (name.clone(), json!(value))));
        for (n, body) in [(2, json!({ "id": card(1), "edits": [{ "field": "title", "value": "u" }] })), (3, json!({ "id": card(1), "from": false }))] {
            let name = if n == 2 { "t.edit" } else { "t.turn" };
            village.take(device("phone"), &cadre(), &arrival("phone", n, name, &body)).unwrap();
        }
        let page: Page = serde_json::from_str(&serde_json::to_string(&village.page(0, 10)).unwrap()).unwrap();
        let last = &page.changes.last().unwrap().record;
        prop_assert!(extra.iter().all(|(name, value)| last.body.get(name) == Some(&json!(value))));
        prop_assert_eq!(&last.body["title"], "u");
    }
}

#[test]
fn a_lost_answer_is_asked_for_again_and_counts_once() {
    let mut server = Village { epoch: 1, ..Village::default() };
    let mut phone = Device::new("phone");
    phone.sync(&mut server, 10);
    phone.write(&("t.add", json!({ "id": card(1), "title": "t" })));
    // The push arrives; its answer does not.
    for event in [Event::Online(true), Event::Hello(Box::new(greeting(&server, "phone")))] {
        for action in phone.client.handle(event, Instant::default()) {
            if let Action::SendPush(push) = action {
                answer(&mut server, "phone", push);
            }
        }
    }
    phone.client.handle(Event::Failed(Request::Push), Instant::default());
    phone.inbox = vec![Event::Online(true)];
    phone.sync(&mut server, 10);
    assert_eq!((server.head.commands, phone.records().len()), (1, 1));
    assert!(phone.client.entries().all(|entry| entry.result.is_some()));
}
