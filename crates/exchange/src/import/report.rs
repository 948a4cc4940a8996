//! What an import did, per file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bluebutton_record::PatientKey;
use bluebutton_record::outcomes::{EntryCounts, EntryOutcome};
use bluebutton_record::reading::{Issue, Place, Severity};
use bluebutton_store::limits::ENTRIES_TOLD_MAX;

use crate::limits::{ISSUES_KEPT_MAX, RECORDS_NAMED_MAX};

/// What happens while an import runs.
#[derive(Clone, Debug)]
pub enum Event {
    /// So many files with so many bytes are to be read.
    Planned {
        /// Files.
        files: usize,
        /// Their size as it is on disk.
        bytes: u64,
    },
    /// More bytes were read.
    Read(u64),
    /// A file is done: everything that it brought is on disk.
    Done(FileReport),
}

/// What came of one file.
#[derive(Clone, Debug, Default)]
pub struct FileReport {
    /// The file as it was given; one in an archive is `archive.zip: name`.
    pub file: String,
    /// Resources by type: new, changed, same.
    pub counts: BTreeMap<String, [usize; 3]>,
    /// How many patients.
    pub patients: usize,
    /// What was not understood, or not taken.
    pub issues: Vec<Issue>,
    /// How many entries of documents became what.
    pub entry_counts: EntryCounts,
    /// What became of each entry, those that are not in the record as resources first, the first
    /// thousands.
    pub entries: Vec<EntryOutcome>,
    /// How many things went to quarantine.
    pub quarantined: usize,
    /// Their ids there.
    pub waiting: Vec<String>,
    /// What was noticed beyond the first thousands, which is only counted.
    pub more_issues: usize,
    /// The records that something of it went into, the first thousand of them.
    pub records: BTreeSet<PatientKey>,
}

impl FileReport {
    /// Resources that came in, new, changed or already there.
    pub fn resources(&self) -> usize {
        self.counts.values().flatten().sum()
    }

    fn is_empty(&self) -> bool {
        let is_told = self.issues.iter().any(|issue| issue.severity == Severity::Error);
        self.counts.is_empty() && !is_told && self.quarantined == 0
    }

    /// Whether everything in it was taken.
    pub fn is_whole(&self) -> bool {
        self.issues.iter().all(|issue| issue.severity < Severity::Error)
    }
}

/// What came of a whole import.
#[derive(Clone, Debug, Default)]
pub struct ImportSummary {
    /// One report a file, in the order of the files.
    pub files: Vec<FileReport>,
}

impl ImportSummary {
    /// Whether everything in every file was taken.
    pub fn is_whole(&self) -> bool {
        self.files.iter().all(FileReport::is_whole)
    }

    /// Resources by type over all files: new, changed, same.
    pub fn counts(&self) -> BTreeMap<String, [usize; 3]> {
        let mut all = BTreeMap::new();
        for file in &self.files {
            add_counts(&mut all, &file.counts);
        }
        all
    }
}

/// Adds counts by type.
pub(super) fn add_counts(
    all: &mut BTreeMap<String, [usize; 3]>,
    more: &BTreeMap<String, [usize; 3]>,
) {
    for (kind, counts) in more {
        let sum = all.entry(kind.clone()).or_default();
        for (sum, count) in sum.iter_mut().zip(counts) {
            *sum += count;
        }
    }
}

/// The reports of a run while it goes on.
pub(super) struct Reports {
    events: Arc<dyn Fn(Event) + Send + Sync>,
    open: Mutex<Vec<OpenReport>>,
}

#[derive(Default)]
struct OpenReport {
    report: FileReport,
    /// Pieces read and not yet stored.
    pending: usize,
    /// Whether all of the file has been read.
    is_read: bool,
    /// So many lots of this file wait for the end of the run.
    held: usize,
    /// It is an archive: the files in it have reports of their own.
    is_archive: bool,
}

impl Reports {
    pub(super) fn new(events: Arc<dyn Fn(Event) + Send + Sync>) -> Self {
        Self { events, open: Mutex::default() }
    }

    pub(super) fn tell(&self, event: Event) {
        (self.events)(event);
    }

    fn open(&self) -> MutexGuard<'_, Vec<OpenReport>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a report; the number names it from now on.
    pub(super) fn begin(&self, file: String) -> usize {
        let mut open = self.open();
        open.push(OpenReport {
            report: FileReport { file, ..FileReport::default() },
            ..OpenReport::default()
        });
        open.len() - 1
    }

    /// A piece of the file is on its way.
    pub(super) fn expect(&self, number: usize) {
        self.change(number, |open| open.pending += 1);
    }

    /// All of the file has been read.
    pub(super) fn read(&self, number: usize) {
        self.change(number, |open| open.is_read = true);
    }

    /// Something of the file waits for the end of the run.
    pub(super) fn hold(&self, number: usize) {
        self.change(number, |open| open.held += 1);
    }

    /// The file is an archive: its files have reports of their own.
    pub(super) fn is_archive(&self, number: usize) {
        self.change(number, |open| open.is_archive = true);
    }

    /// What waited has been dealt with.
    pub(super) fn release(&self, number: usize) {
        self.change(number, |open| open.held = open.held.saturating_sub(1));
    }

    /// A piece of the file has been stored.
    pub(super) fn stored(&self, number: usize, part: FileReport) {
        self.change(number, |open| {
            open.pending = open.pending.saturating_sub(1);
            add(&mut open.report, part);
        });
    }

    /// Something kept a file from being read, and nothing of it can be kept.
    pub(super) fn fail(&self, number: usize, issue: Issue) {
        self.change(number, |open| add_issue(&mut open.report, issue));
    }

    fn change(&self, number: usize, change: impl FnOnce(&mut OpenReport)) {
        let mut all = self.open();
        let Some(open) = all.get_mut(number) else { return };
        let was_done = open.is_done();
        change(open);
        if open.is_silent() {
            return;
        }
        if open.is_done() && !was_done && open.report.is_empty() {
            let sentence = "It holds no health record: nothing was taken in.";
            open.report.issues.push(Issue::new(Severity::Error, Place::default(), sentence));
        }
        let done = (open.is_done() && !was_done).then(|| open.report.clone());
        drop(all);
        if let Some(report) = done {
            self.tell(Event::Done(report));
        }
    }

    pub(super) fn summary(&self) -> ImportSummary {
        let mut files = Vec::new();
        for open in self.open().iter().filter(|open| !open.is_silent()) {
            let mut report = open.report.clone();
            if !open.is_done() {
                report.issues.push(Issue::new(
                    Severity::Error,
                    Place::default(),
                    "Reading it stopped in the middle. Please report this.",
                ));
            }
            files.push(report);
        }
        files.sort_by(|a, b| a.file.cmp(&b.file));
        ImportSummary { files }
    }
}

impl OpenReport {
    /// An archive speaks only of what is wrong with itself.
    fn is_silent(&self) -> bool {
        self.is_archive && self.report.issues.is_empty()
    }

    fn is_done(&self) -> bool {
        self.is_read && self.pending == 0 && self.held == 0
    }
}

/// Joins what came of two parts of one file. The number of patients is that of the larger part: parts of
/// one file mostly concern the same people.
pub(super) fn add(report: &mut FileReport, part: FileReport) {
    add_counts(&mut report.counts, &part.counts);
    report.patients = report.patients.max(part.patients);
    for issue in part.issues {
        add_issue(report, issue);
    }
    report.more_issues += part.more_issues;
    report.entry_counts.add(part.entry_counts);
    let room = ENTRIES_TOLD_MAX.saturating_sub(report.entries.len());
    report.entries.extend(part.entries.into_iter().take(room));
    report.quarantined += part.quarantined;
    report.waiting.extend(part.waiting);
    let room = RECORDS_NAMED_MAX.saturating_sub(report.records.len());
    report.records.extend(part.records.into_iter().take(room));
}

/// What a file of millions of lines gives rise to must not fill the memory; whether something was not
/// taken is told all the same.
fn add_issue(report: &mut FileReport, issue: Issue) {
    if report.issues.len() < ISSUES_KEPT_MAX {
        return report.issues.push(issue);
    }
    report.more_issues += 1;
    if let Some(last) = report.issues.last_mut().filter(|last| last.severity < issue.severity) {
        *last = issue;
    }
}
