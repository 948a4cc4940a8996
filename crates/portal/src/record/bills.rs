//! Bills: what was charged, paid and owed, for each year and each bill.

use askama::Template;
use bluebutton_record::meaning::owed::{Sums, amount, dollars, sums};
use bluebutton_record::meaning::{Thing, things};
use bluebutton_record::{Entry, Section};

use super::empty::{EmptyView, empty};
use super::filter::{Filter, FilterView, PAGE, PagerView};
use super::reading::{self, THINGS_MAX};
use super::section::OneSection;
use super::tally::{Tally, lead, more};
use super::view::{EntryView, Reader};
use crate::permit::MayView;
use crate::services::Services;
use bluebutton_web::fields::Fields;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};

#[derive(Template)]
#[template(path = "record/bills.html")]
struct BillsPage {
    frame: Frame,
    title: String,
    lead: String,
    more: String,
    filter: FilterView,
    years: Vec<YearView>,
    pager: PagerView,
    empty: Option<EmptyView>,
}

/// The bills of a year, and what they add up to.
struct YearView {
    year: String,
    /// Whether its bills have a date.
    is_a_year: bool,
    billed: Option<String>,
    paid: Option<String>,
    owed: Option<String>,
    /// How many of them do not say what is owed.
    untold: usize,
    bills: Vec<BillView>,
}

/// A bill.
struct BillView {
    entry: EntryView,
    billed: Option<String>,
    paid: Option<String>,
    owed: Option<String>,
}

/// `GET /records/{key}/claims`
pub(crate) async fn show(services: &Services, may: MayView<OneSection>, fields: &Fields) -> Answer {
    let section = Section::Claims;
    let record = may.record(services).await?;
    let MayView { session, frame, .. } = may;
    let filter = Filter::read(fields);
    let selection = reading::only(section, filter.dates);
    let stretch = filter.skip / THINGS_MAX * THINGS_MAX;
    let entries = reading::of_section(&record, &selection, stretch).await?;
    let reader = reading::reader(&frame, &session, &record).await?;
    let entries: Vec<&Entry> = entries.iter().collect();
    let things = things(&entries, reader.today);
    let years = years(&things, filter.skip - stretch, &reader);
    let tally = Tally::of(section, &things, &reader);
    let base = frame.record_url(section.slug());
    let mut pager = filter.pager(&base, stretch + things.len(), PAGE, frame.words());
    let next = stretch + THINGS_MAX;
    if pager.older.is_none() && record.count(&selection) > next {
        pager.older = Some(filter.href(&base, next));
    }
    let (counted, besides) =
        (lead(&frame, section, &tally, &filter), more(&frame, section, &tally, &filter));
    let is_whole = filter.skip == 0 && filter.dates.is_open();
    let owed = years.first().filter(|_| is_whole).and_then(|year| owed(&frame, year));
    let (lead, more) = match owed {
        Some(owed) => (owed, format!("{counted} {besides}").trim_end().to_owned()),
        None => (counted, besides),
    };
    page(&BillsPage {
        title: reader.section(section),
        lead,
        more,
        filter: filter.view(&base, frame.today(), frame.words()),
        empty: years.is_empty().then(|| empty(&frame, section, &filter, things.len())),
        pager,
        years,
        frame,
    })
}

/// The bills by year, newest first; sums are of all bills of the year, also of those on other pages.
fn years(things: &[Thing<'_>], skip: usize, reader: &Reader<'_>) -> Vec<YearView> {
    let year = |thing: &Thing<'_>| thing.entry.date.map(|date| date.first_day().year());
    let mut years: Vec<(Option<i16>, Vec<BillView>)> = Vec::new();
    for thing in things.iter().skip(skip).take(PAGE) {
        let view = bill(thing, reader);
        match years.iter_mut().find(|(known, _)| *known == year(thing)) {
            Some((_, bills)) => bills.push(view),
            None => years.push((year(thing), vec![view])),
        }
    }
    let all = |wanted: Option<i16>| {
        things.iter().filter(move |thing| year(thing) == wanted).map(|thing| thing.entry)
    };
    let view = |(year, bills): (Option<i16>, Vec<BillView>)| {
        let Sums { billed, paid, owed, untold, .. } = sums(all(year));
        YearView {
            is_a_year: year.is_some(),
            year: year.map_or_else(|| reader.text("entry-undated"), |year| year.to_string()),
            billed: billed.map(dollars),
            paid: paid.map(dollars),
            owed: owed.map(dollars),
            untold,
            bills,
        }
    };
    years.into_iter().map(view).collect()
}

/// What is owed for the newest year, where each of its bills says so.
fn owed(frame: &Frame, year: &YearView) -> Option<String> {
    let owed = year.owed.as_ref().filter(|_| year.untold == 0 && year.is_a_year)?;
    let is_own = frame.record.as_ref().is_none_or(|record| record.is_own);
    let id = if is_own { "bills-lead-owed" } else { "bills-lead-owed-other" };
    Some(frame.t2(id, "sum", owed.clone(), "year", year.year.clone()))
}

fn bill(thing: &Thing<'_>, reader: &Reader<'_>) -> BillView {
    let said = |label: &str| amount(thing.entry, label).map(dollars);
    BillView {
        entry: reader.thing(thing, 0),
        billed: said("billed"),
        paid: said("paid"),
        owed: said("you-owe"),
    }
}

impl BillsPage {
    /// Whose debt it is: the reader's own, or that of whom they care for.
    fn owed(&self) -> &'static str {
        let is_own = self.frame.record.as_ref().is_none_or(|record| record.is_own);
        if is_own { "bills-owed" } else { "bills-owed-other" }
    }
}

#[cfg(test)]
mod tests {
    use bluebutton_record::entry::{Fact, FactText};

    use super::super::view::tests::{entry, reader};
    use super::*;

    #[test]
    fn a_year_adds_up_what_its_bills_say() {
        let bill = |local, date, owed: &str| Entry {
            facts: vec![Fact { label: "you-owe", text: FactText::Source(owed.to_owned()) }],
            ..entry(local, Section::Claims, local, date)
        };
        let entries = [
            bill("a", "2026-11-09", "$38.15"),
            bill("b", "2026-05-09", "$10.00"),
            bill("c", "2025-05-09", "$7.00"),
        ];
        let entries: Vec<&Entry> = entries.iter().collect();
        let years = years(&things(&entries, reader().today), 0, &reader());
        let said: Vec<_> = years.iter().map(|one| (one.year.as_str(), one.owed.clone())).collect();
        assert!(years[0].is_a_year && years[0].untold == 0);
        assert_eq!(said, [("2026", Some("$48.15".to_owned())), ("2025", Some("$7.00".to_owned()))]);
    }
}
