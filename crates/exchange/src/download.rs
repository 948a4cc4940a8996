//! Makes the files of *Download my record*, from one read of the record.
//!
//! One `Record::read` gives the resources and the manifest; every format is written from those two, so
//! that no two files of the same request can disagree.

mod asking;
mod flow;
mod format;
mod left_out;
mod writing;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use bluebutton_formats::write::fhir;
use bluebutton_pdf::Plate;
use bluebutton_record::entry::{Entry, Names};
use bluebutton_record::meaning::Lists;
use bluebutton_record::names::AtSite;
use bluebutton_record::shelf::InMemory;
use bluebutton_record::value::halves;
use bluebutton_record::{
    Language, Manifest, Organization, Paper, Person, Resource, ResourceId, Section, Selection,
    entry,
};
use bluebutton_store::directory::DirectoryNames;
use bluebutton_store::records::Record;
use bluebutton_store::{RecordPermit, Store, StoreError};
use jiff::tz::TimeZone;

pub use flow::{Flowing, flow};
pub use format::Format;
use writing::Told;

use crate::typeset;

/// A finished file.
pub struct File {
    /// Its name: no name of the patient in it (`health-record-2026-11-22.pdf`).
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What is in it.
    pub manifest: Manifest,
}

/// Why a file could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The writer could not write it.
    #[error("the file could not be made: {0}")]
    Write(String),
}

/// What somebody wants to have in a file, and how.
#[derive(Clone, Copy)]
pub struct Wish<'a> {
    /// What of the record.
    pub selection: &'a Selection,
    /// The language of the words that are ours.
    pub language: Language,
    /// Who gives the record.
    pub organization: &'a Organization,
}

/// Makes a file. The permit must come from [`bluebutton_store::Action::Download`] or `Transmit`.
pub async fn make(
    store: &Store,
    permit: &RecordPermit,
    format: Format,
    wish: Wish<'_>,
) -> Result<File, DownloadError> {
    let mut files = make_all(store, permit, &[format], wish).await?;
    files.pop().ok_or_else(|| DownloadError::Write("no file was made".to_owned()))
}

/// Makes a file in each format, all from one read of the record: they can't disagree.
pub async fn make_all(
    store: &Store,
    permit: &RecordPermit,
    formats: &[Format],
    wish: Wish<'_>,
) -> Result<Vec<File>, DownloadError> {
    let record = store.records().open(permit).await?;
    let (resources, manifest) = record.read(wish.selection).await?;
    let named = directory_ids(&resources).into_iter().collect();
    let directory = with_what_they_name(&record, named).await?;
    let (names, lists) = (record.names().clone(), flow::lists(&record).await?);
    let (organization, language) = (wish.organization.clone(), wish.language);
    let left_out = if formats.iter().all(|format| format.is_for_machines()) {
        manifest.left_out.clone()
    } else {
        let taken: HashSet<ResourceId> = resources.iter().map(|one| one.id.clone()).collect();
        // It is finished at once: nobody hangs up in between.
        let (pieces, _taker) = tokio::sync::mpsc::channel(1);
        let is_taken = move |id: &ResourceId| taken.contains(id);
        left_out::things(&record, lists.clone(), &manifest, is_taken, &pieces).await?
    };
    let parts = Parts { resources, lists, directory, manifest, left_out, language, organization };
    let made = Arc::new((parts, names));
    let mut files = Vec::with_capacity(formats.len());
    for format in formats.iter().copied() {
        files.push(make_one(format, made.clone()).await?);
    }
    Ok(files)
}

/// Writes one file off the async threads; a paper is typeset elsewhere.
async fn make_one(
    format: Format,
    made: Arc<(Parts, DirectoryNames)>,
) -> Result<File, DownloadError> {
    let stopped = |_| DownloadError::Write("the writer stopped unexpectedly".into());
    if !matches!(format, Format::Pdf | Format::Summary) {
        let writing = tokio::task::spawn_blocking(move || write(format, &made.0, &made.1));
        return writing.await.map_err(stopped)?;
    }
    let composing = tokio::task::spawn_blocking(move || plate(format, &made.0, &made.1));
    let (plate, manifest) = composing.await.map_err(stopped)??;
    let bytes = typeset::set(plate).await.map_err(DownloadError::Write)?;
    let name = file_name(&manifest, format);
    Ok(File { name, media_type: format.media_type(), bytes, manifest })
}

/// What a paper is typeset from, with the record itself attached, and what it counts.
fn plate(
    format: Format,
    parts: &Parts,
    names: &dyn Names,
) -> Result<(Plate, Manifest), DownloadError> {
    if format == Format::Summary {
        let paper = paper(parts, names);
        return Ok((bluebutton_pdf::sheet(&paper), paper.manifest));
    }
    let bundle = fhir::write(&parts.resources, &parts.directory, &parts.manifest);
    let attachments = [("health-record.json", Format::Fhir.media_type(), &*bundle)];
    let paper = paper(parts, names);
    let plate = bluebutton_pdf::plate(&paper, &attachments);
    Ok((plate.map_err(|error| DownloadError::Write(error.0))?, paper.manifest))
}

/// What a file is made of.
pub struct Parts {
    /// The patient's resources, Patient among them.
    pub resources: Vec<Resource>,
    /// What the record's lists tell of them, whether those are among them or not.
    pub lists: Lists,
    /// What they refer to in the directory.
    pub directory: Vec<Resource>,
    /// What is in and what is not, in resources.
    pub manifest: Manifest,
    /// How many things of each section are not in it.
    pub left_out: BTreeMap<Section, usize>,
    /// The language of the words that are ours.
    pub language: Language,
    /// Who gives the record.
    pub organization: Organization,
}

impl Parts {
    /// What is said of a file in that format: what people read counts things.
    fn manifest_of(&self, format: Format) -> Manifest {
        let mut manifest = self.manifest.clone();
        if !format.is_for_machines() {
            manifest.left_out.clone_from(&self.left_out);
        }
        manifest
    }
}

/// Writes a file from what was read. Takes up to seconds for a very large record: call it off the
/// async threads. For `bluebutton convert`, which has no store, as well.
pub fn write(format: Format, parts: &Parts, names: &dyn Names) -> Result<File, DownloadError> {
    let name = file_name(&parts.manifest, format);
    let failed = |problem: String| DownloadError::Write(problem);
    let (bytes, manifest) = if matches!(format, Format::Pdf | Format::Summary) {
        let (plate, manifest) = plate(format, parts, names)?;
        (bluebutton_pdf::print(plate).map_err(|error| failed(error.0))?, manifest)
    } else if format == Format::Fhir {
        let bytes = fhir::write(&parts.resources, &parts.directory, &parts.manifest);
        (bytes, parts.manifest.clone())
    } else {
        let told = Told {
            lists: parts.lists.clone(),
            directory: &parts.directory,
            names,
            manifest: parts.manifest_of(format),
            organization: &parts.organization,
            language: parts.language,
        };
        let mut bytes = Vec::new();
        let shelf = &mut InMemory::new(&parts.resources);
        let written = writing::write(format, &mut bytes, shelf, told);
        let manifest = written.map_err(|error| failed(error.to_string()))?;
        (bytes, manifest)
    };
    Ok(File { name, media_type: format.media_type(), bytes, manifest })
}

/// The entries of a record, and its manifest: the Bundle counts its resources; what people read
/// counts things.
fn told(parts: &Parts, names: &dyn Names) -> (Vec<Entry>, Manifest) {
    let zone = parts.manifest.zone.clone().unwrap_or(TimeZone::UTC);
    let names = AtSite::new(names, zone);
    let entries = entry::entries_on(&parts.resources, &parts.lists, &names);
    let mut manifest = parts.manifest_of(Format::Pdf);
    manifest.count_things(&entries);
    (entries, manifest)
}

/// The record as people read it.
fn paper(parts: &Parts, names: &dyn Names) -> Paper {
    let patient = parts.resources.iter().find(|resource| &*resource.kind == "Patient");
    let (entries, manifest) = told(parts, names);
    Paper {
        person: patient.map(Person::of).unwrap_or_default(),
        entries: halves::join(entries),
        manifest,
        organization: parts.organization.clone(),
        language: parts.language,
    }
}

/// The name of a file made at that moment. It shows in download lists and mail subjects: the day
/// tells two files apart, a name would tell strangers whose they are.
fn file_name(manifest: &Manifest, format: Format) -> String {
    let what = if format == Format::Summary { "summary" } else { "record" };
    format!("health-{what}-{}.{}", manifest.day(), format.extension())
}

/// What a record refers to in the directory, and what that refers to in turn (the organization of a
/// practitioner's role). One step is enough: nothing deeper names anybody in a record.
async fn with_what_they_name(
    record: &Record,
    direct: Vec<ResourceId>,
) -> Result<Vec<Resource>, StoreError> {
    let mut found = record.directory(&direct).await?;
    let direct: BTreeSet<ResourceId> = direct.into_iter().collect();
    let further: Vec<ResourceId> = directory_ids(&found).difference(&direct).cloned().collect();
    if !further.is_empty() {
        found.extend(record.directory(&further).await?);
    }
    Ok(found)
}

/// The ids behind every `Type/dir.…` in the JSON of the resources.
fn directory_ids(resources: &[Resource]) -> BTreeSet<ResourceId> {
    let mut ids = BTreeSet::new();
    for resource in resources {
        for (at, _) in resource.json.match_indices("/dir.") {
            let rest = resource.json.get(at + 1..).unwrap_or_default();
            let is_id = |letter: char| letter.is_ascii_alphanumeric() || "-.".contains(letter);
            let end = rest.find(|letter| !is_id(letter)).unwrap_or(rest.len());
            ids.extend(rest.get(..end).and_then(ResourceId::parse));
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;
    use bluebutton_record::entry::NoNames;

    fn resource(kind: &str, id: &str, json: &str) -> Resource {
        Resource {
            kind: kind.into(),
            id: ResourceId::parse(id).unwrap(),
            version: 1,
            updated: 0,
            json: json.into(),
        }
    }

    #[test]
    fn every_reference_into_the_directory_is_found_once() {
        let visit = r#"{"participant":[{"individual":{"reference":"Practitioner/dir.a1"}}],
            "serviceProvider":{"reference":"Organization/dir.b-2"},"note":"see /dir.a1/_history"}"#;
        let ids = directory_ids(&[resource("Encounter", "abcdefghijklm.e", visit)]);
        let texts: Vec<&str> = ids.iter().map(ResourceId::as_str).collect();
        assert_eq!(texts, ["dir.a1", "dir.b-2"]);
    }

    #[test]
    fn a_file_name_tells_the_day_and_not_whose_it_is() {
        let manifest = Manifest { made_at: 1_795_306_624_000_000, ..Manifest::default() };
        assert_eq!(file_name(&manifest, Format::Ccda), "health-record-2026-11-22.xml");
    }

    #[test]
    fn a_bundle_holds_the_record_and_what_it_refers_to() {
        let parts = Parts {
            resources: vec![resource("Patient", "abcdefghijklm", r#"{"resourceType":"Patient"}"#)],
            lists: Lists::default(),
            directory: vec![resource(
                "Practitioner",
                "dir.a1",
                r#"{"resourceType":"Practitioner"}"#,
            )],
            manifest: Manifest::default(),
            left_out: BTreeMap::new(),
            language: Language::English,
            organization: Organization::default(),
        };
        let file = write(Format::Fhir, &parts, &NoNames).unwrap();
        let text = String::from_utf8(file.bytes).unwrap();
        assert!(text.contains("Patient/abcdefghijklm") && text.contains("Practitioner/dir.a1"));
    }
}
