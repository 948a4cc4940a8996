//! What stays with an entry of which a patient said that it is wrong: that it was corrected, or that it
//! was not, and what they say to that. It goes wherever the entry goes.
//!
//! Law: 45 CFR 164.526(c)(1) (accepted: linked to the entry), 164.526(d)(1) to (5) (denied: the statement
//! of disagreement, with every later disclosure). Standard: HL7 Patient Request for Corrections 1.0.0,
//! <https://hl7.org/fhir/uv/patient-corrections/> (Communication, its categories).

use std::collections::HashMap;

use crate::entry::{Entry, Fact, FactText, Source};
use crate::json::Value;
use crate::own::{Author, subject, text};
use crate::resource::ResourceId;
use crate::view;

/// A statement about an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What it is about: `MedicationRequest/<id>`.
    pub about: String,
    /// What that is called.
    pub title: String,
    /// What the patient asked for.
    pub asked: String,
    /// What the office answered.
    pub answer: String,
    /// What was said to it.
    pub said: Outcome,
}

/// What came of what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The office agrees that the entry is wrong.
    Corrected,
    /// It does not, and the patient disagrees: in their words, or none, where only what was asked and
    /// answered is to go along.
    Disagreed(String),
    /// What the office says to that, in its words: 45 CFR 164.526(d)(3).
    Rebutted(String),
}

/// The categories of HL7's corrections.
const SYSTEM: &str =
    "http://hl7.org/fhir/uv/patient-corrections/CodeSystem/PatientCorrectionCommunicationTypes";
const REQUEST: &str = "medRecCxReq";
const DISAGREEMENT: &str = "medRecCxDenialDisagree";

/// What tells an answer of the office from the statement that it answers: HL7's list has no code for it.
const REBUTTAL: &str = "Rebuttal of a statement of disagreement";

/// In place of a name: an answer is the office's, not one clerk's.
const OFFICE: &str = "The office that keeps the record";

/// The Communication: compact JSON under that id, written at that moment (a FHIR instant).
pub fn written(id: &ResourceId, author: &Author, new: &Statement, at: &str) -> String {
    let (code, name) = match new.said {
        Outcome::Corrected => (REQUEST, "Correction Request"),
        Outcome::Disagreed(_) | Outcome::Rebutted(_) => (DISAGREEMENT, "Disagreement"),
    };
    // What was asked, answered and said to it stands in the statement that is answered.
    let payload = match &new.said {
        Outcome::Corrected => [new.asked.as_str(), new.answer.as_str(), ""],
        Outcome::Disagreed(said) => [new.asked.as_str(), new.answer.as_str(), said],
        Outcome::Rebutted(said) => ["", "", said],
    };
    let (kind, sender) = match &new.said {
        Outcome::Rebutted(_) => {
            let sender = format!(r#"{{"type":"Organization","display":{}}}"#, text(OFFICE));
            (format!(r#","text":{}"#, text(REBUTTAL)), sender)
        }
        _ => (String::new(), author.patient_reference(id)),
    };
    let payload: Vec<String> = payload
        .into_iter()
        .filter(|said| !said.is_empty())
        .map(|said| format!(r#"{{"contentString":{}}}"#, text(said)))
        .collect();
    format!(
        r#"{{"resourceType":"Communication","id":{},"status":"completed","category":[{{"coding":[{{"system":"{SYSTEM}","code":"{code}","display":"{name}"}}]{kind}}}],"subject":{},"topic":{{"text":{}}},"about":[{{"reference":{}}}],"sent":{},"sender":{},"payload":[{}]}}"#,
        text(id.as_str()),
        subject(id),
        text(&new.title),
        text(&new.about),
        text(at),
        sender,
        payload.join(",")
    )
}

/// Whether a resource is such a statement.
pub fn is_statement(resource: Value<'_>) -> bool {
    resource.get("resourceType").is_some_and(|kind| kind.is("Communication"))
        && category(resource).is_some()
        && resource.get("about").is_some()
}

/// Whether it is what the office says to a statement.
pub fn is_rebuttal(resource: Value<'_>) -> bool {
    let is_its = |kind: Value<'_>| kind.get("text").is_some_and(|text| text.is(REBUTTAL));
    is_statement(resource) && resource.each("category").any(is_its)
}

/// What a statement is about, where it is one of this record.
pub fn about(resource: Value<'_>) -> Option<ResourceId> {
    if !is_statement(resource) {
        return None;
    }
    let about = resource.each("about").next()?.text_at(&["reference"])?;
    ResourceId::parse(about.rsplit_once('/')?.1)
}

/// The member whose references lead from a statement to what it is about.
pub const PATH: &str = "about";

/// The type of resources that may be statements.
pub const KIND: &str = "Communication";

fn category(resource: Value<'_>) -> Option<&'static str> {
    let codings = || resource.each("category").flat_map(|one| one.each("coding"));
    let is_ours = |coding: &Value<'_>| coding.get("system").is_some_and(|own| own.is(SYSTEM));
    [REQUEST, DISAGREEMENT].into_iter().find(|known| {
        codings().filter(is_ours).any(|coding| coding.get("code").is_some_and(|own| own.is(known)))
    })
}

/// Reads a statement as an entry: what was asked, what was answered, what is said to it.
pub(crate) fn read(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    entry.title = view::concept_at(root, "topic");
    let is_disagreement = category(root) == Some(DISAGREEMENT);
    let is_rebuttal = is_rebuttal(root);
    entry.title_word = match (is_rebuttal, is_disagreement) {
        (true, _) => "kind-rebuttal",
        (false, true) => "kind-disagreement",
        (false, false) => "kind-correction",
    };
    let word = FactText::Word(entry.title_word);
    entry.facts.push(Fact { label: "kind", text: word });
    let labels: &[&'static str] = match (is_rebuttal, is_disagreement) {
        (true, _) => &["rebuts"],
        (false, true) => &["asked", "answered", "disagrees"],
        (false, false) => &["asked", "answered"],
    };
    let said = root.each("payload").filter_map(|one| view::text(one, &["contentString"]));
    let told =
        labels.iter().zip(said).map(|(label, said)| Fact { label, text: FactText::Source(said) });
    entry.facts.extend(told);
}

/// Puts statements beside what they are about, so that a paper of either has both.
pub(crate) fn attach(entries: &mut [Entry]) {
    let mut statements = Statements::default();
    for (place, entry) in (0..).zip(entries.iter()) {
        statements.note(place, entry);
    }
    for entry in entries.iter_mut() {
        statements.tell(entry);
    }
}

/// The statements of a record, by what they are about: few, and held with their words.
#[derive(Clone, Debug, Default)]
pub struct Statements(HashMap<ResourceId, Vec<(u32, Vec<Fact>)>>);

impl Statements {
    /// Notes an entry, if it is one; `place` says where it stands among the others.
    pub fn note(&mut self, place: u32, entry: &Entry) {
        let Some(about) = &entry.basis.states_about else { return };
        let said = entry.facts.iter().filter_map(beside).collect();
        let all = self.0.entry(about.clone()).or_default();
        let at = all.partition_point(|(other, _)| *other < place);
        all.insert(at, (place, said));
    }

    /// Puts beside an entry what is said about it.
    pub fn tell(&self, entry: &mut Entry) {
        let said = self.0.get(&entry.id).into_iter().flatten();
        entry.facts.extend(said.flat_map(|(_, facts)| facts).cloned());
    }
}

/// What of a statement stands beside the entry: all but who wrote it, which the words say.
pub fn beside(fact: &Fact) -> Option<Fact> {
    let label = match fact.label {
        "kind" => "statement",
        label @ ("asked" | "answered" | "disagrees" | "rebuts") => label,
        _ => return None,
    };
    Some(Fact { label, text: fact.text.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{NoNames, entries};
    use crate::json::Document;
    use crate::resource::{PatientKey, Resource};
    use crate::section::Section;

    fn resource(patient: &PatientKey, local: &str, kind: &str, json: &str) -> Resource {
        let id = ResourceId::in_record(patient, local).unwrap();
        Resource { kind: kind.into(), id, version: 1, updated: 0, json: json.into() }
    }

    /// A medicine, a statement about it with that outcome, and the statement's JSON.
    fn stated(said: Outcome) -> ([Resource; 2], String) {
        let patient = PatientKey::from_hash(b"123456789");
        let medicine = format!(
            r#"{{"resourceType":"MedicationRequest","id":"{patient}.m","status":"active","medicationCodeableConcept":{{"text":"Metformin"}}}}"#
        );
        let new = Statement {
            about: format!("MedicationRequest/{patient}.m"),
            title: "Metformin".into(),
            asked: "I never took it.".into(),
            answer: "The pharmacy says so.".into(),
            said,
        };
        let author = Author { patient: "Ana Reyes".into(), helper: None };
        let local = crate::own::local_id("abcdefghijklmnopqrstuvwxyz");
        let id = ResourceId::in_record(&patient, &local).unwrap();
        let json = written(&id, &author, &new, "2026-05-03T16:00:00Z");
        let about = resource(&patient, "m", "MedicationRequest", &medicine);
        ([about, resource(&patient, &local, "Communication", &json)], json)
    }

    #[test]
    fn a_statement_stands_beside_its_entry_and_by_itself() {
        let (all, json) = stated(Outcome::Disagreed("They mean my sister.".into()));
        let document = Document::parse(&json).unwrap();
        assert_eq!(about(document.root()).as_ref(), Some(&all[0].id));

        let entries = entries(&all, &NoNames);

        let of = |id: &ResourceId| entries.iter().find(|one| one.id == *id).unwrap();
        for entry in [of(&all[0].id), of(&all[1].id)] {
            let told = format!("{:?}", entry.facts);
            for said in ["I never took it.", "The pharmacy says so.", "They mean my sister."] {
                assert!(told.contains(said), "{told}");
            }
        }
        assert_eq!(of(&all[1].id).section, Section::Documents);
        assert_eq!(of(&all[1].id).source.as_deref(), Some("Ana Reyes"));
    }

    #[test]
    fn what_the_office_says_to_a_statement_stands_beside_the_entry_as_the_offices() {
        let (all, json) = stated(Outcome::Rebutted("It was picked up in March.".into()));
        assert!(is_rebuttal(Document::parse(&json).unwrap().root()));
        assert!(!json.contains("Ana Reyes"), "{json}");

        let entries = entries(&all, &NoNames);

        let of = |id: &ResourceId| entries.iter().find(|one| one.id == *id).unwrap();
        for entry in [of(&all[0].id), of(&all[1].id)] {
            assert!(format!("{:?}", entry.facts).contains("It was picked up in March."));
        }
        let own = of(&all[1].id);
        assert!(own.facts.iter().all(|fact| fact.label != "disagrees"));
        let by = own.facts.iter().find(|fact| fact.label == "written-by").unwrap();
        assert_eq!(by.text, FactText::Word("own-by-office"));
    }

    #[test]
    fn another_message_is_no_statement() {
        let json = r#"{"resourceType":"Communication","about":[{"reference":"Condition/a.b"}]}"#;
        assert_eq!(about(Document::parse(json).unwrap().root()), None);
    }
}
