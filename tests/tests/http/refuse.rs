//! What every writing endpoint must refuse before it looks at who asks, in each language.

use serde_json::json;
use std::fmt::Write as _;
use std::io::Write as _;
use tests::served::{Asking, Client, Served, exchange};

/// Bytes of a body as it may travel, and unpacked: `server/src/http/limits.rs` says why.
pub const MAX_BODY: usize = 2 * 1024 * 1024;
/// What a bomb unpacks to.
const BOMB: usize = 64 * 1024 * 1024;

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

pub fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let mut from = bytes;
    brotli::BrotliCompress(&mut from, &mut packed, &brotli::enc::BrotliEncoderParams { quality: 5, ..Default::default() }).unwrap();
    packed
}

/// A long list of the same: 64 MiB in a few KiB.
fn bomb() -> Vec<u8> {
    let mut text = vec![b' '; BOMB];
    text[0] = b'[';
    text[BOMB - 1] = b']';
    text
}

/// A body of JSON of this many bytes.
fn long(bytes: usize) -> Vec<u8> {
    json!({ "text": "雙".repeat(bytes / 3) }).to_string().into_bytes()
}

/// All that is wrong with a request whoever asks, by what it is called.
pub fn bad_requests(method: &str, path: &str) -> Vec<(&'static str, Asking)> {
    let asking = || Asking::new(method, path);
    let packed = |coding: &str, bytes: Vec<u8>| asking().with("content-encoding", coding).json(bytes);
    vec![
        ("a form", asking().with("content-type", "application/x-www-form-urlencoded").bytes("a=b")),
        ("text", asking().with("content-type", "text/plain").bytes("{}")),
        ("a file", asking().with("content-type", "multipart/form-data; boundary=x").bytes("--x--")),
        ("no type", asking().bytes("{}")),
        ("a type that begins like JSON", asking().with("content-type", "application/jsonp").bytes("{}")),
        ("another site", asking().with("origin", "https://evil.example").json("{}")),
        ("no site at all", asking().with("origin", "null").json("{}")),
        ("cross-site by the browser's word", asking().with("sec-fetch-site", "cross-site").json("{}")),
        ("a sister site by the browser's word", asking().with("sec-fetch-site", "same-site").json("{}")),
        ("too large", asking().json(long(MAX_BODY + 1_000))),
        ("a gzip bomb", packed("gzip", gzip(&bomb()))),
        ("a deflate bomb", packed("deflate", deflate(&bomb()))),
        ("a brotli bomb", packed("br", brotli(&bomb()))),
        ("broken gzip", packed("gzip", b"\x1f\x8b\x08\x00broken".to_vec())),
        ("broken brotli", packed("br", b"broken".to_vec())),
        ("gzip cut short", packed("gzip", gzip(&long(10_000))[..40].to_vec())),
        ("an unknown coding", packed("x-unknown", b"{}".to_vec())),
        ("packed twice", packed("gzip, gzip", gzip(&gzip(b"{}")))),
        ("an address that goes on and on", Asking::new(method, &format!("{path}?{}", "x".repeat(5_000))).json("{}")),
    ]
}

/// What is wrong with a body that the asker may send here.
pub fn bad_bodies(method: &str, path: &str) -> Vec<(&'static str, Asking)> {
    let json = |body: &[u8]| Asking::new(method, path).json(body);
    let deep = |open: &str| open.repeat(100_000);
    vec![
        ("no body", json(b"")),
        ("cut short", json(b"{\"a\":")),
        ("no JSON", json(b"<xml/>")),
        ("not UTF-8", json(b"{\"login\":\"\xff\xfe\"}")),
        (
            "half a surrogate",
            json(
                b"{\"login\":\"\\ud800\",\"token\":\"\\ud800\",\"code\":\"\\ud800\",\"app_version\":\"\\ud800\",\"protocol\":\"\\ud800\"}",
            ),
        ),
        ("a list too deep", json(deep("[").as_bytes())),
        ("an object too deep", json(deep("{\"a\":").as_bytes())),
        ("two documents", json(b"{}{}")),
        ("null", json(b"null")),
        ("a number", json(b"7")),
        ("a list", json(b"[]")),
        ("an empty object", json(b"{}")),
        ("a number without end", json(b"1e999999")),
        (
            "wrong types",
            json(br#"{"login":5,"password":{},"token":[],"code":7,"device":"x","protocol":"x","app_version":null,"unsent":-1}"#),
        ),
        ("packed well and still empty", Asking::new(method, path).with("content-encoding", "gzip").json(gzip(b"{}"))),
    ]
}

/// Asks each and writes what came of it, line by line, the same in every language.
pub async fn table(client: &Client, cases: impl Fn() -> Vec<(&'static str, Asking)>) -> String {
    let mut table = String::new();
    for language in ["zh-Hant", "zh-Hans", "en"] {
        let mut lines = String::new();
        let mut client = client.clone().reading(language);
        for (name, asking) in cases() {
            let answer = client.ask(asking).await;
            let _ = writeln!(lines, "{name:<40} {}", answer.refusal());
        }
        assert!(table.is_empty() || table == lines, "{language} is answered otherwise:\n{lines}\n{table}");
        table = lines;
    }
    table
}

/// What no library sends: each ends in a refusal or in the end of the connection, never in silence.
pub async fn no_proper_client(served: &Served, method: &str, path: &str) -> String {
    let host = "host: 127.0.0.1\r\nconnection: close\r\n";
    let json = "content-type: application/json\r\n";
    let cases = [
        ("announces more than may be", format!("{method} {path} HTTP/1.1\r\n{host}{json}content-length: 99999999999\r\n\r\n")),
        ("two lengths", format!("{method} {path} HTTP/1.1\r\n{host}{json}content-length: 2\r\ncontent-length: 3\r\n\r\n{{}}")),
        (
            "a length and chunks",
            format!("{method} {path} HTTP/1.1\r\n{host}{json}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
        ),
        (
            "chunks without sense",
            format!("{method} {path} HTTP/1.1\r\n{host}{json}transfer-encoding: chunked\r\n\r\nzz\r\n{{}}\r\n0\r\n\r\n"),
        ),
        ("five hundred headers", format!("{method} {path} HTTP/1.1\r\n{host}{json}{}\r\n", "x-many: x\r\n".repeat(500))),
        ("no HTTP", "HELO 雙聯\r\n\r\n".to_owned()),
        (
            "a proxy's request",
            format!(
                "{method} http://other.example{path} HTTP/1.1\r\n{host}{json}content-length: 4\r\norigin: http://127.0.0.1\r\n\r\nnull"
            ),
        ),
    ];
    // Whether half a megabyte of header is read before it is refused depends on how it arrives; that it holds nothing up does not.
    let long =
        exchange(&served.address, format!("{method} {path} HTTP/1.1\r\n{host}{json}x-long: {}\r\n\r\n", "x".repeat(500_000)).as_bytes())
            .await;
    assert!(matches!(long.status, 0 | 401 | 431), "{}", long.text);
    let mut table = String::new();
    for (name, bytes) in cases {
        let raw = exchange(&served.address, bytes.as_bytes()).await;
        let _ = writeln!(table, "{name:<40} {} {}", raw.status, raw.code());
    }
    table
}
