//! `bluebutton serve`: the server.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use bluebutton_exchange::worker;
use bluebutton_portal::Services;
use bluebutton_record::limits::SMALL_SITE_PEOPLE_MAX;
use bluebutton_store::Store;
use tokio::sync::watch;

use super::Common;
use crate::door::{self, Certificates, Door};
use crate::movement;
use crate::sending::mail_settings;
use crate::settings::Settings;

/// Options of `serve`.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  bluebutton serve --data /var/lib/bluebutton --listen 127.0.0.1:8080"
)]
pub struct ServeArgs {
    /// Where to listen [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
}

/// Serves until it is told to stop.
pub async fn run(args: ServeArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let mut settings = common.settings()?;
    if let Some(listen) = args.listen {
        settings.set_listen(listen);
    }
    let stop = stop_signal();
    let door = open(&settings, &stop).await?;
    // Where any free port was asked for, it is known now.
    settings.set_listen(door.listener.local_addr()?);
    let store = super::open_store(&settings).await?;
    tokio::spawn(names_at_hand(store.clone()));
    tokio::spawn(warn_of_many(store.clone()));
    let mail = mail_settings(&settings)?;
    let services = Services::new(store.clone(), settings.site())
        .with_mail(mail.clone())
        .with_providers(settings.providers()?);
    let hub = movement::services(&settings, &store, (settings.site(), mail.clone()))?;
    let working = tokio::spawn(worker::run(store.for_work(), mail, stop.clone()));
    let moving =
        hub.clone().map(|hub| tokio::spawn(bluebutton_hub::worker::run(hub, stop.clone())));
    eprintln!("Blue Button is at {}", settings.public_url);
    let api = movement::api(&settings, &store, settings.site());
    door.serve(movement::pages(services, api, hub.as_ref()), stop).await;
    working.await.context("the worker failed")?;
    if let Some(moving) = moving {
        moving.await.context("the hub's worker failed")?;
    }
    store.audit().checkpoint().await?;
    Ok(ExitCode::SUCCESS)
}

/// Reads the names of practitioners and organizations before a page asks for them: of very many that takes
/// longer than anybody waits. Where it fails, the first page that asks reads them.
async fn names_at_hand(store: Store) {
    if let Err(error) = store.directory().names().await {
        tracing::warn!(%error, "the names of the directory could not be read yet");
    }
}

/// Says so where the site takes name and birth date for proof and has grown too large for that. The page
/// *Who is who* says it to staff as well.
async fn warn_of_many(store: Store) {
    match store.matching().believes_too_much().await {
        Ok(true) => tracing::warn!(
            event = "name-and-birth-date",
            people_max = SMALL_SITE_PEOPLE_MAX,
            "too many people are here to take a name and a birth date for proof: two of them may share \
             both; set [matching] name_and_birth_date = \"ask\""
        ),
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "whether there are many records could not be seen"),
    }
}

/// The door of these settings, and what is to be said about it.
async fn open(settings: &Settings, stop: &watch::Receiver<bool>) -> anyhow::Result<Door> {
    if settings.is_exposed() {
        tracing::warn!(
            event = "plain-http",
            listen = %settings.listen,
            "records and passwords cross the network for all to read: give [tls] or proxies"
        );
    }
    let mut door = Door::plain(door::listen(settings.listen).await?);
    door.proxies.clone_from(&settings.proxies);
    if let Some(tls) = &settings.tls {
        let certificates = Arc::new(Certificates::load(&tls.certificate, &tls.key)?);
        tokio::spawn(certificates.clone().keep_fresh(stop.clone()));
        door.certificates = Some(certificates);
    }
    Ok(door)
}

/// Turns true at Ctrl-C or at the `TERM` that systemd sends.
pub fn stop_signal() -> watch::Receiver<bool> {
    let (tell, hear) = watch::channel(false);
    tokio::spawn(async move {
        let terminated = async {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut signal) => signal.recv().await,
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated => {}
        }
        let _ = tell.send(true);
        // The sender stays until the program ends: dropping it would look like a stop.
        std::future::pending::<()>().await;
    });
    hear
}
