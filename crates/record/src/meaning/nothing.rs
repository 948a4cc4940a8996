//! Nothing is not something: what says that there is none, that it was not so, or not done.

use crate::entry::{Code, Status};
use crate::fold::fold;

/// What an entry says of the thing it names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Said {
    /// It is so, or was.
    #[default]
    Is,
    /// It is ordered, booked or recommended, and not done yet.
    Planned,
    /// There is none: "No known allergies".
    NoneKnown,
    /// It was ruled out, or is not taken.
    NotSo,
    /// It was refused, cancelled or left undone.
    NotDone,
    /// Its writer took it back.
    Withdrawn,
}

impl Said {
    /// Whether it counts as a thing of its section: what is not so is no thing. In a list of doses
    /// a planned one is none either; `planned` says whether plans are what the list is of.
    pub fn counts(self, planned: bool) -> bool {
        self == Self::Is || (planned && self == Self::Planned)
    }
}

/// What a resource says, by its kind, its status and what it names.
pub fn said(kind: &str, status: Option<&Status>, title: Option<&str>, codes: &[Code]) -> Said {
    let code = match status {
        Some(Status::Known(code)) => *code,
        _ => "",
    };
    match code {
        "entered-in-error" => return Said::Withdrawn,
        "refuted" | "not-taken" => return Said::NotSo,
        "not-done" => return Said::NotDone,
        _ => {}
    }
    if MAY_SAY_NONE.contains(&kind) && names_none(title, codes) {
        return Said::NoneKnown;
    }
    match kind {
        "Encounter" | "Appointment" => match code {
            "cancelled" | "noshow" => Said::NotDone,
            "planned" | "proposed" | "pending" | "booked" | "waitlist" => Said::Planned,
            _ => Said::Is,
        },
        "ImmunizationRecommendation" => Said::Planned,
        "ServiceRequest"
        | "NutritionOrder"
        | "Task"
        | "RequestGroup"
        | "DeviceRequest"
        | "CommunicationRequest"
        | "SupplyRequest"
        | "VisionPrescription" => match code {
            "completed" => Said::Is,
            "cancelled" | "revoked" | "rejected" | "failed" => Said::NotDone,
            _ => Said::Planned,
        },
        "MedicationRequest" | "Observation" | "DiagnosticReport" | "Goal" | "CarePlan"
            if matches!(code, "cancelled" | "rejected") =>
        {
            Said::NotDone
        }
        "MedicationRequest" if code == "draft" => Said::Planned,
        "Procedure" if matches!(code, "preparation" | "planned") => Said::Planned,
        _ => Said::Is,
    }
}

/// Whether the word for where something stands says that it is not done yet ("Ordered"), whatever its code says.
pub fn is_still_to_be_done(status: &str) -> bool {
    let folded = fold(status);
    TO_BE_DONE.contains(&folded.trim().trim_end_matches('.'))
}

/// Whether the word for where something stands says that it is over ("No longer active"), whatever its code says;
/// `Some(true)` where it was stopped before its end.
pub fn is_over(status: &str) -> Option<bool> {
    let folded = fold(status);
    let status = folded.trim().trim_end_matches('.');
    if STOPPED.contains(&status) {
        return Some(true);
    }
    OVER.contains(&status).then_some(false)
}

const STOPPED: [&str; 5] = ["discontinued", "stopped", "dc'd", "suspendido", "descontinuado"];

const OVER: [&str; 7] =
    ["no longer active", "inactive", "expired", "ended", "no longer taking", "not active", "past"];

const TO_BE_DONE: [&str; 7] =
    ["ordered", "scheduled", "planned", "pending", "requested", "not done yet", "to be done"];

/// Kinds whose entries may say that there is none of them.
const MAY_SAY_NONE: [&str; 8] = [
    "AllergyIntolerance",
    "Condition",
    "MedicationRequest",
    "MedicationStatement",
    "Procedure",
    "Device",
    "Encounter",
    "Immunization",
];

/// Whether a name or a code says that there is none of its kind. What a code says beside words of
/// a real thing ("No known allergies" coded, "Penicillin" written) is not believed.
fn names_none(title: Option<&str>, codes: &[Code]) -> bool {
    match title.map(fold) {
        Some(title) => words_say_none(&title),
        None => codes.iter().any(|code| NONE_CODES.contains(&code.code.as_str())),
    }
}

/// Whether a text says only that there is nothing to tell: "No information about instructions".
pub fn text_says_none(text: &str) -> bool {
    words_say_none(&fold(text))
}

fn words_say_none(folded: &str) -> bool {
    let text = folded.trim().trim_end_matches('.');
    if NONE_WORDS.contains(&text) {
        return true;
    }
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let is_thing = |word: &&str| KINDS_OF_THINGS.contains(word);
    match words.as_slice() {
        // The first is the name of SNOMED CT 160245001.
        ["no", "current", "problems", "or", "disability"]
        | ["no", "impairment" | "disability"]
        | ["no", .., "data", "is", "applicable"]
        | ["no", .., "data" | "information", "available"]
        | ["no", "information", "about" | "available" | "on", ..]
        | [.., "excluded", "not", "available"]
        | ["not", "available" | "indicated" | "applicable"]
        | ["medication", "administration", "not", "documented"]
        | ["none", "known" | "recorded" | "reported"]
        | ["denies", "allergies"] => true,
        ["no", "history", "of", .., thing] => matches!(*thing, "allergies" | "allergy"),
        // "No known drug allergies", "No active problems", "No current medications".
        ["no", "known" | "current" | "active" | "recorded" | "reported", .., thing]
        | ["no", thing]
        | ["no", thing, "known" | "recorded" | "reported" | "indicated"]
        | ["no", thing, "on", "file"]
        | ["patient", "has", "no", "known", .., thing] => is_thing(thing),
        ["sin" | "ninguna" | "ningun", thing, ..] => is_thing(thing) && words.len() <= 4,
        _ => false,
    }
}

const NONE_WORDS: [&str; 8] =
    ["none", "nka", "nkda", "nkfa", "no known", "ninguna", "ninguno", "none known"];

const KINDS_OF_THINGS: [&str; 29] = [
    "allergies",
    "allergy",
    "reactions",
    "intolerances",
    "sensitivities",
    "problems",
    "problem",
    "conditions",
    "diagnoses",
    "diagnosis",
    "medications",
    "medication",
    "medicines",
    "meds",
    "drugs",
    "procedures",
    "surgeries",
    "devices",
    "implants",
    "immunizations",
    "vaccines",
    "encounters",
    "visits",
    "alergia",
    "alergias",
    "problemas",
    "medicinas",
    "medicamentos",
    "enfermedades",
];

/// SNOMED CT: no known allergy (of drugs, food, environment), no current problems, no known
/// medications; "no known" of HL7's own value sets.
const NONE_CODES: [&str; 12] = [
    "716186003",
    "409137002",
    "429625007",
    "428607008",
    "428197003",
    "160244002",
    "160245001",
    "787481004",
    "1287211007",
    "no-known-allergies",
    "no-known-problems",
    "no-known-medications",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: &str, status: &'static str, title: &str) -> Said {
        let status = (!status.is_empty()).then_some(Status::Known(status));
        said(kind, status.as_ref(), Some(title), &[])
    }

    #[test]
    fn what_says_that_there_is_none_is_no_thing() {
        for title in [
            "No known allergies",
            "No Known Drug Allergies",
            "No known allergy",
            "NKDA",
            "No allergies on file",
            "No active allergies",
            "Patient has no known allergies",
            "Sin alergias conocidas",
            "Ninguna alergia conocida",
            "None recorded.",
        ] {
            assert_eq!(of("AllergyIntolerance", "active", title), Said::NoneKnown, "{title}");
        }
        for title in ["No known problems", "No current problems or disability", "No problems"] {
            assert_eq!(of("Condition", "active", title), Said::NoneKnown, "{title}");
        }
        assert_eq!(of("MedicationStatement", "active", "No current medications"), Said::NoneKnown);
        for title in ["No encounter diagnosis data is applicable", "No Encounters Indicated"] {
            assert_eq!(of("Encounter", "finished", title), Said::NoneKnown, "{title}");
        }
    }

    #[test]
    fn what_only_begins_like_it_is_a_thing() {
        for title in [
            "Penicillin",
            "No-show for appointment",
            "Nonsteroidal anti-inflammatory drugs",
            "No sense of smell",
            "No known cause of fever",
            "Sinusitis",
            "Sin tension alta controlada",
            "Known allergies",
        ] {
            assert_eq!(of("Condition", "active", title), Said::Is, "{title}");
        }
    }

    #[test]
    fn a_code_for_none_is_not_believed_against_words() {
        let codes = [Code { system: None, code: "716186003".into(), display: None }];
        assert_eq!(said("AllergyIntolerance", None, Some("Penicillin"), &codes), Said::Is);
        assert_eq!(said("AllergyIntolerance", None, None, &codes), Said::NoneKnown);
    }

    #[test]
    fn refused_planned_and_ruled_out_are_told_apart() {
        let cases = [
            ("Immunization", "not-done", Said::NotDone),
            ("Immunization", "completed", Said::Is),
            ("ImmunizationRecommendation", "", Said::Planned),
            ("AllergyIntolerance", "refuted", Said::NotSo),
            ("Condition", "refuted", Said::NotSo),
            ("Condition", "entered-in-error", Said::Withdrawn),
            ("MedicationStatement", "not-taken", Said::NotSo),
            ("MedicationRequest", "cancelled", Said::NotDone),
            ("MedicationRequest", "draft", Said::Planned),
            ("MedicationRequest", "active", Said::Is),
            ("Encounter", "planned", Said::Planned),
            ("Encounter", "finished", Said::Is),
            ("Encounter", "cancelled", Said::NotDone),
            ("Appointment", "booked", Said::Planned),
            ("Appointment", "noshow", Said::NotDone),
            ("Appointment", "fulfilled", Said::Is),
            ("ServiceRequest", "active", Said::Planned),
            ("ServiceRequest", "completed", Said::Is),
            ("ServiceRequest", "revoked", Said::NotDone),
        ];
        for (kind, status, wanted) in cases {
            assert_eq!(of(kind, status, "Something"), wanted, "{kind} {status}");
        }
    }
}
