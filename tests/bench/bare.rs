//! The floor of a first sync: a server that does nothing but send bytes it has ready.

use anyhow::Context as _;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A running one; it ends when dropped.
#[derive(Debug)]
pub struct Bare {
    /// Where it answers.
    pub address: String,
    task: JoinHandle<()>,
}

impl Bare {
    /// Serves each of these bodies under its place: `/0`, `/1` …
    pub async fn serve(bodies: Vec<Vec<u8>>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let bodies = Arc::new(bodies);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let bodies = Arc::clone(&bodies);
                tokio::spawn(async move { talk(stream, &bodies).await });
            }
        });
        Ok(Self { address, task })
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Answers one request after the other until the other side leaves.
async fn talk(stream: TcpStream, bodies: &[Vec<u8>]) -> anyhow::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    loop {
        let mut first = String::new();
        if stream.read_line(&mut first).await? == 0 {
            return Ok(());
        }
        let mut line = String::new();
        while line.trim_end() != "" || line.is_empty() {
            line.clear();
            stream.read_line(&mut line).await?;
        }
        let place: usize = first.split(['/', ' ']).nth(2).context("a path")?.parse()?;
        let body = bodies.get(place).context("a body")?;
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body).await?;
        stream.flush().await?;
    }
}
