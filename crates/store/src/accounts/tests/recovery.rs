//! Coming back in with a code of the staff, on both engines.

use bluebutton_crypto::Hidden;
use bluebutton_record::Office;
use jiff::civil::{Date, date};

use super::invitations::ANAS_BIRTHDAY;
use super::{HOME, PASSWORD, ana_with_factor, on_staff, password_given, tries};
use crate::access::Who;
use crate::accounts::{AccountId, IdentityCheck, Recovered, SignIn};
use crate::db::testing::{Site, both_engines};
use crate::error::StoreError;
use crate::events::{Event, SignInChange};
use crate::limits::{INVITATION_ATTEMPTS, RESET_SECONDS};
use crate::testing::{ANA, import};

const NEW: &str = "a calm river at dawn";
const LOST: (IdentityCheck, &str) = (IdentityCheck::Document, "Lost telephone");

/// Ana with an account for her record.
async fn ana(site: &Site) -> AccountId {
    let (ana, _) = ana_with_factor(site).await;
    import(&site.store, &ANA, Vec::new()).await;
    site.store.accounts().own(&ana, &ANA.key(&site.store).await).await.unwrap();
    ana
}

async fn code_of(site: &Site, clerk: &Who, account: &AccountId) -> String {
    site.store.accounts().begin_recovery(clerk, account, LOST).await.unwrap().0
}

async fn recovers(site: &Site, code: &str, born: Option<Date>) -> Recovered {
    let new = Hidden::new(NEW.to_owned());
    site.store.accounts().recover(("Ana", code), born, new, HOME).await.unwrap()
}

#[tokio::test]
async fn whoever_lost_everything_comes_back_with_a_code_and_their_birth_date() {
    for site in both_engines().await {
        let ana = ana(&site).await;
        let frank = Who::Account(on_staff(&site, "frank", &[Office::FrontDesk]).await);
        let waiting = password_given(&site).await;

        let code = code_of(&site, &frank, &ana).await;

        let accounts = site.store.accounts();
        assert!(accounts.session(&waiting, true).await.unwrap().is_none(), "signed out at once");
        for (code, born) in [
            (code.as_str(), None),
            (code.as_str(), Some(date(1955, 3, 15))),
            ("AAAA-BBBB-CCCC", Some(ANAS_BIRTHDAY)),
        ] {
            assert_eq!(recovers(&site, code, born).await, Recovered::Wrong, "{}", site.engine);
        }
        assert!(matches!(tries(&site, "ana", PASSWORD).await, SignIn::NeedsCode(_)));
        let back = recovers(&site, &code, Some(ANAS_BIRTHDAY)).await;
        assert!(matches!(back, Recovered::In(_)), "{}: {back:?}", site.engine);
        assert_eq!(tries(&site, "ana", PASSWORD).await, SignIn::Wrong, "the old password");
        assert!(matches!(tries(&site, "ana", NEW).await, SignIn::NeedsSetup(_)), "no old factor");
        let twice = recovers(&site, &code, Some(ANAS_BIRTHDAY)).await;
        assert_eq!(twice, Recovered::Wrong, "a code is used once");
        let findings = site.store.verify(|_, _| {}).await.unwrap().findings;
        assert_eq!(findings, Vec::<String>::new(), "{}", site.engine);
    }
}

#[tokio::test]
async fn a_code_holds_for_a_day_and_a_few_tries_and_is_told_with_what_was_checked() {
    for site in both_engines().await {
        let ana = ana(&site).await;
        let frank = Who::Account(on_staff(&site, "frank", &[Office::FrontDesk]).await);
        let old = code_of(&site, &frank, &ana).await;
        site.after_seconds(RESET_SECONDS);
        assert_eq!(recovers(&site, &old, Some(ANAS_BIRTHDAY)).await, Recovered::Wrong);
        let code = code_of(&site, &frank, &ana).await;
        for _ in 0..INVITATION_ATTEMPTS {
            recovers(&site, "AAAA-BBBB-CCCC", Some(ANAS_BIRTHDAY)).await;
            site.after_seconds(60 * 60);
        }
        let tried = recovers(&site, &code, Some(ANAS_BIRTHDAY)).await;
        assert_eq!(tried, Recovered::Wrong, "{}", site.engine);

        let lines = site.store.audit().site_lines(0, 50).await.unwrap();
        let told = lines.into_iter().filter_map(|line| line.told);
        let started = told.filter(|(_, event)| {
            matches!(event, Event::SignInChanged { change: SignInChange::RecoveryStarted, .. })
        });
        let reasons: Vec<_> = started.filter_map(|(by, _)| by.reason).collect();
        assert_eq!(reasons, ["document: Lost telephone"; 2], "{}", site.engine);
    }
}

#[tokio::test]
async fn nobody_makes_a_code_whose_task_it_is_not_nor_for_themselves() {
    for site in both_engines().await {
        let ana = ana(&site).await;
        let frank = on_staff(&site, "frank", &[Office::FrontDesk]).await;
        let alma = on_staff(&site, "alma", &[Office::Administrator]).await;
        let nora = on_staff(&site, "nora", &[Office::RecordsOffice]).await;
        let no = async |who: &AccountId, whom: &AccountId| {
            let accounts = site.store.accounts();
            match accounts.begin_recovery(&Who::Account(who.clone()), whom, LOST).await {
                Err(StoreError::NotAllowed(why)) => Some(why),
                other => other.map(|_| None).unwrap(),
            }
        };
        assert_eq!(no(&nora, &ana).await, Some("not-your-office"), "she sees birth dates");
        assert_eq!(
            no(&frank, &alma).await,
            Some("not-your-office"),
            "staff are the administrator's"
        );
        assert_eq!(no(&alma, &alma).await, Some("not-for-oneself"), "{}", site.engine);
        assert_eq!(no(&ana, &frank).await, Some("not-in-your-rights"));
        assert_eq!(no(&alma, &frank).await, None);
        assert_eq!(no(&alma, &ana).await, None, "an administrator sees no birth dates");
    }
}
