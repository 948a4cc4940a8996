//! From asking to the clinic's inbox, and what follows from trouble on the way.

mod broken_off;
mod notices;
mod told;
mod whole_way;

use std::sync::atomic::{AtomicI64, Ordering};

use bluebutton_crypto::SystemRandom;
use bluebutton_crypto::smime::{Certificate, Identity};
use bluebutton_record::{Language, PatientKey, Selection};
use bluebutton_store::events::{Event, SendingStep};
use bluebutton_store::jobs::Outcome;
use bluebutton_store::transmissions::{NewTransmission, TransmissionState, Way};
use bluebutton_store::{Action, OpenOptions, Who};
use jiff::SignedDuration;
use tempfile::TempDir;

use super::transmission::after;
use super::*;
use crate::direct::Trouble;
use crate::direct::tests::{Place, place};
use crate::import::{Importer, Source};
use crate::inbox::{Accepts, Inbox, InboxSettings};

fn now() -> jiff::Timestamp {
    "2026-05-03T12:00:00Z".parse().unwrap()
}

#[test]
fn trouble_that_may_pass_is_tried_again_after_longer_and_longer_waits() {
    let trouble = Trouble::passing("send-delayed-unreachable", "");
    let waits: Vec<i64> = (0..5)
        .map(|attempts| match after(&trouble, attempts, now()) {
            (TransmissionState::Delayed { next, .. }, Outcome::Retry { at, .. }) if next == at => {
                (at.as_second() - now().as_second()) / 60
            }
            other => panic!("not tried again: {other:?}"),
        })
        .collect();
    assert_eq!(waits, [1, 5, 15, 60, 240]);
}

#[test]
fn after_the_last_try_it_is_given_up_with_a_reason_that_says_so() {
    let trouble = Trouble::passing("send-delayed-busy", "");
    let (state, _) = after(&trouble, 5, now());
    assert_eq!(state, TransmissionState::Failed { why: "send-failed-unreachable".to_owned() });
}

#[test]
fn lasting_trouble_is_never_tried_again() {
    let trouble = Trouble::lasting("send-failed-refused", "");
    let (state, _) = after(&trouble, 0, now());
    assert_eq!(state, TransmissionState::Failed { why: "send-failed-refused".to_owned() });
}

const DOCTOR: &str = "dr.lee@clinic.example";

const ANA: &str = r#"{"resourceType":"Bundle","type":"collection","entry":[
{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"1",
 "identifier":[{"system":"urn:oid:1.2.3","value":"MRN-1001"}],
 "name":[{"family":"Reyes","given":["Ana"]}],"birthDate":"1955-03-14","gender":"female"}},
{"fullUrl":"urn:uuid:2","resource":{"resourceType":"AllergyIntolerance","id":"2",
 "patient":{"reference":"urn:uuid:1"},"code":{"text":"Penicillin"}}},
{"fullUrl":"urn:uuid:3","resource":{"resourceType":"Immunization","id":"3","status":"completed",
 "patient":{"reference":"urn:uuid:1"},"vaccineCode":{"text":"Influenza vaccine"},
 "occurrenceDateTime":"2025-10-02"}}]}"#;

/// A store with Ana's record, mail settings, and a clinic that receives.
struct Site {
    store: Store,
    patient: PatientKey,
    place: Place,
    inbox: Inbox,
    clock: Arc<AtomicI64>,
    _data: TempDir,
}

async fn site(accepts: Accepts) -> Site {
    let mut place = place();
    let clock = Arc::new(AtomicI64::new(now().as_second()));
    let ticks = clock.clone();
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(OpenOptions {
        data: data.path().to_owned(),
        database: None,
        root_key: None,
        clock: Arc::new(move || {
            jiff::Timestamp::from_second(ticks.load(Ordering::SeqCst)).unwrap()
        }),
        random: Arc::new(SystemRandom),
    })
    .await
    .unwrap();
    let file = Source::Bytes("ana.json".to_owned(), ANA.as_bytes().into());
    let summary = Importer::new(store.clone()).run(vec![file]).await.unwrap();
    assert!(summary.is_whole(), "{summary:?}");
    let cards = store.patients().search(&Who::Operator, "Reyes", 5).await.unwrap();
    let (certificate, key) = &place.issued.identities[1];
    let settings = InboxSettings {
        identities: vec![Identity::from_pem(certificate, key).unwrap()],
        anchors: Certificate::parse_all(place.issued.anchor_pem.as_bytes()).unwrap(),
        accepts,
        clock: Arc::new(now),
    };
    let (inbox, address) = Inbox::start(([127, 0, 0, 1], 0).into(), settings).await.unwrap();
    place.mail.smtp.port = address.port();
    Site { store, patient: cards[0].patient.clone(), place, inbox, clock, _data: data }
}

impl Site {
    /// Somebody at the command line asks for the whole record to be sent; its id.
    async fn ask(&self, way: Way, to: &str) -> String {
        let selection = Selection::default();
        let what = NewTransmission {
            way,
            to: to.to_owned(),
            selection,
            message: None,
            language: Language::English,
            risk_accepted: way == Way::Email,
        };
        self.store.transmissions().ask(&Who::Operator, &self.patient, what).await.unwrap()
    }

    /// Does one job that is due.
    async fn work(&self) -> bool {
        work_once(&self.store, &Arc::new(self.place.mail.clone())).await.unwrap()
    }

    /// Whether the timetable's checkpoint was made and waits for its next time.
    async fn has_signed(&self) -> bool {
        let waiting = bluebutton_store::jobs::JobState::Waiting;
        let list = self.store.jobs().list(&Who::Operator, waiting, 0, 10).await.unwrap();
        list.iter().any(|job| job.kind == "checkpoint" && job.taken > 0)
    }

    async fn state(&self, id: &str) -> TransmissionState {
        self.store.transmissions().get(&self.patient, id).await.unwrap().unwrap().state
    }

    /// What the patient's activity says of sending, newest first.
    async fn told(&self) -> Vec<SendingStep> {
        let view = Action::View { page: "activity", resource: None };
        let permit = self.store.access().open(&Who::Operator, &self.patient, view).await.unwrap();
        let lines = self.store.audit().lines(&permit, 0, 50).await.unwrap();
        let told = lines.into_iter().filter_map(|line| line.told);
        told.filter_map(|(_, event)| match event {
            Event::Sending { step, .. } => Some(step),
            _ => None,
        })
        .collect()
    }
}

#[tokio::test]
async fn an_address_without_certificate_fails_and_nothing_leaves_the_house() {
    let site = site(Accepts::Everybody).await;
    let id = site.ask(Way::Direct, "somebody@else.example").await;
    assert!(site.work().await);
    let why = "send-failed-no-certificate".to_owned();
    assert_eq!(site.state(&id).await, TransmissionState::Failed { why });
    assert!(site.inbox.list().is_empty());
}

#[tokio::test]
async fn every_reason_has_its_words_in_both_languages() {
    let reasons = [
        "send-address-not-usable",
        "send-failed-no-certificate",
        "send-failed-not-trusted",
        "send-failed-refused",
        "send-failed-unreachable",
        "send-failed-not-allowed",
        "send-failed-file",
        "send-failed-too-large",
        "send-failed-not-set-up",
        "send-may-have-gone",
        "send-delayed-unreachable",
        "send-delayed-busy",
        "send-delayed-our-server",
        "send-delayed-file",
    ];
    for language in Language::ALL {
        for reason in reasons {
            let words = bluebutton_record::Words::of(language).text(reason);
            assert!(!words.starts_with('['), "{reason} in {language:?}");
        }
    }
}

#[tokio::test]
async fn a_worker_signs_the_audit_trail_sends_what_waits_and_stops_when_told() {
    let site = site(Accepts::Everybody).await;
    let id = site.ask(Way::Direct, "somebody@else.example").await;
    let (stop, stopped) = watch::channel(false);
    let mail = Arc::new(site.place.mail.clone());
    let working = tokio::spawn(run(site.store.clone(), mail, stopped));
    while site.state(&id).await == TransmissionState::Waiting || !site.has_signed().await {
        tokio::task::yield_now().await;
    }
    stop.send_replace(true);
    working.await.unwrap();
    let check = site.store.verify(|_, _| {}).await.unwrap();
    assert!(check.checkpoints > 0);
    assert_eq!(check.findings, Vec::<String>::new());
    let counted = site.store.audit().measures("2026-01-01").await.unwrap();
    assert!(!counted.is_empty(), "what was done is counted, too");
}
