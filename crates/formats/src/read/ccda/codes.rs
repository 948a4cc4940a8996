//! Codes: HL7 code systems by OID as FHIR knows them, and coded values as CodeableConcepts.
//!
//! OIDs after <https://terminology.hl7.org/external_code_systems.html>; maps after the concept maps
//! of HL7's "C-CDA on FHIR".

use std::borrow::Cow;

use super::context::Context;
use super::ids::{is_oid, is_uuid};
use super::json::{Json, Object, absent, one};
use super::xml::{Node, attr, child, children, data_type, is, text};
use crate::limits::{CODINGS_MAX, REFERENCED_TEXT_CHARS_MAX};

/// One code of a concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coding<'d> {
    /// The system's URI.
    pub system: Option<Cow<'d, str>>,
    /// The code.
    pub code: &'d str,
    /// What the source calls it.
    pub display: Option<&'d str>,
}

/// A coded value: its codes, and the words of the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concept<'d> {
    /// The code and its translations.
    pub codings: Vec<Coding<'d>>,
    /// The words.
    pub text: Option<Cow<'d, str>>,
}

impl<'d> Coding<'d> {
    /// A code of ours.
    pub fn new(system: &'static str, code: &'d str, display: Option<&'d str>) -> Self {
        Self { system: Some(Cow::Borrowed(system)), code, display }
    }

    /// As FHIR.
    pub fn json(&self) -> Object<'d> {
        Object::new()
            .with("system", self.system.clone())
            .with("code", self.code)
            .with("display", self.display)
    }
}

impl<'d> Concept<'d> {
    /// A concept of one code of ours.
    pub fn of(system: &'static str, code: &'d str, display: &'d str) -> Self {
        Self { codings: vec![Coding::new(system, code, Some(display))], text: None }
    }

    /// Reads the child of that name.
    pub fn child(context: &Context<'d>, node: Node<'d>, name: &str) -> Self {
        child(node, name).map(|code| Self::read(context, code)).unwrap_or_default()
    }

    /// Reads a `CD` (or `CE`, `CV`, `CO`, `CS`).
    pub fn read(context: &Context<'d>, node: Node<'d>) -> Self {
        let mut concept = Self::default();
        concept.add_coding(node);
        for translation in children(node, "translation").take(CODINGS_MAX) {
            concept.add_coding(translation);
        }
        concept.text = words(context, node, concept.codings.is_empty()).or_else(|| {
            let mut shown = std::iter::once(node).chain(children(node, "translation"));
            shown.find_map(|code| attr(code, "displayName")).map(Cow::Borrowed)
        });
        concept
    }

    fn add_coding(&mut self, node: Node<'d>) {
        // A code with white space inside is no code (FHIR's own rule); its words stay.
        let Some(code) = attr(node, "code").filter(|code| !code.contains(char::is_whitespace))
        else {
            return;
        };
        let system = attr(node, "codeSystem").and_then(system);
        let coding = Coding { system, code, display: attr(node, "displayName") };
        if !self.codings.iter().any(|own| own.code == coding.code && own.system == coding.system) {
            self.codings.push(coding);
        }
    }

    /// Whether there is neither a code nor a word.
    pub fn is_empty(&self) -> bool {
        self.codings.is_empty() && self.text.is_none()
    }

    /// Whether this says only that there is nothing to list, as entries of empty sections do: a code
    /// for it, or no code and words like "No known medications", "None recorded", "No data".
    pub fn says_none(&self) -> bool {
        if !self.codings.is_empty() {
            return self.codings.iter().all(|coding| NOTHING_CODES.contains(&coding.code));
        }
        let Some(text) = &self.text else { return false };
        let text = text.trim().trim_end_matches('.').to_lowercase();
        if NOTHING_WORDS.contains(&text.as_str()) {
            return true;
        }
        let rest = text.strip_prefix("no ").or_else(|| text.strip_prefix("none "));
        rest.is_some_and(|rest| {
            rest.split(|c: char| !c.is_alphanumeric()).any(|word| NOTHING_KNOWN.contains(&word))
        })
    }

    /// Whether one of the codes is `code`, whatever its system.
    pub fn has(&self, code: &str) -> bool {
        self.codings.iter().any(|coding| coding.code == code)
    }

    /// The first answer of `map` to one of the codes.
    pub fn map<T>(&self, map: fn(&str) -> Option<T>) -> Option<T> {
        self.codings.iter().find_map(|coding| map(coding.code))
    }

    /// The codes of `self`, then those of `other`; the words of `self` first.
    pub fn and(mut self, other: Self) -> Self {
        for coding in other.codings {
            if !self.codings.iter().any(|own| own.code == coding.code) {
                self.codings.push(coding);
            }
        }
        self.text = self.text.or(other.text);
        self
    }

    /// As FHIR; nothing where it is empty.
    pub fn json(&self) -> Object<'d> {
        let codings: Vec<_> = self.codings.iter().map(Coding::json).collect();
        Object::new().with("coding", codings).with("text", self.text.clone())
    }

    /// As FHIR, for an element that must be there.
    pub fn required(&self) -> Json<'d> {
        if self.is_empty() { absent("unknown") } else { self.json().into() }
    }
}

/// The words of a code: its `originalText`, spelled out or in the narrative.
fn words<'d>(context: &Context<'d>, node: Node<'d>, uncoded: bool) -> Option<Cow<'d, str>> {
    let original = child(node, "originalText")?;
    let has_display = attr(node, "displayName").is_some();
    if let Some(reference) = child(original, "reference").and_then(|to| attr(to, "value"))
        && let Some(target) = context.narrative_element(reference)
    {
        // A whole row or table says more than the code: a poor name for it.
        let is_wide =
            ["tr", "table", "tbody", "list", "text"].into_iter().any(|name| is(target, name));
        if !(is_wide && (has_display || !uncoded)) {
            return text(target, REFERENCED_TEXT_CHARS_MAX).map(Cow::Owned);
        }
    }
    text(original, REFERENCED_TEXT_CHARS_MAX).map(Cow::Owned)
}

/// Reads a coded value of any element as a concept; `ST` and `ED` become words.
pub fn concept_of_value<'d>(context: &Context<'d>, value: Node<'d>) -> Concept<'d> {
    match data_type(value) {
        Some("ST" | "ED") => {
            let reference = child(value, "reference").and_then(|to| attr(to, "value"));
            let words = reference
                .and_then(|to| context.narrative_text(to))
                .or_else(|| text(value, REFERENCED_TEXT_CHARS_MAX));
            Concept { codings: Vec::new(), text: words.map(Cow::Owned) }
        }
        _ => Concept::read(context, value),
    }
}

/// A coding list of one code of ours.
pub fn concept<'d>(system: &'static str, code: &'static str, display: &'static str) -> Object<'d> {
    let coding = Object::new().with("system", system).with("code", code).with("display", display);
    Object::new().with("coding", one(coding))
}

/// The indications.
pub fn reasons<'d>(context: &Context<'d>, node: Node<'d>) -> Vec<Object<'d>> {
    let relations = children(node, "entryRelationship");
    let found = relations.filter(|one| attr(*one, "typeCode") == Some("RSON"));
    found
        .filter_map(|relation| child(relation, "observation"))
        .filter_map(|observation| child(observation, "value"))
        .map(|value| concept_of_value(context, value).json())
        .collect()
}

/// The URI of a code system.
pub fn system(id: &str) -> Option<Cow<'_, str>> {
    match SYSTEMS.iter().find(|(oid, _)| *oid == id) {
        Some((_, uri)) => Some(Cow::Borrowed(uri)),
        None => authority(id),
    }
}

/// The URI of an assigning authority; `None` where it is neither OID, UUID nor URI.
pub fn authority(root: &str) -> Option<Cow<'_, str>> {
    match root {
        "2.16.840.1.113883.4.1" => Some(Cow::Borrowed("http://hl7.org/fhir/sid/us-ssn")),
        "2.16.840.1.113883.4.6" => Some(Cow::Borrowed("http://hl7.org/fhir/sid/us-npi")),
        _ if is_oid(root) => Some(Cow::Owned(format!("urn:oid:{root}"))),
        _ if is_uuid(root) => Some(Cow::Owned(format!("urn:uuid:{}", root.to_ascii_lowercase()))),
        _ if root.contains(':') && !root.contains(char::is_whitespace) => Some(Cow::Borrowed(root)),
        _ => None,
    }
}

/// SNOMED CT: no drug therapy, no known medications, no history of procedures.
const NOTHING_CODES: [&str; 3] = ["182849000", "787481004", "416128008"];

const NOTHING_WORDS: [&str; 12] = [
    "none",
    "n/a",
    "na",
    "unknown",
    "not applicable",
    "not available",
    "not on file",
    "no data",
    "nothing recorded",
    "not recorded",
    "no information",
    "no entry",
];

/// "No … of this kind": what such a sentence has in it, unlike "No-show visit" or "No. 2 pencil".
const NOTHING_KNOWN: [&str; 15] = [
    "indicated",
    "data",
    "known",
    "information",
    "recorded",
    "documented",
    "reported",
    "current",
    "active",
    "available",
    "applicable",
    "history",
    "found",
    "entries",
    "records",
];

/// Where HL7 v3 code systems live in FHIR.
const SYSTEMS: [(&str, &str); 62] = [
    ("2.16.840.1.113883.6.96", "http://snomed.info/sct"),
    ("2.16.840.1.113883.6.1", "http://loinc.org"),
    ("2.16.840.1.113883.6.88", "http://www.nlm.nih.gov/research/umls/rxnorm"),
    ("2.16.840.1.113883.12.292", "http://hl7.org/fhir/sid/cvx"),
    ("2.16.840.1.113883.6.59", "http://hl7.org/fhir/sid/cvx"),
    ("2.16.840.1.113883.12.227", "http://hl7.org/fhir/sid/mvx"),
    ("2.16.840.1.113883.6.90", "http://hl7.org/fhir/sid/icd-10-cm"),
    ("2.16.840.1.113883.6.3", "http://hl7.org/fhir/sid/icd-10"),
    ("2.16.840.1.113883.6.4", "http://www.cms.gov/Medicare/Coding/ICD10"),
    ("2.16.840.1.113883.6.103", "http://hl7.org/fhir/sid/icd-9-cm"),
    ("2.16.840.1.113883.6.104", "http://hl7.org/fhir/sid/icd-9-cm"),
    ("LOINC", "http://loinc.org"),
    ("2.16.840.1.113883.6.2", "http://hl7.org/fhir/sid/icd-9-cm"),
    ("2.16.840.1.113883.6.69", "http://hl7.org/fhir/sid/ndc"),
    ("2.16.840.1.113883.6.12", "http://www.ama-assn.org/go/cpt"),
    ("2.16.840.1.113883.6.285", "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"),
    ("2.16.840.1.113883.6.14", "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"),
    ("2.16.840.1.113883.6.13", "http://www.ada.org/cdt"),
    ("2.16.840.1.113883.6.8", "http://unitsofmeasure.org"),
    ("2.16.840.1.113883.3.26.1.1", "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl"),
    ("2.16.840.1.113883.4.9", "http://fdasis.nlm.nih.gov"),
    ("2.16.840.1.113883.6.209", "http://hl7.org/fhir/ndfrt"),
    ("2.16.840.1.113883.3.26.1.5", "http://hl7.org/fhir/ndfrt"),
    ("2.16.840.1.113883.6.101", "http://nucc.org/provider-taxonomy"),
    ("2.16.840.1.113883.6.238", "urn:oid:2.16.840.1.113883.6.238"),
    (
        "2.16.840.1.113883.6.259",
        "https://www.cdc.gov/nhsn/cdaportal/terminology/codesystem/hsloc.html",
    ),
    ("2.16.840.1.113883.6.301.3", "https://www.nubc.org/CodeSystem/RevenueCodes"),
    ("2.16.840.1.113883.6.121", "urn:ietf:bcp:47"),
    ("1.2.840.10008.2.16.4", "http://dicom.nema.org/resources/ontology/DCM"),
    ("2.16.840.1.113883.5.1", "http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender"),
    ("2.16.840.1.113883.5.2", "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus"),
    ("2.16.840.1.113883.5.4", "http://terminology.hl7.org/CodeSystem/v3-ActCode"),
    ("2.16.840.1.113883.5.6", "http://terminology.hl7.org/CodeSystem/v3-ActClass"),
    ("2.16.840.1.113883.5.7", "http://terminology.hl7.org/CodeSystem/v3-ActPriority"),
    ("2.16.840.1.113883.5.8", "http://terminology.hl7.org/CodeSystem/v3-ActReason"),
    ("2.16.840.1.113883.5.14", "http://terminology.hl7.org/CodeSystem/v3-ActStatus"),
    ("2.16.840.1.113883.5.25", "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"),
    ("2.16.840.1.113883.5.60", "http://terminology.hl7.org/CodeSystem/v3-LanguageAbilityMode"),
    (
        "2.16.840.1.113883.5.61",
        "http://terminology.hl7.org/CodeSystem/v3-LanguageAbilityProficiency",
    ),
    (
        "2.16.840.1.113883.5.83",
        "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
    ),
    (
        "2.16.840.1.113883.1.11.78",
        "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
    ),
    ("2.16.840.1.113883.5.84", "http://terminology.hl7.org/CodeSystem/v3-ObservationMethod"),
    ("2.16.840.1.113883.5.88", "http://terminology.hl7.org/CodeSystem/v3-ParticipationFunction"),
    ("2.16.840.1.113883.5.90", "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"),
    ("2.16.840.1.113883.5.110", "http://terminology.hl7.org/CodeSystem/v3-RoleClass"),
    ("2.16.840.1.113883.5.111", "http://terminology.hl7.org/CodeSystem/v3-RoleCode"),
    ("2.16.840.1.113883.1.11.19563", "http://terminology.hl7.org/CodeSystem/v3-RoleCode"),
    ("2.16.840.1.113883.5.112", "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration"),
    ("2.16.840.1.113883.5.139", "http://terminology.hl7.org/CodeSystem/v3-TimingEvent"),
    ("2.16.840.1.113883.5.1008", "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"),
    ("2.16.840.1.113883.5.1063", "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"),
    ("2.16.840.1.113883.5.1076", "http://terminology.hl7.org/CodeSystem/v3-ReligiousAffiliation"),
    (
        "2.16.840.1.113883.5.1150.1",
        "http://terminology.hl7.org/CodeSystem/v3-ServiceDeliveryLocationRoleType",
    ),
    ("2.16.840.1.113883.12.112", "http://terminology.hl7.org/CodeSystem/v2-0112"),
    ("2.16.840.1.113883.12.443", "http://terminology.hl7.org/CodeSystem/v2-0443"),
    ("2.16.840.1.113883.18.108", "http://terminology.hl7.org/CodeSystem/v2-0203"),
    ("2.16.840.1.113883.12.1", "http://terminology.hl7.org/CodeSystem/v2-0001"),
    ("2.16.840.1.113883.6.92", "urn:oid:2.16.840.1.113883.6.92"),
    ("2.16.840.1.113883.6.254", "http://hl7.org/fhir/sid/icf"),
    ("CPT", "http://www.ama-assn.org/go/cpt"),
    ("SNOMED", "http://snomed.info/sct"),
    ("1.0.3166.1.2.2", "urn:iso:std:iso:3166"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_that_there_is_nothing_is_no_entry() {
        let concept = |text| Concept { codings: Vec::new(), text: Some(Cow::Borrowed(text)) };
        for text in
            ["No known medications", "None recorded.", "No allergy data is applicable", "None"]
        {
            assert!(concept(text).says_none(), "{text}");
        }
        for text in ["Aspirin", "No-show visit", "Normal", "Nonesuch", "Knee pain, none now"] {
            assert!(!concept(text).says_none(), "{text}");
        }
    }

    #[test]
    fn systems_become_uris() {
        assert_eq!(system("2.16.840.1.113883.6.1").as_deref(), Some("http://loinc.org"));
        assert_eq!(system("1.2.3.4").as_deref(), Some("urn:oid:1.2.3.4"));
        assert_eq!(system("our codes"), None);
    }
}
