//! Passwords: hashed for one account and with a secret of the site, so that neither another
//! account's hash nor the database alone is of any use.

use bluebutton_crypto::hash::keyed_hash;
use bluebutton_crypto::{Hidden, password};

use super::hashing::{hash_password, verify_password};
use super::throttle::{self, Guarded};
use super::{AccountId, Accounts, people, sign_in_changes, signing_out};
use crate::Store;
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{By, SignInChange};
use crate::limits::{LOGIN_ATTEMPTS_FREE, LOGIN_CHARS_MAX, NAME_CHARS_MAX};

impl Accounts<'_> {
    /// A new password that the operator sets; ends all sessions of the account.
    pub async fn set_password(&self, account: &AccountId, new: Hidden<String>) -> Result<()> {
        let phc = hash(self.0, account, new).await?;
        let (store, id) = (self.0.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| {
            let mut proof = vec![keep(tx, &store, &id, &phc)?];
            proof.extend(signing_out::end_all(tx, &store, &id)?);
            sign_in_changes::note(tx, &store, &id, By::operator(), (SignInChange::Password, proof))
        };
        self.0.inner.db.write("set password", work).await
    }

    /// Whether this is the account's password. Throttled: `Err(NotAllowed("too-many-attempts"))`.
    pub(super) async fn check_password(
        &self,
        account: &AccountId,
        given: Hidden<String>,
    ) -> Result<bool> {
        let (store, id) = (self.0.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| {
            let stored = people::living(tx, &store, &id)?;
            let waits = throttle::charge(tx, &store, &guarded(&id), store.now())?;
            waits.is_none().then(|| stored.phc(&store)).transpose()
        };
        let phc = self.0.inner.db.write("count password attempt", work).await?;
        let phc = phc.ok_or(StoreError::NotAllowed("too-many-attempts"))?;
        let is_right = verify(self.0, Some((account.clone(), phc)), given).await?;
        if is_right {
            let (store, id) = (self.0.clone(), account.clone());
            let work = move |tx: &mut Tx<'_>| throttle::forget(tx, &store, &guarded(&id));
            self.0.inner.db.write("password was right", work).await?;
        }
        Ok(is_right)
    }
}

/// Whether somebody can sign in with that login and be called by that name.
pub(super) fn check_usable(login: &str, name: &str) -> Result<()> {
    let is_usable = (1..=LOGIN_CHARS_MAX).contains(&login.chars().count())
        && !login.chars().any(|letter| letter.is_whitespace() || letter.is_control());
    if !is_usable {
        return Err(StoreError::NotAllowed("login-not-usable"));
    }
    if name.chars().count() > NAME_CHARS_MAX {
        return Err(StoreError::NotAllowed("name-too-long"));
    }
    Ok(())
}

/// Puts the hash of a password in place of the one before; what the line says of the account.
pub(super) fn keep(tx: &mut Tx<'_>, store: &Store, id: &AccountId, phc: &str) -> Result<String> {
    let mut stored = people::locked(tx, store, id)?;
    stored.set_phc(store, phc);
    stored.save(tx, store)
}

/// Hashes a password for an account.
pub(super) async fn hash(
    store: &Store,
    account: &AccountId,
    given: Hidden<String>,
) -> Result<String> {
    hash_password(store, peppered(store, account, &given)).await
}

/// Whether the password is right; without an account to compare with, the same work and `false`.
pub(super) async fn verify(
    store: &Store,
    account: Option<(AccountId, String)>,
    given: Hidden<String>,
) -> Result<bool> {
    let is_usable = given.reveal().len() <= password::PASSWORD_BYTES_MAX;
    let (phc, given) = match account {
        Some((id, phc)) => (Some(phc), peppered(store, &id, &given)),
        None => (None, given),
    };
    Ok(verify_password(phc, given).await? && is_usable)
}

/// What is hashed of a password: a keyed hash with a secret of the site, other for each account.
/// Another account's row, or the database without the key, says nothing about it.
fn peppered(store: &Store, account: &AccountId, given: &Hidden<String>) -> Hidden<String> {
    let (key, given) = (store.inner.keys.pepper.reveal(), given.reveal());
    let hash = keyed_hash(key, &[b"password", account.0.as_bytes(), given.as_bytes()]);
    Hidden::new(hash.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn guarded(id: &AccountId) -> Guarded<'_> {
    Guarded { kind: "password", value: &id.0, free: LOGIN_ATTEMPTS_FREE }
}
