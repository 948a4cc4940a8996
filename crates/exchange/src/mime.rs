//! Reading MIME: what a message is made of. The one place where `mail-parser` is used.
//!
//! Standards: RFC 5322, RFC 2045 to 2049; RFC 8551, 3.5.3 (`multipart/signed`).

use bluebutton_crypto::smime::with_crlf;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders as _, PartType};

/// A message, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    /// Its subject.
    pub subject: String,
    /// Its words.
    pub text: String,
    /// Its files.
    pub files: Vec<MailFile>,
    /// Where it is encrypted (`application/pkcs7-mime`): the sealed bytes.
    pub sealed: Option<Vec<u8>>,
}

/// A file of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Reads a message; `None` for what is none.
pub fn read(bytes: &[u8]) -> Option<Mail> {
    let message = MessageParser::default().parse(bytes)?;
    let root = message.root_part();
    let is_sealed = root.is_content_type("application", "pkcs7-mime")
        || root.is_content_type("application", "x-pkcs7-mime");
    let texts = message.text_bodies().filter(|part| part.attachment_name().is_none());
    let texts: Vec<&str> = texts.filter_map(MessagePart::text_contents).collect();
    let files = message.parts.iter().filter(|part| part.attachment_name().is_some());
    Some(Mail {
        subject: message.subject().unwrap_or_default().to_owned(),
        text: texts.join("\n"),
        files: files.map(file).collect(),
        sealed: is_sealed.then(|| bytes_of(root).to_vec()),
    })
}

/// The signed entity (with CRLF line ends) and the decoded signature of a `multipart/signed`; or what is
/// wrong with it.
pub fn split_signed(entity: &[u8]) -> Result<(Vec<u8>, Vec<u8>), &'static str> {
    const NOT_SIGNED: &str = "the message is not signed (multipart/signed)";
    let entity = with_crlf(entity);
    let message = MessageParser::default().parse(&entity).ok_or(NOT_SIGNED)?;
    let root = message.root_part();
    let boundary = root.content_type().and_then(|kind| kind.attribute("boundary"));
    let boundary = boundary.filter(|_| root.is_content_type("multipart", "signed"));
    let (Some(boundary), PartType::Multipart(ids)) = (boundary, &root.body) else {
        return Err(NOT_SIGNED);
    };
    let parts: Vec<&MessagePart<'_>> = ids.iter().filter_map(|id| message.part(*id)).collect();
    let [content, signature] = parts.as_slice() else {
        return Err("a signed message must have two parts");
    };
    if signature.is_encoding_problem {
        return Err("the signature part is not base64");
    }
    // What is signed ends before the line end that belongs to the next boundary line; its bytes are
    // taken as they came, and not as somebody understood them.
    let before = entity.get(..signature.raw_header_offset() as usize).ok_or(NOT_SIGNED)?;
    let line = format!("\r\n--{boundary}");
    let end = memchr::memmem::rfind(before, line.as_bytes()).ok_or(NOT_SIGNED)?;
    let content = entity.get(content.raw_header_offset() as usize..end).ok_or(NOT_SIGNED)?;
    Ok((content.to_vec(), signature.contents().to_vec()))
}

/// The message inside a `message/rfc822` entity; others send the entity unwrapped.
pub fn unwrapped(entity: Vec<u8>) -> Vec<u8> {
    let inner = MessageParser::default().parse(&entity).and_then(|wrapped: Message<'_>| {
        let PartType::Message(inner) = &wrapped.root_part().body else { return None };
        Some(inner.raw_message().to_vec())
    });
    inner.unwrap_or(entity)
}

fn file(part: &MessagePart<'_>) -> MailFile {
    let kind = part.content_type();
    MailFile {
        name: part.attachment_name().unwrap_or_default().to_owned(),
        media_type: kind.map_or_else(
            || "application/octet-stream".to_owned(),
            |kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("octet-stream")),
        ),
        bytes: bytes_of(part).to_vec(),
    }
}

fn bytes_of<'a>(part: &'a MessagePart<'_>) -> &'a [u8] {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => text.as_bytes(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes,
        PartType::Message(message) => message.raw_message(),
        PartType::Multipart(_) => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_bytes_make_reading_panic_and_what_is_not_signed_says_so() {
        let signed = b"Content-Type: multipart/signed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: \
            text/plain\r\n\r\nHello\r\n\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n\
            Content-Transfer-Encoding: base64\r\n\r\nAQID\r\n--b--\r\n";
        let (content, signature) = split_signed(signed).unwrap();
        assert_eq!(content, b"Content-Type: text/plain\r\n\r\nHello\r\n");
        assert_eq!(signature, [1, 2, 3]);
        for cut in 0..signed.len() {
            let _ = (split_signed(&signed[..cut]), read(&signed[..cut]));
            let mut altered = signed.to_vec();
            altered[cut] ^= 0x15;
            let _ = (split_signed(&altered), read(&altered));
        }
        assert!(split_signed(b"Content-Type: text/plain\r\n\r\nHello\r\n").is_err());
    }
}
