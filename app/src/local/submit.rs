//! From a form to the outbox: rules first, then both stores, then "saved".

use super::core::check_anonymous;
use super::crypto::CryptoFault;
use super::engine::Engine;
use super::net::AskError;
use super::outbox::AppendError;
use super::seal::{Own, SealError, seal};
use super::tabs::News;
use super::writer::Stores;
use super::{clock, ids};
use crate::shell::quiet;
use serde_json::value::RawValue;
use shared::account::DeviceKind;
use shared::kernel::{AccountId, CommandId, Instant, ScopeId, Standing, receipt_code};
use shared::sync::client::{Entry, Event};
use shared::sync::command::{Command, Context, Question};
use shared::sync::envelope::{ActKey, Envelope, Proved};
use shared::sync::limits::{MAX_ENVELOPE_BYTES, PROTOCOL};
use shared::sync::protocol::Content;
use shared::sync::rejection::{Rejection, RejectionCode};
use shared::sync::state::State;
use std::rc::Rc;

/// Tries for a number that other tabs keep taking. Nobody saves in twenty tabs at once.
const MAX_TRIES: u32 = 20;

/// Both stores of this device hold the command.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// The command.
    pub command: CommandId,
    /// What to ask the person, as things stand on this device: it is no refusal.
    pub questions: Vec<Question>,
}

/// Both stores of this kiosk hold a visitor's submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The command.
    pub command: CommandId,
    /// What the visitor keeps to find the answer again.
    pub code: String,
}

/// Why a command was not saved. Nothing of it was kept; the form keeps what was entered.
#[derive(Debug, Clone, PartialEq)]
pub enum SubmitError {
    /// The person's key is not open: ask for the PIN, or to sign in.
    Locked,
    /// Rules or rights say no; violations name their fields.
    Refused(Rejection),
    /// The device is full, even after making room.
    StorageFull,
    /// Too much waits already: a network is needed first.
    OutboxFull,
    /// A shared device that has never met its server knows no key to seal to.
    NoServerKey,
    /// The browser failed, in its own words: for the log, not for the person.
    Fault(String),
}

impl SubmitError {
    /// The stable code, whose sentence is `problem.<code>`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked => "not_signed_in",
            Self::Refused(rejection) => rejection.code.name(),
            Self::StorageFull => "storage_full",
            Self::OutboxFull => "outbox_full",
            Self::NoServerKey => "offline",
            Self::Fault(_) => "fault",
        }
    }
}

impl From<SealError> for SubmitError {
    fn from(error: SealError) -> Self {
        match error {
            SealError::NoServerKey => Self::NoServerKey,
            SealError::Fault(fault) => fault.into(),
        }
    }
}

impl From<CryptoFault> for SubmitError {
    fn from(fault: CryptoFault) -> Self {
        Self::Fault(fault.0)
    }
}

impl From<AskError> for SubmitError {
    fn from(error: AskError) -> Self {
        Self::Fault(format!("{error:?}"))
    }
}

/// A command that has passed its rules, on its way into the stores.
struct Outgoing<'a> {
    id: CommandId,
    at: Instant,
    scope: &'a ScopeId,
    name: &'static str,
    version: u16,
    body: Box<RawValue>,
    person: Option<(AccountId, ActKey)>,
}

impl Engine {
    pub(super) async fn submit<C: Command>(self: &Rc<Self>, scope: &ScopeId, command: &C) -> Result<Saved, SubmitError> {
        let account = self.account().ok_or(SubmitError::Locked)?;
        let key = self.ring.key(account).ok_or(SubmitError::Locked)?;
        let (id, at, body) = (ids::command(), clock::now(), body(command)?);
        let questions = {
            let core = self.core.borrow();
            let who = core.standing(scope);
            let effects = core.try_command(command, body.get(), &self.context(id, at, scope, &who)?);
            effects.map_err(SubmitError::Refused)?.questions
        };
        let person = Some((account, key));
        self.enqueue(Outgoing { id, at, scope, name: C::NAME, version: C::VERSION, body, person }).await?;
        Ok(Saved { command: id, questions })
    }

    pub(super) async fn submit_anonymous<C: Command>(
        self: &Rc<Self>,
        scope: &ScopeId,
        command: &C,
        check: impl FnOnce(&dyn State) -> Result<(), Rejection>,
    ) -> Result<Receipt, SubmitError> {
        let asked = match scope.public() {
            Some(public) => self.core.borrow().read(&public, check),
            None => self.core.borrow().read(scope, check),
        };
        check_anonymous(command, asked).map_err(SubmitError::Refused)?;
        let (id, at, body) = (ids::command(), clock::now(), body(command)?);
        self.enqueue(Outgoing { id, at, scope, name: C::NAME, version: C::VERSION, body, person: None }).await?;
        Ok(Receipt { command: id, code: receipt_code(id) })
    }

    fn context<'a>(&self, command: CommandId, now: Instant, scope: &'a ScopeId, who: &'a Standing) -> Result<Context<'a>, SubmitError> {
        let device = self.device.get().ok_or_else(|| SubmitError::Fault("no device".to_owned()))?;
        Ok(Context { now, command, device, scope, who, unseal: None })
    }

    /// Writes a command to both stores under the next number, and only then tells the machine and the other tabs.
    async fn enqueue(self: &Rc<Self>, outgoing: Outgoing<'_>) -> Result<(), SubmitError> {
        let _hold = quiet::hold();
        let stores = self.stores().ok_or(SubmitError::StorageFull)?;
        if !self.core.borrow().client().has_room() {
            return Err(SubmitError::OutboxFull);
        }
        let floor = self.core.borrow().client().next_n(outgoing.scope).saturating_sub(1);
        let mut used = stores.outbox.used(outgoing.scope).await.map_err(|error| SubmitError::Fault(format!("{error:?}")))?.max(floor);
        let mut made_room = false;
        for _ in 0..MAX_TRIES {
            let (entry, proved, own) = self.entry(&outgoing, used + 1).await?;
            match stores.outbox.append(&entry, floor, own.as_ref()).await {
                Ok(()) => {
                    self.take_in(entry, proved);
                    return Ok(());
                }
                Err(AppendError::Taken(now)) => used = now,
                Err(AppendError::Full) if !made_room => {
                    made_room = true;
                    self.make_room(&stores).await;
                }
                Err(AppendError::Full) => return Err(SubmitError::StorageFull),
                Err(AppendError::Broken(words)) => return Err(SubmitError::Fault(words)),
            }
        }
        Err(SubmitError::Fault("no number".to_owned()))
    }

    fn take_in(self: &Rc<Self>, entry: Entry, proved: Proved) {
        if matches!(entry.content, Content::Sealed { .. }) && entry.actor.is_some() {
            self.core.borrow_mut().keep_open(entry.id, proved);
        }
        self.tell(&News::Entry { entry: Box::new(entry.clone()) });
        self.feed(Event::Enqueued(entry));
    }

    /// The entry under this number, proved; on a shared device sealed to the server, with a copy that its author can open again.
    async fn entry(&self, outgoing: &Outgoing<'_>, n: u64) -> Result<(Entry, Proved, Option<Own>), SubmitError> {
        let device = self.device.get().ok_or_else(|| SubmitError::Fault("no device".to_owned()))?;
        let &Outgoing { id, at, scope, name, version, ref body, ref person } = outgoing;
        let actor = person.as_ref().map(|(account, _)| *account);
        let seen = self.core.borrow().client().replica(scope).map_or(0, |replica| replica.cursor);
        let (scope, name) = (scope.clone(), name.to_owned());
        let (envelope_scope, envelope_name, body) = (scope.clone(), name.clone(), body.clone());
        let envelope = Envelope {
            protocol: PROTOCOL,
            id,
            scope: envelope_scope,
            device,
            n,
            actor,
            name: envelope_name,
            version,
            device_time: at,
            seen,
            body,
        };
        let proved = Proved::seal(&envelope, person.as_ref().map(|(_, key)| key)).map_err(|error| SubmitError::Fault(error.to_string()))?;
        if proved.text.len() > MAX_ENVELOPE_BYTES {
            return Err(SubmitError::Refused(RejectionCode::TooLarge.into()));
        }
        let shared_device = self.kind == DeviceKind::Kiosk;
        let content = if shared_device || actor.is_none() { self.sealed(&proved).await? } else { Content::Open(proved.clone()) };
        let own = match person {
            Some((account, key)) if shared_device => Some(Own::close(*account, key, &proved).await?),
            _ => None,
        };
        Ok((Entry { id, scope, n, name, actor, at, content, result: None, epoch: 0, dismissed: false, former: false }, proved, own))
    }

    async fn sealed(&self, proved: &Proved) -> Result<Content, SubmitError> {
        let text = serde_json::to_string(proved).map_err(|error| SubmitError::Fault(error.to_string()))?;
        Ok(Content::Sealed { sealed: self.seal(&text).await? })
    }

    /// Seals a text to the server.
    pub(super) async fn seal(&self, text: &str) -> Result<String, SealError> {
        let server_key = self.facts.borrow().seal_key.clone().ok_or(SealError::NoServerKey)?;
        seal(text, &server_key).await
    }

    async fn make_room(&self, stores: &Stores) {
        let granted: Vec<ScopeId> = self.core.borrow().client().granted().map(|access| access.scope.clone()).collect();
        let public: Vec<ScopeId> = granted.into_iter().filter(|scope| matches!(scope, ScopeId::Public(_))).collect();
        stores.make_room(&public).await;
    }
}

fn body(command: &impl serde::Serialize) -> Result<Box<RawValue>, SubmitError> {
    serde_json::value::to_raw_value(command).map_err(|error| SubmitError::Fault(error.to_string()))
}
