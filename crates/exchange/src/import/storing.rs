//! Stores a piece: says whose it is, writes ids and references, commits.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use bluebutton_crypto::hash::sha256;
use bluebutton_record::normalize::{Assigned, Homeless, Origin, Whose, assign, may_find_a_place};
use bluebutton_record::reading::{Issue, Original, RawResource};
use bluebutton_record::{PatientKey, Reading};
use bluebutton_store::StoreError;
use bluebutton_store::imports::{Arrival, ImportReport};
use bluebutton_store::matching::NewCase;
use bluebutton_store::patients::Meeting;

use super::held::What;
use super::pieces::Piece;
use super::report::FileReport;
use super::turns::Turn;
use super::waiting::{Quarantine, goes_along};
use super::whose::{case_of, cases, whose};
use super::{Run, blocking};

/// Stores one piece when its turn comes.
pub(super) async fn store(run: Arc<Run>, piece: Piece, turn: Turn) -> Result<(), StoreError> {
    turn.comes().await;
    let report = piece.report;
    let part = commit(&run, piece, true).await?;
    let records = part.records.len();
    run.reports.stored(report, part);
    drop(turn);
    run.sign_on_the_way(records).await
}

/// Commits one piece. `may_wait` keeps what has no place yet for the end of the run.
pub(super) async fn commit(
    run: &Arc<Run>,
    mut piece: Piece,
    may_wait: bool,
) -> Result<FileReport, StoreError> {
    let rejected = std::mem::take(&mut piece.reading.rejected);
    let meetings = run.store.patients().meet_all(&piece.survey.found, &piece.source).await?;
    let cases = cases(&piece.reading, &piece.survey.found, &meetings);
    let along = along(&piece, &meetings);
    let (piece, mut assigned) = assigned(run, piece, &meetings, may_wait).await?;
    let old_news = leave_out_old_news(&piece, &meetings, &mut assigned);
    if piece.is_loose {
        run.learnt(&piece.source).learn(&mut assigned);
    }
    run.shared().meet_in_bundle(&piece, &meetings);
    let mut quarantine = Quarantine::new(&piece.source, along);
    quarantine.rejected(rejected);
    set_aside(run, &piece, &meetings, &mut assigned, &mut quarantine, may_wait);
    // Who is only held for the end of the run is no case yet.
    let waiting: HashSet<&str> =
        quarantine.items.iter().filter_map(|item| item.case.as_deref()).collect();
    let waits = |case: &NewCase| waiting.contains(case.doubt.case.as_str());
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
    let told = arrival.assigned.issues.len();
    let mut done = stored(run, piece.report, arrival).await?;
    // What only the store knows: what was to be deleted and is not here, what is older.
    issues.extend(std::mem::take(&mut done.issues).into_iter().skip(told));
    drop((piece.memory, piece.room));
    if old_news > 0 {
        done.counts.entry("Patient".to_owned()).or_default()[2] += old_news;
    }
    Ok(FileReport {
        file: piece.file.to_string(),
        counts: done.counts,
        patients: done.patients,
        issues,
        more_issues: 0,
        entry_counts: done.entry_counts,
        entries: done.entries,
        quarantined: done.quarantined,
        waiting: done.waiting,
        records: done.records.into_iter().collect(),
    })
}

/// Stores a piece of a file. Until the first is stored, the others of that file wait: they name it.
async fn stored(
    run: &Run,
    report: usize,
    arrival: Arrival<'_>,
) -> Result<ImportReport, StoreError> {
    let (imports, first_of) = (run.store.imports(), run.first_of(report));
    let mut none_yet = first_of.lock().await;
    if let Some(first) = none_yet.clone() {
        drop(none_yet);
        return imports.commit_piece(arrival, &first).await;
    }
    let done = imports.commit(arrival).await?;
    *none_yet = Some(done.id.clone()).filter(|id| !id.is_empty());
    Ok(done)
}

/// A Patient whom the record knows exactly so, if under newer words since, stays out: the same file again
/// must not bring an old name back. How many were left out.
fn leave_out_old_news(piece: &Piece, meetings: &[Meeting], assigned: &mut Assigned) -> usize {
    let whole = piece.survey.found.iter().zip(meetings).filter(|(one, _)| one.item.is_some());
    let mut is_told: HashMap<&PatientKey, bool> = HashMap::new();
    for (_, meeting) in whole {
        let Some(key) = meeting.key() else { continue };
        *is_told.entry(key).or_insert(true) &= meeting.is_told;
    }
    let mut left_out = 0;
    for (key, resources) in &mut assigned.records {
        if is_told.get(key) == Some(&true) {
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
    let (learnt, is_first) = (run.learnt(&piece.source), may_wait);
    let only = run.shared().only_of(&piece, is_first);
    blocking(move || {
        let reading = std::mem::take(&mut piece.reading);
        let origin = Origin {
            source: &piece.source,
            hash: sha256,
            known: &|address| learnt.known(address),
            // Whose something is that names nobody is clear when all that may want it has come.
            hints: &|address| (!is_first).then(|| learnt.wanted(address)).flatten(),
            only: only.as_ref(),
        };
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
        assigned.entries.clear();
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

/// The reading of what waited, as one.
pub(super) fn reading_of(items: Vec<RawResource>) -> Reading {
    Reading { items, ..Reading::default() }
}
