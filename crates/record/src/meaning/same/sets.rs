//! Sets that grow together (a union-find), and what they come to: the groups. Small, for a record may have
//! half a million entries that are each by itself.

use super::Counted;
use crate::meaning::now::Stage;

/// The entries of one thing, by their places among the outlines.
#[derive(Clone, Debug)]
pub struct OutlinedThing {
    /// What stands for it.
    pub entry: usize,
    /// How it stands to the day.
    pub stage: Stage,
    /// What it is to the count of its section.
    pub counted: Counted,
    others: Option<Box<Others>>,
}

/// What few things have.
#[derive(Clone, Debug, Default)]
struct Others {
    behind: Vec<usize>,
    differs: Vec<usize>,
}

impl OutlinedThing {
    pub(super) fn new(entry: usize, stage: Stage, counted: Counted) -> Self {
        Self { entry, stage, counted, others: None }
    }

    /// The others, in their order.
    pub fn behind(&self) -> &[usize] {
        self.others.as_ref().map_or(&[], |others| &others.behind)
    }

    /// What other lists say otherwise.
    pub fn differs(&self) -> &[usize] {
        self.others.as_ref().map_or(&[], |others| &others.differs)
    }

    pub(super) fn add_behind(&mut self, places: impl Iterator<Item = usize>) {
        for place in places {
            self.others.get_or_insert_default().behind.push(place);
        }
    }

    pub(super) fn add_differing(&mut self, places: impl Iterator<Item = usize>) {
        for place in places {
            self.others.get_or_insert_default().differs.push(place);
        }
    }
}

/// The sets that a number of things are in, each by itself at first.
pub(super) struct Sets(Vec<u32>);

impl Sets {
    pub(super) fn new(count: usize) -> Self {
        Self((0..count as u32).collect())
    }

    /// The first of the set that something is in.
    pub(super) fn first(&mut self, at: usize) -> usize {
        let mut at = at as u32;
        while let Some(up) = self.0.get(at as usize).copied().filter(|up| *up != at) {
            let above = self.0.get(up as usize).copied().unwrap_or(up);
            if let Some(slot) = self.0.get_mut(at as usize) {
                *slot = above;
            }
            at = above;
        }
        at as usize
    }

    pub(super) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first(a), self.first(b));
        if let Some(slot) = self.0.get_mut(a.max(b)) {
            *slot = a.min(b) as u32;
        }
    }

    /// All, set by set in the order of their first, each in their order: a set's first, then one of it.
    pub(super) fn all(mut self) -> Vec<(u32, u32)> {
        let mut all: Vec<(u32, u32)> =
            (0..self.0.len()).map(|at| (self.first(at) as u32, at as u32)).collect();
        all.sort_unstable();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_that_were_joined_stand_together_in_the_order_of_their_first() {
        let mut sets = Sets::new(6);
        sets.join(4, 1);
        sets.join(5, 4);
        sets.join(0, 3);
        assert_eq!(sets.all(), [(0, 0), (0, 3), (1, 1), (1, 4), (1, 5), (2, 2)]);
    }

    #[test]
    fn what_is_by_itself_is_small() {
        assert!(size_of::<OutlinedThing>() <= 24, "{} bytes", size_of::<OutlinedThing>());
    }
}
