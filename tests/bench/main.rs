//! How small and how fast, measured on this machine: `cargo pack`, then `cargo bench -p tests`.
//!
//! Everything is asked of the built program over its own endpoints, on loopback. Beside each figure stands a peer or a floor measured in
//! the same run, because a bare number says as much about the machine as about us. One warm-up is thrown away, then five runs count:
//! the median, and the range they fell in. Nothing here passes or fails by the clock: figures are read by people.

#![expect(clippy::disallowed_methods, reason = "whoever measures reads the clock")]

mod bare;
mod bundle;
mod first_sync;
mod push;
mod report;
mod start;

use anyhow::Context as _;
use clap::Parser;
use std::path::PathBuf;

#[derive(Debug, Parser)]
struct Arguments {
    /// Runs that count, after one warm-up.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Households of the first sync.
    #[arg(long, default_value_t = 10_000)]
    households: usize,
    /// Visits of a push.
    #[arg(long, default_value_t = 1_000)]
    visits: usize,
    /// Where the figures are written as JSON.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/bench.json"))]
    json: PathBuf,
    /// Said by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let mut lines = bundle::measure()?;
    lines.extend(start::measure(arguments.runs).await?);
    lines.extend(first_sync::measure(arguments.runs, arguments.households).await?);
    lines.extend(push::measure(arguments.runs, arguments.visits).await?);
    let report = report::Report::new(arguments.runs, &push::sqlite_version().await?, lines);
    println!("{report}");
    let json = serde_json::to_string_pretty(&report)?;
    std::fs::write(&arguments.json, json).with_context(|| arguments.json.display().to_string())?;
    println!("as JSON: {}", arguments.json.display());
    Ok(())
}
