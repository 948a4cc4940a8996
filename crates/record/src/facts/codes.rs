//! What a resource is about, in codes: from them a policy tells what is sensitive.

use std::borrow::Cow;

use crate::json::Value;

/// A code and the system it is of; the system is empty where the source named none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coding {
    /// The system's URI.
    pub system: Cow<'static, str>,
    /// The code.
    pub code: Box<str>,
}

impl Coding {
    /// A coding of that system.
    pub fn new(system: &str, code: &str) -> Self {
        let known = SYSTEMS.iter().find(|known| **known == system);
        let system = known.map_or_else(|| Cow::Owned(system.to_owned()), |s| Cow::Borrowed(*s));
        Self { system, code: code.into() }
    }
}

/// The codes of what a resource is about, each once.
pub(super) fn of(resource: Value<'_>) -> Vec<Coding> {
    let mut codes = Vec::new();
    for (name, value) in resource.members() {
        match &*name.as_str().unwrap_or_default() {
            "code"
            | "type"
            | "category"
            | "class"
            | "vaccineCode"
            | "medicationCodeableConcept"
            | "reasonCode"
            | "serviceType" => each(value).for_each(|concept| add(concept, &mut codes)),
            // Where the codes stand one level deeper: what a claim is for, which clinic wrote a
            // document, which medicine a request holds within itself.
            "diagnosis" | "item" | "procedure" | "context" | "contained" => {
                let inner = each(value).flat_map(Value::members);
                let named = inner.filter(|(name, _)| INNER.iter().any(|inner| name.is(inner)));
                named.for_each(|(_, value)| each(value).for_each(|one| add(one, &mut codes)));
            }
            _ => {}
        }
    }
    sorted(codes)
}

/// A Coding that has a code.
pub(crate) fn coding(coding: Value<'_>) -> Option<Coding> {
    let code = coding.get("code")?.as_str()?;
    let code = code.trim();
    let system = coding.get("system").and_then(Value::as_str).unwrap_or_default();
    (!code.is_empty()).then(|| Coding::new(system.trim(), code))
}

/// Each once, in order.
pub(super) fn sorted(mut codings: Vec<Coding>) -> Vec<Coding> {
    codings.sort_unstable();
    codings.dedup();
    codings
}

/// The codings of a CodeableConcept, or a Coding itself.
fn add(concept: Value<'_>, codes: &mut Vec<Coding>) {
    if !concept.is_object() {
        return;
    }
    codes.extend(concept.each("coding").filter_map(coding));
    codes.extend(coding(concept));
}

/// The items of an array, or the value itself.
fn each(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let single = (!value.is_array()).then_some(value);
    single.into_iter().chain(value.items())
}

const INNER: &[&str] = &[
    "code",
    "diagnosisCodeableConcept",
    "practiceSetting",
    "procedureCodeableConcept",
    "productOrService",
];

/// Systems that most codes are of: their names are not copied.
const SYSTEMS: &[&str] = &[
    "http://loinc.org",
    "http://snomed.info/sct",
    "http://www.nlm.nih.gov/research/umls/rxnorm",
    "http://terminology.hl7.org/CodeSystem/observation-category",
    "http://terminology.hl7.org/CodeSystem/v3-ActCode",
    "http://terminology.hl7.org/CodeSystem/condition-category",
    "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category",
    "http://terminology.hl7.org/CodeSystem/claim-type",
    "http://hl7.org/fhir/sid/cvx",
    "http://hl7.org/fhir/sid/icd-10-cm",
    "http://hl7.org/fhir/sid/ndc",
    "http://www.ama-assn.org/go/cpt",
    "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    fn codes(json: &str) -> Vec<String> {
        of(Document::parse(json).unwrap().root()).into_iter().map(|c| c.code.into()).collect()
    }

    #[test]
    fn a_claim_is_about_what_was_found_and_done() {
        let claim = r#"{"diagnosis":[{"diagnosisCodeableConcept":{"coding":[{"code":"F32"}]}}],
            "item":[{"productOrService":{"coding":[{"code":"90834"}]}},
                    {"productOrService":{"coding":[{"code":"90834"}]}}]}"#;
        assert_eq!(codes(claim), ["90834", "F32"]);
    }

    #[test]
    fn a_medicine_within_its_request_is_found_and_a_class_is_a_coding() {
        let request = r#"{"contained":[{"code":{"coding":[{"code":"6809"}]}}]}"#;
        assert_eq!(codes(request), ["6809"]);
        assert_eq!(codes(r#"{"class":{"system":"s","code":"AMB"}}"#), ["AMB"]);
    }

    #[test]
    fn what_is_no_code_is_none() {
        assert!(codes(r#"{"code":"text","type":[1,null],"category":{"coding":[{}]}}"#).is_empty());
    }
}
