//! Coming and going: signing in and out, the PIN, a kiosk's enrolment, and the end of a committee's session.

use super::engine::Engine;
use super::keys::{self, PinError, UnlockError};
use super::net::AskError;
use super::session::{self, Remembered};
use super::status::Reach;
use super::tabs::News;
use super::writer::Job;
use super::{clock, kept, revoked, room};
use shared::account::DeviceKind;
use shared::kernel::AccountId;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// The person left while there was no network: the server is told as soon as there is one.
const OWES: &str = "owes_sign_out";

/// Somebody has signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn {
    /// No PIN is chosen yet: without one the key is gone when the page closes.
    pub needs_pin: bool,
}

/// Why somebody could not sign out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignOutError {
    /// So many of their commands are unsent. They stay on the device; ask, and say so with `confirmed`.
    Unsent(usize),
}

impl Engine {
    pub(super) async fn sign_in(self: &Rc<Self>, login: &str, password: &str) -> Result<SignedIn, AskError> {
        let device = self.device.get().ok_or(AskError::Unreadable)?;
        let (told, key) = session::sign_in(login, password, device, self.kind).await?;
        let me = told.account;
        kept::remove(OWES);
        revoked::begin_anew();
        if let Some(before) = self.account().filter(|before| *before != me.id) {
            self.end_person(before);
        }
        let account = me.id;
        if let Err(fault) = self.ring.take(account, key).await {
            leptos::logging::warn!("the PIN could not be checked: {fault:?}");
        }
        self.set_who(|who| {
            who.account = Some(me);
            who.holdings = told.holdings;
            who.must_change_password = told.must_change_password;
        });
        {
            let mut facts = self.facts.borrow_mut();
            (facts.reach, facts.revoked) = (Reach::Online, false);
        }
        self.load().await;
        self.tell(&News::Changed);
        spawn_local(Rc::clone(self).ask_once_to_persist());
        Ok(SignedIn { needs_pin: self.kind != DeviceKind::Kiosk && self.ring.state(Some(account)) == keys::KeyState::OpenWithoutPin })
    }

    pub(super) async fn sign_out(self: &Rc<Self>, confirmed: bool) -> Result<(), SignOutError> {
        let Some(account) = self.account() else { return Ok(()) };
        let unsent = self.core.borrow().unsent_of(account);
        // A kiosk's unsent commands are sealed and go with any later session: there is nothing to ask.
        if unsent > 0 && !confirmed && self.kind != DeviceKind::Kiosk {
            return Err(SignOutError::Unsent(unsent));
        }
        kept::set_or_warn(OWES, &true);
        self.end_session().await;
        let engine = Rc::clone(self);
        spawn_local(async move { engine.pay_sign_out().await });
        Ok(())
    }

    /// Forgets whoever is here: their key, their replica, their drafts on a kiosk. What is unsent stays.
    pub(super) async fn end_session(self: &Rc<Self>) {
        let Some(account) = self.account() else { return };
        self.end_person(account);
        self.set_who(|who| *who = Remembered { village: who.village.take(), ..Remembered::default() });
        self.load().await;
        self.tell(&News::Changed);
    }

    fn end_person(self: &Rc<Self>, account: AccountId) {
        self.ring.lock();
        keys::forget(account);
        session::forget_hello(account);
        self.drafts.forget();
        self.live.take();
        // A kiosk's stored replica is the public view, which is nobody's.
        if let Some(stores) = self.stores().filter(|_| self.kind != DeviceKind::Kiosk) {
            let engine = Rc::clone(self);
            self.writer.write(&stores, vec![Job::Wipe], Rc::new(move |news| engine.tell(&news)));
        }
    }

    /// Tells the server of a sign-out that it has not heard of yet.
    pub(super) async fn pay_sign_out(self: Rc<Self>) {
        if kept::get::<bool>(OWES) == Some(true) && self.account().is_none() && session::sign_out().await.is_ok() {
            kept::remove(OWES);
        }
    }

    pub(super) async fn enrol(self: &Rc<Self>, code: &str, name: &str) -> Result<(), AskError> {
        let device = self.device.get().ok_or(AskError::Unreadable)?;
        let village = session::enrol(code, name, device).await?;
        revoked::begin_anew();
        self.facts.borrow_mut().revoked = false;
        self.set_who(|who| who.village = Some(village));
        self.load().await;
        self.tell(&News::Changed);
        spawn_local(Rc::clone(self).ask_once_to_persist());
        Ok(())
    }

    pub(super) async fn set_pin(self: &Rc<Self>, pin: &str) -> Result<(), PinError> {
        let account = self.account().ok_or(PinError::NoKey)?;
        let set = self.ring.set_pin(account, pin).await;
        self.show(false);
        set
    }

    pub(super) async fn unlock(self: &Rc<Self>, pin: &str) -> Result<(), UnlockError> {
        let account = self.account().ok_or(UnlockError::NoKey)?;
        let opened = self.ring.unlock(account, pin, clock::now()).await;
        self.show(false);
        opened
    }

    pub(super) async fn change_password(self: &Rc<Self>, old: &str, new: &str) -> Result<(), AskError> {
        session::change_password(old, new).await?;
        self.set_who(|who| who.must_change_password = false);
        self.show(false);
        Ok(())
    }

    /// Hears anew what the person may do where: the greeting tells of scopes only.
    pub(super) async fn ask_who(self: Rc<Self>) {
        let Ok(told) = session::session().await else { return };
        if self.account().is_none() || told.account.map(|me| me.id) != self.account() {
            return;
        }
        self.set_who(|who| {
            who.holdings = told.holdings;
            who.must_change_password = told.must_change_password;
        });
        self.show(false);
    }

    pub(super) fn lock(self: &Rc<Self>) {
        self.ring.lock();
        self.show(false);
    }

    pub(super) async fn ask_to_persist(self: &Rc<Self>) -> bool {
        let answer = room::ask_to_persist().await;
        self.show(false);
        answer
    }

    async fn ask_once_to_persist(self: Rc<Self>) {
        if room::persisted() != Some(true) {
            self.ask_to_persist().await;
        }
    }

    /// Another tab signed in or out, or enrolled the kiosk.
    pub(super) fn someone_else_changed(self: &Rc<Self>) {
        let now = session::remembered(self.kind);
        self.facts.borrow_mut().revoked = revoked::was_revoked();
        if now.account.as_ref().map(|me| me.id) != self.account() {
            self.ring.lock();
        }
        self.who.replace(now);
        let engine = Rc::clone(self);
        spawn_local(async move { engine.load().await });
    }

    fn set_who(&self, change: impl FnOnce(&mut Remembered)) {
        change(&mut self.who.borrow_mut());
        session::remember(self.kind, &self.who.borrow());
    }
}
