//! Whose each patient of a piece is, and who of them waits for staff.

use bluebutton_record::json::Document;
use bluebutton_record::normalize::{FoundPatient, Whose};
use bluebutton_record::reading::RawResource;
use bluebutton_record::{Person, Reading};
use bluebutton_store::matching::NewCase;
use bluebutton_store::patients::{Match, Meeting, ShownPerson};

/// The same for the normalization.
pub(super) fn whose(meeting: &Meeting) -> Whose {
    match &meeting.answer {
        Match::Known(key) | Match::New(key) => Whose::Known(key.clone()),
        Match::Unsure(_) | Match::Waits(_) => Whose::Waits,
        Match::Anonymous => Whose::Anonymous,
        Match::Unknown => Whose::Unknown,
    }
}

/// The case that somebody's things wait for.
pub(super) fn case_of(meeting: &Meeting) -> Option<&str> {
    match &meeting.answer {
        Match::Unsure(doubt) => Some(&doubt.case),
        Match::Waits(case) => Some(case),
        _ => None,
    }
}

/// The cases that a piece brings.
pub(super) fn cases(
    reading: &Reading,
    found: &[FoundPatient],
    meetings: &[Meeting],
) -> Vec<NewCase> {
    let doubts = found.iter().zip(meetings).filter_map(|(found, meeting)| {
        let Match::Unsure(doubt) = &meeting.answer else { return None };
        let item = reading.items.get(found.item?)?;
        Some(NewCase { doubt: doubt.clone(), shown: shown(item), found: found.clone() })
    });
    doubts.collect()
}

fn shown(patient: &RawResource) -> ShownPerson {
    let document = Document::parse(&patient.json);
    document.map(|document| ShownPerson::of(Person::read(document.root()))).unwrap_or_default()
}
