//! The rules of seats and of a meeting in progress.

use super::*;
use crate::deliberation::Officer;
use crate::household::AddResident;
use crate::kernel::{Id, Role, Violation};
use crate::law::{MeetingBody, PartyBase, Subject, Verdict};
use crate::sync::record::fields;
use crate::sync::rejection::RejectionCode;
use crate::sync::state::State;
use crate::trial::{Village, account, day, id};
use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

mod flow;
mod property;
mod seats;

const ON: &str = "2026-03-20";
const MOTION: &str = "二組道路";

fn officer(name: &str, office: &str) -> Officer {
    Officer { name: name.to_owned(), office: office.to_owned() }
}

/// A roll of so many representatives, three a household that they stand for.
fn roll(members: usize) -> Roll {
    let people = (0..members).map(|number| Person {
        id: id(&format!("代表{number}")),
        name: format!("代表{number:03}"),
        household: Some(id(&format!("戶{number}"))),
        group: "一組".to_owned(),
        capacities: vec![Capacity::Representative],
        woman: number % 2 == 0,
        stands_for: (0..3).map(|of| id(&format!("戶{number}/{of}"))).collect(),
    });
    Roll { people: people.collect(), households: u32::try_from(members * 6).unwrap() }
}

fn opening(body: MeetingBody, members: usize) -> Opening {
    Opening {
        body,
        group: String::new(),
        call: None,
        called_on: Some(day("2026-03-01")),
        emergency: None,
        held_on: day(ON),
        place: "村活動中心".to_owned(),
        chair: officer("王建國", "村委會主任"),
        recorder: officer("李秀英", "文書"),
        supervisor: officer("張守信", "監委會主任"),
        tellers: ["趙大山".to_owned(), "錢小河".to_owned()],
        party_base: PartyBase::Present,
        agenda: vec!["二組道路硬化".to_owned()],
        roll: roll(members),
    }
}

fn member(number: usize) -> Id {
    id(&format!("代表{number}"))
}

fn signed_in(number: usize) -> Event {
    Event::SignedIn { person: member(number), known: By::List, manner: Manner::InPerson }
}

fn put(subject: Subject) -> Event {
    Event::MotionPut(Put { motion: id(MOTION), text: "同意硬化二組道路。".to_owned(), subject, matter: None, delegated: true })
}

fn votes(votes_for: u32, votes_against: u32, votes_abstain: u32) -> Votes {
    Votes { votes_for, votes_against, votes_abstain }
}

fn counted(teller: Teller, votes: Votes) -> Event {
    Event::HandsCounted { motion: id(MOTION), teller, votes }
}

fn opened(body: MeetingBody, members: usize, present: usize) -> Vec<Event> {
    let mut events = vec![Event::Opened(Box::new(opening(body, members)))];
    events.extend((0..present).map(signed_in));
    events
}

fn hands(votes: Votes) -> Vec<Event> {
    vec![
        Event::VoteOpened { motion: id(MOTION), method: Method::Hands },
        counted(Teller::First, votes),
        counted(Teller::Second, votes),
        Event::VoteClosed { motion: id(MOTION) },
    ]
}

fn ending() -> Vec<Event> {
    let drawn = || Signature::Drawn { path: "M10 10l5 5".to_owned() };
    let signed = Signer::ALL.into_iter().map(|signer| Event::Signed { signer, signature: drawn() });
    std::iter::once(Event::Concluded { summary: "同意按第一種辦法修。".to_owned() }).chain(signed).collect()
}

/// A whole meeting by hands.
fn whole(members: usize, present: usize, subject: Subject, result: Votes) -> Vec<Event> {
    let mut events = opened(MeetingBody::Representatives, members, present);
    events.push(put(subject));
    events.extend(hands(result));
    events.extend(ending());
    events
}

fn hold(events: Vec<Event>) -> HoldMeeting {
    HoldMeeting { id: id("會議"), salt: "5a".repeat(16), events }
}

fn code(result: Result<(), Violation>) -> String {
    result.err().map(|violation| violation.code).unwrap_or_default()
}
