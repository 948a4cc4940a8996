//! What a source takes back. An address alone names no patient: it is taken from the record of each
//! patient of the reading, and is there in one of them at most, because ids are made of the source's.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::address::Address;
use super::classes::{Class, class};
use super::resolve::Resolver;
use super::{Assigned, Ready, Told, Whose};
use crate::facts::Facts;
use crate::limits::DELETIONS_MAX;
use crate::reading::{Deletion, Issue, Severity};
use crate::resource::{PatientKey, ResourceId};

/// The lines that take back, each with the number of items before it.
pub(super) fn deleted(
    resolver: &Resolver<'_>,
    deletions: &[Deletion],
    issues: &mut Vec<Issue>,
) -> Vec<(usize, Ready)> {
    if deletions.is_empty() {
        return Vec::new();
    }
    let known = resolver.whose.iter().filter_map(|whose| match whose {
        Whose::Known(key) => Some(key),
        _ => None,
    });
    let patients: BTreeSet<&PatientKey> = known.collect();
    if patients.len().saturating_mul(deletions.len()) > DELETIONS_MAX {
        let place = deletions.first().map(|deletion| deletion.place.clone()).unwrap_or_default();
        issues.push(Issue::new(Severity::Warning, place, TOO_MANY));
        return Vec::new();
    }
    let mut out = Vec::new();
    for deletion in deletions {
        let mut say = |sentence: &str| {
            let place = deletion.place.clone();
            issues.push(Issue::new(Severity::Warning, place, sentence));
        };
        let address = Address::parse(&deletion.address).filter(|it| resolver.is_here(*it));
        let Some(address) = address else {
            say(NO_ADDRESS);
            continue;
        };
        match class(address.kind) {
            Class::Directory => say(IN_DIRECTORY),
            _ if address.kind == "Patient" => say(OF_PATIENT),
            _ if patients.is_empty() => say(OF_NOBODY),
            _ => {
                let local = resolver.ids.local(address.kind, address.id);
                let as_of = deletion.as_of;
                let ready = patients.iter().filter_map(|patient| line(patient, address, &local));
                let ready = ready.map(|ready| Ready { as_of, ..ready });
                out.extend(ready.map(|ready| (deletion.after, ready)));
            }
        }
    }
    out
}

fn line(patient: &PatientKey, address: Address<'_>, local: &str) -> Option<Ready> {
    Some(Ready {
        told: Told::Deleted,
        kind: Arc::from(address.kind),
        id: ResourceId::in_record(patient, local)?,
        json: String::new(),
        facts: Facts::default(),
        as_of: None,
    })
}

/// Puts a line behind what the record was told before it.
pub(super) fn put(ready: Ready, out: &mut Assigned) {
    if let Some(patient) = ready.id.patient() {
        out.records.entry(patient).or_default().push(ready);
    }
}

const TOO_MANY: &str = "It asks to delete so much, of so many patients at once, that nothing was deleted. Ask the \
                        sender for a Bundle for each patient.";
const NO_ADDRESS: &str = "It asks to delete something of another system, and nothing was deleted.";
const IN_DIRECTORY: &str = "It asks to delete something that belongs to no patient and others may \
                            refer to; it was kept.";
const OF_PATIENT: &str = "It asks to delete a patient. Records are erased by bluebutton patient \
                          erase only.";
const OF_NOBODY: &str = "It asks to delete something and does not say whose it is. Put the Patient \
                         into the same Bundle.";
