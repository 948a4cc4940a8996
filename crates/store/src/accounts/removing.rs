//! Taking a way of signing in away; never the last one.

use super::identities::IDENTITIES;
use super::passkeys::PASSKEYS;
use super::sessions::{self, token_hash};
use super::sign_in_changes::{note, themselves};
use super::signing_out::end_others;
use super::ways::WayTable;
use super::{AccountId, Accounts, SessionToken, identities, passkeys, people};
use crate::Store;
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::SignInChange;

impl Accounts<'_> {
    /// Removes a passkey, and ends all other sessions: it may have been lost.
    /// [`StoreError::NotAllowed`] `"last-way-in"` where nothing else would let them in.
    pub async fn remove_passkey(&self, session: &SessionToken, id: &str) -> Result<()> {
        let (store, own, id) = (self.0.clone(), session.clone(), id.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            take_away(tx, &store, &PASSKEYS, (&own, &id), SignInChange::PasskeyRemoved)
        };
        self.0.inner.db.write("remove a passkey", work).await
    }

    /// Takes an account elsewhere away, and ends all other sessions. [`StoreError::NotAllowed`]
    /// `"last-way-in"` where nothing else would let them in.
    pub async fn remove_identity(&self, session: &SessionToken, id: &str) -> Result<()> {
        let (store, own, id) = (self.0.clone(), session.clone(), id.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            take_away(tx, &store, &IDENTITIES, (&own, &id), SignInChange::IdentityRemoved)
        };
        self.0.inner.db.write("take an account elsewhere away", work).await
    }
}

/// Takes one of these away from the account of a whole session, and ends all its other sessions: it
/// may have been lost. [`StoreError::NotAllowed`] `"last-way-in"` where nothing else would let them in.
fn take_away(
    tx: &mut Tx<'_>,
    store: &Store,
    ways: &'static WayTable,
    (own, id): (&SessionToken, &str),
    change: SignInChange,
) -> Result<()> {
    let account = sessions::whole(tx, store, &token_hash(own))?.account;
    people::locked(tx, store, &account)?;
    let all = ways.of_account(tx, store, &account)?;
    let one = all.iter().find(|one| one.id() == id).ok_or(StoreError::NotFound)?;
    let mut proof = vec![ways.drop_one(tx, one)?];
    must_have_a_way_in(tx, store, &account)?;
    proof.extend(end_others(tx, store, &account, own)?);
    let by = themselves(tx, store, &account)?;
    note(tx, store, &account, by, (change, proof))
}

/// Asked after a way of signing in was taken away, in the same transaction, which the error undoes:
/// [`StoreError::NotAllowed`] `"last-way-in"` where nothing is left that would let them in.
fn must_have_a_way_in(tx: &mut Tx<'_>, store: &Store, account: &AccountId) -> Result<()> {
    let person = people::living(tx, store, account)?.opened(store)?;
    let has_any = (person.has_password && person.has_totp)
        || passkeys::has_any(tx, store, account)?
        || identities::has_any(tx, store, account)?;
    has_any.then_some(()).ok_or(StoreError::NotAllowed("last-way-in"))
}
