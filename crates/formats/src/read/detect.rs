//! Tells what an input is by its first bytes, and turns text into UTF-8.

use std::borrow::Cow;

use bluebutton_record::json::Document;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::Kind;
use super::container::wrapping;
use crate::limits::DETECT_BYTES;

/// Tells what an input is.
pub fn detect(bytes: &[u8]) -> Kind {
    if wrapping(bytes).is_some() {
        return Kind::Container;
    }
    if let Some(what) = other_format(bytes) {
        return Kind::Unknown(what);
    }
    let text = match utf16(bytes) {
        Some(encoding) => {
            // An even cut, so that no character is split for the first look.
            let head = &bytes[..bytes.len().min(DETECT_BYTES)];
            Cow::Owned(encoding.decode(head).0.into_owned().into_bytes())
        }
        None => Cow::Borrowed(without_bom(bytes)),
    };
    let start = text.iter().position(|byte| !byte.is_ascii_whitespace());
    let Some(text) = start.and_then(|start| text.get(start..)) else {
        return Kind::Unknown("empty");
    };
    match text.first() {
        Some(b'{') if is_lines(text) => Kind::Ndjson,
        Some(b'{' | b'[') => Kind::FhirJson,
        Some(b'<') => xml(text),
        _ if text.starts_with(b"MSH|") || text.starts_with(b"FHS|") => {
            Kind::Unknown("an HL7 v2 message")
        }
        _ if text.starts_with(b"ISA*") => Kind::Unknown("an X12 claim file"),
        _ if looks_like_lines(text) => Kind::Ndjson,
        _ => Kind::Unknown("something we do not know"),
    }
}

/// The text of an input: UTF-8 as it is, UTF-16 transcoded. `Err` is the offset of the first byte
/// that is neither.
pub(super) fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
    if let Some(encoding) = utf16(bytes) {
        return Ok(encoding.decode(bytes).0);
    }
    let text = without_bom(bytes);
    match std::str::from_utf8(text) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => Err(bytes.len() - text.len() + error.valid_up_to()),
    }
}

/// Whether the first of several lines is one whole JSON object.
fn is_lines(text: &[u8]) -> bool {
    let Some(end) = memchr::memchr(b'\n', text) else { return false };
    let (first, rest) = text.split_at(end);
    let has_more = rest.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    has_more
        && (is_object(first) || rest.split(|byte| *byte == b'\n').nth(1).is_some_and(is_object))
}

/// Whether a later line is a JSON object though the first is none: NDJSON with a broken start.
fn looks_like_lines(text: &[u8]) -> bool {
    text.split(|byte| *byte == b'\n').take(3).skip(1).any(is_object)
}

fn is_object(line: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(line) else { return false };
    text.trim_start().starts_with('{')
        && Document::parse(text).is_ok_and(|document| document.root().is_object())
}

fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        // With a mark; or without, as JSON and XML begin with an ASCII character.
        [0xFF, 0xFE, ..] | [b'{' | b'[' | b'<', 0, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] | [0, b'{' | b'[' | b'<', ..] => Some(UTF_16BE),
        _ => None,
    }
}

fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

fn xml(text: &[u8]) -> Kind {
    let head = &text[..text.len().min(DETECT_BYTES)];
    let has = |needle: &[u8]| memchr::memmem::find(head, needle).is_some();
    if has(b"ClinicalDocument") || has(b"urn:hl7-org:v3") {
        Kind::Ccda
    } else if has(b"=\"http://hl7.org/fhir\"") || has(b"='http://hl7.org/fhir'") {
        Kind::Unknown("FHIR in XML")
    } else if has(b"<html") || has(b"<HTML") || has(b"<!DOCTYPE html") || has(b"<!doctype html") {
        Kind::Unknown("a web page")
    } else if is_cda_fragment(head) {
        Kind::Ccda
    } else {
        Kind::Unknown("an XML file that is no clinical document")
    }
}

/// Whether the first element is one of CDA's, as in examples that leave the namespace out.
fn is_cda_fragment(head: &[u8]) -> bool {
    let mut rest = head;
    while let Some(at) = memchr::memchr(b'<', rest) {
        rest = &rest[at + 1..];
        if matches!(rest.first(), Some(b'?' | b'!')) {
            continue;
        }
        let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
        return CDA_ELEMENTS.contains(&&rest[..end]);
    }
    false
}

fn other_format(bytes: &[u8]) -> Option<&'static str> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(b"%PDF") {
        Some("a PDF document")
    } else if starts(b"\x89PNG") || starts(b"\xFF\xD8\xFF") || starts(b"GIF8") {
        Some("a picture")
    } else if starts(b"\x7FELF") || starts(b"MZ") {
        Some("a program")
    } else if starts(b"{\\rtf") {
        Some("a rich-text document")
    } else if starts(b"SQLite format 3") {
        Some("a database")
    } else if starts(b"7z\xBC\xAF") || starts(b"Rar!") || starts(b"BZh") || starts(b"\xFD7zXZ") {
        Some("an archive of a kind we do not open (gz, zst and zip we do)")
    } else if bytes.get(257..262) == Some(b"ustar") {
        Some("a tar archive (unpack it and give its folder)")
    } else {
        None
    }
}

const CDA_ELEMENTS: [&[u8]; 16] = [
    b"act",
    b"author",
    b"component",
    b"encounter",
    b"entry",
    b"entryRelationship",
    b"observation",
    b"organizer",
    b"participant",
    b"procedure",
    b"recordTarget",
    b"section",
    b"structuredBody",
    b"substanceAdministration",
    b"supply",
    b"text",
];
