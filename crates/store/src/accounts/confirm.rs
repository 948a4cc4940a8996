//! Showing once more that it is still them, before something that asks for it: sending a record,
//! letting somebody in, changing how they sign in. An open session may have been left alone.
//!
//! Standard: NIST SP 800-63B 7.2 (reauthentication).

use bluebutton_crypto::Hidden;
use bluebutton_crypto::passkey::Proof;

use super::passkeys::{self, Asked, Used};
use super::sessions::{self, StoredSession, token_hash};
use super::throttle::{self, Guarded};
use super::{Accounts, CodeOutcome, SessionToken, codes};
use crate::Store;
use crate::db::Tx;
use crate::error::Result;
use crate::events::{SessionStep, Through};
use crate::limits::{CODE_ATTEMPTS_FREE, CODE_ATTEMPTS_PER_SESSION};

impl Accounts<'_> {
    /// A code of the app, or a recovery code, given once more. Too many wrong ones end the session.
    pub async fn confirm_with_code(
        &self,
        session: &SessionToken,
        code: &str,
    ) -> Result<CodeOutcome> {
        let (store, own) = (self.0.clone(), session.clone());
        let code = Hidden::new(code.trim().to_owned());
        let work = move |tx: &mut Tx<'_>| {
            let (hash, now) = (token_hash(&own), store.now());
            let mut this = sessions::whole(tx, &store, &hash)?;
            let account = this.account.clone();
            let guarded = Guarded { kind: "code", value: &account.0, free: CODE_ATTEMPTS_FREE };
            if let Some(wait_seconds) = throttle::charge(tx, &store, &guarded, now)? {
                return Ok(CodeOutcome::TooMany { wait_seconds });
            }
            if let Some(used) = codes::is_right(tx, &store, &account, code.reveal(), now)? {
                throttle::forget(tx, &store, &guarded)?;
                confirmed(tx, &store, this, (used, None))?;
                return Ok(CodeOutcome::Right(own.clone()));
            }
            let left = CODE_ATTEMPTS_PER_SESSION - this.attempts - 1;
            if left <= 0 {
                let gone = vec![sessions::end(tx, &hash)?];
                sessions::note(tx, &store, &account, SessionStep::Locked, gone)?;
                return Ok(CodeOutcome::TooMany { wait_seconds: 0 });
            }
            this.attempts += 1;
            this.save(tx, &store)?;
            sessions::note(tx, &store, &account, SessionStep::Refused, Vec::new())?;
            Ok(CodeOutcome::Wrong { left: left as u32 })
        };
        self.0.inner.db.write("confirm with a code", work).await
    }

    /// A passkey of the account, used once more: whether it was one.
    pub async fn confirm_with_passkey(
        &self,
        session: &SessionToken,
        proof: Proof,
        asked: &Asked,
    ) -> Result<bool> {
        let (store, hash, asked) = (self.0.clone(), token_hash(session), asked.clone());
        let work = move |tx: &mut Tx<'_>| {
            let this = sessions::whole(tx, &store, &hash)?;
            let used = passkeys::used(tx, &store, &proof, &asked)?;
            let is_theirs = matches!(&used, Used::By(account) if *account == this.account);
            if is_theirs {
                confirmed(tx, &store, this, (Vec::new(), None))?;
            } else {
                let account = this.account;
                sessions::note(tx, &store, &account, SessionStep::Refused, Vec::new())?;
            }
            Ok(is_theirs)
        };
        self.0.inner.db.write("confirm with a passkey", work).await
    }
}

/// A second factor was given once more: what was written with it, and through which account elsewhere.
pub(super) fn confirmed(
    tx: &mut Tx<'_>,
    store: &Store,
    mut this: StoredSession,
    (mut proof, through): (Vec<String>, Option<Through>),
) -> Result<()> {
    this.proved_at = Some(store.now().as_microsecond());
    this.attempts = 0;
    this.save(tx, store)?;
    proof.push(this.left(store));
    match through {
        Some(through) => sessions::note_through(tx, store, &this.account, (through, proof)),
        None => sessions::note(tx, store, &this.account, SessionStep::Confirmed, proof),
    }
}
