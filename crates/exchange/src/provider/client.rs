//! What is sent to a provider with a code, and what comes back.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bluebutton_crypto::Hidden;
use bluebutton_crypto::hash::sha256;
use bluebutton_crypto::jws::ClientKey;
use bluebutton_oauth::connect::{Metadata, NotBelieved};
use jiff::Timestamp;
use serde_json::{Value, json};
use url::form_urlencoded::{Serializer, byte_serialize};

use super::http::Form;
use super::{Asked, ClientProof, ProviderSettings, ProviderTrouble};

/// What a provider gives for a code.
pub(super) struct Tokens {
    pub(super) id: String,
    /// Opens what it tells besides; used once, and kept nowhere.
    pub(super) access: Option<Hidden<String>>,
}

impl Tokens {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, ProviderTrouble> {
        let value: Value = serde_json::from_slice(bytes)
            .map_err(|_| ProviderTrouble::Refused(NotBelieved::Form))?;
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let id = text("id_token").ok_or(ProviderTrouble::Refused(NotBelieved::Form))?;
        Ok(Self { id, access: text("access_token").map(Hidden::new) })
    }
}

/// The form that exchanges a code (RFC 6749 4.1.3, RFC 7636 4.5).
pub(super) fn form(
    own: &ProviderSettings,
    metadata: &Metadata,
    (code, asked): (&str, &Asked<'_>),
    now: Timestamp,
) -> Result<Form, ProviderTrouble> {
    let mut fields = Serializer::new(String::new());
    fields
        .append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("redirect_uri", asked.redirect_uri)
        .append_pair("code_verifier", asked.verifier)
        .append_pair("client_id", &own.client_id);
    let mut authorization = None;
    match &own.proof {
        ClientProof::Public => {}
        ClientProof::Secret(secret) if metadata.takes_secret_in_form_only => {
            fields.append_pair("client_secret", secret.reveal());
        }
        // Both are encoded as in a form before they are put together (RFC 6749 2.3.1).
        ClientProof::Secret(secret) => {
            let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
            let pair = format!("{}:{}", encoded(&own.client_id), encoded(secret.reveal()));
            authorization = Some(Hidden::new(format!("Basic {}", STANDARD.encode(pair))));
        }
        ClientProof::Key(key) => {
            let assertion = assertion(key, &own.client_id, metadata, asked.state, now);
            fields
                .append_pair(
                    "client_assertion_type",
                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                )
                .append_pair("client_assertion", &assertion.ok_or(ProviderTrouble::NotTaken)?);
        }
    }
    Ok(Form { body: Hidden::new(fields.finish()), authorization })
}

/// A token that we sign to say who we are (RFC 7523 3). Its number follows from the state, which is
/// answered once: no two have the same.
fn assertion(
    key: &ClientKey,
    client_id: &str,
    metadata: &Metadata,
    state: &str,
    now: Timestamp,
) -> Option<String> {
    let header = json!({ "alg": key.algorithm().name(), "typ": "JWT" });
    let body = json!({
        "iss": client_id,
        "sub": client_id,
        "aud": metadata.token_endpoint,
        "jti": URL_SAFE_NO_PAD.encode(sha256(&[b"assertion ", state.as_bytes()].concat())),
        "iat": now.as_second(),
        "exp": now.as_second() + 120,
    });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&header), part(&body));
    let signature = key.sign(signed.as_bytes())?;
    Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}
