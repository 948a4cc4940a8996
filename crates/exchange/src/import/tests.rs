//! Whole imports into a store of their own.

mod bundles;
mod folders;
mod linear;

use std::io::Write as _;
use std::path::Path;

use bluebutton_crypto::SystemRandom;
use bluebutton_record::matching::Portrait;
use bluebutton_record::normalize::{FoundPatient, Identifier};
use bluebutton_store::OpenOptions;
use bluebutton_store::access::{Action, Who};
use bluebutton_store::patients::Match;
use bluebutton_store::records::Record;

use super::*;

mod orders;
mod people;
mod waiting;

/// A folder to import from, and a store to import into.
struct Clinic {
    files: tempfile::TempDir,
    data: tempfile::TempDir,
    store: Store,
}

/// Whatever is said of a file is known to the catalogs: staff read it in their language.
fn must_be_told_in_every_language(summary: &ImportSummary) {
    for issue in summary.files.iter().flat_map(|file| &file.issues) {
        assert!(bluebutton_record::words::is_known_issue(&issue.message), "{}", issue.message);
    }
}

impl Clinic {
    async fn open() -> Self {
        let data = tempfile::tempdir().unwrap();
        let noon: jiff::Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let store = Store::open(OpenOptions {
            data: data.path().join("data"),
            database: None,
            root_key: None,
            clock: Arc::new(move || noon),
            random: Arc::new(SystemRandom),
        });
        Self { files: tempfile::tempdir().unwrap(), store: store.await.unwrap(), data }
    }

    fn path(&self) -> &Path {
        self.files.path()
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self
    }

    async fn import(&self) -> ImportSummary {
        let sources = vec![Source::Path(self.path().to_owned())];
        let summary = Importer::new(self.store.clone()).run(sources).await.unwrap();
        must_be_told_in_every_language(&summary);
        summary
    }

    async fn waiting(&self) -> Vec<bluebutton_store::imports::Quarantined> {
        self.store.imports().quarantine(&Who::Operator, 0, 100).await.unwrap()
    }

    /// The key of the patient with that number.
    async fn key(&self, number: &str) -> PatientKey {
        let found = FoundPatient {
            item: None,
            identifiers: vec![Identifier { system: "urn:mrn".into(), value: number.into() }],
            addresses: Vec::new(),
            portrait: Portrait::default(),
            told: Vec::new(),
        };
        let met = self.store.patients().meet(&found, "", &Arc::default()).await.unwrap();
        let Match::Known(key) = met.answer else { panic!("no patient {number}") };
        key
    }

    /// The record of the patient with that number.
    async fn record(&self, number: &str) -> Record {
        let key = self.key(number).await;
        let view = Action::View { page: "overview", resource: None };
        let permit = self.store.access().open(&Who::Operator, &key, view).await.unwrap();
        self.store.records().open(&permit).await.unwrap()
    }

    async fn texts(&self, number: &str) -> Vec<String> {
        let (resources, _) =
            self.record(number).await.read(&bluebutton_record::Selection::default()).await.unwrap();
        resources.iter().map(|resource| resource.json.to_string()).collect()
    }
}

fn of<'s>(summary: &'s ImportSummary, name: &str) -> &'s FileReport {
    summary.files.iter().find(|file| file.file.ends_with(name)).unwrap()
}

fn messages(report: &FileReport) -> String {
    report.issues.iter().map(|issue| issue.message.as_str()).collect::<Vec<_>>().join(" | ")
}

fn patient(id: &str, number: &str, family: &str, born: &str) -> String {
    format!(
        r#"{{"resourceType":"Patient","id":"{id}","identifier":[{{"system":"urn:mrn","value":"{number}"}}],"name":[{{"family":"{family}","given":["Ana"]}}],"birthDate":"{born}"}}"#
    )
}

fn condition(id: &str, patient: &str, text: &str) -> String {
    format!(
        r#"{{"resourceType":"Condition","id":"{id}","subject":{{"reference":"{patient}"}},"code":{{"text":"{text}"}}}}"#
    )
}

fn bundle(resources: &[String]) -> String {
    let entries: Vec<_> = resources.iter().map(|one| format!(r#"{{"resource":{one}}}"#)).collect();
    format!(r#"{{"resourceType":"Bundle","type":"collection","entry":[{}]}}"#, entries.join(",\n"))
}

fn ana() -> String {
    patient("p1", "7", "Reyes", "1955-03-14")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[tokio::test]
async fn what_came_in_is_signed_when_the_import_ends() {
    let clinic = Clinic::open().await;
    clinic.put("ana.json", ana());
    clinic.import().await;
    let check = clinic.store.verify(|_, _| {}).await.unwrap();
    assert_eq!((check.records, check.checkpoints, check.findings.len()), (1, 1, 0));
}

#[tokio::test]
async fn every_wrapping_is_opened_and_importing_again_changes_nothing() {
    let clinic = Clinic::open().await;
    let zstd = zstd::encode_all(condition("c2", "Patient/p1", "two").as_bytes(), 1).unwrap();
    let inner = gzip(condition("c3", "Patient/p1", "three").as_bytes());
    clinic
        .put("a.json", bundle(&[ana(), condition("c0", "Patient/p1", "zero")]))
        .put("b", gzip(condition("c1", "Patient/p1", "one").as_bytes()))
        .put("c.txt", zstd)
        .put("sub/d.zip", zip(&[("deep/d.json.gz", inner), ("e.json", ana().into_bytes())]));

    let first = clinic.import().await;
    let second = clinic.import().await;

    assert!(first.is_whole(), "{:?}", first.files);
    assert_eq!(first.counts()["Condition"], [4, 0, 0]);
    assert_eq!(second.counts()["Condition"], [0, 0, 4]);
    assert_eq!(second.counts()["Patient"], [0, 0, 2]);
    assert_eq!(clinic.texts("7").await.len(), 5);
}

#[tokio::test]
async fn a_bulk_export_comes_in_whatever_its_file_names_sort_like() {
    let clinic = Clinic::open().await;
    let role = r#"{"resourceType":"PractitionerRole","id":"r1","practitioner":{"reference":"Practitioner/d1"}}"#;
    let encounter = r#"{"resourceType":"Encounter","id":"e1","subject":{"reference":"Patient/p1"},"participant":[{"individual":{"reference":"Practitioner/d1"}}]}"#;
    let mut ill = condition("c1", "Patient/p1", "ill");
    ill.insert_str(ill.len() - 1, r#","encounter":{"reference":"Encounter/e1"}"#);
    clinic
        .put("a-condition.ndjson", format!("{ill}\n"))
        .put("b-encounter.ndjson", format!("{encounter}\n"))
        .put("c-binary.ndjson", "{\"resourceType\":\"Binary\",\"id\":\"b1\",\"data\":\"AA==\"}\n")
        .put(
            "d-document.ndjson",
            r#"{"resourceType":"DocumentReference","id":"x1","subject":{"reference":"Patient/p1"},"content":[{"attachment":{"url":"Binary/b1"}}]}"#,
        )
        .put("x-role.ndjson", format!("{role}\n"))
        .put("y-practitioner.ndjson", "{\"resourceType\":\"Practitioner\",\"id\":\"d1\"}\n")
        .put("z-patient.ndjson", format!("{}\n", ana()));

    let summary = clinic.import().await;

    assert!(summary.is_whole(), "{:?}", summary.files);
    let texts = clinic.texts("7").await;
    assert_eq!(texts.len(), 5);
    let text_of = |kind: &str| texts.iter().find(|text| text.contains(kind)).unwrap();
    let encounter = text_of("\"resourceType\":\"Encounter\"");
    assert!(encounter.contains("Practitioner/dir."), "{encounter}");
    let id = encounter.split("\"id\":\"").nth(1).and_then(|text| text.split('"').next()).unwrap();
    assert!(text_of("\"Condition\"").contains(&format!("Encounter/{id}")));
}

#[tokio::test]
async fn bad_files_are_named_one_by_one_and_keep_nothing_else_out() {
    let clinic = Clinic::open().await;
    let whole = bundle(&[ana(), condition("c0", "Patient/p1", "fine")]);
    let bomb = vec![b' '; 80 * 1024 * 1024];
    let nested = gzip(&gzip(&gzip(b"{}")));
    let twice = r#"{"resourceType":"Condition","id":"c9","id":"c8"}"#.to_owned();
    clinic
        .put("0-fine.json", &whole)
        .put("bomb.json.gz", gzip(&bomb))
        .put("cut.json", &whole[..whole.len() / 2])
        .put("cut.json.gz", &gzip(whole.as_bytes())[..60])
        .put("deep.json", format!("{{\"resourceType\":\"Basic\",\"a\":{}", "[".repeat(5000)))
        .put("empty.json", "")
        .put("latin1.json", b"{\"resourceType\":\"Basic\",\"a\":\"\xE9\"}")
        .put("nested.gz", nested)
        .put("nothing.json", r#"{"resourceType":"Bundle","type":"collection"}"#)
        .put("paper.json", "%PDF-1.7")
        .put("twice.json", bundle(&[twice, condition("c1", "Patient/p1", "fine too")]))
        .put(
            "up.zip",
            zip(&[("../../up.json", ana().into_bytes()), ("ok.json", ana().into_bytes())]),
        );

    let summary = clinic.import().await;

    for (name, sentence) in [
        ("bomb.json.gz", "hundreds of times its size"),
        ("/cut.json", "cut off"),
        ("cut.json.gz", "damaged or cut off"),
        ("deep.json", "nested too deeply"),
        ("empty.json", "empty"),
        ("latin1.json", "not UTF-8"),
        ("nested.gz", "archive inside an archive"),
        ("/nothing.json", "no health record"),
        ("paper.json", "a PDF document"),
        ("twice.json", "\"id\" stands twice"),
        ("../../up.json", "leads out of the archive"),
    ] {
        let report = of(&summary, name);
        assert!(messages(report).contains(sentence), "{name}: {}", messages(report));
        assert!(!report.is_whole());
    }
    assert!(of(&summary, "0-fine.json").is_whole());
    assert!(of(&summary, "ok.json").is_whole());
    assert_eq!(summary.counts()["Condition"], [2, 0, 0]);
}

#[tokio::test]
async fn of_two_versions_the_later_file_holds_the_newer_one() {
    let clinic = Clinic::open().await;
    for year in 2010..2026 {
        let text = format!("as of {year}");
        clinic.put(&format!("{year}.json"), bundle(&[ana(), condition("c1", "Patient/p1", &text)]));
    }
    let summary = clinic.import().await;

    assert_eq!(summary.counts()["Condition"], [1, 15, 0]);
    let texts = clinic.texts("7").await;
    assert_eq!(texts.len(), 2);
    assert!(texts.iter().any(|text| text.contains("as of 2025")), "{texts:?}");
}

#[tokio::test]
async fn ndjson_of_several_pieces_comes_in_whole_and_keeps_its_line_numbers() {
    let clinic = Clinic::open().await;
    let note = "x".repeat(200_000);
    let mut lines = format!("{}\n", ana());
    let count = IMPORT_PIECE * 2 / note.len();
    for at in 0..count {
        lines.push_str(&condition(&format!("c{at}"), "Patient/p1", &note));
        lines.push('\n');
    }
    lines.push_str("{\"resourceType\":\"Condi\n");
    clinic.put("all.ndjson", &lines);

    let summary = clinic.import().await;

    assert_eq!(summary.counts()["Condition"], [count, 0, 0]);
    assert_eq!(summary.files[0].issues[0].place.line, Some(count + 2));
}

#[tokio::test]
async fn a_file_that_is_not_there_is_named() {
    let clinic = Clinic::open().await;
    let sources = vec![Source::Path(clinic.path().join("gone.json"))];
    let summary = Importer::new(clinic.store.clone()).run(sources).await.unwrap();
    assert!(messages(&summary.files[0]).contains("no such file"));
}

#[tokio::test]
async fn observations_find_the_patient_of_an_earlier_import_by_their_unique_id() {
    let clinic = Clinic::open().await;
    let uuid = "0b9875ba-9310-313d-93d4-bf552585d527";
    clinic.put("patient.json", ana().replace("\"p1\"", &format!("\"{uuid}\"")));
    clinic.import().await;
    let late = condition("c1", &format!("Patient/{uuid}"), "late");
    let sources = vec![Source::Bytes("late".to_owned(), late.into_bytes().into())];
    let summary = Importer::new(clinic.store.clone()).run(sources).await.unwrap();
    assert!(summary.is_whole(), "{:?}", summary.files);
    assert_eq!(clinic.texts("7").await.len(), 2);
}

const IMPORT_PIECE: usize = crate::limits::IMPORT_PIECE_BYTES;

#[tokio::test]
async fn what_a_bundle_deletes_leaves_the_record_and_comes_back_with_the_next_put() {
    let clinic = Clinic::open().await;
    let asthma = || condition("c1", "Patient/p1", "Asthma");
    let entry = |resource: String| format!(r#"{{"resource":{resource}}}"#);
    let delete = r#"{"request":{"method":"DELETE","url":"Condition/c1"}}"#.to_owned();
    let transaction = |entries: &[String]| {
        let entries = entries.join(",");
        format!(r#"{{"resourceType":"Bundle","type":"transaction","entry":[{entries}]}}"#)
    };
    clinic.put("1.json", bundle(&[ana(), asthma()])).import().await;
    assert_eq!(clinic.texts("7").await.len(), 2);

    clinic.put("1.json", transaction(&[entry(ana()), delete.clone()])).import().await;
    assert_eq!(clinic.texts("7").await.len(), 1);

    clinic.put("1.json", transaction(&[entry(ana()), entry(asthma()), delete])).import().await;
    assert_eq!(clinic.texts("7").await.len(), 2);
}

#[tokio::test]
async fn a_time_without_an_offset_is_one_of_the_sites_clocks() {
    let document = |zone: &str| {
        format!(
            r#"<ClinicalDocument xmlns="urn:hl7-org:v3">
            <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
            <templateId root="2.16.840.1.113883.10.20.22.1.1"/><id root="1.2.3" extension="D"/>
            <code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/><title>Visit</title>
            <effectiveTime value="20260302100000{zone}"/>
            <recordTarget><patientRole><id root="1.2.9" extension="7"/>
              <patient><name><given>Ana</given><family>Reyes</family></name>
              <birthTime value="19550314"/></patient></patientRole></recordTarget>
            <componentOf><encompassingEncounter><id root="1.2.4" extension="V"/>
              <effectiveTime value="202603020915"/></encompassingEncounter></componentOf>
            <component><structuredBody/></component></ClinicalDocument>"#
        )
    };
    // The document's own offset says nothing of its other times.
    for zone in ["", "-0800"] {
        let clinic = Clinic::open().await;
        clinic.store.set_time_zone(jiff::tz::TimeZone::get("America/New_York").unwrap());
        clinic.put("visit.xml", document(zone));
        clinic.import().await;
        let found = clinic.store.patients().search(&Who::Operator, "Reyes", 2).await.unwrap();
        let view = Action::View { page: "overview", resource: None };
        let key = &found[0].patient;
        let permit = clinic.store.access().open(&Who::Operator, key, view).await.unwrap();
        let record = clinic.store.records().open(&permit).await.unwrap();
        let all = record.read(&bluebutton_record::Selection::default()).await.unwrap().0;
        let visit = all.iter().find(|one| &*one.kind == "Encounter").unwrap();
        assert!(visit.json.contains(r#""start":"2026-03-02T09:15:00-05:00""#), "{}", visit.json);
        assert!(visit.json.contains(r#""valueString":"202603020915""#), "{}", visit.json);
    }
}
