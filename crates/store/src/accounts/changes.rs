//! Changing what somebody who was let in may do and see, ending it, and taking either back.
//!
//! Whom the office entered (somebody who acts for the patient by law) is the office's to change; that all
//! access ends at once is always the patient's.
//!
//! Who was let in themselves and may let others in changes only what they gave: never their own terms,
//! and never what the patient gave to somebody else.

use bluebutton_record::{PatientKey, Terms};
use jiff::civil::Date;

use super::grant_rules::{are_usable, can_be_given_back, is_theirs};
use super::{Accounts, invitations};
use crate::Store;
use crate::access::grants::{self, Grant, Holder};
use crate::access::named::ComingIn;
use crate::access::{Action, Change, Deed, Who, orders};
use crate::apps;
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{By, GrantChange, Part};
use crate::limits::HIDDEN_MAX;
use crate::records::parts;

/// Other terms for somebody who was let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTerms {
    /// What they may do, and what they see. Single entries that are hidden stay as they are.
    pub terms: Terms,
    /// First day; `None` is at once.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

/// One entry, or one visit with all that belongs to it, is hidden from somebody or shown again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hiding {
    /// The entry behind the patient key.
    pub local: String,
    /// Whether it is a visit.
    pub is_visit: bool,
    /// Whether it is hidden now.
    pub is_hidden: bool,
}

impl Accounts<'_> {
    /// Changes what somebody may do and see. `name` is how the line calls them, here and below.
    pub async fn change_terms(
        &self,
        who: &Who,
        patient: &PatientKey,
        (grant, name): (&str, &str),
        new: NewTerms,
    ) -> Result<()> {
        if !are_usable(self.0, &new.terms, new.from, new.until) {
            return Err(StoreError::NotAllowed("caregiver-not-usable"));
        }
        let change = Change::ChangeCaregiver { name: name.to_owned(), change: GrantChange::Terms };
        let work = move |_: &mut Tx<'_>, _: &Store, grant: &mut Grant| {
            must_be_open(grant)?;
            let (hidden, visits) = (grant.terms.hidden.clone(), grant.terms.hidden_visits.clone());
            let terms = Terms { hidden, hidden_visits: visits, ..new.terms.clone() };
            if terms != grant.terms || (new.from, new.until) != (grant.from, grant.until) {
                grant.set(terms, new.from, new.until);
            }
            Ok(())
        };
        self.alter(who, patient, grant, change, work).await
    }

    /// Hides one entry or one visit from somebody, or shows it again.
    pub async fn hide(
        &self,
        who: &Who,
        patient: &PatientKey,
        (grant, name): (&str, &str),
        what: Hiding,
    ) -> Result<()> {
        let (shown, hidden) = (GrantChange::EntryShown, GrantChange::EntryHidden);
        let change = if what.is_hidden { hidden } else { shown };
        let change = Change::ChangeCaregiver { name: name.to_owned(), change };
        let work = move |_: &mut Tx<'_>, _: &Store, grant: &mut Grant| {
            must_be_open(grant)?;
            let mut terms = grant.terms.clone();
            let of_kind = if what.is_visit { &mut terms.hidden_visits } else { &mut terms.hidden };
            if what.is_hidden {
                of_kind.insert(what.local.clone());
            } else {
                of_kind.remove(&what.local);
            }
            if terms.hidden.len() + terms.hidden_visits.len() > HIDDEN_MAX {
                return Err(StoreError::NotAllowed("too-many-hidden"));
            }
            grant.set(terms, grant.from, grant.until);
            Ok(())
        };
        self.alter(who, patient, grant, change, work).await
    }

    /// Takes the last change of somebody's terms back. Done twice, it is as it was.
    pub async fn take_change_back(
        &self,
        who: &Who,
        patient: &PatientKey,
        (grant, name): (&str, &str),
    ) -> Result<()> {
        let change = GrantChange::TakenBack;
        let change = Change::ChangeCaregiver { name: name.to_owned(), change };
        let work = move |_: &mut Tx<'_>, store: &Store, grant: &mut Grant| {
            must_be_open(grant)?;
            let is_back = grant.step_back()?;
            if is_back && !grant.is_over(store.today()) {
                return Ok(());
            }
            Err(StoreError::NotAllowed("nothing-to-take-back"))
        };
        self.alter(who, patient, grant, change, work).await
    }

    /// Ends somebody's access at once.
    pub async fn end(
        &self,
        who: &Who,
        patient: &PatientKey,
        grant: &str,
        name: &str,
    ) -> Result<()> {
        let change = Change::EndCaregiver { name: name.to_owned() };
        let work = move |_: &mut Tx<'_>, store: &Store, grant: &mut Grant| {
            must_be_open(grant)?;
            grant.ended_at = Some(store.now());
            Ok(())
        };
        self.alter(who, patient, grant, change, work).await
    }

    /// Gives access back that was ended by a slip, on the terms it had. Only for some days, and only
    /// to whoever had come already: a code that was taken back stays dead.
    pub async fn give_back(
        &self,
        who: &Who,
        patient: &PatientKey,
        (grant, name): (&str, &str),
    ) -> Result<()> {
        let change = GrantChange::GivenBack;
        let change = Change::ChangeCaregiver { name: name.to_owned(), change };
        let work = move |_: &mut Tx<'_>, store: &Store, grant: &mut Grant| {
            if !can_be_given_back(store, grant) {
                return Err(StoreError::NotAllowed("too-late-to-give-back"));
            }
            grant.ended_at = None;
            Ok(())
        };
        self.alter(who, patient, grant, change, work).await
    }

    /// Ends the access of everybody who was let in, people and apps, at once: how many. Of whoever was
    /// let in themselves only those to whom they gave it.
    pub async fn end_all(&self, who: &Who, patient: &PatientKey) -> Result<usize> {
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let (now, mut count) = (store.now(), 0);
            for part in parts::all(tx, &store, deed.permit.patient())? {
                for mut grant in grants::of_patient(tx, &store, &part)? {
                    if grant.ended_at.is_none() && is_theirs(&grant, deed.permit.by()) {
                        grant.ended_at = Some(now);
                        write(tx, &store, deed, &part, &grant)?;
                        count += 1;
                    }
                }
            }
            Ok(count)
        };
        self.0.act(who, patient, Action::Manage(Change::EndAll), work).await
    }

    /// Tells the patient's activity that somebody looks at the record as one who was let in sees it.
    pub async fn begin_preview(
        &self,
        who: &Who,
        patient: &PatientKey,
        (grant, name): (&str, &str),
    ) -> Result<()> {
        let (store, id) = (self.0.clone(), grant.to_owned());
        let action = Action::Manage(Change::Preview { name: name.to_owned() });
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let (_, grant) = find(tx, &store, deed, &id)?;
            must_be_open(&grant)
        };
        self.0.act(who, patient, action, work).await
    }

    async fn alter(
        &self,
        who: &Who,
        patient: &PatientKey,
        grant: &str,
        change: Change,
        mut work: impl FnMut(&mut Tx<'_>, &Store, &mut Grant) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        let (store, id, done) = (self.0.clone(), grant.to_owned(), change.clone());
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let (part, mut grant) = find(tx, &store, deed, &id)?;
            must_be_theirs(&grant, deed.permit.by(), &done)?;
            if opens(&done) {
                let account = match &grant.holder {
                    Holder::Account(account) => Some(account),
                    _ => None,
                };
                let one = ComingIn { name: &grant.name, account, grant: Some(&grant.id) };
                orders::must_not_bar(tx, &store, &part, one)?;
            }
            work(tx, &store, &mut grant)?;
            write(tx, &store, deed, &part, &grant)
        };
        self.0.act(who, patient, Action::Manage(change), work).await
    }
}

/// Of somebody whom the office entered, the patient changes nothing, and takes back what they gave
/// themselves: `NotAllowed("kept-by-the-office")`. What ended with all access at once they give back.
fn must_be_theirs(grant: &Grant, by: &By, change: &Change) -> Result<()> {
    let Some(acting) = &grant.acting else { return Ok(()) };
    let is_theirs = match change {
        Change::EndCaregiver { .. } => acting.authority.can_be_ended_by_patient(),
        change => opens(change) && !acting.is_withdrawn,
    };
    if is_theirs || by.part == Part::Operator {
        return Ok(());
    }
    Err(StoreError::NotAllowed("kept-by-the-office"))
}

/// Whether somebody who was out is in again by it.
fn opens(change: &Change) -> bool {
    matches!(change, Change::ChangeCaregiver { change: GrantChange::GivenBack, .. })
}

/// A grant in whichever part of the record it was made.
pub(super) fn find(
    tx: &mut Tx<'_>,
    store: &Store,
    deed: &Deed,
    id: &str,
) -> Result<(PatientKey, Grant)> {
    for part in parts::all(tx, store, deed.permit.patient())? {
        let grant = grants::one(tx, store, &part, id)?;
        if let Some(grant) = grant.filter(|grant| is_theirs(grant, deed.permit.by())) {
            return Ok((part, grant));
        }
    }
    Err(StoreError::NotFound)
}

/// Writes it with its line; the code of one that is ended is dead.
fn write(
    tx: &mut Tx<'_>,
    store: &Store,
    deed: &mut Deed,
    part: &PatientKey,
    grant: &Grant,
) -> Result<()> {
    let mut proof = vec![grants::change(tx, store, part, grant)?];
    if grant.ended_at.is_some() {
        proof.extend(invitations::drop_unused(tx, store, part, Some(&grant.id))?);
        proof.extend(apps::drop_held(tx, part, &grant.id)?);
    }
    // The rows of a part are told in its own chain: it may be taken out of the record again.
    deed.left(tx, store, part, proof)
}

fn must_be_open(grant: &Grant) -> Result<()> {
    if grant.ended_at.is_some() { Err(StoreError::NotFound) } else { Ok(()) }
}
