//! From what a reader understood to what the store keeps: references resolved, ids made, resources
//! grouped by patient.
//!
//! The order: [`survey`] finds the patients in a reading and their identifiers; the caller (who
//! may ask the store) names each one's key; [`assign`] then writes ids and references.

use std::collections::BTreeMap;

use crate::reading::{Issue, Original, RawResource, Reading};
use crate::resource::{PatientKey, ResourceId};

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
    /// Index of the Patient in [`Reading::items`]; `None` if it is only referred to.
    pub item: Option<usize>,
    /// Its identifiers with a system, in the order of the source.
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

/// Finds the patients of a reading.
pub fn survey(_reading: &Reading) -> Vec<FoundPatient> {
    todo!("helper: import")
}

/// What [`assign`] makes of a reading.
#[derive(Debug, Default)]
pub struct Assigned {
    /// Resources per patient, ids and references rewritten.
    pub records: BTreeMap<PatientKey, Vec<Ready>>,
    /// Originals per patient: the id under which `Binary/<id>` finds it, and the document.
    pub originals: BTreeMap<PatientKey, Vec<(ResourceId, Original)>>,
    /// What belongs to no patient, ids rewritten.
    pub directory: Vec<Ready>,
    /// What can't be tied to a patient, with its reason: for quarantine.
    pub homeless: Vec<(RawResource, Issue)>,
    /// What was noticed on the way.
    pub issues: Vec<Issue>,
}

/// A resource ready to be stored.
#[derive(Clone, Debug)]
pub struct Ready {
    /// `resourceType`.
    pub kind: std::sync::Arc<str>,
    /// The id it will have.
    pub id: ResourceId,
    /// Compact JSON with ids and references of this store.
    pub json: String,
}

/// Writes ids and references. `keys[n]` is the key of `found[n]`, or `None` if the store could
/// not say whose it is. `source` names where the data came from: it keeps equal local ids of different
/// sources apart. `hash` is SHA-256 (this crate holds no cryptography).
pub fn assign(
    _reading: Reading,
    _found: &[FoundPatient],
    _keys: &[Option<PatientKey>],
    _source: &str,
    _hash: fn(&[u8]) -> [u8; 32],
) -> Assigned {
    todo!("helper: import")
}
