//! `bluebutton backup` and `restore`: everything there is, as of one moment, and back again.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use bluebutton_crypto::SystemRandom;
use bluebutton_store::backup::{self, BackupPlace, BackupReport};
use bluebutton_store::{OpenOptions, Store};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::Common;
use crate::clock;

/// Options of `backup`.
#[derive(Args)]
#[command(after_help = "Examples:\n  bluebutton backup /mnt/backups/bluebutton\n  \
    bluebutton backup /mnt/backups/bluebutton --list\n  \
    bluebutton backup s3://bucket/bluebutton\n\n\
    The server may go on. What did not change since the last backup is not written again.\n\
    The root key (DATA/keys/root) is in no backup: keep a copy of it elsewhere, or none can be opened.")]
pub struct BackupArgs {
    /// The folder of the backups, or s3://bucket/folder (with the AWS_… variables)
    #[arg(value_name = "PLACE")]
    to: String,
    /// Only list the backups that lie there
    #[arg(long)]
    list: bool,
}

/// Options of `restore`.
#[derive(Args)]
#[command(
    after_help = "Example:\n  install -D -m 600 root.key /var/lib/bluebutton-new/keys/root\n  \
    bluebutton restore /mnt/backups/bluebutton --data /var/lib/bluebutton-new\n\n\
    Restores into an empty folder and database only. At the end everything is verified."
)]
pub struct RestoreArgs {
    /// The folder of the backups, or s3://bucket/folder (with the AWS_… variables)
    #[arg(value_name = "PLACE")]
    from: String,
    /// Which backup, as `backup --list` names it [default: the newest]
    #[arg(long, value_name = "NAME")]
    backup: Option<String>,
}

/// Makes a backup.
pub async fn run(args: BackupArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let place = BackupPlace::named(&args.to)?;
    if args.list {
        let names = place.backups().await?;
        if common.json {
            println!("{}", serde_json::json!({ "backups": names }));
        } else {
            for name in names {
                println!("{name}");
            }
        }
        return Ok(ExitCode::SUCCESS);
    }
    let store = common.open_existing_store().await?;
    let teller = teller(common)?;
    let made = store.backup(&place, |report| told(&teller, report)).await?;
    teller.finish_and_clear();
    if common.json {
        println!("{:#}", json(&made));
    } else {
        println!(
            "The backup {} holds {} rows and {} files; {} of {} new pieces were written.",
            made.name,
            made.rows,
            made.files,
            megabytes(made.written_bytes),
            made.written
        );
        println!("The root key is not in it: keep a copy of it elsewhere.");
    }
    Ok(ExitCode::SUCCESS)
}

/// Restores a backup and verifies everything.
pub async fn restore(args: RestoreArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let settings = common.settings()?;
    if !args.from.starts_with("s3://") && !Path::new(&args.from).is_dir() {
        anyhow::bail!("there is no folder {}", args.from);
    }
    let place = BackupPlace::named(&args.from)?;
    let options = || -> anyhow::Result<OpenOptions> {
        Ok(OpenOptions {
            data: settings.data.clone(),
            database: settings.database.clone(),
            root_key: settings.root_key()?,
            clock: clock::system(),
            random: std::sync::Arc::new(SystemRandom),
        })
    };
    let teller = teller(common)?;
    let name = args.backup.as_deref();
    let back = backup::restore(&options()?, &place, name, |report| told(&teller, report)).await?;
    teller.finish_and_clear();
    let store = Store::open(options()?).await.context("what was restored does not open")?;
    let check = store.verify(|_, _| {}).await?;
    if common.json {
        let mut report = json(&back);
        report["findings"] = check.findings.clone().into();
        println!("{report:#}");
    } else {
        println!(
            "Restored {}: {} rows and {} files. {} records were verified, with {} findings.",
            back.name,
            back.rows,
            back.files,
            check.records,
            check.findings.len()
        );
        for finding in &check.findings {
            println!("ALTERED: {}", bluebutton_record::signs::one_line(finding));
        }
    }
    Ok(if check.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn teller(common: &Common) -> anyhow::Result<ProgressBar> {
    let bar =
        if common.draws_progress() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
    bar.set_style(ProgressStyle::with_template("{spinner} {msg}")?);
    Ok(bar)
}

fn told(bar: &ProgressBar, report: &BackupReport) {
    let written = megabytes(report.written_bytes);
    bar.set_message(format!("{} rows, {} files, {written}", report.rows, report.files));
    bar.tick();
}

fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
}

fn json(report: &BackupReport) -> serde_json::Value {
    serde_json::json!({
        "backup": report.name,
        "rows": report.rows,
        "files": report.files,
        "written": report.written,
        "written_bytes": report.written_bytes,
    })
}
