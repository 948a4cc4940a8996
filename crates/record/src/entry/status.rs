//! Where things stand: FHIR's status codes as words, and whether an entry is of now.

use super::Status;
use crate::json::Value;
use crate::view;

/// The status of a resource.
pub(super) struct StatusRead {
    pub(super) status: Option<Status>,
    pub(super) is_error: bool,
    pub(super) is_current: bool,
}

/// Reads the status of a resource; `has_ended` where it has an end date.
pub(super) fn read(kind: &str, root: Value<'_>, has_ended: bool) -> StatusRead {
    let verification = view::code_at(root, "verificationStatus").unwrap_or_default();
    let is_refuted = matches!(verification.as_ref(), "refuted" | "entered-in-error");
    let code = if is_refuted { Some(verification.clone()) } else { code(kind, root) };
    let is_error = code.as_deref() == Some("entered-in-error");
    let is_current = !is_error
        && !is_refuted
        && match (kind, code.as_deref()) {
            (kind, None | Some("unknown")) => LASTING.contains(&kind) && !has_ended,
            ("Condition", Some(code)) => matches!(code, "active" | "recurrence" | "relapse"),
            ("Encounter", Some(code)) => {
                matches!(code, "planned" | "arrived" | "triaged" | "in-progress" | "onleave")
            }
            ("Appointment", Some(code)) => {
                matches!(
                    code,
                    "proposed" | "pending" | "booked" | "arrived" | "checked-in" | "waitlist"
                )
            }
            ("Goal", Some(code)) => {
                matches!(code, "proposed" | "planned" | "accepted" | "active" | "on-hold")
            }
            ("Claim" | "ExplanationOfBenefit" | "ClaimResponse" | "Provenance", _) => false,
            (_, Some(code)) => matches!(code, "active" | "in-progress"),
        };
    StatusRead { status: code.map(|code| of(&code)), is_error, is_current }
}

fn code<'d>(kind: &str, root: Value<'d>) -> Option<std::borrow::Cow<'d, str>> {
    match kind {
        "Condition" | "AllergyIntolerance" => view::code_at(root, "clinicalStatus")
            .or_else(|| root.text_at(&["clinicalStatus", "text"]))
            .or_else(|| root.text_at(&["clinicalStatus"])),
        "Goal" => root.text_at(&["lifecycleStatus"]).or_else(|| root.text_at(&["status"])),
        // "active" says nothing about a claim; how it came out does.
        "ExplanationOfBenefit" | "ClaimResponse" | "Claim" => {
            root.text_at(&["status"]).filter(|status| status != "active")
        }
        // A document is "current" unless it says otherwise.
        "DocumentReference" => root.text_at(&["status"]).filter(|status| status != "current"),
        // What is known of a family is seldom all: "partial" says nothing of it.
        "FamilyMemberHistory" => root.text_at(&["status"]).filter(|status| status != "partial"),
        "Patient" | "RelatedPerson" | "Person" | "Provenance" => None,
        // Whether anybody is preparing it, no patient can tell: it is not done yet.
        "Procedure" => root
            .text_at(&["status"])
            .map(|code| if code == "preparation" { "planned".into() } else { code }),
        _ => root.text_at(&["status"]),
    }
}

/// The status of that code: a word of ours where we know it.
pub(super) fn of(code: &str) -> Status {
    let code = code.trim();
    match KNOWN.iter().find(|known| known.eq_ignore_ascii_case(code)) {
        Some(known) => Status::Known(known),
        None => Status::Other(code.to_owned()),
    }
}

/// Kinds that last until something ends them.
const LASTING: &[&str] = &[
    "AllergyIntolerance",
    "CarePlan",
    "CareTeam",
    "Condition",
    "Coverage",
    "Device",
    "Goal",
    "MedicationRequest",
    "MedicationStatement",
];

/// Every code that has a message `status-…`.
pub(super) const KNOWN: &[&str] = &[
    "abandoned",
    "accepted",
    "achieved",
    "active",
    "amended",
    "appended",
    "arrived",
    "available",
    "booked",
    "cancelled",
    "checked-in",
    "completed",
    "confirmed",
    "corrected",
    "current",
    "declined",
    "differential",
    "draft",
    "ended",
    "entered-in-error",
    "failed",
    "final",
    "finished",
    "fulfilled",
    "in-progress",
    "inactive",
    "intended",
    "issued",
    "noshow",
    "not-achieved",
    "not-done",
    "not-taken",
    "on-hold",
    "onleave",
    "partial",
    "pending",
    "planned",
    "preliminary",
    "preparation",
    "proposed",
    "provisional",
    "queued",
    "ready",
    "received",
    "recurrence",
    "refuted",
    "registered",
    "rejected",
    "relapse",
    "remission",
    "requested",
    "resolved",
    "retired",
    "revoked",
    "stopped",
    "superseded",
    "suspended",
    "triaged",
    "unavailable",
    "unconfirmed",
    "unknown",
    "waitlist",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::words::{Language, Words};

    fn standing(json: &str) -> StatusRead {
        let document = Document::parse(json).unwrap();
        let kind = document.root().text_at(&["resourceType"]).unwrap().into_owned();
        read(&kind, document.root(), false)
    }

    #[test]
    fn every_status_has_a_word_in_every_language() {
        for language in Language::ALL {
            for code in KNOWN {
                assert!(Words::of(language).has(&format!("status-{code}")), "{code}");
            }
        }
    }

    #[test]
    fn a_refuted_condition_is_no_error_and_not_of_now() {
        let refuted = standing(
            r#"{"resourceType":"Condition","clinicalStatus":{"coding":[{"code":"active"}]},
                "verificationStatus":{"coding":[{"code":"refuted"}]}}"#,
        );
        assert_eq!(refuted.status, Some(Status::Known("refuted")));
        assert!(!refuted.is_error && !refuted.is_current);
    }

    #[test]
    fn a_medicine_without_status_may_still_be_taken() {
        assert!(standing(r#"{"resourceType":"MedicationStatement"}"#).is_current);
        assert!(
            !standing(r#"{"resourceType":"MedicationStatement","status":"stopped"}"#).is_current
        );
    }

    #[test]
    fn an_unknown_code_keeps_the_words_of_the_source() {
        assert_eq!(of("Half done"), Status::Other("Half done".into()));
    }
}
