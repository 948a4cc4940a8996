//! `bluebutton keys`: the root key, and changing it.

use std::path::PathBuf;
use std::process::ExitCode;

use indicatif::ProgressBar;

use super::Common;

/// What is done with the root key.
#[derive(clap::Subcommand)]
pub enum KeysCommand {
    /// Change the root key, while everything goes on
    Rotate(RotateArgs),
}

/// Options of `keys rotate`.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  bluebutton keys rotate --data /var/lib/bluebutton\n\n\
    Makes a new root key, puts it in the place of the old one (kept as keys/root.old-…, which opens\n\
    backups of before), wraps the key of each record, seals the trail and accounts and guards rows anew. Servers\n\
    go on; interrupted, it is finished by running it again. Afterwards: copy the new key to where\n\
    you keep it, apart.\n\n\
    Where the key is given by a setting:\n  \
    bluebutton keys rotate --to new.key    (put it in place of the old one, restart every server)\n  \
    bluebutton keys rotate")]
pub struct RotateArgs {
    /// Where to write the new key, if the present one is given by a setting
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

/// Changes the root key.
pub async fn run(command: KeysCommand, common: &Common) -> anyhow::Result<ExitCode> {
    let KeysCommand::Rotate(args) = command;
    let store = common.open_existing_store().await?.for_work();
    let bar =
        if common.draws_progress() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
    let done = store
        .rotate_keys(args.to.as_deref(), |so_far| {
            let records = so_far.rewrapped + so_far.already;
            bar.set_message(format!("{records} records, {} lines and others", so_far.resealed));
            bar.tick();
        })
        .await?;
    bar.finish_and_clear();
    if common.json {
        let json = serde_json::json!({
            "finished_earlier_one": done.was_begun,
            "rewrapped": done.rewrapped,
            "already": done.already,
            "resealed": done.resealed,
            "reguarded": done.reguarded,
            "to_be_put_in_place": done.to_be_put_in_place,
        });
        println!("{json}");
    } else if let Some(file) = done.to_be_put_in_place {
        println!(
            "The new root key is in {}. Put it in the place of the old one for every server, restart \
             them, and run this again.",
            file.display()
        );
    } else {
        if done.was_begun {
            println!("A change of the root key that had been begun is finished.");
        }
        println!(
            "The keys of {} records are wrapped anew; {} were already. {} lines of the trail, accounts \
             and other things are sealed anew, {} rows guarded anew. Copy keys/root to where you keep it, apart from the \
             backups, and keep the old one as long as backups of before.",
            done.rewrapped, done.already, done.resealed, done.reguarded
        );
    }
    Ok(ExitCode::SUCCESS)
}
