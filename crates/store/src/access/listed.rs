//! The records that somebody may open, now, later or no more: for lists and the banner.

use std::collections::BTreeSet;

use bluebutton_record::{PatientKey, Section};
use jiff::civil::Date;

use super::Rights;

/// A record somebody may open, for the list of records and the banner.
#[derive(Clone, Debug)]
pub struct OpenRecord {
    /// Whose record.
    pub patient: PatientKey,
    /// The person's name as the record says it.
    pub name: String,
    /// Birth date as the record says it (FHIR date).
    pub birth_date: Option<String>,
    /// Whether it is the asker's own.
    pub is_own: bool,
    /// What they may do.
    pub rights: Rights,
    /// Until when (end of that day), for caregivers.
    pub until: Option<Date>,
    /// The sections that may be looked at, where those are not all.
    pub sections: Option<BTreeSet<Section>>,
}

/// A record somebody was let in to: open now, later, or no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaredFor {
    /// Whose record.
    pub patient: PatientKey,
    /// The person's name, as long as the record is open.
    pub name: Option<String>,
    /// Birth date as the record says it (FHIR date), likewise.
    pub birth_date: Option<String>,
    /// Whether it is the asker's own.
    pub is_own: bool,
    /// What they may do.
    pub rights: Rights,
    /// The sections that may be looked at, where those are not all.
    pub sections: Option<BTreeSet<Section>>,
    /// Whether it opens, from when and until when.
    pub standing: RecordAccess,
}

impl CaredFor {
    pub(super) fn of(patient: PatientKey, standing: RecordAccess) -> Self {
        let (name, birth_date, sections) = (None, None, None);
        let (is_own, rights) = (false, Rights::NONE);
        Self { patient, name, birth_date, is_own, rights, sections, standing }
    }
}

/// Whether a record opens to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordAccess {
    /// It does, until that day where there is one.
    Open(Option<Date>),
    /// From that day on.
    Later(Date),
    /// It did, until that day.
    Over(Date),
    /// The office must look at it first: the patient's birth date has changed.
    Waits,
}
