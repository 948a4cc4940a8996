//! Facts are derived: they can be made anew at any time, and are never believed against the data.

use bluebutton_record::facts::{Coding, FACTS_VERSION, Facts};
use bluebutton_record::{ResourceId, Section, Selection};

use super::only;
use crate::Store;
use crate::db::Tx;
use crate::db::testing::both_engines;
use crate::patients::open_key;
use crate::records::{RecordPart, SegmentFacts, open_ledger, seal_facts};
use crate::testing::{ANA, Somebody, TOM, import, other, record, result};

/// Puts facts in place of those of the first segment, as other rules would have made them.
async fn put_facts(store: &Store, who: &Somebody, version: u32, facts: &Facts) {
    let patient = who.key(store).await;
    let params = [patient.as_str().into()];
    let row = store.inner.db.read("test", move |tx| tx.first(FIRST_SEGMENT, &params)).await;
    let row = row.unwrap().unwrap();
    let key = open_key(store, &patient, row.get(0).unwrap()).unwrap();
    let part = RecordPart { patient: patient.clone(), key, since: 0 };
    let ledger = open_ledger(part.sealing(), 1, row.get(1).unwrap()).unwrap();
    let facts = SegmentFacts::of(std::iter::repeat_n(facts, ledger.lines.len()));
    let sealed = seal_facts(part.sealing(), store.random(), &ledger, &facts).unwrap();
    let values = [patient.as_str().into(), i64::from(version).into(), sealed.into()];
    let work = move |tx: &mut Tx<'_>| tx.execute(PUT_FACTS, &values);
    assert_eq!(store.inner.db.write("test", work).await.unwrap(), 1);
    store.inner.caches.indexes.invalidate_all();
}

async fn versions(store: &Store) -> Vec<i64> {
    let rows = store.inner.db.read("test", |tx| tx.query(VERSIONS, &[])).await.unwrap();
    rows.iter().map(|row| row.get(0).unwrap()).collect()
}

#[tokio::test]
async fn facts_of_older_rules_are_made_anew_when_a_record_is_opened() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", "1")]).await;
        let old = Facts { section: Section::Claims, ..Facts::default() };
        put_facts(&site.store, &ANA, FACTS_VERSION - 1, &old).await;
        let before = site.store.verify(|_, _| {}).await.unwrap();
        assert_eq!((before.findings, before.stale), (vec![], 1), "{}", site.engine);

        let opened = record(&site.store, &ANA).await;

        assert_eq!(opened.count(&only(Section::Results)), 1);
        assert_eq!(opened.count(&only(Section::Claims)), 0);
        assert_eq!(versions(&site.store).await, [i64::from(FACTS_VERSION)]);
        let after = site.store.verify(|_, _| {}).await.unwrap();
        assert_eq!((after.findings, after.stale), (vec![], 0), "{}", site.engine);
    }
}

#[tokio::test]
async fn a_reindex_makes_all_facts_of_older_rules_anew_and_nothing_else() {
    for site in both_engines().await {
        for who in [&ANA, &TOM] {
            let key = who.key(&site.store).await;
            import(&site.store, who, vec![result(&key, "a", "2026-01-01", "1")]).await;
        }
        put_facts(&site.store, &TOM, FACTS_VERSION - 1, &Facts::default()).await;
        let done = site.store.records().reindex(|_, _| {}).await.unwrap();
        assert_eq!((done.records, done.segments, done.unreadable), (2, 1, 0), "{}", site.engine);
        let found = site.store.verify(|_, _| {}).await.unwrap();
        assert_eq!((found.findings, found.stale), (vec![], 0));
        assert_eq!(site.store.records().reindex(|_, _| {}).await.unwrap().segments, 0);
    }
}

#[tokio::test]
async fn facts_that_do_not_follow_from_the_data_are_named() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let psychotherapy = r#""meta":{"security":[{"system":"s","code":"PSY"}]}"#;
        let note = other(&key, "Condition", "a", psychotherapy);
        import(&site.store, &ANA, vec![note]).await;
        let id = ResourceId::in_record(&key, "a").unwrap();
        let labels = async || {
            let record = record(&site.store, &ANA).await;
            record.facts(&id).unwrap().labels().cloned().collect::<Vec<_>>()
        };
        assert_eq!(labels().await, [Coding::new("s", "PSY")], "{}", site.engine);

        // Somebody with the keys takes the label away.
        let without = Facts { section: Section::Conditions, ..Facts::default() };
        put_facts(&site.store, &ANA, FACTS_VERSION, &without).await;

        assert_eq!(labels().await, []);
        let findings = site.store.verify(|_, _| {}).await.unwrap().findings;
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].starts_with(&format!("record_facts {key} 1")), "{findings:?}");
    }
}

#[tokio::test]
async fn facts_that_are_damaged_or_gone_are_made_from_the_data() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", "1")]).await;
        for spoil in [SPOIL_FACTS, TAKE_FACTS] {
            site.store.inner.db.write("test", move |tx| tx.execute(spoil, &[])).await.unwrap();
            site.store.inner.caches.indexes.invalidate_all();
            let findings = site.store.verify(|_, _| {}).await.unwrap().findings;
            assert_eq!(findings.len(), 1, "{} {findings:?}", site.engine);

            let opened = record(&site.store, &ANA).await;

            assert_eq!(opened.count(&only(Section::Results)), 1, "{}", site.engine);
            assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
        }
    }
}

#[tokio::test]
async fn what_an_entry_refers_to_is_known_without_reading_it() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let rest = format!(
            r#""status":"active","encounter":{{"reference":"Encounter/{key}.v"}},
               "asserter":{{"reference":"Practitioner/dir.p"}},"code":{{"coding":[{{"code":"c"}}]}}"#
        );
        let rest = rest.replace('\n', "");
        import(&site.store, &ANA, vec![other(&key, "Condition", "a", &rest)]).await;
        let record = record(&site.store, &ANA).await;
        let facts = record.facts(&ResourceId::in_record(&key, "a").unwrap()).unwrap();

        let references: Vec<String> =
            facts.references().map(|(path, kind, id)| format!("{path} {kind}/{id}")).collect();

        let visit = format!("encounter Encounter/{key}.v");
        assert_eq!(references, ["asserter Practitioner/dir.p", &visit], "{}", site.engine);
        assert_eq!((facts.kind(), facts.status()), ("Condition", Some("active")));
        assert_eq!(facts.codes().map(|code| &*code.code).collect::<Vec<_>>(), ["c"]);
        let (read, _) = record.read(&Selection::default()).await.unwrap();
        assert_eq!(read.len(), 2);
    }
}

const FIRST_SEGMENT: &str = "
    select sealed_key, sealed_ledger
    from patient
    join record_segment on record_segment.patient_id = patient.patient_id
    where patient.patient_id = $1 and seq = 1";

const PUT_FACTS: &str = "
    update record_facts
    set facts_version = $2, sealed = $3
    where patient_id = $1 and seq = 1";

const VERSIONS: &str = "
    select facts_version from record_facts order by patient_id, seq";

const SPOIL_FACTS: &str = "
    update record_facts
    set sealed = (
        select sealed_ledger
        from record_segment
        where record_segment.patient_id = record_facts.patient_id
            and record_segment.seq = record_facts.seq
    )";

const TAKE_FACTS: &str = "
    delete from record_facts";
