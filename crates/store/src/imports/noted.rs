//! What only the store knows of what came in, as sentences for its report.

use std::collections::BTreeMap;

use bluebutton_record::ResourceId;
use bluebutton_record::normalize::Told;
use bluebutton_record::reading::{Issue, Place, Severity};

use super::batch::Batch;

/// Says of what was to be taken back and is in none of the records it may be in.
pub(super) fn missed(batch: &Batch, missed: &[ResourceId]) -> Option<Issue> {
    let of_all = || batch.assigned.records.values().flatten();
    let asked = of_all().filter(|ready| ready.told == Told::Deleted);
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    asked.for_each(|ready| *places.entry(ready.id.local()).or_default() += 1);
    for id in missed {
        places.entry(id.local()).and_modify(|places| *places = places.saturating_sub(1));
    }
    let count = places.values().filter(|places| **places == 0).count();
    let sentence = format!("Entries that were to be deleted and are not here: {count}.");
    (count > 0).then(|| Issue::new(Severity::Note, Place::default(), sentence))
}

/// Says of what is older than what is there, or tells something else as of the same moment.
pub(super) fn late((older, tied): (usize, usize)) -> impl Iterator<Item = Issue> {
    let sentences = [
        (
            older,
            format!(
                "Entries older than what is here: {older}. What is older joined the history, and \
                 what is shown stays."
            ),
        ),
        (
            tied,
            format!(
                "Entries that say something else as of the very moment of what is here: {tied}. \
                 The longer one is shown."
            ),
        ),
    ];
    let told = sentences.into_iter().filter(|(count, _)| *count > 0);
    told.map(|(_, sentence)| Issue::new(Severity::Note, Place::default(), sentence))
}
