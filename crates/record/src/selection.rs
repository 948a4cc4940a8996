//! Which part of a record somebody asks for: the same value for a page, a file and a transmission.

use std::collections::BTreeSet;

use crate::date::{DateRange, FhirDate};
use crate::resource::ResourceId;
use crate::section::Section;

/// A part of a record. [`Selection::default`] is the whole record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only entries that touch these days. Entries without any date are kept and named in the
    /// manifest: leaving them out would lose them silently.
    pub dates: DateRange,
    /// Only these sections; `None` means all. `About` is always in.
    pub sections: Option<BTreeSet<Section>>,
    /// Only what belongs to this Encounter (and the Encounter itself).
    pub visit: Option<ResourceId>,
}

impl Selection {
    /// Whether the whole record is meant.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a section is asked for.
    pub fn admits_section(&self, section: Section) -> bool {
        section == Section::About
            || self.sections.as_ref().is_none_or(|sections| sections.contains(&section))
    }

    /// Whether something of that date is asked for. `None` is "no date known".
    pub fn admits_date(&self, date: Option<&FhirDate>) -> bool {
        date.is_none_or(|date| self.dates.touches(date))
    }
}
