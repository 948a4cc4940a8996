//! Checks the rows that decide who may do what: that each was written by this site, and stands as
//! the last line of a chain that tells of it left it. So a row that was altered, added, taken away
//! or put back as it once was is named.

use std::collections::BTreeMap;

use super::{Verification, tokens};
use crate::Store;
use crate::access::{emergency, grants, orders, papers, restrictions};
use crate::accounts::{
    codes, identities, invitations, notices, own, passkeys, people, recovery, remembered, sessions,
    throttle, ways,
};
use crate::audit::{self, Chain, Proof};
use crate::db::{Row, Tx, Value};
use crate::directory;
use crate::error::{Result, StoreError};
use crate::guard;
use crate::limits::{REMEMBERED_SECONDS_MAX, SESSION_SECONDS};
use crate::matching::decisions;
use crate::measures;
use crate::records::parts;
use crate::{requests, transmissions};

/// A table of rows that lines tell of.
struct Told {
    table: &'static str,
    /// Its rows, of one patient (`$1`) or after a key (`$1`, `$2` rows at most).
    rows: &'static str,
    /// Which column is the key in the lines.
    key: usize,
    /// The columns that change only with a line.
    settled: fn(&[Value]) -> Vec<Value>,
    /// Whether the last column is a keyed hash over the others.
    is_guarded: bool,
}

/// Tables of a patient, told of in the patient's chain.
const OF_PATIENT: [Told; 11] = [
    Told {
        table: decisions::TABLE,
        rows: "
            select person, patient_id, is_same, at, sealed
            from matching_decision
            where patient_id = $1",
        key: 0,
        settled: <[Value]>::to_vec,
        is_guarded: false,
    },
    Told {
        table: parts::TABLE,
        rows: parts::PARTS_OF,
        key: 0,
        settled: <[Value]>::to_vec,
        is_guarded: true,
    },
    Told {
        table: transmissions::TABLE,
        rows: "
            select transmission_id, patient_id, sealed, asked_at, state, why, next_at,
                changed_at, guard
            from transmission
            where patient_id = $1",
        key: 0,
        settled: transmissions::settled,
        is_guarded: true,
    },
    Told {
        table: grants::TABLE,
        rows: "
            select grant_id, patient_id, holder_kind, holder, given_by, starts, until,
                made_at, accepted_at, ended_at, sealed, guard
            from record_grant
            where patient_id = $1",
        key: 0,
        settled: <[Value]>::to_vec,
        is_guarded: true,
    },
    Told {
        table: restrictions::TABLE,
        rows: "
            select restriction_id, patient_id, made_at, until, ended_at, sealed, guard
            from restriction
            where patient_id = $1",
        key: 0,
        settled: <[Value]>::to_vec,
        is_guarded: true,
    },
    Told {
        table: orders::TABLE,
        rows: orders::OF_PATIENT,
        key: 0,
        settled: <[Value]>::to_vec,
        is_guarded: true,
    },
    Told {
        table: papers::TABLE,
        rows: papers::OF_PATIENT,
        key: 0,
        settled: <[Value]>::to_vec,
        is_guarded: true,
    },
    Told {
        table: requests::TABLE,
        rows: requests::OF_PATIENT,
        key: 0,
        settled: <[Value]>::to_vec,
        is_guarded: true,
    },
    Told {
        table: emergency::TABLE,
        rows: emergency::OF_PATIENT,
        key: 0,
        settled: <[Value]>::to_vec,
        is_guarded: true,
    },
    Told {
        table: own::TABLE,
        rows: "
            select account_id, patient_id, since, confirmed_at, ended_at, guard
            from account_record
            where patient_id = $1",
        key: 0,
        settled: <[Value]>::to_vec,
        is_guarded: true,
    },
    Told {
        table: invitations::TABLE,
        rows: "
            select code_hash, patient_id, grant_id, made_by, made_at, ends_at, attempts,
                used_at, guard
            from invitation
            where patient_id = $1",
        key: 0,
        settled: invitations::settled,
        is_guarded: true,
    },
];

/// Tables told of in the site's chain, walked by their first column.
const OF_SITE: [Told; 10] = [
    Told {
        table: crate::imports::QUARANTINE_TABLE,
        rows: "
            select quarantine_id
            from quarantine
            where quarantine_id > $1
            order by quarantine_id
            limit $2",
        key: 0,
        settled: <[Value]>::to_vec,
        is_guarded: false,
    },
    Told {
        table: directory::TABLE,
        rows: "
            select content_hash, source, resource_id, kind, change, told_at
            from directory_resource
            where content_hash > $1
            order by content_hash
            limit $2",
        key: 0,
        settled: directory::settled,
        is_guarded: false,
    },
    Told {
        table: people::TABLE,
        rows: "
            select account_id, login_hash, role, profile, password, totp, totp_step,
                made_at, seen_at, ended_at, guard
            from account
            where account_id > $1
            order by account_id
            limit $2",
        key: 0,
        settled: people::settled,
        is_guarded: true,
    },
    Told {
        table: codes::RECOVERY_TABLE,
        rows: "
            select code_hash, account_id, used_at, guard
            from account_recovery
            where code_hash > $1
            order by code_hash
            limit $2",
        key: 0,
        settled: <[Value]>::to_vec,
        is_guarded: true,
    },
    Told {
        table: sessions::TABLE,
        rows: "
            select token_hash, account_id, stage, made_at, seen_at, ends_at, before_at,
                attempts, pending, proved_at, device, provider, guard
            from session
            where token_hash > $1
            order by token_hash
            limit $2",
        key: 0,
        settled: sessions::settled,
        is_guarded: true,
    },
    Told {
        table: notices::TABLE,
        rows: "
            select account_id, sealed, looked_at, guard
            from notice_choice
            where account_id > $1
            order by account_id
            limit $2",
        key: 0,
        settled: notices::settled,
        is_guarded: true,
    },
    Told {
        table: recovery::TABLE,
        rows: "
            select account_id, code_hash, made_by, made_at, ends_at, attempts, guard
            from account_reset
            where account_id > $1
            order by account_id
            limit $2",
        key: 0,
        settled: recovery::settled,
        is_guarded: true,
    },
    Told {
        table: passkeys::TABLE,
        rows: "
            select passkey_hash, account_id, sealed, made_at, used_at, count, guard
            from passkey
            where passkey_hash > $1
            order by passkey_hash
            limit $2",
        key: 0,
        settled: ways::settled,
        is_guarded: true,
    },
    Told {
        table: identities::TABLE,
        rows: "
            select identity_hash, account_id, sealed, made_at, used_at, guard
            from identity
            where identity_hash > $1
            order by identity_hash
            limit $2",
        key: 0,
        settled: ways::settled,
        is_guarded: true,
    },
    Told {
        table: remembered::TABLE,
        rows: "
            select token_hash, account_id, made_at, ends_at, guard
            from remembered_browser
            where token_hash > $1
            order by token_hash
            limit $2",
        key: 0,
        settled: <[Value]>::to_vec,
        is_guarded: true,
    },
];

/// Reports of imports: told of in the chain of a patient, or in the site's where none was in it.
const REPORTS: Told = Told {
    table: "import_report",
    rows: "
        select import_id, at, sealed
        from import_report
        where import_id = $1",
    key: 0,
    settled: crate::imports::settled_of_report,
    is_guarded: false,
};

/// Rows that change without a line: each must be whole.
const ATTEMPTS: &str = "
    select guarded, count, since, closed_until, guard
    from throttle
    where guarded > $1
    order by guarded
    limit $2";

const MEASURES: &str = "
    select day, what, number, guard
    from measure_day
    order by day, what";

/// Over all records: what is counted of each patient.
const MEASURED: &str = "
    select patient_id, sealed, guard
    from measure_patient
    where patient_id > $1
    order by patient_id
    limit $2";

const SUMS: &str = "
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

/// How the lines left each row: by table and key, what the last of them said, and when.
#[derive(Default)]
pub(super) struct Left(BTreeMap<(String, String), (String, i64)>);

impl Left {
    /// Takes in what a line said; `false` if that was not about a row.
    pub(super) fn hear(&mut self, proof: &Proof) -> bool {
        let mut words = proof.text.split(' ');
        let (Some("row"), Some(table), Some(key), Some(digest), None) =
            (words.next(), words.next(), words.next(), words.next(), words.next())
        else {
            return false;
        };
        let place = (table.to_owned(), key.to_owned());
        if digest == "gone" {
            self.0.remove(&place);
        } else {
            self.0.insert(place, (proof.text.clone(), proof.at));
        }
        true
    }

    /// Compares a row with what was said of it.
    fn compare(&mut self, store: &Store, told: &Told, row: &Row) -> Option<String> {
        let whole = if told.is_guarded { guard::check(store, told.table, row) } else { Ok(()) };
        if let Err(StoreError::Altered(what)) = whole {
            let key = row.0.get(told.key).map(guard::shown).unwrap_or_default();
            self.0.remove(&(told.table.to_owned(), key));
            return Some(what);
        }
        let key = row.0.get(told.key).map(guard::shown).unwrap_or_default();
        let is = guard::left(store, told.table, &key, &(told.settled)(&row.0));
        match self.0.remove(&(told.table.to_owned(), key.clone())) {
            Some((said, _)) if said == is => None,
            Some(_) => Some(format!(
                "{} {key}: it was put back as it once was, or changed without a line",
                told.table
            )),
            None => {
                Some(format!("{} {key}: no line tells of it; it was added or put back", told.table))
            }
        }
    }

    /// Compares the reports of imports that were told of.
    fn compare_reports(&mut self, tx: &mut Tx<'_>, store: &Store) -> Result<Vec<String>> {
        let is_report = |(table, _): &&(String, String)| table == REPORTS.table;
        let keys: Vec<String> =
            self.0.keys().filter(is_report).map(|(_, key)| key.clone()).collect();
        let mut findings = Vec::new();
        for key in keys {
            if let Some(row) = tx.first(REPORTS.rows, &[key.into()])? {
                findings.extend(self.compare(store, &REPORTS, &row));
            }
        }
        Ok(findings)
    }

    /// What was said last of a row, which is done with by that.
    pub(super) fn take(&mut self, table: &str, key: &str) -> Option<String> {
        self.0.remove(&(table.to_owned(), key.to_owned())).map(|(said, _)| said)
    }

    /// What should be there and is not.
    fn missing(self, now: i64) -> impl Iterator<Item = String> {
        let is_over = move |table: &str, at: i64| {
            // These end by themselves, and are then tidied away.
            let seconds = match table {
                sessions::TABLE => SESSION_SECONDS,
                remembered::TABLE => REMEMBERED_SECONDS_MAX,
                _ => return false,
            };
            at + seconds * 1_000_000 <= now
        };
        self.0
            .into_iter()
            .filter(move |((table, _), (_, at))| !is_over(table, *at))
            .map(|((table, key), _)| format!("{table} {key}: it was taken away"))
    }
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
        for told in &OF_SITE {
            let hashed = [
                codes::RECOVERY_TABLE,
                sessions::TABLE,
                passkeys::TABLE,
                identities::TABLE,
                remembered::TABLE,
                directory::TABLE,
            ];
            let is_hash = hashed.contains(&told.table);
            let start = if is_hash { no_bytes() } else { no_text() };
            each_row(tx, told.rows, start, |row| {
                findings.extend(left.compare(&site, told, row));
            })?;
        }
        findings.extend(left.compare_reports(tx, &site)?);
        findings.extend(left.missing(site.now().as_microsecond()));
        let mut whole = |table: &'static str, row: &Row| {
            findings.extend(guard::check(&site, table, row).err().map(|error| error.to_string()));
        };
        each_row(tx, ATTEMPTS, no_bytes(), |row| whole(throttle::TABLE, row))?;
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
