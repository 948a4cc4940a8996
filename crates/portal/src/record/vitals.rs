//! Vital signs: the latest of each kind with its course, then all measurements by day.

use std::collections::HashSet;

use askama::Template;
use bluebutton_record::meaning::repeated::key;
use bluebutton_record::value::{doubt, pressure};
use bluebutton_record::{Entry, FhirDate, Section};

use super::attention::TestView;
use super::empty::{EmptyView, empty};
use super::filter::{Filter, FilterView, PAGE, PagerView};
use super::history::{earlier, said};
use super::reading::THINGS_MAX;
use super::section::OneSection;
use super::view::{EntryView, Reader};
use super::{filter, reading};
use crate::permit::MayView;
use crate::services::Services;
use bluebutton_web::fields::Fields;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};

/// The latest of each kind is looked for among this many of the newest measurements.
const WINDOW: usize = 600;

#[derive(Template)]
#[template(path = "record/vitals.html")]
struct VitalsPage {
    frame: Frame,
    title: String,
    lead: String,
    more: String,
    filter: FilterView,
    latest: Vec<TestView>,
    all: Vec<EntryView>,
    pager: PagerView,
    empty: Option<EmptyView>,
}

/// `GET /records/{key}/vital-signs`
pub(crate) async fn show(services: &Services, may: MayView<OneSection>, fields: &Fields) -> Answer {
    let record = may.record(services).await?;
    let MayView { session, frame, .. } = may;
    let filter = Filter::read(fields);
    let selection = reading::only(Section::VitalSigns, filter.dates);
    // Paged as measurements, not as resources: the two numbers of a pressure must not be parted.
    let stretch = filter.skip / THINGS_MAX * THINGS_MAX;
    let mut entries = reading::newest(&record, &selection, stretch, THINGS_MAX).await?;
    let held = record.count(&selection);
    let count = if held <= THINGS_MAX { entries.len() } else { held };
    entries.drain(..(filter.skip - stretch).min(entries.len()));
    let reader = reading::reader(&frame, &session, &record).await?;
    let newest = entries.get(..WINDOW.min(entries.len())).unwrap_or_default();
    let latest = if filter.skip == 0 { latest(newest, &reader) } else { Vec::new() };
    let all: Vec<EntryView> =
        entries.iter().take(PAGE).map(|entry| reader.entry(entry, 0)).collect();
    let base = frame.record_url(Section::VitalSigns.slug());
    let is_whole = filter.skip == 0 && filter.dates.is_open();
    let (lead, more) = match newest_said(&entries, &reader).filter(|_| is_whole) {
        Some(newest) => (newest, frame.tn("vitals-count", "count", count)),
        None => (lead(&frame, count, &entries, &filter, &reader), String::new()),
    };
    page(&VitalsPage {
        title: reader.section(Section::VitalSigns),
        lead,
        more,
        filter: filter.view(&base, frame.today(), frame.words()),
        pager: filter.pager(&base, count, PAGE, frame.words()),
        empty: all.is_empty().then(|| empty(&frame, Section::VitalSigns, &filter, count)),
        latest,
        all,
        frame,
    })
}

/// The newest entry of each kind, with what it was before.
pub fn latest(entries: &[Entry], reader: &Reader<'_>) -> Vec<TestView> {
    let mut seen = HashSet::new();
    entries
        .iter()
        .filter(|entry| key(entry).is_some_and(|key| seen.insert(key)))
        .map(|entry| TestView {
            entry: reader.entry(entry, 0),
            earlier: earlier(entry, entries, reader),
        })
        .collect()
}

/// What was measured last: of its day the blood pressure first.
fn newest_said(entries: &[Entry], reader: &Reader<'_>) -> Option<String> {
    let mut so = entries.iter().filter(|entry| !doubt::is_in_doubt(entry));
    let first = so.next()?;
    let day = first.date?.first_day();
    let same_day = |entry: &&Entry| entry.date.is_some_and(|date| date.first_day() == day);
    let pressure = std::iter::once(first).chain(so).take_while(same_day);
    let entry = { pressure }.find(|entry| pressure::of(entry).is_some()).unwrap_or(first);
    let said = format!("{} {}", reader.title(entry), said(entry, reader.words)?);
    let date = reader.words.date(&FhirDate::day(day));
    Some(reader.words.with("vitals-lead", &[("said", said.into()), ("date", date.into())]))
}

fn lead(
    frame: &Frame,
    count: usize,
    entries: &[Entry],
    filter: &Filter,
    reader: &Reader<'_>,
) -> String {
    if count == 0 {
        return String::new();
    }
    if let Some(days) = filter::days_in_words(&filter.dates, frame.words()) {
        let values = [("count", count.into()), ("days", days.into())];
        return frame.words().with("lead-within-days", &values);
    }
    if filter.skip > 0 {
        return frame.tn("lead-older", "count", count);
    }
    let date = entries.iter().find_map(|entry| entry.date.as_ref());
    let date = date.map(|date| reader.date(date).text).unwrap_or_default();
    frame.words().with("lead-vital-signs", &[("count", count.into()), ("date", date.into())])
}

#[cfg(test)]
mod tests {
    use bluebutton_record::entry::Standing;

    use super::super::view::tests::{entry, measure, reader};
    use super::*;

    #[test]
    fn the_latest_of_each_kind_stands_once() {
        let weight = |local, date, value| Entry {
            value: Some(measure(value, 50.0, 90.0, Standing::Within)),
            ..entry(local, Section::VitalSigns, "Weight", date)
        };
        let mut height = weight("h", "2026-01-01", 170.0);
        height.title = Some("Height".into());
        let entries = [weight("b", "2026-05-01", 80.0), weight("a", "2026-04-01", 82.0), height];
        let said = newest_said(&entries, &reader()).unwrap();
        assert_eq!(said, "Last measured: Weight 80\u{a0}mg/dL, on May 1, 2026.");
        let latest = latest(&entries, &reader());
        assert_eq!(latest.len(), 2);
        assert!(latest[0].entry.href.ends_with("/b"));
        assert_eq!(latest[0].earlier.change.as_deref(), Some("Down from 82 (April 1, 2026)"));
    }
}
