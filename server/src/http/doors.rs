//! Who may be connected at once: so many in all, so many of one address. Where they are all taken, whoever has been silent longest makes
//! room: a thousand sockets that ask nothing shut nobody out.

use super::limits::{CONNECTIONS, CONNECTIONS_OF_ONE, FIRST_REQUEST_WITHIN, SILENT_WITHIN};
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// How many connections there may be, and how long they may be silent.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// In all.
    pub all: usize,
    /// Of one address.
    pub of_one: usize,
    /// How long a new one may take to ask its first.
    pub first: Duration,
    /// How long one may be silent after that.
    pub silent: Duration,
}

impl Bounds {
    /// The frame's own, and never more than the machine lets this program open.
    pub fn of_this_machine() -> Self {
        let files = files_allowed().unwrap_or(usize::MAX);
        let all = CONNECTIONS.min(files.saturating_sub(FILES_KEPT)).max(1);
        if all < CONNECTIONS {
            tracing::warn!(
                files,
                connections = all,
                "the machine lets this program open few files, and so few connections at once: allow more with `ulimit -n` or LimitNOFILE"
            );
        }
        Self { all, of_one: CONNECTIONS_OF_ONE.min(all), first: FIRST_REQUEST_WITHIN, silent: SILENT_WITHIN }
    }
}

/// Files kept for the database, its readers, backups and whoever is just being let go.
const FILES_KEPT: usize = 256;

/// The most files that this program may have open, where the machine tells.
fn files_allowed() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    limits.lines().find_map(|line| line.strip_prefix("Max open files"))?.split_whitespace().next()?.parse().ok()
}

/// The doors.
#[derive(Debug, Clone)]
pub struct Doors {
    bounds: Bounds,
    table: Arc<Mutex<Table>>,
}

#[derive(Debug, Default)]
struct Table {
    /// Counts entries and silences: the lower, the earlier.
    count: u64,
    inside: HashMap<u64, Inside>,
    of_address: HashMap<IpAddr, usize>,
    /// Who is silent, by since when.
    silent: BTreeMap<u64, u64>,
}

#[derive(Debug)]
struct Inside {
    address: Option<IpAddr>,
    open: usize,
    has_asked: bool,
    silent_since: Option<u64>,
    told: Arc<Told>,
}

#[derive(Debug, Default)]
struct Told {
    leave: Notify,
    changed: Notify,
}

/// A connection that was let in. It makes room when it is dropped.
#[derive(Debug)]
pub struct Pass {
    doors: Doors,
    id: u64,
    told: Arc<Told>,
}

/// A request that is being answered: as long as it is kept its connection is not silent.
#[derive(Debug)]
pub struct Asking {
    doors: Doors,
    id: u64,
}

impl Doors {
    /// Doors with these bounds.
    pub fn new(bounds: Bounds) -> Self {
        Self { bounds, table: Arc::default() }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a connection in, and has the one that is silent longest leave where there is no room. Nothing where all are busy. An
    /// address counts where one is told: behind a proxy all connections are the proxy's.
    pub fn enter(&self, address: Option<IpAddr>) -> Option<Pass> {
        let mut table = self.table();
        let of_address = address.and_then(|address| table.of_address.get(&address).copied()).unwrap_or_default();
        if address.is_some() && of_address >= self.bounds.of_one {
            table.have_one_leave(address)?;
        }
        if table.inside.len() >= self.bounds.all {
            table.have_one_leave(None)?;
        }
        table.count += 1;
        let (id, told) = (table.count, Arc::<Told>::default());
        if let Some(address) = address {
            *table.of_address.entry(address).or_default() += 1;
        }
        let inside = Inside { address, open: 0, has_asked: false, silent_since: Some(id), told: Arc::clone(&told) };
        table.inside.insert(id, inside);
        table.silent.insert(id, id);
        drop(table);
        Some(Pass { doors: self.clone(), id, told })
    }
}

impl Table {
    /// Has the connection leave that is silent longest, of one address or of all.
    fn have_one_leave(&mut self, of: Option<IpAddr>) -> Option<()> {
        let fits = |id: &u64| of.is_none() || self.inside.get(id).is_some_and(|inside| inside.address == of);
        let id = self.silent.values().copied().find(fits)?;
        let told = self.remove(id)?;
        told.leave.notify_one();
        Some(())
    }

    fn remove(&mut self, id: u64) -> Option<Arc<Told>> {
        let Inside { address, silent_since, told, .. } = self.inside.remove(&id)?;
        if let Some(since) = silent_since {
            self.silent.remove(&since);
        }
        if let Some(address) = address
            && let Some(count) = self.of_address.get_mut(&address)
        {
            *count -= 1;
            if *count == 0 {
                self.of_address.remove(&address);
            }
        }
        Some(told)
    }

    fn begin(&mut self, id: u64) {
        let Some(inside) = self.inside.get_mut(&id) else { return };
        (inside.open, inside.has_asked) = (inside.open + 1, true);
        if let Some(since) = inside.silent_since.take() {
            self.silent.remove(&since);
        }
        inside.told.changed.notify_one();
    }

    fn end(&mut self, id: u64) {
        self.count += 1;
        let Some(inside) = self.inside.get_mut(&id) else { return };
        inside.open = inside.open.saturating_sub(1);
        if inside.open == 0 {
            inside.silent_since = Some(self.count);
            self.silent.insert(self.count, id);
            inside.told.changed.notify_one();
        }
    }
}

impl Pass {
    /// A request begins.
    pub fn ask(&self) -> Asking {
        self.doors.table().begin(self.id);
        Asking { doors: self.doors.clone(), id: self.id }
    }

    /// Waits until the connection has to leave: it is silent too long, or another needs its place.
    pub async fn time_to_leave(&self) {
        loop {
            let silent = async {
                match self.may_be_silent() {
                    Some(time) => tokio::time::sleep(time).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = self.told.leave.notified() => return,
                () = silent => return,
                () = self.told.changed.notified() => {}
            }
        }
    }

    /// How long it may be silent from now on; nothing while a request is answered.
    fn may_be_silent(&self) -> Option<Duration> {
        let table = self.doors.table();
        let bounds = self.doors.bounds;
        match table.inside.get(&self.id) {
            Some(inside) if inside.open > 0 => None,
            Some(inside) if inside.has_asked => Some(bounds.silent),
            Some(_) => Some(bounds.first),
            None => Some(Duration::ZERO),
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.doors.table().remove(self.id);
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.doors.table().end(self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doors() -> Doors {
        let (first, silent) = (Duration::from_mins(1), Duration::from_mins(1));
        Doors::new(Bounds { all: 4, of_one: 2, first, silent })
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    fn is_inside(pass: &Pass) -> bool {
        pass.doors.table().inside.contains_key(&pass.id)
    }

    #[test]
    fn whoever_is_silent_longest_makes_room_and_who_is_answered_stays() {
        let doors = doors();
        let passes: Vec<Pass> = (1..=4).map(|last| doors.enter(Some(address(last))).unwrap()).collect();
        let answered = passes[0].ask();
        let fifth = doors.enter(Some(address(5))).unwrap();
        let inside: Vec<bool> = passes.iter().map(is_inside).collect();
        assert_eq!(inside, [true, false, true, true], "the first is being answered");
        drop(answered);
        // Now the third is silent longest; the first has just fallen silent.
        let sixth = doors.enter(Some(address(6))).unwrap();
        assert_eq!(passes.iter().map(is_inside).collect::<Vec<_>>(), [true, false, false, true]);
        assert!(is_inside(&fifth) && is_inside(&sixth));
    }

    #[test]
    fn nobody_comes_in_where_all_are_being_answered() {
        let doors = doors();
        let passes: Vec<Pass> = (1..=4).map(|last| doors.enter(Some(address(last))).unwrap()).collect();
        let asking: Vec<Asking> = passes.iter().map(Pass::ask).collect();
        assert!(doors.enter(Some(address(5))).is_none());
        drop((asking, passes));
        assert!(doors.enter(Some(address(5))).is_some(), "who leaves makes room");
        assert!(doors.table().inside.is_empty() && doors.table().silent.is_empty() && doors.table().of_address.is_empty());
    }

    #[test]
    fn one_address_takes_its_own_places_only_and_a_proxy_counts_as_nobody() {
        let doors = doors();
        let other = doors.enter(Some(address(1))).unwrap();
        let many: Vec<Pass> = (0..10).map(|_| doors.enter(Some(address(2))).unwrap()).collect();
        assert_eq!(many.iter().filter(|pass| is_inside(pass)).count(), 2);
        assert!(is_inside(&other), "though it was silent longer");
        drop(many);
        let proxied: Vec<Pass> = (0..3).map(|_| doors.enter(None).unwrap()).collect();
        assert!(proxied.iter().all(is_inside));
    }
}
