//! Tells waiting devices which scopes moved. Heads only, the latest wins: a device that is slow misses numbers, never news.
//!
//! One place of news a device, not a queue: a thousand waiting devices cost a thousand small maps, however fast a village writes.

use shared::kernel::ScopeId;
use shared::sync::protocol::Poke;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::Notify;

/// Where devices wait.
#[derive(Debug, Default)]
pub struct Hub {
    waiting: Mutex<BTreeMap<ScopeId, Vec<Weak<Inbox>>>>,
}

#[derive(Debug, Default)]
struct Inbox {
    news: Mutex<BTreeMap<ScopeId, u64>>,
    bell: Notify,
}

/// One device's place. It listens as long as it is kept.
#[derive(Debug)]
pub struct Listener(Arc<Inbox>);

impl Hub {
    /// Begins to listen to these scopes.
    pub fn listen(&self, scopes: &BTreeSet<ScopeId>) -> Listener {
        let inbox = Arc::new(Inbox::default());
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        for scope in scopes {
            let inboxes = waiting.entry(scope.clone()).or_default();
            inboxes.retain(|inbox| inbox.strong_count() > 0);
            inboxes.push(Arc::downgrade(&inbox));
        }
        Listener(inbox)
    }

    /// Tells all who listen to a scope that its head has moved. Called after the commit.
    pub fn poke(&self, poke: &Poke) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(inboxes) = waiting.get_mut(&poke.scope) else { return };
        inboxes.retain(|inbox| inbox.upgrade().is_some_and(|inbox| inbox.put(poke)));
        if inboxes.is_empty() {
            waiting.remove(&poke.scope);
        }
    }
}

impl Inbox {
    fn put(&self, poke: &Poke) -> bool {
        let mut news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        let head = news.entry(poke.scope.clone()).or_default();
        *head = poke.head.max(*head);
        self.bell.notify_one();
        true
    }
}

impl Listener {
    /// The next news: each scope that moved, with its latest head.
    pub async fn next(&self) -> Vec<Poke> {
        loop {
            let news = std::mem::take(&mut *self.0.news.lock().unwrap_or_else(PoisonError::into_inner));
            if !news.is_empty() {
                return news.into_iter().map(|(scope, head)| Poke { scope, head }).collect();
            }
            self.0.bell.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(code: &str) -> ScopeId {
        ScopeId::Village(code.parse().unwrap())
    }

    #[tokio::test]
    async fn the_latest_head_of_ones_own_scopes_is_told_once() {
        let hub = Hub::default();
        let (mine, other) = (scope("623023100200"), scope("623023100201"));
        let listener = hub.listen(&BTreeSet::from([mine.clone()]));
        for (scope, head) in [(&mine, 1), (&other, 9), (&mine, 3), (&mine, 2)] {
            hub.poke(&Poke { scope: scope.clone(), head });
        }
        assert_eq!(listener.next().await, vec![Poke { scope: mine.clone(), head: 3 }]);
        hub.poke(&Poke { scope: mine.clone(), head: 4 });
        assert_eq!(listener.next().await.len(), 1);
    }

    #[test]
    fn who_left_is_forgotten() {
        let hub = Hub::default();
        let mine = scope("623023100200");
        drop(hub.listen(&BTreeSet::from([mine.clone()])));
        hub.poke(&Poke { scope: mine, head: 1 });
        assert!(hub.waiting.lock().unwrap().is_empty());
    }
}
