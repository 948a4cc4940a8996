//! The trail as the privacy officer reads it: the chains of one record, or the site's, by who, what kind
//! and when; whether it verifies; and as a file.

use bluebutton_record::normalize::fold;
use bluebutton_record::{PatientKey, Task};
use jiff::civil::Date;

use super::called::{Called, called};
use super::check::one_chain;
use super::lines::Reading;
use super::{Audit, AuditLine, Chain, LENGTH, append};
use crate::Store;
use crate::access::Who;
use crate::accounts::staff::{on_duty, staff};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line, TrailKind};
use crate::limits::{LIST_MAX, TRAIL_EXPORT_MAX, TRAIL_LINES_MAX};
use crate::patients::load_card;
use crate::records::parts;

/// Which lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailFilter {
    /// Of whose record; `None` is what belongs to no patient.
    pub whose: Option<PatientKey>,
    /// A part of the name of who did it.
    pub who: String,
    /// What kind of thing was done.
    pub kind: Option<TrailKind>,
    /// First day at the site.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

/// Lines of the trail, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailPage {
    /// The patient's name, where it is the trail of a record.
    pub name: Option<String>,
    /// The lines.
    pub lines: Vec<AuditLine>,
    /// What the ids in them are called; of a file, which is for programs, nothing is looked up.
    pub called: Called,
    /// Whether older lines were not looked at any more: there were too many.
    pub is_cut: bool,
}

/// Whether the chains of a record, or the site's, are as they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailCheck {
    /// How many lines were checked.
    pub lines: u64,
    /// What is wrong, one sentence each, in English as `bluebutton verify` says it.
    pub findings: Vec<String>,
    /// Whether a chain is too long to be checked for a page: `bluebutton verify` does it.
    pub is_too_long: bool,
}

/// The form of an exported trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrailFormat {
    /// A table.
    Csv,
    /// A line of JSON for each.
    Ndjson,
}

impl TrailFormat {
    /// The word in forms, file names and the trail.
    pub fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }
}

impl Audit<'_> {
    /// Lines that fit, the newest first. For the privacy officer; that a record's trail was read stands
    /// in it.
    pub async fn trail(
        &self,
        who: &Who,
        filter: &TrailFilter,
        (skip, take): (usize, usize),
    ) -> Result<TrailPage> {
        let (store, who, filter) = (self.0.clone(), who.clone(), filter.clone());
        let take = take.min(LIST_MAX);
        let work = move |tx: &mut Tx<'_>| {
            let (by, tasks) = staff(tx, &store, &who, Task::ReadTrail)?;
            let mut found = read(tx, &store, &filter, (skip, take))?;
            found.called = called(tx, &store, (&found.lines, tasks))?;
            if let Some(patient) = &filter.whose {
                let patient = parts::root(tx, &store, patient)?;
                found.name = load_card(tx, &store, &patient)?.map(|card| card.name);
                let line = Line::new(by, Event::TrailRead);
                append(tx, &store, &Chain::of(&patient), store.now(), &line)?;
            }
            Ok(found)
        };
        self.0.inner.db.write("read the trail", work).await
    }

    /// All lines that fit, for a file; told in the chain that they are of.
    pub async fn export_trail(
        &self,
        who: &Who,
        filter: &TrailFilter,
        format: TrailFormat,
    ) -> Result<TrailPage> {
        let (store, who, filter) = (self.0.clone(), who.clone(), filter.clone());
        let work = move |tx: &mut Tx<'_>| {
            let by = on_duty(tx, &store, &who, Task::ReadTrail)?;
            let found = read(tx, &store, &filter, (0, TRAIL_EXPORT_MAX))?;
            let chain = match &filter.whose {
                Some(patient) => Chain::of(&parts::root(tx, &store, patient)?),
                None => Chain::Site,
            };
            let event = Event::TrailExported { format: format.word().to_owned() };
            append(tx, &store, &chain, store.now(), &Line::new(by, event))?;
            Ok(found)
        };
        self.0.inner.db.write("export the trail", work).await
    }

    /// Checks the chains that the filter names, line by line, with their ends and their place in the
    /// signed log.
    pub async fn check_trail(&self, who: &Who, whose: Option<&PatientKey>) -> Result<TrailCheck> {
        let (store, who, whose) = (self.0.clone(), who.clone(), whose.cloned());
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::ReadTrail)?;
            let mut check = TrailCheck::default();
            for chain in chains(tx, &store, whose.as_ref())? {
                let length = tx.first(LENGTH, &[chain.as_str().into()])?;
                if length.map_or(Ok(0), |row| row.get::<i64>(0))? > TRAIL_LINES_MAX as i64 {
                    check.is_too_long = true;
                    continue;
                }
                let found = one_chain(tx, &store, chain.as_str())?;
                check.lines += found.lines;
                check.findings.extend(found.findings);
            }
            Ok(check)
        };
        self.0.inner.db.read("check the trail", work).await
    }
}

fn chains(tx: &mut Tx<'_>, store: &Store, whose: Option<&PatientKey>) -> Result<Vec<Chain>> {
    let Some(patient) = whose else { return Ok(vec![Chain::Site]) };
    let root = parts::root(tx, store, patient)?;
    let all = parts::all(tx, store, &root)?;
    if all.is_empty() {
        return Err(StoreError::NotFound);
    }
    Ok(all.iter().map(Chain::of).collect())
}

fn read(
    tx: &mut Tx<'_>,
    store: &Store,
    filter: &TrailFilter,
    (skip, take): (usize, usize),
) -> Result<TrailPage> {
    let mut reader = Reading::of(chains(tx, store, filter.whose.as_ref())?.into_iter());
    let (mut page, mut skipped, mut looked) = (TrailPage::default(), 0, 0);
    let name = fold(&filter.who);
    while page.lines.len() < take {
        let Some(line) = reader.next(tx, store)? else { return Ok(page) };
        let day = store.day_of(line.at);
        // Lines come the newest first: behind the first day there is nothing more.
        if filter.from.is_some_and(|from| day < from) {
            return Ok(page);
        }
        looked += 1;
        if looked > TRAIL_LINES_MAX {
            return Ok(TrailPage { is_cut: true, ..page });
        }
        if filter.until.is_some_and(|until| day > until) || !fits(&line, &name, filter.kind) {
            continue;
        }
        if skipped < skip {
            skipped += 1;
        } else {
            page.lines.push(line);
        }
    }
    page.is_cut = take >= TRAIL_EXPORT_MAX && reader.next(tx, store)?.is_some();
    Ok(page)
}

/// A line that was altered fits whatever is asked: nobody hides one behind a filter.
fn fits(line: &AuditLine, name: &str, kind: Option<TrailKind>) -> bool {
    let Some((by, event)) = &line.told else { return true };
    let is_of = |by: &By| by.name.as_ref().is_some_and(|own| fold(own).contains(name));
    let is_theirs = name.is_empty() || is_of(by) || is_of(by.origin());
    is_theirs && kind.is_none_or(|kind| event.kind() == kind)
}
