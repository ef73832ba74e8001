//! The server's randomness: the only place that draws it. Tests lend a seeded source.

use sha2::{Digest, Sha256};
use shared::kernel::Instant;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Draws random bytes.
#[derive(Debug, Clone)]
pub enum Random {
    /// The machine's own source.
    System,
    /// Bytes that follow from a seed, for tests and for generated demonstrations. Never for secrets.
    Seeded {
        /// Where it began.
        seed: u64,
        /// How much was drawn.
        drawn: Arc<AtomicU64>,
    },
}

/// The machine has no randomness to give.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the machine gives no random bytes")]
pub struct NoRandom;

impl Random {
    /// A source that gives the same bytes for the same seed.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded { seed, drawn: Arc::default() }
    }

    /// So many random bytes. Without randomness nothing may be made: no id, no key, no token.
    pub fn bytes<const N: usize>(&self) -> Result<[u8; N], NoRandom> {
        let mut bytes = [0; N];
        match self {
            Self::System => fill(&mut bytes)?,
            Self::Seeded { seed, drawn } => {
                for part in bytes.chunks_mut(32) {
                    let at = drawn.fetch_add(1, Ordering::Relaxed);
                    let hash = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(at.to_be_bytes()).finalize();
                    for (to, from) in part.iter_mut().zip(hash) {
                        *to = from;
                    }
                }
            }
        }
        Ok(bytes)
    }

    /// A new id of any of the four kinds: `random.id(now, Id::new)`.
    pub fn id<T>(&self, at: Instant, make: impl Fn(Instant, [u8; 10]) -> T) -> Result<T, NoRandom> {
        Ok(make(at, self.bytes()?))
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that draws randomness")]
fn fill(bytes: &mut [u8]) -> Result<(), NoRandom> {
    getrandom::fill(bytes).map_err(|_| NoRandom)
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn a_seed_gives_the_same_bytes_and_no_draw_repeats() {
        let (one, two) = (Random::seeded(7), Random::seeded(7));
        let first: [u8; 40] = one.bytes().unwrap();
        assert_eq!(first, two.bytes::<40>().unwrap());
        assert_ne!(first, one.bytes::<40>().unwrap());
        assert_ne!(Random::System.bytes::<16>().unwrap(), Random::System.bytes::<16>().unwrap());
    }
}
