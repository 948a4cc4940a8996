//! `kill -9` of a deed and of a worker that puts segments together: each deed is done and told, or
//! neither, and no version is lost. On both engines.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use bluebutton_crypto::SystemRandom;
use bluebutton_record::{PatientKey, Selection};
use bluebutton_store::events::Event;
use bluebutton_store::{Action, OpenOptions, Store, Who};
use jiff::Timestamp;
use serde_json::Value;

use crate::longer;
use crate::postgres::new_database;

/// How often a process is killed; more often by hand.
fn rounds() -> u32 {
    8 * longer()
}

/// A data folder, and the database beside it.
struct Place {
    data: tempfile::TempDir,
    database: Option<String>,
}

impl Place {
    fn new(database: Option<String>) -> Self {
        Self { data: tempfile::tempdir().unwrap(), database }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bluebutton"));
        command.args(arguments).arg("--data").arg(self.data.path()).env_clear();
        if let Some(database) = &self.database {
            command.args(["--database", database]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.command(arguments).arg("--json").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    async fn store(&self) -> Store {
        #[expect(
            clippy::disallowed_methods,
            reason = "the killed process ran by the system's clock"
        )]
        let clock = Arc::new(Timestamp::now);
        let options = OpenOptions {
            data: self.data.path().to_owned(),
            database: self.database.clone(),
            root_key: None,
            clock,
            random: Arc::new(SystemRandom),
        };
        Store::open(options).await.unwrap()
    }

    /// How large the embedded database's log is: it grows when something is being written.
    fn written(&self) -> u64 {
        let log = self.data.path().join("bluebutton.sqlite-wal");
        std::fs::metadata(log).map_or(0, |about| about.len())
    }

    /// Kills a process after a part of the time that it takes, or, with the embedded database, when it has
    /// written so many times.
    fn killed(&self, mut child: Child, after: Duration, writes: u32) {
        if self.database.is_none() && writes > 0 {
            let (mut before, mut seen) = (self.written(), 0);
            while seen < writes && child.try_wait().unwrap().is_none() {
                let now = self.written();
                seen += u32::from(now != before);
                before = now;
            }
        } else {
            // Nobody ever tells anything: it is a wait for that moment.
            let (_keep, never) = channel::<()>();
            let _ = never.recv_timeout(after);
        }
        // SIGKILL: nothing of the process runs after this.
        let _ = child.kill();
        child.wait().unwrap();
    }
}

/// Spread evenly and never twice the same: the golden ratio.
fn part(round: u32) -> f64 {
    (f64::from(round) * 0.618_033_988_75).fract() * 1.1
}

fn person(number: usize) -> String {
    let (given, born) = if number == 0 { ("Ana", "1955-03-14") } else { ("Max", "1988-10-02") };
    format!(
        r#"{{"resourceType":"Patient","id":"p{number}","identifier":[{{"system":"urn:mrn","value":"{number}"}}],"name":[{{"family":"Reyes","given":["{given}"]}}],"birthDate":"{born}"}}"#
    )
}

fn import(place: &Place, name: &str, text: &str) {
    let file = place.data.path().join(name);
    std::fs::write(&file, text).unwrap();
    place.json(&["import", file.to_str().unwrap()]);
    std::fs::remove_file(file).unwrap();
}

async fn keys(store: &Store) -> Vec<PatientKey> {
    let found = store.patients().search(&Who::Operator, "reyes", 9).await.unwrap();
    let mut keys: Vec<PatientKey> = found.into_iter().map(|card| card.patient).collect();
    keys.sort();
    keys
}

/// Two records are put together and taken apart again and again by processes that are killed: a record
/// stands as its lines tell.
async fn deeds_are_killed(database: Option<String>) {
    let place = Place::new(database);
    import(&place, "one.json", &person(0));
    import(&place, "two.json", &person(1));
    let [record, part_of_it] = &keys(&place.store().await).await[..] else { panic!("not two") };
    let (record, part_of_it) = (record.to_string(), part_of_it.to_string());
    let merge = ["patient", "merge", &record, &part_of_it, "--reason", "one person", "--yes"];
    let split = ["patient", "split", &part_of_it, "--reason", "two people", "--yes"];
    let since = Instant::now();
    place.json(&merge);
    let duration = since.elapsed();
    let mut is_merged = true;
    for round in 0..rounds() {
        let deed: &[&str] = if is_merged { &split } else { &merge };
        let child = place.command(deed).spawn().unwrap();
        place.killed(child, duration.mul_f64(part(round)), round % 4);

        let found = place.json(&["verify"]);
        assert_eq!(found["findings"], Value::Array(Vec::new()), "round {round}");
        let store = place.store().await;
        let key = PatientKey::parse(&record).unwrap();
        is_merged = store.records().parts(&key).await.unwrap().len() == 2;
        let view = Action::View { page: "activity", resource: None };
        let permit = store.access().open(&Who::Operator, &key, view).await.unwrap();
        let lines = store.audit().lines(&permit, 0, 500).await.unwrap();
        let told = lines.iter().filter_map(|line| line.told.as_ref());
        let change = |event: &Event| match event {
            Event::RecordMerged { .. } => 1,
            Event::RecordSplit { .. } => -1,
            _ => 0,
        };
        let sum: i32 = told.map(|(_, event)| change(event)).sum();
        assert_eq!(sum, i32::from(is_merged), "round {round}: what was done is not what is told");
    }
    println!("{} deeds killed: each done and told, or neither", rounds());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deed_killed_at_any_moment_is_done_and_told_or_neither_on_sqlite() {
    deeds_are_killed(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deed_killed_at_any_moment_is_done_and_told_or_neither_on_postgresql() {
    deeds_are_killed(Some(new_database("killed_deeds"))).await;
}

/// What makes segments worth putting together: more than 16 of up to 32 versions, or more than 64 of
/// any size.
#[derive(Clone, Copy)]
enum Shape {
    Small,
    Many,
}

impl Shape {
    fn files(self) -> usize {
        match self {
            Self::Small => 22,
            Self::Many => 66,
        }
    }

    /// Results in each file, besides the one that comes each time.
    fn results(self) -> usize {
        match self {
            Self::Small => 1,
            Self::Many => 36,
        }
    }
}

/// Results, and another value of one that comes each time.
fn results(shape: Shape, number: usize) -> String {
    let one = |id: &str, text: &str| {
        format!(
            r#"{{"resource":{{"resourceType":"Observation","id":"{id}","status":"final","subject":{{"reference":"Patient/p0"}},"code":{{"text":"{text}"}},"valueQuantity":{{"value":{number}.50,"unit":"mg/dL"}}}}}}"#
        )
    };
    let own: Vec<String> =
        (0..shape.results()).map(|at| one(&format!("r{number}-{at}"), "Glucose")).collect();
    format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{}}},{},{}]}}"#,
        person(0),
        own.join(","),
        one("often", "Often")
    )
}

/// All there is of a record: what it holds now, and each version of what came each time, with its
/// number, its moment and its content.
async fn told(store: &Store) -> (Vec<String>, Vec<(u32, i64, String)>) {
    let key = keys(store).await.remove(0);
    let view = Action::View { page: "activity", resource: None };
    let permit = store.access().open(&Who::Operator, &key, view).await.unwrap();
    let record = store.records().open(&permit).await.unwrap();
    let (all, _) = record.read(&Selection::default()).await.unwrap();
    let often = all.iter().find(|one| one.json.contains("\"Often\"")).unwrap().id.clone();
    let mut versions = Vec::new();
    for version in record.versions(&often).await.unwrap() {
        let found = record.version(&often, version.version).await.unwrap().unwrap();
        versions.push((version.version, version.updated, found.json.to_string()));
    }
    let mut now: Vec<String> = all.iter().map(|one| one.json.to_string()).collect();
    now.sort();
    (now, versions)
}

/// A worker that puts the segments of a record together is killed: every version is there afterwards,
/// in the old segments or in the new one, and the trail proves it as before.
async fn compaction_is_killed(shape: Shape, database: impl Fn() -> Option<String>) {
    let files = tempfile::tempdir().unwrap();
    for number in 0..shape.files() {
        let file = files.path().join(format!("{number:03}.json"));
        std::fs::write(file, results(shape, number)).unwrap();
    }
    let mut duration = Duration::from_millis(500);
    let mut put_together = 0;
    for round in 0..rounds() / 2 {
        let place = Place::new(database());
        place.json(&["import", files.path().to_str().unwrap()]);
        let before = place.json(&["verify"]);
        assert_eq!(before["segments"].as_u64().unwrap(), shape.files() as u64, "{before}");
        let told_before = told(&place.store().await).await;
        assert_eq!(told_before.0.len(), shape.files() * shape.results() + 2);
        assert_eq!(told_before.1.len(), shape.files());
        let since = Instant::now();
        let worker = place.command(&["worker"]).spawn().unwrap();
        if round == 0 {
            // Once to its end, to know how long it takes.
            let store = place.store().await;
            while !store.records().to_compact(None, 1).await.unwrap().is_empty() {
                tokio::task::yield_now().await;
            }
            duration = since.elapsed();
            place.killed(worker, Duration::ZERO, 0);
        } else {
            place.killed(worker, duration.mul_f64(part(round)), round);
        }

        let found = place.json(&["verify"]);
        assert_eq!(found["findings"], Value::Array(Vec::new()), "round {round}");
        assert_eq!(found["resources"], before["resources"], "round {round}: a version is lost");
        put_together += u32::from(found["segments"] != before["segments"]);
        let store = place.store().await;
        assert_eq!(told(&store).await, told_before, "round {round}: another record");
        let key = keys(&store).await.remove(0);
        store.records().compact(&key).await.unwrap();
        let found = store.verify(|_, _| {}).await.unwrap();
        assert_eq!(found.findings, Vec::<String>::new(), "round {round}");
        assert_eq!(found.resources, before["resources"].as_u64().unwrap(), "round {round}");
        assert!(found.segments < shape.files() as u64, "round {round}");
        assert_eq!(told(&store).await, told_before, "round {round}: another record");
    }
    assert!(put_together > 0, "no worker put anything together");
    println!(
        "{} compactions killed, {put_together} of them done before: no version lost",
        rounds() / 2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn small_segments_put_together_by_a_worker_that_is_killed_lose_no_version_on_sqlite() {
    compaction_is_killed(Shape::Small, || None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn small_segments_put_together_by_a_worker_that_is_killed_lose_no_version_on_postgresql() {
    compaction_is_killed(Shape::Small, || Some(new_database("killed_small"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_segments_put_together_by_a_worker_that_is_killed_lose_no_version_on_sqlite() {
    compaction_is_killed(Shape::Many, || None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_segments_put_together_by_a_worker_that_is_killed_lose_no_version_on_postgresql() {
    compaction_is_killed(Shape::Many, || Some(new_database("killed_many"))).await;
}
