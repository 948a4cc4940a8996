//! What pieces of one source learn from each other: later ones lead to what earlier ones brought.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{PoisonError, RwLock};

use bluebutton_record::PatientKey;
use bluebutton_record::normalize::Assigned;

use crate::limits::IMPORT_WANTED_MAX;

/// What has been learnt of one source. Shared by its pieces and never copied: with a million doctors
/// each piece would otherwise copy them all.
#[derive(Default)]
pub(super) struct Learnt {
    known: RwLock<HashMap<Box<str>, Box<str>>>,
    wanted: RwLock<HashMap<u64, PatientKey>>,
    /// Addresses of what is wanted are told apart by 64 bits, which nobody outside can aim at.
    hasher: RandomState,
}

impl Learnt {
    /// Where something in the directory is (`Practitioner/7`).
    pub(super) fn known(&self, address: &str) -> Option<String> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(address).map(ToString::to_string)
    }

    /// Whose something is that names nobody (`Binary/7`).
    pub(super) fn wanted(&self, address: &str) -> Option<PatientKey> {
        let wanted = self.wanted.read().unwrap_or_else(PoisonError::into_inner);
        wanted.get(&self.hasher.hash_one(address)).cloned()
    }

    /// Remembers what later pieces will want to know.
    pub(super) fn learn(&self, assigned: &mut Assigned) {
        let known = std::mem::take(&mut assigned.known);
        if !known.is_empty() {
            let known = known.into_iter().map(|(address, target)| (address.into(), target.into()));
            self.known.write().unwrap_or_else(PoisonError::into_inner).extend(known);
        }
        let wanted = std::mem::take(&mut assigned.wanted);
        if !wanted.is_empty() {
            let mut all = self.wanted.write().unwrap_or_else(PoisonError::into_inner);
            let room = IMPORT_WANTED_MAX.saturating_sub(all.len());
            let wanted = wanted.into_iter().take(room);
            all.extend(wanted.map(|(address, key)| (self.hasher.hash_one(address), key)));
        }
    }
}
