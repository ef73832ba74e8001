//! Carries out what the machine asks of the stores, one after the other in the order asked, and tells the other tabs what was stored.

use super::db::DbError;
use super::outbox::Outbox;
use super::replica::Replicas;
use super::tabs::News;
use super::{room, session};
use crate::shell::quiet;
use js_sys::{Function, Promise};
use shared::kernel::{CommandId, ScopeId};
use shared::sync::client::Entry;
use shared::sync::protocol::{Hello, Page};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// The stores of whoever is here.
#[derive(Debug)]
pub struct Stores {
    /// Of the whole device.
    pub outbox: Outbox,
    /// Of the person, or of the kiosk.
    pub replicas: Option<Replicas>,
    /// Where greetings are kept, if they are.
    hello_key: Option<String>,
    /// Scopes of which a page found no room: what follows it is not stored either, until the scope begins anew.
    unkept: RefCell<BTreeSet<ScopeId>>,
}

impl Stores {
    /// As opened.
    pub fn new(outbox: Outbox, replicas: Option<Replicas>, hello_key: Option<String>) -> Self {
        Self { outbox, replicas, hello_key, unkept: RefCell::default() }
    }

    /// Makes room where nothing is lost by it.
    pub async fn make_room(&self, public: &[ScopeId]) {
        // Rows that are let go here must not be followed by later pages alone.
        self.unkept.borrow_mut().extend(public.iter().cloned());
        room::make_room(self.replicas.as_ref(), public).await;
    }
}

/// One thing to store.
#[derive(Debug)]
pub enum Job {
    /// An entry as it now stands.
    Entry(Entry),
    /// An entry that a backup has.
    Forget(CommandId),
    /// A page.
    Page {
        /// The page.
        page: Box<Page>,
        /// Whether the scope begins anew.
        reset: bool,
    },
    /// A scope that is not ours any more.
    DropScope(ScopeId),
    /// The last greeting.
    Hello(Box<Hello>),
    /// Everything of this person's replica.
    Wipe,
}

type Tell = Rc<dyn Fn(News)>;

/// The queue.
#[derive(Default)]
pub struct Writer(Rc<Queue>);

#[derive(Default)]
struct Queue {
    jobs: RefCell<VecDeque<(Rc<Stores>, Job, Tell)>>,
    busy: Cell<bool>,
    /// Who waits for the end of the queue.
    waiting: RefCell<Vec<Function>>,
}

impl Writer {
    /// Puts jobs at the end of the queue.
    pub fn write(&self, stores: &Rc<Stores>, jobs: Vec<Job>, tell: Tell) {
        if jobs.is_empty() {
            return;
        }
        self.0.jobs.borrow_mut().extend(jobs.into_iter().map(|job| (Rc::clone(stores), job, Rc::clone(&tell))));
        if !self.0.busy.replace(true) {
            spawn_local(Rc::clone(&self.0).work_off());
        }
    }

    /// Waits until everything asked so far is stored.
    pub async fn drained(&self) {
        if self.0.busy.get() {
            let end = Promise::new(&mut |resolve, _| self.0.waiting.borrow_mut().push(resolve));
            // The promise is only ever kept.
            _ = JsFuture::from(end).await;
        }
    }
}

impl Queue {
    async fn work_off(self: Rc<Self>) {
        let hold = quiet::hold();
        loop {
            let next = self.jobs.borrow_mut().pop_front();
            let Some((stores, job, tell)) = next else { break };
            self.carry_out(&stores, job, &tell).await;
        }
        self.busy.set(false);
        for waiting in self.waiting.take() {
            _ = waiting.call0(&JsValue::NULL);
        }
        drop(hold);
    }

    async fn carry_out(&self, stores: &Stores, job: Job, tell: &Tell) {
        let name = job.name();
        let stored = match job {
            Job::Entry(entry) => self.store_entries(stores, entry, tell).await,
            Job::Forget(id) => self.forget_entries(stores, id).await,
            Job::Page { page, reset } => stores.store_page(page, reset, tell).await,
            Job::DropScope(scope) => stores.drop_scope(scope, tell).await,
            Job::Hello(hello) => {
                stores.keep_hello(&hello);
                tell(News::Hello { hello });
                Ok(())
            }
            Job::Wipe => stores.wipe().await,
        };
        if let Err(error) = stored {
            // Everything here is told again by the server: the next start asks for it.
            leptos::logging::warn!("{name} was not stored: {error:?}");
        }
    }

    /// An answer to a hundred commands is one transaction.
    async fn store_entries(&self, stores: &Stores, first: Entry, tell: &Tell) -> Result<(), DbError> {
        let mut entries = vec![first];
        while let Some(Job::Entry(entry)) = self.next_if(|job| matches!(job, Job::Entry(_))) {
            entries.push(entry);
        }
        stores.outbox.store(&entries).await?;
        for entry in entries {
            tell(News::Entry { entry: Box::new(entry) });
        }
        Ok(())
    }

    async fn forget_entries(&self, stores: &Stores, first: CommandId) -> Result<(), DbError> {
        let mut commands = vec![first];
        while let Some(Job::Forget(id)) = self.next_if(|job| matches!(job, Job::Forget(_))) {
            commands.push(id);
        }
        stores.outbox.forget(&commands).await
    }

    /// The next job, if it is of the kind wanted; else it stays where it is. Entries go to the same outbox whoever is here.
    fn next_if(&self, wanted: impl FnOnce(&Job) -> bool) -> Option<Job> {
        let mut jobs = self.jobs.borrow_mut();
        let is_wanted = jobs.front().is_some_and(|(_, job, _)| wanted(job));
        is_wanted.then(|| jobs.pop_front()).flatten().map(|(_, job, _)| job)
    }
}

impl Job {
    fn name(&self) -> &'static str {
        match self {
            Self::Entry(_) => "an entry",
            Self::Forget(_) => "a backed-up entry's end",
            Self::Page { .. } => "a page",
            Self::DropScope(_) => "a scope's end",
            Self::Hello(_) => "a greeting",
            Self::Wipe => "a wipe",
        }
    }
}

impl Stores {
    async fn store_page(&self, page: Box<Page>, reset: bool, tell: &Tell) -> Result<(), DbError> {
        if reset {
            self.unkept.borrow_mut().remove(&page.scope);
        }
        let kept = match &self.replicas {
            Some(replicas) if !self.unkept.borrow().contains(&page.scope) => self.keep_page(replicas, &page, reset).await,
            _ => Ok(()),
        };
        if kept.is_err() {
            self.unkept.borrow_mut().insert(page.scope.clone());
        }
        // What found no room on the disk is read from memory all the same.
        tell(News::Page { page, reset });
        kept
    }

    async fn keep_page(&self, replicas: &Replicas, page: &Page, reset: bool) -> Result<(), DbError> {
        match replicas.store(page, reset).await {
            Err(DbError::Full) => {
                self.make_room(&[]).await;
                replicas.store(page, reset).await
            }
            done => done,
        }
    }

    async fn drop_scope(&self, scope: ScopeId, tell: &Tell) -> Result<(), DbError> {
        if let Some(replicas) = &self.replicas {
            replicas.drop_scope(&scope).await?;
        }
        tell(News::Dropped { scope });
        Ok(())
    }

    fn keep_hello(&self, hello: &Hello) {
        if let Some(key) = &self.hello_key {
            session::keep_hello(key, hello);
        }
    }

    async fn wipe(&self) -> Result<(), DbError> {
        match &self.replicas {
            Some(replicas) => replicas.wipe().await,
            None => Ok(()),
        }
    }
}
