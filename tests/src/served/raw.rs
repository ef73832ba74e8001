//! Bytes on a socket, for what no proper client sends.

use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// An answer must come, or the connection end, within this time.
const WITHIN: Duration = Duration::from_secs(30);

/// What came back on a socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw {
    /// The status; 0 where the connection ended without an answer.
    pub status: u16,
    /// All of it.
    pub text: String,
}

impl Raw {
    /// The stable code of a problem document in it; empty without one.
    pub fn code(&self) -> String {
        let body = self.text.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
        let start = body.find('{').unwrap_or(body.len());
        let end = body.rfind('}').map_or(start, |end| end + 1);
        let document: serde_json::Value = serde_json::from_str(&body[start..end]).unwrap_or_default();
        document["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// Sends bytes to `http://host:port` and reads until the other side closes. An end by reset counts as an end.
pub async fn exchange(address: &str, bytes: &[u8]) -> Raw {
    let address = address.strip_prefix("http://").expect("plain HTTP");
    let talk = async {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        let (mut from, mut to) = stream.into_split();
        let written = bytes.to_vec();
        let writing = tokio::spawn(async move {
            let _ = to.write_all(&written).await;
            to
        });
        let mut answer = Vec::new();
        let _ = from.read_to_end(&mut answer).await;
        drop(writing.await);
        answer
    };
    let answer = tokio::time::timeout(WITHIN, talk).await.expect("an answer or an end in time");
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
    Raw { status, text }
}
