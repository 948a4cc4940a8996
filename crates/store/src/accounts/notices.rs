//! What somebody wants to hear about by e-mail, and at which address. An address is used once its owner
//! has typed the code that was sent there: nobody else's is written to more than that once.

pub(crate) mod due;
mod stored;

use bluebutton_crypto::totp;
use bluebutton_record::{Language, Office, PatientKey};
use serde::{Deserialize, Serialize};

use super::sessions::{self, token_hash};
use super::throttle::{self, Guarded};
use super::{Account, AccountId, Accounts, SessionToken, own, people, sign_in_changes, staff};
use crate::Store;
use crate::access::grants::{self, Holder};
use crate::audit::{self, Chain};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{Event, Line, SignInChange};
use crate::limits::{NOTICE_ADDRESSES_FREE, NOTICE_CODE_SECONDS, NOTICE_CODES_FREE};
use crate::records::parts;
use stored::{NoticeRow, WaitingAddress};

pub use due::{Due, Telling};
pub(super) use stored::seal_anew;
pub(crate) use stored::{TABLE, settled};

/// What somebody wants to hear about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wants {
    /// Something new in their own record.
    pub record: bool,
    /// A sign-in in a new browser, and changes of how they sign in.
    pub sign_in: bool,
    /// Who may open their record.
    pub people: bool,
    /// That somebody's access is about to end: theirs, or to their record.
    pub ending: bool,
    /// That something left their record, or that what they sent did not arrive.
    #[serde(default = "wanted")]
    pub sent: bool,
    /// Something new in a record that they help with. Off until they switch it on.
    #[serde(default)]
    pub helped: bool,
}

/// What an account has chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notices {
    /// The address that is used.
    pub address: Option<String>,
    /// One that waits for its code.
    pub unconfirmed: Option<String>,
    /// What is wanted.
    pub wants: Wants,
}

/// Somebody who may be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Their account.
    pub account: AccountId,
    /// Their language.
    pub language: Language,
    /// The address that is used.
    pub address: Option<String>,
    /// The address of before, where it was changed lately.
    pub address_before: Option<String>,
    /// An address that waits, with the code to send there.
    pub to_confirm: Option<(String, String)>,
    /// What is wanted.
    pub wants: Wants,
}

impl Default for Wants {
    fn default() -> Self {
        Self { record: true, sign_in: true, people: true, ending: true, sent: true, helped: false }
    }
}

impl Wants {
    /// Whether something is wanted no more by which somebody would hear of what another did in their account
    /// or with their record.
    fn warns_less_than(self, before: Self) -> bool {
        let warns = |one: Self| [one.sign_in, one.people, one.sent];
        warns(before).into_iter().zip(warns(self)).any(|(before, now)| before && !now)
    }
}

impl Accounts<'_> {
    /// What an account has chosen.
    pub async fn notices(&self, account: &AccountId) -> Result<Notices> {
        let (store, account) = (self.0.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| {
            let found = NoticeRow::find(tx, &store, &account)?;
            Ok(found.map_or_else(Notices::none, |stored| stored.content.shown()))
        };
        self.0.inner.db.read("what somebody wants to hear", work).await
    }

    /// Chooses what to hear about.
    pub async fn choose_notices(&self, session: &SessionToken, wants: Wants) -> Result<()> {
        let (store, hash) = (self.0.clone(), token_hash(session));
        let work = move |tx: &mut Tx<'_>| {
            let account = sessions::whole(tx, &store, &hash)?.account;
            let mut stored = NoticeRow::locked(tx, &store, &account)?;
            let before = std::mem::replace(&mut stored.content.wants, wants);
            let proof = vec![stored.put(tx, &store)?];
            if wants.warns_less_than(before) {
                // Whoever is in somebody's account would begin with this, so that nothing else is heard of.
                return changed(tx, &store, &account, (SignInChange::NoticesFewer, proof));
            }
            note(tx, &store, &account, Event::NoticesChosen, proof)
        };
        self.0.inner.db.write("choose notices", work).await
    }

    /// Another address: it waits for the code that is sent there.
    /// [`StoreError::NotAllowed`] `"too-many-attempts"` beyond a few.
    pub async fn ask_notice_address(&self, session: &SessionToken, address: &str) -> Result<()> {
        let (store, hash, address) = (self.0.clone(), token_hash(session), address.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            let account = sessions::whole(tx, &store, &hash)?.account;
            // Counted even where it is right: nobody has us write to one address after another.
            if throttle::charge(tx, &store, &addresses(&account), store.now())?.is_some() {
                return Ok(false);
            }
            let mut stored = NoticeRow::locked(tx, &store, &account)?;
            let ends = store.now().as_microsecond() + NOTICE_CODE_SECONDS * 1_000_000;
            let code = totp::paper_code(store.random());
            stored.content.waiting = Some(WaitingAddress { address: address.clone(), code, ends });
            let proof = vec![stored.put(tx, &store)?];
            note(tx, &store, &account, Event::NoticeAddressAsked, proof)?;
            Ok(true)
        };
        let is_asked = self.0.inner.db.write("another address for notices", work).await?;
        if is_asked { Ok(()) } else { Err(StoreError::NotAllowed("too-many-attempts")) }
    }

    /// The code that was sent to the address that waits: whether it is right; then it is used from now
    /// on. Throttled likewise.
    pub async fn confirm_notice_address(&self, session: &SessionToken, code: &str) -> Result<bool> {
        let (store, hash) = (self.0.clone(), token_hash(session));
        let typed = totp::fold_paper_code(code);
        let work = move |tx: &mut Tx<'_>| {
            let account = sessions::whole(tx, &store, &hash)?.account;
            if throttle::charge(tx, &store, &codes(&account), store.now())?.is_some() {
                return Ok(None);
            }
            let mut stored = NoticeRow::locked(tx, &store, &account)?;
            let now = store.now().as_microsecond();
            let waiting = stored.content.waiting.take().filter(|waiting| {
                now < waiting.ends && totp::fold_paper_code(&waiting.code) == typed
            });
            let Some(waiting) = waiting else { return Ok(Some(false)) };
            throttle::forget(tx, &store, &codes(&account))?;
            let before = stored.content.address.replace(waiting.address);
            stored.content.before =
                before.filter(|old| Some(old) != stored.content.address.as_ref());
            let proof = vec![stored.put(tx, &store)?];
            changed(tx, &store, &account, (SignInChange::NoticeAddress, proof))?;
            Ok(Some(true))
        };
        let is_right = self.0.inner.db.write("confirm an address", work).await?;
        is_right.ok_or(StoreError::NotAllowed("too-many-attempts"))
    }

    /// No address any more: nothing is sent.
    pub async fn remove_notice_address(&self, session: &SessionToken) -> Result<()> {
        let (store, hash) = (self.0.clone(), token_hash(session));
        let work = move |tx: &mut Tx<'_>| {
            let account = sessions::whole(tx, &store, &hash)?.account;
            let mut stored = NoticeRow::locked(tx, &store, &account)?;
            stored.content.before = stored.content.address.take();
            stored.content.waiting = None;
            let proof = vec![stored.put(tx, &store)?];
            changed(tx, &store, &account, (SignInChange::NoticeAddress, proof))
        };
        self.0.inner.db.write("remove an address", work).await
    }

    /// Whoever may be told of something about an account.
    pub async fn recipient(&self, account: &AccountId) -> Result<Option<Recipient>> {
        let (store, account) = (self.0.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| recipient(tx, &store, &account);
        self.0.inner.db.read("whom to tell", work).await
    }

    /// Whoever had an account that was ended, for the message that says so; and those whose records it
    /// could open, who are told that it does no more.
    pub async fn recipients_of_end(
        &self,
        account: &AccountId,
    ) -> Result<(Option<Recipient>, Vec<Recipient>)> {
        let (store, account) = (self.0.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| {
            let person = people::ever(tx, &store, &account)?;
            let own = person.map(|person| with_choice(tx, &store, person)).transpose()?.flatten();
            let holder = Holder::Account(account.clone());
            let mut others = Vec::new();
            for patient in grants::patients_of(tx, &holder)? {
                if !grants::open_for(tx, &store, &patient, &holder)?.is_empty() {
                    add_owners(tx, &store, &patient, &mut others)?;
                }
            }
            Ok((own, others))
        };
        self.0.inner.db.read("whom to tell of an account's end", work).await
    }

    /// Whoever of the staff has an office and may be told of something.
    pub async fn recipients_in(&self, office: Office) -> Result<Vec<Recipient>> {
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| {
            let mut all = Vec::new();
            for account in staff::in_office(tx, &store, office)? {
                all.extend(recipient(tx, &store, &account)?);
            }
            Ok(all)
        };
        self.0.inner.db.read("whom of the staff to tell", work).await
    }

    /// Whoever may be told of something about a record: those whose own it is.
    pub async fn recipients_of(&self, patient: &PatientKey) -> Result<Vec<Recipient>> {
        let (store, patient) = (self.0.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            let mut all = Vec::new();
            add_owners(tx, &store, &patient, &mut all)?;
            Ok(all)
        };
        self.0.inner.db.read("whom to tell of a record", work).await
    }
}

impl Notices {
    fn none() -> Self {
        Self { address: None, unconfirmed: None, wants: Wants::default() }
    }
}

fn recipient(tx: &mut Tx<'_>, store: &Store, account: &AccountId) -> Result<Option<Recipient>> {
    let Some(person) = people::load(tx, store, account)? else { return Ok(None) };
    with_choice(tx, store, person)
}

/// A person with what they chose, where they chose anything.
fn with_choice(tx: &mut Tx<'_>, store: &Store, person: Account) -> Result<Option<Recipient>> {
    let Some(NoticeRow { content, .. }) = NoticeRow::find(tx, store, &person.id)? else {
        return Ok(None);
    };
    let now = store.now().as_microsecond();
    let waiting = content.waiting.filter(|waiting| now < waiting.ends);
    Ok(Some(Recipient {
        account: person.id,
        language: person.language,
        address: content.address,
        address_before: content.before,
        to_confirm: waiting.map(|waiting| (waiting.address, waiting.code)),
        wants: content.wants,
    }))
}

/// Adds those whose own a record is, who are not among them yet.
fn add_owners(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    all: &mut Vec<Recipient>,
) -> Result<()> {
    let record = parts::root(tx, store, patient)?;
    for part in parts::all(tx, store, &record)? {
        for account in own::accounts_of(tx, store, &part)? {
            if all.iter().all(|one| one.account != account) {
                all.extend(recipient(tx, store, &account)?);
            }
        }
    }
    Ok(())
}

/// What was chosen before there was this choice.
fn wanted() -> bool {
    true
}

/// The address that messages to somebody go to, once it was confirmed.
pub(crate) fn address_of(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
) -> Result<Option<String>> {
    Ok(NoticeRow::find(tx, store, account)?.and_then(|stored| stored.content.address))
}

fn note(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    event: Event,
    proof: Vec<String>,
) -> Result<()> {
    let by = sign_in_changes::themselves(tx, store, account)?;
    let line = Line::new(by, event).with_proof(proof);
    audit::append(tx, store, &Chain::Site, store.now(), &line).map(|_| ())
}

/// Where messages go, and that fewer come, is told on the person's own trail, as is what they sign in with.
fn changed(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    change: (SignInChange, Vec<String>),
) -> Result<()> {
    let by = sign_in_changes::themselves(tx, store, account)?;
    sign_in_changes::note(tx, store, account, by, change)
}

fn addresses(account: &AccountId) -> Guarded<'_> {
    Guarded { kind: "notice-address", value: &account.0, free: NOTICE_ADDRESSES_FREE }
}

fn codes(account: &AccountId) -> Guarded<'_> {
    Guarded { kind: "notice-code", value: &account.0, free: NOTICE_CODES_FREE }
}
