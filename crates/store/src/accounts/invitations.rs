//! Paper codes: staff invite a patient, a patient lets a caregiver in.
//!
//! A code opens nothing alone: the patient's birth date must be given with it, within a few
//! attempts and some days.

mod accepting;
mod bulk;
mod stored;

use bluebutton_record::{FhirDate, PatientKey};
use jiff::Timestamp;
use jiff::civil::Date;

pub use bulk::{Invited, InvitedNew};
pub(crate) use stored::drop_unused;
pub(super) use stored::make;
use stored::{Invitation, code_hash};
pub(crate) use stored::{TABLE, settled};

use super::making::ReadyAccount;
use super::passkeys::ReadyPasskey;
use super::throttle::{self, Guarded};
use super::{AccountId, Accounts, Asked, Identity, NewAccount, NewPasskey, Origin, Redeemed, Role};
use super::{SessionToken, identities, own, passkeys, people};
use crate::Store;
use crate::access::named::ComingIn;
use crate::access::{Action, Change, Deed, Who, orders};
use crate::audit::{self, Chain};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line, Part};
use crate::limits::ADDRESS_CODES_FREE;
use crate::patients;

/// What came of looking a code up.
enum CodeLookup {
    MustWait(i64),
    Unknown,
    Found(Vec<u8>),
}

/// Who will open the record.
enum Taker {
    New(ReadyAccount),
    /// With a passkey in place of a password, from that browser.
    Joining(ReadyAccount, Box<(ReadyPasskey, Origin)>),
    /// With an account elsewhere in place of a password.
    Coming(ReadyAccount, Box<(Identity, Origin)>),
    Present(AccountId),
}

/// What came of using a code.
enum CodeUse {
    /// The account has the record now, or once somebody confirms it.
    Done {
        id: AccountId,
        is_open: bool,
        session: Option<SessionToken>,
    },
    LoginTaken,
}

/// What came of joining with a passkey, or with an account elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joined {
    /// The account is made, and they are signed in.
    In(SessionToken),
    /// The browser's answer does not count: nothing was done.
    NoPasskey,
    /// As with a password.
    Not(Redeemed),
}

impl Accounts<'_> {
    /// Staff (or the operator) make an invitation for a patient: the code to hand over, and until
    /// when it holds. An earlier one that was not used no longer holds.
    /// `NotAllowed("no-birth-date")` where the record has none: nothing could be asked; `"too-young"` for a child,
    /// whose parents the office enters.
    pub async fn invite_patient(
        &self,
        by: impl Into<Who>,
        patient: &PatientKey,
    ) -> Result<(String, Timestamp)> {
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| make_for(tx, &store, deed);
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
        self.take_up(code, Taker::New(ready), from).await.map(Redeemed::of)
    }

    /// [`Accounts::redeem`] with a passkey in place of a password: whoever joins so is signed in. The
    /// password of `new` is not looked at.
    pub async fn join_with_passkey(
        &self,
        (code, birth_date): (&str, Date),
        new: NewAccount,
        passkey: NewPasskey,
        asked: &Asked,
        from: impl Into<Origin>,
    ) -> Result<Joined> {
        let Some(passkey) = ReadyPasskey::of(self.0, &passkey, asked) else {
            return Ok(Joined::NoPasskey);
        };
        let new = NewAccount { role: Role::Person, ..new };
        let ready = ReadyAccount::without_password(passkey.user(self.0), &new)?;
        let from = from.into();
        let address = from.address.clone();
        let code = match self.look_up(code, birth_date, &address).await? {
            Ok(code) => code,
            Err(answer) => return Ok(Joined::Not(answer)),
        };
        let taker = Taker::Joining(ready, Box::new((passkey, from)));
        Ok(match self.take_up(code, taker, &address).await? {
            Some(CodeUse::Done { session: Some(session), .. }) => Joined::In(session),
            other => Joined::Not(Redeemed::of(other)),
        })
    }

    /// [`Accounts::redeem`] with an account elsewhere in place of a password: whoever joins so is
    /// signed in, as far as [`Accounts::sign_in_with_identity`] would sign them in.
    pub async fn join_with_identity(
        &self,
        (code, birth_date): (&str, Date),
        new: NewAccount,
        identity: Identity,
        from: impl Into<Origin>,
    ) -> Result<Joined> {
        let new = NewAccount { role: Role::Person, ..new };
        let ready = ReadyAccount::with_identity(self.0, &new)?;
        let from = from.into();
        let address = from.address.clone();
        let code = match self.look_up(code, birth_date, &address).await? {
            Ok(code) => code,
            Err(answer) => return Ok(Joined::Not(answer)),
        };
        let taker = Taker::Coming(ready, Box::new((identity, from)));
        Ok(match self.take_up(code, taker, &address).await? {
            Some(CodeUse::Done { session: Some(session), .. }) => Joined::In(session),
            other => Joined::Not(Redeemed::of(other)),
        })
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
            Ok(code) => {
                let taker = Taker::Present(account.clone());
                self.take_up(code, taker, from).await.map(Redeemed::of)
            }
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
                return Ok(CodeLookup::MustWait(wait));
            }
            find(tx, &store, &code_hash, birth_date)
        };
        let looked = self.0.inner.db.write("look up invitation", work).await?;
        Ok(match looked {
            CodeLookup::MustWait(wait_seconds) => Err(Redeemed::TooMany { wait_seconds }),
            CodeLookup::Unknown => Err(Redeemed::Wrong),
            CodeLookup::Found(code_hash) => Ok(code_hash),
        })
    }

    /// Makes the account (or takes the one there is) and opens the record to it. `None` if the code
    /// does not hold any more.
    async fn take_up(&self, code: Vec<u8>, taker: Taker, from: &str) -> Result<Option<CodeUse>> {
        let (store, from) = (self.0.clone(), from.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            if let Taker::New(ready) | Taker::Joining(ready, _) | Taker::Coming(ready, _) = &taker
                && ready.is_taken(tx, &store)?
            {
                // Choosing another name is no attempt at the code.
                let mut invited = Invitation::lock(tx, &store, &code)?;
                invited.attempts -= 1;
                invited.save(tx, &store)?;
                return Ok(CodeUse::LoginTaken);
            }
            take_up(tx, &store, &code, &taker, &from)
        };
        match self.0.inner.db.write("use invitation", work).await {
            Err(StoreError::NotFound) => Ok(None),
            taken => taken.map(Some),
        }
    }
}

impl Redeemed {
    fn of(taken: Option<CodeUse>) -> Self {
        match taken {
            Some(CodeUse::LoginTaken) => Self::LoginTaken,
            Some(CodeUse::Done { id, is_open: true, .. }) => Self::Done(id),
            Some(CodeUse::Done { id, is_open: false, .. }) => Self::Waits(id),
            None => Self::Wrong,
        }
    }
}

/// Finds a living invitation, counts the attempt on it, and compares the birth date. Locks its row:
/// of many attempts at the same moment only so many are heard as are allowed.
fn find(tx: &mut Tx<'_>, store: &Store, code_hash: &[u8], birth_date: Date) -> Result<CodeLookup> {
    let mut invited = match Invitation::lock(tx, store, code_hash) {
        Ok(invited) if invited.has_attempts_left() => invited,
        Ok(_) | Err(StoreError::NotFound) => return Ok(CodeLookup::Unknown),
        Err(error) => return Err(error),
    };
    invited.attempts += 1;
    invited.save(tx, store)?;
    let known = birth_date_of(tx, store, &invited.patient)?;
    let is_right = known.is_some_and(|known| is_birth_date(&known, birth_date));
    Ok(if is_right { CodeLookup::Found(code_hash.to_vec()) } else { CodeLookup::Unknown })
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
) -> Result<CodeUse> {
    let now = store.now();
    let patient = Invitation::load(tx, store, code_hash)?.patient;
    audit::lock(tx, &Chain::of(&patient))?;
    throttle::forgive(tx, store, &address(from))?;
    let mut invited = Invitation::lock(tx, store, code_hash)?;
    invited.used_at = Some(now.as_microsecond());
    let mut proof = vec![invited.save(tx, store)?];
    let id = match taker {
        Taker::New(ready) => made(tx, store, ready, None)?,
        Taker::Joining(ready, with) => {
            let left = with.0.insert(tx, store, ready.id())?;
            made(tx, store, ready, Some(left.ok_or(StoreError::NotFound)?))?
        }
        Taker::Coming(ready, with) => {
            let left = identities::insert(tx, store, ready.id(), &with.0)?;
            made(tx, store, ready, Some(left.ok_or(StoreError::NotFound)?))?
        }
        Taker::Present(id) => id.clone(),
    };
    let account = people::load(tx, store, &id)?.ok_or(StoreError::NotFound)?;
    if account.role == Role::Staff {
        return Err(StoreError::NotFound);
    }
    let (part, event, is_open) = match &invited.grant {
        None => {
            // Whom a court keeps out is not let in as the patient, either: the code is wrong for them.
            // (By their account alone: a child may be called as the parent is.)
            must_not_be_barred(tx, store, &invited.patient, &id)?;
            let (is_open, left) = own::tie(tx, store, &id, &invited.patient)?;
            proof.push(left);
            let waits = Event::AccountTied { name: account.name.clone() };
            (Part::Patient, if is_open { Event::InvitationUsed } else { waits }, is_open)
        }
        Some(grant) => {
            let left = accepting::accept(tx, store, &invited.patient, grant, &id)?;
            proof.push(left.ok_or(StoreError::NotFound)?);
            (Part::Caregiver, Event::CaregiverAccepted, true)
        }
    };
    let line = Line::new(By::person(part, &id, &account.name), event).with_proof(proof);
    audit::append(tx, store, &Chain::of(&invited.patient), now, &line)?;
    let session = match taker {
        Taker::Joining(_, with) => Some(passkeys::begin(tx, store, &id, &with.1)?),
        Taker::Coming(_, with) => identities::begin(tx, store, &id, (&with.0, &with.1))?.token(),
        _ => None,
    };
    Ok(CodeUse::Done { id, is_open, session })
}

/// `NotFound` for an account that a court keeps out of a record.
fn must_not_be_barred(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    account: &AccountId,
) -> Result<()> {
    match orders::must_not_bar(
        tx,
        store,
        patient,
        ComingIn { account: Some(account), ..ComingIn::default() },
    ) {
        Err(StoreError::NotAllowed(_)) => Err(StoreError::NotFound),
        other => other,
    }
}

/// Makes the account, with the line that tells of it (and of its passkey).
fn made(
    tx: &mut Tx<'_>,
    store: &Store,
    ready: &ReadyAccount,
    passkey: Option<String>,
) -> Result<AccountId> {
    let (id, left) = ready.insert(tx, store)?;
    let proof = std::iter::once(left).chain(passkey).collect();
    let event = Event::AccountMade { account: id.clone() };
    let line = Line::new(By::program(), event).with_proof(proof);
    audit::append(tx, store, &Chain::Site, store.now(), &line)?;
    Ok(id)
}

/// Makes a code for the patient's own account, in place of one that was not used.
fn make_for(tx: &mut Tx<'_>, store: &Store, deed: &mut Deed) -> Result<(String, Timestamp)> {
    let patient = deed.permit.patient().clone();
    let born = birth_date_of(tx, store, &patient)?;
    let born = born.ok_or(StoreError::NotAllowed("no-birth-date"))?;
    // Whoever opens a child's letter would have the child's own account, past who acts for them by law, past
    // what a court said of them, and for good.
    if !store.minors().may_have_account(&born, store.today()) {
        return Err(StoreError::NotAllowed("too-young"));
    }
    deed.proof.extend(drop_unused(tx, store, &patient, None)?);
    let by = deed.permit.by().account.clone();
    let made = make(tx, store, &patient, None, by.as_ref())?;
    deed.proof.push(made.left);
    Ok((made.code, made.ends))
}

/// Nobody has an own account of the record, nor a code for one.
fn must_be_new(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey) -> Result<()> {
    let has_account = !own::accounts_of(tx, store, patient)?.is_empty();
    if has_account || stored::holds_any(tx, store, patient)? {
        return Err(StoreError::NotAllowed("not-new"));
    }
    Ok(())
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

pub(super) fn birth_date_of(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
) -> Result<Option<FhirDate>> {
    let card = patients::load_card(tx, store, patient)?.ok_or(StoreError::NotFound)?;
    Ok(card.birth_date.as_deref().and_then(FhirDate::parse))
}

/// Some sources know only the year or the month.
pub(super) fn is_birth_date(known: &FhirDate, given: Date) -> bool {
    (known.first_day()..=known.last_day()).contains(&given)
}

fn address(from: &str) -> Guarded<'_> {
    Guarded { kind: "invitation", value: from, free: ADDRESS_CODES_FREE }
}
