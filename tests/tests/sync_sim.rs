//! The sync protocol in a seeded world: every history ends well, and every mistake planted in the world is found.

use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use tests::sim::{Counts, Plant, run, shrink};

/// Histories of the common test. More: `cargo run --release -p tests --bin simulate -- --histories 100000`.
const HISTORIES: u64 = 2_000;
/// Seeds in which a planted mistake must be found. Most are found within ten.
const PLANT_SEEDS: u64 = 600;
/// Lines told of a failed history.
const LINES: usize = 60;
/// Seeds that once found a mistake: they are run whatever else changes.
///
/// - 2518: after a restore the desk's other person came back with a greeting of before it, and the numbers of the new epoch's answers were
///   compared with the cursor of the old epoch's rows: a saved note vanished from the screen.
/// - 4538: a crash between the two stores left a command that waited again in the database only, which was then evicted.
/// - 5604: two tabs crashed inside a write of a scope's first number, and both notes claimed it though neither was called saved.
/// - 12287: a poke of before a restore came late, and the device asked without end for changes that were no more.
/// - 12717: a tab that does not lead kept the rows of a scope whose grant had ended, because it could not know that nothing could be sent.
/// - 75558: after a restore a tab sent number 8 before it had read the stores, where a closed tab had left number 7.
/// - 119592, 141654: what was let go, for a backup had it, was read back from the stores a moment before it left them.
/// - 1775: a tab crashed inside a write; another took the number and was answered, and with the database gone the first one's note claimed it.
const FOUND: [u64; 9] = [1_775, 2_518, 4_538, 5_604, 12_287, 12_717, 75_558, 119_592, 141_654];

/// Runs seeds on all cores and adds up what happened.
fn run_all(seeds: u64) -> Counts {
    let next = AtomicU64::new(1);
    let work = || {
        let mut counts = Counts::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed > seeds {
                return counts;
            }
            let outcome = run(seed, None);
            assert!(outcome.failure.is_none(), "{}", shrink(seed, None, LINES));
            counts.add(&outcome.counts);
        }
    };
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let handles: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let mut counts = Counts::default();
        for handle in handles {
            match handle.join() {
                Ok(own) => counts.add(&own),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        counts
    })
}

#[test]
fn every_history_ends_well_and_none_is_quiet() {
    let counts = run_all(HISTORIES);
    let happened = [
        counts.accepted,
        counts.rejected,
        counts.quarantined,
        counts.rivals,
        counts.crashes,
        counts.takeovers,
        counts.server_crashes,
        counts.restores,
        counts.resets,
        counts.evictions,
        counts.follow_ups,
    ];
    assert!(happened.iter().all(|times| *times >= HISTORIES / 50), "something hardly ever happened: {counts:#?}");
    // Two devices under one identity: rare, because it ends with a scope that has stopped for good.
    assert!(counts.profiles > 0 && counts.stopped > 0, "something never happened: {counts:#?}");
}

#[test]
fn seeds_that_found_a_mistake_stay_well() {
    for seed in FOUND {
        assert!(run(seed, None).failure.is_none(), "{}", shrink(seed, None, LINES));
    }
}

#[test]
fn a_seed_is_one_history() {
    for seed in 1..=20 {
        let (one, other) = (run(seed, None), run(seed, None));
        assert_eq!((one.fingerprint, one.counts), (other.fingerprint, other.counts), "seed {seed}");
    }
}

#[test]
fn every_planted_mistake_is_found() {
    let found = |plant: Plant| (1..=PLANT_SEEDS).find(|seed| run(*seed, Some(plant)).failure.is_some());
    let missed: Vec<Plant> = Plant::ALL.into_iter().filter(|plant| found(*plant).is_none()).collect();
    assert!(missed.is_empty(), "planted and never found in {PLANT_SEEDS} seeds: {missed:?}");
}

#[test]
fn a_failed_history_is_told_short() {
    let plant = Some(Plant::DropOnAck);
    let Some(seed) = (1..=PLANT_SEEDS).find(|seed| run(*seed, plant).failure.is_some()) else { panic!("not found") };
    let told = shrink(seed, plant, LINES);
    assert!(told.starts_with(&format!("seed {seed}: ")) && told.lines().count() <= LINES + 2, "{told}");
}
