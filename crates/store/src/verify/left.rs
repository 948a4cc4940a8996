//! How the lines left each row, and what became of that.

use std::collections::BTreeMap;

use super::told::{REPORTS, Told};
use crate::Store;
use crate::accounts::{remembered, sessions};
use crate::audit::Proof;
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::guard;
use crate::hub::doors;
use crate::limits::{HUB_DOOR_SECONDS_MAX, REMEMBERED_SECONDS_MAX, SESSION_SECONDS};

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
    pub(super) fn compare(&mut self, store: &Store, told: &Told, row: &Row) -> Option<String> {
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
    pub(super) fn compare_reports(
        &mut self,
        tx: &mut Tx<'_>,
        store: &Store,
    ) -> Result<Vec<String>> {
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
    pub(super) fn missing(self, now: i64) -> impl Iterator<Item = String> {
        let is_over = move |table: &str, at: i64| {
            // These end by themselves, and are then tidied away.
            let seconds = match table {
                sessions::TABLE => SESSION_SECONDS,
                remembered::TABLE => REMEMBERED_SECONDS_MAX,
                doors::DOOR_TABLE => HUB_DOOR_SECONDS_MAX,
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
