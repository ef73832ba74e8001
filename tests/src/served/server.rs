//! Starting, stopping and killing the program.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::{OnceCell, watch};

/// How long the program may take to say where it listens. Filling a demonstration takes seconds on a slow machine.
const READY_WITHIN: Duration = Duration::from_mins(2);
/// How long it may take to stop once told to.
const STOPPED_WITHIN: Duration = Duration::from_secs(30);
/// Where another program than the one built beside the tests is to be tested.
const OTHER_PROGRAM: &str = "SHUANGLIAN_PROGRAM";

/// The program that `cargo pack` builds: beside the running test, whatever the target folder is called.
fn program() -> PathBuf {
    if let Some(other) = std::env::var_os(OTHER_PROGRAM) {
        return other.into();
    }
    let test = std::env::current_exe().expect("the running test has a path");
    let folder = test.parent().and_then(Path::parent).expect("a test lies in target/release/deps");
    let program = folder.join(format!("shuanglian{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{} is missing: build it with `cargo pack`, then run the tests again", program.display());
    program
}

fn command(arguments: &[&str], data: &Path) -> Command {
    let mut command = Command::new(program());
    command.args(arguments).arg("--data").arg(data).stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// Runs a subcommand to its end.
pub async fn run(arguments: &[&str], data: &Path) -> Output {
    command(arguments, data).output().await.expect("the program starts")
}

/// What the program says of itself, or of one of its subcommands.
pub fn help(subcommand: &[&str]) -> String {
    let asked = std::process::Command::new(program()).args(subcommand).arg("--help").output().expect("the program starts");
    assert!(asked.status.success(), "there is no {subcommand:?}: {}", String::from_utf8_lossy(&asked.stderr));
    String::from_utf8(asked.stdout).expect("help is text")
}

/// A data folder, gone with the last that holds it.
#[derive(Debug, Clone)]
pub struct Data(Arc<TempDir>);

impl Data {
    /// An empty one.
    pub fn empty() -> Self {
        Self(Arc::new(tempfile::tempdir().expect("a folder for the data")))
    }

    /// One with the demonstration in it, copied from one that is filled once for all tests of a process.
    pub async fn demonstration() -> Self {
        static FILLED: OnceCell<PathBuf> = OnceCell::const_new();
        let filled = FILLED.get_or_init(fill_one).await;
        let own = Self::empty();
        for name in ["shuanglian.db", "shuanglian.keys"] {
            std::fs::copy(filled.join(name), own.path().join(name)).expect("the demonstration is copied");
        }
        own
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// Fills a demonstration that lives as long as this process, and takes away those of processes that are gone.
async fn fill_one() -> PathBuf {
    let all = std::env::temp_dir().join("shuanglian-tests");
    std::fs::create_dir_all(&all).expect("a folder for the demonstrations");
    for entry in std::fs::read_dir(&all).expect("the folder is read").flatten() {
        if !Path::new("/proc").join(entry.file_name()).exists() {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
    let own = all.join(std::process::id().to_string());
    std::fs::create_dir_all(&own).expect("a folder for the demonstration");
    let served = Served::listen(&["serve", "--demo"], own.clone(), None).await;
    served.stop().await;
    own
}

/// A running server. Dropped, it is killed.
#[derive(Debug)]
pub struct Served {
    /// Where it answers: `http://127.0.0.1:40123`.
    pub address: String,
    data: PathBuf,
    child: Child,
    log: watch::Receiver<String>,
    held: Option<Data>,
}

impl Served {
    /// A demonstration of its own.
    pub async fn demonstration() -> Self {
        Self::again(&Data::demonstration().await).await
    }

    /// The demonstration in this folder, again.
    pub async fn again(data: &Data) -> Self {
        Self::listen(&["serve", "--demo"], data.path().to_owned(), Some(data.clone())).await
    }

    /// A real database.
    pub async fn real(data: &Data) -> Self {
        Self::listen(&["serve"], data.path().to_owned(), Some(data.clone())).await
    }

    async fn listen(arguments: &[&str], data: PathBuf, held: Option<Data>) -> Self {
        let mut command = command(arguments, &data);
        command.args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let (log, read) = watch::channel(String::new());
        let log = Arc::new(log);
        keep(BufReader::new(child.stderr.take().expect("its log")).lines(), Arc::clone(&log));
        let mut printed = BufReader::new(child.stdout.take().expect("what it prints")).lines();
        let address = tokio::time::timeout(READY_WITHIN, address_in(&mut printed)).await;
        let Ok(Some(address)) = address else {
            panic!("the server did not come up: {address:?}\n{}", read.borrow().as_str());
        };
        keep(printed, log);
        let served = Self { address, data, child, log: read, held };
        // The address is printed once it listens, so the question waits for its answer and nothing else has to.
        assert!(served.is_up().await, "{}", served.log());
        served
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        self.log.borrow().clone()
    }

    /// The rest of the first line that it prints or logs with these words in it.
    pub async fn told(&self, words: &str) -> String {
        let mut log = self.log.clone();
        let told = tokio::time::timeout(
            READY_WITHIN,
            log.wait_for(|log| log.split_inclusive('\n').any(|line| line.contains(words) && line.ends_with('\n'))),
        );
        let log = told.await.expect("it says so in time").expect("it runs").clone();
        let line = log.lines().find(|line| line.contains(words)).unwrap_or_default();
        line.split_once(words).map(|(_, rest)| rest.to_owned()).unwrap_or_default()
    }

    /// Does it answer that it is ready?
    pub async fn is_up(&self) -> bool {
        reqwest::get(format!("{}/healthz", self.address)).await.is_ok_and(|answer| answer.status().is_success())
    }

    /// Kills it as a power cut does.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("it is killed");
    }

    /// Tells it to stop, and waits until it has ended by itself.
    pub async fn stop(mut self) {
        let id = self.child.id().expect("it runs").to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status().await.expect("kill runs");
        assert!(told.success(), "the server had ended before it was told to");
        let ended = tokio::time::timeout(STOPPED_WITHIN, self.child.wait()).await.expect("it stops when told").unwrap();
        assert!(ended.success(), "{ended}\n{}", self.log());
    }

    /// Still up after all that was done to it; stopped; and every promise of its data holds.
    pub async fn close(self) {
        assert!(self.is_up().await, "the server is down\n{}", self.log());
        let (data, held, log) = (self.data.clone(), self.held.clone(), self.log.clone());
        self.stop().await;
        let log = log.borrow().clone();
        assert!(!log.contains("broke down") && !log.contains("panicked"), "{log}");
        check(&data).await;
        drop(held);
    }
}

/// `shuanglian check` finds nothing broken.
async fn check(data: &Path) {
    let found = run(&["check"], data).await;
    let told = String::from_utf8_lossy(&found.stdout);
    assert!(found.status.success(), "{told}\n{}", String::from_utf8_lossy(&found.stderr));
    assert!(told.contains("proofs") && !told.contains("BROKEN"), "{told}");
}

/// The first address that it prints.
async fn address_in(printed: &mut Lines<BufReader<ChildStdout>>) -> Option<String> {
    while let Some(line) = printed.next_line().await.ok()? {
        if let Some(address) = line.split_whitespace().find(|word| word.starts_with("http://")) {
            return Some(address.to_owned());
        }
    }
    None
}

fn keep<R: AsyncRead + Unpin + Send + 'static>(mut lines: Lines<BufReader<R>>, to: Arc<watch::Sender<String>>) {
    tokio::spawn(async move {
        while let Ok(Some(line)) = lines.next_line().await {
            to.send_modify(|log| {
                log.push_str(&line);
                log.push('\n');
            });
        }
    });
}
