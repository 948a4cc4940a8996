//! Codes for everybody who has none yet, and taking a code back.

use bluebutton_record::PatientKey;
use jiff::Timestamp;

use super::{drop_unused, must_be_new};
use crate::access::{Action, Change, Deed, Who};
use crate::accounts::Accounts;
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::limits::LIST_MAX;
use crate::patients;

/// Somebody for whom a code was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// Whose record it opens.
    pub patient: PatientKey,
    /// Their name as the record says it.
    pub name: String,
    /// The code. Only its keyed hash is kept.
    pub code: String,
    /// Until when it holds.
    pub ends: Timestamp,
}

/// What came of inviting everybody who is new.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InvitedNew {
    /// Those who were invited.
    pub all: Vec<Invited>,
    /// How many were passed over: without a birth date nothing could be asked.
    pub without_birth_date: usize,
    /// How many children were passed over: their parents are entered by the office.
    pub too_young: usize,
    /// Whether there are more.
    pub is_more: bool,
}

/// Over all records: those that nobody has an own account of, and no code that holds.
const NEW: &str = "
    select patient_id
    from patient
    where patient_id > $1 and within is null
        and not exists (
            select 1 from account_record
            where account_record.patient_id = patient.patient_id
                and account_record.ended_at is null)
        and not exists (
            select 1 from invitation
            where invitation.patient_id = patient.patient_id and invitation.grant_id is null
                and invitation.used_at is null and invitation.ends_at > $2)
    order by patient_id
    limit $3";

impl Accounts<'_> {
    /// Staff (or the operator) invite patients who have neither an account nor a code that holds, at
    /// most so many. Each has a line of their own, as if they had been invited one by one.
    pub async fn invite_new(&self, by: impl Into<Who>, at_most: usize) -> Result<InvitedNew> {
        let (by, at_most) = (by.into(), at_most.min(LIST_MAX));
        let (mut invited, mut last) = (InvitedNew::default(), String::new());
        loop {
            let keys = self.new_after(&last).await?;
            let Some(newest) = keys.last() else { return Ok(invited) };
            newest.clone_into(&mut last);
            for key in keys.iter().filter_map(|key| PatientKey::parse(key)) {
                if invited.all.len() >= at_most {
                    invited.is_more = true;
                    return Ok(invited);
                }
                match self.invite_if_new(&by, &key).await {
                    Ok(one) => invited.all.push(one),
                    Err(StoreError::NotAllowed("no-birth-date")) => invited.without_birth_date += 1,
                    Err(StoreError::NotAllowed("too-young")) => invited.too_young += 1,
                    // Somebody else was faster, or the record is gone.
                    Err(StoreError::NotAllowed("not-new")) => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }

    async fn new_after(&self, last: &str) -> Result<Vec<String>> {
        let now = self.0.now().as_microsecond();
        let values = [last.into(), now.into(), (LIST_MAX as i64).into()];
        let work =
            move |tx: &mut Tx<'_>| tx.query(NEW, &values)?.iter().map(|row| row.get(0)).collect();
        self.0.inner.db.read("who is not invited yet", work).await
    }

    async fn invite_if_new(&self, by: &Who, patient: &PatientKey) -> Result<Invited> {
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let patient = deed.permit.patient().clone();
            must_be_new(tx, &store, &patient)?;
            let card = patients::load_card(tx, &store, &patient)?.ok_or(StoreError::NotFound)?;
            let (code, ends) = super::make_for(tx, &store, deed)?;
            Ok(Invited { patient, name: card.name, code, ends })
        };
        self.0.act(by, patient, Action::Manage(Change::InvitePatient), work).await
    }

    /// Staff (or the operator) take back the code of a patient's own account that was not used.
    /// [`StoreError::NotFound`] if there is none.
    pub async fn revoke_invitation(&self, by: impl Into<Who>, patient: &PatientKey) -> Result<()> {
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let patient = deed.permit.patient().clone();
            let gone = drop_unused(tx, &store, &patient, None)?;
            if gone.is_empty() {
                return Err(StoreError::NotFound);
            }
            deed.proof.extend(gone);
            Ok(())
        };
        self.0.act(&by.into(), patient, Action::Manage(Change::RevokeInvitation), work).await
    }
}
