//! The audit trail: a chain of lines for each patient, and one of the site for what belongs to no
//! patient; and a signed log over where the chains end.
//!
//! A line's hash covers the line before it, so a line can't be altered, moved or taken out of the
//! middle unseen; the log (`log.rs`) holds where each chain ended, so lines can't be cut off the end.

mod called;
mod check;
mod count;
mod lines;
mod log;
mod own;
mod proof;
mod trail;
mod trail_file;

#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use bluebutton_crypto::hash::sha256;
use bluebutton_record::PatientKey;
use jiff::Timestamp;
use serde::Serialize;

pub(crate) use check::verify_chains;
pub(crate) use count::TABLE as MEASURE_TABLE;
pub(crate) use log::must_not_be_older;

pub use called::Called;
pub use own::OwnLines;
pub use trail::{TrailCheck, TrailFilter, TrailFormat, TrailPage};

use crate::Store;
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line};
use crate::guard;
use crate::limits::{AUDIT_LINE_BYTES_MAX, VERIFY_ROWS};
use crate::outbox;

/// The door to the audit trail.
pub struct Audit<'s>(pub(crate) &'s Store);

/// One line of a patient's chain, as the patient reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// Place in the chain, from 1.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who did it, and what; `None` where the line was changed behind our back: nothing is told of
    /// it then but its place, and the time that now stands there.
    pub told: Option<(By, Event)>,
}

/// Which chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Chain {
    /// A patient's.
    Patient(PatientKey),
    /// The site's, for what belongs to no patient.
    Site,
}

impl Chain {
    /// A patient's chain.
    pub(crate) fn of(patient: &PatientKey) -> Self {
        Self::Patient(patient.clone())
    }

    /// What stands in the column `patient_id`; no patient's key is as short as the site's word.
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Patient(patient) => patient.as_str(),
            Self::Site => "site",
        }
    }
}

/// Where a chain ends.
#[derive(Default)]
pub(crate) struct Head {
    seq: i64,
    hash: Vec<u8>,
    /// Up to where the log holds it.
    logged_seq: i64,
    /// Up to where measures have counted it.
    counted_seq: i64,
}

impl Head {
    fn values(&self, store: &Store, chain: &str) -> Vec<Value> {
        let columns = [
            chain.into(),
            self.seq.into(),
            self.hash.clone().into(),
            self.logged_seq.into(),
            self.counted_seq.into(),
        ];
        guard::guarded(store, HEAD_TABLE, columns)
    }

    /// Of a row of `patient_id, seq, hash, logged_seq, counted_seq, guard`.
    pub(crate) fn of(store: &Store, row: &Row) -> Result<Self> {
        guard::check(store, HEAD_TABLE, row)?;
        Ok(Self {
            seq: row.get(1)?,
            hash: row.get(2)?,
            logged_seq: row.get(3)?,
            counted_seq: row.get(4)?,
        })
    }
}

pub(crate) const HEAD_TABLE: &str = "audit_head";

pub(crate) const HEAD: &str = "
    select patient_id, seq, hash, logged_seq, counted_seq, guard
    from audit_head
    where patient_id = $1";

/// Quotes and a comma around each proof.
const PROOF_EDGE: usize = 3;

const INSERT_LINE: &str = "
    insert into audit_line (patient_id, seq, at, sealed, hash)
    values ($1, $2, $3, $4, $5)";

const MAKE_HEAD: &str = "
    insert into audit_head (patient_id, seq, hash, logged_seq, counted_seq, guard)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (patient_id) do nothing";

const MOVE_HEAD: &str = "
    update audit_head
    set seq = $2, hash = $3, logged_seq = $4, counted_seq = $5, guard = $6
    where patient_id = $1";

/// A line as it is sealed. The salt keeps anybody who knows the hash from guessing at the content.
#[derive(Serialize)]
struct Salted<'l> {
    salt: String,
    #[serde(flatten)]
    line: &'l Line,
}

/// Locks a chain. Whatever builds on rows of a record, or on who may open it, begins with this: so
/// writes to one record go one behind the other, and none decides on what another is just changing.
/// Several records in the order of their keys, see [`lock_all`]; the site's own chain last.
pub(crate) fn lock(tx: &mut Tx<'_>, chain: &Chain) -> Result<()> {
    tx.lock(HEAD, &[chain.as_str().into()]).map(|_| ())
}

/// [`lock`] for several records, which must come in the order of their keys.
pub(crate) fn lock_all<'p>(
    tx: &mut Tx<'_>,
    patients: impl Iterator<Item = &'p PatientKey>,
) -> Result<()> {
    let each: Vec<_> = patients.map(|patient| vec![patient.as_str().into()]).collect();
    tx.lock_each(HEAD, &each).map(|_| ())
}

/// The heads that a statement names by their keys and nobody else has locked, locked.
fn free_heads(tx: &mut Tx<'_>, named: &'static str, at_most: i64) -> Result<Vec<Row>> {
    let keys = tx.query(named, &[at_most.into()])?;
    let each = keys.iter().map(|row| Ok(vec![row.get::<&str>(0)?.into()]));
    tx.lock_each_free(HEAD, &each.collect::<Result<Vec<_>>>()?)
}

/// The locked head of a chain, made where there is none: [`lock`] for whoever will [`append_to`] it.
pub(crate) fn locked_head(tx: &mut Tx<'_>, store: &Store, chain: &Chain) -> Result<Head> {
    let chain = chain.as_str();
    if let Some(row) = tx.lock(HEAD, &[chain.into()])? {
        return Head::of(store, &row);
    }
    if tx.execute(MAKE_HEAD, &Head::default().values(store, chain))? == 1 {
        return Ok(Head::default());
    }
    // Somebody else made it in the same moment, and has committed.
    let row = tx.lock(HEAD, &[chain.into()])?.ok_or(StoreError::NotFound)?;
    Head::of(store, &row)
}

/// Adds a line to a chain, in the transaction of what it tells about. Its place.
///
/// Locks the head of the chain.
pub(crate) fn append(
    tx: &mut Tx<'_>,
    store: &Store,
    chain: &Chain,
    at: Timestamp,
    line: &Line,
) -> Result<i64> {
    let head = locked_head(tx, store, chain)?;
    append_to(tx, store, (chain, head), at, line)
}

/// [`append`] to a chain that this transaction has locked, and to which nothing was added since.
pub(crate) fn append_to(
    tx: &mut Tx<'_>,
    store: &Store,
    (chain, mut head): (&Chain, Head),
    at: Timestamp,
    line: &Line,
) -> Result<i64> {
    let chain = chain.as_str();
    let salt = BASE64_URL_SAFE_NO_PAD.encode(store.random().bytes::<16>());
    let plain = serde_json::to_vec(&Salted { salt, line })
        .map_err(|error| StoreError::Altered(format!("an audit line can't be written: {error}")))?;
    // What was written with it may be much; what is told of it is words.
    let proofs: usize = line.proof.iter().map(|proof| proof.len() + PROOF_EDGE).sum();
    if plain.len() > AUDIT_LINE_BYTES_MAX + proofs {
        return Err(StoreError::NotAllowed("too-long-for-the-trail"));
    }
    head.seq += 1;
    let context = line_context(chain, head.seq);
    let sealed = store.seal_audit(&context, &plain);
    let at = at.as_microsecond();
    head.hash = line_hash(&head.hash, chain, head.seq, at, &plain).to_vec();
    let values =
        vec![chain.into(), head.seq.into(), at.into(), sealed.into(), head.hash.clone().into()];
    let mut written = vec![(INSERT_LINE, values), (MOVE_HEAD, head.values(store, chain))];
    written.extend(outbox::rows(chain, head.seq, at, line));
    tx.execute_last(written)?;
    if chain == Chain::Site.as_str() {
        let line = line.clone();
        tx.after_commit(move || line.log());
    }
    Ok(head.seq)
}

/// What a line is sealed for: its own place, and no other.
pub(crate) fn line_context(chain: &str, seq: i64) -> Vec<u8> {
    format!("audit_line|{chain}|{seq}").into_bytes()
}

/// The hash that ties a line to the one before it. It covers the content, not its sealed form: a
/// patient who has their lines in the open can follow the chain without any key of ours.
fn line_hash(before: &[u8], chain: &str, seq: i64, at: i64, plain: &[u8]) -> [u8; 32] {
    let parts: [&[u8]; 6] = [
        b"bluebutton line 1|",
        before,
        chain.as_bytes(),
        &seq.to_be_bytes(),
        &at.to_be_bytes(),
        &sha256(plain),
    ];
    sha256(&parts.concat())
}

const LINES: &str = "
    select seq, at, sealed
    from audit_line
    where patient_id = $1
    order by seq desc
    limit $2 offset $3";

const LINES_BELOW: &str = "
    select seq, at, sealed
    from audit_line
    where patient_id = $1 and seq < $2
    order by seq desc
    limit $3";

const LENGTH: &str = "
    select seq
    from audit_head
    where patient_id = $1";

const LINES_FROM: &str = "
    select seq, at, sealed
    from audit_line
    where patient_id = $1 and seq > $2
    order by seq
    limit $3";

/// The content of a row of `seq, at, sealed` as it was written; `None` if it does not open.
fn plain_of(store: &Store, chain: &str, seq: i64, sealed: &[u8]) -> Option<Vec<u8>> {
    store.open_audit(&line_context(chain, seq), sealed).ok()
}

/// Opens a row of `seq, at, sealed`. A line that does not open is told as one: the patient learns of
/// it, and still reads the others.
fn opened(store: &Store, chain: &str, row: &Row) -> Result<AuditLine> {
    let (seq, at) = (row.get(0)?, row.get::<Timestamp>(1).ok());
    let sealed = row.get(2).ok().filter(|_| at.is_some());
    let plain = sealed.and_then(|sealed| plain_of(store, chain, seq, sealed));
    let line = plain.and_then(|plain| serde_json::from_slice::<Line>(&plain).ok());
    if line.is_none() {
        tracing::error!(chain, seq, "an audit line was altered: run bluebutton verify");
    }
    let told = line.map(|line| (line.by, line.event));
    // Where no time stands any more nothing is told of the line; it stands among the oldest.
    Ok(AuditLine { seq, at: at.unwrap_or_default(), told })
}

/// Hears each line of a patient's chain behind that one, in their order.
pub(crate) fn each_line_after(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    seq: i64,
    mut hear: impl FnMut(&AuditLine),
) -> Result<()> {
    let (chain, mut last) = (patient.as_str(), seq);
    loop {
        let rows = tx.query(LINES_FROM, &[chain.into(), last.into(), VERIFY_ROWS.into()])?;
        let Some(newest) = rows.last() else { return Ok(()) };
        last = newest.get(0)?;
        for row in &rows {
            hear(&opened(store, chain, row)?);
        }
    }
}

/// One line of a chain; `None` where there is none.
pub(crate) fn line_at(
    tx: &mut Tx<'_>,
    store: &Store,
    chain: &str,
    seq: i64,
) -> Result<Option<AuditLine>> {
    let rows = tx.query(LINES_FROM, &[chain.into(), (seq - 1).into(), 1.into()])?;
    let lines = rows.iter().map(|row| opened(store, chain, row));
    Ok(lines.collect::<Result<Vec<_>>>()?.into_iter().find(|line| line.seq == seq))
}

/// Whether a chain ends with the erasure of its record.
pub(crate) fn ends_with_erasure(tx: &mut Tx<'_>, store: &Store, chain: &Chain) -> Result<bool> {
    let chain = chain.as_str();
    let last = tx.first(LINES, &[chain.into(), 1.into(), 0.into()])?;
    let told = last.and_then(|row| opened(store, chain, &row).ok()?.told);
    Ok(told.is_some_and(|(_, event)| event == Event::RecordErased))
}

/// What a line says of something that was written with it.
pub(crate) struct Proof {
    /// When the line was written, microseconds since 1970.
    pub(crate) at: i64,
    pub(crate) text: String,
}

/// Shows the proofs of a chain, in order, see [`Line::proof`]. Lines that do not open have none:
/// [`verify_chains`] names them.
pub(crate) fn proofs(
    tx: &mut Tx<'_>,
    store: &Store,
    chain: &Chain,
    mut see: impl FnMut(Proof),
) -> Result<()> {
    let (chain, mut last) = (chain.as_str(), 0_i64);
    loop {
        let rows = tx.query(LINES_FROM, &[chain.into(), last.into(), VERIFY_ROWS.into()])?;
        let Some(row) = rows.last() else { return Ok(()) };
        last = row.get(0)?;
        for row in &rows {
            let (at, plain) = (row.get(1)?, plain_of(store, chain, row.get(0)?, row.get(2)?));
            let line = plain.and_then(|plain| serde_json::from_slice::<Line>(&plain).ok());
            let texts = line.into_iter().flat_map(|line| line.proof);
            texts.for_each(|text| see(Proof { at, text }));
        }
    }
}

impl Store {
    /// The audit trail.
    pub fn audit(&self) -> Audit<'_> {
        Audit(self)
    }
}
