//! Passkeys of an account: made at joining or in the settings, used to sign in and to confirm. A
//! passkey is both factors at once: the device, and the finger, face or PIN that opens it.
//!
//! Standard: WebAuthn Level 3; NIST SP 800-63B 5.1.8, 5.1.9 (multi-factor cryptographic
//! authenticators).

mod question;
mod stored;

use bluebutton_crypto::passkey::{self, Made, Passkey, Proof, Refused};
use jiff::Timestamp;

use super::browsers::is_known;
use super::sessions::{self, token_hash};
use super::throttle;
use super::{AccountId, Accounts, Origin, SessionToken, Stage, people, sign_in_changes};
use crate::Store;
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{SessionStep, SignInChange};
use crate::limits::{PASSKEY_NAME_CHARS_MAX, PASSKEYS_MAX};

pub(crate) use question::mark_answered;
pub(super) use question::tidy;
pub use question::{Asked, Purpose, Question};
pub(super) use stored::PASSKEYS;
pub(crate) use stored::TABLE;

/// A passkey that a browser has just made.
#[derive(Clone, Debug)]
pub struct NewPasskey {
    /// The browser's answer.
    pub made: Made,
    /// What its owner calls it.
    pub name: String,
}

/// A passkey of an account, for its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPasskey {
    /// How the list names it.
    pub id: String,
    /// Its id, as browsers know it.
    pub credential: Vec<u8>,
    /// What its owner calls it.
    pub name: String,
    /// Since when it is known.
    pub made: Timestamp,
    /// When it was used the last time.
    pub used: Option<Timestamp>,
}

/// What came of signing in with a passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasskeySignIn {
    /// Signed in, as that account.
    Right(SessionToken, AccountId),
    /// It is no passkey of ours, or does not prove itself: one answer for all.
    Wrong,
    /// Too many attempts; wait so many seconds.
    TooMany {
        /// Seconds to wait.
        wait_seconds: i64,
    },
}

impl Accounts<'_> {
    /// Signs in with a passkey alone: it says whose it is. Throttled by network address.
    pub async fn sign_in_with_passkey(
        &self,
        proof: Proof,
        asked: &Asked,
        from: impl Into<Origin>,
    ) -> Result<PasskeySignIn> {
        let (store, asked, from) = (self.0.clone(), asked.clone(), from.into());
        let work = move |tx: &mut Tx<'_>| {
            let address = throttle::address(&from.address);
            if let Some(wait_seconds) = throttle::charge(tx, &store, &address, store.now())? {
                return Ok(PasskeySignIn::TooMany { wait_seconds });
            }
            match used(tx, &store, &proof, &asked)? {
                Used::By(account) => {
                    sessions::tidy(tx, store.now())?;
                    throttle::forgive(tx, &store, &address)?;
                    let token = begin(tx, &store, &account, &from)?;
                    Ok(PasskeySignIn::Right(token, account))
                }
                Used::Not(Some(account)) => {
                    sessions::note(tx, &store, &account, SessionStep::Refused, Vec::new())?;
                    Ok(PasskeySignIn::Wrong)
                }
                Used::Not(None) => {
                    sessions::note_stranger(tx, &store)?;
                    Ok(PasskeySignIn::Wrong)
                }
            }
        };
        self.0.inner.db.write("sign in with a passkey", work).await
    }

    /// Adds a passkey to the account of a whole session: `false` if the browser's answer does not
    /// count. [`StoreError::NotAllowed`] `"too-many-passkeys"` beyond
    /// [`crate::limits::PASSKEYS_MAX`].
    pub async fn add_passkey(
        &self,
        session: &SessionToken,
        new: NewPasskey,
        asked: &Asked,
    ) -> Result<bool> {
        let (store, hash) = (self.0.clone(), token_hash(session));
        let Some(ready) = ReadyPasskey::of(self.0, &new, asked) else { return Ok(false) };
        let work = move |tx: &mut Tx<'_>| {
            let account = sessions::whole(tx, &store, &hash)?.account;
            people::locked(tx, &store, &account)?;
            if PASSKEYS.of_account(tx, &store, &account)?.len() >= PASSKEYS_MAX {
                return Err(StoreError::NotAllowed("too-many-passkeys"));
            }
            let Some(left) = ready.insert(tx, &store, &account)? else { return Ok(false) };
            let by = sign_in_changes::themselves(tx, &store, &account)?;
            sign_in_changes::note(
                tx,
                &store,
                &account,
                by,
                (SignInChange::PasskeyAdded, vec![left]),
            )?;
            Ok(true)
        };
        self.0.inner.db.write("add a passkey", work).await
    }

    /// The passkeys of an account, the newest first.
    pub async fn passkeys(&self, account: &AccountId) -> Result<Vec<KnownPasskey>> {
        let (store, account) = (self.0.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| {
            let all = PASSKEYS.of_account(tx, &store, &account)?;
            all.iter().map(|one| stored::shown(one, &store)).collect()
        };
        self.0.inner.db.read("list passkeys", work).await
    }
}

/// Whose a passkey is that proved itself, or whose it was said to be.
pub(super) enum Used {
    By(AccountId),
    Not(Option<AccountId>),
}

/// Checks a proof, counts the use, and answers the question for good.
pub(super) fn used(tx: &mut Tx<'_>, store: &Store, proof: &Proof, asked: &Asked) -> Result<Used> {
    let Some(mut stored) = stored::find(tx, store, &proof.id)? else {
        return Ok(Used::Not(None));
    };
    let Some(person) = people::load(tx, store, &stored.account)? else {
        return Ok(Used::Not(None));
    };
    // What an authenticator remembers is what it was told: nobody's passkey signs another in.
    if proof.user != person.id.0.as_bytes() {
        return Ok(Used::Not(Some(person.id)));
    }
    let key = stored::opened(&stored, store)?;
    let mut question = None;
    let count = passkey::proved(proof, &key, &asked.place, |challenge| {
        question = Some(challenge.to_vec());
        question::is_ours(store, asked, challenge)
    });
    let answered = match (&count, &question) {
        (Ok(_), Some(question)) => question::answer(tx, store, question)?,
        _ => false,
    };
    match count {
        Ok(count) if answered => {
            stored.was_used(tx, store, Some(count))?;
            Ok(Used::By(person.id))
        }
        Err(Refused::Copied) => {
            tracing::warn!(event = "passkey-copied", account = person.id.0, "it counted backwards");
            Ok(Used::Not(Some(person.id)))
        }
        _ => Ok(Used::Not(Some(person.id))),
    }
}

/// A new passkey that was checked, and is not kept yet.
pub(super) struct ReadyPasskey {
    made: Passkey,
    question: Vec<u8>,
    name: String,
}

impl ReadyPasskey {
    /// Checks a browser's answer; `None` if it does not count.
    pub(super) fn of(store: &Store, new: &NewPasskey, asked: &Asked) -> Option<Self> {
        let mut question = Vec::new();
        let made = passkey::made(&new.made, &asked.place, |challenge| {
            challenge.clone_into(&mut question);
            question::is_ours(store, asked, challenge)
        });
        let name = new.name.trim().chars().take(PASSKEY_NAME_CHARS_MAX).collect();
        Some(Self { made: made.ok()?, question, name })
    }

    /// The account that is to be made with it.
    pub(super) fn user(&self, store: &Store) -> AccountId {
        question::user_of(store, &self.question)
    }

    /// Keeps it for an account; what the line says of it. `None` if it is known already, or its
    /// question was answered before.
    pub(super) fn insert(
        &self,
        tx: &mut Tx<'_>,
        store: &Store,
        account: &AccountId,
    ) -> Result<Option<String>> {
        // Step 26 of WebAuthn 7.1: a passkey is one account's.
        let is_known = stored::find(tx, store, &self.made.id)?.is_some();
        if is_known || !question::answer(tx, store, &self.question)? {
            return Ok(None);
        }
        stored::insert(tx, store, account, &self.made, &self.name).map(Some)
    }
}

/// Begins the session of somebody who has just proved themselves with a passkey.
pub(super) fn begin(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    from: &Origin,
) -> Result<SessionToken> {
    let person = people::locked(tx, store, account)?.opened(store)?;
    let new = sessions::New {
        account,
        stage: Stage::Whole,
        before: person.last_seen,
        is_proved: true,
        device: from.device.clone(),
        is_new_device: person.last_seen.is_some() && !is_known(store, account, from),
        provider: None,
        through: None,
    };
    sessions::begin(tx, store, new, Vec::new())
}

/// Whether an account has a passkey.
pub(super) fn has_any(tx: &mut Tx<'_>, store: &Store, account: &AccountId) -> Result<bool> {
    Ok(!PASSKEYS.of_account(tx, store, account)?.is_empty())
}
