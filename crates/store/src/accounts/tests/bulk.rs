//! Inviting everybody who is new, and taking a code back.

use bluebutton_record::PatientKey;
use jiff::civil::date;

use super::*;
use crate::access::Who;
use crate::limits::INVITATION_SECONDS;
use crate::testing::{ANA, TOM, import};

async fn two(site: &Site) -> (PatientKey, PatientKey) {
    import(&site.store, &ANA, Vec::new()).await;
    import(&site.store, &TOM, Vec::new()).await;
    (ANA.key(&site.store).await, TOM.key(&site.store).await)
}

async fn invited(site: &Site, at_most: usize) -> InvitedNew {
    site.store.accounts().invite_new(Who::Operator, at_most).await.unwrap()
}

#[tokio::test]
async fn who_has_an_account_or_a_code_gets_no_letter() {
    for site in both_engines().await {
        let (ana, tom) = two(&site).await;
        let account = site.store.accounts().create(person("ana", "Ana Reyes")).await.unwrap();
        site.store.accounts().own(&account, &ana).await.unwrap();

        let first = invited(&site, 10).await;

        let keys: Vec<&PatientKey> = first.all.iter().map(|one| &one.patient).collect();
        assert_eq!(keys, [&tom], "{}", site.engine);
        assert!(!first.is_more && first.all[0].name.contains("Becker"));
        assert!(invited(&site, 10).await.all.is_empty(), "his code still works");
        site.after_seconds(INVITATION_SECONDS);
        assert_eq!(invited(&site, 10).await.all.len(), 1, "it worked for two weeks");
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn letters_come_in_bundles_and_each_code_opens_one_record() {
    for site in both_engines().await {
        two(&site).await;
        let first = invited(&site, 1).await;
        assert!(first.is_more && first.all.len() == 1, "{}", site.engine);
        let second = invited(&site, 1).await;
        assert!(!second.is_more && second.all.len() == 1);
        assert_ne!(first.all[0].patient, second.all[0].patient);
        assert_ne!(first.all[0].code, second.all[0].code);
    }
}

#[tokio::test]
async fn a_code_that_was_taken_back_opens_nothing() {
    for site in both_engines().await {
        let (ana, _) = two(&site).await;
        let accounts = site.store.accounts();
        let (code, _) = accounts.invite_patient(Who::Operator, &ana).await.unwrap();
        accounts.revoke_invitation(Who::Operator, &ana).await.unwrap();
        let new = person("ana", "Ana Reyes");
        let redeemed = accounts.redeem(&code, date(1955, 3, 14), new, HOME).await.unwrap();
        assert_eq!(redeemed, Redeemed::Wrong, "{}", site.engine);
        let again = accounts.revoke_invitation(Who::Operator, &ana).await;
        assert!(matches!(again, Err(StoreError::NotFound)));
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn who_is_not_staff_invites_nobody() {
    for site in both_engines().await {
        let (ana, _) = two(&site).await;
        let tom = site.store.accounts().create(person("tom", "Tom Becker")).await.unwrap();
        let tried = site.store.accounts().invite_new(&tom, 10).await;
        assert!(matches!(tried, Err(StoreError::NotFound)), "{}", site.engine);
        assert_eq!(invited(&site, 10).await.all.len(), 2, "nothing was made");
        let revoked = site.store.accounts().revoke_invitation(&tom, &ana).await;
        assert!(matches!(revoked, Err(StoreError::NotFound)));
    }
}
