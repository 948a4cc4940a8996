//! `GET /fhir/metadata`: what this server does, from the table by which it does it.
//!
//! Standard: <https://hl7.org/fhir/R4/capabilitystatement.html>; SMART App Launch 2.2.0 (security).
//! `instantiates` names no guide: conformance is not claimed where no suite was run.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::form::must_be_json;
use super::outcome::{FHIR_JSON, Outcome};
use crate::served::{By, KINDS, Kind, PERSON};
use crate::services::Services;

/// The last change of what is served.
const CHANGED: &str = "2026-11-28";

/// `GET /fhir/metadata`
pub(crate) async fn show(
    State(services): State<Services>,
    headers: HeaderMap,
) -> Result<Response, Outcome> {
    must_be_json(&headers, None)?;
    let headers = [(CONTENT_TYPE, FHIR_JSON), (CACHE_CONTROL, "public, max-age=300")];
    Ok((headers, statement(&services).to_string()).into_response())
}

fn statement(services: &Services) -> Value {
    let issuer = services.issuer();
    let uri =
        |name: &str, path: &str| json!({ "url": name, "valueUri": format!("{issuer}{path}") });
    let mut uris = vec![
        uri("authorize", "/oauth/authorize"),
        uri("token", "/oauth/token"),
        uri("revoke", "/oauth/revoke"),
    ];
    if services.settings.registration {
        uris.push(uri("register", "/oauth/register"));
    }
    json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": CHANGED,
        "kind": "instance",
        "software": { "name": "Blue Button", "version": env!("CARGO_PKG_VERSION") },
        "implementation": {
            "description": services.site.organization.name,
            "url": services.base(),
        },
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [{
            "mode": "server",
            "security": {
                "cors": true,
                "service": [{ "coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/restful-security-service",
                    "code": "SMART-on-FHIR",
                }] }],
                "extension": [{
                    "url": "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
                    "extension": uris,
                }],
            },
            "resource": KINDS.iter().map(resource).chain([person()]).collect::<Vec<_>>(),
        }],
    })
}

/// Whoever let the app in, for an app with `fhirUser`.
fn person() -> Value {
    json!({ "type": PERSON, "interaction": [{ "code": "read" }] })
}

fn resource(kind: &Kind) -> Value {
    let profile = |end: &&str| format!("{US_CORE}{end}|6.1.0");
    let profiles: Vec<String> = kind.profiles.iter().map(profile).collect();
    let mut told = json!({
        "type": kind.name,
        "interaction": [{ "code": "read" }],
        "versioning": "versioned",
        "readHistory": false,
    });
    let Some(object) = told.as_object_mut() else { return told };
    if !profiles.is_empty() {
        object.insert("supportedProfile".to_owned(), json!(profiles));
    }
    if let Some(params) = kind.params {
        let search = json!([{ "code": "read" }, { "code": "search-type" }]);
        object.insert("interaction".to_owned(), search);
        let own = params.iter().map(|one| (one.name, one.by.word()));
        let every = [("_id", By::Token.word()), ("_lastUpdated", By::Date.word())];
        let patient = (kind.name != "Patient").then_some(("patient", By::Reference.word()));
        let all = every.into_iter().chain(patient).chain(own);
        let all: Vec<Value> = all.map(|(name, by)| json!({ "name": name, "type": by })).collect();
        object.insert("searchParam".to_owned(), json!(all));
        let lists = [("searchInclude", kind.includes()), ("searchRevInclude", kind.included_by())];
        for (name, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            object.insert(name.to_owned(), json!(list));
        }
    }
    told
}

const US_CORE: &str = "http://hl7.org/fhir/us/core/StructureDefinition/";
