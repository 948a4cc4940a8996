//! Chance that a seed repeats: SplitMix64 (<https://prng.di.unimi.it/splitmix64.c>).

/// A stream of numbers: what is measured needs no cryptography.
pub struct Chance(u64);

impl Chance {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The stream of a seed, far from that of the next seed.
    pub fn apart(seed: u64) -> Self {
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
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// A place in a list of so many.
    pub fn place(&mut self, count: usize) -> usize {
        self.below(count as u64) as usize
    }

    /// A number from `from` to `to`, both included.
    pub fn between(&mut self, from: usize, to: usize) -> usize {
        from + self.place(to - from + 1)
    }

    /// One of those, all as likely.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let at = self.place(from.len());
        from.get(at)
    }

    /// A UUID of version 4.
    pub fn uuid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xFFFF,
            high & 0xFFF,
            0x8000 | ((low >> 48) & 0x3FFF),
            low & 0xFFFF_FFFF_FFFF
        )
    }

    /// True in so many of ten thousand cases.
    pub fn once_in(&mut self, of_ten_thousand: usize) -> bool {
        self.place(10_000) < of_ten_thousand
    }

    /// One of a list with commas between; the first are likelier, as with names.
    pub fn name(&mut self, list: &'static str) -> &'static str {
        let count = list.split(',').count();
        let (first, second) = (self.place(count), self.place(count));
        list.split(',').nth(first.min(second)).unwrap_or_default().trim()
    }

    /// One of a list with commas between, all as likely.
    pub fn one(&mut self, list: &'static str) -> &'static str {
        let at = self.place(list.split(',').count());
        list.split(',').nth(at).unwrap_or_default().trim()
    }

    /// Brings a list into an order of chance.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.place(at + 1));
        }
    }
}
