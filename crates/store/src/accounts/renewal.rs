//! What somebody who is signed in changes about how they sign in: password, second factor,
//! recovery codes. The password is asked once more for each: an open session may have been left
//! alone. The trail of the person's own record says that it was done.
//!
//! Standard: NIST SP 800-63B 6.1.2 (binding another authenticator), 6.2 (loss and theft).

use bluebutton_crypto::{Hidden, totp};
use bluebutton_record::PatientKey;

use super::hashing::hash_password;
use super::sessions;
use super::{AccountId, Accounts, SessionToken, Stage, codes, people};
use crate::Store;
use crate::audit::{self, NewLine};
use crate::db::Tx;
use crate::error::{Result, StoreError};

const OWN_RECORDS: &str = "
    select patient_id
    from account_record
    where account_id = $1
    order by patient_id";

const RECOVERY_LEFT: &str = "
    select count(*)
    from account_recovery
    where account_id = $1 and used_at is null";

impl Accounts<'_> {
    /// A new password in place of the present one; ends all sessions. `false` if `present` is
    /// wrong. Throttled: `Err(NotAllowed("too-many-attempts"))`.
    pub async fn change_password(
        &self,
        account: &AccountId,
        present: Hidden<String>,
        new: Hidden<String>,
    ) -> Result<bool> {
        if !self.check_password(account, present).await? {
            return Ok(false);
        }
        let phc = hash_password(self.0, new).await?;
        let (store, account) = (self.0.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| {
            people::keep_password(tx, &account, &phc)?;
            sessions::end_all(tx, &account)?;
            note(tx, &store, &account, "password-changed")
        };
        self.0.inner.db.write("change password", work).await?;
        Ok(true)
    }

    /// Starts setting up a second factor in place of the present one, which holds until
    /// [`Accounts::confirm_totp`]. The new secret waits in the session for
    /// [`crate::limits::RENEWAL_SECONDS`]. `false` if the password is wrong. Throttled likewise.
    pub async fn renew_totp(
        &self,
        session: &SessionToken,
        password: Hidden<String>,
    ) -> Result<bool> {
        let account = self.of_session(session).await?;
        if !self.check_password(&account, password).await? {
            return Ok(false);
        }
        let (store, hash) = (self.0.clone(), sessions::token_hash(session));
        let work = move |tx: &mut Tx<'_>| {
            let waiting = codes::load_in(tx, &hash, Stage::Whole, store.now())?;
            codes::keep_pending(tx, &store, &waiting, &totp::new_secret(store.random()))
        };
        self.0.inner.db.write("begin another second factor", work).await?;
        Ok(true)
    }

    /// New recovery codes, to show once; those of before no longer hold. `None` if the password is
    /// wrong. Throttled likewise.
    pub async fn renew_recovery_codes(
        &self,
        session: &SessionToken,
        password: Hidden<String>,
    ) -> Result<Option<Vec<String>>> {
        let account = self.of_session(session).await?;
        if !self.check_password(&account, password).await? {
            return Ok(None);
        }
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| {
            note(tx, &store, &account, "recovery-codes-renewed")?;
            codes::new_recovery_codes(tx, &store, &account)
        };
        self.0.inner.db.write("new recovery codes", work).await.map(Some)
    }

    /// How many recovery codes were not used yet.
    pub async fn recovery_codes_left(&self, account: &AccountId) -> Result<i64> {
        let params = [account.0.as_str().into()];
        let work = move |tx: &mut Tx<'_>| tx.first(RECOVERY_LEFT, &params);
        let row = self.0.inner.db.read("count recovery codes", work).await?;
        Ok(row.map_or(0, |row| row.int(0)))
    }

    /// Whose session it is, where the sign-in is complete.
    async fn of_session(&self, session: &SessionToken) -> Result<AccountId> {
        let (store, hash) = (self.0.clone(), sessions::token_hash(session));
        let work = move |tx: &mut Tx<'_>| {
            codes::load_in(tx, &hash, Stage::Whole, store.now()).map(|stored| stored.account)
        };
        self.0.inner.db.read("whose session", work).await
    }
}

/// Notes on the trail of each of the person's own records that how they sign in has changed: if
/// it was not them, that is where they see it. Staff and caregivers have no such trail.
pub(super) fn note(tx: &mut Tx<'_>, store: &Store, account: &AccountId, what: &str) -> Result<()> {
    let person = people::load(tx, store, account)?.ok_or(StoreError::NotFound)?;
    let line = NewLine {
        who: Some(person.name),
        account: Some(account.0.clone()),
        role: "patient".to_owned(),
        ..NewLine::program("manage", what)
    };
    for row in tx.query(OWN_RECORDS, &[account.0.as_str().into()])? {
        if let Some(patient) = PatientKey::parse(row.text(0)) {
            audit::append(tx, store, &patient, store.now(), &line)?;
        }
    }
    tracing::info!(account = account.0, what, "how somebody signs in has changed");
    Ok(())
}
