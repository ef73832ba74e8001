//! Fills an empty demonstration database. Each command has an id that follows from its place in the list, so a start that was
//! interrupted goes on where it stopped.

use super::plan::{By, Step, account_id, plan};
use super::{ACCOUNTS, PASSWORD, SEED};
use crate::auth::keep::Credential;
use crate::auth::password::SALT_BYTES;
use crate::place::import;
use crate::state::AppState;
use crate::store::transact;
use crate::sync::{Acting, Submission, submit_all};
use anyhow::{Context as _, bail};
use shared::kernel::{CommandId, Day, ScopeId};
use shared::sync::protocol::{CommandResult, Status};

/// The name under which the day is kept from which the demonstration's days are counted back.
const BORN_ON: &str = "demo_born_on";
/// The name under which it is kept that the demonstration is whole.
const FILLED: &str = "demo_filled";

/// Fills the database with the divisions of Zhouqu and the demonstration, unless that is done. Says how many commands it took.
pub async fn fill(state: &AppState) -> anyhow::Result<usize> {
    if meta(state, FILLED).await?.is_some() {
        return Ok(0);
    }
    let count = write(state).await?;
    set_passwords(state).await?;
    set_meta(state, FILLED, count.to_string()).await?;
    Ok(count)
}

/// Lets everybody of the demonstration sign in. They share a password that is printed, so they share its hash too.
async fn set_passwords(state: &AppState) -> anyhow::Result<()> {
    let password_hash = state.passwords.hash(PASSWORD.to_owned(), state.random.bytes::<SALT_BYTES>()?).await?;
    let credential = Credential { password_hash, must_change: false };
    for account in ACCOUNTS {
        state.keep.set_credential(account_id(account.login), &credential, state.clock.now()).await?;
    }
    Ok(())
}

async fn write(state: &AppState) -> anyhow::Result<usize> {
    let today = born_on(state).await?;
    import::run(state, import::ZHOUQU.as_bytes()).await?;
    let steps = plan(today);
    let count = steps.len();
    let mut waiting: Vec<Submission> = Vec::new();
    let mut scope = ScopeId::Deployment;
    for (index, step) in steps.into_iter().enumerate() {
        if step.scope != scope {
            send(state, &scope, std::mem::take(&mut waiting)).await?;
            scope = step.scope.clone();
        }
        waiting.push(submission(index, step));
    }
    send(state, &scope, waiting).await?;
    Ok(count)
}

fn submission(index: usize, step: Step) -> Submission {
    let actor = match step.by {
        By::System => Acting::System,
        By::Login(login) => Acting::Account(account_id(login)),
    };
    let id = CommandId::derived(&["demo", &SEED.to_string(), &index.to_string(), step.name]);
    Submission::new(step.name, step.body, actor).with_id(id)
}

async fn send(state: &AppState, scope: &ScopeId, submissions: Vec<Submission>) -> anyhow::Result<()> {
    let names: Vec<String> = submissions.iter().map(|submission| format!("{} {}", submission.name, submission.body)).collect();
    for (result, name) in submit_all(state, scope, submissions).await?.into_iter().zip(names) {
        accept(&result, &name, scope)?;
    }
    Ok(())
}

/// The demonstration is ours: a refused command in it is a fault, and saying so beats showing half of it.
fn accept(result: &CommandResult, name: &str, scope: &ScopeId) -> anyhow::Result<()> {
    if result.status != Status::Accepted {
        bail!("the demonstration's {name} in {scope} was refused: {:?}", result.reason);
    }
    Ok(())
}

async fn born_on(state: &AppState) -> anyhow::Result<Day> {
    if let Some(day) = meta(state, BORN_ON).await? {
        return day.parse().context("the day the demonstration was born");
    }
    let today = state.clock.today();
    set_meta(state, BORN_ON, today.to_string()).await?;
    Ok(today)
}

async fn meta(state: &AppState, name: &'static str) -> anyhow::Result<Option<String>> {
    Ok(state.store.read().await?.meta(name).await?)
}

async fn set_meta(state: &AppState, name: &'static str, value: String) -> anyhow::Result<()> {
    Ok(transact(&*state.store, move |writer| Box::pin(async move { writer.set_meta(name, &value).await })).await?)
}

/// What is printed when a demonstration starts: the accounts, one for each role that signs in.
pub fn accounts_to_print() -> Vec<(&'static str, &'static str, &'static str)> {
    ACCOUNTS.iter().filter(|account| account.printed).map(|account| (account.login, account.role.name(), account.office)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::password::Checked;
    use crate::clock::Clock;
    use crate::keys::Keys;
    use crate::random::Random;
    use crate::state::Mode;
    use crate::store::Sqlite;
    use shared::kernel::Instant;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_second_filling_finds_nothing_to_do() {
        let database = Sqlite::memory("demo_fill").await.unwrap();
        let clock = Clock::fixed(Instant::noon_in_china("2026-11-23".parse().unwrap()));
        let random = Random::seeded(7);
        let keys = Keys::new(&random).unwrap();
        let state = AppState::open(database, Mode::Demo, keys, clock, random).await.unwrap();
        assert!(fill(&state).await.unwrap() > 500);
        assert_eq!(fill(&state).await.unwrap(), 0);
        for account in ACCOUNTS {
            let stored = state.keep.credential(account_id(account.login)).await.unwrap().map(|credential| credential.password_hash);
            assert_eq!(state.passwords.check(PASSWORD.to_owned(), stored).await.unwrap(), Checked::Right, "{}", account.login);
        }
    }
}
