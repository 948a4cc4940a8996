//! Two at the same moment, on PostgreSQL: the second begins when the first is done and not committed.
//! Each of these fails without the lock, or the comparison, that its write says it takes.

use bluebutton_crypto::Hidden;
use jiff::civil::date;

use super::invitations::{ANAS_BIRTHDAY, invited};
use super::{
    HOME, PASSWORD, ana_with_factor, code_now, password_given, person, signed_in, wrong_code,
};
use crate::Store;
use crate::access::{Action, Rights, Who};
use crate::accounts::caregivers::LetIn;
use crate::accounts::throttle::{self, Guarded};
use crate::accounts::{CodeOutcome, Redeemed, SignIn};
use crate::db::Tx;
use crate::db::testing::{meeting, on_postgres};
use crate::error::StoreError;
use crate::limits::INVITATION_ATTEMPTS;
use crate::testing::{ANA, import, permit};

#[tokio::test]
async fn attempts_at_one_moment_are_all_counted() {
    let site = on_postgres().await;
    let other = site.opened_again().await;
    let charge = async |store: &Store| {
        let own = store.clone();
        let work = move |tx: &mut Tx<'_>| {
            let guarded = Guarded { kind: "login", value: "ana", free: 3 };
            throttle::charge(tx, &own, &guarded, own.now())
        };
        store.inner.db.write("charge", work).await.unwrap()
    };
    assert_eq!(charge(&site.store).await, None);

    let counted = meeting(&site, "charge", charge(&site.store), charge(&other)).await;

    assert_eq!(counted, (None, None));
    assert_eq!(charge(&site.store).await, Some(60), "one of them was not counted");
}

#[tokio::test]
async fn codes_given_at_one_moment_are_all_counted() {
    let site = on_postgres().await;
    let other = site.opened_again().await;
    let (_, secret) = ana_with_factor(&site).await;
    let session = password_given(&site).await;
    let wrong = wrong_code(&site, &secret);

    let (first, second) = meeting(
        &site,
        "give code",
        site.store.accounts().give_code(&session, &wrong, "here"),
        other.accounts().give_code(&session, &wrong, "here"),
    )
    .await;

    assert_eq!(first.unwrap(), CodeOutcome::Wrong { left: 4 });
    assert_eq!(second.unwrap(), CodeOutcome::Wrong { left: 3 });
}

#[tokio::test]
async fn one_code_opens_one_session() {
    let site = on_postgres().await;
    let other = site.opened_again().await;
    let (_, secret) = ana_with_factor(&site).await;
    let sessions = [password_given(&site).await, password_given(&site).await];
    let code = code_now(&site, &secret);

    let (first, second) = meeting(
        &site,
        "give code",
        site.store.accounts().give_code(&sessions[0], &code, "here"),
        other.accounts().give_code(&sessions[1], &code, "here"),
    )
    .await;

    assert!(matches!(first.unwrap(), CodeOutcome::Right(_)));
    assert!(matches!(second.unwrap(), CodeOutcome::Wrong { .. }));
}

#[tokio::test]
async fn of_two_sets_of_recovery_codes_one_holds() {
    let site = on_postgres().await;
    let other = site.opened_again().await;
    let (id, secret) = ana_with_factor(&site).await;
    let one = signed_in(&site, &secret).await;
    site.after_seconds(30);
    let two = signed_in(&site, &secret).await;
    let password = || Hidden::new(PASSWORD.to_owned());

    let (first, second) = meeting(
        &site,
        "new recovery codes",
        site.store.accounts().renew_recovery_codes(&one, password()),
        other.accounts().renew_recovery_codes(&two, password()),
    )
    .await;

    assert!(first.unwrap().is_some() && second.unwrap().is_some());
    assert_eq!(site.store.accounts().recovery_codes_left(&id).await.unwrap(), 10);
}

#[tokio::test]
async fn a_password_that_is_being_replaced_begins_no_session() {
    let site = on_postgres().await;
    let other = site.opened_again().await;
    let (id, _) = ana_with_factor(&site).await;
    let new = Hidden::new("another long password".to_owned());

    let (set, begun) = meeting(
        &site,
        "set password",
        site.store.accounts().set_password(&id, new),
        other.accounts().sign_in("ana", Hidden::new(PASSWORD.to_owned()), HOME),
    )
    .await;

    set.unwrap();
    assert_eq!(begun.unwrap(), SignIn::Wrong, "it outlived the end of all sessions");
}

#[tokio::test]
async fn one_name_makes_one_account() {
    let site = on_postgres().await;
    let other = site.opened_again().await;

    let (first, second) = meeting(
        &site,
        "make account",
        site.store.accounts().create(person("ana", "Ana Reyes")),
        other.accounts().create(person("ana", "Another")),
    )
    .await;

    first.unwrap();
    assert!(matches!(second, Err(StoreError::NotAllowed("login-taken"))), "{second:?}");
}

#[tokio::test]
async fn an_invitation_is_guessed_at_so_often_and_not_once_more_at_the_same_moment() {
    let site = on_postgres().await;
    let other = site.opened_again().await;
    let code = invited(&site).await;
    let wrong = date(1955, 3, 15);
    for _ in 1..INVITATION_ATTEMPTS {
        let tried = site.store.accounts().redeem(&code, wrong, person("ana", "Ana"), HOME).await;
        assert_eq!(tried.unwrap(), Redeemed::Wrong);
    }

    let (first, second) = meeting(
        &site,
        "look up invitation",
        site.store.accounts().redeem(&code, wrong, person("ana", "Ana"), HOME),
        other.accounts().redeem(&code, ANAS_BIRTHDAY, person("ana", "Ana"), "198.51.100.1"),
    )
    .await;

    assert_eq!((first.unwrap(), second.unwrap()), (Redeemed::Wrong, Redeemed::Wrong));
}

#[tokio::test]
async fn an_invitation_is_used_once() {
    let site = on_postgres().await;
    let other = site.opened_again().await;
    let code = invited(&site).await;

    let (first, second) = meeting(
        &site,
        "use invitation",
        site.store.accounts().redeem(&code, ANAS_BIRTHDAY, person("ana", "Ana"), HOME),
        other.accounts().redeem(&code, ANAS_BIRTHDAY, person("eve", "Eve"), "198.51.100.1"),
    )
    .await;

    assert!(matches!(first.unwrap(), Redeemed::Done(_)));
    assert_eq!(second.unwrap(), Redeemed::Wrong);
}

#[tokio::test]
async fn who_is_sent_away_at_this_moment_opens_nothing() {
    let site = on_postgres().await;
    let other = site.opened_again().await;
    import(&site.store, &ANA, Vec::new()).await;
    let key = ANA.key(&site.store).await;
    let rights = Rights { view: true, ..Rights::NONE };
    let new = LetIn::everything("Maria", rights, None);
    let (code, _) = site.store.accounts().let_in(&Who::Operator, &key, new).await.unwrap();
    let maria = person("maria", "Maria");
    let redeemed = site.store.accounts().redeem(&code, ANAS_BIRTHDAY, maria, HOME).await;
    let Redeemed::Done(maria) = redeemed.unwrap() else { panic!("not let in") };
    let permit = permit(&site.store, &key).await;
    let grant = site.store.accounts().caregivers(&permit).await.unwrap().swap_remove(0).id;
    let view = Action::View { page: "overview", resource: None };

    let (ended, opened) = meeting(
        &site,
        "do something with a record",
        site.store.accounts().end(&Who::Operator, &key, &grant, "Maria"),
        other.access().open(&Who::Account(maria), &key, view),
    )
    .await;

    ended.unwrap();
    assert!(matches!(opened, Err(StoreError::AccessOver(_))), "{opened:?}");
}
