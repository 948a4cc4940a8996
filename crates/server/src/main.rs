//! The `bluebutton` program: settings, commands, start and stop.

mod bench;
mod clock;
mod commands;
mod door;
mod movement;
mod sending;
mod settings;

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::time::Duration;

use bluebutton_exchange::typeset;
use clap::{Parser, Subcommand};

use commands::{Common, LogFormat};

/// Give people their health records: view, download, transmit.
#[derive(Parser)]
#[command(name = "bluebutton", version, max_term_width = 100)]
#[command(
    after_help = "Examples:\n  bluebutton demo\n  bluebutton serve --data /var/lib/bluebutton\n  \
    bluebutton import records/ --data /var/lib/bluebutton"
)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start everything with sample people in a throw-away folder
    Demo(commands::demo::DemoArgs),
    /// Start the server; creates what is missing
    Serve(commands::serve::ServeArgs),
    /// Take in records: files, folders, - for standard input
    Import(commands::import::ImportArgs),
    /// Write a record to a file: PDF, web page, text, C-CDA or FHIR
    Download(commands::download::DownloadArgs),
    /// Turn a file into another format, without a database
    Convert(commands::convert::ConvertArgs),
    /// What came and could not be taken: list, show, retry, remove
    Quarantine(commands::quarantine::QuarantineArgs),
    /// Put two records of one person together, take them apart, erase a record
    Patient(commands::patient::PatientArgs),
    /// Make accounts and invitations, set passwords
    Account(commands::account::AccountArgs),
    /// Send a record to a Direct or e-mail address
    Send(commands::send::SendArgs),
    /// Do jobs (sending) beside the server
    Worker(commands::worker::WorkerArgs),
    /// What is still to be done: list, retry, park
    Jobs(commands::jobs::JobsArgs),
    /// How soon patients can see what was done, how many use it, how soon requests are answered
    Measures(commands::measures::MeasuresArgs),
    /// Keep everything as of this moment in a folder of backups, sealed, while all goes on
    Backup(commands::backup::BackupArgs),
    /// Bring a backup back into an empty folder, and verify it
    Restore(commands::backup::RestoreArgs),
    /// The root key: change it while everything goes on
    #[command(subcommand)]
    Keys(commands::keys::KeysCommand),
    /// Check every record and the whole audit trail; name what was altered
    Verify(commands::verify::VerifyArgs),
    /// Make anew what is derived from records, where the rules have changed
    Reindex(commands::reindex::ReindexArgs),
    /// The pledge hub: take in lists of organizations, check what members serve
    Hub(commands::hub::HubArgs),
    /// Measure how fast it is on this machine
    Bench(commands::bench::BenchArgs),
    /// Bring the database up to date and say its version
    Migrate(commands::migrate::MigrateArgs),
    /// Set papers that come in on standard input: what the server starts for its PDFs
    #[command(hide = true)]
    Typeset,
}

/// Pages and imports are made of millions of small pieces, which other threads free than those that made
/// them: with jemalloc 64 people were answered three quarters faster than with glibc's allocator, an import
/// took a fifth less time, and what was freed goes back to the system (`docs/reliability.md`). How soon, the
/// build says (`.cargo/config.toml`).
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// What is under way when everything else is over has so long to end.
const STOPPING_TIME_MAX: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    // Whatever this program makes, nobody else on the machine reads: database, files, what is downloaded.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let cli = Cli::parse();
    if matches!(cli.command, Command::Typeset) {
        return commands::typeset();
    }
    start_log(&cli.command, cli.common.log_format);
    // By this name the running program is found even when its file was replaced by a newer one.
    typeset::in_processes_of("/proc/self/exe".into());
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("bluebutton: the program could not start its threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    let code = match runtime.block_on(run(cli)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("bluebutton: {error:#}");
            ExitCode::FAILURE
        }
    };
    // What is still waiting for a pipe that nobody writes to does not keep the program alive.
    runtime.shutdown_timeout(STOPPING_TIME_MAX);
    code
}

fn is_server(command: &Command) -> bool {
    matches!(command, Command::Demo(_) | Command::Serve(_) | Command::Worker(_))
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let common = &cli.common;
    match cli.command {
        Command::Demo(args) => commands::demo::run(args, common).await,
        Command::Serve(args) => commands::serve::run(args, common).await,
        Command::Import(args) => commands::import::run(args, common).await,
        Command::Download(args) => commands::download::run(args, common).await,
        Command::Convert(args) => commands::convert::run(args, common).await,
        Command::Quarantine(args) => commands::quarantine::run(args, common).await,
        Command::Patient(args) => commands::patient::run(args, common).await,
        Command::Account(args) => commands::account::run(args, common).await,
        Command::Send(args) => commands::send::run(args, common).await,
        Command::Worker(args) => commands::worker::run(args, common).await,
        Command::Jobs(args) => commands::jobs::run(args, common).await,
        Command::Measures(args) => commands::measures::run(args, common).await,
        Command::Backup(args) => commands::backup::run(args, common).await,
        Command::Keys(command) => commands::keys::run(command, common).await,
        Command::Restore(args) => commands::backup::restore(args, common).await,
        Command::Verify(args) => commands::verify::run(args, common).await,
        Command::Reindex(args) => commands::reindex::run(args, common).await,
        Command::Hub(args) => commands::hub::run(args, common).await,
        Command::Bench(args) => commands::bench::run(args, common).await,
        Command::Migrate(args) => commands::migrate::run(args, common).await,
        Command::Typeset => Ok(commands::typeset()),
    }
}

/// The log on standard error; more of it with `BLUEBUTTON_LOG=debug`. Servers tell what they do; a
/// command tells its user, and logs what is wrong; so does the demo, whose user looks for the address.
fn start_log(command: &Command, format: LogFormat) {
    let tells = is_server(command) && !matches!(command, Command::Demo(_));
    let level = if tells { "warn,bluebutton=info" } else { "warn" };
    let filter = tracing_subscriber::EnvFilter::try_from_env("BLUEBUTTON_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => log.json().flatten_event(true).with_current_span(false).init(),
    }
}
