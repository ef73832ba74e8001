//! Who asks here, and the two things they have done: reads with a permit, and commands in their name.

use crate::account::issue::By;
use crate::auth::{SignedIn, standing};
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use crate::store::{AuditEntry, transact};
use crate::sync::{Acting, accepted, submit};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Serialize;
use serde_json::json;
use shared::access::{Act, Action, Actor, may};
use shared::kernel::{AccountId, DeviceId, Id, ScopeId};
use shared::sync::command::Command;

/// Somebody signed in, with what they are in the deployment. What they may do is asked each time.
#[derive(Debug, Clone)]
pub struct Asker {
    account: AccountId,
    device: DeviceId,
    actor: Actor,
    state: AppState,
}

impl FromRequestParts<AppState> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let SignedIn { asker, session } = SignedIn::from_request_parts(parts, state).await?;
        let today = state.clock.today();
        let mut reader = state.store.read().await?;
        let actor = standing::actor(&mut *reader, Some(session.account), &ScopeId::Deployment, today).await?;
        // Who is nothing here learns nothing, not even what a request lacks.
        if actor.standing.roles.is_empty() {
            return Err(Refusal::NoRight.into());
        }
        Ok(Self { account: session.account, device: asker.device, actor, state: state.clone() })
    }
}

impl Asker {
    /// In whose name codes are handed out.
    pub fn by(&self) -> By {
        By { account: Some(self.account), device: Some(self.device) }
    }

    /// Stops whoever may not.
    pub fn may(&self, act: Act) -> Result<(), Problem> {
        if may(&self.actor, Action::Act(act), &ScopeId::Deployment) { Ok(()) } else { Err(Refusal::NoRight.into()) }
    }

    /// Stops whoever may not, and notes in the audit who may and did.
    pub async fn may_audited(&self, act: Act) -> Result<(), Problem> {
        self.may_audited_with(act, json!({})).await
    }

    /// The same, and what it was about.
    pub async fn may_audited_with(&self, act: Act, detail: serde_json::Value) -> Result<(), Problem> {
        self.may(act)?;
        let at = self.state.clock.now();
        let entry = AuditEntry {
            scope: ScopeId::Deployment,
            at,
            id: self.state.random.id(at, Id::new)?,
            account: Some(self.account),
            device: Some(self.device),
            action: act.name(),
            detail,
        };
        Ok(transact(&*self.state.store, move |writer| Box::pin(async move { writer.audit(&entry).await })).await?)
    }

    /// Sends a command in the asker's name. Accepted, or a problem.
    pub async fn send<C: Command + Serialize>(&self, command: &C) -> Result<(), Problem> {
        if !may(&self.actor, Action::Command(C::NAME), &ScopeId::Deployment) {
            return Err(Refusal::NoRight.into());
        }
        let body = serde_json::to_value(command).map_err(Problem::fault)?;
        let result = submit(&self.state, &ScopeId::Deployment, C::NAME, body, Acting::Account(self.account)).await?;
        accepted(result).map(drop)
    }

    /// The id that was given, or a new one. Whoever gives one may send the same twice and adds it once.
    pub fn id<T>(&self, given: Option<T>, make: impl Fn(shared::kernel::Instant, [u8; 10]) -> T) -> Result<T, Problem> {
        match given {
            Some(id) => Ok(id),
            None => Ok(self.state.random.id(self.state.clock.now(), make)?),
        }
    }
}
