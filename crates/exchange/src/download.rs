//! Makes the files of *Download my record*, from one read of the record.

use bluebutton_record::{Language, Manifest, Organization, Selection};
use bluebutton_store::{RecordPermit, Store, StoreError};

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

/// Makes a file. The permit must come from [`bluebutton_store::Action::Download`] or `Transmit`.
pub async fn make(
    _store: &Store,
    _permit: &RecordPermit,
    _format: Format,
    _selection: &Selection,
    _language: Language,
    _organization: &Organization,
) -> Result<File, DownloadError> {
    todo!("helper: write")
}
