//! Requests to the server, each with a time limit. An answer is a value, a problem the server names, or no answer at all.

use gloo_net::http::{Request, RequestBuilder, Response};
use gloo_timers::callback::Timeout;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use shared::kernel::Violation;
use std::collections::BTreeMap;
use web_sys::AbortController;

/// How long a small question may take on a slow mountain network.
pub const ASK_MS: u32 = 15_000;

/// A refusal in the server's words (RFC 9457).
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Problem {
    /// The HTTP status.
    #[serde(default)]
    pub status: u16,
    /// The stable code; its sentence is `problem.<code>`. Empty where whatever answered was not our server.
    #[serde(default)]
    pub code: String,
    /// The first sentence in the reader's language.
    #[serde(default)]
    pub title: String,
    /// All of it, with the fault number where there is one.
    #[serde(default)]
    pub detail: String,
    /// Values in the sentence.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// What the person can mend.
    #[serde(default)]
    pub violations: Vec<Violation>,
}

/// Why there is no value.
#[derive(Debug, Clone, PartialEq)]
pub enum AskError {
    /// No network, no server, or not in time.
    NoAnswer,
    /// The server says no.
    Problem(Box<Problem>),
    /// An answer of another shape than the one agreed on.
    Unreadable,
}

impl AskError {
    /// The stable code of the problem, whose sentence is `problem.<code>`.
    pub fn code(&self) -> &str {
        match self {
            Self::NoAnswer => "offline",
            Self::Problem(problem) if problem.code.is_empty() => "unavailable",
            Self::Problem(problem) => &problem.code,
            Self::Unreadable => "fault",
        }
    }
}

/// A request that can be given up from outside.
#[derive(Debug, Clone)]
pub struct Flight(Option<AbortController>);

impl Default for Flight {
    /// Before it leaves.
    fn default() -> Self {
        Self(AbortController::new().ok())
    }
}

impl Flight {
    /// Gives it up: it ends with [`AskError::NoAnswer`].
    pub fn give_up(&self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// `GET`, and the answer's JSON.
pub async fn get<T: DeserializeOwned>(path: &str, limit_ms: u32, flight: Flight) -> Result<T, AskError> {
    let request = prepared(Request::get(path), &flight).build().map_err(|_| AskError::NoAnswer)?;
    read(&exchange(request, limit_ms, flight).await?)
}

/// `POST` of JSON, and the answer's JSON.
pub async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize, limit_ms: u32, flight: Flight) -> Result<T, AskError> {
    read(&post_text(path, body, limit_ms, flight).await?)
}

/// `POST` of JSON where only its success matters.
pub async fn tell(path: &str, body: &impl Serialize) -> Result<(), AskError> {
    post_text(path, body, ASK_MS, Flight::default()).await.map(drop)
}

async fn post_text(path: &str, body: &impl Serialize, limit_ms: u32, flight: Flight) -> Result<String, AskError> {
    let request = prepared(Request::post(path), &flight).json(body).map_err(|_| AskError::Unreadable)?;
    exchange(request, limit_ms, flight).await
}

fn prepared(request: RequestBuilder, flight: &Flight) -> RequestBuilder {
    let signal = flight.0.as_ref().map(AbortController::signal);
    request.header("accept", "application/json").cache(web_sys::RequestCache::NoStore).abort_signal(signal.as_ref())
}

/// Sends, and reads the body within the same limit.
async fn exchange(request: Request, limit_ms: u32, flight: Flight) -> Result<String, AskError> {
    let _limit = Timeout::new(limit_ms, move || flight.give_up());
    let response = request.send().await.map_err(|_| AskError::NoAnswer)?;
    let body = response.text().await.map_err(|_| AskError::NoAnswer)?;
    if response.ok() { Ok(body) } else { Err(AskError::Problem(Box::new(problem(&response, &body)))) }
}

fn problem(response: &Response, body: &str) -> Problem {
    let told: Problem = serde_json::from_str(body).unwrap_or_default();
    Problem { status: response.status(), ..told }
}

fn read<T: DeserializeOwned>(body: &str) -> Result<T, AskError> {
    // An empty body is what `()` reads from.
    let body = if body.is_empty() { "null" } else { body };
    serde_json::from_str(body).map_err(|error| {
        leptos::logging::error!("unreadable answer: {error}");
        AskError::Unreadable
    })
}
