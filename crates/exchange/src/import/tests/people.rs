//! Nobody is mixed up: whole imports of people who share numbers, names and dates.

use bluebutton_store::imports::ImportReport;
use bluebutton_store::matching::Decision;

use super::*;

const DOCTOR: &str = r#"{"fullUrl":"urn:uuid:d1","resource":{"resourceType":"Practitioner","name":[{"text":"Dr. Quinn"}]}}"#;

/// A Bundle of one person with a condition and the doctor who noted it.
fn file_of(patient: &str, text: &str) -> String {
    let id = patient.split("\"id\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let mut ill = condition(&format!("c-{text}"), &format!("Patient/{id}"), text);
    ill.insert_str(ill.len() - 1, r#","recorder":{"reference":"urn:uuid:d1"}"#);
    format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{patient}}},{{"resource":{ill}}},{DOCTOR}]}}"#
    )
}

fn person(id: &str, number: &str, [given, family]: [&str; 2], born: &str) -> String {
    patient(id, number, family, born).replace("\"Ana\"", &format!("{given:?}"))
}

async fn people(clinic: &Clinic, name: &str) -> usize {
    clinic.store.patients().search(&Who::Operator, name, 50).await.unwrap().len()
}

#[tokio::test]
async fn a_number_of_another_person_stops_nothing_and_mixes_nobody() {
    let clinic = Clinic::open().await;
    clinic
        .put("1.json", file_of(&person("p1", "7", ["Luis", "Reyes"], "1955-03-14"), "gout"))
        .put("2.json", file_of(&person("p2", "7", ["Ana", "Reyes"], "1985-06-01"), "asthma"))
        .put("3.json", file_of(&person("p3", "7", ["Tom", "Becker"], "1948-11-02"), "cough"));

    let summary = clinic.import().await;

    assert!(summary.is_whole(), "{:?}", summary.files);
    assert_eq!(clinic.store.patients().count().await.unwrap(), 3);
    assert_eq!(people(&clinic, "Reyes").await, 2);
    assert!(clinic.waiting().await.is_empty());
}

#[tokio::test]
async fn who_may_be_somebody_here_waits_for_staff_and_comes_in_whole() {
    for is_same in [true, false] {
        let clinic = Clinic::open().await;
        clinic.put("1.json", file_of(&person("p1", "7", ["Ana", "Reyes"], "1955-03-14"), "old"));
        clinic.import().await;
        let eva = person("p2", "7", ["Eva", "Reyes"], "1955-03-14");
        clinic.put("2.json", file_of(&eva, "one")).put("3.json", file_of(&eva, "two"));

        let summary = clinic.import().await;

        assert!(!summary.is_whole());
        let cases = clinic.store.matching().cases(&Who::Operator, true, 0, 10).await.unwrap();
        assert_eq!((cases.len(), cases[0].waiting), (1, 2), "{:?}", clinic.waiting().await);
        assert_eq!(cases[0].shown.name, "Eva Reyes");
        assert_eq!(clinic.store.patients().count().await.unwrap(), 1);
        let told = clinic.store.imports().list(&Who::Operator, 0, 50).await.unwrap();
        let tells = |one: &ImportReport| !one.counts.is_empty() || one.quarantined > 0;
        assert!(told.len() >= 3 && told.iter().all(tells), "a report that tells nothing: {told:?}");
        let again = clinic.import().await;
        assert_eq!(again.counts()["Patient"], [0, 0, 1]);
        assert_eq!(clinic.waiting().await.len(), 2, "waiting again is waiting once");

        let ana = cases[0].candidates[0].0.clone();
        let said = if is_same { Decision::SameAs(ana) } else { Decision::Another };
        let matching = clinic.store.matching();
        matching.decide(&Who::Operator, &cases[0].id, said, "Asked by telephone.").await.unwrap();
        let done = Importer::new(clinic.store.clone())
            .retry_case(&Who::Operator, &cases[0].id)
            .await
            .unwrap();

        assert!(done.iter().all(FileReport::is_whole), "{done:?}");
        assert!(clinic.waiting().await.is_empty());
        let expected = if is_same { 1 } else { 2 };
        assert_eq!(clinic.store.patients().count().await.unwrap(), expected);
        assert!(clinic.import().await.is_whole(), "one decision answers for all files");
        let key = clinic.store.patients().search(&Who::Operator, "Eva", 9).await.unwrap();
        let view = Action::View { page: "overview", resource: None };
        let permit = clinic.store.access().open(&Who::Operator, &key[0].patient, view).await;
        let record = clinic.store.records().open(&permit.unwrap()).await.unwrap();
        let (all, _) = record.read(&bluebutton_record::Selection::default()).await.unwrap();
        let conditions: Vec<_> = all.iter().filter(|one| &*one.kind == "Condition").collect();
        assert_eq!(conditions.len(), if is_same { 3 } else { 2 });
        assert!(conditions.iter().all(|one| one.json.contains("Practitioner/dir.")));
    }
}

#[tokio::test]
async fn loose_things_of_one_who_waits_wait_with_them() {
    let clinic = Clinic::open().await;
    clinic.put("1.json", file_of(&person("p1", "7", ["Ana", "Reyes"], "1955-03-14"), "old"));
    clinic.import().await;
    let eva = person("p2", "7", ["Eva", "Reyes"], "1955-03-14");
    let ill = condition("c9", "Patient/p2", "hers");
    clinic
        .put("new/Patient.ndjson", format!("{eva}\n"))
        .put("new/Condition.ndjson", format!("{ill}\n"));
    let summary = clinic.import().await;
    assert!(
        !messages(of(&summary, "Condition.ndjson")).contains("Bring in that patient's own file")
    );
    let case = clinic.store.matching().cases(&Who::Operator, true, 0, 10).await.unwrap().remove(0);
    assert_eq!(case.waiting, 2, "{:?}", clinic.waiting().await);

    let matching = clinic.store.matching();
    matching.decide(&Who::Operator, &case.id, Decision::Another, "Twins.").await.unwrap();
    Importer::new(clinic.store.clone()).retry_case(&Who::Operator, &case.id).await.unwrap();

    assert!(clinic.waiting().await.is_empty(), "{:?}", clinic.waiting().await);
    assert_eq!(people(&clinic, "Eva").await, 1);
}

#[tokio::test]
async fn the_same_folder_again_changes_nothing_in_whatever_order() {
    let files: Vec<(String, String)> = [
        ("p1", "7", ["Ana", "Reyes"], "1955-03-14"),
        ("p2", "7", ["Ana", "Becker"], "1955-03-14"),
        ("p3", "7", ["Eva", "Reyes"], "1955-03-14"),
        ("p4", "8", ["Ana", "Reyes"], "1955-03-14"),
        ("p5", "7", ["Luis", "Reyes"], "1925-01-20"),
        ("p6", "9", ["Tom", "Becker"], "1948-11-02"),
        ("p7", "9", ["Thomas", "Becker"], "1948-02-11"),
        ("p8", "9", ["Ted", "Becker"], "1948-11-02"),
    ]
    .into_iter()
    .enumerate()
    .map(|(at, (id, number, name, born))| {
        (format!("{at}.json"), file_of(&person(id, number, name, born), &format!("t{at}")))
    })
    .collect();
    for round in 0..6 {
        let mut order = files.clone();
        shuffle(&mut order, round);
        let clinic = Clinic::open().await;
        run(&clinic, &order).await;
        let before = (clinic.store.patients().count().await.unwrap(), clinic.waiting().await.len());
        for again in 0..2 {
            shuffle(&mut order, round * 7 + again);

            let summary = run(&clinic, &order).await;

            let count = clinic.store.patients().count().await.unwrap();
            assert_eq!((count, clinic.waiting().await.len()), before, "round {round}");
            let new: usize = summary.counts().values().map(|[new, changed, _]| new + changed).sum();
            assert_eq!(new, 0, "round {round}: {:?}", summary.counts());
        }
    }
}

async fn run(clinic: &Clinic, files: &[(String, String)]) -> ImportSummary {
    let sources = files
        .iter()
        .map(|(name, text)| Source::Bytes(name.clone(), text.clone().into_bytes().into()));
    Importer::new(clinic.store.clone()).run(sources.collect()).await.unwrap()
}

/// An order that a number stands for.
pub(super) fn shuffle<T>(list: &mut [T], seed: u64) {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    for at in (1..list.len()).rev() {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        list.swap(at, (state >> 33) as usize % (at + 1));
    }
}

#[tokio::test]
async fn a_record_never_flips_to_another_persons_name() {
    let clinic = Clinic::open().await;
    let base = "https://fhir.clinic.example/Patient/p1";
    let version = |name, born: &str| {
        let resource = person("p1", "7", name, born).replacen(
            "\"value\"",
            r#""type":{"coding":[{"code":"MR"}]},"value""#,
            1,
        );
        format!(
            r#"{{"resourceType":"Bundle","type":"collection","entry":[{{"fullUrl":"{base}","resource":{resource}}}]}}"#
        )
    };
    clinic.put("1.json", version(["Ana", "Reyes"], "1955-03-14"));
    clinic.put("2.json", version(["Tom", "Becker"], "1948-11-02"));

    clinic.import().await;

    assert_eq!(clinic.store.patients().count().await.unwrap(), 1);
    assert_eq!((people(&clinic, "Reyes").await, people(&clinic, "Becker").await), (1, 0));
    assert_eq!(clinic.store.matching().waiting().await.unwrap().cases, 1);
}

#[tokio::test]
async fn a_file_that_brings_the_whole_person_is_taken_whatever_it_lacks() {
    let clinic = Clinic::open().await;
    let named =
        r#"{"resourceType":"Patient","name":[{"text":"Rosa Vega"}],"birthDate":"1990-01-20"}"#;
    let nobody = r#"{"resourceType":"Patient","active":true}"#;
    clinic.put(
        "1.json",
        bundle(&[named.to_owned(), r#"{"resourceType":"Basic","id":"b"}"#.to_owned()]),
    );
    clinic.put("2.json", bundle(&[nobody.to_owned()]));

    let summary = clinic.import().await;

    assert!(of(&summary, "1.json").is_whole(), "{:?}", summary.files);
    assert_eq!(people(&clinic, "Rosa").await, 1);
    assert!(messages(of(&summary, "2.json")).contains("neither a name nor a birth date"));
}

#[tokio::test]
async fn a_retry_releases_only_what_it_took_itself() {
    let clinic = Clinic::open().await;
    clinic.put("c.json", condition("c1", "Patient/p1", "early"));
    clinic.import().await;
    let waiting = clinic.waiting().await.remove(0);
    let importer = || Importer::new(clinic.store.clone());
    for round in 0..12 {
        // Meanwhile something else of the same name goes into quarantine.
        let other = condition(&format!("x{round}"), "Patient/elsewhere", "other");
        let other = vec![Source::Bytes(waiting.file.clone(), other.into_bytes().into())];
        let (first, second) = (importer(), importer());
        let (retried, imported) =
            tokio::join!(first.retry(&Who::Operator, &waiting.id), second.run(other));
        retried.unwrap().unwrap();
        imported.unwrap();

        let still = clinic.store.imports().quarantined(&Who::Operator, &waiting.id).await.unwrap();
        assert!(still.is_some(), "round {round}: what was not taken is gone");
    }
}

#[tokio::test]
async fn many_imports_of_one_new_person_make_one_record_and_never_two_of_one() {
    let clinic = Clinic::open().await;
    let mut tasks = Vec::new();
    for at in 0..12 {
        let (name, born) = match at % 3 {
            0 => (["Ana", "Reyes"], "1955-03-14"),
            1 => (["Ana", "Becker"], "1955-03-14"),
            _ => (["Luis", "Reyes"], "1985-06-01"),
        };
        let text = file_of(&person(&format!("p{at}"), "7", name, born), &format!("t{at}"));
        let sources = vec![Source::Bytes(format!("{at}.json"), text.into_bytes().into())];
        let importer = Importer::new(clinic.store.clone());
        tasks.push(tokio::spawn(async move { importer.run(sources).await }));
    }
    for task in tasks {
        assert!(task.await.unwrap().unwrap().is_whole());
    }
    assert_eq!(clinic.store.patients().count().await.unwrap(), 2);
}
