//! Making segments of what came in. Everything slow happens here, before the transaction: choosing
//! what is new, compressing, sealing.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use bluebutton_crypto::Random;
use bluebutton_record::ResourceId;
use bluebutton_record::facts::Facts;
use bluebutton_record::normalize::{Ready, Told};
use jiff::Timestamp;

use super::facts::SegmentFacts;
use super::ledger::{Deed, Ledger, LineContent, Sealing, content_hash};
use super::merged::Merged;
use super::segment::{Sealed, seal_segment};
use crate::error::{Result, StoreError};
use crate::limits::{SEGMENT_BYTES_MAX, SEGMENT_RESOURCES_MAX};

/// A record as it stands, and where the new segments go.
pub(crate) struct Place<'a> {
    pub(crate) sealing: Sealing<'a>,
    /// `None` for a new patient.
    pub(crate) before: Option<&'a Merged>,
    pub(crate) now: Timestamp,
    pub(crate) random: &'a dyn Random,
}

/// Segments ready to be written, and what is in them.
#[derive(Default)]
pub(crate) struct Prepared {
    pub(crate) segments: Vec<Sealed>,
    /// What the audit trail keeps of each.
    pub(crate) proofs: Vec<(i64, [u8; 32])>,
    /// By type: new, changed (taken back, too), same.
    pub(crate) counts: BTreeMap<String, [usize; 3]>,
    /// What was to be taken back and is not there.
    pub(crate) missed: Vec<ResourceId>,
}

/// A line that will be written.
struct Chosen<'r> {
    kind: &'r Arc<str>,
    local: &'r str,
    line: LineContent,
    json: &'r str,
    facts: &'r Facts,
}

/// Chooses what is new or changed, and makes sealed segments of it.
pub(crate) fn prepare(place: &Place<'_>, ready: &[Ready]) -> Result<Prepared> {
    let mut prepared = Prepared::default();
    let mut chosen = choose(place, ready, &mut prepared)?;
    chosen.sort_by_key(|chosen| {
        let days = chosen.facts.days();
        (chosen.facts.section, days.is_none(), std::cmp::Reverse(days.map(|days| days.sort)))
    });
    let mut seq = place.before.map_or(0, Merged::last_seq);
    let mut rest = chosen.into_iter().peekable();
    while rest.peek().is_some() {
        seq += 1;
        let mut ledger = Ledger::new(seq, place.now.as_microsecond());
        let (mut resources, mut facts, mut bytes) = (Vec::new(), Vec::new(), 0);
        while let Some(chosen) = rest.next_if(|chosen| {
            resources.is_empty()
                || resources.len() < SEGMENT_RESOURCES_MAX
                    && bytes + chosen.json.len() <= SEGMENT_BYTES_MAX
        }) {
            bytes += chosen.json.len();
            ledger.push(chosen.kind, chosen.local, chosen.line);
            resources.push(chosen.json);
            facts.push(chosen.facts);
        }
        let made = SegmentFacts::of(facts.iter().copied());
        let sealed = seal_segment(place.sealing, place.random, &ledger, &resources, &made)?;
        for run in &ledger.runs {
            prepared.proofs.push((run.seq, ledger.proof(run, 0, &resources, place.sealing)));
        }
        prepared.segments.push(sealed);
    }
    Ok(prepared)
}

/// What is known of a resource before a line about it.
#[derive(Clone, Copy)]
struct Newest {
    hash: u64,
    version: u32,
    deed: Deed,
}

fn choose<'r>(
    place: &Place<'_>,
    ready: &'r [Ready],
    prepared: &mut Prepared,
) -> Result<Vec<Chosen<'r>>> {
    let mut chosen = Vec::with_capacity(ready.len());
    // The newest state of what this import itself has brought already.
    let mut newest: HashMap<&str, Newest> = HashMap::new();
    for resource in ready {
        if resource.id.patient().as_ref() != Some(place.sealing.patient) {
            return Err(StoreError::NotAllowed("a resource of another record"));
        }
        let local = resource.id.local();
        let stored = || {
            let entry = place.before.and_then(|before| before.newest(&resource.id))?;
            let (hash, version, deed) = (entry.hash, entry.version, entry.deed);
            Some(Newest { hash, version, deed })
        };
        let before = newest.get(local).copied().or_else(stored);
        let deed = deed(resource);
        let hash = content_hash(&resource.json);
        let count = prepared.counts.entry(resource.kind.to_string()).or_default();
        let version = match before {
            // The Patient is never taken back by an import: to erase a record is a deed of its own.
            _ if resource.told == Told::Deleted && (before.is_none() || local.is_empty()) => {
                prepared.missed.push(resource.id.clone());
                continue;
            }
            Some(before) if is_told_already(before, deed, hash, resource) => {
                count[2] += 1;
                continue;
            }
            Some(before) => {
                count[1] += 1;
                before.version.saturating_add(1)
            }
            None => {
                count[0] += 1;
                1
            }
        };
        newest.insert(local, Newest { hash, version, deed });
        let line = LineContent { version, deed, hash, length: resource.json.len() as u32 };
        let Ready { kind, json, facts, .. } = resource;
        chosen.push(Chosen { kind, local, line, json, facts });
    }
    Ok(chosen)
}

/// Whether the newest line says this already: the same content, or that it is gone.
fn is_told_already(before: Newest, deed: Deed, hash: u64, resource: &Ready) -> bool {
    before.deed == deed && (before.hash == hash || resource.told == Told::Deleted)
}

fn deed(resource: &Ready) -> Deed {
    let is_gone = resource.told == Told::Deleted || resource.facts.is_withdrawn;
    if is_gone && !resource.id.local().is_empty() { Deed::Delete } else { Deed::Put }
}
