//! The network between devices and server, and the server's desk.

use super::crypt;
use super::faults::Point;
use super::plant::Plant;
use super::server::Sender;
use super::world::{Happening, World};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::kernel::ScopeId;
use shared::sync::client::{Event, Request};
use shared::sync::protocol::{Batch, BatchAnswer, BatchError, Hello, Page, Poke, Push, PushAnswer};
use std::collections::VecDeque;

/// How long a device waits for an answer.
const TIMEOUT_MS: i64 = 5_000;

/// What is asked.
#[derive(Debug, Clone)]
pub enum Ask {
    Hello,
    Push(Push),
    Pull(ScopeId, u64),
}

/// A request on its way.
#[derive(Debug, Clone)]
pub struct Letter {
    pub device: usize,
    /// The tab that sent it; it may be gone by now.
    pub tab: u64,
    pub ticket: u64,
    /// When it was sent.
    pub sent: i64,
    /// Who was signed in then.
    pub person: Option<usize>,
    pub ask: Ask,
}

/// An answer on its way.
#[derive(Debug, Clone)]
pub enum Reply {
    Hello(Box<Hello>),
    Push(Box<PushAnswer>),
    Page(Box<Page>),
    Ended(ScopeId),
    /// Nobody there.
    Refused,
}

/// A request on the server's desk.
#[derive(Debug)]
pub struct Work {
    letter: Letter,
    batches: VecDeque<Batch>,
    answers: Vec<BatchAnswer>,
}

impl Ask {
    pub fn kind(&self) -> Request {
        match self {
            Self::Hello => Request::Hello,
            Self::Push(_) => Request::Push,
            Self::Pull(..) => Request::Pull,
        }
    }
}

impl World {
    /// A tab sends a request.
    pub fn send(&mut self, device: usize, tab: u64, ask: Ask) {
        self.tickets += 1;
        let person = self.devices.get(device).and_then(|device| device.session);
        let letter = Letter { device, tab, ticket: self.tickets, sent: self.now, person, ask };
        self.note(|| format!("device {device} sends {}", told(&letter.ask)));
        if let Some(tab) = self.tab(device, tab) {
            tab.flying.insert(letter.ask.kind(), letter.ticket);
        }
        self.at(self.now + TIMEOUT_MS, Happening::Timeout(letter.clone()));
        let copies = 1 + u64::from(self.happens(self.weather.doubled));
        for _ in 0..copies {
            if self.passes(device) {
                let delay = self.delay();
                self.at(self.now + delay, Happening::Arrive(letter.clone()));
            }
        }
    }

    fn happens(&mut self, percent: u64) -> bool {
        !self.healed && self.random.chance(percent)
    }

    fn passes(&mut self, device: usize) -> bool {
        let linked = self.devices.get(device).is_some_and(|device| device.linked);
        linked && !self.happens(self.weather.lost)
    }

    fn delay(&mut self) -> i64 {
        if self.happens(self.weather.slow) { self.random.millis(300, 8_000) } else { self.random.millis(5, 120) }
    }

    /// A request reaches the server.
    pub fn arrive(&mut self, letter: Letter) {
        if !self.server_up {
            return self.reply(letter, Reply::Refused);
        }
        let epoch = self.server.database.epoch;
        let batches = match &letter.ask {
            Ask::Push(push) if push.epoch == epoch => self.wire(push).batches.into(),
            _ => VecDeque::new(),
        };
        self.desk.push_back(Work { letter, batches, answers: Vec::new() });
        self.later(1, 30, Happening::Serve);
    }

    /// The server does one thing: a batch, a page, a greeting. Pushes of several batches take turns.
    pub fn serve(&mut self) {
        let Some(mut work) = self.desk.pop_front().filter(|_| self.server_up) else { return };
        let sender = Self::sender(work.letter.device);
        match work.letter.ask.clone() {
            Ask::Hello => {
                let hello = self.server.hello(sender, work.letter.person, self.server_clock());
                self.reply(work.letter, Reply::Hello(Box::new(hello)));
            }
            Ask::Pull(scope, after) => {
                let page = self.server.page(sender, work.letter.person, &scope, after);
                self.reply(work.letter, page.map_or(Reply::Ended(scope), |page| Reply::Page(Box::new(page))));
            }
            Ask::Push(_) => {
                if let Some(batch) = work.batches.pop_front() {
                    let Some(answer) = self.store_batch(sender, &batch, &work.letter) else { return };
                    work.answers.push(answer);
                }
                if work.batches.is_empty() {
                    let answer = PushAnswer { epoch: self.server.database.epoch, batches: work.answers };
                    self.reply(work.letter, Reply::Push(Box::new(answer)));
                } else {
                    self.desk.push_back(work);
                    self.later(1, 30, Happening::Serve);
                }
            }
        }
    }

    pub fn sender(device: usize) -> Sender {
        Sender { device: crypt::device(device), kiosk: device == super::device::KIOSK }
    }

    /// One batch, with whatever may come between its decision, its commit and its answer.
    fn store_batch(&mut self, sender: Sender, batch: &Batch, letter: &Letter) -> Option<BatchAnswer> {
        let done = self.server.transact(sender, batch, self.server_clock());
        let answer = done.answer.clone();
        let point = self.crash_server.take();
        if point == Some(Point::BeforeCommit) || self.happens(self.weather.faulty) {
            self.server.abort(&batch.scope);
            if point != Some(Point::BeforeCommit) {
                self.note(|| format!("the server could not store a batch of {}", batch.scope));
                return Some(BatchAnswer { results: Vec::new(), error: Some(BatchError::Fault), ..answer });
            }
            if self.plant == Some(Plant::AckBeforeCommit) {
                let epoch = self.server.database.epoch;
                self.reply(letter.clone(), Reply::Push(Box::new(PushAnswer { epoch, batches: vec![answer] })));
            }
            self.server_goes_down("before a commit");
            return None;
        }
        let torn = self.plant == Some(Plant::PublicApart) && point.is_some();
        self.note(|| format!("the server stores {} of {}: {}", done.stored.len(), batch.scope, verdicts(&answer)));
        self.server.commit(done, !torn);
        self.remember_answers(self.server.database.epoch, &answer);
        if point == Some(Point::AfterCommit) {
            self.server_goes_down("after a commit");
            return None;
        }
        self.later(5, 400, Happening::FollowUps);
        self.poke_all();
        Some(answer)
    }

    /// The same command gets the same answer, as long as the epoch lasts.
    fn remember_answers(&mut self, epoch: u64, answer: &BatchAnswer) {
        for result in &answer.results {
            let first = self.witness.answered.entry((epoch, result.id)).or_insert_with(|| result.clone());
            if first != result {
                let why = format!("command {} was answered {first:?} and then {result:?}", result.id);
                return self.fail(why);
            }
        }
    }

    /// Tells every device all heads, as far as the network carries it.
    pub fn poke_all(&mut self) {
        let heads: Vec<Poke> =
            self.server.database.shelves.iter().map(|(scope, shelf)| Poke { scope: scope.clone(), head: shelf.head.seq }).collect();
        for device in 0..self.devices.len() {
            for poke in &heads {
                if self.devices.get(device).is_some_and(|found| found.watches(&poke.scope)) && self.passes(device) {
                    let delay = self.delay();
                    self.at(self.now + delay, Happening::Poked(device, poke.clone()));
                }
            }
        }
    }

    /// A poke reaches a device.
    pub fn poked(&mut self, device: usize, poke: Poke) {
        if let Some(tab) = self.leader(device) {
            self.feed(device, tab, Event::Poked(poke));
        }
    }

    fn reply(&mut self, letter: Letter, reply: Reply) {
        if self.passes(letter.device) {
            let delay = self.delay();
            self.at(self.now + delay, Happening::Answer(letter.clone(), reply.clone()));
            // What a device has given up, or has had before, is fed all the same in a harsh history.
            if self.weather.harsh && self.happens(self.weather.doubled) {
                let delay = self.delay();
                self.at(self.now + delay, Happening::Answer(letter, reply));
            }
        }
    }

    /// An answer reaches the tab that asked, if it is still there.
    pub fn answered(&mut self, letter: &Letter, reply: Reply) {
        let (device, tab, kind) = (letter.device, letter.tab, letter.ask.kind());
        let harsh = self.weather.harsh && kind != Request::Hello;
        let Some(found) = self.tab(device, tab) else { return };
        let current = found.flying.get(&kind) == Some(&letter.ticket);
        if !current && !harsh {
            return;
        }
        if current {
            found.flying.remove(&kind);
        } else if matches!(reply, Reply::Refused) {
            return;
        }
        self.note(|| format!("device {device} hears {}", heard(&reply)));
        if let Reply::Push(answer) = &reply {
            for batch in &answer.batches {
                self.remember_answers(answer.epoch, batch);
            }
        }
        let event = match reply {
            Reply::Hello(hello) => Event::Hello(Box::new(self.wire(&*hello))),
            Reply::Push(answer) => Event::Pushed(Box::new(self.wire(&*answer))),
            Reply::Page(page) => Event::Pulled(Box::new(self.wire(&*page))),
            Reply::Ended(scope) => Event::ScopeEnded(scope),
            Reply::Refused => Event::Failed(kind),
        };
        self.count_round(device, letter.sent, &event);
        self.feed(device, tab, event);
    }

    /// A request was given up.
    pub fn timed_out(&mut self, letter: &Letter) {
        let (device, tab, kind) = (letter.device, letter.tab, letter.ask.kind());
        let Some(found) = self.tab(device, tab) else { return };
        if found.flying.get(&kind) == Some(&letter.ticket) {
            found.flying.remove(&kind);
            self.note(|| format!("device {device} gives {kind:?} up"));
            self.feed(device, tab, Event::Failed(kind));
        }
    }

    /// The value after a journey as JSON, in histories that look at the wire.
    fn wire<T: Clone + Serialize + DeserializeOwned>(&mut self, value: &T) -> T {
        if !self.weather.wire {
            return value.clone();
        }
        match serde_json::to_string(value).and_then(|text| serde_json::from_str(&text)) {
            Ok(read) => read,
            Err(error) => {
                self.fail(format!("unreadable on the wire: {error}"));
                value.clone()
            }
        }
    }
}

fn told(ask: &Ask) -> String {
    match ask {
        Ask::Hello => "hello".to_owned(),
        Ask::Pull(scope, after) => format!("pull of {scope} after {after}"),
        Ask::Push(push) => {
            let batch = |batch: &Batch| {
                let numbers: Vec<u64> = batch.commands.iter().map(|sent| sent.n).collect();
                format!("{} {numbers:?}", batch.scope)
            };
            format!("push in epoch {}: {}", push.epoch, push.batches.iter().map(batch).collect::<Vec<_>>().join(", "))
        }
    }
}

fn heard(reply: &Reply) -> String {
    match reply {
        Reply::Hello(hello) => {
            let scope = |access: &shared::sync::protocol::ScopeAccess| {
                format!("{} head {} last_n {} backed_up {}", access.scope, access.head, access.last_n, access.backed_up)
            };
            format!("hello of epoch {}: {}", hello.epoch, hello.scopes.iter().map(scope).collect::<Vec<_>>().join(", "))
        }
        Reply::Push(answer) => {
            let batches: Vec<String> = answer.batches.iter().map(|batch| format!("{} {}", batch.scope, verdicts(batch))).collect();
            format!("of its push in epoch {}: {}", answer.epoch, batches.join(", "))
        }
        Reply::Page(page) => {
            format!("a page of {} {}..{} of {}, {} changes", page.scope, page.after, page.to, page.head, page.changes.len())
        }
        Reply::Ended(scope) => format!("that {scope} is not its own"),
        Reply::Refused => "nobody".to_owned(),
    }
}

fn verdicts(answer: &BatchAnswer) -> String {
    let results: Vec<String> = answer.results.iter().map(|result| format!("{} {}", result.n, result.status.name())).collect();
    format!("[{}]{}", results.join(", "), answer.error.map(|error| format!(" {error:?}")).unwrap_or_default())
}
