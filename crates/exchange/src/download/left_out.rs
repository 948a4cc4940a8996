//! What a file for people says is left out: things, as the pages count them. What is for machines counts its
//! resources.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bluebutton_record::entry::{Whole, things_left_out};
use bluebutton_record::meaning::{Lists, same};
use bluebutton_record::names::AtSite;
use bluebutton_record::{Manifest, ResourceId, Section, Selection};
use bluebutton_store::records::Record;
use jiff::tz::TimeZone;
use tokio::sync::mpsc;

use super::DownloadError;
use super::asking::{Asking, FilePiece, answer};
use crate::limits::THINGS_COUNTED_MAX;

/// How many things of each section a selection leaves out. `manifest` counts the entries of it; `pieces` is
/// where the file goes: nothing is counted any more when nobody takes it.
pub(super) async fn things(
    record: &Record,
    lists: Lists,
    manifest: &Manifest,
    is_taken: impl Fn(&ResourceId) -> bool + Send + 'static,
    pieces: &mpsc::Sender<FilePiece>,
) -> Result<BTreeMap<Section, usize>, DownloadError> {
    let mut left_out = manifest.left_out.clone();
    let total = |section: &Section| {
        let of = |counts: &BTreeMap<Section, usize>| counts.get(section).copied().unwrap_or(0);
        of(&manifest.included) + of(&manifest.left_out)
    };
    let may_differ = |one: &Section| same::may_be_fewer(*one);
    let sections: BTreeSet<Section> = left_out
        .keys()
        .copied()
        .filter(|one| may_differ(one) && total(one) <= THINGS_COUNTED_MAX)
        .collect();
    if sections.is_empty() {
        return Ok(left_out);
    }
    let selection = Selection { sections: Some(sections.clone()), ..Selection::default() };
    let chosen = Arc::new(record.choose(&selection).0);
    let (mut asking, wanted) = Asking::of(&chosen, pieces);
    tokio::spawn(answer(chosen, wanted));
    let (names, zone, day) = (record.names().clone(), manifest.zone.clone(), manifest.day());
    let count = move || {
        let names = AtSite::new(&names, zone.unwrap_or(TimeZone::UTC));
        let mut whole = Whole::of(&mut asking, lists, &names)?;
        things_left_out(&mut asking, &mut whole, day, &is_taken)
    };
    let stopped = |_| DownloadError::Write("the count stopped unexpectedly".into());
    let counted = tokio::task::spawn_blocking(count).await.map_err(stopped)?;
    let counted = counted.map_err(|error| DownloadError::Write(error.to_string()))?;
    left_out.retain(|section, _| !sections.contains(section));
    left_out.extend(counted.into_iter().filter(|(section, _)| sections.contains(section)));
    Ok(left_out)
}

#[cfg(test)]
mod tests {
    use bluebutton_crypto::SystemRandom;
    use bluebutton_record::{Language, Organization};
    use bluebutton_store::{Action, OpenOptions, Store, Who};

    use super::*;
    use crate::download::{Format, Wish, flow, make};
    use crate::import::{Importer, Source};

    /// Ana, whose allergy two documents tell of.
    const ANA: &str = r#"{"resourceType":"Bundle","type":"collection","entry":[
    {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"1",
     "identifier":[{"system":"urn:oid:1.2.3","value":"MRN-1001"}],
     "name":[{"family":"Reyes","given":["Ana"]}],"birthDate":"1955-03-14","gender":"female"}},
    {"fullUrl":"urn:uuid:2","resource":{"resourceType":"AllergyIntolerance","id":"2",
     "patient":{"reference":"urn:uuid:1"},"code":{"text":"Penicillin"}}},
    {"fullUrl":"urn:uuid:3","resource":{"resourceType":"AllergyIntolerance","id":"3",
     "patient":{"reference":"urn:uuid:1"},"code":{"text":"Penicillin"}}},
    {"fullUrl":"urn:uuid:4","resource":{"resourceType":"Immunization","id":"4","status":"completed",
     "patient":{"reference":"urn:uuid:1"},"vaccineCode":{"text":"Influenza vaccine"},
     "occurrenceDateTime":"2025-10-02"}}]}"#;

    #[tokio::test]
    async fn what_people_read_counts_things_and_what_programs_read_counts_resources() {
        let data = tempfile::tempdir().unwrap();
        let now = || "2026-05-03T12:00:00Z".parse().unwrap();
        let options = OpenOptions {
            data: data.path().to_owned(),
            database: None,
            root_key: None,
            clock: Arc::new(now),
            random: Arc::new(SystemRandom),
        };
        let store = Store::open(options).await.unwrap();
        let file = Source::Bytes("ana.json".to_owned(), ANA.as_bytes().into());
        let summary = Importer::new(store.clone()).run(vec![file]).await.unwrap();
        assert!(summary.is_whole(), "{summary:?}");
        let cards = store.patients().search(&Who::Operator, "Reyes", 5).await.unwrap();
        let sections = Some(BTreeSet::from([Section::Vaccines]));
        let selection = Selection { sections, ..Selection::default() };
        let organization = Organization::default();
        let wish = || Wish {
            selection: &selection,
            language: Language::English,
            organization: &organization,
        };
        for (format, count) in
            [(Format::Text, 1), (Format::Ccda, 1), (Format::Fhir, 2), (Format::Ndjson, 2)]
        {
            let action = Action::Download { format: format.slug(), selection: selection.clone() };
            let access = store.access();
            let permit = access.open(&Who::Operator, &cards[0].patient, action).await.unwrap();
            let expected = BTreeMap::from([(Section::Allergies, count)]);
            let file = make(&store, &permit, format, wish()).await.unwrap();
            assert_eq!(file.manifest.left_out, expected, "{}", format.slug());
            let mut flowing = flow(&store, &permit, format, wish()).await.unwrap();
            while let Some(piece) = flowing.pieces.recv().await {
                piece.unwrap();
            }
            let manifest = flowing.manifest.await.unwrap();
            assert_eq!(manifest.left_out, expected, "{} that flows", format.slug());
        }
    }
}
