//! The page of one section: the answer in a sentence, then what is of now, then the past.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::words::FluentValue;
use bluebutton_record::{Entry, Section};
use bluebutton_store::Action;

use super::filter::{Filter, FilterView, PAGE, PagerView};
use super::view::{EntryView, LinkView, Reader};
use super::{about, reading, results, vitals};
use crate::permit::record_page;
use crate::services::Services;
use bluebutton_web::fields::Fields;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SignedIn};

/// What is of now is looked for among this many of the newest entries; older ones stand in the
/// list by their date, with their status.
const CURRENT_WINDOW: usize = 500;

/// A page with groups of entries.
#[derive(Template)]
#[template(path = "record/list.html")]
pub struct ListPage {
    frame: Frame,
    title: String,
    lead: String,
    filter: FilterView,
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

/// Why nothing is here and what to do.
#[derive(Clone, Debug)]
pub struct EmptyView {
    /// Why.
    pub why: String,
    /// What to do.
    pub what: String,
    /// The way out.
    pub link: Option<LinkView>,
}

/// `GET /records/{key}/{section}`
pub async fn show(
    State(services): State<Services>,
    session: SignedIn,
    Path((key, slug)): Path<(String, String)>,
    Asked(fields): Asked,
) -> Answer {
    let section = Section::parse(&slug).ok_or_else(Problem::not_found)?;
    match section {
        Section::About => about::show(&services, &session, &key).await,
        Section::Results => results::show(&services, &session, &key, &fields).await,
        Section::VitalSigns => vitals::show(&services, &session, &key, &fields).await,
        _ => section_page(&services, &session, &key, section, &fields).await,
    }
}

async fn section_page(
    services: &Services,
    session: &SignedIn,
    key: &str,
    section: Section,
    fields: &Fields,
) -> Answer {
    let action = Action::View { page: section.slug(), resource: None };
    let (_, record, frame) = record_page(services, session, key, action).await?;
    let filter = Filter::read(fields);
    let selection = reading::only(section, filter.dates);
    let count = record.count(&selection);
    let take = if filter.skip == 0 && has_current(section) { CURRENT_WINDOW } else { PAGE };
    let entries = reading::newest(services, &record, &selection, filter.skip, take).await?;
    let reader = reading::reader(&frame, session, &record);
    let arranged = arrange(section, &entries, filter.skip, &reader);
    let base = frame.record_url(section.slug());
    page(&ListPage {
        title: reader.section(section),
        lead: lead(&frame, section, count.saturating_sub(arranged.behind), &arranged, &filter),
        filter: filter.view(&base, frame.today(), frame.words()),
        pager: filter.pager(&base, count, PAGE, frame.words()),
        empty: arranged.groups.is_empty().then(|| empty(&frame, section, &filter, count)),
        groups: arranged.groups,
        frame,
    })
}

/// Whether a section tells what is of now from what is past.
fn has_current(section: Section) -> bool {
    matches!(
        section,
        Section::Medications
            | Section::Allergies
            | Section::Conditions
            | Section::CarePlans
            | Section::CareTeam
            | Section::Coverage
    )
}

/// Entries in groups, and how many are of now.
pub struct Arranged {
    /// The groups that have entries.
    pub groups: Vec<GroupView>,
    /// How many are of now (or still to come).
    pub current: usize,
    /// The date of the newest entry, in words.
    pub newest: Option<String>,
    /// How many originals stand behind their readable document instead of in the list.
    pub behind: usize,
}

/// Arranges the entries that begin at place `skip` of their list.
pub fn arrange(section: Section, entries: &[Entry], skip: usize, reader: &Reader<'_>) -> Arranged {
    let mut now: Vec<&Entry> = Vec::new();
    let mut past: Vec<&Entry> = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        if has_current(section) && reader.is_of_now(entry) && skip + place < CURRENT_WINDOW {
            // Shown on the first page, wherever in the window it stands.
            if skip == 0 {
                now.push(entry);
            }
        } else if section == Section::Visits && is_to_come(entry, reader) {
            now.push(entry);
        } else if place < PAGE {
            past.push(entry);
        }
    }
    let before = past.len();
    past.retain(|entry| !entries.iter().any(|other| is_original_of(entry, other)));
    let behind = before - past.len();
    if section == Section::Visits {
        // What comes next is nearest.
        now.reverse();
    }
    let facts = if section == Section::Medications { 6 } else { 4 };
    let now = now.iter().map(|entry| reader.entry(entry, facts)).collect();
    let now = one_line_each(section, now);
    let past: Vec<EntryView> = past.iter().map(|entry| reader.entry(entry, facts)).collect();
    let first = past.iter().chain(&now).next();
    let has_been = |entry: &&Entry| entry.date.is_some_and(|d| d.first_day() <= reader.today);
    let newest = entries
        .iter()
        .find(has_been)
        .and_then(|entry| entry.date.as_ref().map(|date| reader.date(date).text))
        .filter(|_| first.is_some());
    let current = now.len();
    let is_split = has_current(section) || section == Section::Visits;
    let group = |word: &str, entries: Vec<EntryView>| GroupView {
        title: is_split.then(|| reader.text(&format!("group-{word}-{}", section.slug()))),
        entries,
    };
    let groups = [group("now", now), group("past", past)];
    let groups = groups.into_iter().filter(|group| !group.entries.is_empty()).collect();
    Arranged { groups, current, newest, behind }
}

/// Whether `entry` is only the original file of the document that `other` shows to read: the
/// readable one stands in the list, and its page has the original.
pub fn is_original_of(entry: &Entry, other: &Entry) -> bool {
    entry.section == Section::Documents
        && entry.narrative.is_empty()
        && !entry.attachments.is_empty()
        && !other.narrative.is_empty()
        && other.attachments.is_empty()
        && (&entry.title, entry.date, &entry.source) == (&other.title, other.date, &other.source)
}

fn is_to_come(entry: &Entry, reader: &Reader<'_>) -> bool {
    entry.date.is_some_and(|date| date.first_day() > reader.today)
}

/// A medicine that is prescribed anew each month is one medicine, and what two sources tell alike
/// of an allergy or a condition is one thing: the newest entry stands for it and the earlier ones
/// are linked behind it. An allergy or a condition of which they tell different things stays two.
fn one_line_each(section: Section, entries: Vec<EntryView>) -> Vec<EntryView> {
    let is_medicine = section == Section::Medications;
    if !is_medicine && !matches!(section, Section::Allergies | Section::Conditions) {
        return entries;
    }
    let mut kept: Vec<EntryView> = Vec::new();
    for entry in entries {
        let same = |other: &&mut EntryView| {
            other.title.to_lowercase() == entry.title.to_lowercase()
                && (is_medicine || (&other.facts, &other.status) == (&entry.facts, &entry.status))
                && !other.is_error
        };
        match kept.iter_mut().find(same) {
            Some(other) if !entry.is_error => {
                let text = entry.date.map_or_else(|| entry.title.clone(), |date| date.text);
                other.earlier.push(LinkView { href: entry.href, text });
                other.is_new |= entry.is_new;
            }
            _ => kept.push(entry),
        }
    }
    kept
}

/// The sentence that answers the page's question.
fn lead(
    frame: &Frame,
    section: Section,
    count: usize,
    arranged: &Arranged,
    filter: &Filter,
) -> String {
    if count == 0 {
        return String::new();
    }
    let is_own = frame.record.as_ref().is_none_or(|record| record.is_own);
    let name = frame.record.as_ref().map(|record| record.name.clone()).unwrap_or_default();
    let days = super::filter::days_in_words(&filter.dates, frame.words());
    if let Some(days) = days {
        let values = [("count", FluentValue::from(count)), ("days", days.into())];
        return frame.words().with("lead-within-days", &values);
    }
    if filter.skip > 0 {
        return frame.tn("lead-older", "count", count);
    }
    let mut lead = frame.words().with(
        &format!("lead-{}", section.slug()),
        &[
            ("count", FluentValue::from(count)),
            ("current", FluentValue::from(arranged.current)),
            ("whose", FluentValue::from(if is_own { "own" } else { "other" })),
            ("name", FluentValue::from(name)),
        ],
    );
    if let Some(newest) = &arranged.newest {
        lead.push(' ');
        let is_visits = section == Section::Visits;
        let id = if is_visits { "lead-last-visit" } else { "lead-newest" };
        lead.push_str(&frame.tw(id, &[("date", newest)]));
    }
    lead
}

/// Why a list is empty, and what to do.
pub fn empty(frame: &Frame, section: Section, filter: &Filter, count: usize) -> EmptyView {
    let base = frame.record_url(section.slug());
    if filter.skip > 0 {
        let text = frame.t("empty-newest-link").into_owned();
        let link = LinkView { href: filter.href(&base, 0), text };
        let why = if count > 0 { "empty-page-why" } else { "empty-end-why" };
        return EmptyView {
            why: frame.t(why).into_owned(),
            what: frame.t("empty-end-what").into_owned(),
            link: Some(link),
        };
    }
    if !filter.dates.is_open() {
        let text = frame.t("empty-days-link").into_owned();
        return EmptyView {
            why: frame.t("empty-days-why").into_owned(),
            what: frame.t("empty-days-what").into_owned(),
            link: Some(LinkView { href: base, text }),
        };
    }
    EmptyView {
        why: frame.t(&format!("empty-{}", section.slug())).into_owned(),
        what: frame.t("empty-what").into_owned(),
        link: None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::view::tests::{entry, reader};
    use super::*;

    fn medicine(local: &str, title: &str, date: &str, is_current: bool) -> Entry {
        Entry { is_current, ..entry(local, Section::Medications, title, date) }
    }

    #[test]
    fn current_medicines_come_first_and_one_prescribed_monthly_is_one_line() {
        let entries = [
            medicine("a", "Metformin 500 MG", "2026-11-01", true),
            medicine("b", "Amoxicillin", "2026-10-01", false),
            medicine("c", "metformin 500 mg", "2026-09-01", true),
        ];
        let arranged = arrange(Section::Medications, &entries, 0, &reader());
        assert_eq!(arranged.current, 1);
        assert_eq!(arranged.groups.len(), 2);
        assert_eq!(arranged.groups[0].entries[0].earlier.len(), 1);
        assert_eq!(arranged.groups[1].entries[0].title, "Amoxicillin");
    }

    #[test]
    fn what_two_sources_tell_alike_of_an_allergy_is_one_line_and_what_differs_is_two() {
        use bluebutton_record::entry::{Fact, FactText};
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
        let arranged = arrange(Section::Allergies, &entries, 0, &reader());
        let lines = &arranged.groups[0].entries;
        assert_eq!((lines.len(), arranged.current), (2, 2));
        assert!(lines[0].earlier[0].href.ends_with("/c"));
        assert!(lines[1].earlier.is_empty());
    }

    #[test]
    fn no_entry_is_lost_between_the_pages() {
        let entries: Vec<Entry> = (0..700)
            .map(|n| medicine(&format!("m{n}"), &format!("M{n}"), "2020-01-01", n % 7 == 0))
            .collect();
        let mut seen = std::collections::BTreeSet::new();
        for skip in (0..700).step_by(PAGE) {
            let take = if skip == 0 { CURRENT_WINDOW } else { PAGE };
            let window = &entries[skip..(skip + take).min(700)];
            for group in arrange(Section::Medications, window, skip, &reader()).groups {
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
        let arranged = arrange(Section::Documents, &[readable, original, other], 0, &reader());
        assert_eq!((arranged.groups[0].entries.len(), arranged.behind), (2, 1));
    }

    #[test]
    fn the_next_visit_stands_first() {
        let visit = |local, date| entry(local, Section::Visits, "Visit", date);
        let entries =
            [visit("far", "2027-05-01"), visit("near", "2026-12-01"), visit("was", "2026-01-01")];
        let arranged = arrange(Section::Visits, &entries, 0, &reader());
        assert!(arranged.groups[0].entries[0].href.ends_with("/near"));
        assert!(arranged.groups[1].entries[0].href.ends_with("/was"));
    }
}
