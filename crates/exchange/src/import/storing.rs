//! Stores a piece: says whose it is, writes ids and references, commits.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use bluebutton_crypto::hash::sha256;
use bluebutton_record::json::write_string;
use bluebutton_record::normalize::{
    Assigned, FoundPatient, Origin, Survey, Whose, assign, may_find_a_place,
};
use bluebutton_record::reading::{Issue, Place, RawResource, Rejected, Severity};
use bluebutton_record::{PatientKey, Reading};
use bluebutton_store::StoreError;
use bluebutton_store::imports::Arrival;
use bluebutton_store::patients::Match;

use super::pieces::Piece;
use super::report::FileReport;
use super::turns::Turn;
use super::{Run, blocking};
use crate::limits::QUARANTINE_BYTES_MAX;

/// Stores one piece when its turn comes.
pub(super) async fn store(run: Arc<Run>, piece: Piece, turn: Turn) -> Result<(), StoreError> {
    turn.comes().await;
    let report = piece.report;
    let part = commit(&run, piece, true).await?;
    run.reports.stored(report, part);
    Ok(())
}

/// Commits one piece. `may_wait` keeps what has no place yet for the end of the run.
pub(super) async fn commit(
    run: &Arc<Run>,
    piece: Piece,
    may_wait: bool,
) -> Result<FileReport, StoreError> {
    let Piece { report, file, folder, mut reading, survey, source, is_loose, memory, room, .. } =
        piece;
    let rejected = std::mem::take(&mut reading.rejected);
    let whose = whose(run, &survey.found, &source).await?;
    let (known, hints) = {
        let shared = run.shared();
        let hints = shared.wanted.get(&source).filter(|_| !may_wait).cloned().unwrap_or_default();
        (shared.known.get(&source).cloned().unwrap_or_default(), hints)
    };
    let (mut assigned, survey, whose, source) = blocking(move || {
        let origin = Origin { source: &source, hash: sha256, known: &known, hints: &hints };
        (assign(reading, &survey, &whose, origin), survey, whose, source)
    })
    .await?;
    if is_loose {
        learn(run, &source, &mut assigned);
    }
    let mut quarantine = Quarantine::new(&source);
    quarantine.rejected(rejected);
    let homeless = std::mem::take(&mut assigned.homeless);
    let originals = std::mem::take(&mut assigned.homeless_originals);
    if originals.is_empty() {
        let (later, now): (Vec<_>, Vec<_>) =
            homeless.into_iter().partition(|(_, issue)| may_wait && may_find_a_place(issue));
        let held = run.shared().held.take(later, &folder, &source, &file, report);
        if held.has_taken {
            run.reports.hold(report);
        }
        quarantine.homeless(now.into_iter().chain(held.refused));
    } else {
        // A document of an unknown patient is kept as it came; what was read from it is read anew.
        let why = homeless.into_iter().next().map(|(_, issue)| issue.message);
        for original in originals {
            let sentence = why.clone().unwrap_or_else(|| NOBODY.to_owned());
            let issue = Issue::new(Severity::Error, Place::default(), sentence);
            quarantine.add(original.bytes, issue);
        }
    }
    let mut issues = assigned.issues.clone();
    issues.extend(quarantine.items.iter().map(|(_, issue)| issue.clone()));
    let keys: Vec<Option<PatientKey>> = whose.iter().map(key).collect();
    let Survey { found, .. } = survey;
    let arrival = Arrival {
        file: &file,
        source: &source,
        found: &found,
        keys: &keys,
        assigned,
        issues: Vec::new(),
        quarantine: quarantine.items,
    };
    let done = run.store.imports().commit(arrival).await?;
    drop((memory, room));
    Ok(FileReport {
        file: file.to_string(),
        counts: done.counts,
        patients: done.patients,
        issues,
        quarantined: done.quarantined,
    })
}

/// Asks the store whose each patient is.
async fn whose(run: &Run, found: &[FoundPatient], source: &str) -> Result<Vec<Whose>, StoreError> {
    let mut all: Vec<Whose> = Vec::with_capacity(found.len());
    for patient in found {
        let met = patient.addresses.iter().find_map(|address| {
            run.shared().keys.get(&(source.to_owned(), address.clone())).cloned()
        });
        if let (Some(key), None) = (met, patient.item) {
            all.push(Whose::Known(key));
            continue;
        }
        let FoundPatient { identifiers, addresses, guard, .. } = patient;
        let answer = run.store.patients().find(identifiers, guard, source, addresses).await?;
        all.push(match answer {
            Match::Known(key) => Whose::Known(key),
            // Nobody becomes a patient by being referred to.
            Match::New(key) if patient.item.is_some() => Whose::Known(key),
            Match::Contradiction { apart, .. } if run.parts_people && patient.item.is_some() => {
                Whose::Known(apart)
            }
            Match::Contradiction { .. } => Whose::Another,
            Match::New(_) | Match::Unknown => Whose::Unknown,
        });
    }
    // The same identifier twice in one file, for two people: the store knows neither yet.
    for second in 1..all.len() {
        let contradicts = (0..second).any(|first| {
            all[first] == all[second]
                && key(&all[first]).is_some()
                && found[first].guard.contradicts(&found[second].guard)
        });
        if contradicts {
            all[second] = Whose::Another;
        }
    }
    let mut shared = run.shared();
    for (patient, whose) in found.iter().zip(&all) {
        for address in patient.addresses.iter().filter(|_| patient.item.is_none()) {
            if let Whose::Known(key) = whose {
                shared.keys.insert((source.to_owned(), address.clone()), key.clone());
            }
        }
    }
    drop(shared);
    Ok(all)
}

fn key(whose: &Whose) -> Option<PatientKey> {
    match whose {
        Whose::Known(key) => Some(key.clone()),
        _ => None,
    }
}

/// Remembers what later pieces of the run will want to know.
fn learn(run: &Run, source: &str, assigned: &mut Assigned) {
    let known = std::mem::take(&mut assigned.known);
    let wanted = std::mem::take(&mut assigned.wanted);
    let mut shared = run.shared();
    if !known.is_empty() {
        let all: &mut Arc<HashMap<String, String>> =
            shared.known.entry(source.to_owned()).or_default();
        Arc::make_mut(all).extend(known);
    }
    if !wanted.is_empty() {
        shared.wanted.entry(source.to_owned()).or_default().extend(wanted);
    }
}

/// What goes to quarantine: one entry for each reason, so that a Bundle of a thousand resources of an
/// unknown patient is one thing to retry.
pub(super) struct Quarantine<'a> {
    source: &'a str,
    pub items: Vec<(Vec<u8>, Issue)>,
}

impl<'a> Quarantine<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self { source, items: Vec::new() }
    }

    fn rejected(&mut self, rejected: Vec<Rejected>) {
        for Rejected { bytes, issue } in rejected {
            self.add(bytes, issue);
        }
    }

    pub(super) fn add(&mut self, bytes: Vec<u8>, mut issue: Issue) {
        if bytes.len() > QUARANTINE_BYTES_MAX {
            issue.message.push_str(" It is too large to be kept here: keep the file.");
            self.items.push((Vec::new(), issue));
        } else {
            self.items.push((bytes, issue));
        }
    }

    /// Resources without a place, as a Bundle a reason that says where they came from.
    pub(super) fn homeless(&mut self, homeless: impl Iterator<Item = (RawResource, Issue)>) {
        let mut by_reason: BTreeMap<String, (Issue, usize, String)> = BTreeMap::new();
        for (item, issue) in homeless {
            let (_, count, entries) =
                by_reason.entry(issue.message.clone()).or_insert_with(|| (issue, 0, String::new()));
            if *count > 0 {
                entries.push(',');
            }
            *count += 1;
            entries.push('{');
            if let Some(url) = &item.full_url {
                entries.push_str("\"fullUrl\":");
                write_string(entries, url);
                entries.push(',');
            }
            entries.push_str("\"resource\":");
            entries.push_str(&item.json);
            entries.push('}');
        }
        for (mut issue, count, entries) in by_reason.into_values() {
            if count > 1 {
                issue.message.push_str(&format!(" ({count} resources)"));
            }
            let mut bundle =
                String::from("{\"resourceType\":\"Bundle\",\"identifier\":{\"system\":\"");
            bundle.push_str(SOURCE_SYSTEM);
            bundle.push_str("\",\"value\":");
            write_string(&mut bundle, self.source);
            bundle.push_str("},\"type\":\"collection\",\"entry\":[");
            bundle.push_str(&entries);
            bundle.push_str("]}");
            self.add(bundle.into_bytes(), issue);
        }
    }
}

/// The reading of what waited, as one.
pub(super) fn reading_of(items: Vec<RawResource>) -> Reading {
    Reading { items, ..Reading::default() }
}

/// The identifier of a Bundle in quarantine that says where its resources came from.
pub(super) const SOURCE_SYSTEM: &str = "urn:bluebutton:source";

const NOBODY: &str = "It could not be told whose document this is. Check its patient's identifiers, \
                      then retry.";
