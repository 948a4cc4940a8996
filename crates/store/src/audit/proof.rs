//! A patient's activity with the proof that it is in the site's log: a file that anybody can check
//! without the database, and that shows what was taken away later.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bluebutton_crypto::tree::{consistency, inclusion, root};
use serde::Serialize;

use super::log::{Tiles, signer};
use super::{Audit, Chain, plain_of};
use crate::Store;
use crate::access::RecordPermit;
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::limits::PROOF_LINES_MAX;
use crate::records::parts;

/// What the file holds.
#[derive(Serialize)]
struct ActivityProof {
    /// Form of the file.
    form: &'static str,
    /// The log's public key, as tools for signed notes take it.
    key: String,
    /// Whose activity.
    patient: String,
    /// The chain of the record, then those of the records that were put into it.
    chains: Vec<ProvedChain>,
}

/// One chain.
#[derive(Serialize)]
struct ProvedChain {
    /// Whose lines.
    chain: String,
    /// All lines, from the first on.
    lines: Vec<ProvedLine>,
    /// Where the log holds the chain's end; none before the first checkpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    inclusion: Option<Inclusion>,
}

#[derive(Serialize)]
struct ProvedLine {
    /// When, in microseconds since 1970.
    at: i64,
    /// What was written, as it was hashed.
    text: String,
}

#[derive(Serialize)]
struct Inclusion {
    /// Which leaf.
    leaf: i64,
    /// Up to which line the leaf holds the chain.
    seq: i64,
    /// The hashes beside the leaf's way to the root, base64.
    path: Vec<String>,
    /// The signed root.
    checkpoint: String,
}

const ALL_LINES: &str = "
    select seq, at, sealed
    from audit_line
    where patient_id = $1
    order by seq
    limit $2";

const NEWEST_LEAF: &str = "
    select leaf, seq
    from log_leaf
    where chain = $1
    order by seq desc
    limit 1";

const NEWEST_CHECKPOINT: &str = "
    select size, note
    from log_checkpoint
    order by size desc
    limit 1";

impl Audit<'_> {
    /// The whole activity of the permit's patient with its proof of inclusion, as JSON: of a record that
    /// was put together, all its chains.
    pub async fn proof(&self, permit: &RecordPermit) -> Result<String> {
        let (store, patient) = (self.0.clone(), permit.patient().clone());
        let work = move |tx: &mut Tx<'_>| {
            let mut chains: Vec<ProvedChain> = Vec::new();
            let mut room = PROOF_LINES_MAX;
            for part in parts::all(tx, &store, &patient)? {
                let chain = chain_of(tx, &store, &Chain::of(&part), room)?;
                room -= chain.lines.len() as i64;
                chains.push(chain);
            }
            let proof = ActivityProof {
                form: "bluebutton activity proof 2",
                key: signer(&store).public(),
                patient: patient.to_string(),
                chains,
            };
            serde_json::to_string_pretty(&proof)
                .map_err(|error| StoreError::Altered(format!("a proof can't be written: {error}")))
        };
        self.0.inner.db.read("prove an activity", work).await
    }
}

/// What a proof holds that the log only grew.
#[derive(Serialize)]
struct ConsistencyProof {
    form: &'static str,
    key: String,
    /// The checkpoint that somebody kept.
    old: String,
    /// The newest one.
    new: String,
    path: Vec<String>,
}

impl Audit<'_> {
    /// The proof that the log still begins with what a checkpoint says that somebody kept (a witness, a
    /// patient, a backup), as JSON. [`StoreError::Altered`] where it does not.
    pub async fn consistency(&self, kept: &str) -> Result<String> {
        let (store, kept) = (self.0.clone(), kept.to_owned());
        let old = signer(&store).open(&kept).ok_or_else(|| {
            StoreError::Settings("that is no checkpoint that this site signed".to_owned())
        })?;
        let work = move |tx: &mut Tx<'_>| {
            let missing = || StoreError::Altered("log_checkpoint: there is none".to_owned());
            let newest = tx.first(NEWEST_CHECKPOINT, &[])?.ok_or_else(missing)?;
            let (size, new): (i64, String) = (newest.get(0)?, newest.get(1)?);
            let mut tiles = Tiles::new(tx);
            let is_in = old.size > 0
                && old.size <= size as u64
                && root(&mut tiles, old.size).is_ok_and(|is| is == old.root);
            if !is_in {
                return Err(StoreError::Altered(format!(
                    "the log of {size} leaves does not begin with the {} that were signed then: \
                     it was cut off or written anew",
                    old.size
                )));
            }
            let path = consistency(&mut tiles, old.size, size as u64)?;
            let path = path.iter().map(|hash| BASE64_STANDARD.encode(hash)).collect();
            let key = signer(&store).public();
            let form = "bluebutton consistency proof 1";
            let proof = ConsistencyProof { form, key, old: kept.clone(), new, path };
            serde_json::to_string_pretty(&proof)
                .map_err(|error| StoreError::Altered(format!("a proof can't be written: {error}")))
        };
        self.0.inner.db.read("prove that the log only grew", work).await
    }
}

/// All lines of a chain, fewer than `room`.
fn chain_of(tx: &mut Tx<'_>, store: &Store, chain: &Chain, room: i64) -> Result<ProvedChain> {
    let chain = chain.as_str();
    let rows = tx.query(ALL_LINES, &[chain.into(), room.into()])?;
    if rows.len() as i64 >= room {
        return Err(StoreError::NotAllowed("activity-too-long"));
    }
    let lines = rows.iter().map(|row| {
        let plain = plain_of(store, chain, row.get(0)?, row.get(2)?);
        let text = plain.and_then(|plain| String::from_utf8(plain).ok());
        // What was altered is in the file as an empty text: the check stops there and says so.
        Ok(ProvedLine { at: row.get(1)?, text: text.unwrap_or_default() })
    });
    let lines = lines.collect::<Result<_>>()?;
    Ok(ProvedChain { chain: chain.to_owned(), lines, inclusion: inclusion_of(tx, chain)? })
}

fn inclusion_of(tx: &mut Tx<'_>, chain: &str) -> Result<Option<Inclusion>> {
    let Some(leaf) = tx.first(NEWEST_LEAF, &[chain.into()])? else { return Ok(None) };
    let Some(newest) = tx.first(NEWEST_CHECKPOINT, &[])? else { return Ok(None) };
    let (place, size): (i64, i64) = (leaf.get(0)?, newest.get(0)?);
    if place >= size {
        return Err(StoreError::Altered(format!("log_checkpoint {size}: it is not the newest")));
    }
    let path = inclusion(&mut Tiles::new(tx), place as u64, size as u64)?;
    Ok(Some(Inclusion {
        leaf: place,
        seq: leaf.get(1)?,
        path: path.iter().map(|hash| BASE64_STANDARD.encode(hash)).collect(),
        checkpoint: newest.get(1)?,
    }))
}
