//! Opens a message: decrypts, checks the signature and whom it leads to, unwraps, reads the parts.
//!
//! Standard: Applicability Statement for Secure Health Transport 1.2.

use bluebutton_crypto::smime;
use bluebutton_store::transmissions::Way;
use jiff::Timestamp;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders as _, PartType};

use super::{InboxSettings, Received, ReceivedFile};

/// What a Direct message was, once opened.
struct Opened {
    message: Vec<u8>,
    signed_by: Option<String>,
    trusted: bool,
    problem: Option<String>,
}

/// Opens a message. Never fails: what is wrong with it stands in it.
pub(super) fn open(
    settings: &InboxSettings,
    from: String,
    to: Vec<String>,
    raw: Vec<u8>,
    at: Timestamp,
) -> Received {
    let mut received = Received {
        id: String::new(),
        from,
        to,
        subject: String::new(),
        at,
        way: Way::Email,
        signed_by: None,
        trusted: false,
        problem: None,
        text: String::new(),
        attachments: Vec::new(),
        raw: Vec::new(),
    };
    match MessageParser::default().parse(&raw) {
        None => received.problem = Some("the message could not be read".to_owned()),
        Some(outer) if is_encrypted(&outer) => {
            received.way = Way::Direct;
            match open_direct(settings, &outer, &received.from, at) {
                Err(problem) => {
                    received.subject = outer.subject().unwrap_or_default().to_owned();
                    received.problem = Some(problem);
                }
                Ok(opened) => {
                    received.signed_by = opened.signed_by;
                    received.trusted = opened.trusted;
                    received.problem = opened.problem;
                    match MessageParser::default().parse(&opened.message) {
                        Some(inner) => fill(&mut received, &inner),
                        None => received.problem = Some("its content could not be read".to_owned()),
                    }
                }
            }
        }
        Some(plain) => fill(&mut received, &plain),
    }
    received.raw = raw;
    received
}

fn is_encrypted(message: &Message<'_>) -> bool {
    let root = message.root_part();
    root.is_content_type("application", "pkcs7-mime")
        || root.is_content_type("application", "x-pkcs7-mime")
}

fn open_direct(
    settings: &InboxSettings,
    outer: &Message<'_>,
    from: &str,
    at: Timestamp,
) -> Result<Opened, String> {
    let sealed = bytes_of(outer.root_part());
    let entity = settings
        .identities
        .iter()
        .find_map(|identity| smime::decrypt(sealed, identity).ok())
        .ok_or("it is not encrypted for anybody here")?;
    let verified = smime::verify(&entity).map_err(|error| error.0)?;
    let is_theirs = verified.signer.is_bound_to(from);
    let now = at.as_second();
    let trust = verified.signer.check_trust(&verified.others, &settings.anchors, now);
    let problem = match &trust {
        _ if !is_theirs => Some("the certificate it is signed with is not the sender's".to_owned()),
        Err(error) => Some(error.0.clone()),
        Ok(()) => None,
    };
    let trusted = is_theirs && trust.is_ok();
    Ok(Opened {
        message: unwrapped(verified.entity),
        signed_by: is_theirs.then(|| from.to_owned()),
        trusted,
        problem,
    })
}

/// The message inside a `message/rfc822` entity; others send the entity unwrapped.
fn unwrapped(entity: Vec<u8>) -> Vec<u8> {
    let inner = MessageParser::default().parse(&entity).and_then(|wrapped| {
        let PartType::Message(inner) = &wrapped.root_part().body else { return None };
        Some(inner.raw_message().to_vec())
    });
    inner.unwrap_or(entity)
}

/// Takes words and files out of a message.
fn fill(received: &mut Received, message: &Message<'_>) {
    message.subject().unwrap_or_default().clone_into(&mut received.subject);
    let texts: Vec<_> = message
        .text_bodies()
        .filter(|part| part.attachment_name().is_none())
        .filter_map(|part| part.text_contents())
        .collect();
    received.text = texts.join("\n");
    let files = message.parts.iter().filter(|part| part.attachment_name().is_some());
    received.attachments = files
        .map(|part| ReceivedFile {
            name: part.attachment_name().unwrap_or_default().to_owned(),
            media_type: media_type(part),
            bytes: bytes_of(part).to_vec(),
        })
        .collect();
}

fn media_type(part: &MessagePart<'_>) -> String {
    let Some(kind) = part.content_type() else { return "application/octet-stream".to_owned() };
    let subtype = kind.subtype().unwrap_or("octet-stream");
    format!("{}/{subtype}", kind.ctype())
}

fn bytes_of<'a>(part: &'a MessagePart<'_>) -> &'a [u8] {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => text.as_bytes(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes,
        PartType::Message(message) => message.raw_message(),
        PartType::Multipart(_) => &[],
    }
}
