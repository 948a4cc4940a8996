//! `bluebutton verify`: is everything as it was written?

use std::process::ExitCode;

use bluebutton_record::signs;
use indicatif::{ProgressBar, ProgressStyle};

use super::Common;

/// Options of `verify`.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  bluebutton verify --data /var/lib/bluebutton\n\n\
    Ends with 0 if all is well, with 1 if something was altered, is missing or was added.")]
pub struct VerifyArgs {}

/// Checks everything and prints what was found.
pub async fn run(_args: VerifyArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let store = common.open_existing_store().await?;
    let bar = if common.draws_progress() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos} of {len} records, {eta} left")?);
    let found = store
        .verify(|done, total| {
            bar.set_length(total);
            bar.set_position(done);
        })
        .await?;
    bar.finish_and_clear();
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
        } else {
            println!(
                "{} findings. Keep this folder as it is, and restore from a backup beside it.",
                found.findings.len()
            );
        }
    }
    Ok(if found.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
