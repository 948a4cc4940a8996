//! `bluebutton bench`: how fast it is on this machine.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bluebutton_record::matching::{NameAndBirthDate, Policy};
use clap::builder::{PossibleValuesParser, TypedValueParser as _};

use super::Common;
use crate::bench::load::{self, LoadPlan};
use crate::bench::{self, Plan, table};

/// Options of `bench`.
#[derive(clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  bluebutton bench\n  bluebutton bench --patients 500 --seed 7 --json\n  \
    bluebutton bench --folder synthea/\n  bluebutton bench load\n  \
    bluebutton bench matching --people 10000 --documents 40000\n  \
    bluebutton bench matching --folder small-clinic/ --name-and-birth-date same\n\n\
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
    /// The Patient file of a bulk export with very many people, imported (4 kB of disk for each, in TMPDIR)
    Bulk {
        /// How many people
        #[arg(long, default_value_t = 100_000)]
        people: u64,
    },
    /// The directory of the pledge hub: searches, and the page of one organization
    Hub {
        /// How many organizations
        #[arg(long, default_value_t = 50_000)]
        organizations: usize,
        /// About how many checks
        #[arg(long, default_value_t = 1_000_000)]
        checks: usize,
    },
    /// Who is who: false merges, false splits and what goes to staff, over people whose truth is known
    Matching(MatchingArgs),
}

/// Options of `bench matching`.
#[derive(clap::Args)]
struct MatchingArgs {
    /// How many made-up people
    #[arg(long, default_value_t = 10_000)]
    people: usize,
    /// How many documents of theirs
    #[arg(long, default_value_t = 40_000)]
    documents: usize,
    /// The seed they come from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A folder of files instead, in which people are told apart by full name and birth date; may be
    /// given several times
    #[arg(long, value_name = "DIR")]
    folder: Vec<PathBuf>,
    /// What full name and birth date prove where nothing else is told, instead of the settings' word
    #[arg(long, value_name = "ANSWER", value_parser = PossibleValuesParser::new(["ask", "same"])
        .map(|word| if word == "same" { NameAndBirthDate::Same } else { NameAndBirthDate::Ask }))]
    name_and_birth_date: Option<NameAndBirthDate>,
}

/// Measures and prints the table.
pub async fn run(args: BenchArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let settings = common.settings()?;
    let folder = tempfile::Builder::new().prefix("bluebutton-bench-").tempdir()?;
    match args.what {
        Some(BenchWhat::Load { people, seconds, resources }) => {
            let plan = LoadPlan { people, seconds, resources, database: settings.database };
            print(&load::measure(&plan, folder.path()).await?, common);
            return Ok(ExitCode::SUCCESS);
        }
        Some(BenchWhat::Bulk { people }) => {
            let measured = bench::many::measure_bulk(people, folder.path(), settings.database);
            print(&measured.await?, common);
            return Ok(ExitCode::SUCCESS);
        }
        Some(BenchWhat::Hub { organizations, checks }) => {
            let size = (organizations, checks);
            print(&bench::hub::measure(&settings, folder.path(), size).await?, common);
            return Ok(ExitCode::SUCCESS);
        }
        Some(BenchWhat::Matching(args)) => return run_matching(args, common, folder.path()).await,
        None => {}
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

async fn run_matching(
    args: MatchingArgs,
    common: &Common,
    in_folder: &Path,
) -> anyhow::Result<ExitCode> {
    let settings = common.settings()?;
    let ground = bench::Ground::in_folder(in_folder, settings.database.clone());
    let MatchingArgs { people, documents, seed, folder: folders, name_and_birth_date } = args;
    let plan = bench::matching::MatchingPlan { people, documents, seed, folders };
    let name_and_birth_date =
        name_and_birth_date.unwrap_or(settings.who_is_who.name_and_birth_date);
    let policy = Policy { name_and_birth_date, ..settings.who_is_who };
    let store = ground.open().await?.telling_apart_by(policy);
    let outcome = bench::matching::run(&plan, store).await?;
    if common.json {
        println!("{:#}", outcome.json());
    } else {
        println!("{}", outcome.lines());
    }
    Ok(if outcome.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
