//! Backups: everything the database and the files hold, as it was at one moment, while all goes on.
//!
//! The rows are read in one transaction, so that they belong together on either engine, and are
//! written in chunks under names that their content makes: what did not change since the last backup
//! is there already and is not written again. Chunks are sealed and named with a key of the newest root key's: the
//! first backup after it was changed writes them all, and the old key opens none of them. Files are sealed as they
//! are. The root key itself is in no backup: keep it apart.

mod place;
mod restore;
mod rows;
mod tables;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::Path;

use bluebutton_crypto::hash::keyed_hash;
use bluebutton_crypto::keys::SiteKeys;
use bluebutton_record::resource::base32;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

pub use place::BackupPlace;
pub use restore::restore;

use self::tables::BackupTable;
use crate::Store;
use crate::db::{MIGRATIONS, Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::keyring::{Ring, SealedBy, sealed_ring};
use crate::records::{compress, decompress};

/// What a backup or a restored one holds, and what is told while it is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BackupReport {
    /// Its name: when it was made.
    pub name: String,
    /// Rows of all tables.
    pub rows: u64,
    /// Files: originals and quarantine.
    pub files: u64,
    /// Chunks and files that were written now; the others lay there already.
    pub written: u64,
    /// Their bytes.
    pub written_bytes: u64,
}

/// What says which chunks and files belong to a backup.
#[derive(Serialize, Deserialize)]
struct Manifest {
    /// The newest migration that had run.
    schema: i64,
    tables: Vec<TableChunks>,
    files: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct TableChunks {
    table: String,
    columns: Vec<String>,
    rows: u64,
    chunks: Vec<String>,
}

impl Store {
    /// Makes a backup. `tell` hears how far it is.
    pub async fn backup(
        &self,
        place: &BackupPlace,
        tell: impl Fn(&BackupReport),
    ) -> Result<BackupReport> {
        let name = self.now().strftime("%Y-%m-%dT%H-%M-%SZ").to_string();
        let mut report = BackupReport { name, ..BackupReport::default() };
        // Before and after the rows are read: what one of them names is there whatever was removed
        // or came in meanwhile.
        let mut files = BTreeSet::new();
        self.keep_files(place, &mut files, (&mut report, &tell)).await?;
        let tables = self.keep_rows(place, (&mut report, &tell)).await?;
        self.keep_files(place, &mut files, (&mut report, &tell)).await?;
        let schema = MIGRATIONS.last().map_or(0, |(number, ..)| *number);
        report.files = files.len() as u64;
        let manifest = Manifest { schema, tables, files: files.into_iter().collect() };
        self.check_backup(place, &manifest).await?;
        let plain = serde_json::to_vec(&manifest)
            .map_err(|error| StoreError::File(format!("the backup's list: {error}")))?;
        // Sealed under the root key of now: whoever restores with it finds the keys that belong to it.
        if let Some(ring) = sealed_ring(&self.inner.db).await? {
            place.keep(&format!("{}/{}", place::RINGS, report.name), ring).await?;
        }
        let at = format!("{}/{}", place::BACKUPS, report.name);
        let sealed = sealed(self, &at, &plain)?;
        if !place.keep(&at, sealed).await? {
            return Err(StoreError::Settings(
                "a backup of this very second is there already: try again".to_owned(),
            ));
        }
        Ok(report)
    }

    async fn keep_rows(
        &self,
        place: &BackupPlace,
        (report, tell): (&mut BackupReport, &impl Fn(&BackupReport)),
    ) -> Result<Vec<TableChunks>> {
        let (sender, mut chunks) = mpsc::channel::<Chunk>(CHUNKS_AHEAD);
        let reading = self.inner.db.read("read everything for a backup", move |tx| {
            tables::all().iter().try_for_each(|table| read_table(tx, table, &sender))
        });
        let mut kept: Vec<TableChunks> = tables::all().iter().map(TableChunks::of).collect();
        let writing = async {
            while let Some(chunk) = chunks.recv().await {
                let name = chunk_name(&self.inner.ring, &chunk);
                if !place.has(&name).await? {
                    let sealed = sealed(self, &name, &chunk.bytes)?;
                    report.written += 1;
                    report.written_bytes += sealed.len() as u64;
                    place.keep(&name, sealed).await?;
                }
                report.rows += chunk.rows;
                if let Some(table) = kept.get_mut(chunk.table) {
                    table.rows += chunk.rows;
                    table.chunks.push(name);
                }
                tell(report);
            }
            Ok(())
        };
        let (read, written) = tokio::join!(reading, writing);
        written.and(read).map(|()| kept)
    }

    async fn keep_files(
        &self,
        place: &BackupPlace,
        kept: &mut BTreeSet<String>,
        (report, tell): (&mut BackupReport, &impl Fn(&BackupReport)),
    ) -> Result<()> {
        for (file, _) in self.inner.files.list().await? {
            let name = file_name(&self.inner.keys, &file);
            if kept.contains(&file) {
                continue;
            }
            if !place.has(&name).await? {
                // Gone between being listed and being read: whoever removed it removed its row.
                let Some(bytes) = self.inner.files.get(&file).await? else { continue };
                report.written += 1;
                report.written_bytes += bytes.len() as u64;
                place.keep(&name, bytes).await?;
            }
            kept.insert(file);
            tell(report);
        }
        Ok(())
    }

    /// Whether everything a backup names lies there. What is in it is checked when it is restored.
    async fn check_backup(&self, place: &BackupPlace, manifest: &Manifest) -> Result<()> {
        let chunks = manifest.tables.iter().flat_map(|table| table.chunks.clone());
        let files = manifest.files.iter().map(|file| file_name(&self.inner.keys, file));
        for name in chunks.chain(files) {
            if !place.has(&name).await? {
                return Err(StoreError::Altered(format!("the backup's {name} is gone")));
            }
        }
        Ok(())
    }
}

impl TableChunks {
    fn of(table: &BackupTable) -> Self {
        Self {
            table: table.name.to_owned(),
            columns: table.columns.iter().map(|name| (*name).to_owned()).collect(),
            rows: 0,
            chunks: Vec::new(),
        }
    }
}

/// Rows on their way into a backup.
struct Chunk {
    /// Which of the tables.
    table: usize,
    rows: u64,
    bytes: Vec<u8>,
}

/// Reads a table to its end and hands it on in chunks. On the thread of the transaction.
fn read_table(tx: &mut Tx<'_>, table: &BackupTable, sender: &mpsc::Sender<Chunk>) -> Result<()> {
    let stopped = |_| StoreError::File("the backup was stopped".to_owned());
    let number = tables::all().iter().position(|one| std::ptr::eq(one, table)).unwrap_or_default();
    let mut chunk = Chunk { table: number, rows: 0, bytes: Vec::new() };
    let mut last: Option<Vec<Value>> = None;
    let mut take = ROWS_FIRST;
    loop {
        let rows = match &last {
            None => tx.query(table.first, &[take.into()])?,
            Some(key) => {
                let mut params = key.clone();
                params.push(take.into());
                tx.query(table.next, &params)?
            }
        };
        let Some(newest) = rows.last() else { break };
        let key_of = |row: &Row| -> Vec<Value> {
            table.key.iter().filter_map(|at| row.0.get(*at).cloned()).collect()
        };
        last = Some(key_of(newest));
        let mut bytes = 0;
        for row in &rows {
            let start = chunk.bytes.len();
            rows::write(&mut chunk.bytes, row);
            bytes += chunk.bytes.len() - start;
            chunk.rows += 1;
            if rows::is_end(&chunk.bytes, &key_of(row)) {
                let next = Chunk { table: number, rows: 0, bytes: Vec::new() };
                sender.blocking_send(std::mem::replace(&mut chunk, next)).map_err(stopped)?;
            }
        }
        // As many rows as make a few megabytes: a segment may have megabytes, a token 32 bytes.
        let each = (bytes / rows.len()).max(1);
        take = ((PAGE_BYTES / each) as i64).clamp(1, ROWS_MAX);
    }
    if chunk.rows > 0 {
        sender.blocking_send(chunk).map_err(stopped)?;
    }
    Ok(())
}

/// Compresses and seals a chunk or list, for its name and no other.
fn sealed(store: &Store, name: &str, plain: &[u8]) -> Result<Vec<u8>> {
    let packed = compress(plain, CHUNK_LEVEL)?;
    Ok(store.inner.ring.seal(SealedBy::Backup, store.random(), name.as_bytes(), &packed))
}

fn opened(ring: &Ring, name: &str, sealed: &[u8]) -> Result<Vec<u8>> {
    let altered = || {
        StoreError::Altered(format!(
            "the backup's {name} does not open: it was altered, or this is not the key it was made with"
        ))
    };
    // A ring that was read beside a backup looks into no folder.
    let packed = ring.open_sealed(SealedBy::Backup, Path::new(""), name.as_bytes(), sealed);
    let (packed, _) = packed.map_err(|_| altered())?;
    decompress(&packed, CHUNK_UNPACKED_MAX)
}

/// The same rows have the same name; without the key nobody can tell which they are.
fn chunk_name(ring: &Ring, chunk: &Chunk) -> String {
    let table = tables::all().get(chunk.table).map_or("", |table| table.name);
    let parts: [&[u8]; 3] = [b"chunk", table.as_bytes(), &chunk.bytes];
    named("chunks", &ring.keyed(SealedBy::Backup, &parts))
}

/// Files keep what they hold under one name for ever.
fn file_name(keys: &SiteKeys, file: &str) -> String {
    named("files", &keyed_hash(keys.files.reveal(), &[b"file", file.as_bytes()]))
}

fn named(folder: &str, hash: &[u8; 32]) -> String {
    let hash = base32(hash);
    // Folders of a few thousand files each.
    let (front, rest) = hash.split_at(2.min(hash.len()));
    format!("{folder}/{front}/{rest}")
}

/// Chunks that wait to be written.
const CHUNKS_AHEAD: usize = 2;

/// Rows of the first page of a table.
const ROWS_FIRST: i64 = 64;

/// Rows of any page.
const ROWS_MAX: i64 = 10_000;

/// Bytes of one page, about.
const PAGE_BYTES: usize = 4 * 1024 * 1024;

/// Most of it is compressed and sealed already.
const CHUNK_LEVEL: i32 = 1;

/// No chunk unpacks to more: a row larger than a chunk stands alone in one.
const CHUNK_UNPACKED_MAX: usize = 1024 * 1024 * 1024;
