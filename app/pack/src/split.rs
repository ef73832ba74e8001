//! The cut: one module becomes the part that every page needs and parts that come when a face or a room is opened.
//!
//! Where to cut stands in the app, at `#[wasm_split(name)]`. The parts find each other by names in a small script, the link, which
//! the glue imports and which imports the glue; so the two get one name, made from the contents of both.

use crate::bundle::{Bundle, hash};
use crate::places::Places;
use anyhow::{Context as _, Result, anyhow};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use wasm_split_cli_support::{Options, transform};

/// The names by which glue and link import each other until they get their own.
const LINK: &str = "./__link.js";
const GLUE: &str = "./__glue.js";

/// For each `#[wasm_split(name)]`, the parts that must have arrived: its own, and those it shares with others.
pub type Needs = BTreeMap<String, Vec<String>>;

/// A module that comes later.
pub struct Part {
    /// Its name, as the link has it: `split_desk`, `chunk_3`.
    pub name: String,
    pub wasm: Vec<u8>,
}

/// A module cut in parts.
pub struct Cut {
    /// What every page needs, still to be bound.
    pub main: Vec<u8>,
    /// The script that fetches the parts.
    pub link: String,
    pub parts: Vec<Part>,
    pub needs: Needs,
}

/// Cuts a module as it came from the linker.
pub fn cut(places: &Places, raw: &[u8]) -> Result<Cut> {
    let folder = places.cache().join("cut");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let main = folder.join("main.wasm");
    let mut options = Options::new(raw);
    options.output_dir = &folder;
    options.main_out_path = &main;
    options.link_name = LINK;
    options.main_module = GLUE;
    let split = transform(options).map_err(|error| anyhow!("cutting the wasm: {error:#}"))?;
    let mut parts = split.split_modules.into_iter().map(part).collect::<Result<Vec<_>>>()?;
    let needs = split.prefetch_map.into_iter().collect();
    parts.sort_by(|one, other| one.name.cmp(&other.name));
    let link = fs::read_to_string(folder.join(LINK)).context("reading the link")?;
    Ok(Cut { main: fs::read(main)?, link, parts, needs })
}

fn part(path: PathBuf) -> Result<Part> {
    let name = path.file_stem().and_then(|stem| stem.to_str()).context("a part has a plain name")?.to_owned();
    Ok(Part { name, wasm: fs::read(&path)? })
}

/// Puts parts, link and glue into the bundle, each under the name by which the others ask for it.
pub fn add(bundle: &mut Bundle, name: &str, glue: &str, link: &str, parts: &[Part]) -> Result<()> {
    let mut link = link.to_owned();
    for part in parts {
        let url = bundle.add(&format!("{}.wasm", part.name), &part.wasm)?;
        link = link.replace(&format!("\"./{}.wasm\"", part.name), &format!("\"{url}\""));
    }
    let pair = hash(format!("{glue}\n{link}").as_bytes());
    let (glue_url, link_url) = (format!("/assets/{name}.{pair}.js"), format!("/assets/link.{pair}.js"));
    bundle.add_at("link.js", &link_url, link.replace(GLUE, &glue_url).as_bytes())?;
    // Only where it is fetched from: the wasm goes on asking for its imports by the name it was linked with.
    let glue = glue.replace(&format!("from \"{LINK}\""), &format!("from \"{link_url}\""));
    bundle.add_at(&format!("{name}.js"), &glue_url, glue.as_bytes())
}
