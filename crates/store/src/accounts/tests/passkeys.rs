//! Passkeys: who they let in, and what does not count.

#[path = "../../../../../tests/support/authenticator.rs"]
mod authenticator;

use bluebutton_crypto::passkey::Place;
use bluebutton_record::PatientKey;
use jiff::civil::date;

pub(crate) use self::authenticator::Authenticator;
use super::*;
use crate::access::Who;
use crate::limits::QUESTION_SECONDS;
use crate::testing::{ANA, import, result};

const ORIGIN: &str = "https://records.riverside.example";

/// What is asked of one browser.
pub(crate) fn asked(purpose: Purpose) -> Asked {
    let host = "records.riverside.example".to_owned();
    Asked { place: Place { origin: ORIGIN.to_owned(), host }, purpose, browser: [5; 32] }
}

fn device() -> Authenticator {
    Authenticator::new(3, ORIGIN)
}

/// A passkey for whoever is signed in.
pub(super) async fn adds(site: &Site, token: &SessionToken, device: &mut Authenticator) -> bool {
    let accounts = site.store.accounts();
    let account = accounts.session(token, true).await.unwrap().unwrap().account.id;
    let asked = asked(Purpose::Add);
    let made = device.makes(&accounts.question(&asked).challenge, &account.0);
    let new = NewPasskey { made, name: "Firefox, Linux".to_owned() };
    accounts.add_passkey(token, new, &asked).await.unwrap()
}

async fn enters(site: &Site, device: &Authenticator) -> PasskeySignIn {
    let (accounts, asked) = (site.store.accounts(), asked(Purpose::SignIn));
    let proof = device.proves(&accounts.question(&asked).challenge);
    accounts.sign_in_with_passkey(proof, &asked, HOME).await.unwrap()
}

/// Ana with password, codes and a passkey.
async fn ana_with_passkey(site: &Site) -> (SessionToken, Authenticator) {
    let (_, secret) = ana_with_factor(site).await;
    let token = signed_in(site, &secret).await;
    let mut device = device();
    assert!(adds(site, &token, &mut device).await);
    (token, device)
}

#[tokio::test]
async fn a_passkey_lets_its_owner_in_at_once() {
    for site in both_engines().await {
        let (_, device) = ana_with_passkey(&site).await;
        let PasskeySignIn::Right(token, account) = enters(&site, &device).await else { panic!() };
        let session = site.store.accounts().session(&token, true).await.unwrap().unwrap();
        assert_eq!(session.stage, Stage::Whole, "{}", site.engine);
        assert_eq!((&session.account.id, session.account.login.as_str()), (&account, "ana"));
        assert_eq!(session.proved, Some(site.store.now()));
        let known = site.store.accounts().passkeys(&account).await.unwrap();
        assert_eq!(known[0].used, Some(site.store.now()));
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn an_answer_is_good_once_for_one_question_in_one_browser() {
    for site in both_engines().await {
        let (token, device) = ana_with_passkey(&site).await;
        let (accounts, asked) = (site.store.accounts(), asked(Purpose::SignIn));
        let enters = |proof, asked: Asked| {
            let accounts = &accounts;
            async move { accounts.sign_in_with_passkey(proof, &asked, HOME).await.unwrap() }
        };
        let proof = device.proves(&accounts.question(&asked).challenge);
        // Whoever reads along has another browser.
        let stolen = Asked { browser: [6; 32], ..asked.clone() };
        assert_eq!(enters(proof.clone(), stolen).await, PasskeySignIn::Wrong, "{}", site.engine);
        // An answer that confirms signs nobody in, and the other way round.
        let confirms = Asked { purpose: Purpose::Confirm, ..asked.clone() };
        let other = device.proves(&accounts.question(&confirms).challenge);
        assert_eq!(enters(other, asked.clone()).await, PasskeySignIn::Wrong);
        assert!(!accounts.confirm_with_passkey(&token, proof.clone(), &confirms).await.unwrap());
        assert!(matches!(enters(proof.clone(), asked.clone()).await, PasskeySignIn::Right(..)));
        assert_eq!(enters(proof, asked.clone()).await, PasskeySignIn::Wrong, "a second time");
        let late = device.proves(&accounts.question(&asked).challenge);
        site.after_seconds(QUESTION_SECONDS + 1);
        assert_eq!(enters(late, asked).await, PasskeySignIn::Wrong, "too late");
    }
}

#[tokio::test]
async fn a_passkey_that_is_not_theirs_lets_nobody_in() {
    for site in both_engines().await {
        let (_, mut device) = ana_with_passkey(&site).await;
        // One that was never shown to us.
        assert_eq!(enters(&site, &Authenticator::new(9, ORIGIN)).await, PasskeySignIn::Wrong);
        // One that says it is somebody else's.
        let tom = site.store.accounts().create(person("tom", "Tom Becker")).await.unwrap();
        let anas = std::mem::replace(&mut device.user, tom.0.into_bytes());
        assert_eq!(enters(&site, &device).await, PasskeySignIn::Wrong, "{}", site.engine);
        // One whose account is over.
        device.user = anas;
        let ana = site.store.accounts().by_login("ana").await.unwrap().unwrap().id;
        site.store.accounts().end_account(&ana).await.unwrap();
        assert_eq!(enters(&site, &device).await, PasskeySignIn::Wrong);
        assert!(site.store.accounts().passkeys(&ana).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn guessing_at_passkeys_has_an_end() {
    for site in both_engines().await {
        let (_, device) = ana_with_passkey(&site).await;
        let stranger = Authenticator::new(9, ORIGIN);
        let mut tries = 0;
        while enters(&site, &stranger).await == PasskeySignIn::Wrong {
            tries += 1;
        }
        assert_eq!(tries, ADDRESS_ATTEMPTS_FREE, "{}", site.engine);
        let waits = enters(&site, &device).await;
        assert!(matches!(waits, PasskeySignIn::TooMany { .. }));
    }
}

#[tokio::test]
async fn a_passkey_is_one_accounts() {
    for site in both_engines().await {
        let (_, mut device) = ana_with_passkey(&site).await;
        let accounts = site.store.accounts();
        accounts.create(person("tom", "Tom Becker")).await.unwrap();
        let SignIn::NeedsSetup(half) = tries(&site, "tom", PASSWORD).await else { panic!() };
        let secret = accounts.begin_totp(&half).await.unwrap();
        let code = code_now(&site, &secret);
        let (toms, _) = accounts.confirm_totp(&half, &code).await.unwrap().unwrap();
        assert!(!adds(&site, &toms, &mut device).await, "{}", site.engine);
    }
}

#[tokio::test]
async fn a_session_that_waits_for_a_code_makes_no_passkey() {
    for site in both_engines().await {
        ana_with_factor(&site).await;
        let half = password_given(&site).await;
        let (accounts, asked) = (site.store.accounts(), asked(Purpose::Add));
        let made = device().makes(&accounts.question(&asked).challenge, "ana");
        let new = NewPasskey { made, name: String::new() };
        let added = accounts.add_passkey(&half, new, &asked).await;
        assert!(matches!(added, Err(StoreError::NotFound)), "{}", site.engine);
    }
}

#[tokio::test]
async fn who_loses_a_passkey_removes_it_and_is_signed_out_elsewhere() {
    for site in both_engines().await {
        let (token, device) = ana_with_passkey(&site).await;
        let PasskeySignIn::Right(elsewhere, account) = enters(&site, &device).await else {
            panic!()
        };
        let accounts = site.store.accounts();
        let id = accounts.passkeys(&account).await.unwrap()[0].id.clone();

        accounts.remove_passkey(&token, &id).await.unwrap();

        assert_eq!(enters(&site, &device).await, PasskeySignIn::Wrong, "{}", site.engine);
        assert_eq!(stage(&site, &elsewhere).await, None);
        assert_eq!(stage(&site, &token).await, Some(Stage::Whole));
        let again = accounts.remove_passkey(&token, &id).await;
        assert!(matches!(again, Err(StoreError::NotFound)));
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

/// Ana's record, and a code for it.
async fn invited(site: &Site) -> (PatientKey, String) {
    let ana = ANA.key(&site.store).await;
    import(&site.store, &ANA, vec![result(&ana, "a", "2026-01-01", "1")]).await;
    let made = site.store.accounts().invite_patient(Who::Operator, &ana).await.unwrap();
    (ana, made.0)
}

async fn joins(site: &Site, code: &str, device: &mut Authenticator) -> Joined {
    let (accounts, asked) = (site.store.accounts(), asked(Purpose::Join));
    let question = accounts.question(&asked);
    let made = device.makes(&question.challenge, &question.user.0);
    let new = NewAccount { password: Hidden::new(String::new()), ..person("ana", "Ana Reyes") };
    let passkey = NewPasskey { made, name: "Phone".to_owned() };
    let code = (code, date(1955, 3, 14));
    accounts.join_with_passkey(code, new, passkey, &asked, HOME).await.unwrap()
}

#[tokio::test]
async fn somebody_joins_with_a_passkey_alone() {
    for site in both_engines().await {
        let (ana, code) = invited(&site).await;
        let mut device = device();
        let Joined::In(token) = joins(&site, &code, &mut device).await else { panic!() };
        let account = site.store.accounts().session(&token, true).await.unwrap().unwrap().account;
        assert!(!account.has_password && !account.has_totp, "{}", site.engine);
        let open = site.store.access().records_of(&account.id).await.unwrap();
        assert_eq!(open[0].patient, ana);
        assert!(matches!(enters(&site, &device).await, PasskeySignIn::Right(..)));
        // No password lets them in: not even the empty one.
        for guess in ["", PASSWORD] {
            assert_eq!(tries(&site, "ana", guess).await, SignIn::Wrong);
        }
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn the_last_way_in_is_not_removed() {
    for site in both_engines().await {
        let (_, code) = invited(&site).await;
        let Joined::In(token) = joins(&site, &code, &mut device()).await else { panic!() };
        let accounts = site.store.accounts();
        let account = accounts.session(&token, true).await.unwrap().unwrap().account.id;
        let id = accounts.passkeys(&account).await.unwrap()[0].id.clone();
        let removed = accounts.remove_passkey(&token, &id).await;
        assert!(matches!(removed, Err(StoreError::NotAllowed("last-way-in"))), "{}", site.engine);
        let mut second = Authenticator::new(4, ORIGIN);
        assert!(adds(&site, &token, &mut second).await);
        accounts.remove_passkey(&token, &id).await.unwrap();
    }
}

#[tokio::test]
async fn a_password_alone_sets_up_no_second_factor_beside_a_passkey() {
    for site in both_engines().await {
        let (_, code) = invited(&site).await;
        let Joined::In(token) = joins(&site, &code, &mut device()).await else { panic!() };
        let accounts = site.store.accounts();
        let account = accounts.session(&token, true).await.unwrap().unwrap().account.id;
        accounts.set_password(&account, Hidden::new(PASSWORD.to_owned())).await.unwrap();
        assert_eq!(tries(&site, "ana", PASSWORD).await, SignIn::Wrong, "{}", site.engine);
    }
}

#[tokio::test]
async fn a_wrong_code_or_a_wrong_answer_makes_no_account() {
    for site in both_engines().await {
        let (_, code) = invited(&site).await;
        let joined = joins(&site, "0000-0000-0000", &mut device()).await;
        assert_eq!(joined, Joined::Not(Redeemed::Wrong), "{}", site.engine);
        let mut elsewhere = Authenticator::new(3, "https://records-riverside.example");
        assert_eq!(joins(&site, &code, &mut elsewhere).await, Joined::NoPasskey);
        assert_eq!(site.store.accounts().by_login("ana").await.unwrap(), None);
        // The code is as good as before.
        assert!(matches!(joins(&site, &code, &mut device()).await, Joined::In(_)));
    }
}
