//! Who a record is about, read from its Patient resource.

use std::collections::HashSet;

use crate::date::FhirDate;
use crate::fold::fold;
use crate::json::Value;
use crate::number_types::name_of_code;
use crate::resource::Resource;
use crate::view;
use crate::words::Words;

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
    /// Identifiers.
    pub identifiers: Vec<Identity>,
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
    let (mut values, mut seen) = (Vec::new(), HashSet::new());
    for telecom in root.each("telecom") {
        let system = telecom.text_at(&["system"]).unwrap_or_default();
        let is_old = telecom.get("use").is_some_and(|usage| usage.is("old"));
        if let Some(value) = view::text(telecom, &["value"]) {
            let value = value.trim_start_matches("tel:").trim_start_matches("mailto:").to_owned();
            if systems.contains(&system.as_ref()) && !is_old && seen.insert(value.clone()) {
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

/// A number by which somebody knows a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// What it is: its type in words, or who gave it.
    pub label: Option<String>,
    /// The whole number.
    pub value: String,
    /// Whether it opens doors elsewhere (social security, passport, driver's license): then only its
    /// last four digits are shown, and the whole only where somebody asks for it.
    pub is_secret: bool,
}

impl Identity {
    /// The number as pages and papers show it.
    pub fn shown(&self, words: &Words) -> String {
        if !self.is_secret {
            return self.value.clone();
        }
        let letters: Vec<char> = self.value.chars().filter(|c| c.is_alphanumeric()).collect();
        // Of a very short one, four letters would be all of it.
        let shown = letters.len().saturating_sub(1).min(4) / if letters.len() < 6 { 2 } else { 1 };
        let last: String = letters.iter().skip(letters.len() - shown).collect();
        words.with("number-ends-in", &[("last", last.into())])
    }
}

/// Whether a number opens doors elsewhere, told by its system. The object identifier of social
/// security numbers begins those of others: it must be that one.
fn is_secret_system(system: &str) -> bool {
    SECRET_SYSTEMS.iter().any(|start| match system.strip_prefix(start) {
        Some(rest) => rest.is_empty() || start.ends_with(['.', '-']) || rest.starts_with('.'),
        None => false,
    })
}

/// The same, told by its type or its name.
fn is_secret(codes: &[String], label: &str) -> bool {
    let label = fold(label);
    codes.iter().any(|code| matches!(code.as_str(), "SS" | "SB" | "PPN" | "DL"))
        || SECRET_NAMES.iter().any(|name| label.contains(name))
}

const SECRET_SYSTEMS: &[&str] = &[
    "http://hl7.org/fhir/sid/us-ssn",
    "urn:oid:2.16.840.1.113883.4.1",
    // Driver's licenses by state, passports by country.
    "urn:oid:2.16.840.1.113883.4.3.",
    "urn:oid:2.16.840.1.113883.4.330",
    "http://hl7.org/fhir/sid/passport-",
];

const SECRET_NAMES: &[&str] = &[
    "social security",
    "ssn",
    "seguro social",
    "passport",
    "pasaporte",
    "driver's license",
    "drivers license",
    "driver license",
    "licencia de conducir",
];

fn identifier(identifier: Value<'_>) -> Option<Identity> {
    let value = view::text(identifier, &["value"])?;
    let system = identifier.text_at(&["system"]).unwrap_or_default();
    let codes: Vec<String> = identifier
        .each("type")
        .flat_map(|kind| kind.each("coding"))
        .filter_map(|coding| view::text(coding, &["code"]))
        .collect();
    let of_code = || codes.iter().find_map(|code| name_of_code(code)).map(str::to_owned);
    let label = view::concept_at(identifier, "type")
        .or_else(|| view::text(identifier, &["assigner", "display"]))
        .or_else(of_code)
        .or_else(|| well_known(&system));
    let is_secret =
        is_secret_system(&system) || is_secret(&codes, label.as_deref().unwrap_or_default());
    Some(Identity { label, value, is_secret })
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
    fn an_address_of_which_nothing_is_known_does_not_say_so_in_its_lines() {
        let json = r#"{"resourceType":"Patient","address":[{"line":["No Address Indicated"],
            "city":"No City Indicated","state":"CA","postalCode":"99999",
            "country":"United States of America"}]}"#;
        let person = Person::read(Document::parse(json).unwrap().root());
        assert_eq!(person.address, ["CA 99999"]);
        let json = r#"{"address":[{"line":["1 Oak Rd"],"city":"Aloha","country":"UNK"}]}"#;
        let person = Person::read(Document::parse(json).unwrap().root());
        assert_eq!(person.address, ["1 Oak Rd", "Aloha"]);
    }

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
        let number = &ana.identifiers[0];
        assert_eq!(number.label.as_deref(), Some("Medical record number"));
        assert_eq!((number.value.as_str(), number.is_secret), ("A-1", false));
    }

    #[test]
    fn a_number_with_only_a_code_is_called_by_it() {
        let label = |identifier: &str| {
            let json = format!(r#"{{"identifier":[{identifier}]}}"#);
            let person = Person::read(Document::parse(json.as_str()).unwrap().root());
            person.identifiers[0].label.clone()
        };
        let coded = r#"{"type":{"coding":[{"system":"x","code":"ZZ"},{"code":"PI"}]},"value":"1"}"#;
        assert_eq!(label(coded).as_deref(), Some("Patient number"));
        let given =
            r#"{"type":{"coding":[{"code":"MR"}]},"assigner":{"display":"Valley"},"value":"1"}"#;
        assert_eq!(label(given).as_deref(), Some("Valley"), "who gave it tells more");
        let named = r#"{"type":{"coding":[{"code":"MR"}],"text":"Chart"},"value":"1"}"#;
        assert_eq!(label(named).as_deref(), Some("Chart"));
    }

    #[test]
    fn of_a_number_that_opens_doors_the_last_four_digits_are_shown() {
        let words = Words::of(crate::words::Language::English);
        let shown = |identifier: &str| {
            let json = format!(r#"{{"identifier":[{identifier}]}}"#);
            let person = Person::read(Document::parse(json.as_str()).unwrap().root());
            person.identifiers[0].shown(words)
        };
        let cases = [
            (
                r#"{"system":"http://hl7.org/fhir/sid/us-ssn","value":"123-45-6789"}"#,
                "ends in 6789",
            ),
            (r#"{"system":"urn:oid:2.16.840.1.113883.4.1","value":"123450089"}"#, "ends in 0089"),
            (r#"{"type":{"coding":[{"code":"PPN"}]},"value":"X12345678X"}"#, "ends in 678X"),
            (r#"{"type":{"coding":[{"code":"DL"}]},"value":"S99912345"}"#, "ends in 2345"),
            (r#"{"type":{"text":"Social Security Number"},"value":"999-12-3456"}"#, "ends in 3456"),
            (r#"{"system":"urn:oid:2.16.840.1.113883.4.3.6","value":"D1234567"}"#, "ends in 4567"),
            (r#"{"system":"http://hl7.org/fhir/sid/us-ssn","value":"1234"}"#, "ends in 4"),
            (r#"{"system":"urn:oid:2.16.840.1.113883.4.19","value":"A-1234567"}"#, "A-1234567"),
            (r#"{"type":{"coding":[{"code":"MR"}]},"value":"A-1234567"}"#, "A-1234567"),
        ];
        for (identifier, expected) in cases {
            assert_eq!(shown(identifier), expected, "{identifier}");
        }
    }
}
