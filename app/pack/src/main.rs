//! Builds the bundle (wasm, style, texts, service worker), embeds it in the server and runs it.
//!
//! `cargo serve` builds everything and runs `shuanglian serve --demo`; arguments after `--` are passed on.
//! `cargo pack` stops before running and prints the bundle's bytes. `cargo serve --dev` is the edit loop:
//! debug wasm, assets read from disk, rebuilt when a file changes.
//!
//! The bundle is `app/dist`: `manifest.json` (logical name → served path), `sw.js`, `manifest.webmanifest`, and
//! `assets/` with hashed names, each beside its `.br` and `.gz`. It knows nothing of what the pages show.

mod bundle;
mod cargo;
mod compose;
mod dev;
mod places;
mod report;
mod split;
mod style;
mod tools;
mod wasm;

use anyhow::{Context as _, Result, bail};
use shared::text::{Lang, catalog_json};
use std::process::ExitCode;

/// How the wasm is built.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flavour {
    /// Small and quick to load: what is installed.
    Release,
    /// Quick to build: the edit loop.
    Dev,
}

/// What was asked for on the command line.
enum Task {
    /// Build, then print the bytes.
    Pack,
    /// Build the debug bundle and the server, and stop: for looking at pages without the edit loop.
    PackDev,
    /// Print the tables of texts, one language a line: how a running build asks for those of this moment.
    Texts,
    /// Build, then run the server with these further arguments.
    Serve(Vec<String>),
    /// Build, run the server, and build again at each change.
    Watch(Vec<String>),
}

const USAGE: &str = "cargo pack [--dev] | cargo serve [--dev] [-- arguments of `shuanglian serve`]";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("pack: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    match task(std::env::args().skip(1).collect())? {
        Task::Pack => {
            let places = places::Places::find()?;
            let built = compose::build(&places, Flavour::Release)?;
            cargo::build_server(&places)?;
            report::print(&places, &built)?;
            Ok(ExitCode::SUCCESS)
        }
        Task::PackDev => {
            let places = places::Places::find()?;
            compose::build(&places, Flavour::Dev)?;
            cargo::build_server(&places)?;
            Ok(ExitCode::SUCCESS)
        }
        Task::Texts => {
            for lang in Lang::ALL {
                println!("{}", catalog_json(lang));
            }
            Ok(ExitCode::SUCCESS)
        }
        Task::Serve(rest) => {
            let places = places::Places::find()?;
            compose::build(&places, Flavour::Release)?;
            cargo::build_server(&places)?;
            cargo::become_server(&places, &rest)
        }
        Task::Watch(rest) => dev::watch(&places::Places::find()?, &rest),
    }
}

fn task(mut arguments: Vec<String>) -> Result<Task> {
    if arguments.is_empty() {
        bail!("{USAGE}");
    }
    let name = arguments.remove(0);
    let dev = arguments.first().is_some_and(|first| first == "--dev");
    if dev {
        arguments.remove(0);
    }
    if arguments.first().is_some_and(|first| first == "--") {
        arguments.remove(0);
    }
    match (name.as_str(), dev) {
        ("serve", false) => Ok(Task::Serve(arguments)),
        ("serve", true) => Ok(Task::Watch(arguments)),
        ("pack", false) if arguments.is_empty() => Ok(Task::Pack),
        ("pack", true) if arguments.is_empty() => Ok(Task::PackDev),
        ("texts", false) if arguments.is_empty() => Ok(Task::Texts),
        _ => Err(anyhow::anyhow!("{USAGE}")).context("unknown arguments"),
    }
}
