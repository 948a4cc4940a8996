//! Public keys of passkeys (COSE, RFC 9053), and the object in which an authenticator hands one over.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use ciborium::Value;

use super::Refused;

/// The kinds of keys that are asked for, the best first: Ed25519, ECDSA with P-256, and RSA, which
/// some computers' own chips have only.
pub const ALGORITHMS: [i64; 3] = [ED_DSA, ES256, RS256];

const ED_DSA: i64 = -8;
const ES256: i64 = -7;
const RS256: i64 = -257;

/// A public key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum CoseKey {
    /// 32 bytes.
    Ed25519(Vec<u8>),
    /// A point: 4, x and y.
    P256(Vec<u8>),
    /// Modulus and exponent.
    Rsa(Vec<u8>, Vec<u8>),
}

impl CoseKey {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Refused> {
        let Some(Value::Map(parts)) = item(bytes) else { return Err(Refused::NotUnderstood) };
        let number = |label| match part(&parts, label) {
            Some(Value::Integer(number)) => i64::try_from(*number).ok(),
            _ => None,
        };
        let bytes = |label| match part(&parts, label) {
            Some(Value::Bytes(bytes)) => Some(bytes.clone()),
            _ => None,
        };
        let coordinate = |label| bytes(label).filter(|bytes| bytes.len() == 32);
        // Kind of key (1), algorithm (3), curve (-1).
        let key = match (number(1), number(3), number(-1)) {
            (Some(1), Some(ED_DSA), Some(6)) => coordinate(-2).map(Self::Ed25519),
            (Some(2), Some(ES256), Some(1)) => {
                let point = coordinate(-2).zip(coordinate(-3));
                point.map(|(x, y)| Self::P256([vec![4], x, y].concat()))
            }
            (Some(3), Some(RS256), _) => bytes(-1).zip(bytes(-2)).map(|(n, e)| Self::Rsa(n, e)),
            (Some(_), Some(_), _) => return Err(Refused::AnotherKind),
            _ => None,
        };
        key.ok_or(Refused::NotUnderstood)
    }

    pub(super) fn verifies(&self, signed: &[u8], signature: &[u8]) -> bool {
        let verified = match self {
            Self::Ed25519(key) => UnparsedPublicKey::new(&ED25519, key).verify(signed, signature),
            Self::P256(key) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, key).verify(signed, signature)
            }
            Self::Rsa(n, e) => RsaPublicKeyComponents { n, e }.verify(
                &RSA_PKCS1_2048_8192_SHA256,
                signed,
                signature,
            ),
        };
        verified.is_ok()
    }
}

/// `authData` of an attestation object (6.5.4).
pub(super) fn authenticator_data(object: &[u8]) -> Option<Vec<u8>> {
    let Value::Map(parts) = item(object)? else { return None };
    let found = parts.into_iter().find(|(name, _)| name.as_text() == Some("authData"));
    found.and_then(|(_, value)| value.into_bytes().ok())
}

/// The bytes of the first CBOR item: extensions may come behind it.
pub(super) fn first_item(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes;
    let _: Value = ciborium::from_reader(&mut rest).ok()?;
    bytes.get(..bytes.len() - rest.len())
}

fn item(bytes: &[u8]) -> Option<Value> {
    ciborium::from_reader(bytes).ok()
}

fn part(parts: &[(Value, Value)], label: i64) -> Option<&Value> {
    let label = Value::Integer(label.into());
    parts.iter().find(|(name, _)| *name == label).map(|(_, value)| value)
}
