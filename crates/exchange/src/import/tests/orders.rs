//! Any order of files gives the same records: who stands with whom, who waits for staff, and what is
//! current of each thing.

use std::collections::BTreeMap;
use std::path::PathBuf;

use bluebutton_record::Selection;
use bluebutton_record::matching::{NameAndBirthDate, Policy};

use super::people::shuffle;
use super::*;

/// Who stands with whom: files of one record, and of somebody unclear with those whom they may be. Which
/// of the unclear comes first has a record; that the others wait for staff is the same in any order.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    /// Files of one record of which everything is clear, and the last id of it, for a file may be of several;
    /// with what it shows: the id of each thing, and its words where its source says as of when it tells them.
    clear: BTreeMap<(BTreeSet<String>, String), BTreeMap<String, String>>,
    /// Files of those who wait, and of those whom they may be.
    unclear: BTreeSet<String>,
}

async fn outcome(files: &[PathBuf], alone: NameAndBirthDate) -> Outcome {
    let clinic = Clinic::open().await;
    let policy = Policy { name_and_birth_date: alone, ..Policy::default() };
    let store = clinic.store.clone().telling_apart_by(policy);
    let sources = files.iter().cloned().map(Source::Path).collect();
    let summary = Importer::new(store).run(sources).await.unwrap();
    must_be_told_in_every_language(&summary);
    let name = |file: &str| file.rsplit('/').next().unwrap().to_owned();
    let mut by_record: BTreeMap<PatientKey, BTreeSet<String>> = BTreeMap::new();
    for report in summary.files {
        for key in report.records {
            by_record.entry(key).or_default().insert(name(&report.file));
        }
    }
    let mut doubtful: BTreeSet<PatientKey> = BTreeSet::new();
    let mut outcome = Outcome::default();
    for case in clinic.store.matching().cases(&Who::Operator, true, 0, 99).await.unwrap() {
        let things = clinic.store.imports().waiting_for(&Who::Operator, &case.id).await.unwrap();
        outcome.unclear.extend(things.iter().map(|thing| name(&thing.file)));
        doubtful.extend(case.candidates.into_iter().map(|(key, _)| key));
    }
    for (key, files) in by_record {
        if doubtful.contains(&key) {
            outcome.unclear.extend(files);
        } else {
            let shown = things(&clinic, &key).await;
            let last = shown.keys().next_back().cloned().unwrap_or_default();
            outcome.clear.insert((files, last), shown);
        }
    }
    outcome
}

async fn things(clinic: &Clinic, key: &PatientKey) -> BTreeMap<String, String> {
    let view = Action::View { page: "overview", resource: None };
    let permit = clinic.store.access().open(&Who::Operator, key, view).await.unwrap();
    let record = clinic.store.records().open(&permit).await.unwrap();
    let (resources, _) = record.read(&Selection::default()).await.unwrap();
    let mut shown = BTreeMap::new();
    for resource in resources {
        // What states no moment is as of its arrival: of that the last that came is current.
        let versions = record.versions(&resource.id).await.unwrap();
        let is_stated = versions.first().is_some_and(|version| !version.as_of.is_arrival);
        // Of several as of one moment that say equally much the hash decides, and the key of the record,
        // which each store draws anew, is in it: they are compared together.
        let (mut told, length) = (vec![resource.json.clone()], resource.json.len());
        for version in versions.iter().skip(1).filter(|one| one.as_of == versions[0].as_of) {
            let one = record.version(&resource.id, version.version).await.unwrap();
            told.extend(one.filter(|one| one.json.len() == length).map(|one| one.json));
        }
        let mut told: Vec<_> = told.iter().map(|json| json.replace(key.as_str(), "")).collect();
        told.sort();
        if !is_stated {
            told.clear();
        }
        shown.insert(resource.id.local().to_owned(), told.join("\n"));
    }
    shown
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in std::fs::read_dir(folder).into_iter().flatten() {
        let path = item.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|own| own == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

async fn must_be_the_same_in_any_order(
    mut files: Vec<PathBuf>,
    orders: u64,
    alone: NameAndBirthDate,
) {
    // What waits is kept once, under the name of the first file that brought exactly that.
    let mut seen = BTreeSet::new();
    files.retain(|file| seen.insert(std::fs::read(file).unwrap()));
    let expected = outcome(&files, alone).await;
    assert!(!expected.clear.is_empty());
    for order in 1..=orders {
        shuffle(&mut files, order);
        let found = outcome(&files, alone).await;
        let now: Vec<_> = found.unclear.difference(&expected.unclear).collect();
        let before: Vec<_> = expected.unclear.difference(&found.unclear).collect();
        assert!(now.is_empty() && before.is_empty(), "order {order}: {now:#?} was {before:#?}");
        let names = |all: &Outcome| all.clear.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&found), names(&expected), "order {order}");
        for (files, shown) in &found.clear {
            for (id, json) in &expected.clear[files] {
                assert_eq!(shown.get(id), Some(json), "order {order}: {id} of {files:?}");
            }
            assert_eq!(shown.len(), expected.clear[files].len(), "order {order}: {files:?}");
        }
    }
}

#[tokio::test]
async fn any_order_of_the_fixtures_gives_the_same_records() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let mut all = files(&folder.join("ccda"), "xml");
    all.extend(files(&folder.join("demo"), "json"));
    must_be_the_same_in_any_order(all.clone(), 5, NameAndBirthDate::Ask).await;
    must_be_the_same_in_any_order(all, 5, NameAndBirthDate::Same).await;
}

#[tokio::test]
async fn any_order_of_the_corpus_gives_the_same_records() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let corpus = std::env::var_os("BLUEBUTTON_CORPUS").map_or(beside, PathBuf::from);
    if !corpus.is_dir() {
        println!("corpus not there: any_order_of_the_corpus did not run");
        return;
    }
    for folder in ["vendors", "onc", "emerge"] {
        let all = files(&corpus.join("ccda").join(folder), "xml");
        must_be_the_same_in_any_order(all.clone(), 2, NameAndBirthDate::Ask).await;
        must_be_the_same_in_any_order(all, 2, NameAndBirthDate::Same).await;
    }
}

/// What one file of a source says of Ana and of a condition of hers, as of that day.
fn bundle(day: &str, family: &str, condition: &str) -> String {
    let at = format!(r#""meta":{{"lastUpdated":"{day}T08:00:00Z"}}"#);
    let person = patient("a", "1", family, "1955-03-14").replacen('{', &format!("{{{at},"), 1);
    let condition = if condition.is_empty() {
        r#"{"request":{"method":"DELETE","url":"Condition/c"}}"#.to_owned()
    } else {
        let condition = super::condition("c", "Patient/a", condition);
        format!(r#"{{"resource":{}}}"#, condition.replacen('{', &format!("{{{at},"), 1))
    };
    format!(
        r#"{{"resourceType":"Bundle","type":"collection","timestamp":"{day}T08:00:00Z","entry":[{{"resource":{person}}},{condition}]}}"#
    )
}

/// Every order of so many things.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for next in 0..count {
        let with = |order: Vec<usize>| {
            (0..=order.len()).map(move |at| {
                let mut order = order.clone();
                order.insert(at, next);
                order
            })
        };
        all = all.into_iter().flat_map(with).collect();
    }
    all
}

#[tokio::test]
async fn the_newest_of_a_source_is_current_in_any_order_of_its_files() {
    let files = [
        bundle("2024-01-10", "Reyes", "Asthma"),
        bundle("2024-03-10", "Reyes", ""),
        bundle("2024-05-10", "Smith", "Mild asthma"),
        bundle("2024-02-10", "Reyes", "Severe asthma"),
    ];
    for (folder, expected) in [(&files[..], true), (&[0, 1, 3].map(|at| files[at].clone()), false)]
    {
        for order in orders(folder.len()) {
            let clinic = Clinic::open().await;
            for file in order.iter().chain([&0]) {
                let bytes = folder[*file].clone().into_bytes();
                let source = Source::Bytes(format!("{file}.json"), bytes.into());
                Importer::new(clinic.store.clone()).run(vec![source]).await.unwrap();
            }
            let texts = clinic.texts("1").await.join(" ");
            assert_eq!(texts.contains("Mild asthma"), expected, "{order:?} {texts}");
            assert!(!texts.contains("Severe asthma"), "{order:?} {texts}");
            assert_eq!(texts.contains("Smith"), expected, "{order:?} {texts}");
        }
    }
}

#[tokio::test]
async fn an_older_document_changes_nothing_that_a_newer_one_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/ccda");
    let newer = std::fs::read_to_string(folder.join("ana-lakeside-knee.xml")).unwrap();
    let time = r#"<effectiveTime value=""#;
    let at = newer.find(time).unwrap() + time.len();
    // The same document of a year before, in which the knee was called otherwise.
    let year: i32 = newer[at..at + 4].parse().unwrap();
    let mut older = newer.clone();
    older.replace_range(at..at + 4, &(year - 1).to_string());
    let family = newer.find("<family>").unwrap() + "<family>".len();
    let end = newer[family..].find('<').unwrap() + family;
    older.replace_range(family..end, &newer[family..end].to_uppercase());
    let mut seen = Vec::new();
    for order in [[&older, &newer], [&newer, &older]] {
        let clinic = Clinic::open().await;
        let mut records = BTreeSet::new();
        for (at, file) in order.iter().enumerate() {
            let bytes = file.as_bytes().to_vec();
            let source = Source::Bytes(format!("{at}.xml"), bytes.into());
            let summary = Importer::new(clinic.store.clone()).run(vec![source]).await.unwrap();
            assert!(summary.is_whole(), "{:?}", summary.files[0].issues);
            records.extend(summary.files[0].records.iter().cloned());
        }
        assert_eq!(records.len(), 1, "one person");
        let shown = things(&clinic, records.first().unwrap()).await;
        assert!(shown[""].contains(&newer[family..end]), "{}", shown[""]);
        seen.push(shown);
    }
    assert_eq!(seen[0], seen[1]);
    assert!(seen[0].len() > 3);
}
