//! What an app is told of who let it in.

use super::*;
use crate::db::Tx;

const SPOIL: &str = "
    update site set value = $1 where name = 'identity'";

#[tokio::test]
async fn the_key_that_signs_stays_the_same_and_one_that_was_changed_is_found() {
    for site in both_engines().await {
        let apps = site.store.apps();
        let (one, other) = tokio::join!(apps.identity_key(), apps.identity_key());
        let kept = one.unwrap();
        assert_eq!(kept.reveal(), other.unwrap().reveal(), "of two that are made one is kept");
        let again = site.open_again().await.unwrap();
        assert_eq!(again.apps().identity_key().await.unwrap().reveal(), kept.reveal());
        assert_eq!(again.verify(|_, _| {}).await.unwrap().findings, Vec::<String>::new());

        let spoilt = move |tx: &mut Tx<'_>| tx.execute(SPOIL, &[vec![7_u8; 60].into()]);
        again.inner.db.write("test", spoilt).await.unwrap();
        let found = again.verify(|_, _| {}).await.unwrap().findings;
        assert_eq!(found, ["site identity: it does not open"], "{}", site.engine);
        let refused = again.apps().identity_key().await.err();
        assert!(matches!(refused, Some(StoreError::Altered(_))));
    }
}

#[tokio::test]
async fn two_apps_know_the_same_person_by_two_ids() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let lucia = site.store.accounts().create(person("lucia", "Lucía")).await.unwrap();
        let apps = site.store.apps();
        let hers = apps.user("growth", &ana, &key).await.unwrap();
        assert_eq!(apps.user("growth", &ana, &key).await.unwrap(), hers);
        assert!(hers.is_own);
        let elsewhere = apps.user("sleep", &ana, &key).await.unwrap();
        assert!(elsewhere.id != hers.id && elsewhere.name == hers.name);
        let other = apps.user("growth", &lucia, &key).await.unwrap();
        assert!(other.id != hers.id && !other.is_own);
        assert!(!hers.id.contains(&ana.0) && hers.id.len() <= 64, "{}", hers.id);
    }
}

#[tokio::test]
async fn what_comes_with_a_code_comes_back_as_it_was_or_not_at_all() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let app = an_app(&site, "Growth chart").await;
        let who = Who::Account(ana);
        let allow = async |with: &str| {
            let consent = Consent { with_code: with.to_owned(), ..consent(&app) };
            site.store.apps().allow(&who, &key, consent).await
        };
        let code = allow("1770000000.bm9uY2U").await.unwrap();
        let changed = code.reveal().replace("bm9uY2U", "b3RoZXI");
        let wrong = site.store.apps().exchange(&changed, |_| Some(WANTED)).await.unwrap();
        assert!(matches!(wrong, Exchanged::Wrong));
        let done = site.store.apps().exchange(code.reveal(), |_| Some(WANTED)).await.unwrap();
        let Exchanged::Done(tokens) = done else { panic!("the code does not hold") };
        assert_eq!(tokens.with_code.as_deref(), Some("1770000000.bm9uY2U"));
        let refresh = tokens.refresh.unwrap();
        let keep = |scopes: &str| Some((scopes.to_owned(), WANTED));
        let renewed = site.store.apps().refresh(&app.id, refresh.reveal(), keep).await.unwrap();
        let Exchanged::Done(tokens) = renewed else { panic!("the token does not hold") };
        assert_eq!(tokens.with_code, None);
        let long = allow(&"x".repeat(1_000)).await.err();
        assert!(matches!(long, Some(StoreError::NotAllowed(_))));
    }
}
