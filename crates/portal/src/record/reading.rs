//! From a permit to what a page shows: the one way in which the record's pages read.
//!
//! A page reads what it shows and little more, never the whole record: a record of 131,000
//! resources opens as fast as a small one.

use std::collections::BTreeSet;

use bluebutton_record::entry::{entry, settle};
use bluebutton_record::meaning::Lists;
use bluebutton_record::{DateRange, Entry, Resource, ResourceId, Section, Selection};
use bluebutton_store::records::Record;

use super::view::Reader;
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::SignedIn;

/// As many entries of a section are read to tell its things; longer sections, which no person's
/// record has, are told in stretches of so many.
pub const THINGS_MAX: usize = 5_000;

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

/// All entries of a section within days, up to [`THINGS_MAX`] from `skip` on, with what the record's
/// lists tell of them: what a page needs to tell things from entries.
pub async fn of_section(
    services: &Services,
    record: &Record,
    selection: &Selection,
    skip: usize,
) -> Result<Vec<Entry>, Problem> {
    let mut entries = newest(services, record, selection, skip, THINGS_MAX).await?;
    if !entries.is_empty() {
        let resources = record.lists().await?;
        let names = services.store.directory().names_for(&resources).await?;
        settle(&mut entries, &Lists::of(&resources, &names));
    }
    Ok(entries)
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
