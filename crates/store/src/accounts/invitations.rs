//! Paper codes: staff invite a patient, a patient lets a caregiver in.
//!
//! A code opens nothing alone: the patient's birth date must be given with it, within a few
//! attempts and some days.

use bluebutton_crypto::hash::keyed_hash;
use bluebutton_crypto::totp;
use bluebutton_record::{FhirDate, PatientKey};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::people::{self, ReadyAccount};
use super::throttle::{self, Guarded};
use super::{AccountId, Accounts, NewAccount, Redeemed, Role, caregivers};
use crate::Store;
use crate::access::{self, Action, Who};
use crate::audit::{self, NewLine};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::limits::{ADDRESS_CODES_FREE, INVITATION_ATTEMPTS, INVITATION_SECONDS};

const INSERT: &str = "
    insert into invitation
        (code_hash, patient_id, caregiver_id, made_by, made_at, ends_at, attempts)
    values ($1, $2, $3, $4, $5, $6, 0)";

const DROP_UNUSED: &str = "
    delete from invitation
    where patient_id = $1 and caregiver_id is null and used_at is null";

const DROP_OF_CAREGIVER: &str = "
    delete from invitation
    where patient_id = $1 and caregiver_id = $2 and used_at is null";

const FIND: &str = "
    select patient_id, caregiver_id
    from invitation
    where code_hash = $1 and used_at is null and ends_at > $2 and attempts < $3";

const COUNT_ATTEMPT: &str = "
    update invitation
    set attempts = attempts + 1
    where code_hash = $1";

const TAKE_ATTEMPT_BACK: &str = "
    update invitation
    set attempts = attempts - 1
    where code_hash = $1";

const USE: &str = "
    update invitation
    set used_at = $2
    where code_hash = $1 and used_at is null and ends_at > $2";

/// What a code is for.
#[derive(Clone)]
struct Invitation {
    code_hash: Vec<u8>,
    patient: PatientKey,
    caregiver: Option<String>,
}

/// What came of looking a code up.
enum Looked {
    MustWait(i64),
    Unknown,
    Found(Invitation),
}

/// Who will open the record.
enum Taker {
    New(ReadyAccount),
    Present(AccountId),
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
        let (store, by, patient) = (self.0.clone(), by.into(), patient.clone());
        must_have_birth_date(self.0, &patient).await?;
        let work = move |tx: &mut Tx<'_>| {
            let action = Action::Manage { what: "invitation-made", whom: None };
            access::open_in(tx, &store, &by, &patient, &action)?;
            tx.execute(DROP_UNUSED, &[patient.as_str().into()])?;
            make(tx, &store, &patient, None, by.account())
        };
        self.0.inner.db.write("invite patient", work).await
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
        let invitation = match self.look_up(code, birth_date, from).await? {
            Ok(invitation) => invitation,
            Err(answer) => return Ok(answer),
        };
        let new = NewAccount { role: Role::Person, ..new };
        let ready = ReadyAccount::of(self.0, new).await?;
        self.take_up(invitation, Taker::New(ready), from).await
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
            Ok(invitation) => self.take_up(invitation, Taker::Present(account.clone()), from).await,
            Err(answer) => Ok(answer),
        }
    }

    /// The invitation if code and birth date are right, else the answer to give.
    async fn look_up(
        &self,
        code: &str,
        birth_date: Date,
        from: &str,
    ) -> Result<std::result::Result<Invitation, Redeemed>> {
        let (store, from) = (self.0.clone(), from.to_owned());
        let code_hash = code_hash(self.0, code);
        let work = move |tx: &mut Tx<'_>| {
            if let Some(wait) = throttle::charge(tx, &store, &address(&from), store.now())? {
                return Ok(Looked::MustWait(wait));
            }
            find(tx, &store, &code_hash)
        };
        let looked = self.0.inner.db.write("look up invitation", work).await?;
        let invitation = match looked {
            Looked::MustWait(wait_seconds) => return Ok(Err(Redeemed::TooMany { wait_seconds })),
            Looked::Unknown => return Ok(Err(Redeemed::Wrong)),
            Looked::Found(invitation) => invitation,
        };
        let known = birth_date_of(self.0, &invitation.patient).await?;
        let is_right = known.is_some_and(|known| is_birth_date(&known, birth_date));
        Ok(if is_right { Ok(invitation) } else { Err(Redeemed::Wrong) })
    }

    /// Makes the account (or takes the one there is) and opens the record to it.
    async fn take_up(&self, invited: Invitation, taker: Taker, from: &str) -> Result<Redeemed> {
        let (store, from) = (self.0.clone(), from.to_owned());
        let hash = invited.code_hash.clone();
        let work = move |tx: &mut Tx<'_>| take_up(tx, &store, &invited, &taker, &from);
        match self.0.inner.db.write("use invitation", work).await {
            Err(StoreError::NotAllowed("login-taken")) => {
                // Choosing another name is no attempt at the code.
                let work = move |tx: &mut Tx<'_>| {
                    tx.execute(TAKE_ATTEMPT_BACK, &[hash.clone().into()]).map(|_| ())
                };
                self.0.inner.db.write("take attempt back", work).await?;
                Ok(Redeemed::LoginTaken)
            }
            Err(StoreError::NotFound) => Ok(Redeemed::Wrong),
            outcome => outcome.map(Redeemed::Done),
        }
    }
}

/// Finds a living invitation and counts the attempt on it. Locks its row: of many attempts at the
/// same moment only so many are heard as are allowed.
fn find(tx: &mut Tx<'_>, store: &Store, code_hash: &[u8]) -> Result<Looked> {
    let now = store.now().as_microsecond();
    let values = [code_hash.to_vec().into(), now.into(), INVITATION_ATTEMPTS.into()];
    let Some(row) = tx.lock(FIND, &values)? else { return Ok(Looked::Unknown) };
    let Some(patient) = PatientKey::parse(row.text(0)) else { return Ok(Looked::Unknown) };
    tx.execute(COUNT_ATTEMPT, &[code_hash.to_vec().into()])?;
    let caregiver = Some(row.text(1)).filter(|id| !id.is_empty()).map(str::to_owned);
    Ok(Looked::Found(Invitation { code_hash: code_hash.to_vec(), patient, caregiver }))
}

/// All of it in one transaction: code used, account made, record opened, audit line.
/// [`StoreError::NotFound`] (and nothing is kept) if the code does not hold any more.
///
/// Locks the patient's chain, then what is counted of the address; the code is used by a statement
/// that compares.
fn take_up(
    tx: &mut Tx<'_>,
    store: &Store,
    invited: &Invitation,
    taker: &Taker,
    from: &str,
) -> Result<AccountId> {
    let now = store.now();
    audit::lock(tx, &invited.patient)?;
    throttle::forgive(tx, store, &address(from))?;
    let used = tx.execute(USE, &[invited.code_hash.clone().into(), now.as_microsecond().into()])?;
    if used == 0 {
        return Err(StoreError::NotFound);
    }
    let id = match taker {
        Taker::New(ready) => ready.insert(tx, store)?,
        Taker::Present(id) => id.clone(),
    };
    let account = people::load(tx, store, &id)?.ok_or(StoreError::NotFound)?;
    if account.role == Role::Staff {
        return Err(StoreError::NotFound);
    }
    let (role, what) = match &invited.caregiver {
        None => {
            people::tie(tx, store, &id, &invited.patient)?;
            ("patient", "invitation-used")
        }
        Some(caregiver) => {
            if !caregivers::accept(tx, store, &invited.patient, caregiver, &id)? {
                return Err(StoreError::NotFound);
            }
            ("caregiver", "caregiver-accepted")
        }
    };
    let mut line = NewLine::program("manage", what);
    role.clone_into(&mut line.role);
    line.who = Some(account.name);
    line.account = Some(id.0.clone());
    audit::append(tx, store, &invited.patient, now, &line)?;
    Ok(id)
}

/// Makes a code. Its text is in nobody's hands but the caller's: only a keyed hash is stored.
pub(super) fn make(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    caregiver: Option<&str>,
    by: Option<&AccountId>,
) -> Result<(String, Timestamp)> {
    let code = totp::paper_code(store.random());
    let now = store.now();
    let ends = now.checked_add(SignedDuration::from_secs(INVITATION_SECONDS)).unwrap_or(now);
    let values = [
        code_hash(store, &code).into(),
        patient.as_str().into(),
        caregiver.into(),
        by.map(|by| by.0.as_str()).into(),
        now.as_microsecond().into(),
        ends.as_microsecond().into(),
    ];
    tx.execute(INSERT, &values)?;
    Ok((code, ends))
}

/// The code of a caregiver who was sent away before using it no longer holds.
pub(super) fn drop_of_caregiver(
    tx: &mut Tx<'_>,
    patient: &PatientKey,
    caregiver: &str,
) -> Result<()> {
    tx.execute(DROP_OF_CAREGIVER, &[patient.as_str().into(), caregiver.into()]).map(|_| ())
}

/// An invitation needs something to ask for.
pub(super) async fn must_have_birth_date(store: &Store, patient: &PatientKey) -> Result<()> {
    let known = birth_date_of(store, patient).await?;
    known.map(|_| ()).ok_or(StoreError::NotAllowed("no-birth-date"))
}

async fn birth_date_of(store: &Store, patient: &PatientKey) -> Result<Option<FhirDate>> {
    let card = store.patients().card(patient).await?.ok_or(StoreError::NotFound)?;
    Ok(card.birth_date.as_deref().and_then(FhirDate::parse))
}

/// Some sources know only the year or the month.
fn is_birth_date(known: &FhirDate, given: Date) -> bool {
    (known.first_day()..=known.last_day()).contains(&given)
}

fn code_hash(store: &Store, code: &str) -> Vec<u8> {
    let folded = totp::fold_paper_code(code);
    keyed_hash(store.inner.keys.index.reveal(), &[b"invitation", folded.as_bytes()]).to_vec()
}

fn address(from: &str) -> Guarded<'_> {
    Guarded { kind: "invitation", value: from, free: ADDRESS_CODES_FREE }
}
