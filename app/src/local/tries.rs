//! Wrong PINs: each costs a longer wait, and after the last one the key must be fetched again by signing in online.

/// Wrong tries before the wrapped key is dropped. Nothing unsent is lost by it.
pub const MAX_WRONG: u32 = 10;
/// Wrong tries that cost nothing: fingers slip.
const FREE: u32 = 2;
/// The first wait; it doubles with every further wrong try.
const FIRST_WAIT_MS: i64 = 2_000;
/// The longest wait.
const LONGEST_WAIT_MS: i64 = 5 * 60 * 1000;

/// How long to wait after so many wrong tries in a row.
pub fn wait_ms(wrong: u32) -> i64 {
    match wrong.checked_sub(FREE + 1) {
        None => 0,
        Some(doublings) => FIRST_WAIT_MS.saturating_mul(1 << doublings.min(20)).min(LONGEST_WAIT_MS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<i64> = (0..=MAX_WRONG).map(wait_ms).collect();
        assert_eq!(waits, [0, 0, 0, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000]);
        assert_eq!(wait_ms(u32::MAX), LONGEST_WAIT_MS);
    }
}
