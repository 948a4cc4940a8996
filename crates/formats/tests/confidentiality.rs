//! Confidentiality comes in, stays and goes out: nothing is ever told as less confidential than it came.
#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use std::path::Path;

use bluebutton_formats::read::{ccda as reader, fhir as fhir_reader};
use bluebutton_formats::write::{ccda, fhir, html, text};
use bluebutton_record::confidentiality::{Level, Marks, labelled, labels};
use bluebutton_record::entry::{NoNames, entries};
use bluebutton_record::facts::Coding;
use bluebutton_record::json::{Document, Value};
use bluebutton_record::meaning::Lists;
use bluebutton_record::reading::RawResource;
use bluebutton_record::{Language, Manifest, Organization, Paper, Person, Resource, ResourceId};
use proptest::prelude::*;

const LEVELS: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
const CODES: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
const REASONS: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

fn protected() -> Vec<RawResource> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/ccda/lena-protected.xml");
    let reading = reader::read(&std::fs::read(file).unwrap());
    assert!(reading.rejected.is_empty() && reading.issues.is_empty(), "{:?}", reading.issues);
    reading.items
}

fn resource(item: &RawResource) -> Resource {
    let document = Document::parse(&item.json).unwrap();
    let id = document.root().text_at(&["id"]).unwrap();
    Resource {
        kind: item.kind.clone(),
        id: ResourceId::parse(&id).unwrap(),
        version: 1,
        updated: 0,
        json: item.json.as_str().into(),
    }
}

fn marks(json: &str) -> Marks {
    let mut marks = Marks::default();
    marks.add_resource(json);
    marks
}

fn has(marks: &Marks, code: &str) -> bool {
    marks.others().any(|label| &*label.code == code)
}

/// The one item of that type whose JSON holds the text.
fn item<'i>(items: &'i [RawResource], kind: &str, text: &str) -> &'i RawResource {
    items.iter().find(|item| &*item.kind == kind && item.json.contains(text)).unwrap()
}

/// Everything written of a record: the C-CDA, the Bundle, the web page file, the text.
struct Written {
    ccda: String,
    bundle: String,
    html: String,
    text: String,
}

fn written(resources: &[Resource], language: Language) -> Written {
    let organization = Organization { name: "Harbor".to_owned(), ..Organization::default() };
    let manifest = Manifest { made_at: 1_795_350_000_000_000, ..Manifest::default() };
    let input = ccda::Input {
        lists: Lists::of(resources, &NoNames),
        directory: &[],
        manifest: manifest.clone(),
        organization: &organization,
        language,
    };
    let paper = Paper {
        person: Person::default(),
        entries: entries(resources, &NoNames),
        manifest: manifest.clone(),
        organization: organization.clone(),
        language,
    };
    Written {
        ccda: String::from_utf8(ccda::write(resources, input).unwrap()).unwrap(),
        bundle: String::from_utf8(fhir::write(resources, &[], &manifest)).unwrap(),
        html: String::from_utf8(html::write(&paper)).unwrap(),
        text: String::from_utf8(text::write(&paper)).unwrap(),
    }
}

fn header_level(ccda: &str) -> Level {
    let document = roxmltree::Document::parse(ccda).unwrap();
    let own = document.root_element().children();
    let code = own.filter(|node| node.has_tag_name(("urn:hl7-org:v3", "confidentialityCode")));
    let codes: Vec<&str> = code.filter_map(|node| node.attribute("code")).collect();
    let [code] = codes.as_slice() else { unreachable!("one confidentialityCode: {codes:?}") };
    Level::parse(code).unwrap()
}

/// What a program has to show with a file: HL7 FHIR DS4P, `display`.
fn displayed(file: &str) -> String {
    let document = Document::parse(file).unwrap();
    let meta = document.root().get("meta").unwrap();
    let is_display =
        |one: &Value<'_>| one.text_at(&["url"]).is_some_and(|url| url == fhir::DISPLAY_EXTENSION);
    let display = meta.get("extension").unwrap().items().find(is_display);
    let text = display.and_then(|one| one.text_at(&["valueAnnotation", "text"]));
    text.map(|text| text.to_string()).unwrap_or_default()
}

fn bundle_marks(bundle: &str) -> Marks {
    let document = Document::parse(bundle).unwrap();
    Marks::of(&labels(document.root()))
}

#[test]
fn document_section_and_entry_each_say_what_holds_inside() {
    let items = protected();
    let of = |kind, text| marks(&item(&items, kind, text).json);

    let drinking = of("Condition", "7200002");
    assert_eq!(drinking.level(), Level::VeryRestricted);
    for label in ["ETH", "NORDSCLCD", "42CFRPart2", "TREAT"] {
        assert!(has(&drinking, label), "{label}: {drinking:?}");
    }
    assert!(of("Condition", "195967001").are_usual(), "its own annotation says normal");
    let medicine = of("MedicationRequest", "1483744");
    assert_eq!(medicine.level(), Level::Restricted, "its section says nothing, its document does");
    assert!(has(&medicine, "42CFRPart2"));
    assert!(of("Observation", "4548-4").are_usual(), "its section says normal");
    for whole in ["Composition", "DocumentReference"] {
        assert_eq!(of(whole, "Harbor").level(), Level::VeryRestricted, "{whole} holds all of it");
    }
    assert!(of("Patient", "Ortiz").are_usual() && of("Practitioner", "Haddad").are_usual());
}

#[test]
fn a_mark_is_no_result() {
    let items = protected();
    assert_eq!(items.iter().filter(|item| &*item.kind == "Observation").count(), 1);
    let resources: Vec<Resource> = items.iter().map(resource).collect();
    let written = written(&resources, Language::English);
    for shown in [&written.html, &written.text] {
        assert!(!shown.contains("SECC") && !shown.contains("NORDSCLCD"), "codes are for computers");
    }
}

#[test]
fn label_and_notice_travel_with_what_they_cover_in_every_file() {
    let resources: Vec<Resource> = protected().iter().map(resource).collect();
    let expected = [
        (Language::English, "42 CFR part 2 prohibits unauthorized use", "Very restricted"),
        (Language::Spanish, "42 CFR part 2 prohibits unauthorized use", "Muy restringido"),
    ];
    for (language, notice, level) in expected {
        let of_all = written(&resources, language);
        let plain = of_all.text.split_whitespace().collect::<Vec<_>>().join(" ");
        for file in [&of_all.ccda, &of_all.html, &plain] {
            assert!(file.contains(notice), "{language:?} {file}");
            assert!(file.contains(level), "{language:?}");
        }
        let bundle = bundle_marks(&of_all.bundle);
        assert!(has(&bundle, "42CFRPart2") && bundle.level() == Level::VeryRestricted);
        assert!(displayed(&of_all.bundle).contains("42 CFR part 2 prohibits"), "{language:?}");
        assert_eq!(header_level(&of_all.ccda), Level::VeryRestricted);
    }
    // The part that is not protected needs no notice, and has none.
    let usual: Vec<Resource> =
        resources.iter().filter(|it| marks(&it.json).are_usual()).cloned().collect();
    let of_part = written(&usual, Language::English);
    assert!(!of_part.html.contains("42 CFR") && !of_part.text.contains("42 CFR"));
    assert_eq!(header_level(&of_part.ccda), Level::Normal);
    assert!(bundle_marks(&of_part.bundle).are_usual());
    assert_eq!(displayed(&of_part.bundle), "");
}

#[test]
fn what_is_written_and_read_again_is_marked_as_before() {
    let first = protected();
    let resources: Vec<Resource> = first.iter().map(resource).collect();
    let back = reader::read(written(&resources, Language::English).ccda.as_bytes());
    assert!(back.rejected.is_empty() && back.issues.is_empty(), "{:?}", back.issues);
    for (kind, code) in [
        ("Condition", "7200002"),
        ("Condition", "195967001"),
        ("MedicationRequest", "1483744"),
        ("Observation", "4548-4"),
    ] {
        let (before, after) = (item(&first, kind, code), item(&back.items, kind, code));
        assert_eq!(marks(&before.json), marks(&after.json), "{kind} {code}");
    }
}

#[test]
fn what_a_bundle_says_of_itself_holds_for_what_is_taken_out_of_it() {
    let label = format!(r#"{{"system":"{LEVELS}","code":"R"}}"#);
    let inner = r#"{"resource":{"resourceType":"Condition","id":"a"}},
        {"resource":{"resourceType":"Patient","id":"p"}}"#;
    let of_bundle = format!(
        r#"{{"resourceType":"Bundle","type":"collection","meta":{{"security":[{label}]}},"entry":[{inner}]}}"#
    );
    let of_document = format!(
        r#"{{"resourceType":"Bundle","type":"document","entry":[{{"resource":{{"resourceType":
        "Composition","id":"c","confidentiality":"R"}}}},{inner}]}}"#
    );
    for bundle in [of_bundle, of_document] {
        let reading = fhir_reader::read_json(bundle.as_bytes());
        let of = |kind| marks(&item(&reading.items, kind, "").json).level();
        assert_eq!((of("Condition"), of("Patient")), (Level::Restricted, Level::Normal));
    }
}

#[test]
fn a_code_of_nobody_is_said_and_counts_as_restricted() {
    let text = "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><confidentialityCode code=\"PRIVATE\" \
         codeSystem=\"2.16.840.1.113883.5.25\"/><recordTarget><patientRole><id root=\"1.2.3\" \
         extension=\"7\"/></patientRole></recordTarget></ClinicalDocument>";
    let reading = reader::read(text.as_bytes());
    assert!(reading.issues.iter().any(|issue| issue.message.contains("how confidential")));
    assert_eq!(marks(&item(&reading.items, "Composition", "").json).level(), Level::Restricted);
}

fn any_label() -> impl Strategy<Value = Coding> {
    let levels = proptest::sample::select(vec!["U", "L", "M", "N", "R", "V", "S"])
        .prop_map(|code| Coding::new(LEVELS, code));
    let codes = proptest::sample::select(vec!["ETH", "PSY", "NORDSCLCD", "42CFRPart2", "ENCRYPT"])
        .prop_map(|code| Coding::new(CODES, code));
    let reasons =
        proptest::sample::select(vec!["TREAT"]).prop_map(|code| Coding::new(REASONS, code));
    let others = proptest::sample::select(vec!["urn:site", "urn:oid:1.2.3"])
        .prop_map(|system| Coding::new(system, "own"));
    prop_oneof![3 => levels, 2 => codes, 1 => reasons, 1 => others]
}

const KINDS: [&str; 6] = [
    r#"{"resourceType":"Condition","id":"ID","code":{"coding":[{"system":"http://snomed.info/sct","code":"CODE"}]}}"#,
    r#"{"resourceType":"MedicationRequest","id":"ID","status":"active","intent":"order",
        "medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm",
        "code":"CODE"}]},"dosageInstruction":[{"asNeededBoolean":true,"text":"as needed"}]}"#,
    r#"{"resourceType":"Observation","id":"ID","status":"final","category":[{"coding":[{"code":"laboratory"}]}],
        "code":{"coding":[{"system":"http://loinc.org","code":"CODE"}]},"effectiveDateTime":"2026-01-02",
        "valueQuantity":{"value":5,"code":"mg"},"referenceRange":[{"high":{"value":9,"code":"mg"}}]}"#,
    r#"{"resourceType":"Observation","id":"ID","status":"final","category":[{"coding":[{"code":"vital-signs"}]}],
        "code":{"coding":[{"system":"http://loinc.org","code":"CODE"}]},"effectiveDateTime":"2026-01-02",
        "valueQuantity":{"value":5,"code":"mg"}}"#,
    r#"{"resourceType":"Procedure","id":"ID","status":"completed","code":{"coding":[{"system":
        "http://snomed.info/sct","code":"CODE"}]},"performedDateTime":"2026-01-02"}"#,
    r#"{"resourceType":"Claim","id":"ID","status":"active","type":{"text":"CODE"},"created":"2026-01-02"}"#,
];

/// Things of several kinds, each with labels of its own.
fn any_record() -> impl Strategy<Value = Vec<(Resource, Marks)>> {
    let thing = (0..KINDS.len(), proptest::collection::vec(any_label(), 0..3));
    proptest::collection::vec(thing, 1..8).prop_map(|things| {
        let numbered = things.into_iter().enumerate();
        let made = numbered.map(|(number, (kind, labels))| {
            let id = format!("abcdefghijklm.n{number}");
            let json = KINDS[kind].replace('\n', " ").replace("ID", &id);
            let json = json.replace("CODE", &format!("{}", 10_000_000 + number));
            let marks = Marks::of(&labels);
            let json = labelled(&json, &marks).unwrap_or(json);
            let document = Document::parse(&json).unwrap();
            let kind = document.root().text_at(&["resourceType"]).unwrap().as_ref().into();
            let id = ResourceId::parse(&id).unwrap();
            let resource =
                Resource { kind, id, version: 1, updated: 0, json: json.as_str().into() };
            (resource, marks)
        });
        made.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// The high-water mark: no file says less of the whole than of its most confidential part, each part
    /// says what it is, and who reads the document again learns no less of any entry.
    #[test]
    fn no_file_says_less_than_what_is_in_it(record in any_record()) {
        let patient = r#"{"resourceType":"Patient","id":"abcdefghijklm","name":[{"family":"Ortiz"}]}"#;
        let patient = Resource {
            kind: "Patient".into(),
            id: ResourceId::parse("abcdefghijklm").unwrap(),
            version: 1,
            updated: 0,
            json: patient.into(),
        };
        let resources: Vec<Resource> =
            record.iter().map(|(resource, _)| resource.clone()).chain([patient]).collect();
        let written = written(&resources, Language::English);
        let bundle = bundle_marks(&written.bundle);
        let document = header_level(&written.ccda);
        let back = reader::read(written.ccda.as_bytes());
        prop_assert!(back.rejected.is_empty());
        for (resource, marks) in &record {
            prop_assert!(bundle.level() >= marks.level() && document >= marks.level());
            for label in marks.others() {
                prop_assert!(bundle.others().any(|own| own == label), "{label:?}");
            }
            if let Some(word) = marks.level().word() {
                let word = bluebutton_record::Words::of(Language::English).text(word);
                prop_assert!(written.html.contains(&*word) && written.text.contains(&*word));
            }
            // The resource itself goes out with the labels it came with.
            let mut alone = String::new();
            fhir::append_resource(&mut alone, resource);
            let mut kept = Marks::default();
            kept.add_resource(&alone);
            prop_assert!(kept.level() >= marks.level());
            let code = format!("{}\"", 10_000_000 + record.iter().position(|(own, _)| own.id == resource.id).unwrap());
            let again = back.items.iter().filter(|item| item.json.contains(&code));
            for item in again.filter(|item| *item.kind == *resource.kind) {
                let mut read = Marks::default();
                read.add_resource(&item.json);
                prop_assert!(read.level() >= marks.level(), "{} {read:?} {marks:?}", item.json);
                for label in marks.others() {
                    prop_assert!(read.others().any(|own| own == label), "{label:?} of {read:?}");
                }
            }
        }
    }
}

/// HL7's and the ONC's own segmented documents, where the corpus is present.
#[test]
fn everything_of_the_sample_documents_of_data_segmentation_stays_protected() {
    let named = std::env::var_os("BLUEBUTTON_CORPUS").map(std::path::PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = named.unwrap_or(beside).join("ccda/onc");
    let Ok(files) = std::fs::read_dir(folder) else {
        println!("corpus not there: the samples of data segmentation did not run");
        return;
    };
    let (mut read, mut usual) = (0, 0);
    for file in files.flatten().map(|file| file.path()) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if !name.contains("DS4P") && !name.contains("Security-tags") {
            continue;
        }
        let bytes = std::fs::read(&file).unwrap();
        let reading = reader::read(&bytes);
        // Two of them are there to show that not every document is protected.
        if !String::from_utf8_lossy(&bytes).contains("NORDS") {
            usual += 1;
            assert!(reading.items.iter().all(|item| marks(&item.json).are_usual()), "{name}");
            continue;
        }
        read += 1;
        for item in &reading.items {
            let is_somebody = ["Patient", "Practitioner", "Organization", "Location"];
            let marks = marks(&item.json);
            if !is_somebody.contains(&&*item.kind) {
                assert_eq!(marks.level(), Level::Restricted, "{name}: {}", item.json);
                assert!(has(&marks, "42CFRPart2"), "{name}: {}", item.kind);
            }
            assert!(!item.json.contains("SECCONOBS"), "{name}: a mark is no result");
        }
    }
    assert!(read >= 2 && usual >= 2, "samples are missing: {read}, {usual}");
}
