//! Papers are set in processes of the program: a document that is too much ends there, and everybody
//! else's paper comes meanwhile.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;

use bluebutton_crypto::SystemRandom;
use bluebutton_exchange::download::{self, Format, Wish};
use bluebutton_exchange::import::{Importer, Source};
use bluebutton_exchange::typeset;
use bluebutton_record::{Language, Organization, PatientKey, Selection};
use bluebutton_store::{Action, OpenOptions, Store, Who};

const DOCUMENT: &str = include_str!("../../../../fixtures/ccda/ana-lakeside-knee.xml");

async fn store() -> (tempfile::TempDir, Store) {
    let data = tempfile::tempdir().unwrap();
    let noon: jiff::Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
    let store = Store::open(OpenOptions {
        data: data.path().to_owned(),
        database: None,
        root_key: None,
        clock: Arc::new(move || noon),
        random: Arc::new(SystemRandom),
    });
    (data, store.await.unwrap())
}

/// The document with that narrative put into its first section, in a record of its own.
async fn import(store: &Store, narrative: &str) -> PatientKey {
    let document = DOCUMENT.replacen("<text>", &format!("<text>{narrative}"), 1);
    assert!(document.len() > DOCUMENT.len());
    let file = Source::Bytes("document.xml".to_owned(), document.into_bytes().into());
    let summary = Importer::new(store.clone()).run(vec![file]).await.unwrap();
    assert!(summary.is_whole(), "{summary:?}");
    let cards = store.patients().search(&Who::Operator, "Reyes", 2).await.unwrap();
    cards[0].patient.clone()
}

async fn pdf(store: &Store, patient: &PatientKey) -> Result<Vec<u8>, String> {
    let selection = Selection::default();
    let action = Action::Download { format: "pdf", selection: selection.clone() };
    let permit = store.access().open(&Who::Operator, patient, action).await.unwrap();
    let organization = Organization::default();
    let wish =
        Wish { selection: &selection, language: Language::English, organization: &organization };
    let made = download::make(store, &permit, Format::Pdf, wish).await;
    made.map(|file| file.bytes).map_err(|error| error.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_of_a_hundred_thousand_lines_are_set_short_and_hold_nobody_up() {
    typeset::in_processes_of(env!("CARGO_BIN_EXE_bluebutton").into());
    let breaks = format!("<paragraph>{}</paragraph>", "word<br/>".repeat(600_000));
    let row = "<tr><td>one</td><td>two</td><td>three</td></tr>";
    let table = format!("<table><tbody>{}</tbody></table>", row.repeat(40_000));
    let (_data, small_store) = store().await;
    let small = import(&small_store, "<paragraph>A line.</paragraph>").await;
    for narrative in [breaks, table] {
        let (_data, store) = store().await;
        let patient = import(&store, &narrative).await;
        let (long, short) = tokio::join!(pdf(&store, &patient), pdf(&small_store, &small));
        let (long, short) = (long.unwrap(), short.unwrap());
        assert!(long.starts_with(b"%PDF-") && short.starts_with(b"%PDF-"));
        // What is attached is whole; what is set is not the whole of it.
        assert!(long.len() > short.len());
    }
}

#[test]
fn a_process_that_is_given_nonsense_ends_and_says_nothing() {
    let mut press = Command::new(env!("CARGO_BIN_EXE_bluebutton"))
        .arg("typeset")
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    press.stdin.take().unwrap().write_all(&[0xFF; 64]).unwrap();
    let output = press.wait_with_output().unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
}
