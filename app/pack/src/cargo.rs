//! The nested cargos: the wasm target, the app's wasm, the server; and becoming the server.

use crate::Flavour;
use crate::places::Places;
use crate::wasm::Module;
use anyhow::{Context as _, Result, bail};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

const WASM: &str = "wasm32-unknown-unknown";

/// The environment variable that makes the server read the bundle from disk.
pub const ASSETS_VARIABLE: &str = "SHUANGLIAN_ASSETS";

fn cargo(places: &Places) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(&places.root);
    command
}

/// Runs a command whose output the user sees, and fails with its name.
pub fn run(command: &mut Command, what: &str) -> Result<()> {
    let status = command.status().with_context(|| format!("{what} could not be started"))?;
    if !status.success() {
        bail!("{what} failed ({status})");
    }
    Ok(())
}

/// Adds the wasm target where it is missing: naming it in `rust-toolchain.toml` is not enough where rustup does not install by itself.
pub fn ensure_wasm_target(places: &Places) -> Result<()> {
    let output = Command::new("rustc")
        .current_dir(&places.root)
        .args(["--print", "target-libdir", "--target", WASM])
        .output()
        .context("rustc could not be started")?;
    let folder = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    if output.status.success() && folder.is_dir() {
        return Ok(());
    }
    run(Command::new("rustup").current_dir(&places.root).args(["target", "add", WASM]), "rustup target add wasm32-unknown-unknown")
        .context("the wasm target is missing; install it with `rustup target add wasm32-unknown-unknown`")
}

/// Builds the app as a wasm library with one of its features, and says where it is.
///
/// `--crate-type cdylib` stands here and not in `app/Cargo.toml`: with both crate types the wasm was 14 % larger. Such a library has no
/// hash in its name, so the builds of two features must not share a folder: one would be taken for the other.
/// A module that is cut must say what refers to what; where that is asked for, the linker leaves in what nothing refers to.
pub fn build_wasm(places: &Places, module: Module, flavour: Flavour) -> Result<PathBuf> {
    let profile = match flavour {
        Flavour::Release => "wasm-release",
        Flavour::Dev => "wasm-dev",
    };
    let target = places.wasm_target(module);
    let is_cut = module == Module::Faces;
    run(
        cargo(places)
            .args(["rustc", "--package", "app", "--lib", "--crate-type", "cdylib", "--features", module.feature()])
            .args(["--target", WASM, "--profile", profile, "--target-dir"])
            .arg(&target)
            .args(if is_cut { &["--", "-C", "link-args=--emit-relocs"][..] } else { &[] }),
        &format!("building the app's wasm with `{}`", module.feature()),
    )?;
    Ok(target.join(WASM).join(profile).join("app.wasm"))
}

/// The tables of texts as the sources now have them, one language a line.
///
/// Asked of a `pack` that cargo has just looked over, and not of this running one: its own tables are of the moment it was built.
pub fn texts(places: &Places) -> Result<Vec<String>> {
    let output = cargo(places)
        .args(["run", "--release", "--package", "pack", "--quiet", "--", "texts"])
        .stderr(Stdio::inherit())
        .output()
        .context("cargo could not be started")?;
    if !output.status.success() {
        bail!("building the texts failed ({})", output.status);
    }
    Ok(String::from_utf8(output.stdout)?.lines().map(str::to_owned).collect())
}

/// Builds the server with the bundle inside.
pub fn build_server(places: &Places) -> Result<()> {
    run(cargo(places).args(["build", "--release", "--package", "server", "--bin", "shuanglian"]), "building the server")
}

/// The server's command line for a demonstration.
pub fn server(places: &Places, rest: &[String]) -> Command {
    let mut command = Command::new(places.server());
    command.args(["serve", "--demo"]).args(rest);
    command
}

/// Turns this process into the server, so that signals reach it directly.
#[cfg(unix)]
pub fn become_server(places: &Places, rest: &[String]) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    let error = server(places, rest).exec();
    Err(error).with_context(|| format!("starting {}", places.server().display()))
}

/// Runs the server and passes on how it ended.
#[cfg(not(unix))]
pub fn become_server(places: &Places, rest: &[String]) -> Result<ExitCode> {
    let status = server(places, rest).status().with_context(|| format!("starting {}", places.server().display()))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
