//! Whose records the tests make, and what stands in them.

/// Ana, with something of each kind that tests ask for. Each has a word of its own.
pub const ANAS: [(&str, &str); 8] = [
    (
        "Encounter",
        r#""status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},
        "subject":$P,"type":[{"text":"zebra visit"}],"period":{"start":"2026-02-01T10:00:00Z","end":"2026-02-01T11:00:00Z"}"#,
    ),
    (
        "Observation",
        r#""status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],
        "code":{"coding":[{"system":"http://loinc.org","code":"4548-4"}],"text":"walrus sugar"},"subject":$P,"encounter":$1,
        "effectiveDateTime":"2026-02-01","valueQuantity":{"value":6.10,"unit":"%"}"#,
    ),
    (
        "Observation",
        r#""status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],
        "code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}],"text":"ocelot pulse"},"subject":$P,"encounter":$1,
        "effectiveDateTime":"2026-03-01","valueQuantity":{"value":72.50,"unit":"/min"}"#,
    ),
    (
        "Condition",
        r#""clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},
        "code":{"text":"badger cold"},"subject":$P,"encounter":$1,"recordedDate":"2026-02-01""#,
    ),
    (
        "Condition",
        r#""clinicalStatus":{"coding":[{"code":"active"}]},
        "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"B20"}],"text":"lemur secret"},"subject":$P,"recordedDate":"2026-02-02""#,
    ),
    (
        "MedicationRequest",
        r#""status":"active","intent":"order","subject":$P,"medicationCodeableConcept":{"text":"otter pills"},
        "authoredOn":"2026-02-03""#,
    ),
    (
        "Immunization",
        r#""status":"completed","patient":$P,"vaccineCode":{"text":"heron shot"},"occurrenceDateTime":"2025-10-01""#,
    ),
    (
        "DiagnosticReport",
        r#""status":"final","code":{"text":"puffin panel"},"subject":$P,"result":[$2,$3],"effectiveDateTime":"2026-02-01",
        "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0074","code":"LAB"}]}]"#,
    ),
];

/// The word of each.
pub const WORDS: [&str; 8] =
    ["zebra", "walrus", "ocelot", "badger", "lemur", "otter", "heron", "puffin"];

pub const ANA: (&str, &str, &str) = ("Ana", "Reyes", "1955-03-14");
pub const TOM: (&str, &str, &str) = ("Tom", "Becker", "1948-11-02");
