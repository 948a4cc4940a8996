//! A piece of what came in: what one transaction stores.

use std::path::PathBuf;
use std::sync::Arc;

use bluebutton_crypto::hash::sha256;
use bluebutton_formats::read::{self, Kind};
use bluebutton_record::Reading;
use bluebutton_record::matching::{KnownNumber, NumberKind, Policy};
use bluebutton_record::normalize::{
    Elsewhere, Identifier, Survey, is_unique, source_of, survey_with,
};
use jiff::tz::TimeZone;
use tokio::sync::OwnedSemaphorePermit;

/// A file, or so many lines of one.
pub(super) struct Piece {
    /// Number of its report.
    pub report: usize,
    pub file: Arc<str>,
    /// The folder (or archive) it came from.
    pub folder: PathBuf,
    pub reading: Reading,
    pub survey: Survey,
    /// The system it says it comes from.
    pub says_source: Option<String>,
    /// The system it is taken to come from.
    pub source: String,
    /// Whether it is of single resources, or of a part of a Bundle, rather than of one Bundle or document.
    pub is_loose: bool,
    /// Whether it is a part of a Bundle.
    pub is_part: bool,
    /// Given back when the piece is stored.
    pub memory: Option<Arc<OwnedSemaphorePermit>>,
    /// Its own part of it, where its unit holds many pieces.
    pub room: Option<OwnedSemaphorePermit>,
}

/// Where a piece comes from.
#[derive(Clone)]
pub(super) struct Origin {
    pub report: usize,
    pub file: Arc<str>,
    pub folder: PathBuf,
    pub memory: Option<Arc<OwnedSemaphorePermit>>,
    pub customs: Customs,
    /// What is in other pieces of the same Bundle.
    pub elsewhere: Elsewhere,
}

/// How what comes in is to be read at this site.
#[derive(Clone)]
pub(super) struct Customs {
    /// Who is who here.
    pub policy: Arc<Policy>,
    /// The zone of times that have no offset.
    pub zone: TimeZone,
}

impl Piece {
    /// Looks through what a reader made of an input of that kind.
    pub(super) fn of(reading: Reading, kind: Kind, origin: &Origin) -> Self {
        let mut survey = survey_with(&reading, &origin.customs.policy, &origin.elsewhere);
        let says_source = source_of(&reading, &survey).best();
        by_unique_id(&mut survey, kind);
        tell_apart(&mut survey, &reading);
        let is_single = || {
            reading.items.iter().all(|item| item.full_url.is_none() && item.place.path.is_none())
        };
        let is_loose = kind == Kind::Ndjson || kind == Kind::FhirJson && is_single();
        let Origin { report, file, folder, memory, .. } = origin.clone();
        Self {
            report,
            file,
            folder,
            reading,
            survey,
            says_source,
            source: String::new(),
            is_loose,
            is_part: false,
            memory,
            room: None,
        }
    }

    /// Looks through a part of a Bundle that as a whole says this of its source.
    pub(super) fn of_part(reading: Reading, source: Option<String>, origin: &Origin) -> Self {
        let piece = Self::of(reading, Kind::Ndjson, origin);
        Self { says_source: source, is_part: true, ..piece }
    }

    /// Reads and looks through a whole text.
    pub(super) fn of_bytes(bytes: &[u8], origin: &Origin) -> Self {
        Self::of(read::read_in(bytes, &origin.customs.zone), read::detect(bytes), origin)
    }
}

/// Hashes each Patient as it came, with the document that brought it.
fn tell_apart(survey: &mut Survey, reading: &Reading) {
    for found in &mut survey.found {
        let Some(item) = found.item.and_then(|at| reading.items.get(at)) else { continue };
        let mut told = sha256(item.json.as_bytes());
        for original in &reading.originals {
            told = sha256(&[told, sha256(&original.bytes)].concat());
        }
        found.told = told.to_vec();
    }
}

/// Ids that are unique wherever they were made identify a patient whatever source names them: so a
/// file of observations finds the patients of another day's import. The id of a C-CDA document's patient is
/// made by the reader of the numbers in the document, be it a social security number: it proves no more than
/// they do.
fn by_unique_id(survey: &mut Survey, kind: Kind) {
    for found in &mut survey.found {
        for address in &found.addresses {
            let id = address.strip_prefix("urn:uuid:").or_else(|| {
                let (front, id) = address.rsplit_once('/')?;
                front.ends_with("Patient").then_some(id)
            });
            if let Some(id) = id.filter(|id| is_unique(id)) {
                let identifier = Identifier {
                    system: "urn:ietf:rfc:3986".to_owned(),
                    value: format!("urn:uuid:{}", id.to_ascii_lowercase()),
                };
                if found.item.is_some() && kind != Kind::Ccda {
                    let Identifier { system, value } = identifier.clone();
                    let kind = NumberKind::Presumed;
                    found.portrait.add_number(KnownNumber { system, value, kind });
                }
                if !found.identifiers.contains(&identifier) {
                    found.identifiers.push(identifier);
                }
            }
        }
    }
}
