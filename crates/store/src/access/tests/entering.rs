//! A page of a record in one transaction.

use bluebutton_crypto::{Hidden, totp};

use super::*;
use crate::access::{Entered, PageEntry};
use crate::accounts::tests::PASSWORD;
use crate::accounts::{CodeOutcome, SessionToken, SignIn, Stage};
use crate::limits::SESSION_SECONDS;

/// Somebody's session: with the password only, and whole.
async fn signed_in(site: &Site, login: &str) -> (SessionToken, SessionToken) {
    let accounts = site.store.accounts();
    let id = accounts.by_login(login).await.unwrap().unwrap().id;
    let secret = totp::new_secret(site.store.random());
    accounts.set_totp(&id, secret.clone()).await.unwrap();
    let password = || Hidden::new(PASSWORD.to_owned());
    let half = async || match accounts.sign_in(login, password(), "here").await.unwrap() {
        SignIn::NeedsCode(token) => token,
        _ => panic!("no code was asked for"),
    };
    let waiting = half().await;
    let code = totp::code_at(&secret, site.store.now().as_second());
    let CodeOutcome::Right(whole) = accounts.give_code(&waiting, &code, "here").await.unwrap()
    else {
        panic!("the code was not right")
    };
    (half().await, whole)
}

async fn enters(site: &Site, token: &SessionToken, key: &PatientKey) -> Result<PageEntry> {
    site.store.access().enter((token, None), key, view()).await
}

async fn inside(site: &Site, token: &SessionToken, key: &PatientKey) -> Entered {
    match enters(site, token, key).await.unwrap() {
        PageEntry::In(entered) => *entered,
        _ => panic!("{}: not in", site.engine),
    }
}

#[tokio::test]
async fn a_page_is_one_transaction_where_the_record_is_in_memory_and_two_where_it_is_not() {
    for site in both_engines().await {
        let (_, key) = ana(&site).await;
        let (_, token) = signed_in(&site, "ana").await;
        for at_most in [2, 1] {
            let before = site.store.transactions();
            let entered = inside(&site, &token, &key).await;
            let records = site.store.records();
            let record = records.open_as_found(&entered.permit, &entered.found).await.unwrap();
            record.patient().await.unwrap().unwrap();
            record.looked_at_before(&entered.session.account.id).await.unwrap();
            let cost = site.store.transactions() - before;
            assert!(cost <= at_most, "{}: {cost}", site.engine);
        }
        let (by, event) = newest_line(&site, &key).await;
        assert_eq!(by.name.as_deref(), Some("Ana Reyes"));
        assert_eq!(event, Event::Viewed { page: "medications".to_owned(), resource: None });
    }
}

#[tokio::test]
async fn who_signs_in_anew_looked_before_though_it_was_a_minute_ago() {
    for site in both_engines().await {
        let (_, key) = ana(&site).await;
        let looked_before = async |token: &SessionToken| {
            let entered = inside(&site, token, &key).await;
            let records = site.store.records();
            let record = records.open_as_found(&entered.permit, &entered.found).await.unwrap();
            record.looked_at_before(&entered.session.account.id).await.unwrap()
        };
        let (_, first) = signed_in(&site, "ana").await;
        let looked = site.store.now();
        assert_eq!(looked_before(&first).await, None, "{}", site.engine);
        assert_eq!(looked_before(&first).await, None, "the same visit still");
        site.after_seconds(60);
        let (_, second) = signed_in(&site, "ana").await;
        assert_eq!(looked_before(&second).await, Some(looked), "{}", site.engine);
    }
}

#[tokio::test]
async fn who_is_not_signed_in_enters_nothing_and_leaves_no_line() {
    for site in both_engines().await {
        let (_, key) = ana(&site).await;
        let (half, whole) = signed_in(&site, "ana").await;
        let length = async || site.store.audit().length(&key).await.unwrap();
        let before = length().await;
        let unknown = SessionToken("nobody's".to_owned());
        assert!(matches!(enters(&site, &unknown, &key).await.unwrap(), PageEntry::Nobody));
        let entry = enters(&site, &half, &key).await.unwrap();
        let PageEntry::NotYet(session) = entry else { panic!("a password alone opened a record") };
        assert_eq!(session.stage, Stage::NeedsCode);
        let toms = TOM.key(&site.store).await;
        let outcome = enters(&site, &whole, &toms).await;
        assert!(matches!(outcome, Err(StoreError::NotFound)), "{}", site.engine);
        site.after_seconds(SESSION_SECONDS + 1);
        assert!(matches!(enters(&site, &whole, &key).await.unwrap(), PageEntry::Nobody));
        assert_eq!(length().await, before, "{}: nothing was seen", site.engine);
    }
}

#[tokio::test]
async fn the_banner_says_whose_record_it_is_and_what_may_be_done() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let until = date(2026, 6, 30);
        lucia(&site, &ana, &key, VIEW_ONLY, Some(until)).await;
        let (_, hers) = signed_in(&site, "lucia").await;
        let Entered { record, has_others, permit, .. } = inside(&site, &hers, &key).await;
        assert_eq!((record.name.as_str(), record.is_own), ("Ana Reyes", false));
        assert_eq!((record.rights, record.until, has_others), (VIEW_ONLY, Some(until), false));
        assert_eq!(permit.rights(), VIEW_ONLY);

        let (_, anas) = signed_in(&site, "ana").await;
        let Entered { record, has_others, .. } = inside(&site, &anas, &key).await;
        assert_eq!((record.is_own, record.until, has_others), (true, None, false));
        let toms = TOM.key(&site.store).await;
        site.store.accounts().own(&ana, &toms).await.unwrap();
        assert!(inside(&site, &anas, &key).await.has_others, "{}", site.engine);
    }
}

#[tokio::test]
async fn a_grant_that_was_opened_before_is_looked_at_anew_when_its_row_changes() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        lucia(&site, &ana, &key, VIEW_ONLY, None).await;
        let (_, hers) = signed_in(&site, "lucia").await;
        for _ in 0..2 {
            inside(&site, &hers, &key).await;
        }
        // Somebody who can write SQL gives her more: the row is no longer the one that was checked.
        let forged = "update record_grant set until = '2030-01-01'";
        let work = move |tx: &mut crate::db::Tx<'_>| tx.execute(forged, &[]);
        site.store.inner.db.write("attack", work).await.unwrap();
        let outcome = enters(&site, &hers, &key).await;
        assert!(matches!(outcome, Err(StoreError::Altered(_))), "{}", site.engine);
    }
}
