//! Files that hang on an entry, and the text of those that are text.
//!
//! Standard: <https://hl7.org/fhir/R4/datatypes.html#Attachment>

use super::{Attachment, AttachmentPlace, Entry, Source};
use crate::json::Value;
use crate::limits::NOTE_BYTES_MAX;
use crate::narrative::{self, Block};
use crate::resource::{Resource, ResourceId};
use crate::view;

pub(super) fn read(source: &Source<'_>, entry: &mut Entry) {
    for (index, attachment) in listed(source.root).into_iter().enumerate() {
        let media_type = view::text(attachment, &["contentType"]);
        read_text(attachment, media_type.as_deref().unwrap_or_default(), entry);
        entry.attachments.push(Attachment {
            title: view::text(attachment, &["title"]),
            media_type,
            place: place(attachment, index),
        });
    }
}

/// The bytes of the n-th attachment of a resource, where they stand inside it.
pub fn inline_bytes(resource: &Resource, n: usize) -> Option<Vec<u8>> {
    let document = resource.document().ok()?;
    let attachment = listed(document.root()).into_iter().nth(n)?;
    from_base64(&attachment.text_at(&["data"])?)
}

/// Every attachment of a resource, in order. [`AttachmentPlace::Inline`] counts by this list.
fn listed(root: Value<'_>) -> Vec<Value<'_>> {
    let in_content =
        root.each("content").map(|content| content.get("attachment").unwrap_or(content));
    let in_payload = root.each("payload").filter_map(|payload| payload.get("contentAttachment"));
    in_content
        .chain(in_payload)
        .chain(root.each("presentedForm"))
        .chain(root.each("sourceAttachment"))
        .filter(|attachment| attachment.is_object())
        .collect()
}

fn place(attachment: Value<'_>, index: usize) -> AttachmentPlace {
    if attachment.get("data").is_some() {
        return AttachmentPlace::Inline(index);
    }
    let Some(url) = view::text(attachment, &["url"]) else { return AttachmentPlace::Missing };
    match url.strip_prefix("Binary/").and_then(ResourceId::parse) {
        Some(id) => AttachmentPlace::Stored(id),
        None => AttachmentPlace::Elsewhere(url),
    }
}

/// A note written as text is shown as text; other files are for download.
fn read_text(attachment: Value<'_>, media_type: &str, entry: &mut Entry) {
    let kind = media_type.split(';').next().unwrap_or_default().trim();
    let Some(data) = attachment.text_at(&["data"]) else { return };
    if !matches!(kind, "text/plain" | "text/html" | "application/xhtml+xml")
        || data.len() > NOTE_BYTES_MAX
    {
        return;
    }
    let Some(bytes) = from_base64(&data) else { return };
    let text = String::from_utf8_lossy(&bytes);
    if kind == "text/plain" {
        let text = text.trim_matches(['\n', '\r', '\u{feff}']);
        entry.narrative.push(Block::Preformatted(text.replace("\r\n", "\n")));
    } else {
        entry.narrative.extend(narrative::from_xhtml(&text));
    }
}

/// RFC 4648 base64, white space skipped, padding optional; `None` if it is none.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' | b' ' | b'\n' | b'\r' | b'\t' => continue,
            _ => return None,
        };
        buffer = (buffer << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((buffer >> bits) as u8);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        assert_eq!(from_base64("Zm9vYmFy").as_deref(), Some(&b"foobar"[..]));
        assert_eq!(from_base64("Zm9v\nYg==").as_deref(), Some(&b"foob"[..]));
        assert_eq!(from_base64("!"), None);
    }
}
