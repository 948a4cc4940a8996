//! Apps that register themselves: floods, and what becomes of those that nobody wants. Keys of their own.

use std::ops::Range;

use super::super::itself::network_hash;
use super::super::registered::ITSELF;
use super::super::stored::StoredApp;
use super::*;
use crate::db::Tx;
use crate::limits::{
    APP_UNUSED_DAYS, APPS_LISTED_MAX, APPS_OF_ADDRESS_A_DAY, APPS_OF_NETWORK_UNDECIDED_MAX,
    APPS_UNDECIDED_MAX,
};

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
        assert!(registers(&site, "198.51.100.2", false).await.is_ok(), "{}", site.engine);
        site.after_seconds(DAY);
        let officer = Who::Account(on_staff(&site, "priya", &[Office::PrivacyOfficer]).await);
        let first = site.store.apps().list(&officer).await.unwrap().swap_remove(0);
        site.store.apps().decide(&officer, &first.id, AppState::Refused).await.unwrap();
        assert!(registers(&site, "192.0.2.1", false).await.is_ok(), "on another day");
        let whole = site.store.verify(|_, _| {}).await.unwrap();
        assert_eq!(whole.findings, Vec::<String>::new(), "{}", site.engine);
    }
}

/// So many apps of each of so many networks, put there in one go.
async fn flood(site: &Site, networks: Range<usize>, each: usize) {
    let (store, all) = (site.store.clone(), site.store.apps());
    let apps: Vec<StoredApp> = (networks.start * each..networks.end * each)
        .map(|number| StoredApp {
            made_by: Some(ITSELF.to_owned()),
            network: Some(network_hash(&store, &flooder(number / each))),
            ..all.new_app(about("Flood", None), (false, false)).unwrap().0
        })
        .collect();
    let work =
        move |tx: &mut Tx<'_>| apps.iter().try_for_each(|app| app.insert(tx, &store).map(|_| ()));
    site.store.inner.db.write("a flood", work).await.unwrap();
}

/// An address of one of the networks that flood.
fn flooder(network: usize) -> String {
    format!("10.{}.{}.7", network / 256, network % 256)
}

#[tokio::test]
async fn a_flood_of_one_network_takes_its_own_places_only() {
    for site in both_engines().await {
        for number in 0..APPS_OF_NETWORK_UNDECIDED_MAX {
            let from = format!("198.51.100.{number}");
            assert!(registers(&site, &from, false).await.is_ok(), "{}: {from}", site.engine);
        }
        assert!(is_flood(&registers(&site, "198.51.100.250", false).await), "{}", site.engine);
        assert!(registers(&site, "203.0.113.1", false).await.is_ok(), "{}", site.engine);
        for number in 0..APPS_OF_NETWORK_UNDECIDED_MAX {
            let from = format!("2001:db8:7:{number}::");
            assert!(registers(&site, &from, false).await.is_ok(), "{}: {from}", site.engine);
        }
        assert!(is_flood(&registers(&site, "2001:db8:7:ffff::", false).await), "{}", site.engine);
        assert!(registers(&site, "2001:db8:8:1::", false).await.is_ok(), "{}", site.engine);
    }
}

#[tokio::test]
async fn many_addresses_keep_nobody_out_put_nobody_out_and_hide_nobody() {
    for site in both_engines().await {
        let apps = site.store.apps();
        let officer = Who::Account(on_staff(&site, "priya", &[Office::PrivacyOfficer]).await);
        let before = registers(&site, "203.0.113.1", false).await.unwrap();
        site.after_seconds(1);
        let networks = APPS_UNDECIDED_MAX / APPS_OF_NETWORK_UNDECIDED_MAX;
        flood(&site, 0..networks, APPS_OF_NETWORK_UNDECIDED_MAX).await;
        site.after_seconds(1);
        let after = registers(&site, "203.0.114.1", false).await.unwrap();
        let known = apps.register(None, about("Known", None), (true, false)).await.unwrap().0;
        assert!(is_flood(&registers(&site, &flooder(1), false).await), "{}", site.engine);
        for _ in 0..3 {
            let another = about("Another", None);
            let one = apps.register_itself(another, (false, false), "203.0.115.1").await;
            assert!(one.is_ok(), "{}", site.engine);
        }
        for app in [&before, &after] {
            assert!(apps.app(&app.id).await.unwrap().is_some(), "{}: put out", site.engine);
        }
        let listed = apps.list(&officer).await.unwrap();
        assert_eq!(listed.len() as i64, APPS_LISTED_MAX);
        for app in [&before, &after, &known] {
            let at = listed.iter().position(|one| one.id == app.id);
            assert!(at.is_some_and(|at| at < networks + 4), "{}: hidden at {at:?}", site.engine);
        }
        // Once staff have decided, no trace of where it came from stays.
        apps.decide(&officer, &listed.first().unwrap().id, AppState::Refused).await.unwrap();
        let refused = "select about from api_app where state = 'refused'";
        let read = move |tx: &mut Tx<'_>| tx.query(refused, &[]);
        let rows = site.store.inner.db.read("what is left of it", read).await.unwrap();
        let kept: Vec<&str> = rows.iter().map(|row| row.get(0).unwrap()).collect();
        assert!(kept.len() == 1 && !kept[0].contains("network"), "{}: {kept:?}", site.engine);
    }
}

/// The days on which those came that nobody decided on, each with how many.
async fn days(site: &Site) -> Vec<usize> {
    let store = site.store.clone();
    let work = move |tx: &mut Tx<'_>| {
        let sql = "select app_id, state, about, secret_hash, made_by, made_at, decided_at, guard
            from api_app";
        let mut days = std::collections::BTreeMap::<i64, usize>::new();
        for row in tx.query(sql, &[])? {
            *days.entry(StoredApp::of(&store, &row)?.made_on()).or_default() += 1;
        }
        Ok(days.into_values().collect())
    };
    site.store.inner.db.read("how many of each day", work).await.unwrap()
}

#[tokio::test]
async fn a_thousand_networks_with_one_each_keep_nobody_out_and_put_nobody_of_other_days_out() {
    for site in both_engines().await {
        let apps = site.store.apps();
        let before = registers(&site, "203.0.113.1", false).await.unwrap();
        site.after_seconds(DAY);
        flood(&site, 0..APPS_UNDECIDED_MAX - 1, 1).await;
        assert!(registers(&site, "203.0.114.1", false).await.is_ok(), "{}", site.engine);
        let second = registers(&site, "203.0.114.2", false).await;
        assert!(is_flood(&second), "{}: for a second nobody is put out", site.engine);
        site.after_seconds(DAY);
        let mut late = Vec::new();
        for number in 0..5 {
            let from = format!("198.51.{number}.1");
            late.push(registers(&site, &from, false).await.unwrap());
        }
        for app in late.iter().chain([&before]) {
            assert!(apps.app(&app.id).await.unwrap().is_some(), "{}: put out", site.engine);
        }
        assert_eq!(days(&site).await, [1, APPS_UNDECIDED_MAX - 6, 5], "{}", site.engine);
        let officer = Who::Account(on_staff(&site, "priya", &[Office::PrivacyOfficer]).await);
        let listed = apps.list(&officer).await.unwrap();
        for app in late.iter().chain([&before]) {
            let at = listed.iter().position(|one| one.id == app.id);
            assert!(at.is_some_and(|at| at < 15), "{}: hidden at {at:?}", site.engine);
        }
    }
}

#[tokio::test]
async fn where_each_day_has_its_share_who_comes_takes_the_place_of_one_of_the_same_day() {
    for site in both_engines().await {
        let half = APPS_UNDECIDED_MAX / 2;
        flood(&site, 0..half, 1).await;
        site.after_seconds(DAY);
        flood(&site, half..2 * half, 1).await;
        for number in 0..3 {
            let from = format!("198.51.{number}.1");
            assert!(registers(&site, &from, false).await.is_ok(), "{}", site.engine);
        }
        assert_eq!(days(&site).await, [half, half], "{}", site.engine);
    }
}

#[tokio::test]
async fn what_staff_refused_goes_after_a_while_or_a_flood_would_fill_the_site() {
    for site in both_engines().await {
        let apps = site.store.apps();
        let officer = Who::Account(on_staff(&site, "priya", &[Office::PrivacyOfficer]).await);
        let refused = registers(&site, "192.0.2.1", false).await.unwrap();
        let of_member = apps.register(None, about("Known", None), (false, false)).await.unwrap().0;
        let closed = registers(&site, "192.0.2.1", false).await.unwrap();
        for (app, state) in [
            (&refused, AppState::Refused),
            (&of_member, AppState::Refused),
            (&closed, AppState::Closed),
        ] {
            apps.decide(&officer, &app.id, state).await.unwrap();
        }
        site.after_seconds(APP_UNUSED_DAYS * DAY + 1);
        apps.tidy().await.unwrap();
        for (app, stays) in [(&refused, false), (&of_member, true), (&closed, true)] {
            let is_there = apps.app(&app.id).await.unwrap().is_some();
            assert_eq!(is_there, stays, "{} {app:?}", site.engine);
        }
        let whole = site.store.verify(|_, _| {}).await.unwrap();
        assert_eq!(whole.findings, Vec::<String>::new(), "{}", site.engine);
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
