//! What came back.

use reqwest::header::{HeaderMap, HeaderName};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// The language that was asked for.
    pub(super) language: &'static str,
}

/// Headers that say something in a snapshot; the others are the same everywhere and have tests of their own.
const SHOWN: [&str; 9] =
    ["content-type", "content-language", "cache-control", "allow", "retry-after", "location", "vary", "www-authenticate", "set-cookie"];

impl Answer {
    /// A header; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Every `Set-Cookie` line.
    pub fn cookies(&self) -> Vec<String> {
        self.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap().to_owned()).collect()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("the body is text")
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {} {:?}", self.status, self.text()))
    }

    /// The body of a good answer as JSON.
    pub fn good(&self) -> Value {
        assert_eq!(self.status, 200, "{}", String::from_utf8_lossy(&self.body));
        self.json()
    }

    /// The stable code of a refusal, which must be a problem document as RFC 9457 has it, in the language that was asked for.
    pub fn problem(&self) -> String {
        assert!(self.status >= 400, "{} is no refusal: {}", self.status, String::from_utf8_lossy(&self.body));
        assert_eq!(self.header("content-type"), "application/problem+json", "{} {}", self.status, String::from_utf8_lossy(&self.body));
        assert_eq!(self.header("cache-control"), "no-store");
        let document = self.json();
        let word = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
        let (code, title, detail) = (word("code"), word("title"), word("detail"));
        assert_eq!(document["status"], self.status, "{document}");
        assert_eq!(word("type"), format!("urn:shuanglian:problem:{code}"));
        assert!(!title.is_empty() && detail.starts_with(&title), "{document}");
        assert!(!detail.contains('{') && detail != code, "{document}");
        assert_eq!(self.header("content-language"), self.language);
        let chinese = detail.chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character));
        assert_eq!(chinese, self.language != "en", "{document}");
        code
    }

    /// Status and code in a line: `403 cross_site`.
    pub fn refusal(&self) -> String {
        format!("{} {}", self.status, self.problem())
    }

    /// The whole answer as a snapshot shows it, with what differs from run to run replaced.
    pub fn shown(&self) -> String {
        let mut shown = format!("{}\n", self.status);
        for name in SHOWN {
            for value in self.headers.get_all(HeaderName::from_static(name)) {
                let value = value.to_str().unwrap();
                let value = if name == "set-cookie" { without_value(value) } else { value.to_owned() };
                let _ = writeln!(shown, "{name}: {value}");
            }
        }
        match serde_json::from_slice::<Value>(&self.body) {
            Ok(json) => _ = write!(shown, "\n{}\n", Shown::default().json(json)),
            Err(_) => _ = write!(shown, "\n{}\n", String::from_utf8_lossy(&self.body)),
        }
        shown
    }
}

fn without_value(line: &str) -> String {
    let (name, rest) = line.split_once('=').unwrap_or((line, ""));
    let (value, attributes) = rest.split_once(';').unwrap_or((rest, ""));
    let attributes: Vec<&str> = attributes.split(';').map(str::trim).filter(|word| !word.starts_with("Expires")).collect();
    format!("{name}={}; {}", if value.is_empty() { "" } else { "[secret]" }, attributes.join("; "))
}

/// Numbers that count what happened before, by their names.
const COUNTED: [&str; 8] = ["epoch", "head", "to", "seq", "version", "backed_up", "place", "count"];

/// Replaces what differs from run to run, each id by a number of its own so that equal ones stay equal.
#[derive(Debug, Default)]
pub struct Shown {
    ids: BTreeMap<String, usize>,
}

impl Shown {
    /// JSON with its varying parts replaced, laid out for reading.
    pub fn json(&mut self, json: Value) -> String {
        serde_json::to_string_pretty(&self.value(json)).unwrap()
    }

    fn value(&mut self, json: Value) -> Value {
        match json {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.into_iter().map(|item| self.value(item)).collect(),
            Value::Object(fields) => fields.into_iter().map(|(name, value)| self.field(name, value)).collect(),
            other => other,
        }
    }

    fn field(&mut self, name: String, value: Value) -> (String, Value) {
        let counted = COUNTED.contains(&name.as_str()) || name.ends_with("_seq");
        let value = if counted && value.is_number() { Value::String("[number]".into()) } else { self.value(value) };
        (name, value)
    }

    fn text(&mut self, text: String) -> String {
        let digits = |text: &str, places: &[usize]| places.iter().all(|place| text.as_bytes()[*place].is_ascii_digit());
        let is_id = text.len() == 36
            && text.bytes().enumerate().all(|(place, byte)| match place {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_hexdigit(),
            });
        if is_id {
            let next = self.ids.len() + 1;
            return format!("[id {}]", self.ids.entry(text).or_insert(next));
        }
        match text.len() {
            24 if text.ends_with('Z') && digits(&text, &[0, 5, 8, 11, 20]) => "[time]".into(),
            10 if text.is_ascii() && digits(&text, &[0, 3, 5, 8]) && text.as_bytes()[4] == b'-' => "[day]".into(),
            32 if text.bytes().all(|byte| byte.is_ascii_hexdigit()) => "[digest]".into(),
            44 | 88 if text.ends_with('=') => "[key]".into(),
            12 if text.bytes().all(|byte| byte.is_ascii_hexdigit()) && !digits(&text, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) => {
                "[fault]".into()
            }
            _ => text,
        }
    }
}
