//! `bluebutton patient`: two records of one person become one, or two again; a record is erased.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use bluebutton_record::PatientKey;
use bluebutton_store::records::Erasure;
use bluebutton_store::{Store, Who};
use clap::{Args, Subcommand};

use super::Common;
use super::account::must_be_known;

/// Options of `patient`.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    bluebutton patient merge abcdefghijklm nopqrstuvwxyz --reason \"registered twice\"\n  \
    bluebutton patient split nopqrstuvwxyz --reason \"two people after all\"\n  \
    bluebutton patient erase abcdefghijklm --reason \"asked for on 2026-11-02\"\n\n\
    Each says first what it would do, and asks. Without a terminal, --yes answers.")]
pub struct PatientArgs {
    #[command(subcommand)]
    action: PatientAction,
}

#[derive(Subcommand)]
enum PatientAction {
    /// Put two records of one person together; the first one gives its name
    Merge(MergeArgs),
    /// Take a record out of the one it was put into, with all that came in for it since
    Split(OneArgs),
    /// Erase a record for good: its key, its rows, its files
    Erase(OneArgs),
}

#[derive(Args)]
#[command(after_help = "Example:\n  \
    bluebutton patient merge abcdefghijklm nopqrstuvwxyz --reason \"registered twice\"\n\n\
    Whoever could open either record opens both afterwards. bluebutton patient split undoes it.")]
struct MergeArgs {
    /// The key of the record that gives its name
    #[arg(value_name = "ID")]
    record: String,
    /// The key of the record that becomes part of it
    #[arg(value_name = "OTHER")]
    part: String,
    #[command(flatten)]
    asked: Asked,
}

#[derive(Args)]
#[command(after_help = "Examples:\n  \
    bluebutton patient split nopqrstuvwxyz --reason \"two people after all\"\n  \
    bluebutton patient erase abcdefghijklm --reason \"asked for on 2026-11-02\"\n\n\
    What is erased comes back from no backup of the database alone that is older: erase there, too. \
    The audit trail keeps that it was erased, when and why.")]
struct OneArgs {
    /// The patient's key
    #[arg(value_name = "ID")]
    patient: String,
    #[command(flatten)]
    asked: Asked,
}

#[derive(Args)]
struct Asked {
    /// Why; the patient reads it in their audit trail
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// Says what would be done, asks, and does it.
pub async fn run(args: PatientArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let store = common.open_existing_store().await?;
    let done = match args.action {
        PatientAction::Merge(args) => merge(&store, &args, common).await?,
        PatientAction::Split(args) => split(&store, &args, common).await?,
        PatientAction::Erase(args) => erase(&store, &args, common).await?,
    };
    Ok(if done { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn merge(store: &Store, args: &MergeArgs, common: &Common) -> anyhow::Result<bool> {
    let record = must_be_known(store, &args.record).await?;
    let part = must_be_known(store, &args.part).await?;
    if store.records().parts(&record).await?.contains(&part) {
        bail!("{record} and {part} are one record already");
    }
    eprintln!("Record: {}", about(store, &record).await?);
    eprintln!("Other:  {}", about(store, &part).await?);
    if !is_wanted("Put them together?", &args.asked)? {
        return Ok(false);
    }
    store.records().merge(&Who::Operator, &record, &part, &args.asked.reason).await?;
    let parts = store.records().parts(&record).await?;
    let parts: Vec<&str> = parts.iter().map(PatientKey::as_str).collect();
    if common.json {
        println!("{:#}", serde_json::json!({ "record": parts.first(), "parts": parts }));
    } else {
        println!("{part} is part of {record} now. bluebutton patient split {part} undoes it.");
    }
    Ok(true)
}

async fn split(store: &Store, args: &OneArgs, common: &Common) -> anyhow::Result<bool> {
    let part = must_be_known(store, &args.patient).await?;
    let parts = store.records().parts(&part).await?;
    let Some(record) = parts.first().filter(|record| **record != part) else {
        bail!("{part} was not put into another record");
    };
    eprintln!("Record: {}", about(store, record).await?);
    eprintln!("{part} becomes a record of its own again, with all that came in for it.");
    if !is_wanted("Take it apart?", &args.asked)? {
        return Ok(false);
    }
    let record = store.records().split(&Who::Operator, &part, &args.asked.reason).await?;
    if common.json {
        println!("{:#}", serde_json::json!({ "record": record.as_str(), "part": part.as_str() }));
    } else {
        println!("{part} is a record of its own again.");
    }
    Ok(true)
}

async fn erase(store: &Store, args: &OneArgs, common: &Common) -> anyhow::Result<bool> {
    let patient = PatientKey::parse(&args.patient);
    let patient = patient.with_context(|| format!("{:?} is no patient's key", args.patient))?;
    let preview = store.records().preview_erase(&patient).await?;
    if preview.parts.is_empty() && preview.files == 0 {
        bail!("there is no patient {patient}");
    }
    if !preview.parts.is_empty() {
        eprintln!("Record: {}", about(store, &patient).await?);
    }
    eprintln!("{}", in_words(&preview));
    if !is_wanted("This can't be undone. Erase it?", &args.asked)? {
        return Ok(false);
    }
    let erased = store.records().erase(&Who::Operator, &patient, &args.asked.reason).await?;
    if common.json {
        let rows: serde_json::Map<String, serde_json::Value> =
            erased.rows.iter().map(|(table, rows)| ((*table).to_owned(), (*rows).into())).collect();
        let parts: Vec<&str> = erased.parts.iter().map(PatientKey::as_str).collect();
        let json = serde_json::json!({ "parts": parts, "rows": rows, "files": erased.files });
        println!("{json:#}");
    } else {
        println!("The record is erased. The audit trail keeps that it was, when and why.");
    }
    Ok(true)
}

fn in_words(erasure: &Erasure) -> String {
    let rows = erasure.rows.iter().filter(|(_, rows)| *rows > 0);
    let rows: Vec<String> = rows.map(|(table, rows)| format!("{rows} {table}")).collect();
    format!("{} parts; rows: {}; {} files", erasure.parts.len(), rows.join(", "), erasure.files)
}

/// Who a record is about, for whoever has to tell two of them apart.
async fn about(store: &Store, patient: &PatientKey) -> anyhow::Result<String> {
    let card = store.patients().card(&Who::Operator, patient).await?;
    let card = card.with_context(|| format!("there is no patient {patient}"))?;
    let born = card.birth_date.unwrap_or_else(|| "no birth date".to_owned());
    let numbers: Vec<String> = card.identifiers.into_iter().map(|it| it.value).collect();
    let text = format!("{patient}  {}, {born}; {}", card.name, numbers.join(", "));
    // A name must not steer the terminal.
    Ok(text.chars().filter(|sign| !sign.is_control()).collect())
}

fn is_wanted(question: &str, asked: &Asked) -> anyhow::Result<bool> {
    if asked.yes {
        return Ok(true);
    }
    if !std::io::stdin().is_terminal() {
        bail!("nobody is there to ask: --yes answers");
    }
    eprint!("{question} Type yes: ");
    std::io::stderr().flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    let is_yes = answer.trim() == "yes";
    if !is_yes {
        eprintln!("Nothing was changed.");
    }
    Ok(is_yes)
}
