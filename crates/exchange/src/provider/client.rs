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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use bluebutton_crypto::jws::Algorithm;
    use bluebutton_crypto::smime::authority::issue;
    use bluebutton_oauth::connect::LevelWords;

    use super::super::http;
    use super::*;

    const ISSUER: &str = "https://id.example";

    fn now() -> Timestamp {
        "2026-05-03T12:00:00Z".parse().unwrap()
    }

    /// A private key, as it stands in a file.
    fn pem() -> Hidden<String> {
        let issued = issue("Test", &["us@example.org"], now().as_second(), 1).unwrap();
        Hidden::new(issued.identities[0].1.clone())
    }

    fn own(proof: ClientProof) -> ProviderSettings {
        ProviderSettings {
            id: "hospital".to_owned(),
            name: "Hospital".to_owned(),
            issuer: ISSUER.to_owned(),
            client_id: "blue button".to_owned(),
            proof,
            scopes: Vec::new(),
            acr_values: Vec::new(),
            words: LevelWords::default(),
            name_claim: "name".to_owned(),
            login_claim: "email".to_owned(),
            for_people: None,
            for_staff: None,
            authority: None,
        }
    }

    /// What is sent for a code, and what stands above it. `methods`: how the provider takes a secret.
    fn sent(
        own: &ProviderSettings,
        methods: &str,
        state: &str,
    ) -> (BTreeMap<String, String>, Option<String>) {
        let about = format!(
            r#"{{"issuer":"{ISSUER}","authorization_endpoint":"{ISSUER}/auth",
            "token_endpoint":"{ISSUER}/token","jwks_uri":"{ISSUER}/keys",
            "token_endpoint_auth_methods_supported":[{methods}]}}"#
        );
        let metadata = Metadata::read(about.as_bytes(), ISSUER).unwrap();
        let (redirect_uri, nonce, verifier) = ("https://us.example/back", "n", "v");
        let asked = Asked { redirect_uri, state, nonce, verifier, is_fresh: false };
        let form = form(own, &metadata, ("the code", &asked), now()).unwrap();
        let fields = url::form_urlencoded::parse(form.body.reveal().as_bytes()).into_owned();
        (fields.collect(), form.authorization.map(|text| text.reveal().clone()))
    }

    fn object(part: &str) -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    /// RFC 7523 3, numbers 1 to 7 and 9; OpenID Connect Core 9.
    #[test]
    fn a_key_shows_that_provider_who_we_are_once_and_for_two_minutes() {
        let key = ClientKey::from_pem(&pem()).unwrap();
        let public = key.public().unwrap();
        let own = own(ClientProof::Key(Box::new(key)));
        let (fields, authorization) = sent(&own, "\"private_key_jwt\"", "state one");
        assert_eq!(authorization, None);
        assert!(!fields.contains_key("client_secret"));
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        assert_eq!(fields["client_assertion_type"], kind);
        let [header, body, signature] =
            fields["client_assertion"].split('.').collect::<Vec<_>>()[..]
        else {
            panic!("no token: {fields:?}")
        };
        assert_eq!(object(header)["alg"], "RS256");
        let told = object(body);
        assert_eq!((&told["iss"], &told["sub"]), (&json!("blue button"), &json!("blue button")));
        assert_eq!(told["aud"], format!("{ISSUER}/token"));
        let (made, ends) = (told["iat"].as_i64().unwrap(), told["exp"].as_i64().unwrap());
        assert_eq!((made, ends), (now().as_second(), now().as_second() + 120));
        let signed = format!("{header}.{body}");
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        assert!(public.verifies(Algorithm::Rs256, signed.as_bytes(), &signature));
        let other = signed.replace(body, &URL_SAFE_NO_PAD.encode("{}"));
        assert!(!public.verifies(Algorithm::Rs256, other.as_bytes(), &signature));

        let number = |state: &str| {
            let (fields, _) = sent(&own, "\"private_key_jwt\"", state);
            let body = fields["client_assertion"].split('.').nth(1).unwrap().to_owned();
            object(&body)["jti"].as_str().unwrap().to_owned()
        };
        assert_eq!(number("state one"), told["jti"]);
        assert_ne!(number("state two"), told["jti"], "each is good once");
    }

    /// RFC 6749 2.3.1: encoded as in a form, then put together; in the form where nothing else is taken.
    #[test]
    fn a_secret_goes_where_the_provider_takes_it_and_nowhere_else() {
        let own = own(ClientProof::Secret(Hidden::new("a b:c%".to_owned())));
        let (fields, authorization) = sent(&own, "\"client_secret_basic\"", "s");
        let encoded = STANDARD.encode("blue+button:a+b%3Ac%25");
        assert_eq!(authorization, Some(format!("Basic {encoded}")));
        assert!(!fields.contains_key("client_secret"), "{fields:?}");
        let (fields, authorization) = sent(&own, "\"client_secret_post\"", "s");
        assert_eq!((fields["client_secret"].as_str(), authorization), ("a b:c%", None));
    }

    #[test]
    fn an_authority_is_one_of_certificates_or_the_program_does_not_start() {
        let issued = issue("Test", &[], now().as_second(), 1).unwrap();
        assert!(http::client(ISSUER, Some(issued.anchor_pem.as_bytes())).is_ok());
        let key = pem();
        for wrong in ["", "no certificate", key.reveal().as_str()] {
            let why = http::client(ISSUER, Some(wrong.as_bytes())).unwrap_err();
            assert!(why.contains("authority_file"), "{why}");
        }
    }
}
