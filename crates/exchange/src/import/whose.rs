//! Whose each patient of a piece is, and who of them waits for staff.

use std::collections::BTreeSet;

use bluebutton_record::json::Document;
use bluebutton_record::normalize::{FoundPatient, Whose};
use bluebutton_record::reading::RawResource;
use bluebutton_record::{Person, Reading};
use bluebutton_store::StoreError;
use bluebutton_store::matching::NewCase;
use bluebutton_store::patients::{Match, Meeting, Shown};

use super::Run;

/// Asks the store whose each patient is. Those who stand beside each other in one file are different
/// people.
pub(super) async fn meetings(
    run: &Run,
    found: &[FoundPatient],
    source: &str,
) -> Result<Vec<Meeting>, StoreError> {
    let mut all: Vec<Meeting> = Vec::with_capacity(found.len());
    let mut taken = BTreeSet::new();
    for patient in found {
        let meeting = run.store.patients().meet(patient, source, &taken).await?;
        if patient.item.is_some() {
            taken.extend(meeting.key().cloned());
        }
        all.push(meeting);
    }
    Ok(all)
}

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

fn shown(patient: &RawResource) -> Shown {
    let document = Document::parse(&patient.json);
    document.map(|document| Shown::of(Person::read(document.root()))).unwrap_or_default()
}
