//! That how somebody signs in has changed: who did it, and on which trails it stands.

use super::{AccountId, own, people};
use crate::Store;
use crate::audit::{self, Chain};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line, SignInChange};

/// Whoever an account is, as the one who changes how they sign in.
pub(super) fn themselves(tx: &mut Tx<'_>, store: &Store, account: &AccountId) -> Result<By> {
    let person = people::load(tx, store, account)?.ok_or(StoreError::NotFound)?;
    Ok(By::person(person.part(), account, &person.name))
}

/// Notes that how somebody signs in has changed: in the site's chain, and on the trail of each of
/// the person's own records; if it was not them, that is where they see it. Staff and caregivers
/// have no such trail.
pub(super) fn note(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    by: By,
    (change, proof): (SignInChange, Vec<String>),
) -> Result<()> {
    let line = Line::new(by, Event::SignInChanged { change, account: Some(account.clone()) });
    let mut own = own::records_of(tx, store, account)?;
    // Several chains are locked in the order of their keys.
    own.sort();
    for patient in own {
        audit::append(tx, store, &Chain::of(&patient), store.now(), &line)?;
    }
    let line = line.with_proof(proof);
    audit::append(tx, store, &Chain::Site, store.now(), &line).map(|_| ())
}
