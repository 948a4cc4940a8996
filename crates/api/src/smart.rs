//! `GET /fhir/.well-known/smart-configuration`: where and how an app asks.
//!
//! Standard: SMART App Launch 2.2.0, "Conformance"; RFC 8414; RFC 7591; RFC 9207.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use bluebutton_crypto::jws::Algorithm;
use bluebutton_oauth::registration::Method;
use serde_json::{Value, json};

use crate::services::Services;

/// What this server does of SMART. What is not here is not done: no launch from within the portal, no
/// backend services.
pub(crate) const CAPABILITIES: [&str; 10] = [
    "launch-standalone",
    "client-public",
    "client-confidential-symmetric",
    "client-confidential-asymmetric",
    "sso-openid-connect",
    "context-standalone-patient",
    "permission-patient",
    "permission-offline",
    "permission-v1",
    "permission-v2",
];

/// `GET /fhir/.well-known/smart-configuration`
pub(crate) async fn show(State(services): State<Services>) -> Response {
    let issuer = services.issuer();
    let mut told = json!({
        "issuer": issuer,
        "jwks_uri": format!("{issuer}/oauth/jwks"),
        "authorization_endpoint": format!("{issuer}/oauth/authorize"),
        "token_endpoint": format!("{issuer}/oauth/token"),
        "revocation_endpoint": format!("{issuer}/oauth/revoke"),
        "management_endpoint": format!("{issuer}/records"),
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": Method::words(),
        "token_endpoint_auth_signing_alg_values_supported": signing_algorithms(),
        "revocation_endpoint_auth_methods_supported": Method::words(),
        "revocation_endpoint_auth_signing_alg_values_supported": signing_algorithms(),
        "authorization_response_iss_parameter_supported": true,
        "scopes_supported": [
            "openid", "fhirUser", "launch/patient", "patient/*.rs", "patient/*.read", "offline_access", "online_access",
        ],
        "capabilities": CAPABILITIES,
    });
    add_registration(&services, &mut told);
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=300")];
    (headers, told.to_string()).into_response()
}

/// How apps may sign in place of a secret: the two of SMART first.
pub(crate) fn signing_algorithms() -> [&'static str; 6] {
    Algorithm::ALL.map(Algorithm::name)
}

/// Adds where apps register themselves, if they may.
pub(crate) fn add_registration(services: &Services, told: &mut Value) {
    let at = format!("{}/oauth/register", services.issuer());
    if let Some(object) = told.as_object_mut().filter(|_| services.settings.registration) {
        object.insert("registration_endpoint".to_owned(), Value::from(at));
    }
}
