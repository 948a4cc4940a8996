//! From a permit to what a page shows: the one way in which the record's pages read.
//!
//! A page reads what it shows and little more, never the whole record: a record of 131,000
//! resources opens as fast as a small one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use bluebutton_record::entry::{entry, settle};
use bluebutton_record::meaning::{Lists, Said, same};
use bluebutton_record::names::For;
use bluebutton_record::value::halves;
use bluebutton_record::{DateRange, Entry, FhirDate, Resource, ResourceId, Section, Selection};
use bluebutton_store::records::Record;
use jiff::civil::Date;

use super::view::Reader;
use bluebutton_web::frame::Frame;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::SignedIn;

/// As many entries of a section are read to tell its things; longer sections, which no person's
/// record has, are told in stretches of so many.
pub const THINGS_MAX: usize = 5_000;

/// Among so many of the newest entries one is that the patient did not write, or the record is theirs alone.
const NEWEST: usize = 50;

/// A record that nobody has added to for this long says nothing about now.
const FRESH_DAYS: i32 = 366;

/// More than this many new entries are "many": nobody reads a longer list on the overview.
pub const NEW_MAX: usize = 200;

/// Entries of resources of a record, in their order, with the names of the directory.
pub async fn entries(record: &Record, resources: &[Resource]) -> Result<Vec<Entry>, Problem> {
    // Which of several usual ranges holds depends on who was tested.
    let has_values = resources.iter().any(|resource| &*resource.kind == "Observation");
    let patient = if has_values { record.patient().await? } else { None };
    let names = For::patient(patient.as_ref(), record.names());
    Ok(resources.iter().map(|resource| entry(resource, &names)).collect())
}

/// One page of a selection as entries, newest first, in the order of the site's clocks; the two numbers of a blood pressure as one.
pub async fn newest(
    record: &Record,
    selection: &Selection,
    skip: usize,
    take: usize,
) -> Result<Vec<Entry>, Problem> {
    let resources = record.newest(selection, skip, take).await?;
    let mut entries = halves::join(entries(record, &resources).await?);
    // The store knows no zone: of what came without an offset it has the day, not the moment.
    entries.sort_by_key(|entry| {
        let day = entry.date.map(|date| date.sort_key());
        (day.is_none(), Reverse(day))
    });
    Ok(entries)
}

/// All entries of a section within days, up to [`THINGS_MAX`] from `skip` on, with what the record's
/// lists tell of them: what a page needs to tell things from entries.
pub async fn of_section(
    record: &Record,
    selection: &Selection,
    skip: usize,
) -> Result<Vec<Entry>, Problem> {
    told(record, newest(record, selection, skip, THINGS_MAX).await?).await
}

/// The newest entries of a selection, with what the record's lists tell of them: of a later day, too.
pub async fn newest_told(
    record: &Record,
    selection: &Selection,
    take: usize,
) -> Result<Vec<Entry>, Problem> {
    told(record, newest(record, selection, 0, take).await?).await
}

/// The same, with what the record's lists tell of them.
pub async fn told_of(record: &Record, ids: &[ResourceId]) -> Result<Vec<Entry>, Problem> {
    told(record, entries_of(record, ids).await?).await
}

async fn told(record: &Record, mut entries: Vec<Entry>) -> Result<Vec<Entry>, Problem> {
    if !entries.is_empty() {
        settle(&mut entries, &lists(record).await?);
    }
    Ok(entries)
}

/// What the record's lists tell of an entry that is read alone.
pub async fn tell(record: &Record, entry: &mut Entry) -> Result<(), Problem> {
    settle(std::slice::from_mut(entry), &lists(record).await?);
    Ok(())
}

async fn lists(record: &Record) -> Result<Lists, Problem> {
    let resources = record.lists().await?;
    Ok(Lists::of(&resources, record.names()))
}

/// How many things each section holds of what is selected: what the pages count and the files say.
pub async fn counts(
    record: &Record,
    selection: &Selection,
    today: Date,
) -> Result<BTreeMap<Section, usize>, Problem> {
    let lists = lists(record).await?;
    let mut counts = BTreeMap::new();
    for section in Section::ALL.into_iter().filter(|one| selection.admits_section(*one)) {
        let one = Selection { sections: Some(BTreeSet::from([section])), ..selection.clone() };
        let mut count = record.count(&one);
        if same::may_be_fewer(section) && (1..=THINGS_MAX).contains(&count) {
            let mut entries = newest(record, &one, 0, THINGS_MAX).await?;
            settle(&mut entries, &lists);
            count = same::counts(&entries, today).get(&section).copied().unwrap_or(0);
        }
        if count > 0 && section != Section::About {
            counts.insert(section, count);
        }
    }
    Ok(counts)
}

/// Entries with those ids.
pub async fn entries_of(record: &Record, ids: &[ResourceId]) -> Result<Vec<Entry>, Problem> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let resources = record.resources(ids).await?;
    entries(record, &resources).await
}

/// One section, within days.
pub fn only(section: Section, dates: DateRange) -> Selection {
    Selection { dates, sections: Some(BTreeSet::from([section])), visit: None }
}

/// Every section that lists show, within days.
pub fn all_sections(dates: DateRange) -> Selection {
    let sections = Section::ALL.into_iter().filter(|section| *section != Section::About);
    Selection { dates, sections: Some(sections.collect()), visit: None }
}

/// The day of the newest entry that somebody else than the patient told of, where it is so old that the record
/// says nothing about now. What is planned, for whatever day, has not come from anybody that day.
pub async fn silent_since(record: &Record, today: Date) -> Result<Option<FhirDate>, Problem> {
    let until_today = all_sections(DateRange { from: None, to: Some(today) });
    let entries = newest(record, &until_today, 0, NEWEST).await?;
    let is_told = |entry: &&Entry| !entry.is_own() && entry.basis.said != Said::Planned;
    let newest = entries.iter().filter(is_told).find_map(|entry| entry.date);
    Ok(newest.filter(|date| (today - date.last_day()).get_days() > FRESH_DAYS))
}

/// Who reads this page, and what is new to them in this record.
pub async fn reader(
    frame: &Frame,
    session: &SignedIn,
    record: &Record,
) -> Result<Reader<'static>, Problem> {
    let account = &session.session.account.id;
    let last_visit = record.looked_at_before(account).await?;
    let new = last_visit.map(|seen| record.changed_since(seen.as_microsecond(), NEW_MAX));
    Ok(Reader {
        words: frame.words(),
        base: frame.record_url(""),
        today: frame.today(),
        last_visit,
        new: new.unwrap_or_default(),
    })
}
