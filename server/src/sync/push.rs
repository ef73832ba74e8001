//! `POST /api/sync/push`: a batch for each scope, each its own transaction.

use super::batch::{Aftermath, Batch, Sender, Step};
use crate::auth::HandingOver;
use crate::http::extract::Json;
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use crate::store::{Result, StoreError, Writer, transact};
use axum::extract::State;
use shared::kernel::{CommandId, ScopeId};
use shared::sync::command::Unseal as _;
use shared::sync::envelope::Proved;
use shared::sync::limits::{MAX_PUSH_BYTES, MAX_PUSH_COMMANDS, PROTOCOL};
use shared::sync::protocol::{self, BatchAnswer, BatchError, Content, Push, PushAnswer, Sent};
use shared::sync::server::Arrival;
use std::collections::{BTreeMap, BTreeSet};

/// The highest number of a stream: beyond it JSON's numbers are no longer exact, and no device ever sends that many.
const MAX_N: u64 = (1 << 53) - 1;

/// Why a push was not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushError {
    /// A newer protocol than this server speaks.
    UnsupportedVersion,
    /// More than a push may hold.
    TooLarge,
    /// A scope twice, or a number that cannot be one.
    Malformed,
}

impl From<PushError> for Problem {
    fn from(error: PushError) -> Self {
        match error {
            PushError::UnsupportedVersion => Refusal::UnsupportedVersion,
            PushError::TooLarge => Refusal::TooLarge,
            PushError::Malformed => Refusal::Malformed,
        }
        .into()
    }
}

/// Takes in what a device has written. A revoked one hands it over: it is held, each command of it.
pub async fn push(
    State(state): State<AppState>,
    HandingOver(asker): HandingOver,
    Json(push): Json<Push>,
) -> Result<Json<PushAnswer>, Problem> {
    check(&push)?;
    let epoch = state.identity.epoch;
    if push.epoch != epoch {
        return Ok(Json(PushAnswer { epoch, batches: Vec::new() }));
    }
    if push.asks {
        return Ok(Json(told_again(&state, push).await?));
    }
    let sender = Sender::Device { id: asker.device, kiosk_village: asker.kiosk_village };
    // All at once: they share a commit where they meet in the writer's queue.
    let batches = push.batches.into_iter().map(|batch| take_batch(&state, sender.clone(), batch));
    Ok(Json(PushAnswer { epoch, batches: futures::future::join_all(batches).await }))
}

pub(super) fn check(push: &Push) -> Result<(), PushError> {
    if push.protocol > PROTOCOL {
        return Err(PushError::UnsupportedVersion);
    }
    let commands = || push.batches.iter().flat_map(|batch| &batch.commands);
    let bytes: usize = commands().map(|sent| bytes_of(&sent.content)).sum();
    // A single command may be as large as the body's limit lets it: it is then kept, refused, and no longer in the way.
    if push.batches.len() > MAX_PUSH_COMMANDS
        || commands().count() > MAX_PUSH_COMMANDS
        || (commands().count() > 1 && bytes > MAX_PUSH_BYTES)
    {
        return Err(PushError::TooLarge);
    }
    let scopes: BTreeSet<&ScopeId> = push.batches.iter().map(|batch| &batch.scope).collect();
    if push.protocol == 0 || scopes.len() != push.batches.len() || commands().any(|sent| sent.n == 0 || sent.n > MAX_N) {
        return Err(PushError::Malformed);
    }
    Ok(())
}

fn bytes_of(content: &Content) -> usize {
    match content {
        Content::Open(proved) => proved.text.len(),
        Content::Sealed { sealed } => sealed.len(),
    }
}

/// What became of commands that are stored already. Only who has a command's very bytes is told of it.
async fn told_again(state: &AppState, push: Push) -> Result<PushAnswer, StoreError> {
    let mut reader = state.store.read().await?;
    let mut batches = Vec::with_capacity(push.batches.len());
    for batch in push.batches {
        let sent: BTreeMap<CommandId, [u8; 32]> =
            batch.commands.into_iter().filter_map(|sent| Some((sent.id, arrival(state, sent).proved?.hash()))).collect();
        let ids: Vec<CommandId> = sent.keys().copied().collect();
        let known = reader.earlier(&batch.scope, &ids).await?.into_iter();
        let results = known.filter(|earlier| sent.get(&earlier.result.id) == Some(&earlier.hash)).map(|earlier| earlier.result).collect();
        batches.push(BatchAnswer { scope: batch.scope, last_n: 0, results, error: None });
    }
    Ok(PushAnswer { epoch: state.identity.epoch, batches })
}

/// One batch in one transaction. What could not be stored is a fault of this batch and of no other.
pub(super) async fn take_batch(state: &AppState, sender: Sender, batch: protocol::Batch) -> BatchAnswer {
    let (inside, scope) = (state.clone(), batch.scope.clone());
    let done = transact(&*state.store, move |writer| Box::pin(async move { apply(writer, &inside, sender, batch).await })).await;
    match done {
        Ok((answer, aftermath)) => {
            aftermath.tell(state);
            answer
        }
        Err(error) => {
            tracing::error!(scope = %scope, store.error = %error, "a batch was not stored");
            BatchAnswer { scope, last_n: 0, results: Vec::new(), error: Some(BatchError::Fault) }
        }
    }
}

async fn apply(
    writer: &mut dyn Writer,
    state: &AppState,
    sender: Sender,
    sent: protocol::Batch,
) -> Result<(BatchAnswer, Aftermath), StoreError> {
    let mut answer = BatchAnswer { scope: sent.scope.clone(), last_n: 0, results: Vec::with_capacity(sent.commands.len()), error: None };
    let Some(mut batch) = Batch::open(writer, state, sender, sent.scope, state.clock.now()).await? else {
        answer.error = Some(BatchError::NotFound);
        return Ok((answer, Aftermath::default()));
    };
    let ids: Vec<CommandId> = sent.commands.iter().map(|sent| sent.id).collect();
    batch.recognise(&ids).await?;
    for sent in sent.commands {
        match batch.admit(&arrival(state, sent)).await? {
            Step::Answered(result) => answer.results.push(result),
            Step::Stopped(error) => {
                answer.error = Some(error);
                break;
            }
        }
    }
    answer.last_n = batch.last_n();
    Ok((answer, batch.close().await?))
}

/// A command as it arrived, opened where it was sealed.
fn arrival(state: &AppState, sent: Sent) -> Arrival {
    let (proved, raw) = match sent.content {
        Content::Open(proved) => (Some(proved), String::new()),
        Content::Sealed { sealed } => (state.keys.unseal(&sealed).and_then(|text| serde_json::from_str::<Proved>(&text).ok()), sealed),
    };
    Arrival { id: sent.id, n: sent.n, proved, raw }
}
