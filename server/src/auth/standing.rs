//! Who somebody is in a scope today: from the account, its grants and its devices as the deployment's records say, read in the same
//! transaction as the decision that rests on it.

use crate::keys::Keys;
use crate::store::{Reader, StoreError};
use serde_json::Value;
use shared::access::Actor;
use shared::account::protocol::Holding;
use shared::account::{Account, Device, DeviceKind, Grant, LoginGuard, covering, partitions};
use shared::kernel::{AccountId, Day, DeviceId, Id, Role, ScopeId, Standing};
use shared::sync::protocol::Me;
use shared::sync::record::Kind;
use shared::sync::server::Person;
use shared::sync::state::Query;

/// What the deployment's records say of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its id.
    pub id: AccountId,
    /// The account.
    pub account: Account,
    /// All its grants, ended ones too.
    pub grants: Vec<Grant>,
}

/// The living records that answer a question, each with its id.
pub async fn typed<T: Kind>(reader: &mut dyn Reader, scope: &ScopeId, query: Query) -> Result<Vec<(Id, T)>, StoreError> {
    let records = reader.records(scope, &query).await?;
    let living = records.into_iter().filter(|record| !record.deleted);
    living
        .map(|record| {
            let body = serde_json::from_value(Value::Object(record.body));
            body.map(|body| (record.id, body)).map_err(|error| StoreError::Corrupt(format!("{} {}: {error}", record.kind, record.id)))
        })
        .collect()
}

/// One living record of the deployment.
pub async fn one<T: Kind>(reader: &mut dyn Reader, id: Id) -> Result<Option<T>, StoreError> {
    let found = typed(reader, &ScopeId::Deployment, Query::One(T::KIND.to_owned(), id)).await?;
    Ok(found.into_iter().next().map(|(_, value)| value))
}

/// An account with its grants.
pub async fn known(reader: &mut dyn Reader, id: AccountId) -> Result<Option<Known>, StoreError> {
    let Some(account) = one::<Account>(reader, id.into()).await? else { return Ok(None) };
    let grants = typed(reader, &ScopeId::Deployment, Query::Children(Grant::KIND.to_owned(), id.into())).await?;
    Ok(Some(Known { id, account, grants: grants.into_iter().map(|(_, grant)| grant).collect() }))
}

/// The account with a sign-in name, with its grants.
pub async fn by_login(reader: &mut dyn Reader, login: &str) -> Result<Option<Known>, StoreError> {
    match one::<LoginGuard>(reader, Account::login_guard(login)).await? {
        Some(guard) => known(reader, guard.account).await,
        None => Ok(None),
    }
}

impl Known {
    /// Their roles and partitions in a scope on a day. A closed account has none.
    pub fn actor(&self, scope: &ScopeId, today: Day) -> Actor {
        let (mut holding, _) = covering(&self.grants, scope, today);
        if self.account.closed {
            holding.clear();
        }
        let mut roles: Vec<Role> = holding.iter().map(|grant| grant.role).collect();
        roles.sort_unstable();
        roles.dedup();
        let standing = Standing { account: Some(self.id), name: self.account.name.clone(), roles };
        Actor { standing, partitions: partitions(&holding) }
    }

    /// What they are where, on a day; nothing for a closed account.
    pub fn holdings(&self, today: Day) -> Vec<Holding> {
        let open = self.grants.iter().filter(|_| !self.account.closed);
        let holding = open.filter(|grant| grant.holds_on(today));
        holding
            .map(|grant| Holding { role: grant.role, place: grant.place.clone(), partitions: partitions(&[grant]), to: grant.to })
            .collect()
    }

    /// Who they are, as others are told.
    pub fn me(&self) -> Me {
        Me { id: self.id, login: self.account.login.clone(), name: self.account.name.clone() }
    }

    /// Did they hold a role here once, and hold none now?
    fn ended(&self, scope: &ScopeId, today: Day) -> bool {
        covering(&self.grants, scope, today).1
    }
}

/// Somebody's roles and partitions in a scope; nobody's for an account that is not there.
pub async fn actor(reader: &mut dyn Reader, account: Option<AccountId>, scope: &ScopeId, today: Day) -> Result<Actor, StoreError> {
    let Some(account) = account else { return Ok(Actor::visitor()) };
    Ok(known(reader, account).await?.map(|known| known.actor(scope, today)).unwrap_or_default())
}

/// All that the decision on a command needs to know of whoever the envelope names.
///
/// Without an account it is a visitor, if the device is a kiosk; any other device speaks for nobody. The key exists once the account
/// has signed in on the device, and is another after the pair was revoked.
pub async fn person(
    reader: &mut dyn Reader,
    keys: &Keys,
    account: Option<AccountId>,
    device: DeviceId,
    scope: &ScopeId,
    today: Day,
) -> Result<Person, StoreError> {
    let Some(account) = account else {
        let kiosk = one::<Device>(reader, device.into()).await?.is_some_and(|device| device.kind == DeviceKind::Kiosk);
        let standing = if kiosk { Actor::visitor().standing } else { Standing::default() };
        return Ok(Person { standing, ..Person::default() });
    };
    let Some(known) = known(reader, account).await? else { return Ok(Person::default()) };
    let acting = reader.act_standing(account, device).await?;
    let key = |generation| keys.act_key(account, device, generation);
    Ok(Person {
        standing: known.actor(scope, today).standing,
        key: acting.map(|acting| key(acting.generation)),
        former_keys: acting.map(|acting| (1..acting.generation).map(key).collect()).unwrap_or_default(),
        key_is_old: acting.is_some_and(|acting| acting.is_old),
        signed_out_at: acting.and_then(|acting| acting.ended_at),
        grant_ended: known.ended(scope, today),
        closed: known.account.closed,
        revoked: false,
    })
}
