//! The keys that a provider signs with (RFC 7517).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::jws::{Algorithm, PublicKey};
use serde_json::Value;

use super::NotBelieved;

/// A provider has a handful; more than this is no list of keys.
const KEYS_MAX: usize = 100;

/// The keys of one provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys(Vec<Known>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    id: Option<String>,
    algorithm: Option<String>,
    key: PublicKey,
}

impl Keys {
    /// Reads a list. What is not for signing, or of a kind that we do not know, is passed over
    /// (RFC 7517 5).
    pub fn read(bytes: &[u8]) -> Result<Self, NotBelieved> {
        let value: Value = serde_json::from_slice(bytes).map_err(|_| NotBelieved::Form)?;
        let list = value.get("keys").and_then(Value::as_array).ok_or(NotBelieved::Form)?;
        Ok(Self(list.iter().take(KEYS_MAX).filter_map(known).collect()))
    }

    /// How many keys can be checked with.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing can be checked with them.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys that a token of that header may be signed with: the one it names, or all of them
    /// where it names none.
    pub(super) fn for_header(&self, id: Option<&str>, algorithm: Algorithm) -> Vec<&PublicKey> {
        let fits = |one: &&Known| {
            let is_named = id.is_none_or(|id| one.id.as_deref() == Some(id));
            let is_bound = one.algorithm.as_deref().is_none_or(|own| own == algorithm.name());
            is_named && is_bound && one.key.is_for(algorithm)
        };
        self.0.iter().filter(fits).map(|one| &one.key).collect()
    }
}

fn known(value: &Value) -> Option<Known> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let bytes = |name: &str| URL_SAFE_NO_PAD.decode(text(name)?.trim_end_matches('=')).ok();
    if text("use").is_some_and(|what| what != "sig") {
        return None;
    }
    let key = match (text("kty")?, text("crv")) {
        ("RSA", _) => PublicKey::rsa(&bytes("n")?, &bytes("e")?),
        ("EC", Some("P-256")) => PublicKey::p256(&bytes("x")?, &bytes("y")?),
        ("EC", Some("P-384")) => PublicKey::p384(&bytes("x")?, &bytes("y")?),
        ("OKP", Some("Ed25519")) => PublicKey::ed25519(&bytes("x")?),
        _ => None,
    };
    let (id, algorithm) = (text("kid").map(str::to_owned), text("alg").map(str::to_owned));
    Some(Known { id, algorithm, key: key? })
}
