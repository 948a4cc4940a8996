//! What belongs to no patient: Practitioner, Organization, Location … What each source said of
//! something is kept beside what others said of it, and never changed: a row for each source,
//! resource and content. Which of it is shown is told from all of it (`names`), so that it does
//! not matter in which order files came in, nor how often.

mod names;
mod table;
#[cfg(test)]
mod tests;

use bluebutton_crypto::hash::keyed_hash;
use bluebutton_record::normalize::Ready;
use bluebutton_record::{Resource, ResourceId};

pub use names::DirectoryNames;
pub(crate) use names::{KeptNames, at};

use crate::Store;
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::guard;
use crate::limits::SEGMENT_UNPACKED_MAX;
use crate::records::{compress, decompress};

/// The door to the directory.
pub struct Directory<'s>(pub(crate) &'s Store);

pub(crate) const TABLE: &str = "directory_resource";

impl Directory<'_> {
    /// The names in the directory at this moment. Whoever has opened a record has them already
    /// ([`crate::records::Record::names`]).
    pub async fn names(&self) -> Result<DirectoryNames> {
        let version = self.0.inner.db.read("look at the directory", version).await?;
        at(self.0, version).await
    }

    /// Those resources that are there, in the order asked for, as those names are: what is shown of
    /// each, whole.
    pub async fn get(&self, names: &DirectoryNames, ids: &[ResourceId]) -> Result<Vec<Resource>> {
        let shown: Vec<_> =
            ids.iter().filter_map(|id| Some((id.clone(), names.shown(id)?))).collect();
        if shown.is_empty() {
            return Ok(Vec::new());
        }
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| {
            let each: Vec<Vec<Value>> = shown.iter().map(|(id, one)| one.key(id)).collect();
            let rows = tx.query_each(ONE, &each)?;
            let found = shown.iter().zip(rows).filter_map(|((id, one), rows)| {
                let said = SourceSaid::of(&store, rows.first()?);
                Some(said.map(|said| Resource {
                    kind: one.kind(),
                    id: id.clone(),
                    version: one.version(),
                    updated: said.told_at,
                    json: said.json.into(),
                }))
            });
            found.collect()
        };
        self.0.inner.db.read("read the directory", work).await
    }
}

/// What a source said of something, once.
pub(crate) struct SourceSaid {
    pub(crate) hash: [u8; 16],
    pub(crate) source: [u8; 16],
    pub(crate) id: ResourceId,
    pub(crate) kind: String,
    /// Which change of the directory brought it, from 1.
    pub(crate) change: i64,
    /// When it was said, microseconds since 1970.
    pub(crate) told_at: i64,
    pub(crate) json: String,
}

impl SourceSaid {
    /// Opens a row of `content_hash, source, resource_id, kind, change, told_at, sealed`.
    pub(crate) fn of(store: &Store, row: &Row) -> Result<Self> {
        let altered = |what: &str| {
            let key = row.0.first().map(guard::shown).unwrap_or_default();
            StoreError::Altered(format!("{TABLE} {key}: {what}"))
        };
        let id = ResourceId::parse(row.get(2)?).ok_or_else(|| altered("no such id"))?;
        let (source, sealed): ([u8; 16], &[u8]) = (row.get(1)?, row.get(6)?);
        let packed = store
            .open_site(&context(&source, &id), sealed)
            .map_err(|_| altered("it does not open"))?;
        let json = String::from_utf8(decompress(&packed, SEGMENT_UNPACKED_MAX)?)
            .map_err(|_| altered("it is no text"))?;
        let hash = row.get(0)?;
        if hash != hash_of(store, &source, &json) {
            return Err(altered("another content"));
        }
        let (kind, change, told_at) = (row.get(3)?, row.get(4)?, row.get(5)?);
        Ok(Self { hash, source, id, kind, change, told_at, json })
    }
}

/// What is said is known by the hash of its source and the hash of its content.
pub(crate) fn key_of(store: &Store, source: &str, ready: &Ready) -> ([u8; 16], [u8; 16]) {
    let source = source_hash(store, source);
    (source, hash_of(store, &source, &ready.json))
}

/// The row of what a source says of something. Its number is given when it is written ([`put`]).
pub(crate) fn row_of(store: &Store, source: &str, ready: &Ready, at: i64) -> Result<Vec<Value>> {
    if ready.id.patient().is_some() {
        return Err(StoreError::NotAllowed("a patient's resource in the directory"));
    }
    let (source, hash) = key_of(store, source, ready);
    let packed = compress(ready.json.as_bytes(), DIRECTORY_LEVEL)?;
    let sealed = store.seal_site(&context(&source, &ready.id), &packed);
    Ok(vec![
        hash.to_vec().into(),
        source.to_vec().into(),
        ready.id.as_str().into(),
        (&*ready.kind).into(),
        0.into(),
        at.into(),
        sealed.into(),
    ])
}

/// Writes what an import brings; what the site's line says of it. What another import brought in the
/// same moment is left out. Imports are numbered one behind the other, so that whoever has read up to
/// a number has everything up to it.
pub(crate) fn put(tx: &mut Tx<'_>, store: &Store, rows: &[Vec<Value>]) -> Result<Vec<String>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    tx.lock_names([TABLE.as_bytes().to_vec()])?;
    let change = version(tx)? + 1;
    let keys: Vec<Vec<Value>> =
        rows.iter().map(|row| row.iter().take(1).cloned().collect()).collect();
    let there = tx.query_each(IS_THERE, &keys)?;
    let new = rows.iter().zip(there).filter(|(_, there)| there.is_empty());
    let new: Vec<_> = new.map(|(row, _)| (PUT, with_change(row, change))).collect();
    tx.execute_all(&new)?;
    Ok(new.iter().map(|(_, row)| left(store, row)).collect())
}

/// A row of [`row_of`] with its number.
fn with_change(row: &[Value], change: i64) -> Vec<Value> {
    let mut row = row.to_vec();
    if let Some(place) = row.get_mut(4) {
        *place = change.into();
    }
    row
}

/// What a line says of a row: everything but the sealed content, which the hash stands for.
fn left(store: &Store, row: &[Value]) -> String {
    let key = row.first().map(guard::shown).unwrap_or_default();
    guard::left(store, TABLE, &key, &settled(row))
}

/// Of a row's columns those that a line tells of.
pub(crate) fn settled(row: &[Value]) -> Vec<Value> {
    row.iter().take(6).cloned().collect()
}

/// The number of the last change.
pub(crate) fn version(tx: &mut Tx<'_>) -> Result<i64> {
    let row = tx.first(LAST_CHANGE, &[])?;
    Ok(row.map(|row| row.get::<Option<i64>>(0)).transpose()?.flatten().unwrap_or(0))
}

/// Keyed, because the row holds it in the open: what a source is called may tell of a patient.
pub(crate) fn source_hash(store: &Store, source: &str) -> [u8; 16] {
    half(keyed_hash(store.inner.keys.index.reveal(), &[b"directory source", source.as_bytes()]))
}

fn hash_of(store: &Store, source: &[u8; 16], json: &str) -> [u8; 16] {
    let parts: [&[u8]; 3] = [b"directory", source, json.as_bytes()];
    half(keyed_hash(store.inner.keys.index.reveal(), &parts))
}

fn half(hash: [u8; 32]) -> [u8; 16] {
    hash.first_chunk().copied().unwrap_or_default()
}

/// What a row is sealed for.
pub(crate) fn context(source: &[u8; 16], id: &ResourceId) -> Vec<u8> {
    [&b"directory_resource|"[..], source, b"|", id.as_str().as_bytes()].concat()
}

const DIRECTORY_LEVEL: i32 = 3;

const LAST_CHANGE: &str = "
    select max(change)
    from directory_resource";

const ONE: &str = "
    select content_hash, source, resource_id, kind, change, told_at, sealed
    from directory_resource
    where source = $1 and resource_id = $2 and content_hash = $3";

const PUT: &str = "
    insert into directory_resource
        (content_hash, source, resource_id, kind, change, told_at, sealed)
    values ($1, $2, $3, $4, $5, $6, $7)";

const IS_THERE: &str = "
    select content_hash
    from directory_resource
    where content_hash = $1";

/// The hashes of what a source said of something.
pub(crate) const HASHES: &str = "
    select content_hash
    from directory_resource
    where source = $1 and resource_id = $2";

impl Store {
    /// The directory.
    pub fn directory(&self) -> Directory<'_> {
        Directory(self)
    }
}
