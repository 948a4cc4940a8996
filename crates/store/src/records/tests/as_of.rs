//! What is imported late and is old becomes no current version: it joins the history at its place,
//! whatever is done to the record meanwhile.

use bluebutton_record::confidentiality::{CONFIDENTIALITY, Marks, labels};
use bluebutton_record::facts;
use bluebutton_record::json::Document;
use bluebutton_record::normalize::Ready;
use bluebutton_record::versions::AsOf;
use bluebutton_record::{PatientKey, ResourceId, Selection};
use proptest::prelude::*;

use super::history::deleted;
use crate::db::testing::{Site, both_engines, on_sqlite};
use crate::records::{Record, Until};
use crate::testing::{ANA, import, permit, record, result};

/// So many days before the clock of the tests, in microseconds.
fn days_ago(site: &Site, days: i64) -> AsOf {
    AsOf::stated(site.store.now().as_microsecond() - days * 86_400_000_000, 0)
}

fn told(key: &PatientKey, as_of: AsOf, value: &str) -> Ready {
    Ready { as_of: Some(as_of), ..result(key, "a", "2026-01-01", value) }
}

fn withdrawn(key: &PatientKey, as_of: AsOf) -> Ready {
    let mut wrong = told(key, as_of, "9");
    wrong.json = wrong.json.replace("\"final\"", "\"entered-in-error\"");
    wrong.facts.is_withdrawn = true;
    wrong.facts.status = Some("entered-in-error".into());
    wrong
}

/// The value that a record shows; `None` where the entry is not there.
async fn shown(record: &Record, id: &ResourceId) -> Option<String> {
    let found = record.resource(id).await.unwrap()?;
    let document = found.document().unwrap();
    Some(document.root().at(&["valueQuantity", "value"])?.raw().to_owned())
}

/// The versions of an entry by their numbers, the current one first.
async fn versions(record: &Record, id: &ResourceId) -> Vec<u32> {
    record.versions(id).await.unwrap().iter().map(|version| version.version).collect()
}

/// The name on the card.
async fn name(site: &Site, key: &PatientKey) -> String {
    let permit = permit(&site.store, key).await;
    site.store.patients().card_with(&permit).await.unwrap().unwrap().name
}

async fn fresh(site: &Site) -> Record {
    site.store.inner.caches.indexes.invalidate_all();
    site.store.inner.caches.data.invalidate_all();
    record(&site.store, &ANA).await
}

#[tokio::test]
async fn an_older_one_that_comes_late_is_in_the_history_and_nowhere_else() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let id = ResourceId::in_record(&key, "a").unwrap();
        import(&site.store, &ANA, vec![told(&key, days_ago(&site, 10), "10")]).await;
        let before = site.store.now().as_microsecond();
        site.after_seconds(60);
        let late = || vec![told(&key, days_ago(&site, 30), "30")];

        let report = import(&site.store, &ANA, late()).await;

        assert!(report.issues.iter().any(|issue| issue.message.contains("joined the history")));
        let again = import(&site.store, &ANA, late()).await;
        assert_eq!(again.counts["Observation"], [0, 0, 1], "{}", site.engine);
        let open = record(&site.store, &ANA).await;
        assert_eq!(shown(&open, &id).await.as_deref(), Some("10"));
        assert_eq!(versions(&open, &id).await, [1, 2]);
        assert!(open.changed_since(before, 9).is_empty(), "nothing new to see");
        site.after_seconds(60);
        import(&site.store, &ANA, vec![told(&key, days_ago(&site, 20), "20")]).await;
        site.store.records().compact(&key).await.unwrap();
        let open = fresh(&site).await;
        assert_eq!(shown(&open, &id).await.as_deref(), Some("10"));
        assert_eq!(versions(&open, &id).await, [1, 3, 2], "each at its place");
        let permit = permit(&site.store, &key).await;
        let past = site.store.records().open_at(&permit, Until::Moment(before)).await.unwrap();
        assert_eq!(versions(&past, &id).await, [1]);
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn an_older_end_ends_nothing_newer_and_what_ended_does_not_come_back() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let id = ResourceId::in_record(&key, "a").unwrap();
        let ended = |days| {
            let as_of = Some(days_ago(&site, days));
            Ready { as_of, ..deleted(&key, "Observation", "a") }
        };
        import(&site.store, &ANA, vec![told(&key, days_ago(&site, 10), "10")]).await;
        import(&site.store, &ANA, vec![ended(20)]).await;
        import(&site.store, &ANA, vec![withdrawn(&key, days_ago(&site, 15))]).await;
        let open = fresh(&site).await;
        assert_eq!(shown(&open, &id).await.as_deref(), Some("10"), "{}", site.engine);
        assert_eq!(versions(&open, &id).await, [1, 3, 2]);

        import(&site.store, &ANA, vec![ended(5)]).await;
        import(&site.store, &ANA, vec![told(&key, days_ago(&site, 7), "7")]).await;

        assert_eq!(shown(&fresh(&site).await, &id).await, None);
        import(&site.store, &ANA, vec![told(&key, days_ago(&site, 1), "1")]).await;
        assert_eq!(shown(&fresh(&site).await, &id).await.as_deref(), Some("1"));
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn an_end_that_comes_before_what_it_ends_is_remembered() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let id = ResourceId::in_record(&key, "a").unwrap();
        let end = Ready { as_of: Some(days_ago(&site, 5)), ..deleted(&key, "Observation", "a") };
        import(&site.store, &ANA, vec![end]).await;
        import(&site.store, &ANA, vec![told(&key, days_ago(&site, 7), "7")]).await;
        assert_eq!(shown(&fresh(&site).await, &id).await, None, "{}", site.engine);
        import(&site.store, &ANA, vec![told(&key, days_ago(&site, 3), "3")]).await;
        assert_eq!(shown(&fresh(&site).await, &id).await.as_deref(), Some("3"));
    }
}

#[tokio::test]
async fn what_was_told_again_holds_as_of_then_also_when_it_is_put_together_and_merged() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let id = ResourceId::in_record(&key, "a").unwrap();
        import(&site.store, &ANA, vec![told(&key, days_ago(&site, 30), "30")]).await;
        let report = import(&site.store, &ANA, vec![told(&key, days_ago(&site, 10), "30")]).await;
        assert_eq!(report.counts["Observation"], [0, 0, 1], "it is no other version");
        import(&site.store, &ANA, vec![told(&key, days_ago(&site, 20), "20")]).await;
        site.store.records().compact(&key).await.unwrap();
        let open = fresh(&site).await;
        assert_eq!(shown(&open, &id).await.as_deref(), Some("30"), "{}", site.engine);
        assert_eq!(versions(&open, &id).await, [1, 2]);

        let tom = crate::testing::TOM.key(&site.store).await;
        import(&site.store, &crate::testing::TOM, Vec::new()).await;
        let (who, why) = (crate::access::Who::Operator, "one person");
        site.store.records().merge(&who, &tom, &key, why).await.unwrap();
        site.store.inner.caches.indexes.invalidate_all();
        let whole = record(&site.store, &crate::testing::TOM).await;
        assert_eq!(shown(&whole, &id).await.as_deref(), Some("30"));
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn an_old_patient_brings_no_old_name_back() {
    for site in both_engines().await {
        // The Patient that `import` puts before it states no moment: it is as of its arrival.
        site.after_seconds(60);
        let key = ANA.key(&site.store).await;
        let person = |days: i64, family: &str| {
            let name = format!(r#""name":[{{"family":"{family}","given":["Ana"]}}]"#);
            let mut person = crate::testing::other(&key, "Patient", "x", &name);
            person.json = person.json.replace(&format!("{key}.x"), key.as_str());
            person.id = ResourceId::of_patient(&key);
            Ready { as_of: Some(days_ago(&site, days)), ..person }
        };
        let bring = async |new: Ready| {
            let meeting = ANA.meet(&site.store).await;
            let mut assigned = bluebutton_record::normalize::Assigned::default();
            assigned.records.insert(key.clone(), vec![new]);
            let arrival = crate::imports::Arrival {
                file: "test.json",
                source: "test",
                found: &[ANA.found()],
                meetings: &[meeting],
                assigned,
                issues: Vec::new(),
                quarantine: Vec::new(),
                cases: Vec::new(),
            };
            site.store.imports().commit(arrival).await.unwrap()
        };
        bring(person(10, "Reyes")).await;
        bring(person(30, "Smith")).await;
        let card = name(&site, &key).await;
        assert!(card.contains("Reyes"), "{} {card}", site.engine);
        let shown = record(&site.store, &ANA).await.patient().await.unwrap().unwrap();
        assert!(shown.json.contains("Reyes"), "{}", shown.json);
        bring(person(5, "Smith")).await;
        let card = name(&site, &key).await;
        assert!(card.contains("Smith"), "{card}");
    }
}

#[tokio::test]
async fn a_clock_that_was_put_back_makes_nothing_old() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let id = ResourceId::in_record(&key, "a").unwrap();
        import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", "1")]).await;
        site.after_seconds(-3600);
        import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", "2")]).await;
        let open = fresh(&site).await;
        assert_eq!(shown(&open, &id).await.as_deref(), Some("2"), "{}", site.engine);
        assert_eq!(versions(&open, &id).await, [2, 1]);
    }
}

#[tokio::test]
async fn of_one_file_the_last_word_counts() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let id = ResourceId::in_record(&key, "a").unwrap();
        let as_of = days_ago(&site, 3);
        let both = || vec![told(&key, as_of, "100"), told(&key, as_of, "2")];
        import(&site.store, &ANA, both()).await;
        let again = import(&site.store, &ANA, both()).await;
        assert_eq!(again.counts["Observation"], [0, 0, 2], "{}", site.engine);
        assert_eq!(shown(&fresh(&site).await, &id).await.as_deref(), Some("2"));
    }
}

/// One telling of one entry: how many days ago, its value (0: it was entered in error), its label.
type Told = (i64, u8, u8);

const LABELS: [&str; 5] = ["", "N", "R", "V", "PSY"];

fn with_label(mut ready: Ready, label: &str) -> Ready {
    if !label.is_empty() {
        let system = match label {
            "PSY" => bluebutton_record::confidentiality::ACT_CODE,
            _ => CONFIDENTIALITY,
        };
        let meta =
            format!(r#""meta":{{"security":[{{"system":"{system}","code":"{label}"}}]}},"status""#);
        ready.json = ready.json.replace("\"status\"", &meta);
        let is_withdrawn = ready.facts.is_withdrawn;
        let facts = facts::of(Document::parse(&ready.json).unwrap().root());
        ready.facts = facts::Facts { is_withdrawn, ..facts };
    }
    ready
}

/// What a record shows after these, each in an import of its own: the value and the labels.
async fn after(tellings: &[Told]) -> Option<(String, Vec<String>)> {
    let site = on_sqlite().await;
    let key = ANA.key(&site.store).await;
    let id = ResourceId::in_record(&key, "a").unwrap();
    for (days, value, label) in tellings {
        let as_of = days_ago(&site, *days);
        let ready = match value {
            0 => withdrawn(&key, as_of),
            value => told(&key, as_of, &value.to_string()),
        };
        import(&site.store, &ANA, vec![with_label(ready, LABELS[usize::from(*label)])]).await;
    }
    assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    let open = record(&site.store, &ANA).await;
    let read = open.read(&Selection::default()).await.unwrap().0;
    let found = open.resource(&id).await.unwrap();
    assert_eq!(read.len(), 1 + usize::from(found.is_some()));
    let found = found?;
    let mut in_facts: Vec<String> =
        open.facts(&id).unwrap().labels().map(|label| label.code.to_string()).collect();
    let document = found.document().unwrap();
    let mut codes: Vec<String> =
        labels(document.root()).iter().map(|label| label.code.to_string()).collect();
    in_facts.sort();
    codes.sort();
    let (file, view) = (labels(document.root()), open.facts(&id).unwrap());
    let (file, view) = (Marks::of(&file), Marks::of(view.labels()));
    assert!(file.level() >= view.level(), "the file says less: {codes:?} {in_facts:?}");
    assert!(view.others().all(|label| file.others().any(|own| own == label)), "{codes:?}");
    let value = document.root().at(&["valueQuantity", "value"])?.raw().to_owned();
    Some((value, codes))
}

/// Of two of one moment that are equally long the hash decides, and the record's own key is in it: two
/// stores need not agree.
fn is_one_for_each_moment(told: &[Told]) -> bool {
    told.iter().all(|one| told.iter().all(|other| one.0 != other.0 || one == other))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_tellings_shows_the_same_with_the_same_labels(
        (told, shuffled) in proptest::collection::vec((1..9_i64, 0..4_u8, 0..5_u8), 1..6)
            .prop_filter("of one moment one telling", |told| is_one_for_each_moment(told))
            .prop_flat_map(|told| (Just(told.clone()), Just(told).prop_shuffle())),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (one, other) = runtime.block_on(async { (after(&told).await, after(&shuffled).await) });
        prop_assert_eq!(one, other);
    }

    #[test]
    fn no_later_import_makes_it_less_confidential_without_saying_so(
        first in 2..5_u8, later in proptest::collection::vec((1..4_u8, Just(0_u8)), 1..4),
    ) {
        let mut tellings = vec![(9_i64, 1, first)];
        for (at, (value, label)) in later.into_iter().enumerate() {
            tellings.push((8 - at as i64, value, label));
        }
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (_, codes) = runtime.block_on(after(&tellings)).unwrap();
        prop_assert!(codes.contains(&LABELS[usize::from(first)].to_owned()), "{:?}", codes);
        // Until its source says that it is as any other.
        tellings.push((1, 3, 1));
        let (_, codes) = runtime.block_on(after(&tellings)).unwrap();
        prop_assert_eq!(codes, ["N"]);
    }
}
