//! A Bundle that is too large to be read whole comes in piece by piece, and nothing is otherwise.

use std::collections::BTreeMap;

use super::*;

fn entry(url: &str, resource: &str) -> String {
    format!(r#"{{"fullUrl":"{url}","resource":{resource}}}"#)
}

fn uuid(number: usize) -> String {
    format!("urn:uuid:00000000-0000-4000-8000-{number:012}")
}

fn of_entries(kind: &str, entries: &[String]) -> String {
    format!(r#"{{"resourceType":"Bundle","type":"{kind}","entry":[{}]}}"#, entries.join(",\n"))
}

/// Doctors and places stand behind what refers to them, and everything refers by full URL.
fn tangled(patients: usize) -> Vec<String> {
    let mut entries = Vec::new();
    for at in 0..patients {
        for result in 0..6 {
            let json = format!(
                r#"{{"resourceType":"Observation","status":"final","code":{{"text":"Glucose {result}"}},"subject":{{"reference":"{}"}},"performer":[{{"reference":"{}"}}],"valueQuantity":{{"value":{result}.50}}}}"#,
                uuid(at),
                uuid(900)
            );
            entries.push(entry(&uuid(1000 + at * 10 + result), &json));
        }
        // Names no patient, and what refers to it stands elsewhere.
        let binary = r#"{"resourceType":"Binary","contentType":"text/plain","data":"aGVsbG8="}"#;
        entries.push(entry(&uuid(5000 + at), binary));
        let document = format!(
            r#"{{"resourceType":"DocumentReference","status":"current","subject":{{"reference":"{}"}},"content":[{{"attachment":{{"url":"{}"}}}}]}}"#,
            uuid(at),
            uuid(5000 + at)
        );
        entries.push(entry(&uuid(6000 + at), &document));
    }
    for at in 0..patients {
        let json = format!(
            r#"{{"resourceType":"Patient","identifier":[{{"system":"urn:mrn","value":"70{at}"}}],"name":[{{"family":"Reyes{at}"}}],"birthDate":"19{:02}-03-14"}}"#,
            10 + at
        );
        entries.push(entry(&uuid(at), &json));
    }
    let role = format!(
        r#"{{"resourceType":"Practitioner","identifier":[{{"system":"urn:doctors","value":"7"}}],"name":[{{"text":"Dr. Okafor {}"}}]}}"#,
        uuid(901)
    );
    entries.push(entry(&uuid(900), &role));
    entries
}

/// Imports one file whole, and in pieces of so many bytes; both stores.
async fn both_ways(
    name: &str,
    bytes: impl AsRef<[u8]>,
    piece: usize,
) -> [(Clinic, ImportSummary); 2] {
    let mut all = Vec::new();
    for most in [usize::MAX, piece] {
        let clinic = Clinic::open().await;
        clinic.put(name, &bytes);
        let sources = vec![Source::Path(clinic.path().to_owned())];
        let importer = Importer::new(clinic.store.clone()).whole_up_to(most);
        let summary = importer.run(sources).await.unwrap();
        all.push((clinic, summary));
    }
    all.try_into().unwrap_or_else(|_| panic!("two ways"))
}

/// The record without the key, which each store makes anew.
async fn told(clinic: &Clinic, number: &str) -> Vec<String> {
    let key = clinic.key(number).await.to_string();
    let mut texts: Vec<String> =
        clinic.texts(number).await.iter().map(|text| text.replace(&key, "KEY")).collect();
    texts.sort();
    texts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_in_pieces_is_stored_as_a_whole_one_is() {
    let bundle = of_entries("collection", &tangled(5));
    for (name, bytes) in [
        ("a.json", bundle.clone().into_bytes()),
        ("a.json.gz", gzip(bundle.as_bytes())),
        ("a.zip", zip(&[("a.json", bundle.clone().into_bytes())])),
    ] {
        let [(whole, said), (parts, said_of_parts)] = both_ways(name, bytes, 700).await;
        assert!(said.is_whole() && said_of_parts.is_whole(), "{name} {said_of_parts:?}");
        assert_eq!(said_of_parts.counts(), said.counts(), "{name}");
        for number in ["700", "703", "704"] {
            assert_eq!(told(&parts, number).await, told(&whole, number).await, "{name}");
        }
        let texts = told(&parts, "703").await.join("\n");
        assert!(texts.contains("Practitioner/dir."), "a doctor was lost: {texts}");
        assert!(!texts.contains("urn:uuid:"), "a reference leads nowhere: {texts}");
        assert_eq!(parts.waiting().await.len(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_names_nobody_belongs_to_the_only_patient_of_the_bundle() {
    let mut entries = tangled(1);
    for at in 0..20 {
        let json =
            format!(r#"{{"resourceType":"Basic","id":"b{at}","code":{{"text":"note {at}"}}}}"#);
        entries.insert(0, format!(r#"{{"resource":{json}}}"#));
    }
    let bundle = of_entries("collection", &entries);
    let [(whole, said), (parts, said_of_parts)] = both_ways("a.json", bundle, 400).await;
    assert_eq!(said_of_parts.counts(), said.counts());
    assert_eq!(told(&parts, "700").await, told(&whole, "700").await);
    let two = of_entries("collection", &[tangled(2), entries].concat());
    let [(_, said), (parts, said_of_parts)] = both_ways("a.json", two, 400).await;
    assert!(!said.counts().contains_key("Basic"), "{said:?}");
    assert!(!said_of_parts.counts().contains_key("Basic"), "{said_of_parts:?}");
    assert!(!parts.waiting().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn again_in_pieces_or_whole_nothing_is_doubled() {
    let clinic = Clinic::open().await;
    clinic.put("a.json", of_entries("collection", &tangled(3)));
    let import = async |most: usize| {
        let sources = vec![Source::Path(clinic.path().to_owned())];
        Importer::new(clinic.store.clone()).whole_up_to(most).run(sources).await.unwrap()
    };
    let first = import(500).await;
    for most in [500, usize::MAX, 900] {
        let again = import(most).await.counts();
        let changed: Vec<_> = again.iter().filter(|(_, by)| by[0] + by[1] > 0).collect();
        assert!(changed.is_empty(), "{most}: {changed:?}");
        let sum = |counts: &BTreeMap<String, [usize; 3]>| counts.values().flatten().sum::<usize>();
        assert_eq!(sum(&again), sum(&first.counts()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_a_deletion_and_a_broken_bundle_are_taken_as_before() {
    let deletion = r#"{"request":{"method":"DELETE","url":"Observation/x"}}"#.to_owned();
    let with_deletion = of_entries("transaction", &[tangled(1), vec![deletion]].concat());
    let history = of_entries("history", &tangled(1));
    let mut cut = of_entries("collection", &tangled(2));
    cut.truncate(cut.len() - 40);
    for (what, text) in [("deletion", with_deletion), ("history", history), ("cut", cut)] {
        let [(whole, said), (parts, said_of_parts)] = both_ways("a.json", text, 700).await;
        assert_eq!(said_of_parts.counts(), said.counts(), "{what}");
        assert_eq!(said_of_parts.is_whole(), said.is_whole(), "{what}");
        if said.is_whole() {
            assert_eq!(told(&parts, "700").await, told(&whole, "700").await, "{what}");
        } else {
            let sentence = messages(of(&said_of_parts, "a.json"));
            assert!(
                sentence.contains("cut off") && sentence.contains("keep the file"),
                "{sentence}"
            );
        }
    }
}

/// Results of Ana's in two versions each, newest first, as a server's history lists them; one was taken back,
/// and one was taken back and is there again.
fn history(results: usize) -> Vec<String> {
    let result = |at: usize, day: usize, value: usize| {
        entry(
            &format!("https://a.example/fhir/Observation/o{at}"),
            &format!(
                r#"{{"resourceType":"Observation","id":"o{at}","meta":{{"lastUpdated":"2026-01-{day:02}T10:00:00Z"}},"status":"final","code":{{"text":"Glucose {at}"}},"subject":{{"reference":"Patient/p1"}},"valueQuantity":{{"value":{value}}}}}"#
            ),
        )
    };
    let gone = |at: usize, day: usize| {
        format!(
            r#"{{"fullUrl":"https://a.example/fhir/Observation/o{at}","request":{{"method":"DELETE","url":"Observation/o{at}"}},"response":{{"status":"204","lastModified":"2026-01-{day:02}T10:00:00Z"}}}}"#
        )
    };
    let mut entries = vec![result(1, 9, 3), gone(0, 8), gone(1, 8)];
    entries.extend((0..results).map(|at| result(at, 7, 2)));
    entries.extend((0..results).map(|at| result(at, 6, 1)));
    let patient = r#"{"resourceType":"Patient","id":"p1","meta":{"lastUpdated":"2026-01-01T10:00:00Z"},"identifier":[{"system":"urn:mrn","value":"700"}],"name":[{"family":"Reyes0"}],"birthDate":"1910-03-14"}"#;
    entries.push(entry("https://a.example/fhir/Patient/p1", patient));
    entries
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_whose_entries_are_dated_makes_the_same_record_by_pieces() {
    let [(whole, said), (parts, said_of_parts)] =
        both_ways("a.json", of_entries("history", &history(12)), 700).await;
    assert!(said.is_whole() && said_of_parts.is_whole(), "{said_of_parts:?}");
    let (one, other) = (told(&parts, "700").await, told(&whole, "700").await);
    assert_eq!(one, other);
    let texts = one.join("\n");
    assert!(!texts.contains("Glucose 0"), "taken back: {texts}");
    assert!(texts.contains("Glucose 1") && texts.contains(r#""value":3}"#), "{texts}");
    assert_eq!(texts.matches(r#""value":2}"#).count(), 10, "{texts}");
}

/// Whose it is that is taken back, only the whole of it says where several patients are in it.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_history_of_two_patients_takes_back_is_gone_either_way() {
    let other = r#"{"resourceType":"Patient","id":"p2","meta":{"lastUpdated":"2026-01-01T10:00:00Z"},"identifier":[{"system":"urn:mrn","value":"701"}],"name":[{"family":"Becker1"}],"birthDate":"1950-01-02"}"#;
    let entries = [history(3), vec![entry("https://a.example/fhir/Patient/p2", other)]].concat();
    let [(whole, said), (parts, said_of_parts)] =
        both_ways("a.json", of_entries("history", &entries), 1_200).await;
    assert!(said.is_whole() && said_of_parts.is_whole(), "{said_of_parts:?}");
    let (one, other) = (told(&parts, "700").await, told(&whole, "700").await);
    assert_eq!(one, other);
    assert!(!one.join("\n").contains("Glucose 0"), "taken back: {one:?}");
}

/// Of two versions of one second the first in the list is the newer one: that needs the whole of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_history_with_two_versions_of_one_second_keeps_its_order() {
    let versions: Vec<String> = [("final", 2), ("preliminary", 1)]
        .map(|(status, value)| {
            entry(
                "https://a.example/fhir/Observation/o1",
                &format!(
                    r#"{{"resourceType":"Observation","id":"o1","meta":{{"lastUpdated":"2026-01-07T10:00:00Z"}},"status":"{status}","code":{{"text":"Glucose 1"}},"subject":{{"reference":"Patient/p1"}},"valueQuantity":{{"value":{value}}}}}"#
                ),
            )
        })
        .into();
    let entries = [versions, vec![history(0).remove(3)]].concat();
    let [(whole, said), (parts, said_of_parts)] =
        both_ways("a.json", of_entries("history", &entries), 300).await;
    assert!(said.is_whole() && said_of_parts.is_whole(), "{said_of_parts:?}");
    for clinic in [&whole, &parts] {
        let texts = told(clinic, "700").await.join("\n");
        assert!(texts.contains(r#""value":2}"#) && !texts.contains(r#""value":1}"#), "{texts}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_large_transaction_takes_back_is_gone_before_what_it_puts() {
    let gone = |at| format!(r#"{{"request":{{"method":"DELETE","url":"Observation/o{at}"}}}}"#);
    let clinic = Clinic::open().await;
    let import = async |most: usize| {
        let sources = vec![Source::Path(clinic.path().to_owned())];
        let importer = Importer::new(clinic.store.clone()).whole_up_to(most);
        assert!(importer.run(sources).await.unwrap().is_whole());
    };
    clinic.put("a.json", of_entries("history", &history(12)));
    import(usize::MAX).await;
    assert_eq!(told(&clinic, "700").await.len(), 12, "eleven results and the patient");
    // Three are taken back at its end; one of them is put before.
    let again = r#"{"resourceType":"Observation","id":"o5","status":"final","code":{"text":"Glucose 5"},"subject":{"reference":"Patient/p1"},"valueQuantity":{"value":9}}"#;
    let patient = history(0).remove(3);
    let entries = [
        vec![entry("https://a.example/fhir/Observation/o5", again), patient],
        (3..6).map(gone).collect(),
    ];
    clinic.put("a.json", of_entries("transaction", &entries.concat()));
    import(300).await;
    let texts = told(&clinic, "700").await.join("\n");
    assert!(!texts.contains("Glucose 3") && !texts.contains("Glucose 4"), "{texts}");
    assert!(texts.contains(r#""value":9}"#), "{texts}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_only_be_read_whole_is_refused_beyond_a_limit() {
    let clinic = Clinic::open().await;
    clinic.put("a.json", of_entries("history", &tangled(9)));
    let sources = vec![Source::Path(clinic.path().to_owned())];
    let importer = Importer::new(clinic.store.clone()).whole_up_to(500);
    let summary = importer.run(sources).await.unwrap();
    let sentence = messages(of(&summary, "a.json"));
    assert!(sentence.contains("read as one piece") && sentence.contains("NDJSON"), "{sentence}");
    assert!(summary.counts().is_empty(), "{summary:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_bundle_that_is_marked_as_a_whole_is_told_as_no_less_confidential() {
    let label =
        r#"{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}"#;
    let bundle = of_entries("collection", &tangled(1));
    let bundle = bundle.replacen('{', &format!(r#"{{"meta":{{"security":[{label}]}},"#), 1);
    let composition = format!(
        r#"{{"resourceType":"Composition","status":"final","confidentiality":"R","subject":{{"reference":"{}"}}}}"#,
        uuid(0)
    );
    let mut entries = tangled(1);
    entries.insert(0, entry(&uuid(990), &composition));
    for (name, bytes) in [("bundle", bundle), ("document", of_entries("document", &entries))] {
        let [(whole, _), (parts, _)] = both_ways("a.json", bytes, 900).await;
        let told_in_parts = told(&parts, "700").await;
        assert_eq!(told_in_parts, told(&whole, "700").await, "{name}");
        let findings = || told_in_parts.iter().filter(|text| text.contains("\"Observation\""));
        assert!(findings().count() > 0, "{name}");
        assert!(findings().all(|text| text.contains(r#""code":"R""#)), "{name}: {told_in_parts:?}");
    }
}

/// A pipe gives its bytes once, and what has to be read twice is kept meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_through_a_pipe_comes_in_by_pieces_as_one_from_a_file_does() {
    let bundle = of_entries("collection", &tangled(5));
    let history = of_entries("history", &tangled(1));
    let lines = (0..40)
        .map(|at| {
            format!(
                r#"{{"resourceType":"Patient","id":"l{at}","identifier":[{{"system":"urn:mrn","value":"9{at:02}"}}],"name":[{{"family":"Q{at}q"}}],"birthDate":"19{:02}-01-02"}}"#,
                10 + at
            )
        })
        .collect::<Vec<_>>()
        .join("\n");
    for (name, bytes, number) in [
        ("bundle", bundle.clone().into_bytes(), "703"),
        ("packed", gzip(bundle.as_bytes()), "703"),
        ("history", history.into_bytes(), "700"),
        ("lines", lines.into_bytes(), "907"),
    ] {
        let [(whole, said), _] = both_ways("a.json", &bytes, usize::MAX).await;
        let clinic = Clinic::open().await;
        let pipe = clinic.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        let to = pipe.clone();
        let writing = std::thread::spawn(move || std::fs::write(to, bytes).unwrap());
        let importer = Importer::new(clinic.store.clone()).whole_up_to(700);
        let summary = importer.run(vec![Source::Path(pipe)]).await.unwrap();
        writing.join().unwrap();
        assert!(summary.is_whole(), "{name}: {summary:?}");
        assert_eq!(summary.counts(), said.counts(), "{name}");
        assert_eq!(told(&clinic, number).await, told(&whole, number).await, "{name}");
    }
}
