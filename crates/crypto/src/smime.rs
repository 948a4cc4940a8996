//! S/MIME as Direct uses it: sign, encrypt, decrypt, verify.
//!
//! Standards: RFC 8551 (S/MIME 4.0), RFC 5652 (CMS), Applicability Statement for Secure Health Transport
//! 1.2. Types of ASN.1 come from `cms` and `x509-cert`, keys are aws-lc's; never the `rsa` crate
//! (RUSTSEC-2023-0071). Others send BER with indefinite lengths: that is read too.

pub mod authority;
mod certificate;
mod constraints;
mod envelope;
mod identity;
mod mime;
mod signed;

pub use certificate::Certificate;
pub use envelope::{decrypt, encrypt};
pub use identity::Identity;
pub use mime::with_crlf;
pub use signed::{Verified, sign, verify};

/// Something is wrong with a certificate, key or message: one clause, no content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmimeError(pub String);

impl SmimeError {
    fn new(problem: impl Into<String>) -> Self {
        Self(problem.into())
    }
}

impl std::fmt::Display for SmimeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SmimeError {}

impl From<der::Error> for SmimeError {
    fn from(error: der::Error) -> Self {
        Self(format!("the ASN.1 could not be read or written ({error})"))
    }
}

type Result<T> = std::result::Result<T, SmimeError>;

/// Object identifiers by the names their standards give them.
mod oid {
    use der::asn1::ObjectIdentifier as Oid;

    pub const DATA: Oid = Oid::new_unwrap("1.2.840.113549.1.7.1");
    pub const SIGNED_DATA: Oid = Oid::new_unwrap("1.2.840.113549.1.7.2");
    pub const ENVELOPED_DATA: Oid = Oid::new_unwrap("1.2.840.113549.1.7.3");
    pub const CONTENT_TYPE: Oid = Oid::new_unwrap("1.2.840.113549.1.9.3");
    pub const MESSAGE_DIGEST: Oid = Oid::new_unwrap("1.2.840.113549.1.9.4");
    pub const SIGNING_TIME: Oid = Oid::new_unwrap("1.2.840.113549.1.9.5");
    pub const EMAIL_ADDRESS: Oid = Oid::new_unwrap("1.2.840.113549.1.9.1");
    pub const RSA_ENCRYPTION: Oid = Oid::new_unwrap("1.2.840.113549.1.1.1");
    pub const RSAES_OAEP: Oid = Oid::new_unwrap("1.2.840.113549.1.1.7");
    pub const SHA256_WITH_RSA: Oid = Oid::new_unwrap("1.2.840.113549.1.1.11");
    pub const SHA384_WITH_RSA: Oid = Oid::new_unwrap("1.2.840.113549.1.1.12");
    pub const SHA512_WITH_RSA: Oid = Oid::new_unwrap("1.2.840.113549.1.1.13");
    pub const ECDSA_WITH_SHA256: Oid = Oid::new_unwrap("1.2.840.10045.4.3.2");
    pub const EC_PUBLIC_KEY: Oid = Oid::new_unwrap("1.2.840.10045.2.1");
    pub const SHA256: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.2.1");
    pub const SHA384: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.2.2");
    pub const SHA512: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.2.3");
    pub const AES128_CBC: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.1.2");
    pub const AES192_CBC: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.1.22");
    pub const AES256_CBC: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.1.42");
}

#[cfg(test)]
mod tests;
