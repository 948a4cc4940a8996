//! `bluebutton migrate`: brings the tables up to date, for those who want it apart from `serve`.

use std::process::ExitCode;

use super::Common;

/// Options of `migrate`.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  bluebutton migrate --database postgres://bluebutton@db/records"
)]
pub struct MigrateArgs {
    /// Spread the tables over the nodes of a PostgreSQL with the extension Citus (docs/scale.md)
    #[arg(long)]
    pub distribute: bool,
}

/// Opening the store migrates it; every command does so. This one only says it.
pub async fn run(args: MigrateArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let store = common.open_store().await?;
    let patients = store.patients().count().await?;
    println!("The database is up to date. It holds {patients} patients.");
    if args.distribute {
        match store.distribute().await? {
            0 => println!("The tables are distributed already."),
            count => println!("{count} tables were distributed."),
        }
    }
    Ok(ExitCode::SUCCESS)
}
