//! What patients write into their own record: it goes through the ledger like what a clinic sends, so
//! that views, limits, search and `verify` hold for it, and is theirs alone to change.

pub(crate) mod ledger;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use bluebutton_record::own::{Author, REPRESENTATIVE, Written, is_own, local_id, written};
use bluebutton_record::reading::Original;
use bluebutton_record::{PatientKey, ResourceId};
use jiff::Timestamp;

use self::ledger::{LedgerPart, gone, overtaken, ready};
use crate::Store;
use crate::access::grants::{self, Holder};
use crate::access::{Action, Change, Deed, Who};
use crate::accounts::{AccountId, people, throttle};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{OwnStep, Part};
use crate::limits::{OWN_ENTRIES_PER_DAY, OWN_FILE_BYTES_MAX, OWN_WRITE_RUNS_MAX};
use crate::patients::load_card;
use crate::records::parts;

/// The door to what patients write.
pub struct OwnEntries<'s>(pub(crate) &'s Store);

/// A file that somebody puts into their record; its type was checked by its content.
#[derive(Clone)]
pub struct OwnFile {
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// `application/pdf`, `image/jpeg`, `image/png`, `text/plain`
    pub media_type: &'static str,
}

impl OwnEntries<'_> {
    /// Writes something new; its id. For whoever may manage the record.
    pub async fn write(&self, who: &Who, patient: &PatientKey, new: Written) -> Result<ResourceId> {
        let letters = people::new_id(self.0);
        let part = self.root(patient).await?;
        let id = ResourceId::in_record(&part, &local_id(&letters)).ok_or(StoreError::NotFound)?;
        self.put(who, &id, OwnStep::Written, Some(new)).await?;
        Ok(id)
    }

    /// Writes that a file was put into the record; `make` says what is written, of the id under which
    /// the file is kept.
    pub async fn write_file(
        &self,
        who: &Who,
        patient: &PatientKey,
        file: OwnFile,
        make: impl Fn(ResourceId) -> Written,
    ) -> Result<ResourceId> {
        if file.bytes.is_empty() || file.bytes.len() > OWN_FILE_BYTES_MAX {
            return Err(StoreError::NotAllowed("own-file-size"));
        }
        let (store, part) = (self.0.clone(), self.root(patient).await?);
        let in_part = |letters: String| {
            ResourceId::in_record(&part, &local_id(&letters)).ok_or(StoreError::NotFound)
        };
        let id = in_part(people::new_id(&store))?;
        let original = in_part(people::new_id(&store))?;
        let new = make(original.clone());
        let kept = Original {
            bytes: file.bytes.to_vec(),
            media_type: file.media_type.to_owned(),
            full_url: String::new(),
        };
        let action = Action::Manage(Change::OwnEntry { step: OwnStep::Written });
        // Whoever may not write is told so before anything is kept.
        store.must_be_allowed(who, &part, action.clone()).await?;
        for _ in 0..OWN_WRITE_RUNS_MAX {
            let ledger = LedgerPart::look(&store, &part).await?;
            let sealed = Arc::new(ledger.seal(&store, &original, &kept).await?);
            let (site, written_as, new) = (store.clone(), id.clone(), new.clone());
            let row = sealed.clone();
            let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
                let is_done = write(tx, &site, deed, &ledger, (&written_as, Some(&new)))?;
                if is_done {
                    ledger.put_original(tx, &site, deed, &row)?;
                }
                Ok(is_done)
            };
            let done = store.act(who, &part, action.clone(), work).await;
            // After an error the commit may still have happened: the file stays.
            if matches!(done, Ok(false) | Err(StoreError::NotAllowed(_) | StoreError::NotFound)) {
                sealed.forget(&store).await?;
            }
            if done? {
                return Ok(id);
            }
        }
        Err(overtaken())
    }

    /// Changes what was written here; what it said before stays in the history.
    pub async fn change(&self, who: &Who, id: &ResourceId, new: Written) -> Result<()> {
        self.put(who, id, OwnStep::Changed, Some(new)).await
    }

    /// Takes back what was written here; it stays in the history.
    pub async fn take_back(&self, who: &Who, id: &ResourceId) -> Result<()> {
        self.put(who, id, OwnStep::TakenBack, None).await
    }

    async fn put(
        &self,
        who: &Who,
        id: &ResourceId,
        step: OwnStep,
        new: Option<Written>,
    ) -> Result<()> {
        // What a clinic said is not theirs to change: that is asked of the office.
        let part = id.patient().filter(|_| is_own(id.local())).ok_or(StoreError::NotFound)?;
        let (store, is_new) = (self.0.clone(), step == OwnStep::Written);
        let action = Action::Manage(Change::OwnEntry { step });
        for _ in 0..OWN_WRITE_RUNS_MAX {
            let ledger = LedgerPart::look(&store, &part).await?;
            let (site, id, new) = (store.clone(), id.clone(), new.clone());
            let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
                if !is_new && !may_change(deed, &ledger, &id) {
                    return Err(StoreError::NotFound);
                }
                write(tx, &site, deed, &ledger, (&id, new.as_ref()))
            };
            if store.act(who, &part, action.clone(), work).await? {
                return Ok(());
            }
        }
        Err(overtaken())
    }

    /// The part that a record has its name from: there goes what is new.
    async fn root(&self, patient: &PatientKey) -> Result<PatientKey> {
        let parts = self.0.records().parts(patient).await?;
        parts.into_iter().next().ok_or(StoreError::NotFound)
    }
}

/// Whether it is there, and visible to whoever would change it.
fn may_change(deed: &Deed, ledger: &LedgerPart, id: &ResourceId) -> bool {
    let is_hidden = |terms: &bluebutton_record::Terms| terms.hidden.contains(id.local());
    let is_seen = !deed.permit.view().layers.iter().any(|layer| is_hidden(&layer.terms));
    // A statement about an entry is changed by nobody: it was sent along.
    ledger.kind_of(id).is_some_and(|kind| &*kind != "Communication") && is_seen
}

/// Writes or takes back. `false`: somebody else wrote to the record in between, and nothing was done.
fn write(
    tx: &mut Tx<'_>,
    store: &Store,
    deed: &mut Deed,
    ledger: &LedgerPart,
    (id, new): (&ResourceId, Option<&Written>),
) -> Result<bool> {
    if !ledger.is_as_it_was(tx)? {
        deed.was_told = true;
        return Ok(false);
    }
    if let Some(account) = deed.permit.by().origin().account.clone() {
        let own = ("own-entries", account.0.as_str());
        let most = (store.today(), OWN_ENTRIES_PER_DAY);
        if !throttle::count_in_day(tx, store, own, most)? {
            return Err(StoreError::NotAllowed("own-too-many"));
        }
    }
    let line = match new {
        Some(new) => {
            let author = author(tx, store, deed)?;
            ready(id.clone(), written(id, &author, new, &instant(store.now())))?
        }
        None => gone(id.clone(), ledger.kind_of(id).ok_or(StoreError::NotFound)?),
    };
    ledger.put(tx, store, deed, &[line])?;
    Ok(true)
}

/// Who writes: the patient by the name of the record, and who does it for them.
pub(crate) fn author(tx: &mut Tx<'_>, store: &Store, deed: &Deed) -> Result<Author> {
    let card = load_card(tx, store, deed.permit.patient())?.ok_or(StoreError::NotFound)?;
    let by = deed.permit.by().origin();
    let helper = by.name.clone().filter(|_| by.part != Part::Patient);
    let helper = match &by.account {
        Some(account) if by.part == Part::Caregiver && is_unnamed(tx, store, deed, account)? => {
            Some(REPRESENTATIVE.to_owned())
        }
        _ => helper,
    };
    Ok(Author { patient: card.name, helper })
}

/// Whether somebody's name stays out of the record: they act for the patient by law, or were let in by
/// somebody who does. Another who was let in reads what they write, and need not know of them.
fn is_unnamed(tx: &mut Tx<'_>, store: &Store, deed: &Deed, account: &AccountId) -> Result<bool> {
    let holder = Holder::Account(account.clone());
    for part in parts::all(tx, store, deed.permit.patient())? {
        let mut open = grants::open_for(tx, store, &part, &holder)?.into_iter();
        if open.any(|grant| grant.acting.is_some() || grant.given_by.is_some()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A FHIR instant, to the second.
pub(crate) fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl Store {
    /// What patients write into their records.
    pub fn own_entries(&self) -> OwnEntries<'_> {
        OwnEntries(self)
    }
}
