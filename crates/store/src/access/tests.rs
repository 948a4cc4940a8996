//! Who may open what, on both engines.

mod emergencies;
mod limits;
mod representatives;
mod together;

use bluebutton_record::{Office, PatientKey, Selection, Terms};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

mod entering;
mod merged;

use super::{Action, Rights, Who};
use crate::accounts::tests::{on_staff, person};
use crate::accounts::{AccountId, LetIn, Redeemed};
use crate::db::testing::{Site, both_engines};
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Part, SendingStep};
use crate::testing::{ANA, TOM, import, permit};
use crate::transmissions::Way;

const VIEW_ONLY: Rights = Rights { view: true, ..Rights::NONE };

fn view() -> Action {
    Action::View { page: "medications", resource: None }
}

fn download() -> Action {
    Action::Download { format: "pdf", selection: Selection::default() }
}

fn transmit() -> Action {
    let to = "dr.lee@clinic.example".to_owned();
    Action::Transmit { way: Way::Direct, to, selection: Selection::default() }
}

fn lucia_as(rights: Rights, until: Option<Date>) -> LetIn {
    LetIn::everything("Lucía", rights, until)
}

/// Ana, with an account for her own record, and Tom's record beside it.
async fn ana(site: &Site) -> (AccountId, PatientKey) {
    import(&site.store, &ANA, Vec::new()).await;
    import(&site.store, &TOM, Vec::new()).await;
    let key = ANA.key(&site.store).await;
    let id = site.store.accounts().create(person("ana", "Ana Reyes")).await.unwrap();
    site.store.accounts().own(&id, &key).await.unwrap();
    (id, key)
}

async fn opens(site: &Site, who: &AccountId, key: &PatientKey, action: Action) -> Result<()> {
    let who = Who::Account(who.clone());
    site.store.access().open(&who, key, action).await.map(|_| ())
}

/// Ana lets Lucía in; her code.
async fn invited(
    site: &Site,
    ana: &AccountId,
    key: &PatientKey,
    rights: Rights,
    until: Option<Date>,
) -> String {
    let who = Who::Account(ana.clone());
    site.store.accounts().let_in(&who, key, lucia_as(rights, until)).await.unwrap().0
}

/// Ana lets Lucía in, and Lucía comes.
async fn lucia(
    site: &Site,
    ana: &AccountId,
    key: &PatientKey,
    rights: Rights,
    until: Option<Date>,
) -> AccountId {
    let code = invited(site, ana, key, rights, until).await;
    let new = person("lucia", "Lucía Reyes");
    let redeemed = site.store.accounts().redeem(&code, date(1955, 3, 14), new, "here").await;
    match redeemed.unwrap() {
        Redeemed::Done(id) => id,
        other => panic!("{other:?}"),
    }
}

async fn send_away(site: &Site, ana: &AccountId, key: &PatientKey) {
    let who = Who::Account(ana.clone());
    let permit = site.store.access().open(&who, key, view()).await.unwrap();
    let let_in = site.store.accounts().caregivers(&permit).await.unwrap();
    site.store.accounts().end(&who, key, &let_in[0].id, "Lucía").await.unwrap();
}

async fn newest_line(site: &Site, key: &PatientKey) -> (By, Event) {
    let permit = permit(&site.store, key).await;
    site.store.audit().lines(&permit, 1, 1).await.unwrap().remove(0).told.unwrap()
}

fn is_not_found(outcome: &Result<()>) -> bool {
    matches!(outcome, Err(StoreError::NotFound))
}

/// They were in, and are told that they are no more.
fn is_over(outcome: &Result<()>) -> bool {
    matches!(outcome, Err(StoreError::AccessOver(_)))
}

fn is_not_allowed(outcome: &Result<()>) -> bool {
    matches!(outcome, Err(StoreError::NotAllowed("not-in-your-rights")))
}

#[tokio::test]
async fn a_patient_may_do_everything_with_their_own_record() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        for action in [view(), download(), transmit()] {
            opens(&site, &ana, &key, action).await.unwrap();
        }
        invited(&site, &ana, &key, VIEW_ONLY, None).await;
    }
}

#[tokio::test]
async fn somebody_elses_record_is_not_there() {
    for site in both_engines().await {
        let (ana, _) = ana(&site).await;
        let toms = TOM.key(&site.store).await;
        let before = site.store.audit().length(&toms).await.unwrap();
        for action in [view(), download(), transmit()] {
            let outcome = opens(&site, &ana, &toms, action).await;
            assert!(is_not_found(&outcome), "{}: {outcome:?}", site.engine);
        }
        let who = Who::Account(ana);
        let outcome = site.store.accounts().let_in(&who, &toms, lucia_as(VIEW_ONLY, None)).await;
        assert!(is_not_found(&outcome.map(|_| ())), "{}", site.engine);
        assert_eq!(site.store.audit().length(&toms).await.unwrap(), before);
    }
}

#[tokio::test]
async fn a_record_that_does_not_exist_is_not_there_for_the_operator_either() {
    for site in both_engines().await {
        let nobody = PatientKey::from_hash(b"not there");
        let outcome = site.store.access().open(&Who::Operator, &nobody, view()).await;
        assert!(matches!(outcome, Err(StoreError::NotFound)), "{}", site.engine);
        assert_eq!(site.store.audit().length(&nobody).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn every_opening_is_told_to_the_patient() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let selection = Selection {
            dates: bluebutton_record::DateRange {
                from: Some(date(2024, 1, 1)),
                to: Some(date(2024, 12, 31)),
            },
            sections: Some([bluebutton_record::Section::Results].into()),
            visit: None,
        };
        let to = "dr.lee@clinic.example".to_owned();
        let action = Action::Transmit { way: Way::Direct, to: to.clone(), selection };
        opens(&site, &ana, &key, action).await.unwrap();

        let (by, event) = newest_line(&site, &key).await;

        assert_eq!((by.name.as_deref(), by.part), (Some("Ana Reyes"), Part::Patient));
        let selection = "results 2024-01-01/2024-12-31".to_owned();
        let (step, way) = (SendingStep::Asked, Way::Direct);
        assert_eq!(event, Event::Sending { step, way, to, selection }, "{}", site.engine);
    }
}

#[tokio::test]
async fn a_caregiver_may_do_what_the_patient_allowed_and_no_more() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let lucia = lucia(&site, &ana, &key, VIEW_ONLY, None).await;

        opens(&site, &lucia, &key, view()).await.unwrap();
        let (by, _) = newest_line(&site, &key).await;
        assert_eq!((by.name.as_deref(), by.part), (Some("Lucía Reyes"), Part::Caregiver));
        for action in [download(), transmit()] {
            let outcome = opens(&site, &lucia, &key, action).await;
            assert!(is_not_allowed(&outcome), "{}: {outcome:?}", site.engine);
        }
        let toms = TOM.key(&site.store).await;
        assert!(is_not_found(&opens(&site, &lucia, &toms, view()).await));
        let records = site.store.access().records_of(&lucia).await.unwrap();
        assert_eq!((records.len(), records[0].is_own), (1, false));
        assert_eq!(records[0].rights, VIEW_ONLY);
    }
}

#[tokio::test]
async fn a_caregiver_who_is_sent_away_is_out_at_once() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let lucia = lucia(&site, &ana, &key, Rights { manage: false, ..Rights::OWNER }, None).await;
        opens(&site, &lucia, &key, transmit()).await.unwrap();

        send_away(&site, &ana, &key).await;

        for action in [view(), download(), transmit()] {
            assert!(is_over(&opens(&site, &lucia, &key, action).await), "{}", site.engine);
        }
        assert!(site.store.access().records_of(&lucia).await.unwrap().is_empty());
        // What she asked for before is not done any more either.
        let job = Who::Job { on_behalf_of: Some(lucia) };
        let outcome = site.store.access().open(&job, &key, transmit()).await;
        assert!(is_over(&outcome.map(|_| ())));
    }
}

#[tokio::test]
async fn a_caregiver_is_out_at_the_midnight_of_the_site() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        // The clock stands at noon (UTC) of May 3; in New York that is 8 in the morning.
        site.store.set_time_zone(TimeZone::get("America/New_York").unwrap());
        let lucia = lucia(&site, &ana, &key, VIEW_ONLY, Some(date(2026, 5, 3))).await;
        site.after_seconds(16 * 3600 - 1);
        opens(&site, &lucia, &key, view()).await.unwrap();
        site.after_seconds(1);
        let outcome = opens(&site, &lucia, &key, view()).await;
        let last_day = date(2026, 5, 3);
        let is_told = matches!(outcome, Err(StoreError::AccessOver(day)) if day == last_day);
        assert!(is_told, "{}: {outcome:?}", site.engine);
    }
}

#[tokio::test]
async fn an_invited_caregiver_who_is_sent_away_first_never_comes_in() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let code = invited(&site, &ana, &key, VIEW_ONLY, None).await;
        send_away(&site, &ana, &key).await;
        let lucia = person("lucia", "Lucía Reyes");
        let born = date(1955, 3, 14);
        let redeemed = site.store.accounts().redeem(&code, born, lucia, "here").await.unwrap();
        assert_eq!(redeemed, Redeemed::Wrong, "{}", site.engine);
        assert_eq!(site.store.accounts().by_login("lucia").await.unwrap(), None);
    }
}

#[tokio::test]
async fn somebody_with_an_account_adds_a_record_to_their_list() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let code = invited(&site, &ana, &key, VIEW_ONLY, None).await;
        let tom = site.store.accounts().create(person("tom", "Tom Becker")).await.unwrap();
        let toms = TOM.key(&site.store).await;
        site.store.accounts().own(&tom, &toms).await.unwrap();

        let born = date(1955, 3, 14);
        let accepted = site.store.accounts().accept(&tom, &code, born, "here").await.unwrap();

        assert_eq!(accepted, Redeemed::Done(tom.clone()), "{}", site.engine);
        let records = site.store.access().records_of(&tom).await.unwrap();
        let listed: Vec<_> = records.iter().map(|open| (&open.patient, open.is_own)).collect();
        assert_eq!(listed, [(&toms, true), (&key, false)]);
        let who = Who::Account(ana);
        let sharing = Action::View { page: "sharing", resource: None };
        let permit = site.store.access().open(&who, &key, sharing).await.unwrap();
        let let_in = site.store.accounts().caregivers(&permit).await.unwrap();
        assert_eq!(let_in[0].name, "Tom Becker", "as his account says");
        assert!(let_in[0].accepted.is_some());
    }
}

#[tokio::test]
async fn only_the_patient_lets_people_in_and_sees_who_is_in() {
    for site in both_engines().await {
        let (ana, key) = ana(&site).await;
        let lucia = lucia(&site, &ana, &key, VIEW_ONLY, None).await;
        let lucia = Who::Account(lucia);
        let of_lucia = site.store.access().open(&lucia, &key, view()).await.unwrap();
        let accounts = site.store.accounts();
        assert!(is_not_allowed(&accounts.caregivers(&of_lucia).await.map(|_| ())));
        let before = site.store.audit().length(&key).await.unwrap();
        let outcome = accounts.let_in(&lucia, &key, lucia_as(VIEW_ONLY, None)).await;
        assert!(is_not_allowed(&outcome.map(|_| ())), "{}", site.engine);
        assert!(is_not_allowed(&accounts.end(&lucia, &key, "x", "x").await));
        let unknown = accounts.end(&Who::Account(ana), &key, "x", "x").await;
        assert!(is_not_found(&unknown), "{}: nobody of that id is in", site.engine);
        let after = site.store.audit().length(&key).await.unwrap();
        assert_eq!(before, after, "what was not done leaves no line");
    }
}

#[tokio::test]
async fn staff_hand_out_invitations_and_open_no_record() {
    for site in both_engines().await {
        let (_, key) = ana(&site).await;
        let nora = on_staff(&site, "nora", &[Office::FrontDesk]).await;
        for action in [view(), download(), transmit()] {
            assert!(is_not_found(&opens(&site, &nora, &key, action).await), "{}", site.engine);
        }
        let who = Who::Account(nora.clone());
        let outcome = site.store.accounts().let_in(&who, &key, lucia_as(VIEW_ONLY, None)).await;
        assert!(is_not_found(&outcome.map(|_| ())), "{}", site.engine);
        site.store.accounts().invite_patient(&nora, &key).await.unwrap();
        let (by, event) = newest_line(&site, &key).await;
        assert_eq!((by.part, event), (Part::Staff, Event::InvitationMade));
        let owns = site.store.accounts().own(&nora, &key).await;
        assert!(matches!(owns, Err(StoreError::NotAllowed(_))));
    }
}

#[test]
fn terms_from_before_apps_were_a_right_let_no_app_in_whatever_else_they_allow() {
    let old = r#"{"rights":{"view":true,"download":true,"transmit":true,"manage":true}}"#;
    let terms: Terms = serde_json::from_str(old).unwrap();
    assert_eq!(terms, Terms::everything(Rights { apps: false, ..Rights::OWNER }));
    let kept = serde_json::to_string(&Terms::everything(Rights::OWNER)).unwrap();
    assert_eq!(serde_json::from_str::<Terms>(&kept).unwrap().rights, Rights::OWNER);
}
