//! The bundle on disk: hashed names, compressed copies, and the list of all of it.

use crate::Flavour;
use crate::places::write_if_changed;
use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Hexadecimal digits of the hash in a name: 64 bits, far more than a few dozen files need.
const HASH_DIGITS: usize = 16;

/// Brotli's window, in bits: the largest that browsers must accept.
const BROTLI_WINDOW: i32 = 22;

/// A short hash of some content.
pub fn hash(content: &[u8]) -> String {
    let mut digits = hex::encode(Sha256::digest(content));
    digits.truncate(HASH_DIGITS);
    digits
}

/// A bundle being put together.
pub struct Bundle {
    folder: PathBuf,
    flavour: Flavour,
    urls: BTreeMap<String, String>,
    written: BTreeSet<PathBuf>,
}

impl Bundle {
    /// An empty bundle that will replace what is in the folder.
    pub fn new(folder: PathBuf, flavour: Flavour) -> Self {
        Self { folder, flavour, urls: BTreeMap::new(), written: BTreeSet::new() }
    }

    /// Adds a file under a name that changes with its content, and returns its address.
    pub fn add(&mut self, logical: &str, content: &[u8]) -> Result<String> {
        let (stem, extension) = logical.rsplit_once('.').context("an asset's name needs an extension")?;
        let url = format!("/assets/{stem}.{}.{extension}", hash(content));
        self.write(logical, &url, content)?;
        Ok(url)
    }

    /// Adds a file at an address that the caller made to change with its content.
    pub fn add_at(&mut self, logical: &str, url: &str, content: &[u8]) -> Result<()> {
        self.write(logical, url, content)
    }

    /// Adds a file that keeps its name, and so is asked for anew each time.
    pub fn add_named(&mut self, name: &str, content: &[u8]) -> Result<()> {
        self.write(name, &format!("/{name}"), content)
    }

    /// The addresses of all files with hashed names.
    pub fn assets(&self) -> Vec<&str> {
        self.urls.values().map(String::as_str).filter(|url| url.starts_with("/assets/")).collect()
    }

    /// Address by logical name.
    pub fn urls(&self) -> &BTreeMap<String, String> {
        &self.urls
    }

    /// Writes the list of names and removes what is left of earlier bundles.
    pub fn finish(mut self, version: &str) -> Result<()> {
        let manifest = serde_json::json!({ "version": version, "files": self.urls });
        self.put("manifest.json", serde_json::to_string_pretty(&manifest)?.as_bytes())?;
        remove_others(&self.folder, &self.written)
    }

    fn write(&mut self, logical: &str, url: &str, content: &[u8]) -> Result<()> {
        let name = url.trim_start_matches('/');
        self.put(name, content)?;
        if self.flavour == Flavour::Release && gains_by_compression(name) {
            self.put_compressed(name, content, "br", brotli)?;
            self.put_compressed(name, content, "gz", gzip)?;
        }
        self.urls.insert(logical.to_owned(), url.to_owned());
        Ok(())
    }

    fn put(&mut self, name: &str, content: &[u8]) -> Result<bool> {
        let path = self.folder.join(name);
        let changed = write_if_changed(&path, content)?;
        self.written.insert(path);
        Ok(changed)
    }

    /// A compressed copy that is newer than its original was made from it; compressing anew would cost seconds.
    fn put_compressed(&mut self, name: &str, content: &[u8], suffix: &str, compress: fn(&[u8]) -> Result<Vec<u8>>) -> Result<()> {
        let path = self.folder.join(format!("{name}.{suffix}"));
        let age = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
        let fresh = age(&path).is_some_and(|copy| age(&self.folder.join(name)).is_some_and(|original| copy >= original));
        if !fresh {
            write_if_changed(&path, &compress(content)?)?;
        }
        self.written.insert(path);
        Ok(())
    }
}

fn gains_by_compression(name: &str) -> bool {
    Path::new(name).extension().is_none_or(|extension| extension != "png")
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: BROTLI_WINDOW, size_hint: content.len(), ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

fn remove_others(folder: &Path, keep: &BTreeSet<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_others(&path, keep)?;
        } else if !keep.contains(&path) {
            fs::remove_file(&path).with_context(|| format!("removing {}", path.display()))?;
        }
    }
    Ok(())
}
