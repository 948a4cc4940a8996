//! The pieces of one file: a large file comes in as several, each with a report of its own.

use jiff::SignedDuration;

use super::{ImportReport, report};
use crate::Store;
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::limits::LIST_MAX;

/// Pieces of one file follow each other faster than this.
const PAUSE: SignedDuration = SignedDuration::from_mins(2);

/// A file as it came in.
#[derive(Clone, Debug, Default)]
pub struct ImportedFile {
    /// Its pieces, the newest first; a small file is one.
    pub pieces: Vec<ImportReport>,
    /// Whether there may be more, before or after these.
    pub is_cut: bool,
}

/// The pieces of each file among reports that are ordered by time, the newest first: what came of one name
/// without a longer pause.
pub fn files(reports: &[ImportReport]) -> Vec<Vec<&ImportReport>> {
    let mut files: Vec<Vec<&ImportReport>> = Vec::new();
    for report in reports {
        let belongs = |pieces: &&mut Vec<&ImportReport>| {
            pieces.last().is_some_and(|later| {
                later.file == report.file && later.at.duration_since(report.at) <= PAUSE
            })
        };
        match files.iter_mut().find(belongs) {
            Some(pieces) => pieces.push(report),
            None => files.push(vec![report]),
        }
    }
    files
}

/// The file that an import is a piece of; `None` where there is no such import.
pub(super) async fn file_of(store: &Store, id: &str) -> Result<Option<ImportedFile>> {
    let values = [id.into(), (LIST_MAX as i64).into()];
    let opener = store.clone();
    let work = move |tx: &mut Tx<'_>| {
        let (mut later, mut own) = (tx.query(LATER, &values)?, tx.query(OWN_AND_EARLIER, &values)?);
        let Some(at) = own.first().map(|row| row.get::<i64>(1)).transpose()? else {
            return Ok((Vec::new(), false));
        };
        // Behind a pause there is nothing of this file: what lies there is not opened.
        own.truncate(until_pause(&own, at)?);
        later.truncate(until_pause(&later, at)?);
        let is_cut = later.len() >= LIST_MAX || own.len() >= LIST_MAX;
        let all: Vec<&Row> = later.iter().rev().chain(&own).collect();
        Ok((report::with_notes(tx, &opener, &all)?, is_cut))
    };
    let (all, is_cut) = store.inner.db.read("find the pieces of a file", work).await?;
    let mut files = files(&all).into_iter();
    let pieces = files.find(|pieces| pieces.iter().any(|piece| piece.id == id));
    Ok(pieces.map(|pieces| ImportedFile { pieces: pieces.into_iter().cloned().collect(), is_cut }))
}

/// How many of those rows, one further from that moment than the other, come before a longer pause.
fn until_pause(rows: &[Row], at: i64) -> Result<usize> {
    let (mut before, mut count) = (at, 0);
    for row in rows {
        let at = row.get::<i64>(1)?;
        if i128::from(at.abs_diff(before)) > PAUSE.as_micros() {
            break;
        }
        (before, count) = (at, count + 1);
    }
    Ok(count)
}

/// Ids of imports are in order of time.
const OWN_AND_EARLIER: &str = "
    select import_id, at, sealed
    from import_report
    where import_id <= $1
    order by import_id desc
    limit $2";

/// Later ones, the oldest first.
const LATER: &str = "
    select import_id, at, sealed
    from import_report
    where import_id > $1
    order by import_id
    limit $2";
