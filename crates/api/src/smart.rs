//! `GET /fhir/.well-known/smart-configuration`: where and how an app asks.
//!
//! Standard: SMART App Launch 2.2.0, "Conformance"; RFC 8414; RFC 9207.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use crate::services::Services;

/// What this server does of SMART. What is not here is not done: no launch from within the portal, no keys
/// in place of secrets, no backend services.
pub(crate) const CAPABILITIES: [&str; 9] = [
    "launch-standalone",
    "client-public",
    "client-confidential-symmetric",
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
    let told = json!({
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
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "revocation_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "authorization_response_iss_parameter_supported": true,
        "scopes_supported": [
            "openid", "fhirUser", "launch/patient", "patient/*.rs", "patient/*.read", "offline_access", "online_access",
        ],
        "capabilities": CAPABILITIES,
    });
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=300")];
    (headers, told.to_string()).into_response()
}
