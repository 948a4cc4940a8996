//! Entering somebody who acts for a patient by law: what must be known of them, and until when it holds.

use bluebutton_record::representative::{Age, Authority};
use bluebutton_record::{FhirDate, PatientKey, Terms};
use jiff::civil::Date;

use crate::Store;
use crate::access::acting::{Acting, birth_date, earliest};
use crate::access::grants::{self, Grant, Holder};
use crate::access::named::ComingIn;
use crate::access::papers::{self, OfficePaper};
use crate::access::{Deed, orders};
use crate::accounts::grant_rules::are_usable;
use crate::accounts::people;
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::limits::{CAREGIVERS_MAX, NAME_CHARS_MAX, REQUEST_CHARS_MAX};

/// Somebody to be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRepresentative {
    /// Their name, as their identity document says it.
    pub name: String,
    /// By what right they act.
    pub authority: Authority,
    /// How the office made sure who they are.
    pub identity: String,
    /// What the office should know, for itself; may be empty.
    pub note: String,
    /// Whether there is another with whom they quarrel.
    pub is_contested: bool,
    /// What they may do and see.
    pub terms: Terms,
    /// First day; `None` is at once.
    pub from: Option<Date>,
    /// Last day. A parent's is at the latest the day before the patient comes of age.
    pub until: Option<Date>,
    /// The paper that gives them the right.
    pub paper: Option<OfficePaper>,
}

/// What can't be entered, before anything is done.
pub(super) fn must_fit(store: &Store, new: &NewRepresentative) -> Result<()> {
    let is_named = !new.name.is_empty() && new.name.chars().count() <= NAME_CHARS_MAX;
    let is_known = !new.identity.is_empty() && new.identity.chars().count() <= REQUEST_CHARS_MAX;
    if !is_named || !is_known || new.note.chars().count() > REQUEST_CHARS_MAX {
        return Err(StoreError::NotAllowed("representative-needs-words"));
    }
    if new.authority.needs_paper() && new.paper.is_none() {
        return Err(StoreError::NotAllowed("representative-needs-paper"));
    }
    if !are_usable(store, &new.terms, new.from, new.until) {
        return Err(StoreError::NotAllowed("representative-days"));
    }
    new.paper.as_ref().map_or(Ok(()), papers::must_fit)
}

/// Writes it with its paper; the id of the grant.
pub(super) fn enter(
    tx: &mut Tx<'_>,
    store: &Store,
    deed: &mut Deed,
    new: &NewRepresentative,
) -> Result<String> {
    let patient = deed.permit.patient().clone();
    orders::must_not_bar(tx, store, &patient, ComingIn { name: &new.name, ..ComingIn::default() })?;
    if grants::of_patient(tx, store, &patient)?.len() >= CAREGIVERS_MAX {
        return Err(StoreError::NotAllowed("too-many-caregivers"));
    }
    let (birth_date, end) = if new.authority.ends_with_childhood() {
        let (birth, end) = of_minor(tx, store, &patient)?;
        (Some(birth), Some(end))
    } else {
        (None, None)
    };
    let paper = match &new.paper {
        Some(paper) => Some(papers::add(tx, store, deed, paper)?),
        None => None,
    };
    let acting = Acting {
        authority: new.authority,
        identity: new.identity.clone(),
        note: new.note.clone(),
        paper,
        birth_date,
        last: new.until.map(|day| day.to_string()),
        is_contested: new.is_contested,
        by: deed.permit.by().origin().name.clone(),
        is_withdrawn: false,
    };
    let grant = Grant {
        id: people::new_id(store),
        holder: Holder::Invited,
        given_by: None,
        from: new.from,
        until: earliest(new.until, end),
        made_at: store.now(),
        accepted_at: None,
        ended_at: None,
        name: new.name.clone(),
        terms: new.terms.clone(),
        before: None,
        acting: Some(acting),
        age: None,
        is_on_hold: false,
    };
    deed.proof.push(grants::add(tx, store, &patient, &grant)?);
    Ok(grant.id)
}

/// The birth date of a patient who is not of age, and the last day of that.
pub(super) fn of_minor(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
) -> Result<(String, Date)> {
    let unknown = StoreError::NotAllowed("representative-birth-date");
    let Some(birth) = birth_date(tx, store, patient)? else { return Err(unknown) };
    let (day, rules) = (FhirDate::parse(&birth), store.minors());
    match (rules.age(day.as_ref(), store.today()), rules.last_day(day.as_ref())) {
        (Some(Age::Adult), _) => Err(StoreError::NotAllowed("representative-of-age")),
        (Some(Age::Child | Age::Teen), Some(end)) => Ok((birth, end)),
        _ => Err(unknown),
    }
}
