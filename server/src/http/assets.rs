//! The bundle over HTTP: files with hashed names for ever, the service worker and the manifest anew each time, and the bare shells.
//!
//! The bundle is inside the program. With a folder given (`cargo serve --dev`) it is read from there at each request instead.
//! Without a bundle every page is still served, plain; [`Assets::is_whole`] says so at start.

use app::shell::document::{self, AssetNames, Face};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path as InPath, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use rust_embed::Embed;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A hashed name never comes back with other content.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Kept by the browser, and asked about each time.
const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("no-cache");
/// By this the service worker knows that a shell belongs to its own version.
const BUNDLE_HEADER: HeaderName = HeaderName::from_static("x-bundle");

/// What search engines may read: village fronts and decisions. A posting that names persons says `noindex` itself, which must be read to
/// be followed; staff pages and kiosks hold nothing for anybody.
const ROBOTS: &str = "User-agent: *\nDisallow: /desk\nDisallow: /kiosk\nDisallow: /offline\nDisallow: /api/\n";

/// What `app/pack` built.
#[derive(Embed)]
#[folder = "../app/dist"]
struct Bundle;

/// The bundle's files and their names.
#[derive(Debug, Clone)]
pub struct Assets {
    source: Source,
    names: Option<Arc<AssetNames>>,
}

#[derive(Debug, Clone)]
enum Source {
    Embedded,
    Folder(Arc<PathBuf>),
}

/// The bundle's own list.
#[derive(Debug, Default, Deserialize)]
struct Manifest {
    version: String,
    files: BTreeMap<String, String>,
}

/// How a body may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Brotli,
    Gzip,
    Plain,
}

impl Assets {
    /// The embedded bundle, or the one in a folder.
    pub fn open(folder: Option<&Path>) -> Self {
        let source = folder.map_or(Source::Embedded, |folder| Source::Folder(Arc::new(folder.to_owned())));
        let names = source.names().map(Arc::new);
        Self { source, names }
    }

    /// Whether there is a bundle; without one pages have no style and do not come to life.
    pub fn is_whole(&self) -> bool {
        self.names().is_some()
    }

    /// The names that a document needs. From a folder they are read anew, for the edit loop changes them.
    pub fn names(&self) -> Option<Arc<AssetNames>> {
        match self.source {
            Source::Embedded => self.names.clone(),
            Source::Folder(_) => self.source.names().map(Arc::new),
        }
    }

    /// The routes of the bundle and of the bare shells. `/desk` and `/kiosk` with all below them are the device's own.
    pub fn router<S: Clone + Send + Sync + 'static>(self) -> Router<S> {
        Router::new()
            .route("/assets/{name}", get(hashed))
            .route("/sw.js", get(async |State(assets): State<Assets>, headers: HeaderMap| assets.named("sw.js", &headers)))
            .route(
                "/manifest.webmanifest",
                get(async |State(assets): State<Assets>, headers: HeaderMap| assets.named("manifest.webmanifest", &headers)),
            )
            .route("/robots.txt", get(async || ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], ROBOTS)))
            .route("/favicon.ico", get(async |State(assets): State<Assets>| assets.icon()))
            .route("/desk", get(async |State(assets): State<Assets>| assets.shell(Face::Desk)))
            .route("/desk/{*rest}", get(async |State(assets): State<Assets>| assets.shell(Face::Desk)))
            .route("/kiosk", get(async |State(assets): State<Assets>| assets.shell(Face::Kiosk)))
            .route("/kiosk/{*rest}", get(async |State(assets): State<Assets>| assets.shell(Face::Kiosk)))
            .route("/offline", get(async |State(assets): State<Assets>| assets.shell(Face::Offline)))
            .with_state(self)
    }

    /// The bare shell of a face: the same for everybody.
    pub fn shell(&self, face: Face) -> Response {
        let names = self.names();
        let version = names.as_ref().and_then(|names| HeaderValue::from_str(&names.version).ok());
        let mut response = Html(document::bare(face, names.as_deref())).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, ASK_EACH_TIME);
        if let Some(version) = version {
            response.headers_mut().insert(BUNDLE_HEADER, version);
        }
        response
    }

    /// The icon, for what asks where icons once were. Browsers are told of its name by each page.
    fn icon(&self) -> Response {
        match self.names() {
            Some(names) => Redirect::temporary(&names.icon).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        }
    }

    fn named(&self, name: &str, headers: &HeaderMap) -> Response {
        self.answer(name, headers, ASK_EACH_TIME)
    }

    fn answer(&self, name: &str, headers: &HeaderMap, cache: HeaderValue) -> Response {
        let Some((coding, file)) = self.best(name, wanted(headers)) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let mut response = if is_known(headers, &file.etag) { StatusCode::NOT_MODIFIED.into_response() } else { file.body.into_response() };
        let answer = response.headers_mut();
        answer.insert(header::CONTENT_TYPE, content_type(name));
        answer.insert(header::CACHE_CONTROL, cache);
        answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Ok(etag) = HeaderValue::from_str(&file.etag) {
            answer.insert(header::ETAG, etag);
        }
        if let Some(written) = coding.header() {
            answer.insert(header::CONTENT_ENCODING, written);
        }
        response
    }

    /// The first of these writings that is there.
    fn best(&self, name: &str, codings: Vec<Coding>) -> Option<(Coding, File)> {
        codings.into_iter().find_map(|coding| Some((coding, self.source.get(&format!("{name}{}", coding.suffix()))?)))
    }
}

async fn hashed(State(assets): State<Assets>, InPath(name): InPath<String>, headers: HeaderMap) -> Response {
    // Compressed copies are chosen by the request's header, never by name.
    let compressed = name.rsplit_once('.').is_some_and(|(_, ending)| ["br", "gz"].contains(&ending));
    if compressed || name.contains("..") || name.contains(['/', '\\']) {
        return StatusCode::NOT_FOUND.into_response();
    }
    assets.answer(&format!("assets/{name}"), &headers, FOR_EVER)
}

struct File {
    body: Bytes,
    etag: String,
}

impl Source {
    fn get(&self, name: &str) -> Option<File> {
        match self {
            Self::Embedded => Bundle::get(name).map(|file| File {
                etag: format!("\"{}\"", hex::encode(file.metadata.sha256_hash())),
                body: match file.data {
                    Cow::Borrowed(inside) => Bytes::from_static(inside),
                    Cow::Owned(read) => Bytes::from(read),
                },
            }),
            Self::Folder(folder) => {
                use sha2::Digest as _;
                let content = std::fs::read(folder.join(name)).ok()?;
                Some(File { etag: format!("\"{}\"", hex::encode(sha2::Sha256::digest(&content))), body: Bytes::from(content) })
            }
        }
    }

    fn names(&self) -> Option<AssetNames> {
        let manifest: Manifest = serde_json::from_slice(&self.get("manifest.json")?.body).ok()?;
        AssetNames::from_files(&manifest.version, &manifest.files)
    }
}

impl Coding {
    fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
            Self::Plain => "",
        }
    }

    fn header(self) -> Option<HeaderValue> {
        match self {
            Self::Brotli => Some(HeaderValue::from_static("br")),
            Self::Gzip => Some(HeaderValue::from_static("gzip")),
            Self::Plain => None,
        }
    }
}

/// The writings that the request takes, the smallest first; plain is always among them.
fn wanted(headers: &HeaderMap) -> Vec<Coding> {
    let takes = |name: &str| {
        let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
        lines.flat_map(|line| line.split(',')).any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            parts.next().is_some_and(|known| known.eq_ignore_ascii_case(name)) && !parts.any(is_refusal)
        })
    };
    let mut codings = Vec::with_capacity(3);
    if takes("br") {
        codings.push(Coding::Brotli);
    }
    if takes("gzip") {
        codings.push(Coding::Gzip);
    }
    codings.push(Coding::Plain);
    codings
}

/// `q=0`, however many noughts it is written with.
fn is_refusal(parameter: &str) -> bool {
    parameter.strip_prefix("q=").is_some_and(|weight| weight.starts_with('0') && weight.chars().all(|digit| digit == '0' || digit == '.'))
}

fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let lines = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|known| known.trim().trim_start_matches("W/") == etag)
}

fn content_type(name: &str) -> HeaderValue {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    HeaderValue::from_static(match extension {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt as _;

    const LOGICAL: [&str; 11] = [
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

    /// A bundle in a folder: each file's content is its own name, `style.css` has a brotli copy.
    fn bundle() -> (tempfile::TempDir, Assets) {
        let folder = tempfile::tempdir().unwrap();
        let assets = folder.path().join("assets");
        std::fs::create_dir(&assets).unwrap();
        let files: BTreeMap<_, _> = LOGICAL.iter().map(|name| (*name, format!("/assets/{name}"))).collect();
        for name in LOGICAL {
            std::fs::write(assets.join(name), name).unwrap();
        }
        std::fs::write(assets.join("style.css.br"), "small").unwrap();
        std::fs::write(folder.path().join("sw.js"), "worker").unwrap();
        let manifest = serde_json::json!({ "version": "7", "files": files });
        std::fs::write(folder.path().join("manifest.json"), manifest.to_string()).unwrap();
        let opened = Assets::open(Some(folder.path()));
        (folder, opened)
    }

    async fn ask(assets: &Assets, path: &str, headers: &[(HeaderName, &str)]) -> (StatusCode, HeaderMap, String) {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let response = assets.clone().router::<()>().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_hashed_file_is_kept_for_ever_in_the_smallest_writing() {
        let (_folder, assets) = bundle();
        let (status, headers, body) = ask(&assets, "/assets/style.css", &[(header::ACCEPT_ENCODING, "gzip, br")]).await;
        assert_eq!((status, body.as_str()), (StatusCode::OK, "small"));
        assert_eq!(headers[header::CONTENT_ENCODING], "br");
        assert_eq!(headers[header::CONTENT_TYPE], "text/css; charset=utf-8");
        assert_eq!(headers[header::CACHE_CONTROL], FOR_EVER);
        let (_, headers, body) = ask(&assets, "/assets/style.css", &[(header::ACCEPT_ENCODING, "br;q=0.0, gzip")]).await;
        assert_eq!(body, "style.css");
        assert!(!headers.contains_key(header::CONTENT_ENCODING));
    }

    #[tokio::test]
    async fn the_worker_is_asked_for_anew() {
        let (_folder, assets) = bundle();
        let (_, headers, body) = ask(&assets, "/sw.js", &[]).await;
        assert_eq!((body.as_str(), &headers[header::CACHE_CONTROL]), ("worker", &ASK_EACH_TIME));
        let etag = headers[header::ETAG].to_str().unwrap().to_owned();
        let (status, _, body) = ask(&assets, "/sw.js", &[(header::IF_NONE_MATCH, &etag)]).await;
        assert_eq!((status, body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    }

    #[tokio::test]
    async fn what_is_not_there_is_not_found() {
        let (_folder, assets) = bundle();
        for path in ["/assets/other.css", "/assets/style.css.br", "/assets/..%2Fmanifest.json", "/manifest.webmanifest"] {
            assert_eq!(ask(&assets, path, &[(header::ACCEPT_ENCODING, "br")]).await.0, StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[tokio::test]
    async fn a_shell_says_its_version() {
        let (_folder, assets) = bundle();
        for path in ["/desk", "/desk/visit/1", "/kiosk", "/offline"] {
            let (status, headers, body) = ask(&assets, path, &[]).await;
            assert_eq!((status, &headers["x-bundle"]), (StatusCode::OK, &HeaderValue::from_static("7")), "{path}");
            assert!(body.contains("/assets/style.css"));
        }
    }

    #[tokio::test]
    async fn without_a_bundle_the_shells_still_come() {
        let folder = tempfile::tempdir().unwrap();
        let assets = Assets::open(Some(folder.path()));
        assert!(!assets.is_whole());
        assert_eq!(ask(&assets, "/desk", &[]).await.0, StatusCode::OK);
    }
}
