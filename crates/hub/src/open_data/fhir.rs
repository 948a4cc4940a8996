//! The directory as FHIR: a bundle of user-access brands.
//!
//! Standard: SMART App Launch 2.2, user-access brands and endpoints.

use axum::extract::State;
use axum::http::HeaderMap;
use bluebutton_store::StoreError;
use bluebutton_store::hub::HubTx;
use bluebutton_web::page::Answer;
use serde_json::{Value, json};

use super::{LICENCE, NO_ENDORSEMENT, answer, not_changed, state_of};
use crate::directory::data::{self, Org};
use crate::services::Services;

/// `GET /open-data/brands.json`: every organization whose FHIR address is known.
pub(crate) async fn brands(State(services): State<Services>, headers: HeaderMap) -> Answer {
    let (etag, is_known) = state_of(&services, &headers, "").await?;
    if is_known {
        return not_changed(&etag);
    }
    let work = |tx: &mut HubTx<'_, '_>| {
        let rows = tx.query(WITH_FHIR, &[])?;
        let mut found = Vec::new();
        for row in &rows {
            let (fhir, portal): (String, Option<String>) = (row.get(1)?, row.get(2)?);
            if let Some(org) = data::get(tx, row.get(0)?)? {
                found.push((org, fhir, portal.unwrap_or_default()));
            }
        }
        Ok::<_, StoreError>(found)
    };
    let found = services.hub.read("read brands", work).await?;
    let base = services.settings.address.as_str();
    let entries: Vec<Value> = found
        .iter()
        .flat_map(|(org, fhir, portal)| [endpoint(org, fhir, base), brand(org, portal, base)])
        .collect();
    let bundle = json!({
        "resourceType": "Bundle",
        "meta": {
            "profile":
                ["http://hl7.org/fhir/smart-app-launch/StructureDefinition/user-access-brands-bundle"],
        },
        "type": "collection",
        "timestamp": services.hub.now().to_string(),
        "link": [
            {"relation": "self", "url": services.url("/open-data/brands.json")},
            {"relation": "license", "url": LICENCE},
        ],
        "entry": entries,
    });
    answer("application/fhir+json", &etag, bundle.to_string())
}

fn endpoint(org: &Org, fhir: &str, base: &str) -> Value {
    let id = short(&org.id);
    json!({
        "fullUrl": format!("{base}/open-data/Endpoint/{id}"),
        "resource": {
            "resourceType": "Endpoint",
            "id": id,
            "meta": {
                "profile":
                    ["http://hl7.org/fhir/smart-app-launch/StructureDefinition/user-access-endpoint"],
            },
            "extension": [{
                "url": "http://hl7.org/fhir/StructureDefinition/endpoint-fhir-version",
                "valueCode": "4.0.1",
            }],
            "status": "active",
            "connectionType": {
                "system": "http://terminology.hl7.org/CodeSystem/endpoint-connection-type",
                "code": "hl7-fhir-rest",
            },
            "name": format!("{} (FHIR R4)", org.name),
            "contact": [{"system": "url", "value": web(org, base)}],
            "payloadType": [{"coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/endpoint-payload-type",
                "code": "none",
            }]}],
            "address": fhir,
        },
    })
}

fn brand(org: &Org, portal: &str, base: &str) -> Value {
    let id = short(&org.id);
    let mut extensions = vec![json!({
        "url": "http://hl7.org/fhir/smart-app-launch/StructureDefinition/organization-brand",
        "extension": [{"url": "brandBundle", "valueUrl": format!("{base}/open-data/brands.json")}],
    })];
    if !portal.is_empty() {
        extensions.push(json!({
            "url": "http://hl7.org/fhir/smart-app-launch/StructureDefinition/organization-portal",
            "extension": [
                {"url": "portalName", "valueString": org.name},
                {"url": "portalUrl", "valueUrl": portal},
                {"url": "portalEndpoint",
                 "valueReference": {"reference": format!("Endpoint/{id}")}},
            ],
        }));
    }
    let identifier = url::Url::parse(&web(org, base)).ok();
    let host = identifier.as_ref().and_then(url::Url::host_str).unwrap_or_default();
    let mut resource = json!({
        "resourceType": "Organization",
        "id": id,
        "meta": {
            "profile":
                ["http://hl7.org/fhir/smart-app-launch/StructureDefinition/user-access-brand"],
        },
        "text": {
            "status": "additional",
            "div": format!(
                "<div xmlns=\"http://www.w3.org/1999/xhtml\">{NO_ENDORSEMENT}</div>"
            ),
        },
        "extension": extensions,
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": format!("https://{host}")}],
        "active": true,
        "type": [{"coding": [{
            "system": "http://hl7.org/fhir/smart-app-launch/CodeSystem/user-access-category",
            "code": category(&org.kind),
        }]}],
        "name": org.name,
        "telecom": [{"system": "url", "value": web(org, base)}],
        "endpoint": [{"reference": format!("Endpoint/{id}")}],
    });
    if !org.city.is_empty() || !org.zip.is_empty() {
        let mut address = serde_json::Map::new();
        let parts = [("city", &org.city), ("state", &org.region), ("postalCode", &org.zip)];
        for (name, value) in parts.into_iter().filter(|(_, value)| !value.is_empty()) {
            address.insert(name.to_owned(), value.as_str().into());
        }
        if !org.street.is_empty() {
            address.insert("line".to_owned(), json!([org.street]));
        }
        if let Some(map) = resource.as_object_mut() {
            map.insert("address".to_owned(), json!([address]));
        }
    }
    json!({ "fullUrl": format!("{base}/open-data/Organization/{id}"), "resource": resource })
}

/// Where one reads about it: its own page, or ours about it.
fn web(org: &Org, base: &str) -> String {
    if org.url.is_empty() { format!("{base}/find/{}", org.id) } else { org.url.clone() }
}

/// An id as FHIR takes it: 64 characters at most.
fn short(id: &str) -> &str {
    id.get(..64).unwrap_or(id)
}

/// The categories of brands.
fn category(kind: &str) -> &'static str {
    match kind {
        "payer" => "insurance",
        "laboratory" => "laboratory",
        "pharmacy" => "pharmacy",
        "network" => "network",
        "registry" | "ehr" | "app" => "aggregator",
        _ => "clinical",
    }
}

const WITH_FHIR: &str = "
    select a.org_id, a.address,
        (select p.address from hub_address p where p.org_id = a.org_id and p.kind = 'portal')
    from hub_address a
    where a.kind = 'fhir'
    order by a.org_id";
