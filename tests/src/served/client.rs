//! A browser's or a program's side of the talk. Cookies are kept as a browser keeps them; everything else is as the test says.

use super::{Answer, Served};
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use serde_json::Value;
use std::collections::BTreeMap;

/// One who asks.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    address: String,
    /// The cookies by their names.
    pub cookies: BTreeMap<String, String>,
    language: &'static str,
}

/// A request in the making.
#[derive(Debug, Clone)]
pub struct Asking {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
}

impl Asking {
    /// A request without a body.
    pub fn new(method: &str, path: &str) -> Self {
        Self { method: method.parse().unwrap(), path: path.to_owned(), headers: HeaderMap::new(), body: None }
    }

    /// The same with a header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        self
    }

    /// The same with these bytes as a body of no said type.
    #[must_use]
    pub fn bytes(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// The same with these bytes, said to be JSON.
    #[must_use]
    pub fn json(self, body: impl Into<Vec<u8>>) -> Self {
        self.with("content-type", "application/json").bytes(body)
    }
}

impl Client {
    /// A client of this server that has never been there, and reads English.
    pub fn new(served: &Served) -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
        Self { http, address: served.address.clone(), cookies: BTreeMap::new(), language: "en" }
    }

    /// The same, reading another language.
    #[must_use]
    pub fn reading(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    /// Asks.
    pub async fn ask(&mut self, asking: Asking) -> Answer {
        self.try_ask(asking).await.unwrap()
    }

    /// Asks, where the server may go away meanwhile.
    pub async fn try_ask(&mut self, asking: Asking) -> Result<Answer, reqwest::Error> {
        let mut request = self.http.request(asking.method, format!("{}{}", self.address, asking.path));
        request = request.header("accept-language", self.language).headers(asking.headers);
        if !self.cookies.is_empty() {
            let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", pairs.join("; "));
        }
        if let Some(body) = asking.body {
            request = request.body(body);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let answer = Answer { status, headers, body: response.bytes().await?.to_vec(), language: self.language };
        self.keep(&answer);
        Ok(answer)
    }

    /// Gets an address.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.ask(Asking::new("GET", path)).await
    }

    /// Posts JSON to an address.
    pub async fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.ask(Asking::new("POST", path).json(body.to_string())).await
    }

    /// Opens a stream and gives its answer before it has ended.
    pub async fn open(&self, path: &str) -> reqwest::Response {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.http.get(format!("{}{path}", self.address)).header("cookie", pairs.join("; "));
        request.send().await.unwrap()
    }

    fn keep(&mut self, answer: &Answer) {
        for line in answer.cookies() {
            let (pair, attributes) = line.split_once(';').unwrap_or((&line, ""));
            let (name, value) = pair.split_once('=').expect("a cookie has a name and a value");
            if value.is_empty() || attributes.to_lowercase().contains("max-age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
