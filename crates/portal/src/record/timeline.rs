//! The timeline: everything by month, newest first.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::{Entry, FhirDate};
use bluebutton_store::Action;

use super::filter::{self, Filter, FilterView, PAGE, PagerView};
use super::list::{EmptyView, GroupView};
use super::reading;
use super::view::{LinkView, Reader};
use crate::permit::record_page;
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::session::{Asked, SignedIn};

#[derive(Template)]
#[template(path = "record/timeline.html")]
struct TimelinePage {
    frame: Frame,
    title: String,
    lead: String,
    filter: FilterView,
    months: Vec<GroupView>,
    pager: PagerView,
    empty: Option<EmptyView>,
}

/// `GET /records/{key}/timeline`
pub async fn show(
    State(services): State<Services>,
    session: SignedIn,
    Path(key): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let action = Action::View { page: "timeline", resource: None };
    let (_, record, frame) = record_page(&services, &session, &key, action).await?;
    let filter = Filter::read(&fields);
    let selection = reading::all_sections(filter.dates);
    let count = record.count(&selection);
    let entries = reading::newest(&services, &record, &selection, filter.skip, PAGE).await?;
    let reader = reading::reader(&frame, &session, &record).await?;
    let months = months(&entries, &reader);
    let base = frame.record_url("timeline");
    page(&TimelinePage {
        title: frame.t("nav-timeline").into_owned(),
        lead: lead(&frame, count, &filter),
        filter: filter.view(&base, frame.today(), frame.words()),
        pager: filter.pager(&base, count, PAGE, frame.words()),
        empty: months.is_empty().then(|| empty(&frame, &filter)),
        months,
        frame,
    })
}

/// Entries under the month they belong to; what has no date stands last under its own heading.
pub fn months(entries: &[Entry], reader: &Reader<'_>) -> Vec<GroupView> {
    let mut months: Vec<GroupView> = Vec::new();
    for entry in entries.iter().filter(|entry| &*entry.kind != "Patient") {
        let month = entry.date.as_ref().and_then(month);
        let title = match month {
            Some(month) => reader.words.date(&month),
            None => reader.text("entry-undated"),
        };
        let view = reader.entry(entry, 1);
        match months.last_mut() {
            Some(group) if group.title.as_ref() == Some(&title) => group.entries.push(view),
            _ => months.push(GroupView { title: Some(title), entries: vec![view] }),
        }
    }
    months
}

/// The month a date lies in; of a bare year, the year.
fn month(date: &FhirDate) -> Option<FhirDate> {
    let iso = date.iso();
    FhirDate::parse(iso.get(..7).unwrap_or(&iso))
}

fn lead(frame: &Frame, count: usize, filter: &Filter) -> String {
    if count == 0 {
        return String::new();
    }
    match filter::days_in_words(&filter.dates, frame.words()) {
        Some(days) => {
            let values = [("count", count.into()), ("days", days.into())];
            frame.words().with("lead-within-days", &values)
        }
        None => frame.tn("timeline-lead", "count", count),
    }
}

fn empty(frame: &Frame, filter: &Filter) -> EmptyView {
    let base = frame.record_url("timeline");
    let text = |id: &str| frame.t(id).into_owned();
    let is_filtered = !filter.dates.is_open() || filter.skip > 0;
    EmptyView {
        why: text(if is_filtered { "empty-days-why" } else { "empty-record-why" }),
        what: text(if is_filtered { "empty-days-what" } else { "empty-what" }),
        link: is_filtered.then(|| LinkView { href: base, text: text("empty-days-link") }),
    }
}

#[cfg(test)]
mod tests {
    use bluebutton_record::Section;

    use super::super::view::tests::{entry, reader};
    use super::*;

    #[test]
    fn entries_stand_under_their_month_and_undated_ones_under_their_own_heading() {
        let entries = [
            entry("a", Section::Results, "A", "2026-05-20"),
            entry("b", Section::Visits, "B", "2026-05-03"),
            entry("c", Section::Visits, "C", "2025"),
            entry("d", Section::Visits, "D", ""),
        ];
        let titles: Vec<_> =
            months(&entries, &reader()).into_iter().filter_map(|month| month.title).collect();
        assert_eq!(titles, ["May 2026", "2025", "No date given"]);
    }
}
