//! Stores a piece: says whose it is, writes ids and references, commits.

use std::collections::HashMap;
use std::sync::Arc;

use bluebutton_crypto::hash::sha256;
use bluebutton_record::Reading;
use bluebutton_record::normalize::{Assigned, Homeless, Origin, Whose, assign, may_find_a_place};
use bluebutton_record::reading::{Issue, Original, RawResource};
use bluebutton_store::StoreError;
use bluebutton_store::imports::Arrival;
use bluebutton_store::matching::NewCase;
use bluebutton_store::patients::Meeting;

use super::later::What;
use super::pieces::Piece;
use super::report::FileReport;
use super::turns::Turn;
use super::waiting::{Quarantine, goes_along};
use super::whose::{case_of, cases, meetings, whose};
use super::{Run, blocking};

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
    mut piece: Piece,
    may_wait: bool,
) -> Result<FileReport, StoreError> {
    let rejected = std::mem::take(&mut piece.reading.rejected);
    let meetings = meetings(run, &piece.survey.found, &piece.source).await?;
    let cases = cases(&piece.reading, &piece.survey.found, &meetings);
    let along = along(&piece, &meetings);
    let (piece, mut assigned) = assigned(run, piece, &meetings, may_wait).await?;
    let old_news = leave_out_old_news(&piece, &meetings, &mut assigned);
    if piece.is_loose {
        learn(run, &piece.source, &mut assigned);
    }
    let mut quarantine = Quarantine::new(&piece.source, along);
    quarantine.rejected(rejected);
    set_aside(run, &piece, &meetings, &mut assigned, &mut quarantine, may_wait);
    // Who is only held for the end of the run is no case yet.
    let waits = |case: &NewCase| {
        quarantine.items.iter().any(|item| item.case.as_deref() == Some(&case.doubt.case))
    };
    let cases = cases.into_iter().filter(waits).collect();
    let mut issues = assigned.issues.clone();
    issues.extend(quarantine.items.iter().map(|waiting| waiting.reason.clone()));
    let arrival = Arrival {
        file: &piece.file,
        source: &piece.source,
        found: &piece.survey.found,
        meetings: &meetings,
        assigned,
        issues: Vec::new(),
        quarantine: quarantine.items,
        cases,
    };
    let mut done = run.store.imports().commit(arrival).await?;
    drop((piece.memory, piece.room));
    if old_news > 0 {
        done.counts.entry("Patient".to_owned()).or_default()[2] += old_news;
    }
    Ok(FileReport {
        file: piece.file.to_string(),
        counts: done.counts,
        patients: done.patients,
        issues,
        quarantined: done.quarantined,
        waiting: done.waiting,
        records: done.records.into_iter().collect(),
    })
}

/// A Patient whom the record knows exactly so, if under newer words since, stays out: the same file again
/// must not bring an old name back. How many were left out.
fn leave_out_old_news(piece: &Piece, meetings: &[Meeting], assigned: &mut Assigned) -> usize {
    let whole = || piece.survey.found.iter().zip(meetings).filter(|(one, _)| one.item.is_some());
    let mut left_out = 0;
    for (key, resources) in &mut assigned.records {
        let mut own = whole().filter(|(_, meeting)| meeting.key() == Some(key)).peekable();
        if own.peek().is_some() && own.all(|(_, meeting)| meeting.is_told) {
            let before = resources.len();
            resources.retain(|ready| !ready.id.local().is_empty());
            left_out += before - resources.len();
        }
    }
    left_out
}

/// What goes along into quarantine where somebody of a Bundle waits: those things are stored, too, but
/// what is tried again must find them.
fn along(piece: &Piece, meetings: &[Meeting]) -> Vec<RawResource> {
    if piece.is_loose || meetings.iter().all(|meeting| case_of(meeting).is_none()) {
        return Vec::new();
    }
    piece.reading.items.iter().filter(|item| goes_along(item)).cloned().collect()
}

/// Writes ids and references, on a thread that may take its time.
async fn assigned(
    run: &Run,
    mut piece: Piece,
    meetings: &[Meeting],
    may_wait: bool,
) -> Result<(Piece, Assigned), StoreError> {
    let whose: Vec<Whose> = meetings.iter().map(whose).collect();
    let (known, hints) = {
        let shared = run.shared();
        let hints = shared.wanted.get(&piece.source).filter(|_| !may_wait);
        let hints = hints.cloned().unwrap_or_default();
        (shared.known.get(&piece.source).cloned().unwrap_or_default(), hints)
    };
    blocking(move || {
        let reading = std::mem::take(&mut piece.reading);
        let source = piece.source.as_str();
        let origin = Origin { source, hash: sha256, known: &known, hints: &hints };
        let assigned = assign(reading, &piece.survey, &whose, origin);
        (piece, assigned)
    })
    .await
}

/// What has no place: held for the end of the run where its patient may still come, else quarantined.
fn set_aside(
    run: &Run,
    piece: &Piece,
    meetings: &[Meeting],
    assigned: &mut Assigned,
    quarantine: &mut Quarantine<'_>,
    may_wait: bool,
) {
    let homeless = std::mem::take(&mut assigned.homeless);
    let originals = std::mem::take(&mut assigned.homeless_originals);
    // In a Bundle or document of one who waits, what names nobody waits with them.
    let mut waiting = meetings.iter().filter_map(case_of);
    let only = waiting.next().filter(|only| !piece.is_loose && waiting.all(|one| one == *only));
    if !originals.is_empty() {
        let case = meetings.iter().find_map(case_of);
        if may_wait && case.is_some() && hold_documents(run, piece, &originals) {
            return;
        }
        let why = homeless.into_iter().next().map(|one| one.issue.message);
        quarantine.documents(originals, why, case);
        return;
    }
    let case = |one: &Homeless| match one.found {
        Some(found) => meetings.get(found).and_then(case_of).map(str::to_owned),
        None => only.map(str::to_owned),
    };
    let waits = |one: &Homeless| may_wait && (case(one).is_some() || may_find_a_place(&one.issue));
    let (later, mut now): (Vec<_>, Vec<_>) = homeless.into_iter().partition(waits);
    let items = later.iter().map(|one| one.item.clone());
    let is_case = later.iter().any(|one| case(one).is_some());
    let along = quarantine.along().iter().filter(|_| is_case).cloned();
    if run.shared().held.take(What::Items(items.chain(along).collect()), piece) {
        run.reports.hold(piece.report);
    } else {
        now.extend(later);
    }
    let now = now.into_iter().map(|one| {
        let case = case(&one);
        (one, case)
    });
    quarantine.homeless(with_reason_of_case(now.collect()));
}

/// Holds the documents of one who waits for the end of the run, as they came.
fn hold_documents(run: &Run, piece: &Piece, originals: &[Original]) -> bool {
    let [original] = originals else { return false };
    let has_taken = run.shared().held.take(What::Document(original.bytes.clone()), piece);
    if has_taken {
        run.reports.hold(piece.report);
    }
    has_taken
}

/// What names nobody and waits with its Bundle's patient waits for the same reason.
fn with_reason_of_case(
    mut homeless: Vec<(Homeless, Option<String>)>,
) -> Vec<(Homeless, Option<String>)> {
    let reasons: HashMap<String, Issue> = homeless
        .iter()
        .filter(|(one, _)| one.found.is_some())
        .filter_map(|(one, case)| Some((case.clone()?, one.issue.clone())))
        .collect();
    for (one, case) in homeless.iter_mut().filter(|(one, _)| one.found.is_none()) {
        if let Some(issue) = case.as_ref().and_then(|case| reasons.get(case)) {
            one.issue.message.clone_from(&issue.message);
        }
    }
    homeless
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

/// The reading of what waited, as one.
pub(super) fn reading_of(items: Vec<RawResource>) -> Reading {
    Reading { items, ..Reading::default() }
}
