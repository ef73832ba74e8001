//! What pages use: read records, submit commands, see how the sync stands, sign in and out.

use super::clock;
use super::drafts::Draft;
use super::engine::{Engine, Signals};
use super::keys::{PinError, UnlockError};
use super::net::AskError;
use super::person::{SignOutError, SignedIn};
use super::rules::FetchRules;
use super::seal::SealError;
use super::session::{self, Here};
use super::status::{SyncStatus, Waiting};
use super::submit::{Receipt, Saved, SubmitError};
use leptos::prelude::{
    ArcRwSignal, Get as _, GetUntracked as _, LocalStorage, Signal, StoredValue, Track as _, WithUntracked as _, WithValue as _,
    expect_context, provide_context,
};
use shared::account::DeviceKind;
use shared::kernel::{CommandId, Day, Id, Role, ScopeId};
use shared::sync::client::Event;
use shared::sync::command::Command;
use shared::sync::record::Kind;
use shared::sync::rejection::Rejection;
use shared::sync::state::State;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Which face of the product this page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// The staff's desk on a device of their own.
    Desk,
    /// A village's kiosk.
    Kiosk,
}

/// A command as its author can mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amend {
    /// Where it belongs.
    pub scope: ScopeId,
    /// Its wire name.
    pub name: String,
    /// The version of its body.
    pub version: u16,
    /// Its body as JSON: the form reads its command from it.
    pub body: String,
}

/// The device's own half, as pages use it. One for each page, given as context; copies are the same one.
#[derive(Debug, Clone, Copy)]
pub struct Local {
    /// Goes up with every change of what is read.
    pub version: Signal<u64>,
    /// The state of the sync.
    pub status: Signal<SyncStatus>,
    /// Who is here.
    pub here: Signal<Here>,
    engine: StoredValue<Rc<Engine>, LocalStorage>,
}

impl Local {
    /// Starts the local half and gives it as context. The root of a face calls it once; the stores are read meanwhile, see
    /// [`Here::ready`].
    pub fn start(face: Face, rules: FetchRules) -> Self {
        let kind = match face {
            Face::Desk => session::personal_kind(),
            Face::Kiosk => DeviceKind::Kiosk,
        };
        let signals = Signals { version: ArcRwSignal::new(0), status: ArcRwSignal::default(), here: ArcRwSignal::new(Here::unknown(kind)) };
        let engine = Engine::new(kind, rules, signals.clone());
        spawn_local(Rc::clone(&engine).boot());
        let local = Self {
            version: signals.version.into(),
            status: signals.status.into(),
            here: signals.here.into(),
            engine: StoredValue::new_local(engine),
        };
        provide_context(local);
        local
    }

    /// The page's local half.
    pub fn get() -> Self {
        expect_context()
    }

    /// Reads a scope as it stands here, waiting commands included, and reads again whenever that changes. Reads may be nested.
    pub fn read<T>(&self, scope: &ScopeId, read: impl FnOnce(&dyn State) -> T) -> T {
        self.version.track();
        self.read_once(scope, read)
    }

    /// Reads a scope as it stands here now.
    pub fn read_once<T>(&self, scope: &ScopeId, read: impl FnOnce(&dyn State) -> T) -> T {
        self.engine().core.borrow().read(scope, read)
    }

    /// Does a waiting command touch this record: *saved on this device, not sent yet*?
    pub fn waits_on<K: Kind>(&self, scope: &ScopeId, id: Id) -> bool {
        self.version.track();
        self.engine().core.borrow().waits_on(scope, K::KIND, id)
    }

    /// The last day that has come, by this device's clock or by the server's as it was heard last: what has happened was no later. A
    /// clock that runs behind, or was set back, keeps nobody from writing down what was done today. A form may ask this; a rule never
    /// reads a clock.
    pub fn latest_day(&self) -> Day {
        let (ahead, last_good) = self.status.with_untracked(|status| (status.clock_ahead_ms, status.last_good));
        let by_clocks = clock::now().plus_millis(ahead.unwrap_or_default().min(0).saturating_neg()).day_in_china();
        last_good.map_or(by_clocks, |at| by_clocks.max(at.day_in_china()))
    }

    /// Is the scope held on this device?
    pub fn holds(&self, scope: &ScopeId) -> bool {
        self.version.track();
        self.engine().core.borrow().holds(scope)
    }

    /// The scopes in which whoever is here has one of these roles; an empty list asks for any.
    pub fn scopes(&self, roles: &[Role]) -> Vec<ScopeId> {
        let asked = |held: &[Role]| roles.is_empty() || held.iter().any(|role| roles.contains(role));
        self.here.get().scopes.into_iter().filter(|access| asked(&access.roles)).map(|access| access.scope).collect()
    }

    /// Submits a command of whoever is here. It is in both stores when this returns `Saved`; until then the form keeps everything.
    pub async fn submit<C: Command>(&self, scope: &ScopeId, command: &C) -> Result<Saved, SubmitError> {
        self.engine().submit(scope, command).await
    }

    /// Submits a visitor's command at a kiosk, sealed to the server. `check` looks at the village's public view.
    pub async fn submit_anonymous<C: Command>(
        &self,
        village: &ScopeId,
        command: &C,
        check: impl FnOnce(&dyn State) -> Result<(), Rejection>,
    ) -> Result<Receipt, SubmitError> {
        self.engine().submit_anonymous(village, command, check).await
    }

    /// Seals a text to the server: a household's code as entered.
    pub async fn seal(&self, text: &str) -> Result<String, SealError> {
        self.engine().seal(text).await
    }

    /// Commands that wait for the server, oldest first.
    pub fn waiting(&self) -> Vec<Waiting> {
        self.version.track();
        self.engine().core.borrow().waiting()
    }

    /// Puts a refused command aside. It stays stored until a backup has it.
    pub fn dismiss(&self, command: CommandId) {
        self.engine().feed(Event::Dismissed(command));
    }

    /// A command of whoever is here, to fill its form again.
    pub fn amend(&self, command: CommandId) -> Option<Amend> {
        let envelope = self.engine().core.borrow().envelope(command)?;
        let body = envelope.body.get().to_owned();
        Some(Amend { scope: envelope.scope, name: envelope.name, version: envelope.version, body })
    }

    /// The draft of a form on a record (or any word, where there is none yet), of whoever is here.
    pub fn draft(&self, form: &str, record: &str) -> Draft {
        let owner = self.here.get_untracked().account.map_or_else(|| "visitor".to_owned(), |me| me.id.to_string());
        self.engine().drafts.of(&owner, form, record)
    }

    /// Tries to sync now.
    pub fn sync_now(&self) {
        let engine = self.engine();
        if engine.may_sync() {
            engine.feed(Event::Online(engine.leads()));
        }
    }

    /// Signs in; needs a network. On a personal device a PIN must follow where there is none: see [`Local::set_pin`].
    pub async fn sign_in(&self, login: &str, password: &str) -> Result<SignedIn, AskError> {
        self.engine().sign_in(login, password).await
    }

    /// Chooses the PIN that opens the person's key when there is no network.
    pub async fn set_pin(&self, pin: &str) -> Result<(), PinError> {
        self.engine().set_pin(pin).await
    }

    /// Opens the person's key by the PIN.
    pub async fn unlock(&self, pin: &str) -> Result<(), UnlockError> {
        self.engine().unlock(pin).await
    }

    /// Closes the person's key. Nothing else changes.
    pub fn lock(&self) {
        self.engine().lock();
    }

    /// Changes the password of whoever is signed in; needs a network.
    pub async fn change_password(&self, old: &str, new: &str) -> Result<(), AskError> {
        self.engine().change_password(old, new).await
    }

    /// Signs out. On a personal device it must be `confirmed` while something of this person is unsent; that stays on the device.
    pub async fn sign_out(&self, confirmed: bool) -> Result<(), SignOutError> {
        self.engine().sign_out(confirmed).await
    }

    /// Enrols this kiosk by a one-time code, under a name by which an administrator tells it from others; needs a network.
    pub async fn enrol(&self, code: &str, name: &str) -> Result<(), AskError> {
        self.engine().enrol(code, name).await
    }

    /// Asks the browser to keep what is stored even when the device runs low. The answer stands in the status.
    pub async fn ask_to_persist(&self) -> bool {
        self.engine().ask_to_persist().await
    }

    /// A visitor has left the kiosk: forgets what they had begun to write.
    pub fn forget_visitor(&self) {
        self.engine().drafts.forget();
    }

    fn engine(&self) -> Rc<Engine> {
        self.engine.with_value(Rc::clone)
    }
}
