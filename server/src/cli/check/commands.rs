//! Streams, stored bytes, acceptance and proofs of one scope's commands; follow-ups of all.

use super::member;
use super::rows::{CommandLine, Generations, Rows};
use super::{Promise, Report};
use crate::state::AppState;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::{Digest, Sha256};
use shared::kernel::{AccountId, DeviceId};
use sqlx::SqliteConnection;
use std::collections::{BTreeMap, BTreeSet};

/// What is known besides the scope's own rows.
pub struct Known<'a> {
    /// The server, for its keys and its own device.
    pub state: &'a AppState,
    /// The last generations of act keys.
    pub generations: &'a Generations,
    /// The devices that speak for visitors.
    pub kiosks: &'a BTreeSet<String>,
}

/// Looks at a scope's commands.
pub fn check(rows: &Rows, known: &Known<'_>, report: &mut Report) {
    check_streams(rows, report);
    for command in &rows.commands {
        check_bytes(rows, command, report);
        check_proof(rows, command, known, report);
    }
    check_acceptance(rows, report);
}

fn check_streams(rows: &Rows, report: &mut Report) {
    let scope = &rows.scope;
    let mut by_device: BTreeMap<&str, Vec<&CommandLine>> = BTreeMap::new();
    for command in &rows.commands {
        by_device.entry(&command.device_id).or_default().push(command);
    }
    for (device, commands) in &by_device {
        // In the order of arrival. Within an epoch each number follows the last; a restore may have lost some in between.
        for (earlier, later) in commands.iter().zip(commands.iter().skip(1)) {
            let follows =
                if earlier.epoch == later.epoch { later.n == earlier.n + 1 } else { later.n > earlier.n && later.epoch > earlier.epoch };
            report.check(Promise::Streams, follows, || format!("{scope}: device {device} sent {} after {}", later.n, earlier.n));
        }
        let last = commands.last().map(|command| (command.n, command.epoch));
        let told = rows.streams.iter().find(|stream| stream.device_id == *device).map(|stream| (stream.last_n, stream.epoch));
        report.check(Promise::Streams, last == told, || format!("{scope}: device {device} ends with {last:?}, its stream says {told:?}"));
    }
    let silent = rows.streams.iter().filter(|stream| !by_device.contains_key(stream.device_id.as_str())).count();
    report.check(Promise::Streams, silent == 0, || format!("{scope}: {silent} streams without a command"));
}

fn check_bytes(rows: &Rows, command: &CommandLine, report: &mut Report) {
    let mut bytes = command.body.clone().into_bytes();
    bytes.push(0);
    bytes.extend_from_slice(command.mac.as_bytes());
    let hash = hex::encode(Sha256::digest(&bytes));
    report.check(Promise::Commands, hash == command.hash, || format!("{}: the bytes of {}", rows.scope, command.command_id));
    // What could not be read was quarantined as it came; everything else says inside what is told outside.
    let unread = command.reason.as_deref().is_some_and(|reason| reason.contains("\"malformed\"")) && command.status == "quarantined";
    let says = unread || says_the_same(rows, command);
    report.check(Promise::Commands, says, || format!("{}: {} says another thing inside", rows.scope, command.command_id));
    report.check(Promise::Commands, result_agrees(command), || format!("{}: the result of {}", rows.scope, command.command_id));
}

fn says_the_same(rows: &Rows, command: &CommandLine) -> bool {
    let Ok(envelope) = serde_json::from_str::<Value>(&command.body) else { return false };
    member(&envelope, "id") == command.command_id.as_str()
        && member(&envelope, "device") == command.device_id.as_str()
        && member(&envelope, "n").as_i64() == Some(command.n)
        && member(&envelope, "scope") == rows.scope.to_string().as_str()
        && member(&envelope, "actor").as_str() == command.actor.as_deref()
        && member(&envelope, "name") == command.name.as_str()
}

fn result_agrees(command: &CommandLine) -> bool {
    let Ok(result) = serde_json::from_str::<Value>(&command.result) else { return false };
    member(&result, "id") == command.command_id.as_str()
        && member(&result, "n").as_i64() == Some(command.n)
        && member(&result, "place").as_i64() == Some(command.place)
        && member(&result, "status") == command.status.as_str()
        && member(&result, "first_seq").as_i64() == Some(command.first_seq)
        && member(&result, "last_seq").as_i64() == Some(command.last_seq)
        && (command.reason.is_some() != (command.status == "accepted"))
}

fn check_acceptance(rows: &Rows, report: &mut Report) {
    let scope = &rows.scope;
    let mut made: BTreeMap<&str, (i64, i64, i64)> = BTreeMap::new();
    for change in &rows.changes {
        let (first, last, count) = made.entry(&change.command_id).or_insert((change.seq, change.seq, 0));
        (*first, *last, *count) = ((*first).min(change.seq), (*last).max(change.seq), *count + 1);
    }
    for command in &rows.commands {
        let told = (command.first_seq, command.last_seq);
        let holds = match made.remove(command.command_id.as_str()) {
            Some((first, last, count)) => command.status == "accepted" && told == (first, last) && count == last - first + 1,
            None => told == (0, 0) || (command.status == "accepted" && command.last_seq <= rows.line.floor),
        };
        report.check(Promise::Acceptance, holds, || format!("{scope}: {} ({}) and its changes", command.command_id, command.status));
    }
    report.check(Promise::Acceptance, made.is_empty(), || format!("{scope}: changes of {} commands that are not there", made.len()));
}

/// A command that counts names somebody who proved it, or nobody: then a kiosk or the server itself sent it.
fn check_proof(rows: &Rows, command: &CommandLine, known: &Known<'_>, report: &mut Report) {
    if command.status == "quarantined" {
        return;
    }
    let holds = match &command.actor {
        Some(actor) => proved(command, actor, known),
        None if command.status != "accepted" => true,
        None => command.device_id == known.state.identity.device.to_string() || known.kiosks.contains(&command.device_id),
    };
    report.check(Promise::Proofs, holds, || format!("{}: nobody proved {} {}", rows.scope, command.name, command.command_id));
}

fn proved(command: &CommandLine, actor: &str, known: &Known<'_>) -> bool {
    let (Ok(account), Ok(device)) = (actor.parse::<AccountId>(), command.device_id.parse::<DeviceId>()) else { return false };
    let Ok(mac) = hex::decode(&command.mac) else { return false };
    let last = known.generations.get(&(account, device)).copied().unwrap_or_default();
    (1..=last).any(|generation| {
        let key = known.state.keys.act_key(account, device, generation);
        let hasher = Hmac::<Sha256>::new_from_slice(&key).ok();
        hasher.is_some_and(|mut hasher| {
            hasher.update(command.body.as_bytes());
            hasher.verify_slice(&mac).is_ok()
        })
    })
}

/// Each follow-up comes from an accepted command, and what is done was answered by its scope.
pub async fn check_follow_ups(view: &mut SqliteConnection, report: &mut Report) -> anyhow::Result<()> {
    let sql = "SELECT f.scope_id, f.command_id, c.status, f.done_at IS NOT NULL, f.result ->> 'id',
            EXISTS (SELECT 1 FROM command AS t WHERE t.scope_id = f.target AND t.command_id = f.result ->> 'id')
        FROM follow_up AS f LEFT JOIN command AS c ON c.scope_id = f.scope_id AND c.command_id = f.command_id";
    type Line = (String, String, Option<String>, bool, Option<String>, bool);
    let lines: Vec<Line> = sqlx::query_as(sql).fetch_all(&mut *view).await?;
    for (scope, command, status, done, result, answered) in lines {
        let holds = status.as_deref() == Some("accepted") && (!done || (result.is_some() && answered));
        report.check(Promise::FollowUps, holds, || format!("{scope}: a follow-up of {command}"));
    }
    Ok(())
}
