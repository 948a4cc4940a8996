//! Segments that were put together hold every version, and the audit trail proves each as before.

use bluebutton_record::{ResourceId, Selection};

use super::history_of;
use crate::db::Tx;
use crate::db::testing::{Site, both_engines};
use crate::jobs::{CompactionJob, Job, Outcome};
use crate::records::Compacted;
use crate::testing::{ANA, import, import_with, permit, record, result};

async fn feed(site: &Site, from: usize, count: usize) {
    let key = ANA.key(&site.store).await;
    for n in from..from + count {
        let new = result(&key, &format!("r{n}"), "2026-01-01", &n.to_string());
        let changed = result(&key, "often", "2026-01-01", &n.to_string());
        import(&site.store, &ANA, vec![new, changed]).await;
    }
}

/// Imports that bring so many results each.
async fn feed_many(site: &Site, imports: usize, results: usize) {
    let key = ANA.key(&site.store).await;
    for number in 0..imports {
        let one = |n: usize| result(&key, &format!("m{number}-{n}"), "2026-01-01", &n.to_string());
        import(&site.store, &ANA, (0..results).map(one).collect()).await;
    }
}

async fn asked_for(site: &Site) -> Option<Job> {
    site.store.jobs().take().await.unwrap().map(|taken| taken.job)
}

async fn segments(site: &Site) -> i64 {
    let work = |tx: &mut Tx<'_>| tx.first(SEGMENTS, &[])?.map_or(Ok(0), |row| row.get::<i64>(0));
    site.store.inner.db.read("test", work).await.unwrap()
}

#[tokio::test]
async fn every_version_and_its_proof_outlive_it() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        feed(&site, 0, 16).await;
        assert_eq!(
            asked_for(&site).await,
            None,
            "{}: sixteen small ones are none too many",
            site.engine
        );
        feed(&site, 16, 54).await;
        let job = Job::Compaction(CompactionJob { patient: key.to_string() });
        assert_eq!(asked_for(&site).await, Some(job), "{}", site.engine);
        let long = site.store.records().to_compact(None, 9).await.unwrap();
        assert_eq!(long.as_slice(), std::slice::from_ref(&key));
        let often = ResourceId::in_record(&key, "often").unwrap();
        let before = record(&site.store, &ANA).await;
        let all = before.read(&Selection::default()).await.unwrap().0;
        let versions = before.versions(&often).await.unwrap();

        let done = site.store.records().compact(&key).await.unwrap();

        assert_eq!((done, segments(&site).await), (Compacted { segments: 70, into: 1 }, 1));
        let found = site.store.verify(|_, _| {}).await.unwrap();
        assert_eq!((found.findings, found.segments), (vec![], 1), "{}", site.engine);
        assert!(site.store.records().to_compact(None, 9).await.unwrap().is_empty());
        site.store.inner.caches.indexes.invalidate_all();
        site.store.inner.caches.data.invalidate_all();
        let after = record(&site.store, &ANA).await;
        let same = after.read(&Selection::default()).await.unwrap().0;
        let told = |all: &[bluebutton_record::Resource]| -> Vec<_> {
            all.iter().map(|it| (it.id.clone(), it.version, it.updated, it.json.clone())).collect()
        };
        assert_eq!(told(&same), told(&all));
        assert_eq!(after.versions(&often).await.unwrap(), versions);
        assert_eq!(versions.len(), 70);
        let third = after.version(&often, 3).await.unwrap().unwrap();
        assert!(third.json.contains(r#""value":2,"#), "{}", third.json);
        assert_eq!(history_of(&site, &permit(&site.store, &key).await, &often, 3).await, Some(3));
    }
}

#[tokio::test]
async fn larger_segments_are_put_together_where_there_are_more_than_sixty_four() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        feed_many(&site, 64, 33).await;
        assert_eq!(asked_for(&site).await, None, "{}", site.engine);
        assert!(site.store.records().to_compact(None, 9).await.unwrap().is_empty());

        feed(&site, 0, 1).await;

        let job = Job::Compaction(CompactionJob { patient: key.to_string() });
        assert_eq!(asked_for(&site).await, Some(job), "{}", site.engine);
        assert_eq!(site.store.records().to_compact(None, 9).await.unwrap().len(), 1);
        site.store.records().compact(&key).await.unwrap();
        // 2,114 versions: one segment has 2,048 at most.
        assert_eq!(segments(&site).await, 2, "{}", site.engine);
        assert!(site.store.records().to_compact(None, 9).await.unwrap().is_empty());
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn a_feed_of_small_imports_is_put_together_again_and_again() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let mut times = 0;
        for number in 0..60 {
            feed(&site, number, 1).await;
            if let Some(taken) = site.store.jobs().take().await.unwrap() {
                site.store.records().compact(&key).await.unwrap();
                site.store.jobs().finish(&taken, Outcome::Done).await.unwrap();
                times += 1;
            }
            assert!(segments(&site).await <= 18, "{} {number}", site.engine);
        }
        assert_eq!(times, 3, "{}", site.engine);
        let often = ResourceId::in_record(&key, "often").unwrap();
        let versions = record(&site.store, &ANA).await.versions(&often).await.unwrap();
        assert_eq!(versions.len(), 60);
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn a_record_that_is_open_meanwhile_is_read_to_its_end() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        feed(&site, 0, 5).await;
        let open = record(&site.store, &ANA).await;
        feed(&site, 5, 3).await;

        site.store.records().compact(&key).await.unwrap();
        site.store.inner.caches.data.invalidate_all();

        let (read, manifest) = open.read(&Selection::default()).await.unwrap();
        assert_eq!((read.len(), manifest.unreadable.len()), (7, 0), "{}", site.engine);
        let often = ResourceId::in_record(&key, "often").unwrap();
        assert_eq!(open.resource(&often).await.unwrap().unwrap().version, 5);
        feed(&site, 8, 2).await;
        assert_eq!(
            record(&site.store, &ANA).await.resource(&often).await.unwrap().unwrap().version,
            10
        );
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn two_at_once_and_imports_between_them_lose_nothing() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        feed(&site, 0, 12).await;
        let records = site.store.records();
        let import = async || {
            for n in 100..104 {
                let one = result(&key, &format!("r{n}"), "2026-01-01", "1");
                import_with(&site.store, &ANA, vec![one], Vec::new()).await.unwrap();
            }
        };
        let (one, two, ()) = tokio::join!(records.compact(&key), records.compact(&key), import());
        assert!(one.is_ok() && two.is_ok(), "{} {one:?} {two:?}", site.engine);
        site.store.inner.caches.indexes.invalidate_all();
        let (read, manifest) =
            record(&site.store, &ANA).await.read(&Selection::default()).await.unwrap();
        assert_eq!((read.len(), manifest.unreadable.len()), (18, 0), "{}", site.engine);
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn a_version_that_was_changed_in_a_larger_segment_is_found() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        feed(&site, 0, 3).await;
        site.store.inner.db.write("test", |tx| tx.execute(KEEP, &[])).await.unwrap();
        site.store.records().compact(&key).await.unwrap();
        // The last segment as it was before: it opens, and the first two are gone with it.
        let put_back = |tx: &mut Tx<'_>| tx.execute(PUT_BACK, &[]);
        assert_eq!(site.store.inner.db.write("test", put_back).await.unwrap(), 1);
        let findings = site.store.verify(|_, _| {}).await.unwrap().findings;
        for gone in ["segment 1", "segment 2"] {
            assert!(findings.iter().any(|it| it.contains(gone)), "{} {findings:?}", site.engine);
        }
    }
}

const SEGMENTS: &str = "
    select count(*) from record_segment";

const KEEP: &str = "
    insert into site (name, value)
    select 'ledger', sealed_ledger from record_segment where seq = 3
    union all
    select 'data', sealed from record_segment where seq = 3";

const PUT_BACK: &str = "
    update record_segment
    set sealed_ledger = (select value from site where name = 'ledger'),
        sealed = (select value from site where name = 'data')
    where seq = 3";
