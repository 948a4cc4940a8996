//! The first step of signing in: name and password.

use bluebutton_crypto::Hidden;

use super::passwords::verify;
use super::people::{self, fold_login};
use super::throttle::{self, Guarded};
use super::{Account, Accounts, SignIn, Stage, sessions};
use crate::db::Tx;
use crate::error::Result;
use crate::limits::{ADDRESS_ATTEMPTS_FREE, LOGIN_ATTEMPTS_FREE, LOGIN_CHARS_MAX};

impl Accounts<'_> {
    /// Password step. Throttled by login and by `from` (network address). A name that nobody has
    /// gets the same answer after the same work.
    pub async fn sign_in(
        &self,
        login: &str,
        password: Hidden<String>,
        from: &str,
    ) -> Result<SignIn> {
        let login: String = fold_login(login).chars().take(LOGIN_CHARS_MAX + 1).collect();
        let found = match self.count_attempt(&login, from).await? {
            Attempt::MustWait(wait_seconds) => return Ok(SignIn::TooMany { wait_seconds }),
            Attempt::Heard(found) => found,
        };
        let (account, phc) = found.unzip();
        let id = account.as_ref().map(|account| account.id.clone());
        let is_right = verify(self.0, id.zip(phc.clone()), password).await?;
        match account.zip(phc) {
            Some(found) if is_right => self.begin(found, login, from).await,
            _ => Ok(SignIn::Wrong),
        }
    }

    /// Counts the attempt before anything is compared, and finds the account.
    async fn count_attempt(&self, login: &str, from: &str) -> Result<Attempt> {
        let store = self.0.clone();
        let (login, from) = (login.to_owned(), from.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            let now = store.now();
            if let Some(wait) = throttle::charge(tx, &store, &address(&from), now)? {
                return Ok(Attempt::MustWait(wait));
            }
            if let Some(wait) = throttle::charge(tx, &store, &name(&login), now)? {
                return Ok(Attempt::MustWait(wait));
            }
            let stored = people::by_login(tx, &store, &login)?;
            let found = stored.map(|stored| Ok((stored.opened(&store)?, stored.password)));
            found.transpose().map(Attempt::Heard)
        };
        self.0.inner.db.write("count sign-in attempt", work).await
    }

    /// The password was right: a session that waits for the second factor. Locks the account and
    /// compares: a password that was just replaced, with all sessions ended, begins none.
    async fn begin(
        &self,
        (account, phc): (Account, String),
        login: String,
        from: &str,
    ) -> Result<SignIn> {
        let (store, from) = (self.0.clone(), from.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            let now = store.now();
            if people::locked(tx, &store, &account.id)?.password != phc {
                return Ok(SignIn::Wrong);
            }
            sessions::tidy(tx, now)?;
            throttle::tidy(tx, now)?;
            // In the order in which they were counted, see `count_attempt`.
            throttle::forgive(tx, &store, &address(&from))?;
            throttle::forget(tx, &store, &name(&login))?;
            let has_totp = account.has_totp;
            let stage = if has_totp { Stage::NeedsCode } else { Stage::NeedsSetup };
            let token = sessions::begin(tx, &store, (&account.id, stage), None, Vec::new())?;
            Ok(if has_totp { SignIn::NeedsCode(token) } else { SignIn::NeedsSetup(token) })
        };
        self.0.inner.db.write("begin session", work).await
    }
}

enum Attempt {
    MustWait(i64),
    Heard(Option<(Account, String)>),
}

fn name(login: &str) -> Guarded<'_> {
    Guarded { kind: "login", value: login, free: LOGIN_ATTEMPTS_FREE }
}

fn address(from: &str) -> Guarded<'_> {
    Guarded { kind: "address", value: from, free: ADDRESS_ATTEMPTS_FREE }
}
