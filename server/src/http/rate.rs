//! How many requests are too many: by address for everybody, by session or device for those who have one, stricter for signing in.
//!
//! A village sits behind one address, so the address alone says little; a cookie alone says nothing, for anybody can make one up.
//! So both count: the cookie's limit is what a person meets, the address's is what somebody meets who makes cookies up.

use super::limits::{ADDRESS_BURST, ADDRESS_PER_SECOND, SESSION_BURST, SESSION_PER_SECOND, SIGN_IN_BURST, SIGN_IN_PERIOD};
use super::problem::{Problem, Refusal};
use super::serve::Peer;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::{Extensions, HeaderMap, Request, Response, header};
use axum::middleware::Next;
use axum::response::IntoResponse;
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::{Quota, RateLimiter};
use sha2::{Digest, Sha256};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Arc, Once};
use std::time::Duration;
use tower_governor::governor::{GovernorConfig, GovernorConfigBuilder, SharedRateLimiter};
use tower_governor::key_extractor::KeyExtractor;
use tower_governor::{GovernorError, GovernorLayer};

/// How often what is long full again is forgotten.
const FORGET_EVERY: Duration = Duration::from_mins(5);
/// Milliseconds of a second.
const SECOND_MS: u64 = 1_000;

/// The caller's address. A proxy's word for it counts only where the operator said there is one.
#[derive(Debug, Clone, Copy)]
pub struct ByAddress {
    /// Whether a proxy in front tells the callers' addresses.
    pub trust_proxy: bool,
}

impl KeyExtractor for ByAddress {
    type Key = IpAddr;

    fn extract<T>(&self, request: &Request<T>) -> Result<IpAddr, GovernorError> {
        if !self.trust_proxy && request.headers().contains_key("x-forwarded-for") {
            warn_of_proxy();
        }
        Ok(address_of(request.headers(), request.extensions(), self.trust_proxy))
    }
}

/// Says once that a proxy seems to stand in front and its word is not taken: then all callers count as one, and share one limit.
fn warn_of_proxy() {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        tracing::warn!(
            "requests carry X-Forwarded-For, and it is not read: behind a proxy all callers count as one address and share its limits. \
             Give --trust-proxy where the proxy sets it itself"
        );
    });
}

/// The address that a request counts for.
pub fn address_of(headers: &HeaderMap, extensions: &Extensions, trust_proxy: bool) -> IpAddr {
    let told = trust_proxy.then(|| forwarded(headers)).flatten();
    let peer = || extensions.get::<ConnectInfo<Peer>>().map(|ConnectInfo(peer)| peer.0.ip());
    // Without an address (a test without a socket) all count as one.
    network(told.or_else(peer).unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED)))
}

/// The last address of `X-Forwarded-For`: the one that our own proxy saw; those before it are the caller's word.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

/// One household's line has a whole IPv6 network: it counts as one.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => IpAddr::V4(address),
            None => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        },
        address @ IpAddr::V4(_) => address,
    }
}

/// The limit of each session or device.
pub type Sessions = SharedRateLimiter<[u8; 16], NoOpMiddleware>;

/// The session or device that a request is of, by its cookies; none for those without one, who count by their address alone: two
/// hundred phones in a village hall that open the board at once are nobody's session.
fn session_of(headers: &HeaderMap) -> Option<[u8; 16]> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut own = lines.flat_map(|line| line.split(';')).map(str::trim).filter(|pair| pair.starts_with("__Host-")).peekable();
    own.peek()?;
    let hash = own.fold(Sha256::new(), |hasher, pair| hasher.chain_update(pair.as_bytes())).finalize();
    hash.first_chunk::<16>().copied()
}

/// A limit as a layer.
pub type Limit<K> = GovernorLayer<K, NoOpMiddleware, Body>;

/// The limit of an address.
pub fn by_address(trust_proxy: bool) -> Limit<ByAddress> {
    limit(ByAddress { trust_proxy }, Duration::from_millis(SECOND_MS / u64::from(ADDRESS_PER_SECOND)), ADDRESS_BURST)
}

/// The limit of a session or device, to be asked by [`within_session`].
pub fn sessions() -> Sessions {
    let per_second = NonZeroU32::new(SESSION_PER_SECOND).unwrap_or(NonZeroU32::MIN);
    let burst = NonZeroU32::new(SESSION_BURST).unwrap_or(NonZeroU32::MIN);
    let limiter = Arc::new(RateLimiter::keyed(Quota::per_second(per_second).allow_burst(burst)));
    forget_now_and_then(Arc::clone(&limiter));
    limiter
}

/// Refuses what is too much of one session or device.
pub async fn within_session(State(limiter): State<Sessions>, request: Request<Body>, next: Next) -> Response<Body> {
    let checked = session_of(request.headers()).map(|key| limiter.check_key(&key));
    match checked {
        Some(Err(until)) => {
            let wait = until.wait_time_from(DefaultClock::default().now());
            Problem::from(Refusal::RateLimited).retry_after_s(wait.as_secs().max(1)).into_response()
        }
        _ => next.run(request).await,
    }
}

/// The stricter limit of an address for signing in, setting passwords and enrolling. That room puts it on its own routes.
pub fn signing_in(trust_proxy: bool) -> Limit<ByAddress> {
    limit(ByAddress { trust_proxy }, SIGN_IN_PERIOD, SIGN_IN_BURST)
}

fn limit<K>(key: K, period: Duration, burst: u32) -> Limit<K>
where
    K: KeyExtractor + Send + Sync + 'static,
    K::Key: Send + Sync,
{
    let mut builder = GovernorConfigBuilder::default().key_extractor(key.clone());
    // A period or burst of zero would be none at all; the constants have neither.
    let config = builder.period(period).burst_size(burst).finish().unwrap_or_else(|| fallback(key));
    forget_now_and_then(Arc::clone(config.limiter()));
    GovernorLayer::new(config).error_handler(refused)
}

fn fallback<K: KeyExtractor>(key: K) -> GovernorConfig<K, NoOpMiddleware> {
    // The library's own default is a sound limit; the loop ends at its first turn.
    loop {
        if let Some(config) = GovernorConfigBuilder::default().key_extractor(key.clone()).finish() {
            return config;
        }
    }
}

/// Keeps the table of callers small. Ends with the limiter's last user.
fn forget_now_and_then<K: Clone + std::hash::Hash + Eq + Send + Sync + 'static>(limiter: SharedRateLimiter<K, NoOpMiddleware>) {
    let limiter = Arc::downgrade(&limiter);
    let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
    runtime.spawn(async move {
        loop {
            tokio::time::sleep(FORGET_EVERY).await;
            let Some(limiter) = limiter.upgrade() else { return };
            limiter.retain_recent();
        }
    });
}

fn refused(error: GovernorError) -> Response<Body> {
    let problem = Problem::from(Refusal::RateLimited);
    match error {
        GovernorError::TooManyRequests { wait_time, .. } => problem.retry_after_s(wait_time.max(1)).into_response(),
        _ => problem.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(pairs: &[(&str, &str)]) -> Request<()> {
        let mut request = Request::builder();
        for (name, value) in pairs {
            request = request.header(*name, *value);
        }
        let mut request = request.body(()).unwrap();
        request.extensions_mut().insert(ConnectInfo(Peer("192.0.2.7:5000".parse().unwrap())));
        request
    }

    #[test]
    fn a_proxys_word_counts_only_where_one_was_told_of() {
        let request = request(&[("x-forwarded-for", "10.9.9.9, 198.51.100.3")]);
        assert_eq!(ByAddress { trust_proxy: false }.extract(&request).unwrap().to_string(), "192.0.2.7");
        assert_eq!(ByAddress { trust_proxy: true }.extract(&request).unwrap().to_string(), "198.51.100.3");
    }

    #[test]
    fn a_household_line_is_one_address() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6".parse().unwrap()), network("2001:db8:1:2:ffff::1".parse().unwrap()));
        assert_ne!(network("2001:db8:1:2::1".parse().unwrap()), network("2001:db8:1:3::1".parse().unwrap()));
        assert_eq!(network("::ffff:192.0.2.1".parse().unwrap()).to_string(), "192.0.2.1");
    }

    #[test]
    fn sessions_are_told_apart_by_their_own_cookies_only() {
        let key = |pairs: &[(&str, &str)]| session_of(request(pairs).headers());
        assert_ne!(key(&[("cookie", "__Host-s=a")]), key(&[("cookie", "__Host-s=b")]));
        assert_eq!(key(&[("cookie", "lang=en; __Host-s=a")]), key(&[("cookie", "__Host-s=a; lang=zh-Hans")]));
        assert_eq!((key(&[]), key(&[("cookie", "lang=en")])), (None, None));
    }
}
