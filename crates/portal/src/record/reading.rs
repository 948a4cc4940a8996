//! From a permit to what a page shows: the one way in which the record's pages read.
//!
//! A page reads what it shows and little more, never the whole record: a record of 131,000
//! resources opens as fast as a small one.

use std::collections::{BTreeSet, HashSet};

use bluebutton_record::entry::entry;
use bluebutton_record::{DateRange, Entry, Resource, ResourceId, Section, Selection};
use bluebutton_store::records::Record;

use super::view::Reader;
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::SignedIn;

/// More than this many new entries are "many": nobody reads a longer list on the overview.
pub const NEW_MAX: usize = 200;

/// Entries of resources, in their order, with the names of the directory. The patient's own
/// resource is no entry of a list.
pub async fn entries(services: &Services, resources: &[Resource]) -> Result<Vec<Entry>, Problem> {
    let names = services.store.directory().names_for(resources).await?;
    Ok(resources.iter().map(|resource| entry(resource, &names)).collect())
}

/// One page of a selection as entries, newest first.
pub async fn newest(
    services: &Services,
    record: &Record,
    selection: &Selection,
    skip: usize,
    take: usize,
) -> Result<Vec<Entry>, Problem> {
    let resources = record.newest(selection, skip, take).await?;
    entries(services, &resources).await
}

/// Entries with those ids.
pub async fn entries_of(
    services: &Services,
    record: &Record,
    ids: &[ResourceId],
) -> Result<Vec<Entry>, Problem> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let resources = record.resources(ids).await?;
    entries(services, &resources).await
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

/// Who reads this page, and what is new to them.
pub fn reader(frame: &Frame, session: &SignedIn, record: &Record) -> Reader<'static> {
    let new = session
        .session
        .account
        .last_seen
        .map(|seen| record.changed_since(seen.as_microsecond(), NEW_MAX))
        .unwrap_or_default();
    Reader {
        words: frame.words(),
        base: frame.record_url(""),
        today: frame.today(),
        new: new.into_iter().collect::<HashSet<_>>(),
    }
}
