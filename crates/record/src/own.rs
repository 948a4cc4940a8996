//! What a patient (or somebody for them) writes into their record: notes, readings, medicines, family
//! history, goals, documents. It stands in the record as FHIR with the patient as its author, so that
//! every page and file says whose word it is.
//!
//! Standard: <https://hl7.org/fhir/R4/observation.html> (`performer`),
//! <https://hl7.org/fhir/R4/medicationstatement.html> (`informationSource`),
//! <https://hl7.org/fhir/R4/documentreference.html> (`author`), <https://hl7.org/fhir/R4/goal.html>
//! (`expressedBy`), <https://hl7.org/fhir/R4/familymemberhistory.html>

mod doubt;
mod json;
mod read;
mod reading;
mod write;

use crate::resource::ResourceId;

pub use doubt::doubt;
pub(crate) use json::text;
pub use read::read;
pub use reading::{Amount, Measurement, SugarUnit, WeightUnit, When, amount};
pub use write::written;
pub(crate) use write::{PARTICIPANT, subject};

/// What begins the local id of everything that was written here. No import makes such an id: what
/// comes from elsewhere is a UUID, ends with a mark behind a dash, or has no dash at all (see
/// [`crate::normalize`]).
const PREFIX: &str = "own-";

/// Letters behind it: 128 random bits in base32.
const LETTERS: usize = 26;

/// In place of a name where somebody acts for the patient by law, or was let in by one who does: of two
/// parents neither reads in the record that there is the other.
pub const REPRESENTATIVE: &str = "Representative of the patient";

/// Who writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The patient's name, as the record says it.
    pub patient: String,
    /// Who wrote it for them, where they did not do so themselves: their name, or [`REPRESENTATIVE`].
    pub helper: Option<String>,
}

/// What is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// What it is.
    pub what: What,
    /// When it was measured, taken or noticed (FHIR date or dateTime); `None` where that is not said.
    pub on: Option<String>,
    /// Something beside it, in their words.
    pub note: String,
}

/// What somebody may write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A note.
    Note {
        /// What it is about.
        title: String,
        /// Its text.
        text: String,
    },
    /// A measurement.
    Reading(Measurement),
    /// A medicine, prescribed or bought.
    Medicine {
        /// Its name.
        name: String,
        /// How it is taken.
        how: String,
        /// What for.
        reason: String,
        /// Whether it is taken now.
        is_taken: bool,
    },
    /// An illness in the family.
    Family {
        /// Who of the family, a word of [`RELATIVES`].
        relative: String,
        /// What they have or had.
        condition: String,
    },
    /// Something to reach.
    Goal {
        /// What.
        text: String,
        /// Until when (FHIR date).
        until: Option<String>,
        /// Whether it is reached.
        is_reached: bool,
    },
    /// A file.
    Document {
        /// Its title.
        title: String,
        /// `application/pdf`, `image/jpeg`, `image/png`, `text/plain`
        media_type: String,
        /// Under which id its bytes are kept: `Binary/<id>`.
        original: ResourceId,
        /// Its size in bytes.
        bytes: usize,
    },
}

/// Who of the family: the code of HL7's RoleCode, and the message id behind `own-relative-`.
///
/// Standard: <http://terminology.hl7.org/CodeSystem/v3-RoleCode>
pub const RELATIVES: [(&str, &str); 10] = [
    ("MTH", "mother"),
    ("FTH", "father"),
    ("SIS", "sister"),
    ("BRO", "brother"),
    ("DAUC", "daughter"),
    ("SONC", "son"),
    ("GRMTH", "grandmother"),
    ("GRFTH", "grandfather"),
    ("AUNT", "aunt"),
    ("UNCLE", "uncle"),
];

/// The local id of what is written new, of random letters (base32, 26 of them).
pub fn local_id(letters: &str) -> String {
    format!("{PREFIX}{letters}")
}

/// Whether the local id is that of something that was written here.
pub fn is_own(local: &str) -> bool {
    let is_letter = |byte: u8| matches!(byte, b'a'..=b'z' | b'2'..=b'7');
    local
        .strip_prefix(PREFIX)
        .is_some_and(|rest| rest.len() == LETTERS && rest.bytes().all(is_letter))
}

impl What {
    /// The word of its kind: in addresses and message ids.
    pub fn slug(&self) -> &'static str {
        match self {
            Self::Note { .. } => "note",
            Self::Reading(reading) => reading.slug(),
            Self::Medicine { .. } => "medicine",
            Self::Family { .. } => "family",
            Self::Goal { .. } => "goal",
            Self::Document { .. } => "document",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_written_here_has_such_an_id() {
        let letters = "abcdefghijklmnopqrstuvwxyz";
        assert!(is_own(&local_id(letters)));
        for other in [
            "own-1",
            "own-",
            "abcdefghijklmnopqrst",
            // What an import makes of a source's id "own-abcdefghijklmno".
            "own-abcdefghijklmno-abcdefghij",
            "own-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        ] {
            assert!(!is_own(other), "{other}");
        }
    }
}
