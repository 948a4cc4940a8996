//! `bluebutton serve`: the server.

use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::Context as _;
use bluebutton_exchange::worker;
use bluebutton_portal::Services;
use bluebutton_web::Site;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::Common;
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
    let listener = listen(settings.listen).await?;
    let store = super::open_store(&settings).await?;
    let mail = super::worker::mail_settings(&settings)?;
    let services = Services::new(store.clone(), site(&settings)).with_mail(mail.clone());
    let stop = stop_signal();
    let working = tokio::spawn(worker::run(store.clone(), mail, stop.clone()));
    eprintln!("Blue Button is at {}", settings.public_url);
    serve(listener, bluebutton_portal::router(services), stop).await?;
    working.await.context("the worker failed")?;
    store.audit().checkpoint().await?;
    Ok(ExitCode::SUCCESS)
}

/// Binds an address; the error says what to do.
pub async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("{address} can't be listened on; is another server there? Choose with --listen")
    })
}

/// What pages show or obey of the settings.
pub fn site(settings: &Settings) -> Site {
    Site {
        secure_cookies: settings.is_https(),
        behind_proxy: settings.behind_proxy,
        zone: settings.time_zone.clone(),
        ..Site::of(settings.organization.clone(), settings.public_url.clone())
    }
}

/// Answers requests until `stop` says so; requests under way are finished.
pub async fn serve(
    listener: TcpListener,
    router: axum::Router,
    mut stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, router)
        .with_graceful_shutdown(async move {
            // An error means that nobody is left who could tell us to stop.
            let _ = stop.wait_for(|stopped| *stopped).await;
        })
        .await
        .context("the server failed")
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
