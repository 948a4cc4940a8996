//! What names a patient who has not come yet waits for the end of the run: in a folder, the file of
//! observations may stand before that of their patients.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bluebutton_formats::read::Kind;
use bluebutton_record::reading::{Issue, RawResource};
use bluebutton_store::StoreError;

use super::pieces::{Origin, Piece};
use super::storing::{commit, reading_of};
use super::{Run, blocking};
use crate::limits::IMPORT_HELD_BYTES_MAX;

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
    items: Vec<RawResource>,
}

/// What became of things that should wait.
pub(super) struct Taken {
    pub has_taken: bool,
    /// There was no room for these.
    pub refused: Vec<(RawResource, Issue)>,
}

impl Held {
    pub(super) fn take(
        &mut self,
        items: Vec<(RawResource, Issue)>,
        folder: &Path,
        source: &str,
        file: &Arc<str>,
        report: usize,
    ) -> Taken {
        let size: usize = items.iter().map(|(item, _)| item.json.len()).sum();
        if items.is_empty() || self.bytes + size > IMPORT_HELD_BYTES_MAX {
            return Taken { has_taken: false, refused: items };
        }
        self.bytes += size;
        self.groups.push(Group {
            report,
            file: file.clone(),
            folder: folder.to_owned(),
            source: source.to_owned(),
            items: items.into_iter().map(|(item, _)| item).collect(),
        });
        Taken { has_taken: true, refused: Vec::new() }
    }
}

/// What does not say where it comes from belongs to what lies beside it, if that is of one system.
fn only_source_of(run: &Run, folder: &Path) -> Option<String> {
    let shared = run.shared();
    let met = shared.met.get(folder).filter(|met| met.len() == 1)?;
    met.first().cloned()
}

/// Tries everything that waited once more; what still has no place goes to quarantine.
pub(super) async fn try_again(run: &Arc<Run>) -> Result<(), StoreError> {
    let groups = std::mem::take(&mut run.shared().held).groups;
    for Group { report, file, folder, mut source, items } in groups {
        if source.is_empty() {
            source = only_source_of(run, &folder).unwrap_or_default();
        }
        let origin = Origin { report, file, folder, memory: None };
        let piece = blocking(move || {
            let mut piece = Piece::of(reading_of(items), Kind::Ndjson, &origin);
            piece.source = source;
            piece
        });
        let part = commit(run, piece.await?, false).await?;
        run.reports.expect(report);
        run.reports.stored(report, part);
        run.reports.release(report);
    }
    Ok(())
}
