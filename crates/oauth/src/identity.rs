//! Telling an app who signed in: the identity token of OpenID Connect, the keys it is checked with, and what
//! is remembered for it between the question and the token.
//!
//! Standard: OpenID Connect Core 1.0, 2, 3.1.2.1 and 3.1.3.3; RFC 7515, RFC 7517, RFC 7638 (the name of a
//! key); SMART App Launch 2.2.0, "Scopes for requesting identity data".

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::hash::sha256;
use bluebutton_crypto::jws::{ClientKey, PublicKey};
use serde_json::{Value, json};

/// The key that signs identity tokens: RSA, for every app has to know RS256 (OpenID Connect Core 15.1).
pub struct IdentityKey {
    key: ClientKey,
    modulus: String,
    exponent: String,
    id: String,
}

/// What an identity token says.
#[derive(Clone, Copy, Debug)]
pub struct Identity<'a> {
    /// Who says so: our address.
    pub issuer: &'a str,
    /// To which app.
    pub client_id: &'a str,
    /// Who signed in, as that app knows them.
    pub subject: &'a str,
    /// The address of the resource that tells of them.
    pub fhir_user: Option<&'a str>,
    /// What came with the question.
    pub remembered: &'a Remembered,
    /// Now, in seconds since 1970.
    pub now: i64,
    /// For so many seconds it holds.
    pub seconds: i64,
}

/// What is remembered of a question until its code is exchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remembered {
    /// What binds the token to the question, where the app sent one.
    pub nonce: Option<String>,
    /// When they last showed who they are, in seconds since 1970.
    pub signed_in_at: Option<i64>,
}

impl Remembered {
    /// In letters that an address may have, with one dot.
    pub fn text(&self) -> String {
        let at = self.signed_in_at.map(|at| at.to_string()).unwrap_or_default();
        format!("{at}.{}", URL_SAFE_NO_PAD.encode(self.nonce.as_deref().unwrap_or_default()))
    }

    /// Reads such a text; `None` for any other.
    pub fn read(text: &str) -> Option<Self> {
        let (at, nonce) = text.split_once('.')?;
        let nonce = String::from_utf8(URL_SAFE_NO_PAD.decode(nonce).ok()?).ok()?;
        let signed_in_at = if at.is_empty() { None } else { Some(at.parse().ok()?) };
        Some(Self { nonce: Some(nonce).filter(|nonce| !nonce.is_empty()), signed_in_at })
    }
}

impl IdentityKey {
    /// Takes an RSA key; `None` for another.
    pub fn of(key: ClientKey) -> Option<Self> {
        let Some(PublicKey::Rsa(modulus, exponent)) = key.public() else { return None };
        let (modulus, exponent) = (encoded(&modulus), encoded(&exponent));
        // RFC 7638, 3.2: the members that make the key, by name, without anything between.
        let bare = format!(r#"{{"e":"{exponent}","kty":"RSA","n":"{modulus}"}}"#);
        let id = encoded(sha256(bare.as_bytes()));
        Some(Self { key, modulus, exponent, id })
    }

    /// The token; `None` where the key can't sign.
    pub fn token(&self, told: &Identity<'_>) -> Option<String> {
        let header = json!({ "alg": "RS256", "kid": self.id, "typ": "JWT" });
        let mut claims = json!({
            "iss": told.issuer,
            "sub": told.subject,
            "aud": told.client_id,
            "iat": told.now,
            "exp": told.now + told.seconds,
        });
        let all = claims.as_object_mut()?;
        let more = [
            ("fhirUser", told.fhir_user.map(Value::from)),
            ("nonce", told.remembered.nonce.as_deref().map(Value::from)),
            ("auth_time", told.remembered.signed_in_at.map(Value::from)),
        ];
        all.extend(more.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
        let signed = format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()));
        let signature = self.key.sign(signed.as_bytes())?;
        Some(format!("{signed}.{}", encoded(signature)))
    }

    /// The list of keys that apps check tokens with.
    pub fn listed(&self) -> Value {
        json!({ "keys": [{
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.id,
            "n": self.modulus,
            "e": self.exponent,
        }] })
    }
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::{Expected, Keys, NotBelieved, claims};

    const ISSUER: &str = "https://records.example";

    fn key() -> IdentityKey {
        IdentityKey::of(ClientKey::of_rsa(&ClientKey::new_rsa().unwrap()).unwrap()).unwrap()
    }

    fn told(remembered: &Remembered) -> Identity<'_> {
        Identity {
            issuer: ISSUER,
            client_id: "growth",
            subject: "abc",
            fhir_user: Some("https://records.example/fhir/Patient/1"),
            remembered,
            now: 1_770_000_000,
            seconds: 3_600,
        }
    }

    #[test]
    fn a_token_is_believed_by_whoever_checks_it_as_we_check_those_of_others() {
        let key = key();
        let nonce = Some("n-0S6_WzA2Mj".to_owned());
        let remembered = Remembered { nonce, signed_in_at: Some(1_769_999_990) };
        let token = key.token(&told(&remembered)).unwrap();
        let keys = Keys::read(key.listed().to_string().as_bytes()).unwrap();
        let expected = Expected {
            issuer: ISSUER,
            client_id: "growth",
            nonce: "n-0S6_WzA2Mj",
            now: 1_770_000_001,
            signed_in_within: Some(60),
        };
        let claims = |expected: &Expected<'_>| claims(&token, &keys, expected);
        let found = claims(&expected).unwrap();
        assert_eq!(found.subject, "abc");
        assert_eq!(found.text("fhirUser"), Some("https://records.example/fhir/Patient/1"));
        let other = Expected { client_id: "other", ..expected };
        assert_eq!(claims(&other).unwrap_err(), NotBelieved::Audience);
        let old = Expected { now: 1_770_010_000, ..expected };
        assert_eq!(claims(&old).unwrap_err(), NotBelieved::Time);
        let others = super::tests::key().listed().to_string();
        let others = Keys::read(others.as_bytes()).unwrap();
        let refused = crate::connect::claims(&token, &others, &expected).unwrap_err();
        assert_eq!(refused, NotBelieved::UnknownKey, "keys of two sites have two names");
    }

    #[test]
    fn what_is_remembered_is_read_again_and_nothing_else_is() {
        for remembered in [
            Remembered::default(),
            Remembered { nonce: Some("ñ.,&%".to_owned()), signed_in_at: Some(17) },
            Remembered { nonce: None, signed_in_at: Some(-1) },
        ] {
            let text = remembered.text();
            assert!(text.bytes().all(|one| one.is_ascii_alphanumeric() || b"-_.".contains(&one)));
            assert_eq!(Remembered::read(&text), Some(remembered));
        }
        for other in ["", "x", "x.y", "1.%", "1.é"] {
            assert_eq!(Remembered::read(other), None, "{other}");
        }
    }
}
