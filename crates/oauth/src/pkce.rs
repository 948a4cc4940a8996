//! Proof Key for Code Exchange: RFC 7636, with S256 only, as SMART App Launch 2.2 demands.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::hash::sha256;

/// A code challenge: the SHA-256 of the verifier, in base64url (RFC 7636, 4.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge([u8; 32]);

/// Why a challenge is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// `code_challenge_method` is missing or `plain`.
    Method,
    /// `code_challenge` is no base64url of 32 bytes.
    Form,
}

impl Challenge {
    /// Takes the two parameters of an authorization request.
    pub fn parse(challenge: &str, method: Option<&str>) -> Result<Self, Refused> {
        if method != Some("S256") {
            return Err(Refused::Method);
        }
        let bytes = URL_SAFE_NO_PAD.decode(challenge).map_err(|_| Refused::Form)?;
        Ok(Self(bytes.try_into().map_err(|_| Refused::Form)?))
    }

    /// Whether this is the verifier's challenge: 43 to 128 unreserved characters (RFC 7636, 4.1).
    pub fn is_of(&self, verifier: &str) -> bool {
        let unreserved =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        (43..=128).contains(&verifier.len())
            && verifier.bytes().all(unreserved)
            && sha256(verifier.as_bytes()) == self.0
    }
}

/// The challenge of a verifier, as it is sent (RFC 7636, 4.2).
pub fn challenge_of(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(sha256(verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_example_of_the_standard_fits() {
        let challenge = Challenge::parse(CHALLENGE, Some("S256")).unwrap();
        assert!(challenge.is_of(VERIFIER));
        assert!(!challenge.is_of(&VERIFIER.replace('d', "e")));
        assert!(!challenge.is_of(""));
        assert_eq!(challenge_of(VERIFIER), CHALLENGE);
    }

    #[test]
    fn plain_missing_and_malformed_challenges_are_refused() {
        assert_eq!(Challenge::parse(CHALLENGE, Some("plain")), Err(Refused::Method));
        assert_eq!(Challenge::parse(CHALLENGE, None), Err(Refused::Method));
        assert_eq!(Challenge::parse("short", Some("S256")), Err(Refused::Form));
    }
}
