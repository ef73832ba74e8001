//! The app's wasm: built, bound to its JavaScript, made small. Binding and shrinking are skipped when nothing that goes in has changed.

use crate::bundle::hash;
use crate::places::{Places, write_if_changed};
use crate::split::{self, Needs, Part};
use crate::tools::WasmOpt;
use crate::{Flavour, cargo};
use anyhow::{Context as _, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

/// Part of the key of kept results: raise it when the steps below change.
const STEPS: &str = "bindgen 0.2.130, steps 3";

/// How many kept results stay: the release and the debug one, each with the one before.
const KEPT_RESULTS: usize = 4;

/// In a kept result, which cut needs which parts.
const NEEDS: &str = "needs.json";

/// The module and the JavaScript that loads it, and the parts that come later with the script that fetches them.
pub struct Bound {
    pub glue: String,
    pub wasm: Vec<u8>,
    pub link: String,
    pub parts: Vec<Part>,
    pub needs: Needs,
}

/// Builds, binds and optimises.
pub fn build(places: &Places, flavour: Flavour) -> Result<Bound> {
    cargo::ensure_wasm_target(places)?;
    let path = cargo::build_wasm(places, flavour)?;
    let raw = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let shrink = flavour == Flavour::Release;
    if let Some(kept) = kept(places, &raw, WasmOpt::find(places).filter(|_| shrink).as_ref()) {
        return Ok(kept);
    }
    let tool = if shrink { WasmOpt::find_or_install(places)? } else { None };
    let mut bound = bind(split::cut(places, &raw)?, flavour)?;
    if let Some(tool) = &tool {
        println!("pack: optimising {} KB of wasm and {} parts", bound.wasm.len() / 1024, bound.parts.len());
        bound.wasm = optimise(places, tool, &bound.wasm)?;
        for part in &mut bound.parts {
            part.wasm = optimise(places, tool, &part.wasm)?;
        }
    }
    keep(places, &raw, tool.as_ref(), &bound)?;
    Ok(bound)
}

fn bind(cut: split::Cut, flavour: Flavour) -> Result<Bound> {
    let release = flavour == Flavour::Release;
    // The default module path is left out on purpose: `start.js` names the hashed file.
    let mut output = Bindgen::new()
        .input_bytes("app", cut.main)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        // The parts find what they share with the module by the linker's names.
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(release)
        .remove_producers_section(release)
        .generate_output()
        .context("wasm-bindgen")?;
    Ok(Bound { glue: output.js().to_owned(), wasm: output.wasm_mut().emit_wasm(), link: cut.link, parts: cut.parts, needs: cut.needs })
}

fn optimise(places: &Places, tool: &WasmOpt, wasm: &[u8]) -> Result<Vec<u8>> {
    let before = places.cache().join("before.wasm");
    let after = places.cache().join("after.wasm");
    fs::write(&before, wasm)?;
    // What Rust's own wasm target uses; without the names wasm-opt refuses the module.
    let features = [
        "--enable-bulk-memory",
        "--enable-bulk-memory-opt",
        "--enable-mutable-globals",
        "--enable-sign-ext",
        "--enable-nontrapping-float-to-int",
        "--enable-reference-types",
        "--enable-multivalue",
    ];
    cargo::run(Command::new(&tool.path).arg("-Oz").args(features).arg(&before).arg("-o").arg(&after), "wasm-opt")?;
    Ok(fs::read(&after)?)
}

fn folder_name(raw: &[u8], tool: Option<&WasmOpt>) -> String {
    let tool = tool.map_or_else(|| "none".to_owned(), WasmOpt::identity);
    format!("app-{}", hash(format!("{STEPS}\n{tool}\n{}", hash(raw)).as_bytes()))
}

fn kept(places: &Places, raw: &[u8], tool: Option<&WasmOpt>) -> Option<Bound> {
    let folder = places.cache().join(folder_name(raw, tool));
    let glue = fs::read_to_string(folder.join("app.js")).ok()?;
    let wasm = fs::read(folder.join("app.wasm")).ok()?;
    let link = fs::read_to_string(folder.join("link.js")).ok()?;
    let needs: Needs = serde_json::from_slice(&fs::read(folder.join(NEEDS)).ok()?).ok()?;
    let names: BTreeSet<&String> = needs.values().flatten().collect();
    let part = |name: &String| Some(Part { name: name.clone(), wasm: fs::read(folder.join(format!("{name}.wasm"))).ok()? });
    let parts = names.into_iter().map(part).collect::<Option<_>>()?;
    Some(Bound { glue, wasm, link, parts, needs })
}

fn keep(places: &Places, raw: &[u8], tool: Option<&WasmOpt>, bound: &Bound) -> Result<()> {
    drop_oldest(&places.cache())?;
    let folder = places.cache().join(folder_name(raw, tool));
    write_if_changed(&folder.join("app.wasm"), &bound.wasm)?;
    write_if_changed(&folder.join("link.js"), bound.link.as_bytes())?;
    for part in &bound.parts {
        write_if_changed(&folder.join(format!("{}.wasm", part.name)), &part.wasm)?;
    }
    write_if_changed(&folder.join(NEEDS), &serde_json::to_vec(&bound.needs)?)?;
    write_if_changed(&folder.join("app.js"), bound.glue.as_bytes())?;
    Ok(())
}

fn drop_oldest(cache: &Path) -> Result<()> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(cache)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with("app-") {
            folders.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    folders.sort();
    let surplus = (folders.len() + 1).saturating_sub(KEPT_RESULTS);
    for (_, folder) in folders.into_iter().take(surplus) {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}
