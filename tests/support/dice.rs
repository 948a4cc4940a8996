//! Numbers at random that are the same in every run, for tests that try much.

/// A generator of numbers that is the same everywhere: SplitMix64.
pub struct Dice(pub u64);

impl Dice {
    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// True in so many cases of a hundred.
    pub fn falls(&mut self, percent: u64) -> bool {
        self.number() % 100 < percent
    }
}
