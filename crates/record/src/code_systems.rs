//! What lists of codes are called among professionals: names, the same in every language.

/// The name of a code system; `None` where we do not know it: then its address is no name either.
pub fn name(system: &str) -> Option<&'static str> {
    let known = NAMES.iter().find(|(addresses, _)| addresses.contains(&system));
    let of_hl7 = || HL7.iter().any(|start| system.starts_with(start)).then_some("HL7");
    known.map(|(_, name)| *name).or_else(of_hl7)
}

/// Addresses as FHIR and readers of C-CDA write them, and the bare object identifiers.
const NAMES: &[(&[&str], &str)] = &[
    (&["http://loinc.org", "urn:oid:2.16.840.1.113883.6.1"], "LOINC"),
    (&["http://snomed.info/sct", "urn:oid:2.16.840.1.113883.6.96"], "SNOMED CT"),
    (&["http://www.nlm.nih.gov/research/umls/rxnorm", "urn:oid:2.16.840.1.113883.6.88"], "RxNorm"),
    (&["http://hl7.org/fhir/sid/cvx", "urn:oid:2.16.840.1.113883.12.292"], "CVX"),
    (&["http://hl7.org/fhir/sid/mvx", "urn:oid:2.16.840.1.113883.12.227"], "MVX"),
    (&["http://hl7.org/fhir/sid/icd-10", "urn:oid:2.16.840.1.113883.6.3"], "ICD-10"),
    (&["http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90"], "ICD-10-CM"),
    (
        &[
            "http://www.cms.gov/Medicare/Coding/ICD10",
            "http://hl7.org/fhir/sid/icd-10-pcs",
            "urn:oid:2.16.840.1.113883.6.4",
        ],
        "ICD-10-PCS",
    ),
    (
        &[
            "http://hl7.org/fhir/sid/icd-9-cm",
            "http://terminology.hl7.org/CodeSystem/icd9cm",
            "urn:oid:2.16.840.1.113883.6.42",
            "urn:oid:2.16.840.1.113883.6.103",
            "urn:oid:2.16.840.1.113883.6.104",
        ],
        "ICD-9-CM",
    ),
    (&["http://hl7.org/fhir/sid/ndc", "urn:oid:2.16.840.1.113883.6.69"], "NDC"),
    (&["http://www.ama-assn.org/go/cpt", "urn:oid:2.16.840.1.113883.6.12"], "CPT"),
    (
        &[
            "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
            "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
            "urn:oid:2.16.840.1.113883.6.285",
            "urn:oid:2.16.840.1.113883.6.14",
        ],
        "HCPCS",
    ),
    (&["http://www.ada.org/cdt", "urn:oid:2.16.840.1.113883.6.13"], "CDT"),
    (&["http://unitsofmeasure.org"], "UCUM"),
    (
        &[
            "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
            "http://ncimeta.nci.nih.gov",
            "urn:oid:2.16.840.1.113883.3.26.1.1",
        ],
        "NCI Thesaurus",
    ),
    (&["http://fdasis.nlm.nih.gov", "urn:oid:2.16.840.1.113883.4.9"], "UNII"),
    (&["http://hl7.org/fhir/ndfrt", "urn:oid:2.16.840.1.113883.3.26.1.5"], "NDF-RT"),
    (&["http://www.nlm.nih.gov/research/umls/medrt", "urn:oid:2.16.840.1.113883.6.345"], "MED-RT"),
    (&["http://nucc.org/provider-taxonomy", "urn:oid:2.16.840.1.113883.6.101"], "NUCC"),
    (
        &[
            "https://www.nubc.org/CodeSystem/RevenueCodes",
            "https://www.nubc.org/CodeSystem/TypeOfBill",
            "https://www.nubc.org/CodeSystem/PriorityTypeOfAdmitOrVisit",
            "https://www.nubc.org/CodeSystem/PointOfOrigin",
            "https://www.nubc.org/CodeSystem/PatDischargeStatus",
            "urn:oid:2.16.840.1.113883.6.301.3",
            "urn:oid:2.16.840.1.113883.6.301.5",
        ],
        "NUBC",
    ),
    (
        &[
            "urn:oid:2.16.840.1.113883.6.238",
            "https://www.cdc.gov/nhsn/cdaportal/terminology/codesystem/hsloc.html",
            "urn:oid:2.16.840.1.113883.6.259",
        ],
        "CDC",
    ),
    (&["http://dicom.nema.org/resources/ontology/DCM"], "DICOM"),
    (&["http://hl7.org/fhir/sid/icf", "urn:oid:2.16.840.1.113883.6.254"], "ICF"),
    (&["urn:ietf:bcp:47"], "BCP 47"),
    (&["urn:iso:std:iso:3166"], "ISO 3166"),
    (
        &[
            "urn:oid:2.16.840.1.113883.6.65",
            "urn:oid:2.16.840.1.113883.6.68",
            "urn:oid:2.16.840.1.113883.6.253",
        ],
        "Medi-Span",
    ),
    (&["urn:oid:2.16.840.1.113883.6.64", "urn:oid:2.16.840.1.113883.6.208"], "First Databank"),
    (&["urn:oid:2.16.840.1.113883.6.26"], "MEDCIN"),
];

/// What HL7 publishes itself: its own code systems, its implementation guides', its version 2 and 3.
const HL7: [&str; 6] = [
    "http://terminology.hl7.org/",
    "http://hl7.org/fhir/",
    "http://hl7.org/",
    "urn:oid:2.16.840.1.113883.5.",
    "urn:oid:2.16.840.1.113883.12.",
    "urn:oid:2.16.840.1.113883.1.11.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_codes_is_called_by_its_name_and_never_by_an_address() {
        for (system, expected) in [
            ("http://loinc.org", Some("LOINC")),
            ("urn:oid:2.16.840.1.113883.6.96", Some("SNOMED CT")),
            ("http://fdasis.nlm.nih.gov", Some("UNII")),
            ("http://hl7.org/fhir/us/core/CodeSystem/careplan-category", Some("HL7")),
            ("http://hl7.org/fhir/sid/icd-10-cm", Some("ICD-10-CM")),
            ("urn:oid:2.16.840.1.113883.5.4", Some("HL7")),
            ("urn:oid:1.2.3.4.5.6.7.8.42", None),
            ("http://example.org/our-codes", None),
        ] {
            assert_eq!(name(system), expected, "{system}");
        }
    }
}
