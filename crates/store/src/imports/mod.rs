//! The log of imports, and quarantine: nothing that arrives is ever lost.

mod batch;
mod before;
mod commit;
mod files;
mod noted;
mod plan;
mod planned;
mod proofs;
mod quarantine;
mod report;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

#[cfg(test)]
pub(crate) use files::FILES_OF_DAYS;
pub(crate) use files::called;
pub use files::{CalledImport, ImportedFile};
pub(crate) use proofs::{
    TOKENS as TOKEN_TABLE, proof_of_original, proof_of_segment, proof_of_tokens,
};
pub(crate) use quarantine::{
    TABLE as QUARANTINE_TABLE, bytes as quarantined_bytes, context as quarantine_context,
    place_of as quarantine_place, reseal as reseal_quarantined,
};
pub(crate) use report::{
    context as report_context, of_whom, open_note, settled as settled_of_report,
};

use bluebutton_record::normalize::{Assigned, FoundPatient};
use bluebutton_record::outcomes::{EntryCounts, EntryOutcome};
use bluebutton_record::reading::Issue;
use jiff::Timestamp;
use jiff::civil::Date;

use bluebutton_record::{PatientKey, Task};

use crate::Store;
use crate::access::Who;
use crate::accounts::staff::on_duty;
use crate::audit::{self, Chain};
use crate::db::Tx;
use crate::error::Result;
use crate::events::{Event, Line};
use crate::matching::NewCase;
use crate::patients::Meeting;
use crate::sifted::Sifted;

/// The door to imports.
pub struct Imports<'s>(pub(crate) &'s Store);

/// What one file brought, ready to be stored.
pub struct Arrival<'a> {
    /// The file as it was named to us.
    pub file: &'a str,
    /// Where the data came from: keeps equal ids of different sources apart.
    pub source: &'a str,
    /// The patients of the file; their identifiers and addresses are remembered, so that later files find
    /// the same patients.
    pub found: &'a [FoundPatient],
    /// Whose each of `found` is, as [`crate::patients::Patients::meet`] said; where there is a key, it is
    /// the one given to [`bluebutton_record::normalize::assign`].
    pub meetings: &'a [Meeting],
    /// What is stored.
    pub assigned: Assigned,
    /// What was not understood, beside that of `assigned`.
    pub issues: Vec<Issue>,
    /// What can't be stored in a record.
    pub quarantine: Vec<ForQuarantine>,
    /// People of this file who may be people here: what came of them is in `quarantine`.
    pub cases: Vec<NewCase>,
}

/// Something for quarantine.
#[derive(Clone, Debug)]
pub struct ForQuarantine {
    /// As it came.
    pub bytes: Vec<u8>,
    /// Why it waits.
    pub reason: Issue,
    /// The case that it waits for.
    pub case: Option<String>,
}

/// What came in from one file.
#[derive(Clone, Debug, Default)]
pub struct ImportReport {
    /// Id of the import (26 characters, in order of time); empty where nothing came in and nothing is kept.
    pub id: String,
    /// The file as it was named to us. Sealed at rest: names of files name people. The id of the import
    /// where the one whom it named was erased.
    pub file: String,
    /// When.
    pub at: Timestamp,
    /// Resources by type: new, changed, same.
    pub counts: BTreeMap<String, [usize; 3]>,
    /// How many patients.
    pub patients: usize,
    /// What was not understood.
    pub issues: Vec<Issue>,
    /// What became of the entries of a document, those that are not in the record as resources first,
    /// the first [`crate::limits::ENTRIES_TOLD_MAX`].
    pub entries: Vec<EntryOutcome>,
    /// How many of each there were.
    pub entry_counts: EntryCounts,
    /// How many items went to quarantine.
    pub quarantined: usize,
    /// The records that it went into. Kept of them is the one patient of a file that brought one.
    pub records: Vec<PatientKey>,
    /// Their ids there, whether they were there already or not. Not kept: only its own run knows them.
    pub waiting: Vec<String>,
}

/// Which imports are looked for; what is not said is not asked.
#[derive(Clone, Debug, Default)]
pub struct ImportFilter {
    /// A part of the file's name.
    pub file: String,
    /// What became of it.
    pub fate: Option<ImportFate>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportFate {
    /// All of it was taken and understood.
    Whole,
    /// Something was not understood.
    Issues,
    /// Something of it went to quarantine.
    Quarantined,
    /// It brought nothing that was not here.
    NothingNew,
}

impl ImportFate {
    /// Every one, as they are offered.
    pub const ALL: [Self; 4] = [Self::Whole, Self::Issues, Self::Quarantined, Self::NothingNew];

    /// The word in forms and message ids.
    pub fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Issues => "issues",
            Self::Quarantined => "quarantined",
            Self::NothingNew => "nothing-new",
        }
    }

    /// The one of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// Something in quarantine.
#[derive(Clone, Debug)]
pub struct Quarantined {
    /// Its id.
    pub id: String,
    /// The file it came in.
    pub file: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: Issue,
    /// Size in bytes.
    pub bytes: usize,
    /// The case of two people that it waits for.
    pub case: Option<String>,
}

impl Imports<'_> {
    /// Stores what one file brought: records, directory, originals, quarantine (what is homeless too),
    /// the report and the audit lines, in one transaction per file: all or nothing. Safe to repeat.
    pub async fn commit(&self, arrival: Arrival<'_>) -> Result<ImportReport> {
        commit::commit(self.0, arrival, None).await
    }

    /// [`Imports::commit`] of a further piece of a file: of which its first piece was that import.
    pub async fn commit_piece(&self, arrival: Arrival<'_>, first: &str) -> Result<ImportReport> {
        commit::commit(self.0, arrival, Some(first)).await
    }

    /// The newest imports, each piece of a file for itself. This and what follows is for staff and the operator.
    pub async fn list(&self, who: &Who, skip: usize, take: usize) -> Result<Vec<ImportReport>> {
        must_be_on_duty(self.0, who, Task::SeeImports).await?;
        report::list(self.0, skip, take).await
    }

    /// The newest files that fit a filter.
    pub async fn fitting(
        &self,
        who: &Who,
        filter: &ImportFilter,
        place: (usize, usize),
    ) -> Result<Sifted<ImportedFile>> {
        must_be_on_duty(self.0, who, Task::SeeImports).await?;
        files::fitting(self.0, filter, place).await
    }

    /// The file that an import is a piece of; `None` where there is no import of that id. The site's chain says
    /// that its report was opened.
    pub async fn file_of(&self, who: &Who, id: &str) -> Result<Option<ImportedFile>> {
        must_be_on_duty(self.0, who, Task::SeeImports).await?;
        let found = files::file_of(self.0, id).await?;
        if found.is_some() {
            let event = Event::ReportOpened { import: id.to_owned() };
            note(self.0, who, (Task::SeeImports, event)).await?;
        }
        Ok(found)
    }

    /// What is in quarantine, newest first.
    pub async fn quarantine(
        &self,
        who: &Who,
        skip: usize,
        take: usize,
    ) -> Result<Vec<Quarantined>> {
        must_be_on_duty(self.0, who, Task::HandleQuarantine).await?;
        quarantine::list(self.0, skip, take).await
    }

    /// What is in quarantine of which file name or reason hold a text, newest first.
    pub async fn quarantine_named(
        &self,
        who: &Who,
        text: &str,
        place: (usize, usize),
    ) -> Result<Vec<Quarantined>> {
        must_be_on_duty(self.0, who, Task::HandleQuarantine).await?;
        quarantine::named(self.0, text, place).await
    }

    /// What waits for staff to decide a case.
    pub async fn waiting_for(&self, who: &Who, case: &str) -> Result<Vec<Quarantined>> {
        must_be_on_duty(self.0, who, Task::TellApart).await?;
        quarantine::of_case(self.0, case).await
    }

    /// One item in quarantine; `None` where it is not, or no longer, there.
    pub async fn quarantined(&self, who: &Who, id: &str) -> Result<Option<Quarantined>> {
        must_be_on_duty(self.0, who, Task::HandleQuarantine).await?;
        quarantine::get(self.0, id).await
    }

    /// The bytes of something in quarantine, with its file name: to look at, or to try again. The
    /// site's chain says that it was opened.
    pub async fn quarantined_bytes(
        &self,
        who: &Who,
        id: &str,
    ) -> Result<Option<(String, Vec<u8>)>> {
        must_be_on_duty(self.0, who, Task::HandleQuarantine).await?;
        let Some(found) = quarantine::bytes(self.0, id).await? else { return Ok(None) };
        let event = Event::QuarantineOpened { item: id.to_owned(), import: found.import };
        note(self.0, who, (Task::HandleQuarantine, event)).await?;
        Ok(Some((found.file, found.bytes)))
    }

    /// Takes something out of quarantine: because it was taken into a record, or to be thrown away.
    pub async fn release(&self, who: &Who, id: &str, is_taken: bool) -> Result<()> {
        quarantine::release(self.0, who, id, is_taken).await
    }
}

async fn must_be_on_duty(store: &Store, who: &Who, task: Task) -> Result<()> {
    let (site, who) = (store.clone(), who.clone());
    let work = move |tx: &mut Tx<'_>| on_duty(tx, &site, &who, task).map(|_| ());
    store.inner.db.read("who asks", work).await
}

/// Notes in the site's chain what staff or the operator did.
async fn note(store: &Store, who: &Who, (task, event): (Task, Event)) -> Result<()> {
    let (site, who) = (store.clone(), who.clone());
    let work = move |tx: &mut Tx<'_>| {
        let line = Line::new(on_duty(tx, &site, &who, task)?, event.clone());
        audit::append(tx, &site, &Chain::Site, site.now(), &line).map(|_| ())
    };
    store.inner.db.write("note what staff did", work).await
}

impl Store {
    /// Imports and quarantine.
    pub fn imports(&self) -> Imports<'_> {
        Imports(self)
    }
}
