//! A patient's activity with the proof that it is in the site's log: a file that anybody can check
//! without the database, and that shows what was taken away later.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bluebutton_crypto::tree::inclusion;
use serde::Serialize;

use super::log::{Tiles, signer};
use super::{Audit, Chain, plain_of};
use crate::access::RecordPermit;
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::limits::PROOF_LINES_MAX;

/// What the file holds.
#[derive(Serialize)]
struct ActivityProof {
    /// Form of the file.
    form: &'static str,
    /// The log's public key, as tools for signed notes take it.
    key: String,
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
    /// The whole activity of the permit's patient with its proof of inclusion, as JSON.
    pub async fn proof(&self, permit: &RecordPermit) -> Result<String> {
        let (store, chain) = (self.0.clone(), Chain::of(permit.patient()));
        let work = move |tx: &mut Tx<'_>| {
            let chain = chain.as_str();
            let rows = tx.query(ALL_LINES, &[chain.into(), PROOF_LINES_MAX.into()])?;
            if rows.len() as i64 == PROOF_LINES_MAX {
                return Err(StoreError::NotAllowed("activity-too-long"));
            }
            let lines = rows.iter().map(|row| {
                let plain = plain_of(&store, chain, row.get(0)?, row.get(2)?);
                let text = plain.and_then(|plain| String::from_utf8(plain).ok());
                // What was altered is in the file as an empty text: the check stops there and says so.
                Ok(ProvedLine { at: row.get(1)?, text: text.unwrap_or_default() })
            });
            let proof = ActivityProof {
                form: "bluebutton activity proof 1",
                key: signer(&store).public(),
                chain: chain.to_owned(),
                lines: lines.collect::<Result<_>>()?,
                inclusion: inclusion_of(tx, chain)?,
            };
            serde_json::to_string_pretty(&proof)
                .map_err(|error| StoreError::Altered(format!("a proof can't be written: {error}")))
        };
        self.0.inner.db.read("prove an activity", work).await
    }
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
