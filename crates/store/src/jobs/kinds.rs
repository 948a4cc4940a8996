//! What there is to do: the kinds of jobs, one file for each with its limits.

mod checkpoint;
mod clean_up;
mod compaction;
mod notices;
mod transmission;

use bluebutton_crypto::hash::keyed_hash;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

pub use compaction::CompactionJob;
pub use transmission::TransmissionJob;

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

/// What bounds the jobs of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobLimits {
    /// Their kind as one word, as rows name it.
    pub kind: &'static str,
    /// So many lead to one destination at the same time.
    pub at_once: i64,
    /// One that takes longer is broken off.
    pub seconds_max: u64,
    /// After so long it comes again; `None` where it is done once.
    pub every: Option<SignedDuration>,
}

/// How many transmissions lead to one place at the same time; of all other kinds one job is done at a time.
pub(super) const TRANSMISSIONS_AT_ONCE: i64 = transmission::LIMITS.at_once;

impl Job {
    /// The timetable: what is done again and again, by one node at a time.
    pub const TIMETABLE: [Self; 3] = [Self::Checkpoint, Self::Notices, Self::CleanUp];

    /// What bounds jobs of its kind.
    pub fn limits(&self) -> &'static JobLimits {
        match self {
            Self::Transmission(_) => &transmission::LIMITS,
            Self::Checkpoint => &checkpoint::LIMITS,
            Self::Compaction(_) => &compaction::LIMITS,
            Self::Notices => &notices::LIMITS,
            Self::CleanUp => &clean_up::LIMITS,
        }
    }

    /// Its kind as one word: `transmission`, `checkpoint`, `compaction`, `notices`, `clean-up`.
    pub fn kind(&self) -> &'static str {
        self.limits().kind
    }

    /// A keyed hash of where it leads: the rows tell no address.
    pub(super) fn destination(&self, store: &Store) -> Vec<u8> {
        let place = match self {
            Self::Transmission(job) => job.domain.as_str(),
            Self::Checkpoint | Self::Compaction(_) | Self::Notices | Self::CleanUp => "",
        };
        let parts = [&b"destination"[..], self.kind().as_bytes(), place.as_bytes()];
        keyed_hash(store.inner.keys.index.reveal(), &parts).to_vec()
    }
}
