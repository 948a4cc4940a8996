//! The tables there are, as the migrations make them: a table that a migration adds is in the next
//! backup without anybody thinking of it.

use std::sync::OnceLock;

use crate::db::MIGRATIONS;

/// A table.
#[derive(Debug)]
pub(super) struct BackupTable {
    /// Its name.
    pub(super) name: &'static str,
    /// Its columns.
    pub(super) columns: Vec<&'static str>,
    /// Which of the columns are its primary key.
    pub(super) key: Vec<usize>,
    /// Its first rows in the order of the key: `$1` of them.
    pub(super) first: &'static str,
    /// The rows behind a key: the key's parts, then how many.
    pub(super) next: &'static str,
    /// Adds a row.
    pub(super) insert: &'static str,
}

/// What nobody needs in a backup: sessions, counted attempts and answered questions are over when it
/// is restored, and a lock is nothing to keep.
const LEFT_OUT: [&str; 4] = ["session", "throttle", "answered_question", "name_lock"];

/// All tables that a backup holds.
pub(super) fn all() -> &'static [BackupTable] {
    static TABLES: OnceLock<Vec<BackupTable>> = OnceLock::new();
    TABLES.get_or_init(|| {
        let texts = MIGRATIONS.iter().map(|(_, _, text)| *text);
        let tables = texts.flat_map(tables_of).filter_map(|(name, body)| table(name, body));
        tables.filter(|table| !LEFT_OUT.contains(&table.name)).collect()
    })
}

/// Name and body of each `create table`.
fn tables_of(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.split("create table ").skip(1).filter_map(|rest| {
        let (name, rest) = rest.split_once(" (")?;
        let (body, _) = rest.split_once("\n)")?;
        Some((name.trim(), body))
    })
}

fn table(name: &'static str, body: &'static str) -> Option<BackupTable> {
    let (mut columns, mut key) = (Vec::new(), Vec::new());
    for line in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(parts) = line.strip_prefix("primary key (") {
            let parts = parts.trim_end_matches([')', ',']).split(',').map(str::trim);
            key = parts.filter_map(|part| columns.iter().position(|own| *own == part)).collect();
        } else if !line.starts_with("--") && !line.starts_with("unique (") {
            let column = line.split_whitespace().next()?;
            if line.contains("primary key") {
                key = vec![columns.len()];
            }
            columns.push(column);
        }
    }
    let names = |which: &[usize]| {
        which.iter().filter_map(|at| columns.get(*at).copied()).collect::<Vec<_>>().join(", ")
    };
    let numbers = |count: usize| {
        (1..=count).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
    };
    let (keys, all, wanted) = (names(&key), columns.join(", "), key.len() + 1);
    let known = numbers(key.len());
    let select = format!("select {all} from {name}");
    // Statements live as long as the program: there are three for each table, made once.
    let first = format!("{select} order by {keys} limit $1").leak();
    let next =
        format!("{select} where ({keys}) > ({known}) order by {keys} limit ${wanted}").leak();
    let insert = format!("insert into {name} ({all}) values ({})", numbers(columns.len())).leak();
    Some(BackupTable { name, columns, key, first, next, insert })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::both_engines;

    #[test]
    fn every_table_of_the_migrations_is_known_with_its_key() {
        let made: usize =
            MIGRATIONS.iter().map(|(_, _, text)| text.matches("create table ").count()).sum();
        assert_eq!(all().len() + LEFT_OUT.len(), made);
        for table in all() {
            assert!(!table.key.is_empty(), "{} has no key", table.name);
        }
        let lines = all().iter().find(|table| table.name == "audit_line").unwrap();
        assert_eq!(lines.columns.get(..2), Some(&["patient_id", "seq"][..]));
        assert_eq!(lines.key, [0, 1]);
    }

    #[tokio::test]
    async fn their_statements_are_understood_by_both_engines() {
        for site in both_engines().await {
            for table in all() {
                for sql in [table.first, table.next, table.insert] {
                    let prepared = site.store.inner.db.prepare(sql).await;
                    prepared.unwrap_or_else(|error| panic!("{sql} on {}: {error}", site.engine));
                }
            }
        }
    }
}
