//! The document around a page, as the server sends it: a public page with its data, or the bare shell of a face that lives on the device.
//!
//! There is no inline script and no inline style, so [`CONTENT_SECURITY_POLICY`] allows none. What Leptos' own inline scripts would
//! define, `start.js` defines. The page's data is JSON in an element that no browser runs.

use super::mode::Mode;
use super::public::{PAGE_ELEMENT, PublicApp, PublicPage};
use leptos::prelude::*;
use shared::text::{Key, Lang, Texts, shell};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a document of ours may load and run: its own files, and wasm.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// A build of the app, as `start.js` loads it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Module {
    /// wasm-bindgen's module.
    pub glue: String,
    /// The app.
    pub wasm: String,
}

/// Addresses of the bundle's files, from its `manifest.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssetNames {
    /// The bundle's version, which the service worker bears too.
    pub version: String,
    /// Sets language and mode of a bare shell before its first paint.
    pub first: String,
    /// Loads texts and wasm, and starts the page.
    pub start: String,
    /// What brings the public pages to life.
    pub public: Module,
    /// The desk and the kiosk.
    pub faces: Module,
    /// The style sheet.
    pub style: String,
    /// The page's icon.
    pub icon: String,
    /// The table of texts of each language.
    pub texts: BTreeMap<Lang, String>,
}

impl AssetNames {
    /// Takes the names out of the bundle's list. `None` where one is missing: there is no bundle, or not a whole one.
    pub fn from_files(version: &str, files: &BTreeMap<String, String>) -> Option<Self> {
        let url = |logical: &str| files.get(logical).cloned();
        let texts = Lang::ALL.into_iter().map(|lang| Some((lang, url(&format!("text.{}.json", lang.tag()))?)));
        Some(Self {
            version: version.to_owned(),
            first: url("first.js")?,
            start: url("start.js")?,
            public: Module { glue: url("public.js")?, wasm: url("public.wasm")? },
            faces: Module { glue: url("app.js")?, wasm: url("app.wasm")? },
            style: url("style.css")?,
            icon: url("icon.svg")?,
            texts: texts.collect::<Option<_>>()?,
        })
    }
}

/// What a public document is made of.
#[derive(Debug, Clone, Copy)]
pub struct DocumentInput<'a> {
    /// The language of the page and of its data.
    pub lang: Lang,
    /// How it is shown.
    pub mode: Mode,
    /// The title, without the product's name.
    pub title: &'a str,
    /// A sentence for search engines and shared links; empty for none.
    pub description: &'a str,
    /// The rendered page.
    pub body_html: &'a str,
    /// The page's data, as the browser will read it.
    pub page_json: &'a str,
    /// Whether search engines must leave it alone.
    pub noindex: bool,
    /// The bundle; without one the page is still whole, but plain and still.
    pub assets: Option<&'a AssetNames>,
}

/// A face that lives on the device; its shell is the same for everybody, so that the service worker may keep it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Staff (工作台).
    Desk,
    /// The village's kiosk (村級終端 / 村级终端).
    Kiosk,
    /// What is shown where a public page is neither reachable nor kept.
    Offline,
}

/// Renders a public page: the whole document.
pub fn page(page: &PublicPage, lang: Lang, mode: Mode, noindex: bool, assets: Option<&AssetNames>) -> Result<String, serde_json::Error> {
    let page_json = serde_json::to_string(page)?;
    let texts = Texts::new(lang);
    Ok(document(DocumentInput {
        lang,
        mode,
        title: &page.title(texts),
        description: &page.description(texts),
        body_html: &body(page.clone(), lang, mode),
        page_json: &page_json,
        noindex,
        assets,
    }))
}

/// The page's markup, with the marks by which the browser finds its way when it hydrates.
fn body(page: PublicPage, lang: Lang, mode: Mode) -> String {
    let owner = Owner::new_root(None);
    let html = owner.with(|| view! { <PublicApp page=Signal::stored(page) lang=lang mode=Signal::stored(mode) /> }.to_html());
    owner.cleanup();
    html
}

/// The document around a rendered public page.
pub fn document(input: DocumentInput<'_>) -> String {
    let mut html = String::with_capacity(input.body_html.len() + input.page_json.len() + 2048);
    html.push_str("<!doctype html><html");
    attribute(&mut html, "lang", input.lang.tag());
    for (name, value) in input.mode.attributes() {
        attribute(&mut html, name, value);
    }
    html.push_str("><head>");
    head(&mut html, &super::whole_title(input.lang, input.title), input.assets);
    if !input.description.is_empty() {
        html.push_str("<meta name=\"description\"");
        attribute(&mut html, "content", input.description);
        html.push('>');
    }
    if input.noindex {
        html.push_str("<meta name=\"robots\" content=\"noindex\">");
    }
    if let Some(assets) = input.assets {
        script(&mut html, "module", &assets.start);
    }
    html.push_str("</head><body>");
    // Hydration walks the body's nodes from its first child: nothing may stand before the page's own.
    html.push_str(input.body_html);
    _ = write!(html, "<script type=\"application/json\" id=\"{PAGE_ELEMENT}\">{}</script>", json_in_html(input.page_json));
    html.push_str("</body></html>");
    html
}

/// The shell of a face: a line in each language of which `first.js` shows one, and the files to load.
pub fn bare(face: Face, assets: Option<&AssetNames>) -> String {
    let mut html = String::from("<!doctype html><html");
    attribute(&mut html, "lang", Lang::default().tag());
    let name = match face {
        Face::Desk => "desk",
        Face::Kiosk => "kiosk",
        Face::Offline => "offline",
    };
    attribute(&mut html, "data-csr", name);
    if let Some(assets) = assets {
        attribute(&mut html, "data-version", &assets.version);
    }
    for (name, value) in Mode::default().attributes() {
        attribute(&mut html, name, value);
    }
    html.push_str("><head>");
    head(&mut html, Texts::default().t(shell::PRODUCT), assets);
    html.push_str("<meta name=\"robots\" content=\"noindex\">");
    if let Some(assets) = assets {
        // Blocking on purpose: it must run before the first paint.
        _ = write!(html, "<script src=\"{}\"></script>", escape(&assets.first));
        if face != Face::Offline {
            preload(&mut html, assets);
            script(&mut html, "module", &assets.start);
        }
    }
    html.push_str("</head><body>");
    match face {
        Face::Offline => lines(&mut html, "offline", shell::OFFLINE_WORDS),
        Face::Desk | Face::Kiosk => {
            lines(&mut html, "loading", shell::LOADING);
            lines(&mut html, "failed", shell::START_FAILED);
        }
    }
    html.push_str("<noscript>");
    for lang in Lang::ALL {
        line(&mut html, lang, shell::NO_SCRIPT, "");
    }
    html.push_str("</noscript></body></html>");
    html
}

fn head(html: &mut String, title: &str, assets: Option<&AssetNames>) {
    html.push_str("<meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    _ = write!(html, "<title>{}</title>", escape(title));
    if let Some(assets) = assets {
        _ = write!(html, "<link rel=\"stylesheet\" href=\"{}\">", escape(&assets.style));
        _ = write!(html, "<link rel=\"icon\" type=\"image/svg+xml\" href=\"{}\">", escape(&assets.icon));
        html.push_str("<link rel=\"manifest\" href=\"/manifest.webmanifest\">");
    }
}

/// A shell has nothing to show before the app is there, so everything is asked for at once; a public page waits until it is read.
fn preload(html: &mut String, assets: &AssetNames) {
    _ = write!(html, "<link rel=\"modulepreload\" href=\"{}\">", escape(&assets.faces.glue));
    _ = write!(html, "<link rel=\"preload\" as=\"fetch\" crossorigin=\"anonymous\" href=\"{}\">", escape(&assets.faces.wasm));
}

fn script(html: &mut String, kind: &str, url: &str) {
    _ = write!(html, "<script type=\"{kind}\" src=\"{}\"></script>", escape(url));
}

fn lines(html: &mut String, part: &str, key: Key) {
    for lang in Lang::ALL {
        line(html, lang, key, &format!(" data-shell=\"{part}\" hidden"));
    }
}

fn line(html: &mut String, lang: Lang, key: Key, attributes: &str) {
    _ = write!(html, "<p class=\"shell-line\" lang=\"{}\"{attributes}>{}</p>", lang.tag(), escape(shared::text::t(lang, key)));
}

fn attribute(html: &mut String, name: &str, value: &str) {
    _ = write!(html, " {name}=\"{}\"", escape(value));
}

/// Text as it stands in markup or in a double-quoted attribute.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// JSON as it stands in a script element: `<` occurs only inside strings, where it may be written as an escape, so nothing ends the element early.
fn json_in_html(json: &str) -> String {
    json.replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assets() -> AssetNames {
        let logical = [
            "first.js",
            "start.js",
            "public.js",
            "public.wasm",
            "app.js",
            "app.wasm",
            "style.css",
            "icon.svg",
            "text.zh-Hant.json",
            "text.zh-Hans.json",
            "text.en.json",
        ];
        let files = logical.map(|name| (name.to_owned(), format!("/assets/{name}"))).into_iter().collect();
        AssetNames::from_files("1", &files).unwrap()
    }

    #[test]
    fn a_page_says_its_language_and_mode_and_carries_its_data() {
        let html = page(
            &PublicPage::Front(crate::place::FrontPage { query: String::new(), counties: Vec::new(), townships: Vec::new() }),
            Lang::En,
            Mode::default(),
            true,
            Some(&assets()),
        )
        .unwrap();
        assert!(
            html.starts_with("<!doctype html><html lang=\"en\" data-theme=\"auto\" data-size=\"standard\" data-contrast=\"auto\"><head>")
        );
        assert!(html.contains("<meta name=\"robots\" content=\"noindex\">"));
        assert!(html.contains("<script type=\"application/json\" id=\"page\">{\"front\":{"));
        assert!(html.contains("</head><body><a "));
    }

    #[test]
    fn nothing_is_inline() {
        for html in
            [page(&PublicPage::NotFound, Lang::ZhHant, Mode::default(), false, Some(&assets())).unwrap(), bare(Face::Desk, Some(&assets()))]
        {
            for script in html.split("<script").skip(1) {
                assert!(script.contains("src=") || script.starts_with(" type=\"application/json\""), "{script}");
            }
            assert!(!html.contains("style=\"") && !html.contains("<style") && !html.contains(" onclick"));
        }
    }

    #[test]
    fn data_cannot_leave_its_element() {
        let hostile = "{\"said\":\"</script><script>alert(1)</script><!--\"}";
        let html = document(DocumentInput {
            lang: Lang::En,
            mode: Mode::default(),
            title: "</title><script>",
            description: "\"><script>",
            body_html: "",
            page_json: hostile,
            noindex: false,
            assets: None,
        });
        assert!(!html.contains("<script>"));
        assert_eq!(html.matches("</script>").count(), 1);
        let (_, data) = html.split_once("id=\"page\">").unwrap();
        let (data, _) = data.split_once("</script>").unwrap();
        let read: serde_json::Value = serde_json::from_str(data).unwrap();
        assert_eq!(read, serde_json::from_str::<serde_json::Value>(hostile).unwrap());
    }

    #[test]
    fn a_shell_names_its_face_and_is_the_same_for_all() {
        let html = bare(Face::Kiosk, Some(&assets()));
        assert!(html.contains(" data-csr=\"kiosk\""));
        assert_eq!(html.matches("data-shell=\"loading\" hidden").count(), Lang::ALL.len());
        assert!(!bare(Face::Offline, Some(&assets())).contains("type=\"module\""));
    }

    #[test]
    fn without_a_bundle_the_page_is_still_whole() {
        let html = page(
            &PublicPage::Front(crate::place::FrontPage { query: String::new(), counties: Vec::new(), townships: Vec::new() }),
            Lang::ZhHans,
            Mode::default(),
            false,
            None,
        )
        .unwrap();
        assert!(html.contains("<h1") && !html.contains("/assets/"));
        assert_eq!(AssetNames::from_files("1", &BTreeMap::new()), None);
    }
}
