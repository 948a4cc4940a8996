//! What a patient changes about somebody who was let in: terms, single entries, the end, and back.

use std::collections::BTreeSet;

use bluebutton_record::{PatientKey, ResourceId, Section, Terms, Topics};
use jiff::civil::date;

use super::*;
use crate::access::restrictions::NewRestriction;
use crate::access::{CaredFor, RecordAccess};
use crate::accounts::{Caregiver, Hiding, NewTerms};
use crate::events::GrantChange;
use crate::testing::{import, other, result};

async fn only(site: &Site, ana: &AccountId, key: &PatientKey) -> Caregiver {
    let permit = site.store.access().open(&Who::Account(ana.clone()), key, view()).await.unwrap();
    site.store.accounts().caregivers(&permit).await.unwrap().remove(0)
}

fn sections(sections: &[Section]) -> Terms {
    let chosen = sections.iter().copied().collect();
    Terms { sections: Some(chosen), ..Terms::everything(VIEW_ONLY) }
}

fn from_now(terms: Terms) -> NewTerms {
    NewTerms { terms, from: None, until: None }
}

/// The local ids that somebody finds in a record.
async fn sees(site: &Site, who: &Who, key: &PatientKey) -> BTreeSet<String> {
    let overview = Action::View { page: "overview", resource: None };
    let permit = site.store.access().open(who, key, overview).await.unwrap();
    let record = site.store.records().open(&permit).await.unwrap();
    let all = record.newest(&Selection::default(), 0, 100).await.unwrap();
    all.iter().map(|one| one.id.local().to_owned()).filter(|local| !local.is_empty()).collect()
}

fn set(locals: &[&str]) -> BTreeSet<String> {
    locals.iter().map(|local| (*local).to_owned()).collect()
}

async fn is_whole(site: &Site) -> bool {
    site.store.verify(|_, _| {}).await.unwrap().findings.is_empty()
}

#[tokio::test]
async fn changed_terms_hold_at_once_and_a_change_can_be_taken_back() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let lucia = lucia(&site, &ana, &key, Rights { manage: false, ..Rights::OWNER }, None).await;
        let (who, accounts) = (Who::Account(ana.clone()), site.store.accounts());
        let id = only(&site, &ana, &key).await.id;
        let grant = (id.as_str(), "Lucía");

        let new = from_now(sections(&[Section::Visits]));
        accounts.change_terms(&who, &key, grant, new).await.unwrap();

        assert!(is_not_allowed(&opens(&site, &lucia, &key, download()).await));
        assert!(is_not_found(&opens(&site, &lucia, &key, view()).await), "medicines are not hers");
        let visit = Action::View { page: "visit", resource: None };
        opens(&site, &lucia, &key, visit).await.unwrap();
        let (by, event) = newest_change(&site, &key).await;
        let (name, change) = ("Lucía".to_owned(), GrantChange::Terms);
        assert_eq!((by.part, event), (Part::Patient, Event::CaregiverChanged { name, change }));

        accounts.take_change_back(&who, &key, grant).await.unwrap();
        opens(&site, &lucia, &key, download()).await.unwrap();
        accounts.take_change_back(&who, &key, grant).await.unwrap();
        assert!(is_not_allowed(&opens(&site, &lucia, &key, download()).await));
        assert!(is_whole(&site).await);
    }
}

async fn newest_change(site: &Site, key: &PatientKey) -> (By, Event) {
    let permit = permit(&site.store, key).await;
    let lines = site.store.audit().lines(&permit, 0, 10).await.unwrap();
    let is_change = |told: &(By, Event)| matches!(told.1, Event::CaregiverChanged { .. });
    lines.into_iter().filter_map(|line| line.told).find(is_change).unwrap()
}

#[tokio::test]
async fn an_entry_that_is_hidden_from_one_is_shown_to_all_others() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let results = || ["a", "b"].map(|id| result(&key, id, "2026-01-01", "1")).into();
        import(&site.store, &ANA, results()).await;
        let lucia = Who::Account(lucia(&site, &ana, &key, VIEW_ONLY, None).await);
        let who = Who::Account(ana.clone());
        let id = only(&site, &ana, &key).await.id;

        let what = |is_hidden| Hiding { local: "a".to_owned(), is_visit: false, is_hidden };
        let accounts = site.store.accounts();
        accounts.hide(&who, &key, (&id, "Lucía"), what(true)).await.unwrap();

        assert_eq!(sees(&site, &lucia, &key).await, set(&["b"]));
        assert_eq!(sees(&site, &who, &key).await, set(&["a", "b"]));
        let new = from_now(sections(&[Section::Results]));
        accounts.change_terms(&who, &key, (&id, "Lucía"), new).await.unwrap();
        assert_eq!(sees(&site, &lucia, &key).await, set(&["b"]), "other terms leave it hidden");
        accounts.hide(&who, &key, (&id, "Lucía"), what(false)).await.unwrap();
        assert_eq!(sees(&site, &lucia, &key).await, set(&["a", "b"]));
    }
}

#[tokio::test]
async fn access_that_was_ended_by_a_slip_is_given_back_for_some_days() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let lucia = lucia(&site, &ana, &key, VIEW_ONLY, None).await;
        let (who, accounts) = (Who::Account(ana.clone()), site.store.accounts());
        send_away(&site, &ana, &key).await;
        let person = only(&site, &ana, &key).await;
        assert!(person.can_be_given_back);

        accounts.give_back(&who, &key, (&person.id, "Lucía")).await.unwrap();
        opens(&site, &lucia, &key, view()).await.unwrap();

        send_away(&site, &ana, &key).await;
        site.after_seconds(8 * 86_400);
        let late = accounts.give_back(&who, &key, (&person.id, "Lucía")).await;
        assert!(matches!(late, Err(StoreError::NotAllowed("too-late-to-give-back"))));
        assert!(is_over(&opens(&site, &lucia, &key, view()).await));
        assert!(is_whole(&site).await);
    }
}

#[tokio::test]
async fn a_caregiver_changes_nobody_but_whom_they_let_in_and_nothing_of_the_patients() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let lucia = lucia(&site, &ana, &key, Rights::OWNER, None).await;
        let (accounts, access) = (site.store.accounts(), site.store.access());
        let of_ana = only(&site, &ana, &key).await.id;
        let hers = Who::Account(lucia.clone());
        accounts.let_in(&hers, &key, lucia_as(VIEW_ONLY, None)).await.unwrap();

        let permit = access.open(&hers, &key, view()).await.unwrap();
        let seen = accounts.caregivers(&permit).await.unwrap();
        assert_eq!(seen.len(), 1, "only whom she let in herself");
        assert_ne!(seen[0].id, of_ana);
        let own = (of_ana.as_str(), "Lucía");
        let wider = from_now(Terms::everything(Rights::OWNER));
        assert!(is_not_found(&accounts.change_terms(&hers, &key, own, wider).await));
        assert!(is_not_found(&accounts.end(&hers, &key, &of_ana, "Lucía").await));
        assert!(is_not_allowed(&accounts.untie(&hers, &key, &ana).await));
        let terms = Terms::everything(Rights::NONE);
        let new = NewRestriction { terms, legal_reason: None, until: None };
        assert!(is_not_allowed(&access.restrict(&hers, &key, new.clone()).await.map(|_| ())));
        let by_ana = access.restrict(&Who::Account(ana.clone()), &key, new).await.unwrap();
        assert!(is_not_allowed(&access.lift(&hers, &key, &by_ana).await));
        assert_eq!(accounts.own_accounts(&permit).await.unwrap().len(), 0);
        let lines = site.store.audit().lines(&permit, 0, 100).await.unwrap();
        let mut by = lines.iter().filter_map(|line| line.told.as_ref()).map(|(by, _)| by);
        assert!(by.all(|by| by.account.as_ref() == Some(&lucia)), "what others did is not told");
    }
}

#[tokio::test]
async fn all_access_ends_at_once() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let lucia = lucia(&site, &ana, &key, VIEW_ONLY, None).await;
        let code = invited(&site, &ana, &key, VIEW_ONLY, None).await;
        let who = Who::Account(ana.clone());

        assert_eq!(site.store.accounts().end_all(&who, &key).await.unwrap(), 2);

        assert!(is_over(&opens(&site, &lucia, &key, view()).await));
        let (born, new) = (date(1955, 3, 14), person("late", "Too Late"));
        let late = site.store.accounts().redeem(&code, born, new, "here").await.unwrap();
        assert_eq!(late, Redeemed::Wrong, "an open code is dead too");
        opens(&site, &ana, &key, view()).await.unwrap();
        assert!(is_whole(&site).await);
    }
}

#[tokio::test]
async fn a_preview_shows_what_somebody_sees_and_does_nothing_else() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let results = || ["a", "b"].map(|id| result(&key, id, "2026-01-01", "1")).into();
        import(&site.store, &ANA, results()).await;
        let lucia = lucia(&site, &ana, &key, Rights { manage: false, ..Rights::OWNER }, None).await;
        let (who, access) = (Who::Account(ana.clone()), site.store.access());
        let grant = only(&site, &ana, &key).await.id;
        let what = Hiding { local: "a".to_owned(), is_visit: false, is_hidden: true };
        site.store.accounts().hide(&who, &key, (&grant, "Lucía"), what).await.unwrap();
        let through = |account: &AccountId| {
            let (account, patient, grant) = (account.clone(), key.clone(), grant.clone());
            Who::Preview { account, patient, grant }
        };

        let theirs = sees(&site, &Who::Account(lucia.clone()), &key).await;
        assert_eq!(sees(&site, &through(&ana), &key).await, theirs);
        let permit = access.open(&through(&ana), &key, view()).await.unwrap();
        assert_eq!(permit.by().part, Part::Patient, "it is she who looks");
        assert_eq!(permit.seen_as().unwrap().name, "Lucía Reyes");
        assert_eq!(permit.rights(), Rights { manage: false, ..Rights::OWNER });
        for action in [download(), transmit()] {
            let outcome = access.open(&through(&ana), &key, action).await;
            assert!(matches!(outcome, Err(StoreError::NotAllowed("only-a-preview"))));
        }
        // Somebody else's word for it opens nothing, and hides nothing from them.
        let tom = site.store.accounts().create(person("tom", "Tom Becker")).await.unwrap();
        let outcome = access.open(&through(&tom), &key, view()).await;
        assert!(matches!(outcome, Err(StoreError::NotFound)));
        let permit = access.open(&through(&lucia), &key, view()).await.unwrap();
        assert_eq!((permit.seen_as(), permit.by().part), (None, Part::Caregiver));
    }
}

#[tokio::test]
async fn a_record_is_told_as_open_later_or_no_more() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let lucia = lucia(&site, &ana, &key, VIEW_ONLY, None).await;
        let (who, id) = (Who::Account(ana.clone()), only(&site, &ana, &key).await.id);
        let accounts = site.store.accounts();
        let standing = async || {
            let all: Vec<CaredFor> = site.store.access().cared_for(&lucia).await.unwrap();
            assert_eq!(all.len(), 1);
            let is_named = all[0].name.is_some();
            assert_eq!(is_named, matches!(all[0].standing, RecordAccess::Open(_)));
            all[0].standing
        };
        assert_eq!(standing().await, RecordAccess::Open(None));

        let begins = date(2026, 5, 20);
        let later = NewTerms { from: Some(begins), ..from_now(Terms::everything(VIEW_ONLY)) };
        accounts.change_terms(&who, &key, (&id, "Lucía"), later).await.unwrap();
        assert_eq!(standing().await, RecordAccess::Later(begins));
        let outcome = opens(&site, &lucia, &key, view()).await;
        assert!(matches!(outcome, Err(StoreError::AccessLater(day)) if day == begins));

        accounts.end(&who, &key, &id, "Lucía").await.unwrap();
        assert_eq!(standing().await, RecordAccess::Over(date(2026, 5, 3)));
    }
}

#[tokio::test]
async fn a_sensitive_topic_is_hidden_from_others_until_it_is_opened_and_never_from_the_patient() {
    const ICD10: &str = "http://hl7.org/fhir/sid/icd-10-cm";
    for site in both_engines().await {
        site.store.set_topics(Topics::built_in());
        let (ana, key) = ana(&site).await;
        let coded = |id: &str, code: &str| {
            let code = format!(r#""code":{{"coding":[{{"system":"{ICD10}","code":"{code}"}}]}}"#);
            other(&key, "Condition", id, &code)
        };
        let all = vec![coded("usual", "I10"), coded("mind", "F32.1"), coded("virus", "B20")];
        import(&site.store, &ANA, all).await;
        let lucia = Who::Account(lucia(&site, &ana, &key, VIEW_ONLY, None).await);
        let (who, id) = (Who::Account(ana.clone()), only(&site, &ana, &key).await.id);

        assert_eq!(sees(&site, &lucia, &key).await, set(&["usual"]));
        assert_eq!(sees(&site, &who, &key).await, set(&["usual", "mind", "virus"]));
        let opened = BTreeSet::from(["mental-health".to_owned()]);
        let terms = Terms { opened, ..Terms::everything(VIEW_ONLY) };
        let accounts = site.store.accounts();
        accounts.change_terms(&who, &key, (&id, "Lucía"), from_now(terms)).await.unwrap();
        assert_eq!(sees(&site, &lucia, &key).await, set(&["usual", "mind"]));
        let id = ResourceId::in_record(&key, "virus").unwrap();
        let permit = site.store.access().open(&lucia, &key, view()).await;
        let record = site.store.records().open(&permit.unwrap()).await.unwrap();
        assert!(record.resource(&id).await.unwrap().is_none());
    }
}
