//! `bluebutton verify`: checks every segment, every original, every chain and every checkpoint.

mod cases;
mod clues;
pub(crate) mod guarded;
mod left;
mod leftovers;
mod others;
mod record;
mod rows;
#[cfg(test)]
mod tests;
mod tokens;
mod told;
mod walk;

use bluebutton_record::PatientKey;
use futures_util::StreamExt as _;

use crate::Store;
use crate::audit::verify_chains;
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::guard;
use crate::patients::PATIENTS_AFTER;

/// What a check of everything found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Records checked.
    pub records: u64,
    /// Segments checked.
    pub segments: u64,
    /// Resources read.
    pub resources: u64,
    /// Audit lines checked.
    pub audit_lines: u64,
    /// Originals checked.
    pub originals: u64,
    /// Checkpoints checked.
    pub checkpoints: u64,
    /// Segments whose facts are of older rules: made anew when they are opened, or by `bluebutton
    /// reindex`.
    pub stale: u64,
    /// Files that no row names, left by an interrupted import: sealed, and no danger.
    pub leftovers: u64,
    /// What was altered, missing or added: one sentence each, with table, patient key and sequence.
    pub findings: Vec<String>,
}

impl Store {
    /// Checks everything. `progress` hears (done, total) in records.
    pub async fn verify(&self, progress: impl Fn(u64, u64) + Send) -> Result<Verification> {
        let mut all = Verification::default();
        // A page that can't be read would end the check at the first row in it: told before that.
        let damaged = self.inner.db.integrity().await?;
        all.findings = damaged.into_iter().map(|what| format!("database file: {what}")).collect();
        if !all.findings.is_empty() {
            return Ok(all);
        }
        let chains = verify_chains(self).await?;
        all.audit_lines = chains.lines;
        all.checkpoints = chains.checkpoints;
        all.findings.extend(chains.findings);
        let total = self.patients().count().await?;
        progress(0, total);
        let mut last = Value::Text(String::new());
        loop {
            let params = [last, PATIENTS_AT_ONCE.into()];
            let work = move |tx: &mut Tx<'_>| tx.query(PATIENTS_AFTER, &params);
            let rows = self.inner.db.read("verify patients", work).await?;
            let Some(key) = rows.last().and_then(|row| row.0.first()) else { break };
            // Whatever stands there: a key of another type must not begin the walk anew.
            last = key.clone();
            // Several at once, told in their order.
            let checks: Vec<_> = rows.iter().map(|row| self.verified(row)).collect();
            let mut checks = futures_util::stream::iter(checks).buffered(VERIFIED_AT_ONCE);
            while let Some(one) = checks.next().await {
                all.add(one?);
                progress(all.records, total);
            }
        }
        let checked = rows::check_site(self, &mut all).await;
        all.note("rows of the site", checked)?;
        let checked = others::check(self, &mut all).await;
        all.note("what belongs to no patient", checked)?;
        let checked = leftovers::count(self, &mut all).await;
        all.note("files", checked)?;
        Ok(all)
    }

    /// One record.
    async fn verified(&self, row: &Row) -> Result<Verification> {
        let mut one = Verification { records: 1, ..Verification::default() };
        let shown = row.0.first().map(guard::shown).unwrap_or_default();
        let checked = match row.get::<PatientKey>(0) {
            Ok(patient) => record::check(self, patient, &mut one).await,
            Err(error) => Err(error),
        };
        one.note(&format!("patient {shown}"), checked)?;
        Ok(one)
    }
}

impl Verification {
    /// What was altered is a finding, under the name of where it stands.
    fn note(&mut self, place: &str, checked: Result<()>) -> Result<()> {
        match checked {
            Err(StoreError::Altered(what)) => {
                // Some name the table themselves.
                let is_named = place.split(' ').next().is_some_and(|table| what.starts_with(table));
                self.findings.push(if is_named { what } else { format!("{place}: {what}") });
                Ok(())
            }
            checked => checked,
        }
    }

    /// Takes in what another check found.
    fn add(&mut self, other: Self) {
        self.records += other.records;
        self.segments += other.segments;
        self.resources += other.resources;
        self.audit_lines += other.audit_lines;
        self.originals += other.originals;
        self.checkpoints += other.checkpoints;
        self.stale += other.stale;
        self.leftovers += other.leftovers;
        self.findings.extend(other.findings);
    }
}

/// Records checked at once.
const VERIFIED_AT_ONCE: usize = 4;

/// Patients listed in one go.
const PATIENTS_AT_ONCE: i64 = 500;
