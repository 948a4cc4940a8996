//! Apps that register themselves: floods, and what becomes of those that nobody wants. Keys of their own.

use super::*;
use crate::limits::{APP_UNUSED_DAYS, APPS_OF_ADDRESS_A_DAY, APPS_UNDECIDED_MAX};

const DAY: i64 = 24 * 60 * 60;
const KEYS: &str = r#"{"keys":[]}"#;

fn about(name: &str, keys: Option<&str>) -> About {
    About {
        name: name.to_owned(),
        publisher: "app.example".to_owned(),
        redirects: vec![BACK.to_owned()],
        keys: keys.map(str::to_owned),
        ..About::default()
    }
}

async fn registers(site: &Site, from: &str, is_open: bool) -> Result<App> {
    let app = about("Growth", None);
    Ok(site.store.apps().register_itself(app, (false, is_open), from).await?.0)
}

fn is_flood<T: std::fmt::Debug>(result: &Result<T>) -> bool {
    matches!(result, Err(StoreError::NotAllowed("too-many-apps")))
}

#[tokio::test]
async fn one_address_registers_so_many_in_a_day_and_others_are_not_kept_out_by_it() {
    for site in both_engines().await {
        for _ in 0..APPS_OF_ADDRESS_A_DAY {
            let app = registers(&site, "192.0.2.1", false).await.unwrap();
            assert!(app.is_self_made && app.state == AppState::Waiting);
        }
        assert!(is_flood(&registers(&site, "192.0.2.1", false).await), "{}", site.engine);
        assert!(registers(&site, "192.0.2.2", false).await.is_ok(), "{}", site.engine);
        site.after_seconds(DAY);
        assert!(registers(&site, "192.0.2.1", false).await.is_ok(), "on another day");
        let whole = site.store.verify(|_, _| {}).await.unwrap();
        assert_eq!(whole.findings, Vec::<String>::new(), "{}", site.engine);
    }
}

#[tokio::test]
async fn many_addresses_fill_no_list_and_what_staff_decide_on_makes_room() {
    for site in both_engines().await {
        let mut first = None;
        for number in 0..APPS_UNDECIDED_MAX {
            let app = registers(&site, &format!("198.51.100.{number}"), false).await.unwrap();
            first.get_or_insert(app.id);
        }
        assert!(is_flood(&registers(&site, "203.0.113.1", false).await), "{}", site.engine);
        let known = site.store.apps().register(None, about("Known", None), (true, false)).await;
        assert!(known.is_ok(), "whom staff know registers all the same");
        let officer = Who::Account(on_staff(&site, "priya", &[Office::PrivacyOfficer]).await);
        site.store.apps().decide(&officer, &first.unwrap(), AppState::Refused).await.unwrap();
        assert!(registers(&site, "203.0.113.1", false).await.is_ok(), "{}", site.engine);
        let listed = site.store.apps().list(&officer).await.unwrap();
        let waiting = listed.iter().take_while(|app| app.state == AppState::Waiting).count();
        assert_eq!(waiting as i64, APPS_UNDECIDED_MAX + 1, "what waits comes first");
    }
}

#[tokio::test]
async fn what_nobody_decided_on_or_uses_goes_after_a_while_and_that_is_told() {
    for site in both_engines().await {
        let apps = site.store.apps();
        let officer = Who::Account(on_staff(&site, "priya", &[Office::PrivacyOfficer]).await);
        let (ana, key) = ana(&site).await;
        let forgotten = registers(&site, "192.0.2.1", false).await.unwrap();
        let looked_at = registers(&site, "192.0.2.1", false).await.unwrap();
        apps.decide(&officer, &looked_at.id, AppState::Open).await.unwrap();
        // As in a demo: it may be used at once.
        let (idle, used) = (
            registers(&site, "192.0.2.1", true).await.unwrap(),
            registers(&site, "192.0.2.1", true).await.unwrap(),
        );
        let tokens = connected(&site, &ana, &key, consent(&used)).await;
        let of_member = apps.register(None, about("Known", None), (false, false)).await.unwrap().0;
        site.after_seconds(APP_UNUSED_DAYS * DAY - 1);
        apps.tidy().await.unwrap();
        assert!(apps.app(&forgotten.id).await.unwrap().is_some(), "not yet");
        site.after_seconds(2);
        apps.tidy().await.unwrap();
        for (app, stays) in [
            (&forgotten, false),
            (&idle, false),
            (&looked_at, true),
            (&used, true),
            (&of_member, true),
        ] {
            let is_there = apps.app(&app.id).await.unwrap().is_some();
            assert_eq!(is_there, stays, "{} {app:?}", site.engine);
        }
        drop(tokens);
        let lines = site.store.audit().site_lines(0, 10).await.unwrap();
        let dropped = lines.iter().filter(|line| {
            let told = line.told.as_ref();
            told.is_some_and(|(_, event)| {
                matches!(event, Event::App { step: AppStep::Dropped, .. })
            })
        });
        assert_eq!(dropped.count(), 2, "{}", site.engine);
        let whole = site.store.verify(|_, _| {}).await.unwrap();
        assert_eq!(whole.findings, Vec::<String>::new(), "{}", site.engine);
    }
}

#[tokio::test]
async fn what_was_signed_opens_once_and_for_the_keys_that_are_registered() {
    for site in both_engines().await {
        let apps = site.store.apps();
        let both = apps.register(None, about("Growth", Some(KEYS)), (true, true)).await;
        assert!(matches!(both, Err(StoreError::NotAllowed("app-not-usable"))), "no secret besides");
        let (app, _) =
            apps.register(None, about("Growth", Some(KEYS)), (false, true)).await.unwrap();
        let (other, _) =
            apps.register(None, about("Sleep", Some(KEYS)), (false, true)).await.unwrap();
        assert!(app.is_confidential);
        assert_eq!(apps.proven(&app.id, None).await.unwrap(), None, "it has to sign");
        let ends = site.store.now().as_second() + 300;
        let proven = async |id: &str, keys: &str, jti: &str| {
            apps.proven_by_key(id, keys, (jti, ends)).await.unwrap().is_some()
        };
        assert!(!proven(&app.id, "other keys", "a").await);
        assert!(proven(&app.id, KEYS, "a").await);
        assert!(!proven(&app.id, KEYS, "a").await, "{}: once", site.engine);
        assert!(proven(&app.id, KEYS, "b").await);
        assert!(proven(&other.id, KEYS, "a").await, "ids are each app's own");
        site.after_seconds(299);
        site.store.accounts().tidy().await.unwrap();
        assert!(!proven(&app.id, KEYS, "a").await, "known as long as it would be believed");
        let officer = Who::Account(on_staff(&site, "priya", &[Office::PrivacyOfficer]).await);
        apps.decide(&officer, &app.id, AppState::Closed).await.unwrap();
        assert!(!proven(&app.id, KEYS, "c").await, "{}: closed", site.engine);
    }
}
