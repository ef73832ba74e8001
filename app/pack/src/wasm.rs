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
const STEPS: &str = "bindgen 0.2.130, steps 4";

/// How many kept results stay: of each module the release and the debug one, each with the one before.
const KEPT_RESULTS: usize = 8;

/// In a kept result, which cut needs which parts.
const NEEDS: &str = "needs.json";

/// The app's two builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Module {
    /// What brings the public pages to life. It comes whole.
    Public,
    /// The desk and the kiosk, cut into parts that come when they are opened.
    Faces,
}

impl Module {
    /// What its files are called: `app.js`, `app.wasm`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Faces => "app",
        }
    }

    /// The feature of the app that it is built with.
    pub fn feature(self) -> &'static str {
        match self {
            Self::Public => "hydrate",
            Self::Faces => "csr",
        }
    }
}

/// The module and the JavaScript that loads it, and the parts that come later with the script that fetches them.
pub struct Bound {
    pub glue: String,
    pub wasm: Vec<u8>,
    pub cut: Option<CutAway>,
}

/// What was cut away from a module.
pub struct CutAway {
    /// The script that fetches the parts.
    pub link: String,
    pub parts: Vec<Part>,
    pub needs: Needs,
}

/// Builds, binds and optimises.
pub fn build(places: &Places, module: Module, flavour: Flavour) -> Result<Bound> {
    cargo::ensure_wasm_target(places)?;
    let path = cargo::build_wasm(places, module, flavour)?;
    let raw = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let shrink = flavour == Flavour::Release;
    let key = |tool: Option<&WasmOpt>| folder_name(module, &raw, tool);
    if let Some(kept) = kept(&places.cache().join(key(WasmOpt::find(places).filter(|_| shrink).as_ref()))) {
        return Ok(kept);
    }
    let tool = if shrink { WasmOpt::find_or_install(places)? } else { None };
    let mut bound = match module {
        Module::Public => bind(raw.clone(), flavour, None)?,
        Module::Faces => {
            let cut = split::cut(places, &raw)?;
            bind(cut.main, flavour, Some(CutAway { link: cut.link, parts: cut.parts, needs: cut.needs }))?
        }
    };
    if let Some(tool) = &tool {
        println!("pack: optimising {} KB of wasm of {}", bound.wasm.len() / 1024, module.name());
        bound.wasm = optimise(places, tool, &bound.wasm)?;
        for part in bound.cut.iter_mut().flat_map(|cut| &mut cut.parts) {
            part.wasm = optimise(places, tool, &part.wasm)?;
        }
    }
    keep(places, &key(tool.as_ref()), &bound)?;
    Ok(bound)
}

fn bind(wasm: Vec<u8>, flavour: Flavour, cut: Option<CutAway>) -> Result<Bound> {
    let release = flavour == Flavour::Release;
    // The default module path is left out on purpose: `start.js` names the hashed file.
    let mut output = Bindgen::new()
        .input_bytes("app", wasm)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        // The parts find what they share with the module by the linker's names.
        .keep_lld_exports(cut.is_some())
        .demangle(false)
        .remove_name_section(release)
        .remove_producers_section(release)
        .generate_output()
        .context("wasm-bindgen")?;
    Ok(Bound { glue: output.js().to_owned(), wasm: output.wasm_mut().emit_wasm(), cut })
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

fn folder_name(module: Module, raw: &[u8], tool: Option<&WasmOpt>) -> String {
    let tool = tool.map_or_else(|| "none".to_owned(), WasmOpt::identity);
    format!("app-{}", hash(format!("{STEPS}\n{}\n{tool}\n{}", module.name(), hash(raw)).as_bytes()))
}

fn kept(folder: &Path) -> Option<Bound> {
    let glue = fs::read_to_string(folder.join("app.js")).ok()?;
    let wasm = fs::read(folder.join("app.wasm")).ok()?;
    if !folder.join(NEEDS).exists() {
        return Some(Bound { glue, wasm, cut: None });
    }
    let link = fs::read_to_string(folder.join("link.js")).ok()?;
    let needs: Needs = serde_json::from_slice(&fs::read(folder.join(NEEDS)).ok()?).ok()?;
    let names: BTreeSet<&String> = needs.values().flatten().collect();
    let part = |name: &String| Some(Part { name: name.clone(), wasm: fs::read(folder.join(format!("{name}.wasm"))).ok()? });
    let parts = names.into_iter().map(part).collect::<Option<_>>()?;
    Some(Bound { glue, wasm, cut: Some(CutAway { link, parts, needs }) })
}

fn keep(places: &Places, name: &str, bound: &Bound) -> Result<()> {
    drop_oldest(&places.cache())?;
    let folder = places.cache().join(name);
    write_if_changed(&folder.join("app.wasm"), &bound.wasm)?;
    if let Some(cut) = &bound.cut {
        write_if_changed(&folder.join("link.js"), cut.link.as_bytes())?;
        for part in &cut.parts {
            write_if_changed(&folder.join(format!("{}.wasm", part.name)), &part.wasm)?;
        }
        write_if_changed(&folder.join(NEEDS), &serde_json::to_vec(&cut.needs)?)?;
    }
    // Last: where it is, all is.
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
