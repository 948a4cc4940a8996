//! What came in from each file, kept sealed: names of files name people.

use std::collections::BTreeMap;

use bluebutton_crypto::seal::{self, DataKey};
use bluebutton_record::PatientKey;
use bluebutton_record::outcomes::{Became, Blank, EntryCounts, EntryOutcome};
use bluebutton_record::reading::{Issue, Place, Severity};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ImportReport;
use crate::Store;
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::limits::LIST_MAX;
use crate::patients::open_key;

/// A report as it is kept.
#[derive(Serialize, Deserialize)]
struct ReportContent {
    /// Empty where the file brought one patient only: then its name is theirs, see [`note`].
    file: String,
    /// That patient's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    counts: BTreeMap<String, [usize; 3]>,
    patients: usize,
    issues: Vec<KeptIssue>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    entries: Vec<KeptEntry>,
    /// How many entries are in the record, told in words, blank, not understood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    entry_counts: Option<[usize; 4]>,
    quarantined: usize,
}

/// What became of an entry, as it is kept: there are hundreds in a document.
#[derive(Serialize, Deserialize)]
struct KeptEntry {
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// 0 not understood, 1 as text, 2 mapped, 3 and more blank.
    #[serde(rename = "b")]
    became: usize,
    #[serde(rename = "i", default, skip_serializing_if = "Vec::is_empty")]
    ids: Vec<String>,
}

/// An issue as it is kept.
#[derive(Serialize, Deserialize)]
pub(super) struct KeptIssue {
    severity: u8,
    line: Option<usize>,
    path: Option<String>,
    message: String,
}

impl From<&Issue> for KeptIssue {
    fn from(issue: &Issue) -> Self {
        Self {
            severity: match issue.severity {
                Severity::Note => 0,
                Severity::Warning => 1,
                Severity::Error => 2,
            },
            line: issue.place.line,
            path: issue.place.path.clone(),
            message: issue.message.clone(),
        }
    }
}

impl From<KeptIssue> for Issue {
    fn from(kept: KeptIssue) -> Self {
        let severity = match kept.severity {
            0 => Severity::Note,
            1 => Severity::Warning,
            _ => Severity::Error,
        };
        Self::new(severity, Place { line: kept.line, path: kept.path }, kept.message)
    }
}

impl From<&EntryOutcome> for KeptEntry {
    fn from(entry: &EntryOutcome) -> Self {
        let (became, ids) = match &entry.became {
            Became::NotUnderstood => (0, Vec::new()),
            Became::AsText => (1, Vec::new()),
            Became::Mapped(ids) => (2, ids.clone()),
            Became::Blank(reason) => {
                let number = Blank::ALL.iter().position(|one| one == reason).unwrap_or(0);
                (3 + number, Vec::new())
            }
        };
        Self { line: entry.place.line, path: entry.place.path.clone(), became, ids }
    }
}

impl From<KeptEntry> for EntryOutcome {
    fn from(kept: KeptEntry) -> Self {
        let became = match kept.became {
            0 => Became::NotUnderstood,
            1 => Became::AsText,
            2 => Became::Mapped(kept.ids),
            more => {
                let reason = Blank::ALL.get(more - 3).copied();
                Became::Blank(reason.unwrap_or(Blank::NothingSaid))
            }
        };
        Self { place: Place { line: kept.line, path: kept.path }, became }
    }
}

pub(super) async fn list(store: &Store, skip: usize, take: usize) -> Result<Vec<ImportReport>> {
    let params = [(take.min(LIST_MAX) as i64).into(), (skip as i64).into()];
    let opener = store.clone();
    let work = move |tx: &mut Tx<'_>| {
        let rows = tx.query(REPORTS, &params)?;
        with_notes(tx, &opener, &rows.iter().collect::<Vec<_>>())
    };
    store.inner.db.read("list imports", work).await
}

pub(super) async fn get(store: &Store, id: &str) -> Result<Option<ImportReport>> {
    let params = [id.into()];
    let opener = store.clone();
    let work = move |tx: &mut Tx<'_>| {
        let row = tx.first(REPORT, &params)?;
        Ok(with_notes(tx, &opener, &row.iter().collect::<Vec<_>>())?.pop())
    };
    store.inner.db.read("find import", work).await
}

/// Reports with the names of their files, asked for in one go; its own id where whoever a file named was erased.
pub(super) fn with_notes(
    tx: &mut Tx<'_>,
    store: &Store,
    rows: &[&Row],
) -> Result<Vec<ImportReport>> {
    let (mut reports, mut keys) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        let (mut report, of) =
            opened(store, row.get::<&str>(0)?, row.get::<i64>(1)?, row.get::<&[u8]>(2)?)?;
        report.records = of.iter().cloned().collect();
        keys.extend(
            of.iter().map(|patient| vec![patient.as_str().into(), report.id.as_str().into()]),
        );
        reports.push(report);
    }
    let mut notes = tx.query_each(NOTE, &keys)?.into_iter();
    for report in &mut reports {
        let Some(patient) = report.records.first() else { continue };
        report.file = match notes.next().and_then(|found| found.into_iter().next()) {
            Some(note) => {
                let key = open_key(store, patient, note.get::<&[u8]>(0)?)?;
                open_note(&key, patient, &report.id, note.get::<&[u8]>(1)?)?
            }
            None => report.id.clone(),
        };
    }
    Ok(reports)
}

/// The row that keeps the name of a file that brought one patient.
pub(super) fn note(
    store: &Store,
    (patient, key): (&PatientKey, &DataKey),
    report: &ImportReport,
) -> (&'static str, Vec<Value>) {
    let context = note_context(patient, &report.id);
    let sealed = seal::seal(key, store.random(), &context, report.file.as_bytes());
    (NOTE_ADD, vec![patient.as_str().into(), report.id.as_str().into(), sealed.into()])
}

/// Opens what [`note`] made.
pub(crate) fn open_note(
    key: &DataKey,
    patient: &PatientKey,
    import: &str,
    sealed: &[u8],
) -> Result<String> {
    let altered = || StoreError::Altered(format!("import_note {patient} {import}: does not open"));
    let plain = seal::open(key, &note_context(patient, import), sealed).map_err(|_| altered())?;
    String::from_utf8(plain).map_err(|_| altered())
}

fn note_context(patient: &PatientKey, import: &str) -> Vec<u8> {
    format!("import_note|{patient}|{import}").into_bytes()
}

/// Seals a report for its row; `of` is the one patient that it brought.
pub(super) fn seal(
    store: &Store,
    report: &ImportReport,
    of: Option<&PatientKey>,
) -> Result<Vec<u8>> {
    let kept = ReportContent {
        file: if of.is_some() { String::new() } else { report.file.clone() },
        of: of.map(ToString::to_string),
        counts: report.counts.clone(),
        patients: report.patients,
        issues: report.issues.iter().map(KeptIssue::from).collect(),
        entries: report.entries.iter().map(KeptEntry::from).collect(),
        entry_counts: Some(report.entry_counts)
            .filter(|counts| counts.total() > 0)
            .map(|counts| counts.named().map(|(_, count)| count)),
        quarantined: report.quarantined,
    };
    let plain = serde_json::to_vec(&kept)
        .map_err(|error| StoreError::Altered(format!("a report can't be written: {error}")))?;
    let plain = crate::records::compress(&plain, REPORT_LEVEL)?;
    Ok(store.seal_site(&context(&report.id), &plain))
}

/// Of its columns those that a line tells of: what is sealed opens for its id only, and is written once. Of which
/// file it is a further piece is told where it is one.
pub(crate) fn settled(columns: &[Value]) -> Vec<Value> {
    let part_of = columns.get(3).filter(|part_of| !matches!(part_of, Value::Null));
    columns.iter().take(2).chain(part_of).cloned().collect()
}

/// Whose name stands in the note beside a report: the one patient that the import brought.
pub(crate) fn of_whom(
    store: &Store,
    id: &str,
    at: i64,
    sealed: &[u8],
) -> Result<Option<PatientKey>> {
    opened(store, id, at, sealed).map(|(_, of)| of)
}

fn opened(
    store: &Store,
    id: &str,
    at: i64,
    sealed: &[u8],
) -> Result<(ImportReport, Option<PatientKey>)> {
    let plain = plain_of(store, id, sealed)?;
    let kept: ReportContent = serde_json::from_slice(&plain).map_err(|_| altered(id))?;
    let of = kept.of.as_deref().and_then(PatientKey::parse);
    let [mapped, as_text, blank, not_understood] = kept.entry_counts.unwrap_or_default();
    let report = ImportReport {
        id: id.to_owned(),
        file: kept.file,
        at: Timestamp::from_microsecond(at).map_err(|_| altered(id))?,
        counts: kept.counts,
        patients: kept.patients,
        issues: kept.issues.into_iter().map(Issue::from).collect(),
        entries: kept.entries.into_iter().map(EntryOutcome::from).collect(),
        entry_counts: EntryCounts { mapped, as_text, blank, not_understood },
        quarantined: kept.quarantined,
        records: Vec::new(),
        waiting: Vec::new(),
    };
    Ok((report, of))
}

pub(super) fn plain_of(store: &Store, id: &str, sealed: &[u8]) -> Result<Vec<u8>> {
    let plain = store.open_site(&context(id), sealed).map_err(|_| altered(id))?;
    crate::records::decompress(&plain, crate::limits::LEDGER_BYTES_MAX)
}

pub(super) fn altered(id: &str) -> StoreError {
    StoreError::Altered(format!("import_report {id}: it does not open"))
}

/// What a report is sealed for.
pub(crate) fn context(id: &str) -> Vec<u8> {
    format!("import_report|{id}").into_bytes()
}

const REPORT_LEVEL: i32 = 3;

const REPORTS: &str = "
    select import_id, at, sealed
    from import_report
    order by at desc, import_id desc
    limit $1 offset $2";

const REPORT: &str = "
    select import_id, at, sealed
    from import_report
    where import_id = $1";

const NOTE: &str = "
    select sealed_key, import_note.sealed
    from import_note
    join patient on patient.patient_id = import_note.patient_id
    where import_note.patient_id = $1 and import_id = $2";

const NOTE_ADD: &str = "
    insert into import_note (patient_id, import_id, sealed) values ($1, $2, $3)";

pub(super) const REPORT_ADD: &str = "
    insert into import_report (import_id, at, sealed, part_of) values ($1, $2, $3, $4)";
