//! An app registers itself: what it may say, and what is wrong with it.
//!
//! Standard: RFC 7591, 2 and 3; SMART App Launch 2.2.0, "Register App with EHR". A software statement is passed
//! over: there is nobody whose signature under one would be believed here. Keys stand in the request (`jwks`):
//! this server asks no address that a stranger names (`jwks_uri`).

use serde_json::{Map, Value, json};
use url::Url;

use crate::connect::Keys;

/// Keys of one app: one that signs, one that comes next, and some to spare.
const KEYS_MAX: usize = 8;

/// Eight RSA keys of 4,096 bits have some six thousand characters.
const KEYS_CHARS_MAX: usize = 12 * 1024;

/// How an app proves itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// It has nothing to keep a secret in.
    None,
    /// With a secret, in the header.
    SecretBasic,
    /// With a secret, in the form.
    SecretPost,
    /// With a key of its own.
    Key,
}

/// What an app says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Its name; empty where it has none.
    pub name: String,
    /// Where more is told of it; empty where nothing is.
    pub website: String,
    /// Whom we write to; empty where there is nobody.
    pub contact: String,
    /// Where answers are sent.
    pub redirects: Vec<String>,
    /// How it proves itself.
    pub method: Method,
    /// Its public keys, as they are kept.
    pub keys: Option<String>,
}

/// The word of an error (RFC 7591, 3.2.2), and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// `error`
    pub code: &'static str,
    /// `error_description`
    pub why: &'static str,
}

impl Method {
    const ALL: [Self; 4] = [Self::None, Self::SecretBasic, Self::SecretPost, Self::Key];

    /// The word in metadata.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::SecretBasic => "client_secret_basic",
            Self::SecretPost => "client_secret_post",
            Self::Key => "private_key_jwt",
        }
    }

    /// Whether the app gets a secret.
    pub fn has_secret(self) -> bool {
        matches!(self, Self::SecretBasic | Self::SecretPost)
    }

    /// The words of all.
    pub fn words() -> [&'static str; 4] {
        Self::ALL.map(Self::word)
    }
}

impl Wish {
    /// Reads what an app sent. Members that are not known are passed over (RFC 7591, 2).
    pub fn read(sent: &Map<String, Value>) -> Result<Self, Unusable> {
        let method = match text(sent, "token_endpoint_auth_method")? {
            "" => Method::SecretBasic,
            word => Method::ALL
                .into_iter()
                .find(|one| one.word() == word)
                .ok_or_else(|| metadata("token_endpoint_auth_method is not one of ours"))?,
        };
        let types = texts(sent, "grant_types")?;
        let is_ours = |one: &String| ["authorization_code", "refresh_token"].contains(&&**one);
        if !types.iter().all(is_ours) || types == ["refresh_token"] {
            return Err(metadata("grant_types may be authorization_code and refresh_token"));
        }
        if texts(sent, "response_types")?.iter().any(|one| one != "code") {
            return Err(metadata("response_types may be code"));
        }
        if sent.contains_key("jwks_uri") {
            return Err(metadata("jwks_uri is not asked here: send the keys themselves as jwks"));
        }
        let keys = sent.get("jwks").map(usable_keys).transpose()?;
        if (method == Method::Key) != keys.is_some() {
            return Err(metadata("jwks goes with private_key_jwt, and with nothing else"));
        }
        let redirects = texts(sent, "redirect_uris")?;
        if redirects.is_empty() {
            let why = "redirect_uris is required";
            return Err(Unusable { code: "invalid_redirect_uri", why });
        }
        Ok(Self {
            name: text(sent, "client_name")?.to_owned(),
            website: text(sent, "client_uri")?.to_owned(),
            contact: texts(sent, "contacts")?.into_iter().next().unwrap_or_default(),
            redirects,
            method,
            keys,
        })
    }

    /// Who makes it, as far as anybody can know: the name of the computer that answers are sent to.
    pub fn host(&self) -> String {
        let first = self.redirects.first().and_then(|one| Url::parse(one).ok());
        first.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }

    /// What was registered, as it is told back with the id and the secret.
    pub fn told(&self) -> Map<String, Value> {
        let mut told = Map::new();
        let mut add = |name: &str, value: Value| told.insert(name.to_owned(), value);
        add("redirect_uris", json!(self.redirects));
        add("grant_types", json!(["authorization_code", "refresh_token"]));
        add("response_types", json!(["code"]));
        add("token_endpoint_auth_method", json!(self.method.word()));
        if !self.name.is_empty() {
            add("client_name", json!(self.name));
        }
        if !self.website.is_empty() {
            add("client_uri", json!(self.website));
        }
        if !self.contact.is_empty() {
            add("contacts", json!([self.contact]));
        }
        let keys = self.keys.as_deref().and_then(|keys| serde_json::from_str(keys).ok());
        if let Some(keys) = keys {
            add("jwks", keys);
        }
        told
    }
}

/// Keys that an app may be registered with, as they are kept; each must be one that we can check with.
pub fn usable_keys(jwks: &Value) -> Result<String, Unusable> {
    let list = jwks.get("keys").and_then(Value::as_array);
    let list = list.ok_or_else(|| metadata("jwks must have a list of keys"))?;
    if !(1..=KEYS_MAX).contains(&list.len()) {
        return Err(metadata("jwks must have one key, and eight at most"));
    }
    // Who sends its private key has given it away: it is told so, and nothing is kept.
    let is_private = |key: &Value| ["d", "p", "q", "k"].iter().any(|name| key.get(name).is_some());
    if list.iter().any(is_private) {
        return Err(metadata("jwks has a private key: make a new one, and send its public part"));
    }
    let kept = json!({ "keys": list }).to_string();
    if kept.len() > KEYS_CHARS_MAX {
        return Err(metadata("jwks is too large"));
    }
    // Each has to be read, or an app finds out with its first code that it can't get in.
    let known = Keys::read(kept.as_bytes()).map(|keys| keys.len());
    if known != Ok(list.len()) || list.iter().any(is_short) {
        return Err(metadata(
            "jwks has a key that is not taken: RSA from 2,048 bits, P-256, P-384, Ed25519",
        ));
    }
    Ok(kept)
}

/// Whether it is an RSA key of under 2,048 bits, in base64.
fn is_short(key: &Value) -> bool {
    let modulus = key.get("n").and_then(Value::as_str).unwrap_or_default();
    key.get("kty").is_some_and(|kind| kind == "RSA") && modulus.trim_end_matches('=').len() < 342
}

/// A text; empty where there is none.
fn text<'s>(sent: &'s Map<String, Value>, name: &'static str) -> Result<&'s str, Unusable> {
    match sent.get(name) {
        None | Some(Value::Null) => Ok(""),
        Some(Value::String(text)) => Ok(text.trim()),
        Some(_) => Err(metadata("a member that must be a text is none")),
    }
}

fn texts(sent: &Map<String, Value>, name: &'static str) -> Result<Vec<String>, Unusable> {
    let wrong = || metadata("a member that must be a list of texts is none");
    match sent.get(name) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(list)) => {
            let text = |one: &Value| one.as_str().map(str::to_owned).ok_or_else(wrong);
            list.iter().map(text).collect()
        }
        Some(_) => Err(wrong()),
    }
}

fn metadata(why: &'static str) -> Unusable {
    Unusable { code: "invalid_client_metadata", why }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bluebutton_crypto::jws::ClientKey;

    use crate::identity::IdentityKey;

    const BACK: &str = "https://app.example/back";

    fn read(sent: &Value) -> Result<Wish, Unusable> {
        Wish::read(sent.as_object().unwrap())
    }

    fn with(name: &str, value: Value) -> Value {
        let mut sent = json!({ "redirect_uris": [BACK], "client_name": "Growth" });
        sent[name] = value;
        sent
    }

    fn keys() -> Value {
        let bytes = ClientKey::new_rsa().unwrap();
        IdentityKey::of(ClientKey::of_rsa(&bytes).unwrap()).unwrap().listed()
    }

    #[test]
    fn what_is_left_out_is_what_the_standard_says() {
        let wish = read(&json!({ "redirect_uris": [BACK] })).unwrap();
        assert_eq!((wish.method, wish.name.as_str()), (Method::SecretBasic, ""));
        assert_eq!(wish.host(), "app.example");
        assert_eq!(wish.told()["grant_types"], json!(["authorization_code", "refresh_token"]));
        let known = with("software_statement", json!("eyJ…"));
        let wish = read(&known).unwrap();
        assert!(!wish.told().contains_key("software_statement"), "it is not believed");
    }

    #[test]
    fn a_key_is_told_back_as_it_was_sent() {
        let jwks = keys();
        let mut sent = with("jwks", jwks.clone());
        sent["token_endpoint_auth_method"] = json!("private_key_jwt");
        let wish = read(&sent).unwrap();
        assert_eq!((wish.method, wish.told()["jwks"].clone()), (Method::Key, jwks));
    }

    #[test]
    fn what_can_not_be_kept_to_is_refused_and_not_made_less() {
        for (name, value) in [
            ("redirect_uris", json!("https://app.example/back")),
            ("redirect_uris", json!([17])),
            ("token_endpoint_auth_method", json!("tls_client_auth")),
            ("token_endpoint_auth_method", json!(["none"])),
            ("token_endpoint_auth_method", json!("private_key_jwt")),
            ("grant_types", json!(["client_credentials"])),
            ("grant_types", json!(["refresh_token"])),
            ("grant_types", json!(["authorization_code", "implicit"])),
            ("response_types", json!(["token"])),
            ("jwks_uri", json!("http://169.254.169.254/latest")),
            ("jwks", keys()),
            ("client_name", json!({ "en": "Growth" })),
        ] {
            let code = read(&with(name, value.clone())).unwrap_err().code;
            assert_eq!(code, "invalid_client_metadata", "{name} = {value}");
        }
        for none in [json!([]), Value::Null] {
            let code = read(&with("redirect_uris", none)).unwrap_err().code;
            assert_eq!(code, "invalid_redirect_uri");
        }
    }

    #[test]
    fn keys_that_nobody_can_check_with_or_that_are_private_are_not_kept() {
        let good = keys()["keys"][0].clone();
        let mut private = good.clone();
        private["d"] = json!("AQAB");
        let mut short = good.clone();
        short["n"] = json!("AQAB");
        for list in [
            json!([]),
            json!([private]),
            json!([{ "kty": "oct", "k": "c2VjcmV0" }]),
            json!([good.clone(), { "kty": "EC", "crv": "P-521", "x": "AA", "y": "AA" }]),
            json!([{ "kty": "RSA", "use": "enc", "n": good["n"], "e": good["e"] }]),
            json!([short]),
            json!(vec![good.clone(); 9]),
            json!("none"),
        ] {
            assert!(usable_keys(&json!({ "keys": list })).is_err(), "{list}");
        }
        assert!(usable_keys(&json!({ "keys": [good] })).is_ok());
        assert!(usable_keys(&json!([])).is_err());
    }
}
