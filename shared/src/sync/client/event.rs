//! What the machine is told, and what it asks for.

use super::Entry;
use crate::kernel::{CommandId, Instant, ScopeId};
use crate::sync::protocol::{Hello, Page, Poke, Push, PushAnswer};

/// What happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// An entry is durable in both stores.
    Enqueued(Entry),
    /// Another tab stored or changed an entry.
    EntryElsewhere(Entry),
    /// Both stores were read as [`Action::ReadOutbox`] asked, or could not be read: all that they hold was fed.
    OutboxRead,
    /// Another tab stored a page. `reset` says that it dropped the scope's rows first. A tab listens before it reads the stores,
    /// so that it misses none; a page that it has read already changes nothing.
    PageElsewhere {
        /// The page.
        page: Box<Page>,
        /// Whether the scope began anew.
        reset: bool,
    },
    /// Another tab removed a scope's rows: its grant has ended.
    DroppedElsewhere(ScopeId),
    /// The person put a refused entry aside; told to every tab.
    Dismissed(CommandId),
    /// The network came or went, as the browser says. A tab that does not lead is told that it is gone.
    Online(bool),
    /// A poke of the live stream, or a head heard elsewhere.
    Poked(Poke),
    /// Time has passed.
    Tick,
    /// Ask anew who we are: after signing in or out.
    SayHello,
    /// The server's greeting.
    Hello(Box<Hello>),
    /// The answer to our push.
    Pushed(Box<PushAnswer>),
    /// The answer to our pull.
    Pulled(Box<Page>),
    /// The server says that this scope is not ours (any more).
    ScopeEnded(ScopeId),
    /// The server says that this device was revoked: what waits is handed over, and then all it holds goes.
    Revoked,
    /// A request failed: no network, no answer, a fault.
    Failed(Request),
}

/// Which request. There is at most one of each on its way; whoever sends a second gives the first up and feeds no answer of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Request {
    /// Hello.
    Hello,
    /// Push.
    Push,
    /// Pull.
    Pull,
}

/// What to do now, in this order.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(clippy::large_enum_variant, reason = "a handful lives at a time, and every reader would pay for the box")
)]
pub enum Action {
    /// Ask for the greeting.
    SendHello,
    /// Send commands.
    SendPush(Push),
    /// Ask for a page after this cursor.
    SendPull {
        /// The scope.
        scope: ScopeId,
        /// The cursor.
        after: u64,
    },
    /// Store an entry as it now stands, in both stores.
    StoreEntry(Entry),
    /// Read both stores of the outbox and feed each entry that this machine does not hold as [`Event::EntryElsewhere`]: a tab that was
    /// closed between its last write and its word to the others leaves entries that only the stores know. [`Event::OutboxRead`] ends it,
    /// and nothing is pushed before.
    ReadOutbox,
    /// Forget an entry: a backup has it.
    DropEntry(CommandId),
    /// Store a page with its cursor, its epoch and the partitions its tallies name in one transaction, dropping the scope's rows first
    /// where `reset` says so.
    StorePage {
        /// The page.
        page: Box<Page>,
        /// Whether the scope begins anew.
        reset: bool,
    },
    /// Remove a scope's rows from the device.
    DropScope(ScopeId),
    /// Remember the greeting, so that the next start offline knows who is here.
    StoreHello(Box<Hello>),
    /// Call again with [`Event::Tick`] at this time at the latest.
    WakeAt(Instant),
}
