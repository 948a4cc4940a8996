//! A certificate with its private key.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256};
use aws_lc_rs::rsa::{OaepPrivateDecryptingKey, Pkcs1PrivateDecryptingKey, PrivateDecryptingKey};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use der::{Document, Encode};

use super::{Certificate, Result, SmimeError, oid};
use crate::hidden::Hidden;

/// A certificate with its private key (PKCS#8, RSA or EC P-256).
pub struct Identity {
    certificate: Certificate,
    key: Key,
}

enum Key {
    Rsa { sign: RsaKeyPair, pkcs8: Hidden<Vec<u8>> },
    P256(EcdsaKeyPair),
}

impl Identity {
    /// Reads a certificate (the first of the text) and its private key from PEM. An error names what
    /// does not fit; it never holds a part of the key.
    pub fn from_pem(certificate: &str, key: &str) -> Result<Self> {
        let certificate = Certificate::parse_all(certificate.as_bytes())?
            .into_iter()
            .next()
            .ok_or_else(|| SmimeError::new("the file holds no certificate"))?;
        let (label, document) = Document::from_pem(key)
            .map_err(|_| SmimeError::new("the private key is no PEM text"))?;
        if label != "PRIVATE KEY" {
            return Err(SmimeError::new(
                "the private key must be PKCS#8 without a password (`openssl pkcs8 -topk8 -nocrypt`)",
            ));
        }
        let (key, public) = Key::read(document.as_bytes())?;
        let own = certificate.parsed()?;
        let stated = own.tbs_certificate().subject_public_key_info();
        if stated.subject_public_key.raw_bytes() != public {
            return Err(SmimeError::new("the private key does not belong to the certificate"));
        }
        Ok(Self { certificate, key })
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Signs with SHA-256; the signature and the algorithm's identifier.
    pub(super) fn sign(&self, message: &[u8]) -> Result<(Vec<u8>, der::asn1::ObjectIdentifier)> {
        let failed = |_| SmimeError::new("the key could not sign");
        match &self.key {
            Key::Rsa { sign, .. } => {
                let mut out = vec![0; sign.public_modulus_len()];
                sign.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut out)
                    .map_err(failed)?;
                Ok((out, oid::RSA_ENCRYPTION))
            }
            Key::P256(pair) => {
                let signature = pair.sign(&SystemRandom::new(), message).map_err(failed)?;
                Ok((signature.as_ref().to_vec(), oid::ECDSA_WITH_SHA256))
            }
        }
    }

    /// Opens a content key that was encrypted for this identity; `None` for every kind of failure.
    pub(super) fn open_key(
        &self,
        algorithm: &spki::AlgorithmIdentifierOwned,
        sealed: &[u8],
    ) -> Option<Hidden<Vec<u8>>> {
        let Key::Rsa { pkcs8, .. } = &self.key else { return None };
        let private = PrivateDecryptingKey::from_pkcs8(pkcs8.reveal()).ok()?;
        let mut out = vec![0; private.key_size_bytes()];
        let length = if algorithm.oid == oid::RSA_ENCRYPTION {
            Pkcs1PrivateDecryptingKey::new(private).ok()?.decrypt(sealed, &mut out).ok()?.len()
        } else if algorithm.oid == oid::RSAES_OAEP {
            // The parameters name the hash; only a SHA-256 identifier (…04 02 01) is longer than none.
            let parameters = algorithm.parameters.as_ref().and_then(|any| any.to_der().ok());
            let names_sha256 = parameters.is_some_and(|der| {
                der.windows(9).any(|part| part == [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1])
            });
            let hash = if names_sha256 { &OAEP_SHA256_MGF1SHA256 } else { &OAEP_SHA1_MGF1SHA1 };
            let key = OaepPrivateDecryptingKey::new(private).ok()?;
            key.decrypt(hash, sealed, &mut out, None).ok()?.len()
        } else {
            return None;
        };
        out.truncate(length);
        Some(Hidden::new(out))
    }
}

impl Key {
    /// The key of a PKCS#8 document, and its public half as certificates state it.
    fn read(pkcs8: &[u8]) -> Result<(Self, Vec<u8>)> {
        if let Ok(sign) = RsaKeyPair::from_pkcs8(pkcs8) {
            let public = sign.public_key().as_ref().to_vec();
            return Ok((Self::Rsa { sign, pkcs8: Hidden::new(pkcs8.to_vec()) }, public));
        }
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8).map_err(|_| {
                SmimeError::new("the private key is neither RSA (2048 bits or more) nor EC P-256")
            })?;
        let public = pair.public_key().as_ref().to_vec();
        Ok((Self::P256(pair), public))
    }
}

/// The public key of a certificate as a DER SubjectPublicKeyInfo.
pub(super) fn public_key_info(certificate: &Certificate) -> Result<Vec<u8>> {
    Ok(certificate.parsed()?.tbs_certificate().subject_public_key_info().to_der()?)
}
