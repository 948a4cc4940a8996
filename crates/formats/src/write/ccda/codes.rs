//! Codes: FHIR's names of code systems as OIDs, and CodeableConcepts as CD.
//!
//! Names: <https://terminology.hl7.org/external_terminologies.html>

use std::borrow::Cow;

use bluebutton_record::json::Value;

use super::xml::Xml;

pub(super) const SNOMED: &str = "2.16.840.1.113883.6.96";
pub(super) const LOINC: &str = "2.16.840.1.113883.6.1";
pub(super) const RXNORM: &str = "2.16.840.1.113883.6.88";
pub(super) const CVX: &str = "2.16.840.1.113883.12.292";
pub(super) const ACT_CODE: &str = "2.16.840.1.113883.5.4";
pub(super) const ACT_CLASS: &str = "2.16.840.1.113883.5.6";

/// The OID of a code system or identifier system. One without an OID gets a UUID made from its
/// name: the same name always gives the same, and different names different ones.
pub(super) fn oid(system: &str) -> Cow<'_, str> {
    if let Some(oid) = system.strip_prefix("urn:oid:").filter(|oid| is_oid(oid)) {
        return Cow::Borrowed(oid);
    }
    let known = SYSTEMS.iter().find(|(uri, _)| *uri == system).map(|(_, oid)| Cow::Borrowed(*oid));
    known.unwrap_or_else(|| Cow::Owned(uuid_of(system)))
}

/// Whether the code system has an OID that others know as well.
pub(super) fn is_known(system: &str) -> bool {
    system.strip_prefix("urn:oid:").is_some_and(is_oid)
        || SYSTEMS.iter().any(|(uri, _)| *uri == system)
}

fn is_oid(text: &str) -> bool {
    text.split('.').count() > 1
        && text.split('.').all(|part| {
            let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            is_number && (part == "0" || !part.starts_with('0'))
        })
}

/// A UUID of version 8 (RFC 9562, 5.8) from FNV-1a over 128 bits.
fn uuid_of(name: &str) -> String {
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for byte in name.bytes() {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    let hash = (hash & !(0xf000 << 64) & !(0xc000 << 48)) | (0x8000 << 64) | (0x8000 << 48);
    let hex = format!("{hash:032X}");
    [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| hex.get(range).unwrap_or_default()).join("-")
}

/// How a concept is written.
pub(super) struct Coded<'a> {
    /// The element.
    pub(super) tag: &'a str,
    /// Attributes in front of the code (`xsi:type`).
    pub(super) attributes: &'a [(&'a str, &'a str)],
    /// The code system the template wants; a concept without a code of it is `nullFlavor="OTH"`
    /// with its codes as translations. Empty: any known one will do.
    pub(super) wanted: &'a [&'a str],
    /// The id of the narrative that holds the words.
    pub(super) words_at: Option<&'a str>,
}

impl<'a> Coded<'a> {
    /// A `code` element of any system.
    pub(super) fn code(words_at: &'a str) -> Self {
        Self { tag: "code", attributes: &[], wanted: &[], words_at: Some(words_at) }
    }

    /// The same for another element.
    pub(super) fn tag(self, tag: &'a str) -> Self {
        Self { tag, ..self }
    }

    /// The same with the systems a template wants.
    pub(super) fn wanting(self, wanted: &'a [&'a str]) -> Self {
        Self { wanted, ..self }
    }

    /// The same as a value of type CD.
    pub(super) fn value(self) -> Self {
        Self { tag: "value", attributes: &[("xsi:type", "CD")], ..self }
    }

    /// Writes a CodeableConcept, or that there is none.
    pub(super) fn write(self, xml: &mut Xml, concept: Option<Value<'_>>) {
        let codings: Vec<PlainCode<'_>> = concept
            .into_iter()
            .flat_map(|concept| concept.each("coding"))
            .filter_map(coding)
            .collect();
        let main = codings.iter().position(|coding| self.fits(coding));
        let flavor = if codings.is_empty() { "UNK" } else { "OTH" };
        let mut attributes = self.attributes.to_vec();
        let chosen = main.and_then(|at| codings.get(at));
        let system = chosen.map(|coding| oid(&coding.system)).unwrap_or_default();
        match chosen {
            Some(coding) => {
                attributes.extend([("code", &*coding.code), ("codeSystem", &*system)]);
                let display = coding.display.as_deref().filter(|display| !display.is_empty());
                attributes.extend(display.map(|display| ("displayName", display)));
            }
            None => attributes.push(("nullFlavor", flavor)),
        }
        xml.element(self.tag, &attributes, |xml| {
            if let Some(at) = self.words_at {
                xml.element("originalText", &[], |xml| {
                    xml.empty("reference", &[("value", &format!("#{at}"))]);
                });
            }
            for (at, coding) in codings.iter().enumerate() {
                if Some(at) != main {
                    translation(xml, coding);
                }
            }
        });
    }

    fn fits(&self, coding: &PlainCode<'_>) -> bool {
        is_known(&coding.system)
            && (self.wanted.is_empty() || self.wanted.contains(&&*oid(&coding.system)))
    }
}

struct PlainCode<'d> {
    system: Cow<'d, str>,
    code: Cow<'d, str>,
    display: Option<Cow<'d, str>>,
}

/// A coding that can stand in an attribute: codes of CDA hold no white space.
fn coding(value: Value<'_>) -> Option<PlainCode<'_>> {
    let code = value.text_at(&["code"])?;
    let fits = !code.is_empty() && !code.chars().any(char::is_whitespace);
    let system = value.text_at(&["system"]).filter(|system| !system.is_empty())?;
    fits.then_some(PlainCode { system, code, display: value.text_at(&["display"]) })
}

fn translation(xml: &mut Xml, coding: &PlainCode<'_>) {
    let system = oid(&coding.system);
    let mut attributes = vec![("code", &*coding.code), ("codeSystem", &*system)];
    if !is_known(&coding.system) {
        attributes.push(("codeSystemName", &*coding.system));
    }
    attributes.extend(coding.display.as_deref().map(|display| ("displayName", display)));
    xml.empty("translation", &attributes);
}

/// Writes every coding of a concept as a translation; how many there are.
pub(super) fn translations(xml: &mut Xml, concept: Option<Value<'_>>) -> usize {
    let codings = concept.into_iter().flat_map(|concept| concept.each("coding"));
    codings.filter_map(coding).map(|coding| translation(xml, &coding)).count()
}

/// A `code` whose template wants a translation whatever comes: the concept's codes are all
/// translations, and one that is not known stands for none.
pub(super) fn translated(xml: &mut Xml, words_at: &str, concept: Option<Value<'_>>) {
    xml.element("code", &[("nullFlavor", "UNK")], |xml| {
        xml.element("originalText", &[], |xml| {
            xml.empty("reference", &[("value", &format!("#{words_at}"))]);
        });
        if translations(xml, concept) == 0 {
            xml.empty("translation", &[("nullFlavor", "UNK")]);
        }
    });
}

/// Whether a concept has a code of this system (an OID).
pub(super) fn has_any(concept: Option<Value<'_>>, system: &str) -> bool {
    let mut codings = concept.into_iter().flat_map(|concept| concept.each("coding"));
    codings.any(|coding| coding.text_at(&["system"]).is_some_and(|own| oid(&own) == system))
}

/// Whether a concept has this code in this system (an OID).
pub(super) fn has(concept: Option<Value<'_>>, system: &str, code: &str) -> bool {
    concept.into_iter().flat_map(|concept| concept.each("coding")).any(|coding| {
        let same = coding.text_at(&["system"]).is_some_and(|own| oid(&own) == system);
        same && coding.get("code").is_some_and(|own| own.is(code))
    })
}

/// The first code of a concept, whatever its system.
pub(super) fn first_code(concept: Option<Value<'_>>) -> Option<Cow<'_, str>> {
    concept?.each("coding").find_map(|coding| coding.text_at(&["code"]))
}

/// Code and identifier systems with an OID.
const SYSTEMS: [(&str, &str); 43] = [
    ("http://snomed.info/sct", SNOMED),
    ("http://loinc.org", LOINC),
    ("http://www.nlm.nih.gov/research/umls/rxnorm", RXNORM),
    ("http://hl7.org/fhir/sid/cvx", CVX),
    ("http://hl7.org/fhir/sid/mvx", "2.16.840.1.113883.12.227"),
    ("http://hl7.org/fhir/sid/ndc", "2.16.840.1.113883.6.69"),
    ("http://hl7.org/fhir/sid/icd-10-cm", "2.16.840.1.113883.6.90"),
    ("http://hl7.org/fhir/sid/icd-10", "2.16.840.1.113883.6.3"),
    ("http://hl7.org/fhir/sid/icd-9-cm", "2.16.840.1.113883.6.103"),
    ("http://hl7.org/fhir/sid/icd-9-cm/diagnosis", "2.16.840.1.113883.6.103"),
    ("http://hl7.org/fhir/sid/icd-9-cm/procedure", "2.16.840.1.113883.6.104"),
    ("http://www.cms.gov/Medicare/Coding/ICD10", "2.16.840.1.113883.6.4"),
    ("http://www.ama-assn.org/go/cpt", "2.16.840.1.113883.6.12"),
    ("http://www.ada.org/cdt", "2.16.840.1.113883.6.13"),
    ("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "2.16.840.1.113883.6.285"),
    ("http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "2.16.840.1.113883.6.285"),
    ("urn:oid:2.16.840.1.113883.6.285", "2.16.840.1.113883.6.285"),
    ("http://fdasis.nlm.nih.gov", "2.16.840.1.113883.4.9"),
    ("http://hl7.org/fhir/ndfrt", "2.16.840.1.113883.3.26.1.5"),
    ("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "2.16.840.1.113883.3.26.1.1"),
    ("http://ncimeta.nci.nih.gov", "2.16.840.1.113883.3.26.1.1"),
    ("http://unitsofmeasure.org", "2.16.840.1.113883.6.8"),
    ("http://nucc.org/provider-taxonomy", "2.16.840.1.113883.6.101"),
    ("https://nahdo.org/sopt", "2.16.840.1.113883.3.221.5"),
    ("http://terminology.hl7.org/CodeSystem/v3-ActCode", ACT_CODE),
    ("http://hl7.org/fhir/v3/ActCode", ACT_CODE),
    ("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "2.16.840.1.113883.5.111"),
    ("http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "2.16.840.1.113883.5.2"),
    ("http://terminology.hl7.org/CodeSystem/v3-ActReason", "2.16.840.1.113883.5.8"),
    ("http://terminology.hl7.org/CodeSystem/v3-ActPriority", "2.16.840.1.113883.5.7"),
    ("http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration", "2.16.840.1.113883.5.112"),
    ("http://terminology.hl7.org/CodeSystem/v3-ActSite", "2.16.840.1.113883.5.1052"),
    (
        "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
        "2.16.840.1.113883.5.83",
    ),
    ("http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender", "2.16.840.1.113883.5.1"),
    ("http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "2.16.840.1.113883.5.1008"),
    ("http://terminology.hl7.org/CodeSystem/v3-ParticipationFunction", "2.16.840.1.113883.5.88"),
    ("http://terminology.hl7.org/CodeSystem/v3-ReligiousAffiliation", "2.16.840.1.113883.5.1076"),
    ("http://terminology.hl7.org/CodeSystem/v2-0116", "2.16.840.1.113883.12.116"),
    ("http://www.nubc.org/patient-discharge", "2.16.840.1.113883.6.301.5"),
    ("http://hl7.org/fhir/sid/us-ssn", "2.16.840.1.113883.4.1"),
    ("http://hl7.org/fhir/sid/us-npi", "2.16.840.1.113883.4.6"),
    ("http://hl7.org/fhir/sid/us-medicare", "2.16.840.1.113883.4.338"),
    ("http://hl7.org/fhir/sid/us-mbi", "2.16.840.1.113883.4.927"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use bluebutton_record::json::Document;

    fn written(concept: &str, wanted: &[&str]) -> String {
        let document = Document::parse(concept).unwrap();
        let mut xml = Xml::new();
        Coded::code("r1").wanting(wanted).write(&mut xml, Some(document.root()));
        let text = String::from_utf8(xml.finish()).unwrap();
        text.lines().nth(1).unwrap().to_owned()
    }

    #[test]
    fn the_wanted_system_comes_first_and_the_others_are_translations() {
        let concept = r#"{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I10"},
            {"system":"http://snomed.info/sct","code":"38341003","display":"Hypertension"}]}"#;
        assert_eq!(
            written(concept, &[SNOMED]),
            "<code code=\"38341003\" codeSystem=\"2.16.840.1.113883.6.96\" displayName=\"Hypertension\">\
             <originalText><reference value=\"#r1\"/></originalText>\
             <translation code=\"I10\" codeSystem=\"2.16.840.1.113883.6.90\"/></code>"
        );
    }

    #[test]
    fn a_local_code_is_kept_under_a_uuid_that_is_always_the_same() {
        let concept = r#"{"coding":[{"system":"http://clinic.example/codes","code":"X1"}]}"#;
        let first = written(concept, &[]);
        assert!(
            first.contains("nullFlavor=\"OTH\"") && first.contains("http://clinic.example/codes")
        );
        assert_eq!(first, written(concept, &[]));
        assert_eq!(oid("http://a.example").len(), 36);
        assert_ne!(oid("http://a.example"), oid("http://b.example"));
    }

    #[test]
    fn no_codes_at_all_is_unknown() {
        assert!(written(r#"{"text":"rash"}"#, &[]).starts_with("<code nullFlavor=\"UNK\">"));
        assert!(written(r#"{"coding":[{"code":"a b","system":"x"}]}"#, &[]).contains("UNK"));
    }
}
