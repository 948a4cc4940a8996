//! Bundles that are too large to be read whole are read twice: first to learn which addresses they
//! use, where they come from and what is referred to, then piece by piece, as lines of NDJSON are.
//!
//! A history goes in by pieces where everything in it says as of when it is told, and nothing is told twice as
//! of one moment: then any order makes the same record (one that deletes, where it is of one patient). What a
//! transaction deletes goes in first, with its patients. What is left (a history without dates, deletions in
//! between, a Bundle that is marked as a whole as more confidential than usual) is read whole, up to a limit.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{Hash as _, Hasher as _};
use std::io::{BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};

use bluebutton_formats::read::fhir::{Entries, EntryText, NotApart, read_entries};
use bluebutton_record::Reading;
use bluebutton_record::confidentiality::{Marks, labels};
use bluebutton_record::json::Document;
use bluebutton_record::matching::Policy;
use bluebutton_record::normalize::{Class, Elsewhere, SaysSource, class, source_of, survey_with};
use bluebutton_record::reading::{Deletion, Issue, Place, RawResource, Severity};
use bluebutton_record::versions::AsOf;

use super::input::{BundleParts, Input, Look, Outcome};
use super::pieces::{Origin, Piece};
use super::streams::stopped;
use crate::limits::{
    BUNDLE_FIRST_BYTES_MAX, BUNDLE_FRAME_BYTES_MAX, BUNDLE_PATIENTS_MAX, IMPORT_PATIENTS_BYTES,
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
            if std::mem::take(&mut is_first) && is_marked_document(&reading) {
                return Ok(None);
            }
            finding.learn(reading);
        }
        let kind = entries.bundle_type()?;
        finding.date_deletions(entries.moment()?);
        let goes_apart = !entries.is_marked()? && finding.goes_apart(kind.as_deref());
        if goes_apart { entries.as_of().map(Some) } else { Ok(None) }
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
    let mut deletions =
        std::mem::take(&mut *parts.deletions.lock().unwrap_or_else(PoisonError::into_inner));
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
        let deletions = std::mem::take(&mut deletions);
        send(Reading { items, deletions, ..Reading::default() }, bytes * times);
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
        // They went in with the first piece.
        reading.deletions.clear();
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
    /// What is taken back.
    deletions: Vec<Deletion>,
    deletion_bytes: usize,
    /// Whether it takes back too much, or of too many, to be known before it is read again.
    is_beyond: bool,
    /// What is told, and as of when, by a hash of both.
    moments: HashSet<u64>,
    /// Whether its order means something: something does not say as of when it is told, or two things are told
    /// of one as of the same moment.
    is_ordered: bool,
    /// Under which addresses patients are referred to who are not in the same piece.
    referred: BTreeSet<String>,
}

impl Finding {
    /// Learns from some entries.
    fn learn(&mut self, reading: Reading) {
        let survey = survey_with(&reading, &Policy::default(), &Elsewhere::default());
        let source = source_of(&reading, &survey);
        for (item, (id, as_of)) in reading.items.iter().zip(survey.moments()) {
            let address = id.map(|id| format!("{}/{id}", item.kind));
            self.date(address.as_deref(), as_of.or(item.as_of));
        }
        let referred = survey.found.iter().filter(|found| found.item.is_none());
        for address in referred.flat_map(|found| &found.addresses) {
            self.is_beyond |= self.referred.len() >= BUNDLE_PATIENTS_MAX;
            if !self.is_beyond {
                self.referred.insert(address.clone());
            }
        }
        drop(survey);
        for deletion in reading.deletions {
            self.deletion_bytes += size_of::<Deletion>() + deletion.address.len();
            self.is_beyond |= self.deletion_bytes > BUNDLE_FIRST_BYTES_MAX;
            if !self.is_beyond {
                self.deletions.push(Deletion { after: 0, ..deletion });
            }
        }
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
    }

    /// What does not say when it was taken back was so when the Bundle was put together.
    fn date_deletions(&mut self, moment: Option<AsOf>) {
        for deletion in &mut self.deletions {
            deletion.as_of = deletion.as_of.or(moment);
        }
        let told = self.deletions.iter().map(|one| (tail(&one.address), one.as_of));
        for (address, as_of) in told.collect::<Vec<_>>() {
            self.date(Some(&address), as_of);
        }
    }

    fn date(&mut self, address: Option<&str>, as_of: Option<AsOf>) {
        let mut hasher = DefaultHasher::new();
        let moment = as_of.map(|as_of| as_of.moment);
        (address, moment).hash(&mut hasher);
        let is_new = self.moments.insert(hasher.finish());
        self.is_ordered |= address.is_none() || moment.is_none() || !is_new;
    }

    /// Whether pieces of it, in the order in which they stand, make the record that it makes as a whole.
    fn goes_apart(&self, kind: Option<&str>) -> bool {
        let is_in_order = match kind {
            // Its deletions go in before what they take back: that is remembered where a file is of one patient
            // alone, for then it is sure whose it is.
            Some("history") => {
                !self.is_ordered && (self.deletions.is_empty() || self.patients().count() == 1)
            }
            Some("transaction") => true,
            _ => self.deletions.is_empty(),
        };
        is_in_order && (self.deletions.is_empty() || self.knows_whose())
    }

    fn patients(&self) -> impl Iterator<Item = &RawResource> {
        self.first.iter().filter(|item| &*item.kind == "Patient")
    }

    /// Whether all whose record something may be taken back from are in the first piece.
    fn knows_whose(&self) -> bool {
        let bytes: usize = self.patients().map(|item| item.json.len()).sum();
        let own = |item: &RawResource| {
            let document = Document::parse(&item.json).ok()?;
            Some(format!("Patient/{}", document.root().text_at(&["id"])?))
        };
        let addresses: BTreeSet<String> = self
            .patients()
            .flat_map(|item| own(item).into_iter().chain(item.full_url.clone()))
            .collect();
        !self.is_full
            && !self.is_beyond
            && !addresses.is_empty()
            && bytes <= IMPORT_PATIENTS_BYTES
            && self.referred.is_subset(&addresses)
    }

    fn parts(self) -> BundleParts {
        let source = self.source.best();
        BundleParts {
            source,
            elsewhere: Arc::new(self.elsewhere),
            first_count: self.first.len(),
            first: Mutex::new(self.first),
            deletions: Mutex::new(self.deletions),
            as_of: None,
        }
    }
}

/// Type and id at the end of an address.
fn tail(address: &str) -> String {
    let mut parts = address.rsplit('/');
    let (id, kind) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    format!("{kind}/{id}")
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
