//! Whether everything that the protocol promises holds, once all is well again.
//!
//! Every finding is a sentence. Whoever must be believed is named: the journal of commits, what the world itself witnessed, and the model.

use super::crypt;
use super::device::{DEVICES, Device, Disk, KIOSK, Rows, Tab};
use super::model::{Command, Model, Row, Shelf, tally};
use super::server::{Shelf as Stored, Stored as StoredCommand};
use super::witness::Written;
use super::world::World;
use serde_json::Value;
use shared::kernel::{CommandId, Partition, ScopeId};
use shared::sync::client::Entry;
use shared::sync::protocol::{BatchError, Status};
use shared::sync::record::Record;
use std::collections::{BTreeMap, BTreeSet};

type Finding = Result<(), String>;

/// Exchanges in which an outbox must be empty after everything is well, unless answers given up long ago still come in.
const MAX_ROUNDS: u64 = 3;

/// Checks a history that has come to its end.
pub fn check(world: &mut World) -> Finding {
    let model = replay(world)?;
    streams(world)?;
    for (scope, shelf) in &world.server.database.shelves {
        stored_is_modelled(scope, shelf, model.shelves.get(&scope.to_string()).unwrap_or(&Shelf::default()))?;
    }
    follow_ups(world, &model)?;
    for device in &world.devices {
        settled(world, device)?;
        outbox(world, device)?;
        replicas(world, &model, device)?;
    }
    for (id, written) in &world.witness.written {
        accounted(world, *id, written)?;
    }
    count(world);
    Ok(())
}

/// The model decides and applies every stored command again, in the order of commits.
fn replay(world: &World) -> Result<Model, String> {
    let mut model = Model::default();
    let mut seen = BTreeSet::new();
    for stored in &world.server.database.journal {
        let (scope, device) = (stored.scope.to_string(), stored.device.to_string());
        let result = &stored.result;
        if !seen.insert(result.id) {
            return Err(format!("command {} was stored twice", result.id));
        }
        let command = Command { scope: &scope, device: &device, text: &stored.text, mac: &stored.mac, readable: stored.readable };
        let verdict = model.store(&command);
        let reason = result.reason.as_ref().map(|reason| reason.code.name());
        let said = (result.status.name(), reason, result.first_seq, result.last_seq, result.place);
        if said != (verdict.status, verdict.reason, verdict.first_seq, verdict.last_seq, verdict.place) {
            return Err(format!("command {} {} became {said:?}, the model says {verdict:?}", result.id, stored.text));
        }
    }
    Ok(model)
}

/// Per scope and device the numbers are contiguous, and each is what the device wrote. A device that has lost acknowledged entries to an
/// eviction, and a server that has lost them to a restore, leave a gap together: that is told apart.
fn streams(world: &World) -> Finding {
    let mut last: BTreeMap<(&ScopeId, _), u64> = BTreeMap::new();
    for stored in &world.server.database.journal {
        let result = &stored.result;
        let last = last.entry((&stored.scope, stored.device)).or_default();
        let excused = result.n > *last && world.counts.restores > 0 && gap_is_excused(world, stored);
        if result.n != *last + 1 && !excused {
            return Err(format!("{} of {}: number {} after {last}", stored.device, stored.scope, result.n));
        }
        *last = result.n;
        if stored.device == crypt::server_device() {
            continue;
        }
        let written = world.witness.written.get(&result.id).ok_or_else(|| format!("nobody wrote {}", result.id))?;
        if (&written.text, &written.mac, written.identity, &written.scope) != (&stored.text, &stored.mac, stored.device, &stored.scope) {
            return Err(format!("{} was stored with other bytes than written", result.id));
        }
        if written.garbage == stored.readable {
            return Err(format!("{} could be read: {}", result.id, stored.readable));
        }
        if !written.durable {
            return Err(format!("{} was stored on the server and never on its device", result.id));
        }
    }
    Ok(())
}

fn gap_is_excused(world: &World, stored: &StoredCommand) -> bool {
    let lost = |written: &&Written| written.released || written.undone;
    world.witness.written.values().filter(lost).any(|written| written.identity == stored.device && written.scope == stored.scope)
}

/// The server's shelf against the model's: rows, numbers, counts, digests, byte for byte.
fn stored_is_modelled(scope: &ScopeId, shelf: &Stored, model: &Shelf) -> Finding {
    let numbers: Vec<u64> = shelf.changes.iter().map(|change| change.seq).collect();
    if numbers != (1..=shelf.head.seq).collect::<Vec<u64>>() {
        return Err(format!("{scope}: its numbers are not 1 to {}: {numbers:?}", shelf.head.seq));
    }
    if (shelf.head.seq, shelf.head.commands) != (model.seq, model.commands) && !matches!(scope, ScopeId::Public(_)) {
        return Err(format!("{scope}: head {:?}, the model says {} and {}", shelf.head, model.seq, model.commands));
    }
    same_rows(&format!("{scope} on the server"), shelf.records.values(), model.rows.iter())?;
    for partition in Partition::ALL {
        let told = shelf.head.tallies.get(&partition).copied().unwrap_or_default();
        let found = tally(model.rows.iter().filter(|(_, row)| row.partition == partition.name()));
        if (told.count, told.digest) != found {
            return Err(format!("{scope}: {partition:?} is told as {told:?}, counted as {found:?}"));
        }
    }
    Ok(())
}

fn same_rows<'a>(
    where_: &str,
    records: impl Iterator<Item = &'a Record>,
    rows: impl Iterator<Item = (&'a (String, String), &'a Row)>,
) -> Finding {
    let json = |record: &Record| serde_json::to_value(record).map_err(|error| error.to_string());
    let mut found = BTreeMap::new();
    for record in records {
        found.insert((record.kind.clone(), record.id.to_string()), json(record)?);
    }
    let told: BTreeMap<(String, String), Value> = rows.map(|(key, row)| (key.clone(), row.json(key))).collect();
    for (key, told) in &told {
        if found.get(key) != Some(told) {
            return Err(format!("{where_}: {key:?} is {:?}, the model says {told}", found.get(key).map(Value::to_string)));
        }
    }
    match found.keys().find(|key| !told.contains_key(key)) {
        Some(key) => Err(format!("{where_}: {key:?} is there and should not be")),
        None => Ok(()),
    }
}

/// Each follow-up was carried out exactly once.
fn follow_ups(world: &World, model: &Model) -> Finding {
    for (scope, name, body) in &model.follow_ups {
        let done = |stored: &&StoredCommand| {
            let envelope: Value = serde_json::from_str(&stored.text).unwrap_or_default();
            stored.scope.to_string() == *scope
                && envelope.get("name").and_then(Value::as_str) == Some(name)
                && envelope.get("body") == Some(body)
        };
        let times = world.server.database.journal.iter().filter(done).count();
        if times != 1 {
            return Err(format!("the follow-up {name} {body} was carried out {times} times"));
        }
    }
    Ok(())
}

fn leader(device: &Device) -> Result<&Tab, String> {
    device.tabs.iter().find(|tab| tab.leads).ok_or_else(|| format!("device {} is not up", device.place))
}

/// Everything is sent, in few exchanges, but for scopes that stopped for a reason.
fn settled(world: &World, device: &Device) -> Finding {
    let (tab, place) = (leader(device)?, device.place);
    let mut stopped = false;
    for entry in tab.client.entries().filter(|entry| entry.waits()) {
        let Some(error) = tab.client.stopped(&entry.scope) else {
            return Err(format!("device {place}: {} of {} still waits", entry.n, entry.scope));
        };
        let put_back = world.witness.put_back.contains(&place);
        let lost = |written: &Written| written.device == place && written.released && written.scope == entry.scope;
        let excused = match error {
            BatchError::ForkedDevice { .. } => put_back,
            BatchError::StreamGap { .. } => world.counts.restores > 0 && (put_back || world.witness.written.values().any(lost)),
            _ => false,
        };
        if !excused {
            return Err(format!("device {place}: {} stopped: {error:?}", entry.scope));
        }
        stopped = true;
    }
    // A scope that stopped for good is tried once more with every greeting.
    if device.rounds > MAX_ROUNDS && !world.weather.harsh && !stopped {
        return Err(format!("device {place} needed {} exchanges to empty its outbox", device.rounds));
    }
    Ok(())
}

/// What the outbox says of an answered command is what the server stored; refusals are still there to be seen.
fn outbox(world: &World, device: &Device) -> Finding {
    let (tab, place) = (leader(device)?, device.place);
    let journal: BTreeMap<CommandId, &StoredCommand> =
        world.server.database.journal.iter().map(|stored| (stored.result.id, stored)).collect();
    for entry in tab.client.entries() {
        let stored = journal.get(&entry.id).map(|stored| &stored.result);
        if entry.result.is_some() && entry.result.as_ref() != stored {
            return Err(format!("device {place}: {} was told {:?}, stored is {stored:?}", entry.id, entry.result));
        }
        if device.disk.database.entries.get(&entry.id) != Some(entry) {
            return Err(format!("device {place}: {} stands otherwise on its disk", entry.id));
        }
    }
    for other in device.tabs.iter().filter(|tab| !tab.leads) {
        for entry in tab.client.entries() {
            let seen = other.client.entries().find(|seen| seen.id == entry.id);
            if seen.map(|seen| (&seen.result, seen.dismissed)) != Some((&entry.result, entry.dismissed)) {
                return Err(format!("device {place}: its other tab shows {} otherwise", entry.id));
            }
        }
    }
    for stored in journal.values().filter(|stored| stored.device == device.id && stored.result.status != Status::Accepted) {
        let Some(written) = world.witness.written.get(&stored.result.id).filter(|written| written.saved && !written.undone) else {
            continue;
        };
        let seen = tab.client.entries().any(|entry| entry.id == stored.result.id && entry.result.as_ref() == Some(&stored.result));
        if !seen && !written.released && !world.witness.dismissed.contains(&stored.result.id) {
            return Err(format!("device {place}: the refusal of {} is not shown any more", stored.result.id));
        }
    }
    Ok(())
}

/// The replicas hold exactly what the person may see, in memory, on the disk, and in the other tab.
fn replicas(world: &World, model: &Model, device: &Device) -> Finding {
    for (scope, stored) in &world.server.database.shelves {
        let name = scope.to_string();
        let reach = match device.session {
            Some(person) => model.reach(person, &name),
            None => kiosk_reach(device.place, scope),
        };
        let rows = device.disk.rows.get(&(device.session, scope.clone()));
        let Some(partitions) = reach else {
            let held = rows.is_some() || device.tabs.iter().any(|tab| tab.client.replica(scope).is_some());
            if held {
                return Err(format!("device {} still holds {scope}, which is not its own", device.place));
            }
            continue;
        };
        let rows = rows.ok_or_else(|| format!("device {} does not hold {scope}", device.place))?;
        let none = Shelf::default();
        let visible =
            || model.shelves.get(&name).unwrap_or(&none).rows.iter().filter(|(_, row)| partitions.iter().any(|part| part == row.partition));
        same_rows(&format!("{scope} on the disk of device {}", device.place), rows.records.values(), visible())?;
        for tab in &device.tabs {
            let replica = tab.client.replica(scope).ok_or_else(|| format!("a tab of device {} does not hold {scope}", device.place))?;
            same_rows(&format!("{scope} in memory of device {}", device.place), replica.records.values(), visible())?;
            if replica.cursor != stored.head.seq {
                return Err(format!("device {} stands at {} of {scope}, not {}", device.place, replica.cursor, stored.head.seq));
            }
        }
    }
    Ok(())
}

fn kiosk_reach(place: usize, scope: &ScopeId) -> Option<Vec<String>> {
    match scope {
        ScopeId::Public(_) if place == KIOSK => Some(vec!["ordinary".to_owned()]),
        ScopeId::Village(_) if place == KIOSK => Some(Vec::new()),
        _ => None,
    }
}

/// What was said to be saved is on the server, or still on its device in a scope that stopped; and it stays on the device until a backup has it.
fn accounted(world: &World, id: CommandId, written: &Written) -> Finding {
    if !written.saved || written.undone {
        return Ok(());
    }
    let stored = world.server.database.journal.iter().find(|stored| stored.result.id == id);
    let device = world.devices.get(written.device).ok_or("no such device")?;
    let kept = device.disk.database.entries.get(&id);
    let Some(stored) = stored else {
        // An evicted store and a restore together may cost what was acknowledged; neither alone does.
        let excused = written.released && world.counts.restores > 0;
        return if excused || kept.is_some_and(Entry::waits) { Ok(()) } else { Err(format!("{id} was saved and is nowhere")) };
    };
    let watermark = world.server.watermark(&written.scope);
    if kept.is_none() && !written.released && stored.result.place > watermark {
        return Err(format!(
            "{id} has place {}, backups end at {watermark}, and device {} has forgotten it",
            stored.result.place, written.device
        ));
    }
    Ok(())
}

/// What a disk holds of a scope is what the server had at its cursor; and nothing on it is of a partition that was not asked for.
pub fn disk_is_whole(world: &World, disk: &Disk) -> Finding {
    for ((_, scope), rows) in &disk.rows {
        let foreign = rows.records.values().find(|record| !rows.partitions.contains(&record.partition));
        if let Some(record) = foreign {
            return Err(format!("a disk holds {} {} of {scope}, which is {:?}", record.kind, record.id, record.partition));
        }
        let Some(shelf) = world.server.database.shelves.get(scope).filter(|_| rows.epoch == world.server.database.epoch) else { continue };
        if rows.records != at_cursor(shelf, rows) {
            return Err(format!("a disk holds other rows of {scope} than its cursor {} says", rows.cursor));
        }
    }
    Ok(())
}

fn at_cursor(shelf: &Stored, rows: &Rows) -> BTreeMap<(String, shared::kernel::Id), Record> {
    let seen = shelf.changes.iter().filter(|change| change.seq <= rows.cursor && rows.partitions.contains(&change.record.partition));
    seen.map(|change| ((change.record.kind.clone(), change.record.id), change.record.clone())).collect()
}

fn count(world: &mut World) {
    let counts = &mut world.counts;
    for stored in &world.server.database.journal {
        counts.commands += 1;
        match stored.result.status {
            Status::Accepted => counts.accepted += 1,
            Status::Rejected => counts.rejected += 1,
            Status::Quarantined => counts.quarantined += 1,
        }
    }
    let shelves = world.server.database.shelves.values();
    counts.rivals = shelves.flat_map(|shelf| shelf.changes.iter()).filter(|change| !change.record.rivals.is_empty()).count() as u64;
    counts.follow_ups = world.server.database.follow_ups.len() as u64;
    let rounds = (0..DEVICES).filter_map(|place| world.devices.get(place)).map(|device| device.rounds);
    counts.most_rounds = rounds.max().unwrap_or(0);
    let stopped = |device: &Device| device.tabs.iter().any(|tab| tab.client.entries().any(Entry::waits));
    counts.stopped = world.devices.iter().filter(|device| stopped(device)).count() as u64;
}
