//! Where somebody is signed in, showing that it is still them, and browsers that are remembered.

use super::passkeys::asked;
use super::*;
use crate::limits::CODE_ATTEMPTS_PER_SESSION;

const MONTH: i64 = 30 * 24 * 60 * 60;

fn firefox() -> Origin {
    let device = Device { browser: "Firefox".to_owned(), system: "Windows".to_owned() };
    Origin { device, ..Origin::from(HOME) }
}

async fn tries_from(site: &Site, from: Origin) -> SignIn {
    let password = Hidden::new(PASSWORD.to_owned());
    site.store.accounts().sign_in("ana", password, from).await.unwrap()
}

async fn signed_in_from(site: &Site, secret: &Hidden<Vec<u8>>, from: Origin) -> SessionToken {
    site.after_seconds(31);
    let SignIn::NeedsCode(half) = tries_from(site, from.clone()).await else { panic!() };
    let code = code_now(site, secret);
    match site.store.accounts().give_code(&half, &code, from).await.unwrap() {
        CodeOutcome::Right(token) => token,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_list_says_where_and_since_when() {
    for site in both_engines().await {
        let (_, secret) = ana_with_factor(&site).await;
        let first = signed_in_from(&site, &secret, firefox()).await;
        let since = site.store.now();
        let second = signed_in_from(&site, &secret, Origin::from(HOME)).await;
        // Half a sign-in is none.
        tries_from(&site, firefox()).await;

        let list = site.store.accounts().sessions_of(&second).await.unwrap();

        assert_eq!(list.len(), 2, "{}", site.engine);
        let here = list.iter().find(|one| one.is_this).unwrap();
        let there = list.iter().find(|one| !one.is_this).unwrap();
        assert_eq!(here.device, Device::default());
        assert_eq!((there.device.browser.as_str(), there.since), ("Firefox", since));

        site.store.accounts().end_session(&second, &there.id).await.unwrap();
        assert_eq!(stage(&site, &first).await, None);
        assert_eq!(stage(&site, &second).await, Some(Stage::Whole));
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn nobody_ends_the_session_of_another() {
    for site in both_engines().await {
        let (_, secret) = ana_with_factor(&site).await;
        let anas = signed_in(&site, &secret).await;
        let id = site.store.accounts().sessions_of(&anas).await.unwrap()[0].id.clone();
        let accounts = site.store.accounts();
        let tom = accounts.create(person("tom", "Tom Becker")).await.unwrap();
        let secret = totp::new_secret(site.store.random());
        accounts.set_totp(&tom, secret.clone()).await.unwrap();
        let SignIn::NeedsCode(half) = tries(&site, "tom", PASSWORD).await else { panic!() };
        // A sign-in that is not complete lists nothing and ends nothing.
        assert!(accounts.sessions_of(&half).await.is_err());
        assert!(accounts.sign_out_everywhere(&half).await.is_err());
        let code = code_now(&site, &secret);
        let CodeOutcome::Right(toms) = accounts.give_code(&half, &code, HOME).await.unwrap() else {
            panic!()
        };
        let ended = accounts.end_session(&toms, &id).await;
        assert!(matches!(ended, Err(StoreError::NotFound)), "{}", site.engine);
        accounts.sign_out_everywhere(&toms).await.unwrap();
        assert_eq!(stage(&site, &anas).await, Some(Stage::Whole));
    }
}

#[tokio::test]
async fn signing_out_everywhere_leaves_nothing_open() {
    for site in both_engines().await {
        let (_, secret) = ana_with_factor(&site).await;
        let first = signed_in_from(&site, &secret, firefox()).await;
        let accounts = site.store.accounts();
        let kept = accounts.remember_browser(&first, MONTH).await.unwrap();
        let second = signed_in_from(&site, &secret, Origin::from(HOME)).await;

        accounts.sign_out_everywhere(&second).await.unwrap();

        assert_eq!(stage(&site, &first).await, None, "{}", site.engine);
        assert_eq!(stage(&site, &second).await, None);
        let from = Origin { remembered: Some(kept), ..firefox() };
        assert!(matches!(tries_from(&site, from).await, SignIn::NeedsCode(_)));
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn a_remembered_browser_is_asked_for_no_code_for_a_while() {
    for site in both_engines().await {
        let (_, secret) = ana_with_factor(&site).await;
        let token = signed_in_from(&site, &secret, firefox()).await;
        let accounts = site.store.accounts();
        let kept = accounts.remember_browser(&token, MONTH).await.unwrap();
        let from = Origin { remembered: Some(kept), ..firefox() };

        let SignIn::Whole(session) = tries_from(&site, from.clone()).await else { panic!() };
        let session = accounts.session(&session, true).await.unwrap().unwrap();
        assert_eq!(session.proved, None, "no second factor was given: {}", site.engine);
        // The password is asked as always.
        let wrong = Hidden::new("not hers".to_owned());
        let outcome = accounts.sign_in("ana", wrong, from.clone()).await.unwrap();
        assert_eq!(outcome, SignIn::Wrong);
        // It is one account's.
        let tom = accounts.create(person("tom", "Tom Becker")).await.unwrap();
        accounts.set_totp(&tom, totp::new_secret(site.store.random())).await.unwrap();
        let password = Hidden::new(PASSWORD.to_owned());
        let outcome = accounts.sign_in("tom", password, from.clone()).await.unwrap();
        assert!(matches!(outcome, SignIn::NeedsCode(_)));
        site.after_seconds(MONTH);
        assert!(matches!(tries_from(&site, from).await, SignIn::NeedsCode(_)), "too late");
        accounts.tidy().await.unwrap();
        assert!(accounts.passkeys(&tom).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_new_password_forgets_browsers() {
    for site in both_engines().await {
        let (ana, secret) = ana_with_factor(&site).await;
        let token = signed_in_from(&site, &secret, firefox()).await;
        let accounts = site.store.accounts();
        let kept = accounts.remember_browser(&token, MONTH).await.unwrap();
        let (present, new) =
            (Hidden::new(PASSWORD.to_owned()), Hidden::new("x y z, and w".to_owned()));
        assert!(accounts.change_password(&ana, present, new.clone()).await.unwrap());
        let from = Origin { remembered: Some(kept), ..firefox() };
        let outcome = accounts.sign_in("ana", new, from).await.unwrap();
        assert!(matches!(outcome, SignIn::NeedsCode(_)), "{}", site.engine);
    }
}

#[tokio::test]
async fn somebody_shows_once_more_that_it_is_them() {
    for site in both_engines().await {
        let (_, secret) = ana_with_factor(&site).await;
        let token = signed_in_from(&site, &secret, firefox()).await;
        let accounts = site.store.accounts();
        let proved =
            async || accounts.session(&token, false).await.unwrap().unwrap().proved.unwrap();
        let before = proved().await;
        site.after_seconds(600);
        let wrong = wrong_code(&site, &secret);
        let outcome = accounts.confirm_with_code(&token, &wrong).await.unwrap();
        assert_eq!(outcome, CodeOutcome::Wrong { left: 4 });
        assert_eq!(proved().await, before, "{}", site.engine);
        let code = code_now(&site, &secret);
        let outcome = accounts.confirm_with_code(&token, &code).await.unwrap();
        assert_eq!(outcome, CodeOutcome::Right(token.clone()));
        assert_eq!(proved().await, site.store.now());
        // A code is good once, here too.
        let again = accounts.confirm_with_code(&token, &code).await.unwrap();
        assert!(matches!(again, CodeOutcome::Wrong { .. }));
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn guessing_at_the_code_ends_the_session() {
    for site in both_engines().await {
        let (_, secret) = ana_with_factor(&site).await;
        let token = signed_in_from(&site, &secret, firefox()).await;
        for _ in 0..CODE_ATTEMPTS_PER_SESSION {
            let wrong = wrong_code(&site, &secret);
            site.store.accounts().confirm_with_code(&token, &wrong).await.unwrap();
        }
        assert_eq!(stage(&site, &token).await, None, "{}", site.engine);
    }
}

#[tokio::test]
async fn the_passkey_of_another_confirms_nothing() {
    use super::passkeys::Authenticator;
    for site in both_engines().await {
        let (_, secret) = ana_with_factor(&site).await;
        let token = signed_in_from(&site, &secret, firefox()).await;
        let accounts = site.store.accounts();
        let confirms = asked(Purpose::Confirm);
        let stranger = Authenticator::new(8, &confirms.place.origin);
        let proof = stranger.proves(&accounts.question(&confirms).challenge);
        assert!(!accounts.confirm_with_passkey(&token, proof, &confirms).await.unwrap());
    }
}
