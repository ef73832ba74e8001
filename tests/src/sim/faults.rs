//! What goes wrong, and how it all heals.

use super::device::{DESK, DEVICES, PHONE, Store};
use super::plant::Plant;
use super::random::Random;
use super::world::{Happening, World};
use shared::kernel::ScopeId;
use shared::sync::client::Event;
use shared::sync::two_stores::needs_note;
use std::collections::BTreeSet;

/// How long after everything is well the live streams end; the server's last ten minutes.
const STREAM_MS: i64 = 20_000;

/// Where the server may crash while it stores a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    BeforeCommit,
    AfterCommit,
}

/// What may go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A device crashes after a few durable steps.
    CrashDevice,
    /// A second tab opens, or one closes.
    Tabs,
    /// The server crashes around a commit.
    CrashServer,
    /// A device loses its network for a while.
    Unlink,
    /// Somebody else signs in on the shared desk.
    SwitchPerson,
    /// A clock is set.
    SetClock,
    /// A device asks anew who it is.
    AskAnew,
    /// A backup is made.
    BackUp,
    /// A backup is restored.
    Restore,
    /// A store is evicted while the device is down.
    Evict,
    /// The profile of a device is copied, or put back.
    Profile,
    /// A person puts a refusal aside.
    Dismiss,
}

impl Fault {
    /// All of them, those that happen more often more than once.
    const ALL: [Self; 17] = [
        Self::CrashDevice,
        Self::CrashDevice,
        Self::CrashDevice,
        Self::Tabs,
        Self::Tabs,
        Self::CrashServer,
        Self::CrashServer,
        Self::Unlink,
        Self::Unlink,
        Self::SwitchPerson,
        Self::SetClock,
        Self::AskAnew,
        Self::BackUp,
        Self::Restore,
        Self::Evict,
        Self::Profile,
        Self::Dismiss,
    ];
}

/// How bad it is in one history.
#[derive(Debug, Clone)]
pub struct Weather {
    /// Messages in a hundred that are lost, doubled, late; batches that the server cannot store.
    pub lost: u64,
    pub doubled: u64,
    pub slow: u64,
    pub faulty: u64,
    /// Answers that were given up are fed all the same.
    pub harsh: bool,
    /// Everything travels as JSON.
    pub wire: bool,
    /// The shared desk seals its outbox to the server.
    pub sealed_desk: bool,
    /// Changes of a page.
    pub page_limit: usize,
    /// What else happens.
    pub faults: BTreeSet<Fault>,
    /// Profiles are put back in one history of so many: it makes devices stop for good.
    pub profiles: bool,
}

impl Weather {
    /// The weather of a seed.
    pub fn of(seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0x5eed);
        let bad = |random: &mut Random, worst: u64| if random.chance(70) { random.below(worst) } else { 0 };
        Self {
            lost: bad(&mut random, 35),
            doubled: bad(&mut random, 20),
            slow: bad(&mut random, 30),
            faulty: bad(&mut random, 10),
            harsh: random.chance(30),
            wire: random.chance(12),
            sealed_desk: random.chance(50),
            page_limit: 2 + random.index(9),
            faults: Fault::ALL.into_iter().filter(|_| random.chance(75)).collect(),
            profiles: random.chance(10),
        }
    }

    /// The same without one thing, for each thing that it has: a shorter tale of one seed.
    pub fn calmer(&self) -> Vec<(String, Self)> {
        let mut calmer = vec![
            ("loss".to_owned(), Self { lost: 0, ..self.clone() }),
            ("doubles".to_owned(), Self { doubled: 0, ..self.clone() }),
            ("delays".to_owned(), Self { slow: 0, ..self.clone() }),
            ("faults of the server".to_owned(), Self { faulty: 0, ..self.clone() }),
            ("harshness".to_owned(), Self { harsh: false, ..self.clone() }),
            ("sealing".to_owned(), Self { sealed_desk: false, ..self.clone() }),
            ("small pages".to_owned(), Self { page_limit: 100, ..self.clone() }),
        ];
        for fault in &self.faults {
            let faults = self.faults.iter().copied().filter(|other| other != fault).collect();
            calmer.push((format!("{fault:?}"), Self { faults, ..self.clone() }));
        }
        calmer
    }
}

impl World {
    /// One thing goes wrong.
    pub fn fault(&mut self) {
        let Some(fault) = self.random.pick(&Fault::ALL) else { return };
        let device = self.random.index(DEVICES);
        if !self.weather.faults.contains(&fault) {
            return;
        }
        match fault {
            Fault::CrashDevice => {
                let steps = self.random.below(12);
                if let Some(found) = self.devices.get_mut(device) {
                    found.crash_in = Some(steps);
                }
            }
            Fault::Tabs => self.change_tabs(),
            Fault::CrashServer => {
                self.crash_server = self.random.pick(&[Point::BeforeCommit, Point::AfterCommit]);
            }
            Fault::Unlink => self.unlink(device),
            Fault::SwitchPerson => self.switch_person(),
            Fault::SetClock => self.set_clock(device),
            Fault::AskAnew => self.ask_anew(device),
            Fault::BackUp => {
                self.note(|| "the server makes a backup".to_owned());
                self.server.back_up();
            }
            Fault::Restore => self.restore(),
            Fault::Evict => self.evict(device),
            Fault::Profile => self.profile(device),
            Fault::Dismiss => self.dismiss(device),
        }
    }

    fn change_tabs(&mut self) {
        let tabs = self.devices.get(PHONE).filter(|phone| phone.up).map(|phone| phone.tabs.iter().map(|tab| tab.id).collect::<Vec<_>>());
        match tabs.unwrap_or_default().as_slice() {
            [_] => {
                self.note(|| "the phone opens a second tab".to_owned());
                self.open_tab(PHONE, false);
            }
            tabs => {
                if let Some(tab) = self.random.pick(tabs) {
                    self.close_tab(PHONE, tab);
                }
            }
        }
    }

    fn unlink(&mut self, device: usize) {
        self.note(|| format!("device {device} loses its network"));
        if let Some(found) = self.devices.get_mut(device) {
            found.linked = false;
        }
        self.later(1_000, 12_000, Happening::Linked(device));
    }

    /// The network is back. The browser says so, or does not.
    pub fn link(&mut self, device: usize) {
        let Some(found) = self.devices.get_mut(device).filter(|found| !found.linked) else { return };
        found.linked = true;
        self.note(|| format!("device {device} has its network back"));
        if self.random.chance(50)
            && let Some(tab) = self.leader(device)
        {
            self.feed(device, tab, Event::Online(true));
        }
    }

    fn switch_person(&mut self) {
        let Some(desk) = self.devices.get_mut(DESK) else { return };
        desk.session = if desk.session == Some(1) { Some(2) } else { Some(1) };
        desk.tabs.clear();
        let (session, up) = (desk.session, desk.up);
        self.note(|| format!("person {session:?} signs in at the desk"));
        if up {
            self.open_tab(DESK, true);
        }
    }

    fn set_clock(&mut self, device: usize) {
        let years = self.random.millis(-20, 20);
        let minutes = self.random.millis(-90, 90);
        if let Some(found) = self.devices.get_mut(device) {
            found.clock_ms = if minutes % 3 == 0 { 0 } else { years * 31_536_000_000 + minutes * 60_000 };
            self.note(|| format!("the clock of device {device} is set {years} years off"));
        }
    }

    pub fn ask_anew(&mut self, device: usize) {
        if let Some(tab) = self.leader(device) {
            self.feed(device, tab, Event::SayHello);
        }
    }

    /// The server loses its memory; what it had taken in and not stored is gone.
    pub fn server_goes_down(&mut self, when: &str) {
        self.note(|| format!("the server crashes {when}"));
        self.counts.server_crashes += 1;
        self.server_up = false;
        self.desk.clear();
        self.later(200, 4_000, Happening::ServerUp);
    }

    /// The server is back; most devices notice that their live stream broke.
    pub fn server_comes_up(&mut self) {
        self.server_up = true;
        self.later(5, 400, Happening::FollowUps);
        for device in 0..DEVICES {
            if self.random.chance(60) {
                self.ask_anew(device);
            }
        }
    }

    fn restore(&mut self) {
        let back = self.random.index(2);
        if self.server.restore(back) {
            self.counts.restores += 1;
            let epoch = self.server.database.epoch;
            self.note(|| format!("a backup is restored: epoch {epoch}"));
            self.server_goes_down("and comes back with a backup");
        }
    }

    /// The browser takes one store away while nothing runs.
    fn evict(&mut self, device: usize) {
        let the_database = self.random.chance(50);
        let Some(found) = self.devices.get_mut(device).filter(|found| found.whole) else { return };
        found.tabs.clear();
        let was_up = std::mem::take(&mut found.up);
        found.whole = false;
        if the_database {
            // Two notes with one number: a crash left one that nobody called saved. With the database gone nobody can tell which.
            let numbers: BTreeSet<(ScopeId, u64)> = found.disk.notes.entries.values().map(|entry| (entry.scope.clone(), entry.n)).collect();
            if numbers.len() == found.disk.notes.entries.len() {
                for entry in found.disk.database.entries.values().filter(|entry| !needs_note(entry)) {
                    if let Some(written) = self.witness.written.get_mut(&entry.id) {
                        written.released = true;
                    }
                }
                found.disk.database = Store::default();
                found.disk.rows.clear();
            }
        } else {
            found.disk.notes = Store::default();
            found.disk.hellos.clear();
        }
        self.counts.evictions += 1;
        self.note(|| format!("device {device} loses its {}", if the_database { "database" } else { "notes" }));
        if was_up {
            self.later(100, 3_000, Happening::Start(device));
        }
    }

    /// The profile is copied by a file backup, or such a copy is put back: two devices under one identity.
    fn profile(&mut self, device: usize) {
        let planted = self.plant == Some(Plant::NoHashCheck);
        if !self.weather.profiles && !planted {
            return;
        }
        let now = self.now;
        let Some(found) = self.devices.get_mut(device) else { return };
        let Some((at, copy)) = found.copy.take() else {
            found.copy = Some((now, found.disk.clone()));
            return;
        };
        found.disk = copy;
        let was_up = std::mem::take(&mut found.up);
        found.tabs.clear();
        for written in self.witness.written.values_mut().filter(|written| written.device == device && written.at >= at) {
            written.undone = true;
        }
        self.witness.put_back.insert(device);
        self.counts.profiles += 1;
        self.note(|| format!("device {device} is put back to its profile of {at}"));
        if was_up {
            self.later(100, 3_000, Happening::Start(device));
        }
    }

    fn dismiss(&mut self, device: usize) {
        let Some(found) = self.devices.get(device) else { return };
        let tabs: Vec<u64> = found.tabs.iter().map(|tab| tab.id).collect();
        let Some(tab) = self.random.pick(&tabs) else { return };
        let refused = self.tab(device, tab).and_then(|found| found.client.entries().find(|entry| entry.needs_eyes()).map(|entry| entry.id));
        if let Some(id) = refused {
            self.note(|| format!("device {device} puts {id} aside"));
            self.witness.dismissed.insert(id);
            self.feed(device, tab, Event::Dismissed(id));
        }
    }

    /// From now on nothing goes wrong any more, and every browser says that the network is there.
    pub fn heal(&mut self) {
        self.note(|| "everything is well from now on".to_owned());
        self.healed = true;
        self.crash_server = None;
        if !self.server_up {
            self.server_comes_up();
        }
        for device in 0..DEVICES {
            if let Some(found) = self.devices.get_mut(device) {
                found.linked = true;
                found.crash_in = None;
                found.rounds = 0;
            }
            self.start(device);
            if let Some(tab) = self.leader(device) {
                self.feed(device, tab, Event::Online(true));
            }
        }
        self.later(5, 400, Happening::FollowUps);
        self.at(self.now + STREAM_MS, Happening::StreamsEnd);
    }
}
