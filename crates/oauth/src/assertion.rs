//! An app that proves itself with a key of its own in place of a secret (`private_key_jwt`): what it signed,
//! and whether it is believed.
//!
//! Standard: RFC 7523, 2.2 and 3; SMART App Launch 2.2.0, "Client Authentication: Asymmetric"; RFC 8725.
//! That nothing comes twice is for whoever keeps the ids ([`Proved::id`]).

use serde_json::Value;

use crate::connect::{Keys, NotBelieved, is_signed, object, seconds};

/// `client_assertion_type`
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// SMART App Launch 2.2.0: no more than five minutes in the future.
const SECONDS_MAX: i64 = 5 * 60;

/// The clocks of two machines may differ by so much.
const SKEW_SECONDS: i64 = 60;

/// What an app signs has some five hundred characters.
const ASSERTION_CHARS_MAX: usize = 4 * 1024;

/// A random id has some forty characters.
const ID_CHARS_MAX: usize = 255;

/// What an assertion must fit to.
#[derive(Clone, Copy, Debug)]
pub struct ForApp<'a> {
    /// The app that it is of.
    pub client_id: &'a str,
    /// The one address that it may be for: our token endpoint.
    pub audience: &'a str,
    /// Seconds since 1970.
    pub now: i64,
}

/// An assertion that is believed, if it never came before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// Its id (`jti`).
    pub id: String,
    /// Until when it would be believed, in seconds since 1970: so long its id has to be known.
    pub ends: i64,
}

/// Of which app an assertion says it is. Nothing of it is believed yet.
pub fn client_of(assertion: &str) -> Option<String> {
    let (_, body, _) = parts(assertion).ok()?;
    let all = object(body).ok()?;
    let subject = all.get("sub").and_then(Value::as_str)?;
    (!subject.is_empty()).then(|| subject.to_owned())
}

/// Checks an assertion with the keys that its app was registered with.
pub fn proved(assertion: &str, keys: &Keys, expected: &ForApp<'_>) -> Result<Proved, NotBelieved> {
    let (header, body, signature) = parts(assertion)?;
    let signed = assertion.get(..header.len() + 1 + body.len()).ok_or(NotBelieved::Form)?;
    is_signed(header, (signed, signature), keys)?;
    let all = object(body)?;
    let text = |name: &str| all.get(name).and_then(Value::as_str);
    if text("iss") != Some(expected.client_id) || text("sub") != Some(expected.client_id) {
        return Err(NotBelieved::Issuer);
    }
    // One audience, as it is and whole: what was meant for another server is of no use here.
    let is_for_us = match all.get("aud") {
        Some(Value::String(one)) => one == expected.audience,
        Some(Value::Array(list)) => {
            matches!(list.as_slice(), [Value::String(one)] if one == expected.audience)
        }
        _ => false,
    };
    if !is_for_us {
        return Err(NotBelieved::Audience);
    }
    let moment = |name: &str| all.get(name).and_then(seconds);
    let ends = moment("exp").ok_or(NotBelieved::Time)?;
    let is_over = expected.now >= ends.saturating_add(SKEW_SECONDS);
    let is_long = ends > expected.now + SECONDS_MAX + SKEW_SECONDS;
    let is_early = ["nbf", "iat"]
        .into_iter()
        .any(|name| moment(name).is_some_and(|from| from > expected.now + SKEW_SECONDS));
    if is_over || is_long || is_early {
        return Err(NotBelieved::Time);
    }
    let id = text("jti").unwrap_or_default();
    if id.is_empty() || id.chars().count() > ID_CHARS_MAX {
        return Err(NotBelieved::Nonce);
    }
    Ok(Proved { id: id.to_owned(), ends: ends.saturating_add(SKEW_SECONDS) })
}

/// Why an assertion is not believed, for whoever builds the app (letters of RFC 6749: no quotes).
pub fn why(not: NotBelieved) -> &'static str {
    match not {
        NotBelieved::Issuer => "client_assertion: iss and sub must both be the client_id",
        NotBelieved::Audience => {
            "client_assertion: aud must be the token endpoint and nothing else"
        }
        NotBelieved::Time => "client_assertion: exp must be ahead, by five minutes at most",
        NotBelieved::Nonce => "client_assertion: jti is missing or too long",
        NotBelieved::Algorithm => "client_assertion: this alg is not taken",
        NotBelieved::UnknownKey => "client_assertion: no key that was registered fits alg and kid",
        NotBelieved::Signature => "client_assertion: the signature does not fit the key",
        NotBelieved::Form | NotBelieved::NotFresh | NotBelieved::NotEncrypted => {
            "client_assertion can not be read"
        }
    }
}

/// Header, body and signature.
fn parts(assertion: &str) -> Result<(&str, &str, &str), NotBelieved> {
    if assertion.len() > ASSERTION_CHARS_MAX {
        return Err(NotBelieved::Form);
    }
    let (signed, signature) = assertion.rsplit_once('.').ok_or(NotBelieved::Form)?;
    let (header, body) = signed.split_once('.').ok_or(NotBelieved::Form)?;
    Ok((header, body, signature))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use bluebutton_crypto::jws::ClientKey;
    use serde_json::json;

    use crate::identity::IdentityKey;

    const NOW: i64 = 1_770_000_000;
    const HERE: ForApp<'static> =
        ForApp { client_id: "growth", audience: "https://records.example/oauth/token", now: NOW };

    /// A key, and the list that its app was registered with.
    fn key() -> (ClientKey, Keys) {
        let bytes = ClientKey::new_rsa().unwrap();
        let listed = IdentityKey::of(ClientKey::of_rsa(&bytes).unwrap()).unwrap().listed();
        let keys = Keys::read(listed.to_string().as_bytes()).unwrap();
        (ClientKey::of_rsa(&bytes).unwrap(), keys)
    }

    fn signed(key: &ClientKey, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", part(header), part(claims));
        let signature = key.sign(text.as_bytes()).unwrap();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn usual() -> Value {
        json!({ "iss": "growth", "sub": "growth", "aud": HERE.audience, "exp": NOW + 240, "jti": "a1" })
    }

    fn with(name: &str, value: Value) -> Value {
        let mut claims = usual();
        claims[name] = value;
        claims
    }

    #[test]
    fn an_app_proves_itself_with_its_key() {
        let (key, keys) = key();
        let header = json!({ "alg": "RS256", "typ": "JWT" });
        let assertion = signed(&key, &header, &usual());
        assert_eq!(client_of(&assertion).as_deref(), Some("growth"));
        let found = proved(&assertion, &keys, &HERE).unwrap();
        assert_eq!(found, Proved { id: "a1".to_owned(), ends: NOW + 300 });
        let list = signed(&key, &header, &with("aud", json!([HERE.audience])));
        assert!(proved(&list, &keys, &HERE).is_ok());
    }

    #[test]
    fn nothing_else_is_believed() {
        use NotBelieved as N;
        let (key, keys) = key();
        let header = json!({ "alg": "RS256" });
        let refused = |claims: &Value| proved(&signed(&key, &header, claims), &keys, &HERE).err();
        for (name, value, why) in [
            ("iss", json!("evil"), N::Issuer),
            ("sub", json!("evil"), N::Issuer),
            ("iss", Value::Null, N::Issuer),
            ("aud", json!("https://records.example"), N::Audience),
            ("aud", json!("https://records.example/oauth/token/"), N::Audience),
            ("aud", json!("https://evil.example/oauth/token"), N::Audience),
            ("aud", json!([HERE.audience, "https://evil.example/"]), N::Audience),
            ("aud", json!([]), N::Audience),
            ("aud", Value::Null, N::Audience),
            ("exp", Value::Null, N::Time),
            ("exp", json!("soon"), N::Time),
            ("exp", json!(NOW - 60), N::Time),
            ("exp", json!(NOW + 361), N::Time),
            ("exp", json!(i64::MAX), N::Time),
            ("nbf", json!(NOW + 61), N::Time),
            ("iat", json!(NOW + 61), N::Time),
            ("jti", Value::Null, N::Nonce),
            ("jti", json!(""), N::Nonce),
            ("jti", json!("x".repeat(256)), N::Nonce),
        ] {
            assert_eq!(refused(&with(name, value.clone())), Some(why), "{name} = {value}");
        }
    }

    #[test]
    fn only_the_registered_key_opens_and_only_as_it_is_meant() {
        let ((key, keys), (other, _)) = (key(), super::tests::key());
        let refused = |key: &ClientKey, header: Value| {
            proved(&signed(key, &header, &usual()), &keys, &HERE).unwrap_err()
        };
        assert_eq!(refused(&other, json!({ "alg": "RS256" })), NotBelieved::Signature);
        let named = json!({ "alg": "RS256", "kid": "another" });
        assert_eq!(refused(&key, named), NotBelieved::UnknownKey);
        assert_eq!(refused(&key, json!({ "alg": "none" })), NotBelieved::Algorithm);
        assert_eq!(refused(&key, json!({ "alg": "HS256" })), NotBelieved::Algorithm);
        assert_eq!(refused(&key, json!({ "alg": "ES384" })), NotBelieved::UnknownKey);
        let critical = json!({ "alg": "RS256", "crit": ["exp"] });
        assert_eq!(refused(&key, critical), NotBelieved::Form);
        let none =
            proved(&signed(&key, &json!({ "alg": "RS256" }), &usual()), &Keys::default(), &HERE);
        assert_eq!(none.unwrap_err(), NotBelieved::UnknownKey);
        for text in ["", ".", "..", "a.b.c", "a.b", &"x".repeat(5_000)] {
            assert_eq!(proved(text, &keys, &HERE).unwrap_err(), NotBelieved::Form, "{text}");
            assert_eq!(client_of(text), None);
        }
    }
}
