//! The ID token: who it speaks of, and whether it is believed.
//!
//! Standard: OpenID Connect Core 3.1.3.7 (its numbered checks), RFC 8725 (best current practice for
//! tokens).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::hash::sha256;
use bluebutton_crypto::jws::Algorithm;
use serde_json::{Map, Value};

use super::{Keys, NotBelieved};

/// The clocks of two machines may differ by so much.
const SKEW_SECONDS: i64 = 120;

/// A token is fetched within moments of being made: an older one was kept by somebody.
const AGE_SECONDS_MAX: i64 = 10 * 60;

/// Real tokens have one or two thousand characters.
const TOKEN_CHARS_MAX: usize = 32 * 1024;

/// The longest name of somebody at a provider (OpenID Connect Core 2, `sub`).
const SUBJECT_CHARS_MAX: usize = 255;

/// What a token must fit to.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The provider that was asked.
    pub issuer: &'a str,
    /// Who we are there.
    pub client_id: &'a str,
    /// What the question bound it to.
    pub nonce: &'a str,
    /// Seconds since 1970.
    pub now: i64,
    /// They must have signed in there within so many seconds; `None` where it does not matter.
    pub signed_in_within: Option<i64>,
}

/// What a token says, once it is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Who it is at that provider: never changes, and is nobody else's.
    pub subject: String,
    pub(super) all: Map<String, Value>,
}

impl Claims {
    /// A claim that is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.all.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
    }

    /// Takes in what the provider tells besides (OpenID Connect Core 5.3.2): of the same person only,
    /// and nothing in place of what the token says.
    pub fn add(&mut self, userinfo: &[u8]) -> Result<(), NotBelieved> {
        let more: Map<String, Value> =
            serde_json::from_slice(userinfo).map_err(|_| NotBelieved::Form)?;
        if more.get("sub").and_then(Value::as_str) != Some(self.subject.as_str()) {
            return Err(NotBelieved::Nonce);
        }
        for (name, value) in more {
            self.all.entry(name).or_insert(value);
        }
        Ok(())
    }

    /// The words of a claim: of a text those between spaces, of a list its texts.
    pub(super) fn words(&self, name: &str) -> Vec<&str> {
        match self.all.get(name) {
            Some(Value::String(text)) => text.split_whitespace().collect(),
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

/// Checks a token, and says what it says.
pub fn claims(token: &str, keys: &Keys, expected: &Expected<'_>) -> Result<Claims, NotBelieved> {
    if token.len() > TOKEN_CHARS_MAX {
        return Err(NotBelieved::Form);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(NotBelieved::Form)?;
    let (header, body) = signed.split_once('.').ok_or(NotBelieved::Form)?;
    is_signed(header, (signed, signature), keys)?;
    let all = object(body)?;
    let text = |name: &str| all.get(name).and_then(Value::as_str);
    if text("iss") != Some(expected.issuer) {
        return Err(NotBelieved::Issuer);
    }
    is_for_us(&all, expected.client_id)?;
    // As hashes, so that the time it takes tells nothing.
    let nonce = text("nonce").ok_or(NotBelieved::Nonce)?;
    if sha256(nonce.as_bytes()) != sha256(expected.nonce.as_bytes()) {
        return Err(NotBelieved::Nonce);
    }
    is_of_now(&all, expected)?;
    let subject = text("sub").unwrap_or_default().to_owned();
    if subject.is_empty() || subject.len() > SUBJECT_CHARS_MAX {
        return Err(NotBelieved::Form);
    }
    Ok(Claims { subject, all })
}

/// Whether a token is signed by one of those keys, in a way that is taken.
pub(crate) fn is_signed(
    header: &str,
    (signed, signature): (&str, &str),
    keys: &Keys,
) -> Result<(), NotBelieved> {
    let header = object(header)?;
    let name = header.get("alg").and_then(Value::as_str).ok_or(NotBelieved::Form)?;
    let algorithm = Algorithm::of_name(name).ok_or(NotBelieved::Algorithm)?;
    // What a header declares critical and we do not know must be refused (RFC 7515 4.1.11).
    if header.contains_key("crit") {
        return Err(NotBelieved::Form);
    }
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| NotBelieved::Form)?;
    let id = header.get("kid").and_then(Value::as_str);
    let fitting = keys.for_header(id, algorithm);
    if fitting.is_empty() {
        return Err(NotBelieved::UnknownKey);
    }
    let is_theirs = |key: &&bluebutton_crypto::jws::PublicKey| {
        key.verifies(algorithm, signed.as_bytes(), &signature)
    };
    if fitting.iter().any(is_theirs) { Ok(()) } else { Err(NotBelieved::Signature) }
}

/// Checks 3 to 5: it is for us, and for nobody else unless it says that we asked for it.
fn is_for_us(all: &Map<String, Value>, client_id: &str) -> Result<(), NotBelieved> {
    let (is_in, is_alone) = match all.get("aud") {
        Some(Value::String(one)) => (one == client_id, true),
        Some(Value::Array(list)) => (list.iter().any(|one| one == client_id), list.len() == 1),
        _ => return Err(NotBelieved::Audience),
    };
    let party = all.get("azp").map(|party| party == client_id);
    if is_in && party.unwrap_or(is_alone) { Ok(()) } else { Err(NotBelieved::Audience) }
}

/// Checks 9, 10 and 13.
fn is_of_now(all: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), NotBelieved> {
    let now = expected.now;
    let seconds = |name: &str| all.get(name).and_then(seconds);
    let (ends, made) =
        (seconds("exp").ok_or(NotBelieved::Time)?, seconds("iat").ok_or(NotBelieved::Time)?);
    let is_over = now >= ends.saturating_add(SKEW_SECONDS);
    let is_early =
        made > now + SKEW_SECONDS || seconds("nbf").is_some_and(|from| from > now + SKEW_SECONDS);
    let is_kept = made < now - AGE_SECONDS_MAX - SKEW_SECONDS;
    if is_over || is_early || is_kept {
        return Err(NotBelieved::Time);
    }
    if let Some(within) = expected.signed_in_within {
        let at = seconds("auth_time").ok_or(NotBelieved::NotFresh)?;
        if at < now - within - SKEW_SECONDS || at > now + SKEW_SECONDS {
            return Err(NotBelieved::NotFresh);
        }
    }
    Ok(())
}

/// Some write seconds with a fraction.
pub(crate) fn seconds(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))
}

/// A part of a token.
pub(crate) fn object(part: &str) -> Result<Map<String, Value>, NotBelieved> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| NotBelieved::Form)?;
    serde_json::from_slice(&bytes).map_err(|_| NotBelieved::Form)
}
