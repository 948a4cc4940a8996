//! Guarding rows anew after the root key was changed, and taking the older keys out of use for it.
//!
//! For a while both guard: another process may not know the new key yet, and writes with the one that it knows.
//! Each looks every few seconds at the key in the folder before it guards a row. So a minute after all rows were
//! guarded anew, none is written with an older key any more: what is left is guarded anew once more, and from then
//! on an older key guards nothing. Whoever has it, and may write SQL, makes no row that is believed.

use std::path::Path;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use bluebutton_crypto::Hidden;
use bluebutton_crypto::hash::keyed_hash;
use bluebutton_crypto::keys::ring_key;
use bluebutton_crypto::seal;

use super::rotating::{PUT, REMOVE, Rotation, tell_of_ring};
use super::{CONTEXT, GUARDED, RING, Ring, RingContent, SealedBy, Secret, VALUE, opened};
use crate::Store;
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::guard::{self, GuardAge};
use crate::keyfile;
use crate::limits::{GUARDS_OVERLAP_SECONDS, KEY_LOOK_SECONDS};
use crate::verify::guarded::{GuardedTable, of_each_patient, of_the_site};

impl Ring {
    /// The guard of a row, by the newest key.
    pub(crate) fn guard(&self, data: &Path, parts: &[Vec<u8>]) -> [u8; 32] {
        self.look_now_and_then(data);
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        self.keyed(SealedBy::Rows, &parts)
    }

    /// Which key made a guard; `None`: none that is in use.
    pub(crate) fn guards(&self, data: &Path, own: &[u8], parts: &[Vec<u8>]) -> Option<GuardAge> {
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        self.guards_now(own, &parts).or_else(|| {
            // Another process may have changed the root key since.
            let is_other = self.is_in_folder && self.look_again(data);
            is_other.then(|| self.guards_now(own, &parts)).flatten()
        })
    }

    fn guards_now(&self, own: &[u8], parts: &[&[u8]]) -> Option<GuardAge> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let made_it = |rows: &Hidden<[u8; 32]>| keyed_hash(rows.reveal(), parts) == own;
        if made_it(&known.newest.rows) {
            return Some(GuardAge::Newest);
        }
        let mut older = known.older.iter().skip(known.retired);
        older.any(|keys| made_it(&keys.rows)).then_some(GuardAge::Older)
    }

    /// Looks every few seconds whether another root key lies in the folder.
    fn look_now_and_then(&self, data: &Path) {
        if !self.is_in_folder {
            return;
        }
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        if looked.1.is_some() && looked.0.elapsed() < Duration::from_secs(KEY_LOOK_SECONDS) {
            return;
        }
        let written = keyfile::written_at(data);
        let is_other = looked.1 != written;
        *looked = (Instant::now(), written);
        drop(looked);
        if is_other {
            self.look_again(data);
        }
    }

    /// Whether older keys guard rows still.
    fn has_older_guards(&self) -> bool {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.retired < known.older.len()
    }

    /// So many of the oldest guard nothing any more; whether that is news.
    fn retire(&self, count: usize) -> bool {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let is_news = known.retired < count;
        known.retired = known.retired.max(count);
        is_news
    }
}

impl Store {
    /// Guards every row anew that an older key guards, and notes when.
    pub(super) async fn reguard(
        &self,
        rotation: &mut Rotation,
        tell: &impl Fn(&Rotation),
    ) -> Result<()> {
        let begun = self.now().as_microsecond();
        let mut last = String::new();
        loop {
            let params = [last.as_str().into(), PATIENTS_AT_ONCE.into()];
            let work = move |tx: &mut Tx<'_>| tx.query(CHAINS_AFTER, &params);
            let rows = self.inner.db.read("read whose rows to guard anew", work).await?;
            let Some(row) = rows.last() else { break };
            row.get::<&str>(0)?.clone_into(&mut last);
            let patients: Vec<Vec<Value>> = rows.into_iter().map(|row| row.0).collect();
            let store = self.clone();
            let work = move |tx: &mut Tx<'_>| {
                let mut anew = 0;
                for table in of_each_patient() {
                    for rows in tx.query_each(table.rows, &patients)? {
                        anew += table.guard_anew(tx, &store, &rows)?;
                    }
                }
                Ok(anew)
            };
            rotation.reguarded += self.inner.db.write("guard rows anew", work).await?;
            tell(rotation);
        }
        for table in of_the_site() {
            let mut last = table.start.map(|start| start());
            loop {
                let params: Vec<Value> =
                    last.clone().map_or_else(Vec::new, |last| vec![last, ROWS_AT_ONCE.into()]);
                let store = self.clone();
                let work = move |tx: &mut Tx<'_>| {
                    let rows = tx.query(table.rows, &params)?;
                    let anew = table.guard_anew(tx, &store, &rows)?;
                    Ok((anew, rows.last().and_then(|row| row.0.first()).cloned()))
                };
                let (anew, next) = self.inner.db.write("guard rows anew", work).await?;
                rotation.reguarded += anew;
                tell(rotation);
                // What is not walked by a key was read at once.
                let is_walked = last.is_some();
                match next {
                    Some(next) if is_walked => last = Some(next),
                    _ => break,
                }
            }
        }
        let work = move |tx: &mut Tx<'_>| {
            tx.execute(PUT, &[GUARDED.into(), begun.to_be_bytes().to_vec().into()]).map(|_| ())
        };
        self.inner.db.write("note that rows are guarded anew", work).await
    }

    /// Takes note of keys that guard nothing any more since another process said so. A worker does so
    /// now and then.
    pub async fn refresh_keys(&self) -> Result<()> {
        if !self.inner.ring.has_older_guards() {
            return Ok(());
        }
        let read = |tx: &mut Tx<'_>| tx.first(VALUE, &[RING.into()]);
        let row = self.inner.db.read("read the key ring", read).await?;
        let (Some(row), Some(secret)) = (row, self.root_secret()?) else { return Ok(()) };
        // Sealed with a key that this process does not have yet: later.
        let Some(kept) = opened(&secret, row.get(0)?) else { return Ok(()) };
        if self.inner.ring.retire(kept.retired) {
            self.inner.opened.forget_all();
        }
        Ok(())
    }

    /// Takes older keys out of use for guards, where all rows were guarded anew and every process has had
    /// time to hear of the new key; `false` where it is not yet time, or there are none.
    pub async fn retire_guards(&self) -> Result<bool> {
        self.refresh_keys().await?;
        if !self.inner.ring.has_older_guards() {
            return Ok(false);
        }
        let read = |tx: &mut Tx<'_>| tx.first(VALUE, &[GUARDED.into()]);
        let row = self.inner.db.read("when rows were guarded anew", read).await?;
        let at = row.and_then(|row| row.get::<&[u8]>(0).ok()?.try_into().ok());
        let Some(at) = at.map(i64::from_be_bytes) else { return Ok(false) };
        if self.now().as_microsecond() < at + GUARDS_OVERLAP_SECONDS * 1_000_000 {
            return Ok(false);
        }
        let mut late = Rotation::default();
        self.reguard(&mut late, &|_| {}).await?;
        let Some(secret) = self.root_secret()?.filter(|_| late.reguarded == 0) else {
            // Somebody wrote with an older key in the last minute.
            return Ok(false);
        };
        let store = self.clone();
        let work = move |tx: &mut Tx<'_>| retire(tx, &store, &secret);
        let Some(count) = self.inner.db.write("older keys guard nothing more", work).await? else {
            return Ok(false);
        };
        self.inner.ring.retire(count);
        self.inner.opened.forget_all();
        Ok(true)
    }

    /// The root secret that is in use.
    pub(super) fn root_secret(&self) -> Result<Option<Secret>> {
        match &self.inner.given {
            Some(given) => Ok(Some(Hidden::new(*given.reveal()))),
            None => keyfile::read_root(&self.inner.data),
        }
    }
}

impl GuardedTable {
    /// Guards those rows anew that an older key guards; how many.
    fn guard_anew(&self, tx: &mut Tx<'_>, store: &Store, rows: &[Row]) -> Result<u64> {
        let mut anew = 0;
        for row in rows {
            // `verify` names what was altered.
            if !matches!(guard::age(store, self.table, row), Ok(GuardAge::Older)) {
                continue;
            }
            let Some((own, columns)) = row.0.split_last() else { continue };
            let place = columns.get(self.place).cloned().unwrap_or(Value::Null);
            let made = guard::guard(store, self.table, columns);
            anew += tx.execute(self.put, &[place, own.clone(), made])?;
        }
        Ok(anew)
    }
}

/// Writes into the ring that its older keys guard nothing any more; how many they are. `None` where the root key
/// was changed once more meanwhile.
fn retire(tx: &mut Tx<'_>, store: &Store, secret: &Secret) -> Result<Option<usize>> {
    let Some(row) = tx.lock(VALUE, &[RING.into()])? else { return Ok(None) };
    let Some(kept) = opened(secret, row.get(0)?) else { return Ok(None) };
    let count = kept.older.len();
    let kept = RingContent { retired: count, ..kept };
    let plain = serde_json::to_vec(&kept)
        .map_err(|error| StoreError::Altered(format!("the key ring can't be written: {error}")))?;
    let plain = Hidden::new(plain);
    let sealed = seal::seal(&ring_key(secret), store.random(), CONTEXT, plain.reveal());
    tx.execute(PUT, &[RING.into(), sealed.clone().into()])?;
    tx.execute(REMOVE, &[GUARDED.into()])?;
    tell_of_ring(tx, store, &sealed)?;
    Ok(Some(count))
}

/// Patients whose rows are looked at in one transaction.
const PATIENTS_AT_ONCE: i64 = 100;

/// Rows of one transaction.
const ROWS_AT_ONCE: i64 = 500;

/// Over all records: each row is looked at when the root key is changed.
const CHAINS_AFTER: &str = "
    select patient_id
    from audit_head
    where patient_id > $1
    order by patient_id
    limit $2";
