//! Who a record is about, read from its Patient resource.

use crate::date::FhirDate;
use crate::json::Value;
use crate::resource::Resource;
use crate::view;

/// A person as their Patient resource says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// The name in use: given names and family name, as people write it.
    pub name: Option<String>,
    /// Birth date.
    pub birth_date: Option<FhirDate>,
    /// Message id of the word for the administrative gender: `gender-female` …
    pub gender: Option<&'static str>,
    /// Postal address in lines.
    pub address: Vec<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Identifiers: what it is (type text or assigner), and the value.
    pub identifiers: Vec<(Option<String>, String)>,
    /// Preferred language tag.
    pub language: Option<String>,
}

impl Person {
    /// Reads a Patient. Never fails; what is not there is empty.
    pub fn of(patient: &Resource) -> Self {
        patient.document().map(|document| Self::read(document.root())).unwrap_or_default()
    }

    /// Reads a Patient, RelatedPerson or Practitioner.
    pub fn read(root: Value<'_>) -> Self {
        Self {
            name: view::name_in_use(root),
            birth_date: view::date(root, &["birthDate"]),
            gender: root.text_at(&["gender"]).and_then(|gender| gender_word(&gender)),
            address: current(root, "address").map(view::address).unwrap_or_default(),
            phones: telecoms(root, &["phone", "sms"]),
            emails: telecoms(root, &["email"]),
            identifiers: root.each("identifier").filter_map(identifier).collect(),
            language: language(root),
        }
    }
}

/// Message id of the word for an administrative gender.
pub fn gender_word(code: &str) -> Option<&'static str> {
    match code {
        "female" => Some("gender-female"),
        "male" => Some("gender-male"),
        "other" => Some("gender-other"),
        "unknown" => Some("gender-unknown"),
        _ => None,
    }
}

/// The telecom values of some systems that are not old.
pub fn telecoms(root: Value<'_>, systems: &[&str]) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for telecom in root.each("telecom") {
        let system = telecom.text_at(&["system"]).unwrap_or_default();
        let is_old = telecom.get("use").is_some_and(|usage| usage.is("old"));
        if let Some(value) = view::text(telecom, &["value"]) {
            let value = value.trim_start_matches("tel:").trim_start_matches("mailto:").to_owned();
            if systems.contains(&system.as_ref()) && !is_old && !values.contains(&value) {
                values.push(value);
            }
        }
    }
    values
}

/// The first item of a list that is not marked as old; home before others.
fn current<'d>(root: Value<'d>, name: &str) -> Option<Value<'d>> {
    let usage = |value: &Value<'d>, usage: &str| value.get("use").is_some_and(|own| own.is(usage));
    root.each(name)
        .find(|value| usage(value, "home"))
        .or_else(|| root.each(name).find(|value| !usage(value, "old")))
}

fn identifier(identifier: Value<'_>) -> Option<(Option<String>, String)> {
    let value = view::text(identifier, &["value"])?;
    let label = view::concept_at(identifier, "type")
        .or_else(|| view::text(identifier, &["assigner", "display"]))
        .or_else(|| well_known(&identifier.text_at(&["system"])?));
    Some((label, value))
}

fn well_known(system: &str) -> Option<String> {
    let name = match system {
        "http://hl7.org/fhir/sid/us-ssn" | "urn:oid:2.16.840.1.113883.4.1" => "SSN",
        "http://hl7.org/fhir/sid/us-mbi" => "Medicare (MBI)",
        "http://hl7.org/fhir/sid/us-npi" => "NPI",
        _ => return None,
    };
    Some(name.to_owned())
}

fn language(root: Value<'_>) -> Option<String> {
    let preferred = root
        .each("communication")
        .find(|spoken| spoken.get("preferred").and_then(Value::as_bool) == Some(true));
    let spoken = preferred.or_else(|| root.each("communication").next())?;
    view::text(spoken, &["language", "coding", "code"])
        .or_else(|| view::text(spoken, &["language", "text"]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    #[test]
    fn a_patient_is_read_as_people_would_write_it() {
        let json = r#"{"resourceType":"Patient","name":[{"use":"official","given":["Ana","María"],
            "family":"Reyes"}],"gender":"female","birthDate":"1955-03-14",
            "address":[{"line":["12 Mill St"],"city":"Riverside","state":"CA","postalCode":"92501",
            "country":"US"}],"telecom":[{"system":"phone","value":"951-555-0134"},
            {"system":"email","value":"ana@example.com"},{"system":"phone","use":"old","value":"0"}],
            "identifier":[{"type":{"text":"Medical record number"},"value":"A-1"}],
            "communication":[{"language":{"coding":[{"code":"es"}]},"preferred":true}]}"#;
        let ana = Person::read(Document::parse(json).unwrap().root());
        assert_eq!(ana.name.as_deref(), Some("Ana María Reyes"));
        assert_eq!(ana.gender, Some("gender-female"));
        assert_eq!(ana.address, ["12 Mill St", "Riverside, CA 92501"]);
        assert_eq!(ana.phones, ["951-555-0134"]);
        assert_eq!(ana.emails, ["ana@example.com"]);
        assert_eq!(ana.language.as_deref(), Some("es"));
        assert_eq!(ana.identifiers, [(Some("Medical record number".into()), "A-1".into())]);
    }
}
