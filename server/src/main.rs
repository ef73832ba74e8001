//! The command line.

use clap::Parser as _;
use server::cli::{self, Cli};
use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(Cli::parse()).unwrap_or_else(|error| {
        eprintln!("shuanglian: {}", cli::told(&error));
        ExitCode::FAILURE
    })
}
