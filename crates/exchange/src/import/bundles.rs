//! Bundles that are too large to be read whole are read twice: first to learn which addresses they
//! use, where they come from and what is referred to, then piece by piece, as lines of NDJSON are.
//!
//! Bundles whose order means more (a history, one that deletes), and those that are marked as a whole as
//! more confidential than usual, are still read whole.

use std::collections::HashMap;
use std::io::{BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};

use bluebutton_formats::read::fhir::{Entries, EntryText, NotApart, read_entries};
use bluebutton_record::Reading;
use bluebutton_record::confidentiality::{Marks, labels};
use bluebutton_record::json::Document;
use bluebutton_record::matching::Kinds;
use bluebutton_record::normalize::{Class, Elsewhere, SaysSource, class, source_of, survey_with};
use bluebutton_record::reading::{Issue, Place, RawResource, Severity};
use bluebutton_record::versions::AsOf;

use super::input::{BundleParts, Input, Look, Outcome};
use super::pieces::{Origin, Piece};
use super::streams::stopped;
use crate::limits::{
    BUNDLE_FIRST_BYTES_MAX, BUNDLE_FRAME_BYTES_MAX, IMPORT_PATIENTS_BYTES,
    IMPORT_PATIENTS_TIMES_IN_MEMORY, IMPORT_TIMES_IN_MEMORY,
};

/// Reads a Bundle to its end without taking anything in.
pub(super) fn first_reading(input: &Input<'_>, reader: impl Read) -> Outcome {
    let mut finding = Finding::default();
    let mut entries = Entries::new(BufReader::new(reader), BUNDLE_FRAME_BYTES_MAX);
    let mut look = || -> Result<Option<Option<AsOf>>, NotApart> {
        let mut is_first = true;
        while let Some(chunk) = next_chunk(&mut entries, input.piece_bytes())? {
            let broken = |(sentence, line)| NotApart::Broken(sentence, line);
            let reading = read_entries(&chunk).map_err(broken)?;
            // What a document says of itself holds for all that is in it.
            let is_marked = std::mem::take(&mut is_first) && is_marked_document(&reading);
            if is_marked || !finding.learn(reading) {
                return Ok(None);
            }
        }
        let is_history = entries.bundle_type()?.as_deref() == Some("history");
        if is_history || entries.is_marked()? { Ok(None) } else { entries.as_of().map(Some) }
    };
    match look() {
        Ok(Some(as_of)) => Ok(Some(Look::Parts(BundleParts { as_of, ..finding.parts() }))),
        Ok(None) | Err(NotApart::Unusual) => Ok(Some(Look::Whole)),
        Err(NotApart::Broken(sentence, line)) => {
            let place = Place { line: Some(line), path: None };
            let sentence = format!("{sentence} It is too large to be kept here: keep the file.");
            input.report_failure(Issue::new(Severity::Error, place, sentence));
            Ok(None)
        }
        Err(NotApart::Unreadable(error)) => Err(stopped(&error)),
    }
}

/// Whether it begins with a document that is more confidential than usual.
fn is_marked_document(reading: &Reading) -> bool {
    let composition = reading.items.first().filter(|item| &*item.kind == "Composition");
    let document = composition.and_then(|item| Document::parse(&item.json).ok());
    document.is_some_and(|document| !Marks::of(&labels(document.root())).are_usual())
}

/// Reads it again, and takes it in piece by piece.
pub(super) fn second_reading(input: &Input<'_>, parts: &BundleParts, reader: impl Read) -> Outcome {
    let origin = Origin { elsewhere: parts.elsewhere.clone(), ..input.origin.clone() };
    let send = |reading: Reading, bytes: usize| {
        let room = input.room(bytes);
        input.send(Piece::of_part(reading, parts.source.clone(), &origin), room);
    };
    let mut first =
        std::mem::take(&mut *parts.first.lock().unwrap_or_else(PoisonError::into_inner));
    // Patients before what belongs to nobody, as in folders.
    first.sort_by_key(|item| &*item.kind != "Patient");
    let mut first = first.into_iter().peekable();
    while first.peek().is_some() {
        let (mut items, mut bytes) = (Vec::new(), 0);
        while let Some(item) =
            first.next_if(|_| bytes < input.piece_bytes().min(IMPORT_PATIENTS_BYTES))
        {
            bytes += item.json.len();
            items.push(item);
        }
        parts.date(&mut items);
        let times = IMPORT_PATIENTS_TIMES_IN_MEMORY / IMPORT_TIMES_IN_MEMORY;
        send(Reading { items, ..Reading::default() }, bytes * times);
    }
    let mut left_out = 0;
    let mut entries = Entries::new(BufReader::new(reader), BUNDLE_FRAME_BYTES_MAX);
    loop {
        let chunk = match next_chunk(&mut entries, input.piece_bytes()) {
            Ok(Some(chunk)) => chunk,
            Ok(None) => return Ok(None),
            Err(NotApart::Unreadable(error)) => return Err(stopped(&error)),
            Err(NotApart::Broken(..) | NotApart::Unusual) => return Err(CHANGED.to_owned()),
        };
        let bytes = chunk.iter().map(|entry| entry.bytes.len()).sum();
        let Ok(mut reading) = read_entries(&chunk) else { return Err(CHANGED.to_owned()) };
        drop(chunk);
        reading.items.retain(|item| {
            let is_in = is_first(item) && left_out < parts.first_count;
            left_out += usize::from(is_in);
            !is_in
        });
        parts.date(&mut reading.items);
        send(reading, bytes);
    }
}

/// Some megabytes of entries.
fn next_chunk<R: std::io::BufRead>(
    entries: &mut Entries<R>,
    piece_bytes: usize,
) -> Result<Option<Vec<EntryText>>, NotApart> {
    let (mut chunk, mut bytes) = (Vec::new(), 0);
    while bytes < piece_bytes {
        let Some(entry) = entries.next_entry()? else { break };
        bytes += entry.bytes.len();
        chunk.push(entry);
    }
    Ok(Some(chunk).filter(|chunk| !chunk.is_empty()))
}

/// Whether others refer to it, whichever piece they are in.
fn is_first(item: &RawResource) -> bool {
    &*item.kind == "Patient" || class(&item.kind) != Class::Record
}

/// What is learnt in the first reading.
#[derive(Default)]
struct Finding {
    source: SaysSource,
    elsewhere: HashMap<Box<str>, Box<str>>,
    first: Vec<RawResource>,
    first_bytes: usize,
    is_full: bool,
}

impl Finding {
    /// Learns from some entries; `false` where the Bundle deletes.
    fn learn(&mut self, reading: Reading) -> bool {
        if !reading.deletions.is_empty() {
            return false;
        }
        let survey = survey_with(&reading, &Kinds::default(), &Elsewhere::default());
        let source = source_of(&reading, &survey);
        drop(survey);
        self.source = std::mem::take(&mut self.source).before(source);
        for item in reading.items {
            if let Some((address, target)) = address_of(&item) {
                self.elsewhere.insert(address, target);
            }
            // In the order in which they stand, so that the second reading knows which they are.
            if is_first(&item) && !self.is_full {
                self.first_bytes += item.json.len();
                self.is_full = self.first_bytes > BUNDLE_FIRST_BYTES_MAX;
                self.first.push(item);
            }
        }
        true
    }

    fn parts(self) -> BundleParts {
        let source = self.source.best();
        BundleParts {
            source,
            elsewhere: Arc::new(self.elsewhere),
            first_count: self.first.len(),
            first: Mutex::new(self.first),
            as_of: None,
        }
    }
}

/// The full URL of an entry, and its type and own id.
fn address_of(item: &RawResource) -> Option<(Box<str>, Box<str>)> {
    let url = item.full_url.as_deref()?;
    let document = Document::parse(&item.json).ok()?;
    let own = document.root().text_at(&["id"]);
    let own = own.as_deref().or_else(|| {
        let uuid = url.strip_prefix("urn:uuid:").or_else(|| url.strip_prefix("urn:oid:"));
        uuid.or_else(|| url.rsplit_once('/').map(|(_, id)| id))
    })?;
    Some((url.into(), format!("{}/{own}", item.kind).into()))
}

const CHANGED: &str = "It changed while it was being read. Import it again when it is whole.";
