//! What travels before the first staff page works, as built: raw, and as brotli sends it.

use super::report::{Line, Series};
use anyhow::Context as _;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The folder that `cargo pack` fills.
const DIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../app/dist");
/// What a cadre's first page needs: the module with its glue, the styles, one language. Parts come later.
const FIRST_LOAD: [&str; 7] = ["app.wasm", "app.js", "link.js", "first.js", "start.js", "style.css", "text.zh-Hant.json"];

pub fn measure() -> anyhow::Result<Vec<Line>> {
    let manifest = PathBuf::from(DIST).join("manifest.json");
    let manifest = std::fs::read(&manifest).with_context(|| format!("{}: build it with `cargo pack`", manifest.display()))?;
    let manifest: Value = serde_json::from_slice(&manifest)?;
    let files = manifest.get("files").and_then(Value::as_object).context("no files")?;
    let mut lines = Vec::new();
    let (mut raw, mut packed) = (0.0, 0.0);
    for (name, path) in files {
        let path = path.as_str().context("a path")?;
        let first = FIRST_LOAD.contains(&name.as_str());
        if first || Path::new(name).extension().is_some_and(|kind| kind == "wasm") {
            let (one, other) = (kilobytes(path)?, kilobytes(&format!("{path}.br"))?);
            raw += if first { one } else { 0.0 };
            packed += if first { other } else { 0.0 };
            lines.push(line(if first { name.clone() } else { format!("{name}, later") }, other, one, None));
        }
    }
    lines.insert(0, line("first load of the app".to_owned(), packed, raw, Some("≤ 300 KB brotli")));
    Ok(lines)
}

fn line(what: String, packed: f64, raw: f64, budget: Option<&'static str>) -> Line {
    Line { what, unit: "KB brotli", ours: Series::fixed(packed), beside: Some(("raw", Series::fixed(raw))), budget }
}

/// The size of a file of the bundle in kilobytes of 1,000 bytes.
fn kilobytes(path: &str) -> anyhow::Result<f64> {
    let file = PathBuf::from(DIST).join(path.trim_start_matches('/'));
    let bytes = std::fs::metadata(&file).with_context(|| file.display().to_string())?.len();
    Ok(f64::from(u32::try_from(bytes)?) / 1_000.0)
}
