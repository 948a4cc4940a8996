//! Making segments of what came in. Everything slow happens here, before the transaction: choosing
//! what is new, compressing, sealing.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use bluebutton_crypto::Random;
use bluebutton_record::ResourceId;
use bluebutton_record::facts::Facts;
use bluebutton_record::normalize::{Ready, Told};
use bluebutton_record::versions::{self, AsOf, Join, Telling};
use jiff::Timestamp;

use super::facts::SegmentFacts;
use super::ledger::{Ledger, LedgerDeed, LineContent, Sealing, content_hash};
use super::merged::Merged;
use super::segment::{SealedSegment, seal_segment};
use crate::error::{Result, StoreError};
use crate::limits::{SEGMENT_BYTES_MAX, SEGMENT_RESOURCES_MAX};

/// A record as it stands, and where the new segments go.
pub(crate) struct Place<'a> {
    pub(crate) sealing: Sealing<'a>,
    /// `None` for a new patient.
    pub(crate) before: Option<&'a Merged>,
    /// Whether this is the only record that the import is of: what it takes back can be of no other.
    pub(crate) is_alone: bool,
    pub(crate) now: Timestamp,
    pub(crate) random: &'a dyn Random,
}

/// Segments ready to be written, and what is in them.
#[derive(Default)]
pub(crate) struct Prepared {
    pub(crate) segments: Vec<SealedSegment>,
    /// What the audit trail keeps of each.
    pub(crate) proofs: Vec<(i64, [u8; 32])>,
    /// By type: new, changed (taken back, too), same.
    pub(crate) counts: BTreeMap<String, [usize; 3]>,
    /// What was to be taken back and is not there.
    pub(crate) missed: Vec<ResourceId>,
    /// Versions that are older than what is there: they are in the history.
    pub(crate) older: usize,
    /// Versions beside which another one tells something else as of the same moment.
    pub(crate) tied: usize,
}

/// A line that will be written.
struct NewLine<'r> {
    kind: &'r Arc<str>,
    local: &'r str,
    line: LineContent,
    json: &'r str,
    /// None where there is no JSON that they could be derived of.
    facts: Option<&'r Facts>,
}

/// Chooses what is new or changed, and makes sealed segments of it.
pub(crate) fn prepare(place: &Place<'_>, ready: &[Ready]) -> Result<Prepared> {
    let (mut prepared, none) = (Prepared::default(), Facts::default());
    let mut chosen = choose(place, ready, &mut prepared)?;
    chosen.sort_by_key(|chosen| {
        let facts = chosen.facts.unwrap_or(&none);
        let days = facts.days();
        (facts.section, days.is_none(), std::cmp::Reverse(days.map(|days| days.sort)))
    });
    let mut seq = place.before.map_or(0, Merged::last_seq);
    let mut rest = chosen.into_iter().peekable();
    while rest.peek().is_some() {
        seq += 1;
        let mut ledger = Ledger::new(seq, place.at());
        let (mut resources, mut facts, mut bytes) = (Vec::new(), Vec::new(), 0);
        while let Some(chosen) = rest.next_if(|chosen| {
            resources.is_empty()
                || resources.len() < SEGMENT_RESOURCES_MAX
                    && bytes + chosen.json.len() <= SEGMENT_BYTES_MAX
        }) {
            bytes += chosen.json.len();
            ledger.push(chosen.kind, chosen.local, chosen.line);
            resources.push(chosen.json);
            facts.push(chosen.facts.unwrap_or(&none));
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

/// What is told of a resource so far: by the record, then by what this import has brought already.
#[derive(Default)]
struct ToldBefore {
    tellings: Vec<Telling>,
    /// As of when this import told of it last.
    here: Option<AsOf>,
}

fn choose<'r>(
    place: &Place<'_>,
    ready: &'r [Ready],
    prepared: &mut Prepared,
) -> Result<Vec<NewLine<'r>>> {
    let mut chosen = Vec::with_capacity(ready.len());
    let mut all: HashMap<&str, ToldBefore> = HashMap::new();
    for resource in ready {
        if resource.id.patient().as_ref() != Some(place.sealing.patient) {
            return Err(StoreError::NotAllowed("a resource of another record"));
        }
        let local = resource.id.local();
        let known = all.entry(local).or_insert_with(|| {
            let before = place.before.map(|before| before.tellings(&resource.id));
            ToldBefore { tellings: before.unwrap_or_default(), here: None }
        });
        let as_of = AsOf::believed(resource.as_of, place.at());
        let is_missed = resource.told == Told::Deleted && known.tellings.is_empty();
        // The Patient is never taken back by an import: to erase a record is a deed of its own.
        if is_missed || resource.told == Told::Deleted && local.is_empty() {
            prepared.missed.push(resource.id.clone());
            // An older telling of it may come later, and it is gone all the same.
            let may_come = is_missed && place.is_alone && !as_of.is_arrival;
            if local.is_empty() || !may_come {
                continue;
            }
        }
        let Ready { kind, json, facts, .. } = resource;
        let deed = deed(resource);
        let newest = known.tellings.iter().map(|telling| telling.version).max().unwrap_or(0);
        let mut telling = telling(resource, known.in_turn(as_of), newest.saturating_add(1));
        known.here = Some(telling.as_of);
        let count = prepared.counts.entry(kind.to_string()).or_default();
        let (deed, hash) = match versions::join(&known.tellings, &telling) {
            Join::Known => {
                count[2] += 1;
                continue;
            }
            Join::Confirms(version) => {
                count[2] += 1;
                telling.version = version;
                (LedgerDeed::Confirm, content_hash(""))
            }
            Join::Version { is_current, is_tie } => {
                count[usize::from(!known.tellings.is_empty())] += 1;
                prepared.older += usize::from(!is_current);
                prepared.tied += usize::from(is_tie);
                (deed, telling.hash)
            }
        };
        let Telling { as_of, version, .. } = telling;
        let is_content = deed != LedgerDeed::Confirm;
        let (json, facts) =
            (if is_content { json.as_str() } else { "" }, is_content.then_some(facts));
        known.tellings.push(telling);
        let line = LineContent { version, deed, as_of, hash, length: json.len() as u32 };
        chosen.push(NewLine { kind, local, line, json, facts });
    }
    Ok(chosen)
}

fn telling(resource: &Ready, as_of: AsOf, version: u32) -> Telling {
    Telling {
        as_of,
        is_gone: deed(resource) == LedgerDeed::Delete,
        length: resource.json.len() as u32,
        hash: content_hash(&resource.json),
        version,
    }
}

/// Which of the Patients that an import brings is the one that the record shows from now on; `None`
/// where it shows a newer one.
pub(crate) fn current_person<'r>(
    before: Option<&Merged>,
    ready: &'r [Ready],
    now: Timestamp,
) -> Option<&'r Ready> {
    let at = now.as_microsecond().max(before.map_or(0, Merged::last_at));
    let people = ready.iter().filter(|ready| ready.id.local().is_empty());
    let told = people.zip(u32::MAX / 2..).map(|(person, version)| {
        (telling(person, AsOf::believed(person.as_of, at), version), person)
    });
    let (newest, person) = told.max_by_key(|(telling, _)| *telling)?;
    let known = before.map(|before| before.tellings(&person.id)).unwrap_or_default();
    known.iter().all(|known| *known <= newest).then_some(person)
}

impl ToldBefore {
    /// A file that tells of one thing twice as of one moment means what it says last.
    fn in_turn(&self, as_of: AsOf) -> AsOf {
        let before = self.here.filter(|here| !as_of.is_arrival && here.moment == as_of.moment);
        let next = before.map_or(0, |here| here.revision.saturating_add(1));
        AsOf { revision: as_of.revision.max(next), ..as_of }
    }
}

impl Place<'_> {
    /// When this arrives, in microseconds: a clock that was put back does not make it older than what
    /// is there.
    fn at(&self) -> i64 {
        self.now.as_microsecond().max(self.before.map_or(0, Merged::last_at))
    }
}

fn deed(resource: &Ready) -> LedgerDeed {
    let is_gone = resource.told == Told::Deleted || resource.facts.is_withdrawn;
    if is_gone && !resource.id.local().is_empty() { LedgerDeed::Delete } else { LedgerDeed::Put }
}
