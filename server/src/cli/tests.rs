//! The operator's subcommands, each on a folder in which a server runs.

use super::{
    AccountCommand, BackupArgs, Cli, Command, ImportCommand, KioskCommand, RestoreArgs, Within, account, backup, check, import, kiosk,
    open, restore,
};
use crate::auth::standing;
use crate::config::DataArgs;
use crate::state::{AppState, Mode};
use clap::Parser as _;
use shared::kernel::{Role, ScopeId};
use std::path::Path;
use std::process::ExitCode;

const PROVINCE: &str = "code,name,level,parent\n620000000000,甘肃省,province,\n";

struct Folder {
    data: DataArgs,
    /// The server that runs.
    state: AppState,
    place: tempfile::TempDir,
}

impl Folder {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = DataArgs { data: folder.path().join("data") };
        let state = open(&data, Mode::Real).await.unwrap();
        Self { data, state, place: folder }
    }

    fn command(&self, line: &str) -> Command {
        let words = line.split_whitespace().map(str::to_owned);
        let data = ["--data".to_owned(), self.data.data.display().to_string()];
        Cli::try_parse_from(["shuanglian".to_owned()].into_iter().chain(words).chain(data)).unwrap().command
    }

    async fn account(&self, line: &str) -> anyhow::Result<ExitCode> {
        let Command::Account(Within { data, command }) = self.command(line) else { panic!("{line}") };
        account::run(&data, command).await
    }

    async fn import(&self, table: &str, options: &str) -> ExitCode {
        let file = self.place.path().join("table.csv");
        std::fs::write(&file, table).unwrap();
        let line = format!("import divisions {} {options}", file.display());
        let Command::Import(Within { data, command }) = self.command(&line) else { panic!("{line}") };
        import::run(&data, command).await.unwrap()
    }

    async fn divisions(&self) -> usize {
        import_known(&self.state).await
    }

    async fn roles(&self, login: &str, scope: &ScopeId) -> Vec<Role> {
        let known = standing::by_login(&mut *self.state.store.read().await.unwrap(), login).await.unwrap().unwrap();
        known.actor(scope, self.state.clock.today()).standing.roles
    }
}

async fn import_known(state: &AppState) -> usize {
    crate::place::import::check(state, b"code,name,level,parent\n").await.unwrap().known
}

/// Exit codes cannot be compared; their words can.
fn failed(code: ExitCode) -> bool {
    format!("{code:?}") == format!("{:?}", ExitCode::FAILURE)
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_kept_beside_a_running_server() {
    let running = Folder::new().await;
    running.account("account add zhouqu.wang 王甲子 --office 干部").await.unwrap();
    running.account("account grant zhouqu.wang admin").await.unwrap();
    assert_eq!(running.roles("zhouqu.wang", &ScopeId::Deployment).await, [Role::Admin], "the running server sees it at once");
    running.account("account list").await.unwrap();
    running.account("account password-link zhouqu.wang").await.unwrap();
    let told = |error: anyhow::Error| error.to_string();
    assert!(told(running.account("account add zhouqu.wang 又一人").await.unwrap_err()).contains("is taken by"));
    assert!(told(running.account("account add Wang 王").await.unwrap_err()).starts_with("login: Small letters"));
    assert!(told(running.account("account grant nobody admin").await.unwrap_err()).contains("no account nobody"));
    let id = standing::by_login(&mut *running.state.store.read().await.unwrap(), "zhouqu.wang").await.unwrap().unwrap().id;
    let query = shared::sync::state::Query::Children("grant".into(), id.into());
    let grants = running.state.store.read().await.unwrap().records(&ScopeId::Deployment, &query).await.unwrap();
    let (end, close) = (format!("account end-grant {}", grants[0].id), "account close zhouqu.wang");
    for last in [&end, close] {
        assert!(told(running.account(last).await.unwrap_err()).contains("last administrator"), "{last}");
    }
    running.account("account add zhouqu.li 李乙丑").await.unwrap();
    running.account("account grant zhouqu.li admin").await.unwrap();
    running.account(&end).await.unwrap();
    assert!(told(running.account(&end).await.unwrap_err()).contains("has its end already"));
    assert_eq!(running.roles("zhouqu.wang", &ScopeId::Deployment).await, []);
    running.account(close).await.unwrap();
    assert!(told(running.account("account grant zhouqu.wang admin").await.unwrap_err()).contains("is closed, for good"));
    assert!(told(running.account("account password-link zhouqu.wang").await.unwrap_err()).contains("closed"));
    assert!(super::examine(&running.state).await.unwrap().is_clean());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_wrong_is_told_with_its_argument_and_what_lists_the_right_ones() {
    let running = Folder::new().await;
    running.account("account add zhouqu.wang 王甲子").await.unwrap();
    for (line, words) in [
        ("account grant zhouqu.wang linked_cadre 6230", ["PLACE", "`shuanglian division list`"]),
        ("account grant zhouqu.wang admin --from 1.3.2026", ["--from", "2026-03-01"]),
        ("account end-grant x", ["GRANT", "`shuanglian account list`"]),
        ("account add a b --unit x", ["--unit", "`shuanglian account units`"]),
        ("device revoke x", ["DEVICE", "`shuanglian device list`"]),
        ("serve --listen 3000", ["--listen", "127.0.0.1:3000"]),
    ] {
        let told = Cli::try_parse_from(["shuanglian"].into_iter().chain(line.split(' '))).unwrap_err().to_string();
        assert!(words.iter().all(|word| told.contains(word)), "{line}: {told}");
    }
    let nothing = shared::kernel::Id::derived(&["nothing"]);
    for (line, words) in [
        ("account grant zhouqu.wang linked_cadre 999999999999".to_owned(), "there is no division 999999999999"),
        (format!("account end-grant {nothing}"), "there is no grant"),
        (format!("account add a b --unit {nothing}"), "there is no unit"),
        ("account close nobody".to_owned(), "`shuanglian account list`"),
    ] {
        let told = running.account(&line).await.unwrap_err().to_string();
        assert!(told.contains(words), "{line}: {told}");
    }
    let file = DataArgs { data: running.data.database() };
    let told = account::run(&file, AccountCommand::List).await.unwrap_err().to_string();
    assert!(told.starts_with("--data names the file"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_no_administrator_can_sign_in_a_start_sets_one_up() {
    let running = Folder::new().await;
    let open = async || crate::account::setup_is_open(&running.state).await.unwrap();
    assert!(open().await);
    running.account("account add zhouqu.wang 王甲子").await.unwrap();
    running.account("account grant zhouqu.wang admin").await.unwrap();
    assert!(open().await, "no password is set yet");
    let id = standing::by_login(&mut *running.state.store.read().await.unwrap(), "zhouqu.wang").await.unwrap().unwrap().id;
    let credential = crate::auth::keep::Credential { password_hash: "x".into(), must_change: false };
    running.state.keep.set_credential(id, &credential, running.state.clock.now()).await.unwrap();
    assert!(!open().await);
    running.account("account add zhouqu.li 李乙丑").await.unwrap();
    running.account("account grant zhouqu.li admin").await.unwrap();
    running.account("account close zhouqu.wang").await.unwrap();
    assert!(open().await, "the other has no password");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_looked_at_before_it_is_written() {
    let running = Folder::new().await;
    assert!(!failed(running.import(PROVINCE, "").await));
    assert_eq!(running.divisions().await, 0, "only looked at");
    let faulty = format!("{PROVINCE}62,兰州市,prefecture,620000000000\n");
    assert!(failed(running.import(&faulty, "--apply").await));
    assert_eq!(running.divisions().await, 0, "nothing is half done");
    assert!(!failed(running.import(&faulty, "--apply --skip-faults").await));
    assert_eq!(running.divisions().await, 1);
    assert!(!failed(running.import(PROVINCE, "--apply").await), "again adds nothing and is no error");
    assert_eq!(running.divisions().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosks_code_is_for_a_village_that_is_there() {
    let running = Folder::new().await;
    crate::place::import::run(&running.state, crate::place::import::ZHOUQU.as_bytes()).await.unwrap();
    let run = async |line: &str| {
        let Command::Kiosk(Within { data, command }) = running.command(line) else { panic!("{line}") };
        kiosk::run(&data, command).await
    };
    run("kiosk code 623023102205").await.unwrap();
    assert_eq!(running.state.keep.kiosk_codes(None, 10).await.unwrap().len(), 1);
    assert!(run("kiosk code 623023000000").await.unwrap_err().to_string().contains("no village"));
    run("kiosk list").await.unwrap();
    let nobody = shared::kernel::DeviceId::derived(&["x"]);
    assert!(run(&format!("kiosk revoke {nobody}")).await.unwrap_err().to_string().contains("`shuanglian device list`"));
}

#[tokio::test]
async fn without_a_database_it_is_said_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataArgs { data: folder.path().join("none") };
    let told = account::run(&data, AccountCommand::List).await.unwrap_err().to_string();
    assert!(told.contains("there is no database") && !told.contains('\n'), "{told}");
    assert!(kiosk::run(&data, KioskCommand::List).await.is_err());
    let file = folder.path().join("table.csv");
    std::fs::write(&file, PROVINCE).unwrap();
    assert!(import::run(&data, ImportCommand::Divisions { file, apply: true, skip_faults: false }).await.is_err());
}

/// A folder with a database in which nothing runs any more.
async fn stopped() -> (DataArgs, tempfile::TempDir) {
    let Folder { data, state, place } = Folder::new().await;
    state.database.clone().close().await;
    drop(state);
    (data, place)
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
    names.sort();
    names
}

fn foreign_keys(path: &Path) {
    std::fs::remove_file(path).ok();
    crate::keys::Keys::new(&crate::random::Random::seeded(9)).unwrap().save(path).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_key_file_is_named_and_never_made_anew() {
    let (data, _place) = stopped().await;
    let kept = std::fs::read(data.keys()).unwrap();
    std::fs::remove_file(data.keys()).unwrap();
    for told in [
        open(&data, Mode::Real).await.unwrap_err().to_string(),
        check::run(&data).await.unwrap_err().to_string(),
        account::run(&data, AccountCommand::List).await.unwrap_err().to_string(),
    ] {
        assert!(told.contains("shuanglian.keys is missing") && told.contains("Nothing was changed"), "{told}");
    }
    assert_eq!(names_in(&data.data), ["shuanglian.db"], "neither looking nor opening makes keys");
    foreign_keys(&data.keys());
    for told in [open(&data, Mode::Real).await.unwrap_err().to_string(), check::run(&data).await.unwrap_err().to_string()] {
        assert!(told.contains("does not belong to"), "{told}");
    }
    std::fs::write(data.keys(), kept).unwrap();
    assert!(!failed(check::run(&data).await.unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_restored_with_its_own_keys_or_not_at_all() {
    let (data, place) = stopped().await;
    let file = place.path().join("saved.db");
    backup::run(BackupArgs { data: data.clone(), file: file.clone() }).await.unwrap();
    let beside = place.path().join("saved.db.keys");
    let other = DataArgs { data: place.path().join("other") };
    let restored = async |data: &DataArgs| restore::run(RestoreArgs { data: data.clone(), file: file.clone() }).await;
    let own = std::fs::read(&beside).unwrap();
    foreign_keys(&beside);
    let told = restored(&other).await.unwrap_err().to_string();
    assert!(told.contains("saved.db.keys does not belong to"), "{told}");
    assert!(!other.database().exists());
    std::fs::remove_file(&beside).unwrap();
    assert!(restored(&other).await.unwrap_err().to_string().contains("saved.db.keys is missing"));
    std::fs::write(&beside, own).unwrap();
    restored(&other).await.unwrap();
    assert!(!failed(check::run(&other).await.unwrap()));
    assert_eq!(names_in(&other.data), ["shuanglian.db", "shuanglian.keys", "shuanglian.lock"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_backup_is_said_in_one_line() {
    let (data, place) = stopped().await;
    let wrong = place.path().join("table.csv");
    std::fs::write(&wrong, PROVINCE.repeat(100)).unwrap();
    let told = super::told(&restore::run(RestoreArgs { data: data.clone(), file: wrong }).await.unwrap_err());
    assert!(told.contains("table.csv is no database") && !told.contains("26"), "{told}");
    let whole = std::fs::read(data.database()).unwrap();
    let cut = place.path().join("cut.db");
    std::fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    let told = super::told(&restore::run(RestoreArgs { data: data.clone(), file: cut }).await.unwrap_err());
    assert!(told.contains("cut.db is damaged") && !told.contains("11"), "{told}");
    let nowhere = place.path().join("nowhere").join("x.db");
    let told = super::told(&backup::run(BackupArgs { data: data.clone(), file: nowhere }).await.unwrap_err());
    assert!(told.starts_with("there is no folder"), "{told}");
    assert_eq!(names_in(&data.data), ["shuanglian.db", "shuanglian.keys", "shuanglian.lock"]);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_may_read_what_is_written() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let running = Folder::new().await;
    let data = &running.data;
    assert_eq!(mode(&data.data), 0o700);
    std::fs::set_permissions(data.database(), std::fs::Permissions::from_mode(0o644)).unwrap();
    open(data, Mode::Real).await.unwrap();
    let file = running.place.path().join("saved.db");
    backup::run(BackupArgs { data: data.clone(), file: file.clone() }).await.unwrap();
    let other = DataArgs { data: running.place.path().join("other") };
    restore::run(RestoreArgs { data: other.clone(), file: file.clone() }).await.unwrap();
    for folder in [&data.data, &other.data] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
    }
    assert_eq!((mode(&file), mode(&running.place.path().join("saved.db.keys"))), (0o600, 0o600));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_made_where_the_port_is_taken_or_the_certificate_is_missing() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    for (options, words) in [
        (vec!["--listen", &listen], "is in use"),
        (vec!["--listen", "127.0.0.1:0", "--tls-cert", "none.pem", "--tls-key", "none.pem"], "reading the certificate none.pem"),
    ] {
        let line = [vec!["shuanglian", "serve", "--data", data.to_str().unwrap()], options].concat();
        let Command::Serve(args) = Cli::try_parse_from(line).unwrap().command else { panic!() };
        let told = super::told(&super::serve::run(args).await.unwrap_err());
        assert!(told.contains(words), "{told}");
        assert!(!data.exists());
    }
}
