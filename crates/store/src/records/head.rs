//! How one part of a record stands.

use bluebutton_crypto::seal::DataKey;
use bluebutton_record::PatientKey;

use crate::Store;
use crate::error::Result;
use crate::patients::open_key;

/// How one part of a record stands, as its row says.
#[derive(Clone)]
pub(crate) struct PartHead {
    pub(crate) patient: PatientKey,
    pub(super) sealed_key: Vec<u8>,
    pub(crate) sealed_card: Vec<u8>,
    /// The number of its last segment.
    pub(super) last_seq: i64,
    /// When it was made.
    pub(super) since: i64,
    /// Whether it is all of its record.
    pub(super) is_whole: bool,
}

impl PartHead {
    /// The key its segments are sealed with.
    pub(crate) fn key(&self, store: &Store) -> Result<DataKey> {
        open_key(store, &self.patient, &self.sealed_key)
    }
}
