//! An erased person is gone from every table and file; that they were erased stays.

use std::collections::BTreeSet;
use std::path::Path;

use crate::Who;
use crate::accounts::tests::person;
use crate::db::testing::{Site, both_engines};
use crate::error::StoreError;
use crate::events::{By, Event};
use crate::records::erase::erased_tables;
use crate::testing::{ANA, TOM, import, import_with, permit, record, result};

async fn with_everything(site: &Site) -> bluebutton_record::PatientKey {
    let key = ANA.key(&site.store).await;
    let document: &[u8] = b"<ClinicalDocument/>";
    let resources = vec![result(&key, "a", "2026-01-01", "1")];
    import_with(&site.store, &ANA, resources, vec![("doc", document)]).await.unwrap();
    let tom = TOM.key(&site.store).await;
    import(&site.store, &TOM, vec![result(&tom, "a", "2026-01-01", "1")]).await;
    let id = site.store.accounts().create(person("ana", "Ana Reyes")).await.unwrap();
    site.store.accounts().own(&id, &key).await.unwrap();
    key
}

/// The sealed key of somebody, as it lies in the database.
async fn sealed_key(site: &Site, key: &bluebutton_record::PatientKey) -> Vec<u8> {
    let params = [key.as_str().into()];
    let row = site.store.inner.db.read("test", move |tx| tx.first(SEALED_KEY, &params)).await;
    row.unwrap().unwrap().get(0).unwrap()
}

fn files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            files(&entry.path(), found);
        } else {
            let name = entry.path().display().to_string();
            found.push((name, std::fs::read(entry.path()).unwrap_or_default()));
        }
    }
}

#[tokio::test]
async fn nothing_of_an_erased_person_is_left_and_the_others_are_whole() {
    for site in both_engines().await {
        let key = with_everything(&site).await;
        let sealed = sealed_key(&site, &key).await;
        let preview = site.store.records().preview_erase(&key).await.unwrap();
        assert_eq!((preview.parts.len(), preview.files), (1, 1), "{}", site.engine);

        let erased = site.store.records().erase(&Who::Operator, &key, "asked to be").await.unwrap();

        assert_eq!(erased, preview, "what was said before is what was done");
        for table in erased_tables() {
            let rows = erased.rows.iter().find(|(name, _)| *name == table).unwrap().1;
            let left = site.store.records().preview_erase(&key).await.unwrap();
            assert!(left.rows.iter().all(|(_, rows)| *rows == 0), "{table} had {rows}");
        }
        let mut found = Vec::new();
        files(site.folder(), &mut found);
        assert!(!found.is_empty());
        for (name, bytes) in &found {
            assert!(!name.contains(key.as_str()), "{} {name}", site.engine);
            let is_in = |needle: &[u8]| memchr::memmem::find(bytes, needle).is_some();
            assert!(!is_in(&sealed), "{} the key is still in {name}", site.engine);
            assert!(!is_in(b"Reyes") && !is_in(b"MRN-1001"), "{} {name}", site.engine);
        }
        let verified = site.store.verify(|_, _| {}).await.unwrap();
        assert_eq!(verified.findings, Vec::<String>::new(), "{}", site.engine);
        assert_eq!((verified.records, record(&site.store, &TOM).await.counts().len()), (1, 2));
        let reports = site.store.imports().list(&Who::Operator, 0, 9).await.unwrap();
        let kept = reports.iter().filter(|report| report.file == "test.json").count();
        let gone = reports.iter().filter(|report| report.file == report.id).count();
        assert_eq!((kept, gone), (1, 1), "of two names of files one is gone");
        let again = site.store.records().erase(&Who::Operator, &key, "again").await;
        assert!(matches!(again, Err(StoreError::NotFound)));
    }
}

#[tokio::test]
async fn who_comes_back_after_an_erasure_begins_anew() {
    for site in both_engines().await {
        let key = with_everything(&site).await;
        let before = record(&site.store, &ANA).await;
        assert_eq!(before.count(&super::only(bluebutton_record::Section::Results)), 1);
        site.store.records().erase(&Who::Operator, &key, "asked to be").await.unwrap();
        site.after_seconds(1);

        let again = ANA.key(&site.store).await;
        assert_ne!(again, key, "{}", site.engine);
        import(&site.store, &ANA, vec![result(&again, "new", "2026-02-02", "2")]).await;

        let record = record(&site.store, &ANA).await;
        let results = super::only(bluebutton_record::Section::Results);
        let found = record.newest(&results, 0, 9).await.unwrap();
        assert_eq!(super::locals(&found), ["new"], "{}", site.engine);
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
        let lines =
            site.store.audit().lines(&permit(&site.store, &again).await, 0, 99).await.unwrap();
        let is_erased = |told: &Option<(By, Event)>| matches!(told, Some((_, Event::RecordErased)));
        assert!(!lines.iter().any(|line| is_erased(&line.told)), "{lines:?}");
    }
}

#[tokio::test]
async fn a_patient_who_was_taken_away_and_not_erased_is_missed() {
    for site in both_engines().await {
        let key = with_everything(&site).await;
        for table in ["patient", "record_segment", "record_facts", "original"] {
            let take = TAKES.iter().find(|(name, _)| *name == table).unwrap().1;
            let params = [key.as_str().into()];
            site.store.inner.db.write("test", move |tx| tx.execute(take, &params)).await.unwrap();
        }
        let findings = site.store.verify(|_, _| {}).await.unwrap().findings;
        assert!(
            findings.iter().any(|it| it.contains(key.as_str())),
            "{} {findings:?}",
            site.engine
        );
    }
}

/// A table with something of a patient in it that an erasure leaves would keep it for ever.
#[test]
fn every_table_of_a_patient_is_erased_or_kept_for_a_reason() {
    // The chain: that the record was erased, by whom, when and why.
    let kept = ["audit_line", "audit_head"];
    // Erased and counted with patient_token.
    let settled = ["patient_token_settled"];
    let known: BTreeSet<&str> = erased_tables().into_iter().chain(kept).chain(settled).collect();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let mut seen = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for table in text.split("create table ").skip(1) {
            let (name, rest) = table.split_once(' ').unwrap();
            let columns = rest.split_once("\n)").unwrap().0;
            if columns.contains("patient_id ") {
                assert!(known.contains(name), "{name}: add it to the tables of records/erase.rs");
                seen.insert(name.to_owned());
            }
        }
    }
    assert_eq!(seen.len(), known.len(), "a table that is no longer there is erased");
}

const SEALED_KEY: &str = "
    select sealed_key from patient where patient_id = $1";

const TAKES: [(&str, &str); 4] = [
    ("patient", "delete from patient where patient_id = $1"),
    ("record_segment", "delete from record_segment where patient_id = $1"),
    ("record_facts", "delete from record_facts where patient_id = $1"),
    ("original", "delete from original where patient_id = $1"),
];
