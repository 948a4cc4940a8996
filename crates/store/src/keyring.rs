//! The keys that seal, and changing the root key (`bluebutton keys rotate`).
//!
//! A new root key brings new keys to seal with: each patient's data key is wrapped anew, and the lines of
//! the trail and what belongs to no patient are sealed anew, a few at a time, while everything goes on
//! (`rotating`, `resealing`); rows are guarded anew, and when every process knows the new key, what guards with an older
//! one is refused (`guarding`); backups made from then on are sealed with the new key. The other keys of the site (what
//! finds patients, what lines say of rows, what signs the log; docs/security.md says why) come of the first root secret,
//! which lies sealed under the newest one in the row `ring`, as the older sealing keys do: so nothing that
//! was written is lost, wherever the change is interrupted, and whoever has the newest root key and nothing
//! else opens everything.

mod guarding;
mod resealing;
mod rotating;

use std::path::Path;
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::{Instant, SystemTime};

use bluebutton_crypto::hash::keyed_hash;
use bluebutton_crypto::keys::{SealingKeys, SiteKeys, ring_key};
use bluebutton_crypto::seal::{self, Broken, DataKey};
use bluebutton_crypto::{Hidden, Random};
use serde::{Deserialize, Serialize};

pub use self::rotating::Rotation;
use crate::Store;
use crate::db::{Db, Row};
use crate::error::{Result, StoreError};
use crate::keyfile;

/// A root secret.
type Secret = Hidden<[u8; 32]>;

/// The sealing keys that are known.
pub(crate) struct Ring {
    known: RwLock<KnownKeys>,
    /// Where the root key lies, if it lies in the folder: another process may change it.
    is_in_folder: bool,
    /// The first root secret.
    identity: Secret,
    /// When it was last looked whether the key in the folder is another one, and its time then.
    looked: Mutex<(Instant, Option<SystemTime>)>,
}

struct KnownKeys {
    newest: SealingKeys,
    /// The oldest first.
    older: Vec<SealingKeys>,
    /// So many of the oldest guard no row any more.
    retired: usize,
}

/// Which of the keys of a root secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SealedBy {
    /// What wraps patients' data keys.
    Wrapping,
    /// What seals what belongs to no patient.
    Site,
    /// What seals lines of the trail.
    Audit,
    /// What seals and names the rows of backups.
    Backup,
    /// What guards rows.
    Rows,
}

/// What is sealed in a row of the table `site`.
#[derive(Clone, Serialize, Deserialize)]
struct RingContent {
    /// The first root secret: what identifies the site comes of it.
    identity: [u8; 32],
    /// Older sealing keys, the oldest first: wrapping, site, audit, backup, rows.
    older: Vec<[[u8; 32]; 5]>,
    /// So many of the oldest guard no row any more.
    retired: usize,
}

impl SealedBy {
    fn of(self, keys: &SealingKeys) -> &DataKey {
        match self {
            Self::Wrapping => &keys.wrapping,
            Self::Site => &keys.site,
            Self::Audit => &keys.audit,
            Self::Backup => &keys.backup,
            Self::Rows => &keys.rows,
        }
    }
}

impl Ring {
    /// The keys of a database for this root secret.
    pub(crate) async fn open(
        db: &Db,
        secret: &Secret,
        is_in_folder: bool,
    ) -> Result<(SiteKeys, Self)> {
        let rows = db.read("read the key ring", |tx| {
            Ok([tx.first(VALUE, &[RING.into()])?, tx.first(VALUE, &[NEXT.into()])?])
        });
        let [ring, next] = rows.await?;
        let open = |row: &Option<Row>| -> Result<Option<RingContent>> {
            let value = row.as_ref().map(|row| row.get::<&[u8]>(0)).transpose()?;
            Ok(value.and_then(|value| opened(secret, value)))
        };
        let kept = match (open(&ring)?, open(&next)?) {
            (Some(kept), _) | (None, Some(kept)) => kept,
            // The first root key, before it was ever changed; whether it is this database's is told
            // by the mark.
            (None, None) if ring.is_none() => {
                RingContent { identity: *secret.reveal(), older: Vec::new(), retired: 0 }
            }
            (None, None) => return Err(changed()),
        };
        Ok(Self::of(secret, kept, is_in_folder))
    }

    /// The same where only the sealed ring is at hand, as beside a backup; `None`: it was never changed.
    pub(crate) fn of_sealed(secret: &Secret, sealed: Option<&[u8]>) -> Result<(SiteKeys, Self)> {
        let kept = match sealed {
            Some(sealed) => opened(secret, sealed).ok_or_else(changed)?,
            None => RingContent { identity: *secret.reveal(), older: Vec::new(), retired: 0 },
        };
        Ok(Self::of(secret, kept, false))
    }

    fn of(secret: &Secret, kept: RingContent, is_in_folder: bool) -> (SiteKeys, Self) {
        let keys = SiteKeys::derive(&Hidden::new(kept.identity));
        let older = kept.older.iter().map(|[wrapping, site, audit, backup, rows]| SealingKeys {
            wrapping: Hidden::new(*wrapping),
            site: Hidden::new(*site),
            audit: Hidden::new(*audit),
            backup: Hidden::new(*backup),
            rows: Hidden::new(*rows),
        });
        let (older, retired) = (older.collect(), kept.retired);
        let known = KnownKeys { newest: SealingKeys::derive(secret), older, retired };
        let (known, identity) = (RwLock::new(known), Hidden::new(kept.identity));
        let looked = Mutex::new((Instant::now(), None));
        (keys, Self { known, is_in_folder, identity, looked })
    }

    /// Seals with the newest key.
    pub(crate) fn seal(
        &self,
        by: SealedBy,
        random: &dyn Random,
        context: &[u8],
        plain: &[u8],
    ) -> Vec<u8> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        seal::seal(by.of(&known.newest), random, context, plain)
    }

    /// A keyed hash with the newest key.
    pub(crate) fn keyed(&self, by: SealedBy, parts: &[&[u8]]) -> [u8; 32] {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        keyed_hash(by.of(&known.newest).reveal(), parts)
    }

    /// Opens what was sealed with any of the keys, and says whether it was the newest.
    pub(crate) fn open_sealed(
        &self,
        by: SealedBy,
        data: &Path,
        context: &[u8],
        sealed: &[u8],
    ) -> std::result::Result<(Vec<u8>, bool), Broken> {
        self.try_all(by, context, sealed).or_else(|broken| {
            // Another process may have changed the root key since.
            if self.is_in_folder && self.look_again(data) {
                self.try_all(by, context, sealed)
            } else {
                Err(broken)
            }
        })
    }

    fn try_all(
        &self,
        by: SealedBy,
        context: &[u8],
        sealed: &[u8],
    ) -> std::result::Result<(Vec<u8>, bool), Broken> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let newest = seal::open(by.of(&known.newest), context, sealed);
        newest.map(|plain| (plain, true)).or_else(|broken| {
            let mut older = known.older.iter().rev();
            let opened = older.find_map(|keys| seal::open(by.of(keys), context, sealed).ok());
            opened.map(|plain| (plain, false)).ok_or(broken)
        })
    }

    /// Wraps a patient's data key.
    pub(crate) fn wrap(&self, random: &dyn Random, context: &[u8], key: &DataKey) -> Vec<u8> {
        self.seal(SealedBy::Wrapping, random, context, key.reveal())
    }

    /// Opens a wrapped key, and says whether the newest key had wrapped it.
    pub(crate) fn unwrap(
        &self,
        data: &Path,
        context: &[u8],
        sealed: &[u8],
    ) -> Option<(DataKey, bool)> {
        let (opened, is_newest) =
            self.open_sealed(SealedBy::Wrapping, data, context, sealed).ok()?;
        let opened = Hidden::new(opened);
        let bytes: [u8; 32] = opened.reveal().as_slice().try_into().ok()?;
        Some((Hidden::new(bytes), is_newest))
    }

    /// What the next root key must know.
    fn kept_for_next(&self) -> RingContent {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let all = known.older.iter().chain([&known.newest]);
        let bytes = |keys: &SealingKeys| {
            let SealingKeys { wrapping, site, audit, backup, rows } = keys;
            [wrapping, site, audit, backup, rows].map(|key| *key.reveal())
        };
        let (identity, retired) = (*self.identity.reveal(), known.retired);
        RingContent { identity, older: all.map(bytes).collect(), retired }
    }

    /// Takes a root key into use that lies in the folder since; whether there is one.
    fn look_again(&self, data: &Path) -> bool {
        let Ok(Some(secret)) = keyfile::read_root(data) else { return false };
        let keys = SealingKeys::derive(&secret);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let is_other = |one: &SealingKeys| one.wrapping.reveal() != keys.wrapping.reveal();
        let is_new = is_other(&known.newest) && known.older.iter().all(is_other);
        if is_new {
            tracing::info!("the root key was changed: going on with the new one");
            let before = std::mem::replace(&mut known.newest, keys);
            known.older.push(before);
        }
        is_new
    }
}

impl Store {
    /// Seals what belongs to no patient.
    pub(crate) fn seal_site(&self, context: &[u8], plain: &[u8]) -> Vec<u8> {
        self.inner.ring.seal(SealedBy::Site, self.random(), context, plain)
    }

    /// Opens what [`Store::seal_site`] sealed.
    pub(crate) fn open_site(
        &self,
        context: &[u8],
        sealed: &[u8],
    ) -> std::result::Result<Vec<u8>, Broken> {
        self.open_by(SealedBy::Site, context, sealed).map(|(plain, _)| plain)
    }

    /// Seals a line of the trail.
    pub(crate) fn seal_audit(&self, context: &[u8], plain: &[u8]) -> Vec<u8> {
        self.inner.ring.seal(SealedBy::Audit, self.random(), context, plain)
    }

    /// Opens what [`Store::seal_audit`] sealed.
    pub(crate) fn open_audit(
        &self,
        context: &[u8],
        sealed: &[u8],
    ) -> std::result::Result<Vec<u8>, Broken> {
        self.open_by(SealedBy::Audit, context, sealed).map(|(plain, _)| plain)
    }

    /// Opens what was sealed, and says whether the newest key had sealed it.
    fn open_by(
        &self,
        by: SealedBy,
        context: &[u8],
        sealed: &[u8],
    ) -> std::result::Result<(Vec<u8>, bool), Broken> {
        self.inner.ring.open_sealed(by, &self.inner.data, context, sealed)
    }
}

/// The sealed ring, for whoever keeps it beside what is sealed with the keys in it.
pub(crate) async fn sealed_ring(db: &Db) -> Result<Option<Vec<u8>>> {
    let row = db.read("read the key ring", |tx| tx.first(VALUE, &[RING.into()])).await?;
    row.map(|row| row.get(0)).transpose()
}

fn opened(secret: &Secret, sealed: &[u8]) -> Option<RingContent> {
    let plain = Hidden::new(seal::open(&ring_key(secret), CONTEXT, sealed).ok()?);
    serde_json::from_slice(plain.reveal()).ok()
}

fn changed() -> StoreError {
    StoreError::Settings(
        "the root key of this database was changed since: give the newest one (the older ones open \
         backups of their time)"
            .to_owned(),
    )
}

/// The table of the ring.
pub(crate) const TABLE: &str = "site";

const RING: &str = "ring";
const NEXT: &str = "ring-next";

/// There from when a new root key is taken into use until everything is sealed with it.
const UNFINISHED: &str = "ring-unfinished";

/// When all rows were guarded anew, while older keys guard some still, perhaps.
const GUARDED: &str = "ring-guarded";

/// The rows of the table `site` that are the ring's.
pub(crate) const ROWS: [&str; 4] = [RING, NEXT, UNFINISHED, GUARDED];

const CONTEXT: &[u8] = b"site|ring";

/// The ring, as lines tell of it.
pub(crate) const RING_ROWS: &str = "
    select name, value from site where name = 'ring' and name > $1 order by name limit $2";

const VALUE: &str = "
    select value from site where name = $1";

#[cfg(test)]
mod tests;
