//! The page of one section: the answer in a sentence, then what is of now, then the past.

use askama::Template;
use axum::extract::State;
use bluebutton_record::layout::by_heading;
use bluebutton_record::meaning::{Thing, things};
use bluebutton_record::{Entry, Section};

use super::empty::{EmptyView, empty};
use super::filter::{Filter, FilterView, PAGE, PagerView};
use super::reading::THINGS_MAX;
use super::section::OneSection;
use super::tally::{Tally, lead, more};
use super::view::{EntryView, LinkView, Reader};
use super::{about, bills, medicines, reading, results, vitals};
use crate::permit::MayView;
use crate::services::Services;
use bluebutton_web::fields::Fields;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::session::Asked;

/// A page with groups of entries.
#[derive(Template)]
#[template(path = "record/list.html")]
pub struct ListPage {
    frame: Frame,
    title: String,
    lead: String,
    more: String,
    filter: FilterView,
    /// What can be done with all of it.
    action: Option<LinkView>,
    groups: Vec<GroupView>,
    pager: PagerView,
    empty: Option<EmptyView>,
}

/// Entries under a heading.
#[derive(Clone, Debug, Default)]
pub struct GroupView {
    /// The heading; `None` where the list has one group only.
    pub title: Option<String>,
    /// The entries.
    pub entries: Vec<EntryView>,
}

/// `GET /records/{key}/{section}`
pub(crate) async fn show(
    State(services): State<Services>,
    may: MayView<OneSection>,
    Asked(fields): Asked,
) -> Answer {
    match may.path.section()? {
        Section::About => about::show(&services, may).await,
        Section::Results => results::show(&services, may, &fields).await,
        Section::Claims => bills::show(&services, may, &fields).await,
        Section::Medications => medicines::show(&services, may, &fields).await,
        Section::VitalSigns => vitals::show(&services, may, &fields).await,
        section => section_page(&services, may, section, &fields).await,
    }
}

async fn section_page(
    services: &Services,
    may: MayView<OneSection>,
    section: Section,
    fields: &Fields,
) -> Answer {
    let record = may.record(services).await?;
    let MayView { session, frame, .. } = may;
    let filter = Filter::read(fields);
    let selection = reading::only(section, filter.dates);
    let stretch = filter.skip / THINGS_MAX * THINGS_MAX;
    let entries = reading::of_section(&record, &selection, stretch).await?;
    let reader = reading::reader(&frame, &session, &record).await?;
    let entries: Vec<&Entry> = entries.iter().collect();
    let things = things(&entries, reader.today);
    let groups = arrange(section, &things, filter.skip - stretch, &reader);
    let tally = Tally::of(section, &things, &reader);
    let base = frame.record_url(section.slug());
    let mut pager = filter.pager(&base, stretch + things.len(), PAGE, frame.words());
    let next = stretch + THINGS_MAX;
    if pager.older.is_none() && record.count(&selection) > next {
        pager.older = Some(filter.href(&base, next));
    }
    page(&ListPage {
        title: reader.section(section),
        lead: lead(&frame, section, &tally, &filter),
        more: more(&frame, section, &tally, &filter),
        filter: filter.view(&base, frame.today(), frame.words()),
        action: action(&frame, section, tally.count),
        pager,
        empty: groups.is_empty().then(|| empty(&frame, section, &filter, things.len())),
        groups,
        frame,
    })
}

/// Vaccines can be shown to somebody on a page of their own.
fn action(frame: &Frame, section: Section, count: usize) -> Option<LinkView> {
    let text = || frame.t("proof-go").into_owned();
    (section == Section::Vaccines && count > 0)
        .then(|| LinkView { href: frame.record_url("vaccines/proof"), text: text() })
}

/// The things of one page of a list under their headings; `skip` counts things.
pub fn arrange(
    section: Section,
    things: &[Thing<'_>],
    skip: usize,
    reader: &Reader<'_>,
) -> Vec<GroupView> {
    let facts = if section == Section::Medications { 6 } else { 4 };
    let mut place = 0;
    let mut groups = Vec::new();
    for (heading, group) in by_heading(section, things) {
        let mut entries = Vec::new();
        for thing in group {
            if (skip..skip + PAGE).contains(&place) {
                entries.push(reader.thing(thing, facts));
            }
            place += 1;
        }
        if !entries.is_empty() {
            groups.push(GroupView { title: heading.map(|id| reader.text(&id)), entries });
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use bluebutton_record::FhirDate;
    use bluebutton_record::entry::{Basis, Fact, FactText, ListedOn};
    use bluebutton_record::meaning::Said;

    use super::super::view::tests::{entry, reader};
    use super::*;

    fn medicine(local: &str, title: &str, date: &str, is_current: bool) -> Entry {
        let told = ListedOn { on: FhirDate::parse(date), ..ListedOn::default() };
        Entry {
            is_current,
            basis: Basis { told, ..Basis::default() },
            ..entry(local, Section::Medications, title, date)
        }
    }

    fn arranged(section: Section, entries: &[Entry], skip: usize) -> Vec<GroupView> {
        let entries: Vec<&Entry> = entries.iter().collect();
        arrange(section, &things(&entries, reader().today), skip, &reader())
    }

    #[test]
    fn current_medicines_come_first_and_one_prescribed_monthly_is_one_line() {
        let entries = [
            medicine("a", "Metformin 500 MG", "2026-11-01", true),
            medicine("b", "Amoxicillin", "2026-10-01", false),
            medicine("c", "metformin 500 mg", "2026-09-01", true),
            medicine("d", "Warfarin", "2019-09-01", true),
        ];
        let groups = arranged(Section::Medications, &entries, 0);
        let titles: Vec<_> = groups.iter().filter_map(|group| group.title.clone()).collect();
        assert_eq!(titles, ["Medicines now", "On an older list", "Past medicines"]);
        assert_eq!(groups[0].entries.len(), 1);
        assert_eq!(groups[0].entries[0].earlier.len(), 1);
        assert!(groups[1].entries[0].status.as_ref().unwrap().contains("September 1, 2019"));
        assert_eq!(groups[2].entries[0].title, "Amoxicillin");
    }

    #[test]
    fn what_two_sources_tell_alike_of_an_allergy_is_one_line_and_what_differs_is_two() {
        let allergy = |local, date, reaction: &str| Entry {
            is_current: true,
            facts: vec![Fact { label: "reaction", text: FactText::Source(reaction.to_owned()) }],
            ..entry(local, Section::Allergies, "Penicillin", date)
        };
        let entries = [
            allergy("a", "1988", "Hives"),
            allergy("b", "1980", "Trouble breathing"),
            allergy("c", "1978", "Hives"),
        ];
        let groups = arranged(Section::Allergies, &entries, 0);
        let lines = &groups[0].entries;
        assert_eq!(lines.len(), 2);
        assert!(lines[0].earlier[0].href.ends_with("/c"));
        assert!(lines[1].earlier.is_empty());
    }

    #[test]
    fn no_thing_is_lost_between_the_pages() {
        let entries: Vec<Entry> = (0..700)
            .map(|n| medicine(&format!("m{n}"), &format!("M{n}"), "2020-01-01", n % 7 == 0))
            .collect();
        let mut seen = std::collections::BTreeSet::new();
        for skip in (0..700).step_by(PAGE) {
            for group in arranged(Section::Medications, &entries, skip) {
                for entry in group.entries {
                    assert!(seen.insert(entry.href.clone()), "{} twice", entry.href);
                }
            }
        }
        assert_eq!(seen.len(), 700);
    }

    #[test]
    fn a_document_and_its_original_are_one_line() {
        use bluebutton_record::entry::{Attachment, AttachmentPlace};
        use bluebutton_record::narrative::Block;
        let readable = Entry {
            narrative: vec![Block::Paragraph("Text".into())],
            ..entry("c", Section::Documents, "Summary", "2026-05-03")
        };
        let file = Attachment { title: None, media_type: None, place: AttachmentPlace::Inline(0) };
        let original = Entry {
            attachments: vec![file],
            ..entry("d", Section::Documents, "Summary", "2026-05-03")
        };
        let other = Entry { title: Some("Letter".into()), ..original.clone() };
        let groups = arranged(Section::Documents, &[readable, original, other], 0);
        assert_eq!(groups[0].entries.len(), 2);
        assert_eq!(groups[0].entries[0].earlier.len(), 1);
    }

    #[test]
    fn the_next_visit_stands_first() {
        let visit = |local, date, said| Entry {
            basis: Basis { said, ..Basis::default() },
            ..entry(local, Section::Visits, "Visit", date)
        };
        let entries = [
            visit("far", "2027-05-01", Said::Planned),
            visit("near", "2026-12-01", Said::Planned),
            visit("was", "2026-01-01", Said::Is),
        ];
        let groups = arranged(Section::Visits, &entries, 0);
        assert!(groups[0].entries[0].href.ends_with("/near"));
        assert!(groups[1].entries[0].href.ends_with("/was"));
    }
}
