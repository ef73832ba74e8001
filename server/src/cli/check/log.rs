//! Numbers, records and tallies of one scope.

use super::member;
use super::rows::{ChangeLine, RecordLine, Rows};
use super::{Promise, Report};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Looks at a scope's log.
pub fn check(rows: &Rows, report: &mut Report) -> anyhow::Result<()> {
    check_numbers(rows, report);
    check_records(rows, report);
    check_tallies(rows, report)
}

fn check_numbers(rows: &Rows, report: &mut Report) {
    let (scope, line) = (&rows.scope, &rows.line);
    let mut expected = line.floor;
    for change in &rows.changes {
        expected += 1;
        report.check(Promise::Numbers, change.seq == expected, || format!("{scope}: change {} where {expected} was due", change.seq));
        expected = change.seq;
    }
    report
        .check(Promise::Numbers, expected == line.head, || format!("{scope}: the last change is {expected}, the head says {}", line.head));
    for (place, command) in (1_i64..).zip(&rows.commands) {
        report.check(Promise::Numbers, command.place == place, || format!("{scope}: command {} where {place} was due", command.place));
    }
    let counted = i64::try_from(rows.commands.len()).unwrap_or(i64::MAX);
    report.check(Promise::Numbers, counted == line.commands, || format!("{scope}: {counted} commands, the row says {}", line.commands));
    report.check(Promise::Numbers, line.backed_up <= line.commands, || format!("{scope}: backed up beyond its commands"));
}

fn check_records(rows: &Rows, report: &mut Report) {
    let scope = &rows.scope;
    let mut last: BTreeMap<(&str, &str), &ChangeLine> = BTreeMap::new();
    for change in &rows.changes {
        report.check(Promise::Records, is_written_out(change), || format!("{scope}: change {} is not what stands beside it", change.seq));
        last.insert((&change.kind, &change.id), change);
    }
    for record in &rows.records {
        let told = last.remove(&(record.kind.as_str(), record.id.as_str()));
        let same = told.map_or(record.version <= rows.line.floor, |change| change.seq == record.version && change.body == record.body);
        report.check(Promise::Records, same && columns_agree(record), || {
            format!("{scope}: {} {} is not what its last change says", record.kind, record.id)
        });
    }
    report.check(Promise::Records, last.is_empty(), || format!("{scope}: {} changed records are not there", last.len()));
}

/// Does a change's record say what the change's own columns say?
fn is_written_out(change: &ChangeLine) -> bool {
    let Ok(record) = serde_json::from_str::<Value>(&change.body) else { return false };
    let deleted = member(&record, "deleted").as_bool().unwrap_or_default();
    member(&record, "version").as_i64() == Some(change.seq)
        && member(&record, "kind") == change.kind.as_str()
        && member(&record, "id") == change.id.as_str()
        && member(&record, "partition") == change.partition.as_str()
        && deleted == (change.op == "delete")
}

fn columns_agree(record: &RecordLine) -> bool {
    let Ok(body) = serde_json::from_str::<Value>(&record.body) else { return false };
    member(&body, "kind") == record.kind.as_str()
        && member(&body, "id") == record.id.as_str()
        && member(&body, "parent").as_str() == record.parent.as_deref()
        && member(&body, "partition") == record.partition.as_str()
        && member(&body, "version").as_i64() == Some(record.version)
        && member(&body, "deleted").as_bool().unwrap_or_default() == (record.deleted != 0)
}

/// Count and sum of digests of a partition.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sum {
    count: i64,
    digest: u128,
}

/// The first 128 bits of SHA-256 over kind, id, version and whether it is gone.
fn digest(kind: &str, id: &str, version: i64, deleted: bool) -> u128 {
    let id = hex::decode(id.replace('-', "")).unwrap_or_default();
    let mut bytes = Vec::from(u64::try_from(kind.len()).unwrap_or_default().to_be_bytes());
    bytes.extend_from_slice(kind.as_bytes());
    bytes.extend_from_slice(&id);
    bytes.extend_from_slice(&version.to_be_bytes());
    bytes.push(u8::from(deleted));
    let hash = Sha256::digest(&bytes);
    hash.first_chunk::<16>().map(|first| u128::from_be_bytes(*first)).unwrap_or_default()
}

fn check_tallies(rows: &Rows, report: &mut Report) -> anyhow::Result<()> {
    let scope = &rows.scope;
    let mut now: BTreeMap<String, Sum> = BTreeMap::new();
    for record in &rows.records {
        let sum = now.entry(record.partition.clone()).or_default();
        sum.count += 1;
        sum.digest = sum.digest.wrapping_add(digest(&record.kind, &record.id, record.version, record.deleted != 0));
    }
    let told: BTreeMap<String, Value> = serde_json::from_str(&rows.line.tallies)?;
    let told: BTreeMap<String, Sum> = told.into_iter().map(|(partition, tally)| (partition, read_sum(&tally))).collect();
    report.check(Promise::Tallies, told == now, || format!("{scope}: the row says {told:?}, the records are {now:?}"));
    if rows.line.floor == 0 {
        check_every_tally(rows, report);
    }
    Ok(())
}

fn read_sum(tally: &Value) -> Sum {
    let digest = member(tally, "digest").as_str().and_then(|hex| u128::from_str_radix(hex, 16).ok());
    Sum { count: member(tally, "count").as_i64().unwrap_or(-1), digest: digest.unwrap_or_default() }
}

/// The tally after every change, computed from the first one on: what a device compares page by page.
fn check_every_tally(rows: &Rows, report: &mut Report) {
    let mut sums: BTreeMap<&str, Sum> = BTreeMap::new();
    let mut held: BTreeMap<(&str, &str), u128> = BTreeMap::new();
    for change in &rows.changes {
        let sum = sums.entry(&change.partition).or_default();
        let row = digest(&change.kind, &change.id, change.seq, change.op == "delete");
        match held.insert((&change.kind, &change.id), row) {
            Some(old) => sum.digest = sum.digest.wrapping_sub(old),
            None => sum.count += 1,
        }
        sum.digest = sum.digest.wrapping_add(row);
        let same = change.count == sum.count && u128::from_str_radix(&change.digest, 16) == Ok(sum.digest);
        report.check(Promise::Tallies, same, || format!("{}: the tally after change {}", rows.scope, change.seq));
    }
}
