//! A segment: up to some thousand versions of resources of one patient, in three pieces. The ledger
//! says what is true of each, the data holds the JSON, one resource behind the other, and the facts
//! are what is derived from it. Each is compressed, then sealed with the patient's own key for its
//! place. Ledger and data are never rewritten; facts are made anew when the rules change.

use bluebutton_crypto::Random;
use bluebutton_crypto::seal::{open, seal};
use bluebutton_record::PatientKey;
use bluebutton_record::facts::FACTS_VERSION;

use super::compression::{compress, compress_resources, decompress};
use super::facts::SegmentFacts;
use super::ledger::{Ledger, Run, Sealing};
use super::pack::{pack, unpack};
use crate::db::Statement;
use crate::error::{Result, StoreError};
use crate::limits::{LEDGER_BYTES_MAX, SEGMENT_UNPACKED_MAX};

/// One segment, sealed for its place.
pub(crate) struct SealedSegment {
    /// The number of its last run.
    pub(crate) seq: i64,
    /// When that was stored.
    at: i64,
    pub(crate) resources: usize,
    ledger: Vec<u8>,
    data: Vec<u8>,
    facts: Vec<u8>,
}

impl SealedSegment {
    /// The rows of it, as a record keeps them.
    pub(crate) fn rows(self, place: &PatientKey) -> [Statement; 2] {
        let patient = || place.as_str().into();
        let segment = vec![
            patient(),
            self.seq.into(),
            self.at.into(),
            (self.resources as i64).into(),
            self.ledger.into(),
            self.data.into(),
        ];
        let facts =
            vec![patient(), self.seq.into(), i64::from(FACTS_VERSION).into(), self.facts.into()];
        [(SEGMENT_ADD, segment), (FACTS_ADD, facts)]
    }
}

/// Seals a segment; `resources` are the JSON of the ledger's lines.
pub(crate) fn seal_segment(
    place: Sealing<'_>,
    random: &dyn Random,
    ledger: &Ledger,
    resources: &[&str],
    facts: &SegmentFacts,
) -> Result<SealedSegment> {
    let seq = ledger.span().map_or(0, |(_, last)| last);
    let locals = ledger.locals();
    let packed = pack(place.patient, &locals, resources);
    let sealed = |part: &str, packed: &[u8]| {
        seal(place.key, random, &context(place.patient, seq, part), packed)
    };
    Ok(SealedSegment {
        seq,
        at: ledger.runs.last().map_or(0, |run| run.at),
        resources: ledger.lines.len(),
        ledger: sealed("ledger", &compress(&ledger.write(), LEDGER_LEVEL)?),
        data: sealed("data", &compress_resources(packed.as_bytes())?),
        facts: sealed("facts", &compress(&facts.write(ledger), LEDGER_LEVEL)?),
    })
}

/// Seals facts that were made anew.
pub(crate) fn seal_facts(
    place: Sealing<'_>,
    random: &dyn Random,
    ledger: &Ledger,
    facts: &SegmentFacts,
) -> Result<Vec<u8>> {
    let seq = ledger.span().map_or(0, |(_, last)| last);
    let context = context(place.patient, seq, "facts");
    Ok(seal(place.key, random, &context, &compress(&facts.write(ledger), LEDGER_LEVEL)?))
}

/// Opens a sealed ledger.
pub(crate) fn open_ledger(place: Sealing<'_>, seq: i64, sealed: &[u8]) -> Result<Ledger> {
    let altered = |what| altered(place.patient, seq, what);
    let plain = opened(place, seq, "ledger", sealed, LEDGER_BYTES_MAX)
        .map_err(|_| altered("its ledger does not open"))?;
    let ledger = Ledger::read(&plain).ok_or_else(|| altered("its ledger has another form"))?;
    if ledger.span().map(|(_, last)| last) != Some(seq) {
        return Err(altered("its ledger is another segment's"));
    }
    Ok(ledger)
}

/// Opens sealed facts; `None` where they are not of this ledger, or of other rules.
pub(crate) fn open_facts(
    place: Sealing<'_>,
    ledger: &Ledger,
    sealed: &[u8],
) -> Option<SegmentFacts> {
    SegmentFacts::read(&open_facts_bytes(place, ledger, sealed)?, ledger)
}

/// Sealed facts as they were written; `None` where they do not open.
pub(crate) fn open_facts_bytes(
    place: Sealing<'_>,
    ledger: &Ledger,
    sealed: &[u8],
) -> Option<Vec<u8>> {
    let (_, seq) = ledger.span()?;
    opened(place, seq, "facts", sealed, LEDGER_BYTES_MAX).ok()
}

/// Opens a sealed data part: the JSON of the ledger's lines, one behind the other.
pub(crate) fn open_data(place: Sealing<'_>, ledger: &Ledger, sealed: &[u8]) -> Result<String> {
    let seq = ledger.span().map_or(0, |(_, last)| last);
    let altered = |what| altered(place.patient, seq, what);
    let plain = opened(place, seq, "data", sealed, SEGMENT_UNPACKED_MAX)
        .map_err(|_| altered("its data does not open"))?;
    let packed = String::from_utf8(plain).map_err(|_| altered("its data is no text"))?;
    unpack(place.patient, &ledger.locals(), &ledger.lengths(), &packed)
        .ok_or_else(|| altered("its data is not as its ledger says"))
}

/// Where the JSON of some runs stands in the data of a segment.
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The piece of a ledger that holds the runs `first` to `last`; `None` where it does not hold both.
pub(crate) fn piece(ledger: &Ledger, first: i64, last: i64) -> Option<Piece> {
    let is_there = |seq: i64| ledger.runs.iter().any(|run| run.seq == seq);
    if !is_there(first) || !is_there(last) {
        return None;
    }
    let lines = |runs: &mut dyn Iterator<Item = &Run>| runs.map(|run| run.lines).sum::<usize>();
    let first_line = lines(&mut ledger.runs.iter().filter(|run| run.seq < first));
    let line_end = lines(&mut ledger.runs.iter().filter(|run| run.seq <= last));
    let lengths = ledger.lengths();
    let bytes = |end: usize| lengths.get(..end).map(|lengths| lengths.iter().sum::<usize>());
    Some(Piece { start: bytes(first_line)?, end: bytes(line_end)? })
}

/// A segment is not what was stored.
pub(crate) fn altered(patient: &PatientKey, seq: i64, what: &str) -> StoreError {
    StoreError::Altered(format!("record_segment {patient} {seq}: {what}"))
}

fn opened(
    place: Sealing<'_>,
    seq: i64,
    part: &str,
    sealed: &[u8],
    bytes_max: usize,
) -> Result<Vec<u8>> {
    let plain = open(place.key, &context(place.patient, seq, part), sealed)
        .map_err(|_| altered(place.patient, seq, part))?;
    decompress(&plain, bytes_max)
}

/// What a part is sealed for: its own place, and no other.
fn context(patient: &PatientKey, seq: i64, part: &str) -> Vec<u8> {
    format!("record_segment|{patient}|{seq}|{part}").into_bytes()
}

/// Ledger and facts are small and read often: worth some effort.
const LEDGER_LEVEL: i32 = 6;

const SEGMENT_ADD: &str = "
    insert into record_segment
        (patient_id, seq, created_at, resources, sealed_ledger, sealed)
    values ($1, $2, $3, $4, $5, $6)";

const FACTS_ADD: &str = "
    insert into record_facts (patient_id, seq, facts_version, sealed)
    values ($1, $2, $3, $4)";
