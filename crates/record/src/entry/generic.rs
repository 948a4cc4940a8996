//! Kinds that have no reader of their own: still a readable entry, with everything they say in
//! words.

use super::{Entry, Source, attachments};
use crate::view;

pub(super) fn read(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    entry.title_word = kind_word(&entry.kind);
    let said = || CONCEPTS.iter().find_map(|name| source.concept(name));
    let named = |names: &[&str]| names.iter().find_map(|name| source.text(&[name]));
    entry.title = named(NAMES).or_else(said).or_else(|| named(TEXTS));
    for name in CONCEPTS {
        entry.codes_of(root.get(name).map(|value| value.items().next().unwrap_or(value)));
    }
    entry.text(
        "description",
        source.text(&["description"]).filter(|own| Some(own) != entry.title.as_ref()),
    );
    entry.text("conclusion", source.text(&["summary"]));
    entry.text("category", view::concepts_at(root, "category"));
    entry.text("reason", source.what_at(root, "reasonCode", "reasonReference"));
    entry.text("outcome", source.concept("outcome"));
    entry.text("severity", source.concept("severity"));
    for name in ["performer", "author", "requester", "recorder", "source"] {
        entry.text("performer", source.who_at(root, name));
    }
    if let Some(address) = root.get("address") {
        let lines = view::address(address.items().next().unwrap_or(address));
        entry.text("address", view::joined(lines.into_iter()));
    }
    attachments::read(source, entry);
    // The narrative is what FHIR asks every resource to say to a person: shown even if generated.
    source.read_narrative(entry);
}

const CONCEPTS: &[&str] =
    &["code", "event", "type", "serviceType", "vaccineCode", "scope", "category"];

const NAMES: &[&str] = &["title", "name"];

const TEXTS: &[&str] = &["description", "summary", "display"];

fn kind_word(kind: &str) -> &'static str {
    match kind {
        "Account" | "ChargeItem" | "PaymentNotice" | "PaymentReconciliation" => "kind-payment",
        "AdverseEvent" => "kind-adverse-event",
        "AuditEvent" => "kind-audit",
        "Basic" => "kind-basic",
        "Binary" => "kind-document",
        "BodyStructure" => "kind-body-structure",
        "ClinicalImpression" => "kind-assessment",
        "Consent" | "Contract" => "kind-consent",
        "CoverageEligibilityRequest" | "CoverageEligibilityResponse" => "kind-coverage",
        "DetectedIssue" | "Flag" => "kind-alert",
        "List" => "kind-list",
        "Medication" => "kind-medicine",
        "RiskAssessment" => "kind-risk",
        "VisionPrescription" => "kind-glasses",
        _ => "kind-other",
    }
}
