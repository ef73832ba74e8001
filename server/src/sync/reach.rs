//! What an asker may read, and which scopes their device may hold.

use crate::auth::Authenticated;
use crate::auth::standing::{self, Known};
use crate::http::problem::Refusal;
use crate::store::{Reader, Result, ScopeRow};
use shared::access::{Act, Action, may};
use shared::kernel::{AccountId, Code, Day, Level, Partition, Role, ScopeId};
use std::collections::BTreeMap;

/// Villages that a grant above the village lets a device hold: a township's. Whoever answers for more reads through the server.
const MAX_WIDE_VILLAGES: usize = 32;

/// Who asks.
#[derive(Debug, Clone, Default)]
pub struct Asker {
    /// The person signed in.
    pub account: Option<AccountId>,
    /// The village whose kiosk asks.
    pub kiosk_village: Option<Code>,
    /// Whether a device was authenticated at all.
    pub known_device: bool,
    /// What to tell them where nobody is signed in.
    pub without: Option<Refusal>,
}

impl From<&Authenticated> for Asker {
    fn from(asker: &Authenticated) -> Self {
        Self {
            account: asker.session.as_ref().map(|session| session.account),
            kiosk_village: asker.kiosk_village.clone(),
            known_device: true,
            without: Some(asker.without),
        }
    }
}

/// What an asker may do in a scope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Their roles there.
    pub roles: Vec<Role>,
    /// The partitions they may read; none where they may only send.
    pub partitions: Vec<Partition>,
}

/// What an asker may do in a scope that is there; nothing where it is not theirs at all.
pub async fn reach(reader: &mut dyn Reader, asker: &Asker, scope: &ScopeId, today: Day) -> Result<Option<Reach>> {
    let known = match asker.account {
        Some(account) => standing::known(reader, account).await?,
        None => None,
    };
    Ok(reach_of(asker, known.as_ref(), scope, today))
}

/// Why a scope is not theirs, in the words that fit who they are. Only a person, and a kiosk, is told that it never will be: by that
/// word a device lets go of what it holds of the scope, and whose session has ended holds it still.
pub fn refusal(asker: &Asker) -> Refusal {
    if asker.account.is_some() || asker.kiosk_village.is_some() {
        Refusal::ForeignScope
    } else {
        asker.without.unwrap_or(Refusal::NotSignedIn)
    }
}

fn reach_of(asker: &Asker, known: Option<&Known>, scope: &ScopeId, today: Day) -> Option<Reach> {
    if matches!(scope, ScopeId::Public(_)) {
        return Some(Reach { roles: vec![Role::Visitor], partitions: vec![Partition::Ordinary] });
    }
    // A kiosk stands in its village, whoever signs in on it.
    let at_this_kiosk = asker.kiosk_village.as_ref().is_some_and(|village| scope.place() == Some(village));
    if asker.kiosk_village.is_some() && !at_this_kiosk {
        return None;
    }
    let actor = known.map(|known| known.actor(scope, today)).unwrap_or_default();
    let readable = |partition: &Partition| Act::reading(scope, *partition).is_some_and(|act| may(&actor, Action::Act(act), scope));
    let partitions: Vec<Partition> = Partition::ALL.into_iter().filter(readable).collect();
    if !partitions.is_empty() {
        return Some(Reach { roles: actor.standing.roles, partitions });
    }
    // Visitors may send to the village, sealed and unseen, and read nothing of it.
    at_this_kiosk.then(|| Reach { roles: vec![Role::Visitor], partitions: Vec::new() })
}

/// The scopes that an asker's device may hold, with what they may do there.
pub async fn held(reader: &mut dyn Reader, asker: &Asker, today: Day) -> Result<Vec<(ScopeId, ScopeRow, Reach)>> {
    let known = match asker.account {
        Some(account) => standing::known(reader, account).await?,
        None => None,
    };
    let candidates = match &asker.kiosk_village {
        Some(village) => of_kiosk(reader, village).await?,
        None => of_grants(reader, known.as_ref(), today).await?,
    };
    let candidates = candidates.into_iter();
    Ok(candidates.filter_map(|(scope, row)| reach_of(asker, known.as_ref(), &scope, today).map(|reach| (scope, row, reach))).collect())
}

type Candidates = BTreeMap<ScopeId, ScopeRow>;

async fn of_kiosk(reader: &mut dyn Reader, village: &Code) -> Result<Candidates> {
    let mut found = Candidates::new();
    for scope in [ScopeId::Village(village.clone()), ScopeId::Public(village.clone())] {
        if let Some(row) = reader.scope(&scope).await? {
            found.insert(scope, row);
        }
    }
    Ok(found)
}

async fn of_grants(reader: &mut dyn Reader, known: Option<&Known>, today: Day) -> Result<Candidates> {
    let (mut found, mut wide) = (Candidates::new(), Candidates::new());
    let grants = known.iter().flat_map(|known| &known.grants);
    let holding = grants.filter(|grant| grant.holds_on(today));
    let places: Vec<Code> = holding.filter_map(|grant| grant.place.clone()).collect();
    for place in places {
        let own = match place.level() {
            Level::Village => Some(ScopeId::Village(place)),
            level => {
                // A village without a single record has nothing to hold yet.
                let below = reader.scopes(&format!("village:{}", place.prefix())).await?;
                wide.extend(below.into_iter().filter(|(_, row)| row.head.seq > 0));
                (level == Level::County).then_some(ScopeId::County(place))
            }
        };
        if let Some(scope) = own
            && let Some(row) = reader.scope(&scope).await?
        {
            found.insert(scope, row);
        }
    }
    found.extend(wide.into_iter().take(MAX_WIDE_VILLAGES));
    Ok(found)
}
