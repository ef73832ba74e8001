//! What an operator may set, from the command line or the environment.

use std::net::SocketAddr;
use std::path::PathBuf;

/// Where the data is kept: every subcommand needs it.
#[derive(Debug, Clone, clap::Args)]
pub struct DataArgs {
    /// The folder of the database, its keys and its backups.
    #[arg(long, env = "SHUANGLIAN_DATA", default_value = "data", global = true)]
    pub data: PathBuf,
}

impl DataArgs {
    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.data.join("shuanglian.db")
    }

    /// The server's secret keys.
    pub fn keys(&self) -> PathBuf {
        self.data.join("shuanglian.keys")
    }

    /// Held by a running server, so that nothing is restored under it.
    pub fn lock(&self) -> PathBuf {
        self.data.join("shuanglian.lock")
    }

    /// Where periodic backups go.
    pub fn backups(&self) -> PathBuf {
        self.data.join("backups")
    }
}

/// How the server serves.
#[derive(Debug, Clone, clap::Args)]
pub struct ServeArgs {
    /// The folder of the data.
    #[command(flatten)]
    pub data: DataArgs,
    /// The address to listen on. Port 0 takes a free one and prints it.
    #[arg(long, env = "SHUANGLIAN_LISTEN", default_value = "127.0.0.1:3000", value_parser = crate::cli::words::address)]
    pub listen: SocketAddr,
    /// Fill an empty database with a generated demonstration. A real database refuses.
    #[arg(long)]
    pub demo: bool,
    /// Allow plain HTTP on an address that others reach, for a proxy that speaks TLS in front.
    #[arg(long, env = "SHUANGLIAN_INSECURE_HTTP")]
    pub insecure_http: bool,
    /// The TLS certificate chain, PEM.
    #[arg(long, env = "SHUANGLIAN_TLS_CERT", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The TLS private key, PEM.
    #[arg(long, env = "SHUANGLIAN_TLS_KEY", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Take a caller's address from the proxy's `X-Forwarded-For`. Only behind a proxy that sets it.
    #[arg(long, env = "SHUANGLIAN_TRUST_PROXY")]
    pub trust_proxy: bool,
    /// Read the app's bundle from this folder at each request instead of the one inside the program.
    #[arg(long, env = "SHUANGLIAN_ASSETS", hide = true)]
    pub assets: Option<PathBuf>,
}

impl ServeArgs {
    /// Does this server speak TLS itself?
    pub fn tls(&self) -> bool {
        self.tls_cert.is_some()
    }
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For a terminal.
    Text,
    /// One JSON object a line, for collectors.
    Json,
}
