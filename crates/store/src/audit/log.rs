//! The log over the chains: append-only, a leaf for each chain's head that moved since the last
//! checkpoint; its size and root are signed as a note that witnesses can keep and compare. A
//! checkpoint costs by what changed, not by how many patients there are.
//!
//! The newest note is remembered outside the database, too: a database that is older than it, or has
//! another history, is refused.
//!
//! Standard: RFC 6962, 2.1; <https://c2sp.org/tlog-checkpoint>

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use bluebutton_crypto::note::{Checkpoint, Signer};
use bluebutton_crypto::tree::{self, Subtrees, TreeHash, leaf_hash, node_hash};

use super::{Audit, Head, MOVE_HEAD, free_heads};
use crate::Store;
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::limits::CHECKPOINT_HEADS_MAX;

/// Over all records: finds the chains that grew; each is then locked by its key.
const GROWN_HEADS: &str = "
    select patient_id
    from audit_head
    where seq > logged_seq
    order by case when patient_id = 'site' then 1 else 0 end, patient_id
    limit $1";

const SIZE: &str = "
    select leaf
    from log_leaf
    order by leaf desc
    limit 1";

const ADD_LEAF: &str = "
    insert into log_leaf (leaf, chain, seq, hash)
    values ($1, $2, $3, $4)";

const TILE: &str = "
    select hashes
    from log_tile
    where level = $1 and place = $2";

const PUT_TILE: &str = "
    insert into log_tile (level, place, hashes)
    values ($1, $2, $3)
    on conflict (level, place) do update set hashes = excluded.hashes";

const ADD_CHECKPOINT: &str = "
    insert into log_checkpoint (size, note)
    values ($1, $2)";

const NEWEST: &str = "
    select size, note
    from log_checkpoint
    order by size desc
    limit 1";

/// What a leaf holds, as it is hashed.
pub(super) fn leaf_content(chain: &str, seq: i64, hash: &[u8]) -> Vec<u8> {
    let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("bluebutton leaf 1\n{chain}\n{seq}\n{digits}\n").into_bytes()
}

impl Audit<'_> {
    /// Signs a checkpoint over all chains that grew since the last one. Called at intervals and
    /// at the end of an import.
    pub async fn checkpoint(&self) -> Result<()> {
        loop {
            let db = &self.0.inner.db;
            let signing = || {
                let store = self.0.clone();
                let work = move |tx: &mut Tx<'_>| sign(tx, &store);
                db.write("sign audit checkpoint", work)
            };
            let (heads, note) = db.patiently(signing).await?;
            if let Some(note) = note {
                remember(self.0, &note)?;
            }
            if heads < CHECKPOINT_HEADS_MAX {
                return Ok(());
            }
        }
    }

    /// The key that checkpoints of this site are checked with, as tools for signed notes take it.
    pub fn public_key(&self) -> String {
        signer(self.0).public()
    }

    /// The newest checkpoint, as a signed note; `None` before the first.
    pub async fn newest_checkpoint(&self) -> Result<Option<String>> {
        let work = |tx: &mut Tx<'_>| tx.first(NEWEST, &[])?.map(|row| row.get(1)).transpose();
        self.0.inner.db.read("read the newest checkpoint", work).await
    }
}

/// The signer of this site's log.
pub(super) fn signer(store: &Store) -> Signer<'_> {
    Signer::of_log(&store.inner.keys.checkpoint)
}

/// Signs one checkpoint: how many chains are in it, and the note (none if none grew).
///
/// Chains that are being written to are left for the next one; of two that sign at once, one meets
/// the other's leaf and starts over.
fn sign(tx: &mut Tx<'_>, store: &Store) -> Result<(usize, Option<String>)> {
    let rows = free_heads(tx, GROWN_HEADS, CHECKPOINT_HEADS_MAX as i64)?;
    let grown = rows.len();
    // One row that somebody altered must not keep all others out of the log.
    let whole = rows.iter().filter_map(|row| match Head::of(store, row) {
        // Somebody else may have taken it into the log since it was found.
        Ok(head) if head.seq <= head.logged_seq => None,
        Ok(head) => row.get(0).ok().map(|chain: &str| (chain, head)),
        Err(error) => {
            tracing::error!(%error, "a chain is left out of the checkpoint: run bluebutton verify");
            None
        }
    });
    let mut tiles = Tiles::new(tx);
    let mut size = tiles.size()?;
    let before = size;
    for (chain, mut head) in whole {
        let values = [size.into(), chain.into(), head.seq.into(), head.hash.clone().into()];
        tiles.tx.execute(ADD_LEAF, &values)?;
        tiles.add(size as u64, leaf_hash(&leaf_content(chain, head.seq, &head.hash)))?;
        head.logged_seq = head.seq;
        tiles.tx.execute(MOVE_HEAD, &head.values(store, chain))?;
        size += 1;
    }
    if size == before {
        return Ok((0, None));
    }
    tiles.write()?;
    let root = tree::root(&mut tiles, size as u64)?;
    let note = signer(store).sign(size as u64, root);
    tiles.tx.execute(ADD_CHECKPOINT, &[size.into(), note.as_str().into()])?;
    Ok((grown, Some(note)))
}

/// Tiles: the hashes of the tree, up to 256 side by side, at every eighth height. What is between
/// is made of them, and what is written stays.
pub(super) struct Tiles<'t, 'c> {
    tx: &'t mut Tx<'c>,
    touched: BTreeMap<(u32, u64), Vec<u8>>,
}

/// Heights from one level of tiles to the next.
pub(super) const TILE_HEIGHT: u32 = 8;
/// Hashes in a whole tile.
pub(super) const TILE_WIDTH: u64 = 1 << TILE_HEIGHT;

impl<'t, 'c> Tiles<'t, 'c> {
    pub(super) fn new(tx: &'t mut Tx<'c>) -> Self {
        Self { tx, touched: BTreeMap::new() }
    }

    /// How many leaves there are.
    pub(super) fn size(&mut self) -> Result<i64> {
        self.tx.first(SIZE, &[])?.map_or(Ok(0), |row| Ok(row.get::<i64>(0)? + 1))
    }

    /// Adds a leaf's hash, and the hashes of the tiles that it makes whole.
    fn add(&mut self, place: u64, hash: TreeHash) -> Result<()> {
        let (mut place, mut hash) = (place, hash);
        for level in 0.. {
            let tile = self.tile(level, place / TILE_WIDTH)?;
            tile.extend_from_slice(&hash);
            if (place + 1) % TILE_WIDTH != 0 {
                break;
            }
            hash = whole(tile)?;
            place /= TILE_WIDTH;
        }
        Ok(())
    }

    fn tile(&mut self, level: u32, place: u64) -> Result<&mut Vec<u8>> {
        let key = (level, place);
        if !self.touched.contains_key(&key) {
            let row = self.tx.first(TILE, &[i64::from(level).into(), (place as i64).into()])?;
            let hashes = row.map(|row| row.get::<Vec<u8>>(0)).transpose()?.unwrap_or_default();
            self.touched.insert(key, hashes);
        }
        Ok(self.touched.entry(key).or_default())
    }

    fn write(&mut self) -> Result<()> {
        for ((level, place), hashes) in &self.touched {
            let values = [i64::from(*level).into(), (*place as i64).into(), hashes.clone().into()];
            self.tx.execute(PUT_TILE, &values)?;
        }
        Ok(())
    }
}

impl Subtrees for Tiles<'_, '_> {
    type Error = StoreError;

    fn subtree(&mut self, height: u32, place: u64) -> Result<TreeHash> {
        let (level, rest) = (height / TILE_HEIGHT, height % TILE_HEIGHT);
        let first = place << rest;
        let tile = self.tile(level, first / TILE_WIDTH)?;
        let start = (first % TILE_WIDTH) as usize * size_of::<TreeHash>();
        let end = start + (size_of::<TreeHash>() << rest);
        whole(tile.get(start..end).ok_or_else(damaged)?)
    }
}

/// The root over hashes side by side; a power of two of them.
pub(super) fn whole(hashes: &[u8]) -> Result<TreeHash> {
    let (hashes, rest) = hashes.as_chunks::<32>();
    let mut row: Vec<TreeHash> = hashes.to_vec();
    if row.is_empty() || !row.len().is_power_of_two() || !rest.is_empty() {
        return Err(damaged());
    }
    while row.len() > 1 {
        let pairs = row.as_chunks::<2>().0;
        row = pairs.iter().map(|[left, right]| node_hash(left, right)).collect();
    }
    row.first().copied().ok_or_else(damaged)
}

fn damaged() -> StoreError {
    StoreError::Altered("log_tile: the log of checkpoints is damaged".to_owned())
}

/// Refuses a database that is older than what is remembered outside of it, or has another history.
pub(crate) async fn must_not_be_older(store: &Store) -> Result<()> {
    let Some((file, remembered)) = remembered(store)? else { return Ok(()) };
    let (size, root) = (remembered.size, remembered.root);
    let work = move |tx: &mut Tx<'_>| {
        let mut tiles = Tiles::new(tx);
        if (tiles.size()? as u64) < size {
            return Ok(false);
        }
        // Tiles that do not lead to the root that was signed are another history.
        match tree::root(&mut tiles, size) {
            Ok(is) => Ok(is == root),
            Err(StoreError::Altered(_)) => Ok(false),
            Err(error) => Err(error),
        }
    };
    if store.inner.db.read("compare with the remembered checkpoint", work).await? {
        return Ok(());
    }
    Err(StoreError::Settings(format!(
        "the database is older than it was, or is another one: what was written up to checkpoint \
         {size} is not in it ({} remembers that). If it was restored from a backup on purpose, \
         move that file away; what was written after the backup is then gone for good",
        file.display()
    )))
}

/// The newest checkpoint that is remembered beside the root key; a file of another site's is none.
pub(super) fn remembered(store: &Store) -> Result<Option<(PathBuf, Checkpoint)>> {
    let file = store.inner.data.join("keys").join(REMEMBERED);
    let note = match std::fs::read_to_string(&file) {
        Ok(note) => note,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unusable(&file, &error)),
    };
    match signer(store).open(&note) {
        Some(checkpoint) => Ok(Some((file, checkpoint))),
        None => Err(StoreError::Settings(format!(
            "{} is no checkpoint that this site signed: it was altered, or belongs to another site",
            file.display()
        ))),
    }
}

/// Keeps the newest checkpoint outside the database: beside the root key, in the log, and where the
/// site wants it besides.
fn remember(store: &Store, note: &str) -> Result<()> {
    let Some(newest) = signer(store).open(note) else { return Err(damaged()) };
    let root: String = newest.root.iter().map(|byte| format!("{byte:02x}")).collect();
    tracing::info!(size = newest.size, root, "audit checkpoint");
    if let Some(file) = store.rules().witness_file.clone() {
        append_to(&file, note).map_err(|error| unusable(&file, &error))?;
    }
    // Another process beside this one may have come further.
    if remembered(store)?.is_some_and(|(_, known)| known.size >= newest.size) {
        return Ok(());
    }
    let folder = store.inner.data.join("keys");
    crate::keyfile::make_private_folder(&folder)?;
    let file = folder.join(REMEMBERED);
    replace(&folder, &file, note, store).map_err(|error| unusable(&file, &error))
}

/// Written whole or not at all.
fn replace(folder: &Path, file: &Path, note: &str, store: &Store) -> std::io::Result<()> {
    let random = u32::from_be_bytes(store.random().bytes::<4>());
    let draft = folder.join(format!("{REMEMBERED}.{random:08x}"));
    let mut out = crate::keyfile::private_file().create_new(true).open(&draft)?;
    out.write_all(note.as_bytes())?;
    out.sync_all()?;
    std::fs::rename(&draft, file)?;
    std::fs::File::open(folder)?.sync_all()
}

fn append_to(file: &Path, note: &str) -> std::io::Result<()> {
    let mut out = crate::keyfile::private_file().append(true).create(true).open(file)?;
    out.write_all(format!("{note}\n").as_bytes())?;
    out.sync_all()
}

fn unusable(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Settings(format!("{} can't be used: {error}", path.display()))
}

/// Of a row of `size, note`: the checkpoint, if this site signed it for that size.
pub(super) fn opened(store: &Store, row: &Row) -> Option<Checkpoint> {
    let checkpoint = signer(store).open(row.get(1).ok()?)?;
    (i64::try_from(checkpoint.size) == Ok(row.get(0).ok()?)).then_some(checkpoint)
}

/// The file beside the root key.
const REMEMBERED: &str = "checkpoint";
