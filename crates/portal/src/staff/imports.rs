//! `/staff/imports`: what came in, newest first, and the report of one import.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use bluebutton_record::Task;
use bluebutton_record::outcomes::{Became, EntryCounts, EntryOutcome};
use bluebutton_record::reading::{Issue, Place, Severity};
use bluebutton_record::words::is_known_issue;
use bluebutton_store::imports::{ImportFate, ImportFilter, ImportReport, ImportedFile};

use super::typed::TypedFilter;
use crate::activity::kind_word;
use crate::services::Services;
use bluebutton_web::duty::{OnDuty, SeeImports};
use bluebutton_web::fields::Errors;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::paging::{Pager, Turned};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};

/// A report may hold tens of thousands of issues; nobody reads more than this on a page.
const ISSUES_SHOWN: usize = 500;

/// What the form calls the words and the kind; a state is not asked.
const FIELDS: [&str; 3] = ["file", "fate", ""];

/// Imports on one page.
const IMPORTS_PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "staff/imports.html")]
struct ImportsPage {
    frame: Frame,
    errors: Errors,
    typed: TypedFilter,
    imports: Vec<ImportLine>,
    /// Whether older ones were not looked at.
    is_cut: bool,
    pager: Pager,
    /// What was asked, sealed, for the next page.
    asked: String,
}

#[derive(Template)]
#[template(path = "staff/import.html")]
struct ImportPage {
    frame: Frame,
    line: ImportLine,
    /// Resources by type: new, changed, same.
    counts: BTreeMap<String, [usize; 3]>,
    issues: Vec<IssueLine>,
    issues_left_out: usize,
    /// How many entries of the document became what: the words, and how many.
    entry_counts: Vec<(&'static str, usize)>,
    entries: Vec<EntryLine>,
    entries_left_out: usize,
    /// The parts of the file in its order, where it came in several and all of it is shown.
    parts: Vec<ImportLine>,
    /// Whether there may be more parts than those.
    is_cut: bool,
    /// Which part of the file is shown, and of how many, where it is one.
    part: Option<(usize, usize)>,
}

/// One entry of a document as staff read it.
struct EntryLine {
    place: String,
    /// Message id of what became of it.
    word: &'static str,
    /// What it is in the record as.
    ids: String,
}

/// One import in numbers.
#[derive(Default)]
pub(super) struct ImportLine {
    pub(super) id: String,
    /// Its name, without the folders it came from.
    pub(super) file: String,
    pub(super) at: String,
    pub(super) patients: usize,
    /// Whether there may be more patients: pieces of a file tell theirs each for itself.
    pub(super) is_at_least: bool,
    /// In how many pieces it came.
    pub(super) pieces: usize,
    /// Whether there may be more pieces, with more of everything.
    pub(super) is_cut: bool,
    pub(super) new: usize,
    pub(super) changed: usize,
    pub(super) same: usize,
    pub(super) issues: usize,
    pub(super) quarantined: usize,
}

/// One issue as staff read it.
pub(super) struct IssueLine {
    pub(super) severity: &'static str,
    pub(super) place: String,
    pub(super) message: String,
    /// Whether it is in English, whatever the page is in.
    pub(super) is_english: bool,
}

/// `POST /staff/imports`: what was typed goes on in an address that tells nobody.
pub(crate) async fn ask(SafeForm(clerk, fields): SafeForm<OnDuty<SeeImports>>) -> Response {
    go_to(&clerk.asking("/staff/imports", &TypedFilter::of(&fields, FIELDS).as_question()))
}

/// `GET /staff/imports?q=…&page=2` (sealed)
pub(crate) async fn list(
    State(services): State<Services>,
    signed_in: OnDuty<SeeImports>,
    Asked(fields): Asked,
) -> Answer {
    let turned = Turned::read(&fields, IMPORTS_PER_PAGE);
    let asked = fields.get("q").to_owned();
    let typed = TypedFilter::from_question(&signed_in.asked("/staff/imports", &asked));
    let (frame, mut errors) = (signed_in.frame(), Errors::none());
    let (from, until) = typed.days(&frame, &mut errors);
    let fate = ImportFate::parse(&typed.kind);
    let filter = ImportFilter { file: typed.text.clone(), fate, from, until };
    let place = (turned.skip(), turned.take());
    let mut found = services.store.imports().fitting(&signed_in.who(), &filter, place).await?;
    let pager = turned.pager(&mut found.lines);
    let imports = found.lines.iter().filter_map(|file| whole(&frame, file)).collect();
    page(&ImportsPage { frame, errors, typed, imports, is_cut: found.is_cut, pager, asked })
}

/// `GET /staff/imports/{id}`: the whole file, though it came in several parts; `?part=1` shows that part alone.
pub(crate) async fn show(
    State(services): State<Services>,
    signed_in: OnDuty<SeeImports>,
    Path(id): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let found = services.store.imports().file_of(&signed_in.who(), &id).await?;
    let mut file = found.ok_or_else(Problem::not_found)?;
    let of = file.pieces.len();
    let own = file.pieces.iter().position(|piece| piece.id == id);
    let own = own.filter(|_| fields.is_ticked("part") && of > 1);
    if let Some(at) = own {
        file = ImportedFile { pieces: vec![file.pieces.swap_remove(at)], is_cut: false };
    }
    page(&import_page(signed_in.frame(), &file, own.map(|at| (at + 1, of))))
}

impl ImportPage {
    /// A type of resources in words of ours: what belongs to no patient, too.
    fn words_of(&self, kind: &str) -> String {
        let id = match kind {
            "Patient" => "kind-patient",
            "Organization" => "import-organization",
            "Practitioner" | "PractitionerRole" => "import-practitioner",
            "Location" => "import-location",
            "Provenance" => "kind-provenance",
            kind => return kind_word(&self.frame, kind),
        };
        self.frame.t(id).into_owned()
    }
}

/// The page of a file, or of a part of it.
fn import_page(frame: Frame, file: &ImportedFile, part: Option<(usize, usize)>) -> ImportPage {
    let pieces = &file.pieces;
    let mut counts: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let mut entry_counts = EntryCounts::default();
    for piece in pieces {
        for (kind, numbers) in &piece.counts {
            let sums = counts.entry(kind.clone()).or_default();
            sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
        }
        entry_counts.add(piece.entry_counts);
    }
    let issues = pieces.iter().flat_map(|piece| &piece.issues);
    let issues: Vec<IssueLine> =
        issues.take(ISSUES_SHOWN).map(|issue| issue_line(&frame, issue)).collect();
    let entries = pieces.iter().flat_map(|piece| &piece.entries);
    let entries: Vec<EntryLine> =
        entries.take(ISSUES_SHOWN).map(|entry| entry_line(&frame, entry)).collect();
    let parts: Vec<ImportLine> = pieces.iter().map(|piece| line(&frame, piece)).collect();
    let line = whole(&frame, file).unwrap_or_default();
    ImportPage {
        counts,
        issues_left_out: line.issues - issues.len(),
        issues,
        entries_left_out: entry_counts.total() - entries.len(),
        entry_counts: in_words(&entry_counts),
        entries,
        parts: if parts.len() > 1 { parts } else { Vec::new() },
        is_cut: file.is_cut,
        part,
        line,
        frame,
    }
}

/// How many entries of a document became what, those that there are.
fn in_words(counts: &EntryCounts) -> Vec<(&'static str, usize)> {
    let EntryCounts { mapped, as_text, blank, not_understood } = *counts;
    let mut all = vec![
        ("entry-mapped", mapped),
        ("entry-as-text", as_text),
        ("entry-blank", blank),
        ("entry-not-understood", not_understood),
    ];
    all.retain(|(_, count)| *count > 0);
    all
}

/// A file in numbers.
pub(super) fn whole(frame: &Frame, file: &ImportedFile) -> Option<ImportLine> {
    let mut lines = file.pieces.iter().map(|report| line(frame, report));
    let mut whole = lines.next()?;
    for piece in lines {
        whole.new += piece.new;
        whole.changed += piece.changed;
        whole.same += piece.same;
        whole.issues += piece.issues;
        whole.quarantined += piece.quarantined;
        whole.pieces += 1;
    }
    whole.is_cut = file.is_cut;
    (whole.patients, whole.is_at_least) = people(file);
    Some(whole)
}

/// How many patients pieces brought, and whether there may be more: who they are is kept where a piece brought one.
fn people(ImportedFile { pieces, is_cut }: &ImportedFile) -> (usize, bool) {
    let records: BTreeSet<_> = pieces.iter().flat_map(|report| &report.records).collect();
    let most = pieces.iter().map(|report| report.patients).max().unwrap_or(0);
    if pieces.len() <= 1 {
        return (most, *is_cut);
    }
    let is_told = pieces.iter().all(|report| report.records.len() == report.patients);
    if is_told { (records.len(), *is_cut) } else { (most.max(records.len()), true) }
}

fn line(frame: &Frame, report: &ImportReport) -> ImportLine {
    let sum = |place: fn(&[usize; 3]) -> usize| report.counts.values().map(place).sum();
    ImportLine {
        id: report.id.clone(),
        file: super::file_name(&report.file).to_owned(),
        at: frame.moment(&report.at),
        patients: report.patients,
        is_at_least: false,
        pieces: 1,
        is_cut: false,
        new: sum(|[new, _, _]| *new),
        changed: sum(|[_, changed, _]| *changed),
        same: sum(|[_, _, same]| *same),
        issues: report.issues.len(),
        quarantined: report.quarantined,
    }
}

fn entry_line(frame: &Frame, entry: &EntryOutcome) -> EntryLine {
    let ids = match &entry.became {
        Became::Mapped(ids) => ids.join(" "),
        _ => String::new(),
    };
    EntryLine { place: place(frame, &entry.place), word: entry.became.word(), ids }
}

/// Where something stands in its file.
fn place(frame: &Frame, place: &Place) -> String {
    let line = place.line.map(|line| frame.t1("import-line", "line", line));
    line.into_iter().chain(place.path.clone()).collect::<Vec<_>>().join(", ")
}

pub(super) fn issue_line(frame: &Frame, issue: &Issue) -> IssueLine {
    IssueLine {
        severity: match issue.severity {
            Severity::Note => "severity-note",
            Severity::Warning => "severity-warning",
            Severity::Error => "severity-error",
        },
        place: place(frame, &issue.place),
        message: frame.words().issue(&issue.message).into_owned(),
        is_english: !is_known_issue(&issue.message),
    }
}

#[cfg(test)]
mod tests {
    use bluebutton_record::PatientKey;

    use super::*;

    fn file(pieces: &[&[&str]]) -> ImportedFile {
        let piece = |of: &&[&str]| ImportReport {
            patients: of.len(),
            records: of.iter().filter_map(|key| PatientKey::parse(key)).collect(),
            ..ImportReport::default()
        };
        ImportedFile { pieces: pieces.iter().map(piece).collect(), is_cut: false }
    }

    #[test]
    fn whom_several_pieces_of_a_file_brought_is_counted_once() {
        let (ana, tom) = ("aaaaaaaaaaaaa", "bbbbbbbbbbbbb");
        let whole = file(&[&[tom], &[ana], &[], &[ana]]);
        assert_eq!(people(&whole), (2, false));
        assert_eq!(people(&ImportedFile { is_cut: true, ..whole }), (2, true), "more may come");
    }

    #[test]
    fn patients_of_pieces_that_brought_many_are_told_as_at_least() {
        let many = || ImportReport { patients: 40, ..ImportReport::default() };
        let of = |pieces| ImportedFile { pieces, is_cut: false };
        assert_eq!(people(&of(vec![many(), many()])), (40, true));
        assert_eq!(people(&of(vec![many()])), (40, false), "a whole file says how many");
    }
}
