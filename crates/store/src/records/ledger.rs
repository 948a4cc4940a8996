//! The ledger of a segment: what is true of each version of each resource in it. It is sealed and
//! proved by the audit trail together with the data, and never rewritten; what is derived from the
//! data lies beside it, see [`super::facts`].

use std::sync::Arc;

use bluebutton_crypto::hash::{keyed_hash, sha256};
use bluebutton_crypto::seal::DataKey;
use bluebutton_record::PatientKey;
use bluebutton_record::versions::AsOf;

use super::columns::{ColumnWriter, Reader, TextTable};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LedgerDeed {
    /// A version was stored.
    Put,
    /// The resource was taken back. The line may still have JSON: what the source said last.
    Delete,
    /// The version of that number was told once more, as of another moment. The line has no JSON.
    Confirm,
}

/// The lines of one import, or of a piece of one: what was one segment when it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// Its number in the record, which it keeps when segments are put together.
    pub(crate) seq: i64,
    /// When it was stored, microseconds since 1970.
    pub(crate) at: i64,
    /// How many lines it has.
    pub(crate) lines: usize,
}

/// One version of one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LedgerLine {
    /// Its place in [`Ledger::kinds`].
    pub(crate) kind: u16,
    id_end: u32,
    pub(crate) version: u32,
    pub(crate) deed: LedgerDeed,
    /// As of when its source tells it: what decides which version is the current one.
    pub(crate) as_of: AsOf,
    /// First eight bytes of SHA-256 over the JSON.
    pub(crate) hash: u64,
    /// Bytes of its JSON in the data part.
    pub(crate) length: u32,
}

/// The ledger of one segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ledger {
    pub(crate) runs: Vec<Run>,
    pub(crate) lines: Vec<LedgerLine>,
    kinds: Vec<Arc<str>>,
    ids: String,
}

impl Ledger {
    /// A ledger of one run without lines.
    pub(crate) fn new(seq: i64, at: i64) -> Self {
        Self { runs: vec![Run { seq, at, lines: 0 }], ..Self::default() }
    }

    /// Begins another run.
    pub(crate) fn begin(&mut self, seq: i64, at: i64) {
        self.runs.push(Run { seq, at, lines: 0 });
    }

    /// Adds all runs of another ledger behind its own.
    pub(crate) fn append(&mut self, other: &Self) {
        let mut place = 0;
        for run in &other.runs {
            self.begin(run.seq, run.at);
            for at in place..place + run.lines {
                let (Some(kind), Some(line)) = (other.kind(at), other.lines.get(at)) else {
                    return;
                };
                let LedgerLine { version, deed, as_of, hash, length, .. } = *line;
                let line = LineContent { version, deed, as_of, hash, length };
                self.push(kind, other.local(at), line);
            }
            place += run.lines;
        }
    }

    /// Adds a line to the last run; `line` has its kind and id still open.
    pub(crate) fn push(&mut self, kind: &Arc<str>, local: &str, line: LineContent) {
        let known = self.kinds.iter().position(|known| known == kind);
        let kind = known.unwrap_or_else(|| {
            self.kinds.push(Arc::clone(kind));
            self.kinds.len() - 1
        });
        self.ids.push_str(local);
        let LineContent { version, deed, as_of, hash, length } = line;
        let (kind, id_end) = (kind as u16, self.ids.len() as u32);
        self.lines.push(LedgerLine { kind, id_end, version, deed, as_of, hash, length });
        if let Some(run) = self.runs.last_mut() {
            run.lines += 1;
        }
    }

    /// The id behind the patient's key of a line; empty for the Patient.
    pub(crate) fn local(&self, place: usize) -> &str {
        let end_of = |place: usize| self.lines.get(place).map(|line| line.id_end as usize);
        let start = place.checked_sub(1).and_then(end_of).unwrap_or(0);
        self.ids.get(start..end_of(place).unwrap_or(start)).unwrap_or_default()
    }

    /// The type of a line.
    pub(crate) fn kind(&self, place: usize) -> Option<&Arc<str>> {
        self.kinds.get(usize::from(self.lines.get(place)?.kind))
    }

    /// The types of its lines, each once.
    pub(crate) fn kinds(&self) -> &[Arc<str>] {
        &self.kinds
    }

    /// The local ids of all lines.
    pub(crate) fn locals(&self) -> Vec<&str> {
        (0..self.lines.len()).map(|place| self.local(place)).collect()
    }

    /// The lengths of all lines' JSON.
    pub(crate) fn lengths(&self) -> Vec<usize> {
        self.lines.iter().map(|line| line.length as usize).collect()
    }

    /// The first and the last number of what it holds.
    pub(crate) fn span(&self) -> Option<(i64, i64)> {
        Some((self.runs.first()?.seq, self.runs.last()?.seq))
    }

    /// What the audit trail keeps of one run: who holds the patient's key can make it again from
    /// the lines and their JSON, wherever they stand.
    pub(crate) fn proof(
        &self,
        run: &Run,
        first: usize,
        jsons: &[&str],
        place: Sealing<'_>,
    ) -> [u8; 32] {
        let mut told = Vec::with_capacity(run.lines * 96);
        for (at, json) in (first..first + run.lines).zip(jsons) {
            let Some(line) = self.lines.get(at) else { break };
            for text in [self.kind(at).map_or("", |kind| kind), self.local(at)] {
                told.extend_from_slice(&(text.len() as u64).to_be_bytes());
                told.extend_from_slice(text.as_bytes());
            }
            told.extend_from_slice(&line.version.to_be_bytes());
            told.push(line.deed.number());
            told.push(u8::from(line.as_of.is_arrival));
            told.extend_from_slice(&line.as_of.moment.to_be_bytes());
            told.extend_from_slice(&line.as_of.revision.to_be_bytes());
            told.extend_from_slice(&sha256(json.as_bytes()));
        }
        let parts: [&[u8]; 5] = [
            b"segment",
            place.patient.as_str().as_bytes(),
            &run.seq.to_be_bytes(),
            &run.at.to_be_bytes(),
            &sha256(&told),
        ];
        keyed_hash(place.key.reveal(), &parts)
    }

    /// The ledger as bytes.
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut out = ColumnWriter::default();
        out.number(FORMAT);
        out.number(self.lines.len() as u64);
        out.number(self.runs.len() as u64);
        let before = std::iter::once((0, 0)).chain(self.runs.iter().map(|run| (run.seq, run.at)));
        for (run, before) in self.runs.iter().zip(before) {
            out.signed(run.seq.wrapping_sub(before.0));
            out.signed(run.at.wrapping_sub(before.1));
            out.number(run.lines as u64);
        }
        TextTable::of(self.kinds.iter().map(|kind| &**kind)).write(&mut out);
        out.numbers(self.lines.iter().map(|line| u64::from(line.kind)));
        let stated = || self.lines.iter().map(|line| line.as_of).filter(|it| !it.is_arrival);
        out.bytes.extend(
            self.lines
                .iter()
                .map(|line| line.deed.number() | if line.as_of.is_arrival { 0 } else { STATED }),
        );
        let before = std::iter::once(0).chain(stated().map(|as_of| as_of.moment));
        out.signed_numbers(stated().zip(before).map(|(it, before)| it.moment.wrapping_sub(before)));
        out.numbers(stated().map(|as_of| u64::from(as_of.revision)));
        out.numbers(self.lines.iter().map(|line| u64::from(line.version)));
        out.numbers(self.lines.iter().map(|line| u64::from(line.length)));
        out.ids(&self.locals());
        out.bytes.extend(self.lines.iter().flat_map(|line| line.hash.to_be_bytes()));
        out.bytes
    }

    /// Reads what [`Ledger::write`] wrote; `None` where it is not that.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let mut from = Reader::new(bytes);
        if from.number()? != FORMAT {
            return None;
        }
        let count = from.count()?;
        let mut ledger = Self::default();
        let (mut seq, mut at) = (0_i64, 0_i64);
        for _ in 0..from.count()? {
            seq = seq.wrapping_add(from.signed()?);
            at = at.wrapping_add(from.signed()?);
            let lines = usize::try_from(from.number()?).ok()?;
            ledger.runs.push(Run { seq, at, lines });
        }
        let kinds: Vec<Arc<str>> = from.table()?;
        let kind_of: Vec<usize> = from.numbers(count)?;
        let deeds = from.take(count)?;
        let as_of = moments(&mut from, &ledger.runs, deeds)?;
        let versions: Vec<u32> = from.numbers(count)?;
        let lengths: Vec<u32> = from.numbers(count)?;
        let locals = from.ids(count)?;
        let hashes = from.take(count.checked_mul(8)?)?.chunks_exact(8);
        let runs = std::mem::take(&mut ledger.runs);
        for (at, hash) in hashes.enumerate() {
            let line = LineContent {
                version: *versions.get(at)?,
                deed: LedgerDeed::from_number(*deeds.get(at)? & !STATED)?,
                as_of: *as_of.get(at)?,
                hash: u64::from_be_bytes(hash.try_into().ok()?),
                length: *lengths.get(at)?,
            };
            ledger.push(kinds.get(*kind_of.get(at)?)?, locals.get(at)?, line);
        }
        let told = runs.iter().try_fold(0_usize, |sum, run| sum.checked_add(run.lines))?;
        ledger.runs = runs;
        (from.is_empty() && told == count && ledger.kinds == kinds).then_some(ledger)
    }
}

/// What a new line says beside type and id.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineContent {
    pub(crate) version: u32,
    pub(crate) deed: LedgerDeed,
    /// As of when; an arrival is that of the line's run.
    pub(crate) as_of: AsOf,
    pub(crate) hash: u64,
    pub(crate) length: u32,
}

/// As of when each line is told: what states no moment is told as of the arrival of its run.
fn moments(from: &mut Reader<'_>, runs: &[Run], deeds: &[u8]) -> Option<Vec<AsOf>> {
    let is_stated = |deed: &&u8| **deed & STATED != 0;
    let stated = deeds.iter().filter(is_stated).count();
    let mut moment = 0_i64;
    let mut moments = Vec::with_capacity(stated.min(deeds.len()));
    for _ in 0..stated {
        moment = moment.wrapping_add(from.signed()?);
        moments.push(moment);
    }
    let revisions: Vec<u32> = from.numbers(stated)?;
    let mut stated = moments.into_iter().zip(revisions);
    let mut all = Vec::with_capacity(deeds.len());
    let mut deeds = deeds.iter();
    for run in runs {
        for deed in deeds.by_ref().take(run.lines) {
            all.push(if is_stated(&deed) {
                stated.next().map(|(moment, revision)| AsOf::stated(moment, revision))?
            } else {
                AsOf::arrived(run.at)
            });
        }
    }
    Some(all)
}

/// Whose segment it is, and the key it is sealed with.
#[derive(Clone, Copy)]
pub(crate) struct Sealing<'a> {
    pub(crate) patient: &'a PatientKey,
    pub(crate) key: &'a DataKey,
}

impl LedgerDeed {
    fn number(self) -> u8 {
        match self {
            Self::Put => 0,
            Self::Delete => 1,
            Self::Confirm => 2,
        }
    }

    fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Put),
            1 => Some(Self::Delete),
            2 => Some(Self::Confirm),
            _ => None,
        }
    }
}

/// First eight bytes of SHA-256: only compared with the version before of the same resource.
pub(crate) fn content_hash(json: &str) -> u64 {
    u64::from_be_bytes(*sha256(json.as_bytes()).first_chunk().unwrap_or(&[0; 8]))
}

/// First number of a ledger; another number is another form.
const FORMAT: u64 = 3;

/// What a deed's number holds besides where the source states as of when it tells.
const STATED: u8 = 4;

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    type AnyLine = (String, String, u8, Option<(i64, u32)>, (u32, u64, u32));

    pub(in crate::records) fn any_ledger() -> impl Strategy<Value = Ledger> {
        let local = "[a-z2-7]{0,20}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-fA]{12}";
        let numbers = any::<(u32, u64, u32)>();
        let as_of = proptest::option::of(any::<(i64, u32)>());
        let line = ("[A-C]{1,3}", local, 0..3_u8, as_of, numbers);
        let run = (1..900_i64, any::<u32>(), proptest::collection::vec(line, 0..12));
        proptest::collection::vec(run, 1..4).prop_map(|runs| {
            let mut ledger = Ledger::default();
            let mut seq = 0;
            for (step, at, lines) in runs {
                seq += step;
                ledger.begin(seq, i64::from(at));
                let lines: Vec<AnyLine> = lines;
                for (kind, local, deed, as_of, (version, hash, length)) in lines {
                    let deed = LedgerDeed::from_number(deed).unwrap();
                    let arrived = AsOf::arrived(i64::from(at));
                    let as_of = as_of.map_or(arrived, |(at, number)| AsOf::stated(at, number));
                    let line = LineContent { version, deed, as_of, hash, length };
                    ledger.push(&kind.into(), &local, line);
                }
            }
            ledger
        })
    }

    proptest! {
        #[test]
        fn a_ledger_comes_back_as_it_was(ledger in any_ledger()) {
            prop_assert_eq!(Ledger::read(&ledger.write()), Some(ledger));
        }

        #[test]
        fn no_bytes_make_the_reader_panic(bytes: Vec<u8>) {
            let _ = Ledger::read(&bytes);
            let with_format = [&[FORMAT as u8][..], &bytes].concat();
            let _ = Ledger::read(&with_format);
        }
    }

    #[test]
    fn a_proof_changes_with_whatever_is_true() {
        let patient = PatientKey::from_hash(b"123456789");
        let key = bluebutton_crypto::Hidden::new([7; 32]);
        let place = Sealing { patient: &patient, key: &key };
        let told = std::cell::Cell::new(AsOf::stated(3, 1));
        let proof = |seq: i64, at: i64, local: &str, deed: LedgerDeed, json: &str| {
            let mut ledger = Ledger::new(seq, at);
            let as_of = told.get();
            let line = LineContent { version: 1, deed, as_of, hash: 0, length: 0 };
            ledger.push(&"Observation".into(), local, line);
            ledger.proof(&ledger.runs[0], 0, &[json], place)
        };
        let one = proof(1, 5, "a", LedgerDeed::Put, "{}");
        assert_eq!(one, proof(1, 5, "a", LedgerDeed::Put, "{}"));
        for other in [
            proof(2, 5, "a", LedgerDeed::Put, "{}"),
            proof(1, 6, "a", LedgerDeed::Put, "{}"),
            proof(1, 5, "b", LedgerDeed::Put, "{}"),
            proof(1, 5, "a", LedgerDeed::Delete, "{}"),
            proof(1, 5, "a", LedgerDeed::Put, "{ }"),
        ] {
            assert_ne!(one, other);
        }
        for other in [AsOf::stated(4, 1), AsOf::stated(3, 2), AsOf::arrived(3)] {
            told.set(other);
            assert_ne!(one, proof(1, 5, "a", LedgerDeed::Put, "{}"), "{other:?}");
        }
    }
}
