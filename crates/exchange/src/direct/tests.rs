use std::path::Path;
use std::process::Command;

use bluebutton_crypto::SystemRandom;
use bluebutton_crypto::smime::Identity;
use bluebutton_crypto::smime::authority::{Issued, issue};
use bluebutton_record::facts::Coding;
use bluebutton_record::{Language, Manifest, Organization};
use bluebutton_store::transmissions::{AskerRole, Requester, Way};
use jiff::Timestamp;
use tempfile::TempDir;

use super::*;
use crate::download::File;

const US: &str = "records@riverside.example";
const DOCTOR: &str = "dr.lee@clinic.example";

/// Our side and a recipient's, in a throw-away folder.
pub(crate) struct Place {
    pub(crate) folder: TempDir,
    pub(crate) mail: MailSettings,
    pub(crate) issued: Issued,
}

pub(crate) fn now() -> Timestamp {
    "2026-05-03T12:00:00Z".parse().unwrap()
}

/// An authority that both trust; certificates for us and for the doctor, valid for a year.
pub(crate) fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let issued = issue("Test authority", &[US, DOCTOR], now().as_second() - 3600, 365).unwrap();
    let (certificates, anchors) =
        (folder.path().join("certificates"), folder.path().join("anchors"));
    std::fs::create_dir_all(&certificates).unwrap();
    std::fs::create_dir_all(&anchors).unwrap();
    std::fs::write(certificates.join("doctor.pem"), &issued.identities[1].0).unwrap();
    std::fs::write(anchors.join("authority.pem"), &issued.anchor_pem).unwrap();
    let (certificate, key) = &issued.identities[0];
    let identity = Identity::from_pem(certificate, key).unwrap();
    let direct = DirectSettings::of(US, identity, certificates, anchors).unwrap();
    let smtp = SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port: 1,
        tls: TlsMode::None,
        user: None,
        password: None,
    };
    let organization = Organization {
        name: "Riverside Family Clinic".to_owned(),
        phone: Some("555-0100".to_owned()),
        ..Organization::default()
    };
    let email_from = Some("no-reply@riverside.example".to_owned());
    let mail = MailSettings {
        smtp,
        direct: Some(direct),
        email_from,
        organization,
        site: "https://records.riverside.example".to_owned(),
        zone: jiff::tz::TimeZone::UTC,
    };
    Place { folder, mail, issued }
}

fn file(name: &str, media_type: &'static str, bytes: &[u8]) -> File {
    let manifest = Manifest::default();
    File { name: name.to_owned(), media_type, bytes: bytes.to_vec(), manifest }
}

const CCD: &[u8] =
    b"<?xml version=\"1.0\"?>\n<ClinicalDocument>\n.\n..dots\nReyes, Ana\n</ClinicalDocument>\n";

fn pdf() -> Vec<u8> {
    (0..=255).cycle().take(5000).collect()
}

pub(crate) fn content(to: &str) -> Content {
    Content {
        id: "abcdefghijklmnopqrstuvwxyz".to_owned(),
        to: to.to_owned(),
        at: now(),
        patient: "Ana Reyes".to_owned(),
        asker: Requester { role: AskerRole::Patient, account: None, name: None },
        organization: place_organization(),
        message: Some("Please look at my last visit.\nThank you!".to_owned()),
        language: Language::Spanish,
        files: vec![
            file("health-record.xml", "application/xml", CCD),
            file("health-record.pdf", "application/pdf", &pdf()),
        ],
    }
}

fn place_organization() -> Organization {
    Organization { name: "Riverside Family Clinic".to_owned(), ..Organization::default() }
}

fn openssl(folder: &Path, arguments: &[&str]) {
    let output = Command::new("openssl").current_dir(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_notice_that_goes_with_a_record_is_in_the_message_in_both_languages() {
    let mut content = content(DOCTOR);
    let told = |content: &Content| PlainMessage::direct("a@b.example", content).bytes().unwrap();
    let words = |bytes: &[u8]| {
        let mail = crate::mime::read(bytes).unwrap();
        mail.text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(!words(&told(&content)).contains("42 CFR"));
    let part_2 = Coding::new("http://terminology.hl7.org/CodeSystem/v3-ActCode", "42CFRPart2");
    content.files[0].manifest.marks.add([&part_2]);
    let text = words(&told(&content));
    assert!(text.contains("42 CFR part 2 prohibits unauthorized use"), "{text}");
    assert!(text.contains("42 CFR parte 2 prohíbe"), "{text}");
}

#[test]
fn the_openssl_command_line_decrypts_and_verifies_a_direct_message() {
    let place = place();
    let ready = make_ready(&place.mail, Way::Direct, &content(DOCTOR), &SystemRandom).unwrap();
    let at = place.folder.path();
    std::fs::write(at.join("message.eml"), &ready.bytes).unwrap();
    std::fs::write(at.join("doctor.pem"), &place.issued.identities[1].0).unwrap();
    std::fs::write(at.join("doctor.key"), &place.issued.identities[1].1).unwrap();
    std::fs::write(at.join("anchor.pem"), &place.issued.anchor_pem).unwrap();

    let decrypt = ["cms", "-decrypt", "-in", "message.eml", "-recip", "doctor.pem"];
    openssl(at, &[&decrypt[..], &["-inkey", "doctor.key", "-out", "signed.eml"]].concat());
    let verify = ["cms", "-verify", "-in", "signed.eml", "-CAfile", "anchor.pem"];
    let moment = now().as_second().to_string();
    openssl(at, &[&verify[..], &["-attime", &moment, "-out", "inner.eml"]].concat());

    let inner = std::fs::read(at.join("inner.eml")).unwrap();
    let inner = String::from_utf8(inner).unwrap();
    assert!(inner.starts_with("Content-Type: message/rfc822\r\n"), "{inner}");
    let parsed = mail_parser::MessageParser::default().parse(inner.as_bytes()).unwrap();
    let mail_parser::PartType::Message(message) = &parsed.root_part().body else {
        panic!("not wrapped as message/rfc822")
    };
    let names: Vec<_> =
        message.attachments().filter_map(mail_parser::MimeHeaders::attachment_name).collect();
    assert_eq!(names, ["request.txt", "health-record.xml", "health-record.pdf"]);
    assert_eq!(message.attachment(1).unwrap().contents(), CCD);
    assert_eq!(message.attachment(2).unwrap().contents(), pdf());
}

#[test]
fn the_context_sentence_comes_first_and_the_patients_words_follow() {
    let content = content(DOCTOR);
    let bytes = PlainMessage::direct(US, &content).bytes().unwrap();
    let message = mail_parser::MessageParser::default().parse(&bytes).unwrap();
    let text = message.body_text(0).unwrap();
    let first = "This message was sent by Riverside Family Clinic at the request of Ana Reyes.";
    assert!(text.starts_with(first), "{text}");
    assert!(text.contains("Riverside Family Clinic envió este mensaje a petición de Ana Reyes."));
    assert!(text.contains("Please look at my last visit."));
    let request = message.attachment(0).unwrap().text_contents().unwrap().replace("\r\n", "\n");
    assert_eq!(
        request,
        "Destination: dr.lee@clinic.example\nPatient: Ana Reyes\n\
         Data-holder: Riverside Family Clinic\nRecurring: No\n"
    );
}

#[test]
fn what_a_caregiver_or_the_office_asked_for_is_told_as_theirs() {
    let mut content = content(DOCTOR);
    let name = Some("Tom Becker".to_owned());
    content.asker = Requester { role: AskerRole::Caregiver, account: None, name };
    let (text, request) = words(&content);
    let first = "This message was sent by Riverside Family Clinic at the request of Tom Becker \
                 for Ana Reyes.";
    assert!(text.starts_with(first), "{text}");
    assert!(text.contains("Mensaje de Tom Becker:"), "{text}");
    assert!(request.ends_with("Requested-by: Tom Becker\n"), "{request}");

    content.asker = Requester { role: AskerRole::Office, account: None, name: None };
    let (text, request) = words(&content);
    assert!(text.contains("at the request of its records office for Ana Reyes."), "{text}");
    assert!(request.ends_with("Requested-by: Riverside Family Clinic\n"), "{request}");
}

#[test]
fn a_name_brings_no_line_and_no_steering_sign_into_a_message() {
    let mut content = content(DOCTOR);
    content.patient = "Ana\r\nBcc: x@y.example\u{202e}\u{1b}[2J".to_owned();
    content.organization.name = "Clinic\r\nX-Evil: 1".to_owned();
    content.message = Some("Hello\u{1b}[31m\nthere".to_owned());
    let (text, request) = words(&content);
    assert_eq!(request.lines().count(), 4, "{request}");
    assert!(request.contains("\nPatient: Ana  Bcc: x@y.example[2J\n"), "{request}");
    assert!(text.contains("Hello[31m"), "{text}");
    let bytes = PlainMessage::direct(US, &content).bytes().unwrap();
    let whole = String::from_utf8(bytes).unwrap();
    let (headers, _) = whole.split_once("\r\n\r\n").unwrap();
    assert!(!headers.contains("\r\nX-Evil"), "{headers}");
    let steering = |sign: char| sign.is_control() && sign != '\r' && sign != '\n';
    assert!(!text.contains(steering) && !text.contains('\u{202e}'), "{text}");
}

/// The words of a message, and its `request.txt`.
fn words(content: &Content) -> (String, String) {
    let bytes = PlainMessage::direct(US, content).bytes().unwrap();
    let message = mail_parser::MessageParser::default().parse(&bytes).unwrap();
    let request = message.attachment(0).unwrap().text_contents().unwrap().replace("\r\n", "\n");
    (message.body_text(0).unwrap().into_owned(), request)
}

#[test]
fn nothing_of_the_patient_can_be_read_on_the_way() {
    let place = place();
    let ready = make_ready(&place.mail, Way::Direct, &content(DOCTOR), &SystemRandom).unwrap();
    let text = String::from_utf8(ready.bytes).unwrap();
    let (headers, _) = text.split_once("\r\n\r\n").unwrap();
    for word in ["Ana", "Reyes", "health", "record.pdf", "Riverside Family"] {
        assert!(!headers.contains(word), "{word} stands in {headers}");
    }
    assert!(headers.contains("Subject: Encrypted message"));
    assert!(headers.contains("Date: Sun, 3 May 2026 12:00:00 +0000"));
    assert!(headers.contains("Message-ID: <abcdefghijklmnopqrstuvwxyz@riverside.example>"));
    assert!(headers.contains("X-DIRECT-FINAL-DESTINATION-DELIVERY=optional,true"));
}

#[test]
fn an_address_without_a_certificate_gets_nothing() {
    let place = place();
    let to = content("somebody@else.example");
    let trouble = make_ready(&place.mail, Way::Direct, &to, &SystemRandom).err().unwrap();
    assert_eq!((trouble.why, trouble.may_pass), ("send-failed-no-certificate", false));
}

#[test]
fn a_certificate_from_an_authority_we_do_not_trust_gets_nothing() {
    let place = place();
    let others = issue("Other authority", &[], now().as_second(), 365).unwrap();
    std::fs::write(place.folder.path().join("anchors/authority.pem"), others.anchor_pem).unwrap();
    let to = content(DOCTOR);
    let trouble = make_ready(&place.mail, Way::Direct, &to, &SystemRandom).err().unwrap();
    assert_eq!((trouble.why, trouble.may_pass), ("send-failed-not-trusted", false));
}

#[test]
fn an_expired_certificate_gets_nothing() {
    let place = place();
    let mut late = content(DOCTOR);
    late.at = "2027-06-01T12:00:00Z".parse().unwrap();
    let trouble = make_ready(&place.mail, Way::Direct, &late, &SystemRandom).err().unwrap();
    assert_eq!(trouble.why, "send-failed-not-trusted");
}

#[test]
fn a_recipient_whose_key_we_cannot_encrypt_for_is_told_before_anything_is_sent() {
    let place = place();
    let made = Command::new("openssl")
        .args(["req", "-x509", "-nodes", "-days", "9", "-newkey", "ec"])
        .args(["-pkeyopt", "ec_paramgen_curve:prime256v1", "-keyout", "key.pem"])
        .args(["-subj", "/CN=eve", "-addext", "subjectAltName=email:eve@curve.example"])
        .args(["-out", "certificates/eve.pem"])
        .current_dir(place.folder.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));

    let checked = check_recipient(&place.mail, Way::Direct, "eve@curve.example", now());

    let trouble = checked.err().unwrap();
    assert_eq!((trouble.why, trouble.may_pass), ("send-failed-weak-key", false));
}

#[test]
fn a_broken_file_among_the_certificates_does_not_stop_the_others() {
    let place = place();
    std::fs::write(place.folder.path().join("certificates/a.pem"), b"not a certificate").unwrap();
    assert!(make_ready(&place.mail, Way::Direct, &content(DOCTOR), &SystemRandom).is_ok());
}

#[test]
fn our_own_certificate_must_be_for_our_own_address() {
    let place = place();
    let (certificate, key) = &place.issued.identities[1];
    let identity = Identity::from_pem(certificate, key).unwrap();
    let folder = place.folder.path().to_owned();
    let refused = DirectSettings::of(US, identity, folder.clone(), folder).err().unwrap();
    assert_eq!(
        refused.to_string(),
        "the Direct certificate is neither for records@riverside.example nor for its domain"
    );
}

#[test]
fn a_record_too_large_for_a_message_is_refused_before_it_is_sent() {
    let place = place();
    let mut large = content(DOCTOR);
    let bytes = vec![0; crate::limits::MESSAGE_BYTES_MAX + 1];
    large.files = vec![file("a.pdf", "application/pdf", &bytes)];
    let trouble = make_ready(&place.mail, Way::Direct, &large, &SystemRandom).err().unwrap();
    assert_eq!(trouble.why, "send-failed-too-large");
}

#[test]
fn plain_e_mail_says_that_it_is_not_encrypted() {
    let place = place();
    let content = content("ana@mail.example");
    let ready = make_ready(&place.mail, Way::Email, &content, &SystemRandom).unwrap();
    let message = mail_parser::MessageParser::default().parse(&ready.bytes).unwrap();
    assert!(message.body_text(0).unwrap().contains("sent without encryption"));
    assert_eq!(message.subject(), Some("Expediente médico enviado a petición de un paciente"));
    assert!(
        message
            .attachments()
            .all(|part| { mail_parser::MimeHeaders::attachment_name(part) != Some("request.txt") })
    );
}

#[test]
fn addresses_are_folded_and_what_is_none_is_refused() {
    assert_eq!(fold_address("  Dr.Lee@Clinic.EXAMPLE "), Ok("Dr.Lee@clinic.example".to_owned()));
    for wrong in [
        "",
        "lee",
        "lee@",
        "@clinic.example",
        "lee@clinic",
        "a b@clinic.example",
        "lee@clinic.example\r\nBcc: x@y.example",
        "lee@clinic.example, x@y.example",
        "Lee <lee@clinic.example>",
        "lée@clinic.example",
    ] {
        assert_eq!(fold_address(wrong), Err("send-address-not-usable"), "{wrong}");
    }
}
