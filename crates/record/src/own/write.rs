//! What was written, as FHIR.

use super::json::{base64, loinc, member, quantity, text, words};
use super::{Author, Measurement, RELATIVES, SugarUnit, WeightUnit, What, When, Written};
use crate::resource::ResourceId;

/// The resource: compact JSON under that id, written at that moment (a FHIR instant). The record's own
/// Patient is its author, by name; who wrote for them stands behind.
pub fn written(id: &ResourceId, author: &Author, new: &Written, at: &str) -> String {
    let who = author.references(id);
    let own = author.patient_reference(id);
    let mut members = vec![member("id", &text(id.as_str()))];
    match &new.what {
        What::Note { title, text: said } => note(&mut members, (title, said), &who, at),
        What::Reading(reading) => read(&mut members, reading, new.on.as_deref().unwrap_or(at)),
        What::Medicine { name, how, reason, is_taken } => {
            members.insert(0, member("resourceType", "\"MedicationStatement\""));
            let status = if *is_taken { "\"active\"" } else { "\"stopped\"" };
            members.push(member("status", status));
            members.push(member("medicationCodeableConcept", &words(name)));
            members.push(member("subject", &subject(id)));
            members.extend(new.on.as_deref().map(|on| {
                let part = if *is_taken { "start" } else { "end" };
                format!(r#""effectivePeriod":{{"{part}":{}}}"#, text(on))
            }));
            members.push(member("dateAsserted", &text(at)));
            members.push(member("informationSource", &own));
            if !reason.is_empty() {
                members.push(format!(r#""reasonCode":[{}]"#, words(reason)));
            }
            if !how.is_empty() {
                members.push(format!(r#""dosage":[{{"text":{}}}]"#, text(how)));
            }
        }
        What::Family { relative, condition } => {
            family(&mut members, (relative, condition), id, at);
            // R5's participant in R4: <https://hl7.org/fhir/R4/versions.html#extensions>.
            members.push(format!(
                r#""extension":[{{"url":"{PARTICIPANT}","extension":[{{"url":"actor","valueReference":{own}}}]}}]"#
            ));
        }
        What::Goal { text: said, until, is_reached } => {
            members.insert(0, member("resourceType", "\"Goal\""));
            let status = if *is_reached { "\"completed\"" } else { "\"active\"" };
            members.push(member("lifecycleStatus", status));
            members.push(member("description", &words(said)));
            members.push(member("subject", &subject(id)));
            let on = new.on.as_deref().unwrap_or(at);
            members.push(member("startDate", &text(on.get(..10).unwrap_or(on))));
            members.extend(
                until.as_deref().map(|on| format!(r#""target":[{{"dueDate":{}}}]"#, text(on))),
            );
            members.push(member("expressedBy", &own));
        }
        What::Document { title, media_type, original, bytes } => {
            document(&mut members, (title, at), &who);
            members.push(format!(
                r#""content":[{{"attachment":{{"contentType":{},"url":{},"size":{bytes},"title":{}}}}}]"#,
                text(media_type),
                text(&format!("Binary/{original}")),
                text(title),
            ));
        }
    }
    if matches!(new.what, What::Reading(_)) {
        members.push(member("subject", &subject(id)));
        members.push(format!(r#""performer":[{}]"#, who.join(",")));
    }
    let is_document = matches!(new.what, What::Note { .. } | What::Document { .. });
    if is_document {
        members.push(member("subject", &subject(id)));
    }
    // A DocumentReference has no notes of its own: its text is a note.
    let helper = author.helper.as_deref().filter(|_| !has_several(&new.what));
    let said = Some(new.note.as_str()).filter(|note| !note.is_empty()).or(helper);
    if let Some(said) = said.filter(|_| !is_document) {
        let by = helper.map(|name| format!(r#""authorString":{},"#, text(name)));
        let by = by.unwrap_or_default();
        members.push(format!(r#""note":[{{{by}"text":{}}}]"#, text(said)));
    }
    format!("{{{}}}", members.join(","))
}

impl Author {
    /// The record's own Patient, by name.
    pub(crate) fn patient_reference(&self, id: &ResourceId) -> String {
        let patient = id.patient().map(|key| key.to_string()).unwrap_or_default();
        let reference = text(&format!("Patient/{patient}"));
        format!(r#"{{"reference":{reference},"display":{}}}"#, text(&self.patient))
    }

    /// The patient, then who wrote for them.
    fn references(&self, id: &ResourceId) -> Vec<String> {
        let own = self.patient_reference(id);
        let helper = self
            .helper
            .as_deref()
            .map(|name| format!(r#"{{"type":"RelatedPerson","display":{}}}"#, text(name)));
        std::iter::once(own).chain(helper).collect()
    }
}

/// Whether it names several authors where FHIR has a place for them.
fn has_several(what: &What) -> bool {
    matches!(what, What::Reading(_) | What::Note { .. } | What::Document { .. })
}

fn note(members: &mut Vec<String>, (title, said): (&str, &str), who: &[String], at: &str) {
    document(members, (title, at), who);
    members.push(format!(
        r#""content":[{{"attachment":{{"contentType":"text/plain; charset=utf-8","data":"{}","title":{}}}}}]"#,
        base64(said.as_bytes()),
        text(title),
    ));
}

/// A document of the patient's: LOINC 51855-5 is "Patient Note".
fn document(members: &mut Vec<String>, (title, at): (&str, &str), who: &[String]) {
    members.insert(0, member("resourceType", "\"DocumentReference\""));
    members.push(member("status", "\"current\""));
    members.push(member(
        "type",
        r#"{"coding":[{"system":"http://loinc.org","code":"51855-5","display":"Patient Note"}]}"#,
    ));
    members.push(member("date", &text(at)));
    members.push(format!(r#""author":[{}]"#, who.join(",")));
    members.push(member("description", &text(title)));
}

fn read(members: &mut Vec<String>, reading: &Measurement, on: &str) {
    members.insert(0, member("resourceType", "\"Observation\""));
    members.push(member("status", "\"final\""));
    members.push(member("category", VITAL_SIGNS));
    members.push(member("effectiveDateTime", &text(on)));
    match reading {
        Measurement::Pressure { upper, lower, pulse } => {
            members.push(member("code", &loinc("85354-9", "Blood pressure")));
            let half = |code, name, value: &str, (unit, ucum)| {
                let value = quantity(value, unit, ucum);
                format!(r#"{{"code":{},"valueQuantity":{value}}}"#, loinc(code, name))
            };
            let pressure = ("mmHg", "mm[Hg]");
            let mut halves = vec![
                half("8480-6", "Systolic blood pressure", &upper.text, pressure),
                half("8462-4", "Diastolic blood pressure", &lower.text, pressure),
            ];
            halves.extend(
                pulse.as_ref().map(|pulse| {
                    half("8867-4", "Heart rate", &pulse.text, ("beats/minute", "/min"))
                }),
            );
            members.push(format!(r#""component":[{}]"#, halves.join(",")));
        }
        Measurement::Weight(weight, unit) => {
            let (unit, ucum) = match unit {
                WeightUnit::Pound => ("lb", "[lb_av]"),
                WeightUnit::Kilogram => ("kg", "kg"),
            };
            members.push(member("code", &loinc("29463-7", "Body weight")));
            members.push(member("valueQuantity", &quantity(&weight.text, unit, ucum)));
        }
        Measurement::Sugar(sugar, unit, when) => {
            let (code, unit, ucum) = match unit {
                SugarUnit::Milligram => ("41653-7", "mg/dL", "mg/dL"),
                SugarUnit::Millimole => ("14743-9", "mmol/L", "mmol/L"),
            };
            members.push(member("code", &loinc(code, "Glucose in capillary blood by meter")));
            members.push(member("valueQuantity", &quantity(&sugar.text, unit, ucum)));
            // R4's extension for what the time stands to: v3-TimingEvent AC (before), PC (after a meal).
            let event = when.map(|when| match when {
                When::Before => ("AC", "before a meal"),
                When::After => ("PC", "after a meal"),
            });
            members.extend(event.map(|(code, name)| {
                let coding = format!(
                    r#"{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/v3-TimingEvent","code":"{code}"}}],"text":"{name}"}}"#
                );
                format!(r#""method":{coding}"#)
            }));
        }
    }
}

fn family(
    members: &mut Vec<String>,
    (relative, condition): (&str, &str),
    id: &ResourceId,
    at: &str,
) {
    members.insert(0, member("resourceType", "\"FamilyMemberHistory\""));
    members.push(member("status", "\"partial\""));
    let patient = id.patient().map(|key| key.to_string()).unwrap_or_default();
    members.push(format!(r#""patient":{{"reference":{}}}"#, text(&format!("Patient/{patient}"))));
    members.push(member("date", &text(at)));
    let known = RELATIVES.iter().find(|(_, word)| *word == relative);
    members.push(match known {
        Some((code, word)) => format!(
            r#""relationship":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"{code}","display":"{word}"}}]}}"#
        ),
        None => member("relationship", &words(relative)),
    });
    members.push(format!(r#""condition":[{{"code":{}}}]"#, words(condition)));
}

pub(crate) fn subject(id: &ResourceId) -> String {
    let patient = id.patient().map(|key| key.to_string()).unwrap_or_default();
    format!(r#"{{"reference":{}}}"#, text(&format!("Patient/{patient}")))
}

/// Where a family history names who told it.
pub(crate) const PARTICIPANT: &str =
    "http://hl7.org/fhir/5.0/StructureDefinition/extension-FamilyMemberHistory.participant";

const VITAL_SIGNS: &str = r#"[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs","display":"Vital Signs"}]}]"#;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::reading::amount;
    use super::*;
    use crate::entry::{NoNames, entry};
    use crate::json::Document;
    use crate::resource::{PatientKey, Resource};
    use crate::section::Section;

    fn json(what: What, helper: Option<&str>) -> (String, ResourceId) {
        let patient = PatientKey::from_hash(b"123456789");
        let local = super::super::local_id("abcdefghijklmnopqrstuvwxyz");
        let id = ResourceId::in_record(&patient, &local).unwrap();
        let author = Author { patient: "Ana Reyes".into(), helper: helper.map(str::to_owned) };
        let new = Written { what, on: Some("2026-05-03".into()), note: "He said \"so\"\n".into() };
        (written(&id, &author, &new, "2026-05-03T16:00:00Z"), id)
    }

    fn made(what: What, helper: Option<&str>) -> crate::Entry {
        let (json, id) = json(what, helper);
        let document = Document::parse(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
        let kind: Arc<str> = document.root().text_at(&["resourceType"]).unwrap().as_ref().into();
        let json = json.as_str().into();
        entry(&Resource { kind, id, version: 1, updated: 0, json }, &NoNames)
    }

    fn all() -> Vec<(What, Section)> {
        let of = |typed| amount(typed).unwrap();
        let (upper, lower, pulse) = (of("128"), of("82"), Some(of("71")));
        let original = ResourceId::parse("abc.def").unwrap();
        vec![
            (What::Note { title: "Ask".into(), text: "¿Y la dosis?".into() }, Section::Documents),
            (What::Reading(Measurement::Pressure { upper, lower, pulse }), Section::VitalSigns),
            (
                What::Reading(Measurement::Weight(of("72.50"), WeightUnit::Kilogram)),
                Section::VitalSigns,
            ),
            (
                What::Reading(Measurement::Sugar(
                    of("104"),
                    SugarUnit::Milligram,
                    Some(When::Before),
                )),
                Section::VitalSigns,
            ),
            (
                What::Medicine {
                    name: "Ibuprofen 200 mg".into(),
                    how: "1 when it hurts".into(),
                    reason: "Headache".into(),
                    is_taken: true,
                },
                Section::Medications,
            ),
            (
                What::Family { relative: "mother".into(), condition: "Diabetes".into() },
                Section::SocialHistory,
            ),
            (
                What::Goal { text: "Walk daily".into(), until: None, is_reached: false },
                Section::CarePlans,
            ),
            (
                What::Document {
                    title: "Letter".into(),
                    media_type: "application/pdf".into(),
                    original,
                    bytes: 12,
                },
                Section::Documents,
            ),
        ]
    }

    #[test]
    fn what_is_written_is_read_back_in_its_section_with_the_patient_as_its_source() {
        for (what, section) in all() {
            let (slug, entry) = (what.slug(), made(what, None));
            assert_eq!(entry.section, section, "{slug}");
            assert!(entry.title.is_some() || entry.title_word == "kin-mother", "{slug}");
            assert!(entry.date.is_some(), "{slug}");
            assert_eq!(entry.source.as_deref(), Some("Ana Reyes"), "{slug}");
            assert!(super::super::is_own(entry.id.local()));
        }
    }

    #[test]
    fn who_wrote_for_the_patient_is_named_in_it() {
        for (what, _) in all() {
            let entry = made(what, Some("Lucía Reyes"));
            let told = format!("{:?}{:?}", entry.facts, entry.narrative);
            assert!(told.contains("Lucía Reyes"), "{told}");
        }
    }

    #[test]
    fn what_was_written_can_be_changed_as_it_was_written() {
        for (what, _) in all() {
            for helper in [None, Some("Lucía Reyes")] {
                let slug = what.slug();
                let (json, id) = json(what.clone(), helper);
                let kind = Document::parse(&json).unwrap();
                let kind: Arc<str> =
                    kind.root().text_at(&["resourceType"]).unwrap().as_ref().into();
                let json = json.as_str().into();
                let resource = Resource { kind, id, version: 1, updated: 0, json };
                let read = super::super::read(&resource).unwrap_or_else(|| panic!("{slug}"));
                assert_eq!(read.what, what, "{slug}");
                let has_note = !matches!(what, What::Note { .. } | What::Document { .. });
                assert_eq!(read.note.contains("He said"), has_note, "{slug}: {}", read.note);
            }
        }
    }

    #[test]
    fn digits_stay_as_they_were_typed() {
        let weight = Measurement::Weight(amount("72.50").unwrap(), WeightUnit::Kilogram);
        let value = made(What::Reading(weight), None).value.unwrap();
        assert_eq!((value.text.as_str(), value.standing), ("72.50", None));
    }

    #[test]
    fn a_note_is_read_back_as_it_was_written() {
        let note = What::Note { title: "T".into(), text: "Zeile 1\nLínea 2 \"x\" \\".into() };
        let told = format!("{:?}", made(note, None).narrative);
        assert!(told.contains("Línea 2"), "{told}");
        assert_eq!(base64(b"foobar"), "Zm9vYmFy");
        assert_eq!((base64(b"foob").as_str(), base64(b"fooba").as_str()), ("Zm9vYg==", "Zm9vYmE="));
    }
}
