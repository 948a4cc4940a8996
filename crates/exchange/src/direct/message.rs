//! The message a person at the other end opens: words first, then the files.

use bluebutton_crypto::hash::sha256;
use bluebutton_record::confidentiality::Marks;
use bluebutton_record::resource::base32;
use bluebutton_record::signs::{self, one_line};
use bluebutton_record::{Language, Organization, Words};
use bluebutton_store::transmissions::{AskerRole, Requester};
use jiff::Timestamp;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Body, Mailbox, MultiPart, SinglePart};

use super::Trouble;
use crate::download::File;
use crate::limits::MESSAGE_BYTES_MAX;

/// What is to be sent, and what is said with it.
pub struct Content {
    /// The transmission's id: the message keeps its Message-ID when it is sent again.
    pub id: String,
    /// The recipient.
    pub to: String,
    /// When.
    pub at: Timestamp,
    /// Whose record, by name.
    pub patient: String,
    /// Who asked.
    pub asker: Requester,
    /// Who gives it.
    pub organization: Organization,
    /// A line from the patient to the recipient.
    pub message: Option<String>,
    /// The patient's language.
    pub language: Language,
    /// The files.
    pub files: Vec<File>,
}

/// A message before it is signed or encrypted.
pub struct PlainMessage<'a> {
    from: &'a str,
    content: &'a Content,
    text: String,
    /// `request.txt`, as the Blue Button+ guide wants it with Direct.
    request: Option<String>,
}

impl<'a> PlainMessage<'a> {
    /// What goes inside a Direct message.
    pub fn direct(from: &'a str, content: &'a Content) -> Self {
        let text = text(content, &["send-attached-direct"]);
        Self { from, content, text, request: Some(request_text(content)) }
    }

    /// A plain e-mail.
    pub fn email(from: &'a str, content: &'a Content) -> Self {
        let text = text(content, &["send-attached-email", "send-email-private"]);
        Self { from, content, text, request: None }
    }

    /// The message with its headers.
    pub fn bytes(&self) -> Result<Vec<u8>, Trouble> {
        let failed = |error: &dyn std::fmt::Display| {
            Trouble::lasting("send-failed-file", format!("the message can't be made: {error}"))
        };
        let content = self.content;
        let size: usize = content.files.iter().map(|file| file.bytes.len()).sum();
        if size > MESSAGE_BYTES_MAX {
            return Err(Trouble::lasting("send-failed-too-large", format!("{size} bytes")));
        }
        let boundary = boundary(&content.id);
        let mut parts =
            MultiPart::mixed().boundary(boundary).singlepart(SinglePart::plain(self.text.clone()));
        if let Some(request) = &self.request {
            let attachment = Attachment::new("request.txt".to_owned());
            parts = parts.singlepart(attachment.body(request.clone(), ContentType::TEXT_PLAIN));
        }
        for file in &content.files {
            let media_type = ContentType::parse(file.media_type).map_err(|error| failed(&error))?;
            let attachment = Attachment::new(file.name.clone());
            // Always base64: as text, line ends would be changed on the way.
            let encoding = ContentTransferEncoding::Base64;
            let body = Body::new_with_encoding(file.bytes.clone(), encoding)
                .map_err(|_| failed(&"a file can't be encoded"))?;
            parts = parts.singlepart(attachment.body(body, media_type));
        }
        let mailbox = |address: &str| {
            address
                .parse()
                .map(|address| Mailbox::new(None, address))
                .map_err(|error| failed(&error))
        };
        let name = one_line(&content.organization.name).into_owned();
        let from = Mailbox { name: Some(name), ..mailbox(self.from)? };
        let mut message = lettre::Message::builder()
            .from(from)
            .to(mailbox(&content.to)?)
            .date(content.at.into())
            .message_id(Some(message_id(self.from, &content.id)))
            .subject(Words::of(content.language).text("send-subject").into_owned());
        if self.request.is_some() {
            let name = HeaderName::new_from_ascii_str("Disposition-Notification-Options");
            let wish = "X-DIRECT-FINAL-DESTINATION-DELIVERY=optional,true".to_owned();
            message = message.raw_header(HeaderValue::new(name, wish));
        }
        let message = message.multipart(parts).map_err(|error| failed(&error))?;
        Ok(message.formatted())
    }
}

/// The words of the message. The context sentence comes first and is in English, as the guide
/// wants it; a patient who writes in Spanish is followed by the same in Spanish.
fn text(content: &Content, notes: &[&str]) -> String {
    let mut paragraphs = Vec::new();
    let mut languages = vec![Language::English];
    if content.language != Language::English {
        languages.push(content.language);
    }
    let organization = || content.organization.name.as_str().into();
    for language in languages {
        let words = Words::of(language);
        paragraphs.push(context_sentence(content, words));
        if language == content.language
            && let Some(message) = &content.message
        {
            let from = asker_name(content).unwrap_or(&content.organization.name);
            let from = one_line(from).into_owned();
            paragraphs.push(words.with("send-message-from", &[("patient", from.into())]));
            paragraphs.push(message.lines().collect::<Vec<_>>().join("\n"));
        }
        // What is specially protected is so in the message as well, before anybody opens a file.
        if let Some(notice) = notice(content) {
            paragraphs.push(words.text(notice).into_owned());
        }
        for note in notes {
            paragraphs.push(words.with(note, &[("organization", organization())]));
        }
        if let Some(phone) = &content.organization.phone {
            let arguments = [("organization", organization()), ("phone", phone.as_str().into())];
            paragraphs.push(words.with("send-questions", &arguments));
        }
    }
    let text = paragraphs.join("\n\n") + "\n";
    signs::lines(&text).replace('\n', "\r\n")
}

/// The notice that has to go with the files: the strictest of them.
fn notice(content: &Content) -> Option<&'static str> {
    let mut marks = Marks::default();
    for file in &content.files {
        marks.join(&file.manifest.marks);
    }
    marks.notice()
}

/// By whom and at whose request: what somebody else asked for is not told as the patient's wish.
fn context_sentence(content: &Content, words: &Words) -> String {
    let mut arguments = vec![
        ("organization", content.organization.name.as_str().into()),
        ("patient", one_line(&content.patient).into_owned().into()),
    ];
    let id = match (content.asker.role, &content.asker.name) {
        (AskerRole::Patient, _) => "send-context",
        (AskerRole::Caregiver, Some(who)) => {
            arguments.push(("who", one_line(who).into_owned().into()));
            "send-context-caregiver"
        }
        (AskerRole::Caregiver | AskerRole::Office, _) => "send-context-office",
    };
    words.with(id, &arguments)
}

/// The name of the person who asked; of the records office only that it did.
fn asker_name(content: &Content) -> Option<&str> {
    match content.asker.role {
        AskerRole::Patient => Some(&content.patient),
        AskerRole::Caregiver => content.asker.name.as_deref(),
        AskerRole::Office => None,
    }
}

/// `request.txt`: a line for each thing said, for programs.
fn request_text(content: &Content) -> String {
    let mut text = format!(
        "Destination: {}\r\nPatient: {}\r\nData-holder: {}\r\nRecurring: No\r\n",
        one_line(&content.to),
        one_line(&content.patient),
        one_line(&content.organization.name)
    );
    if content.asker.role != AskerRole::Patient {
        let who = asker_name(content).unwrap_or(&content.organization.name);
        text.push_str(&format!("Requested-by: {}\r\n", one_line(who)));
    }
    text
}

/// The same for the same transmission: who gets it twice sees it once.
pub(crate) fn message_id(from: &str, id: &str) -> String {
    let domain = from.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    format!("<{id}@{domain}>")
}

/// Parts are base64 or quoted-printable: neither can hold `=_`, so no part can hold the boundary.
fn boundary(id: &str) -> String {
    format!("=_bluebutton_{}", base32(&sha256(id.as_bytes())))
}
