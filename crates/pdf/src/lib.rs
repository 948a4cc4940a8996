//! The printed record: PDF/A-3a and PDF/UA-1 in one file, typeset with typst.

use bluebutton_record::Paper;

/// Why a PDF could not be made, in one clause for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PdfError(pub String);

/// Typesets a paper. `attachments` are (file name, media type, bytes), such as the FHIR Bundle. Takes tens of
/// milliseconds: call it off the async threads.
pub fn write(_paper: &Paper, _attachments: &[(&str, &str, &[u8])]) -> Result<Vec<u8>, PdfError> {
    todo!("helper: write")
}
