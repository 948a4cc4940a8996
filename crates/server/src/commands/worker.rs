//! `bluebutton worker`: does jobs beside the server (which does them itself, too).

use std::process::ExitCode;

use anyhow::Context as _;
use bluebutton_exchange::worker;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::Common;
use crate::movement;
use crate::sending::mail_settings;

/// Options of `worker`.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  bluebutton worker --config /etc/bluebutton.toml\n\n\
    Several workers may run at once; stop one with Ctrl-C, it finishes what it has begun.")]
pub struct WorkerArgs {}

/// Works until it is told to stop.
pub async fn run(_args: WorkerArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let settings = common.settings()?;
    let store = super::open_store(&settings).await?;
    let mail = mail_settings(&settings)?;
    let (stop, stopped) = watch::channel(false);
    let hub = movement::services(&settings, &store, (settings.site(), mail.clone()))?;
    let moving = hub.map(|hub| tokio::spawn(bluebutton_hub::worker::run(hub, stopped.clone())));
    let working = tokio::spawn(worker::run(store, mail, stopped));
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted?,
        _ = terminate.recv() => {}
    }
    stop.send_replace(true);
    working.await.context("the worker stopped before its end")?;
    if let Some(moving) = moving {
        moving.await.context("the hub's worker stopped before its end")?;
    }
    Ok(ExitCode::SUCCESS)
}
