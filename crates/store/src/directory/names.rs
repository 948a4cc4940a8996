//! The directory in memory: of everything in it what it is called, which of several sources is
//! believed, and where the whole of it lies. It belongs to a number of changes; what came in since is
//! read when somebody asks for more. What is known for longer is a compact table (`table`), about 100
//! bytes for each: a million practitioners are 100 MB.
//!
//! Who is believed: the site's own sources (setting `[directory] own_sources`) before all others, and
//! among equals the one that spoke first. So a document from outside adds what nobody here knew,
//! and changes nothing of what is known. Of what one source said the newest counts.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use bluebutton_record::ResourceId;
use bluebutton_record::entry::Names;
use bluebutton_record::json::Document;
use bluebutton_record::names::name_of;
use jiff::tz::TimeZone;
use memchr::memmem;

use super::table::{DirectoryTable, ShownContent};
use super::{SourceSaid, source_hash};
use crate::Store;
use crate::db::{Tx, Value, on_blocking_thread};
use crate::error::{Result, StoreError};

/// Display names by reference (`Practitioner/dir.…`), as of one moment, and the zone of the site. Cheap
/// to clone.
#[derive(Clone, Default)]
pub struct DirectoryNames {
    all: Arc<Snapshot>,
    /// UTC where none is set.
    zone: Option<TimeZone>,
}

/// The newest names that a store has in memory.
#[derive(Default)]
pub(crate) struct KeptNames {
    newest: RwLock<DirectoryNames>,
    /// Who reads what came in since: one at a time.
    reading: tokio::sync::Mutex<()>,
}

#[derive(Clone, Default)]
struct Snapshot {
    version: i64,
    known: Arc<DirectoryTable>,
    /// What came in since the table was made, by id (`dir.…`).
    recent: BTreeMap<Box<str>, ShownContent>,
}

impl Names for DirectoryNames {
    fn name(&self, reference: &str) -> Option<String> {
        let (kind, id) = reference.split_once('/')?;
        // `Practitioner/dir.x/_history/2` names the same one.
        let id = id.split(['/', '#']).next().unwrap_or(id);
        let shown = self.all.get(id).filter(|shown| *shown.kind == *kind)?;
        let player = || self.all.get(shown.player.as_deref()?)?.name;
        shown.name.clone().or_else(player).map(String::from)
    }

    fn zone(&self) -> TimeZone {
        self.zone.clone().unwrap_or(TimeZone::UTC)
    }
}

impl DirectoryNames {
    /// Up to which change they are.
    pub(crate) fn version(&self) -> i64 {
        self.all.version
    }

    pub(super) fn shown(&self, id: &ResourceId) -> Option<ShownContent> {
        self.all.get(id.as_str())
    }
}

impl std::fmt::Debug for DirectoryNames {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Snapshot { version, known, recent } = &*self.all;
        write!(f, "names at change {version}: {} and {} new ones", known.len(), recent.len())
    }
}

impl ShownContent {
    pub(super) fn kind(&self) -> Arc<str> {
        self.kind.clone()
    }

    pub(super) fn version(&self) -> u32 {
        self.versions
    }

    /// The key of its row.
    pub(super) fn key(&self, id: &ResourceId) -> Vec<Value> {
        vec![self.source.to_vec().into(), id.as_str().into(), self.hash.to_vec().into()]
    }
}

impl Snapshot {
    fn get(&self, id: &str) -> Option<ShownContent> {
        self.recent.get(id).cloned().or_else(|| self.known.get(id))
    }

    /// Takes in what was said. What came in before it is in already.
    fn take(&mut self, said: &SourceSaid, is_own: bool) {
        let known = self.get(said.id.as_str());
        let versions = known.as_ref().map_or(0, |known| known.versions) + 1;
        let is_shown = known.as_ref().is_none_or(|known| {
            if known.source == said.source {
                (known.told_at, known.change, known.hash) <= (said.told_at, said.change, said.hash)
            } else {
                is_own && !known.is_own
            }
        });
        let shown = match known {
            Some(known) if !is_shown => ShownContent { versions, ..known },
            _ => ShownContent::of(said, is_own, versions),
        };
        self.recent.insert(said.id.as_str().into(), shown);
    }

    /// Puts what came in into the table, where it is so much that copying the table is worth it.
    fn settle(&mut self) {
        if self.recent.len() < RECENT_MIN + self.known.len() / RECENT_SHARE {
            return;
        }
        // One that would be too large stays as it is, with much beside it.
        if let Some(table) = self.known.with(&self.recent) {
            self.known = Arc::new(table);
            self.recent.clear();
        }
    }
}

impl ShownContent {
    fn of(said: &SourceSaid, is_own: bool, versions: u32) -> Self {
        let document = Document::parse(&said.json).ok();
        let name = document.and_then(|document| name_of(document.root()));
        let player = if name.is_some() { None } else { practitioner_in(&said.json) };
        Self {
            source: said.source,
            hash: said.hash,
            is_own,
            told_at: said.told_at,
            change: said.change,
            versions,
            kind: said.kind.as_str().into(),
            name: name.map(String::into_boxed_str),
            player: player.map(Into::into),
        }
    }
}

/// The first practitioner in the directory that a resource refers to (`"Practitioner/dir.…"`).
fn practitioner_in(json: &str) -> Option<&str> {
    const REFERENCE: &str = "\"Practitioner/dir.";
    let at = memmem::find(json.as_bytes(), REFERENCE.as_bytes())?;
    let id = json.get(at + REFERENCE.len() - "dir.".len()..)?;
    id.get(..id.find(['"', '/', '#'])?)
}

/// The names up to a change, or newer ones.
pub(crate) async fn at(store: &Store, version: i64) -> Result<DirectoryNames> {
    let names = known_at(store, version).await?;
    Ok(DirectoryNames { zone: Some(store.time_zone()), ..names })
}

async fn known_at(store: &Store, version: i64) -> Result<DirectoryNames> {
    let kept = &store.inner.directory;
    let newest = kept.newest();
    if newest.version() >= version {
        return Ok(newest);
    }
    let _turn = kept.reading.lock().await;
    let known = kept.newest();
    if known.version() >= version {
        return Ok(known);
    }
    let mut snapshot = Snapshot::clone(&known.all);
    while snapshot.version < version {
        let until = version.min(snapshot.version + CHANGES_AT_ONCE);
        snapshot = read(store, snapshot, until).await?;
    }
    let names = DirectoryNames { all: Arc::new(snapshot), zone: None };
    *kept.newest.write().unwrap_or_else(PoisonError::into_inner) = names.clone();
    Ok(names)
}

/// Reads the changes behind those of a snapshot, up to one.
async fn read(store: &Store, mut snapshot: Snapshot, until: i64) -> Result<Snapshot> {
    let params = [snapshot.version.into(), until.into()];
    let work = move |tx: &mut Tx<'_>| tx.query(CHANGES, &params);
    let rows = store.inner.db.read("read the directory", work).await?;
    let store = store.clone();
    on_blocking_thread(move || {
        let own = store.own_sources();
        for row in rows {
            match SourceSaid::of(&store, &row) {
                Ok(said) => snapshot.take(&said, own.contains(&said.source)),
                // A name less on a page, and not a page less: `verify` names the row.
                Err(StoreError::Altered(what)) => {
                    tracing::error!(what, "something in the directory can't be read");
                }
                Err(error) => return Err(error),
            }
        }
        snapshot.version = until;
        snapshot.settle();
        Ok(snapshot)
    })
    .await
}

impl KeptNames {
    fn newest(&self) -> DirectoryNames {
        self.newest.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Store {
    /// The site's own sources: what they say of practitioners and organizations is shown, whatever
    /// others say of them. Set at the start of the program, before anything is read.
    pub fn set_own_sources(&self, sources: &[String]) {
        let hashes = sources.iter().map(|source| source_hash(self, source)).collect();
        self.change_rules(|rules| rules.own_sources = hashes);
    }

    fn own_sources(&self) -> Vec<[u8; 16]> {
        self.rules().own_sources.clone()
    }
}

/// So many changes are read at once: one brings what a file names, a handful or some thousands.
const CHANGES_AT_ONCE: i64 = 500;

/// So many are kept beside the table at least, and so many for each in it: a change copies those, and now
/// and then all.
const RECENT_MIN: usize = 1_000;
const RECENT_SHARE: usize = 16;

const CHANGES: &str = "
    select content_hash, source, resource_id, kind, change, told_at, sealed
    from directory_resource
    where change > $1 and change <= $2
    order by change, content_hash";
