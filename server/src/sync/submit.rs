//! Commands that the server itself sends: for administrators' endpoints, the command line, the importer, the demonstration, follow-ups.
//!
//! They go through the very same door as a phone's: an envelope with the server's own device and stream, admitted under the lock.
//! There is no second way to write.

use super::batch::{Batch, Sender, Step};
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use crate::store::{Result, StoreError, Writer, transact};
use serde_json::value::RawValue;
use shared::kernel::{AccountId, CommandId, Instant, ScopeId};
use shared::register::COMMANDS;
use shared::sync::envelope::{ActKey, Envelope, Proved};
use shared::sync::limits::{MAX_PUSH_COMMANDS, PROTOCOL};
use shared::sync::protocol::{CommandResult, Status};
use shared::sync::server::Arrival;

/// In whose name the server sends a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Acting {
    /// In its own.
    System,
    /// In that of a person whose session or request was authenticated by the caller.
    Account(AccountId),
}

/// A command to send.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The command's wire name.
    pub name: String,
    /// Its body.
    pub body: serde_json::Value,
    /// In whose name.
    pub actor: Acting,
    /// An id that follows from other facts, so that the same is done once however often it is submitted.
    pub id: Option<CommandId>,
    /// What is to stand as the device's clock; the server's own where nothing is said.
    pub device_time: Option<Instant>,
}

impl Submission {
    /// A command with a new id, now.
    pub fn new(name: &str, body: serde_json::Value, actor: Acting) -> Self {
        Self { name: name.to_owned(), body, actor, id: None, device_time: None }
    }

    /// The same under a derived id.
    #[must_use]
    pub fn with_id(self, id: CommandId) -> Self {
        Self { id: Some(id), ..self }
    }
}

/// Why a submission got no result.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// No such scope, or none that takes commands.
    #[error("no such scope: {0}")]
    NoScope(ScopeId),
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::NoScope(_) => Refusal::NotFound.into(),
            SubmitError::Store(error) => error.into(),
        }
    }
}

/// Sends one command.
pub async fn submit(
    state: &AppState,
    scope: &ScopeId,
    name: &str,
    body: serde_json::Value,
    actor: Acting,
) -> Result<CommandResult, SubmitError> {
    let results = submit_all(state, scope, vec![Submission::new(name, body, actor)]).await?;
    let missing = || StoreError::Corrupt("a submission without a result".to_owned());
    Ok(results.into_iter().next().ok_or_else(missing)?)
}

/// Sends commands to one scope, in order, in transactions of the size of a push. A refused one does not stop the others.
pub async fn submit_all(state: &AppState, scope: &ScopeId, submissions: Vec<Submission>) -> Result<Vec<CommandResult>, SubmitError> {
    let mut results = Vec::with_capacity(submissions.len());
    let mut rest = submissions.into_iter().peekable();
    while rest.peek().is_some() {
        let part: Vec<Submission> = rest.by_ref().take(MAX_PUSH_COMMANDS).collect();
        let (inside, target) = (state.clone(), scope.clone());
        let done =
            transact(&*state.store, move |writer| Box::pin(async move { submit_in(writer, &inside, target, part, None).await })).await?;
        let (part_results, aftermath) = done.ok_or_else(|| SubmitError::NoScope(scope.clone()))?;
        aftermath.tell(state);
        results.extend(part_results);
    }
    Ok(results)
}

/// The accepted result, or the refusal as a problem.
pub fn accepted(result: CommandResult) -> Result<CommandResult, Problem> {
    match (result.status, result.reason) {
        (Status::Accepted, reason) => Ok(CommandResult { reason, ..result }),
        (_, Some(reason)) => Err(reason.into()),
        (_, None) => Err(Problem::fault("a refusal without a reason")),
    }
}

/// A follow-up to note as done in the same transaction.
pub(crate) type FollowUpDone = crate::store::WaitingFollowUp;

/// Sends commands inside an open transaction.
pub(crate) async fn submit_in(
    writer: &mut dyn Writer,
    state: &AppState,
    scope: ScopeId,
    submissions: Vec<Submission>,
    follow_up: Option<FollowUpDone>,
) -> Result<Option<(Vec<CommandResult>, super::batch::Aftermath)>> {
    let now = state.clock.now();
    let Some(mut batch) = Batch::open(writer, state, Sender::Server, scope.clone(), now).await? else { return Ok(None) };
    let derived: Vec<CommandId> = submissions.iter().filter_map(|submission| submission.id).collect();
    if !derived.is_empty() {
        batch.recognise(&derived).await?;
    }
    let mut results = Vec::with_capacity(submissions.len());
    for submission in submissions {
        results.push(one(&mut batch, state, &scope, submission, now).await?);
    }
    if let (Some(follow_up), Some(result)) = (follow_up, results.last()) {
        batch.writer().follow_up_tried(&follow_up, Some((result, now))).await?;
    }
    Ok(Some((results, batch.close().await?)))
}

async fn one(batch: &mut Batch<'_>, state: &AppState, scope: &ScopeId, submission: Submission, now: Instant) -> Result<CommandResult> {
    if let Some(result) = submission.id.and_then(|id| batch.earlier(id)) {
        return Ok(result.clone());
    }
    let key = own_key(batch.writer(), state, submission.actor).await?;
    let id = match submission.id {
        Some(id) => id,
        None => state.random.id(now, CommandId::new)?,
    };
    let n = batch.last_n() + 1;
    let envelope = Envelope {
        protocol: PROTOCOL,
        id,
        scope: scope.clone(),
        device: state.identity.device,
        n,
        actor: account_of(submission.actor),
        version: COMMANDS.iter().find(|command| command.name == submission.name).map_or(1, |command| command.version),
        name: submission.name,
        device_time: submission.device_time.unwrap_or(now),
        seen: batch.head(),
        body: RawValue::from_string(submission.body.to_string())?,
    };
    let proved = Proved::seal(&envelope, key.as_ref())?;
    let arrival = Arrival { id, n, raw: proved.text.clone(), proved: Some(proved) };
    match batch.admit(&arrival).await? {
        Step::Answered(result) => Ok(result),
        Step::Stopped(error) => Err(StoreError::Corrupt(format!("the server's own stream in {scope}: {error:?}"))),
    }
}

fn account_of(actor: Acting) -> Option<AccountId> {
    match actor {
        Acting::System => None,
        Acting::Account(account) => Some(account),
    }
}

/// The act key of a person on the server's own device, begun where it is their first request to it, or the first since they signed out
/// everywhere: their session was asked for by the caller.
async fn own_key(writer: &mut dyn Writer, state: &AppState, actor: Acting) -> Result<Option<ActKey>> {
    let Acting::Account(account) = actor else { return Ok(None) };
    let device = state.identity.device;
    let generation = match writer.act_standing(account, device).await? {
        Some(acting) if !acting.is_old && acting.ended_at.is_none() => acting.generation,
        _ => writer.begin_acting(account, device).await?,
    };
    Ok(Some(state.keys.act_key(account, device, generation)))
}
