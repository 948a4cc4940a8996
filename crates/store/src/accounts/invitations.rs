//! Paper codes: staff invite a patient, a patient lets a caregiver in.
//!
//! A code opens nothing alone: the patient's birth date must be given with it, within a few
//! attempts and some days.

mod stored;

use bluebutton_record::{FhirDate, PatientKey};
use jiff::Timestamp;
use jiff::civil::Date;

use stored::{Invitation, code_hash};
pub(crate) use stored::{TABLE, settled};
pub(super) use stored::{drop_unused, make};

use super::people::ReadyAccount;
use super::throttle::{self, Guarded};
use super::{AccountId, Accounts, NewAccount, Redeemed, Role, caregivers, own, people};
use crate::Store;
use crate::access::{Action, Change, Deed, Who};
use crate::audit::{self, Chain};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line, Part};
use crate::limits::ADDRESS_CODES_FREE;
use crate::patients;

/// What came of looking a code up.
enum Looked {
    MustWait(i64),
    Unknown,
    Found(Vec<u8>),
}

/// Who will open the record.
enum Taker {
    New(ReadyAccount),
    Present(AccountId),
}

/// What came of using a code.
enum Taken {
    /// The account has the record now, or once somebody confirms it.
    Done {
        id: AccountId,
        is_open: bool,
    },
    LoginTaken,
}

impl Accounts<'_> {
    /// Staff (or the operator) make an invitation for a patient: the code to hand over, and until
    /// when it holds. An earlier one that was not used no longer holds.
    /// `NotAllowed("no-birth-date")` where the record has none: nothing could be asked.
    pub async fn invite_patient(
        &self,
        by: impl Into<Who>,
        patient: &PatientKey,
    ) -> Result<(String, Timestamp)> {
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let patient = deed.permit.patient().clone();
            must_have_birth_date(tx, &store, &patient)?;
            deed.proof.extend(drop_unused(tx, &store, &patient, None)?);
            let by = deed.permit.by().account.clone();
            let made = make(tx, &store, &patient, None, by.as_ref())?;
            deed.proof.push(made.left);
            Ok((made.code, made.ends))
        };
        self.0.act(&by.into(), patient, Action::Manage(Change::InvitePatient), work).await
    }

    /// A person uses an invitation: code plus the patient's birth date make an account for the
    /// record (patient's own, or a caregiver's). Throttled by `from` and by code.
    pub async fn redeem(
        &self,
        code: &str,
        birth_date: Date,
        new: NewAccount,
        from: &str,
    ) -> Result<Redeemed> {
        let code = match self.look_up(code, birth_date, from).await? {
            Ok(code) => code,
            Err(answer) => return Ok(answer),
        };
        let new = NewAccount { role: Role::Person, ..new };
        let ready = ReadyAccount::of(self.0, new).await?;
        self.take_up(code, Taker::New(ready), from).await
    }

    /// Somebody with an account uses a code: adds the record to their list.
    pub async fn accept(
        &self,
        account: &AccountId,
        code: &str,
        birth_date: Date,
        from: &str,
    ) -> Result<Redeemed> {
        match self.look_up(code, birth_date, from).await? {
            Ok(code) => self.take_up(code, Taker::Present(account.clone()), from).await,
            Err(answer) => Ok(answer),
        }
    }

    /// The code's hash if code and birth date are right, else the answer to give.
    async fn look_up(
        &self,
        code: &str,
        birth_date: Date,
        from: &str,
    ) -> Result<std::result::Result<Vec<u8>, Redeemed>> {
        let (store, from) = (self.0.clone(), from.to_owned());
        let code_hash = code_hash(self.0, code);
        let work = move |tx: &mut Tx<'_>| {
            if let Some(wait) = throttle::charge(tx, &store, &address(&from), store.now())? {
                return Ok(Looked::MustWait(wait));
            }
            find(tx, &store, &code_hash, birth_date)
        };
        let looked = self.0.inner.db.write("look up invitation", work).await?;
        Ok(match looked {
            Looked::MustWait(wait_seconds) => Err(Redeemed::TooMany { wait_seconds }),
            Looked::Unknown => Err(Redeemed::Wrong),
            Looked::Found(code_hash) => Ok(code_hash),
        })
    }

    /// Makes the account (or takes the one there is) and opens the record to it.
    async fn take_up(&self, code_hash: Vec<u8>, taker: Taker, from: &str) -> Result<Redeemed> {
        let (store, from) = (self.0.clone(), from.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            if let Taker::New(ready) = &taker
                && ready.is_taken(tx, &store)?
            {
                // Choosing another name is no attempt at the code.
                let mut invited = Invitation::lock(tx, &store, &code_hash)?;
                invited.attempts -= 1;
                invited.save(tx, &store)?;
                return Ok(Taken::LoginTaken);
            }
            take_up(tx, &store, &code_hash, &taker, &from)
        };
        match self.0.inner.db.write("use invitation", work).await {
            Err(StoreError::NotFound) => Ok(Redeemed::Wrong),
            Err(error) => Err(error),
            Ok(Taken::LoginTaken) => Ok(Redeemed::LoginTaken),
            Ok(Taken::Done { id, is_open: true }) => Ok(Redeemed::Done(id)),
            Ok(Taken::Done { id, is_open: false }) => Ok(Redeemed::Waits(id)),
        }
    }
}

/// Finds a living invitation, counts the attempt on it, and compares the birth date. Locks its row:
/// of many attempts at the same moment only so many are heard as are allowed.
fn find(tx: &mut Tx<'_>, store: &Store, code_hash: &[u8], birth_date: Date) -> Result<Looked> {
    let mut invited = match Invitation::lock(tx, store, code_hash) {
        Ok(invited) if invited.has_attempts_left() => invited,
        Ok(_) | Err(StoreError::NotFound) => return Ok(Looked::Unknown),
        Err(error) => return Err(error),
    };
    invited.attempts += 1;
    invited.save(tx, store)?;
    let known = birth_date_of(tx, store, &invited.patient)?;
    let is_right = known.is_some_and(|known| is_birth_date(&known, birth_date));
    Ok(if is_right { Looked::Found(code_hash.to_vec()) } else { Looked::Unknown })
}

/// All of it in one transaction: code used, account made, record opened, the lines that tell of it.
/// [`StoreError::NotFound`] (and nothing is kept) if the code does not hold any more.
///
/// Locks the patient's chain, then what is counted of the address, then the code.
fn take_up(
    tx: &mut Tx<'_>,
    store: &Store,
    code_hash: &[u8],
    taker: &Taker,
    from: &str,
) -> Result<Taken> {
    let now = store.now();
    let patient = Invitation::load(tx, store, code_hash)?.patient;
    audit::lock(tx, &Chain::of(&patient))?;
    throttle::forgive(tx, store, &address(from))?;
    let mut invited = Invitation::lock(tx, store, code_hash)?;
    invited.used_at = Some(now.as_microsecond());
    let mut proof = vec![invited.save(tx, store)?];
    let id = match taker {
        Taker::New(ready) => {
            let (id, left) = ready.insert(tx, store)?;
            let event = Event::AccountMade { account: id.clone() };
            let line = Line::new(By::program(), event).with_proof(vec![left]);
            audit::append(tx, store, &Chain::Site, now, &line)?;
            id
        }
        Taker::Present(id) => id.clone(),
    };
    let account = people::load(tx, store, &id)?.ok_or(StoreError::NotFound)?;
    if account.role == Role::Staff {
        return Err(StoreError::NotFound);
    }
    let (part, event, is_open) = match &invited.grant {
        None => {
            let (is_open, left) = own::tie(tx, store, &id, &invited.patient)?;
            proof.push(left);
            let waits = Event::AccountTied { name: account.name.clone() };
            (Part::Patient, if is_open { Event::InvitationUsed } else { waits }, is_open)
        }
        Some(grant) => {
            let left = caregivers::accept(tx, store, &invited.patient, grant, &id)?;
            proof.push(left.ok_or(StoreError::NotFound)?);
            (Part::Caregiver, Event::CaregiverAccepted, true)
        }
    };
    let line = Line::new(By::person(part, &id, &account.name), event).with_proof(proof);
    audit::append(tx, store, &Chain::of(&invited.patient), now, &line)?;
    Ok(Taken::Done { id, is_open })
}

/// An invitation needs something to ask for.
pub(super) fn must_have_birth_date(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
) -> Result<()> {
    let known = birth_date_of(tx, store, patient)?;
    known.map(|_| ()).ok_or(StoreError::NotAllowed("no-birth-date"))
}

fn birth_date_of(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey) -> Result<Option<FhirDate>> {
    let card = patients::load_card(tx, store, patient)?.ok_or(StoreError::NotFound)?;
    Ok(card.birth_date.as_deref().and_then(FhirDate::parse))
}

/// Some sources know only the year or the month.
fn is_birth_date(known: &FhirDate, given: Date) -> bool {
    (known.first_day()..=known.last_day()).contains(&given)
}

fn address(from: &str) -> Guarded<'_> {
    Guarded { kind: "invitation", value: from, free: ADDRESS_CODES_FREE }
}
