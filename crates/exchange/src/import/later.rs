//! What has no place yet waits for the end of the run: in a folder, the file of observations may stand
//! before that of their patients, and who somebody is may be clear only when more of them has come.

use std::path::Path;
use std::sync::Arc;

use bluebutton_formats::read::Kind;
use bluebutton_store::StoreError;

use super::held::{HeldGroup, What};
use super::pieces::{Origin, Piece};
use super::storing::{commit, reading_of};
use super::{Run, blocking};
use crate::limits::IMPORT_ROUNDS_MAX;

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
    let groups = std::mem::take(&mut run.shared().held).into_groups();
    let mut has_moved = false;
    for group in groups {
        let HeldGroup { report, file, folder, mut source, is_loose, is_part, elsewhere, what } =
            group;
        if source.is_empty() {
            source = only_source_of(run, &folder).unwrap_or_default();
        }
        let customs = run.customs.clone();
        let origin = Origin { report, file, folder, memory: None, customs, elsewhere };
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
            (piece.is_loose, piece.is_part) = (is_loose, is_part);
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
