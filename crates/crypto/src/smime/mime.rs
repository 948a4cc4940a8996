//! The little MIME that S/MIME writes: entities, `multipart/signed`, CRLF. What comes in is read by
//! `exchange::mime`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::hash::sha256;

/// The bytes with CRLF line ends, as they are hashed (RFC 8551, 3.1.1).
pub fn with_crlf(bytes: &[u8]) -> Vec<u8> {
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
