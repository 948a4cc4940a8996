//! Reads every XML file of a folder as C-CDA and prints what came of it as a Markdown table, as it
//! stands in `docs/corpus.md`:
//!
//! `cargo run --release -p bluebutton-formats --example corpus -- DIR [--issues] [--show FILE] [--time]`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use bluebutton_formats::read::ccda;
use bluebutton_record::Reading;
use bluebutton_record::json::{Document, Value};
use bluebutton_record::outcomes::EntryCounts;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let Some(folder) = arguments.iter().find(|argument| !argument.starts_with("--")) else {
        eprintln!("usage: corpus DIR-OR-FILE [--issues] [--show] [--time]");
        std::process::exit(2);
    };
    let mut files = Vec::new();
    collect(Path::new(folder), &mut files);
    files.sort();
    if has("--show") {
        for file in &files {
            show(file);
        }
    } else if has("--time") {
        for file in &files {
            time(file);
        }
    } else {
        table(Path::new(folder), &files, has("--issues"));
    }
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_file() {
        files.push(path.to_owned());
        return;
    }
    let Ok(entries) = std::fs::read_dir(path) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() || path.extension().is_some_and(|extension| extension == "xml") {
            collect(&path, files);
        }
    }
}

/// Prints what one document became.
fn show(file: &Path) {
    let reading = ccda::read(&std::fs::read(file).unwrap_or_default());
    for item in &reading.items {
        println!("{}", item.json);
    }
    for issue in &reading.issues {
        eprintln!("{:?} {:?} {}", issue.severity, issue.place, issue.message);
    }
    for rejected in &reading.rejected {
        eprintln!("{:?} {}", rejected.issue.place, rejected.issue.message);
    }
}

/// How long it takes to read one document, the shortest of many: on a busy machine the others
/// measure who else is working.
fn time(file: &Path) {
    let bytes = std::fs::read(file).unwrap_or_default();
    let mut best = f64::INFINITY;
    for _ in 0..1_000 {
        let start = Instant::now();
        std::hint::black_box(ccda::read(std::hint::black_box(&bytes)));
        best = best.min(start.elapsed().as_secs_f64());
    }
    let rate = 1.0 / best;
    println!(
        "{} ({} bytes): {:.2} ms, {rate:.0} a second",
        file.display(),
        bytes.len(),
        best * 1e3
    );
}

/// What was counted in one folder.
#[derive(Default)]
struct Counts {
    files: usize,
    documents: usize,
    sections: usize,
    entries: EntryCounts,
    resources: usize,
    notes: usize,
    warnings: usize,
}

fn table(top: &Path, files: &[PathBuf], list_issues: bool) {
    let mut folders: BTreeMap<String, Counts> = BTreeMap::new();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut issues: BTreeMap<String, usize> = BTreeMap::new();
    for file in files {
        let Ok(bytes) = std::fs::read(file) else { continue };
        let reading = ccda::read(&bytes);
        let inside = file.strip_prefix(top).unwrap_or(file);
        let folder = inside.parent().map(|parent| parent.display().to_string()).unwrap_or_default();
        let counts = folders.entry(folder).or_default();
        count(&reading, counts);
        for item in &reading.items {
            *kinds.entry(item.kind.to_string()).or_default() += 1;
        }
        let rejected = reading.rejected.iter().map(|rejected| &rejected.issue);
        for issue in reading.issues.iter().chain(rejected) {
            *issues.entry(format!("{:?}: {}", issue.severity, issue.message)).or_default() += 1;
            if list_issues {
                eprintln!("{} {:?} {}", inside.display(), issue.place, issue.message);
            }
        }
    }
    println!(
        "| Folder | Files | Documents | Sections | Entries | Mapped | In words | Blank | Not understood | \
         Resources | Notes | Warnings |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    for (folder, c) in &folders {
        let e = c.entries;
        println!(
            "| {folder} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            c.files,
            c.documents,
            c.sections,
            e.total(),
            e.mapped,
            e.as_text,
            e.blank,
            e.not_understood,
            c.resources,
            c.notes,
            c.warnings
        );
    }
    println!("\n| Resource | Number |\n|---|---:|");
    for (kind, count) in &kinds {
        println!("| {kind} | {count} |");
    }
    println!("\n| Issue | Number |\n|---|---:|");
    for (issue, count) in &issues {
        println!("| {issue} | {count} |");
    }
}

fn count(reading: &Reading, counts: &mut Counts) {
    use bluebutton_record::reading::Severity;
    counts.files += 1;
    counts.resources += reading.items.len();
    counts.entries.add(EntryCounts::of(&reading.entries));
    counts.documents += usize::from(!reading.originals.is_empty());
    let of = |severity| reading.issues.iter().filter(|issue| issue.severity == severity).count();
    counts.notes += of(Severity::Note);
    counts.warnings += of(Severity::Warning);
    for item in reading.items.iter().filter(|item| &*item.kind == "Composition") {
        if let Ok(document) = Document::parse(&item.json) {
            sections(document.root(), counts);
        }
    }
}

fn sections(parent: Value<'_>, counts: &mut Counts) {
    for section in parent.each("section") {
        counts.sections += 1;
        sections(section, counts);
    }
}
