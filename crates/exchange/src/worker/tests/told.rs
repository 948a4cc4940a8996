//! What becomes of a record, and who hears of it: what is sent, what is shown, and accounts that end.

use bluebutton_record::withholding::Ground;
use bluebutton_record::{Rights, Terms};
use bluebutton_store::access::withholding::NewWithholding;
use bluebutton_store::accounts::AccountId;

use super::notices::{ana, lucia, told};
use super::*;

/// Everything that goes out by and by: to whom, and the subject.
async fn letters(site: &Site) -> Vec<(String, String)> {
    let new = told(site).await;
    let list = site.inbox.list().into_iter().take(new);
    let mut all: Vec<_> = list
        .map(|letter| {
            for word in ["Reyes", "Lucía", "Penicillin", "else.example"] {
                assert!(!letter.text.contains(word), "{word}: {}", letter.text);
            }
            (letter.to.concat(), letter.subject.clone())
        })
        .collect();
    all.sort();
    all
}

fn are(all: &[(String, String)], expected: &[(&str, &str)]) {
    assert_eq!(all.len(), expected.len(), "{all:?}");
    for ((to, subject), (to_expected, words)) in all.iter().zip(expected) {
        assert!(to == to_expected && subject.contains(words), "{to_expected} {words}: {all:?}");
    }
}

const ANAS: &str = "ana@example.org";
const LUCIAS: &str = "lucia@example.org";

#[tokio::test]
async fn the_end_of_an_account_is_told_to_who_had_it_and_to_those_whose_record_it_opened() {
    let site = site(Accepts::Everybody).await;
    let (ana, _, _) = ana(&site).await;
    let lucia = lucia(&site, &ana).await;
    site.store.accounts().end_account(&lucia).await.unwrap();
    let ended = [(ANAS, "quién puede ver"), (LUCIAS, "was ended")];
    are(&letters(&site).await, &ended);

    site.store.accounts().end_account(&ana).await.unwrap();
    are(&letters(&site).await, &[(ANAS, "Se cerró su cuenta")]);
    assert!(!site.inbox.list()[0].text.contains("inicie sesión"), "she can't any more");
    are(&letters(&site).await, &[]);
}

#[tokio::test]
async fn who_lost_access_before_an_account_ended_is_no_news_to_the_patient() {
    let site = site(Accepts::Everybody).await;
    let (ana, _, _) = ana(&site).await;
    let lucia = lucia(&site, &ana).await;
    site.store.accounts().end_all(&Who::from(&ana), &site.patient).await.unwrap();
    letters(&site).await;
    site.store.accounts().end_account(&lucia).await.unwrap();
    are(&letters(&site).await, &[(LUCIAS, "was ended")]);
}

#[tokio::test]
async fn what_is_withheld_is_told_to_whoever_the_record_belongs_to_and_to_nobody_who_helps() {
    let site = site(Accepts::Everybody).await;
    let (ana, _, _) = ana(&site).await;
    lucia(&site, &ana).await;
    let access = site.store.access();
    let new = NewWithholding {
        terms: Terms { hidden: ["x".to_owned()].into(), ..Terms::everything(Rights::OWNER) },
        ground: Ground::Danger,
        note: "A threat was made.".to_owned(),
        until: jiff::civil::date(2026, 6, 1),
    };
    let id = access.withhold(&Who::Operator, &site.patient, new).await.unwrap();
    are(&letters(&site).await, &[(ANAS, "lo que se muestra")]);
    access.stop_withholding(&Who::Operator, &site.patient, &id).await.unwrap();
    are(&letters(&site).await, &[(ANAS, "lo que se muestra")]);
}

async fn send(site: &Site, by: &AccountId, to: &str) {
    let what = NewTransmission {
        way: Way::Direct,
        to: to.to_owned(),
        selection: Selection::default(),
        message: None,
        language: Language::English,
        risk_accepted: false,
    };
    let sent = site.store.transmissions().ask(&Who::from(by), &site.patient, what).await;
    sent.unwrap();
    assert!(site.work().await);
}

#[tokio::test]
async fn what_leaves_a_record_is_told_to_its_owner_and_what_did_not_to_who_sent_it() {
    let site = site(Accepts::Everybody).await;
    let (ana, _, _) = ana(&site).await;
    let lucia = lucia(&site, &ana).await;
    send(&site, &lucia, DOCTOR).await;
    are(&letters(&site).await, &[(ANAS, "Se envió algo")]);
    send(&site, &lucia, "somebody@else.example").await;
    are(&letters(&site).await, &[(LUCIAS, "may not have arrived")]);
    send(&site, &ana, DOCTOR).await;
    are(&letters(&site).await, &[]);
    send(&site, &ana, "somebody@else.example").await;
    are(&letters(&site).await, &[(ANAS, "quizás no llegó")]);
}
