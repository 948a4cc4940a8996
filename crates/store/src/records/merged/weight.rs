//! What an index takes in memory.

use std::mem::size_of;

use super::Merged;

impl Merged {
    /// What it weighs in the cache, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        fn of<T>(all: &Vec<T>) -> usize {
            all.capacity() * size_of::<T>()
        }
        // By name, so that nothing that comes to it stays without weight.
        let Self {
            parts,
            segments,
            runs,
            ids,
            kinds,
            statuses,
            codings,
            paths,
            likenesses,
            named,
            moments,
            goals,
            elsewhere,
            references,
            entries,
            tellings,
            last_at: _,
            by_section,
            by_date,
        } = self;
        let texts = kinds.len() + statuses.len() + codings.len() + paths.len() + elsewhere.len();
        size_of::<Self>()
            + (of(parts) + of(segments) + of(runs) + ids.bytes())
            + (of(kinds) + of(statuses) + of(codings) + of(paths) + of(elsewhere))
            + texts * TEXT_BYTES
            + (of(likenesses) + of(named) + of(moments) + of(goals) + of(references))
            + (of(entries) + of(tellings) + of(by_section) + of(by_date))
    }

    /// Gives back what was kept for more.
    pub(super) fn shrink(&mut self) {
        self.runs.shrink_to_fit();
        self.ids.shrink();
        self.codings.shrink_to_fit();
        self.likenesses.shrink_to_fit();
        self.named.shrink_to_fit();
        self.moments.shrink_to_fit();
        self.goals.shrink_to_fit();
        self.references.shrink_to_fit();
        self.entries.shrink_to_fit();
        self.tellings.shrink_to_fit();
        self.by_section.shrink_to_fit();
        self.by_date.shrink_to_fit();
    }
}

/// What a short text takes beside its place.
const TEXT_BYTES: usize = 48;
