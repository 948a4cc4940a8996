//! What is taken back leaves pages and files, and nothing that was stored is lost.

use bluebutton_record::facts::Facts;
use bluebutton_record::normalize::{Ready, Told};
use bluebutton_record::{PatientKey, Resource, ResourceId, Section, Selection};

use super::{locals, only};
use crate::db::testing::both_engines;
use crate::records::{Record, Until, Version};
use crate::testing::{ANA, import, other, permit, record, result};

pub(super) fn deleted(key: &PatientKey, kind: &str, local: &str) -> Ready {
    let there = other(key, kind, local, r#""x":1"#);
    Ready { told: Told::Deleted, json: String::new(), facts: Facts::default(), ..there }
}

async fn value(record: &Record, id: &ResourceId, version: u32) -> Option<String> {
    let found = record.version(id, version).await.unwrap();
    let value = |resource: Resource| {
        let document = resource.document().unwrap();
        document.root().at(&["valueQuantity", "value"]).unwrap().raw().to_owned()
    };
    found.map(value)
}

fn told(versions: &[Version]) -> Vec<(u32, bool)> {
    versions.iter().map(|version| (version.version, version.is_deletion)).collect()
}

#[tokio::test]
async fn a_deleted_entry_leaves_lists_and_files_stays_in_history_and_can_be_put_back() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let id = ResourceId::in_record(&key, "a").unwrap();
        import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", "1")]).await;

        import(&site.store, &ANA, vec![deleted(&key, "Observation", "a")]).await;

        let after = record(&site.store, &ANA).await;
        assert_eq!(after.count(&only(Section::Results)), 0, "{}", site.engine);
        assert!(after.resource(&id).await.unwrap().is_none());
        let (read, manifest) = after.read(&Selection::default()).await.unwrap();
        assert_eq!((locals(&read), manifest.total()), (vec![""], 1));
        let versions = after.versions(&id).await.unwrap();
        assert_eq!(told(&versions), [(2, true), (1, false)]);
        assert_eq!((versions[0].has_content, versions[1].has_content), (false, true));
        assert_eq!(value(&after, &id, 1).await.as_deref(), Some("1"));
        assert_eq!(value(&after, &id, 2).await, None);

        import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", "1")]).await;
        let back = record(&site.store, &ANA).await;
        assert_eq!(back.resource(&id).await.unwrap().unwrap().version, 3);
        assert_eq!(told(&back.versions(&id).await.unwrap()), [(3, false), (2, true), (1, false)]);
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn what_was_entered_in_error_leaves_the_record_and_keeps_its_last_words() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let id = ResourceId::in_record(&key, "a").unwrap();
        let wrong = || {
            let mut wrong = result(&key, "a", "2026-01-01", "9");
            wrong.json = wrong.json.replace("\"final\"", "\"entered-in-error\"");
            wrong.facts.is_withdrawn = true;
            wrong.facts.status = Some("entered-in-error".into());
            wrong
        };
        import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", "1")]).await;
        import(&site.store, &ANA, vec![wrong()]).await;
        let again = import(&site.store, &ANA, vec![wrong()]).await;
        assert_eq!(again.counts["Observation"], [0, 0, 1], "told twice is told once");

        let after = record(&site.store, &ANA).await;

        assert!(after.resource(&id).await.unwrap().is_none(), "{}", site.engine);
        assert_eq!(told(&after.versions(&id).await.unwrap()), [(2, true), (1, false)]);
        assert_eq!(value(&after, &id, 2).await.as_deref(), Some("9"));
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn a_deletion_of_what_is_not_here_is_said_and_the_patient_is_never_deleted() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let mut person = deleted(&key, "Patient", "x");
        person.id = ResourceId::of_patient(&key);
        let report =
            import(&site.store, &ANA, vec![deleted(&key, "Observation", "none"), person]).await;
        let said = report.issues.iter().filter(|issue| issue.message.contains("not here")).count();
        assert_eq!(said, 1, "{} {:?}", site.engine, report.issues);
        let record = record(&site.store, &ANA).await;
        assert!(record.patient().await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_record_opens_as_it_was_at_any_moment() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let id = ResourceId::in_record(&key, "a").unwrap();
        import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", "1")]).await;
        let first = site.store.now().as_microsecond();
        site.after_seconds(60);
        import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", "2")]).await;
        site.after_seconds(60);
        import(&site.store, &ANA, vec![deleted(&key, "Observation", "a")]).await;
        let permit = permit(&site.store, &key).await;
        let at = async |until| {
            let record = site.store.records().open_at(&permit, until).await.unwrap();
            let found = record.resource(&id).await.unwrap().map(|resource| resource.version);
            (found, record.versions(&id).await.unwrap().len())
        };

        assert_eq!(at(Until::Now).await, (None, 3), "{}", site.engine);
        assert_eq!(at(Until::Moment(first)).await, (Some(1), 1));
        assert_eq!(at(Until::Moment(first - 1)).await, (None, 0));
        assert_eq!(at(Until::Segment(2)).await, (Some(2), 2));
        assert_eq!(at(Until::Segment(3)).await, (None, 3));
    }
}
