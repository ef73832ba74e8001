//! `serve`: opens the database, starts the jobs, listens until told to stop.

use crate::clock::Stopwatch;
use crate::config::ServeArgs;
use crate::http::assets::Assets;
use crate::http::doors::{Bounds, Doors};
use crate::http::serve::{self, Attendance, tls_config};
use crate::place::import;
use crate::state::{AppState, Mode, Settings};
use crate::{account, demo, http, jobs};
use anyhow::{Context as _, bail};
use shared::kernel::ScopeId;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_rustls::rustls::ServerConfig;

/// How long open requests may take to end once the server was told to stop; streams end at once.
const END_WITHIN: Duration = Duration::from_secs(10);

/// Runs `serve`.
pub async fn run(args: ServeArgs) -> anyhow::Result<ExitCode> {
    let watch = Stopwatch::start();
    check_transport(&args)?;
    let born = if args.demo { Mode::Demo } else { Mode::Real };
    // All that may be missing is asked for before anything is made or said.
    let tls = tls(&args)?;
    let listener = bind(args.listen).await?;
    let _running = super::lock(&args.data)?;
    let state = super::open(&args.data, born).await?;
    check_mode(&state, born)?;
    let settings = Settings { tls: args.tls(), trust_proxy: args.trust_proxy };
    let state = state.with(settings, Assets::open(args.assets.as_deref()));
    fill(&state).await?;
    jobs::start(&state, &args.data);
    let address = listener.local_addr()?;
    announce(&state, &args, address).await?;
    tracing::info!(start.ms = watch.millis(), "ready");
    listen(&state, tls, listener).await;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

fn tls(args: &ServeArgs) -> anyhow::Result<Option<ServerConfig>> {
    match (&args.tls_cert, &args.tls_key) {
        (Some(certificate), Some(key)) => tls_config(certificate, key).map(Some),
        _ => Ok(None),
    }
}

async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    match TcpListener::bind(address).await {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!("{address} is in use: another program, or another server of this one, listens there; give another --listen")
        }
        bound => bound.with_context(|| format!("listening on {address}")),
    }
}

/// Passwords travel in the clear over plain HTTP: only to this machine itself, unless the operator says that a proxy is in front.
fn check_transport(args: &ServeArgs) -> anyhow::Result<()> {
    if !args.tls() && !args.listen.ip().is_loopback() && !args.insecure_http {
        bail!(
            "{} can be reached by others: give --tls-cert and --tls-key, or --insecure-http where a proxy speaks TLS in front",
            args.listen
        );
    }
    Ok(())
}

fn check_mode(state: &AppState, asked: Mode) -> anyhow::Result<()> {
    match (state.identity.mode, asked) {
        (Mode::Demo, Mode::Real) => bail!("this database is a demonstration; serve it with --demo, or give another --data"),
        (Mode::Real, Mode::Demo) => bail!("this database is a real one and takes no demonstration; give another --data"),
        _ => Ok(()),
    }
}

/// A demonstration gets its people, a real database the divisions that are built in. Each only once.
async fn fill(state: &AppState) -> anyhow::Result<()> {
    if state.identity.mode == Mode::Demo {
        let commands = demo::fill(state).await?;
        if commands > 0 {
            tracing::info!(commands, "the demonstration is filled");
        }
        return Ok(());
    }
    let empty = state.store.read().await?.scope(&ScopeId::Deployment).await?.is_none_or(|row| row.head.seq == 0);
    if empty {
        let imported = import::run(state, import::ZHOUQU.as_bytes()).await?;
        tracing::info!(divisions = imported.added, "the divisions that are built in are loaded");
    }
    Ok(())
}

/// Says where it serves, and how to get in: the demonstration's accounts, or the link for the first administrator.
async fn announce(state: &AppState, args: &ServeArgs, address: SocketAddr) -> anyhow::Result<()> {
    let scheme = if args.tls() { "https" } else { "http" };
    println!("\n雙聯 Shuanglian is served at {scheme}://{address}\n");
    if state.identity.mode == Mode::Demo {
        print_accounts();
    }
    if account::setup_is_open(state).await? {
        let issued = account::issue::setup_link(state).await?;
        println!("No administrator can sign in. This link sets one up. It works once and for twelve hours:\n");
        println!("  {scheme}://{address}{}\n", issued.text);
    }
    if !state.assets.is_whole() {
        tracing::warn!("the app's bundle is not inside this program: pages come without style; `cargo pack` builds a whole one");
    }
    Ok(())
}

/// A table in columns. The office comes last, for Chinese characters are two columns wide.
fn print_accounts() {
    println!("  Accounts of the demonstration; the password of each is {}\n", demo::PASSWORD);
    println!("  {:<12} {:<26} office", "account", "role");
    for (login, role, office) in demo::accounts_to_print() {
        println!("  {login:<12} {role:<26} {office}");
    }
    println!(
        "\n  A household confirms a visit by the code on its card: {} in house 1 of each village, {} in house 2, and so on",
        demo::code_of(1),
        demo::code_of(2)
    );
    println!();
}

async fn listen(state: &AppState, tls: Option<ServerConfig>, listener: TcpListener) {
    let attendance = Attendance {
        router: http::router(state),
        tls: tls.map(Arc::new),
        doors: Doors::new(Bounds::of_this_machine()),
        behind_proxy: state.settings.trust_proxy,
        ending: state.ending.subscribe(),
    };
    tokio::spawn(stopping(state.clone()));
    let mut ending = state.ending.subscribe();
    let late = async {
        let _ = ending.wait_for(|ending| *ending).await;
        tokio::time::sleep(END_WITHIN).await;
    };
    tokio::select! {
        () = serve::listen(listener, attendance) => {}
        () = late => {}
    }
}

/// Waits to be told to stop, and passes it on.
async fn stopping(state: AppState) {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminated = async {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut signal) => signal.recv().await,
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = interrupted => {}
            _ = terminated => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupted.await;
    tracing::info!("stopping");
    let _ = state.ending.send(true);
}
