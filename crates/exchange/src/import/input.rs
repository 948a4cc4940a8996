//! One input on its way: what of it is known, how it is looked at, and the room its pieces may take.

use std::sync::{Arc, Mutex};

use bluebutton_crypto::Random;
use bluebutton_record::normalize::Elsewhere;
use bluebutton_record::reading::{Deletion, Issue, Place, RawResource, Severity};
use bluebutton_record::versions::AsOf;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::pieces::{Origin, Piece};
use super::plan::{Phase, could_not, phase};
use super::report::Reports;
use super::spool::Spool;
use crate::limits::{
    IMPORT_MEMORY_MB, IMPORT_PATIENTS_BYTES, IMPORT_PATIENTS_TIMES_IN_MEMORY, IMPORT_PIECE_BYTES,
    IMPORT_TIMES_IN_MEMORY,
};

/// One file, or one member of an archive, on its way.
pub(super) struct Input<'a> {
    pub(super) origin: Origin,
    pub(super) reports: &'a Reports,
    pub(super) sender: &'a mpsc::Sender<Piece>,
    /// What all pieces of the unit may hold in memory together, in MB.
    pub(super) budget: &'a Arc<Semaphore>,
    /// Bundles up to so many bytes are read whole.
    pub(super) whole_bytes: usize,
    pub(super) look: &'a Look,
    /// What goes by is kept there, where it can't be read again otherwise.
    pub(super) spool: Option<&'a Spool<'a>>,
    pub(super) random: &'a dyn Random,
}

/// How often an input is looked at: a large Bundle is read twice.
pub(super) enum Look {
    /// For the first time.
    First,
    /// Again, whole: it has a form that can't be taken apart.
    Whole,
    /// Again, now that it is known what is in it.
    Parts(BundleParts),
}

/// What went wrong, as a sentence; else what is to be read again.
pub(super) type Outcome = Result<Option<Look>, String>;

/// What the first reading of a Bundle found.
pub(super) struct BundleParts {
    pub(super) source: Option<String>,
    pub(super) elsewhere: Elsewhere,
    /// What others refer to, which goes in first.
    pub(super) first: Mutex<Vec<RawResource>>,
    /// What it takes back: goes in with that.
    pub(super) deletions: Mutex<Vec<Deletion>>,
    /// How much that is: so much of it is left out where it stands.
    pub(super) first_count: usize,
    /// As of when it tells what it tells, where it is a document.
    pub(super) as_of: Option<AsOf>,
}

impl BundleParts {
    /// Says of resources as of when the document tells them.
    pub(super) fn date(&self, items: &mut [RawResource]) {
        if let Some(as_of) = self.as_of {
            for item in items {
                item.as_of.get_or_insert(as_of);
            }
        }
    }
}

impl Input<'_> {
    /// Of so many bytes are the pieces of what is taken in by pieces.
    pub(super) fn piece_bytes(&self) -> usize {
        IMPORT_PIECE_BYTES.min(self.whole_bytes)
    }

    /// Room in memory for a piece of so many bytes, as soon as earlier ones are stored; one that is
    /// larger than all there is takes all. What is being stored never waits for this.
    pub(super) fn room(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        self.room_of(bytes * IMPORT_TIMES_IN_MEMORY)
    }

    /// The same for what may be Patients.
    pub(super) fn room_for(&self, bytes: &[u8]) -> Option<OwnedSemaphorePermit> {
        let is_of_patients = bytes_of_piece(bytes) == IMPORT_PATIENTS_BYTES;
        let times =
            if is_of_patients { IMPORT_PATIENTS_TIMES_IN_MEMORY } else { IMPORT_TIMES_IN_MEMORY };
        self.room_of(bytes.len() * times)
    }

    fn room_of(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        let wanted = bytes.div_ceil(1024 * 1024) as u32;
        let room = self.budget.clone().acquire_many_owned(wanted.clamp(1, IMPORT_MEMORY_MB));
        tokio::runtime::Handle::current().block_on(room).ok()
    }

    pub(super) fn send(&self, mut piece: Piece, room: Option<OwnedSemaphorePermit>) {
        piece.room = room;
        self.reports.expect(piece.report);
        // An error means that the run has stopped, and nobody reads on.
        let _ = self.sender.blocking_send(piece);
    }

    /// Nobody reads it again.
    pub(super) fn is_read_once(&self) {
        if let Some(spool) = self.spool {
            spool.let_go();
        }
    }

    /// It is read again.
    pub(super) fn is_read_again(&self) -> Result<(), String> {
        let kept = self.spool.map_or(Ok(()), Spool::keep_all);
        kept.map_err(|error| could_not("kept for a second reading", &error))
    }

    /// Nothing can be kept of what could not even be unpacked.
    pub(super) fn fail(&self, sentence: String) {
        self.report_failure(Issue::new(Severity::Error, Place::default(), sentence));
    }

    pub(super) fn report_failure(&self, issue: Issue) {
        self.reports.fail(self.origin.report, issue);
    }
}

/// How large a piece of lines that begin like this is.
pub(super) fn bytes_of_piece(beginning: &[u8]) -> usize {
    match phase(beginning) {
        Phase::Patients => IMPORT_PATIENTS_BYTES,
        _ => IMPORT_PIECE_BYTES,
    }
}
