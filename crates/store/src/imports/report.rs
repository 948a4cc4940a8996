//! What came in from each file, kept sealed: names of files name people.

use std::collections::BTreeMap;

use bluebutton_crypto::seal;
use bluebutton_record::reading::{Issue, Place, Severity};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ImportReport;
use crate::Store;
use crate::error::{Result, StoreError};
use crate::limits::LIST_MAX;

/// A report as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    file: String,
    counts: BTreeMap<String, [usize; 3]>,
    patients: usize,
    issues: Vec<KeptIssue>,
    quarantined: usize,
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

pub(super) async fn list(store: &Store, skip: usize, take: usize) -> Result<Vec<ImportReport>> {
    let params = [(take.min(LIST_MAX) as i64).into(), (skip as i64).into()];
    let rows = store.inner.db.read("list imports", move |tx| tx.query(REPORTS, &params)).await?;
    rows.iter().map(|row| open(store, row.text(0), row.int(1), row.bytes(2))).collect()
}

pub(super) async fn get(store: &Store, id: &str) -> Result<Option<ImportReport>> {
    let params = [id.into()];
    let row = store.inner.db.read("find import", move |tx| tx.first(REPORT, &params)).await?;
    row.map(|row| open(store, row.text(0), row.int(1), row.bytes(2))).transpose()
}

/// Seals a report for its row.
pub(super) fn seal(store: &Store, report: &ImportReport) -> Result<Vec<u8>> {
    let kept = Kept {
        file: report.file.clone(),
        counts: report.counts.clone(),
        patients: report.patients,
        issues: report.issues.iter().map(KeptIssue::from).collect(),
        quarantined: report.quarantined,
    };
    let plain = serde_json::to_vec(&kept)
        .map_err(|error| StoreError::Altered(format!("a report can't be written: {error}")))?;
    let plain = crate::records::compress(&plain, REPORT_LEVEL)?;
    Ok(seal::seal(&store.inner.keys.site, store.random(), &context(&report.id), &plain))
}

/// Opens a row's report.
pub(crate) fn open(store: &Store, id: &str, at: i64, sealed: &[u8]) -> Result<ImportReport> {
    let altered = || StoreError::Altered(format!("import_report {id}: it does not open"));
    let plain = seal::open(&store.inner.keys.site, &context(id), sealed).map_err(|_| altered())?;
    let plain = crate::records::decompress(&plain, crate::limits::LEDGER_BYTES_MAX)?;
    let kept: Kept = serde_json::from_slice(&plain).map_err(|_| altered())?;
    Ok(ImportReport {
        id: id.to_owned(),
        file: kept.file,
        at: Timestamp::from_microsecond(at).map_err(|_| altered())?,
        counts: kept.counts,
        patients: kept.patients,
        issues: kept.issues.into_iter().map(Issue::from).collect(),
        quarantined: kept.quarantined,
    })
}

fn context(id: &str) -> Vec<u8> {
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

pub(super) const REPORT_ADD: &str = "
    insert into import_report (import_id, at, sealed) values ($1, $2, $3)";
