//! Emergency access, on both engines: it opens a look and nothing else, ends by itself, and is told.

use bluebutton_record::{Office, PatientKey};

use super::*;
use crate::access::Emergency;
use crate::db::Tx;
use crate::events::Event;
use crate::limits::EMERGENCY_SECONDS;
use crate::outbox::Consumer;

const WHY: &str = "Unconscious, allergies needed";

fn why_not<T>(outcome: Result<T>) -> Option<&'static str> {
    match outcome {
        Err(StoreError::NotAllowed(why)) => Some(why),
        _ => None,
    }
}

async fn opened(site: &Site, who: &AccountId, key: &PatientKey) -> Result<jiff::Timestamp> {
    site.store.access().open_in_emergency(&Who::Account(who.clone()), key, WHY).await
}

async fn waiting(site: &Site, priya: &Who) -> Vec<Emergency> {
    site.store.access().emergencies(priya, false, (0, 10)).await.unwrap()
}

#[tokio::test]
async fn an_emergency_opens_a_look_and_nothing_else_and_each_page_says_why() {
    for site in both_engines().await {
        let (_, key) = ana(&site).await;
        let nora = on_staff(&site, "nora", &[Office::RecordsOffice]).await;
        assert!(is_not_found(&opens(&site, &nora, &key, view()).await), "{}", site.engine);

        opened(&site, &nora, &key).await.unwrap();

        opens(&site, &nora, &key, view()).await.unwrap();
        let (by, event) = newest_line(&site, &key).await;
        assert_eq!((by.part, by.reason.as_deref()), (Part::Staff, Some(WHY)), "{}", site.engine);
        assert!(matches!(event, Event::Viewed { .. }));
        for action in [download(), transmit()] {
            assert!(is_not_found(&opens(&site, &nora, &key, action).await), "{}", site.engine);
        }
        let who = Who::Account(nora.clone());
        let lets_in = site.store.accounts().let_in(&who, &key, lucia_as(VIEW_ONLY, None)).await;
        assert!(lets_in.is_err(), "{}", site.engine);
        let tom = TOM.key(&site.store).await;
        assert!(is_not_found(&opens(&site, &nora, &tom, view()).await), "one record, not all");
    }
}

#[tokio::test]
async fn what_staff_do_anyway_during_an_emergency_has_not_its_reason() {
    for site in both_engines().await {
        let (_, key) = ana(&site).await;
        let nora = on_staff(&site, "nora", &[Office::FrontDesk, Office::RecordsOffice]).await;
        site.store.set_separate_duties(false);
        let (accounts, who) = (site.store.accounts(), Who::Account(nora.clone()));
        opened(&site, &nora, &key).await.unwrap();

        accounts.invite_patient(who.clone(), &key).await.unwrap();

        let (by, event) = newest_line(&site, &key).await;
        assert_eq!((by.reason, event), (None, Event::InvitationMade), "{}", site.engine);
        // Nor is it the reason that stopping everybody's access needs.
        let untold = accounts.end_all(&who, &key).await;
        assert!(matches!(untold, Err(StoreError::NotFound)), "{}: {untold:?}", site.engine);
        opens(&site, &nora, &key, view()).await.unwrap();
        let (by, _) = newest_line(&site, &key).await;
        assert_eq!(by.reason.as_deref(), Some(WHY), "{}: what it lets her do", site.engine);
    }
}

#[tokio::test]
async fn it_ends_by_itself_and_nobody_prolongs_it_unseen() {
    for site in both_engines().await {
        let (_, key) = ana(&site).await;
        let nora = on_staff(&site, "nora", &[Office::RecordsOffice]).await;
        opened(&site, &nora, &key).await.unwrap();
        site.after_seconds(EMERGENCY_SECONDS - 60);
        opens(&site, &nora, &key, view()).await.unwrap();
        let again = opened(&site, &nora, &key).await;
        assert_eq!(why_not(again), Some("emergency-is-open"), "{}", site.engine);

        site.after_seconds(61);

        assert!(is_not_found(&opens(&site, &nora, &key, view()).await), "{}", site.engine);
        let later = site.store.now().as_microsecond() + 1_000_000_000;
        let params = [later.into(), key.as_str().into()];
        let work = move |tx: &mut Tx<'_>| {
            tx.execute("update emergency set ends_at = $1 where patient_id = $2", &params)
        };
        site.store.inner.db.write("by hand", work).await.unwrap();
        let by_hand = opens(&site, &nora, &key, view()).await;
        assert!(matches!(by_hand, Err(StoreError::Altered(_))), "{}: {by_hand:?}", site.engine);
    }
}

#[tokio::test]
async fn a_further_one_is_told_and_judged_by_itself() {
    for site in both_engines().await {
        let (_, key) = ana(&site).await;
        let nora = on_staff(&site, "nora", &[Office::RecordsOffice]).await;
        let priya = Who::Account(on_staff(&site, "priya", &[Office::PrivacyOfficer]).await);
        opened(&site, &nora, &key).await.unwrap();
        site.store.access().end_emergency(&Who::Account(nora.clone()), &key).await.unwrap();
        assert!(is_not_found(&opens(&site, &nora, &key, view()).await), "ended before its time");
        site.after_seconds(1);

        opened(&site, &nora, &key).await.unwrap();

        let both = waiting(&site, &priya).await;
        assert_eq!(both.len(), 2, "{}", site.engine);
        assert_eq!((both[0].by.as_str(), both[0].reason.as_str()), ("nora", WHY));
        assert_eq!(
            (both[0].name.as_str(), both[0].offices.as_str()),
            ("Ana Reyes", "records-office")
        );
        let told = site.store.outbox().take(Consumer::Notices, 50).await.unwrap();
        let opened = |event: &Event| matches!(event, Event::EmergencyOpened { .. });
        assert_eq!(told.iter().filter(|item| opened(&item.event)).count(), 2, "{}", site.engine);
    }
}

#[tokio::test]
async fn the_privacy_officer_judges_it_once_and_nobody_their_own() {
    for site in both_engines().await {
        let (_, key) = ana(&site).await;
        let both = [Office::RecordsOffice, Office::PrivacyOfficer];
        let nora = on_staff(&site, "nora", &both).await;
        let priya = Who::Account(on_staff(&site, "priya", &[Office::PrivacyOfficer]).await);
        let frank = Who::Account(on_staff(&site, "frank", &[Office::FrontDesk]).await);
        let access = site.store.access();
        opened(&site, &nora, &key).await.unwrap();
        let one = waiting(&site, &priya).await.pop().unwrap();
        let place = (&key, one.id.as_str());
        let says = async |who: &Who, why: &str| {
            why_not(access.review_emergency(who, place, false, why).await)
        };
        assert_eq!(says(&Who::Account(nora.clone()), "Mine").await, Some("not-for-oneself"));
        assert_eq!(says(&frank, "Why not").await, Some("not-your-office"), "{}", site.engine);
        assert_eq!(says(&priya, "  ").await, Some("a-reason-is-needed"));

        assert_eq!(says(&priya, "Nobody was unconscious").await, None, "{}", site.engine);

        assert_eq!(says(&priya, "Again").await, Some("reviewed-before"));
        assert!(waiting(&site, &priya).await.is_empty());
        let done = access.emergencies(&priya, true, (0, 10)).await.unwrap();
        let review = done[0].review.clone().unwrap();
        assert_eq!((review.by.as_str(), review.is_justified), ("priya", false));
        let (_, event) = newest_line(&site, &key).await;
        assert_eq!(event, Event::EmergencyReviewed { is_justified: false }, "{}", site.engine);
        let findings = site.store.verify(|_, _| {}).await.unwrap().findings;
        assert_eq!(findings, Vec::<String>::new(), "{}", site.engine);
    }
}

#[tokio::test]
async fn only_the_records_office_opens_one_and_says_why() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        for office in [Office::FrontDesk, Office::PrivacyOfficer, Office::Administrator] {
            let who = on_staff(&site, office.word(), &[office]).await;
            assert_eq!(why_not(opened(&site, &who, &key).await), Some("not-your-office"));
        }
        assert_eq!(why_not(opened(&site, &ana, &key).await), Some("not-in-your-rights"));
        let nora = on_staff(&site, "nora", &[Office::RecordsOffice]).await;
        let who = Who::Account(nora.clone());
        let unsaid = site.store.access().open_in_emergency(&who, &key, " ").await;
        assert_eq!(why_not(unsaid), Some("a-reason-is-needed"), "{}", site.engine);
        opened(&site, &nora, &key).await.unwrap();

        let none = bluebutton_record::Offices::of([Office::PrivacyOfficer]);
        let accounts = site.store.accounts();
        accounts.set_offices(&Who::Operator, &nora, none, "Moved").await.unwrap();

        assert!(is_not_found(&opens(&site, &nora, &key, view()).await), "at once: {}", site.engine);
    }
}
