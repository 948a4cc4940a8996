//! Writes that share a transaction: each is kept or not as if it were alone.

use std::sync::mpsc;

use super::super::testing::{Site, both_engines};
use super::super::{Foreseen, Tx, Value};
use super::{GET, PUT, SET};
use crate::error::{Result, StoreError};

fn row(name: &str) -> Vec<Value> {
    vec![vec![1].into(), name.into()]
}

async fn is_there(site: &Site, name: &'static str) -> bool {
    let row = site.store.inner.db.read("test", move |tx| tx.first(GET, &[name.into()]));
    row.await.unwrap().is_some()
}

/// A write to one record that is done in a group with the others that are asked for meanwhile.
async fn write<T: Send + 'static>(
    site: &Site,
    work: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    site.store.inner.db.write_to_record("ana", "test", work).await
}

#[tokio::test]
async fn who_fails_at_the_end_takes_nobody_along() {
    for site in both_engines().await {
        let engine = site.engine;
        write(&site, |tx| tx.execute(PUT, &row("taken"))).await.unwrap();
        let (go_on, wait) = mpsc::channel::<()>();
        let last =
            |name: &'static str| write(&site, move |tx| tx.execute_last(vec![(PUT, row(name))]));
        // While the first waits, the others gather; what runs again does not wait again.
        let first = write(&site, move |_| Ok(wait.recv().is_err()));
        let changes_its_mind = write(&site, |tx| -> Result<()> {
            tx.execute_last(vec![(PUT, row("dropped"))])?;
            Err(StoreError::NotFound)
        });
        let writes_and_fails = write(&site, |tx| -> Result<()> {
            tx.execute(PUT, &row("undone"))?;
            tx.execute_last(vec![(PUT, row("undone too"))])?;
            Err(StoreError::NotFound)
        });
        let writes_twice = write(&site, |tx| {
            tx.execute_last(vec![(PUT, row("early"))])?;
            tx.execute(PUT, &row("late"))
        });
        let (_, one, taken, dropped, undone, twice, two, ()) = tokio::join!(
            first,
            last("one"),
            last("taken"),
            changes_its_mind,
            writes_and_fails,
            writes_twice,
            last("two"),
            async { drop(go_on) },
        );
        assert!(one.is_ok() && two.is_ok() && twice.is_ok(), "{engine}: {one:?} {two:?} {twice:?}");
        assert!(matches!(taken, Err(StoreError::Conflict { .. })), "{engine}: {taken:?}");
        assert!(matches!(dropped, Err(StoreError::NotFound)), "{engine}: {dropped:?}");
        assert!(matches!(undone, Err(StoreError::NotFound)), "{engine}: {undone:?}");
        for (name, expected) in [
            ("one", true),
            ("two", true),
            ("early", true),
            ("late", true),
            ("dropped", false),
            ("undone", false),
            ("undone too", false),
        ] {
            assert_eq!(is_there(&site, name).await, expected, "{engine}: {name}");
        }
    }
}

#[tokio::test]
async fn who_fails_alone_at_the_end_is_told() {
    for site in both_engines().await {
        let db = &site.store.inner.db;
        let put = |tx: &mut Tx<'_>| tx.execute_last(vec![(PUT, row("once"))]);
        db.write("test", put).await.unwrap();
        let again = db.write("test", put).await;
        assert!(matches!(again, Err(StoreError::Conflict { .. })), "{}: {again:?}", site.engine);
    }
}

#[tokio::test]
async fn what_was_foreseen_is_never_older_than_what_was_done_since() {
    for site in both_engines().await {
        let db = &site.store.inner.db;
        let names = ["one", "two", "three"];
        for name in names {
            db.write("test", move |tx| tx.execute(PUT, &row(name))).await.unwrap();
        }
        let work = move |tx: &mut Tx<'_>| {
            tx.foresee(|| names.map(|name| Foreseen::query(GET, vec![name.into()])).into());
            let value =
                |row: Option<crate::db::Row>| row.unwrap().get::<&[u8]>(0).unwrap().to_vec();
            let mut seen = vec![value(tx.first(GET, &["one".into()])?)];
            tx.execute(SET, &["two".into(), vec![2].into()])?;
            seen.push(value(tx.first(GET, &["two".into()])?));
            tx.execute_last(vec![(SET, vec!["three".into(), vec![3].into()])])?;
            seen.push(value(tx.first(GET, &["three".into()])?));
            seen.push(value(tx.lock(GET_ALONE, &["one".into()])?));
            Ok(seen)
        };
        let seen = db.write("test", work).await.unwrap();
        assert_eq!(seen, [[1], [2], [3], [1]], "{}", site.engine);
    }
}

/// A row of a table can be locked, one of a count can't.
const GET_ALONE: &str = "
    select value from site where name = $1";
