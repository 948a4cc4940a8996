//! What there is to do: the kinds of jobs.

use bluebutton_crypto::hash::keyed_hash;
use serde::{Deserialize, Serialize};

use crate::Store;

/// A job, as it is sealed into its row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Job {
    /// Sends a record.
    Transmission(TransmissionJob),
    /// Signs the audit trail.
    Checkpoint,
    /// Puts the segments of a record together.
    Compaction(CompactionJob),
    /// Tells people what they want to hear about, by e-mail.
    Notices,
    /// Drops what nobody needs any more: sessions, counted attempts and jobs that are over.
    CleanUp,
}

/// Which transmission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransmissionJob {
    /// The patient's key.
    pub patient: String,
    /// The transmission's id.
    pub id: String,
    /// The domain of the address it goes to.
    pub domain: String,
}

/// Which record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompactionJob {
    /// The patient's key.
    pub patient: String,
}

impl Job {
    /// Its kind as one word: `transmission`, `checkpoint`, `compaction`, `notices`, `clean-up`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Transmission(_) => "transmission",
            Self::Checkpoint => "checkpoint",
            Self::Compaction(_) => "compaction",
            Self::Notices => "notices",
            Self::CleanUp => "clean-up",
        }
    }

    /// A keyed hash of where it leads: the rows tell no address.
    pub(super) fn destination(&self, store: &Store) -> Vec<u8> {
        let place = match self {
            Self::Transmission(job) => job.domain.as_str(),
            // One record at a time: what puts segments together has the processor to itself.
            Self::Checkpoint | Self::Compaction(_) | Self::Notices | Self::CleanUp => "",
        };
        let parts = [&b"destination"[..], self.kind().as_bytes(), place.as_bytes()];
        keyed_hash(store.inner.keys.index.reveal(), &parts).to_vec()
    }
}
