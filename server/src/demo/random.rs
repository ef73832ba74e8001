//! A small generator of the same numbers for the same seed, on every machine: SplitMix64 (Steele, Lea, Flood 2014).

/// The generator.
pub(super) struct Dice(u64);

impl Dice {
    /// Starts from a seed and a word, so that one village's numbers do not shift another's.
    pub fn new(seed: u64, word: &str) -> Self {
        Self(word.bytes().fold(seed, |state, byte| (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low).unwrap_or_default() + 1;
        low + i64::try_from(self.next() % span).unwrap_or_default()
    }

    /// True in so many cases of a hundred.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of a list; the lists here are never empty.
    pub fn pick<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        let last = i64::try_from(list.len()).unwrap_or_default() - 1;
        usize::try_from(self.between(0, last.max(0))).ok().and_then(|index| list.get(index).copied())
    }
}
