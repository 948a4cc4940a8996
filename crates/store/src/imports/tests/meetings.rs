//! Those who meet at one record: two importers on two nodes, a node that puts segments together, one
//! that signs, one that works. Nothing is lost, nothing is numbered twice.

use std::collections::BTreeSet;

use bluebutton_record::{ResourceId, Selection};

use crate::Store;
use crate::db::testing::both_engines;
use crate::jobs::{Job, Outcome};
use crate::testing::{ANA, import, record, result};

const TIMES: usize = 10;

/// Brings a result of its own each time, and another value of one that both bring.
async fn imports(store: &Store, name: &str) {
    let key = ANA.key(store).await;
    for time in 0..TIMES {
        let own = result(&key, &format!("{name}{time}"), "2026-01-01", "1");
        let end = if name == "a" { 1 } else { 2 };
        let both = result(&key, "both", "2026-01-01", &format!("{time}.{end}"));
        import(store, &ANA, vec![own, both]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_importers_a_compaction_checkpoints_and_jobs_at_one_record() {
    for site in both_engines().await {
        import(&site.store, &ANA, Vec::new()).await;
        let key = ANA.key(&site.store).await;
        let (other, third) = (site.opened_again().await, site.opened_again().await);
        let compacts = async || {
            for _ in 0..TIMES {
                third.records().compact(&key).await.unwrap();
            }
        };
        let signs = async || {
            for _ in 0..TIMES {
                other.audit().checkpoint().await.unwrap();
            }
        };
        let works = async || {
            let mut done = 0;
            for _ in 0..TIMES {
                third.jobs().ensure(Job::Checkpoint).await.unwrap();
                if let Some(job) = third.jobs().take().await.unwrap() {
                    third.jobs().finish(&job, Outcome::Done).await.unwrap();
                    done += 1;
                }
            }
            done
        };

        let (.., done) = tokio::join!(
            imports(&site.store, "a"),
            imports(&other, "b"),
            compacts(),
            signs(),
            works()
        );

        assert!(done > 0, "{}", site.engine);
        for store in [&site.store, &other, &third] {
            store.inner.caches.indexes.invalidate_all();
            store.inner.caches.data.invalidate_all();
        }
        let open = record(&third, &ANA).await;
        let (read, manifest) = open.read(&Selection::default()).await.unwrap();
        assert_eq!((read.len(), manifest.unreadable.len()), (TIMES * 2 + 2, 0), "{}", site.engine);
        let both = ResourceId::in_record(&key, "both").unwrap();
        let versions = open.versions(&both).await.unwrap();
        let numbers: BTreeSet<u32> = versions.iter().map(|version| version.version).collect();
        assert_eq!(numbers, (1..=TIMES as u32 * 2).collect(), "{}", site.engine);
        assert_eq!(versions.len(), numbers.len(), "{}: each number once", site.engine);
        site.store.audit().checkpoint().await.unwrap();
        let found = site.store.verify(|_, _| {}).await.unwrap();
        assert_eq!(found.findings, Vec::<String>::new(), "{}", site.engine);
    }
}
