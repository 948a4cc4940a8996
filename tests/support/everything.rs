//! A record with an entry of every kind, each with a word of its own: for the tests that look for traces of what
//! is hidden.

use bluebutton_record::Section;

/// An entry of the record.
pub struct Made {
    pub kind: &'static str,
    pub section: Section,
    /// The visit it belongs to, by place.
    pub visit: Option<usize>,
    /// The sensitive topic that its code tells of.
    pub topic: Option<&'static str>,
    /// What Ana writes it as, herself, with its word as the title; a clinic brings all others.
    pub own: Option<&'static str>,
    /// Its members. `$M` is its own word, `$P` a reference to the patient, `$3` the id of the entry
    /// at that place, `$m3` that one's word, `$ALL` the words of all, encoded.
    pub body: &'static str,
}

impl Made {
    pub fn is_visit(&self) -> bool {
        self.kind == "Encounter"
    }

    pub fn is_whole_document(&self) -> bool {
        ["Composition", "Binary", "Bundle", "DocumentManifest"].contains(&self.kind)
    }

    /// Whether a resource is the one that was made of it.
    pub fn is_it(&self, place: usize, kind: &str, json: &str) -> bool {
        let own = mark(place);
        let sign = if self.own.is_some() { own } else { format!("\"own-{own}\"") };
        kind == self.kind && json.contains(&sign)
    }

    const fn of(kind: &'static str, section: Section, body: &'static str) -> Self {
        Self { kind, section, visit: None, topic: None, own: None, body }
    }

    const fn written(kind: &'static str, section: Section, own: &'static str) -> Self {
        Self { own: Some(own), ..Self::of(kind, section, "") }
    }

    const fn at_visit(self, visit: usize) -> Self {
        Self { visit: Some(visit), ..self }
    }

    const fn about(self, topic: &'static str) -> Self {
        Self { topic: Some(topic), ..self }
    }
}

pub const ENTRIES: [Made; 33] = [
    Made::of(
        "Encounter",
        Section::Visits,
        r#""status":"finished","class":{"code":"AMB"},"subject":$P,"type":[{"text":"$M visit"}],
        "period":{"start":"2026-02-01"},"reasonCode":[{"text":"because of $M"}],
        "diagnosis":[{"condition":{"reference":"urn:uuid:$2","display":"$m2"}}]"#,
    ),
    Made::of(
        "Encounter",
        Section::Visits,
        r#""status":"finished","class":{"code":"IMP"},"subject":$P,"type":[{"text":"$M stay"}],
        "period":{"start":"2026-03-01","end":"2026-03-04"}"#,
    ),
    Made::of(
        "Condition",
        Section::Conditions,
        r#""clinicalStatus":{"coding":[{"code":"active"}]},"subject":$P,"code":{"text":"$M disease"},
        "encounter":{"reference":"urn:uuid:$0","display":"$m0"},"recordedDate":"2026-02-01",
        "note":[{"text":"$M was said to be mild"}]"#,
    )
    .at_visit(0),
    Made::of(
        "Condition",
        Section::Conditions,
        r#""clinicalStatus":{"coding":[{"code":"active"}]},"subject":$P,"recordedDate":"2026-01-01",
        "code":{"text":"$M mood","coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"F32.1"}]}"#,
    )
    .about("mental-health"),
    Made::of(
        "Condition",
        Section::Conditions,
        r#""clinicalStatus":{"coding":[{"code":"resolved"}]},"subject":$P,"code":{"text":"$M ache"},
        "encounter":{"reference":"urn:uuid:$1","display":"$m1"},"recordedDate":"2026-03-01""#,
    )
    .at_visit(1),
    Made::of(
        "MedicationRequest",
        Section::Medications,
        r#""status":"active","intent":"order","subject":$P,"authoredOn":"2026-02-03",
        "medicationCodeableConcept":{"text":"$M 5 mg"},"dosageInstruction":[{"text":"take $M daily"}],
        "reasonReference":[{"reference":"urn:uuid:$2","display":"$m2"}]"#,
    ),
    Made::of(
        "MedicationStatement",
        Section::Medications,
        r#""status":"active","subject":$P,"effectivePeriod":{"start":"2025-11-01"},
        "medicationCodeableConcept":{"text":"$M drops"},"note":[{"text":"$M note"}]"#,
    ),
    Made::of(
        "AllergyIntolerance",
        Section::Allergies,
        r#""clinicalStatus":{"coding":[{"code":"active"}]},"patient":$P,"code":{"text":"$M pollen"},
        "recordedDate":"2024-05-05","reaction":[{"manifestation":[{"text":"$M rash"}]}]"#,
    ),
    Made::of(
        "Observation",
        Section::Results,
        r#""status":"final","subject":$P,"effectiveDateTime":"2026-03-02","code":{"text":"$M level"},
        "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],
        "encounter":{"reference":"urn:uuid:$1"},"valueQuantity":{"value":7.1,"unit":"$M/l"}"#,
    )
    .at_visit(1),
    Made::of(
        "Observation",
        Section::Results,
        r#""status":"final","subject":$P,"effectiveDateTime":"2026-03-02","valueString":"$M answer",
        "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],
        "code":{"text":"$M screen","coding":[{"system":"http://loinc.org","code":"75622-1"}]}"#,
    )
    .about("hiv-and-sexual-health"),
    Made::of(
        "DiagnosticReport",
        Section::Results,
        r#""status":"final","subject":$P,"effectiveDateTime":"2026-03-02","code":{"text":"$M report"},
        "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0074","code":"LAB"}]}],
        "result":[{"reference":"urn:uuid:$8","display":"$m8"}],"conclusion":"$M concluded",
        "presentedForm":[{"contentType":"text/plain","title":"$M","data":"$ALL"}]"#,
    ),
    Made::of(
        "Observation",
        Section::VitalSigns,
        r#""status":"final","subject":$P,"effectiveDateTime":"2026-02-01","code":{"text":"$M pulse"},
        "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],
        "encounter":{"reference":"urn:uuid:$0"},"valueQuantity":{"value":71,"unit":"/min"}"#,
    )
    .at_visit(0),
    Made::of(
        "Immunization",
        Section::Vaccines,
        r#""status":"completed","patient":$P,"occurrenceDateTime":"2025-10-10",
        "vaccineCode":{"text":"$M vaccine"},"lotNumber":"$M""#,
    ),
    Made::of(
        "Procedure",
        Section::Procedures,
        r#""status":"completed","subject":$P,"performedDateTime":"2026-02-01","code":{"text":"$M repair"},
        "encounter":{"reference":"urn:uuid:$0"},"reasonReference":[{"reference":"urn:uuid:$2","display":"$m2"}]"#,
    )
    .at_visit(0),
    Made::of(
        "Device",
        Section::Procedures,
        r#""status":"active","patient":$P,"type":{"text":"$M device"},"lotNumber":"$M""#,
    ),
    Made::of(
        "DocumentReference",
        Section::Documents,
        r#""status":"current","subject":$P,"date":"2026-03-04T10:00:00Z","type":{"text":"$M letter"},
        "description":"$M described",
        "content":[{"attachment":{"contentType":"text/plain","title":"$M","data":"$ALL"}}]"#,
    ),
    Made::of(
        "Composition",
        Section::Documents,
        r#""status":"final","subject":$P,"date":"2026-03-04","title":"$M summary","type":{"text":"$M"},
        "author":[{"display":"$M author"}],
        "section":[{"title":"$m2","entry":[{"reference":"urn:uuid:$2"}],
          "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">$m2 $m3 $m9</div>"}}]"#,
    ),
    Made::of(
        "CarePlan",
        Section::CarePlans,
        r#""status":"active","intent":"plan","subject":$P,"title":"$M plan","description":"$M in words",
        "period":{"start":"2026-02-01"},"addresses":[{"reference":"urn:uuid:$2","display":"$m2"}]"#,
    ),
    Made::of(
        "Goal",
        Section::CarePlans,
        r#""lifecycleStatus":"active","subject":$P,"description":{"text":"$M goal"},"startDate":"2026-02-01",
        "addresses":[{"reference":"urn:uuid:$4","display":"$m4"}]"#,
    ),
    Made::of(
        "CareTeam",
        Section::CareTeam,
        r#""status":"active","subject":$P,"name":"$M team","period":{"start":"2026-01-01"},
        "participant":[{"member":{"display":"Dr. $M"}}]"#,
    ),
    Made::of(
        "Observation",
        Section::SocialHistory,
        r#""status":"final","subject":$P,"effectiveDateTime":"2026-01-05","code":{"text":"$M habit"},
        "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"social-history"}]}],
        "valueString":"$M often""#,
    ),
    Made::of(
        "FamilyMemberHistory",
        Section::SocialHistory,
        r#""status":"completed","patient":$P,"date":"2026-01-05","relationship":{"text":"$M aunt"},
        "condition":[{"code":{"text":"$M illness"}}]"#,
    ),
    Made::of(
        "Coverage",
        Section::Coverage,
        r#""status":"active","beneficiary":$P,"subscriberId":"$M","payor":[{"display":"$M Insurance"}],
        "period":{"start":"2026-01-01"}"#,
    ),
    Made::of(
        "Claim",
        Section::Claims,
        r##""status":"active","use":"claim","patient":$P,"created":"2026-03-05","type":{"text":"$M claim"},
        "contained":[{"resourceType":"Patient","id":"c","address":[{"text":"12 Zqelmwoodqz Road"}]}],
        "payee":{"type":{"text":"subscriber"},"party":{"reference":"#c"}},
        "provider":{"display":"$M Hospital"},"priority":{"text":"normal"},
        "diagnosis":[{"sequence":1,"diagnosisReference":{"reference":"urn:uuid:$2","display":"$m2"}}],
        "insurance":[{"sequence":1,"focal":true,"coverage":{"reference":"urn:uuid:$22","display":"$m22"}}]"##,
    ),
    Made::of(
        "ExplanationOfBenefit",
        Section::Claims,
        r#""status":"active","use":"claim","patient":$P,"created":"2026-03-06","type":{"text":"$M bill"},
        "outcome":"complete","insurer":{"display":"$M Payer"},"provider":{"display":"$M Clinic"},
        "claim":{"reference":"urn:uuid:$23","display":"$m23"},
        "insurance":[{"focal":true,"coverage":{"reference":"urn:uuid:$22","display":"$m22"}}]"#,
    ),
    Made::of(
        "Consent",
        Section::Other,
        r#""status":"active","patient":$P,"dateTime":"2026-01-01","scope":{"text":"$M scope"},
        "category":[{"text":"$M consent"}]"#,
    ),
    Made::of(
        "List",
        Section::Other,
        r#""status":"current","mode":"snapshot","subject":$P,"title":"$M list","date":"2026-01-01",
        "entry":[{"item":{"reference":"urn:uuid:$6","display":"$m6"}}]"#,
    ),
    Made::of(
        "Provenance",
        Section::Other,
        r#""recorded":"2026-03-02T10:00:00Z","target":[$P,{"reference":"urn:uuid:$8","display":"$m8"}],
        "reason":[{"text":"$M reason"}],"agent":[{"who":{"display":"$M agent"}}]"#,
    ),
    Made::written("MedicationStatement", Section::Medications, "medicine"),
    Made::written("DocumentReference", Section::Documents, "note"),
    Made::written("DocumentReference", Section::Documents, "document"),
    Made::written("FamilyMemberHistory", Section::SocialHistory, "family"),
    Made::written("Goal", Section::CarePlans, "goal"),
];

/// A word that stands in one entry, and is far from every other.
pub fn mark(place: usize) -> String {
    let letter = |number: usize| char::from(b'a' + (number % 26) as u8);
    let (one, two) = (letter(place), letter(place * 7 + 3 + place / 26));
    format!("xq{one}{one}{one}{two}{two}{two}wz")
}

fn id(place: usize) -> String {
    format!("00000000-0000-4000-8000-0000000002{place:02}")
}

/// Words of how Ana is reached, and of who is reached for her.
pub const REACHED: [&str; 4] = ["zqelmwoodqz", "555-0147", "zqanaqz@", "zqottoqz"];

/// How Ana is reached, as members of her Patient; and somebody who lives with her.
const HOME: &str = r#""text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">Ana, 12 Zqelmwoodqz Road</div>"},
    "address":[{"line":["12 Zqelmwoodqz Road"],"city":"Springfield"}],
    "telecom":[{"system":"phone","value":"555-0147"},{"system":"email","value":"zqanaqz@mail.example"}],
    "contact":[{"name":{"text":"Zqottoqz Hill"},"telecom":[{"system":"phone","value":"555-0147"}]}],
    "extension":[{"url":"https://ehr.example/second-home","valueAddress":{"text":"12 Zqelmwoodqz Road"}}]"#;
const BESIDE: &str = r#""relationship":[{"text":"neighbor"}],"name":[{"text":"Otto Hill"}],
    "address":[{"line":["12 Zqelmwoodqz Road"]}],"telecom":[{"system":"phone","value":"555-0147"}]"#;

/// All of it, as a bundle of Ana Reyes, who was born on 1955-03-14.
pub fn bundle() -> String {
    let patient = "urn:uuid:00000000-0000-4000-8000-195503140001";
    let mut entries = vec![format!(
        r#"{{"fullUrl":"{patient}","resource":{{"resourceType":"Patient","id":"1",
        "birthDate":"1955-03-14","identifier":[{{"system":"urn:oid:1.2.3.4","value":"Reyes-1955-03-14"}}],
        "name":[{{"given":["Ana"],"family":"Reyes"}}],{HOME}}}}}"#
    )];
    entries.push(format!(
        r#"{{"fullUrl":"urn:uuid:{}","resource":{{"resourceType":"RelatedPerson","id":"beside",
        "patient":{{"reference":"{patient}"}},{BESIDE}}}}}"#,
        id(99)
    ));
    let mut words: Vec<String> = (0..ENTRIES.len()).map(mark).collect();
    words.push("12 Zqelmwoodqz Road".to_owned());
    let all = base64(words.join(" ").as_bytes());
    let of_clinic = ENTRIES.iter().enumerate().filter(|(_, entry)| entry.own.is_none());
    for (place, entry) in of_clinic {
        let mut body = entry.body.replace("$P", &format!(r#"{{"reference":"{patient}"}}"#));
        for other in (0..ENTRIES.len()).rev() {
            body = body.replace(&format!("$m{other}"), &mark(other));
            body = body.replace(&format!("${other}"), &id(other));
        }
        body = body.replace("$ALL", &all).replace("$M", &mark(place));
        let own = format!("own-{}", mark(place));
        let identifier = match entry.kind {
            "Composition" => format!(r#""identifier":{{"value":"{own}"}}"#),
            "Provenance" => format!(r#""activity":{{"text":"{own}"}}"#),
            _ => format!(r#""identifier":[{{"value":"{own}"}}]"#),
        };
        let div = format!(
            r#""text":{{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">{}</div>"}}"#,
            mark(place)
        );
        entries.push(format!(
            r#"{{"fullUrl":"urn:uuid:{}","resource":{{"resourceType":"{}","id":"e{place}",{identifier},{div},{body}}}}}"#,
            id(place),
            entry.kind
        ));
    }
    let entries = entries.join(",");
    format!(r#"{{"resourceType":"Bundle","type":"collection","entry":[{entries}]}}"#)
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let three = |chunk: &[u8]| {
        let mut value = 0_u32;
        for place in 0..3 {
            value = value << 8 | u32::from(chunk.get(place).copied().unwrap_or(0));
        }
        let letter = |place: usize| {
            let is_there = place <= chunk.len();
            let number = (value >> (18 - 6 * place) & 63) as usize;
            if is_there { char::from(LETTERS[number]) } else { '=' }
        };
        (0..4).map(letter).collect::<String>()
    };
    bytes.chunks(3).map(three).collect()
}
