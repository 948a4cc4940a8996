//! Caregivers: whom a patient lets into their record, for what and until when.

use bluebutton_record::{PatientKey, Rights, Terms};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{AccountId, Accounts, Caregiver, invitations, people};
use crate::Store;
use crate::access::grants::{self, Grant, Holder, has_ended};
use crate::access::{Action, Change, Deed, RecordPermit, Who};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::Part;
use crate::limits::{CAREGIVERS_MAX, NAME_CHARS_MAX};

/// Whom somebody lets in, and on which terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetIn {
    /// Their name, as the patient writes it.
    pub name: String,
    /// What they may do, and what they see.
    pub terms: Terms,
    /// First day; `None` is at once.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

impl LetIn {
    /// Somebody who sees everything, with these rights, from now on.
    pub fn everything(name: &str, rights: Rights, until: Option<Date>) -> Self {
        let (name, terms) = (name.to_owned(), Terms::everything(rights));
        Self { name, terms, from: None, until }
    }
}

impl Accounts<'_> {
    /// Somebody who may manage the record lets somebody in: the code to hand over, and until when
    /// the code holds.
    pub async fn let_in(
        &self,
        who: &Who,
        patient: &PatientKey,
        new: LetIn,
    ) -> Result<(String, Timestamp)> {
        let new = LetIn { name: new.name.trim().to_owned(), ..new };
        let is_past = has_ended(new.until, self.0.today());
        let is_backwards = new.from.zip(new.until).is_some_and(|(from, until)| from > until);
        let is_named = !new.name.is_empty() && new.name.chars().count() <= NAME_CHARS_MAX;
        if !is_named || is_past || is_backwards || !new.terms.rights.view {
            return Err(StoreError::NotAllowed("caregiver-not-usable"));
        }
        let action = Action::Manage(Change::InviteCaregiver { name: new.name.clone() });
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| let_in(tx, &store, deed, &new);
        self.0.act(who, patient, action, work).await
    }

    /// Who is in, and who was: for whoever may manage the record.
    pub async fn caregivers(&self, permit: &RecordPermit) -> Result<Vec<Caregiver>> {
        if !permit.rights().manage {
            return Err(StoreError::NotAllowed("not-in-your-rights"));
        }
        let (store, patient) = (self.0.clone(), permit.patient().clone());
        let work = move |tx: &mut Tx<'_>| {
            let grants = grants::of_patient(tx, &store, &patient)?;
            let people = grants.into_iter().filter(|grant| !matches!(grant.holder, Holder::App(_)));
            people.map(|grant| shown(tx, &store, grant)).collect()
        };
        self.0.inner.db.read("list caregivers", work).await
    }

    /// Ends somebody's access at once. `name` is how the line calls them.
    pub async fn end(
        &self,
        who: &Who,
        patient: &PatientKey,
        grant: &str,
        name: &str,
    ) -> Result<()> {
        let (store, id) = (self.0.clone(), grant.to_owned());
        let action = Action::Manage(Change::EndCaregiver { name: name.to_owned() });
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let patient = deed.permit.patient().clone();
            let grant = grants::one(tx, &store, &patient, &id)?;
            let grant = grant.filter(|grant| grant.ended_at.is_none());
            let mut grant = grant.ok_or(StoreError::NotFound)?;
            grant.ended_at = Some(store.now());
            deed.proof.push(grants::change(tx, &store, &patient, &grant)?);
            deed.proof.extend(invitations::drop_unused(tx, &store, &patient, Some(&id))?);
            Ok(())
        };
        self.0.act(who, patient, action, work).await
    }
}

fn let_in(
    tx: &mut Tx<'_>,
    store: &Store,
    deed: &mut Deed,
    new: &LetIn,
) -> Result<(String, Timestamp)> {
    let patient = deed.permit.patient().clone();
    invitations::must_have_birth_date(tx, store, &patient)?;
    if grants::of_patient(tx, store, &patient)?.len() >= CAREGIVERS_MAX {
        return Err(StoreError::NotAllowed("too-many-caregivers"));
    }
    let by = deed.permit.by();
    let is_guest = by.part == Part::Caregiver;
    let grant = Grant {
        id: people::new_id(store),
        holder: Holder::Invited,
        given_by: by.account.clone().filter(|_| is_guest),
        from: new.from,
        until: new.until,
        made_at: store.now(),
        accepted_at: None,
        ended_at: None,
        name: new.name.clone(),
        terms: new.terms.clone(),
    };
    deed.proof.push(grants::add(tx, store, &patient, &grant)?);
    let by = by.account.clone();
    let made = invitations::make(tx, store, &patient, Some(&grant.id), by.as_ref())?;
    deed.proof.push(made.left);
    Ok((made.code, made.ends))
}

/// Ties an invited caregiver to an account: what the line says of the grant. `None` if it was ended
/// or has run out meanwhile.
pub(super) fn accept(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    grant: &str,
    account: &AccountId,
) -> Result<Option<String>> {
    let (now, today) = (store.now(), store.today());
    let grant = grants::one(tx, store, patient, grant)?;
    let waits = |grant: &Grant| {
        grant.holder == Holder::Invited && grant.ended_at.is_none() && !grant.is_over(today)
    };
    let Some(mut grant) = grant.filter(waits) else { return Ok(None) };
    grant.holder = Holder::Account(account.clone());
    grant.accepted_at = Some(now);
    grants::change(tx, store, patient, &grant).map(Some)
}

fn shown(tx: &mut Tx<'_>, store: &Store, grant: Grant) -> Result<Caregiver> {
    let name = match &grant.holder {
        Holder::Account(account) => people::name_of(tx, store, account)?,
        _ => None,
    };
    Ok(Caregiver {
        id: grant.id,
        name: name.unwrap_or(grant.name),
        rights: grant.terms.rights,
        terms: grant.terms,
        from: grant.from,
        until: grant.until,
        accepted: grant.accepted_at,
        ended: grant.ended_at,
    })
}
