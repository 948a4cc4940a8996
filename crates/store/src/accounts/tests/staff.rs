//! Who is on the staff and may do what, on both engines.

use bluebutton_record::{Office, Offices};

use super::{ana_with_factor, code_now, on_staff, password_given, person};
use crate::access::Who;
use crate::accounts::{AccountId, CodeOutcome, Role, SignIn};
use crate::db::Tx;
use crate::db::testing::{Site, both_engines};
use crate::error::{Result, StoreError};
use crate::jobs::JobState;
use crate::testing::{ANA, import};

fn refuses<T>(outcome: Result<T>) -> Option<&'static str> {
    match outcome {
        Err(StoreError::NotAllowed(why)) => Some(why),
        _ => None,
    }
}

async fn sets(site: &Site, who: &Who, account: &AccountId, offices: &[Office]) -> Result<()> {
    let offices = Offices::of(offices.iter().copied());
    site.store.accounts().set_offices(who, account, offices, "Covers for Frank").await
}

/// What each of the staff is answered: `None` is done.
async fn answers(site: &Site, who: &Who) -> [Option<&'static str>; 6] {
    let key = ANA.key(&site.store).await;
    let accounts = site.store.accounts();
    [
        refuses(site.store.patients().search(who, "reyes", 5).await),
        refuses(accounts.invite_patient(who.clone(), &key).await),
        refuses(site.store.matching().cases(who, true, 0, 5).await),
        refuses(site.store.imports().list(who, 0, 5).await),
        refuses(site.store.imports().quarantine(who, 0, 5).await),
        refuses(site.store.jobs().list(who, JobState::Parked, 0, 5).await),
    ]
}

#[tokio::test]
async fn each_office_does_its_own_tasks_and_no_other() {
    for site in both_engines().await {
        import(&site.store, &ANA, Vec::new()).await;
        let no = Some("not-your-office");
        let expected = [
            (Office::FrontDesk, [None, None, no, no, no, no]),
            (Office::RecordsOffice, [None, no, None, None, None, None]),
            (Office::PrivacyOfficer, [None, no, no, no, no, no]),
            (Office::Administrator, [no, no, no, None, no, None]),
        ];
        for (office, answered) in expected {
            let who = Who::Account(on_staff(&site, office.word(), &[office]).await);
            assert_eq!(answers(&site, &who).await, answered, "{}: {office:?}", site.engine);
        }
        let none = Who::Account(on_staff(&site, "new", &[]).await);
        assert_eq!(answers(&site, &none).await, [no; 6], "{}: without an office", site.engine);
    }
}

#[tokio::test]
async fn whoever_makes_codes_sees_no_birth_date_unless_the_site_says_so() {
    for site in both_engines().await {
        import(&site.store, &ANA, Vec::new()).await;
        let key = ANA.key(&site.store).await;
        let both = [Office::FrontDesk, Office::RecordsOffice];
        let desk = Who::Account(on_staff(&site, "frank", &[Office::FrontDesk]).await);
        let both = Who::Account(on_staff(&site, "nora", &both).await);
        let card = async |who: &Who| site.store.patients().card(who, &key).await.unwrap().unwrap();

        let shown = card(&desk).await;
        assert_eq!((shown.birth_date, shown.hides_birth_date), (None, true), "{}", site.engine);
        let found = site.store.patients().search(&desk, "reyes 1955-03-14", 5).await.unwrap();
        assert_eq!(found.len(), 1, "what the patient says at the desk finds them");
        assert_eq!(found[0].birth_date, None);
        assert!(card(&both).await.birth_date.is_some());
        let code = site.store.accounts().invite_patient(both.clone(), &key).await;
        assert_eq!(refuses(code), Some("not-your-office"), "both offices in one hand");

        site.store.set_separate_duties(false);
        assert!(card(&desk).await.birth_date.is_some());
        site.store.accounts().invite_patient(both, &key).await.unwrap();
    }
}

#[tokio::test]
async fn an_office_written_into_the_database_is_refused() {
    for site in both_engines().await {
        import(&site.store, &ANA, Vec::new()).await;
        let frank = on_staff(&site, "frank", &[Office::FrontDesk]).await;
        let (ana, _) = ana_with_factor(&site).await;
        for id in [&frank, &ana] {
            let params = [id.0.as_str().into()];
            let work = move |tx: &mut Tx<'_>| {
                let all = "update account set role = 'staff administrator' where account_id = $1";
                tx.execute(all, &params)
            };
            assert_eq!(site.store.inner.db.write("by hand", work).await.unwrap(), 1);

            let who = Who::Account(id.clone());
            let seen = site.store.imports().list(&who, 0, 5).await;
            assert!(matches!(seen, Err(StoreError::Altered(_))), "{}", site.engine);
        }
        let findings = site.store.verify(|_, _| {}).await.unwrap().findings;
        let named = |id: &AccountId| findings.iter().any(|finding| finding.contains(&id.0));
        assert!(named(&frank) && named(&ana), "{}: {findings:?}", site.engine);
    }
}

#[tokio::test]
async fn somebody_is_always_left_who_says_who_is_on_the_staff() {
    for site in both_engines().await {
        let one = on_staff(&site, "alma", &[Office::Administrator]).await;
        let who = Who::Account(one.clone());
        let last = Some("last-administrator");
        assert_eq!(refuses(sets(&site, &who, &one, &[Office::FrontDesk]).await), last);
        assert_eq!(refuses(sets(&site, &Who::Operator, &one, &[]).await), last);
        let accounts = site.store.accounts();
        assert_eq!(refuses(accounts.end_account(&one).await), last, "{}", site.engine);
        assert_eq!(refuses(accounts.end_account_for(&who, &one, "Leaves").await), last);

        let two = on_staff(&site, "omar", &[Office::Administrator]).await;
        let both = [(who.clone(), two.clone()), (Who::Account(two), one)];
        let (a, b) = tokio::join!(
            sets(&site, &both[0].0, &both[0].1, &[]),
            sets(&site, &both[1].0, &both[1].1, &[]),
        );

        assert!(a.is_ok() != b.is_ok(), "{}: {a:?} {b:?}: one of them only", site.engine);
    }
}

#[tokio::test]
async fn only_an_administrator_says_who_is_on_the_staff_and_why() {
    for site in both_engines().await {
        let alma = Who::Account(on_staff(&site, "alma", &[Office::Administrator]).await);
        let nora = on_staff(&site, "nora", &[Office::RecordsOffice]).await;
        let (ana, _) = ana_with_factor(&site).await;
        let no = Some("not-your-office");
        let own = Who::Account(nora.clone());
        assert_eq!(refuses(sets(&site, &own, &nora, &Office::ALL).await), no, "{}", site.engine);
        let patient = Who::Account(ana.clone());
        let person_asks = sets(&site, &patient, &ana, &Office::ALL).await;
        assert_eq!(refuses(person_asks), Some("not-in-your-rights"));
        assert_eq!(refuses(sets(&site, &alma, &ana, &Office::ALL).await), Some("not-staff"));
        let accounts = site.store.accounts();
        let unsaid = accounts.set_offices(&alma, &nora, Offices::ALL, " ").await;
        assert_eq!(refuses(unsaid), Some("a-reason-is-needed"));
        let made = accounts.create_staff(&own, person("x", "X"), Offices::ALL).await;
        assert_eq!(refuses(made), no);
        assert!(accounts.by_login("x").await.unwrap().is_none(), "nothing is kept");

        sets(&site, &alma, &nora, &[Office::PrivacyOfficer]).await.unwrap();

        let nora = accounts.by_login("nora").await.unwrap().unwrap();
        assert_eq!(nora.offices, Offices::of([Office::PrivacyOfficer]));
        assert_eq!(nora.role, Role::Staff);
    }
}

#[tokio::test]
async fn whoever_is_ended_is_out_in_the_same_moment() {
    for site in both_engines().await {
        let (ana, secret) = ana_with_factor(&site).await;
        let half = password_given(&site).await;
        let accounts = site.store.accounts();
        let code = code_now(&site, &secret);
        let CodeOutcome::Right(token) = accounts.give_code(&half, &code, "here").await.unwrap()
        else {
            panic!("the code is right")
        };
        let desk = Who::Account(on_staff(&site, "frank", &[Office::FrontDesk]).await);
        let privacy = Who::Account(on_staff(&site, "priya", &[Office::PrivacyOfficer]).await);
        let no = refuses(accounts.end_account_for(&desk, &ana, "Asked for it").await);
        assert_eq!(no, Some("not-your-office"), "{}", site.engine);
        assert!(accounts.session(&token, true).await.unwrap().is_some());

        accounts.end_account_for(&privacy, &ana, "Asked for it").await.unwrap();

        assert!(accounts.session(&token, true).await.unwrap().is_none(), "{}", site.engine);
        assert_eq!(super::tries(&site, "ana", super::PASSWORD).await, SignIn::Wrong);
    }
}
