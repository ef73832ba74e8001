//! Makes room for the bundle that `cargo pack` builds, so that checks and tests work without one, and has the server
//! built anew when there is another: the embedding notices changed files by itself, but not added ones.

use std::path::Path;
use std::{fs, io};

fn main() -> io::Result<()> {
    let bundle = Path::new("../app/dist");
    let manifest = bundle.join("manifest.json");
    println!("cargo:rerun-if-changed={}", manifest.display());
    println!("cargo:rerun-if-changed=build.rs");
    // A new migration is a new file, which the macro that takes them in does not notice.
    println!("cargo:rerun-if-changed=migrations");
    if !manifest.exists() {
        fs::create_dir_all(bundle)?;
        fs::write(&manifest, "{\"version\":\"\",\"files\":{}}")?;
    }
    Ok(())
}
