//! The command line.

use clap::Parser as _;
use server::cli::{self, Cli};
use std::process::ExitCode;

fn main() -> anyhow::Result<ExitCode> {
    cli::run(Cli::parse())
}
