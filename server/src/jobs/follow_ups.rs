//! Carries out what a command of one scope has the server do in another: after its commit, once, under an id that follows from it.

use crate::state::AppState;
use crate::store::{Result, WaitingFollowUp, transact};
use crate::sync::{Acting, Submission, submit_in};
use shared::kernel::CommandId;
use std::time::Duration;

/// Follow-ups looked at in one turn.
const AT_ONCE: usize = 64;
/// How long until those tried in vain are tried again: their scope may open by then.
const AGAIN_AFTER: Duration = Duration::from_mins(1);

/// Carries out follow-ups as they come, and at start those that a crash left behind.
pub async fn run(state: AppState) {
    loop {
        if let Err(error) = carry_out_waiting(&state).await {
            tracing::error!(store.error = %error, "follow-ups wait");
        }
        tokio::select! {
            () = state.follow_ups.notified() => {}
            going = super::wait(&state, AGAIN_AFTER) => if !going { return },
        }
    }
}

/// Carries out all that waits, and gives how many were.
pub async fn carry_out_waiting(state: &AppState) -> Result<usize> {
    let mut done = 0;
    loop {
        let waiting = state.store.read().await?.follow_ups_waiting(AT_ONCE).await?;
        let before = done;
        for follow_up in waiting {
            done += usize::from(carry_out(state, follow_up).await?);
        }
        if done == before {
            return Ok(done);
        }
    }
}

/// One follow-up: the command in its scope and the note that it is done are one transaction.
async fn carry_out(state: &AppState, follow_up: WaitingFollowUp) -> Result<bool> {
    let inside = state.clone();
    let done = transact(&*state.store, move |writer| {
        Box::pin(async move {
            let submission = Submission {
                name: follow_up.follow_up.name.clone(),
                body: follow_up.follow_up.body.clone(),
                actor: Acting::System,
                id: Some(derived_id(&follow_up)),
                device_time: None,
            };
            let scope = follow_up.follow_up.scope.clone();
            let done = submit_in(writer, &inside, scope, vec![submission], Some(follow_up.clone())).await?;
            if done.is_none() {
                tracing::warn!(scope = %follow_up.follow_up.scope, follow_up = %follow_up.follow_up.name, "a follow-up has no scope to go to");
                writer.follow_up_tried(&follow_up, None).await?;
            }
            Ok(done)
        })
    });
    let Some((_, aftermath)) = done.await? else { return Ok(false) };
    aftermath.tell(state);
    Ok(true)
}

fn derived_id(follow_up: &WaitingFollowUp) -> CommandId {
    let (scope, command) = (follow_up.scope.to_string(), follow_up.command.to_string());
    CommandId::derived(&["follow-up", &scope, &command, &follow_up.place.to_string()])
}
