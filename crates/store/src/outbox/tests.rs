//! What is to be told, on both engines.

use bluebutton_record::{PatientKey, Rights};

use super::{Consumer, OutboxItem};
use crate::accounts::tests::person;
use crate::accounts::{AccountId, LetIn};
use crate::db::testing::{Site, both_engines};
use crate::events::{Event, SignInChange};
use crate::limits::{OUTBOX_KEPT_SECONDS, OUTBOX_LEASE_SECONDS};
use crate::testing::{ANA, import};
use crate::{StoreError, Who};

async fn ana(site: &Site) -> (AccountId, PatientKey) {
    import(&site.store, &ANA, Vec::new()).await;
    let key = ANA.key(&site.store).await;
    let id = site.store.accounts().create(person("ana", "Ana Reyes")).await.unwrap();
    site.store.accounts().own(&id, &key).await.unwrap();
    drain(site).await;
    (id, key)
}

async fn take(site: &Site) -> Vec<OutboxItem> {
    site.store.outbox().take(Consumer::Notices, 100).await.unwrap()
}

async fn drain(site: &Site) {
    for item in take(site).await {
        site.store.outbox().done(&item).await.unwrap();
    }
}

async fn let_in(site: &Site, by: &AccountId, key: &PatientKey) -> Result<(), StoreError> {
    let new = LetIn::everything("Lucía", Rights { view: true, ..Rights::NONE }, None);
    site.store.accounts().let_in(&Who::Account(by.clone()), key, new).await.map(|_| ())
}

#[tokio::test]
async fn what_was_done_is_there_once_and_what_was_refused_is_not() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let stranger = AccountId("nobody".to_owned());
        let_in(&site, &stranger, &key).await.unwrap_err();
        assert_eq!(take(&site).await, []);

        let_in(&site, &ana, &key).await.unwrap();

        let items = take(&site).await;
        let [item] = &items[..] else { panic!("{}: {items:?}", site.engine) };
        assert_eq!(item.patient.as_ref(), Some(&key));
        assert_eq!(item.event, Event::CaregiverInvited { name: "Lucía".to_owned() });
        assert_eq!((item.by.account.as_ref(), item.tries), (Some(&ana), 0));
    }
}

#[tokio::test]
async fn what_belongs_to_no_patient_is_there_too() {
    for site in both_engines().await {
        let (ana, _) = ana(&site).await;
        site.store
            .accounts()
            .set_language(&ana, bluebutton_record::Language::Spanish)
            .await
            .unwrap();
        assert_eq!(take(&site).await, [], "nobody is told of a language");
        let secret = bluebutton_crypto::totp::new_secret(site.store.random());
        site.store.accounts().set_totp(&ana, secret).await.unwrap();
        let items = take(&site).await;
        let [item] = &items[..] else { panic!("told twice: {items:?}") };
        assert_eq!(item.patient, None);
        let change = SignInChange::SecondFactor;
        assert_eq!(item.event, Event::SignInChanged { change, account: Some(ana) });
    }
}

#[tokio::test]
async fn one_consumer_has_it_and_when_it_dies_it_comes_again() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let_in(&site, &ana, &key).await.unwrap();
        assert_eq!(take(&site).await.len(), 1);
        assert_eq!(take(&site).await, [], "{}: another has it", site.engine);

        site.after_seconds(OUTBOX_LEASE_SECONDS + 1);

        let again = take(&site).await;
        assert_eq!((again.len(), again[0].tries), (1, 1));
        site.store.outbox().done(&again[0]).await.unwrap();
        site.after_seconds(OUTBOX_LEASE_SECONDS + 1);
        assert_eq!(take(&site).await, []);
    }
}

#[tokio::test]
async fn two_consumers_at_once_never_have_the_same() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        for _ in 0..6 {
            let_in(&site, &ana, &key).await.unwrap();
        }
        let (one, two) = tokio::join!(take(&site), take(&site));
        let mut seqs: Vec<i64> = one.iter().chain(&two).map(|item| item.seq).collect();
        seqs.sort_unstable();
        let count = seqs.len();
        seqs.dedup();
        assert_eq!(seqs.len(), count, "{}: told twice", site.engine);
    }
}

#[tokio::test]
async fn what_is_put_off_comes_at_its_time() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let_in(&site, &ana, &key).await.unwrap();
        let item = take(&site).await.remove(0);
        let at = site.store.now() + jiff::SignedDuration::from_hours(2);
        site.store.outbox().later(&item, at).await.unwrap();
        site.after_seconds(2 * 3600 - 1);
        assert_eq!(take(&site).await, []);
        site.after_seconds(1);
        assert_eq!(take(&site).await.len(), 1, "{}", site.engine);
    }
}

#[tokio::test]
async fn what_nobody_takes_is_dropped_after_weeks_and_an_erased_persons_at_once() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let_in(&site, &ana, &key).await.unwrap();
        site.after_seconds(OUTBOX_KEPT_SECONDS - 1);
        site.store.outbox().tidy().await.unwrap();
        assert_eq!(take(&site).await.len(), 1);
        site.after_seconds(2);
        site.store.outbox().tidy().await.unwrap();
        site.after_seconds(OUTBOX_LEASE_SECONDS + 1);
        assert_eq!(take(&site).await, [], "{}", site.engine);

        let_in(&site, &ana, &key).await.unwrap();
        site.store.records().erase(&Who::Operator, &key, "She asked for it.").await.unwrap();
        let left = take(&site).await;
        let of_hers = left.iter().filter(|item| item.event != Event::RecordErased);
        assert_eq!(of_hers.count(), 0, "{}: {left:?}", site.engine);
    }
}
