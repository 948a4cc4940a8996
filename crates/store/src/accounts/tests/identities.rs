//! Accounts elsewhere: whom they let in, how they come to be connected, and what does not count.

use bluebutton_record::PatientKey;
use jiff::civil::date;

use super::passkeys::Authenticator;
use super::*;
use crate::access::Who;
use crate::events::{Event, Through};
use crate::limits::PROVIDER_QUESTION_SECONDS;
use crate::testing::{ANA, import, result};

const LEVEL: fn(u8, u8) -> Assurance =
    |identity, authenticator| Assurance { identity, authenticator };

/// Patients as they come, staff with two factors.
fn needs() -> Needs {
    Needs { person: Some(LEVEL(0, 0)), staff: Some(LEVEL(0, 2)) }
}

fn at_hospital(subject: &str, authenticator: u8) -> Identity {
    Identity {
        provider: "hospital".to_owned(),
        issuer: "https://id.riverside.example".to_owned(),
        subject: subject.to_owned(),
        name: "Ana Reyes".to_owned(),
        shown: "ana@example.org".to_owned(),
        acr: Some("gold".to_owned()),
        assurance: LEVEL(2, authenticator),
    }
}

fn asked(purpose: Purpose) -> ProviderAsked {
    ProviderAsked { provider: "hospital".to_owned(), purpose, browser: [5; 32] }
}

async fn enters(site: &Site, identity: &Identity) -> IdentitySignIn {
    site.store.accounts().sign_in_with_identity(identity, needs(), HOME).await.unwrap()
}

/// Ana with password, codes, and an account at the hospital.
async fn ana_connected(site: &Site) -> (AccountId, SessionToken) {
    let (id, secret) = ana_with_factor(site).await;
    let token = signed_in(site, &secret).await;
    let accounts = site.store.accounts();
    accounts.add_identity(&token, &at_hospital("1", 2), needs()).await.unwrap();
    (id, token)
}

#[tokio::test]
async fn an_account_elsewhere_lets_its_owner_in_and_says_how_sure_it_is() {
    for site in both_engines().await {
        let (id, _) = ana_connected(&site).await;
        let IdentitySignIn::Right(token, account) = enters(&site, &at_hospital("1", 2)).await
        else {
            panic!()
        };
        let accounts = site.store.accounts();
        let session = accounts.session(&token, true).await.unwrap().unwrap();
        assert_eq!((session.stage, &account), (Stage::Whole, &id), "{}", site.engine);
        assert_eq!(session.provider.as_deref(), Some("hospital"));
        assert_eq!(session.proved, Some(site.store.now()));
        let known = accounts.identities(&id).await.unwrap();
        assert_eq!(known[0].used, Some(site.store.now()));
        let through = Through {
            provider: "hospital".to_owned(),
            acr: Some("gold".to_owned()),
            identity_level: 2,
            authenticator_level: 2,
        };
        assert!(
            site_says(&site, |event| matches!(
                event,
                Event::Session { through: Some(said), .. } if *said == through
            ))
            .await
        );
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

/// Whether a line of the site's chain tells of it.
async fn site_says(site: &Site, is_it: impl Fn(&Event) -> bool) -> bool {
    let lines = site.store.audit().site_lines(0, 50).await.unwrap();
    lines.iter().filter_map(|line| line.told.as_ref()).any(|(_, event)| is_it(event))
}

#[tokio::test]
async fn the_same_name_at_another_provider_or_the_same_address_is_somebody_else() {
    for site in both_engines().await {
        ana_connected(&site).await;
        let other = Identity { issuer: "https://evil.example".to_owned(), ..at_hospital("1", 2) };
        assert_eq!(enters(&site, &other).await, IdentitySignIn::Unknown, "{}", site.engine);
        // The e-mail address there is Ana's sign-in name here: that connects nothing.
        let named = Identity { shown: "ana".to_owned(), ..at_hospital("2", 3) };
        assert_eq!(enters(&site, &named).await, IdentitySignIn::Unknown);
    }
}

#[tokio::test]
async fn with_one_factor_it_stands_for_the_password_only() {
    for site in both_engines().await {
        let (id, token) = ana_connected(&site).await;
        let IdentitySignIn::NeedsCode(waiting) = enters(&site, &at_hospital("1", 1)).await else {
            panic!()
        };
        assert_eq!(stage(&site, &waiting).await, Some(Stage::NeedsCode), "{}", site.engine);
        // Nor does it confirm anything.
        let accounts = site.store.accounts();
        let weak = at_hospital("1", 1);
        assert!(!accounts.confirm_with_identity(&token, &weak, needs()).await.unwrap());
        site.after_seconds(120);
        let strong = at_hospital("1", 2);
        assert!(accounts.confirm_with_identity(&token, &strong, needs()).await.unwrap());
        let session = accounts.session(&token, true).await.unwrap().unwrap();
        assert_eq!(session.proved, Some(site.store.now()));
        // Another's confirms nothing.
        let toms = at_hospital("2", 2);
        assert!(!accounts.confirm_with_identity(&token, &toms, needs()).await.unwrap());
        assert_eq!(accounts.identities(&id).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn where_more_is_needed_less_lets_nobody_in() {
    for site in both_engines().await {
        let (_, token) = ana_connected(&site).await;
        let accounts = site.store.accounts();
        let person = |needed| Needs { person: needed, staff: None };
        let tries = async |needs| {
            accounts.sign_in_with_identity(&at_hospital("1", 2), needs, HOME).await.unwrap()
        };
        let strict = person(Some(LEVEL(3, 2)));
        assert_eq!(tries(strict).await, IdentitySignIn::TooWeak, "{}", site.engine);
        assert_eq!(tries(person(None)).await, IdentitySignIn::NotForThem);
        let two = at_hospital("2", 2);
        let added = accounts.add_identity(&token, &two, strict).await;
        assert!(matches!(added, Err(StoreError::NotAllowed("identity-too-weak"))));
        let added = accounts.add_identity(&token, &two, person(None)).await;
        assert!(matches!(added, Err(StoreError::NotAllowed("identity-not-for-them"))));
    }
}

#[tokio::test]
async fn one_account_elsewhere_is_one_persons_here() {
    for site in both_engines().await {
        let (_, token) = ana_connected(&site).await;
        let accounts = site.store.accounts();
        // Connecting it again changes nothing.
        accounts.add_identity(&token, &at_hospital("1", 2), needs()).await.unwrap();
        let tom = accounts.create(person("tom", "Tom Becker")).await.unwrap();
        let secret = totp::new_secret(site.store.random());
        accounts.set_totp(&tom, secret.clone()).await.unwrap();
        let SignIn::NeedsCode(waiting) = tries(&site, "tom", PASSWORD).await else { panic!() };
        // A sign-in that is not complete connects nothing.
        let early = accounts.add_identity(&waiting, &at_hospital("2", 2), needs()).await;
        assert!(matches!(early, Err(StoreError::NotFound)), "{}", site.engine);
        let code = code_now(&site, &secret);
        let CodeOutcome::Right(toms) = accounts.give_code(&waiting, &code, HOME).await.unwrap()
        else {
            panic!()
        };
        let taken = accounts.add_identity(&toms, &at_hospital("1", 2), needs()).await;
        assert!(matches!(taken, Err(StoreError::NotAllowed("identity-taken"))));
    }
}

#[tokio::test]
async fn what_is_disconnected_lets_nobody_in_and_the_last_way_in_stays() {
    for site in both_engines().await {
        let (id, token) = ana_connected(&site).await;
        let accounts = site.store.accounts();
        let known = accounts.identities(&id).await.unwrap();
        let other = enters(&site, &at_hospital("1", 2)).await.token().unwrap();
        accounts.remove_identity(&token, &known[0].id).await.unwrap();
        assert_eq!(stage(&site, &other).await, None, "{}: its session goes on", site.engine);
        assert_eq!(enters(&site, &at_hospital("1", 2)).await, IdentitySignIn::Unknown);
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

/// A record, and a code for whose it is.
async fn invited(site: &Site) -> (PatientKey, String) {
    let key = ANA.key(&site.store).await;
    import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", "1")]).await;
    let made = site.store.accounts().invite_patient(Who::Operator, &key).await.unwrap();
    (key, made.0)
}

#[tokio::test]
async fn somebody_joins_with_a_code_and_an_account_elsewhere() {
    for site in both_engines().await {
        let (key, code) = invited(&site).await;
        let accounts = site.store.accounts();
        let joins = async |born, identity: Identity| {
            let new = person("ana@example.org", "Ana Reyes");
            accounts.join_with_identity((&code, born), new, identity, HOME).await.unwrap()
        };
        let born = date(1955, 3, 14);
        let wrong = joins(date(1955, 3, 15), at_hospital("1", 2)).await;
        assert_eq!(wrong, Joined::Not(Redeemed::Wrong), "{}", site.engine);
        let Joined::In(token) = joins(born, at_hospital("1", 2)).await else { panic!() };
        let session = accounts.session(&token, true).await.unwrap().unwrap();
        assert_eq!(session.stage, Stage::Whole);
        assert!(!session.account.has_password);
        let who = Who::Account(session.account.id.clone());
        let view = crate::access::Action::View { page: "overview", resource: None };
        site.store.access().open(&who, &key, view).await.unwrap();
        assert!(matches!(enters(&site, &at_hospital("1", 2)).await, IdentitySignIn::Right(..)));
        // Nothing else lets them in: it can't be taken away.
        let known = accounts.identities(&session.account.id).await.unwrap();
        let last = accounts.remove_identity(&token, &known[0].id).await;
        assert!(matches!(last, Err(StoreError::NotAllowed("last-way-in"))));
        // Their account is over: it opens nothing, and may be connected anew.
        accounts.end_account(&session.account.id).await.unwrap();
        assert_eq!(enters(&site, &at_hospital("1", 2)).await, IdentitySignIn::Unknown);
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn who_joins_with_one_factor_sets_up_another_first() {
    for site in both_engines().await {
        let (_, code) = invited(&site).await;
        let accounts = site.store.accounts();
        let new = person("ana@example.org", "Ana Reyes");
        let code = (code.as_str(), date(1955, 3, 14));
        let joined = accounts.join_with_identity(code, new, at_hospital("1", 1), HOME).await;
        let Ok(Joined::In(token)) = joined else { panic!("{joined:?}") };
        assert_eq!(stage(&site, &token).await, Some(Stage::NeedsSetup), "{}", site.engine);
        // Whoever has a passkey by then is asked for that, not for a new telephone.
        let IdentitySignIn::NeedsSetup(_) = enters(&site, &at_hospital("1", 1)).await else {
            panic!()
        };
    }
}

#[tokio::test]
async fn an_answer_is_good_once_of_one_provider_for_one_purpose_in_one_browser() {
    for site in both_engines().await {
        let accounts = site.store.accounts();
        let own = asked(Purpose::SignIn);
        let question = accounts.provider_question(&own);
        assert_eq!(accounts.provider_purpose(&question.state), Some(Purpose::SignIn));
        assert_eq!(question.verifier.len(), 43);
        assert_ne!(question.verifier, question.nonce);
        let takes = async |state: &str, asked: &ProviderAsked| {
            accounts.answer_provider(state, asked).await.unwrap()
        };
        for other in [
            ProviderAsked { provider: "login-gov".to_owned(), ..own.clone() },
            ProviderAsked { browser: [6; 32], ..own.clone() },
            asked(Purpose::Add),
            asked(Purpose::Confirm),
        ] {
            assert_eq!(takes(&question.state, &other).await, None, "{}", site.engine);
        }
        let mut forged = question.state.clone().into_bytes();
        forged[3] = if forged[3] == b'A' { b'B' } else { b'A' };
        assert_eq!(takes(&String::from_utf8(forged).unwrap(), &own).await, None);
        for nonsense in ["", "AAAA", "é", &"A".repeat(4_000)] {
            assert_eq!(takes(nonsense, &own).await, None);
        }
        assert_eq!(takes(&question.state, &own).await, Some(question.clone()));
        assert_eq!(takes(&question.state, &own).await, None, "a second time");
        let late = accounts.provider_question(&own);
        assert_ne!(late.state, question.state);
        site.after_seconds(PROVIDER_QUESTION_SECONDS + 1);
        assert_eq!(takes(&late.state, &own).await, None, "too late");
    }
}

#[tokio::test]
async fn what_waits_for_its_owners_word_opens_in_their_browser_only() {
    for site in both_engines().await {
        let accounts = site.store.accounts();
        let identity = at_hospital("1", 2);
        let sealed = accounts.seal_identity(&identity, &[5; 32]);
        assert_eq!(accounts.open_identity(&sealed, &[5; 32]), Some(identity), "{}", site.engine);
        assert_eq!(accounts.open_identity(&sealed, &[6; 32]), None);
        assert_eq!(accounts.open_identity(&sealed[1..], &[5; 32]), None);
        assert_eq!(accounts.open_identity("", &[5; 32]), None);
        site.after_seconds(PROVIDER_QUESTION_SECONDS + 1);
        assert_eq!(accounts.open_identity(&sealed, &[5; 32]), None, "too late");
    }
}

#[tokio::test]
async fn a_passkey_may_go_where_an_account_elsewhere_stays() {
    for site in both_engines().await {
        let (_, code) = invited(&site).await;
        let accounts = site.store.accounts();
        let new = person("ana@example.org", "Ana Reyes");
        let code = (code.as_str(), date(1955, 3, 14));
        let joined = accounts.join_with_identity(code, new, at_hospital("1", 2), HOME).await;
        let Ok(Joined::In(token)) = joined else { panic!("{joined:?}") };
        let mut device = Authenticator::new(3, "https://records.riverside.example");
        assert!(super::passkeys::adds(&site, &token, &mut device).await, "{}", site.engine);
        let account = accounts.session(&token, true).await.unwrap().unwrap().account.id;
        let passkey = accounts.passkeys(&account).await.unwrap().remove(0);
        let elsewhere = accounts.identities(&account).await.unwrap().remove(0);
        // With a passkey, too, one factor elsewhere is not enough and sets nothing up.
        assert_eq!(enters(&site, &at_hospital("1", 1)).await, IdentitySignIn::UsePasskey);
        accounts.remove_passkey(&token, &passkey.id).await.unwrap();
        let last = accounts.remove_identity(&token, &elsewhere.id).await;
        assert!(matches!(last, Err(StoreError::NotAllowed("last-way-in"))));
    }
}
