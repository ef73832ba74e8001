//! The one writer of an SQLite database: jobs wait in a queue, as many as wait share one commit, each in a savepoint of its own.
//!
//! An answer goes out after the commit only, so that *acknowledged* means *on disk*. A job that fails or breaks down takes its own
//! savepoint back and no other's.

use super::{Result, StoreError};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};

/// Jobs that share one commit. A commit costs one fsync whatever it holds; more than this only makes the first wait.
const MAX_GROUP: usize = 64;
/// Jobs that may wait. Beyond it senders wait in front of the queue, and their requests time out there.
const MAX_WAITING: usize = 1_024;
/// How often a lost connection is opened again before the waiting jobs are told.
const REOPENINGS: usize = 3;

/// How long closing waits for jobs under way.
const CLOSE_WITHIN: Duration = Duration::from_secs(10);

/// What one savepoint does on the connection.
pub(super) type RawJob = Box<dyn for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<()>> + Send>;

struct Waiting {
    job: RawJob,
    answer: oneshot::Sender<Result<()>>,
}

/// The way to the writer.
#[derive(Debug, Clone)]
pub(super) struct Queue {
    jobs: mpsc::Sender<Waiting>,
    running: Arc<AtomicBool>,
    /// Closed once the writer has ended.
    ended: watch::Receiver<()>,
}

impl Queue {
    /// Starts the writer.
    pub(super) async fn start(options: SqliteConnectOptions) -> Result<Self> {
        let connection = options.connect().await?;
        let (jobs, waiting) = mpsc::channel(MAX_WAITING);
        let running = Arc::new(AtomicBool::new(true));
        let (alive, ended) = watch::channel(());
        let writer = Writer { options, connection: Some(connection), waiting, running: Arc::clone(&running), _alive: alive };
        tokio::spawn(writer.run());
        Ok(Self { jobs, running, ended })
    }

    /// Ends the writer, if this is the last way to it, and waits a while until it has closed its connection.
    pub(super) async fn close(self) {
        let Self { jobs, mut ended, .. } = self;
        drop(jobs);
        let ended = async { while ended.changed().await.is_ok() {} };
        let _ = tokio::time::timeout(CLOSE_WITHIN, ended).await;
    }

    /// Does the writer run, with a connection?
    pub(super) fn is_running(&self) -> bool {
        self.running.load(Ordering::Relaxed) && !self.jobs.is_closed()
    }

    /// Carries out a job. Done means committed.
    pub(super) async fn carry_out(&self, job: RawJob) -> Result<()> {
        let (answer, answered) = oneshot::channel();
        self.jobs.send(Waiting { job, answer }).await.map_err(|_| StoreError::Closed)?;
        answered.await.map_err(|_| StoreError::Closed)?
    }
}

struct Writer {
    options: SqliteConnectOptions,
    connection: Option<SqliteConnection>,
    waiting: mpsc::Receiver<Waiting>,
    running: Arc<AtomicBool>,
    _alive: watch::Sender<()>,
}

impl Writer {
    async fn run(mut self) {
        let mut group = Vec::with_capacity(MAX_GROUP);
        while self.waiting.recv_many(&mut group, MAX_GROUP).await > 0 {
            // Whoever no longer waits for the answer has not been promised anything: the job is not begun.
            group.retain(|waiting| !waiting.answer.is_closed());
            if let Err(error) = self.commit_group(&mut group).await {
                tracing::error!(store.error = %error, "a group of jobs was not stored");
                self.connection = None;
            }
            // Whoever is left was not answered; dropping tells them so.
            group.clear();
        }
        if let Some(connection) = self.connection.take() {
            let _ = connection.close().await;
        }
    }

    async fn commit_group(&mut self, group: &mut Vec<Waiting>) -> Result<()> {
        let connection = self.connected().await?;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await?;
        let mut answers = Vec::with_capacity(group.len());
        for Waiting { job, answer } in group.drain(..) {
            answers.push((answer, in_savepoint(connection, job).await?));
        }
        sqlx::query("COMMIT").execute(&mut *connection).await?;
        for (answer, result) in answers {
            // Nobody waits any more: it is stored all the same, and a repeat finds it.
            let _ = answer.send(result);
        }
        Ok(())
    }

    async fn connected(&mut self) -> Result<&mut SqliteConnection> {
        for _ in 0..REOPENINGS {
            if self.connection.is_some() {
                break;
            }
            self.connection = self.options.connect().await.ok();
        }
        self.running.store(self.connection.is_some(), Ordering::Relaxed);
        self.connection.as_mut().ok_or(StoreError::Closed)
    }
}

/// The job's own result; the outer one is the connection's.
async fn in_savepoint(connection: &mut SqliteConnection, job: RawJob) -> Result<Result<()>> {
    sqlx::query("SAVEPOINT job").execute(&mut *connection).await?;
    let result = match AssertUnwindSafe(async { job(&mut *connection).await }).catch_unwind().await {
        Ok(result) => result,
        Err(panic) => Err(StoreError::Panicked(told(&*panic))),
    };
    if result.is_err() {
        sqlx::query("ROLLBACK TO job").execute(&mut *connection).await?;
    }
    sqlx::query("RELEASE job").execute(&mut *connection).await?;
    Ok(result)
}

fn told(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string).or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_default()
}
