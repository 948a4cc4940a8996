//! Restoring a backup into an empty store, on either engine, whichever it came from.

use super::{
    BackupPlace, BackupReport, Manifest, TableChunks, file_name, opened, place, rows, tables,
};
use crate::db::{Db, MIGRATIONS, Tx, Value};
use crate::error::{Result, StoreError};
use crate::files::Files;
use crate::keyring::Ring;
use crate::{OpenOptions, opening};

/// Restores a backup (the newest, unless another is named) where nothing is yet, and refuses where
/// something is. The root key must be given or lie in the new folder's `keys/root`. Whoever calls opens
/// the store then and verifies it.
pub async fn restore(
    options: &OpenOptions,
    place: &BackupPlace,
    name: Option<&str>,
    tell: impl Fn(&BackupReport),
) -> Result<BackupReport> {
    let name =
        match name {
            Some(name) => name.to_owned(),
            None => place.backups().await?.pop().ok_or_else(|| {
                StoreError::Settings("there is no backup in that place".to_owned())
            })?,
        };
    let (db, secret) = opening::open_empty(options).await?;
    let ring = format!("{}/{name}", place::RINGS);
    let ring = if place.has(&ring).await? { Some(place.get(&ring).await?) } else { None };
    let (keys, ring) = Ring::of_sealed(&secret, ring.as_deref())?;
    let files = Files::open(&options.data)?;
    must_be_empty(&db, &files).await?;
    let at = format!("{}/{name}", place::BACKUPS);
    let list = opened(&ring, &at, &place.get(&at).await?)?;
    let manifest: Manifest = serde_json::from_slice(&list)
        .map_err(|_| StoreError::Altered(format!("the backup's {at} has another form")))?;
    must_fit(&manifest)?;
    let mut report = BackupReport { name, ..BackupReport::default() };
    for file in &manifest.files {
        let bytes = place.get(&file_name(&keys, file)).await?;
        report.written_bytes += bytes.len() as u64;
        files.put(file, bytes).await?;
        report.files += 1;
        tell(&report);
    }
    // The mark of the key comes last: a store without it does not open, so half a restored one is
    // never taken for a whole one.
    let (last, first): (Vec<_>, Vec<_>) =
        manifest.tables.iter().partition(|table| table.table == "site");
    for table in first.into_iter().chain(last) {
        fill(&db, &ring, (place, table), (&mut report, &tell)).await?;
    }
    Ok(report)
}

async fn fill(
    db: &Db,
    ring: &Ring,
    (place, chunks): (&BackupPlace, &TableChunks),
    (report, tell): (&mut BackupReport, &impl Fn(&BackupReport)),
) -> Result<()> {
    let Some(table) = tables::all().iter().find(|table| table.name == chunks.table) else {
        return Ok(());
    };
    let mut filled = 0;
    for name in &chunks.chunks {
        let bytes = opened(ring, name, &place.get(name).await?)?;
        let rows = rows::read(&bytes, chunks.columns.len())?;
        let count = rows.len() as u64;
        for some in rows.chunks(ROWS_AT_ONCE) {
            let statements: Vec<(&'static str, Vec<Value>)> =
                some.iter().map(|row| (table.insert, row.clone())).collect();
            let work = move |tx: &mut Tx<'_>| tx.execute_all(&statements);
            db.write("restore rows", work).await?;
        }
        filled += count;
        report.rows += count;
        report.written += 1;
        tell(report);
    }
    if filled != chunks.rows {
        return Err(StoreError::Altered(format!(
            "the backup holds {filled} rows of {} and should hold {}",
            chunks.table, chunks.rows
        )));
    }
    if table.name == "job" {
        hold_sending(db).await?;
    }
    Ok(())
}

/// What was about to be sent when the backup was made may have been sent since: staff decide, and the
/// patient reads that it is on hold.
async fn hold_sending(db: &Db) -> Result<()> {
    let work = |tx: &mut Tx<'_>| {
        tx.execute(PARK, &[])?;
        tx.execute(HOLD, &[])?;
        tx.execute(MAY_HAVE_GONE, &[]).map(|_| ())
    };
    db.write("hold what was about to be sent", work).await
}

/// The tables must be those of this program: a backup of an older one is restored by that one.
fn must_fit(manifest: &Manifest) -> Result<()> {
    let own = MIGRATIONS.last().map_or(0, |(number, ..)| *number);
    let fits = |chunks: &TableChunks| {
        tables::all()
            .iter()
            .any(|table| table.name == chunks.table && chunks.columns == table.columns)
    };
    if manifest.schema == own && manifest.tables.iter().all(fits) {
        return Ok(());
    }
    Err(StoreError::Settings(format!(
        "the backup was made by another version of this program (tables {}, this one has {own}): \
         restore it with that one, then start this one",
        manifest.schema
    )))
}

async fn must_be_empty(db: &Db, files: &Files) -> Result<()> {
    let work = |tx: &mut Tx<'_>| {
        for table in tables::all() {
            if !tx.query(table.first, &[1.into()])?.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    };
    if db.read("look whether it is empty", work).await? && files.list().await?.is_empty() {
        return Ok(());
    }
    Err(StoreError::Settings(
        "there is something in that store already: restore into an empty folder or database"
            .to_owned(),
    ))
}

/// Rows of one transaction.
const ROWS_AT_ONCE: usize = 1_000;

const PARK: &str = "
    update job
    set state = 'parked', why = 'job-restored'
    where kind = 'transmission' and state in ('waiting', 'running')";

/// Over all records: what was waiting when the backup was made may be long gone.
const HOLD: &str = "
    update transmission
    set state = 'held', why = null, next_at = null
    where state in ('waiting', 'delayed')";

/// Over all records: what was being handed over when the backup was made.
const MAY_HAVE_GONE: &str = "
    update transmission
    set state = 'may-have-gone'
    where state = 'handing-over'";
