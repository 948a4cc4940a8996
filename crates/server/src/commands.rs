//! The commands, one file each, and the options they share.

pub mod account;
pub mod backup;
pub mod bench;
pub mod convert;
pub mod demo;
pub mod download;
pub mod hub;
pub mod import;
pub mod jobs;
pub mod keys;
pub mod measures;
pub mod migrate;
pub mod patient;
mod prompt;
pub mod quarantine;
pub mod reindex;
pub mod send;
pub mod serve;
pub mod verify;
pub mod worker;

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use bluebutton_crypto::SystemRandom;
use bluebutton_exchange::typeset;
use bluebutton_store::{OpenOptions, Store};

use crate::clock;
use crate::settings::Settings;

/// Options that every command takes.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Common {
    /// Folder for the embedded database, files and keys [default: ./bluebutton-data]
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// PostgreSQL instead of the embedded database: postgres://user@host/name
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// Settings file (TOML); docs/bluebutton.toml explains every key
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// How the log is written: for people, or one JSON object a line for syslog and SIEM
    #[arg(long, global = true, value_enum, default_value_t, env = "BLUEBUTTON_LOG_FORMAT")]
    pub log_format: LogFormat,
    /// Print the result as JSON
    #[arg(long, global = true)]
    pub json: bool,
}

/// How the log is written.
#[derive(clap::ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

impl Common {
    /// The settings: file, then `BLUEBUTTON_*` variables, then these options.
    pub fn settings(&self) -> anyhow::Result<Settings> {
        Settings::load(self)
    }

    /// Opens the store that the settings name; makes it where there is none.
    pub async fn open_store(&self) -> anyhow::Result<Store> {
        open_store(&self.settings()?).await.map(|store| store.for_work())
    }

    /// Opens the store that the settings name. For commands that have nothing to do in an empty one: a
    /// mistyped folder must not look like one in which all is well.
    pub async fn open_existing_store(&self) -> anyhow::Result<Store> {
        let settings = self.settings()?;
        if settings.database.is_none() && !Store::is_in(&settings.data) {
            anyhow::bail!(
                "there are no records in {}: name their folder with --data",
                settings.data.display()
            );
        }
        open_store(&settings).await.map(|store| store.for_work())
    }

    /// Whether progress is drawn as a bar (a terminal), or told in plain lines.
    pub fn draws_progress(&self) -> bool {
        !self.json && std::io::stderr().is_terminal()
    }
}

/// Sets papers until standard input ends: a process of the server's own, with bounded memory.
pub fn typeset() -> ExitCode {
    match typeset::limit_memory().and_then(|()| typeset::work()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Opens the store of these settings.
pub async fn open_store(settings: &Settings) -> anyhow::Result<Store> {
    let opened = Store::open(OpenOptions {
        data: settings.data.clone(),
        database: settings.database.clone(),
        root_key: settings.root_key()?,
        clock: clock::system(),
        random: Arc::new(SystemRandom),
    })
    .await;
    let store = opened.with_context(|| {
        format!("the records in {} could not be opened", settings.data.display())
    })?;
    store.set_time_zone(settings.time_zone.clone());
    store.set_separate_duties(settings.staff.separate_duties);
    store.set_holidays(settings.holidays.clone());
    store.set_own_sources(&settings.own_sources);
    store.set_topics(settings.privacy.topics.clone());
    store.set_minors(settings.minors.clone());
    store.access().set_site_terms(settings.privacy.terms.clone());
    if let Some(file) = settings.checkpoint_file.clone() {
        store.set_witness_file(file);
    }
    Ok(store.telling_apart_by(settings.who_is_who.clone()))
}
