//! Allergies and intolerances.
//!
//! Standard: <https://hl7.org/fhir/R4/allergyintolerance.html>

use super::reactions::{self, manifestation};
use super::{Entry, Source};
use crate::json::Value;
use crate::view;

pub(super) fn read(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    // Some senders name the substance only in the reaction.
    entry.title =
        source.concept("code").or_else(|| view::concept_at(root.at(&["reaction"])?, "substance"));
    entry.codes_of(root.get("code"));
    for reaction in root.each("reaction") {
        entry.several("reaction", reaction.each("manifestation").filter_map(manifestation));
        entry.text("reaction", view::text(reaction, &["description"]));
        match view::original_text(reaction, "severity") {
            Some(finer) => entry.fact("severity", Some(reactions::severity(finer))),
            None => entry
                .word("severity", reaction.text_at(&["severity"]).and_then(|code| severity(&code))),
        }
        entry.text("route", view::concept_at(reaction, "exposureRoute"));
    }
    entry.word("criticality", root.text_at(&["criticality"]).and_then(|code| criticality(&code)));
    entry.word("kind", root.text_at(&["type"]).and_then(|code| kind(&code)));
    for category in root.each("category").filter_map(Value::as_str) {
        entry.word("category", allergen(&category));
    }
    entry.word("verification", verification(root));
    entry.text("onset", source.text(&["onsetString"]));
    entry.day("last-time", source.date(&["lastOccurrence"]));
    if source.date(&["recordedDate"]) != entry.date {
        entry.day("recorded", source.date(&["recordedDate"]));
    }
    entry.text("recorded-by", source.who_at(root, "recorder"));
    entry.text("from", source.who_at(root, "asserter"));
}

/// How sure a diagnosis is, where it is less than confirmed.
pub(super) fn verification(root: Value<'_>) -> Option<&'static str> {
    match view::code_at(root, "verificationStatus")?.as_ref() {
        "unconfirmed" => Some("status-unconfirmed"),
        "provisional" => Some("status-provisional"),
        "differential" => Some("status-differential"),
        _ => None,
    }
}

fn severity(code: &str) -> Option<&'static str> {
    match code {
        "mild" => Some("severity-mild"),
        "moderate" => Some("severity-moderate"),
        "severe" => Some("severity-severe"),
        _ => None,
    }
}

fn criticality(code: &str) -> Option<&'static str> {
    match code {
        "low" => Some("criticality-low"),
        "high" => Some("criticality-high"),
        "unable-to-assess" => Some("criticality-unable-to-assess"),
        _ => None,
    }
}

fn kind(code: &str) -> Option<&'static str> {
    match code {
        "allergy" => Some("allergy-type-allergy"),
        "intolerance" => Some("allergy-type-intolerance"),
        _ => None,
    }
}

fn allergen(code: &str) -> Option<&'static str> {
    match code {
        "food" => Some("allergen-food"),
        "medication" => Some("allergen-medication"),
        "environment" => Some("allergen-environment"),
        "biologic" => Some("allergen-biologic"),
        _ => None,
    }
}
