//! One-time codes and links.

use super::{Credential, Keep, Statement, credential, read};
use crate::auth::token::Hash;
use crate::store::StoreError;
use shared::kernel::{AccountId, Code as PlaceCode, DeviceId, Instant};
use sqlx::SqliteConnection;

/// How long used and expired codes are kept, so that a late comer is told which it was and an administrator sees what became of it.
const KEPT_MS: i64 = 30 * 86_400_000;

/// What a code is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeKind {
    /// Enrols the kiosk of this village.
    Kiosk(PlaceCode),
    /// Lets this person set their password.
    SetPassword(AccountId),
    /// Sets up the first administrator.
    Setup,
}

/// A code to be kept.
#[derive(Debug, Clone)]
pub struct NewCode {
    /// What for.
    pub kind: CodeKind,
    /// Who hands it out; nobody at the command line and at the first start.
    pub issued_by: Option<AccountId>,
    /// From when.
    pub issued_at: Instant,
    /// Until when.
    pub expires_at: Instant,
}

/// A code as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// What for.
    pub kind: CodeKind,
    /// From when.
    pub issued_at: Instant,
    /// Until when.
    pub expires_at: Instant,
    /// When it was used.
    pub used_at: Option<Instant>,
    /// The device it enrolled.
    pub device: Option<DeviceId>,
}

/// A kiosk's code as an administrator sees it later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KioskCode {
    /// The village.
    pub village: PlaceCode,
    /// Who handed it out; nobody at the command line.
    pub issued_by: Option<AccountId>,
    /// From when.
    pub issued_at: Instant,
    /// Until when.
    pub expires_at: Instant,
    /// When it was used.
    pub used_at: Option<Instant>,
    /// The device it enrolled.
    pub device: Option<DeviceId>,
}

/// What a code that came in is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// No such code.
    Unknown,
    /// Too late.
    Expired,
    /// Used before.
    Used(Code),
    /// Good.
    Good(Code),
}

impl CodeKind {
    fn name(&self) -> &'static str {
        match self {
            Self::Kiosk(_) => "kiosk",
            Self::SetPassword(_) => "set_password",
            Self::Setup => "setup",
        }
    }
}

type Row = (String, Option<String>, Option<String>, i64, i64, Option<i64>, Option<String>);

const COLUMNS: &str = "SELECT kind, account_id, village, issued_at, expires_at, used_at, device_id FROM enrolment WHERE code_hash = ?";

fn code((kind, account, village, issued_at, expires_at, used_at, device): Row) -> Result<Code, StoreError> {
    let kind = match (kind.as_str(), account, village) {
        ("kiosk", _, Some(village)) => CodeKind::Kiosk(read(&village)?),
        ("set_password", Some(account), _) => CodeKind::SetPassword(read(&account)?),
        ("setup", ..) => CodeKind::Setup,
        _ => return Err(StoreError::Corrupt(format!("a code of kind {kind}"))),
    };
    Ok(Code {
        kind,
        issued_at: Instant::from_millis(issued_at),
        expires_at: Instant::from_millis(expires_at),
        used_at: used_at.map(Instant::from_millis),
        device: device.map(|device| read(&device)).transpose()?,
    })
}

impl Keep {
    /// Keeps a new code. A person's older link, a village's older code and an older set-up link are good no more.
    pub async fn add_code(&self, hash: Hash, new: NewCode) -> Result<(), StoreError> {
        let job = self.database.carry_out(move |connection| Box::pin(async move { add(connection, hash, &new).await }));
        job.await
    }

    /// Looks a code up.
    pub async fn find_code(&self, hash: Hash, now: Instant) -> Result<Found, StoreError> {
        let row: Option<Row> = sqlx::query_as(COLUMNS).bind(hash.to_vec()).fetch_optional(self.pool()).await?;
        let Some(code) = row.map(code).transpose()? else { return Ok(Found::Unknown) };
        Ok(if code.used_at.is_some() {
            Found::Used(code)
        } else if code.expires_at <= now {
            Found::Expired
        } else {
            Found::Good(code)
        })
    }

    /// Uses a code, once: of two that come at the same time only one is told yes.
    pub async fn use_code(&self, hash: Hash, device: Option<DeviceId>, now: Instant) -> Result<bool, StoreError> {
        Ok(self.write(using(hash, device, now)).await? == 1)
    }

    /// Uses a code and sets the password it was handed out for, both or neither. The keys of every device are old from then on.
    pub async fn use_code_for(&self, hash: Hash, account: AccountId, new: Credential, now: Instant) -> Result<bool, StoreError> {
        let job = self.database.carry_out(move |connection| {
            Box::pin(async move {
                let used = using(hash, None, now).execute(&mut *connection).await?.rows_affected() == 1;
                if used {
                    let old = sqlx::query("UPDATE act_key SET is_old = 1 WHERE account_id = ?").bind(account.to_string());
                    old.execute(&mut *connection).await?;
                    credential::setting(account, &new, now).execute(&mut *connection).await?;
                }
                Ok(used)
            })
        });
        job.await
    }

    /// Takes back the codes that a village's kiosk could still be enrolled with.
    pub async fn withdraw_kiosk_codes(&self, village: &PlaceCode) -> Result<u64, StoreError> {
        let sql = "DELETE FROM enrolment WHERE kind = 'kiosk' AND village = ? AND used_at IS NULL";
        self.write(sqlx::query(sql).bind(village.to_string())).await
    }

    /// Kiosks' codes, the newest first, after the one with this instant and village.
    pub async fn kiosk_codes(&self, after: Option<(String, String)>, limit: u32) -> Result<Vec<KioskCode>, StoreError> {
        type Row = (String, Option<String>, i64, i64, Option<i64>, Option<String>);
        let sql = "SELECT village, issued_by, issued_at, expires_at, used_at, device_id FROM enrolment
                   WHERE kind = 'kiosk' AND (?1 IS NULL OR (issued_at, village) < (CAST(?1 AS INTEGER), ?2))
                   ORDER BY issued_at DESC, village DESC LIMIT ?3";
        let (instant, village) = after.unzip();
        let rows: Vec<Row> = sqlx::query_as(sql).bind(instant).bind(village).bind(limit).fetch_all(self.pool()).await?;
        let rows = rows.into_iter();
        rows.map(|(village, issued_by, issued_at, expires_at, used_at, device)| {
            Ok(KioskCode {
                village: read(&village)?,
                issued_by: issued_by.map(|account| read(&account)).transpose()?,
                issued_at: Instant::from_millis(issued_at),
                expires_at: Instant::from_millis(expires_at),
                used_at: used_at.map(Instant::from_millis),
                device: device.map(|device| read(&device)).transpose()?,
            })
        })
        .collect()
    }

    pub(super) async fn purge_codes(&self, now: Instant) -> Result<u64, StoreError> {
        let before = now.plus_millis(-KEPT_MS).millis();
        self.write(sqlx::query("DELETE FROM enrolment WHERE expires_at < ?").bind(before)).await
    }
}

fn using(hash: Hash, device: Option<DeviceId>, now: Instant) -> Statement {
    let sql = "UPDATE enrolment SET used_at = ?, device_id = ? WHERE code_hash = ? AND used_at IS NULL AND expires_at > ?";
    let device = device.map(|device| device.to_string());
    sqlx::query(sql).bind(now.millis()).bind(device).bind(hash.to_vec()).bind(now.millis())
}

async fn add(connection: &mut SqliteConnection, hash: Hash, new: &NewCode) -> Result<(), StoreError> {
    let (account, village) = match &new.kind {
        CodeKind::Kiosk(village) => (None, Some(village.to_string())),
        CodeKind::SetPassword(account) => (Some(account.to_string()), None),
        CodeKind::Setup => (None, None),
    };
    let sql = "DELETE FROM enrolment WHERE kind = ? AND account_id IS ? AND village IS ? AND used_at IS NULL";
    sqlx::query(sql).bind(new.kind.name()).bind(account.clone()).bind(village.clone()).execute(&mut *connection).await?;
    let sql = "INSERT INTO enrolment (code_hash, kind, account_id, village, issued_by, issued_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)";
    sqlx::query(sql)
        .bind(hash.to_vec())
        .bind(new.kind.name())
        .bind(account)
        .bind(village)
        .bind(new.issued_by.map(|account| account.to_string()))
        .bind(new.issued_at.millis())
        .bind(new.expires_at.millis())
        .execute(&mut *connection)
        .await?;
    Ok(())
}
