//! What a provider says of itself under `/.well-known/openid-configuration`.
//!
//! Standard: OpenID Connect Discovery 1.0, 3 and 4.3; RFC 9207 3; RP-Initiated Logout 1.0.

use serde_json::Value;

use super::{NotBelieved, is_safe};

/// A provider's own addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// Its name for machines, exactly as it stands in its tokens.
    pub issuer: String,
    /// Where people sign in.
    pub authorization_endpoint: String,
    /// Where a code is exchanged.
    pub token_endpoint: String,
    /// Where its keys are.
    pub jwks_uri: String,
    /// Where more is told of somebody (OpenID Connect Core 5.3), if it has such a place.
    pub userinfo_endpoint: Option<String>,
    /// Where people sign out there, if it has such a place.
    pub end_session_endpoint: Option<String>,
    /// Whether each of its answers names it (`iss`).
    pub names_itself: bool,
    /// Whether a client's secret goes into the form alone: it does not take `client_secret_basic`.
    pub takes_secret_in_form_only: bool,
}

impl Metadata {
    /// Where a provider of that name keeps it (Discovery 4).
    pub fn address(issuer: &str) -> String {
        format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'))
    }

    /// Reads it. The issuer must be the very one that was asked (Discovery 4.3), and every address
    /// encrypted.
    pub fn read(bytes: &[u8], issuer: &str) -> Result<Self, NotBelieved> {
        let value: Value = serde_json::from_slice(bytes).map_err(|_| NotBelieved::Form)?;
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let needed = |name: &str| text(name).ok_or(NotBelieved::Form);
        if needed("issuer")? != issuer {
            return Err(NotBelieved::Issuer);
        }
        let found = Self {
            issuer: issuer.to_owned(),
            authorization_endpoint: needed("authorization_endpoint")?,
            token_endpoint: needed("token_endpoint")?,
            jwks_uri: needed("jwks_uri")?,
            userinfo_endpoint: text("userinfo_endpoint"),
            end_session_endpoint: text("end_session_endpoint"),
            names_itself: value.get("authorization_response_iss_parameter_supported")
                == Some(&Value::Bool(true)),
            takes_secret_in_form_only: in_form_only(&value),
        };
        let addresses = [&found.authorization_endpoint, &found.token_endpoint, &found.jwks_uri];
        let more = found.userinfo_endpoint.iter().chain(&found.end_session_endpoint);
        if addresses.into_iter().chain(more).all(|address| is_safe(address)) {
            Ok(found)
        } else {
            Err(NotBelieved::NotEncrypted)
        }
    }
}

/// Without a list it is `client_secret_basic` (Discovery 3).
fn in_form_only(value: &Value) -> bool {
    let list = value.get("token_endpoint_auth_methods_supported").and_then(Value::as_array);
    let has = |name: &str| list.is_some_and(|list| list.iter().any(|one| one == name));
    has("client_secret_post") && !has("client_secret_basic")
}
