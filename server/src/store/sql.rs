//! The statements of the scope log on SQLite. All lead with the scope; nothing is ever pasted into them.

pub(super) const META: &str = "SELECT value FROM meta WHERE key = ?1";

pub(super) const SET_META: &str = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";

pub(super) const SCOPE: &str = "SELECT scope_id, head, floor, commands, tallies, backed_up FROM scope WHERE scope_id = ?1";

pub(super) const SCOPES: &str =
    "SELECT scope_id, head, floor, commands, tallies, backed_up FROM scope WHERE scope_id >= ?1 AND scope_id < ?2 ORDER BY scope_id";

pub(super) const ENSURE_SCOPES: &str =
    "INSERT INTO scope (scope_id, created_at) SELECT value, ?2 FROM json_each(?1) WHERE true ON CONFLICT (scope_id) DO NOTHING";

pub(super) const STORE_HEAD: &str = "UPDATE scope SET head = ?2, commands = ?3, tallies = ?4 WHERE scope_id = ?1";

pub(super) const SET_BACKED_UP: &str = "UPDATE scope SET backed_up = max(backed_up, saved.value ->> 1)
    FROM json_each(?1) AS saved WHERE scope.scope_id = saved.value ->> 0";

pub(super) const RECORD_ONE: &str = "SELECT body FROM record WHERE scope_id = ?1 AND kind = ?2 AND id = ?3";

pub(super) const RECORD_CHILDREN: &str = "SELECT body FROM record WHERE scope_id = ?1 AND kind = ?2 AND parent = ?3 ORDER BY id";

pub(super) const RECORD_ALL: &str = "SELECT body FROM record WHERE scope_id = ?1 AND kind = ?2 ORDER BY id";

pub(super) const STREAM: &str = "SELECT last_n, epoch FROM device_stream WHERE scope_id = ?1 AND device_id = ?2";

pub(super) const STREAMS: &str = "SELECT scope_id, last_n, last_at FROM device_stream WHERE device_id = ?1 ORDER BY scope_id";

pub(super) const STORE_STREAM: &str = "INSERT INTO device_stream (scope_id, device_id, last_n, epoch, last_at) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (scope_id, device_id) DO UPDATE SET last_n = excluded.last_n, epoch = excluded.epoch, last_at = excluded.last_at";

pub(super) const EARLIER: &str = "SELECT hash, result FROM command WHERE scope_id = ?1 AND command_id IN (SELECT value FROM json_each(?2))";

pub(super) const CHANGES: &str = "SELECT seq, command_id, partition, body FROM change
    WHERE scope_id = ?1 AND seq > ?2 AND partition IN (SELECT value FROM json_each(?3)) ORDER BY seq LIMIT ?4";

pub(super) const TALLY_AT: &str =
    "SELECT count, digest FROM change WHERE scope_id = ?1 AND partition = ?2 AND seq <= ?3 ORDER BY seq DESC LIMIT 1";

pub(super) const ACT_GENERATION: &str = "SELECT generation FROM act_key WHERE account_id = ?1 AND device_id = ?2";

pub(super) const ACT_STANDING: &str = "SELECT generation, ended_at, is_old FROM act_key WHERE account_id = ?1 AND device_id = ?2";

pub(super) const NEXT_ACT_GENERATION: &str = "INSERT INTO act_key (account_id, device_id, generation) VALUES (?1, ?2, 1)
    ON CONFLICT (account_id, device_id) DO UPDATE SET generation = generation + 1, ended_at = NULL, is_old = 0 RETURNING generation";

/// The key stays the same from sign-in to sign-in, so that what waits in an outbox stays proved; after a reset it is another.
pub(super) const BEGIN_ACTING: &str = "INSERT INTO act_key (account_id, device_id, generation) VALUES (?1, ?2, 1)
    ON CONFLICT (account_id, device_id) DO UPDATE SET generation = generation + is_old, ended_at = NULL, is_old = 0 RETURNING generation";

pub(super) const STORE_COMMANDS: &str =
    "INSERT INTO command (scope_id, command_id, place, device_id, n, epoch, actor, name, body, mac, hash,
        device_time, received_at, status, reason, first_seq, last_seq, result)
    SELECT ?1, value ->> 'id', value ->> 'place', value ->> 'device', value ->> 'n', value ->> 'epoch', value ->> 'actor', value ->> 'name',
        value ->> 'body', value ->> 'mac', value ->> 'hash', value ->> 'device_time', value ->> 'received_at', value ->> 'status',
        value ->> 'reason', value ->> 'first_seq', value ->> 'last_seq', value ->> 'result'
    FROM json_each(?2)";

/// The bytes of a command, its place and its arrival never change; what became of it does once, where it was held.
pub(super) const SETTLE_COMMAND: &str = "UPDATE command SET status = ?3, reason = ?4, first_seq = ?5, last_seq = ?6, result = ?7
    WHERE scope_id = ?1 AND command_id = ?2 AND status = 'quarantined'";

pub(super) const STORE_CHANGES: &str = "INSERT INTO change (scope_id, seq, kind, id, partition, op, body, command_id, count, digest)
    SELECT ?1, value ->> 'seq', value ->> 'kind', value ->> 'id', value ->> 'partition', value ->> 'op', value ->> 'body',
        value ->> 'command', value ->> 'count', value ->> 'digest'
    FROM json_each(?2)";

/// Of several changes of one record the last one stays: the array is in the order of their numbers.
pub(super) const STORE_RECORDS: &str = "INSERT INTO record (scope_id, kind, id, parent, partition, version, deleted, body)
    SELECT ?1, value ->> 'kind', value ->> 'id', value ->> 'parent', value ->> 'partition', value ->> 'version', value ->> 'deleted',
        value ->> 'body'
    FROM json_each(?2) WHERE true ORDER BY value ->> 'seq'
    ON CONFLICT (scope_id, kind, id) DO UPDATE SET version = excluded.version, deleted = excluded.deleted, body = excluded.body";

pub(super) const STORE_FOLLOW_UPS: &str = "INSERT INTO follow_up (scope_id, command_id, place, target, name, body, created_at)
    SELECT ?1, value ->> 'command', value ->> 'place', value ->> 'target', value ->> 'name', value ->> 'body', ?3 FROM json_each(?2)";

pub(super) const FOLLOW_UPS_WAITING: &str = "SELECT scope_id, command_id, place, tries, target, name, body FROM follow_up
    WHERE done_at IS NULL ORDER BY tries, created_at LIMIT ?1";

pub(super) const FOLLOW_UP_TRIED: &str = "UPDATE follow_up SET tries = tries + 1, done_at = ?4, result = ?5
    WHERE scope_id = ?1 AND command_id = ?2 AND place = ?3";

pub(super) const AUDIT: &str =
    "INSERT INTO audit (scope_id, at, id, account_id, device_id, action, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
