//! Runs one history, says what came of it, and tells it shorter.

use super::check;
use super::faults::Weather;
use super::plant::Plant;
use super::world::World;
use std::fmt::Write as _;

/// How often what happened, so that a quiet simulator is noticed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Happenings.
    pub events: u64,
    /// Commands stored at the end.
    pub commands: u64,
    /// Of them accepted.
    pub accepted: u64,
    /// Of them rejected.
    pub rejected: u64,
    /// Of them quarantined.
    pub quarantined: u64,
    /// Changes after which two values of a field stood side by side.
    pub rivals: u64,
    /// Devices that lost their memory.
    pub crashes: u64,
    /// Tabs that took the lead over.
    pub takeovers: u64,
    /// Crashes of the server.
    pub server_crashes: u64,
    /// Backups restored.
    pub restores: u64,
    /// Scopes that a device began anew.
    pub resets: u64,
    /// Stores evicted.
    pub evictions: u64,
    /// Profiles put back.
    pub profiles: u64,
    /// Devices that ended with a scope stopped for good.
    pub stopped: u64,
    /// What other scopes had to learn.
    pub follow_ups: u64,
    /// The most exchanges that a device needed to empty its outbox.
    pub most_rounds: u64,
}

impl Counts {
    /// Adds another history's.
    pub fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.commands += other.commands;
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        self.quarantined += other.quarantined;
        self.rivals += other.rivals;
        self.crashes += other.crashes;
        self.takeovers += other.takeovers;
        self.server_crashes += other.server_crashes;
        self.restores += other.restores;
        self.resets += other.resets;
        self.evictions += other.evictions;
        self.profiles += other.profiles;
        self.stopped += other.stopped;
        self.follow_ups += other.follow_ups;
        self.most_rounds = self.most_rounds.max(other.most_rounds);
    }
}

/// What came of a history.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Its seed.
    pub seed: u64,
    /// The first invariant that did not hold.
    pub failure: Option<String>,
    /// A number that two runs of one seed share.
    pub fingerprint: u64,
    /// What happened how often.
    pub counts: Counts,
    /// The history line by line, where it was asked for.
    pub trace: Vec<String>,
}

/// Runs the history of a seed.
pub fn run(seed: u64, plant: Option<Plant>) -> Outcome {
    run_in(seed, Weather::of(seed), plant, false)
}

fn run_in(seed: u64, weather: Weather, plant: Option<Plant>, traced: bool) -> Outcome {
    let mut world = World::new(seed, weather, plant, traced);
    world.run();
    if world.failure.is_none()
        && let Err(why) = check::check(&mut world)
    {
        world.fail(why);
    }
    let (failure, fingerprint, counts) = (world.failure.take(), world.fingerprint(), world.counts.clone());
    Outcome { seed, failure, fingerprint, counts, trace: world.take_trace() }
}

/// A failure without its ids and numbers.
fn kind(failure: &str) -> String {
    let words = failure.split_whitespace().filter(|word| !word.contains(|letter: char| letter.is_ascii_digit()));
    words.collect::<Vec<_>>().join(" ")
}

/// Tells the history of a failed seed, without whatever it also fails without, and its last `lines` lines.
pub fn shrink(seed: u64, plant: Option<Plant>, lines: usize) -> String {
    let mut weather = Weather::of(seed);
    let of = run_in(seed, weather.clone(), plant, false).failure.as_deref().map(kind);
    let mut without = Vec::new();
    loop {
        let fails = |calmer: &Weather| run_in(seed, calmer.clone(), plant, false).failure.as_deref().map(kind) == of;
        let next = weather.calmer().into_iter().find(|(what, calmer)| !without.contains(what) && fails(calmer));
        let Some((what, calmer)) = next else { break };
        without.push(what);
        weather = calmer;
    }
    let outcome = run_in(seed, weather, plant, true);
    let mut told = format!("seed {seed}: {}\n", outcome.failure.unwrap_or_default());
    // Writing to a text does not fail.
    _ = writeln!(told, "it fails even without {}; the last lines:", without.join(", "));
    for line in outcome.trace.iter().skip(outcome.trace.len().saturating_sub(lines)) {
        _ = writeln!(told, "{line}");
    }
    told
}
