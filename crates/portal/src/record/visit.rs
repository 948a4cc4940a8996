//! One visit: what was done, found, given and written there.

use std::collections::BTreeMap;

use askama::Template;
use bluebutton_record::narrative::{Block, told};
use bluebutton_record::{Entry, Section, Selection};
use bluebutton_store::records::Record;

use super::detail::{FileView, back, files};
use super::list::GroupView;
use super::narrative::NarrativeView;
use super::reading;
use super::view::{EntryView, FactView, LinkView, Reader};
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};

/// A long stay has thousands of entries: the page shows this many and the download has them all.
const SHOWN: usize = 300;

#[derive(Template)]
#[template(path = "record/visit.html")]
struct VisitPage {
    frame: Frame,
    back: LinkView,
    entry: EntryView,
    facts: Vec<FactView>,
    lead: String,
    groups: Vec<GroupView>,
    blocks: Vec<Block>,
    files: Vec<FileView>,
    count: usize,
    shown: usize,
    download: String,
}

/// `GET /records/{key}/visits/{id}`
pub async fn show(
    services: &Services,
    record: &Record,
    frame: Frame,
    reader: &Reader<'_>,
    visit: &Entry,
) -> Answer {
    let selection = Selection { visit: Some(visit.id.clone()), ..Selection::default() };
    let found = reading::newest(services, record, &selection, 0, SHOWN).await?;
    let found: Vec<Entry> = found.into_iter().filter(|entry| belongs(entry, visit)).collect();
    let view = reader.whole(visit);
    let count = record.count(&selection);
    page(&VisitPage {
        back: back(reader, Section::Visits),
        lead: lead(reader, visit, &found),
        facts: visit.facts.iter().map(|fact| reader.fact(fact)).collect(),
        groups: groups(&found, &view, reader),
        blocks: told(&visit.narrative, reader.words).into_owned(),
        files: files(reader, visit, &view.href, frame.rights().download),
        shown: found.len(),
        count,
        download: format!("{}/download?what=visit&visit={}", reader.base, visit.id.local()),
        entry: view,
        frame,
    })
}

fn belongs(entry: &Entry, visit: &Entry) -> bool {
    entry.section != Section::About && entry.id != visit.id
}

/// What belongs to the visit, a group a section, in the order of the sections. A result that its
/// report names stands with the report's other results.
pub fn groups(found: &[Entry], head: &EntryView, reader: &Reader<'_>) -> Vec<GroupView> {
    let mut by_section: BTreeMap<Section, Vec<EntryView>> = BTreeMap::new();
    for entry in found {
        let facts = if entry.section == Section::Results { 1 } else { 3 };
        let mut view = reader.entry(entry, facts);
        // The page's head has said both for the whole visit.
        view.date = view.date.filter(|date| head.date.as_ref() != Some(date));
        view.source = view.source.filter(|source| head.source.as_ref() != Some(source));
        by_section.entry(entry.section).or_default().push(view);
    }
    by_section
        .into_iter()
        .map(|(section, entries)| GroupView { title: Some(reader.section(section)), entries })
        .collect()
}

/// "On May 3, 2026. This visit holds: Medicines 2, Test results 3."
fn lead(reader: &Reader<'_>, visit: &Entry, found: &[Entry]) -> String {
    let mut counts: BTreeMap<Section, usize> = BTreeMap::new();
    for entry in found {
        *counts.entry(entry.section).or_default() += 1;
    }
    let date = visit.date.as_ref().map(|date| reader.date(date).text);
    let date = date.unwrap_or_else(|| reader.text("entry-undated"));
    if counts.is_empty() {
        return reader.words.with("visit-lead-empty", &[("date", date.into())]);
    }
    let parts: Vec<String> = counts
        .iter()
        .map(|(section, count)| {
            let name = reader.section(*section);
            let values = [("section", name.into()), ("count", (*count).into())];
            reader.words.with("visit-part", &values)
        })
        .collect();
    let values = [("date", date.into()), ("parts", parts.join(", ").into())];
    reader.words.with("visit-lead", &values)
}

impl VisitPage {
    /// Whether the visit holds more than the page shows, besides itself and the patient.
    fn has_more(&self) -> bool {
        self.shown >= SHOWN - 2 && self.count > SHOWN
    }

    fn narrative(&self) -> NarrativeView<'_> {
        NarrativeView { blocks: &self.blocks }
    }
}

#[cfg(test)]
mod tests {
    use super::super::view::tests::{entry, reader};
    use super::*;

    #[test]
    fn a_visit_is_told_in_the_order_of_the_sections() {
        let found = [
            entry("r", Section::Results, "Glucose", "2026-05-03"),
            entry("m", Section::Medications, "Metformin", "2026-05-03"),
        ];
        let titles: Vec<_> = groups(&found, &EntryView::default(), &reader())
            .into_iter()
            .filter_map(|group| group.title)
            .collect();
        assert_eq!(titles, ["Medicines", "Test results"]);
    }

    #[test]
    fn the_lead_says_what_the_visit_holds() {
        let visit = entry("v", Section::Visits, "Check-up", "2026-05-03");
        let found = [entry("m", Section::Medications, "Metformin", "2026-05-03")];
        let lead = lead(&reader(), &visit, &found);
        assert!(lead.contains("May 3, 2026") && lead.contains("Medicines"), "{lead}");
    }
}
