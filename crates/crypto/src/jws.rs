//! Signatures of JSON Web Tokens: those of providers of identities, checked, and ours, made where we
//! tell a provider who we are, and apps who let them in.
//!
//! Standard: RFC 7515 (signatures), RFC 7518 3.3 to 3.5 (RSA, ECDSA), RFC 8037 (Ed25519). There is no
//! way to name `none` or a shared secret (`HS256`) here.

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED, ED25519,
    EcdsaKeyPair, KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_SHA256, RSA_PSS_2048_8192_SHA256, RsaKeyPair, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use der::Document;

use crate::hidden::Hidden;

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// RSA, PKCS #1 v1.5, SHA-256: what every provider has to know (OpenID Connect Core 15.1).
    Rs256,
    /// RSA, PKCS #1 v1.5, SHA-384: what apps with keys of their own sign with (SMART App Launch 2.2.0).
    Rs384,
    /// RSA, PSS, SHA-256.
    Ps256,
    /// ECDSA with P-256 and SHA-256.
    Es256,
    /// ECDSA with P-384 and SHA-384: the other way of SMART.
    Es384,
    /// Ed25519.
    EdDsa,
}

/// A public key that tokens are checked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// Modulus and exponent, without zeros in front.
    Rsa(Vec<u8>, Vec<u8>),
    /// A point: 4, x and y.
    P256(Vec<u8>),
    /// A point: 4, x and y.
    P384(Vec<u8>),
    /// 32 bytes.
    Ed25519(Vec<u8>),
}

/// A private key that we sign with: RSA of 2048 bits or more, or P-256.
pub struct ClientKey(Pair);

enum Pair {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
}

impl Algorithm {
    /// All that are taken.
    pub const ALL: [Self; 6] =
        [Self::Rs384, Self::Es384, Self::Rs256, Self::Ps256, Self::Es256, Self::EdDsa];

    /// The one of that name in a token's header; `None` for all that are not taken.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// Its name in a token's header.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
        }
    }
}

impl PublicKey {
    /// Of modulus and exponent, each with the highest byte first.
    pub fn rsa(modulus: &[u8], exponent: &[u8]) -> Option<Self> {
        let bare = |number: &[u8]| {
            let zeros = number.iter().take_while(|byte| **byte == 0).count();
            number.get(zeros..).map(<[u8]>::to_vec).filter(|bare| !bare.is_empty())
        };
        Some(Self::Rsa(bare(modulus)?, bare(exponent)?))
    }

    /// Of the two coordinates, 32 bytes each.
    pub fn p256(x: &[u8], y: &[u8]) -> Option<Self> {
        let is_point = x.len() == 32 && y.len() == 32;
        is_point.then(|| Self::P256([&[4], x, y].concat()))
    }

    /// Of the two coordinates, 48 bytes each.
    pub fn p384(x: &[u8], y: &[u8]) -> Option<Self> {
        let is_point = x.len() == 48 && y.len() == 48;
        is_point.then(|| Self::P384([&[4], x, y].concat()))
    }

    /// Of its 32 bytes.
    pub fn ed25519(x: &[u8]) -> Option<Self> {
        (x.len() == 32).then(|| Self::Ed25519(x.to_vec()))
    }

    /// Whether it is a key for that algorithm.
    pub fn is_for(&self, algorithm: Algorithm) -> bool {
        matches!(
            (self, algorithm),
            (Self::Rsa(..), Algorithm::Rs256 | Algorithm::Rs384 | Algorithm::Ps256)
                | (Self::P256(_), Algorithm::Es256)
                | (Self::P384(_), Algorithm::Es384)
                | (Self::Ed25519(_), Algorithm::EdDsa)
        )
    }

    /// Whether `signature` over `signed` was made so by whoever has the private part.
    pub fn verifies(&self, algorithm: Algorithm, signed: &[u8], signature: &[u8]) -> bool {
        let rsa = |n, e, how| RsaPublicKeyComponents { n, e }.verify(how, signed, signature);
        let verified = match (self, algorithm) {
            (Self::Rsa(n, e), Algorithm::Rs256) => rsa(n, e, &RSA_PKCS1_2048_8192_SHA256),
            (Self::Rsa(n, e), Algorithm::Rs384) => rsa(n, e, &RSA_PKCS1_2048_8192_SHA384),
            (Self::Rsa(n, e), Algorithm::Ps256) => rsa(n, e, &RSA_PSS_2048_8192_SHA256),
            (Self::P256(point), Algorithm::Es256) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed, signature)
            }
            (Self::P384(point), Algorithm::Es384) => {
                UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point).verify(signed, signature)
            }
            (Self::Ed25519(key), Algorithm::EdDsa) => {
                UnparsedPublicKey::new(&ED25519, key).verify(signed, signature)
            }
            _ => return false,
        };
        verified.is_ok()
    }
}

impl ClientKey {
    /// Reads a private key (PKCS #8, PEM). The error says what does not fit, and nothing of the key.
    pub fn from_pem(text: &Hidden<String>) -> Result<Self, &'static str> {
        let (label, document) =
            Document::from_pem(text.reveal()).map_err(|_| "the key is no PEM text")?;
        if label != "PRIVATE KEY" {
            return Err("the key must be PKCS#8 without a password");
        }
        let bytes = document.as_bytes();
        if let Ok(pair) = RsaKeyPair::from_pkcs8(bytes) {
            return Ok(Self(Pair::Rsa(pair)));
        }
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, bytes)
            .map(|pair| Self(Pair::P256(pair)))
            .map_err(|_| "the key must be RSA of 2048 bits or more, or EC P-256")
    }

    /// The bytes of a new RSA key of 2048 bits (PKCS #8). `None` where the machine can't make one.
    pub fn new_rsa() -> Option<Hidden<Vec<u8>>> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).ok()?;
        let bytes: Pkcs8V1Der<'_> = pair.as_der().ok()?;
        Some(Hidden::new(bytes.as_ref().to_vec()))
    }

    /// Reads the bytes of an RSA key (PKCS #8).
    pub fn of_rsa(bytes: &Hidden<Vec<u8>>) -> Option<Self> {
        RsaKeyPair::from_pkcs8(bytes.reveal()).ok().map(|pair| Self(Pair::Rsa(pair)))
    }

    /// How it signs.
    pub fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Pair::Rsa(_) => Algorithm::Rs256,
            Pair::P256(_) => Algorithm::Es256,
        }
    }

    /// Signs; `None` where the key can't.
    pub fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let random = SystemRandom::new();
        match &self.0 {
            Pair::Rsa(pair) => {
                let mut out = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut out).ok()?;
                Some(out)
            }
            Pair::P256(pair) => {
                let signature = pair.sign(&random, message).ok()?;
                Some(signature.as_ref().to_vec())
            }
        }
    }

    /// Its public part, as others check what it signed.
    pub fn public(&self) -> Option<PublicKey> {
        match &self.0 {
            Pair::Rsa(pair) => {
                let key = pair.public_key();
                let (n, e) = (key.modulus(), key.exponent());
                PublicKey::rsa(
                    n.big_endian_without_leading_zero(),
                    e.big_endian_without_leading_zero(),
                )
            }
            Pair::P256(pair) => Some(PublicKey::P256(pair.public_key().as_ref().to_vec())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unhex(text: &str) -> Vec<u8> {
        let digits = text.as_bytes().chunks(2);
        digits
            .map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap())
            .collect()
    }

    fn decoded(text: &str) -> Vec<u8> {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    /// RFC 8037, appendix A.4: the example of the standard, signed with Ed25519.
    #[test]
    fn the_example_of_the_standard_holds_and_no_other_text_does() {
        let key =
            PublicKey::ed25519(&decoded("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")).unwrap();
        let signed = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        let signature = decoded(
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
        );
        assert!(key.verifies(Algorithm::EdDsa, signed, &signature));
        assert!(!key.verifies(Algorithm::EdDsa, &signed[1..], &signature));
        assert!(!key.verifies(Algorithm::Rs256, signed, &signature));
    }

    /// RFC 7515, appendix A.3: signed with P-256.
    #[test]
    fn a_signature_of_two_numbers_is_checked_as_such() {
        let (x, y) = (
            decoded("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
            decoded("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
        );
        let key = PublicKey::p256(&x, &y).unwrap();
        let signed = b"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let signature = decoded(
            "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
        );
        assert!(key.verifies(Algorithm::Es256, signed, &signature));
        assert!(!key.verifies(Algorithm::Es256, signed, &signature[1..]));
    }

    #[test]
    fn what_smart_signs_with_is_checked_and_only_so() {
        use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED_SIGNING, RSA_PKCS1_SHA384};
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap();
        let point = pair.public_key().as_ref();
        let key = PublicKey::p384(&point[1..49], &point[49..]).unwrap();
        let signature = pair.sign(&random, b"head.body").unwrap();
        assert!(key.verifies(Algorithm::Es384, b"head.body", signature.as_ref()));
        assert!(!key.verifies(Algorithm::Es384, b"head.other", signature.as_ref()));
        assert!(!key.verifies(Algorithm::Es256, b"head.body", signature.as_ref()));
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(&RSA_PKCS1_SHA384, &random, b"head.body", &mut signature).unwrap();
        let key = pair.public_key();
        let (n, e) = (key.modulus(), key.exponent());
        let (n, e) = (n.big_endian_without_leading_zero(), e.big_endian_without_leading_zero());
        let key = PublicKey::rsa(n, e).unwrap();
        assert!(key.verifies(Algorithm::Rs384, b"head.body", &signature));
        assert!(!key.verifies(Algorithm::Rs256, b"head.body", &signature));
        assert_eq!(PublicKey::p384(&[0; 32], &[0; 32]), None);
    }

    #[test]
    fn a_new_key_signs_what_others_check_with_its_public_part() {
        let bytes = ClientKey::new_rsa().unwrap();
        let key = ClientKey::of_rsa(&bytes).unwrap();
        let (public, signature) = (key.public().unwrap(), key.sign(b"head.body").unwrap());
        assert_eq!(key.algorithm(), Algorithm::Rs256);
        assert!(public.verifies(Algorithm::Rs256, b"head.body", &signature));
        assert!(!public.verifies(Algorithm::Rs256, b"head.other", &signature));
        let other = ClientKey::of_rsa(&ClientKey::new_rsa().unwrap()).unwrap().public().unwrap();
        assert!(!other.verifies(Algorithm::Rs256, b"head.body", &signature));
        assert!(ClientKey::of_rsa(&Hidden::new(vec![0x30, 0])).is_none());
    }

    #[test]
    fn nothing_is_taken_that_is_not_signed_by_a_key_of_theirs() {
        for name in ["none", "None", "", "HS256", "RS1", "RS512", "rs256"] {
            assert_eq!(Algorithm::of_name(name), None, "{name}");
        }
        assert_eq!(PublicKey::p256(&[0; 31], &[0; 32]), None);
        assert_eq!(PublicKey::rsa(&[0, 0], &[1, 0, 1]), None);
        assert_eq!(PublicKey::rsa(&unhex("00c5"), &[1, 0, 1]), PublicKey::rsa(&[0xc5], &[1, 0, 1]));
    }
}
