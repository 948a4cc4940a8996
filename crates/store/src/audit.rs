//! The audit trail: a chain of lines per patient, signed checkpoints over all chains.
//!
//! A line's hash covers the line before it, so a line can't be altered, moved or taken out of the
//! middle unseen; a checkpoint signs where each chain ended, so lines can't be cut off the end.

mod check;

#[cfg(test)]
mod tests;

use bluebutton_crypto::hash::sha256;
use bluebutton_crypto::seal;
use bluebutton_record::PatientKey;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub(crate) use check::verify_chains;

use crate::Store;
use crate::access::RecordPermit;
use crate::accounts::AccountId;
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::limits::{CHECKPOINT_HEADS_MAX, LIST_MAX, VERIFY_ROWS};

/// The door to the audit trail.
pub struct Audit<'s>(pub(crate) &'s Store);

/// One line of a patient's chain, as the patient reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// Place in the chain, from 1.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// The name of who did it; `None` for the program itself and the person at its command line.
    pub who: Option<String>,
    /// Their account: names are not one person's alone.
    pub account: Option<AccountId>,
    /// `patient`, `caregiver`, `staff`, `operator`, `program`
    pub role: String,
    /// `view`, `download`, `transmit`, `import`, `manage`
    pub action: String,
    /// What: a page, format, way, `what` of Manage, an import's id.
    pub what: String,
    /// What of the record, in words that need no catalog: sections' slugs and dates; empty is all.
    pub selection: String,
    /// The addressee of a transmission or of a manage line.
    pub to: Option<String>,
    /// `ok`; for a transmission, later lines say `risk-accepted`, `sending`, `sent` or `failed`;
    /// `altered` where the line was changed behind our back: nothing else of it is told then but
    /// its place, and the time that now stands there.
    pub outcome: String,
}

/// A line to be written; what is sealed of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NewLine {
    /// Name of the person.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) who: Option<String>,
    /// Id of their account.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) account: Option<String>,
    pub(crate) role: String,
    pub(crate) action: String,
    pub(crate) what: String,
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub(crate) selection: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) to: Option<String>,
    pub(crate) outcome: String,
    /// Hashes of what an import added, see `imports`: `verify` finds what is missing by them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) proof: Vec<String>,
}

impl NewLine {
    /// A line of the program itself: `import` with the import's id, and the like.
    pub(crate) fn program(action: &str, what: &str) -> Self {
        Self {
            role: "program".to_owned(),
            action: action.to_owned(),
            what: what.to_owned(),
            outcome: "ok".to_owned(),
            ..Self::default()
        }
    }
}

const HEAD: &str = "
    select seq, hash
    from audit_head
    where patient_id = $1";

const INSERT_LINE: &str = "
    insert into audit_line (patient_id, seq, at, sealed, hash)
    values ($1, $2, $3, $4, $5)";

const MAKE_HEAD: &str = "
    insert into audit_head (patient_id, seq, hash, signed_seq)
    values ($1, 0, $2, 0)
    on conflict (patient_id) do nothing";

const MOVE_HEAD: &str = "
    update audit_head
    set seq = $2, hash = $3
    where patient_id = $1";

/// Locks a patient's chain. Whatever builds on rows of a record, or on who may open it, begins with
/// this: so writes to one record go one behind the other, and none decides on what another is just
/// changing. Several records in the order of their keys, see [`lock_all`].
pub(crate) fn lock(tx: &mut Tx<'_>, patient: &PatientKey) -> Result<()> {
    tx.lock(HEAD, &[patient.as_str().into()]).map(|_| ())
}

/// [`lock`] for several records, which must come in the order of their keys.
pub(crate) fn lock_all<'p>(
    tx: &mut Tx<'_>,
    patients: impl Iterator<Item = &'p PatientKey>,
) -> Result<()> {
    let each: Vec<_> = patients.map(|patient| vec![patient.as_str().into()]).collect();
    tx.lock_each(HEAD, &each).map(|_| ())
}

/// The locked head of a chain, made where there is none: place and hash of the last line.
fn locked_head(tx: &mut Tx<'_>, patient: &PatientKey) -> Result<(i64, Vec<u8>)> {
    let key = || Value::from(patient.as_str());
    if let Some(row) = tx.lock(HEAD, &[key()])? {
        return Ok((row.get(0)?, row.get(1)?));
    }
    if tx.execute(MAKE_HEAD, &[key(), Vec::new().into()])? == 1 {
        return Ok((0, Vec::new()));
    }
    // Somebody else made it in the same moment, and has committed.
    let row = tx.lock(HEAD, &[key()])?.ok_or(StoreError::NotFound)?;
    Ok((row.get(0)?, row.get(1)?))
}

/// Adds a line to a patient's chain, in the transaction of what it tells about. Its place.
///
/// Locks the head of the chain.
pub(crate) fn append(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    at: Timestamp,
    line: &NewLine,
) -> Result<i64> {
    let (last, before) = locked_head(tx, patient)?;
    let seq = last + 1;
    let plain = serde_json::to_vec(line)
        .map_err(|error| StoreError::Altered(format!("an audit line can't be written: {error}")))?;
    let context = line_context(patient.as_str(), seq);
    let sealed = seal::seal(&store.inner.keys.audit, store.random(), &context, &plain);
    let at = at.as_microsecond();
    let hash = line_hash(&before, patient.as_str(), seq, at, &sealed);
    let key = || Value::from(patient.as_str());
    let line = vec![key(), seq.into(), at.into(), sealed.into(), hash.to_vec().into()];
    let head = vec![key(), seq.into(), hash.to_vec().into()];
    tx.execute_all(&[(INSERT_LINE, line), (MOVE_HEAD, head)])?;
    Ok(seq)
}

/// What a line is sealed for: its own place, and no other.
fn line_context(patient: &str, seq: i64) -> Vec<u8> {
    format!("audit_line|{patient}|{seq}").into_bytes()
}

/// The hash that ties a line to the one before it.
fn line_hash(before: &[u8], patient: &str, seq: i64, at: i64, sealed: &[u8]) -> [u8; 32] {
    let mut bytes = Vec::with_capacity(before.len() + patient.len() + 16 + sealed.len());
    bytes.extend_from_slice(before);
    bytes.extend_from_slice(patient.as_bytes());
    bytes.extend_from_slice(&seq.to_be_bytes());
    bytes.extend_from_slice(&at.to_be_bytes());
    bytes.extend_from_slice(sealed);
    sha256(&bytes)
}

/// What a checkpoint signs.
fn checkpoint_message(before: &[u8], seq: i64, at: i64, heads: &[u8]) -> Vec<u8> {
    let mut message = b"bluebutton checkpoint 1|".to_vec();
    message.extend_from_slice(before);
    message.extend_from_slice(&seq.to_be_bytes());
    message.extend_from_slice(&at.to_be_bytes());
    message.extend_from_slice(heads);
    message
}

const LINES: &str = "
    select seq, at, sealed
    from audit_line
    where patient_id = $1
    order by seq desc
    limit $2 offset $3";

const LENGTH: &str = "
    select seq
    from audit_head
    where patient_id = $1";

const LAST_CHECKPOINT: &str = "
    select seq, hash
    from audit_checkpoint
    order by seq desc
    limit 1";

const UNSIGNED_HEADS: &str = "
    select patient_id, seq, hash
    from audit_head
    where seq > signed_seq
    order by patient_id
    limit $1";

const INSERT_CHECKPOINT: &str = "
    insert into audit_checkpoint (seq, at, heads, hash, signature)
    values ($1, $2, $3, $4, $5)";

const HEAD_IS_SIGNED: &str = "
    update audit_head
    set signed_seq = $2
    where patient_id = $1";

impl Audit<'_> {
    /// The newest lines of the chain of the permit's patient.
    pub async fn lines(
        &self,
        permit: &RecordPermit,
        skip: usize,
        take: usize,
    ) -> Result<Vec<AuditLine>> {
        let store = self.0.clone();
        let patient = permit.patient().clone();
        let work = move |tx: &mut Tx<'_>| {
            let take = take.min(LIST_MAX) as i64;
            let values = [patient.as_str().into(), take.into(), (skip as i64).into()];
            let rows = tx.query(LINES, &values)?;
            Ok(rows.iter().map(|row| opened(&store, patient.as_str(), row)).collect())
        };
        self.0.inner.db.read("read audit lines", work).await
    }

    /// Signs a checkpoint over all chains that grew since the last one. Called at intervals and
    /// at the end of an import.
    pub async fn checkpoint(&self) -> Result<()> {
        loop {
            let store = self.0.clone();
            let work = move |tx: &mut Tx<'_>| sign_checkpoint(tx, &store);
            let signed = self.0.inner.db.write("sign audit checkpoint", work).await?;
            if signed < CHECKPOINT_HEADS_MAX {
                return Ok(());
            }
        }
    }

    /// How many lines a patient's chain has.
    pub async fn length(&self, patient: &PatientKey) -> Result<i64> {
        let patient = patient.clone();
        let work = move |tx: &mut Tx<'_>| {
            Ok(tx.first(LENGTH, &[patient.as_str().into()])?.map_or(0, |row| row.int(0)))
        };
        self.0.inner.db.read("count audit lines", work).await
    }
}

/// The proofs of a patient's chain, in order, see [`NewLine::proof`]. Lines that do not open have
/// none: [`verify_chains`] names them.
pub(crate) fn proofs(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey) -> Result<Vec<String>> {
    let (mut proofs, mut last) = (Vec::new(), 0_i64);
    loop {
        let values = [patient.as_str().into(), last.into(), VERIFY_ROWS.into()];
        let rows = tx.query(LINES_FROM, &values)?;
        let Some(row) = rows.last() else { return Ok(proofs) };
        last = row.int(0);
        for row in &rows {
            let context = line_context(patient.as_str(), row.int(0));
            let plain = seal::open(&store.inner.keys.audit, &context, row.bytes(1));
            let line = plain.ok().and_then(|plain| serde_json::from_slice::<NewLine>(&plain).ok());
            proofs.extend(line.into_iter().flat_map(|line| line.proof));
        }
    }
}

const LINES_FROM: &str = "
    select seq, sealed
    from audit_line
    where patient_id = $1 and seq > $2
    order by seq
    limit $3";

/// Opens a row of `seq, at, sealed`. A line that does not open is told as one: the patient learns of
/// it, and still reads the others.
fn opened(store: &Store, patient: &str, row: &Row) -> AuditLine {
    let seq = row.int(0);
    let plain = seal::open(&store.inner.keys.audit, &line_context(patient, seq), row.bytes(2));
    let line = plain.ok().and_then(|plain| serde_json::from_slice::<NewLine>(&plain).ok());
    let line = line.unwrap_or_else(|| {
        tracing::error!(patient, seq, "an audit line was altered: run bluebutton verify");
        NewLine { outcome: "altered".to_owned(), ..NewLine::default() }
    });
    AuditLine {
        seq,
        at: Timestamp::from_microsecond(row.int(1)).unwrap_or_default(),
        who: line.who,
        account: line.account.map(AccountId),
        role: line.role,
        action: line.action,
        what: line.what,
        selection: line.selection,
        to: line.to,
        outcome: line.outcome,
    }
}

/// Signs one checkpoint; how many chains are in it (none: no checkpoint is made).
///
/// Locks nothing: of two that sign at once, one meets the other's number and starts over, and a chain
/// that grows meanwhile is signed next time.
fn sign_checkpoint(tx: &mut Tx<'_>, store: &Store) -> Result<usize> {
    let grown = tx.query(UNSIGNED_HEADS, &[(CHECKPOINT_HEADS_MAX as i64).into()])?;
    if grown.is_empty() {
        return Ok(0);
    }
    let last = tx.first(LAST_CHECKPOINT, &[])?;
    let (last_seq, before) = last.as_ref().map_or((0, &[][..]), |row| (row.int(0), row.bytes(1)));
    let mut heads = Vec::with_capacity(grown.len() * check::HEAD_BYTES);
    for row in &grown {
        heads.extend_from_slice(row.text(0).as_bytes());
        heads.extend_from_slice(&row.int(1).to_be_bytes());
        heads.extend_from_slice(row.bytes(2));
        tx.execute(HEAD_IS_SIGNED, &[row.text(0).into(), row.int(1).into()])?;
    }
    let (seq, at) = (last_seq + 1, store.now().as_microsecond());
    let message = checkpoint_message(before, seq, at, &heads);
    let hash = sha256(&message).to_vec();
    let signature = store.inner.keys.checkpoint.sign(&message);
    let values = [seq.into(), at.into(), heads.into(), hash.into(), signature.into()];
    tx.execute(INSERT_CHECKPOINT, &values)?;
    Ok(grown.len())
}

impl Store {
    /// The audit trail.
    pub fn audit(&self) -> Audit<'_> {
        Audit(self)
    }
}
