//! `bluebutton hub`: the directory from lists, and a round of checks now.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use bluebutton_hub::{directory, worker};

use super::Common;
use crate::movement;
use crate::sending::mail_settings;
use crate::settings::Hub;

/// Options of `hub`.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  bluebutton hub import providers.csv --from \"State list\"\n  \
    bluebutton hub check"
)]
pub struct HubArgs {
    #[command(subcommand)]
    what: HubCommand,
}

#[derive(clap::Subcommand)]
enum HubCommand {
    /// Take a list of organizations into the directory: CSV, or a bundle of user-access brands
    Import {
        /// The list
        file: PathBuf,
        /// What the directory says where it is from
        #[arg(long, default_value = "list")]
        from: String,
    },
    /// Look at every member's public addresses now
    Check,
}

/// Does it.
pub async fn run(args: HubArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let mut settings = common.settings()?;
    settings.hub.get_or_insert_with(Hub::default);
    let store = common.open_store().await?;
    let mail = mail_settings(&settings)?;
    let hub = movement::services(&settings, &store, (settings.site(), mail))?;
    let hub = hub.context("the hub did not start")?;
    match args.what {
        HubCommand::Import { file, from } => {
            let bytes = std::fs::read(&file)
                .with_context(|| format!("{} could not be read", file.display()))?;
            let outcome = directory::import::take(&hub, &from, &bytes).await;
            let outcome = outcome.map_err(|why| anyhow!(why))?;
            for (line, why) in &outcome.refused {
                eprintln!("line {line}: {why}");
            }
            if common.json {
                let refused = outcome.refused.len();
                let (added, known) = (outcome.added, outcome.known);
                println!(
                    "{}",
                    serde_json::json!({ "added": added, "known": known, "refused": refused })
                );
            } else {
                println!(
                    "{} new, {} known already, {} not taken",
                    outcome.added,
                    outcome.known,
                    outcome.refused.len()
                );
            }
            let is_whole = outcome.refused.is_empty();
            Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        HubCommand::Check => {
            worker::look_at_all(&hub).await?;
            println!("every member was looked at");
            Ok(ExitCode::SUCCESS)
        }
    }
}
