//! `bluebutton quarantine`: what came and could not be taken into a record.

mod matching;

use std::io::Write as _;
use std::process::ExitCode;

use bluebutton_exchange::import::{FileReport, Importer};
use bluebutton_record::signs;
use bluebutton_store::imports::Quarantined;
use bluebutton_store::{Store, StoreError, Who};

use super::Common;
use super::import::{json_of, lines_of, say};

/// Options of `quarantine`.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  bluebutton quarantine list\n  \
    bluebutton quarantine show ID > resource.json\n  bluebutton quarantine retry --all\n  \
    bluebutton quarantine match list\n  bluebutton quarantine remove ID\n\n\
    Ends with 0 when it was done, with 1 when something is still not taken or there is nothing \
    under that id.")]
pub struct QuarantineArgs {
    #[command(subcommand)]
    what: QuarantineCommand,
}

#[derive(clap::Subcommand)]
enum QuarantineCommand {
    /// Say what is there, newest first, and why
    List,
    /// Write something out as it came
    Show {
        /// Its id, from `list`
        id: String,
    },
    /// Try again, when what was missing has come
    Retry {
        /// Its id, from `list`
        #[arg(required_unless_present = "all")]
        id: Option<String>,
        /// Everything that is there
        #[arg(long, conflicts_with = "id")]
        all: bool,
    },
    /// People who may be one: show who waits beside whom, and say who is who
    Match {
        #[command(subcommand)]
        what: matching::MatchCommand,
    },
    /// Remove something for good
    Remove {
        /// Its id, from `list`
        id: String,
    },
}

/// Does what was asked with quarantine.
pub async fn run(args: QuarantineArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let store = common.open_existing_store().await?;
    match args.what {
        QuarantineCommand::List => list(&store, common.json).await,
        QuarantineCommand::Show { id } => show(&store, &id).await,
        QuarantineCommand::Retry { id, .. } => {
            let ids: Vec<String> = match id {
                Some(id) => vec![id],
                None => all(&store).await?.into_iter().map(|one| one.id).collect(),
            };
            retry(&Importer::new(store), &ids, common.json).await
        }
        QuarantineCommand::Match { what } => matching::run(what, store, common.json).await,
        QuarantineCommand::Remove { id } => remove(&store, &id).await,
    }
}

async fn list(store: &Store, is_json: bool) -> anyhow::Result<ExitCode> {
    let there = all(store).await?;
    if is_json {
        let rows = there.iter().map(|one| {
            serde_json::json!({
                "id": one.id,
                "file": one.file,
                "at": one.at.to_string(),
                "line": one.reason.place.line,
                "path": one.reason.place.path,
                "reason": one.reason.message,
                "bytes": one.bytes,
                "case": one.case,
            })
        });
        say(&format!("{:#}", serde_json::Value::Array(rows.collect())));
        return Ok(ExitCode::SUCCESS);
    }
    if there.is_empty() {
        say("Nothing is in quarantine.");
    }
    let cases = store.matching().waiting().await?.cases;
    if cases > 0 {
        say(&format!("{cases} people may be somebody here: bluebutton quarantine match list"));
    }
    for Quarantined { id, file, at, reason, bytes, case } in there {
        let line = reason.place.line.map(|line| format!(", line {line}")).unwrap_or_default();
        let path = reason.place.path.map(|path| format!(", {path}")).unwrap_or_default();
        let why = reason.message;
        let first = format!("{id}  {at}  {bytes} bytes  {file}{line}{path}");
        say(&format!("{}\n    {}", signs::one_line(&first), signs::one_line(&why)));
        if let Some(case) = case {
            say(&format!("    case {case}"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn all(store: &Store) -> anyhow::Result<Vec<Quarantined>> {
    let mut all = Vec::new();
    loop {
        let mut page = store.imports().quarantine(&Who::Operator, all.len(), PAGE).await?;
        let is_last = page.len() < PAGE;
        all.append(&mut page);
        if is_last {
            return Ok(all);
        }
    }
}

async fn show(store: &Store, id: &str) -> anyhow::Result<ExitCode> {
    let opened = store.imports().quarantined_bytes(&Who::Operator, id).await?;
    let Some((_, bytes)) = opened else {
        return Ok(nothing(id));
    };
    std::io::stdout().write_all(&bytes)?;
    Ok(ExitCode::SUCCESS)
}

async fn retry(importer: &Importer, ids: &[String], is_json: bool) -> anyhow::Result<ExitCode> {
    let mut is_whole = true;
    let mut reports = Vec::new();
    for id in ids {
        if let Some(report) = importer.retry(&Who::Operator, id).await? {
            is_whole &= report.is_whole();
            told(&report, is_json);
            reports.push(json_of(&report));
        } else {
            nothing(id);
            is_whole = false;
        }
    }
    if is_json {
        say(&format!("{:#}", serde_json::Value::Array(reports)));
    } else if ids.is_empty() {
        say("Nothing is in quarantine.");
    }
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn told(report: &FileReport, is_json: bool) {
    if !is_json {
        say(&lines_of(report));
    }
}

async fn remove(store: &Store, id: &str) -> anyhow::Result<ExitCode> {
    match store.imports().release(&Who::Operator, id, false).await {
        Err(StoreError::NotFound) => return Ok(nothing(id)),
        outcome => outcome?,
    }
    say("Removed.");
    Ok(ExitCode::SUCCESS)
}

fn nothing(id: &str) -> ExitCode {
    eprintln!("bluebutton: nothing is in quarantine under {id}: see bluebutton quarantine list");
    ExitCode::FAILURE
}

/// How many rows are read at once.
const PAGE: usize = 500;
