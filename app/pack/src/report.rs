//! The bundle's bytes, and how many must arrive before the first staff page works.

use crate::compose::{Built, text_name};
use crate::places::Places;
use anyhow::{Result, bail};
use shared::text::Lang;
use std::fs;

/// What the budget allows before the first staff page works (brotli).
const BUDGET_BYTES: u64 = 300 * 1024;

/// What a build may need at most today. The budget is not met yet; until it is, this keeps the bundle from growing unseen, and goes
/// down with every cut. Measured on 2026-11-25: 415,812 bytes.
const CEILING_BYTES: u64 = 412 * 1024;

/// Prints a line per file, and the total that the budget is about; fails where that is over the ceiling.
pub fn print(places: &Places, built: &Built) -> Result<()> {
    println!("{:<24} {:>10} {:>10}", "file", "raw", "brotli");
    let needed = needed_first();
    let mut first = (0, 0);
    for (name, url) in &built.urls {
        let path = places.dist().join(url.trim_start_matches('/'));
        let raw = fs::metadata(&path)?.len();
        let mut compressed = path.into_os_string();
        compressed.push(".br");
        let brotli = fs::metadata(compressed).map_or(raw, |data| data.len());
        println!("{name:<24} {raw:>10} {brotli:>10}");
        if needed.contains(name) {
            first = (first.0 + raw, first.1 + brotli);
        }
    }
    println!("{:<24} {:>10} {:>10}  (budget {BUDGET_BYTES})", "first staff page needs", first.0, first.1);
    println!("install: {}", places.server().display());
    if first.1 > CEILING_BYTES {
        bail!("the first staff page needs {} bytes, more than {CEILING_BYTES}", first.1);
    }
    Ok(())
}

/// Everything that the desk's shell asks for before a cadre's first page works, with the table of one language: parts come later.
fn needed_first() -> [String; 7] {
    let text = text_name(Lang::default());
    ["first.js", "start.js", "app.js", "link.js", "app.wasm", "style.css", &text].map(str::to_owned)
}
