//! Who let an app in, told to that app: the identity token, the keys that it is checked with, userinfo, and
//! the resource of a person.
//!
//! Standard: OpenID Connect Core 1.0 and Discovery 1.0, 3; SMART App Launch 2.2.0, "Scopes for requesting
//! identity data".

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use bluebutton_crypto::jws::ClientKey;
use bluebutton_oauth::granted::{self, Granted, Interaction};
use bluebutton_oauth::identity::{Identity, IdentityKey, Remembered};
use bluebutton_oauth::registration::Method;
use bluebutton_record::PatientKey;
use bluebutton_store::StoreError;
use bluebutton_store::apps::{App, AppUser, Tokens};
use bluebutton_web::network::AskedFrom;
use serde_json::{Value, json};

use crate::bearer;
use crate::fhir::outcome::Outcome;
use crate::limits::IDENTITY_SECONDS;
use crate::served::{self, PERSON};
use crate::services::Services;
use crate::smart;

/// `GET /.well-known/openid-configuration`
pub(crate) async fn configuration(State(services): State<Services>) -> Response {
    let issuer = services.issuer();
    let mut told = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/oauth/authorize"),
        "token_endpoint": format!("{issuer}/oauth/token"),
        "userinfo_endpoint": format!("{issuer}/oauth/userinfo"),
        "jwks_uri": format!("{issuer}/oauth/jwks"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": Method::words(),
        "token_endpoint_auth_signing_alg_values_supported": smart::signing_algorithms(),
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "fhirUser"],
        "claims_supported": ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "fhirUser"],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
    });
    smart::add_registration(&services, &mut told);
    said(&told)
}

/// `GET` and `POST /oauth/userinfo`: who let the app in, for a token with `openid`.
///
/// Standard: OpenID Connect Core 1.0, 5.3; RFC 6750, 3 (what is wrong stands in the header).
pub(crate) async fn userinfo(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    headers: HeaderMap,
) -> Response {
    match told_of_user(&services, &headers, &from).await {
        Ok(told) => ([(CONTENT_TYPE, "application/json")], told.to_string()).into_response(),
        Err(outcome) => outcome.bare(),
    }
}

async fn told_of_user(
    services: &Services,
    headers: &HeaderMap,
    from: &str,
) -> Result<Value, Outcome> {
    let opened = bearer::open_person(services, headers, (from, &Granted::OpenId)).await?;
    let access = &opened.access;
    let user = services.store.apps().user(&access.app, &access.person, &access.patient).await;
    let user = user.map_err(Outcome::of_store)?;
    let scopes = granted::granted(&access.scopes, served::is_served);
    let mut told = json!({ "sub": user.id });
    let address = address(services, (&user, &access.patient), &scopes);
    if let Some(object) = told.as_object_mut() {
        object.extend(address.map(|address| ("fhirUser".to_owned(), Value::from(address))));
    }
    Ok(told)
}

/// `GET /oauth/jwks`
pub(crate) async fn keys(State(services): State<Services>) -> Result<Response, Outcome> {
    let key = key(&services).await.map_err(Outcome::of_store)?;
    Ok(said(&key.listed()))
}

fn said(told: &Value) -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=300")];
    (headers, told.to_string()).into_response()
}

/// The identity token for tokens that a code was exchanged for, where the app was granted one.
pub(crate) async fn token(
    services: &Services,
    app: &App,
    tokens: &Tokens,
) -> Result<Option<String>, StoreError> {
    let scopes = granted::granted(&tokens.scopes, served::is_served);
    let Some(with_code) = tokens.with_code.as_deref().filter(|_| scopes.contains(&Granted::OpenId))
    else {
        return Ok(None);
    };
    let remembered = Remembered::read(with_code).unwrap_or_default();
    let user = services.store.apps().user(&app.id, &tokens.person, &tokens.patient).await?;
    let address = address(services, (&user, &tokens.patient), &scopes);
    let told = Identity {
        issuer: services.issuer(),
        client_id: &app.id,
        subject: &user.id,
        fhir_user: address.as_deref(),
        remembered: &remembered,
        now: services.now().as_second(),
        seconds: IDENTITY_SECONDS,
    };
    let token = key(services).await?.token(&told);
    token
        .map(Some)
        .ok_or_else(|| StoreError::Altered("the key of identities can not sign".to_owned()))
}

/// Where whoever let the app in is told of: as the patient, where they are and the app may read that.
fn address(
    services: &Services,
    (user, patient): (&AppUser, &PatientKey),
    scopes: &[Granted],
) -> Option<String> {
    if !scopes.contains(&Granted::FhirUser) {
        return None;
    }
    let reads = granted::opens(scopes, Interaction::Read);
    let is_read = served::kind("Patient")
        .is_some_and(|kind| reads.iter().any(|opens| bearer::covers(opens, kind)));
    Some(if user.is_own && is_read {
        format!("{}/Patient/{patient}", services.base())
    } else {
        format!("{}/{PERSON}/{}", services.base(), user.id)
    })
}

/// The resource of that id: whoever let in the app that asks.
pub(crate) async fn person(
    services: &Services,
    opened: &bearer::Opened,
    id: &str,
) -> Result<Value, Outcome> {
    let access = &opened.access;
    let user = services.store.apps().user(&access.app, &access.person, &access.patient).await;
    let user = user.map_err(Outcome::of_store)?;
    if user.id != id {
        return Err(Outcome::not_found());
    }
    let mut person = json!({
        "resourceType": PERSON,
        "id": user.id,
        "active": true,
        "name": [{ "text": user.name }],
    });
    if let Some(object) = person.as_object_mut().filter(|_| user.is_own) {
        let own = format!("Patient/{}", opened.patient);
        object.insert("link".to_owned(), json!([{ "target": { "reference": own } }]));
    }
    Ok(person)
}

/// The key that signs, made when it is asked for the first time.
async fn key(services: &Services) -> Result<&IdentityKey, StoreError> {
    if let Some(key) = services.identity.get() {
        return Ok(key);
    }
    let bytes = services.store.apps().identity_key().await?;
    let key = ClientKey::of_rsa(&bytes).and_then(IdentityKey::of);
    let key =
        key.ok_or_else(|| StoreError::Altered("the key of identities is no key".to_owned()))?;
    Ok(services.identity.get_or_init(|| key))
}
