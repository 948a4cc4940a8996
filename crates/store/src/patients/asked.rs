//! What is asked of the store about somebody who came, with everything hashed.

use std::collections::BTreeSet;

use bluebutton_record::PatientKey;
use bluebutton_record::limits::PORTRAIT_NUMBERS_MAX;
use bluebutton_record::matching::{self, KnownNumber, Portrait};
use bluebutton_record::normalize::FoundPatient;
use jiff::Timestamp;

use super::addresses::with_addresses;
use super::{shape, tokens};
use crate::Store;

/// A question, with everything hashed.
pub(super) enum TokenQuestion {
    /// Somebody is only referred to: by number, by address.
    Referred(Vec<Vec<u8>>, Vec<Vec<u8>>),
    /// Somebody came whole.
    Whole(Box<AskedWhole>),
}

impl TokenQuestion {
    pub(super) fn new(store: &Store, found: &FoundPatient, source: &str) -> Self {
        if found.item.is_some() {
            return Self::Whole(Box::new(AskedWhole::new(store, found, source)));
        }
        let (by_number, by_address) = tokens::of_reference(store, found, source);
        Self::Referred(by_number, by_address)
    }
}

/// A question about somebody who came whole.
#[derive(Clone)]
pub(super) struct AskedWhole {
    pub(super) portrait: Portrait,
    /// The token of each of the portrait's numbers, in their order.
    pub(super) numbers: Vec<Vec<u8>>,
    pub(super) keys: Vec<Vec<u8>>,
    /// What the token of whoever was told of so begins with.
    pub(super) told: Vec<u8>,
    pub(super) told_so: Option<Vec<u8>>,
    pub(super) person: Vec<u8>,
    pub(super) fingerprint: Vec<String>,
    /// When.
    pub(super) came: Timestamp,
    /// All that they are found by from now on.
    pub(super) found_by: Vec<Vec<u8>>,
}

/// Who stands beside somebody in one file: those who were met before, and in this transaction.
pub(super) struct TakenPatients<'t> {
    before: &'t BTreeSet<PatientKey>,
    pub(super) now: BTreeSet<PatientKey>,
}

impl<'t> TakenPatients<'t> {
    pub(super) fn before(before: &'t BTreeSet<PatientKey>) -> Self {
        Self { before, now: BTreeSet::new() }
    }

    pub(super) fn has(&self, patient: &PatientKey) -> bool {
        self.before.contains(patient) || self.now.contains(patient)
    }
}

impl AskedWhole {
    pub(super) fn new(store: &Store, found: &FoundPatient, source: &str) -> Self {
        let portrait = with_addresses(found, source);
        let number = |number: &KnownNumber| tokens::of_number(store, number);
        let numbers: Vec<Vec<u8>> = portrait.numbers.iter().map(number).collect();
        let keys = tokens::of_keys(store, &portrait);
        let fingerprint = matching::fingerprint(&portrait);
        let told = shape::told(store, &fingerprint);
        let told_so = tokens::of_told(store, &told, found);
        let mut found_by = tokens::of_other_numbers(store, found, &portrait, source);
        found_by.extend(numbers.iter().chain(&keys).cloned());
        found_by.extend(tokens::of_places(store, &portrait));
        found_by.push(told_so.clone().unwrap_or_else(|| told.clone()));
        Self {
            person: tokens::of_person(store, &portrait),
            numbers,
            keys,
            told_so,
            told,
            portrait,
            fingerprint,
            came: store.now(),
            found_by,
        }
    }
}

/// The tokens of what an import found of a patient: numbers, addresses, and for one who came whole what
/// the rule's candidates are found by.
pub(crate) fn for_found(store: &Store, found: &FoundPatient, source: &str) -> Vec<Vec<u8>> {
    if found.item.is_some() {
        return AskedWhole::new(store, found, source).found_by;
    }
    let identifiers = found.identifiers.iter().take(PORTRAIT_NUMBERS_MAX);
    let identifiers = identifiers.map(|identifier| tokens::of_identifier(store, identifier));
    let addresses = found.addresses.iter().map(|address| shape::address(store, source, address));
    identifiers.chain(addresses).collect()
}
