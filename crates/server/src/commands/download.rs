//! `bluebutton download`: a record, or a part of it, in a file; the same files the portal gives.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use bluebutton_exchange::download::{self, File, Flowing, Format, Wish};
use bluebutton_record::selection::InParts;
use bluebutton_record::{Language, Section};
use bluebutton_store::{Action, Who};
use clap::builder::PossibleValuesParser;

use super::Common;
use super::account::must_be_known;
use crate::bench::process::memory_peak_bytes;

/// Options of `download`.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    bluebutton download --patient abcdefghijklm --format pdf -o record.pdf\n  \
    bluebutton download --patient abcdefghijklm --format ccda --from 2026-01-01 -o -")]
pub struct DownloadArgs {
    /// The patient's key
    #[arg(long, value_name = "ID")]
    patient: String,
    /// What kind of file
    #[arg(long, value_parser = formats())]
    format: String,
    /// From this day on
    #[arg(long, value_name = "DATE", default_value = "", hide_default_value = true)]
    from: String,
    /// Up to this day
    #[arg(long, value_name = "DATE", default_value = "", hide_default_value = true)]
    to: String,
    /// Only this section (may be repeated): medications, results, visits …
    #[arg(long, value_name = "SECTION", value_parser = sections())]
    section: Vec<String>,
    /// Only this visit: the id of its Encounter, or what stands last in the address of its page
    #[arg(long, value_name = "ID")]
    visit: Option<String>,
    /// Language of the words that are ours
    #[arg(long, default_value = "en", value_parser = ["en", "es"])]
    language: String,
    /// The file to write, - for standard output [default: health-record-DAY.ENDING]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Makes the file and says what is in it.
pub async fn run(args: DownloadArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let format = Format::parse(&args.format).context("there is no such format")?;
    let sections: Vec<&str> = args.section.iter().map(String::as_str).collect();
    let visit = args.visit.as_deref().map(|typed| visit_id(&args.patient, typed));
    let visit = visit.as_deref().unwrap_or_default();
    let asked = InParts { from: &args.from, to: &args.to, sections: &sections, visit };
    let selection = asked.read()?;
    let store = common.open_existing_store().await?;
    let patient = must_be_known(&store, &args.patient).await?;
    let action = Action::Download { format: format.slug(), selection: selection.clone() };
    let permit = store.access().open_to_read(&Who::Operator, &patient, action).await?;
    if let Some(visit) = &selection.visit {
        let record = store.records().open(&permit).await?;
        if record.versions(visit).await?.is_empty() {
            bail!("there is no visit {visit} in this record");
        }
    }
    let language = Language::parse(&args.language).unwrap_or_default();
    let organization = common.settings()?.organization;
    let wish = Wish { selection: &selection, language, organization: &organization };
    let flowing = download::flow(&store, &permit, format, wish).await?;
    take(flowing, args.output.as_deref(), common).await?;
    Ok(ExitCode::SUCCESS)
}

/// The id of a visit as it was typed: whole, as a reference, or its own part alone as in the address of its page.
fn visit_id(patient: &str, typed: &str) -> String {
    let typed = typed.strip_prefix("Encounter/").unwrap_or(typed);
    if typed.contains('.') { typed.to_owned() } else { format!("{patient}.{typed}") }
}

/// Writes a file while it is made. One that could not be finished does not stay.
async fn take(mut flowing: Flowing, to: Option<&Path>, common: &Common) -> anyhow::Result<()> {
    let own_name = PathBuf::from(&flowing.name);
    let to = to.unwrap_or(&own_name);
    let is_standard = to == Path::new("-");
    let mut out: Box<dyn Write + Send> = if is_standard {
        Box::new(std::io::stdout())
    } else {
        Box::new(private(to).with_context(|| could_not(to))?)
    };
    let mut bytes = 0;
    while let Some(piece) = flowing.pieces.recv().await {
        let written = piece.map_err(anyhow::Error::from).and_then(|piece| {
            bytes += piece.len();
            out.write_all(&piece).with_context(|| could_not(to))
        });
        if let Err(error) = written {
            if !is_standard {
                let _ = std::fs::remove_file(to);
            }
            return Err(error);
        }
    }
    out.flush().with_context(|| could_not(to))?;
    let manifest = flowing.manifest.await.context("the file was not made to its end")?;
    if !is_standard {
        say(to, (manifest.total(), bytes), flowing.media_type, common);
    }
    Ok(())
}

fn could_not(to: &Path) -> String {
    format!("{} could not be written", to.display())
}

/// Writes a file where it was asked for, and says so on standard error: standard output may be
/// the file.
pub(super) fn write(file: &File, to: Option<&Path>, common: &Common) -> anyhow::Result<()> {
    let own_name = PathBuf::from(&file.name);
    let to = to.unwrap_or(&own_name);
    if to == Path::new("-") {
        std::io::stdout().write_all(&file.bytes).context("standard output could not be written")?;
        return Ok(());
    }
    private(to).and_then(|mut out| out.write_all(&file.bytes)).with_context(|| could_not(to))?;
    say(to, (file.manifest.total(), file.bytes.len()), file.media_type, common);
    Ok(())
}

/// Says what is in the file.
fn say(to: &Path, (entries, bytes): (usize, usize), media_type: &str, common: &Common) {
    if common.json {
        let json = serde_json::json!({
            "file": to, "bytes": bytes, "entries": entries, "media_type": media_type,
            "memory_peak_bytes": memory_peak_bytes(std::process::id()).ok(),
        });
        println!("{json}");
    } else {
        eprintln!("{}: {entries} entries, {bytes} bytes", to.display());
    }
}

/// Creates a file that only its owner can read: it holds a health record.
fn private(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The words for formats.
pub(super) fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(Format::ALL.map(Format::slug))
}

fn sections() -> PossibleValuesParser {
    PossibleValuesParser::new(Section::ALL.map(Section::slug))
}
