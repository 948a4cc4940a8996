//! `bluebutton bench`: how fast it is on this machine.

use std::path::PathBuf;
use std::process::ExitCode;

use super::Common;
use crate::bench::load::{self, LoadPlan};
use crate::bench::{self, Plan, table};

/// Options of `bench`.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  bluebutton bench\n  bluebutton bench --patients 500 --seed 7 --json\n  \
    bluebutton bench --folder synthea/\n  bluebutton bench load\n\n\
    Works in a throw-away folder; your records are not touched. Build with --release first."
)]
pub struct BenchArgs {
    /// How many made-up people
    #[arg(long, default_value_t = 100)]
    patients: u64,
    /// The seed they come from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// About how many resources each of them has
    #[arg(long, default_value_t = 1_000)]
    resources: usize,
    /// How many resources the very large record has (0: leave it out)
    #[arg(long, default_value_t = 131_000)]
    large: usize,
    /// A folder of records instead of made-up people
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    #[command(subcommand)]
    what: Option<BenchWhat>,
}

#[derive(clap::Subcommand)]
enum BenchWhat {
    /// Many people at once: signed in, each in their own record, over real pages
    Load {
        /// How many people
        #[arg(long, default_value_t = 64)]
        people: u64,
        /// For how long
        #[arg(long, default_value_t = 60)]
        seconds: u64,
        /// About how many resources each of them has
        #[arg(long, default_value_t = 1_000)]
        resources: usize,
    },
}

/// Measures and prints the table.
pub async fn run(args: BenchArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let settings = common.settings()?;
    let folder = tempfile::Builder::new().prefix("bluebutton-bench-").tempdir()?;
    if let Some(BenchWhat::Load { people, seconds, resources }) = args.what {
        let plan = LoadPlan { people, seconds, resources, database: settings.database };
        print(&load::measure(&plan, folder.path()).await?, common);
        return Ok(ExitCode::SUCCESS);
    }
    let plan = Plan {
        patients: args.patients,
        seed: args.seed,
        resources: args.resources,
        large: args.large,
        folder: args.folder,
        database: settings.database,
    };
    print(&bench::run(&plan, folder.path()).await?, common);
    Ok(ExitCode::SUCCESS)
}

fn print(figures: &[table::Figure], common: &Common) {
    if common.json {
        let figures: Vec<_> = figures.iter().map(table::Figure::json).collect();
        println!("{:#}", serde_json::Value::Array(figures));
    } else {
        print!("{}", table::table(figures));
    }
}
