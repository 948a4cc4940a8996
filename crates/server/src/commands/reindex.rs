//! `bluebutton reindex`: makes anew what is derived from records, where the rules have changed.

use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};

use super::Common;

/// Options of `reindex`.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  bluebutton reindex --data /var/lib/bluebutton\n\n\
    The server may run meanwhile. It can be stopped at any time and goes on with what is left.")]
pub struct ReindexArgs {}

/// Makes the facts of older rules anew and says how many there were.
pub async fn run(_args: ReindexArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let store = common.open_existing_store().await?;
    let bar = if common.draws_progress() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos} of {len} records, {eta} left")?);
    let done = store
        .records()
        .reindex(|done, total| {
            bar.set_length(total);
            bar.set_position(done);
        })
        .await?;
    bar.finish_and_clear();
    if common.json {
        let json = serde_json::json!({
            "records": done.records,
            "segments": done.segments,
            "unreadable": done.unreadable,
        });
        println!("{json:#}");
    } else {
        println!("Looked at {} records, made {} segments anew.", done.records, done.segments);
        if done.unreadable > 0 {
            println!("{} can't be read: bluebutton verify names them.", done.unreadable);
        }
    }
    Ok(if done.unreadable == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
