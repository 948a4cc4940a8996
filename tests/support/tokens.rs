//! Tokens as a provider of identities signs them, and the key that it signs with: the one that
//! RFC 7515 prints in its appendix A.3.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bluebutton_crypto::Hidden;
use bluebutton_crypto::jws::ClientKey;

const X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
const Y: &str = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
const D: &str = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";

/// PKCS #8 of a P-256 key, up to its private number and between that and its point.
const BEFORE: [u8; 36] = [
    0x30, 0x81, 0x87, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02,
    0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x04, 0x6d, 0x30, 0x6b, 0x02,
    0x01, 0x01, 0x04, 0x20,
];
const BETWEEN: [u8; 6] = [0xa1, 0x44, 0x03, 0x42, 0x00, 0x04];

/// The private key as a file holds it.
pub fn pem() -> String {
    let bytes = |text| URL_SAFE_NO_PAD.decode(text).unwrap();
    let der = [&BEFORE[..], &bytes(D), &BETWEEN, &bytes(X), &bytes(Y)].concat();
    let text = STANDARD.encode(der);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let name = "PRIVATE KEY";
    format!("-----BEGIN {name}-----\n{}\n-----END {name}-----\n", lines.join("\n"))
}

/// The public key as providers list it, under that name.
pub fn jwk(id: &str) -> String {
    format!(r#"{{"kty":"EC","crv":"P-256","use":"sig","kid":"{id}","x":"{X}","y":"{Y}"}}"#)
}

/// A token of that header and body, signed.
pub fn token(header: &str, body: &str) -> String {
    let signed = unsigned(header, body);
    let key = ClientKey::from_pem(&Hidden::new(pem())).unwrap();
    let signature = key.sign(signed.as_bytes()).unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// The two parts that are signed.
pub fn unsigned(header: &str, body: &str) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(body))
}
