//! The log over the chains: its tree made anew from its leaves, and every checkpoint held against it.

use std::collections::VecDeque;

use bluebutton_crypto::note::Checkpoint;
use bluebutton_crypto::tree::{TreeHash, leaf_hash, node_hash};

use super::{ChainCheck, raw};
use crate::Store;
use crate::audit::log::{self, TILE_HEIGHT, TILE_WIDTH, leaf_content, whole};
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::limits::VERIFY_ROWS;

const LEAVES_AFTER: &str = "
    select leaf, chain, seq, hash
    from log_leaf
    where leaf > $1
    order by leaf
    limit $2";

const CHECKPOINTS: &str = "
    select size, note
    from log_checkpoint
    where size > $1
    order by size
    limit $2";

const TILE: &str = "
    select hashes
    from log_tile
    where level = $1 and place = $2";

const TILES: &str = "
    select count(*)
    from log_tile";

/// The tree made anew from its leaves: the newest hash at each height, and unfinished tiles.
#[derive(Default)]
struct Rebuilt {
    size: u64,
    /// Whole subtrees from the left, each higher than those behind it.
    peaks: Vec<(u32, TreeHash)>,
    /// The tile that is being filled, of each level.
    tiles: Vec<Vec<u8>>,
    /// How many tiles were filled.
    filled: i64,
}

impl Rebuilt {
    fn root(&self) -> Option<TreeHash> {
        let mut peaks = self.peaks.iter().rev().map(|(_, hash)| *hash);
        let last = peaks.next()?;
        Some(peaks.fold(last, |right, left| node_hash(&left, &right)))
    }

    fn add(&mut self, tx: &mut Tx<'_>, hash: TreeHash, found: &mut ChainCheck) -> Result<()> {
        let mut peak = (0, hash);
        while self.peaks.last().is_some_and(|last| last.0 == peak.0) {
            let Some((height, left)) = self.peaks.pop() else { break };
            peak = (height + 1, node_hash(&left, &peak.1));
        }
        self.peaks.push(peak);
        let (mut hash, mut place) = (hash, self.size);
        self.size += 1;
        for level in 0.. {
            if self.tiles.len() <= level {
                self.tiles.push(Vec::new());
            }
            let Some(tile) = self.tiles.get_mut(level) else { break };
            tile.extend_from_slice(&hash);
            if (place + 1) % TILE_WIDTH != 0 {
                break;
            }
            let tile = std::mem::take(tile);
            compare(tx, level, place / TILE_WIDTH, &tile, found)?;
            self.filled += 1;
            hash = whole(&tile)?;
            place /= TILE_WIDTH;
        }
        Ok(())
    }

    /// Compares the tiles that are not full yet, and counts them all.
    fn finish(mut self, tx: &mut Tx<'_>, found: &mut ChainCheck) -> Result<()> {
        for (level, tile) in std::mem::take(&mut self.tiles).into_iter().enumerate() {
            if !tile.is_empty() {
                let width = 1_u64 << (TILE_HEIGHT as usize * (level + 1)).min(63);
                compare(tx, level, self.size / width, &tile, found)?;
                self.filled += 1;
            }
        }
        let stored = tx.first(TILES, &[])?.map_or(Ok(0), |row| row.get::<i64>(0))?;
        if stored != self.filled {
            found.say(format!(
                "log_tile: there are {stored} tiles, and the leaves make {}",
                self.filled
            ));
        }
        Ok(())
    }
}

fn compare(
    tx: &mut Tx<'_>,
    level: usize,
    place: u64,
    tile: &[u8],
    found: &mut ChainCheck,
) -> Result<()> {
    let row = tx.first(TILE, &[(level as i64).into(), (place as i64).into()])?;
    match row.as_ref().map(|row| row.get::<&[u8]>(0)) {
        Some(Ok(stored)) if stored == tile => {}
        Some(Err(StoreError::Altered(what))) => {
            found.say(format!("log_tile {level} {place}: {what}"));
        }
        Some(Err(error)) => return Err(error),
        _ => {
            found.say(format!("log_tile {level} {place}: is gone, or is not what its leaves make"));
        }
    }
    Ok(())
}

/// Makes the tree anew from the leaves, and compares every checkpoint with it.
pub(super) fn the_log(tx: &mut Tx<'_>, store: &Store, found: &mut ChainCheck) -> Result<()> {
    let mut tree = Rebuilt::default();
    let mut checkpoints = Checkpoints::default();
    let (mut last, mut after) = (-1_i64, Value::Int(-1));
    loop {
        let rows = tx.query(LEAVES_AFTER, &[after, VERIFY_ROWS.into()])?;
        let Some(end) = rows.last() else { break };
        after = raw(end, 0);
        for row in &rows {
            let Some((leaf, content)) = found.read("log_leaf", row, leaf_of(row))? else {
                continue;
            };
            if leaf != last + 1 {
                found.say(format!("log_leaf {leaf}: leaves are missing before it"));
            }
            last = leaf;
            tree.add(tx, leaf_hash(&content), found)?;
            checkpoints.compare(tx, store, &tree, found)?;
        }
    }
    let (size, root) = (tree.size, tree.root());
    tree.finish(tx, found)?;
    checkpoints.rest(tx, size, found)?;
    match log::remembered(store) {
        Ok(Some((file, known))) if known.size == size && Some(known.root) != root => {
            found.say(format!("{}: remembers another history of the log", file.display()));
        }
        Ok(Some((file, known))) if known.size > size => found.say(format!(
            "{}: remembers checkpoint {}, and the database ends at {size}",
            file.display(),
            known.size
        )),
        Ok(_) => {}
        Err(error) => found.say(error.to_string()),
    }
    Ok(())
}

/// A row of `leaf, chain, seq, hash`: its number, and what it is a leaf of.
fn leaf_of(row: &Row) -> Result<(i64, Vec<u8>)> {
    Ok((row.get(0)?, leaf_content(row.get(1)?, row.get(2)?, row.get(3)?)))
}

/// The checkpoints in order of size, some at a time.
struct Checkpoints {
    /// Each with its size.
    waiting: VecDeque<(i64, Row)>,
    /// The size of the last that was read, and behind which row the next ones stand.
    last: i64,
    after: Value,
    is_read: bool,
}

impl Default for Checkpoints {
    fn default() -> Self {
        Self { waiting: VecDeque::new(), last: 0, after: Value::Int(0), is_read: false }
    }
}

impl Checkpoints {
    /// Compares the checkpoint of the tree's present size, if there is one.
    fn compare(
        &mut self,
        tx: &mut Tx<'_>,
        store: &Store,
        tree: &Rebuilt,
        found: &mut ChainCheck,
    ) -> Result<()> {
        self.fill(tx, found)?;
        while let Some((size, row)) =
            self.waiting.pop_front_if(|(size, _)| *size <= tree.size as i64)
        {
            found.checkpoints += 1;
            let is_theirs = |one: &Checkpoint| {
                i64::try_from(one.size) == Ok(size)
                    && tree.size == one.size
                    && tree.root() == Some(one.root)
            };
            let what = match log::opened(store, &row) {
                None => "it is not as this site signed it",
                Some(one) if !is_theirs(&one) => "what it signed is not what is there",
                Some(_) => "",
            };
            if !what.is_empty() {
                found.say(format!("log_checkpoint {size}: {what}"));
            }
            self.fill(tx, found)?;
        }
        Ok(())
    }

    fn fill(&mut self, tx: &mut Tx<'_>, found: &mut ChainCheck) -> Result<()> {
        while self.waiting.is_empty() && !self.is_read {
            let rows = tx.query(CHECKPOINTS, &[self.after.clone(), VERIFY_ROWS.into()])?;
            self.is_read = rows.is_empty();
            self.after = rows.last().map_or(Value::Null, |row| raw(row, 0));
            for row in rows {
                if let Some(size) = found.read("log_checkpoint", &row, row.get(0))? {
                    self.last = size;
                    self.waiting.push_back((size, row));
                }
            }
        }
        Ok(())
    }

    /// Those of which the log has no leaves; and whether the newest covers the whole log.
    fn rest(mut self, tx: &mut Tx<'_>, size: u64, found: &mut ChainCheck) -> Result<()> {
        self.fill(tx, found)?;
        if self.waiting.is_empty() && self.last != size as i64 {
            found.say(format!("log_checkpoint {size}: is missing; the newest is {}", self.last));
        }
        while let Some((signed, _)) = self.waiting.pop_front() {
            found.say(format!("log_checkpoint {signed}: was signed, and the log ends at {size}"));
            self.fill(tx, found)?;
        }
        Ok(())
    }
}
