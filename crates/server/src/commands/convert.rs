//! `bluebutton convert`: one file into another format, without a database.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use bluebutton_exchange::convert;
use bluebutton_exchange::download::{self, Format};
use bluebutton_formats::limits::UNPACKED_BYTES_MAX;
use bluebutton_record::reading::Severity;
use bluebutton_record::{Issue, Language, names::NamesOf};

use super::Common;
use super::download::{formats, write};
use crate::clock;
use crate::settings::Settings;

/// Options of `convert`.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    bluebutton convert summary.xml --to fhir -o summary.json\n  \
    bluebutton convert bundle.json.gz --to pdf --language es -o record.pdf")]
pub struct ConvertArgs {
    /// The file to read: FHIR R4 JSON, NDJSON or C-CDA, plain, gz or zst; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What kind of file to write
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    to: String,
    /// Which patient, from 1, where the file holds several
    #[arg(long, value_name = "N")]
    patient: Option<usize>,
    /// Language of the words that are ours
    #[arg(long, default_value = "en", value_parser = ["en", "es"])]
    language: String,
    /// The file to write, - for standard output [default: health-record-DAY.ENDING]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Reads, converts, writes; says on standard error what was not understood.
pub async fn run(args: ConvertArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let format = Format::parse(&args.to).context("there is no such format")?;
    let language = Language::parse(&args.language).unwrap_or_default();
    let Settings { organization, time_zone, .. } = common.settings()?;
    let bytes = input(&args.file)?;
    let now = clock::system()().to_zoned(time_zone);
    let shown = args.file.display();
    let converted = convert::read(&bytes, &now, language, &organization)
        .map_err(|error| anyhow::anyhow!("{shown}: {error}"))?;
    converted.issues.iter().for_each(tell);
    let count = converted.people.len();
    let wanted = match (count, args.patient) {
        (0, _) => bail!("{shown} holds no patient's record that we can read"),
        (1, None) => 1,
        (_, Some(wanted)) if (1..=count).contains(&wanted) => wanted,
        (_, Some(wanted)) => bail!("{shown} holds {count} patients, there is no number {wanted}"),
        (_, None) => bail!("{shown} holds {count} patients: say which with --patient 1 to {count}"),
    };
    let parts = converted.people.into_iter().nth(wanted - 1).context("no such patient")?;
    let names = NamesOf::new(&parts.directory);
    let file =
        tokio::task::spawn_blocking(move || download::write(format, &parts, &names)).await??;
    write(&file, args.output.as_deref(), common)?;
    Ok(ExitCode::SUCCESS)
}

fn input(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut read =
        |from: &mut dyn std::io::Read| from.take(UNPACKED_BYTES_MAX + 1).read_to_end(&mut bytes);
    let size = if path == Path::new("-") {
        read(&mut std::io::stdin().lock())
    } else {
        std::fs::File::open(path).and_then(|mut file| read(&mut file))
    };
    let size = size.with_context(|| format!("{} could not be read", path.display()))?;
    if size as u64 > UNPACKED_BYTES_MAX {
        bail!("{} is larger than 1 GB: import it instead", path.display());
    }
    Ok(bytes)
}

/// One line for what was not understood.
fn tell(issue: &Issue) {
    let word = match issue.severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "not taken",
    };
    let line = issue.place.line.map(|line| format!("line {line}"));
    let place: Vec<String> = line.into_iter().chain(issue.place.path.clone()).collect();
    eprintln!("{word}: {} {}", place.join(", "), issue.message);
}
