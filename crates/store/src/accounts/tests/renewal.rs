//! A new password, second factor and recovery codes for somebody who is signed in, on both engines.

use bluebutton_crypto::Hidden;

use super::{
    PASSWORD, ana_with_factor, code_now, password_given, signed_in, stage, tries, wrong_code,
};
use crate::access::{Action, Who};
use crate::accounts::{AccountId, CodeOutcome, SignIn, Stage};
use crate::db::testing::{Site, both_engines};
use crate::error::StoreError;
use crate::events::{Event, SignInChange};
use crate::limits::RENEWAL_SECONDS;
use crate::testing::{ANA, import};

fn password() -> Hidden<String> {
    Hidden::new(PASSWORD.to_owned())
}

fn wrong() -> Hidden<String> {
    Hidden::new("not the password".to_owned())
}

/// What the trail of Ana's own record says about how she signs in, newest first.
async fn told(site: &Site, ana: &AccountId) -> Vec<SignInChange> {
    let key = ANA.key(&site.store).await;
    let view = Action::View { page: "activity", resource: None };
    let who = Who::Account(ana.clone());
    let permit = site.store.access().open(&who, &key, view).await.unwrap();
    let lines = site.store.audit().lines(&permit, 0, 20).await.unwrap();
    let told = lines.into_iter().filter_map(|line| line.told);
    told.filter_map(|(by, event)| match event {
        Event::SignInChanged { change, .. } if by.account.as_ref() == Some(ana) => Some(change),
        _ => None,
    })
    .collect()
}

async fn ana_with_record(site: &Site) -> (AccountId, Hidden<Vec<u8>>) {
    let (ana, secret) = ana_with_factor(site).await;
    import(&site.store, &ANA, Vec::new()).await;
    let key = ANA.key(&site.store).await;
    site.store.accounts().own(&ana, &key).await.unwrap();
    (ana, secret)
}

#[tokio::test]
async fn a_new_second_factor_ends_the_old_one_and_every_other_session() {
    for site in both_engines().await {
        let accounts = site.store.accounts();
        let (ana, old) = ana_with_record(&site).await;
        let elsewhere = signed_in(&site, &old).await;
        site.after_seconds(30);
        let here = signed_in(&site, &old).await;

        assert!(accounts.renew_totp(&here, password()).await.unwrap());
        let new = accounts.begin_totp(&here).await.unwrap();
        assert_ne!(new.reveal(), old.reveal());
        let guess = wrong_code(&site, &new);
        assert_eq!(accounts.confirm_totp(&here, &guess).await.unwrap(), None);
        assert_eq!(stage(&site, &elsewhere).await, Some(Stage::Whole), "nothing has changed yet");
        let code = code_now(&site, &new);
        let (token, recovery) = accounts.confirm_totp(&here, &code).await.unwrap().unwrap();

        assert_eq!(recovery.len(), 10);
        assert_eq!(stage(&site, &token).await, Some(Stage::Whole), "{}", site.engine);
        assert_eq!(stage(&site, &here).await, None, "this session has a new token");
        assert_eq!(stage(&site, &elsewhere).await, None, "all others are over");
        site.after_seconds(30);
        let waiting = password_given(&site).await;
        let old_code = code_now(&site, &old);
        let outcome = accounts.give_code(&waiting, &old_code, "here").await.unwrap();
        assert!(matches!(outcome, CodeOutcome::Wrong { .. }), "{}: {outcome:?}", site.engine);
        signed_in(&site, &new).await;
        assert_eq!(told(&site, &ana).await, [SignInChange::SecondFactor]);
    }
}

#[tokio::test]
async fn an_open_session_alone_changes_nothing_about_how_somebody_signs_in() {
    for site in both_engines().await {
        let accounts = site.store.accounts();
        let (ana, secret) = ana_with_record(&site).await;
        let here = signed_in(&site, &secret).await;

        assert!(!accounts.renew_totp(&here, wrong()).await.unwrap());
        assert_eq!(accounts.renew_recovery_codes(&here, wrong()).await.unwrap(), None);
        assert!(!accounts.change_password(&ana, wrong(), wrong()).await.unwrap());

        assert!(matches!(accounts.begin_totp(&here).await, Err(StoreError::NotFound)));
        let confirmed = accounts.confirm_totp(&here, &code_now(&site, &secret)).await;
        assert!(matches!(confirmed, Err(StoreError::NotFound)), "{}", site.engine);
        assert_eq!(stage(&site, &here).await, Some(Stage::Whole));
        assert_eq!(told(&site, &ana).await, []);
    }
}

#[tokio::test]
async fn a_secret_that_nobody_confirmed_is_shown_no_longer() {
    for site in both_engines().await {
        let accounts = site.store.accounts();
        let (_, secret) = ana_with_factor(&site).await;
        let here = signed_in(&site, &secret).await;
        accounts.renew_totp(&here, password()).await.unwrap();
        let new = accounts.begin_totp(&here).await.unwrap();
        let again = accounts.begin_totp(&here).await.unwrap();
        assert_eq!(new.reveal(), again.reveal(), "looking twice shows the same secret");

        for _ in 0..2 {
            site.after_seconds(RENEWAL_SECONDS / 2);
            accounts.session(&here, false).await.unwrap();
        }

        assert_eq!(stage(&site, &here).await, Some(Stage::Whole), "somebody is still there");
        assert!(matches!(accounts.begin_totp(&here).await, Err(StoreError::NotFound)));
        let late = accounts.confirm_totp(&here, &code_now(&site, &new)).await;
        assert!(matches!(late, Err(StoreError::NotFound)), "{}", site.engine);
    }
}

#[tokio::test]
async fn new_recovery_codes_end_those_of_before() {
    for site in both_engines().await {
        let accounts = site.store.accounts();
        let (ana, secret) = ana_with_record(&site).await;
        let here = signed_in(&site, &secret).await;
        assert_eq!(accounts.recovery_codes_left(&ana).await.unwrap(), 0);
        let before = accounts.renew_recovery_codes(&here, password()).await.unwrap().unwrap();
        site.after_seconds(30);
        let elsewhere = signed_in(&site, &secret).await;
        let now = accounts.renew_recovery_codes(&here, password()).await.unwrap().unwrap();
        assert_eq!(stage(&site, &elsewhere).await, None, "every other session ends");

        let waiting = password_given(&site).await;
        let outcome = accounts.give_code(&waiting, &before[0], "here").await.unwrap();
        assert_eq!(outcome, CodeOutcome::Wrong { left: 4 }, "{}", site.engine);
        let outcome = accounts.give_code(&waiting, &now[0], "here").await.unwrap();
        assert!(matches!(outcome, CodeOutcome::Right(_)));

        assert_eq!(accounts.recovery_codes_left(&ana).await.unwrap(), 9);
        assert_eq!(stage(&site, &here).await, Some(Stage::Whole), "this session goes on");
        assert_eq!(told(&site, &ana).await, [SignInChange::RecoveryCodes; 2]);
    }
}

#[tokio::test]
async fn a_changed_password_ends_every_session_and_is_told_on_the_record() {
    for site in both_engines().await {
        let (ana, secret) = ana_with_record(&site).await;
        let here = signed_in(&site, &secret).await;
        let new = Hidden::new("a calm river at dawn".to_owned());

        let changed = site.store.accounts().change_password(&ana, password(), new).await.unwrap();

        assert!(changed);
        assert_eq!(stage(&site, &here).await, None, "{}", site.engine);
        assert_eq!(tries(&site, "ana", PASSWORD).await, SignIn::Wrong);
        let entered = tries(&site, "ana", "a calm river at dawn").await;
        assert!(matches!(entered, SignIn::NeedsCode(_)));
        assert_eq!(told(&site, &ana).await, [SignInChange::Password]);
    }
}
