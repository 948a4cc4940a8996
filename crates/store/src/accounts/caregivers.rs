//! Caregivers: whom a patient lets into their record, for what and until when.

use bluebutton_record::{PatientKey, Rights, Terms};
use jiff::Timestamp;
use jiff::civil::Date;

use super::grant_rules::{are_usable, can_be_given_back, can_be_renewed, is_theirs};
use super::{Accounts, Caregiver, invitations, people};
use crate::Store;
use crate::access::grants::{self, Grant, Holder};
use crate::access::named::ComingIn;
use crate::access::namesakes::Awaiting;
use crate::access::{Action, Change, Deed, RecordPermit, Who, orders};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::Part;
use crate::limits::{CAREGIVERS_MAX, NAME_CHARS_MAX};
use crate::records::parts;

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
    /// the code holds. `NotAllowed("code-at-the-office")` for somebody whom the office told apart from
    /// whom a court keeps out, see [`Accounts::let_in_at_office`].
    pub async fn let_in(
        &self,
        who: &Who,
        patient: &PatientKey,
        new: LetIn,
    ) -> Result<(String, Timestamp)> {
        let (store, new) = (self.0.clone(), usable(self.0, new)?);
        let action = Action::Manage(Change::InviteCaregiver { name: new.name.clone() });
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let patient = deed.permit.patient().clone();
            let grant = let_in(tx, &store, deed, &new)?;
            if Awaiting::of(tx, &store, &patient)?.awaits(&new.name) {
                return Err(StoreError::NotAllowed("code-at-the-office"));
            }
            let by = deed.permit.by().account.clone();
            let made = invitations::make(tx, &store, &patient, Some(&grant), by.as_ref())?;
            deed.proof.push(made.left);
            Ok((made.code, made.ends))
        };
        self.0.act(who, patient, action, work).await
    }

    /// Lets somebody in to whom the office hands the code.
    pub async fn let_in_at_office(
        &self,
        who: &Who,
        patient: &PatientKey,
        new: LetIn,
    ) -> Result<()> {
        let (store, new) = (self.0.clone(), usable(self.0, new)?);
        let action = Action::Manage(Change::InviteCaregiver { name: new.name.clone() });
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let patient = deed.permit.patient().clone();
            let_in(tx, &store, deed, &new)?;
            if Awaiting::of(tx, &store, &patient)?.awaits(&new.name) {
                Ok(())
            } else {
                Err(StoreError::NotFound)
            }
        };
        self.0.act(who, patient, action, work).await
    }

    /// Who is in, and who was: for whoever may manage the record.
    pub async fn caregivers(&self, permit: &RecordPermit) -> Result<Vec<Caregiver>> {
        if !permit.rights().manage {
            return Err(StoreError::NotAllowed("not-in-your-rights"));
        }
        let (store, patient, by) = (self.0.clone(), permit.patient().clone(), permit.by().clone());
        let work = move |tx: &mut Tx<'_>| {
            let mut grants = Vec::new();
            for part in parts::all(tx, &store, &patient)? {
                grants.extend(grants::of_patient(tx, &store, &part)?);
            }
            grants.sort_by_key(|grant| std::cmp::Reverse(grant.made_at));
            let is_shown =
                |one: &Grant| !matches!(one.holder, Holder::App(_)) && is_theirs(one, &by);
            let awaiting = Awaiting::of(tx, &store, &patient)?;
            let people = grants.into_iter().filter(is_shown);
            people.map(|grant| shown(tx, &store, &awaiting, grant)).collect()
        };
        self.0.inner.db.read("list caregivers", work).await
    }
}

/// Whom somebody can let in so. `NotAllowed("caregiver-not-usable")`.
fn usable(store: &Store, new: LetIn) -> Result<LetIn> {
    let new = LetIn { name: new.name.trim().to_owned(), ..new };
    let is_named = !new.name.is_empty() && new.name.chars().count() <= NAME_CHARS_MAX;
    if !is_named || !are_usable(store, &new.terms, new.from, new.until) {
        return Err(StoreError::NotAllowed("caregiver-not-usable"));
    }
    Ok(new)
}

/// Makes the grant; its id.
fn let_in(tx: &mut Tx<'_>, store: &Store, deed: &mut Deed, new: &LetIn) -> Result<String> {
    let patient = deed.permit.patient().clone();
    invitations::must_have_birth_date(tx, store, &patient)?;
    let known = grants::of_patient(tx, store, &patient)?;
    let people = known.iter().filter(|grant| !matches!(grant.holder, Holder::App(_)));
    if people.count() >= CAREGIVERS_MAX {
        return Err(StoreError::NotAllowed("too-many-caregivers"));
    }
    orders::must_not_bar(tx, store, &patient, ComingIn { name: &new.name, ..ComingIn::default() })?;
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
        before: None,
        acting: None,
        age: None,
        is_on_hold: false,
    };
    deed.proof.push(grants::add(tx, store, &patient, &grant)?);
    Ok(grant.id)
}

fn shown(tx: &mut Tx<'_>, store: &Store, awaiting: &Awaiting, grant: Grant) -> Result<Caregiver> {
    let name = match &grant.holder {
        Holder::Account(account) => people::name_of(tx, store, account)?,
        _ => None,
    };
    let can_be_given_back = can_be_given_back(store, &grant);
    let can_be_renewed = can_be_renewed(store, &grant);
    let acting = grant.acting.as_ref().map(|acting| acting.authority);
    let terms = as_held(store, &grant);
    let is_invited = grant.accepted_at.is_none() && grant.ended_at.is_none();
    let is_ours = grant.acting.is_some() || awaiting.awaits(&grant.name);
    Ok(Caregiver {
        id: grant.id,
        name: name.unwrap_or(grant.name),
        rights: grant.terms.rights,
        terms,
        from: grant.from,
        until: grant.until,
        accepted: grant.accepted_at,
        ended: grant.ended_at,
        can_step_back: grant.before.is_some(),
        can_be_given_back,
        acting,
        can_be_renewed,
        is_on_hold: grant.is_on_hold,
        code_at_the_office: is_invited && is_ours,
    })
}

/// Terms as they are held today: what is hidden from the parents of a teen is not said to be shown.
fn as_held(store: &Store, grant: &Grant) -> Terms {
    let (mut terms, minors) = (grant.terms.clone(), store.minors());
    if let Some(age) = grant.age {
        terms.opened.retain(|topic| !minors.hides(age, topic));
    }
    terms
}
