//! Making segments of what came in. Everything slow happens here, before the transaction: choosing
//! what is new, compressing, sealing.

use std::collections::{BTreeMap, HashMap};

use bluebutton_crypto::Random;
use bluebutton_crypto::hash::sha256;
use bluebutton_crypto::seal::{DataKey, seal};
use bluebutton_record::PatientKey;
use bluebutton_record::normalize::Ready;
use jiff::Timestamp;
use memchr::memmem;

use super::merged::Merged;
use super::pack::pack;
use super::segment::{Line, compress, context, write_index};
use crate::error::{Result, StoreError};
use crate::limits::{SEGMENT_BYTES_MAX, SEGMENT_RESOURCES_MAX};

/// A record as it stands, and where the new segments go.
pub(crate) struct Place<'a> {
    pub(crate) patient: &'a PatientKey,
    pub(crate) key: &'a DataKey,
    /// `None` for a new patient.
    pub(crate) before: Option<&'a Merged>,
    pub(crate) now: Timestamp,
    pub(crate) random: &'a dyn Random,
}

/// Segments ready to be written, and what is in them.
#[derive(Default)]
pub(crate) struct Prepared {
    pub(crate) segments: Vec<Sealed>,
    /// By type: new, changed, same.
    pub(crate) counts: BTreeMap<String, [usize; 3]>,
}

/// One segment, sealed for its place.
pub(crate) struct Sealed {
    pub(crate) seq: i64,
    pub(crate) resources: usize,
    pub(crate) index: Vec<u8>,
    pub(crate) data: Vec<u8>,
    /// What the audit trail keeps of it, see [`segment_hash`].
    pub(crate) hash: [u8; 32],
}

/// Chooses what is new or changed, and makes sealed segments of it.
pub(crate) fn prepare(place: &Place<'_>, ready: &[Ready]) -> Result<Prepared> {
    let mut prepared = Prepared::default();
    let mut chosen = choose(place, ready, &mut prepared.counts)?;
    chosen.sort_by_key(|(line, _)| {
        (line.section, line.days.is_none(), std::cmp::Reverse(line.days.map(|days| days.sort)))
    });
    let mut seq = place.before.map_or(0, Merged::last_seq);
    let mut rest = chosen.into_iter().peekable();
    while rest.peek().is_some() {
        let (mut lines, mut resources, mut bytes) = (Vec::new(), Vec::new(), 0);
        while let Some((line, json)) = rest.next_if(|(_, json)| {
            lines.is_empty()
                || lines.len() < SEGMENT_RESOURCES_MAX && bytes + json.len() <= SEGMENT_BYTES_MAX
        }) {
            bytes += json.len();
            lines.push(line);
            resources.push(json);
        }
        seq += 1;
        prepared.segments.push(seal_segment(place, seq, &lines, &resources)?);
    }
    Ok(prepared)
}

fn seal_segment(place: &Place<'_>, seq: i64, lines: &[Line], resources: &[&str]) -> Result<Sealed> {
    let sealed = |part: &str, plain: &[u8]| {
        seal(place.key, place.random, &context(place.patient, seq, part), plain)
    };
    let index = sealed("index", &write_index(lines, place.now.as_microsecond())?);
    let packed = pack(place.patient, lines, resources);
    let data = sealed("data", &compress(packed.as_bytes(), DATA_LEVEL)?);
    let hash = segment_hash(&index, &data);
    Ok(Sealed { seq, resources: lines.len(), index, data, hash })
}

/// What the audit trail keeps of a segment: it finds one that was exchanged, cut off or taken away.
pub(crate) fn segment_hash(index: &[u8], data: &[u8]) -> [u8; 32] {
    sha256(&[sha256(index), sha256(data)].concat())
}

fn choose<'r>(
    place: &Place<'_>,
    ready: &'r [Ready],
    counts: &mut BTreeMap<String, [usize; 3]>,
) -> Result<Vec<(Line, &'r str)>> {
    let mut chosen = Vec::with_capacity(ready.len());
    // The newest state of what this import itself has brought already: hash and version.
    let mut newest: HashMap<&str, (u64, u32)> = HashMap::new();
    let visits = VisitFinder::new(place.patient);
    for resource in ready {
        if resource.id.patient().as_ref() != Some(place.patient) {
            return Err(StoreError::NotAllowed("a resource of another record"));
        }
        let local = resource.id.local();
        let hash = content_hash(&resource.json);
        let stored = || {
            let entry = place.before.and_then(|before| before.find(local))?;
            Some((entry.hash, entry.version))
        };
        let before = newest.get(local).copied().or_else(stored);
        let count = counts.entry(resource.kind.to_string()).or_default();
        let version = match before {
            Some((known, _)) if known == hash => {
                count[2] += 1;
                continue;
            }
            Some((_, version)) => {
                count[1] += 1;
                version + 1
            }
            None => {
                count[0] += 1;
                1
            }
        };
        newest.insert(local, (hash, version));
        let line = Line {
            kind: std::sync::Arc::clone(&resource.kind),
            local: local.to_owned(),
            section: resource.facts.section,
            days: resource.facts.days(),
            visits: visits.find(&resource.json),
            version,
            updated: place.now.as_microsecond(),
            hash,
            length: resource.json.len() as u32,
        };
        chosen.push((line, resource.json.as_str()));
    }
    Ok(chosen)
}

/// First eight bytes of SHA-256: only compared with the version before of the same resource.
pub(crate) fn content_hash(json: &str) -> u64 {
    u64::from_be_bytes(*sha256(json.as_bytes()).first_chunk().unwrap_or(&[0; 8]))
}

/// Finds which Encounters of the same record a resource refers to.
struct VisitFinder {
    prefix: memmem::Finder<'static>,
}

impl VisitFinder {
    fn new(patient: &PatientKey) -> Self {
        let prefix = format!("\"Encounter/{patient}.");
        Self { prefix: memmem::Finder::new(prefix.as_bytes()).into_owned() }
    }

    fn find(&self, json: &str) -> Vec<String> {
        let mut visits: Vec<String> = Vec::new();
        let behind = self.prefix.find_iter(json.as_bytes());
        for rest in behind.filter_map(|at| json.get(at + self.prefix.needle().len()..)) {
            let end = rest.find(['"', '/']).unwrap_or(0);
            let local = rest.get(..end).unwrap_or_default();
            if !local.is_empty() && visits.last().is_none_or(|last| last != local) {
                visits.push(local.to_owned());
            }
        }
        visits.sort_unstable();
        visits.dedup();
        visits
    }
}

/// Level of the data part. Higher ones save little and cost the import its speed, see
/// docs/performance.md.
const DATA_LEVEL: i32 = 3;
