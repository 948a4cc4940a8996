//! What has no place yet waits for the end of the run: in a folder, the file of observations may stand
//! before that of their patients, and who somebody is may be clear only when more of them has come.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bluebutton_formats::read::Kind;
use bluebutton_record::reading::RawResource;
use bluebutton_store::StoreError;

use super::pieces::{Origin, Piece};
use super::storing::{commit, reading_of};
use super::{Run, blocking};
use crate::limits::{IMPORT_HELD_BYTES_MAX, IMPORT_ROUNDS_MAX};

/// What waits.
#[derive(Default)]
pub(super) struct Held {
    groups: Vec<Group>,
    bytes: usize,
}

/// What waits of one piece.
struct Group {
    report: usize,
    file: Arc<str>,
    folder: PathBuf,
    source: String,
    is_loose: bool,
    what: What,
}

/// What waits, in the form it is read again from.
pub(super) enum What {
    /// Resources.
    Items(Vec<RawResource>),
    /// A document as it came.
    Document(Vec<u8>),
}

impl What {
    fn bytes(&self) -> usize {
        match self {
            Self::Items(items) => items.iter().map(|item| item.json.len()).sum(),
            Self::Document(bytes) => bytes.len(),
        }
    }
}

impl Held {
    /// Takes something; not where there is nothing, or no room.
    pub(super) fn take(&mut self, what: What, piece: &Piece) -> bool {
        let size = what.bytes();
        if size == 0 || self.bytes + size > IMPORT_HELD_BYTES_MAX {
            return false;
        }
        self.bytes += size;
        self.groups.push(Group {
            report: piece.report,
            file: piece.file.clone(),
            folder: piece.folder.clone(),
            source: piece.source.clone(),
            is_loose: piece.is_loose,
            what,
        });
        true
    }
}

/// What does not say where it comes from belongs to what lies beside it, if that is of one system.
fn only_source_of(run: &Run, folder: &Path) -> Option<String> {
    let shared = run.shared();
    let met = shared.met.get(folder).filter(|met| met.len() == 1)?;
    met.first().cloned()
}

/// Tries everything that waited again as long as something comes in by it: each that comes in may tell
/// who another is. What then still has no place goes to quarantine.
pub(super) async fn try_again(run: &Arc<Run>) -> Result<(), StoreError> {
    for round in 1..=IMPORT_ROUNDS_MAX {
        let has_moved = try_all(run, round < IMPORT_ROUNDS_MAX).await?;
        if !has_moved {
            break;
        }
    }
    try_all(run, false).await.map(|_| ())
}

/// Whether something came in.
async fn try_all(run: &Arc<Run>, may_wait: bool) -> Result<bool, StoreError> {
    let groups = std::mem::take(&mut run.shared().held).groups;
    let mut has_moved = false;
    for Group { report, file, folder, mut source, is_loose, what } in groups {
        if source.is_empty() {
            source = only_source_of(run, &folder).unwrap_or_default();
        }
        let kinds = run.kinds.clone();
        let origin = Origin { report, file, folder, memory: None, kinds };
        let piece = blocking(move || {
            let kind = if is_loose { Kind::Ndjson } else { Kind::FhirJson };
            let mut piece = match what {
                What::Items(items) => Piece::of(reading_of(items), kind, &origin),
                What::Document(bytes) => Piece::of_bytes(&bytes, &origin),
            };
            // What was wrong with it was told when it was first read.
            piece.reading.issues.clear();
            piece.reading.rejected.clear();
            piece.source = source;
            piece.is_loose = is_loose;
            piece
        });
        run.reports.expect(report);
        run.reports.release(report);
        let mut part = commit(run, piece.await?, may_wait).await?;
        if part.records.is_empty() {
            // What only went along was counted when it came.
            part.counts.clear();
        } else {
            has_moved = true;
        }
        run.reports.stored(report, part);
    }
    Ok(has_moved)
}
