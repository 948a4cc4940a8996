//! Which files there are, and in which order: patients first, then what belongs to no patient,
//! then the rest, so that references find what they lead to.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use bluebutton_formats::read::container::{self, Wrapping, wrapping};
use bluebutton_formats::read::{Kind, detect};
use bluebutton_record::json::Document;
use bluebutton_record::normalize::{Class, class};
use bluebutton_record::reading::{Issue, Place, Severity};

use super::Source;
use super::report::{Event, Reports};
use crate::limits::IMPORT_TIMES_IN_MEMORY;

/// When a file's turn is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// Loose Patient resources.
    Patients,
    /// Loose resources that belong to no patient.
    Directory,
    /// Everything else.
    Rest,
}

/// A file to be read.
#[derive(Clone)]
pub(super) struct Unit {
    pub source: Source,
    pub name: String,
    pub bytes: u64,
    pub is_packed: bool,
    pub phase: Phase,
}

impl Unit {
    /// What reading it will hold in memory, roughly: packed records unpack ten times.
    pub(super) fn memory_mb(&self) -> u32 {
        let unpacked = if self.is_packed { self.bytes * 10 } else { self.bytes };
        let held = unpacked * IMPORT_TIMES_IN_MEMORY as u64;
        u32::try_from(held / (1024 * 1024)).unwrap_or(u32::MAX)
    }
}

/// Lists everything that was given.
pub(super) fn plan(sources: Vec<Source>, reports: &Reports) -> Vec<Unit> {
    let mut units = Vec::new();
    for source in sources {
        match source {
            Source::Path(path) => walk(&path, None, &mut units, reports),
            Source::StandardInput => units.push(unit(source, "standard input".to_owned(), 0)),
            Source::Bytes(ref name, ref bytes) => {
                let (name, size) = (name.clone(), bytes.len() as u64);
                units.push(unit(source, name, size));
            }
        }
    }
    let bytes = units.iter().map(|unit| unit.bytes).sum();
    reports.tell(Event::Planned { files: units.len(), bytes });
    units
}

fn unit(source: Source, name: String, bytes: u64) -> Unit {
    Unit { source, name, bytes, is_packed: false, phase: Phase::Rest }
}

/// Lists a file, or what is in a folder. `within` is the folder that was given, where this lies in one:
/// what somebody puts into a folder must not lead out of it, nor keep the import waiting for ever.
fn walk(path: &Path, within: Option<&Path>, units: &mut Vec<Unit>, reports: &Reports) {
    let name = path.display().to_string();
    let fail = |sentence: String| {
        let number = reports.begin(name.clone());
        reports.fail(number, Issue::new(Severity::Error, Place::default(), sentence));
        reports.read(number);
    };
    let about = match fs::metadata(path) {
        Ok(about) => about,
        Err(error) => return fail(could_not("opened", &error)),
    };
    if let Some(sentence) = within.and_then(|folder| refused(path, folder, &about)) {
        return fail(sentence.to_owned());
    }
    if about.is_dir() {
        let real = fs::canonicalize(path);
        let within = within.or_else(|| real.as_deref().ok());
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => return fail(could_not("listed", &error)),
        };
        let mut paths: Vec<PathBuf> =
            entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
        paths.sort();
        // Hidden files are what tools leave beside the data. A link to a folder could lead in circles.
        let is_data = |path: &&PathBuf| {
            let is_hidden =
                path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
            let leads_elsewhere = path.is_symlink() && path.is_dir();
            !is_hidden && !leads_elsewhere
        };
        paths.iter().filter(is_data).for_each(|path| walk(path, within, units, reports));
    } else {
        let mut unit = unit(Source::Path(path.to_owned()), name, about.len());
        // A pipe gives its bytes only once: no first look.
        if about.is_file() {
            look(path, &mut unit);
        }
        units.push(unit);
    }
}

/// Why something in a folder is not read.
fn refused(path: &Path, folder: &Path, about: &fs::Metadata) -> Option<&'static str> {
    if !about.is_dir() && !about.is_file() {
        return Some(NO_FILE);
    }
    let leads_out = || fs::canonicalize(path).map_or(true, |real| !real.starts_with(folder));
    (path.is_symlink() && leads_out()).then_some(LEADS_OUT)
}

const NO_FILE: &str =
    "It is a pipe or a device, and no file. Give it by its own name if you mean it.";
const LEADS_OUT: &str = "It is a link that leads out of the folder, and was not followed. Give the file \
                         it leads to by its own name if you mean it.";

/// What went wrong with a file, for the one who gave it.
pub(super) fn could_not(done: &str, error: &std::io::Error) -> String {
    let why = match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file. Check its name.".to_owned(),
        std::io::ErrorKind::PermissionDenied => {
            "you may not read it. Change its permissions or use another account.".to_owned()
        }
        _ => format!("{error}."),
    };
    format!("It could not be {done}: {why}")
}

/// A first look at the beginning of a file tells its phase.
fn look(path: &Path, unit: &mut Unit) {
    let Ok(mut file) = fs::File::open(path) else { return };
    let Some(head) = head(&mut file) else { return };
    let (packed, head) = match wrapping(&head) {
        Some(Wrapping::Zip) => (true, Vec::new()),
        Some(kind) => {
            let mut plain = container::unpacked(kind, &head[..]).ok();
            // The head is cut off, so an error at its end is no news.
            (true, plain.as_mut().map(|plain| head_of_cut(plain)).unwrap_or_default())
        }
        None => (false, head),
    };
    unit.is_packed = packed;
    unit.phase = phase(&head);
}

/// The phase of a file that begins like this.
pub(super) fn phase(head: &[u8]) -> Phase {
    let first = match detect(head) {
        Kind::Ndjson => head.split(|byte| *byte == b'\n').next().unwrap_or_default(),
        // A file cut off by the look does not parse: a large one is a Bundle, whose turn is last.
        Kind::FhirJson => head,
        _ => return Phase::Rest,
    };
    let Ok(text) = std::str::from_utf8(first) else { return Phase::Rest };
    let Ok(document) = Document::parse(text.trim_start_matches('\u{feff}')) else {
        return Phase::Rest;
    };
    let kind = document.root().text_at(&["resourceType"]).unwrap_or_default();
    match class(&kind) {
        _ if kind == "Patient" => Phase::Patients,
        Class::Directory | Class::Either => Phase::Directory,
        Class::Record => Phase::Rest,
    }
}

fn head(reader: &mut dyn Read) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    reader.take(HEAD_BYTES).read_to_end(&mut head).ok()?;
    Some(head)
}

fn head_of_cut(reader: &mut dyn Read) -> Vec<u8> {
    let mut head = vec![0; HEAD_BYTES as usize];
    let mut filled = 0;
    while let Some(rest) = head.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest) {
            Ok(0) | Err(_) => break,
            Ok(count) => filled += count,
        }
    }
    head.truncate(filled);
    head
}

/// Enough for the first lines of NDJSON.
const HEAD_BYTES: u64 = 64 * 1024;
