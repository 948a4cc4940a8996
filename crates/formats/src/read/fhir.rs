//! Reads FHIR R4 JSON: Bundles of every type, single resources, NDJSON.
//!
//! Standard: <https://hl7.org/fhir/R4/json.html>, <https://hl7.org/fhir/R4/bundle.html>

mod compact;
mod entries;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use bluebutton_record::Reading;
use bluebutton_record::confidentiality::{Marks, labelled, labels};
use bluebutton_record::json::{Document, JsonError, Value};
use bluebutton_record::limits::RESOURCE_BYTES_MAX;
use bluebutton_record::reading::{Deletion, Issue, Place, RawResource, Rejected, Severity};
use bluebutton_record::versions::AsOf;

use super::detect::utf8;
use super::refused;
use crate::limits::REJECTED_APART_MAX;
use compact::{compact, repeated_member};
pub use entries::{Entries, EntryText, NotApart, read_entries};

/// Reads one JSON text: a resource, a Bundle, or an array of them.
pub fn read_json(bytes: &[u8]) -> Reading {
    let text = match utf8(bytes) {
        Ok(text) => text,
        Err(offset) => return refused_at(bytes, bytes, offset, NOT_UTF8),
    };
    match Document::parse(&text) {
        Ok(document) => {
            let mut reader = Reader::default();
            reader.root(document.root(), &Spot::default());
            reader.finish()
        }
        Err(error) => broken(bytes, &error),
    }
}

/// Reads one line of NDJSON; `line` counts from 1.
pub fn read_line(text: &str, line: usize) -> Reading {
    read_lines(text.as_bytes(), line)
}

/// Reads lines of NDJSON; the first one has the number `first_line`. A broken line does not keep the
/// others out.
pub fn read_lines(bytes: &[u8], first_line: usize) -> Reading {
    let mut reader = Reader::default();
    for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let line = line.strip_prefix(b"\xEF\xBB\xBF").filter(|_| at == 0).unwrap_or(line);
        if !line.is_empty() {
            reader.line(line, first_line + at);
        }
    }
    reader.finish()
}

/// Where the reader stands: a line of NDJSON, a path in a Bundle, or both.
#[derive(Clone, Debug, Default)]
struct Spot {
    line: Option<usize>,
    path: String,
}

impl Spot {
    fn place(&self) -> Place {
        let path = (!self.path.is_empty()).then(|| self.path.clone());
        Place { line: self.line, path }
    }

    fn within(&self, step: &str) -> Self {
        let dot = if self.path.is_empty() { "" } else { "." };
        Self { line: self.line, path: format!("{}{dot}{step}", self.path) }
    }
}

#[derive(Default)]
struct Reader {
    reading: Reading,
    /// Type names met so far: most resources of a file are of a few types.
    kinds: Vec<Arc<str>>,
    empty_entries: usize,
    deletions_by_search: usize,
    outcomes: usize,
    rejected_together: usize,
    /// Lines of the file before the text that is being read.
    lines_before: usize,
}

impl Reader {
    fn line(&mut self, line: &[u8], number: usize) {
        let spot = Spot { line: Some(number), path: String::new() };
        let Ok(text) = std::str::from_utf8(line) else {
            return self.reject(line.to_vec(), &spot, NOT_UTF8.to_owned());
        };
        if text.trim_ascii().is_empty() {
            return;
        }
        match Document::parse(text) {
            Ok(document) => self.root(document.root(), &spot),
            Err(error) => {
                let sentence = format!(
                    "The line is no JSON: {} (column {}). The other lines came in; ask the sender \
                     for this one again.",
                    error.problem, error.column
                );
                self.reject(line.to_vec(), &spot, sentence);
            }
        }
    }

    /// A resource, a Bundle, or an array of them.
    fn root(&mut self, value: Value<'_>, spot: &Spot) {
        if value.is_array() {
            for (at, item) in value.items().enumerate() {
                self.resource(item, Envelope::default(), &spot.within(&format!("[{at}]")));
            }
        } else {
            self.resource(value, Envelope::default(), spot);
        }
    }

    fn bundle(&mut self, bundle: Value<'_>, spot: &Spot) {
        let first = (self.reading.items.len(), self.reading.deletions.len());
        let mut at = 0;
        // Where `entry` stands twice, both are read: nothing that came is dropped unseen.
        for (_, entries) in bundle.members().filter(|(name, _)| name.is("entry")) {
            for entry in entries.items() {
                self.entry(entry, spot, at);
                at += 1;
            }
        }
        match bundle.text_at(&["type"]).as_deref() {
            Some("history") => self.turn_round(first),
            // Deletions come first, wherever they stand (https://hl7.org/fhir/R4/http.html#trules).
            Some("transaction") => {
                let deletions = self.reading.deletions.iter_mut().skip(first.1);
                deletions.for_each(|deletion| deletion.after = first.0);
            }
            _ => {}
        }
        self.date(bundle, first);
        self.mark(bundle, first.0);
    }

    /// A document was put together as of its Bundle's `timestamp`, and whatever deletes says when by
    /// it. Of another Bundle it is when somebody asked, which says nothing of what is in it.
    fn date(&mut self, bundle: Value<'_>, (item, deletion): (usize, usize)) {
        let Some(as_of) = bundle.text_at(&["timestamp"]).and_then(|it| AsOf::read(&it, None))
        else {
            return;
        };
        for deletion in self.reading.deletions.iter_mut().skip(deletion) {
            deletion.as_of.get_or_insert(as_of);
        }
        if bundle.get("type").is_some_and(|kind| kind.is("document")) {
            for item in self.reading.items.iter_mut().skip(item) {
                item.as_of.get_or_insert(as_of);
            }
        }
    }

    /// What a Bundle says of itself, and what a document Bundle's Composition says of the document, holds
    /// for what is in it: taken out of it, it would be told as less confidential than it came.
    fn mark(&mut self, bundle: Value<'_>, first: usize) {
        let mut marks = Marks::of(&labels(bundle));
        if bundle.get("type").is_some_and(|kind| kind.is("document")) {
            let document = bundle.each("entry").next().and_then(|entry| entry.get("resource"));
            if let Some(document) = document {
                marks.add(&labels(document));
            }
        }
        if marks.are_usual() {
            return;
        }
        for item in self.reading.items.iter_mut().skip(first) {
            let is_somebody = PEOPLE_AND_PLACES.contains(&&*item.kind);
            if !is_somebody && let Some(json) = labelled(&item.json, &marks) {
                item.json = json;
            }
        }
    }

    /// A history lists the newest version first; a record takes the newest last.
    fn turn_round(&mut self, (first_item, first_deletion): (usize, usize)) {
        let end = self.reading.items.len();
        if let Some(items) = self.reading.items.get_mut(first_item..) {
            items.reverse();
        }
        if let Some(deletions) = self.reading.deletions.get_mut(first_deletion..) {
            deletions.reverse();
            for deletion in deletions {
                deletion.after = first_item + (end - deletion.after);
            }
        }
    }

    fn entry(&mut self, entry: Value<'_>, bundle: &Spot, at: usize) {
        let Some(resource) = entry.get("resource") else {
            match entry.text_at(&["request", "method"]).as_deref() {
                Some("DELETE") => self.deletion(entry, &bundle.within(&format!("entry[{at}]"))),
                _ => self.empty_entries += 1,
            }
            return;
        };
        let envelope = Envelope {
            full_url: entry.text_at(&["fullUrl"]).map(std::borrow::Cow::into_owned),
            condition: entry
                .text_at(&["request", "ifNoneExist"])
                .map(|condition| condition.trim_start_matches('?').to_owned()),
            as_of: modified(entry),
        };
        self.resource(resource, envelope, &bundle.within(&format!("entry[{at}].resource")));
    }

    /// What a source takes back, by its address; a search would have to be run where the source is.
    fn deletion(&mut self, entry: Value<'_>, spot: &Spot) {
        let url = entry.text_at(&["request", "url"]).or_else(|| entry.text_at(&["fullUrl"]));
        let url = url.as_deref().map(str::trim).unwrap_or_default();
        if url.is_empty() || url.contains('?') {
            self.deletions_by_search += 1;
            return;
        }
        self.reading.deletions.push(Deletion {
            address: url.trim_start_matches('/').to_owned(),
            after: self.reading.items.len(),
            as_of: modified(entry),
            place: spot.place(),
        });
    }

    fn resource(&mut self, value: Value<'_>, envelope: Envelope, spot: &Spot) {
        if !value.is_object() {
            return self.reject_value(
                value,
                spot,
                "A resource is expected here, an object in JSON.",
            );
        }
        let Some(kind) = value.text_at(&["resourceType"]).filter(|kind| is_type_name(kind)) else {
            return self.reject_value(value, spot, NO_TYPE);
        };
        match &*kind {
            "Bundle" => return self.bundle(value, spot),
            "OperationOutcome" => {
                self.outcomes += 1;
                return;
            }
            _ => {}
        }
        if value.span().len() > RESOURCE_BYTES_MAX {
            return self.reject_value(value, spot, TOO_LARGE);
        }
        if let Some(name) = repeated_member(value) {
            let sentence = format!(
                "The member \"{name}\" stands twice in one object, and only the sender knows which \
                 is meant. Ask for a corrected one."
            );
            return self.reject_value(value, spot, &sentence);
        }
        let kind = self.kind(&kind);
        self.reading.items.push(RawResource {
            kind,
            json: compact(value.raw()),
            full_url: envelope.full_url,
            condition: envelope.condition,
            as_of: envelope.as_of,
            place: spot.place(),
        });
    }

    fn kind(&mut self, name: &str) -> Arc<str> {
        if let Some(kind) = self.kinds.iter().find(|kind| &***kind == name) {
            return kind.clone();
        }
        let kind: Arc<str> = name.into();
        if self.kinds.len() < 256 {
            self.kinds.push(kind.clone());
        }
        kind
    }

    fn reject_value(&mut self, value: Value<'_>, spot: &Spot, sentence: &str) {
        let mut spot = spot.clone();
        // Counting lines costs a pass over the text: only while each is reported on its own.
        if spot.line.is_none() && self.reading.rejected.len() < REJECTED_APART_MAX {
            spot.line = Some(self.lines_before + value.line());
        }
        self.reject(compact(value.raw()).into_bytes(), &spot, sentence.to_owned());
    }

    fn reject(&mut self, mut bytes: Vec<u8>, spot: &Spot, sentence: String) {
        if self.reading.rejected.len() >= REJECTED_APART_MAX {
            if let Some(last) = self.reading.rejected.last_mut() {
                self.rejected_together += 1;
                last.bytes.push(b'\n');
                last.bytes.append(&mut bytes);
            }
            return;
        }
        let issue = Issue::new(Severity::Error, spot.place(), sentence);
        self.reading.rejected.push(Rejected { bytes, issue });
    }

    /// Says what was left out, and hands over.
    fn finish(mut self) -> Reading {
        if let (1.., Some(last)) = (self.rejected_together, self.reading.rejected.last_mut()) {
            let more = self.rejected_together;
            last.issue.message.push_str(&format!(" Others like it: {more}."));
        }
        let (searches, empty, outcomes) =
            (self.deletions_by_search, self.empty_entries, self.outcomes);
        let counted = [
            (
                searches,
                format!(
                    "Entries that ask to delete what a search would find: {searches}. That was \
                     not done."
                ),
            ),
            (empty, format!("Entries without a resource that were passed over: {empty}.")),
            (
                outcomes,
                format!(
                    "Messages of the sending server (OperationOutcome), which are no records: \
                     {outcomes}."
                ),
            ),
        ];
        for (count, sentence) in counted {
            if count > 0 {
                let issue = Issue::new(Severity::Note, Place::default(), sentence);
                self.reading.issues.push(issue);
            }
        }
        self.reading
    }
}

/// What stands around a resource in its Bundle.
#[derive(Default)]
struct Envelope {
    full_url: Option<String>,
    condition: Option<String>,
    as_of: Option<AsOf>,
}

/// When the server that answered changed what an entry tells of
/// (<https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.response.lastModified>).
fn modified(entry: Value<'_>) -> Option<AsOf> {
    AsOf::read(&entry.text_at(&["response", "lastModified"])?, None)
}

/// A type's name: letters, the first one a capital.
fn is_type_name(kind: &str) -> bool {
    (2..=64).contains(&kind.len())
        && kind.starts_with(|first: char| first.is_ascii_uppercase())
        && kind.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn broken(bytes: &[u8], error: &JsonError) -> Reading {
    let sentence = if error.offset + 1 >= bytes.len() {
        format!("The file is cut off: {}. Ask the sender for it again.", error.problem)
    } else {
        broken_sentence(error)
    };
    let mut reading = refused(bytes, sentence);
    for rejected in &mut reading.rejected {
        rejected.issue.place.line = Some(error.line);
    }
    reading
}

fn broken_sentence(error: &JsonError) -> String {
    format!(
        "The file is no JSON: {} (column {}). Ask the sender for a correct one.",
        error.problem, error.column
    )
}

fn refused_at(bytes: &[u8], text: &[u8], offset: usize, sentence: &str) -> Reading {
    let before = text.get(..offset).unwrap_or_default();
    let mut reading = refused(bytes, sentence);
    for rejected in &mut reading.rejected {
        rejected.issue.place.line = Some(memchr::memchr_iter(b'\n', before).count() + 1);
    }
    reading
}

/// Whom a record is about, and who and what belongs to nobody's record: no secrets by themselves.
const PEOPLE_AND_PLACES: &[&str] =
    &["Patient", "Practitioner", "PractitionerRole", "Organization", "Location"];

const NOT_UTF8: &str = "The text is not UTF-8, and FHIR allows no other encoding. Save it as UTF-8, \
                        then import it again.";
const NO_TYPE: &str = "There is no resourceType, so it is no FHIR resource. Give FHIR R4 JSON.";
const TOO_LARGE: &str = "The resource is larger than 32 MB. Ask the sender to put its attachments \
                         into files of their own.";
