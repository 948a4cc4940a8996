//! HL7's own pairs of C-CDA and FHIR ("C-CDA on FHIR"): everything theirs says, ours says too.
#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use std::path::{Path, PathBuf};

use bluebutton_formats::read::ccda;
use bluebutton_record::json::{Document, Kind, Value};

fn pairs() -> Option<PathBuf> {
    let named = std::env::var_os("BLUEBUTTON_CORPUS").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = named.unwrap_or(beside).join("ccda-on-fhir");
    if !folder.is_dir() {
        println!("corpus not there: ccda-on-fhir did not run");
        return None;
    }
    Some(folder)
}

const PATIENT: &str = "<recordTarget><patientRole><id root=\"1.2.3\" extension=\"1\"/><patient>\
    <name><given>A</given><family>B</family></name></patient></patientRole></recordTarget>";

/// A whole document around the fragment that HL7 publishes.
fn document(header: &str, section: &str, narrative: &str, entry: &str) -> String {
    format!(
        "<ClinicalDocument xmlns=\"urn:hl7-org:v3\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <typeId root=\"2.16.840.1.113883.1.3\" extension=\"POCD_HD000040\"/>\
         <templateId root=\"2.16.840.1.113883.10.20.22.1.1\"/><id root=\"1.2.3.4\" extension=\"d\"/>\
         <effectiveTime value=\"20200101\"/>{header}<component><structuredBody><component><section>\
         <code code=\"{section}\" codeSystem=\"2.16.840.1.113883.6.1\"/><text>{narrative}</text>{entry}\
         </section></component></structuredBody></component></ClinicalDocument>"
    )
}

/// Every leaf of `theirs` that is missing in `ours`, as a path.
fn missing(theirs: Value<'_>, ours: Option<Value<'_>>, path: &str, out: &mut Vec<String>) {
    let Some(ours) = ours else {
        out.push(path.to_owned());
        return;
    };
    match theirs.kind() {
        Kind::Object => {
            for (name, value) in theirs.members() {
                let name = name.as_str().unwrap();
                missing(value, ours.get(&name), &format!("{path}.{name}"), out);
            }
        }
        Kind::Array => {
            for (index, item) in theirs.items().enumerate() {
                let lacks = |candidate: Value<'_>| {
                    let mut inner = Vec::new();
                    missing(item, Some(candidate), &format!("{path}[{index}]"), &mut inner);
                    inner
                };
                let best = ours.items().map(lacks).min_by_key(Vec::len);
                out.extend(best.unwrap_or_else(|| vec![format!("{path}[{index}]")]));
            }
        }
        _ if theirs.raw() == ours.raw() => {}
        _ => out.push(path.to_owned()),
    }
}

/// Compares one pair; `known` are the paths where ours says it otherwise, for the reason beside it.
fn compare(name: &str, kind: &str, xml: &str, known: &[&str]) {
    let Some(folder) = pairs() else { return };
    let entry = std::fs::read_to_string(folder.join(format!("{name}.xml"))).unwrap();
    let theirs = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    let reading = ccda::read(xml.replace("@@", &entry).as_bytes());
    assert!(reading.rejected.is_empty() && reading.issues.is_empty(), "{:?}", reading.issues);
    let ours = reading.items.iter().find(|item| &*item.kind == kind).unwrap();
    let (theirs, ours) = (Document::parse(&theirs).unwrap(), Document::parse(&ours.json).unwrap());
    let mut lacks = Vec::new();
    missing(theirs.root(), Some(ours.root()), "", &mut lacks);
    assert_eq!(lacks, known, "{name}");
}

#[test]
fn an_allergy_reads_as_hl7_says() {
    let narrative = "<content ID=\"_6db75b62-deb2-4bab-b597-00c8ae86f6b4\">aspirin</content>";
    // Ours is made of the document's ids, not of the example's file name; the words are those of the
    // agent's code, which are there with and without a narrative.
    let known = [".id", ".code.text", ".patient.reference"];
    let xml = document(PATIENT, "48765-2", narrative, "@@");
    compare("CF-allergy", "AllergyIntolerance", &xml, &known);
}

#[test]
fn a_medicine_reads_as_hl7_says() {
    // Not said by the document: that it is the first of several dosages, and that it is not "as
    // needed". The performer is a Practitioner, as no role of it is given.
    let known = [
        ".id",
        ".subject.reference",
        ".dosageInstruction[0].sequence",
        ".dosageInstruction[0].asNeededBoolean",
        ".requester.reference",
    ];
    let xml = document(PATIENT, "10160-0", "x", "@@");
    compare("CF-medication", "MedicationRequest", &xml, &known);
}

#[test]
fn a_patient_reads_as_hl7_says() {
    let known = [".id", ".managingOrganization.reference"];
    let xml = document("@@", "10160-0", "x", "");
    compare("CF-patient", "Patient", &xml, &known);
}
