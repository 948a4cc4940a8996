//! `bluebutton jobs`: what is still to be done, and what staff have to look at.

use std::process::ExitCode;

use anyhow::Context as _;
use bluebutton_store::jobs::{JobState, Listed};
use bluebutton_store::{Store, StoreError, Who};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::Common;

/// Options of `jobs`.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  bluebutton jobs list\n  bluebutton jobs list --state waiting\n  \
    bluebutton jobs retry ID\n  bluebutton jobs park ID\n\n\
    A job is parked when it can't be read, or when workers went away over it again and again."
)]
pub struct JobsArgs {
    #[command(subcommand)]
    action: JobsAction,
}

#[derive(Subcommand)]
enum JobsAction {
    /// Show jobs, those that need somebody by default
    List {
        /// Which: parked, waiting, running or done
        #[arg(long, default_value = "parked", value_parser = ["parked", "waiting", "running", "done"])]
        state: String,
    },
    /// Put a parked job back on the list
    Retry {
        /// The job's id, as `list` shows it
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Put a job out of the workers' way
    Park {
        /// The job's id, as `list` shows it
        #[arg(value_name = "ID")]
        id: String,
    },
}

/// Jobs read from the store in one piece.
const PAGE: usize = 200;

/// Shows or changes the job list.
pub async fn run(args: JobsArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let store = common.open_existing_store().await?;
    match args.action {
        JobsAction::List { state } => list(&store, &state, common).await?,
        JobsAction::Retry { id } => {
            let done = store.jobs().retry(&Who::Operator, &id).await;
            told(done, &id, "is not a parked job")?;
        }
        JobsAction::Park { id } => {
            let done = store.jobs().park(&Who::Operator, &id).await;
            told(done, &id, "is not a job that waits or runs")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(store: &Store, state: &str, common: &Common) -> anyhow::Result<()> {
    let standing = JobState::parse(state).context("there is no such state")?;
    let mut all = Vec::new();
    loop {
        let page = store.jobs().list(&Who::Operator, standing, all.len(), PAGE).await?;
        let is_last = page.len() < PAGE;
        all.extend(page);
        if is_last {
            break;
        }
    }
    if common.json {
        let jobs: Vec<Value> = all.iter().map(in_json).collect();
        println!("{}", json!({ "jobs": jobs }));
        return Ok(());
    }
    for job in &all {
        let why = job.why.as_deref().unwrap_or("");
        println!(
            "{}  {}  made {}  ready {}  taken {} times  {why}",
            job.id, job.kind, job.made, job.ready, job.taken
        );
    }
    println!("{} {state}", all.len());
    Ok(())
}

fn in_json(job: &Listed) -> Value {
    json!({
        "id": job.id,
        "kind": job.kind,
        "state": job.standing.word(),
        "made": job.made.to_string(),
        "ready": job.ready.to_string(),
        "taken": job.taken,
        "why": job.why,
    })
}

fn told(done: Result<(), StoreError>, id: &str, otherwise: &str) -> anyhow::Result<()> {
    match done {
        Err(StoreError::NotFound) => anyhow::bail!("{id} {otherwise}"),
        done => Ok(done?),
    }
}
