//! A population from a seed: FHIR R4 transaction bundles of the shape and size that Synthea writes.
//! The same seed gives the same bytes on every machine. Nobody in it lives.

use std::fmt::Write as _;

use super::chance::Chance;

/// One test or vital sign: LOINC code, name, unit, middle value, spread, category.
struct Test(&'static str, &'static str, &'static str, f64, f64, &'static str);

const VITALS: [Test; 5] = [
    Test("8302-2", "Body Height", "cm", 170.0, 12.0, "vital-signs"),
    Test("29463-7", "Body Weight", "kg", 78.0, 18.0, "vital-signs"),
    Test("39156-5", "Body Mass Index", "kg/m2", 27.0, 5.0, "vital-signs"),
    Test("8867-4", "Heart rate", "/min", 76.0, 12.0, "vital-signs"),
    Test(
        "72514-3",
        "Pain severity - 0-10 verbal numeric rating",
        "{score}",
        3.0,
        3.0,
        "vital-signs",
    ),
];

const LABS: [Test; 10] = [
    Test("2339-0", "Glucose", "mg/dL", 96.0, 22.0, "laboratory"),
    Test("6299-2", "Urea Nitrogen", "mg/dL", 14.0, 5.0, "laboratory"),
    Test("38483-4", "Creatinine", "mg/dL", 0.95, 0.3, "laboratory"),
    Test("49765-1", "Calcium", "mg/dL", 9.4, 0.5, "laboratory"),
    Test("2947-0", "Sodium", "mmol/L", 140.0, 3.0, "laboratory"),
    Test("6298-4", "Potassium", "mmol/L", 4.3, 0.5, "laboratory"),
    Test("2093-3", "Total Cholesterol", "mg/dL", 188.0, 30.0, "laboratory"),
    Test("2571-8", "Triglycerides", "mg/dL", 140.0, 40.0, "laboratory"),
    Test("18262-6", "Low Density Lipoprotein Cholesterol", "mg/dL", 112.0, 28.0, "laboratory"),
    Test("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%", 5.9, 0.9, "laboratory"),
];

const CONDITIONS: [(&str, &str); 8] = [
    ("444814009", "Viral sinusitis (disorder)"),
    ("195662009", "Acute viral pharyngitis (disorder)"),
    ("10509002", "Acute bronchitis (disorder)"),
    ("38341003", "Hypertension"),
    ("44054006", "Diabetes"),
    ("55822004", "Hyperlipidemia"),
    ("271737000", "Anemia (disorder)"),
    ("162864005", "Body mass index 30+ - obesity (finding)"),
];

const DRUGS: [(&str, &str); 6] = [
    ("314076", "lisinopril 10 MG Oral Tablet"),
    ("860975", "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet"),
    ("312961", "Simvastatin 20 MG Oral Tablet"),
    ("313782", "Acetaminophen 325 MG Oral Tablet"),
    ("308136", "amLODIPine 2.5 MG Oral Tablet"),
    ("562251", "Amoxicillin 250 MG / Clavulanate 125 MG Oral Tablet"),
];

const VACCINES: [(&str, &str); 3] = [
    ("140", "Influenza, seasonal, injectable, preservative free"),
    ("113", "Td (adult) preservative free"),
    ("121", "zoster"),
];

const GIVEN: [&str; 10] =
    ["Rosa", "James", "Mei", "Omar", "Ingrid", "Luis", "Hannah", "Kofi", "Elena", "Samuel"];
const FAMILY: [&str; 10] = [
    "Alvarez", "Novak", "Chen", "Haddad", "Larsen", "Ortega", "Weiss", "Mensah", "Petrova", "Clark",
];

/// A transaction bundle of one person with about `resources` resources, as compact JSON.
pub fn bundle(seed: u64, number: u64, resources: usize) -> String {
    let mut writer = Writer {
        dice: Chance::new(seed.wrapping_mul(0x0100_0000_01B3) ^ number),
        out: String::with_capacity(resources * 1_450),
        count: 0,
    };
    writer.out.push_str(r#"{"resourceType":"Bundle","type":"transaction","entry":["#);
    let clinic = writer.clinic();
    let patient = writer.patient(number);
    let mut day: i64 = 3_650 + writer.dice.below(400) as i64;
    while writer.count < resources {
        day += 20 + writer.dice.below(120) as i64;
        writer.visit(&patient, &clinic, day % 20_000);
    }
    writer.out.push_str("]}");
    writer.out
}

/// The Patient of that number as a line of NDJSON, as bulk exports have it.
pub fn patient_line(seed: u64, number: u64, called: fn(&mut Chance) -> Called) -> String {
    let dice = Chance::new(seed.wrapping_mul(0x0100_0000_01B3) ^ number);
    let (id, body) = Writer { dice, out: String::new(), count: 0 }.person(number, called);
    format!(r#"{{"resourceType":"Patient","id":"{id}",{body}}}"#)
}

/// How somebody is called, and when they were born.
pub struct Called {
    /// First name.
    pub given: &'static str,
    /// What their family name begins with; the number of the person is its end.
    pub family: &'static str,
    /// As FHIR has it.
    pub gender: &'static str,
    /// Birth date.
    pub birth: jiff::civil::Date,
}

impl Called {
    /// One of ten first names, born on one of 20,000 days: of a million, each has five namesakes of the day.
    pub fn of_ten(dice: &mut Chance) -> Self {
        Self {
            given: dice.pick(&GIVEN).copied().unwrap_or_default(),
            family: dice.pick(&FAMILY).copied().unwrap_or_default(),
            gender: "female",
            birth: date_of(-(dice.below(20_000) as i64)),
        }
    }
}

struct Writer {
    dice: Chance,
    out: String,
    count: usize,
}

/// References everything hangs on.
struct Clinic {
    doctor: String,
    organization: String,
}

impl Writer {
    fn entry(&mut self, kind: &str, id: &str, body: &str) {
        let comma = if self.count == 0 { "" } else { "," };
        let _ = write!(
            self.out,
            r#"{comma}{{"fullUrl":"urn:uuid:{id}","resource":{{"resourceType":"{kind}","id":"{id}",{body}}},"request":{{"method":"POST","url":"{kind}"}}}}"#
        );
        self.count += 1;
    }

    /// One of fifty practices, the same for everybody who goes there.
    fn clinic(&mut self) -> Clinic {
        let practice = self.dice.below(50);
        let mut own = Chance::new(practice + 7);
        let (doctor, organization) = (own.uuid(), own.uuid());
        let npi = 1_000_000_000 + practice;
        self.entry(
            "Organization",
            &organization,
            &format!(
                r#""identifier":[{{"system":"http://hl7.org/fhir/sid/us-npi","value":"{npi}"}}],"active":true,"type":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/organization-type","code":"prov","display":"Healthcare Provider"}}],"text":"Healthcare Provider"}}],"name":"Practice {practice} of Springfield","telecom":[{{"system":"phone","value":"555-01{practice:02}"}}],"address":[{{"line":["{practice} Main Street"],"city":"Springfield","state":"MA","postalCode":"01103","country":"US"}}]"#
            ),
        );
        self.entry(
            "Practitioner",
            &doctor,
            &format!(
                r#""identifier":[{{"system":"http://hl7.org/fhir/sid/us-npi","value":"{}"}}],"active":true,"name":[{{"family":"Doctor{practice}","given":["Pat"],"prefix":["Dr."]}}],"gender":"female""#,
                npi + 500
            ),
        );
        Clinic { doctor, organization }
    }

    /// Id and content of a Patient.
    fn person(&mut self, number: u64, called: fn(&mut Chance) -> Called) -> (String, String) {
        let id = self.dice.uuid();
        let Called { given, family, gender, birth } = called(&mut self.dice);
        let body = format!(
            r#""text":{{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">Generated by the bench of Blue Button. Nobody of this name lives.</div>"}},"identifier":[{{"system":"urn:oid:2.16.840.1.113883.19.6","value":"{id}"}},{{"type":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR","display":"Medical Record Number"}}],"text":"Medical Record Number"}},"system":"http://hospital.example.org","value":"MRN-{number:08}"}}],"name":[{{"use":"official","family":"{family}{number}","given":["{given}"]}}],"telecom":[{{"system":"phone","value":"555-0{:03}-{:04}","use":"home"}}],"gender":"{gender}","birthDate":"{birth}","address":[{{"line":["{} Elm Street"],"city":"Springfield","state":"MA","postalCode":"01108","country":"US"}}]"#,
            number % 1_000,
            number % 10_000,
            number % 900
        );
        (id, body)
    }

    fn patient(&mut self, number: u64) -> String {
        let (id, body) = self.person(number, Called::of_ten);
        self.entry("Patient", &id, &body);
        id
    }

    /// One visit and all that hangs on it: about 20 resources.
    fn visit(&mut self, patient: &str, clinic: &Clinic, day: i64) {
        let encounter = self.dice.uuid();
        let (start, end) = (moment_of(day, 9), moment_of(day, 10));
        let reason = self.dice.pick(&CONDITIONS).copied().unwrap_or_default();
        let body = format!(
            r#""status":"finished","class":{{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"}},"type":[{{"coding":[{{"system":"http://snomed.info/sct","code":"185345009","display":"Encounter for symptom"}}],"text":"Encounter for symptom"}}],"subject":{{"reference":"urn:uuid:{patient}"}},"participant":[{{"individual":{{"reference":"urn:uuid:{}","display":"Dr. Pat Doctor"}}}}],"period":{{"start":"{start}","end":"{end}"}},"reasonCode":[{{"coding":[{{"system":"http://snomed.info/sct","code":"{}","display":"{}"}}]}}],"serviceProvider":{{"reference":"urn:uuid:{}"}}"#,
            clinic.doctor, reason.0, reason.1, clinic.organization
        );
        self.entry("Encounter", &encounter, &body);
        let tie = Tie { patient, encounter: &encounter, start: &start };
        for test in &VITALS {
            self.observation(test, &tie);
        }
        if self.dice.below(2) == 0 {
            self.panel(&tie);
        }
        if self.dice.below(3) == 0 {
            self.condition(reason, &tie);
        }
        if self.dice.below(3) == 0 {
            self.prescription(clinic, &tie);
        }
        if self.dice.below(4) == 0 {
            self.vaccine(&tie);
        }
        self.claim(clinic, &tie);
    }

    fn observation(&mut self, test: &Test, tie: &Tie<'_>) -> String {
        let id = self.dice.uuid();
        let Test(code, name, unit, middle, spread, category) = test;
        let share = self.dice.below(100_000) as f64 / 100_000.0;
        let value = middle + spread * (share * 2.0 - 1.0);
        let body = format!(
            r#""status":"final","category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"{category}","display":"{category}"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}","display":"{name}"}}],"text":"{name}"}},{},"effectiveDateTime":"{}","issued":"{}","valueQuantity":{{"value":{value:.4},"unit":"{unit}","system":"http://unitsofmeasure.org","code":"{unit}"}}"#,
            tie.json(),
            tie.start,
            tie.start
        );
        self.entry("Observation", &id, &body);
        id
    }

    fn panel(&mut self, tie: &Tie<'_>) {
        let members: Vec<String> = LABS.iter().map(|test| self.observation(test, tie)).collect();
        let results: Vec<String> =
            members.iter().map(|id| format!(r#"{{"reference":"urn:uuid:{id}"}}"#)).collect();
        let id = self.dice.uuid();
        let body = format!(
            r#""status":"final","category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/v2-0074","code":"LAB","display":"Laboratory"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"51990-0","display":"Basic Metabolic Panel"}}],"text":"Basic Metabolic Panel"}},{},"effectiveDateTime":"{}","issued":"{}","result":[{}]"#,
            tie.json(),
            tie.start,
            tie.start,
            results.join(",")
        );
        self.entry("DiagnosticReport", &id, &body);
    }

    fn condition(&mut self, (code, name): (&str, &str), tie: &Tie<'_>) {
        let id = self.dice.uuid();
        let body = format!(
            r#""clinicalStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}}]}},"verificationStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}}]}},"category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"encounter-diagnosis","display":"Encounter Diagnosis"}}]}}],"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"{code}","display":"{name}"}}],"text":"{name}"}},{},"onsetDateTime":"{}","recordedDate":"{}""#,
            tie.json(),
            tie.start,
            tie.start
        );
        self.entry("Condition", &id, &body);
    }

    fn prescription(&mut self, clinic: &Clinic, tie: &Tie<'_>) {
        let id = self.dice.uuid();
        let (code, name) = self.dice.pick(&DRUGS).copied().unwrap_or_default();
        let body = format!(
            r#""status":"active","intent":"order","medicationCodeableConcept":{{"coding":[{{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"{code}","display":"{name}"}}],"text":"{name}"}},{},"authoredOn":"{}","requester":{{"reference":"urn:uuid:{}","display":"Dr. Pat Doctor"}},"dosageInstruction":[{{"sequence":1,"timing":{{"repeat":{{"frequency":1,"period":1.0,"periodUnit":"d"}}}},"asNeededBoolean":false,"doseAndRate":[{{"doseQuantity":{{"value":1.0}}}}]}}]"#,
            tie.json(),
            tie.start,
            clinic.doctor
        );
        self.entry("MedicationRequest", &id, &body);
    }

    fn vaccine(&mut self, tie: &Tie<'_>) {
        let id = self.dice.uuid();
        let (code, name) = self.dice.pick(&VACCINES).copied().unwrap_or_default();
        let body = format!(
            r#""status":"completed","vaccineCode":{{"coding":[{{"system":"http://hl7.org/fhir/sid/cvx","code":"{code}","display":"{name}"}}],"text":"{name}"}},"patient":{{"reference":"urn:uuid:{}"}},"encounter":{{"reference":"urn:uuid:{}"}},"occurrenceDateTime":"{}","primarySource":true"#,
            tie.patient, tie.encounter, tie.start
        );
        self.entry("Immunization", &id, &body);
    }

    fn claim(&mut self, clinic: &Clinic, tie: &Tie<'_>) {
        let id = self.dice.uuid();
        let billed = 8_000 + self.dice.below(30_000);
        let paid = billed * 8 / 10;
        let money = |cents: u64| {
            format!(r#"{{"value":{}.{:02},"currency":"USD"}}"#, cents / 100, cents % 100)
        };
        let total = |code: &str, amount: String| {
            format!(
                r#"{{"category":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/adjudication","code":"{code}"}}]}},"amount":{amount}}}"#
            )
        };
        let body = format!(
            r#""status":"active","type":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"professional"}}]}},"use":"claim","patient":{{"reference":"urn:uuid:{}"}},"billablePeriod":{{"start":"{}","end":"{}"}},"created":"{}","insurer":{{"display":"Springfield Health Plan"}},"provider":{{"reference":"urn:uuid:{}"}},"outcome":"complete","insurance":[{{"focal":true,"coverage":{{"display":"Springfield Health Plan"}}}}],"item":[{{"sequence":1,"category":{{"coding":[{{"system":"https://bluebutton.cms.gov/resources/variables/line_cms_type_srvc_cd","code":"1","display":"Medical care"}}]}},"productOrService":{{"coding":[{{"system":"http://snomed.info/sct","code":"185345009","display":"Encounter for symptom"}}],"text":"Encounter for symptom"}},"servicedPeriod":{{"start":"{}","end":"{}"}},"encounter":[{{"reference":"urn:uuid:{}"}}]}}],"total":[{},{}],"payment":{{"amount":{}}}"#,
            tie.patient,
            tie.start,
            tie.start,
            tie.start,
            clinic.doctor,
            tie.start,
            tie.start,
            tie.encounter,
            total("submitted", money(billed)),
            total("benefit", money(paid)),
            money(paid)
        );
        self.entry("ExplanationOfBenefit", &id, &body);
    }
}

struct Tie<'a> {
    patient: &'a str,
    encounter: &'a str,
    start: &'a str,
}

impl Tie<'_> {
    fn json(&self) -> String {
        format!(
            r#""subject":{{"reference":"urn:uuid:{}"}},"encounter":{{"reference":"urn:uuid:{}"}}"#,
            self.patient, self.encounter
        )
    }
}

/// The date so many days after 1970-01-01.
/// So many days after the first of 1970.
pub fn date_of(day: i64) -> jiff::civil::Date {
    jiff::civil::date(1970, 1, 1).saturating_add(jiff::Span::new().days(day))
}

fn moment_of(day: i64, hour: i8) -> String {
    format!("{}T{hour:02}:15:00-05:00", date_of(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bluebutton_record::json::Document;

    #[test]
    fn the_same_seed_gives_the_same_people_and_another_seed_gives_others() {
        assert_eq!(bundle(1, 5, 100), bundle(1, 5, 100));
        assert_ne!(bundle(1, 5, 100), bundle(2, 5, 100));
        assert_ne!(bundle(1, 5, 100), bundle(1, 6, 100));
    }

    #[test]
    fn a_line_is_a_patient_and_no_two_are_one() {
        let [one, other] = [5, 6].map(|number| patient_line(1, number, Called::of_ten));
        let document = Document::parse(&one).unwrap();
        assert_eq!(document.root().text_at(&["resourceType"]).as_deref(), Some("Patient"));
        assert!(one != other && !one.contains('\n'));
    }

    #[test]
    fn a_bundle_is_json_of_the_size_asked_for() {
        let text = bundle(3, 1, 500);
        let document = Document::parse(&text).unwrap();
        let entries = document.root().each("entry").count();
        assert!((500..540).contains(&entries), "{entries} entries");
        let bytes = text.len() / entries;
        assert!((700..1_600).contains(&bytes), "{bytes} bytes a resource");
    }
}
