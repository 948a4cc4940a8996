//! What is in a page, file or message, and what is not: complete, or says so.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::entry::Entry;
use crate::meaning::same;
use crate::section::Section;
use crate::selection::Selection;

/// The manifest of one reading of a record. Every file carries it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// What was asked for.
    pub selection: Selection,
    /// When the record was read, microseconds since 1970 (UTC).
    pub made_at: i64,
    /// Things per section that are in (see [`Manifest::count_things`]).
    pub included: BTreeMap<Section, usize>,
    /// Entries per section that the record holds but that were not asked for.
    pub left_out: BTreeMap<Section, usize>,
    /// Entries that are in although they have no date, where a date range was asked for.
    pub undated: usize,
    /// Entries withheld, and under which rule (message id of the rule, such as
    /// `withheld-caregiver-limit`).
    pub withheld: BTreeMap<String, usize>,
    /// What could not be read, as ids.
    pub unreadable: Vec<String>,
    /// Who the facts came from: names of organizations, in order.
    pub sources: Vec<String>,
}

impl Manifest {
    /// The day on which the record was read: the "today" of what is made of it.
    pub fn day(&self) -> Date {
        let read = Timestamp::from_microsecond(self.made_at).unwrap_or(Timestamp::UNIX_EPOCH);
        read.to_zoned(TimeZone::UTC).date()
    }

    /// Counts things instead of entries, as every list of them does.
    pub fn count_things(&mut self, entries: &[Entry]) {
        self.included = same::counts(entries, self.day());
    }

    /// How many entries are in, all sections together.
    pub fn total(&self) -> usize {
        self.included.values().sum()
    }
}
