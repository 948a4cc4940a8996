//! Who may open a record. The only place that makes a [`RecordPermit`], and it writes the audit line
//! in the same step.

#[cfg(test)]
mod tests;

use bluebutton_record::{PatientKey, Section, Selection};
use jiff::Timestamp;

use crate::Store;
use crate::accounts::{AccountId, Role, caregivers, people};
use crate::audit::{self, NewLine};
use crate::db::Tx;
use crate::error::{Result, StoreError};

/// Who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Somebody with an account: the patient, a caregiver, or staff.
    Account(AccountId),
    /// The person at the command line of the server (`bluebutton download`, `send`).
    Operator,
    /// The program itself, for a job that somebody asked for earlier.
    Job {
        /// Who asked.
        on_behalf_of: Option<AccountId>,
    },
}

/// What is about to be done with a record; becomes the audit line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A page of the record is looked at.
    View {
        /// The page: a section's slug, `overview`, `timeline`, `search`, `visit`, `activity` …
        page: &'static str,
        /// One entry, where only one is looked at.
        resource: Option<String>,
    },
    /// A file is made.
    Download {
        /// `pdf`, `html`, `text`, `ccda`, `fhir`, `original`
        format: &'static str,
        /// What of the record.
        selection: Selection,
    },
    /// The record is sent.
    Transmit {
        /// `direct` or `email`
        way: &'static str,
        /// The address.
        to: String,
        /// What of the record.
        selection: Selection,
    },
    /// Settings of the record: letting somebody in, ending it.
    Manage {
        /// `caregiver-invited`, `caregiver-ended`, `invitation-made` …
        what: &'static str,
        /// To whom, in words for the patient.
        whom: Option<String>,
    },
}

/// Proof that the one who asks may do what they asked with this one record, and that it is in the
/// audit trail. Only [`Access::open`] makes one.
#[derive(Clone, Debug)]
pub struct RecordPermit {
    patient: PatientKey,
    limit: Limit,
    rights: Rights,
    who: Who,
    action: Action,
}

/// What a permit leaves visible.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limit {
    /// Sections that are visible; `None` is all.
    pub sections: Option<Vec<Section>>,
}

/// What somebody may do with a record: for showing or hiding buttons. Checked again on use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// Look at pages.
    pub view: bool,
    /// Make files.
    pub download: bool,
    /// Send.
    pub transmit: bool,
    /// Let others in and end it: the patient only.
    pub manage: bool,
}

impl RecordPermit {
    /// Whose record.
    pub fn patient(&self) -> &PatientKey {
        &self.patient
    }

    /// What is visible.
    pub fn limit(&self) -> &Limit {
        &self.limit
    }

    /// What the one who asked may do with this record: for showing or hiding buttons.
    pub fn rights(&self) -> Rights {
        self.rights
    }

    /// Who asked.
    pub fn who(&self) -> &Who {
        &self.who
    }

    /// What the permit was made for.
    pub fn action(&self) -> &Action {
        &self.action
    }

    /// Whether the record's content may be read with it: a permit to manage opens no content.
    pub fn shows_content(&self) -> bool {
        !matches!(self.action, Action::Manage { .. })
    }
}

impl From<&AccountId> for Who {
    fn from(account: &AccountId) -> Self {
        Self::Account(account.clone())
    }
}

impl Who {
    /// The account that is asking, or that asked for the job.
    pub fn account(&self) -> Option<&AccountId> {
        match self {
            Self::Account(account) => Some(account),
            Self::Job { on_behalf_of } => on_behalf_of.as_ref(),
            Self::Operator => None,
        }
    }
}

/// A record somebody may open, for the list of records and the banner.
#[derive(Clone, Debug)]
pub struct OpenRecord {
    /// Whose record.
    pub patient: PatientKey,
    /// The person's name as the record says it.
    pub name: String,
    /// Birth date as the record says it (FHIR date).
    pub birth_date: Option<String>,
    /// Whether it is the asker's own.
    pub is_own: bool,
    /// What they may do.
    pub rights: Rights,
    /// Until when (end of that day), for caregivers.
    pub until: Option<jiff::civil::Date>,
}

/// The door to records.
pub struct Access<'s>(pub(crate) &'s Store);

impl Access<'_> {
    /// Checks who is asking and for what, writes the audit line, and makes the permit, in one
    /// transaction. [`StoreError::NotFound`] where the record is not theirs (or not there),
    /// [`StoreError::NotAllowed`] where it is, but not for this.
    pub async fn open(
        &self,
        who: &Who,
        patient: &PatientKey,
        action: Action,
    ) -> Result<RecordPermit> {
        let store = self.0.clone();
        let (who, patient) = (who.clone(), patient.clone());
        let record = patient.clone();
        let work = move |tx: &mut Tx<'_>| open_in(tx, &store, &who, &patient, &action);
        self.0.inner.db.write_to_record(record.as_str(), "open record", work).await
    }

    /// The records an account may open: its own first.
    pub async fn records_of(&self, account: &AccountId) -> Result<Vec<OpenRecord>> {
        let (store, id) = (self.0.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| {
            let own = tx.query(OWN_RECORDS, &[id.0.as_str().into()])?;
            let own = own.iter().filter_map(|row| {
                let patient = PatientKey::parse(row.text(0))?;
                Some((patient, Rights::OWNER, None))
            });
            let let_in = caregivers::records_of(tx, &id, store.now())?;
            Ok(own.chain(let_in).collect::<Vec<_>>())
        };
        let found = self.0.inner.db.read("list records of account", work).await?;
        let mut records = Vec::with_capacity(found.len());
        for (patient, rights, until) in found {
            if records.iter().any(|record: &OpenRecord| record.patient == patient) {
                continue;
            }
            let Some(card) = self.0.patients().card(&patient).await? else { continue };
            let (name, birth_date) = (card.name, card.birth_date);
            let is_own = rights.manage;
            records.push(OpenRecord { patient, name, birth_date, is_own, rights, until });
        }
        Ok(records)
    }
}

impl Rights {
    /// Everything: the patient's own record.
    pub const OWNER: Self = Self { view: true, download: true, transmit: true, manage: true };
    /// Nothing.
    pub const NONE: Self = Self { view: false, download: false, transmit: false, manage: false };
}

/// [`Access::open`] in a transaction that does more.
///
/// Locks the patient's chain first: who is sent away in the same moment either was there before, or
/// opens nothing.
pub(crate) fn open_in(
    tx: &mut Tx<'_>,
    store: &Store,
    who: &Who,
    patient: &PatientKey,
    action: &Action,
) -> Result<RecordPermit> {
    let now = store.now();
    audit::lock(tx, patient)?;
    let asker = asker(tx, store, who, patient, now)?;
    check(asker.rights, asker.role, action)?;
    let line = audit_line(&asker, who, action);
    audit::append(tx, store, patient, now, &line)?;
    Ok(RecordPermit {
        patient: patient.clone(),
        limit: Limit::default(),
        rights: asker.rights,
        who: who.clone(),
        action: action.clone(),
    })
}

/// What the one who asks is to a record at this moment (the word of audit lines), and their name.
pub(crate) fn role_of(
    tx: &mut Tx<'_>,
    store: &Store,
    who: &Who,
    patient: &PatientKey,
) -> Result<(&'static str, Option<String>)> {
    let asker = asker(tx, store, who, patient, store.now())?;
    Ok((asker.role, asker.name))
}

/// The one who asks, as found at this moment.
struct Asker {
    role: &'static str,
    name: Option<String>,
    rights: Rights,
}

/// Finds out what the one who asks may do with this record at this moment.
fn asker(
    tx: &mut Tx<'_>,
    store: &Store,
    who: &Who,
    patient: &PatientKey,
    now: Timestamp,
) -> Result<Asker> {
    match who {
        Who::Operator => {
            must_exist(tx, patient)?;
            Ok(Asker { role: "operator", name: None, rights: Rights::OWNER })
        }
        Who::Job { on_behalf_of: None } => {
            must_exist(tx, patient)?;
            Ok(Asker { role: "program", name: None, rights: Rights::OWNER })
        }
        // What somebody asked for earlier is done only while they still may: a caregiver who was
        // sent away between asking and sending sends nothing.
        Who::Job { on_behalf_of: Some(account) } => {
            let asker = account_asker(tx, store, account, patient, now)?;
            Ok(Asker { role: "program", name: None, rights: asker.rights })
        }
        Who::Account(account) => account_asker(tx, store, account, patient, now),
    }
}

fn account_asker(
    tx: &mut Tx<'_>,
    store: &Store,
    id: &AccountId,
    patient: &PatientKey,
    now: Timestamp,
) -> Result<Asker> {
    let account = people::load(tx, store, id)?.ok_or(StoreError::NotFound)?;
    let name = Some(account.name);
    if account.role == Role::Staff {
        must_exist(tx, patient)?;
        return Ok(Asker { role: "staff", name, rights: Rights::NONE });
    }
    let values = [id.0.as_str().into(), patient.as_str().into()];
    if tx.first(OWNS, &values)?.is_some() {
        return Ok(Asker { role: "patient", name, rights: Rights::OWNER });
    }
    let rights = caregivers::rights(tx, id, patient, now)?;
    if !rights.view {
        return Err(StoreError::NotFound);
    }
    Ok(Asker { role: "caregiver", name, rights })
}

fn must_exist(tx: &mut Tx<'_>, patient: &PatientKey) -> Result<()> {
    let found = tx.first(PATIENT_EXISTS, &[patient.as_str().into()])?;
    found.map(|_| ()).ok_or(StoreError::NotFound)
}

/// Whether that may be done with those rights.
fn check(rights: Rights, role: &str, action: &Action) -> Result<()> {
    // Staff hand out invitations; what is in a record is not theirs to see here.
    if role == "staff" {
        return match action {
            Action::Manage { what: "invitation-made", .. } => Ok(()),
            _ => Err(StoreError::NotFound),
        };
    }
    let may = match action {
        Action::View { .. } => rights.view,
        Action::Download { .. } => rights.download,
        Action::Transmit { .. } => rights.transmit,
        Action::Manage { .. } => rights.manage,
    };
    if may { Ok(()) } else { Err(StoreError::NotAllowed("not-in-your-rights")) }
}

/// The line that tells the patient about it.
fn audit_line(asker: &Asker, who: &Who, action: &Action) -> NewLine {
    let (name, what, selection, to) = match action {
        Action::View { page, resource } => {
            ("view", *page, resource.clone().unwrap_or_default(), None)
        }
        Action::Download { format, selection } => {
            ("download", *format, selection_words(selection), None)
        }
        Action::Transmit { way, to, selection } => {
            ("transmit", *way, selection_words(selection), Some(to.clone()))
        }
        Action::Manage { what, whom } => ("manage", *what, String::new(), whom.clone()),
    };
    let outcome = if matches!(who, Who::Job { .. }) { "sending" } else { "ok" };
    NewLine {
        who: asker.name.clone(),
        account: who.account().map(|account| account.0.clone()),
        role: asker.role.to_owned(),
        action: name.to_owned(),
        what: what.to_owned(),
        selection,
        to,
        outcome: outcome.to_owned(),
        ..NewLine::default()
    }
}

/// A selection in words that need no catalog: `medications,allergies 2024-01-01/2024-12-31
/// visit:<id>`; empty is the whole record.
pub fn selection_words(selection: &Selection) -> String {
    let mut words = Vec::new();
    if let Some(sections) = &selection.sections {
        let slugs: Vec<&str> = sections.iter().map(|section| section.slug()).collect();
        words.push(slugs.join(","));
    }
    if !selection.dates.is_open() {
        let day = |date: Option<jiff::civil::Date>| date.map_or("..".to_owned(), |d| d.to_string());
        words.push(format!("{}/{}", day(selection.dates.from), day(selection.dates.to)));
    }
    if let Some(visit) = &selection.visit {
        words.push(format!("visit:{visit}"));
    }
    words.join(" ")
}

const OWNS: &str = "
    select since
    from account_record
    where account_id = $1 and patient_id = $2";

const OWN_RECORDS: &str = "
    select patient_id
    from account_record
    where account_id = $1
    order by since";

const PATIENT_EXISTS: &str = "
    select patient_id
    from patient
    where patient_id = $1";

impl Store {
    /// Who may open which record.
    pub fn access(&self) -> Access<'_> {
        Access(self)
    }
}
