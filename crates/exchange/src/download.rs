//! Makes the files of *Download my record*, from one read of the record.
//!
//! One `Record::read` gives the resources and the manifest; every format is written from those two, so
//! that no two files of the same request can disagree.

mod flow;

use std::collections::BTreeSet;
use std::sync::Arc;

use bluebutton_formats::write::{ccda, fhir, html, text};
use bluebutton_pdf::Plate;
use bluebutton_record::entry::{Entry, Names};
use bluebutton_record::meaning::Lists;
use bluebutton_record::names::NamesOf;
use bluebutton_record::{
    Language, Manifest, Organization, Paper, Person, Resource, ResourceId, Selection, entry,
};
use bluebutton_store::directory::DirectoryNames;
use bluebutton_store::records::Record;
use bluebutton_store::{RecordPermit, Store, StoreError};
use jiff::Timestamp;
use jiff::tz::TimeZone;

pub use flow::{Flowing, flow};

use crate::typeset;

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// PDF, to print and to keep.
    Pdf,
    /// A web page in one file.
    Html,
    /// Plain text.
    Text,
    /// For a doctor's computer system.
    Ccda,
    /// For an app.
    Fhir,
}

impl Format {
    /// All formats, in the order they are offered.
    pub const ALL: [Format; 5] = [Self::Pdf, Self::Html, Self::Text, Self::Ccda, Self::Fhir];

    /// The word in URLs, options and audit lines: `pdf`, `html`, `text`, `ccda`, `fhir`.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Html => "html",
            Self::Text => "text",
            Self::Ccda => "ccda",
            Self::Fhir => "fhir",
        }
    }

    /// The ending of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Html => "html",
            Self::Text => "txt",
            Self::Ccda => "xml",
            Self::Fhir => "json",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Html => "text/html; charset=utf-8",
            Self::Text => "text/plain; charset=utf-8",
            Self::Ccda => "application/xml",
            Self::Fhir => "application/fhir+json",
        }
    }

    /// Whether it is made to be read by people: names of doctors are looked up for it.
    fn is_paper(self) -> bool {
        matches!(self, Self::Pdf | Self::Html | Self::Text)
    }

    /// The format of that word.
    pub fn parse(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.slug() == slug)
    }
}

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
    let directory = referred(store, &resources).await?;
    let names = if formats.iter().any(|format| format.is_paper()) {
        store.directory().names_for(&resources).await?
    } else {
        DirectoryNames::default()
    };
    let lists = lists(store, &record).await?;
    let (organization, language) = (wish.organization.clone(), wish.language);
    let parts = Parts { resources, lists, directory, manifest, language, organization };
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
    if format != Format::Pdf {
        let writing = tokio::task::spawn_blocking(move || write(format, &made.0, &made.1));
        return writing.await.map_err(stopped)?;
    }
    let composing = tokio::task::spawn_blocking(move || plate(&made.0, &made.1));
    let (plate, manifest) = composing.await.map_err(stopped)??;
    let bytes = typeset::set(plate).await.map_err(DownloadError::Write)?;
    let name = file_name(&manifest, format);
    Ok(File { name, media_type: format.media_type(), bytes, manifest })
}

/// What a paper is typeset from, with the record itself attached, and what it counts.
fn plate(parts: &Parts, names: &dyn Names) -> Result<(Plate, Manifest), DownloadError> {
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
    /// What is in and what is not.
    pub manifest: Manifest,
    /// The language of the words that are ours.
    pub language: Language,
    /// Who gives the record.
    pub organization: Organization,
}

/// Writes a file from what was read. Takes up to seconds for a very large record: call it off the
/// async threads. For `bluebutton convert`, which has no store, as well.
pub fn write(format: Format, parts: &Parts, names: &dyn Names) -> Result<File, DownloadError> {
    let name = file_name(&parts.manifest, format);
    let failed = |problem: String| DownloadError::Write(problem);
    let (bytes, manifest) = match format {
        Format::Fhir => {
            let bytes = fhir::write(&parts.resources, &parts.directory, &parts.manifest);
            (bytes, parts.manifest.clone())
        }
        Format::Ccda => {
            let (entries, manifest) = told(parts, &NamesOf::new(&parts.directory));
            let input = ccda::Input {
                resources: &parts.resources,
                entries,
                directory: &parts.directory,
                manifest: &manifest,
                organization: &parts.organization,
                language: parts.language,
            };
            (ccda::write(&input).map_err(|error| failed(error.0))?, manifest)
        }
        Format::Html | Format::Text => {
            let paper = paper(parts, names);
            let is_html = format == Format::Html;
            let bytes = if is_html { html::write(&paper) } else { text::write(&paper) };
            (bytes, paper.manifest)
        }
        Format::Pdf => {
            let (plate, manifest) = plate(parts, names)?;
            (bluebutton_pdf::print(plate).map_err(|error| failed(error.0))?, manifest)
        }
    };
    Ok(File { name, media_type: format.media_type(), bytes, manifest })
}

/// The entries of a record, and its manifest: the Bundle counts its resources; what people read
/// counts things.
fn told(parts: &Parts, names: &dyn Names) -> (Vec<Entry>, Manifest) {
    let entries = entry::entries_on(&parts.resources, &parts.lists, names);
    let mut manifest = parts.manifest.clone();
    manifest.count_things(&entries);
    (entries, manifest)
}

/// The record as people read it.
fn paper(parts: &Parts, names: &dyn Names) -> Paper {
    let patient = parts.resources.iter().find(|resource| &*resource.kind == "Patient");
    let (entries, manifest) = told(parts, names);
    Paper {
        person: patient.map(Person::of).unwrap_or_default(),
        entries,
        manifest,
        organization: parts.organization.clone(),
        language: parts.language,
    }
}

/// What the lists of a record tell: a part of it is dated by documents that are not in that part.
async fn lists(store: &Store, record: &Record) -> Result<Lists, StoreError> {
    let lists = record.lists().await?;
    let names = store.directory().names_for(&lists).await?;
    Ok(Lists::of(&lists, &names))
}

/// The name of a file made at that moment. It shows in download lists and mail subjects: the day
/// tells two files apart, a name would tell strangers whose they are.
fn file_name(manifest: &Manifest, format: Format) -> String {
    let moment = Timestamp::from_microsecond(manifest.made_at).unwrap_or(Timestamp::UNIX_EPOCH);
    let day = moment.to_zoned(TimeZone::UTC).date();
    format!("health-record-{day}.{}", format.extension())
}

/// What the resources refer to in the directory, and what that refers to in turn (the organization of a
/// practitioner's role). One step is enough: nothing deeper names anybody in a record.
async fn referred(store: &Store, resources: &[Resource]) -> Result<Vec<Resource>, StoreError> {
    with_what_they_name(store, directory_ids(resources).into_iter().collect()).await
}

async fn with_what_they_name(
    store: &Store,
    direct: Vec<ResourceId>,
) -> Result<Vec<Resource>, StoreError> {
    let mut found = store.directory().get(&direct).await?;
    let direct: BTreeSet<ResourceId> = direct.into_iter().collect();
    let further: Vec<ResourceId> = directory_ids(&found).difference(&direct).cloned().collect();
    if !further.is_empty() {
        found.extend(store.directory().get(&further).await?);
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
    fn a_format_is_found_by_its_word() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.slug()), Some(format));
        }
        assert_eq!(Format::parse("docx"), None);
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
            language: Language::English,
            organization: Organization::default(),
        };
        let file = write(Format::Fhir, &parts, &NoNames).unwrap();
        let text = String::from_utf8(file.bytes).unwrap();
        assert!(text.contains("Patient/abcdefghijklm") && text.contains("Practitioner/dir.a1"));
    }
}
