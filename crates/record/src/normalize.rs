//! From what a reader understood to what the store keeps: references resolved, ids made, resources
//! grouped by patient.
//!
//! The order: [`survey`] finds the patients in a reading and their identifiers; the caller (who
//! may ask the store) says whose each one is; [`assign`] then writes ids and references.
//!
//! Standard: <https://hl7.org/fhir/R4/bundle.html#references>,
//! <https://hl7.org/fhir/R4/compartmentdefinition-patient.html>

mod address;
mod assign;
mod classes;
mod deletions;
mod ids;
mod owners;
mod resolve;
mod rewrite;
mod scan;
mod survey;

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::matching::Portrait;
use crate::outcomes::EntryOutcome;
use crate::reading::{Issue, Original, RawResource};
use crate::resource::{PatientKey, ResourceId};
use crate::versions::AsOf;

pub use assign::assign;
pub use classes::{Class, class};
pub use ids::{is_unique, source_id};
pub use owners::{may_find_a_place, waits_for_staff};
pub use survey::{Elsewhere, SaysSource, Survey, fold, source_of, survey, survey_with};

/// A patient identifier: value and assigning authority.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier {
    /// `system`: a URI (`urn:oid:…` for HL7 OIDs).
    pub system: String,
    /// `value`.
    pub value: String,
}

/// A patient found in a reading: either a Patient resource in it, or only references to one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPatient {
    /// Index of the Patient in [`crate::Reading::items`]; `None` if it is only referred to.
    pub item: Option<usize>,
    /// Its identifiers with a system, in the order of the source. Numbers that name a person to
    /// a state rather than to a record (social security, licence, passport) are left out where
    /// there is another.
    pub identifiers: Vec<Identifier>,
    /// The addresses under which the reading refers to it: full URL, `Patient/1`, absolute URL.
    pub addresses: Vec<String>,
    /// What the reading tells of them to know them by.
    pub portrait: Portrait,
    /// A hash of what came of them, as it came: what is told a second time is no news, whatever has
    /// been told since. Empty where nobody made one.
    pub told: Vec<u8>,
}

/// What the caller says of a found patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// This key is theirs.
    Known(PatientKey),
    /// It may be somebody's who is here: staff decide, and until then everything of theirs waits.
    Waits,
    /// Nothing of the patient is told by which a record could be found or made.
    Anonymous,
    /// A patient who is not here yet.
    Unknown,
}

/// Where a reading comes from.
#[derive(Clone, Copy)]
pub struct Origin<'a> {
    /// Names the system the data came from: it keeps equal local ids of different systems apart.
    pub source: &'a str,
    /// SHA-256 (this crate holds no cryptography).
    pub hash: fn(&[u8]) -> [u8; 32],
    /// What is known from earlier readings of the same source: `Practitioner/7` to
    /// `Practitioner/dir.…`.
    pub known: &'a dyn Fn(&str) -> Option<String>,
    /// Whose resources that name no patient are, told by who refers to them (`Binary/7`).
    pub hints: &'a dyn Fn(&str) -> Option<PatientKey>,
    /// Whose everything is that names nobody: the only patient of a Bundle that came in pieces.
    pub only: Option<&'a PatientKey>,
}

impl<'a> Origin<'a> {
    /// A reading before which there was none.
    pub fn alone(source: &'a str, hash: fn(&[u8]) -> [u8; 32]) -> Self {
        Self { source, hash, known: &|_| None, hints: &|_| None, only: None }
    }
}

/// What [`assign`] makes of a reading.
#[derive(Debug, Default)]
pub struct Assigned {
    /// Resources per patient, ids and references rewritten.
    pub records: BTreeMap<PatientKey, Vec<Ready>>,
    /// Originals per patient: the id under which `Binary/<id>` finds it, and the document.
    pub originals: BTreeMap<PatientKey, Vec<(ResourceId, Original)>>,
    /// What belongs to no patient, ids rewritten; each id once.
    pub directory: Vec<Ready>,
    /// How often this reading told of something in the directory once more.
    pub told_twice: usize,
    /// What can't be tied to a patient: for quarantine.
    pub homeless: Vec<Homeless>,
    /// Originals of patients who could not be told: for quarantine.
    pub homeless_originals: Vec<Original>,
    /// What was noticed on the way.
    pub issues: Vec<Issue>,
    /// What became of the entries of a document that has a place.
    pub entries: Vec<EntryOutcome>,
    /// The directory's addresses in this source, for [`Origin::known`] of later readings.
    pub known: Vec<(String, String)>,
    /// References to what names no patient itself and was not in this reading, for
    /// [`Origin::hints`] of later ones.
    pub wanted: Vec<(String, PatientKey)>,
}

/// What a reading tells of a resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Told {
    /// It is there, with this content.
    #[default]
    There,
    /// It is there no longer; nothing else is told of it.
    Deleted,
}

/// What has no place in a record.
#[derive(Debug)]
pub struct Homeless {
    /// The resource as it came.
    pub item: RawResource,
    /// Why.
    pub issue: Issue,
    /// Whose it says it is: index in [`Survey::found`].
    pub found: Option<usize>,
}

/// A resource ready to be stored.
#[derive(Clone, Debug)]
pub struct Ready {
    /// Whether it is there or was taken back.
    pub told: Told,
    /// `resourceType`.
    pub kind: std::sync::Arc<str>,
    /// The id it will have.
    pub id: ResourceId,
    /// Compact JSON with ids and references of this store.
    pub json: String,
    /// What is derived from it.
    pub facts: Facts,
    /// As of when its source tells it, where it says so.
    pub as_of: Option<AsOf>,
}

#[cfg(test)]
mod tests;
