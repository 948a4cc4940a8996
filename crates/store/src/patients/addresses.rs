//! Addresses (`Patient/1` at a source) as numbers that somebody is known by.

use bluebutton_record::matching::{KnownNumber, NumberKind, Portrait};
use bluebutton_record::normalize::FoundPatient;

/// What is known of a found patient, the addresses of its source among the numbers.
pub(crate) fn with_addresses(found: &FoundPatient, source: &str) -> Portrait {
    let mut portrait = found.portrait.clone();
    let addresses = found.addresses.iter().filter(|_| !source.is_empty());
    for address in addresses.take(ADDRESSES_MAX) {
        let (system, value) = (source.to_owned(), address.clone());
        portrait.add_number(KnownNumber { system, value, kind: NumberKind::Address });
    }
    portrait
}

/// A file that gives one patient more addresses means to be a nuisance.
const ADDRESSES_MAX: usize = 8;
