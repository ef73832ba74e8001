-- Who may come in. Accounts, grants and devices are records of the deployment; here stand their secrets, as hashes only.
-- Instants are milliseconds since 1970 in UTC, ids are text, hashes are 32 bytes of SHA-256.

-- A person's password, as Argon2id writes it with its salt and parameters.
CREATE TABLE credential (
    account_id      TEXT NOT NULL PRIMARY KEY,
    password_hash   TEXT NOT NULL,
    must_change     INTEGER NOT NULL,
    set_at          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A person signed in on a device. It ends by itself when it is not used, and at once when the device is revoked.
CREATE TABLE session (
    token_hash      BLOB NOT NULL PRIMARY KEY,
    account_id      TEXT NOT NULL,
    device_id       TEXT NOT NULL,
    kind            TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    used_at         INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_device ON session (device_id);
CREATE INDEX session_expires ON session (expires_at);

-- By this a device proves that it is itself, whoever uses it. A device has one at a time.
CREATE TABLE device_token (
    device_id       TEXT NOT NULL PRIMARY KEY,
    token_hash      BLOB NOT NULL UNIQUE,
    issued_at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- When a device was last heard of, and what it says of itself.
CREATE TABLE device_seen (
    device_id       TEXT NOT NULL PRIMARY KEY,
    seen_at         INTEGER NOT NULL,
    reported_at     INTEGER,
    app_version     TEXT,
    unsent          INTEGER,
    clock_offset_ms INTEGER
) STRICT, WITHOUT ROWID;

-- Codes and links that work once: a kiosk's enrolment, a person's password, the first administrator.
CREATE TABLE enrolment (
    code_hash       BLOB NOT NULL PRIMARY KEY,
    kind            TEXT NOT NULL,
    account_id      TEXT,
    village         TEXT,
    issued_by       TEXT,
    issued_at       INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    used_at         INTEGER,
    device_id       TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolment_expires ON enrolment (expires_at);

-- Failed tries, by a hash of who tried what.
CREATE TABLE failed_try (
    key_hash        BLOB NOT NULL,
    at              INTEGER NOT NULL,
    salt            BLOB NOT NULL,
    PRIMARY KEY (key_hash, at, salt)
) STRICT, WITHOUT ROWID;
CREATE INDEX failed_try_at ON failed_try (at);
