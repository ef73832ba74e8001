//! The two cookies: the device's and the session's. No script reads them, no other site sends them, and they belong to this host alone.

use super::token::Token;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, header};

/// The cookie of the device's token.
pub const DEVICE: &str = "__Host-device";
/// The cookie of the session's token.
pub const SESSION: &str = "__Host-session";

/// Seconds that browsers keep a cookie at most (Chromium: 400 days). A device in use has it set anew long before.
pub const LONGEST_S: i64 = 400 * 86_400;

/// How long the browser keeps a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// For so many seconds.
    Seconds(i64),
    /// Until the browser is closed: on a kiosk nobody's session outlives it.
    UntilClosed,
}

/// The value of a cookie that came in. Of several of one name none counts: our own are alone.
pub fn read<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(known, _)| *known == name).map(|(_, value)| value);
    values.next().filter(|_| values.next().is_none())
}

/// Sends a cookie along with an answer.
pub fn set(headers: &mut HeaderMap, name: &str, token: &str, keeping: Keeping) {
    let until = match keeping {
        Keeping::Seconds(seconds) => format!("; Max-Age={}", seconds.min(LONGEST_S)),
        Keeping::UntilClosed => String::new(),
    };
    append(headers, &format!("{name}={token}; Path=/; Secure; HttpOnly; SameSite=Strict{until}"));
}

/// Sends the device's token along with an answer.
pub fn set_device(headers: &mut HeaderMap, token: &Token) {
    set(headers, DEVICE, token.reveal(), Keeping::Seconds(LONGEST_S));
}

/// Has the browser forget a cookie.
pub fn forget(headers: &mut HeaderMap, name: &str) {
    append(headers, &format!("{name}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"));
}

/// Sets the device's cookie anew as it came in, so that a device in use never loses it to its age.
pub fn renew_device(asked: &HeaderMap, answer: &mut HeaderMap) {
    if let Some(token) = read(asked, DEVICE) {
        set(answer, DEVICE, token, Keeping::Seconds(LONGEST_S));
    }
}

fn append(headers: &mut HeaderMap, cookie: &str) {
    // A token is of plain letters; one that is not came from outside and is not sent back.
    if let Ok(mut value) = HeaderValue::from_str(cookie) {
        value.set_sensitive(true);
        headers.append(SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(lines: &[&str]) -> HeaderMap {
        lines.iter().map(|line| (header::COOKIE, line.parse().unwrap())).collect()
    }

    #[test]
    fn a_cookie_is_found_among_others_and_only_alone() {
        assert_eq!(read(&asked(&["lang=en; __Host-device=abc", "__Host-session=s"]), DEVICE), Some("abc"));
        assert_eq!(read(&asked(&["lang=en", "__Host-session=s"]), SESSION), Some("s"));
        assert_eq!(read(&asked(&["__Host-device=a; __Host-device=b"]), DEVICE), None);
        assert_eq!(read(&asked(&["x__Host-device=a"]), DEVICE), None);
    }

    #[test]
    fn what_is_set_is_for_this_host_and_no_script() {
        let mut headers = HeaderMap::new();
        set_device(&mut headers, &Token::new([1; 32]));
        set(&mut headers, SESSION, "t", Keeping::UntilClosed);
        forget(&mut headers, SESSION);
        let told: Vec<_> = headers.get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect();
        for cookie in &told {
            assert!(cookie.starts_with("__Host-"), "{cookie}");
            assert!(cookie.contains("; Path=/; Secure; HttpOnly; SameSite=Strict") && !cookie.contains("Domain"), "{cookie}");
        }
        assert!(told[0].ends_with("; Max-Age=34560000"));
        assert!(!told[1].contains("Max-Age"), "a kiosk's session ends with the browser");
        assert!(told[2].ends_with("; Max-Age=0"));
    }
}
