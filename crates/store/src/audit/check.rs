//! The part of `bluebutton verify` that checks audit chains and checkpoints.

use std::collections::BTreeMap;

use bluebutton_crypto::hash::sha256;
use bluebutton_record::resource::PATIENT_KEY_CHARS;

use super::{checkpoint_message, line_context, line_hash};
use crate::Store;
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::limits::VERIFY_ROWS;

/// Bytes of one chain's head in a checkpoint: patient, place, hash.
pub(super) const HEAD_BYTES: usize = PATIENT_KEY_CHARS + 8 + 32;

/// What was found in the chains.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ChainCheck {
    /// Lines checked.
    pub(crate) lines: u64,
    /// Checkpoints checked.
    pub(crate) checkpoints: u64,
    /// One sentence each.
    pub(crate) findings: Vec<String>,
}

/// Where the checkpoints say that chains ended: hash by patient and place.
type Signed = BTreeMap<(String, i64), Vec<u8>>;

const CHECKPOINTS_AFTER: &str = "
    select seq, at, heads, hash, signature
    from audit_checkpoint
    where seq > $1
    order by seq
    limit 64";

const LINES_AFTER: &str = "
    select patient_id, seq, at, sealed, hash
    from audit_line
    where (patient_id, seq) > ($1, $2)
    order by patient_id, seq
    limit $3";

const HEADS_AFTER: &str = "
    select patient_id, seq, hash, signed_seq
    from audit_head
    where patient_id > $1
    order by patient_id
    limit $2";

/// Checks every checkpoint and every line of every chain.
pub(crate) async fn verify_chains(store: &Store) -> Result<ChainCheck> {
    let site = store.clone();
    let work = move |tx: &mut Tx<'_>| {
        let mut found = ChainCheck::default();
        let mut signed = checkpoints(tx, &site, &mut found)?;
        let mut ends = lines(tx, &site, &mut signed, &mut found)?;
        for (patient, seq) in signed.keys() {
            found.findings.push(format!(
                "audit_line {patient} {seq}: was signed by a checkpoint and is gone or was altered"
            ));
        }
        heads(tx, &mut ends, &mut found)?;
        for (patient, (seq, _)) in ends {
            found.findings.push(format!("audit_head {patient}: is gone; the chain ends at {seq}"));
        }
        Ok(found)
    };
    store.inner.db.read("verify audit chains", work).await
}

/// Checks the checkpoints' own chain and signatures, and gathers what they signed.
fn checkpoints(tx: &mut Tx<'_>, store: &Store, found: &mut ChainCheck) -> Result<Signed> {
    let mut signed = Signed::new();
    let (mut last, mut before) = (0, Vec::new());
    loop {
        let rows = tx.query(CHECKPOINTS_AFTER, &[last.into()])?;
        if rows.is_empty() {
            return Ok(signed);
        }
        for row in &rows {
            let seq = row.int(0);
            let mut say =
                |what: &str| found.findings.push(format!("audit_checkpoint {seq}: {what}"));
            if seq != last + 1 {
                say(&format!("the checkpoints from {} on are missing before it", last + 1));
            }
            let message = checkpoint_message(&before, seq, row.int(1), row.bytes(2));
            if sha256(&message).as_slice() != row.bytes(3) {
                say("its content was altered, or the checkpoint before it was");
            } else if !store.inner.keys.checkpoint.verifies(&message, row.bytes(4)) {
                say("its signature is not this site's");
            } else {
                gather(row.bytes(2), &mut signed);
            }
            found.checkpoints += 1;
            before = row.bytes(3).to_vec();
            last = seq;
        }
    }
}

/// Takes the heads of one checkpoint apart.
fn gather(heads: &[u8], signed: &mut Signed) {
    for head in heads.chunks_exact(HEAD_BYTES) {
        let (patient, rest) = head.split_at(PATIENT_KEY_CHARS);
        let (seq, hash) = rest.split_at(8);
        let seq = seq.try_into().map_or(0, i64::from_be_bytes);
        let patient = String::from_utf8_lossy(patient).into_owned();
        signed.insert((patient, seq), hash.to_vec());
    }
}

/// The last place and hash that each chain's lines lead to.
type Ends = BTreeMap<String, (i64, Vec<u8>)>;

/// Walks all lines; takes from `signed` what is there as it was signed.
fn lines(
    tx: &mut Tx<'_>,
    store: &Store,
    signed: &mut Signed,
    found: &mut ChainCheck,
) -> Result<Ends> {
    let mut ends = Ends::new();
    let mut place = (String::new(), 0_i64);
    let mut before: Vec<u8> = Vec::new();
    loop {
        let values = [place.0.as_str().into(), place.1.into(), VERIFY_ROWS.into()];
        let rows = tx.query(LINES_AFTER, &values)?;
        if rows.is_empty() {
            return Ok(ends);
        }
        for row in &rows {
            if row.text(0) != place.0 {
                place = (row.text(0).to_owned(), 0);
                before.clear();
            }
            line(store, row, &place, &before, found);
            place.1 = row.int(1);
            before = row.bytes(4).to_vec();
            if signed.get(&place).is_some_and(|hash| *hash == before) {
                signed.remove(&place);
            }
            ends.insert(place.0.clone(), (place.1, before.clone()));
            found.lines += 1;
        }
    }
}

/// Checks one line against the one before it.
fn line(store: &Store, row: &Row, place: &(String, i64), before: &[u8], found: &mut ChainCheck) {
    let (patient, seq) = (row.text(0), row.int(1));
    let mut say = |what: &str| found.findings.push(format!("audit_line {patient} {seq}: {what}"));
    if seq != place.1 + 1 {
        say(&format!("the lines from {} on are missing before it", place.1 + 1));
    }
    if line_hash(before, patient, seq, row.int(2), row.bytes(3)).as_slice() != row.bytes(4) {
        say("was altered, or the line before it was altered or removed");
    }
    let context = line_context(patient, seq);
    let key = &store.inner.keys.audit;
    if bluebutton_crypto::seal::open(key, &context, row.bytes(3)).is_err() {
        say("its content was altered, moved or not written by this site");
    }
}

/// Compares each chain's recorded head with where its lines end.
fn heads(tx: &mut Tx<'_>, ends: &mut Ends, found: &mut ChainCheck) -> Result<()> {
    let mut last = String::new();
    loop {
        let rows = tx.query(HEADS_AFTER, &[last.as_str().into(), VERIFY_ROWS.into()])?;
        let Some(end) = rows.last() else { return Ok(()) };
        end.text(0).clone_into(&mut last);
        for row in &rows {
            let patient = row.text(0);
            let is = ends.remove(patient);
            if !is.is_some_and(|(seq, hash)| seq == row.int(1) && hash == row.bytes(2)) {
                found.findings.push(format!(
                    "audit_head {patient} {}: the chain does not end where it should",
                    row.int(1)
                ));
            }
        }
    }
}
