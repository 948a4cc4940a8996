//! Two writes of each kind that build on the same rows meet on PostgreSQL: the second begins when the
//! work of the first is done and not committed. Without its lock each of these tests fails.

use super::super::Tx;
use super::super::testing::{meeting, on_postgres};
use super::{GET, PUT, count_up};

#[tokio::test]
async fn a_row_that_is_counted_up_is_locked() {
    let site = on_postgres().await;
    let put = |tx: &mut Tx<'_>| tx.execute(PUT, &[vec![0].into(), "counter".into()]);
    site.store.inner.db.write("test", put).await.unwrap();
    let other = site.opened_again().await;

    let (first, second) = meeting(
        &site,
        "test",
        site.store.inner.db.write("test", count_up),
        other.inner.db.write("test", count_up),
    )
    .await;

    assert_eq!((first.unwrap(), second.unwrap()), (1, 1));
    let row = site.store.inner.db.read("test", |tx| tx.first(GET, &["counter".into()]));
    assert_eq!(row.await.unwrap().unwrap().get::<&[u8]>(0).unwrap(), [2]);
}

#[tokio::test]
async fn a_name_that_no_row_stands_for_is_locked() {
    let site = on_postgres().await;
    let other = site.opened_again().await;
    let put_if_missing = |name: &'static str| {
        move |tx: &mut Tx<'_>| {
            tx.lock_names([b"one of them".to_vec(), b"another".to_vec()])?;
            let is_there = ["a", "b"].map(|name| tx.first(GET, &[name.into()]));
            if is_there.into_iter().any(|row| row.is_ok_and(|row| row.is_some())) {
                return Ok(0);
            }
            tx.execute(PUT, &[vec![1].into(), name.into()])
        }
    };

    let (first, second) = meeting(
        &site,
        "test",
        site.store.inner.db.write("test", put_if_missing("a")),
        other.inner.db.write("test", put_if_missing("b")),
    )
    .await;

    assert_eq!((first.unwrap(), second.unwrap()), (1, 0), "both found that nobody was there");
    let rows = site.store.inner.db.read("test", |tx| tx.query(NAMES_LOCKED, &[]));
    assert!(rows.await.unwrap().is_empty(), "a lock stayed behind");
}

#[tokio::test]
async fn what_somebody_else_is_taking_is_left_to_them() {
    let site = on_postgres().await;
    for name in ["a", "b"] {
        let put = move |tx: &mut Tx<'_>| tx.execute(PUT, &[vec![0].into(), name.into()]);
        site.store.inner.db.write("test", put).await.unwrap();
    }
    let other = site.opened_again().await;
    let take = |tx: &mut Tx<'_>| {
        let row = tx.lock_free(FREE, &[])?.into_iter().next();
        row.map(|row| row.get::<String>(0)).transpose()
    };

    let (first, second) = meeting(
        &site,
        "test",
        site.store.inner.db.write("test", take),
        other.inner.db.write("test", take),
    )
    .await;

    assert_eq!(first.unwrap().as_deref(), Some("a"));
    assert_eq!(second.unwrap().as_deref(), Some("b"), "it waited for the first, or took the same");
}

const FREE: &str = "
    select name
    from site
    where name in ('a', 'b')
    order by name
    limit 1";

const NAMES_LOCKED: &str = "
    select name from name_lock";
