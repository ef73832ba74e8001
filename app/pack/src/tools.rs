//! Finding `wasm-opt`, and installing it for this build alone where npm is there.

use crate::cargo;
use crate::places::Places;
use anyhow::Result;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::UNIX_EPOCH;

/// The version of npm's `binaryen` that is installed where no other is found.
const BINARYEN: &str = "binaryen@132.0.0";

/// A `wasm-opt` that can be run.
pub struct WasmOpt {
    /// Where it is.
    pub path: PathBuf,
}

impl WasmOpt {
    /// The browser tests' own, one on PATH, or one that an earlier build installed.
    pub fn find(places: &Places) -> Option<Self> {
        let name = if cfg!(windows) { "wasm-opt.cmd" } else { "wasm-opt" };
        let npm = |folder: PathBuf| folder.join("node_modules/.bin").join(name);
        let mut candidates = vec![npm(places.root.join("tests/browser"))];
        if let Some(path) = std::env::var_os("PATH") {
            candidates.extend(std::env::split_paths(&path).map(|folder| folder.join(name)));
        }
        candidates.push(npm(places.tools()));
        candidates.into_iter().find(|path| path.is_file()).map(|path| Self { path })
    }

    /// As `find`, and installs it by npm where it is missing. Says in one line when the bundle stays larger without it.
    pub fn find_or_install(places: &Places) -> Result<Option<Self>> {
        if let Some(found) = Self::find(places) {
            return Ok(Some(found));
        }
        fs::create_dir_all(places.tools())?;
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        let mut install = Command::new(npm);
        install.arg("install").arg("--prefix").arg(places.tools()).args(["--no-audit", "--no-fund", "--loglevel=error", BINARYEN]);
        if let Err(error) = cargo::run(&mut install, "npm install binaryen") {
            println!(
                "pack: no wasm-opt, so the app is about a quarter larger than it need be ({error:#}); get it with `npm install --prefix {} {BINARYEN}`",
                places.tools().display()
            );
        }
        Ok(Self::find(places))
    }

    /// Changes when another version is put in its place.
    pub fn identity(&self) -> String {
        let real = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let changed = fs::metadata(&real).and_then(|data| Ok((data.len(), data.modified()?)));
        let (bytes, age) = changed.map_or((0, 0), |(bytes, time)| (bytes, time.duration_since(UNIX_EPOCH).map_or(0, |age| age.as_secs())));
        format!("{}:{bytes}:{age}", real.display())
    }
}
