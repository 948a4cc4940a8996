//! Some places of a record, a bit each.

/// A set of places.
#[derive(Clone, Debug, Default)]
pub struct Places(Vec<u64>);

impl Places {
    /// None of so many.
    pub fn new(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    /// Adds a place; one behind the last is none.
    pub fn add(&mut self, place: u32) {
        if let Some(bits) = self.0.get_mut(place as usize / 64) {
            *bits |= 1 << (place % 64);
        }
    }

    /// Whether a place is in it.
    pub fn has(&self, place: u32) -> bool {
        self.0.get(place as usize / 64).is_some_and(|bits| bits & (1 << (place % 64)) != 0)
    }

    /// What it weighs, in bytes.
    pub fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<u64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_in_it_and_nothing_else() {
        let mut places = Places::new(70);
        for place in [0, 63, 64, 69, 500] {
            places.add(place);
        }
        let found: Vec<u32> = (0..600).filter(|place| places.has(*place)).collect();
        assert_eq!(found, [0, 63, 64, 69]);
        assert_eq!(places.bytes(), 16);
    }
}
