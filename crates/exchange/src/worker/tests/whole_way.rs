//! The whole way, from asking to the clinic's inbox.

use super::*;
use crate::download::{self, Format, Wish};
use bluebutton_store::events::SendingStep::{Asked, Failed, Opened, Sent};

#[tokio::test]
async fn what_a_patient_sends_arrives_at_the_clinic_and_stands_in_their_activity() {
    let site = site(Accepts::Everybody).await;
    let id = site.ask(Way::Direct, DOCTOR).await;

    assert!(site.work().await);

    assert_eq!(site.state(&id).await, TransmissionState::Sent);
    let list = site.inbox.list();
    let [message] = &list[..] else { panic!("{} messages", list.len()) };
    assert!(message.trusted, "{:?}", message.problem);
    let first = "This message was sent by Riverside Family Clinic at the request of its records \
                 office for Ana Reyes.";
    assert!(message.text.starts_with(first), "{}", message.text);
    let [request, ccd, pdf] = &message.attachments[..] else { panic!("not three files") };
    assert_eq!(request.name, "request.txt");
    let action = Action::Download { format: "ccda", selection: Selection::default() };
    let permit = site.store.access().open(&Who::Operator, &site.patient, action).await.unwrap();
    let organization = &site.place.mail.organization;
    let selection = Selection::default();
    let wish = Wish { selection: &selection, language: Language::English, organization };
    let made = download::make(&site.store, &permit, Format::Ccda, wish);
    assert_eq!(ccd.bytes, made.await.unwrap().bytes, "the same file that a download gives");
    assert!(pdf.bytes.starts_with(b"%PDF-"));
    assert_eq!(site.told().await, [Sent, Opened, Asked]);
    assert!(!site.work().await, "nothing is left to do");
}

#[tokio::test]
async fn plain_e_mail_brings_the_pdf_alone() {
    let site = site(Accepts::Everybody).await;
    let id = site.ask(Way::Email, "ana@mail.example").await;
    assert!(site.work().await);
    assert_eq!(site.state(&id).await, TransmissionState::Sent);
    let message = &site.inbox.list()[0];
    assert_eq!(message.attachments.len(), 1);
    assert_eq!(message.attachments[0].media_type, "application/pdf");
}

#[tokio::test]
async fn a_refusal_is_final_and_the_patient_reads_why() {
    let site = site(Accepts::Only(Vec::new())).await;
    let id = site.ask(Way::Direct, DOCTOR).await;
    assert!(site.work().await);
    assert_eq!(
        site.state(&id).await,
        TransmissionState::Failed { why: "send-failed-refused".to_owned() }
    );
    assert_eq!(site.told().await, [Failed, Opened, Asked]);
    assert!(!site.work().await);
}

#[tokio::test]
async fn a_mail_server_that_is_away_for_a_minute_delays_and_loses_nothing() {
    let mut site = site(Accepts::Everybody).await;
    let port = std::mem::replace(&mut site.place.mail.smtp.port, 1);
    let id = site.ask(Way::Direct, DOCTOR).await;
    assert!(site.work().await);
    let next = now() + SignedDuration::from_secs(60);
    let why = "send-delayed-unreachable".to_owned();
    assert_eq!(site.state(&id).await, TransmissionState::Delayed { why, next });
    assert!(!site.work().await, "not before its time");

    site.place.mail.smtp.port = port;
    site.clock.fetch_add(60, Ordering::SeqCst);
    assert!(site.work().await);

    assert_eq!(site.state(&id).await, TransmissionState::Sent);
    assert_eq!(site.inbox.list().len(), 1);
}
