//! Sealing anew what a change of the root key leaves sealed with older keys: the lines of the trail, whose
//! hashes are of what they say and stay, and what belongs to no patient. A few rows in each transaction, and
//! only those that are still as they were read; whatever was interrupted goes over all of it again.
//!
//! Rows that a line of the chain tells of with their sealed content get a new line. Sessions are over
//! before long, and what staff decided of people keeps its seal: the older keys are in the ring.

use bluebutton_record::ResourceId;

use super::SealedBy;
use super::rotating::Rotation;
use crate::Store;
use crate::accounts;
use crate::apps;
use crate::audit::{self, Chain};
use crate::db::{Row, Tx, Value};
use crate::directory;
use crate::error::Result;
use crate::events::{By, Event, Line};
use crate::imports;
use crate::jobs;
use crate::matching;

/// Rows of a table that no line tells the sealed content of.
struct Untold {
    /// The column of the key and the sealed one last, and what the context needs between them; after a
    /// key (`$1`), so many (`$2`).
    rows: &'static str,
    /// Puts what is sealed anew (`$3`) in the place of what was (`$2`) in the row of a key (`$1`).
    put: &'static str,
    /// What a row is sealed for; `None`: `verify` names that row.
    context: fn(&Row) -> Option<Vec<u8>>,
    /// Before the first key.
    start: fn() -> Value,
}

const UNTOLD: [Untold; 6] = [
    Untold {
        rows: "
            select name, value
            from site
            where name = 'identity' and name > $1
            order by name
            limit $2",
        put: "
            update site set value = $3 where name = $1 and value = $2",
        context: |_| Some(apps::IDENTITY_CONTEXT.to_vec()),
        start: || Value::Text(String::new()),
    },
    Untold {
        rows: "
            select content_hash, source, resource_id, sealed
            from directory_resource
            where content_hash > $1
            order by content_hash
            limit $2",
        put: "
            update directory_resource set sealed = $3 where content_hash = $1 and sealed = $2",
        context: |row| {
            let (source, id): ([u8; 16], &str) = (row.get(1).ok()?, row.get(2).ok()?);
            Some(directory::context(&source, &ResourceId::parse(id)?))
        },
        start: || Value::Bytes(Vec::new()),
    },
    Untold {
        rows: "
            select import_id, sealed
            from import_report
            where import_id > $1
            order by import_id
            limit $2",
        put: "
            update import_report set sealed = $3 where import_id = $1 and sealed = $2",
        context: |row| Some(imports::report_context(row.get(0).ok()?)),
        start: || Value::Text(String::new()),
    },
    Untold {
        rows: "
            select quarantine_id, sealed
            from quarantine
            where quarantine_id > $1
            order by quarantine_id
            limit $2",
        put: "
            update quarantine set sealed = $3 where quarantine_id = $1 and sealed = $2",
        context: |row| Some(imports::quarantine_context(row.get(0).ok()?)),
        start: || Value::Text(String::new()),
    },
    Untold {
        rows: "
            select case_id, sealed
            from matching_case
            where case_id > $1
            order by case_id
            limit $2",
        put: "
            update matching_case set sealed = $3 where case_id = $1 and sealed = $2",
        context: |row| Some(matching::case_context(row.get(0).ok()?)),
        start: || Value::Text(String::new()),
    },
    Untold {
        rows: "
            select job_id, sealed
            from job
            where job_id > $1
            order by job_id
            limit $2",
        put: "
            update job set sealed = $3 where job_id = $1 and sealed = $2",
        context: |row| Some(jobs::context(row.get(0).ok()?)),
        start: || Value::Text(String::new()),
    },
];

impl Store {
    /// Seals everything anew that is sealed with an older key.
    pub(super) async fn reseal(
        &self,
        rotation: &mut Rotation,
        tell: &impl Fn(&Rotation),
    ) -> Result<()> {
        self.reseal_lines(rotation, tell).await?;
        for table in &UNTOLD {
            self.reseal_table(table, rotation, tell).await?;
        }
        rotation.resealed += imports::reseal_quarantined(self).await?;
        self.reseal_accounts(rotation, tell).await
    }

    /// What is sealed by an older key, sealed by the newest; `None` where it is already, or does not open.
    pub(crate) fn sealed_anew(
        &self,
        by: SealedBy,
        context: &[u8],
        sealed: &[u8],
    ) -> Option<Vec<u8>> {
        let (plain, is_newest) = self.open_by(by, context, sealed).ok()?;
        let anew = || self.inner.ring.seal(by, self.random(), context, &plain);
        (!is_newest).then(anew)
    }

    async fn reseal_lines(&self, rotation: &mut Rotation, tell: &impl Fn(&Rotation)) -> Result<()> {
        let mut last = [Value::Text(String::new()), 0.into()];
        loop {
            let [chain, seq] = last.clone();
            let params = [chain, seq, ROWS_AT_ONCE.into()];
            let work = move |tx: &mut Tx<'_>| tx.query(LINES_AFTER, &params);
            let rows = self.inner.db.read("read lines to seal anew", work).await?;
            let Some(row) = rows.last() else { return Ok(()) };
            last = [row.get::<&str>(0)?.into(), row.get::<i64>(1)?.into()];
            let mut changes = Vec::new();
            for row in &rows {
                let (chain, seq, sealed): (&str, i64, &[u8]) =
                    (row.get(0)?, row.get(1)?, row.get(2)?);
                let context = audit::line_context(chain, seq);
                if let Some(anew) = self.sealed_anew(SealedBy::Audit, &context, sealed) {
                    let values = vec![chain.into(), seq.into(), sealed.into(), anew.into()];
                    changes.push((LINE_PUT, values));
                }
            }
            self.put_all(changes, rotation).await?;
            tell(rotation);
        }
    }

    async fn reseal_table(
        &self,
        table: &Untold,
        rotation: &mut Rotation,
        tell: &impl Fn(&Rotation),
    ) -> Result<()> {
        let mut last = (table.start)();
        loop {
            let (rows, params) = (table.rows, [last, ROWS_AT_ONCE.into()]);
            let work = move |tx: &mut Tx<'_>| tx.query(rows, &params);
            let rows = self.inner.db.read("read rows to seal anew", work).await?;
            let Some(key) = rows.last().and_then(|row| row.0.first()) else { return Ok(()) };
            last = key.clone();
            let mut changes = Vec::new();
            for row in &rows {
                let (Some(key), Some(Value::Bytes(sealed)), Some(context)) =
                    (row.0.first(), row.0.last(), (table.context)(row))
                else {
                    continue;
                };
                if let Some(anew) = self.sealed_anew(SealedBy::Site, &context, sealed) {
                    let values = vec![key.clone(), sealed.clone().into(), anew.into()];
                    changes.push((table.put, values));
                }
            }
            self.put_all(changes, rotation).await?;
            tell(rotation);
        }
    }

    async fn put_all(
        &self,
        changes: Vec<(&'static str, Vec<Value>)>,
        rotation: &mut Rotation,
    ) -> Result<()> {
        if changes.is_empty() {
            return Ok(());
        }
        rotation.resealed += changes.len() as u64;
        let work = move |tx: &mut Tx<'_>| tx.execute_all(&changes);
        self.inner.db.write("seal anew", work).await
    }

    /// Accounts with what belongs to them: each change of theirs stands in the site's chain.
    async fn reseal_accounts(
        &self,
        rotation: &mut Rotation,
        tell: &impl Fn(&Rotation),
    ) -> Result<()> {
        let mut last = String::new();
        loop {
            let params = [last.as_str().into(), ACCOUNTS_AT_ONCE.into()];
            let work = move |tx: &mut Tx<'_>| tx.query(ACCOUNTS_AFTER, &params);
            let rows = self.inner.db.read("read accounts to seal anew", work).await?;
            let Some(row) = rows.last() else { return Ok(()) };
            row.get::<&str>(0)?.clone_into(&mut last);
            let ids = rows.iter().map(|row| row.get::<String>(0)).collect::<Result<Vec<_>>>()?;
            let store = self.clone();
            let work = move |tx: &mut Tx<'_>| {
                let mut proof = Vec::new();
                for id in &ids {
                    proof.extend(accounts::sealed_anew(tx, &store, id)?);
                }
                let count = proof.len();
                if count > 0 {
                    let line = Line::new(By::program(), Event::KeysChanged).with_proof(proof);
                    audit::append(tx, &store, &Chain::Site, store.now(), &line)?;
                }
                Ok(count)
            };
            rotation.resealed += self.inner.db.write("seal accounts anew", work).await? as u64;
            tell(rotation);
        }
    }
}

/// Rows sealed anew in one transaction: a few milliseconds.
const ROWS_AT_ONCE: i64 = 500;

/// Accounts in one transaction, and one line.
const ACCOUNTS_AT_ONCE: i64 = 50;

/// Over all records: each line is looked at when the root key is changed.
const LINES_AFTER: &str = "
    select patient_id, seq, sealed
    from audit_line
    where (patient_id, seq) > ($1, $2)
    order by patient_id, seq
    limit $3";

pub(super) const LINE_PUT: &str = "
    update audit_line set sealed = $4 where patient_id = $1 and seq = $2 and sealed = $3";

const ACCOUNTS_AFTER: &str = "
    select account_id
    from account
    where account_id > $1
    order by account_id
    limit $2";
