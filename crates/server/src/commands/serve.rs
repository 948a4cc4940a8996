//! `bluebutton serve`: the server.

use std::process::ExitCode;

use super::Common;

/// Options of `serve`.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  bluebutton serve --data /var/lib/bluebutton --listen 127.0.0.1:8080"
)]
pub struct ServeArgs {
    /// Where to listen [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<std::net::SocketAddr>,
}

/// Serves until it is told to stop.
pub async fn run(args: ServeArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let mut settings = common.settings()?;
    if let Some(listen) = args.listen {
        if settings.public_url == format!("http://{}", settings.listen) {
            settings.public_url = format!("http://{listen}");
        }
        settings.listen = listen;
    }
    let _store = super::open_store(&settings).await?;
    anyhow::bail!("the portal is not built yet")
}
