//! `bluebutton verify`: is everything as it was written?

mod consistency;
mod proof;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use bluebutton_record::signs;
use bluebutton_store::verify::Verification;
use indicatif::{ProgressBar, ProgressStyle};

use super::Common;

/// Options of `verify`.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  bluebutton verify --data /var/lib/bluebutton\n\n\
    Ends with 0 if all is well, with 1 if something was altered, is missing or was added.\n\n  \
    bluebutton verify --proof activity-proof.json\n\n\
    Checks a patient's activity as it was downloaded; no database is needed for that.\n\n  \
    bluebutton verify --consistency checkpoint.note > grown.json\n  \
    bluebutton verify --proof grown.json\n\n\
    Proves that the log still begins with what a checkpoint says that you kept; the second needs no\n\
    database either.")]
pub struct VerifyArgs {
    /// A downloaded activity with its proof, instead of everything that is stored
    #[arg(long, value_name = "FILE")]
    proof: Option<PathBuf>,
    /// Prove that the log only grew since this checkpoint was signed
    #[arg(long, value_name = "CHECKPOINT", conflicts_with = "proof")]
    consistency: Option<PathBuf>,
}

/// Checks everything and prints what was found.
pub async fn run(args: VerifyArgs, common: &Common) -> anyhow::Result<ExitCode> {
    if let Some(file) = &args.proof {
        return check_proof(file, common);
    }
    let store = common.open_existing_store().await?;
    if let Some(file) = &args.consistency {
        let kept = std::fs::read_to_string(file)
            .with_context(|| format!("{} could not be read", file.display()))?;
        println!("{}", store.audit().consistency(&kept).await?);
        return Ok(ExitCode::SUCCESS);
    }
    let bar = if common.draws_progress() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos} of {len} records, {eta} left")?);
    let found = store
        .verify(|done, total| {
            bar.set_length(total);
            bar.set_position(done);
        })
        .await?;
    bar.finish_and_clear();
    tell(&found, &store.audit().public_key(), common);
    Ok(if found.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints what was found.
fn tell(found: &Verification, log_key: &str, common: &Common) {
    if common.json {
        let json = serde_json::json!({
            "records": found.records,
            "segments": found.segments,
            "resources": found.resources,
            "audit_lines": found.audit_lines,
            "originals": found.originals,
            "checkpoints": found.checkpoints,
            "stale": found.stale,
            "leftovers": found.leftovers,
            "log_key": log_key,
            "findings": found.findings,
        });
        println!("{json:#}");
    } else {
        println!(
            "Checked {} records: {} segments with {} resources, {} originals, {} audit lines, {} \
             checkpoints.",
            found.records,
            found.segments,
            found.resources,
            found.originals,
            found.audit_lines,
            found.checkpoints
        );
        if found.leftovers > 0 {
            println!(
                "{} sealed files belong to no record: interrupted imports left them. They do no \
                 harm.",
                found.leftovers
            );
        }
        if found.stale > 0 {
            println!(
                "{} segments have facts of older rules: made anew when they are opened, or by \
                 bluebutton reindex.",
                found.stale
            );
        }
        for finding in &found.findings {
            println!("ALTERED: {}", signs::one_line(finding));
        }
        if found.findings.is_empty() {
            println!("Everything is as it was written.");
            println!("The key of this site's log: {log_key}");
        } else {
            println!(
                "{} findings. Keep this folder as it is, and restore from a backup beside it.",
                found.findings.len()
            );
        }
    }
}

/// Checks a file of proof and says what it proves.
fn check_proof(file: &Path, common: &Common) -> anyhow::Result<ExitCode> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} could not be read", file.display()))?;
    if text.contains(consistency::FORM) {
        return Ok(told_of_growth(consistency::check(&text), common));
    }
    let proved = match proof::check(&text) {
        Ok(proved) => proved,
        Err(what) => {
            if common.json {
                println!("{}", serde_json::json!({ "proved": false, "why": what }));
            } else {
                println!("NOT PROVED: {}.", signs::one_line(&what));
            }
            return Ok(ExitCode::FAILURE);
        }
    };
    let proof::Proved { patient, chains, size, key } = proved;
    if common.json {
        let chain = |chain: &proof::ProvedChain| {
            serde_json::json!({
                "chain": chain.name, "lines": chain.lines, "in_log": chain.in_log,
            })
        };
        let chains: Vec<_> = chains.iter().map(chain).collect();
        let json = serde_json::json!({
            "proved": true, "patient": patient, "chains": chains, "size": size, "key": key,
        });
        println!("{json}");
    } else {
        println!("The activity of {}:", signs::one_line(&patient));
        for proof::ProvedChain { name, lines, in_log, .. } in &chains {
            println!(
                "The first {in_log} of {lines} lines of {} are in the log of {size} leaves, \
                 unaltered and complete.",
                signs::one_line(name)
            );
        }
        println!(
            "Compare the key with the one that the site gives out:\n  {}",
            signs::one_line(&key)
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Says whether a log only grew.
fn told_of_growth(checked: Result<consistency::Grown, String>, common: &Common) -> ExitCode {
    match checked {
        Ok(consistency::Grown { old, new, key }) if common.json => {
            println!(
                "{}",
                serde_json::json!({ "proved": true, "old": old, "new": new, "key": key })
            );
            ExitCode::SUCCESS
        }
        Ok(consistency::Grown { old, new, key }) => {
            println!("The log of {new} leaves begins with the {old} that were signed before.");
            println!(
                "Compare the key with the one that the site gives out:\n  {}",
                signs::one_line(&key)
            );
            ExitCode::SUCCESS
        }
        Err(what) if common.json => {
            println!("{}", serde_json::json!({ "proved": false, "why": what }));
            ExitCode::FAILURE
        }
        Err(what) => {
            println!("NOT PROVED: {}.", signs::one_line(&what));
            ExitCode::FAILURE
        }
    }
}
