//! Accepting an invitation to somebody's record.

use bluebutton_record::PatientKey;

use crate::Store;
use crate::access::grants::{self, Grant, Holder};
use crate::access::named::ComingIn;
use crate::access::orders;
use crate::accounts::{AccountId, people};
use crate::db::Tx;
use crate::error::{Result, StoreError};

/// Ties an invited caregiver to an account: what the line says of the grant. `None` if it was ended
/// or has run out meanwhile, or if a court keeps out whoever comes with the code.
pub(super) fn accept(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    grant: &str,
    account: &AccountId,
) -> Result<Option<String>> {
    let (now, today) = (store.now(), store.today());
    let grant = grants::one(tx, store, patient, grant)?;
    let waits = |grant: &Grant| {
        grant.holder == Holder::Invited && grant.ended_at.is_none() && !grant.is_over(today)
    };
    let Some(mut grant) = grant.filter(waits).filter(|grant| !grant.is_on_hold) else {
        return Ok(None);
    };
    let name = people::name_of(tx, store, account)?.unwrap_or_default();
    let one = ComingIn { name: &name, account: Some(account), grant: Some(&grant.id) };
    match orders::must_not_bar(tx, store, patient, one) {
        Err(StoreError::NotAllowed(_)) => return Ok(None),
        other => other?,
    }
    grant.holder = Holder::Account(account.clone());
    grant.accepted_at = Some(now);
    grants::change(tx, store, patient, &grant).map(Some)
}
