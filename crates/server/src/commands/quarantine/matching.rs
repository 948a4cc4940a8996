//! `bluebutton quarantine match`: people who may be one, side by side, and what staff say of them.

use std::process::ExitCode;

use bluebutton_exchange::import::{FileReport, Importer};
use bluebutton_record::matching::Reason;
use bluebutton_record::{Language, PatientKey, Words, signs};
use bluebutton_store::matching::{Beside, Case, Decision};
use bluebutton_store::patients::ShownPerson;
use bluebutton_store::{Store, Who};

use super::super::import::{json_of, lines_of, say};

#[derive(clap::Subcommand)]
pub enum MatchCommand {
    /// Say who waits, the longest first
    List,
    /// Show somebody who waits beside those whom they may be
    Show {
        /// The case, from `list`
        case: String,
    },
    /// Say that they are one, and take in everything that waited for it
    Same {
        /// The case, from `list`
        case: String,
        /// Whom of those here they are; may be left out where there is only one
        #[arg(long, value_name = "PATIENT")]
        patient: Option<String>,
        /// Why, for whoever asks later
        #[arg(long)]
        reason: String,
    },
    /// Say that they are another person, and give them a record of their own
    Other {
        /// The case, from `list`
        case: String,
        /// Why, for whoever asks later
        #[arg(long)]
        reason: String,
    },
    /// Take a decision back: files that come from now on are asked about anew
    Undo {
        /// The case
        case: String,
        /// Why, for whoever asks later
        #[arg(long)]
        reason: String,
    },
}

pub async fn run(what: MatchCommand, store: Store, is_json: bool) -> anyhow::Result<ExitCode> {
    match what {
        MatchCommand::List => list(&store, is_json).await,
        MatchCommand::Show { case } => show(&store, &case, is_json).await,
        MatchCommand::Same { case, patient, reason } => {
            let Some(found) = store.matching().case(&Who::Operator, &case).await? else {
                return Ok(no_case(&case));
            };
            let key = match (patient, found.candidates.as_slice()) {
                (Some(key), _) => PatientKey::parse(&key),
                (None, [(only, _)]) => Some(only.clone()),
                (None, _) => None,
            };
            let Some(key) = key else {
                eprintln!(
                    "bluebutton: say which of them with --patient, as `match show` names them"
                );
                return Ok(ExitCode::from(2));
            };
            decide(store, &case, Decision::SameAs(key), &reason, is_json).await
        }
        MatchCommand::Other { case, reason } => {
            if store.matching().case(&Who::Operator, &case).await?.is_none() {
                return Ok(no_case(&case));
            }
            decide(store, &case, Decision::Another, &reason, is_json).await
        }
        MatchCommand::Undo { case, reason } => {
            store.matching().take_back(&Who::Operator, &case, &reason).await?;
            say(
                "The decision was taken back. What it put into a record is a record of its own again.",
            );
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn decide(
    store: Store,
    case: &str,
    said: Decision,
    reason: &str,
    is_json: bool,
) -> anyhow::Result<ExitCode> {
    store.matching().decide(&Who::Operator, case, said, reason).await?;
    let reports = Importer::new(store).retry_case(&Who::Operator, case).await?;
    if is_json {
        let all: Vec<_> = reports.iter().map(json_of).collect();
        say(&format!("{:#}", serde_json::Value::Array(all)));
    } else {
        for report in &reports {
            say(&lines_of(report));
        }
    }
    let is_whole = reports.iter().all(FileReport::is_whole);
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn list(store: &Store, is_json: bool) -> anyhow::Result<ExitCode> {
    let mut cases: Vec<Case> = Vec::new();
    loop {
        let page = store.matching().cases(&Who::Operator, true, cases.len(), PAGE).await?;
        let is_last = page.len() < PAGE;
        cases.extend(page);
        if is_last {
            break;
        }
    }
    if is_json {
        let rows = cases.iter().map(|case| {
            serde_json::json!({
                "case": case.id,
                "at": case.at.to_string(),
                "file": case.file,
                "waiting": case.waiting,
                "candidates": case.candidates.iter().map(|(key, why)| {
                    serde_json::json!({ "patient": key.as_str(), "why": words(why) })
                }).collect::<Vec<_>>(),
            })
        });
        say(&format!("{:#}", serde_json::Value::Array(rows.collect())));
        return Ok(ExitCode::SUCCESS);
    }
    if cases.is_empty() {
        say("Nobody waits.");
    }
    for case in cases {
        let file = signs::one_line(&case.file);
        say(&format!("{}  {}  {} waiting  {file}", case.id, case.at, case.waiting));
        for (key, why) in &case.candidates {
            say(&format!("    {key}: {}", words(why)));
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn show(store: &Store, id: &str, is_json: bool) -> anyhow::Result<ExitCode> {
    let Some(case) = store.matching().case(&Who::Operator, id).await? else {
        return Ok(no_case(id));
    };
    let beside = store.matching().beside(&Who::Operator, &case).await?;
    if is_json {
        let candidates = beside.iter().map(|one| {
            serde_json::json!({
                "patient": one.patient.as_str(),
                "is": json_shown(&one.shown),
                "why": words(&one.reasons),
            })
        });
        let all = serde_json::json!({
            "case": case.id,
            "came": json_shown(&case.shown),
            "candidates": candidates.collect::<Vec<_>>(),
        });
        say(&format!("{all:#}"));
        return Ok(ExitCode::SUCCESS);
    }
    let file = signs::one_line(&case.file);
    say(&format!("Who came ({file}, {} waiting):", case.waiting));
    say(&lines(&case.shown));
    for Beside { patient, shown, reasons } in &beside {
        say(&format!("May be {patient}: {}", words(reasons)));
        say(&lines(shown));
    }
    Ok(ExitCode::SUCCESS)
}

fn lines(shown: &ShownPerson) -> String {
    let numbers = shown.numbers.iter().map(|(label, value)| {
        label.as_ref().map_or_else(|| value.clone(), |label| format!("{label} {value}"))
    });
    let rows = [
        ("name", shown.name.clone()),
        ("born", shown.birth_date.clone().unwrap_or_default()),
        ("sex", shown.sex.as_deref().map(text).unwrap_or_default()),
        ("home", shown.address.join(", ")),
        ("reached", shown.contacts.join(", ")),
        ("numbers", numbers.collect::<Vec<_>>().join(", ")),
    ];
    let told = rows.iter().filter(|(_, value)| !value.is_empty());
    let line = |(name, value): &(&str, String)| format!("    {name:8} {}", signs::one_line(value));
    told.map(line).collect::<Vec<_>>().join("\n")
}

fn json_shown(shown: &ShownPerson) -> serde_json::Value {
    serde_json::json!({
        "name": shown.name,
        "birthDate": shown.birth_date,
        "sex": shown.sex.as_deref().map(text),
        "address": shown.address,
        "contacts": shown.contacts,
        "numbers": shown.numbers,
    })
}

/// The rule's words: "same number, same birth date, other first name".
fn words(reasons: &[Reason]) -> String {
    reasons.iter().map(|reason| text(reason.word())).collect::<Vec<_>>().join(", ")
}

fn text(id: &str) -> String {
    Words::of(Language::English).text(id).into_owned()
}

fn no_case(id: &str) -> ExitCode {
    eprintln!("bluebutton: there is no case {id}: see bluebutton quarantine match list");
    ExitCode::FAILURE
}

/// How many rows are read at once.
const PAGE: usize = 200;
