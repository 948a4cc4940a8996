//! The printed record: PDF/A-3a and PDF/UA-1 in one file, typeset with typst.
//!
//! `sheet` decides what stands where, in words; the templates in `templates/` decide how it looks; `press`
//! prints. Text of a record is data for the templates and nothing else: none of it is ever read as markup.

mod bounds;
mod handover;
mod letters;
mod notice;
mod press;
mod sheet;
mod words;

use bluebutton_record::Paper;

pub use letters::{Letter, LetterPart, letters};
pub use notice::{Notice, Piece, notice};
pub use press::{Plate, print, warm};

/// Why a PDF could not be made, in one clause for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PdfError(pub String);

/// Typesets a paper. `attachments` are (file name, media type, bytes), such as the FHIR Bundle, at most
/// four; names must not depend on the patient. Takes tens of milliseconds: call it off the async threads.
pub fn write(paper: &Paper, attachments: &[(&str, &str, &[u8])]) -> Result<Vec<u8>, PdfError> {
    print(plate(paper, attachments)?)
}

/// What [`print()`] typesets the sheet to hand over from: one page of what somebody who has never seen
/// this person needs to know first, and the same for the wallet.
pub fn sheet(paper: &Paper) -> Plate {
    let data = handover::data(paper);
    Plate { data, attachments: Vec::new(), made_at: paper.manifest.made_at }
}

/// What [`print()`] typesets a paper from: its words, decided and bounded. Takes a small part of the time.
pub fn plate(paper: &Paper, attachments: &[(&str, &str, &[u8])]) -> Result<Plate, PdfError> {
    if attachments.len() > press::ATTACHMENTS_MAX {
        return Err(PdfError(format!("{} attachments are too many", attachments.len())));
    }
    let named: Vec<(&str, &str)> =
        attachments.iter().map(|(name, media_type, _)| (*name, *media_type)).collect();
    Ok(Plate {
        data: sheet::data(paper, &named),
        attachments: attachments.iter().map(|(_, _, bytes)| bytes.to_vec()).collect(),
        made_at: paper.manifest.made_at,
    })
}
