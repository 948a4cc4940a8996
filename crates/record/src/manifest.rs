//! What is in a page, file or message, and what is not: complete, or says so.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::confidentiality::Marks;
use crate::entry::Entry;
use crate::meaning::same;
use crate::outcomes::EntryCounts;
use crate::section::Section;
use crate::selection::Selection;

/// The manifest of one reading of a record. Every file carries it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// What was asked for.
    pub selection: Selection,
    /// When the record was read, microseconds since 1970 (UTC).
    pub made_at: i64,
    /// The zone of the site where it was read: whose day it was then. UTC where none is told.
    pub zone: Option<TimeZone>,
    /// Things per section that are in (see [`Manifest::count_things`]).
    pub included: BTreeMap<Section, usize>,
    /// Per section what the record holds but was not asked for: things in what people read, resources in what
    /// programs do.
    pub left_out: BTreeMap<Section, usize>,
    /// Entries that are in although they have no date, where a date range was asked for.
    pub undated: usize,
    /// Entries withheld, and under which rule (message id of the rule, such as
    /// `withheld-caregiver-limit`).
    pub withheld: BTreeMap<String, usize>,
    /// Whether it was read for somebody who was let in: how much they don't see is told to nobody, and
    /// so it is never said that this is all.
    pub is_of_a_grant: bool,
    /// What could not be read, as ids.
    pub unreadable: Vec<String>,
    /// What became of the entries of the documents that are in it.
    pub documents: EntryCounts,
    /// Who the facts came from: names of organizations, in order.
    pub sources: Vec<String>,
    /// How confidential what is in it is, all together, and what is asked of whoever gets it.
    pub marks: Marks,
}

impl Manifest {
    /// When the record was read, by the clocks of the site.
    pub fn made(&self) -> Zoned {
        let read = Timestamp::from_microsecond(self.made_at).unwrap_or(Timestamp::UNIX_EPOCH);
        read.to_zoned(self.zone.clone().unwrap_or(TimeZone::UTC))
    }

    /// The day on which the record was read: the "today" of what is made of it.
    pub fn day(&self) -> Date {
        self.made().date()
    }

    /// Counts things instead of entries, as every list of them does.
    pub fn count_things(&mut self, entries: &[Entry]) {
        self.included = same::counts(entries, self.day());
    }

    /// Takes in what a resource that is in says of the entries of its document.
    pub fn add_document(&mut self, kind: &str, json: &str) {
        if kind == "DocumentReference" {
            self.documents.add(EntryCounts::of_document(json));
        }
    }

    /// How many entries are in, all sections together.
    pub fn total(&self) -> usize {
        self.included.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_a_paper_is_the_day_at_the_site() {
        // 2026-05-15, 02:30 in Greenwich: the evening before in New York.
        let read = Manifest { made_at: 1_778_812_200_000_000, ..Manifest::default() };
        assert_eq!(read.day().to_string(), "2026-05-15");
        let zone = TimeZone::get("America/New_York").ok();
        assert_eq!(Manifest { zone, ..read }.day().to_string(), "2026-05-14");
    }
}
