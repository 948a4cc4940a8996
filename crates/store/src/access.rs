//! Who may open a record. The only place that makes a [`RecordPermit`]: check, event and what is
//! changed are one transaction.

pub(crate) mod acting;
mod actions;
mod asker;
mod deciding;
pub(crate) mod emergency;
mod enter;
pub(crate) mod grants;
mod legal;
mod listed;
pub(crate) mod named;
pub(crate) mod namesakes;
pub mod orders;
pub mod papers;
mod permit;
pub(crate) mod restrictions;
#[cfg(test)]
mod tests;
mod ways;
pub mod withholding;

use std::collections::BTreeSet;
use std::sync::Arc;

use bluebutton_record::PatientKey;
use bluebutton_record::terms::ScopeRule;

pub use actions::{Action, Change};
pub(crate) use asker::narrowed;
pub use bluebutton_record::Rights;
pub use emergency::{Emergency, Review};
pub use enter::{Entered, PageEntry};
pub use listed::{CaredFor, OpenRecord, RecordAccess};
pub use permit::{RecordPermit, SeenAs};
pub use restrictions::NewRestriction;

use crate::Store;
use crate::accounts::{AccountId, people};
use crate::audit::{self, Chain};
use crate::db::{Foreseen, Tx};
use crate::error::{Result, StoreError};
use crate::events::{AppStep, By, Event, Line, Part, SendingStep};
use crate::records::{opening, opening_foreseen, parts};
use crate::site_rules;

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
    /// Somebody who may manage a record, and looks at it as one who was let in sees it. Any other
    /// record is as it always is to them.
    Preview {
        /// Who looks.
        account: AccountId,
        /// Which record.
        patient: PatientKey,
        /// The grant through which it is seen.
        grant: String,
    },
    /// An app, for somebody.
    App {
        /// The app's id.
        app: String,
        /// For whom.
        person: AccountId,
        /// By which grant of theirs.
        grant: String,
        /// What its token opens for what it does now: never more than the grant.
        opens: BTreeSet<ScopeRule>,
    },
    /// The person at the command line of the server (`bluebutton download`, `send`).
    Operator,
    /// The program itself, for a job that somebody asked for earlier.
    Job {
        /// Who asked.
        on_behalf_of: Option<AccountId>,
    },
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
            | Self::Preview { account, .. }
            | Self::App { person: account, .. } => Some(account),
            Self::Job { on_behalf_of } => on_behalf_of.as_ref(),
            Self::Operator => None,
        }
    }
}

/// What is being done, in the transaction of its event: see `Store::act`.
pub(crate) struct Deed {
    /// The permit.
    pub(crate) permit: RecordPermit,
    /// Hashes of what is written with it, for the line; see [`crate::guard`].
    pub(crate) proof: Vec<String>,
    /// It was done and told before: no line more.
    pub(crate) was_told: bool,
    /// Who asked for what the office answers: they are told of it.
    pub(crate) asked_by: Option<AccountId>,
}

impl Deed {
    /// Tells what was done to rows of one part of the record: in the deed's own line, or, where it is
    /// another part, in a line of that part's chain, by which they are checked.
    pub(crate) fn left(
        &mut self,
        tx: &mut Tx<'_>,
        store: &Store,
        part: &PatientKey,
        proof: Vec<String>,
    ) -> Result<()> {
        if part == self.permit.patient() {
            self.proof.extend(proof);
            return Ok(());
        }
        let (by, action) = (&self.permit.by, &self.permit.action);
        let line = Line::new(by.clone(), event(action, by)).with_proof(proof);
        let line = Line { is_copy: true, ..line };
        audit::append(tx, store, &Chain::of(part), store.now(), &line).map(|_| ())
    }
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
            tx.foresee(|| foreseen(&who, &patient));
            // What opens a part of a record opens the record; it is told in the record's chain. Who is
            // sent away in the same moment either was there before, or opens nothing.
            // A change may be told in the chain of any part, besides.
            let parts = match action {
                Action::Manage(_) => parts::all_locked(tx, &store, &patient)?,
                _ => parts::locked_whole(tx, &store, &patient)?.0,
            };
            let asker = asker::find(tx, &store, &who, &parts)?;
            let permit = permit_of(&asker, &parts, &action)?;
            let patient = permit.patient().clone();
            let mut deed = Deed { permit, proof: Vec::new(), was_told: false, asked_by: None };
            let outcome = work(tx, &mut deed)?;
            if deed.was_told {
                return Ok(outcome);
            }
            let mut event = event(&action, &deed.permit.by);
            if let Event::Request { asked_by, .. } = &mut event {
                *asked_by = deed.asked_by;
            }
            let line = Line::new(deed.permit.by, event).with_proof(deed.proof);
            audit::append(tx, &store, &Chain::of(&patient), store.now(), &line)?;
            Ok(outcome)
        };
        self.inner.db.write_to_record(record.as_str(), "do something with a record", work).await
    }
}

impl Store {
    /// Whether something may be done with a record at this moment: for what takes long before its own
    /// transaction begins, which checks again. Leaves no line. The errors are those of [`Store::act`].
    pub(crate) async fn must_be_allowed(
        &self,
        who: &Who,
        patient: &PatientKey,
        action: Action,
    ) -> Result<()> {
        let (store, who, patient) = (self.clone(), who.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            let record = parts::root(tx, &store, &patient)?;
            let parts = parts::all(tx, &store, &record)?;
            asker::find(tx, &store, &who, &parts)?.may(&action).map(|_| ())
        };
        self.inner.db.read("may it be done", work).await
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
        self.permit(who, patient, action, false).await
    }

    /// [`Access::open`] for who goes on to read the record: with how it stands at the same moment, so
    /// that the database is not asked again where it is in memory.
    pub async fn open_to_read(
        &self,
        who: &Who,
        patient: &PatientKey,
        action: Action,
    ) -> Result<RecordPermit> {
        self.permit(who, patient, action, true).await
    }

    async fn permit(
        &self,
        who: &Who,
        patient: &PatientKey,
        action: Action,
        is_to_read: bool,
    ) -> Result<RecordPermit> {
        if matches!(action, Action::Manage(_)) {
            // A change is made by the function that makes it, in the transaction of its event.
            return Err(StoreError::NotAllowed("a change is not opened"));
        }
        let (store, who, named) = (self.0.clone(), who.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            tx.foresee(|| {
                let mut all = foreseen(&who, &named);
                all.extend(is_to_read.then(|| opening_foreseen(&named)));
                all
            });
            let (parts, head) = parts::locked_whole(tx, &store, &named)?;
            let asker = asker::find(tx, &store, &who, &parts)?;
            let mut permit = permit_of(&asker, &parts, &action)?;
            if is_to_read {
                permit.found = Some(Arc::new(opening(tx, &parts)?));
            }
            tell(tx, &store, head, &permit)?;
            Ok(permit)
        };
        self.0.inner.db.write_to_record(patient.as_str(), "open a record", work).await
    }

    /// The records an account may open: its own first.
    pub async fn records_of(&self, account: &AccountId) -> Result<Vec<OpenRecord>> {
        let (store, id) = (self.0.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| listed::records_of(tx, &store, &id);
        let found = self.0.inner.db.read("list records of account", work).await?;
        let mut records = Vec::with_capacity(found.len());
        for listed::OpenToAccount { patient, rights, until, is_own } in found {
            if records.iter().any(|record: &OpenRecord| record.patient == patient) {
                continue;
            }
            let Some(card) = crate::patients::card_of(self.0, &patient).await? else { continue };
            let (name, birth_date) = (card.name, card.birth_date);
            let sections = None;
            records.push(OpenRecord { patient, name, birth_date, is_own, rights, until, sections });
        }
        Ok(records)
    }

    /// The records of an account, and those that were open to it or will be: its own first. Of one
    /// that is not open, nothing is told but the days.
    pub async fn cared_for(&self, account: &AccountId) -> Result<Vec<CaredFor>> {
        let (store, id) = (self.0.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| listed::cared_for(tx, &store, &id);
        let mut found = self.0.inner.db.read("list all records of account", work).await?;
        for one in found.iter_mut().filter(|one| matches!(one.standing, RecordAccess::Open(_))) {
            if let Some(card) = crate::patients::card_of(self.0, &one.patient).await? {
                (one.name, one.birth_date) = (Some(card.name), card.birth_date);
            }
        }
        Ok(found)
    }
}

/// The permit of whoever was found to be something to the record with these parts. Leaves no line.
fn permit_of(asker: &asker::Asker, parts: &[PatientKey], action: &Action) -> Result<RecordPermit> {
    let patient = parts.first().ok_or(StoreError::NotFound)?.clone();
    let view = Arc::new(asker.may(action)?);
    let (by, rights, seen_as) = (asker.by_for(action), asker.rights(), asker.seen_as.clone());
    let emergency_ends = asker.emergency_for(action).map(|open| open.ends);
    let action = action.clone();
    let found = None;
    Ok(RecordPermit { patient, by, rights, view, seen_as, action, found, emergency_ends })
}

/// What a permit asks, where the record is one part.
fn foreseen(who: &Who, named: &PatientKey) -> Vec<Foreseen> {
    let mut all = Vec::from(parts::foreseen(named));
    all.push(site_rules::foreseen());
    match who.account() {
        Some(account) => {
            all.push(people::foreseen(account));
            all.push(deciding::foreseen(named, account));
        }
        None => all.push(restrictions::foreseen(named)),
    }
    all
}

/// Leave to look at a record without a line: for what is told to nobody, such as whether there is
/// anything to tell. Nothing that is read with it may be shown.
pub(crate) fn silently(
    tx: &mut Tx<'_>,
    store: &Store,
    who: &Who,
    patient: &PatientKey,
) -> Result<RecordPermit> {
    let record = parts::root(tx, store, patient)?;
    let parts = parts::all(tx, store, &record)?;
    let action = Action::View { page: "overview", resource: None };
    permit_of(&asker::find(tx, store, who, &parts)?, &parts, &action)
}

/// Writes the line of a permit that changes nothing, to the end of the chain that is locked.
fn tell(tx: &mut Tx<'_>, store: &Store, head: audit::Head, permit: &RecordPermit) -> Result<()> {
    let line = Line::new(permit.by.clone(), event(&permit.action, &permit.by));
    let chain = Chain::of(&permit.patient);
    audit::append_to(tx, store, (&chain, head), store.now(), &line).map(|_| ())
}

/// The event that tells of it.
pub(crate) fn event(action: &Action, by: &By) -> Event {
    match action {
        Action::View { page, resource } => {
            Event::Viewed { page: (*page).to_owned(), resource: resource.clone() }
        }
        Action::Download { format, selection } => {
            Event::Downloaded { format: (*format).to_owned(), selection: selection.to_string() }
        }
        Action::Transmit { way, to, selection } => Event::Sending {
            step: if by.part == Part::Program { SendingStep::Opened } else { SendingStep::Asked },
            way: *way,
            to: to.clone(),
            selection: selection.to_string(),
        },
        Action::AppRead { app, what } => Event::App {
            step: AppStep::Read,
            app: app.clone(),
            name: by.name.clone().unwrap_or_default(),
            what: Some(what.clone()),
        },
        Action::Manage(change) => match change {
            Change::InviteCaregiver { name } => Event::CaregiverInvited { name: name.clone() },
            Change::EndCaregiver { name } => Event::CaregiverEnded { name: name.clone() },
            Change::ChangeCaregiver { name, change } => {
                Event::CaregiverChanged { name: name.clone(), change: *change }
            }
            Change::EndAll => Event::AllAccessEnded,
            Change::Preview { name } => Event::Previewed { name: name.clone() },
            Change::InvitePatient => Event::InvitationMade,
            Change::RevokeInvitation => Event::InvitationRevoked,
            Change::ConfirmAccount { name } => Event::AccountConfirmed { name: name.clone() },
            Change::UntieAccount { name } => Event::AccountUntied { name: name.clone() },
            Change::SetRestriction | Change::Withhold => Event::RestrictionSet,
            Change::EndRestriction | Change::StopWithholding => Event::RestrictionEnded,
            Change::ReviewWithholding => Event::WithholdingReviewed,
            Change::Representative { step, name, authority } => {
                let (step, authority) = (*step, *authority);
                Event::Representative { step, name: name.clone(), authority }
            }
            Change::Order { step, name } => Event::AccessOrder { step: *step, name: name.clone() },
            Change::OpenPaper => Event::OfficePaperOpened,
            Change::App { step, app, name } => {
                let (app, name) = (app.clone(), name.clone());
                Event::App { step: *step, app, name, what: None }
            }
            Change::Request { step, kind } => {
                Event::Request { step: *step, kind: *kind, asked_by: None }
            }
            Change::OwnEntry { step } => Event::OwnEntry { step: *step },
        },
    }
}

impl Store {
    /// Who may open which record.
    pub fn access(&self) -> Access<'_> {
        Access(self)
    }
}
