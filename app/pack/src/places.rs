//! Where things are: found from this crate's own place, so that the current directory does not matter.

use crate::wasm::Module;
use anyhow::{Context as _, Result};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The folders a build reads and writes.
pub struct Places {
    /// The workspace.
    pub root: PathBuf,
    /// Cargo's target folder of the native build.
    pub target: PathBuf,
}

impl Places {
    /// Asks cargo for the target folder; the workspace is two floors above this crate.
    pub fn find() -> Result<Self> {
        let metadata = cargo_metadata::MetadataCommand::new()
            .manifest_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
            .no_deps()
            .exec()
            .context("cargo metadata")?;
        Ok(Self { root: metadata.workspace_root.into_std_path_buf(), target: metadata.target_directory.into_std_path_buf() })
    }

    /// The bundle, embedded by the server.
    pub fn dist(&self) -> PathBuf {
        self.root.join("app/dist")
    }

    /// The target folder of one build of the wasm: its own, so that the cargos do not wait for each other's lock.
    pub fn wasm_target(&self, module: Module) -> PathBuf {
        self.target.join(match module {
            Module::Public => "wasm-public",
            Module::Faces => "wasm",
        })
    }

    /// Results of earlier builds, by the hash of what went in.
    pub fn cache(&self) -> PathBuf {
        self.target.join("pack")
    }

    /// Programs of npm that this build installed for itself.
    pub fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// The server that a build leaves behind: the one file to install.
    pub fn server(&self) -> PathBuf {
        self.target.join("release").join(format!("shuanglian{}", std::env::consts::EXE_SUFFIX))
    }

    /// Waits until no other build writes the bundle. The lock ends with the returned file.
    pub fn lock(&self) -> Result<File> {
        fs::create_dir_all(self.cache())?;
        let path = self.cache().join("lock");
        let file = File::create(&path).with_context(|| format!("creating {}", path.display()))?;
        file.lock().with_context(|| format!("locking {}", path.display()))?;
        Ok(file)
    }
}

/// Writes only when the content differs: cargo and browsers compare times. The new content appears whole or not at all.
pub fn write_if_changed(path: &Path, content: &[u8]) -> Result<bool> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(false);
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    }
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".unfinished");
    fs::write(&unfinished, content).with_context(|| format!("writing {}", path.display()))?;
    fs::rename(&unfinished, path).with_context(|| format!("writing {}", path.display()))?;
    Ok(true)
}

/// When anything in a folder was last changed; what builds leave there does not count.
pub fn newest(folder: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).ok()?;
    let times = entries.flatten().filter_map(|entry| {
        let path = entry.path();
        let hidden = path.file_name().is_some_and(|name| name == "dist" || name == "node_modules");
        match entry.file_type().ok()? {
            _ if hidden => None,
            kind if kind.is_dir() => newest(&path),
            _ => entry.metadata().ok()?.modified().ok(),
        }
    });
    times.max()
}
