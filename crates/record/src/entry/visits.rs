//! Visits, stays and appointments.
//!
//! Standard: <https://hl7.org/fhir/R4/encounter.html>, <https://hl7.org/fhir/R4/appointment.html>

use super::{Entry, FactText, Source};
use crate::json::Value;
use crate::view;

pub(super) fn read(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    // The class says it in a code (`AMB`) more often than in words.
    let class = root.get("class");
    let class_word = class.and_then(|class| class_word(&class.text_at(&["code"])?));
    entry.title = source.concept("type").or_else(|| source.concept("serviceType"));
    if entry.title.is_none() && class_word.is_none() {
        entry.title = class.and_then(view::concept);
    }
    entry.title_word = class_word.unwrap_or("kind-visit");
    entry.codes_of(root.get("type").and_then(|types| types.items().next()));
    entry.visit = None;
    match class_word {
        Some(word) if entry.title.is_some() => entry.word("class", Some(word)),
        Some(_) => {}
        None => entry.text("class", class.and_then(view::concept)),
    }
    entry.text("reason", source.what_at(root, "reasonCode", "reasonReference"));
    for diagnosis in root.each("diagnosis") {
        entry.text(
            "diagnosis",
            diagnosis.get("condition").and_then(|condition| source.who(condition)),
        );
    }
    entry.text("location", source.who_in("location", "location"));
    for participant in root.each("participant") {
        entry.text("seen-by", with_role(source, participant, "individual", "type"));
    }
    if let Some(stay) = root.get("hospitalization") {
        entry.text("admitted-from", view::concept_at(stay, "admitSource"));
        entry.text("admitted-from", stay.get("origin").and_then(|origin| source.who(origin)));
        entry.text("discharged-to", view::concept_at(stay, "dischargeDisposition"));
        entry.text("discharged-to", stay.get("destination").and_then(|place| source.who(place)));
    }
    entry.amount("length", root.get("length"));
    entry.text(
        "service",
        source.concept("serviceType").filter(|own| Some(own) != entry.title.as_ref()),
    );
}

/// A person with what they did: `Dagny Schoen (attender)`.
pub(super) fn with_role(
    source: &Source<'_>,
    participant: Value<'_>,
    person: &str,
    role: &str,
) -> Option<String> {
    let name = source.who(participant.get(person)?)?;
    Some(match view::concepts_at(participant, role) {
        Some(role) => format!("{name} ({role})"),
        None => name,
    })
}

pub(super) fn read_appointment(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    entry.title = source
        .text(&["description"])
        .or_else(|| source.concept("serviceType"))
        .or_else(|| source.concept("appointmentType"));
    entry.title_word = "kind-appointment";
    entry.text("reason", source.what_at(root, "reasonCode", "reasonReference"));
    entry.text("specialty", view::concepts_at(root, "specialty"));
    for participant in root.each("participant") {
        let is_patient = participant
            .text_at(&["actor", "reference"])
            .is_some_and(|reference| reference.starts_with("Patient/"));
        if !is_patient {
            entry.text("with", participant.get("actor").and_then(|actor| source.who(actor)));
        }
    }
    entry.text("note", source.text(&["comment"]));
    entry.text("follow-up", source.text(&["patientInstruction"]));
    entry.text("status-reason", source.concept("cancelationReason"));
    if let Some(minutes) = root.get("minutesDuration").and_then(Value::as_number) {
        let values = vec![("minutes", minutes.to_owned())];
        entry.fact("length", Some(FactText::Phrase("minutes", values)));
    }
}

pub(super) fn read_episode(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    entry.title = source.concept("type");
    entry.title_word = "kind-episode";
    for diagnosis in root.each("diagnosis") {
        entry.text(
            "diagnosis",
            diagnosis.get("condition").and_then(|condition| source.who(condition)),
        );
    }
    entry.text("performer", source.who_at(root, "careManager"));
}

/// <https://terminology.hl7.org/ValueSet-v3-ActEncounterCode.html>, and HL7 v2's patient classes.
fn class_word(code: &str) -> Option<&'static str> {
    Some(match code {
        "AMB" | "O" => "visit-office",
        "EMER" | "E" => "visit-emergency",
        "IMP" | "ACUTE" | "NONAC" | "I" => "visit-hospital",
        "OBSENC" => "visit-observation",
        "SS" => "visit-short-stay",
        "HH" => "visit-home",
        "VR" => "visit-virtual",
        "FLD" => "visit-field",
        "PRENC" | "P" => "visit-pre-admission",
        _ => return None,
    })
}
