//! The rows of measures: what is sealed of a patient, and the sums.

use std::collections::BTreeMap;

use bluebutton_crypto::seal::{self, DataKey};
use bluebutton_record::PatientKey;
use bluebutton_record::measures::{DayUses, MeasureCell, MeasuredPatient};
use serde::{Deserialize, Serialize};

use crate::Store;
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::guard;
use crate::limits::MEASURED_BYTES_MAX;
use crate::records::{compress, decompress};

pub(crate) const TABLE: &str = "measure_patient";
pub(crate) const CELL_TABLE: &str = "measure_cell";

/// What is sealed of one patient: of their own chain always, of the record where they give it its name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct MeasuredContent {
    /// What the chain told up to here.
    #[serde(default)]
    pub(super) told: ToldByChain,
    /// When each visit came in for the first time, seconds since 1970.
    #[serde(default)]
    pub(super) arrived: BTreeMap<String, i64>,
    /// What is counted.
    #[serde(default)]
    pub(super) measured: MeasuredPatient,
    /// The sums in which that stands: what is taken out of them when it changes.
    #[serde(default)]
    pub(super) cells: Vec<(MeasureCell, i64)>,
}

/// What a chain told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct ToldByChain {
    /// The version of the rules by which it was heard.
    pub(super) version: i64,
    /// Up to which line.
    pub(super) seq: i64,
    /// What was done with the record, by days since 1970.
    pub(super) uses: BTreeMap<i32, DayUses>,
    /// Who could come in, and no more: seconds since 1970.
    pub(super) steps: Vec<(i64, AccessStep)>,
}

/// A step on the way into a record, or out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum AccessStep {
    /// The patient was given a code.
    Coded,
    /// The code was taken back.
    Uncoded,
    /// An account opens the record as its own.
    Tied,
    /// It does so no more.
    Untied,
}

impl MeasuredContent {
    /// Opens a row of `patient_id, sealed, guard`.
    pub(super) fn opened(
        store: &Store,
        key: &DataKey,
        patient: &PatientKey,
        row: &Row,
    ) -> Result<Self> {
        guard::check(store, TABLE, row)?;
        let altered = || StoreError::Altered(format!("{TABLE} {patient}: it does not open"));
        let packed = seal::open(key, &context(patient), row.get(1)?).map_err(|_| altered())?;
        serde_json::from_slice(&decompress(&packed, MEASURED_BYTES_MAX)?).map_err(|_| altered())
    }

    /// The row.
    pub(super) fn row(
        &self,
        store: &Store,
        key: &DataKey,
        patient: &PatientKey,
    ) -> Result<Vec<Value>> {
        let plain = serde_json::to_vec(self)
            .map_err(|error| StoreError::Altered(format!("a measure can't be written: {error}")))?;
        let packed = compress(&plain, LEVEL)?;
        let sealed = seal::seal(key, store.random(), &context(patient), &packed);
        Ok(guard::guarded(store, TABLE, [patient.as_str().into(), sealed.into()]))
    }
}

/// Adds to the sums; those that are not there yet begin at nothing. Locks their names: call it once in
/// a transaction.
pub(super) fn add(
    tx: &mut Tx<'_>,
    store: &Store,
    changes: &BTreeMap<MeasureCell, i64>,
) -> Result<()> {
    let changes: Vec<(String, &MeasureCell, i64)> = changes
        .iter()
        .filter(|(_, change)| **change != 0)
        .map(|(cell, change)| (name_of(cell), cell, *change))
        .collect();
    let names = changes.iter().map(|(name, ..)| format!("{CELL_TABLE}|{name}").into_bytes());
    tx.lock_names(names.collect::<Vec<_>>())?;
    let keys: Vec<Vec<Value>> =
        changes.iter().map(|(name, ..)| vec![name.as_str().into()]).collect();
    let mut rows = Vec::with_capacity(changes.len());
    for ((name, cell, change), before) in changes.iter().zip(tx.query_each(CELL, &keys)?) {
        let number = before.first().map_or(Ok(0), |row| number_of(store, row))?;
        let columns = [
            name.as_str().into(),
            cell.period.as_str().into(),
            cell.scope.as_str().into(),
            (number + change).into(),
        ];
        rows.push((CELL_PUT, guard::guarded(store, CELL_TABLE, columns)));
    }
    tx.execute_all(&rows)
}

/// The number of a row of `cell, period, scope, number, guard`.
pub(super) fn number_of(store: &Store, row: &Row) -> Result<i64> {
    guard::check(store, CELL_TABLE, row)?;
    row.get(3)
}

/// The word behind the period and the scope in a cell's name.
pub(super) fn what_of(name: &str) -> &str {
    name.rsplit('|').next().unwrap_or_default()
}

pub(super) fn name_of(cell: &MeasureCell) -> String {
    format!("{}|{}|{}", cell.period, cell.scope, cell.what)
}

fn context(patient: &PatientKey) -> Vec<u8> {
    format!("{TABLE}|{patient}").into_bytes()
}

/// The fastest: it takes off three quarters.
const LEVEL: i32 = 1;

pub(super) const ONE: &str = "
    select patient_id, sealed, guard
    from measure_patient
    where patient_id = $1";

pub(super) const CELL: &str = "
    select cell, period, scope, number, guard
    from measure_cell
    where cell = $1";

const CELL_PUT: &str = "
    insert into measure_cell (cell, period, scope, number, guard)
    values ($1, $2, $3, $4, $5)
    on conflict (cell) do update set number = excluded.number, guard = excluded.guard";
