//! Every guarded table: how its rows are read, and how one of them gets a new guard when the root key was changed.

use super::rows::{ATTEMPTS, LINKS, MEASURED, MEASURES, SUMS};
use super::told::{OF_PATIENT, OF_SITE, Told};
use crate::accounts::throttle;
use crate::db::Value;
use crate::hub::doors;
use crate::{audit, measures};

/// A table whose last column, as its rows are read, is a guard over the others.
#[derive(Clone, Copy)]
pub(crate) struct GuardedTable {
    pub(crate) table: &'static str,
    /// Its rows: of one patient (`$1`), after a key (`$1`, `$2` rows at most), or all.
    pub(crate) rows: &'static str,
    /// Puts a guard (`$3`) in place of another (`$2`) in the rows of `$1`.
    pub(crate) put: &'static str,
    /// Which column `$1` is.
    pub(crate) place: usize,
    /// Before the first key, where the table is walked by the first column.
    pub(crate) start: Option<fn() -> Value>,
}

const HEADS: GuardedTable = GuardedTable {
    table: audit::HEAD_TABLE,
    rows: audit::HEAD,
    put: "update audit_head set guard = $3 where patient_id = $1 and guard = $2",
    place: 0,
    start: None,
};

/// Puts of tables that belong to patients.
const PUTS_OF_PATIENT: [(&str, &str); 11] = [
    ("record_part", "update record_part set guard = $3 where patient_id = $1 and guard = $2"),
    ("transmission", "update transmission set guard = $3 where patient_id = $1 and guard = $2"),
    ("record_grant", "update record_grant set guard = $3 where patient_id = $1 and guard = $2"),
    ("api_access", "update api_access set guard = $3 where patient_id = $1 and guard = $2"),
    ("restriction", "update restriction set guard = $3 where patient_id = $1 and guard = $2"),
    ("access_order", "update access_order set guard = $3 where patient_id = $1 and guard = $2"),
    ("access_paper", "update access_paper set guard = $3 where patient_id = $1 and guard = $2"),
    (
        "patient_request",
        "update patient_request set guard = $3 where patient_id = $1 and guard = $2",
    ),
    ("emergency", "update emergency set guard = $3 where patient_id = $1 and guard = $2"),
    ("account_record", "update account_record set guard = $3 where patient_id = $1 and guard = $2"),
    ("invitation", "update invitation set guard = $3 where patient_id = $1 and guard = $2"),
];

/// Puts of tables that belong to the site. What ends by itself before long is guarded anew, too: it would be
/// refused when the older key is out of use.
const PUTS_OF_SITE: [(&str, &str); 13] = [
    ("site_rule", "update site_rule set guard = $3 where rule_id = $1 and guard = $2"),
    ("api_app", "update api_app set guard = $3 where app_id = $1 and guard = $2"),
    ("account", "update account set guard = $3 where account_id = $1 and guard = $2"),
    (
        "account_recovery",
        "update account_recovery set guard = $3 where code_hash = $1 and guard = $2",
    ),
    ("session", "update session set guard = $3 where token_hash = $1 and guard = $2"),
    ("notice_choice", "update notice_choice set guard = $3 where account_id = $1 and guard = $2"),
    ("account_reset", "update account_reset set guard = $3 where account_id = $1 and guard = $2"),
    ("passkey", "update passkey set guard = $3 where passkey_hash = $1 and guard = $2"),
    ("identity", "update identity set guard = $3 where identity_hash = $1 and guard = $2"),
    (
        "remembered_browser",
        "update remembered_browser set guard = $3 where token_hash = $1 and guard = $2",
    ),
    (
        "hub_member",
        "update hub_member set guard = $3 where org_id || '/' || pledge = $1 and guard = $2",
    ),
    (
        "hub_person",
        "update hub_person set guard = $3 where org_id || '/' || email = $1 and guard = $2",
    ),
    ("hub_account", "update hub_account set guard = $3 where account_id = $1 and guard = $2"),
];

const DOOR_PUT: &str = "
    update hub_door set guard = $3 where door_hash = $1 and guard = $2";

/// Tables of a patient, the head of the chain first: it is locked before the rows that its lines tell of.
pub(crate) fn of_each_patient() -> Vec<GuardedTable> {
    let told = with_puts(&OF_PATIENT, &PUTS_OF_PATIENT);
    let of_patients = told.map(|one| GuardedTable { place: 1, start: None, ..one });
    std::iter::once(HEADS).chain(of_patients).collect()
}

/// Tables that belong to no patient, and what is counted of all.
pub(crate) fn of_the_site() -> Vec<GuardedTable> {
    let words: fn() -> Value = || Value::Text(String::new());
    let hashes: fn() -> Value = || Value::Bytes(Vec::new());
    let table = |table, rows, put, start| GuardedTable { table, rows, put, place: 0, start };
    let doors = OF_SITE.iter().find(|told| told.table == doors::DOOR_TABLE);
    let doors = doors.map(|told| table(told.table, told.rows, DOOR_PUT, Some(hashes)));
    let own = with_puts(&OF_SITE, &PUTS_OF_SITE).chain(doors);
    own.chain([
        table(
            throttle::TABLE,
            ATTEMPTS,
            "update throttle set guard = $3 where guarded = $1 and guard = $2",
            Some(hashes),
        ),
        table(doors::DOOR_TABLE, LINKS, DOOR_PUT, Some(hashes)),
        table(
            audit::MEASURE_TABLE,
            MEASURES,
            "update measure_day set guard = $3 where day = $1 and guard = $2",
            None,
        ),
        table(
            measures::TABLE,
            MEASURED,
            "update measure_patient set guard = $3 where patient_id = $1 and guard = $2",
            Some(words),
        ),
        table(
            measures::CELL_TABLE,
            SUMS,
            "update measure_cell set guard = $3 where cell = $1 and guard = $2",
            Some(words),
        ),
    ])
    .collect()
}

/// The guarded ones of tables that lines tell of.
fn with_puts<'t>(
    told: &'t [Told],
    puts: &'t [(&'static str, &'static str)],
) -> impl Iterator<Item = GuardedTable> + 't {
    told.iter().filter_map(move |told| {
        let (_, put) = puts.iter().find(|(table, _)| *table == told.table)?;
        Some(GuardedTable {
            table: told.table,
            rows: told.rows,
            put,
            place: 0,
            start: Some(told.start()),
        })
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::db::MIGRATIONS;
    use crate::db::Tx;
    use crate::db::testing::both_engines;

    #[test]
    fn every_guarded_table_gets_new_guards_with_a_new_root_key() {
        let all: BTreeSet<&str> = MIGRATIONS
            .iter()
            .flat_map(|(.., text)| text.split("create table ").skip(1))
            .filter_map(|table| {
                let (name, rest) = table.split_once(" (")?;
                let (columns, _) = rest.split_once("\n);")?;
                columns.contains("\n    guard bytea").then_some(name)
            })
            .collect();
        let known: BTreeSet<&str> =
            of_each_patient().iter().chain(&of_the_site()).map(|one| one.table).collect();
        assert!(all.len() > 20, "{all:?}");
        assert_eq!(known, all);
    }

    #[tokio::test]
    async fn their_statements_are_understood_by_both_engines() {
        for site in both_engines().await {
            for table in of_each_patient().into_iter().chain(of_the_site()) {
                let work = move |tx: &mut Tx<'_>| {
                    tx.prepare(table.rows)?;
                    tx.prepare(table.put)
                };
                let prepared = site.store.inner.db.read("prepare", work).await;
                assert!(prepared.is_ok(), "{} {}: {prepared:?}", site.engine, table.table);
            }
        }
    }
}
