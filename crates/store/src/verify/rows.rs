//! Checks the rows that decide who may do what: that each was written by this site, and stands as
//! the last line of a chain that tells of it left it. So a row that was altered, added, taken away
//! or put back as it once was is named.

use super::left::Left;
use super::told::{OF_PATIENT, OF_SITE};
use super::{Verification, clues, tokens};
use crate::Store;
use crate::accounts::throttle;
use crate::audit::{self, Chain};
use crate::db::{Row, Tx, Value};
use crate::error::Result;
use crate::hub::doors;
use crate::{guard, measures};

/// Rows that change without a line: each must be whole.
pub(super) const ATTEMPTS: &str = "
    select guarded, count, since, closed_until, guard
    from throttle
    where guarded > $1
    order by guarded
    limit $2";

/// Links in mails leave no line until they are used.
pub(super) const LINKS: &str = "
    select door_hash, org_id, email, kind, ends_at, guard
    from hub_door
    where door_hash > $1 and kind = 'link'
    order by door_hash
    limit $2";

pub(super) const MEASURES: &str = "
    select day, what, number, guard
    from measure_day
    order by day, what";

/// Over all records: what is counted of each patient.
pub(super) const MEASURED: &str = "
    select patient_id, sealed, guard
    from measure_patient
    where patient_id > $1
    order by patient_id
    limit $2";

pub(super) const SUMS: &str = "
    select cell, period, scope, number, guard
    from measure_cell
    where cell > $1
    order by cell
    limit $2";

fn no_bytes() -> Value {
    Value::Bytes(Vec::new())
}

fn no_text() -> Value {
    Value::Text(String::new())
}

/// Checks the rows of one patient, in a transaction.
pub(super) fn check_patient(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &str,
    mut left: Left,
) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for told in &OF_PATIENT {
        for row in tx.query(told.rows, &[patient.into()])? {
            findings.extend(left.compare(store, told, &row));
        }
    }
    findings.extend(left.compare_reports(tx, store)?);
    findings.extend(tokens::compare(tx, store, patient, &mut left)?);
    findings.extend(left.missing(store.now().as_microsecond()));
    Ok(findings.into_iter().map(|finding| format!("{patient}: {finding}")).collect())
}

/// Checks the rows that belong to no patient.
pub(super) async fn check_site(store: &Store, all: &mut Verification) -> Result<()> {
    let site = store.clone();
    let work = move |tx: &mut Tx<'_>| {
        let (mut findings, mut left) = (Vec::new(), Left::default());
        audit::proofs(tx, &site, &Chain::Site, |proof| {
            left.hear(&proof);
        })?;
        findings.extend(clues::compare(tx, &site)?);
        for told in &OF_SITE {
            each_row(tx, told.rows, (told.start())(), |row| {
                findings.extend(left.compare(&site, told, row));
            })?;
        }
        findings.extend(left.compare_reports(tx, &site)?);
        findings.extend(left.missing(site.now().as_microsecond()));
        let mut whole = |table: &'static str, row: &Row| {
            findings.extend(guard::check(&site, table, row).err().map(|error| error.to_string()));
        };
        each_row(tx, ATTEMPTS, no_bytes(), |row| whole(throttle::TABLE, row))?;
        each_row(tx, LINKS, no_bytes(), |row| whole(doors::DOOR_TABLE, row))?;
        // A handful for each day.
        tx.query(MEASURES, &[])?.iter().for_each(|row| whole(audit::MEASURE_TABLE, row));
        each_row(tx, MEASURED, no_text(), |row| whole(measures::TABLE, row))?;
        each_row(tx, SUMS, no_text(), |row| whole(measures::CELL_TABLE, row))?;
        Ok(findings)
    };
    all.findings.extend(store.inner.db.read("verify rows of the site", work).await?);
    Ok(())
}

fn each_row(
    tx: &mut Tx<'_>,
    sql: &'static str,
    start: Value,
    mut see: impl FnMut(&Row),
) -> Result<()> {
    let mut last = start;
    loop {
        let rows = tx.query(sql, &[last.clone(), ROWS_AT_ONCE.into()])?;
        let Some(key) = rows.last().and_then(|row| row.0.first()) else { return Ok(()) };
        last = key.clone();
        rows.iter().for_each(&mut see);
    }
}

const ROWS_AT_ONCE: i64 = 2_000;
