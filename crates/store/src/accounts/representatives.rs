//! People who act for a patient by law: the office enters them with their papers, the front desk hands
//! over their code, and the patient lets them in anew once of age. Whoever sees birth dates makes no
//! code, so that nobody enters somebody and comes in as them (`record::office`).
//!
//! Neither representative is told of another: `grant_rules::is_theirs` knows none of them as anybody's
//! but the patient's.
//!
//! Law: 45 CFR 164.502(g), 164.514(h) (verification of identity and authority).

mod entering;

use bluebutton_record::representative::{Age, Authority};
use bluebutton_record::{PatientKey, Rights, Task, Terms};
use jiff::Timestamp;
use jiff::civil::Date;

pub use entering::NewRepresentative;
use entering::{enter, must_fit, of_minor};

use super::grant_rules::can_be_renewed;
use super::staff::on_duty;
use super::{Accounts, changes, invitations, people};
use crate::Store;
use crate::access::acting::{Acting, earliest};
use crate::access::grants::{self, Grant, Holder};
use crate::access::named::ComingIn;
use crate::access::namesakes::{self, Awaiting};
use crate::access::{Action, Change, Deed, Who, orders};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{OrderStep, Part, RepresentativeStep};
use crate::records::parts;

/// Somebody who acts or acted for a patient, for the office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Representative {
    /// Id of the grant.
    pub id: String,
    /// Their name, as the office wrote it.
    pub name: String,
    /// By what right they act.
    pub authority: Authority,
    /// How the office made sure who they are.
    pub identity: String,
    /// What the office noted.
    pub note: String,
    /// Whether there is another with whom they quarrel.
    pub is_contested: bool,
    /// What they may do and see.
    pub terms: Terms,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// When they were entered.
    pub entered: Timestamp,
    /// By whom; none is whoever was at the command line.
    pub by: Option<String>,
    /// Since when they are in; `None`: no code of theirs was used.
    pub accepted: Option<Timestamp>,
    /// When it was ended.
    pub ended: Option<Timestamp>,
    /// Whether its last day is over.
    pub is_over: bool,
    /// Whether it waits for the office: the patient's birth date is not the one it was entered under.
    pub is_on_hold: bool,
    /// Whether the patient's age hides something from them.
    pub is_of_teen: bool,
    /// The paper, by its id.
    pub paper: Option<String>,
}

/// Somebody whom the office entered, or told apart from whom a court keeps out, and who has no account
/// here yet: the front desk makes their code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedRepresentative {
    /// Id of the grant.
    pub id: String,
    /// Their name.
    pub name: String,
    /// By what right they act, where the office entered that.
    pub authority: Option<Authority>,
}

impl Accounts<'_> {
    /// Enters somebody who acts for a patient by law; the id of their grant. For the office.
    ///
    /// `NotAllowed`: `"representative-needs-words"` without a name or how they were known,
    /// `"representative-needs-paper"`, `"representative-days"` where nothing would be open,
    /// `"representative-birth-date"` where a parent's end can't be told, `"representative-of-age"`,
    /// `"barred-by-order"`, `"paper-size"`, `"too-many-caregivers"`.
    pub async fn enter_representative(
        &self,
        who: &Who,
        patient: &PatientKey,
        new: NewRepresentative,
    ) -> Result<String> {
        let new = NewRepresentative {
            name: new.name.trim().to_owned(),
            identity: new.identity.trim().to_owned(),
            note: new.note.trim().to_owned(),
            ..new
        };
        must_fit(self.0, &new)?;
        let store = self.0.clone();
        let change = told(RepresentativeStep::Entered, &new.name, new.authority);
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| enter(tx, &store, deed, &new);
        self.0.act(who, patient, change, work).await
    }

    /// Everybody whom the office ever entered, newest first. For the office.
    pub async fn representatives(
        &self,
        who: &Who,
        patient: &PatientKey,
    ) -> Result<Vec<Representative>> {
        let (store, who, patient) = (self.0.clone(), who.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::KeepRepresentatives)?;
            let all = of_record(tx, &store, &patient)?;
            Ok(all.into_iter().filter_map(|grant| shown(&store, grant)).collect())
        };
        self.0.inner.db.read("representatives of a record", work).await
    }

    /// Those who have no account here yet. For whoever hands over codes.
    pub async fn expected(
        &self,
        who: &Who,
        patient: &PatientKey,
    ) -> Result<Vec<ExpectedRepresentative>> {
        let (store, who, patient) = (self.0.clone(), who.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::Invite)?;
            let today = store.today();
            let waits = |grant: &Grant| {
                let is_living = grant.ended_at.is_none() && !grant.is_over(today);
                is_living && !grant.is_on_hold && grant.holder == Holder::Invited
            };
            let awaiting = Awaiting::of(tx, &store, &patient)?;
            let is_ours = |grant: &Grant| grant.acting.is_some() || awaiting.awaits(&grant.name);
            let all = grants_of(tx, &store, &patient)?.into_iter().filter(waits).filter(is_ours);
            let expected = |grant: Grant| {
                let authority = grant.acting.as_ref().map(|acting| acting.authority);
                ExpectedRepresentative { id: grant.id, name: grant.name, authority }
            };
            Ok(all.map(expected).collect())
        };
        self.0.inner.db.read("who waits for a code", work).await
    }

    /// Makes the code of somebody whom the office entered or told apart, in place of one that was not used;
    /// and until when it holds. For whoever hands over codes.
    pub async fn representative_code(
        &self,
        who: &Who,
        patient: &PatientKey,
        one: &ExpectedRepresentative,
    ) -> Result<(String, Timestamp)> {
        let (store, id) = (self.0.clone(), one.id.clone());
        let change = if let Some(authority) = one.authority {
            told(RepresentativeStep::CodeMade, &one.name, authority)
        } else {
            let (step, name) = (OrderStep::CodeMade, one.name.clone());
            Action::Manage(Change::Order { step, name })
        };
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let (part, grant) = changes::find(tx, &store, deed, &id)?;
            let is_awaited = Awaiting::of(tx, &store, &part)?.awaits(&grant.name);
            if grant.acting.is_none() && !is_awaited {
                return Err(StoreError::NotFound);
            }
            let waits = grant.holder == Holder::Invited && grant.ended_at.is_none();
            if !waits || grant.is_on_hold || grant.is_over(store.today()) {
                return Err(StoreError::NotFound);
            }
            invitations::must_have_birth_date(tx, &store, &part)?;
            let mut proof = invitations::drop_unused(tx, &store, &part, Some(&id))?;
            let by = deed.permit.by().account.clone();
            let made = invitations::make(tx, &store, &part, Some(&id), by.as_ref())?;
            proof.push(made.left);
            deed.left(tx, &store, &part, proof)?;
            if is_awaited {
                namesakes::hand(tx, &store, deed, &grant)?;
            }
            Ok((made.code, made.ends))
        };
        self.0.act(who, patient, change, work).await
    }

    /// Ends somebody's right at once; the office alone gives it back. For the office.
    pub async fn end_representative(
        &self,
        who: &Who,
        patient: &PatientKey,
        one: &Representative,
    ) -> Result<()> {
        let change = (who, patient, one, RepresentativeStep::Ended);
        self.alter_representative(change, |_, store, _, grant| {
            if grant.ended_at.is_some() {
                return Err(StoreError::NotFound);
            }
            grant.ended_at = Some(store.now());
            if let Some(acting) = &mut grant.acting {
                acting.is_withdrawn = true;
            }
            Ok(())
        })
        .await
    }

    /// Gives somebody's right back that was ended, by whomever. For the office. Not against a court's
    /// order (`NotAllowed("barred-by-order")`), and not after its last day.
    pub async fn give_representative_back(
        &self,
        who: &Who,
        patient: &PatientKey,
        one: &Representative,
    ) -> Result<()> {
        let change = (who, patient, one, RepresentativeStep::GivenBack);
        self.alter_representative(change, |tx, store, record, grant| {
            if grant.ended_at.is_none() || grant.is_over(store.today()) {
                return Err(StoreError::NotAllowed("too-late-to-give-back"));
            }
            must_not_bar(tx, store, record, grant)?;
            grant.ended_at = None;
            if let Some(acting) = &mut grant.acting {
                acting.is_withdrawn = false;
            }
            Ok(())
        })
        .await
    }

    /// The office has looked at somebody's right again, for the patient's birth date has changed: it holds
    /// on, to the end that follows of the new one. `NotAllowed("representative-birth-date")` and
    /// `"representative-of-age"` as when it is entered.
    pub async fn confirm_representative(
        &self,
        who: &Who,
        patient: &PatientKey,
        one: &Representative,
    ) -> Result<()> {
        let change = (who, patient, one, RepresentativeStep::Confirmed);
        self.alter_representative(change, |tx, store, record, grant| {
            let Some(acting) = grant.acting.clone().filter(|_| grant.is_on_hold) else {
                return Err(StoreError::NotFound);
            };
            let (birth, end) = of_minor(tx, store, record)?;
            grant.until = earliest(acting.last_day()?, Some(end));
            grant.acting = Some(Acting { birth_date: Some(birth), ..acting });
            Ok(())
        })
        .await
    }

    /// The patient, of age now, lets in as a caregiver who was let in as their parent: to the same parts
    /// and with the same rights, but to let others in; sensitive topics stay hidden until the patient
    /// opens them.
    pub async fn renew(
        &self,
        who: &Who,
        patient: &PatientKey,
        (id, name): (&str, &str),
    ) -> Result<()> {
        let (store, id) = (self.0.clone(), id.to_owned());
        let change = told(RepresentativeStep::Renewed, name, Authority::Parent);
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let (part, mut before) = find(tx, &store, deed, &id)?;
            if deed.permit.by().part != Part::Patient || !can_be_renewed(&store, &before) {
                return Err(StoreError::NotFound);
            }
            must_not_bar(tx, &store, &part, &before)?;
            let now = store.now();
            let rights = Rights { manage: false, ..before.terms.rights };
            let sections = before.terms.sections.clone();
            let new = Grant {
                id: people::new_id(&store),
                from: None,
                until: None,
                made_at: now,
                accepted_at: Some(now),
                terms: Terms { sections, ..Terms::everything(rights) },
                before: None,
                acting: None,
                age: None,
                ..before.clone()
            };
            before.ended_at = Some(now);
            let proof = vec![
                grants::change(tx, &store, &part, &before)?,
                grants::add(tx, &store, &part, &new)?,
            ];
            deed.left(tx, &store, &part, proof)
        };
        self.0.act(who, patient, change, work).await
    }

    async fn alter_representative(
        &self,
        (who, patient, one, step): (&Who, &PatientKey, &Representative, RepresentativeStep),
        mut change: impl FnMut(&mut Tx<'_>, &Store, &PatientKey, &mut Grant) -> Result<()>
        + Send
        + 'static,
    ) -> Result<()> {
        let (store, id) = (self.0.clone(), one.id.clone());
        let action = told(step, &one.name, one.authority);
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let (part, mut grant) = find(tx, &store, deed, &id)?;
            change(tx, &store, &part, &mut grant)?;
            let mut proof = vec![grants::change(tx, &store, &part, &grant)?];
            if grant.ended_at.is_some() {
                proof.extend(invitations::drop_unused(tx, &store, &part, Some(&id))?);
            }
            deed.left(tx, &store, &part, proof)
        };
        self.0.act(who, patient, action, work).await
    }
}

fn must_not_bar(tx: &mut Tx<'_>, store: &Store, record: &PatientKey, grant: &Grant) -> Result<()> {
    let account = match &grant.holder {
        Holder::Account(account) => Some(account),
        _ => None,
    };
    let one = ComingIn { name: &grant.name, account, grant: Some(&grant.id) };
    orders::must_not_bar(tx, store, record, one)
}

/// A grant that the office entered, in whichever part of the record.
fn find(tx: &mut Tx<'_>, store: &Store, deed: &Deed, id: &str) -> Result<(PatientKey, Grant)> {
    let (part, grant) = changes::find(tx, store, deed, id)?;
    if grant.acting.is_some() { Ok((part, grant)) } else { Err(StoreError::NotFound) }
}

/// Every grant that the office entered, newest first.
fn of_record(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey) -> Result<Vec<Grant>> {
    let mut all = grants_of(tx, store, patient)?;
    all.retain(|grant| grant.acting.is_some());
    Ok(all)
}

/// Every grant of a record, newest first.
fn grants_of(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey) -> Result<Vec<Grant>> {
    let record = parts::root(tx, store, patient)?;
    let mut all = Vec::new();
    for part in parts::all(tx, store, &record)? {
        all.extend(grants::of_patient(tx, store, &part)?);
    }
    all.sort_by_key(|grant| std::cmp::Reverse(grant.made_at));
    Ok(all)
}

fn shown(store: &Store, grant: Grant) -> Option<Representative> {
    let is_over = grant.is_over(store.today());
    let acting = grant.acting?;
    Some(Representative {
        id: grant.id,
        name: grant.name,
        authority: acting.authority,
        identity: acting.identity,
        note: acting.note,
        is_contested: acting.is_contested,
        terms: grant.terms,
        from: grant.from,
        until: grant.until,
        entered: grant.made_at,
        by: acting.by,
        accepted: grant.accepted_at,
        ended: grant.ended_at,
        is_over,
        is_on_hold: grant.is_on_hold,
        is_of_teen: grant.age == Some(Age::Teen),
        paper: acting.paper,
    })
}

fn told(step: RepresentativeStep, name: &str, authority: Authority) -> Action {
    Action::Manage(Change::Representative { step, name: name.to_owned(), authority })
}
