//! Opens a message: decrypts, checks the signature and whom it leads to, unwraps, reads the parts.
//!
//! Standard: Applicability Statement for Secure Health Transport 1.2.

use bluebutton_crypto::smime;
use bluebutton_store::transmissions::Way;
use jiff::Timestamp;

use super::{InboxSettings, Received, ReceivedFile};
use crate::mime::{self, Mail, MailFile};

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
    match mime::read(&raw) {
        None => received.problem = Some("the message could not be read".to_owned()),
        Some(Mail { subject, sealed: Some(sealed), .. }) => {
            received.way = Way::Direct;
            match open_direct(settings, &sealed, &received.from, at) {
                Err(problem) => {
                    received.subject = subject;
                    received.problem = Some(problem);
                }
                Ok(opened) => {
                    received.signed_by = opened.signed_by;
                    received.trusted = opened.trusted;
                    received.problem = opened.problem;
                    match mime::read(&opened.message) {
                        Some(inner) => fill(&mut received, inner),
                        None => received.problem = Some("its content could not be read".to_owned()),
                    }
                }
            }
        }
        Some(plain) => fill(&mut received, plain),
    }
    received.raw = raw;
    received
}

fn open_direct(
    settings: &InboxSettings,
    sealed: &[u8],
    from: &str,
    at: Timestamp,
) -> Result<Opened, String> {
    let entity = settings
        .identities
        .iter()
        .find_map(|identity| smime::decrypt(sealed, identity).ok())
        .ok_or("it is not encrypted for anybody here")?;
    let (content, signature) = mime::split_signed(&entity)?;
    let verified = smime::verify(&content, &signature).map_err(|error| error.0)?;
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
        message: mime::unwrapped(content),
        signed_by: is_theirs.then(|| from.to_owned()),
        trusted,
        problem,
    })
}

/// Takes words and files out of a message.
fn fill(received: &mut Received, mail: Mail) {
    received.subject = mail.subject;
    received.text = mail.text;
    let file = |MailFile { name, media_type, bytes }| ReceivedFile { name, media_type, bytes };
    received.attachments = mail.files.into_iter().map(file).collect();
}
