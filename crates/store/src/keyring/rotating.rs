//! Changing the root key: a new one beside the old, then in its place, then each patient's key wrapped and
//! everything else sealed with it. Whatever is interrupted is finished by doing it again.

use std::path::Path;

use bluebutton_crypto::Hidden;
use bluebutton_crypto::keys::ring_key;
use bluebutton_crypto::seal::{self, DataKey};

use super::{CONTEXT, NEXT, RING, Secret, TABLE, UNFINISHED, VALUE, opened};
use crate::Store;
use crate::audit::{self, Chain};
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line};
use crate::guard;
use crate::keyfile;
use crate::patients::key_context;

/// How far a change of the root key is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rotation {
    /// Whether it finished a change that was begun before.
    pub was_begun: bool,
    /// Keys that were wrapped anew.
    pub rewrapped: u64,
    /// Keys that had been already.
    pub already: u64,
    /// Lines and rows that were sealed anew.
    pub resealed: u64,
    /// Rows that were guarded anew.
    pub reguarded: u64,
    /// Where the new key is to be put in place of the old one by hand, before this is run again.
    pub to_be_put_in_place: Option<std::path::PathBuf>,
}

impl Store {
    /// Changes the root key, or finishes a change that was interrupted. Where the key is kept elsewhere, the
    /// new one is written to `to`: it must be put in place by hand, everywhere, and this run again.
    /// `tell` hears how far it is. Everything may go on meanwhile.
    pub async fn rotate_keys(
        &self,
        to: Option<&Path>,
        tell: impl Fn(&Rotation),
    ) -> Result<Rotation> {
        self.retire_guards().await?;
        let was_begun = self.settle_ring().await? || self.is_unfinished().await?;
        let mut rotation = Rotation { was_begun, ..Rotation::default() };
        // What was begun is finished, and no further key is made.
        if !rotation.was_begun && !self.has_older_keys().await? {
            let ring = &self.inner.ring;
            let next = match (ring.is_in_folder, to) {
                (true, _) => keyfile::next(&self.inner.data, self.random())?,
                (false, Some(file)) => keyfile::write_to(file, self.random())?,
                (false, None) => return Err(elsewhere()),
            };
            self.put_ring(&next).await?;
            if !ring.is_in_folder {
                rotation.to_be_put_in_place = to.map(Path::to_owned);
                return Ok(rotation);
            }
            keyfile::take_next(&self.inner.data, self.now())?;
            ring.look_again(&self.inner.data);
            self.settle_ring().await?;
        } else {
            rotation.was_begun = true;
        }
        self.rewrap(&mut rotation, &tell).await?;
        self.reseal(&mut rotation, &tell).await?;
        self.reguard(&mut rotation, &tell).await?;
        let work = |tx: &mut Tx<'_>| tx.execute(REMOVE, &[UNFINISHED.into()]);
        self.inner.db.write("finish a change of the root key", work).await?;
        Ok(rotation)
    }

    /// Seals for the next root key what it must know.
    pub(super) async fn put_ring(&self, next: &Secret) -> Result<()> {
        let kept = self.inner.ring.kept_for_next();
        let plain = serde_json::to_vec(&kept).map_err(|error| {
            StoreError::Altered(format!("the key ring can't be written: {error}"))
        })?;
        let plain = Hidden::new(plain);
        let sealed = seal::seal(&ring_key(next), self.random(), CONTEXT, plain.reveal());
        let work = move |tx: &mut Tx<'_>| tx.execute(PUT, &[NEXT.into(), sealed.clone().into()]);
        self.inner.db.write("keep the next key ring", work).await.map(|_| ())
    }

    /// Makes the ring of the root key that is in place the one ring; whether it was not yet.
    pub(super) async fn settle_ring(&self) -> Result<bool> {
        let Some(secret) = self.root_secret()? else { return Ok(false) };
        let store = self.clone();
        let work = move |tx: &mut Tx<'_>| settle(tx, &store, &secret);
        self.inner.db.write("take the key ring into use", work).await
    }

    /// Whether a new root key is in use, and not everything is sealed with it.
    async fn is_unfinished(&self) -> Result<bool> {
        let work = |tx: &mut Tx<'_>| tx.first(VALUE, &[UNFINISHED.into()]);
        Ok(self.inner.db.read("look for a change of the root key", work).await?.is_some())
    }

    pub(super) async fn has_older_keys(&self) -> Result<bool> {
        let mut found = false;
        self.each_key(|_, _, is_newest| {
            found |= !is_newest;
            !found
        })
        .await?;
        Ok(found)
    }

    pub(super) async fn rewrap(
        &self,
        rotation: &mut Rotation,
        tell: &impl Fn(&Rotation),
    ) -> Result<()> {
        let mut last = String::new();
        loop {
            let rows = self.keys_after(&last).await?;
            let Some(row) = rows.last() else { return Ok(()) };
            row.get::<&str>(0)?.clone_into(&mut last);
            let mut changes = Vec::new();
            for row in &rows {
                let (patient, sealed): (&str, &[u8]) = (row.get(0)?, row.get(1)?);
                let (key, is_newest) = self.unwrap_key(patient, sealed)?;
                if is_newest {
                    rotation.already += 1;
                    continue;
                }
                let context = context_of(patient);
                let anew = self.inner.ring.wrap(self.random(), &context, &key);
                changes.push(vec![patient.into(), anew.into(), sealed.to_vec().into()]);
            }
            rotation.rewrapped += changes.len() as u64;
            let work = move |tx: &mut Tx<'_>| {
                let all: Vec<_> = changes.iter().map(|one| (REWRAP, one.clone())).collect();
                tx.execute_all(&all)
            };
            self.inner.db.write("wrap keys anew", work).await?;
            tell(rotation);
        }
    }

    /// Shows each patient's wrapped key, until told to stop.
    async fn each_key(&self, mut see: impl FnMut(&str, &DataKey, bool) -> bool) -> Result<()> {
        let mut last = String::new();
        loop {
            let rows = self.keys_after(&last).await?;
            let Some(row) = rows.last() else { return Ok(()) };
            row.get::<&str>(0)?.clone_into(&mut last);
            for row in &rows {
                let (key, is_newest) = self.unwrap_key(row.get(0)?, row.get(1)?)?;
                if !see(row.get(0)?, &key, is_newest) {
                    return Ok(());
                }
            }
        }
    }

    async fn keys_after(&self, last: &str) -> Result<Vec<Row>> {
        let params = [last.into(), KEYS_AT_ONCE.into()];
        self.inner.db.read("read wrapped keys", move |tx| tx.query(KEYS_AFTER, &params)).await
    }

    pub(super) fn unwrap_key(&self, patient: &str, sealed: &[u8]) -> Result<(DataKey, bool)> {
        let unwrapped = self.inner.ring.unwrap(&self.inner.data, &context_of(patient), sealed);
        unwrapped
            .ok_or_else(|| StoreError::Altered(format!("patient {patient}: the key does not open")))
    }
}

/// Makes the row of the next ring the ring, if it is this root key's.
fn settle(tx: &mut Tx<'_>, store: &Store, secret: &Secret) -> Result<bool> {
    let Some(next) = tx.lock(VALUE, &[NEXT.into()])? else { return Ok(false) };
    let value: &[u8] = next.get(0)?;
    if opened(secret, value).is_none() {
        return Ok(false);
    }
    tx.execute(PUT, &[RING.into(), value.into()])?;
    tx.execute(PUT, &[UNFINISHED.into(), vec![1_u8].into()])?;
    tx.execute(REMOVE, &[NEXT.into()])?;
    tell_of_ring(tx, store, value)?;
    Ok(true)
}

/// Tells in the site's chain how the ring was left: an older one that is put back is named by `verify`.
pub(super) fn tell_of_ring(tx: &mut Tx<'_>, store: &Store, sealed: &[u8]) -> Result<()> {
    let left = guard::left(store, TABLE, RING, &[RING.into(), sealed.into()]);
    let line = Line::new(By::program(), Event::KeysChanged).with_proof(vec![left]);
    audit::append(tx, store, &Chain::Site, store.now(), &line).map(|_| ())
}

pub(super) fn context_of(patient: &str) -> Vec<u8> {
    bluebutton_record::PatientKey::parse(patient).map(|key| key_context(&key)).unwrap_or_default()
}

fn elsewhere() -> StoreError {
    StoreError::Settings(
        "the root key is given by a setting: say with --to where the new one is to be written, put it \
         in place of the old one for every server, and run this again"
            .to_owned(),
    )
}

/// Keys wrapped anew in one transaction: a few milliseconds.
const KEYS_AT_ONCE: i64 = 200;

pub(super) const PUT: &str = "
    insert into site (name, value) values ($1, $2)
    on conflict (name) do update set value = excluded.value";

pub(super) const REMOVE: &str = "
    delete from site where name = $1";

/// Over all records: each key is looked at when the root key is changed.
const KEYS_AFTER: &str = "
    select patient_id, sealed_key
    from patient
    where patient_id > $1
    order by patient_id
    limit $2";

pub(super) const REWRAP: &str = "
    update patient set sealed_key = $2 where patient_id = $1 and sealed_key = $3";
