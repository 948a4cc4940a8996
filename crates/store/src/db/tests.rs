//! What both engines must do alike.

mod collisions;
mod faults;
mod locks;
mod shards;
mod tls;
mod together;

use super::testing::both_engines;
use super::{Tx, Value};
use crate::error::{Result, StoreError};

const PUT: &str = "
    insert into site (name, value) values ($2, $1)";

const GET: &str = "
    select value, null, name, 7, count(*) over ()
    from site
    where name = $1";

const SET: &str = "
    update site set value = $2 where name = $1";

#[tokio::test]
async fn what_was_written_is_read_back_with_its_type() {
    for site in both_engines().await {
        let db = &site.store.inner.db;
        let written = db.write("test", |tx| tx.execute(PUT, &[vec![0, 255].into(), "a".into()]));
        assert_eq!(written.await.unwrap(), 1, "{}", site.engine);

        let row = db.read("test", |tx| tx.first(GET, &["a".into()])).await.unwrap().unwrap();
        assert_eq!(row.get::<&[u8]>(0).unwrap(), [0, 255]);
        assert_eq!(row.get::<Option<i64>>(1).unwrap(), None);
        assert_eq!(row.get::<&str>(2).unwrap(), "a");
        assert_eq!(
            (row.get::<i64>(3).unwrap(), row.get::<i64>(4).unwrap()),
            (7, 1),
            "{}",
            site.engine
        );
    }
}

#[tokio::test]
async fn a_failed_write_leaves_nothing_and_its_neighbours_stay() {
    for site in both_engines().await {
        let db = &site.store.inner.db;
        let good = db.write("test", |tx| tx.execute(PUT, &[vec![1].into(), "good".into()]));
        let bad = db.write("test", |tx| -> Result<()> {
            tx.execute(PUT, &[vec![1].into(), "bad".into()])?;
            Err(StoreError::NotFound)
        });
        let (good, bad) = tokio::join!(good, bad);
        assert_eq!(good.unwrap(), 1);
        assert!(matches!(bad, Err(StoreError::NotFound)));

        let bad = db.read("test", |tx| tx.first(GET, &["bad".into()])).await.unwrap();
        let good = db.read("test", |tx| tx.first(GET, &["good".into()])).await.unwrap();
        assert!(bad.is_none() && good.is_some(), "{}", site.engine);
    }
}

#[tokio::test]
async fn writes_to_one_record_share_a_transaction_and_not_their_failures() {
    for site in both_engines().await {
        let db = &site.store.inner.db;
        let put = |name: &'static str| {
            db.write_to_record("ana", "test", move |tx| {
                tx.execute(PUT, &[vec![1].into(), name.into()])
            })
        };
        let refused = db.write_to_record("ana", "test", |tx| -> Result<()> {
            tx.execute(PUT, &[vec![1].into(), "refused".into()])?;
            Err(StoreError::NotFound)
        });
        let broken = db.write_to_record("ana", "test", |tx| tx.execute(GET, &[]));
        let fell = db.write_to_record("ana", "test", |tx| -> Result<()> {
            tx.execute(PUT, &[vec![1].into(), "fell".into()])?;
            panic!("on purpose")
        });
        let (a, refused, b, broken, fell, c) =
            tokio::join!(put("a"), refused, put("b"), broken, fell, put("c"));

        assert_eq!([a, b, c].map(|put| put.unwrap()), [1, 1, 1], "{}", site.engine);
        assert!(matches!(refused, Err(StoreError::NotFound)));
        assert!(broken.is_err() && fell.is_err());
        for (name, is_there) in [("a", true), ("b", true), ("refused", false), ("fell", false)] {
            let row = db.read("test", move |tx| tx.first(GET, &[name.into()])).await.unwrap();
            assert_eq!(row.is_some(), is_there, "{name} on {}", site.engine);
        }
    }
}

#[tokio::test]
async fn a_write_that_panics_takes_nobody_with_it() {
    for site in both_engines().await {
        let db = &site.store.inner.db;
        let fell = db.write("test", |_| -> Result<()> { panic!("on purpose") }).await;
        assert!(fell.is_err());
        let next = db.write("test", |tx| tx.execute(PUT, &[vec![1].into(), "a".into()])).await;
        assert_eq!(next.unwrap(), 1, "{}", site.engine);
    }
}

/// Reads what was committed last, and writes what follows from it.
fn count_up(tx: &mut Tx<'_>) -> Result<u64> {
    let row = tx.lock(COUNTER, &["counter".into()])?.unwrap();
    tx.execute(SET, &["counter".into(), vec![row.get::<&[u8]>(0)?[0] + 1].into()])
}

const COUNTER: &str = "
    select value
    from site
    where name = $1";

#[tokio::test]
async fn counting_up_from_many_sides_at_once_loses_nothing() {
    for site in both_engines().await {
        let zero = || [vec![0].into(), Value::from("counter")];
        site.store.inner.db.write("test", move |tx| tx.execute(PUT, &zero())).await.unwrap();
        let other = site.opened_again().await;
        let mut tasks = Vec::new();
        for store in [&site.store, &other].into_iter().cycle().take(20) {
            let store = store.clone();
            tasks.push(tokio::spawn(async move {
                store.inner.db.write("test", count_up).await.unwrap();
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let row = site.store.inner.db.read("test", |tx| tx.first(GET, &["counter".into()]));
        assert_eq!(row.await.unwrap().unwrap().get::<&[u8]>(0).unwrap(), [20], "{}", site.engine);
    }
}

#[tokio::test]
async fn a_foreign_root_key_is_refused() {
    for site in both_engines().await {
        std::fs::remove_file(site.folder().join("keys/root")).unwrap();
        let opened = site.open_again().await;
        let refused = opened.err().expect("a store opened with a foreign key");
        assert!(matches!(refused, StoreError::Settings(_)), "{refused}");
    }
}

#[tokio::test]
async fn a_closed_database_leaves_no_log_behind() {
    for site in both_engines().await.into_iter().filter(|site| site.engine == "sqlite") {
        let folder = site.folder().to_owned();
        let write = |tx: &mut Tx<'_>| tx.execute(PUT, &[vec![1].into(), "a".into()]);
        site.store.inner.db.write("test", write).await.unwrap();
        assert!(folder.join("bluebutton.sqlite-wal").exists());

        let _data = site.closed();

        assert!(!folder.join("bluebutton.sqlite-wal").exists());
        let again = super::Db::open_sqlite(&folder).await.unwrap();
        let row = again.read("test", |tx| tx.first(GET, &["a".into()])).await.unwrap();
        assert_eq!(row.unwrap().get::<&[u8]>(0).unwrap(), [1]);
    }
}

/// Every statement of the crate is a constant; each must be understood by both engines.
#[tokio::test]
async fn every_statement_prepares_on_both_engines() {
    let statements = statements();
    assert!(statements.len() > 5);
    for site in both_engines().await {
        for (name, sql) in &statements {
            site.store.inner.db.prepare(sql).await.unwrap_or_else(|error| {
                panic!("{name} on {}: {error}\n{sql}", site.engine);
            });
        }
    }
}

fn statements() -> Vec<(String, &'static str)> {
    // The hub's statements stand in its room.
    ["src", "../hub/src"].into_iter().flat_map(statements_below).collect()
}

/// The statements in a folder beside this crate's Cargo.toml, each with its file and name.
pub(crate) fn statements_below(folder: &str) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text: &'static str = std::fs::read_to_string(&path).unwrap().leak();
                found.extend(statements_in(&path.display().to_string(), text));
            }
        }
    }
    found
}

fn statements_in(file: &str, text: &'static str) -> Vec<(String, &'static str)> {
    // The engine's own functions (`pg_…`) are called by its own file only.
    let is_sql = |sql: &str| {
        !sql.contains("pg_")
            && ["select", "insert", "update", "delete", "with"]
                .iter()
                .any(|word| sql.trim_start().starts_with(&format!("{word} ")))
    };
    text.split("const ")
        .skip(1)
        .filter_map(|rest| {
            let (name, rest) = rest.split_once(": &str = \"")?;
            let (sql, _) = rest.split_once("\";")?;
            let is_name =
                name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_' || b.is_ascii_digit());
            (is_name && is_sql(sql)).then(|| (format!("{file} {name}"), sql))
        })
        .collect()
}
