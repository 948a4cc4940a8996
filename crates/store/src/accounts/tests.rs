//! What accounts promise, on both engines.

mod bulk;
mod identities;
mod invitations;
mod meetings;
mod notices;
pub(crate) mod passkeys;
mod recovery;
mod renewal;
mod sessions;
mod staff;
mod tries;

use bluebutton_crypto::{Hidden, totp};
use bluebutton_record::{Language, Office};

use super::throttle::{self, Guarded};
use super::*;
use crate::access::Who;
use crate::db::Tx;
use crate::db::testing::{Site, both_engines};
use crate::error::StoreError;
use crate::limits::{ADDRESS_ATTEMPTS_FREE, SESSION_IDLE_SECONDS, SESSION_SECONDS};

pub(crate) const PASSWORD: &str = "wide river, slow boat";
const HOME: &str = "192.0.2.7";

pub(crate) fn person(login: &str, name: &str) -> NewAccount {
    NewAccount {
        login: login.to_owned(),
        name: name.to_owned(),
        password: Hidden::new(PASSWORD.to_owned()),
        role: Role::Person,
        language: Language::English,
    }
}

/// Somebody on the staff with these offices.
pub(crate) async fn on_staff(site: &Site, login: &str, offices: &[Office]) -> AccountId {
    let offices = Offices::of(offices.iter().copied());
    let new = person(login, login);
    site.store.accounts().create_staff(&Who::Operator, new, offices).await.unwrap()
}

async fn tries(site: &Site, login: &str, password: &str) -> SignIn {
    let password = Hidden::new(password.to_owned());
    site.store.accounts().sign_in(login, password, HOME).await.unwrap()
}

/// The code an app shows now.
fn code_now(site: &Site, secret: &Hidden<Vec<u8>>) -> String {
    totp::code_at(secret, site.store.now().as_second())
}

/// A code that the app does not show now.
fn wrong_code(site: &Site, secret: &Hidden<Vec<u8>>) -> String {
    let now = site.store.now().as_second();
    let shown: Vec<String> = [-30, 0, 30].map(|by| totp::code_at(secret, now + by)).to_vec();
    let mut others = ["000000", "111111", "222222", "333333"].into_iter();
    others.find(|code| !shown.contains(&(*code).to_owned())).unwrap().to_owned()
}

/// Ana with an account and a second factor.
async fn ana_with_factor(site: &Site) -> (AccountId, Hidden<Vec<u8>>) {
    let id = site.store.accounts().create(person("ana", "Ana Reyes")).await.unwrap();
    let secret = totp::new_secret(site.store.random());
    site.store.accounts().set_totp(&id, secret.clone()).await.unwrap();
    (id, secret)
}

async fn password_given(site: &Site) -> SessionToken {
    match tries(site, "ana", PASSWORD).await {
        SignIn::NeedsCode(token) => token,
        other => panic!("{other:?}"),
    }
}

/// Ana signed in.
async fn signed_in(site: &Site, secret: &Hidden<Vec<u8>>) -> SessionToken {
    let waiting = password_given(site).await;
    let code = code_now(site, secret);
    match site.store.accounts().give_code(&waiting, &code, "here").await.unwrap() {
        CodeOutcome::Right(token) => token,
        other => panic!("{other:?}"),
    }
}

async fn stage(site: &Site, token: &SessionToken) -> Option<Stage> {
    let session = site.store.accounts().session(token, true).await.unwrap();
    session.map(|session| session.stage)
}

#[tokio::test]
async fn the_first_sign_in_sets_up_a_second_factor() {
    for site in both_engines().await {
        let accounts = site.store.accounts();
        accounts.create(person("ana", "Ana Reyes")).await.unwrap();
        let SignIn::NeedsSetup(waiting) = tries(&site, "ana", PASSWORD).await else { panic!() };
        assert_eq!(stage(&site, &waiting).await, Some(Stage::NeedsSetup));

        let secret = accounts.begin_totp(&waiting).await.unwrap();
        let again = accounts.begin_totp(&waiting).await.unwrap();
        assert_eq!(secret.reveal(), again.reveal(), "looking twice shows the same secret");
        let wrong = wrong_code(&site, &secret);
        assert_eq!(accounts.confirm_totp(&waiting, &wrong).await.unwrap(), None);
        let code = code_now(&site, &secret);
        let (token, recovery) = accounts.confirm_totp(&waiting, &code).await.unwrap().unwrap();

        assert_eq!(recovery.len(), 10);
        assert_eq!(stage(&site, &token).await, Some(Stage::Whole), "{}", site.engine);
        assert_eq!(stage(&site, &waiting).await, None, "the old token is dead");
        assert!(accounts.by_login("ana").await.unwrap().unwrap().has_totp);
    }
}

#[tokio::test]
async fn a_code_is_good_once() {
    for site in both_engines().await {
        let (_, secret) = ana_with_factor(&site).await;
        let first = signed_in(&site, &secret).await;
        let waiting = password_given(&site).await;

        let code = code_now(&site, &secret);
        let replayed = site.store.accounts().give_code(&waiting, &code, "here").await.unwrap();
        assert_eq!(replayed, CodeOutcome::Wrong { left: 4 }, "{}", site.engine);

        site.after_seconds(30);
        let next = code_now(&site, &secret);
        let spaced = format!(" {} {} ", &next[..3], &next[3..]);
        let outcome = site.store.accounts().give_code(&waiting, &spaced, "here").await.unwrap();
        assert!(matches!(outcome, CodeOutcome::Right(_)), "apps show codes in two groups");
        assert_eq!(stage(&site, &first).await, Some(Stage::Whole), "two devices at once");
    }
}

#[tokio::test]
async fn five_wrong_codes_end_the_session() {
    for site in both_engines().await {
        let (_, secret) = ana_with_factor(&site).await;
        let waiting = password_given(&site).await;
        let wrong = wrong_code(&site, &secret);
        let mut outcomes = Vec::new();
        for _ in 0..5 {
            outcomes.push(site.store.accounts().give_code(&waiting, &wrong, "here").await.unwrap());
        }
        let left = |left| CodeOutcome::Wrong { left };
        let gone = CodeOutcome::TooMany { wait_seconds: 0 };
        assert_eq!(outcomes, [left(4), left(3), left(2), left(1), gone], "{}", site.engine);
        let code = code_now(&site, &secret);
        let after = site.store.accounts().give_code(&waiting, &code, "here").await;
        assert!(matches!(after, Err(StoreError::NotFound)));
    }
}

#[tokio::test]
async fn a_recovery_code_opens_once_however_it_is_typed() {
    for site in both_engines().await {
        let accounts = site.store.accounts();
        accounts.create(person("ana", "Ana Reyes")).await.unwrap();
        let SignIn::NeedsSetup(waiting) = tries(&site, "ana", PASSWORD).await else { panic!() };
        let secret = accounts.begin_totp(&waiting).await.unwrap();
        let code = code_now(&site, &secret);
        let (_, recovery) = accounts.confirm_totp(&waiting, &code).await.unwrap().unwrap();

        let typed = recovery[3].to_lowercase().replace('-', " ");
        let waiting = password_given(&site).await;
        let outcome = accounts.give_code(&waiting, &typed, "here").await.unwrap();
        assert!(matches!(outcome, CodeOutcome::Right(_)), "{}", site.engine);

        let waiting = password_given(&site).await;
        let again = accounts.give_code(&waiting, &recovery[3], "here").await.unwrap();
        assert_eq!(again, CodeOutcome::Wrong { left: 4 });
    }
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_get_the_same_answer() {
    for site in both_engines().await {
        ana_with_factor(&site).await;
        let wrong_password = tries(&site, "ana", "not the password").await;
        let wrong_name = tries(&site, "nobody", PASSWORD).await;
        assert_eq!(wrong_password, SignIn::Wrong, "{}", site.engine);
        assert_eq!(wrong_name, wrong_password);
    }
}

#[tokio::test]
async fn a_password_alone_replaces_no_factor_that_was_set_up_meanwhile() {
    for site in both_engines().await {
        let accounts = site.store.accounts();
        let ana = accounts.create(person("ana", "Ana Reyes")).await.unwrap();
        let SignIn::NeedsSetup(thief) = tries(&site, "ana", PASSWORD).await else { panic!() };
        let stolen = accounts.begin_totp(&thief).await.unwrap();
        // Set behind the sessions' backs: the check does not lean on their having ended.
        let store = site.store.clone();
        let id = ana.clone();
        let work = move |tx: &mut Tx<'_>| {
            let mut stored = people::locked(tx, &store, &id)?;
            stored.totp = vec![1];
            stored.save(tx, &store).map(|_| ())
        };
        site.store.inner.db.write("test", work).await.unwrap();

        let code = code_now(&site, &stolen);
        let confirmed = accounts.confirm_totp(&thief, &code).await;
        assert!(matches!(confirmed, Err(StoreError::NotFound)), "{}", site.engine);
        let shown = accounts.begin_totp(&thief).await;
        assert!(matches!(shown, Err(StoreError::NotFound)), "{}", site.engine);
    }
}

#[tokio::test]
async fn a_session_ends_when_nothing_happens_for_a_quarter_of_an_hour() {
    for site in both_engines().await {
        let (_, secret) = ana_with_factor(&site).await;
        let token = signed_in(&site, &secret).await;
        let look = async |quietly| site.store.accounts().session(&token, quietly).await.unwrap();

        site.after_seconds(SESSION_IDLE_SECONDS - 1);
        let session = look(true).await.unwrap();
        assert_eq!(session.idle_ends.as_second() - site.store.now().as_second(), 1);
        let session = look(false).await.unwrap();
        let ends_in = session.idle_ends.as_second() - site.store.now().as_second();
        assert_eq!(ends_in, SESSION_IDLE_SECONDS, "looking at a page moves it");

        site.after_seconds(SESSION_IDLE_SECONDS);
        assert!(look(false).await.is_none(), "{}", site.engine);
    }
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_however_busy_it_is() {
    for site in both_engines().await {
        let (_, secret) = ana_with_factor(&site).await;
        let token = signed_in(&site, &secret).await;
        let steps = SESSION_SECONDS / 600;
        for step in 1..=steps {
            site.after_seconds(600);
            let lives = site.store.accounts().session(&token, false).await.unwrap().is_some();
            assert_eq!(lives, step < steps, "after {step} steps on {}", site.engine);
        }
    }
}

#[tokio::test]
async fn signing_out_ends_this_session_and_a_new_password_ends_all() {
    for site in both_engines().await {
        let (id, secret) = ana_with_factor(&site).await;
        let one = signed_in(&site, &secret).await;
        site.after_seconds(30);
        let two = signed_in(&site, &secret).await;
        site.after_seconds(30);
        let three = signed_in(&site, &secret).await;

        site.store.accounts().sign_out(&one).await.unwrap();
        assert_eq!(stage(&site, &one).await, None);
        assert_eq!(stage(&site, &two).await, Some(Stage::Whole));

        let new = Hidden::new("another long password".to_owned());
        site.store.accounts().set_password(&id, new).await.unwrap();
        assert_eq!(stage(&site, &two).await, None, "{}", site.engine);
        assert_eq!(stage(&site, &three).await, None);
        assert_eq!(tries(&site, "ana", PASSWORD).await, SignIn::Wrong);
        let with_new = tries(&site, "ana", "another long password").await;
        assert!(matches!(with_new, SignIn::NeedsCode(_)));
    }
}

#[tokio::test]
async fn a_new_second_factor_ends_all_sessions_and_the_old_one() {
    for site in both_engines().await {
        let (id, old) = ana_with_factor(&site).await;
        let token = signed_in(&site, &old).await;
        let new = totp::new_secret(site.store.random());
        site.store.accounts().set_totp(&id, new.clone()).await.unwrap();
        assert_eq!(stage(&site, &token).await, None, "{}", site.engine);
        site.after_seconds(30);
        let waiting = password_given(&site).await;
        let given = site.store.accounts().give_code(&waiting, &code_now(&site, &old), "here").await;
        assert_eq!(given.unwrap(), CodeOutcome::Wrong { left: 4 });
        signed_in(&site, &new).await;
    }
}

#[tokio::test]
async fn the_last_visit_is_the_one_before_this_session() {
    for site in both_engines().await {
        let (_, secret) = ana_with_factor(&site).await;
        let first = signed_in(&site, &secret).await;
        let seen = async |token| {
            let session = site.store.accounts().session(token, true).await.unwrap();
            session.unwrap().account.last_seen
        };
        assert_eq!(seen(&first).await, None, "never before");
        let first_day = site.store.now();
        site.after_seconds(86_400);
        let second = signed_in(&site, &secret).await;
        assert_eq!(seen(&second).await, Some(first_day), "{}", site.engine);
    }
}

#[tokio::test]
async fn a_login_belongs_to_one_account_whatever_its_letters() {
    for site in both_engines().await {
        site.store.accounts().create(person("Ana.Reyes", "Ana Reyes")).await.unwrap();
        let again = site.store.accounts().create(person(" ANA.reyes", "Other")).await;
        assert!(matches!(again, Err(StoreError::NotAllowed("login-taken"))), "{}", site.engine);
        for login in ["", "  ", "a b", "a\u{7}b", &"x".repeat(255)] {
            let refused = site.store.accounts().create(person(login, "Other")).await;
            assert!(matches!(refused, Err(StoreError::NotAllowed("login-not-usable"))));
        }
        assert_eq!(site.store.accounts().list().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_login_or_name_without_end_makes_no_account() {
    for site in both_engines().await {
        let long = "x".repeat(300);
        for (login, name, why) in [
            ("ana", long.as_str(), "name-too-long"),
            (long.as_str(), "Ana Reyes", "login-not-usable"),
            ("ana reyes", "Ana Reyes", "login-not-usable"),
        ] {
            let refused = site.store.accounts().create(person(login, name)).await;
            let is_refused = matches!(refused, Err(StoreError::NotAllowed(said)) if said == why);
            assert!(is_refused, "{why} on {}", site.engine);
            assert!(site.store.accounts().by_login(login).await.unwrap().is_none());
        }
    }
}

/// Whoever writes to the database and could make a row look right: the hash of a password that they know
/// opens no account but the one it was made for.
#[tokio::test]
async fn the_hash_of_one_account_opens_no_other() {
    for site in both_engines().await {
        let (store, own) = (&site.store, Hidden::new(PASSWORD.to_owned()));
        let (mallory, ana) = (AccountId("mallory".to_owned()), AccountId("ana".to_owned()));
        let known = passwords::hash(store, &mallory, own.clone()).await.unwrap();
        let opens = async |id: &AccountId| {
            passwords::verify(store, Some((id.clone(), known.clone())), own.clone()).await.unwrap()
        };
        assert!(opens(&mallory).await, "{}", site.engine);
        assert!(!opens(&ana).await, "{}", site.engine);
        // Nor does one that was made without the site's secret.
        let plain = bluebutton_crypto::password::hash(PASSWORD, store.random());
        assert!(!passwords::verify(store, Some((ana, plain)), own.clone()).await.unwrap());
    }
}

#[tokio::test]
async fn the_database_holds_no_login_name_token_or_secret_in_clear() {
    const ACCOUNT: &str = "select login_hash, profile, password, totp from account";
    const SESSION: &str = "select token_hash from session";
    for site in both_engines().await {
        let (_, secret) = ana_with_factor(&site).await;
        let token = signed_in(&site, &secret).await;
        let read = |tx: &mut Tx<'_>| {
            let mut rows = tx.query(ACCOUNT, &[])?;
            rows.extend(tx.query(SESSION, &[])?);
            Ok(format!("{rows:?}").into_bytes())
        };
        let shown = site.store.inner.db.read("test", read).await.unwrap();
        // Rows print bytes as numbers: look for both writings.
        for clear in [b"ana".as_slice(), b"Ana Reyes", token.0.as_bytes(), secret.reveal()] {
            let numbers = format!("{clear:?}");
            let numbers = numbers.trim_matches(['[', ']']).as_bytes();
            for needle in [clear, numbers] {
                let is_there = shown.windows(needle.len()).any(|window| window == needle);
                assert!(!is_there, "{}: {}", site.engine, String::from_utf8_lossy(needle));
            }
        }
    }
}

#[tokio::test]
async fn the_language_stays_with_the_account() {
    for site in both_engines().await {
        let (id, _) = ana_with_factor(&site).await;
        site.store.accounts().set_language(&id, Language::Spanish).await.unwrap();
        let account = site.store.accounts().by_login("ana").await.unwrap().unwrap();
        assert_eq!((account.language, account.name.as_str()), (Language::Spanish, "Ana Reyes"));
    }
}
