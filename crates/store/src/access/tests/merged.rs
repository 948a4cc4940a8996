//! A record that was put together: who is in, and what was done, of all its parts.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::audit::{self, Chain};
use crate::db::Tx;
use crate::db::testing::{SOMEBODY_WAITS, on_postgres};
use crate::outbox::Consumer;

/// Ana's record with Tom's put under it: Lucía was let in to Tom's before. Ana, Lucía, both keys.
async fn put_together(site: &Site) -> (AccountId, AccountId, PatientKey, PatientKey) {
    let (ana, key) = ana(site).await;
    let toms = TOM.key(&site.store).await;
    let tom = site.store.accounts().create(person("tom", "Tom Becker")).await.unwrap();
    site.store.accounts().own(&tom, &toms).await.unwrap();
    let code = invited(site, &tom, &toms, VIEW_ONLY, None).await;
    let new = person("lucia", "Lucía Reyes");
    let born = date(1948, 11, 2);
    let redeemed = site.store.accounts().redeem(&code, born, new, "here").await.unwrap();
    let Redeemed::Done(lucia) = redeemed else { panic!("{redeemed:?}") };
    opens(site, &lucia, &toms, view()).await.unwrap();
    site.after_seconds(1);
    site.store.records().merge(&Who::Operator, &key, &toms, "One person.").await.unwrap();
    site.after_seconds(1);
    (ana, lucia, key, toms)
}

#[tokio::test]
async fn a_record_that_was_put_together_shows_what_was_done_with_each_part() {
    for site in both_engines().await {
        let (ana, _, key, toms) = put_together(&site).await;
        opens(&site, &ana, &key, view()).await.unwrap();
        let permit = permit(&site.store, &key).await;
        let lines = site.store.audit().lines(&permit, 0, 100).await.unwrap();
        let told: Vec<_> = lines.iter().filter_map(|line| line.told.clone()).collect();
        let by_lucia = told.iter().any(|(by, event)| {
            by.name.as_deref() == Some("Lucía Reyes") && matches!(event, Event::Viewed { .. })
        });
        assert!(by_lucia, "{}: {told:?}", site.engine);
        let merged = told.iter().filter(|(_, event)| matches!(event, Event::RecordMerged { .. }));
        assert_eq!(merged.count(), 1, "it stands in both chains and is one thing");
        let times: Vec<_> = lines.iter().map(|line| line.at).collect();
        assert!(times.is_sorted_by(|newer, older| newer >= older), "{times:?}");
        let mut pages = Vec::new();
        for skip in (0..lines.len()).step_by(3) {
            pages.extend(site.store.audit().lines(&permit, skip, 3).await.unwrap());
        }
        assert_eq!(pages, lines, "{}: nothing is lost between the pages", site.engine);

        site.store.records().split(&Who::Operator, &toms, "Two people.").await.unwrap();
        let lines = site.store.audit().lines(&permit, 0, 100).await.unwrap();
        let of_lucia = |line: &crate::audit::AuditLine| {
            line.told.as_ref().is_some_and(|(by, _)| by.name.as_deref() == Some("Lucía Reyes"))
        };
        assert!(!lines.iter().any(of_lucia), "{}: that was another person's", site.engine);
    }
}

#[tokio::test]
async fn whoever_was_let_in_to_a_part_is_seen_and_sent_away_with_the_whole() {
    for site in both_engines().await {
        let (ana, lucia, key, toms) = put_together(&site).await;
        opens(&site, &lucia, &key, view()).await.unwrap();
        let who = Who::Account(ana);
        let permit = site.store.access().open(&who, &key, view()).await.unwrap();
        let let_in = site.store.accounts().caregivers(&permit).await.unwrap();
        let [one] = &let_in[..] else { panic!("{}: {let_in:?}", site.engine) };
        let own = site.store.accounts().own_accounts(&permit).await.unwrap();
        assert_eq!(own.len(), 2, "{}: {own:?}", site.engine);

        site.store.accounts().end(&who, &key, &one.id, "Lucía").await.unwrap();

        for patient in [&key, &toms] {
            let outcome = opens(&site, &lucia, patient, view()).await;
            let is_over = matches!(outcome, Err(StoreError::AccessOver(_)));
            assert!(is_over, "{}: {outcome:?}", site.engine);
        }
        let items = site.store.outbox().take(Consumer::Notices, 100).await.unwrap();
        let ended = items.iter().filter(|item| matches!(item.event, Event::CaregiverEnded { .. }));
        assert_eq!(ended.count(), 1, "{}: nobody is told of it twice", site.engine);
        let found = site.store.verify(|_, _| {}).await.unwrap();
        assert!(found.findings.is_empty(), "{}: {:?}", site.engine, found.findings);
        site.store.records().split(&Who::Operator, &toms, "Two people.").await.unwrap();
        let outcome = opens(&site, &lucia, &toms, view()).await;
        assert!(matches!(outcome, Err(StoreError::AccessOver(_))), "{outcome:?}");
    }
}

/// A change of a record of several parts and an import into both take their chains in one order: whoever
/// comes second waits at the first of them, and holds none that the other wants.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_a_part_waits_for_nobody_who_waits_for_it() {
    let site = on_postgres().await;
    let (ana, key) = ana(&site).await;
    let toms = TOM.key(&site.store).await;
    let tom = site.store.accounts().create(person("tom", "Tom Becker")).await.unwrap();
    site.store.accounts().own(&tom, &toms).await.unwrap();
    // The part comes before its record in the order of the keys.
    let mut both = [(key, ana), (toms, tom)];
    both.sort();
    let [(part, parts_own), (record, own)] = both;
    invited(&site, &parts_own, &part, VIEW_ONLY, None).await;
    let permit = site.store.access().open(&Who::Account(parts_own), &part, view()).await.unwrap();
    let let_in = site.store.accounts().caregivers(&permit).await.unwrap();
    let grant = let_in[0].id.clone();
    site.store.records().merge(&Who::Operator, &record, &part, "One person.").await.unwrap();
    let (first, second) = (part, record.clone());
    let (holds, is_held) = std::sync::mpsc::channel();
    let counted = Arc::new(AtomicU32::new(0));
    let importer = site.opened_with("deadlock_timeout=10ms").await.for_work();
    let counts = counted.clone();
    let import = move |tx: &mut Tx<'_>| {
        counts.fetch_add(1, Ordering::SeqCst);
        audit::lock(tx, &Chain::of(&first))?;
        let _ = holds.send(());
        while tx.first(SOMEBODY_WAITS, &[])?.is_none_or(|row| row.get::<i64>(0).unwrap() == 0) {}
        audit::lock(tx, &Chain::of(&second))
    };
    let importing = tokio::spawn(async move { importer.inner.db.write("test", import).await });
    tokio::task::spawn_blocking(move || is_held.recv().unwrap()).await.unwrap();
    let changer = site.opened_with("deadlock_timeout=1h").await;
    changer.accounts().end(&Who::Account(own), &record, &grant, "Lucía").await.unwrap();
    importing.await.unwrap().unwrap();
    assert_eq!(counted.load(Ordering::SeqCst), 1, "they waited for each other");
}
