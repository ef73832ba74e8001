-- The scope log (design §4). Instants are milliseconds since 1970 in UTC, days and ids are text, bodies are the exact JSON.
-- scope_id leads every primary key, so that scopes can be spread over nodes later. Tables with long rows keep a rowid:
-- their bodies would fill the inner pages of a tree without one.

CREATE TABLE meta (
    key     TEXT NOT NULL PRIMARY KEY,
    value   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Locked first by every writing transaction; the numbers of its changes and commands are taken from it.
CREATE TABLE scope (
    scope_id    TEXT NOT NULL PRIMARY KEY,
    head        INTEGER NOT NULL DEFAULT 0,
    floor       INTEGER NOT NULL DEFAULT 0,
    commands    INTEGER NOT NULL DEFAULT 0,
    tallies     TEXT NOT NULL DEFAULT '{}',
    backed_up   INTEGER NOT NULL DEFAULT 0,
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    scope_id    TEXT NOT NULL REFERENCES scope,
    kind        TEXT NOT NULL,
    id          TEXT NOT NULL,
    parent      TEXT,
    partition   TEXT NOT NULL,
    version     INTEGER NOT NULL,
    deleted     INTEGER NOT NULL,
    body        TEXT NOT NULL,
    PRIMARY KEY (scope_id, kind, id)
) STRICT;
CREATE INDEX record_parent ON record (scope_id, kind, parent) WHERE parent IS NOT NULL;

-- What a device pulls. `record` is the record after the change, `count` and `digest` its partition's tally after it.
CREATE TABLE change (
    scope_id    TEXT NOT NULL REFERENCES scope,
    seq         INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    id          TEXT NOT NULL,
    partition   TEXT NOT NULL,
    op          TEXT NOT NULL,
    body        TEXT NOT NULL,
    command_id  TEXT NOT NULL,
    count       INTEGER NOT NULL,
    digest      TEXT NOT NULL,
    PRIMARY KEY (scope_id, seq)
) STRICT;
CREATE INDEX change_partition ON change (scope_id, partition, seq);

-- What was sent, as it was sent, and what became of it. `place` counts the scope's commands 1, 2, 3 …
CREATE TABLE command (
    scope_id    TEXT NOT NULL REFERENCES scope,
    command_id  TEXT NOT NULL,
    place       INTEGER NOT NULL,
    device_id   TEXT NOT NULL,
    n           INTEGER NOT NULL,
    epoch       INTEGER NOT NULL,
    actor       TEXT,
    name        TEXT NOT NULL,
    body        TEXT NOT NULL,
    mac         TEXT NOT NULL,
    hash        TEXT NOT NULL,
    device_time INTEGER,
    received_at INTEGER NOT NULL,
    status      TEXT NOT NULL,
    reason      TEXT,
    first_seq   INTEGER NOT NULL,
    last_seq    INTEGER NOT NULL,
    result      TEXT NOT NULL,
    PRIMARY KEY (scope_id, command_id),
    UNIQUE (scope_id, place),
    UNIQUE (scope_id, device_id, n)
) STRICT;
CREATE INDEX command_unsettled ON command (scope_id, status) WHERE status <> 'accepted';

-- The numbers that a device has used in a scope.
CREATE TABLE device_stream (
    scope_id    TEXT NOT NULL REFERENCES scope,
    device_id   TEXT NOT NULL,
    last_n      INTEGER NOT NULL,
    epoch       INTEGER NOT NULL,
    last_at     INTEGER NOT NULL,
    PRIMARY KEY (scope_id, device_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX device_stream_device ON device_stream (device_id);

-- What a command of one scope has the server do in another, written with it and carried out once.
CREATE TABLE follow_up (
    scope_id    TEXT NOT NULL REFERENCES scope,
    command_id  TEXT NOT NULL,
    place       INTEGER NOT NULL,
    target      TEXT NOT NULL,
    name        TEXT NOT NULL,
    body        TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    tries       INTEGER NOT NULL DEFAULT 0,
    done_at     INTEGER,
    result      TEXT,
    PRIMARY KEY (scope_id, command_id, place)
) STRICT;
CREATE INDEX follow_up_waiting ON follow_up (created_at) WHERE done_at IS NULL;

-- Who read what is sensitive, and every export.
CREATE TABLE audit (
    scope_id    TEXT NOT NULL,
    at          INTEGER NOT NULL,
    id          TEXT NOT NULL,
    account_id  TEXT,
    device_id   TEXT,
    action      TEXT NOT NULL,
    detail      TEXT NOT NULL,
    PRIMARY KEY (scope_id, at, id)
) STRICT, WITHOUT ROWID;

-- The generation of the key that an (account, device) pair proves its commands with. No row: no key was ever given.
CREATE TABLE act_key (
    account_id  TEXT NOT NULL,
    device_id   TEXT NOT NULL,
    generation  INTEGER NOT NULL,
    PRIMARY KEY (account_id, device_id)
) STRICT, WITHOUT ROWID;
