//! Sealing what belongs to an account anew, after the root key was changed (`keyring`).

use super::{AccountId, identities, notices, passkeys, people};
use crate::Store;
use crate::db::Tx;
use crate::error::{Result, StoreError};

/// Seals everything of an account anew that an older key sealed; what the line says of it. Sessions are
/// over before long, and keep their seal.
pub(crate) fn sealed_anew(tx: &mut Tx<'_>, store: &Store, id: &str) -> Result<Vec<String>> {
    let account = AccountId(id.to_owned());
    let mut stored = match people::any_locked(tx, store, &account) {
        Ok(Some(stored)) => stored,
        // `verify` names what was altered.
        Ok(None) | Err(StoreError::Altered(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut proof = Vec::new();
    if stored.seal_anew(store) {
        proof.push(stored.save(tx, store)?);
    }
    proof.extend(notices::seal_anew(tx, store, &account)?);
    proof.extend(passkeys::PASSKEYS.seal_anew(tx, store, &account)?);
    proof.extend(identities::IDENTITIES.seal_anew(tx, store, &account)?);
    Ok(proof)
}
