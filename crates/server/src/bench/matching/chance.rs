//! Chance that a seed repeats: SplitMix64 (<https://prng.di.unimi.it/splitmix64.c>).

/// A stream of numbers.
pub struct Chance(u64);

impl Chance {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }

    /// A number from `from` to `to`, both included.
    pub fn between(&mut self, from: usize, to: usize) -> usize {
        from + self.below(to - from + 1)
    }

    /// True in so many of ten thousand cases.
    pub fn once_in(&mut self, of_ten_thousand: usize) -> bool {
        self.below(10_000) < of_ten_thousand
    }

    /// One of a list with commas between; the first are likelier, as with names.
    pub fn name(&mut self, list: &'static str) -> &'static str {
        let count = list.split(',').count();
        let (first, second) = (self.below(count), self.below(count));
        list.split(',').nth(first.min(second)).unwrap_or_default().trim()
    }

    /// One of a list with commas between, all as likely.
    pub fn one(&mut self, list: &'static str) -> &'static str {
        let at = self.below(list.split(',').count());
        list.split(',').nth(at).unwrap_or_default().trim()
    }

    /// Brings a list into an order of chance.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}
