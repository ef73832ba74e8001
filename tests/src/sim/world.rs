//! The world: a queue of what happens next, in virtual milliseconds.

use super::crypt::{account, server_device, villages};
use super::device::{DEVICES, Device, PERSONS};
use super::faults::Weather;
use super::history::Counts;
use super::net::{Letter, Reply};
use super::plant::Plant;
use super::random::Random;
use super::server::{Sender, Server};
use super::witness::Witness;
use serde_json::json;
use shared::kernel::{Id, Instant, Partition, Role, ScopeId};
use shared::sync::command::FollowUp;
use shared::sync::protocol::Poke;
use std::collections::BTreeMap;

/// How long things go wrong.
pub const STORM_MS: i64 = 40_000;
/// How long healing may take at most.
const CALM_MS: i64 = 60_000;
/// Events after which a history is caught in a circle.
const MAX_EVENTS: u64 = 60_000;
/// The server's clock at the beginning.
pub const BEGIN: Instant = Instant::from_millis(1_790_000_000_000);

/// What happens.
#[derive(Debug, Clone)]
pub enum Happening {
    /// Somebody does something.
    Act,
    /// Something goes wrong.
    Fault,
    /// A request reaches the server.
    Arrive(Letter),
    /// The server works off one step.
    Serve,
    /// An answer reaches the device.
    Answer(Letter, Reply),
    /// A request got no answer in time.
    Timeout(Letter),
    /// A poke reaches the device.
    Poked(usize, Poke),
    /// News between tabs.
    News(usize),
    /// A tab writes the next thing that its machine asked to store.
    Disk(usize, u64),
    /// A timer of a tab.
    Wake(usize, u64),
    /// A device starts.
    Start(usize),
    /// The server is up again.
    ServerUp,
    /// The network of a device comes back.
    Linked(usize),
    /// The server looks for follow-ups.
    FollowUps,
    /// Everything is well from now on.
    Heal,
    /// The live streams have lasted as long as one may; each browser opens its own anew and asks who it is.
    StreamsEnd,
}

/// One history.
pub struct World {
    pub now: i64,
    pub random: Random,
    pub weather: Weather,
    pub plant: Option<Plant>,
    pub server: Server,
    /// Requests that the server has taken in and not answered.
    pub desk: std::collections::VecDeque<super::net::Work>,
    pub server_up: bool,
    pub crash_server: Option<super::faults::Point>,
    pub devices: Vec<Device>,
    pub witness: Witness,
    pub counts: Counts,
    pub healed: bool,
    pub failure: Option<String>,
    pub tickets: u64,
    queue: BTreeMap<(i64, u64), Happening>,
    tie: u64,
    trace: Option<Vec<String>>,
    print: u64,
}

impl World {
    pub fn new(seed: u64, weather: Weather, plant: Option<Plant>, traced: bool) -> Self {
        let mut scopes = vec![ScopeId::Deployment];
        for village in villages() {
            scopes.extend(village.public());
            scopes.push(village);
        }
        let mut world = Self {
            now: 0,
            random: Random::new(seed),
            server: Server::new(&scopes, weather.page_limit, plant),
            weather,
            plant,
            desk: std::collections::VecDeque::new(),
            server_up: true,
            crash_server: None,
            devices: (0..DEVICES).map(Device::new).collect(),
            witness: Witness::default(),
            counts: Counts::default(),
            healed: false,
            failure: None,
            tickets: 0,
            queue: BTreeMap::new(),
            tie: 0,
            trace: traced.then(Vec::new),
            print: seed,
        };
        world.begin();
        world
    }

    fn begin(&mut self) {
        let Ok([one, other]) = <[ScopeId; 2]>::try_from(villages()) else {
            return self.fail("there are two villages".to_owned());
        };
        let (ordinary, all) = (vec![Partition::Ordinary], vec![Partition::Ordinary, Partition::Sensitive]);
        self.first_grant(0, &one, Role::LinkedCadre, &ordinary);
        self.first_grant(0, &other, Role::LinkedCadre, &ordinary);
        self.first_grant(1, &one, Role::VillageCommittee, &all);
        self.first_grant(1, &other, Role::VillageCommittee, &all);
        self.first_grant(2, &one, Role::LinkedCadre, &ordinary);
        self.first_grant(PERSONS - 1, &ScopeId::Deployment, Role::Admin, &ordinary);
        self.first_grant(PERSONS - 1, &other, Role::LinkedCadre, &ordinary);
        self.work_off_follow_ups();
        for device in 0..DEVICES {
            self.later(0, 300, Happening::Start(device));
        }
        self.later(100, 900, Happening::Act);
        self.later(500, 3_000, Happening::Fault);
        self.at(STORM_MS, Happening::Heal);
    }

    /// The grants there are at the beginning are the server's own commands, like everything else.
    fn first_grant(&mut self, person: usize, scope: &ScopeId, role: Role, partitions: &[Partition]) {
        let id = Id::derived(&["grant", &person.to_string(), &scope.to_string()]);
        let body = json!({ "id": id, "account": account(person), "scope": scope, "role": role, "partitions": partitions });
        let command = shared::kernel::CommandId::derived(&["first", &id.to_string()]);
        let follow_up = FollowUp { scope: ScopeId::Deployment, name: "toy.give_grant".to_owned(), body };
        self.server.database.follow_ups.insert(command, (follow_up, false));
    }

    /// Carries out what other scopes must learn, each in its own transaction.
    pub fn work_off_follow_ups(&mut self) {
        let sender = Sender { device: server_device(), kiosk: false };
        while let Some((id, batch)) = self.server.follow_up() {
            let done = self.server.transact(sender, &batch, self.server_clock());
            if let Some(error) = done.answer.error {
                return self.fail(format!("the server's own stream stopped: {error:?}"));
            }
            self.server.commit(done, true);
            self.server.followed(id);
        }
    }

    /// Lets everything happen, to the end.
    pub fn run(&mut self) {
        let mut events = 0_u64;
        while self.failure.is_none()
            && let Some(((at, tie), happening)) = self.queue.pop_first()
        {
            if at > STORM_MS + CALM_MS {
                break;
            }
            events += 1;
            if events > MAX_EVENTS {
                return self.fail(format!("{MAX_EVENTS} events and no end"));
            }
            self.now = at;
            self.print = Random::new(self.print ^ at.unsigned_abs() ^ (tie << 40)).next();
            self.happen(happening);
        }
        self.counts.events += events;
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Act => {
                if !self.healed {
                    self.act();
                    self.later(100, 1_400, Happening::Act);
                }
            }
            Happening::Fault => {
                if !self.healed {
                    self.fault();
                    self.later(300, 4_000, Happening::Fault);
                }
            }
            Happening::Arrive(letter) => self.arrive(letter),
            Happening::Serve => self.serve(),
            Happening::Answer(letter, reply) => self.answered(&letter, reply),
            Happening::Timeout(letter) => self.timed_out(&letter),
            Happening::Poked(device, poke) => self.poked(device, poke),
            Happening::News(device) => self.hear_news(device),
            Happening::Disk(device, tab) => self.write_next(device, tab),
            Happening::Wake(device, tab) => self.wake(device, tab),
            Happening::Start(device) => self.start(device),
            Happening::ServerUp => self.server_comes_up(),
            Happening::Linked(device) => self.link(device),
            Happening::FollowUps => {
                if self.server_up {
                    self.work_off_follow_ups();
                    self.poke_all();
                }
            }
            Happening::Heal => self.heal(),
            Happening::StreamsEnd => (0..DEVICES).for_each(|device| self.ask_anew(device)),
        }
    }

    /// Something happens at a time to come.
    pub fn at(&mut self, at: i64, happening: Happening) {
        self.tie += 1;
        self.queue.insert((at.max(self.now), self.tie), happening);
    }

    /// Something happens after so many milliseconds.
    pub fn later(&mut self, low: i64, high: i64, happening: Happening) {
        let wait = self.random.millis(low, high);
        self.at(self.now + wait, happening);
    }

    /// The server's clock.
    pub fn server_clock(&self) -> Instant {
        BEGIN.plus_millis(self.now)
    }

    /// The first failure counts.
    pub fn fail(&mut self, why: String) {
        self.note(|| format!("FAILED: {why}"));
        self.failure.get_or_insert(why);
    }

    /// A line of the history, where somebody reads it.
    pub fn note(&mut self, line: impl FnOnce() -> String) {
        let now = self.now;
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{:>6}.{:03} {}", now / 1000, now % 1000, line()));
        }
    }

    /// The lines so far.
    pub fn take_trace(&mut self) -> Vec<String> {
        self.trace.take().unwrap_or_default()
    }

    /// A number that two runs of one seed share.
    pub fn fingerprint(&self) -> u64 {
        let journal = self.server.database.journal.iter().flat_map(|stored| *stored.result.id.bytes());
        journal.fold(self.print, |print, byte| print.rotate_left(5) ^ u64::from(byte))
    }
}
