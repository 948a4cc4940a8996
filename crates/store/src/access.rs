//! Who may open a record. The only place that makes a [`RecordPermit`]: check, event and what is
//! changed are one transaction.

mod asker;
pub(crate) mod grants;
pub(crate) mod restrictions;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use bluebutton_record::terms::View;
use bluebutton_record::{PatientKey, Selection};
use jiff::civil::Date;

pub use bluebutton_record::Rights;

use crate::Store;
use crate::accounts::AccountId;
use crate::audit::{self, Chain};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line, Part, SendingStep};
use crate::records::parts;
use crate::transmissions::Way;

/// Who is asking, as the caller knows it; what they are to a record is found out here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Somebody with an account: the patient, a caregiver, or staff.
    Account(AccountId),
    /// Staff who had to say why.
    Staff {
        /// Their account.
        account: AccountId,
        /// Why, in their words; the patient reads it.
        reason: String,
    },
    /// An app, for somebody.
    App {
        /// The app's id.
        app: String,
        /// For whom.
        person: AccountId,
    },
    /// The person at the command line of the server (`bluebutton download`, `send`).
    Operator,
    /// The program itself, for a job that somebody asked for earlier.
    Job {
        /// Who asked.
        on_behalf_of: Option<AccountId>,
    },
}

/// What is about to be done with a record; becomes the event.
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
        /// How.
        way: Way,
        /// The address.
        to: String,
        /// What of the record.
        selection: Selection,
    },
    /// Who may open the record is changed.
    Manage(Change),
}

/// A change of who may open a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Somebody is let in.
    InviteCaregiver {
        /// Their name as the patient writes it.
        name: String,
    },
    /// Somebody's access is ended.
    EndCaregiver {
        /// Their name.
        name: String,
    },
    /// A code for the patient's own account is made: by staff or the operator.
    InvitePatient,
    /// A further own account is confirmed by the first.
    ConfirmAccount {
        /// The person's name.
        name: String,
    },
    /// An account is no longer the record's own.
    UntieAccount {
        /// The person's name.
        name: String,
    },
    /// A restriction is set.
    SetRestriction,
    /// A restriction is lifted.
    EndRestriction,
}

/// Proof that the one who asks may do what they asked with this one record. Only [`Access::open`]
/// and `Store::act` make one.
#[derive(Clone, Debug)]
pub struct RecordPermit {
    patient: PatientKey,
    by: By,
    rights: Rights,
    view: Arc<View>,
    action: Action,
}

impl RecordPermit {
    /// Whose record.
    pub fn patient(&self) -> &PatientKey {
        &self.patient
    }

    /// What the one who asked may do with this record: for showing or hiding buttons.
    pub fn rights(&self) -> Rights {
        self.rights
    }

    /// Who asked, and in which part.
    pub fn by(&self) -> &By {
        &self.by
    }

    /// What is visible.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// What the permit was made for.
    pub fn action(&self) -> &Action {
        &self.action
    }

    /// Whether the record's content may be read with it: a permit to manage opens no content.
    pub fn shows_content(&self) -> bool {
        !matches!(self.action, Action::Manage(_))
    }
}

#[cfg(test)]
impl RecordPermit {
    /// Leave to look at a record through any view.
    pub(crate) fn with_view(patient: &PatientKey, view: View) -> Self {
        Self {
            patient: patient.clone(),
            by: By::operator(),
            rights: Rights::OWNER,
            view: Arc::new(view),
            action: Action::View { page: "overview", resource: None },
        }
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
            Self::Account(account)
            | Self::Staff { account, .. }
            | Self::App { person: account, .. } => Some(account),
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
    pub until: Option<Date>,
}

/// What is being done, in the transaction of its event: see `Store::act`.
pub(crate) struct Deed {
    /// The permit.
    pub(crate) permit: RecordPermit,
    /// Hashes of what is written with it, for the line; see [`crate::guard`].
    pub(crate) proof: Vec<String>,
    /// It was done and told before: no line more.
    pub(crate) was_told: bool,
}

impl Store {
    /// Does something with a record: check, work and event are one transaction. What is refused or
    /// fails leaves no line that it was done. [`StoreError::NotFound`] where the record is not
    /// theirs (or not there), [`StoreError::NotAllowed`] where it is, but not for this.
    pub(crate) async fn act<T: Send + 'static>(
        &self,
        who: &Who,
        patient: &PatientKey,
        action: Action,
        mut work: impl FnMut(&mut Tx<'_>, &mut Deed) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (store, who, record) = (self.clone(), who.clone(), patient.clone());
        let patient = patient.clone();
        let work = move |tx: &mut Tx<'_>| {
            // What opens a part of a record opens the record; it is told in the record's chain.
            let patient = parts::root(tx, &store, &patient)?;
            // Who is sent away in the same moment either was there before, or opens nothing.
            audit::lock(tx, &Chain::of(&patient))?;
            let permit = permit_in(tx, &store, &who, &patient, &action)?;
            let mut deed = Deed { permit, proof: Vec::new(), was_told: false };
            let outcome = work(tx, &mut deed)?;
            if deed.was_told {
                return Ok(outcome);
            }
            let event = event(&action, &deed.permit.by);
            let line = Line::new(deed.permit.by, event).with_proof(deed.proof);
            audit::append(tx, &store, &Chain::of(&patient), store.now(), &line)?;
            Ok(outcome)
        };
        self.inner.db.write_to_record(record.as_str(), "do something with a record", work).await
    }
}

/// The door to records.
pub struct Access<'s>(pub(crate) &'s Store);

impl Access<'_> {
    /// Checks who is asking and for what, leaves the event, and makes the permit. The errors are
    /// those of `Store::act`.
    pub async fn open(
        &self,
        who: &Who,
        patient: &PatientKey,
        action: Action,
    ) -> Result<RecordPermit> {
        if matches!(action, Action::Manage(_)) {
            // A change is made by the function that makes it, in the transaction of its event.
            return Err(StoreError::NotAllowed("a change is not opened"));
        }
        self.0.act(who, patient, action, |_, deed| Ok(deed.permit.clone())).await
    }

    /// The records an account may open: its own first.
    pub async fn records_of(&self, account: &AccountId) -> Result<Vec<OpenRecord>> {
        let (store, id) = (self.0.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| asker::records_of(tx, &store, &id);
        let found = self.0.inner.db.read("list records of account", work).await?;
        let mut records = Vec::with_capacity(found.len());
        for (patient, rights, until) in found {
            if records.iter().any(|record: &OpenRecord| record.patient == patient) {
                continue;
            }
            let Some(card) = crate::patients::card_of(self.0, &patient).await? else { continue };
            let (name, birth_date) = (card.name, card.birth_date);
            let is_own = rights.manage;
            records.push(OpenRecord { patient, name, birth_date, is_own, rights, until });
        }
        Ok(records)
    }
}

/// Makes the permit, in a transaction that does more. Leaves no line: see `Store::act`.
pub(crate) fn permit_in(
    tx: &mut Tx<'_>,
    store: &Store,
    who: &Who,
    patient: &PatientKey,
    action: &Action,
) -> Result<RecordPermit> {
    let asker = asker::find(tx, store, who, patient)?;
    let view = asker.may(action)?;
    let rights = asker.rights();
    let (patient, action) = (patient.clone(), action.clone());
    Ok(RecordPermit { patient, by: asker.by, rights, view: Arc::new(view), action })
}

/// The event that tells of it.
fn event(action: &Action, by: &By) -> Event {
    match action {
        Action::View { page, resource } => {
            Event::Viewed { page: (*page).to_owned(), resource: resource.clone() }
        }
        Action::Download { format, selection } => Event::Downloaded {
            format: (*format).to_owned(),
            selection: selection_words(selection),
        },
        Action::Transmit { way, to, selection } => Event::Sending {
            step: if by.part == Part::Program { SendingStep::Opened } else { SendingStep::Asked },
            way: *way,
            to: to.clone(),
            selection: selection_words(selection),
        },
        Action::Manage(change) => match change {
            Change::InviteCaregiver { name } => Event::CaregiverInvited { name: name.clone() },
            Change::EndCaregiver { name } => Event::CaregiverEnded { name: name.clone() },
            Change::InvitePatient => Event::InvitationMade,
            Change::ConfirmAccount { name } => Event::AccountConfirmed { name: name.clone() },
            Change::UntieAccount { name } => Event::AccountUntied { name: name.clone() },
            Change::SetRestriction => Event::RestrictionSet,
            Change::EndRestriction => Event::RestrictionEnded,
        },
    }
}

/// The text form of a selection; empty is the whole record.
pub fn selection_words(selection: &Selection) -> String {
    selection.to_string()
}

impl Store {
    /// Who may open which record.
    pub fn access(&self) -> Access<'_> {
        Access(self)
    }
}
