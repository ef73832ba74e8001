//! Puts the bundle together: builds each part, gives it its name, and fills the names into what refers to it.

use crate::bundle::{Bundle, hash};
use crate::places::{Places, newest};
use crate::wasm::{Bound, Module};
use crate::{Flavour, cargo, split, style, wasm};
use anyhow::{Context as _, Result, bail};
use shared::text::Lang;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// How often a build starts again because the texts changed under it.
const TRIES: usize = 5;

/// What was built, by logical name.
pub struct Built {
    /// Served address by logical name.
    pub urls: BTreeMap<String, String>,
}

/// Builds the whole bundle.
pub fn build(places: &Places, flavour: Flavour) -> Result<Built> {
    let _lock = places.lock()?;
    let app = places.root.join("app");
    let (public, faces, texts) = app_and_texts(places, flavour)?;
    let mut bundle = Bundle::new(places.dist(), flavour);
    add_texts(&mut bundle, &texts)?;
    for (module, bound) in [(Module::Public, public), (Module::Faces, faces)] {
        add_module(&mut bundle, module, bound)?;
    }
    bundle.add("style.css", style::build(&places.root.join("style"))?.as_bytes())?;
    bundle.add("first.js", script(&app.join("first.js"))?.as_bytes())?;
    add_icons(&mut bundle, &app.join("icons"))?;
    add_start(&mut bundle, &app.join("start.js"))?;
    add_manifest(&mut bundle, &app.join("manifest.webmanifest"))?;
    let version = version(&bundle, &app.join("sw.js"))?;
    add_worker(&mut bundle, &app.join("sw.js"), &version)?;
    let urls = bundle.urls().clone();
    bundle.finish(&version)?;
    Ok(Built { urls })
}

/// Adds a module with its glue and its parts.
fn add_module(bundle: &mut Bundle, module: Module, bound: Bound) -> Result<()> {
    let name = module.name();
    bundle.add(&format!("{name}.wasm"), &bound.wasm)?;
    let glue = without_comment_lines(&bound.glue);
    match bound.cut {
        None => bundle.add(&format!("{name}.js"), glue.as_bytes()).map(drop),
        Some(cut) => split::add(bundle, name, &glue, &without_comment_lines(&cut.link), &cut.parts),
    }
}

/// The app's two modules and the tables they will read, of the same sources: the ones number the texts, the others list them.
fn app_and_texts(places: &Places, flavour: Flavour) -> Result<(Bound, Bound, Vec<String>)> {
    let locales = places.root.join("shared/locales");
    for _ in 0..TRIES {
        let before = newest(&locales);
        let public = wasm::build(places, Module::Public, flavour)?;
        let faces = wasm::build(places, Module::Faces, flavour)?;
        let texts = cargo::texts(places)?;
        if newest(&locales) == before {
            return Ok((public, faces, texts));
        }
        println!("pack: the texts changed meanwhile; building again");
    }
    bail!("the texts in {} change faster than they can be built", locales.display())
}

fn add_texts(bundle: &mut Bundle, texts: &[String]) -> Result<()> {
    if texts.len() != Lang::ALL.len() {
        bail!("{} tables of texts for {} languages", texts.len(), Lang::ALL.len());
    }
    for (lang, table) in Lang::ALL.into_iter().zip(texts) {
        bundle.add(&text_name(lang), table.as_bytes())?;
    }
    Ok(())
}

/// The logical name of a language's table of texts.
pub fn text_name(lang: Lang) -> String {
    format!("text.{}.json", lang.tag())
}

fn add_icons(bundle: &mut Bundle, folder: &Path) -> Result<()> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).context("an icon has a plain name")?;
        bundle.add(name, &fs::read(&path)?)?;
    }
    Ok(())
}

fn add_start(bundle: &mut Bundle, path: &Path) -> Result<()> {
    let texts: BTreeMap<&str, String> =
        Lang::ALL.into_iter().map(|lang| Ok((lang.tag(), url(bundle, &text_name(lang))?))).collect::<Result<_>>()?;
    let module = |name: &str| Ok::<_, anyhow::Error>([url(bundle, &format!("{name}.js"))?, url(bundle, &format!("{name}.wasm"))?]);
    let start = fill(&script(path)?, "PUBLIC", &serde_json::to_string(&module(Module::Public.name())?)?)?;
    let start = fill(&start, "FACES", &serde_json::to_string(&module(Module::Faces.name())?)?)?;
    let start = fill(&start, "TEXTS", &serde_json::to_string(&texts)?)?;
    bundle.add("start.js", start.as_bytes())?;
    Ok(())
}

/// In the manifest `__name__` stands for the address of a file.
fn add_manifest(bundle: &mut Bundle, path: &Path) -> Result<()> {
    let mut manifest = read(path)?;
    let urls = bundle.urls().clone();
    for (name, url) in &urls {
        manifest = manifest.replace(&format!("__{name}__"), url);
    }
    if manifest.contains("\"__") {
        bail!("{} names a file that is not in the bundle", path.display());
    }
    bundle.add_named("manifest.webmanifest", manifest.as_bytes())
}

/// The version changes with any file of the bundle, and with the service worker itself.
fn version(bundle: &Bundle, worker: &Path) -> Result<String> {
    Ok(hash(format!("{}\n{}", bundle.assets().join("\n"), read(worker)?).as_bytes()))
}

fn add_worker(bundle: &mut Bundle, path: &Path, version: &str) -> Result<()> {
    let assets = serde_json::to_string(&bundle.assets())?;
    let worker = fill(&script(path)?, "VERSION", &serde_json::to_string(version)?)?;
    let worker = fill(&worker, "ASSETS", &assets)?;
    bundle.add_named("sw.js", worker.as_bytes())
}

fn url(bundle: &Bundle, logical: &str) -> Result<String> {
    bundle.urls().get(logical).cloned().with_context(|| format!("{logical} is not in the bundle yet"))
}

/// Puts a value in the place of `"__NAME__"`, quotes and all, so that the script is valid before and after.
fn fill(script: &str, name: &str, value: &str) -> Result<String> {
    let place = format!("\"__{name}__\"");
    if script.matches(&place).count() != 1 {
        bail!("a script should name {place} once");
    }
    Ok(script.replace(&place, value))
}

fn script(path: &Path) -> Result<String> {
    Ok(without_comment_lines(&read(path)?))
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

/// Drops lines that hold nothing but a comment, and indentation. Safe for these scripts, which have no text that spans lines.
fn without_comment_lines(script: &str) -> String {
    let mut small = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        in_comment = in_comment || line.starts_with("/*");
        if !in_comment && !line.is_empty() && !line.starts_with("//") {
            small.push_str(line);
            small.push('\n');
        }
        in_comment = in_comment && !line.ends_with("*/");
    }
    small
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_code_stays() {
        let script = "// one\n/**\n * two\n */\nconst a = 1; // three\n\n  /* four */\n  a();\n";
        assert_eq!(without_comment_lines(script), "const a = 1; // three\na();\n");
    }

    #[test]
    fn a_place_is_filled_once() {
        assert_eq!(fill("const A = \"__A__\";", "A", "[1]").unwrap(), "const A = [1];");
        assert!(fill("const A = 1;", "A", "[1]").is_err());
    }
}
