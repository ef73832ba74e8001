//! What all rooms of the server share.

use crate::auth::keep::Keep;
use crate::auth::password::Passwords;
use crate::clock::Clock;
use crate::http::assets::Assets;
use crate::keys::{Keys, KeysError};
use crate::random::Random;
use crate::store::{Reader, Result, Sqlite, Store, StoreError, Writer, transact};
use crate::sync::hub::Hub;
use shared::kernel::{DeviceId, Instant, ScopeId};
use shared::sync::server::FIRST_EPOCH;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;
use std::sync::Arc;
use tokio::sync::{Notify, broadcast, watch};

/// Is the database a demonstration or real? It is born as one and never becomes the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Generated people.
    Demo,
    /// Real people.
    Real,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Demo => "demo",
            Self::Real => "real",
        })
    }
}

impl FromStr for Mode {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "demo" => Ok(Self::Demo),
            "real" => Ok(Self::Real),
            _ => Err(()),
        }
    }
}

/// Which database this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// Demonstration or real.
    pub mode: Mode,
    /// Changes with every restore from a backup.
    pub epoch: u64,
    /// The device under which the server itself sends commands. No token exists for it, so nobody else can.
    pub device: DeviceId,
}

/// The names under which the identity is kept.
const MODE: &str = "mode";
const EPOCH: &str = "epoch";
const DEVICE: &str = "device";
/// The fingerprint of the keys that a database was made with.
const KEYS: &str = "keys";

impl Identity {
    /// The identity of a database; one that has none yet is born in this mode.
    pub async fn open(store: &dyn Store, mode: Mode, clock: &Clock, random: &Random) -> Result<Self> {
        let (now, device) = (clock.now(), random.id(clock.now(), DeviceId::new)?);
        transact(store, move |writer| Box::pin(Self::open_in(writer, mode, now, device))).await
    }

    async fn open_in(writer: &mut dyn Writer, mode: Mode, now: Instant, device: DeviceId) -> Result<Self> {
        writer.ensure_scopes(&[ScopeId::Deployment], now).await?;
        if let Some(known) = Self::read(writer).await? {
            return Ok(known);
        }
        let born = Self { mode, epoch: FIRST_EPOCH, device };
        born.write(writer).await?;
        Ok(born)
    }

    /// The identity, if the database was born already.
    pub async fn read(reader: &mut (dyn Reader + '_)) -> Result<Option<Self>> {
        let (Some(mode), Some(epoch), Some(device)) = (reader.meta(MODE).await?, reader.meta(EPOCH).await?, reader.meta(DEVICE).await?)
        else {
            return Ok(None);
        };
        let corrupt = |what: &str| StoreError::Corrupt(what.to_owned());
        let identity = Self {
            mode: mode.parse().map_err(|()| corrupt(MODE))?,
            epoch: epoch.parse().map_err(|_| corrupt(EPOCH))?,
            device: device.parse().map_err(|_| corrupt(DEVICE))?,
        };
        Ok(Some(identity))
    }

    /// Keeps it.
    pub async fn write(&self, writer: &mut dyn Writer) -> Result<()> {
        writer.set_meta(MODE, &self.mode.to_string()).await?;
        writer.set_meta(EPOCH, &self.epoch.to_string()).await?;
        writer.set_meta(DEVICE, &self.device.to_string()).await
    }
}

/// Whether a database was made with these keys. One from before this was noted takes those it is opened with.
///
/// # Errors
/// [`KeysError::Foreign`] where it was made with others.
pub async fn check_keys(reader: &mut (dyn Reader + '_), keys: &Keys) -> anyhow::Result<()> {
    match reader.meta(KEYS).await? {
        Some(own) if own != keys.fingerprint() => Err(KeysError::Foreign.into()),
        _ => Ok(()),
    }
}

/// Notes which keys the database was made with, where nothing is noted yet.
async fn note_keys(store: &dyn Store, keys: &Keys) -> Result<()> {
    if store.read().await?.meta(KEYS).await?.is_some() {
        return Ok(());
    }
    let fingerprint = keys.fingerprint();
    transact(store, move |writer| Box::pin(async move { writer.set_meta(KEYS, &fingerprint).await })).await
}

/// Devices taken out of use that a slow stream may lag behind: an administrator revokes a few a year.
const SHUT_OUT: usize = 16;

/// How the frame treats requests.
#[derive(Debug, Clone, Copy, Default)]
pub struct Settings {
    /// The server speaks TLS itself, so browsers are told to never come without.
    pub tls: bool,
    /// A proxy in front tells the callers' addresses.
    pub trust_proxy: bool,
}

/// What all rooms share. Cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState(Arc<Parts>);

/// The parts of [`AppState`].
#[derive(Debug)]
pub struct Parts {
    /// The scope logs.
    pub store: Arc<dyn Store>,
    /// The same database for the tables of rooms with secrets.
    pub database: Sqlite,
    /// The clock.
    pub clock: Clock,
    /// The source of ids, tokens and keys.
    pub random: Random,
    /// The secret keys.
    pub keys: Keys,
    /// The secrets beside the records, as hashes.
    pub keep: Keep,
    /// Hashes and checks passwords.
    pub passwords: Passwords,
    /// Which database this is.
    pub identity: Identity,
    /// Tells waiting devices which scopes moved.
    pub hub: Hub,
    /// The app's bundle.
    pub assets: Assets,
    /// How the frame treats requests.
    pub settings: Settings,
    /// Rung when follow-ups may be waiting.
    pub follow_ups: Notify,
    /// Tells the streams of a device that it was taken out of use.
    pub shut_out: broadcast::Sender<DeviceId>,
    /// True once the server is ending: streams close, jobs stop.
    pub ending: watch::Sender<bool>,
}

impl AppState {
    /// Opens a database as this mode and gathers the parts.
    pub async fn open(database: Sqlite, mode: Mode, keys: Keys, clock: Clock, random: Random) -> anyhow::Result<Self> {
        check_keys(&mut *database.read().await?, &keys).await?;
        let identity = Identity::open(&database, mode, &clock, &random).await?;
        note_keys(&database, &keys).await?;
        Self::of(database, identity, keys, clock, random)
    }

    /// Gathers the parts of a database that is only looked at; nothing is written to it.
    pub async fn look(database: Sqlite, keys: Keys, clock: Clock, random: Random) -> anyhow::Result<Option<Self>> {
        let mut reader = database.read().await?;
        check_keys(&mut *reader, &keys).await?;
        let identity = Identity::read(&mut *reader).await?;
        drop(reader);
        identity.map(|identity| Self::of(database, identity, keys, clock, random)).transpose()
    }

    fn of(database: Sqlite, identity: Identity, keys: Keys, clock: Clock, random: Random) -> anyhow::Result<Self> {
        let store: Arc<dyn Store> = Arc::new(database.clone());
        let passwords = Passwords::new(random.bytes()?)?;
        Ok(Self(Arc::new(Parts {
            store,
            keep: Keep::new(database.clone()),
            passwords,
            database,
            clock,
            random,
            keys,
            identity,
            hub: Hub::default(),
            assets: Assets::open(None),
            settings: Settings::default(),
            follow_ups: Notify::new(),
            shut_out: broadcast::channel(SHUT_OUT).0,
            ending: watch::channel(false).0,
        })))
    }

    /// The same with these settings and this bundle. To be called before the state is shared.
    #[must_use]
    pub fn with(self, settings: Settings, assets: Assets) -> Self {
        match Arc::try_unwrap(self.0) {
            Ok(parts) => Self(Arc::new(Parts { assets, settings, ..parts })),
            Err(shared) => Self(shared),
        }
    }
}

impl Deref for AppState {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}
