//! What becomes of a held command: an administrator takes it, and it runs as it was written, or does not, with words for its author.
//!
//! It goes through the door that every command goes through: the scope's lock, the same rules, the same numbers. What is judged anew is the
//! right alone, as it was on the day that the device says it was written; who wrote it must be proved either way. The device hears of it
//! by asking for the same command again.

use super::batch::{Batch, Sender, Step};
use crate::auth::standing;
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use crate::store::{AuditEntry, Reader, Result, StoreError, Writer, transact};
use serde_json::json;
use shared::access::{Act, Actor};
use shared::account::{Device, DeviceKind};
use shared::kernel::{AccountId, CommandId, Day, DeviceId, Id, Instant, ScopeId};
use shared::sync::envelope::{Envelope, Proved};
use shared::sync::protocol::{CommandResult, Status};
use shared::sync::rejection::{Rejection, RejectionCode};
use shared::sync::server::{Arrival, Person, StoredCommand};

/// What an administrator says of a held command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It counts.
    Take,
    /// It does not, and why, in words that its author reads.
    Refuse(String),
}

/// Who decides.
#[derive(Debug, Clone, Copy, Default)]
pub struct By {
    /// The administrator; nobody at the command line.
    pub account: Option<AccountId>,
    /// On which device.
    pub device: Option<DeviceId>,
}

/// A command as it is stored.
#[derive(Debug, Clone)]
pub struct Held {
    /// Where it belongs.
    pub scope: ScopeId,
    /// The device that sent it.
    pub device: DeviceId,
    /// Its bytes with their proof.
    pub proved: Proved,
    /// What became of it so far.
    pub result: CommandResult,
}

impl Held {
    /// The envelope, where it can be read.
    pub fn envelope(&self) -> Option<Envelope> {
        self.proved.open()
    }
}

/// Finds a command that was refused or is held.
pub async fn find(state: &AppState, scope: &ScopeId, id: CommandId) -> Result<Option<Held>> {
    let sql = "SELECT device_id, body, mac, result FROM command WHERE scope_id = ? AND command_id = ? AND status <> 'accepted'";
    let row: Option<(String, String, String, String)> =
        sqlx::query_as(sql).bind(scope.to_string()).bind(id.to_string()).fetch_optional(state.database.readers()).await?;
    let Some((device, text, mac, result)) = row else { return Ok(None) };
    let device = device.parse().map_err(|_| StoreError::Corrupt(device))?;
    Ok(Some(Held { scope: scope.clone(), device, proved: Proved { text, mac }, result: serde_json::from_str(&result)? }))
}

/// Decides. What the rules say against a command that was to be taken is given as the problem, and it stays held.
pub async fn decide(state: &AppState, scope: &ScopeId, id: CommandId, decision: Decision, by: By) -> Result<CommandResult, Problem> {
    let held = find(state, scope, id).await?.ok_or(Refusal::NotFound)?;
    let at = state.clock.now();
    let audit = AuditEntry {
        scope: scope.clone(),
        at,
        id: state.random.id(at, Id::new)?,
        account: by.account,
        device: by.device,
        action: Act::DecideHeld.name(),
        detail: json!({ "command": id, "taken": decision == Decision::Take }),
    };
    let inside = state.clone();
    let done =
        transact(&*state.store, move |writer| Box::pin(async move { carry_out(writer, &inside, held, decision, audit).await })).await?;
    let (result, aftermath) = done.map_err(|reason| Problem::from(*reason))?;
    aftermath.tell(state);
    Ok(result)
}

type Done = std::result::Result<(CommandResult, super::batch::Aftermath), Box<Rejection>>;

async fn carry_out(writer: &mut dyn Writer, state: &AppState, held: Held, decision: Decision, audit: AuditEntry) -> Result<Done> {
    let scope = held.scope.clone();
    let author = author(&mut *writer, state, &held).await?;
    let Some(mut batch) = Batch::open(writer, state, Sender::Server, scope.clone(), audit.at).await? else {
        return Err(StoreError::NoScope(scope));
    };
    // Under the lock: another administrator may have decided meanwhile.
    batch.recognise(&[held.result.id]).await?;
    let stands = batch.earlier(held.result.id).cloned();
    let Some(now) = stands.filter(|now| now.status == Status::Quarantined) else {
        return Ok(Err(Box::new(RejectionCode::Stale.into())));
    };
    let result = match decision {
        Decision::Take => match take(&mut batch, &held, &now, author).await? {
            Ok(result) => result,
            Err(reason) => return Ok(Err(reason)),
        },
        Decision::Refuse(words) => refuse(&mut batch, &held, now, &words).await?,
    };
    batch.writer().audit(&audit).await?;
    Ok(Ok((result, batch.close().await?)))
}

async fn take(
    batch: &mut Batch<'_>,
    held: &Held,
    now: &CommandResult,
    author: Option<Person>,
) -> Result<std::result::Result<CommandResult, Box<Rejection>>> {
    let Some(author) = author else { return Ok(Err(Box::new(RejectionCode::BadSignature.into()))) };
    let arrival = Arrival { id: now.id, n: now.n, raw: held.proved.text.clone(), proved: Some(held.proved.clone()) };
    let told = match batch.take_held(&arrival, held.device, now, &author).await? {
        Step::Answered(result) if result.status == Status::Accepted => Ok(result),
        Step::Answered(result) => Err(match result.reason {
            // The one who asks has the right; it is the author who had none.
            Some(reason) if reason.code == RejectionCode::NoRight => {
                let day = held.envelope().map(|envelope| written_on(&envelope, now.received_at));
                let told = Rejection::from(RejectionCode::NoRightThatDay);
                day.map_or(told.clone(), |day| told.with("day", day))
            }
            reason => reason.unwrap_or_else(|| RejectionCode::Malformed.into()),
        }),
        Step::Stopped(_) => Err(RejectionCode::Malformed.into()),
    };
    Ok(told.map_err(Box::new))
}

async fn refuse(batch: &mut Batch<'_>, held: &Held, now: CommandResult, words: &str) -> Result<CommandResult> {
    let reason = Rejection::from(RejectionCode::NotTaken).with("words", words);
    let result = CommandResult { status: Status::Rejected, reason: Some(reason), ..now };
    let envelope = held.envelope();
    let command = StoredCommand {
        hash: held.proved.hash(),
        text: held.proved.text.clone(),
        mac: held.proved.mac.clone(),
        actor: envelope.as_ref().and_then(|envelope| envelope.actor),
        name: envelope.as_ref().map(|envelope| envelope.name.clone()).unwrap_or_default(),
        device_time: envelope.map(|envelope| envelope.device_time),
    };
    batch.refuse_held(command, result.clone()).await?;
    Ok(result)
}

/// Who wrote it, as they were on the day that their device says; nobody where that is not proved.
async fn author(reader: &mut dyn Reader, state: &AppState, held: &Held) -> Result<Option<Person>> {
    let Some(envelope) = held.envelope() else { return Ok(None) };
    let day = written_on(&envelope, held.result.received_at);
    let Some(account) = envelope.actor else {
        let kiosk = standing::one::<Device>(reader, held.device.into()).await?;
        let here = kiosk.is_some_and(|device| device.kind == DeviceKind::Kiosk && device.village.as_ref() == held.scope.place());
        return Ok(here.then(|| Person { standing: Actor::visitor().standing, ..Person::default() }));
    };
    let Some(mut known) = standing::known(reader, account).await? else { return Ok(None) };
    let generation = reader.act_generation(account, held.device).await?.unwrap_or_default();
    let proved = (1..=generation).any(|generation| held.proved.fits(&state.keys.act_key(account, held.device, generation)));
    // It was open when they wrote it.
    known.account.closed = false;
    Ok(proved.then(|| Person { standing: known.actor(&held.scope, day).standing, ..Person::default() }))
}

/// The day it was written; never later than it arrived, whatever the device's clock says.
fn written_on(envelope: &Envelope, received_at: Instant) -> Day {
    envelope.device_time.min(received_at).day_in_china()
}
