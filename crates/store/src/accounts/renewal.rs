//! What somebody who is signed in changes about how they sign in: password, second factor,
//! recovery codes. The password is asked once more for each: an open session may have been left
//! alone. The trail of the person's own record says that it was done.
//!
//! Standard: NIST SP 800-63B 6.1.2 (binding another authenticator), 6.2 (loss and theft).

use bluebutton_crypto::{Hidden, totp};

use super::sign_in_changes::{note, themselves};
use super::signing_out::{end_all, end_others};
use super::{AccountId, Accounts, SessionToken};
use super::{codes, passwords, sessions};
use crate::db::Tx;
use crate::error::Result;
use crate::events::SignInChange;

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
        let phc = passwords::hash(self.0, account, new).await?;
        let (store, account) = (self.0.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| {
            let mut proof = vec![passwords::keep(tx, &store, &account, &phc)?];
            proof.extend(end_all(tx, &store, &account)?);
            let by = themselves(tx, &store, &account)?;
            note(tx, &store, &account, by, (SignInChange::Password, proof))
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
            let mut waiting = sessions::whole(tx, &store, &hash)?;
            codes::keep_pending(tx, &store, &mut waiting, &totp::new_secret(store.random()))
        };
        self.0.inner.db.write("begin another second factor", work).await?;
        Ok(true)
    }

    /// New recovery codes, to show once; those of before no longer hold, and the other sessions end.
    /// `None` if the password is wrong. Throttled likewise.
    pub async fn renew_recovery_codes(
        &self,
        session: &SessionToken,
        password: Hidden<String>,
    ) -> Result<Option<Vec<String>>> {
        let account = self.of_session(session).await?;
        if !self.check_password(&account, password).await? {
            return Ok(None);
        }
        let (store, own) = (self.0.clone(), session.clone());
        let work = move |tx: &mut Tx<'_>| {
            let (codes, mut proof) = codes::new_recovery_codes(tx, &store, &account)?;
            proof.extend(end_others(tx, &store, &account, &own)?);
            let by = themselves(tx, &store, &account)?;
            note(tx, &store, &account, by, (SignInChange::RecoveryCodes, proof))?;
            Ok(codes)
        };
        self.0.inner.db.write("new recovery codes", work).await.map(Some)
    }

    /// How many recovery codes were not used yet.
    pub async fn recovery_codes_left(&self, account: &AccountId) -> Result<i64> {
        let params = [account.0.as_str().into()];
        let work = move |tx: &mut Tx<'_>| tx.first(RECOVERY_LEFT, &params);
        let row = self.0.inner.db.read("count recovery codes", work).await?;
        row.map_or(Ok(0), |row| row.get(0))
    }

    /// Whose session it is, where the sign-in is complete.
    async fn of_session(&self, session: &SessionToken) -> Result<AccountId> {
        let (store, hash) = (self.0.clone(), sessions::token_hash(session));
        let work =
            move |tx: &mut Tx<'_>| sessions::whole(tx, &store, &hash).map(|stored| stored.account);
        self.0.inner.db.read("whose session", work).await
    }
}
