//! What patients write: in the ledger, proved, theirs to change; on both engines.

use std::sync::Arc;

use bluebutton_record::own::{Measurement, WeightUnit, What, Written, amount};
use bluebutton_record::{PatientKey, ResourceId, Rights, Section, Selection};
use jiff::civil::date;

use super::OwnFile;
use crate::access::{Action, Who};
use crate::accounts::tests::person;
use crate::accounts::{LetIn, Redeemed};
use crate::db::testing::{Site, both_engines};
use crate::error::StoreError;
use crate::records::Record;
use crate::testing::{ANA, TOM, import, result};

async fn ana(site: &Site) -> (Who, PatientKey) {
    import(&site.store, &ANA, Vec::new()).await;
    import(&site.store, &TOM, Vec::new()).await;
    let key = ANA.key(&site.store).await;
    let id = site.store.accounts().create(person("ana", "Ana Reyes")).await.unwrap();
    site.store.accounts().own(&id, &key).await.unwrap();
    (Who::Account(id), key)
}

async fn lucia(site: &Site, ana: &Who, key: &PatientKey, rights: Rights) -> Who {
    let new = LetIn::everything("Lucía", rights, None);
    let (code, _) = site.store.accounts().let_in(ana, key, new).await.unwrap();
    let new = person("lucia", "Lucía Reyes");
    match site.store.accounts().redeem(&code, date(1955, 3, 14), new, "here").await.unwrap() {
        Redeemed::Done(id) => Who::Account(id),
        other => panic!("{other:?}"),
    }
}

fn weight(value: &str) -> Written {
    let reading = Measurement::Weight(amount(value).unwrap(), WeightUnit::Pound);
    Written { what: What::Reading(reading), on: Some("2026-05-02".into()), note: String::new() }
}

async fn record(site: &Site, who: &Who, key: &PatientKey) -> Record {
    let view = Action::View { page: "overview", resource: None };
    let permit = site.store.access().open(who, key, view).await.unwrap();
    site.store.records().open(&permit).await.unwrap()
}

async fn json(site: &Site, who: &Who, key: &PatientKey, id: &ResourceId) -> Option<String> {
    let found = record(site, who, key).await.resource(id).await.unwrap();
    found.map(|resource| resource.json.to_string())
}

async fn is_whole(site: &Site) -> bool {
    site.store.verify(|_, _| {}).await.unwrap().findings.is_empty()
}

#[tokio::test]
async fn what_is_written_is_in_the_record_is_changed_and_taken_back_and_stays_in_the_history() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let own = site.store.own_entries();
        let id = own.write(&ana, &key, weight("165.0")).await.unwrap();
        assert!(json(&site, &ana, &key, &id).await.unwrap().contains("165.0"), "{}", site.engine);
        own.change(&ana, &id, weight("156.0")).await.unwrap();
        assert!(json(&site, &ana, &key, &id).await.unwrap().contains("156.0"));
        own.take_back(&ana, &id).await.unwrap();
        assert_eq!(json(&site, &ana, &key, &id).await, None);

        let outcome = own.change(&ana, &id, weight("1")).await;
        assert!(matches!(outcome, Err(StoreError::NotFound)), "it is not there any more");
        let record = record(&site, &ana, &key).await;
        let history = record.versions(&id).await.unwrap();
        assert_eq!(history.len(), 3, "{}: nothing was rewritten", site.engine);
        assert!(is_whole(&site).await);
    }
}

#[tokio::test]
async fn what_a_clinic_sent_is_not_changed_by_hand() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", "1")]).await;
        let id = ResourceId::in_record(&key, "a").unwrap();
        let own = site.store.own_entries();
        for outcome in [own.change(&ana, &id, weight("1")).await, own.take_back(&ana, &id).await] {
            assert!(matches!(outcome, Err(StoreError::NotFound)), "{}", site.engine);
        }
        assert!(json(&site, &ana, &key, &id).await.is_some());
    }
}

#[tokio::test]
async fn a_caregiver_writes_only_where_they_may_manage_and_by_their_name() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let own = site.store.own_entries();
        let looks = lucia(&site, &ana, &key, Rights { manage: false, ..Rights::OWNER }).await;
        let outcome = own.write(&looks, &key, weight("150")).await;
        assert!(matches!(outcome, Err(StoreError::NotAllowed(_))), "{}", site.engine);
    }
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let manages = lucia(&site, &ana, &key, Rights::OWNER).await;
        let own = site.store.own_entries();
        let id = own.write(&manages, &key, weight("150")).await.unwrap();
        let told = json(&site, &ana, &key, &id).await.unwrap();
        assert!(told.contains("Lucía Reyes") && told.contains("Ana Reyes"), "{told}");
        let toms = TOM.key(&site.store).await;
        let outcome = own.write(&manages, &toms, weight("150")).await;
        assert!(matches!(outcome, Err(StoreError::NotFound)));
    }
}

#[tokio::test]
async fn a_file_is_kept_with_the_entry_that_names_it() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let own = site.store.own_entries();
        let file = |bytes: &[u8]| OwnFile { bytes: Arc::from(bytes), media_type: "text/plain" };
        let make = |original: ResourceId| Written {
            what: What::Document {
                title: "Letter".into(),
                media_type: "text/plain".into(),
                original,
                bytes: 5,
            },
            on: None,
            note: String::new(),
        };
        let id = own.write_file(&ana, &key, file(b"Hello"), make).await.unwrap();
        let told = json(&site, &ana, &key, &id).await.unwrap();
        let original = told.split("Binary/").nth(1).unwrap().split('"').next().unwrap();
        let original = ResourceId::parse(original).unwrap();
        let record = record(&site, &ana, &key).await;
        let (bytes, kind) = record.original(&original).await.unwrap().unwrap();
        assert_eq!((bytes.as_slice(), kind.as_str()), (&b"Hello"[..], "text/plain"));
        let outcome = own.write_file(&ana, &key, file(b""), make).await;
        assert!(matches!(outcome, Err(StoreError::NotAllowed("own-file-size"))));
        let only =
            Selection { sections: Some([Section::Documents].into()), ..Selection::default() };
        assert_eq!(record.count(&only), 1, "{}", site.engine);
        assert!(is_whole(&site).await);
    }
}

#[tokio::test]
async fn several_who_write_at_once_lose_nothing() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let own = site.store.own_entries();
        let many = (0..5).map(|_| own.write(&ana, &key, weight("150")));
        let done = futures_util::future::join_all(many).await;
        assert!(done.iter().all(Result::is_ok), "{}: {done:?}", site.engine);
        let only =
            Selection { sections: Some([Section::VitalSigns].into()), ..Selection::default() };
        assert_eq!(record(&site, &ana, &key).await.count(&only), 5);
        assert!(is_whole(&site).await);
    }
}
