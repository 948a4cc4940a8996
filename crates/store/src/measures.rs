//! Measures: how soon patients can see what was done with them, how many use it, how soon requests
//! are answered. What counts is said in [`bluebutton_record::measures`]; here it is counted.
//!
//! A worker counts, one patient at a time and only those of whom something new was told: what stood in
//! the sums of them before is taken out, what stands now is put in. So a page reads a few sums, however
//! many patients there are, and what comes in late corrects what was counted. Who is erased stays in
//! the sums, as a number.

mod chains;
mod count;
mod days;
mod read;
mod sealed;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use bluebutton_record::measures::{MeasureGroup, MeasurePeriod, MeasureScope, OpenRequests};

pub(crate) use count::note_due;
pub(crate) use days::KeptDays;
pub(crate) use sealed::{CELL_TABLE, TABLE};

use crate::Store;
use crate::patients::PatientCard;

/// The door to measures.
pub struct Measures<'s>(pub(crate) &'s Store);

/// What was counted of a period and a scope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountedPeriod {
    /// Numbers by their words, see [`bluebutton_record::measures::lines`].
    pub numbers: BTreeMap<String, i64>,
    /// Requests of the period that are not answered; `None` for a site or a provider.
    pub open: Option<OpenRequests>,
    /// How many patients were counted so far, where chosen days have too many of them for one look: the
    /// numbers are too low until all are.
    pub so_far: Option<usize>,
}

/// Patients behind a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatientsBehind {
    /// Some of them.
    pub patients: Vec<PatientCard>,
    /// Where the list goes on; `None` at its end.
    pub next: Option<String>,
}

/// Which patients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// When they had a visit.
    pub period: MeasurePeriod,
    /// Of whose visits.
    pub scope: MeasureScope,
    /// The number in which they stand.
    pub group: MeasureGroup,
    /// Only those who do not stand in this one: who was not there in time.
    pub without: Option<MeasureGroup>,
}

impl Store {
    /// Measures.
    pub fn measures(&self) -> Measures<'_> {
        Measures(self)
    }
}
