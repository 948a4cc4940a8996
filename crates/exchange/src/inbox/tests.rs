use std::sync::Arc;

use bluebutton_crypto::SystemRandom;
use bluebutton_crypto::smime::authority::issue;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};

use super::*;
use crate::direct::tests::{Place, content, now, place};
use crate::direct::{self, HandedOver, Trouble, make_ready};

const DOCTOR: &str = "dr.lee@clinic.example";

fn settings(place: &Place) -> InboxSettings {
    let (certificate, key) = &place.issued.identities[1];
    InboxSettings {
        identities: vec![Identity::from_pem(certificate, key).unwrap()],
        anchors: Certificate::parse_all(place.issued.anchor_pem.as_bytes()).unwrap(),
        accepts: Accepts::Everybody,
        clock: Arc::new(now),
    }
}

/// An inbox, with the mail settings leading to it.
async fn inbox(place: &mut Place, settings: InboxSettings) -> Inbox {
    let (inbox, address) = Inbox::start(([127, 0, 0, 1], 0).into(), settings).await.unwrap();
    place.mail.smtp.port = address.port();
    inbox
}

async fn send(place: &Place, way: Way, to: &str) -> Result<(), Trouble> {
    let ready = make_ready(&place.mail, way, &content(to), &SystemRandom)?;
    match direct::open(&place.mail.smtp, &ready).await?.hand_over(&ready.bytes).await {
        HandedOver::Taken => Ok(()),
        HandedOver::Refused(trouble) => Err(trouble),
        HandedOver::Unknown => panic!("the inbox did not answer"),
    }
}

#[tokio::test]
async fn a_direct_message_arrives_whole_and_trusted() {
    let mut place = place();
    let settings = settings(&place);
    let inbox = inbox(&mut place, settings).await;

    send(&place, Way::Direct, DOCTOR).await.unwrap();

    let list = inbox.list();
    let [message] = &list[..] else { panic!("{} messages", list.len()) };
    assert_eq!((message.way, message.problem.as_deref()), (Way::Direct, None));
    assert_eq!(message.signed_by.as_deref(), Some("records@riverside.example"));
    assert!(message.trusted);
    assert_eq!(message.subject, "Expediente médico enviado a petición de un paciente");
    assert!(message.text.starts_with("This message was sent by Riverside Family Clinic"));
    let sent = content(DOCTOR).files;
    assert_eq!(message.attachments.len(), 3);
    for (arrived, sent) in message.attachments.iter().skip(1).zip(&sent) {
        assert_eq!((&arrived.name, arrived.media_type.as_str()), (&sent.name, sent.media_type));
        assert_eq!(arrived.bytes, sent.bytes);
    }
    assert_eq!(inbox.get(&message.id).unwrap().raw, message.raw);
}

#[tokio::test]
async fn plain_e_mail_arrives_and_is_called_what_it_is() {
    let mut place = place();
    let settings = settings(&place);
    let inbox = inbox(&mut place, settings).await;
    send(&place, Way::Email, "ana@mail.example").await.unwrap();
    let message = &inbox.list()[0];
    assert_eq!((message.way, message.trusted), (Way::Email, false));
    assert!(message.text.contains("sent without encryption"));
    assert_eq!(message.attachments.len(), 2);
}

#[tokio::test]
async fn a_signer_of_an_authority_the_clinic_does_not_trust_is_shown_as_such() {
    let mut place = place();
    let mut settings = settings(&place);
    let others = issue("Other authority", &[], now().as_second(), 365).unwrap();
    settings.anchors = Certificate::parse_all(others.anchor_pem.as_bytes()).unwrap();
    let inbox = inbox(&mut place, settings).await;
    send(&place, Way::Direct, DOCTOR).await.unwrap();
    let message = &inbox.list()[0];
    assert!(!message.trusted);
    assert!(message.problem.as_ref().unwrap().starts_with("the certificate is not trusted"));
}

#[tokio::test]
async fn a_message_for_another_key_stays_closed_and_is_kept() {
    let mut place = place();
    let mut settings = settings(&place);
    settings.identities.clear();
    let inbox = inbox(&mut place, settings).await;
    send(&place, Way::Direct, DOCTOR).await.unwrap();
    let message = &inbox.list()[0];
    assert_eq!(message.problem.as_deref(), Some("it is not encrypted for anybody here"));
    assert!(message.attachments.is_empty() && !message.raw.is_empty());
}

#[tokio::test]
async fn a_recipient_the_server_does_not_know_is_lasting_trouble() {
    let mut place = place();
    let mut settings = settings(&place);
    settings.accepts = Accepts::Only(vec!["nobody@clinic.example".to_owned()]);
    let inbox = inbox(&mut place, settings).await;
    let trouble = send(&place, Way::Direct, DOCTOR).await.unwrap_err();
    assert_eq!((trouble.why, trouble.may_pass), ("send-failed-refused", false));
    assert!(inbox.list().is_empty());
}

#[tokio::test]
async fn a_server_that_is_not_there_is_trouble_that_may_pass() {
    let mut place = place();
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    place.mail.smtp.port = listener.local_addr().unwrap().port();
    drop(listener);
    let trouble = send(&place, Way::Direct, DOCTOR).await.unwrap_err();
    assert_eq!((trouble.why, trouble.may_pass), ("send-delayed-unreachable", true));
}

/// Says lines to an inbox and takes the first answer to each.
async fn talk(address: SocketAddr, lines: &[&str]) -> Vec<String> {
    let mut stream = BufReader::new(tokio::net::TcpStream::connect(address).await.unwrap());
    let mut answers = Vec::new();
    for line in std::iter::once(&"").chain(lines) {
        if !line.is_empty() {
            stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await.unwrap();
        }
        let mut answer = String::new();
        stream.read_line(&mut answer).await.unwrap();
        answers.push(answer.chars().take(3).collect());
    }
    answers
}

#[tokio::test]
async fn commands_out_of_order_and_nonsense_get_an_answer_each() {
    let mut place = place();
    let settings = settings(&place);
    let (_inbox, address) = Inbox::start(([127, 0, 0, 1], 0).into(), settings).await.unwrap();
    place.mail.smtp.port = address.port();
    let answers = talk(
        address,
        &[
            "HELO x",
            "DATA",
            "RCPT TO:<a@b.example>",
            "WHAT is this",
            "MAIL FROM:<a@b.example> SIZE=99999999999",
            "NOOP",
            "MAIL FROM:<a@b.example>",
            "RCPT TO:<c@d.example>",
            "RSET",
            "DATA",
            "QUIT",
        ],
    )
    .await;
    assert_eq!(
        answers,
        ["220", "250", "503", "503", "500", "552", "250", "250", "250", "250", "503", "221"]
    );
}

#[tokio::test]
async fn a_line_without_end_is_cut_off() {
    let place = place();
    let settings = settings(&place);
    let (_inbox, address) = Inbox::start(([127, 0, 0, 1], 0).into(), settings).await.unwrap();
    let long = "x".repeat(10_000);
    let answers = talk(address, &[&long]).await;
    assert_eq!(answers, ["220", "500"]);
}
