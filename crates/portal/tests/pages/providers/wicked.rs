//! A provider of the tests, honest or not.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::extract::{RawForm, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::hash::sha256;
use bluebutton_exchange::provider::{AssuranceLevel, ClientProof, LevelWords, ProviderSettings};

use super::tokens::{jwk, token};
use crate::site::{Page, Site};

/// What a provider of the tests knows, and how it behaves.
#[derive(Clone)]
pub(super) struct Wicked(Arc<Mutex<Inside>>);

pub(super) struct Inside {
    pub(super) issuer: String,
    /// The present key's name.
    pub(super) key: String,
    pub(super) is_away: bool,
    pub(super) names_itself: bool,
    /// Codes that were not used yet: the token, and the challenge that the code is bound to.
    pub(super) codes: BTreeMap<String, (String, String)>,
    /// How often a code was asked for.
    pub(super) asked: u32,
}

/// A question as the browser carries it to the provider.
pub(super) struct Carried(BTreeMap<String, String>);

impl Carried {
    pub(super) fn of(page: &Page) -> Self {
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.html);
        let query = page.leads_to().split_once('?').unwrap().1;
        let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap());
        Self(pairs.map(|(name, value)| (name.to_owned(), plain(value))).collect())
    }

    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

fn plain(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}

impl Wicked {
    pub(super) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let inside = Inside {
            issuer,
            key: "one".to_owned(),
            is_away: false,
            names_itself: true,
            codes: BTreeMap::new(),
            asked: 0,
        };
        let own = Self(Arc::new(Mutex::new(inside)));
        let pages = axum::Router::new()
            .route("/.well-known/openid-configuration", get(about))
            .route("/jwks", get(keys))
            .route("/token", post(exchange))
            .with_state(own.clone());
        tokio::spawn(async move { axum::serve(listener, pages).await });
        own
    }

    pub(super) fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.0.lock().unwrap()
    }

    pub(super) fn issuer(&self) -> String {
        self.inside().issuer.clone()
    }

    pub(super) fn settings(&self, id: &str, name: &str) -> ProviderSettings {
        ProviderSettings {
            id: id.to_owned(),
            name: name.to_owned(),
            issuer: self.issuer(),
            client_id: "bluebutton".to_owned(),
            proof: ClientProof::Public,
            scopes: vec!["profile".to_owned()],
            acr_values: vec!["gold".to_owned()],
            words: {
                let mut words = LevelWords::default();
                words.set("gold", AssuranceLevel { identity: 2, authenticator: 2 });
                words
            },
            name_claim: "name".to_owned(),
            login_claim: "email".to_owned(),
            for_people: Some(AssuranceLevel::default()),
            for_staff: Some(AssuranceLevel { identity: 0, authenticator: 2 }),
            authority: None,
        }
    }

    /// What it says of somebody who came with that question.
    pub(super) fn says(&self, site: &Site, asked: &Carried, subject: &str, acr: &str) -> String {
        let (now, issuer) = (site.store.now().as_second(), self.issuer());
        format!(
            r#"{{"iss":"{issuer}","sub":"{subject}","aud":"bluebutton","nonce":"{}","iat":{now},
            "exp":{},"auth_time":{now},"acr":"{acr}","name":"Ana Reyes","email":"ana"}}"#,
            asked.get("nonce"),
            now + 300
        )
    }

    /// A code for that token.
    pub(super) fn gives(&self, asked: &Carried, token: String) -> String {
        let mut inside = self.inside();
        let code = format!("code{}", inside.codes.len() + inside.asked as usize + 1);
        inside.codes.insert(code.clone(), (token, asked.get("code_challenge").to_owned()));
        code
    }

    /// A code for somebody who signed in there, all in order.
    pub(super) fn code(&self, site: &Site, asked: &Carried, subject: &str, acr: &str) -> String {
        let header = format!(r#"{{"alg":"ES256","kid":"{}"}}"#, self.inside().key);
        let signed = token(&header, &self.says(site, asked, subject, acr));
        self.gives(asked, signed)
    }

    /// The address with which the browser comes back.
    pub(super) fn back(&self, id: &str, code: &str, asked: &Carried) -> String {
        let issuer = self.issuer();
        format!("/sign-in/back/{id}?code={code}&state={}&iss={issuer}", asked.get("state"))
    }
}

fn json(text: String) -> Response {
    ([("content-type", "application/json")], text).into_response()
}

async fn about(State(own): State<Wicked>) -> Response {
    let inside = own.inside();
    if inside.is_away {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let (issuer, names) = (&inside.issuer, inside.names_itself);
    json(format!(
        r#"{{"issuer":"{issuer}","authorization_endpoint":"{issuer}/auth","token_endpoint":"{issuer}/token",
        "jwks_uri":"{issuer}/jwks","end_session_endpoint":"{issuer}/end",
        "authorization_response_iss_parameter_supported":{names}}}"#
    ))
}

async fn keys(State(own): State<Wicked>) -> Response {
    json(format!(r#"{{"keys":[{}]}}"#, jwk(&own.inside().key)))
}

/// A code is good once, for whoever has the verifier of its challenge (RFC 7636 4.6).
async fn exchange(State(own): State<Wicked>, RawForm(form): RawForm) -> Response {
    let form = String::from_utf8(form.to_vec()).unwrap();
    let pairs = form.split('&').map(|pair| pair.split_once('=').unwrap());
    let form: BTreeMap<&str, String> = pairs.map(|(name, value)| (name, plain(value))).collect();
    let mut inside = own.inside();
    inside.asked += 1;
    let found = inside.codes.remove(form["code"].as_str());
    let challenge = URL_SAFE_NO_PAD.encode(sha256(form["code_verifier"].as_bytes()));
    match found {
        Some((token, bound)) if bound == challenge => {
            json(format!(r#"{{"id_token":"{token}","token_type":"Bearer"}}"#))
        }
        _ => (StatusCode::BAD_REQUEST, r#"{"error":"invalid_grant"}"#).into_response(),
    }
}
