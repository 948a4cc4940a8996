//! A database that is busy, full, away or read-only: told as such and in time, and everything goes on
//! by itself when it is back.

use std::time::{Duration, Instant};

use super::super::testing::{Site, both_engines, on_postgres};
use super::super::{ANSWER, Tx};
use super::{GET, PUT};
use crate::error::{Result, StoreError};
use crate::testing::{ANA, import, record, result};
use bluebutton_record::Selection;

/// Slower than promised by what a loaded machine needs to wake a thread.
const IN_TIME: Duration = ANSWER.saturating_add(Duration::from_secs(1));

async fn on_sqlite() -> Site {
    both_engines().await.swap_remove(0)
}

async fn put(site: &Site, name: &'static str) -> Result<u64> {
    let work = move |tx: &mut Tx<'_>| tx.execute(PUT, &[vec![1].into(), name.into()]);
    site.store.inner.db.write("test", work).await
}

async fn is_there(site: &Site, name: &'static str) -> bool {
    let row = site.store.inner.db.read("test", move |tx| tx.first(GET, &[name.into()]));
    row.await.unwrap().is_some()
}

#[tokio::test]
async fn who_meets_a_locked_database_is_told_in_time_and_nothing_happens_later() {
    let site = on_sqlite().await;
    let other = rusqlite::Connection::open(site.folder().join("bluebutton.sqlite")).unwrap();
    other.execute_batch("begin immediate").unwrap();

    let begun = Instant::now();
    let (first, ready) = tokio::join!(put(&site, "first"), site.store.ready());
    let second = put(&site, "second");
    assert!(matches!(first, Err(StoreError::Busy { .. })), "{first:?}");
    assert!(matches!(ready, Err(StoreError::Busy { .. })), "{ready:?}");
    assert!(begun.elapsed() < IN_TIME, "{:?}", begun.elapsed());
    other.execute_batch("rollback").unwrap();

    assert_eq!(second.await.unwrap(), 1, "it goes on by itself");
    assert!(!is_there(&site, "first").await, "told to try again, and then it was done");
    site.store.ready().await.unwrap();
}

#[tokio::test]
async fn a_full_disk_is_told_and_writing_goes_on_when_there_is_room() {
    let site = on_sqlite().await;
    let pages = |count: &'static str| {
        let work = move |tx: &mut Tx<'_>| tx.query(count, &[]).map(|_| ());
        site.store.inner.db.write("test", work)
    };
    pages("pragma max_page_count = 1").await.unwrap();
    let large = |tx: &mut Tx<'_>| tx.execute(PUT, &[vec![1; 1_000_000].into(), "large".into()]);

    let (full, small) = tokio::join!(site.store.inner.db.write("test", large), put(&site, "small"));
    assert!(matches!(full, Err(StoreError::Unavailable { .. })), "{full:?}");
    let is_kept = is_there(&site, "small").await;
    assert_eq!(small.is_ok(), is_kept, "acknowledged is kept, and kept is acknowledged");
    assert!(!is_there(&site, "large").await);

    pages("pragma max_page_count = 1000000").await.unwrap();
    assert_eq!(site.store.inner.db.write("test", large).await.unwrap(), 1);
}

#[tokio::test]
async fn a_database_that_only_reads_is_not_ready() {
    let site = on_sqlite().await;
    let only_reads = |tx: &mut Tx<'_>| tx.query("pragma query_only = on", &[]).map(|_| ());
    site.store.inner.db.write("test", only_reads).await.unwrap();
    let ready = site.store.ready().await;
    assert!(matches!(ready, Err(StoreError::Unavailable { .. })), "{ready:?}");
}

#[tokio::test]
async fn nothing_is_acknowledged_in_a_file_that_was_moved_away() {
    let site = on_sqlite().await;
    let (file, away) =
        ["bluebutton.sqlite", "away.sqlite"].map(|name| site.folder().join(name)).into();
    std::fs::rename(&file, &away).unwrap();
    let lost = put(&site, "lost").await;
    assert!(matches!(lost, Err(StoreError::Unavailable { .. })), "{lost:?}");
    assert!(site.store.ready().await.is_err());
    std::fs::write(&file, "").unwrap();
    assert!(put(&site, "lost").await.is_err(), "another file stands there");

    std::fs::rename(&away, &file).unwrap();
    assert_eq!(put(&site, "kept").await.unwrap(), 1);
    assert!(!is_there(&site, "lost").await);
}

#[tokio::test]
async fn a_locked_table_is_told_in_time() {
    let site = on_postgres().await;
    let (tell, locked) = tokio::sync::oneshot::channel();
    let (go_on, told) = std::sync::mpsc::channel::<()>();
    let mut tell = Some(tell);
    let lock = move |tx: &mut Tx<'_>| {
        tx.execute("lock table site in access exclusive mode", &[])?;
        tell.take().map(|tell| tell.send(()));
        // Locked until both have been answered: then the other end is dropped.
        let _ = told.recv();
        Ok(())
    };
    let for_work = site.store.for_work();
    let locking = for_work.inner.db.write("test", lock);
    let asking = async {
        locked.await.unwrap();
        let begun = Instant::now();
        let answers = tokio::join!(
            put(&site, "a"),
            site.store.inner.db.read("test", |tx| { tx.first(GET, &["a".into()]) })
        );
        assert!(begun.elapsed() < IN_TIME, "{:?}", begun.elapsed());
        drop(go_on);
        answers
    };
    let (ended, (write, read)) = tokio::join!(locking, asking);
    ended.unwrap();
    assert!(matches!(write, Err(StoreError::Busy { .. })), "{write:?}");
    assert!(matches!(read, Err(StoreError::Busy { .. })), "{read:?}");
    assert_eq!(put(&site, "a").await.unwrap(), 1);
}

const AWAY: &str = "
    alter database DATABASE allow_connections false;
    select pg_terminate_backend(pid) from pg_stat_activity where datname = 'DATABASE'";

const BACK: &str = "alter database DATABASE allow_connections true";

#[tokio::test]
async fn a_request_is_told_that_the_server_is_away_and_an_import_waits_for_it() {
    let site = on_postgres().await;
    let key = ANA.key(&site.store).await;
    let results = vec![result(&key, "a", "2026-01-01", "72.50")];
    site.as_superuser(AWAY).await;

    let asked = async {
        for _ in 0..3 {
            let refused = put(&site, "refused").await;
            assert!(matches!(refused, Err(StoreError::Unavailable { .. })), "{refused:?}");
            assert_eq!(site.store.ready().await.unwrap_err().retry_after_seconds(), Some(10));
        }
        site.as_superuser(BACK).await;
    };
    let for_work = site.store.for_work();
    let (report, ()) = tokio::join!(import(&for_work, &ANA, results), asked);

    assert_eq!(report.counts["Observation"], [1, 0, 0]);
    assert_eq!(put(&site, "kept").await.unwrap(), 1);
    assert_eq!(record(&site.store, &ANA).await.count(&Selection::default()), 2);
}

#[tokio::test]
async fn a_server_that_only_reads_since_it_failed_over_is_away() {
    let site = on_postgres().await;
    let read_only = "
        alter database DATABASE set default_transaction_read_only = on;
        select pg_terminate_backend(pid) from pg_stat_activity where datname = 'DATABASE'";
    site.as_superuser(read_only).await;
    let refused = loop {
        match put(&site, "refused").await {
            // The connection that was ended, before the driver hears of it.
            Err(StoreError::Unavailable { detail, .. }) if !detail.contains("25006") => {}
            other => break other,
        }
    };
    assert!(matches!(refused, Err(StoreError::Unavailable { .. })), "{refused:?}");

    let writable = "alter database DATABASE set default_transaction_read_only = off";
    site.as_superuser(writable).await;
    assert_eq!(put(&site, "kept").await.unwrap(), 1, "the old connection was kept");
}
