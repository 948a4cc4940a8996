//! From what a reader understood to what the store keeps: references resolved, ids made, resources
//! grouped by patient.
//!
//! The order: [`survey`] finds the patients in a reading and their identifiers; the caller (who
//! may ask the store) says whose each one is; [`assign`] then writes ids and references.
//!
//! Standard: <https://hl7.org/fhir/R4/bundle.html#references>,
//! <https://hl7.org/fhir/R4/compartmentdefinition-patient.html>

mod assign;
mod classes;
mod deletions;
mod ids;
mod owners;
mod resolve;
mod rewrite;
mod scan;
mod survey;

use std::collections::{BTreeMap, HashMap};

use crate::facts::Facts;
use crate::reading::{Issue, Original, RawResource};
use crate::resource::{PatientKey, ResourceId};

pub use assign::assign;
pub use classes::{Class, class};
pub use ids::{is_unique, source_id};
pub use owners::may_find_a_place;
pub use survey::{Survey, fold, source_of, survey};

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
    /// Demographics used to guard against mixing up people.
    pub guard: Guard,
}

/// What must not contradict when an identifier matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guard {
    /// Family name, folded (lower case, no accents), if any.
    pub family: Option<String>,
    /// First given name, folded, if any.
    pub given: Option<String>,
    /// Birth date as written.
    pub birth_date: Option<String>,
}

impl Guard {
    /// Whether family and given name are both known, and both are others.
    pub fn names_differ(&self, other: &Guard) -> bool {
        let differs =
            |a: &Option<String>, b: &Option<String>| matches!((a, b), (Some(a), Some(b)) if a != b);
        differs(&self.family, &other.family) && differs(&self.given, &other.given)
    }

    /// Whether both tell of a different person: every part that both know differs, and the birth
    /// date is among them.
    pub fn contradicts(&self, other: &Guard) -> bool {
        let differs = |a: &Option<String>, b: &Option<String>| match (a, b) {
            (Some(a), Some(b)) => Some(a != b),
            _ => None,
        };
        let birth = differs(&self.birth_date, &other.birth_date);
        let family = differs(&self.family, &other.family);
        let given = differs(&self.given, &other.given);
        birth == Some(true) && family != Some(false) && given != Some(false)
    }
}

/// What the caller says of a found patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// This key is theirs.
    Known(PatientKey),
    /// An identifier leads to a patient whose name and birth date are another person's.
    Another,
    /// There is nothing to tell by, or a patient who is not here yet.
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
    pub known: &'a HashMap<String, String>,
    /// Whose resources that name no patient are, told by who refers to them (`Binary/7`).
    pub hints: &'a HashMap<String, PatientKey>,
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
    /// What can't be tied to a patient, with its reason: for quarantine.
    pub homeless: Vec<(RawResource, Issue)>,
    /// Originals of patients who could not be told: for quarantine.
    pub homeless_originals: Vec<Original>,
    /// What was noticed on the way.
    pub issues: Vec<Issue>,
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
}

#[cfg(test)]
mod tests;
