//! What imports promise, on both engines.

mod answers;
mod listed;
mod meetings;

use std::sync::Arc;

use bluebutton_record::matching::{KnownNumber, NumberKind};
use bluebutton_record::normalize::{Assigned, FoundPatient, Identifier};
use bluebutton_record::reading::{Issue, Place, Severity};
use bluebutton_record::{ResourceId, Selection};

use super::{Arrival, ForQuarantine};
use crate::access::Who;
use crate::db::testing::both_engines;
use crate::patients::Match;
use crate::testing::{ANA, Somebody, TOM, import, import_with, record, result};

#[tokio::test]
async fn the_same_file_again_changes_nothing() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let results =
            || vec![result(&key, "a", "2026-01-01", "72.50"), result(&key, "b", "2026", "5")];
        let first = import(&site.store, &ANA, results()).await;
        assert_eq!(first.counts["Observation"], [2, 0, 0]);
        assert_eq!(first.counts["Patient"], [1, 0, 0]);

        let again = import(&site.store, &ANA, results()).await;

        assert_eq!(again.counts["Observation"], [0, 0, 2], "{}", site.engine);
        assert_eq!(site.store.audit().length(&key).await.unwrap(), 1);
        assert_eq!(record(&site.store, &ANA).await.count(&Selection::default()), 3);
    }
}

#[tokio::test]
async fn an_item_that_changed_is_a_new_version_and_not_a_second_item() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", "72.50")]).await;

        let report = import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", "73")]).await;

        assert_eq!(report.counts["Observation"], [0, 1, 0], "{}", site.engine);
        let id = ResourceId::in_record(&key, "a").unwrap();
        let found = record(&site.store, &ANA).await.resource(&id).await.unwrap().unwrap();
        assert_eq!(found.version, 2);
        assert!(found.json.contains("\"value\":73,"), "{}", found.json);
    }
}

#[tokio::test]
async fn what_came_in_reads_back_byte_for_byte() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let came = result(&key, "a", "2026-01-01", "72.50");
        import(&site.store, &ANA, vec![came.clone()]).await;
        let found = record(&site.store, &ANA).await.resource(&came.id).await.unwrap().unwrap();
        assert_eq!(*found.json, *came.json, "{}", site.engine);
    }
}

#[tokio::test]
async fn a_patient_is_known_again_by_number_or_by_address() {
    for site in both_engines().await {
        let Match::New(key) = ANA.find(&site.store).await else { panic!("ana is not new") };
        import(&site.store, &ANA, Vec::new()).await;

        assert_eq!(ANA.find(&site.store).await, Match::Known(key.clone()), "{}", site.engine);
        let reference = FoundPatient { item: None, identifiers: Vec::new(), ..ANA.found() };
        let (patients, nobody) = (site.store.patients(), Arc::default());
        let by_address = patients.meet(&reference, "test", &nobody).await.unwrap();
        assert_eq!(by_address.answer, Match::Known(key));
        let elsewhere = patients.meet(&reference, "elsewhere", &nobody).await.unwrap();
        assert_eq!(elsewhere.answer, Match::Unknown);
    }
}

#[tokio::test]
async fn an_address_alone_never_makes_two_people_one() {
    for site in both_engines().await {
        import(&site.store, &ANA, Vec::new()).await;
        let mut twin = Somebody { birth_date: ANA.birth_date, number: "MRN-7", ..TOM }.found();
        twin.addresses = ANA.found().addresses;
        let mut unnumbered = twin.clone();
        unnumbered.portrait.numbers.clear();
        let (patients, nobody) = (site.store.patients(), Arc::default());

        let numbered = patients.meet(&twin, "test", &nobody).await.unwrap().answer;
        let unnumbered = patients.meet(&unnumbered, "test", &nobody).await.unwrap().answer;

        assert!(matches!(numbered, Match::New(_)), "{}: {numbered:?}", site.engine);
        assert!(matches!(unnumbered, Match::Unsure(_)), "{}: {unnumbered:?}", site.engine);
    }
}

#[tokio::test]
async fn a_number_given_to_another_person_leads_to_a_record_of_their_own() {
    for site in both_engines().await {
        import(&site.store, &ANA, Vec::new()).await;
        let impostor = Somebody { number: ANA.number, ..TOM };
        let mut found = impostor.found();
        found.addresses = vec!["Patient/other".to_owned()];
        let nobody = Arc::default();
        let met = site.store.patients().meet(&found, "test", &nobody).await.unwrap();
        let Match::New(key) = met.answer else { panic!("{}: {:?}", site.engine, met.answer) };
        assert_ne!(key, ANA.key(&site.store).await, "{}", site.engine);
    }
}

#[tokio::test]
async fn many_imports_at_once_from_two_processes_lose_nothing() {
    for site in both_engines().await {
        let other = site.opened_again().await;
        let key = ANA.key(&site.store).await;
        let mut tasks = Vec::new();
        for n in 0..12 {
            let store = if n % 2 == 0 { site.store.clone() } else { other.clone() };
            let resources = vec![
                result(&key, "shared", "2026-01-01", &n.to_string()),
                result(&key, &format!("own-{n}"), "2026-01-02", "1"),
            ];
            tasks.push(tokio::spawn(async move { import(&store, &ANA, resources).await }));
        }
        let mut changed = 0;
        for task in tasks {
            changed += task.await.unwrap().counts["Observation"][1];
        }

        let record = record(&site.store, &ANA).await;
        assert_eq!(record.count(&Selection::default()), 1 + 1 + 12, "{}", site.engine);
        let shared = ResourceId::in_record(&key, "shared").unwrap();
        let shared = record.resource(&shared).await.unwrap().unwrap();
        assert_eq!((shared.version, changed), (12, 11), "{}", site.engine);
        assert_eq!(site.store.patients().count().await.unwrap(), 1);
        assert!(site.store.patients().are_more_than(0).await.unwrap());
        assert!(!site.store.patients().are_more_than(1).await.unwrap());
        let verified = site.store.verify(|_, _| {}).await.unwrap();
        assert_eq!(verified.findings, Vec::<String>::new());
        assert_eq!(verified.resources, 1 + 12 + 12);
    }
}

#[tokio::test]
async fn a_patient_whom_two_imports_met_under_different_numbers_gets_one_record() {
    for site in both_engines().await {
        // Both ask before either has stored anything, and lead with different numbers.
        let mut other_number = ANA.found();
        let insurance = Identifier { system: "urn:oid:9.9".to_owned(), value: "X-77".to_owned() };
        other_number.identifiers.insert(0, insurance.clone());
        let Identifier { system, value } = insurance;
        other_number.portrait.add_number(KnownNumber { system, value, kind: NumberKind::Record });
        let mut arrivals = Vec::new();
        for (found, local) in [(ANA.found(), "a"), (other_number, "b")] {
            let nobody = Arc::default();
            let met = site.store.patients().meet(&found, "test", &nobody).await.unwrap();
            let Match::New(key) = met.answer.clone() else { panic!("{met:?}") };
            arrivals.push((found, met, result(&key, local, "2026-01-01", "1")));
        }
        assert_ne!(arrivals[0].1, arrivals[1].1);

        for (found, met, ready) in arrivals {
            let key = met.key().unwrap().clone();
            let mut assigned = Assigned::default();
            assigned.records.insert(key.clone(), vec![ready]);
            let arrival = Arrival {
                file: "file.json",
                source: "test",
                found: &[found],
                meetings: &[met],
                assigned,
                issues: Vec::new(),
                quarantine: Vec::new(),
                cases: Vec::new(),
            };
            site.store.imports().commit(arrival).await.unwrap();
        }

        assert_eq!(site.store.patients().count().await.unwrap(), 1, "{}", site.engine);
        let key = ANA.key(&site.store).await;
        let record = record(&site.store, &ANA).await;
        let b = ResourceId::in_record(&key, "b").unwrap();
        let b = record.resource(&b).await.unwrap().unwrap();
        assert!(b.json.contains(&format!("Patient/{key}")), "{}", b.json);
        assert_eq!(record.count(&Selection::default()), 2);
    }
}

#[tokio::test]
async fn an_original_comes_back_as_it_was_and_is_kept_once() {
    for site in both_engines().await {
        let document: &[u8] = b"<ClinicalDocument>\xff\0</ClinicalDocument>";
        for _ in 0..2 {
            import_with(&site.store, &ANA, Vec::new(), vec![("doc", document)]).await.unwrap();
        }
        let key = ANA.key(&site.store).await;
        let record = record(&site.store, &ANA).await;
        let id = ResourceId::in_record(&key, "doc").unwrap();
        let (bytes, media_type) = record.original(&id).await.unwrap().unwrap();
        assert_eq!((bytes.as_slice(), media_type.as_str()), (document, "application/xml"));
        let missing = ResourceId::in_record(&key, "other").unwrap();
        assert!(record.original(&missing).await.unwrap().is_none());

        let folder = site.folder().join("files/originals").join(key.as_str());
        let files: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().collect();
        assert_eq!(files.len(), 1, "{}", site.engine);
        let sealed = std::fs::read(files[0].path()).unwrap();
        assert!(!sealed.windows(8).any(|bytes| bytes == b"Clinical"));
    }
}

#[tokio::test]
async fn what_belongs_to_nobody_waits_in_quarantine_until_it_is_released() {
    for site in both_engines().await {
        let reason = Issue::new(
            Severity::Error,
            Place { line: Some(3), path: None },
            "This line is no JSON; send the file again.",
        );
        for _ in 0..2 {
            let arrival = Arrival {
                file: "broken.ndjson",
                source: "test",
                found: &[],
                meetings: &[],
                assigned: Assigned::default(),
                issues: vec![reason.clone()],
                quarantine: vec![ForQuarantine {
                    bytes: b"{broken".to_vec(),
                    reason: reason.clone(),
                    case: None,
                }],
                cases: Vec::new(),
            };
            let report = site.store.imports().commit(arrival).await.unwrap();
            assert_eq!(report.quarantined, 1);
        }
        let imports = site.store.imports();
        let waiting = imports.quarantine(&Who::Operator, 0, 10).await.unwrap();
        assert_eq!(waiting.len(), 1, "{}", site.engine);
        assert_eq!(waiting[0].reason, reason);
        let (file, bytes) =
            imports.quarantined_bytes(&Who::Operator, &waiting[0].id).await.unwrap().unwrap();
        assert_eq!((file.as_str(), bytes.as_slice()), ("broken.ndjson", b"{broken".as_slice()));

        let one = imports.quarantined(&Who::Operator, &waiting[0].id).await.unwrap().unwrap();
        assert_eq!((one.file.as_str(), one.bytes), ("broken.ndjson", 7));
        assert_eq!(one.reason, reason);

        imports.release(&Who::Operator, &waiting[0].id, false).await.unwrap();

        assert!(imports.quarantine(&Who::Operator, 0, 10).await.unwrap().is_empty());
        assert!(imports.quarantined_bytes(&Who::Operator, &waiting[0].id).await.unwrap().is_none());
        assert!(imports.quarantined(&Who::Operator, &waiting[0].id).await.unwrap().is_none());
        let reports = imports.list(&Who::Operator, 0, 10).await.unwrap();
        assert_eq!(reports.len(), 2);
        let own = imports.file_of(&Who::Operator, &reports[1].id).await.unwrap().unwrap();
        let one = &own.pieces[0];
        assert_eq!((one.file.as_str(), one.at), ("broken.ndjson", reports[1].at));
        assert_eq!(one.issues, [reason]);
        assert!(imports.file_of(&Who::Operator, "no-such-import").await.unwrap().is_none());
    }
}

#[tokio::test]
async fn staff_find_people_by_name_birth_date_and_number_and_it_is_in_the_trail() {
    for site in both_engines().await {
        import(&site.store, &ANA, Vec::new()).await;
        import(&site.store, &TOM, Vec::new()).await;
        let found = async |query: &str| {
            let cards = site.store.patients().search(&Who::Operator, query, 10).await.unwrap();
            cards.into_iter().map(|card| card.name).collect::<Vec<_>>()
        };
        assert_eq!(found("rey").await, ["Ana Reyes"], "{}", site.engine);
        assert_eq!(found("REYES an").await, ["Ana Reyes"]);
        assert_eq!(found("1948-11-02").await, ["Tom Becker"]);
        assert_eq!(found("mrn2002").await, ["Tom Becker"]);
        assert!(found("reyes 1948-11-02").await.is_empty());
        assert!(found("  ").await.is_empty());
        assert!(found("r").await.is_empty());

        let key = ANA.key(&site.store).await;
        let card = site.store.patients().card(&Who::Operator, &key).await.unwrap().unwrap();
        assert_eq!(card.birth_date.as_deref(), Some("1955-03-14"));
        assert_eq!(card.identifiers[0].value, "MRN-1001");
        assert!(!card.has_account);
        assert_eq!(site.store.audit().length(&key).await.unwrap(), 4, "{}", site.engine);
    }
}
