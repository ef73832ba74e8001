//! The frame's limits, each with its reason.

use shared::sync::limits::MAX_PUSH_BYTES;
use std::time::Duration;

/// Bytes of a request body as it travels. A full push is 512 KB of commands, and JSON in JSON grows by its quotes.
pub const MAX_BODY_BYTES: usize = 4 * MAX_PUSH_BYTES;
/// Bytes of a request body once unpacked: the same, so that compressing gains time and never room.
pub const MAX_UNPACKED_BYTES: usize = MAX_BODY_BYTES;
/// Bytes of a body that is too large and still read, so that its sender hears why: an honest mistake is a few times over the limit.
pub const MAX_DISCARDED_BYTES: usize = 8 * MAX_BODY_BYTES;
/// Longest time for an answer to begin. A full push takes a minute over a slow 2G uplink; twice that is lost.
pub const ANSWER_WITHIN: Duration = Duration::from_mins(2);
/// Requests a second from one address, sustained. A village hall of 200 phones behind one address, five each.
pub const ADDRESS_PER_SECOND: u32 = 1_000;
/// Requests at once from one address: all those phones coming back on line, and a kiosk's first load.
pub const ADDRESS_BURST: u32 = 4_000;
/// Requests a second of one session or device, sustained: more than a person and a sync loop make together.
pub const SESSION_PER_SECOND: u32 = 50;
/// Requests at once of one session or device: a first sync of many pages.
pub const SESSION_BURST: u32 = 500;
/// Seconds in which one more try at signing in, setting a password or enrolling comes free, for one address.
pub const SIGN_IN_PERIOD: Duration = Duration::from_secs(2);
/// Tries at signing in at once from one address: a meeting's members signing in one after the other.
pub const SIGN_IN_BURST: u32 = 60;
/// Bytes of a request's address and query. Ours are under 300.
pub const MAX_URI_BYTES: usize = 4 * 1024;
/// Connections at once. A county's thousand phones and PCs hold one live stream each and open a few more while a page loads; a connection
/// takes some 20 KB.
pub const CONNECTIONS: usize = 8_192;
/// Connections of one address at once: a village hall of 200 phones behind one address, six each, and room besides. Through a proxy every
/// connection is the proxy's own: there this is not asked, and the proxy's limits hold.
pub const CONNECTIONS_OF_ONE: usize = 2_048;
/// How long a new connection may take to ask its first: the head of a request is a packet or two, over the slowest uplink some seconds.
pub const FIRST_REQUEST_WITHIN: Duration = Duration::from_secs(20);
/// How long a connection may be silent between two requests: as long as browsers keep one in hope of another.
pub const SILENT_WITHIN: Duration = Duration::from_secs(75);
/// How long a caller may take to agree on TLS: a slow phone takes two seconds.
pub const HANDSHAKE_WITHIN: Duration = Duration::from_secs(15);
