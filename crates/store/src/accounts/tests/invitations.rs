//! Invitations, on both engines.

use bluebutton_record::Office;
use jiff::civil::{Date, date};

use super::{HOME, on_staff, person};
use crate::access::{Action, Rights, Who};
use crate::accounts::{AccountId, Redeemed};
use crate::db::testing::{Site, both_engines};
use crate::error::StoreError;
use crate::events::Event;
use crate::limits::INVITATION_SECONDS;
use crate::testing::{ANA, Somebody, TOM, import};

pub(super) const ANAS_BIRTHDAY: Date = date(1955, 3, 14);

/// A code for Ana, made by Nora.
pub(super) async fn invited(site: &Site) -> String {
    import(&site.store, &ANA, Vec::new()).await;
    let key = ANA.key(&site.store).await;
    let nora = on_staff(site, "nora", &[Office::FrontDesk]).await;
    site.store.accounts().invite_patient(&nora, &key).await.unwrap().0
}

async fn redeems(site: &Site, code: &str, birth_date: Date, login: &str) -> Redeemed {
    let new = person(login, "Ana Reyes");
    site.store.accounts().redeem(code, birth_date, new, HOME).await.unwrap()
}

#[tokio::test]
async fn code_and_birth_date_together_make_an_account_for_the_record() {
    for site in both_engines().await {
        let code = invited(&site).await;
        let typed = code.to_lowercase().replace('-', " ");

        let redeemed = redeems(&site, &typed, ANAS_BIRTHDAY, "ana").await;

        let Redeemed::Done(ana) = redeemed else { panic!("{}: {redeemed:?}", site.engine) };
        let records = site.store.access().records_of(&ana).await.unwrap();
        let [record] = &records[..] else { panic!("{records:?}") };
        assert_eq!((record.is_own, record.rights), (true, Rights::OWNER));
        assert_eq!(record.name, "Ana Reyes");
        let view = Action::View { page: "activity", resource: None };
        let permit =
            site.store.access().open(&Who::Account(ana), &record.patient, view).await.unwrap();
        let lines = site.store.audit().lines(&permit, 0, 3).await.unwrap();
        let told: Vec<_> = lines.into_iter().filter_map(|line| line.told).collect();
        let told: Vec<_> =
            told.iter().map(|(by, event)| (by.name.as_deref().unwrap(), event)).collect();
        let page = "activity".to_owned();
        assert_eq!(
            told,
            [
                ("Ana Reyes", &Event::Viewed { page, resource: None }),
                ("Ana Reyes", &Event::InvitationUsed),
                ("nora", &Event::InvitationMade),
            ]
        );
    }
}

#[tokio::test]
async fn a_code_without_the_birth_date_opens_nothing_and_dies_after_five_tries() {
    for site in both_engines().await {
        let code = invited(&site).await;
        for _ in 0..5 {
            assert_eq!(redeems(&site, &code, date(1955, 3, 15), "ana").await, Redeemed::Wrong);
        }
        let late = redeems(&site, &code, ANAS_BIRTHDAY, "ana").await;
        assert_eq!(late, Redeemed::Wrong, "{}", site.engine);
        assert_eq!(site.store.accounts().by_login("ana").await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_code_holds_for_two_weeks_and_once() {
    for site in both_engines().await {
        let code = invited(&site).await;
        site.after_seconds(INVITATION_SECONDS - 1);
        let first = redeems(&site, &code, ANAS_BIRTHDAY, "ana").await;
        assert!(matches!(first, Redeemed::Done(_)), "{}", site.engine);
        assert_eq!(redeems(&site, &code, ANAS_BIRTHDAY, "eve").await, Redeemed::Wrong);

        let key = ANA.key(&site.store).await;
        let (late, _) = site.store.accounts().invite_patient(Who::Operator, &key).await.unwrap();
        site.after_seconds(INVITATION_SECONDS);
        assert_eq!(redeems(&site, &late, ANAS_BIRTHDAY, "eve").await, Redeemed::Wrong);
    }
}

#[tokio::test]
async fn a_new_invitation_makes_the_lost_one_worthless() {
    for site in both_engines().await {
        let lost = invited(&site).await;
        let key = ANA.key(&site.store).await;
        let (new, _) = site.store.accounts().invite_patient(Who::Operator, &key).await.unwrap();
        assert_eq!(redeems(&site, &lost, ANAS_BIRTHDAY, "eve").await, Redeemed::Wrong);
        let redeemed = redeems(&site, &new, ANAS_BIRTHDAY, "ana").await;
        assert!(matches!(redeemed, Redeemed::Done(_)), "{}", site.engine);
    }
}

#[tokio::test]
async fn choosing_a_name_that_is_taken_costs_no_attempt() {
    for site in both_engines().await {
        let code = invited(&site).await;
        for _ in 0..6 {
            let taken = redeems(&site, &code, ANAS_BIRTHDAY, "Nora").await;
            assert_eq!(taken, Redeemed::LoginTaken, "{}", site.engine);
        }
        let done = redeems(&site, &code, ANAS_BIRTHDAY, "ana").await;
        assert!(matches!(done, Redeemed::Done(_)));
    }
}

#[tokio::test]
async fn codes_cannot_be_guessed_from_one_address() {
    for site in both_engines().await {
        import(&site.store, &ANA, Vec::new()).await;
        let accounts = site.store.accounts();
        let nobody = AccountId("nobody".to_owned());
        for _ in 0..20 {
            let wrong = accounts.accept(&nobody, "AAAA-BBBB-CCCC", ANAS_BIRTHDAY, HOME).await;
            assert_eq!(wrong.unwrap(), Redeemed::Wrong);
        }
        let waits = accounts.accept(&nobody, "AAAA-BBBB-CCCC", ANAS_BIRTHDAY, HOME).await.unwrap();
        assert_eq!(waits, Redeemed::TooMany { wait_seconds: 60 }, "{}", site.engine);
    }
}

#[tokio::test]
async fn a_record_without_a_birth_date_has_no_invitations() {
    const UNKNOWN: Somebody =
        Somebody { family: "Doe", given: "Jo", birth_date: "", number: "MRN-3003" };
    for site in both_engines().await {
        import(&site.store, &UNKNOWN, Vec::new()).await;
        let key = UNKNOWN.key(&site.store).await;
        let refused = site.store.accounts().invite_patient(Who::Operator, &key).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed("no-birth-date"))));
    }
}

#[tokio::test]
async fn patients_and_caregivers_do_not_invite_patients() {
    for site in both_engines().await {
        import(&site.store, &TOM, Vec::new()).await;
        let toms = TOM.key(&site.store).await;
        let ana = site.store.accounts().create(person("ana", "Ana Reyes")).await.unwrap();
        let refused = site.store.accounts().invite_patient(&ana, &toms).await;
        assert!(matches!(refused, Err(StoreError::NotFound)), "{}", site.engine);
    }
}

#[tokio::test]
async fn a_second_own_account_opens_nothing_until_the_first_confirms_it() {
    for site in both_engines().await {
        let accounts = site.store.accounts();
        let code = invited(&site).await;
        let Redeemed::Done(ana) = redeems(&site, &code, ANAS_BIRTHDAY, "ana").await else {
            panic!()
        };
        let key = ANA.key(&site.store).await;
        let (code, _) = accounts.invite_patient(Who::Operator, &key).await.unwrap();
        let Redeemed::Waits(other) = redeems(&site, &code, ANAS_BIRTHDAY, "eve").await else {
            panic!("{}: it opened at once", site.engine)
        };
        let view = || Action::View { page: "people", resource: None };
        let (ana, eve) = (Who::Account(ana), Who::Account(other.clone()));
        let opens = site.store.access().open(&eve, &key, view()).await;
        assert!(matches!(opens, Err(StoreError::NotFound)), "{}", site.engine);
        assert!(site.store.access().records_of(&other).await.unwrap().is_empty());
        let confirms = accounts.confirm_own(&eve, &key, &other).await;
        assert!(matches!(confirms, Err(StoreError::NotFound)), "nobody confirms themselves");

        let permit = site.store.access().open(&ana, &key, view()).await.unwrap();
        let shown = accounts.own_accounts(&permit).await.unwrap();
        let waiting: Vec<_> = shown.iter().filter(|one| one.confirmed.is_none()).collect();
        assert_eq!((shown.len(), waiting.len()), (2, 1), "{}", site.engine);
        assert_eq!((&waiting[0].account, waiting[0].since), (&other, site.store.now()));
        accounts.confirm_own(&ana, &key, &other).await.unwrap();
        site.store.access().open(&eve, &key, view()).await.unwrap();

        let first = shown.iter().find(|one| one.confirmed.is_some()).unwrap();
        accounts.untie(&eve, &key, &first.account).await.unwrap();
        let opens = site.store.access().open(&ana, &key, view()).await;
        assert!(matches!(opens, Err(StoreError::NotFound)), "{}: either ends it", site.engine);
        let found = site.store.verify(|_, _| {}).await.unwrap().findings;
        assert_eq!(found, Vec::<String>::new(), "{}", site.engine);
    }
}

#[tokio::test]
async fn an_account_that_was_ended_signs_in_no_more_and_has_no_record() {
    for site in both_engines().await {
        let code = invited(&site).await;
        let Redeemed::Done(ana) = redeems(&site, &code, ANAS_BIRTHDAY, "ana").await else {
            panic!()
        };
        site.store.accounts().end_account(&ana).await.unwrap();

        assert_eq!(super::tries(&site, "ana", super::PASSWORD).await, super::SignIn::Wrong);
        assert!(site.store.access().records_of(&ana).await.unwrap().is_empty());
        let again = site.store.accounts().end_account(&ana).await;
        assert!(matches!(again, Err(StoreError::NotFound)), "{}", site.engine);
        let key = ANA.key(&site.store).await;
        let permit = crate::testing::permit(&site.store, &key).await;
        let lines = site.store.audit().lines(&permit, 1, 1).await.unwrap();
        let (_, event) = lines[0].told.clone().unwrap();
        assert_eq!(event, Event::AccountUntied { name: "Ana Reyes".to_owned() });
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}
