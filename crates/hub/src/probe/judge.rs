//! What an answer says, and whether it says what was promised: pure functions of status and body.
//!
//! Standards: SMART App Launch 2.2 (`.well-known/smart-configuration`, user-access brands), FHIR R4
//! CapabilityStatement, US Core, Bulk Data Access.

use serde_json::Value;

use super::fault::FetchFault;
use super::fetch::Fetched;
use super::{Check, Finding};

/// What a page that people open says: it is there, or not.
pub(super) fn page(check: Check, outcome: &Result<Fetched, FetchFault>) -> Finding {
    match outcome {
        Ok(fetched) if (200..300).contains(&fetched.status) => {
            if fetched.media_type.starts_with("text/html") || check == Check::Policy {
                Finding::yes(check).took(fetched.took_ms)
            } else {
                Finding::no(check, "no-page").took(fetched.took_ms)
            }
        }
        // A page that only lets people in who have signed in is there.
        Ok(fetched) if fetched.status == 401 => Finding::yes(check).took(fetched.took_ms),
        Ok(fetched) => Finding::no(check, status_word(fetched.status)).took(fetched.took_ms),
        Err(fault) => not_fetched(check, *fault),
    }
}

/// Whether what was fetched came over an encrypted connection with a certificate that holds.
pub(super) fn encrypted(outcome: &Result<Fetched, FetchFault>) -> Finding {
    match outcome {
        Ok(fetched) if fetched.is_encrypted => Finding::yes(Check::Tls),
        Ok(_) => Finding::no(Check::Tls, "not-encrypted"),
        Err(FetchFault::Tls | FetchFault::Downgrade) => Finding::no(Check::Tls, "bad-certificate"),
        Err(fault) => Finding::cant_tell(Check::Tls, fault.word()),
    }
}

/// What kept us from looking: theirs to mend is a no, theirs to choose or ours is "can't tell".
pub(super) fn not_fetched(check: Check, fault: FetchFault) -> Finding {
    match fault {
        FetchFault::Robots
        | FetchFault::TooLarge
        | FetchFault::NotPublic
        | FetchFault::NoAddress => Finding::cant_tell(check, fault.word()),
        _ => Finding::no(check, fault.word()),
    }
}

fn status_word(status: u16) -> &'static str {
    match status {
        401 | 403 => "closed",
        404 | 410 => "not-found",
        429 => "too-many",
        500..=599 => "server-error",
        _ => "odd-answer",
    }
}

/// The JSON of an answer, or why it is none.
pub(super) fn json(
    check: Check,
    outcome: Result<Fetched, FetchFault>,
) -> Result<(Value, i64), Finding> {
    let fetched = outcome.map_err(|fault| not_fetched(check, fault))?;
    if fetched.status == 429 {
        return Err(Finding::cant_tell(check, "too-many"));
    }
    if !(200..300).contains(&fetched.status) {
        return Err(Finding::no(check, status_word(fetched.status)).took(fetched.took_ms));
    }
    let value = serde_json::from_slice(&fetched.body)
        .map_err(|_| Finding::no(check, "not-json").took(fetched.took_ms))?;
    Ok((value, fetched.took_ms))
}

/// Whether a SMART configuration tells an app how to connect.
pub(super) fn smart(value: &Value) -> Finding {
    let url = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let (authorize, token) = (url("authorization_endpoint"), url("token_endpoint"));
    if authorize.is_empty() || token.is_empty() {
        return Finding::no(Check::Smart, "smart-no-endpoints");
    }
    if !authorize.starts_with("https://") || !token.starts_with("https://") {
        return Finding::no(Check::Smart, "smart-not-encrypted");
    }
    let capabilities = list(value.get("capabilities"));
    if !capabilities.contains(&"launch-standalone") {
        return Finding::no(Check::Smart, "smart-no-standalone");
    }
    Finding::yes(Check::Smart)
}

/// Whether it is a CapabilityStatement of FHIR R4.
pub(super) fn fhir(value: &Value) -> Finding {
    if value.get("resourceType").and_then(Value::as_str) != Some("CapabilityStatement") {
        return Finding::no(Check::Fhir, "not-fhir");
    }
    let version = value.get("fhirVersion").and_then(Value::as_str).unwrap_or_default();
    if version.starts_with("4.0") || version.starts_with("4.3") {
        Finding::yes(Check::Fhir)
    } else {
        Finding::no(Check::Fhir, "fhir-version")
    }
}

/// Whether a CapabilityStatement says that US Core is followed, and names profiles of it for the
/// patient: the guide alone is quickly written down.
pub(super) fn us_core(value: &Value) -> Finding {
    const GUIDE: &str = "/fhir/us/core";
    let says = ["instantiates", "implementationGuide"]
        .iter()
        .any(|key| list(value.get(*key)).iter().any(|url| url.contains(GUIDE)));
    let resources = value.get("rest").and_then(Value::as_array).into_iter().flatten();
    let resources = resources.filter_map(|rest| rest.get("resource")?.as_array()).flatten();
    let mut patients =
        resources.filter(|one| one.get("type").and_then(Value::as_str) == Some("Patient"));
    let is_profiled = patients.any(|patient| {
        let mut profiles = list(patient.get("supportedProfile"));
        profiles.extend(patient.get("profile").and_then(Value::as_str));
        profiles.iter().any(|url| url.contains(GUIDE))
    });
    match (says, is_profiled) {
        (_, true) => Finding::yes(Check::UsCore),
        (true, false) => Finding::no(Check::UsCore, "us-core-no-profile"),
        (false, false) => Finding::no(Check::UsCore, "us-core-not-said"),
    }
}

/// Whether a CapabilityStatement says that groups are given.
pub(super) fn bulk(value: &Value) -> Finding {
    let says = list(value.get("instantiates")).iter().any(|url| url.contains("/bulkdata/"));
    let names = |operations: Option<&Value>| {
        let operations = operations.and_then(Value::as_array);
        operations.is_some_and(|all| {
            all.iter().any(|one| {
                let name = one.get("name").and_then(Value::as_str).unwrap_or_default();
                name.trim_start_matches('$').contains("export")
            })
        })
    };
    let mut rests = value.get("rest").and_then(Value::as_array).into_iter().flatten();
    let offers = rests.any(|rest| {
        let resources = rest.get("resource").and_then(Value::as_array);
        names(rest.get("operation"))
            || resources.is_some_and(|all| all.iter().any(|one| names(one.get("operation"))))
    });
    if says || offers {
        Finding::yes(Check::Bulk)
    } else {
        Finding::no(Check::Bulk, "bulk-not-said")
    }
}

/// Whether a brand bundle names that FHIR address, with an organization that belongs to it.
pub(super) fn brands(value: &Value, fhir: &str) -> Finding {
    if value.get("resourceType").and_then(Value::as_str) != Some("Bundle") {
        return Finding::no(Check::Brands, "not-fhir");
    }
    let resources: Vec<&Value> = value
        .get("entry")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.get("resource"))
        .collect();
    let of = |kind: &'static str| {
        resources
            .iter()
            .filter(move |one| one.get("resourceType").and_then(Value::as_str) == Some(kind))
    };
    let is_ours = of("Endpoint")
        .any(|one| one.get("address").and_then(Value::as_str).map(bare) == Some(bare(fhir)));
    let is_named = of("Organization").any(|one| one.get("name").is_some());
    match (is_ours, is_named) {
        (true, true) => Finding::yes(Check::Brands),
        (true, false) => Finding::no(Check::Brands, "brands-no-name"),
        (false, _) => Finding::no(Check::Brands, "brands-not-ours"),
    }
}

/// What `/.well-known/blue-button` says of downloads to read and for computers.
pub(super) fn offers(value: &Value) -> [Finding; 2] {
    let formats = list(value.get("offers").and_then(|offers| offers.get("download")));
    let any = |wanted: &[&str]| formats.iter().any(|format| wanted.contains(format));
    let found = |check, is_so| {
        if is_so { Finding::yes(check) } else { Finding::no(check, "not-offered") }
    };
    [
        found(Check::OffersPaper, any(&["pdf", "html", "text"])),
        found(Check::OffersData, any(&["ccda", "fhir", "json", "csv"])),
    ]
}

/// The address of a bundle in a SMART configuration.
pub(super) fn brand_bundle(value: &Value) -> Option<String> {
    value.get("user_access_brand_bundle").and_then(Value::as_str).map(str::to_owned)
}

fn list(value: Option<&Value>) -> Vec<&str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn bare(address: &str) -> &str {
    address.trim_end_matches('/')
}
