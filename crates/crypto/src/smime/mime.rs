//! The little MIME that S/MIME is made of: entities, `multipart/signed`, CRLF.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Result, SmimeError};
use crate::hash::sha256;

/// The bytes with CRLF line ends, as they are hashed (RFC 8551, 3.1.1).
pub(super) fn with_crlf(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 40);
    let mut last = 0;
    for byte in bytes {
        if *byte == b'\n' && last != b'\r' {
            out.push(b'\r');
        }
        out.push(*byte);
        last = *byte;
    }
    out
}

/// A base64 entity with its headers.
pub(super) fn entity(content_type: &str, file_name: &str, der: &[u8]) -> Vec<u8> {
    let mut out = format!(
        "Content-Type: {content_type}\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"{file_name}\"\r\n\r\n"
    );
    push_base64(&mut out, der);
    out.into_bytes()
}

/// `multipart/signed` around an entity and its detached signature.
pub(super) fn multipart_signed(content: &[u8], signature: &[u8]) -> Vec<u8> {
    // A boundary that can't stand in the content: it would have to hold its own hash.
    let mut hash = STANDARD.encode(sha256(content));
    hash.retain(|letter| letter.is_ascii_alphanumeric());
    let boundary = format!("bluebutton-{hash}");
    let mut out = format!(
        "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256;\r\n \
         boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n"
    )
    .into_bytes();
    out.extend_from_slice(content);
    let mut tail = format!(
        "\r\n--{boundary}\r\nContent-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n\
         Content-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n"
    );
    push_base64(&mut tail, signature);
    tail.push_str("\r\n--");
    tail.push_str(&boundary);
    tail.push_str("--\r\n");
    out.extend_from_slice(tail.as_bytes());
    out
}

/// The signed entity (with CRLF line ends) and the decoded signature of a `multipart/signed`.
pub(super) fn split_signed(entity: &[u8]) -> Result<(Vec<u8>, Vec<u8>)> {
    let not_signed = || SmimeError::new("the message is not signed (multipart/signed)");
    let entity = with_crlf(entity);
    let (headers, body) = split_headers(&entity).ok_or_else(not_signed)?;
    let content_type = header(headers, "content-type").ok_or_else(not_signed)?;
    if !content_type.to_ascii_lowercase().trim_start().starts_with("multipart/signed") {
        return Err(not_signed());
    }
    let boundary = parameter(&content_type, "boundary").ok_or_else(not_signed)?;
    let parts = parts(body, &boundary);
    let [content, signature] = parts.as_slice() else {
        return Err(SmimeError::new("a signed message must have two parts"));
    };
    let (_, encoded) = split_headers(signature).ok_or_else(not_signed)?;
    let letters: Vec<u8> =
        encoded.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let decoded = STANDARD
        .decode(letters)
        .map_err(|_| SmimeError::new("the signature part is not base64"))?;
    Ok((content.to_vec(), decoded))
}

fn push_base64(out: &mut String, bytes: &[u8]) {
    let letters = STANDARD.encode(bytes);
    let mut rest = letters.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at(rest.len().min(76));
        out.push_str(line);
        out.push_str("\r\n");
        rest = more;
    }
}

fn split_headers(entity: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = find(entity, b"\r\n\r\n")?;
    Some((entity.get(..at)?, entity.get(at + 4..)?))
}

/// The value of a header, unfolded.
fn header(headers: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(headers).replace("\r\n ", " ").replace("\r\n\t", " ");
    text.split("\r\n").find_map(|line| {
        let (own, value) = line.split_once(':')?;
        own.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|part| {
        let (own, value) = part.split_once('=')?;
        own.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// The parts between boundary lines; each without the line end before the next boundary.
fn parts<'b>(body: &'b [u8], boundary: &str) -> Vec<&'b [u8]> {
    let line = format!("--{boundary}");
    let mut starts = Vec::new();
    let mut at = 0;
    while let Some(found) = body.get(at..).and_then(|rest| find(rest, line.as_bytes())) {
        let start = at + found;
        at = start + line.len();
        if start == 0 || body.get(start - 1) == Some(&b'\n') {
            starts.push((start, at));
        }
    }
    starts
        .windows(2)
        .filter_map(|pair| {
            let [(_, after), (next, _)] = pair else { return None };
            let rest = body.get(*after..*next)?;
            let begin = find(rest, b"\r\n")? + 2;
            rest.get(begin..rest.len().checked_sub(2)?)
        })
        .collect()
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}
