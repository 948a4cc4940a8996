//! `bluebutton import`: files, folders and standard input into records.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use bluebutton_exchange::import::{Event, FileReport, ImportSummary, Importer, Source};
use bluebutton_record::outcomes::{Became, EntryCounts, EntryOutcome};
use bluebutton_record::reading::{Issue, Place, Severity};
use bluebutton_record::{Language, Words, signs};
use indicatif::{ProgressBar, ProgressStyle};

use super::Common;
use crate::bench::process::memory_peak_bytes;

/// Options of `import`.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  bluebutton import ccd.xml bundle.json\n  \
    bluebutton import export/ --source https://fhir.example.org/r4\n  \
    zcat Observation.ndjson.gz | bluebutton import -\n\n\
    FHIR R4 Bundles, resources and NDJSON, C-CDA documents; plain, gz, zst or zip; told by their \
    content. Importing again is safe: what is there already is not doubled.\n\
    Ends with 0 when everything was taken, with 1 when something was not (it is named, and kept in \
    quarantine).")]
pub struct ImportArgs {
    /// Files and folders; - is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Name of the system the data comes from, where the data does not say
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
}

/// Imports everything and prints what came in.
pub async fn run(args: ImportArgs, common: &Common) -> anyhow::Result<ExitCode> {
    let store = common.open_store().await?;
    let sources = args.paths.into_iter().map(|path| match path.to_str() {
        Some("-") => Source::StandardInput,
        _ => Source::Path(path),
    });
    let bar = if common.draws_progress() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    bar.set_style(ProgressStyle::with_template(
        "{bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left  {wide_msg}",
    )?);
    let teller = Arc::new(Teller { bar: bar.clone(), is_json: common.json });
    let telling = teller.clone();
    let importer = Importer::new(store.clone())
        .from_system(args.source)
        .telling(move |event| telling.hear(event));
    let summary = importer.run(sources.collect()).await?;
    if let Err(error) = store.patients().settle_tokens().await {
        tracing::warn!(%error, "what people are found by was not put in order, and will be later");
    }
    bar.finish_and_clear();
    if common.json {
        say(&format!("{:#}", json(&summary)));
    } else {
        say(&totals(&summary));
    }
    Ok(if summary.is_whole() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Shows progress and each file's report as it is done. A line is printed only when everything that the
/// file brought is on disk.
struct Teller {
    bar: ProgressBar,
    is_json: bool,
}

impl Teller {
    fn hear(&self, event: Event) {
        match event {
            Event::Planned { bytes, .. } => self.bar.set_length(bytes),
            Event::Read(bytes) => self.bar.inc(bytes),
            Event::Done(report) if !self.is_json => {
                let text = lines_of(&report);
                self.bar.set_message(report.file);
                // With a bar on the screen, lines must go above it.
                if self.bar.is_hidden() {
                    say(&text);
                } else {
                    self.bar.println(text);
                }
            }
            Event::Done(_) => {}
        }
    }
}

/// Prints lines. That nobody reads them (`| head`) is no reason to stop an import.
pub(super) fn say(lines: &str) {
    let _ = writeln!(std::io::stdout(), "{}", signs::lines(lines));
}

/// A file's report in lines.
pub(super) fn lines_of(report: &FileReport) -> String {
    let mut text = format!("{}: {}", signs::one_line(&report.file), counted(&report.counts));
    if report.entry_counts.total() > 0 {
        text.push_str(&format!("\n  {}", entries_line(report.entry_counts)));
    }
    let told = report.entries.iter().filter(|entry| entry.became.rank() < 2);
    for entry in told.take(ISSUES_SHOWN) {
        let what = Words::of(Language::English).text(entry.became.word());
        let said = format!("{}{what}", place(&entry.place));
        text.push_str(&format!("\n  {}", signs::one_line(&said)));
    }
    let (first, rest) = report.issues.split_at(report.issues.len().min(ISSUES_SHOWN));
    for issue in first {
        text.push_str(&format!("\n  {}", issue_line(issue)));
    }
    let more = rest.len() + report.more_issues;
    if more > 0 {
        text.push_str(&format!("\n  … and {more} more; --json lists thousands of them"));
    }
    if report.quarantined > 0 {
        text.push_str(&format!("\n  {} kept in quarantine", report.quarantined));
    }
    text
}

/// What became of the entries of a document.
fn entries_line(counts: EntryCounts) -> String {
    let EntryCounts { mapped, as_text, blank, not_understood } = counts;
    let told = [
        (mapped, "in the record"),
        (as_text, "in the words of their sections only"),
        (blank, "with nothing to take"),
        (not_understood, "NOT UNDERSTOOD, in the original only"),
    ];
    let told = told.into_iter().filter(|(count, _)| *count > 0);
    let told: Vec<String> = told.map(|(count, what)| format!("{count} {what}")).collect();
    format!("entries of the document: {}", told.join(", "))
}

/// Where something stands, in front of what is said of it.
fn place(place: &Place) -> String {
    let line = place.line.map(|line| format!("line {line}"));
    let told: Vec<String> = line.into_iter().chain(place.path.clone()).collect();
    if told.is_empty() { String::new() } else { format!("{}: ", told.join(", ")) }
}

fn issue_line(issue: &Issue) -> String {
    let place = place(&issue.place);
    let said = format!("{}: {place}{}", severity(issue.severity), issue.message);
    // What a file says of itself is shown, and steers no terminal.
    signs::one_line(&said).into_owned()
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "NOT TAKEN",
    }
}

fn counted(counts: &BTreeMap<String, [usize; 3]>) -> String {
    let sum = |at: usize| counts.values().filter_map(|by| by.get(at)).sum::<usize>();
    let (new, changed, same) = (sum(0), sum(1), sum(2));
    if new + changed + same == 0 {
        return "nothing came in".to_owned();
    }
    let mut kinds: Vec<(usize, &String)> =
        counts.iter().map(|(kind, by)| (by.iter().sum(), kind)).collect();
    kinds.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let kinds: Vec<String> = kinds.iter().map(|(count, kind)| format!("{count} {kind}")).collect();
    format!("{new} new, {changed} changed, {same} already there ({})", kinds.join(", "))
}

fn totals(summary: &ImportSummary) -> String {
    let whole = summary.files.iter().filter(|file| file.is_whole()).count();
    let mut text = format!(
        "{} of {} files taken whole: {}",
        whole,
        summary.files.len(),
        counted(&summary.counts())
    );
    let quarantined: usize = summary.files.iter().map(|file| file.quarantined).sum();
    if quarantined > 0 {
        text.push_str(&format!(
            "\n{quarantined} things are in quarantine: bluebutton quarantine list"
        ));
    }
    text
}

fn json(summary: &ImportSummary) -> serde_json::Value {
    let files: Vec<_> = summary.files.iter().map(json_of).collect();
    serde_json::json!({
        "is_whole": summary.is_whole(),
        "counts": json_counts(&summary.counts()),
        // The most that this took; not where the system does not say.
        "memory_peak_bytes": memory_peak_bytes(std::process::id()).ok(),
        "files": files,
    })
}

/// A file's report for programs.
pub(super) fn json_of(report: &FileReport) -> serde_json::Value {
    let issue = |issue: &Issue| {
        serde_json::json!({
            "severity": match issue.severity {
                Severity::Note => "note",
                Severity::Warning => "warning",
                Severity::Error => "error",
            },
            "line": issue.place.line,
            "path": issue.place.path,
            "message": issue.message,
        })
    };
    serde_json::json!({
        "file": report.file,
        "is_whole": report.is_whole(),
        "counts": json_counts(&report.counts),
        "patients": report.patients,
        "quarantined": report.quarantined,
        "entry_counts": report.entry_counts.named().into_iter().collect::<BTreeMap<_, _>>(),
        "entries": report.entries.iter().map(json_entry).collect::<Vec<_>>(),
        "issues": report.issues.iter().map(issue).collect::<Vec<_>>(),
        "more_issues": report.more_issues,
    })
}

/// What became of an entry, for programs.
fn json_entry(entry: &EntryOutcome) -> serde_json::Value {
    let (became, ids) = match &entry.became {
        Became::Mapped(ids) => ("mapped", ids.as_slice()),
        Became::AsText => ("as-text", &[][..]),
        Became::Blank(_) => ("blank", &[][..]),
        Became::NotUnderstood => ("not-understood", &[][..]),
    };
    serde_json::json!({
        "line": entry.place.line,
        "path": entry.place.path,
        "became": became,
        "because": match entry.became {
            Became::Blank(reason) => Some(reason.word().trim_start_matches("entry-blank-")),
            _ => None,
        },
        "ids": ids,
    })
}

fn json_counts(counts: &BTreeMap<String, [usize; 3]>) -> serde_json::Value {
    let by_kind = counts.iter().map(|(kind, [new, changed, same])| {
        (kind.clone(), serde_json::json!({ "new": new, "changed": changed, "same": same }))
    });
    serde_json::Value::Object(by_kind.collect())
}

/// So many issues of one file are printed; more nobody reads.
const ISSUES_SHOWN: usize = 10;
