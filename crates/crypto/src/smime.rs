//! S/MIME as Direct uses it: sign, encrypt, decrypt, verify (RFC 8551, Applicability Statement for
//! Secure Health Transport 1.2).

/// Something is wrong with a certificate, key or message: one clause, no content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmimeError(pub String);

/// An X.509 certificate.
#[derive(Clone)]
pub struct Certificate {
    /// DER.
    pub der: Vec<u8>,
}

/// A certificate with its private key (PKCS#8, RSA or EC P-256).
pub struct Identity {}

impl Certificate {
    /// All certificates of a PEM or DER file.
    pub fn parse_all(_bytes: &[u8]) -> Result<Vec<Certificate>, SmimeError> {
        todo!("helper: crypto")
    }

    /// Whether it is bound to this address (rfc822Name) or its domain (dNSName), see the
    /// Applicability Statement, 2.2.
    pub fn is_bound_to(&self, _address: &str) -> bool {
        todo!("helper: crypto")
    }

    /// Checks chain, dates and use (emailProtection) up to one of the anchors. `now` in Unix seconds.
    pub fn check_trust(
        &self,
        _intermediates: &[Certificate],
        _anchors: &[Certificate],
        _now: i64,
    ) -> Result<(), SmimeError> {
        todo!("helper: crypto")
    }
}

impl Identity {
    /// Reads a certificate and its private key from PEM.
    pub fn from_pem(_certificate: &str, _key: &str) -> Result<Self, SmimeError> {
        todo!("helper: crypto")
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        todo!("helper: crypto")
    }
}

/// Wraps a MIME entity into `multipart/signed` (detached, SHA-256). `now` in Unix seconds is the signing
/// time. Returns a MIME entity with its headers.
pub fn sign(_entity: &[u8], _by: &Identity, _now: i64) -> Result<Vec<u8>, SmimeError> {
    todo!("helper: crypto")
}

/// Encrypts a MIME entity for the recipients (EnvelopedData, AES-256-CBC, RSA key transport). Returns an
/// `application/pkcs7-mime` entity with its headers.
pub fn encrypt(_entity: &[u8], _to: &[Certificate]) -> Result<Vec<u8>, SmimeError> {
    todo!("helper: crypto")
}

/// Decrypts an `application/pkcs7-mime; smime-type=enveloped-data` body (DER or BER, already base64-decoded).
pub fn decrypt(_der: &[u8], _with: &Identity) -> Result<Vec<u8>, SmimeError> {
    todo!("helper: crypto")
}

/// Who signed, after checking the signature and the digest; trust is checked apart.
pub struct Verified {
    /// The signed entity as it was.
    pub entity: Vec<u8>,
    /// The signer's certificate.
    pub signer: Certificate,
    /// Further certificates in the message.
    pub others: Vec<Certificate>,
}

/// Verifies a `multipart/signed` entity (with headers).
pub fn verify(_entity: &[u8]) -> Result<Verified, SmimeError> {
    todo!("helper: crypto")
}

/// Certificates of a small test authority, for the demo and for tests.
pub mod authority {
    use super::SmimeError;

    /// PEM of a new authority and of identities under it.
    pub struct Issued {
        /// The anchor.
        pub anchor_pem: String,
        /// For each address asked for: certificate and key, in order.
        pub identities: Vec<(String, String)>,
    }

    /// Makes an authority and an RSA-2048 identity for each address (address-bound). Valid from `now`
    /// (Unix seconds) for `days`.
    pub fn issue(_addresses: &[&str], _now: i64, _days: i64) -> Result<Issued, SmimeError> {
        todo!("helper: crypto")
    }
}
