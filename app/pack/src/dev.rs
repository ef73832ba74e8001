//! The edit loop: the server runs and reads the bundle from disk; a changed file is built again, a changed server started again.

use crate::places::{Places, newest};
use crate::{Flavour, cargo, compose};
use anyhow::{Context as _, Result};
use std::process::{Child, ExitCode};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

/// Quick enough to seem at once, slow enough to cost nothing.
const LOOK_EVERY: Duration = Duration::from_millis(300);

/// What each part is made from, below the workspace.
const OF_BUNDLE: [&str; 3] = ["app", "shared", "style"];
const OF_SERVER: [&str; 3] = ["server", "shared", "app/src"];

/// Builds, runs, and does it again for whatever changes, until the server ends by itself.
pub fn watch(places: &Places, rest: &[String]) -> Result<ExitCode> {
    compose::build(places, Flavour::Dev)?;
    cargo::build_server(places)?;
    let mut server = start(places, rest)?;
    let mut bundle_seen = newest_of(places, &OF_BUNDLE);
    let mut server_seen = newest_of(places, &OF_SERVER);
    loop {
        sleep(LOOK_EVERY);
        if let Some(status) = server.try_wait()? {
            return Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        let bundle_now = newest_of(places, &OF_BUNDLE);
        if bundle_now > bundle_seen {
            bundle_seen = bundle_now;
            told(compose::build(places, Flavour::Dev).map(drop), "bundle");
        }
        let server_now = newest_of(places, &OF_SERVER);
        if server_now > server_seen {
            server_seen = server_now;
            if told(cargo::build_server(places), "server") {
                server.kill()?;
                server.wait()?;
                server = start(places, rest)?;
            }
        }
    }
}

fn start(places: &Places, rest: &[String]) -> Result<Child> {
    let mut command = cargo::server(places, rest);
    command.env(cargo::ASSETS_VARIABLE, places.dist());
    command.spawn().with_context(|| format!("starting {}", places.server().display()))
}

/// A mistake in a file must not end the loop.
fn told(outcome: Result<()>, what: &str) -> bool {
    match &outcome {
        Ok(()) => println!("pack: {what} is new"),
        Err(error) => eprintln!("pack: {error:#}"),
    }
    outcome.is_ok()
}

fn newest_of(places: &Places, folders: &[&str]) -> Option<SystemTime> {
    folders.iter().filter_map(|folder| newest(&places.root.join(folder))).max()
}
