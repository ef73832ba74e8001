//! Each closed list says one name: what serde writes, what `name` tells, and what its list of all holds.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own constants has failed")]

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_value, json, to_value};
use shared::account::protocol::SessionKind;
use shared::deliberation::{Body, MatterKind, MatterState, StepKind};
use shared::disclosure::{NoticeKind, StepStanding};
use shared::kernel::{Partition, Role};
use shared::sync::protocol::Status;
use shared::sync::rejection::RejectionCode;
use shared::{idea, meeting, visit};
use std::fmt::Debug;

/// The names that serde takes, out of its own words: "unknown variant `?`, expected one of `a`, `b`".
fn taken<T: DeserializeOwned + Debug>() -> Vec<String> {
    let words = from_value::<T>(json!("?")).unwrap_err().to_string();
    words.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

fn agree<T: Serialize + DeserializeOwned + Debug>(name: fn(T) -> &'static str) -> Vec<String> {
    let taken = taken::<T>();
    assert!(taken.len() > 1, "{taken:?}");
    for wire in &taken {
        let value: T = from_value(json!(wire)).unwrap();
        assert_eq!(to_value(&value).unwrap(), json!(wire));
        assert_eq!(name(value), wire);
    }
    taken
}

fn agree_with_all<T: Serialize + DeserializeOwned + Debug>(name: fn(T) -> &'static str, all: impl IntoIterator<Item = T>) {
    let mut taken = agree(name);
    let mut listed: Vec<String> = all.into_iter().map(|value| name(value).to_owned()).collect();
    taken.sort_unstable();
    listed.sort_unstable();
    assert_eq!(taken, listed, "the list of all");
}

#[test]
fn names_on_the_wire_are_the_names() {
    agree_with_all(Partition::name, Partition::ALL);
    agree_with_all(Role::name, Role::SIGNING_IN.into_iter().chain([Role::Visitor, Role::System]));
    agree_with_all(visit::VisitKind::name, visit::VisitKind::ALL);
    agree_with_all(visit::Topic::name, visit::Topic::ALL);
    agree_with_all(idea::Topic::name, idea::Topic::ALL);
    agree_with_all(MatterKind::name, MatterKind::ALL);
    agree_with_all(MatterState::name, MatterState::ALL);
    agree_with_all(StepKind::name, StepKind::ALL);
    agree_with_all(Body::name, Body::ALL);
    agree_with_all(NoticeKind::name, NoticeKind::ALL);
    agree_with_all(meeting::Capacity::name, meeting::Capacity::ALL);
    agree_with_all(meeting::Choice::name, meeting::Choice::ALL);
    agree_with_all(meeting::Signer::name, meeting::Signer::ALL);
    agree(Status::name);
    agree(RejectionCode::name);
    for wire in agree(SessionKind::name) {
        assert_eq!(SessionKind::named(&wire).map(SessionKind::name), Some(wire.as_str()));
    }
}

#[test]
fn a_steps_standing_is_tagged_with_its_name() {
    let on = "2026-11-23".parse().unwrap();
    for standing in
        [StepStanding::Done { on }, StepStanding::Current, StepStanding::Open, StepStanding::Dropped, StepStanding::Refused { on }]
    {
        assert_eq!(to_value(standing).unwrap().get("standing").and_then(Value::as_str), Some(standing.name()));
    }
}
