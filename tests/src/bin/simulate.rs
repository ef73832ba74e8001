//! Runs histories of the sync simulator: `cargo run --release -p tests --bin simulate -- --histories 10000 --seed 1`.

use clap::Parser;
use std::process::ExitCode;
use std::time::Instant;
use tests::sim::{Counts, run, shrink};

/// Histories of the sync protocol in a seeded world, each checked to the end.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many histories.
    #[arg(long, default_value_t = 2_000)]
    histories: u64,
    /// The first seed; the others follow it.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Lines told of a failed history.
    #[arg(long, default_value_t = 60)]
    lines: usize,
    /// Go on after a failure, and name each seed that fails.
    #[arg(long)]
    all: bool,
}

#[expect(clippy::disallowed_methods, reason = "only the rate is measured; the histories have a clock of their own")]
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let begun = Instant::now();
    let (mut counts, mut failed) = (Counts::default(), Vec::new());
    for seed in arguments.seed..arguments.seed.saturating_add(arguments.histories) {
        let outcome = run(seed, None);
        counts.add(&outcome.counts);
        let Some(why) = outcome.failure else { continue };
        failed.push(seed);
        if !arguments.all {
            break;
        }
        println!("seed {seed}: {why}");
    }
    if let Some(first) = failed.first() {
        println!("{}", shrink(*first, None, arguments.lines));
        println!("{} histories failed", failed.len());
        return ExitCode::FAILURE;
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!("{} histories from seed {} in {seconds:.1} s: every invariant held", arguments.histories, arguments.seed);
    println!("{counts:#?}");
    ExitCode::SUCCESS
}
