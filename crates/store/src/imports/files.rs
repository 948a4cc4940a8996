//! Files as they came in. A large one comes as several pieces, each with a report of its own, and is one
//! line of the list: the first piece stands for the file, the others say whose they are.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bluebutton_record::normalize::fold;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::report::{altered, plain_of, with_notes};
use super::{ImportFate, ImportFilter, ImportReport};
use crate::Store;
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::limits::{FILE_PIECES_MAX, LIST_MAX};
use crate::sifted::{Sifted, SiftedPiece, sift};

/// A file as it came in.
#[derive(Clone, Debug, Default)]
pub struct ImportedFile {
    /// Its pieces, the first in front; a small file is one.
    pub pieces: Vec<ImportReport>,
    /// Whether there may be more than these.
    pub is_cut: bool,
}

/// What an import is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalledImport {
    /// The id of the whole file's page.
    pub id: String,
    /// When the file came in.
    pub at: Timestamp,
    /// Its name, for those who may see imports.
    pub file: Option<String>,
}

/// What of a report says what became of the file, read without the rest: there may be hundreds of entries.
#[derive(Deserialize)]
struct ReportHead {
    counts: BTreeMap<String, [usize; 3]>,
    issues: Vec<IgnoredAny>,
    quarantined: usize,
}

/// A file's rows of `import_id, at, sealed`, and whether there may be more of them.
type FileRows<'r> = (Vec<&'r Row>, bool);

/// Files that fit a filter, the newest first.
pub(super) async fn fitting(
    store: &Store,
    filter: &ImportFilter,
    place: (usize, usize),
) -> Result<Sifted<ImportedFile>> {
    let span = store.span_of(filter.from, filter.until);
    let (file, fate) = (fold(&filter.file), filter.fate);
    if file.is_empty() && fate.is_none() {
        // Days are found without opening any: a page opens what it shows, however many there are.
        let piece = ((place.0, place.1.min(LIST_MAX)), FILE_PIECES_MAX);
        let (_, lines) = looked_through(store, span, piece, |_| Ok(true)).await?;
        return Ok(Sifted { lines, is_cut: false });
    }
    sift(place, |skip, take| {
        let opener = store.clone();
        let is_asked = move |rows: &[&Row]| {
            fate.map_or(Ok(true), |fate: ImportFate| Ok(fate.is_of(&heads(&opener, rows)?)))
        };
        let piece = ((skip, take), LIST_MAX);
        let (found, file) = (looked_through(store, span, piece, is_asked), file.clone());
        async move {
            let (read, mut fit) = found.await?;
            let is_named = |report: &ImportReport| fold(&report.file).contains(&file);
            fit.retain(|one| one.pieces.iter().any(is_named));
            Ok((read, fit))
        }
    })
    .await
}

/// A part of the files of some days, with so many further pieces of them at most: how many there were, and
/// those that are asked for.
async fn looked_through(
    store: &Store,
    (from, until): (i64, i64),
    ((skip, take), pieces_max): ((usize, usize), usize),
    is_asked: impl Fn(&[&Row]) -> Result<bool> + Send + 'static,
) -> Result<SiftedPiece<ImportedFile>> {
    let opener = store.clone();
    let days: Vec<Value> =
        vec![(take as i64).into(), (skip as i64).into(), from.into(), until.into()];
    let mut bounded = days.clone();
    bounded.push((pieces_max as i64).into());
    let work = move |tx: &mut Tx<'_>| {
        let (firsts, further) = (tx.query(FILES_OF_DAYS, &days)?, tx.query(FURTHER, &bounded)?);
        let mut asked = Vec::new();
        for file in together(&firsts, &further, further.len() >= pieces_max)? {
            if is_asked(&file.0)? {
                asked.push(file);
            }
        }
        Ok((firsts.len(), opened(tx, &opener, &asked)?))
    };
    store.inner.db.read("look through imports", work).await
}

/// The rows of each file. Where not all of the further ones were read, those of the last file that has some,
/// and of those behind it, may not be all.
fn together<'r>(firsts: &'r [Row], further: &'r [Row], is_cut: bool) -> Result<Vec<FileRows<'r>>> {
    let mut of_file: HashMap<&str, Vec<&Row>> = HashMap::new();
    for row in further {
        of_file.entry(row.get(3)?).or_default().push(row);
    }
    let last = further.last().filter(|_| is_cut).map(|row| row.get::<&str>(3)).transpose()?;
    let (mut files, mut may_have_more) = (Vec::with_capacity(firsts.len()), false);
    for first in firsts {
        let id = first.get::<&str>(0)?;
        may_have_more |= last == Some(id);
        let mut rows = vec![first];
        rows.append(&mut of_file.remove(id).unwrap_or_default());
        files.push((rows, may_have_more));
    }
    Ok(files)
}

/// Opens files, with the names of all of them asked for in one go.
fn opened(tx: &mut Tx<'_>, store: &Store, files: &[FileRows<'_>]) -> Result<Vec<ImportedFile>> {
    let rows: Vec<&Row> = files.iter().flat_map(|(rows, _)| rows).copied().collect();
    let mut reports = with_notes(tx, store, &rows)?.into_iter();
    let file = |(rows, is_cut): &FileRows<'_>| {
        let pieces = reports.by_ref().take(rows.len()).collect();
        ImportedFile { pieces, is_cut: *is_cut }
    };
    Ok(files.iter().map(file).collect())
}

fn heads(store: &Store, rows: &[&Row]) -> Result<Vec<ReportHead>> {
    let head = |row: &&Row| {
        let id = row.get::<&str>(0)?;
        let plain = plain_of(store, id, row.get::<&[u8]>(2)?)?;
        serde_json::from_slice(&plain).map_err(|_| altered(id))
    };
    rows.iter().map(head).collect()
}

impl ImportFate {
    fn is_of(self, pieces: &[ReportHead]) -> bool {
        let brought = |head: &ReportHead| -> usize {
            head.counts.values().map(|[new, changed, _]| new + changed).sum()
        };
        match self {
            Self::Whole => {
                pieces.iter().all(|head| head.issues.is_empty() && head.quarantined == 0)
            }
            Self::Issues => pieces.iter().any(|head| !head.issues.is_empty()),
            Self::Quarantined => pieces.iter().any(|head| head.quarantined > 0),
            Self::NothingNew => pieces.iter().all(|head| brought(head) == 0),
        }
    }
}

/// The file that an import is a piece of; `None` where there is no such import.
pub(super) async fn file_of(store: &Store, id: &str) -> Result<Option<ImportedFile>> {
    let (asked, opener) = (id.to_owned(), store.clone());
    let work = move |tx: &mut Tx<'_>| {
        let Some(first) = tx.first(FIRST_OF, &[asked.into()])? else { return Ok(None) };
        let file = first.get::<&str>(0)?.into();
        let further = tx.query(FURTHER_OF, &[file, (LIST_MAX as i64).into()])?;
        let rows = std::iter::once(&first).chain(&further).collect();
        Ok(opened(tx, &opener, &[(rows, further.len() >= LIST_MAX)])?.pop())
    };
    store.inner.db.read("find the pieces of a file", work).await
}

/// What imports are called, by their ids; those that are not here are left out. With the names of files
/// only where they may be read.
pub(crate) fn called(
    tx: &mut Tx<'_>,
    store: &Store,
    (ids, with_names): (&BTreeSet<&str>, bool),
) -> Result<BTreeMap<String, CalledImport>> {
    let each: Vec<_> = ids.iter().map(|id| vec![(*id).into()]).collect();
    let found = tx.query_each(FIRST_OF, &each)?;
    let found: Vec<(&&str, &Row)> =
        ids.iter().zip(&found).filter_map(|(id, rows)| Some((id, rows.first()?))).collect();
    let rows: Vec<&Row> = found.iter().filter(|_| with_names).map(|(_, row)| *row).collect();
    let reports = match with_notes(tx, store, &rows) {
        // `verify` names what was altered; the trail is read all the same.
        Err(StoreError::Altered(_)) => Vec::new(),
        reports => reports?,
    };
    let mut names = reports.into_iter().map(|report| report.file);
    let mut called = BTreeMap::new();
    for (id, row) in found {
        let import = CalledImport { id: row.get(0)?, at: row.get(1)?, file: names.next() };
        called.insert((*id).to_owned(), import);
    }
    Ok(called)
}

pub(crate) const FILES_OF_DAYS: &str = "
    select import_id, at, sealed
    from import_report
    where at >= $3 and at < $4 and part_of is null
    order by at desc, import_id desc
    limit $1 offset $2";

/// The further pieces of the same files, in the same order.
const FURTHER: &str = "
    select piece.import_id, piece.at, piece.sealed, piece.part_of
    from (
        select import_id, at
        from import_report
        where at >= $3 and at < $4 and part_of is null
        order by at desc, import_id desc
        limit $1 offset $2
    ) as file
    join import_report as piece on piece.part_of = file.import_id
    order by file.at desc, file.import_id desc, piece.import_id
    limit $5";

/// The first piece of the file that an import is of.
const FIRST_OF: &str = "
    select file.import_id, file.at, file.sealed
    from import_report as own
    join import_report as file on file.import_id = coalesce(own.part_of, own.import_id)
    where own.import_id = $1";

/// Ids of imports are in order of time.
const FURTHER_OF: &str = "
    select import_id, at, sealed
    from import_report
    where part_of = $1
    order by import_id
    limit $2";
