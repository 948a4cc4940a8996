//! The first step of signing in: name and password.

use bluebutton_crypto::Hidden;

use super::browsers::{Origin, mark_of};
use super::passwords::verify;
use super::people::{self, fold_login};
use super::throttle::{self, Guarded};
use super::{Account, Accounts, Role, SignIn, Stage, passkeys, remembered, sessions};
use crate::db::Tx;
use crate::error::Result;
use crate::events::SessionStep;
use crate::limits::{LOGIN_ATTEMPTS_FREE, LOGIN_CHARS_MAX};

impl Accounts<'_> {
    /// Password step. Throttled by login and by network address; in a browser that the account has
    /// signed in with before, by that browser alone. A name that nobody has gets the same answer
    /// after the same work.
    pub async fn sign_in(
        &self,
        login: &str,
        password: Hidden<String>,
        from: impl Into<Origin>,
    ) -> Result<SignIn> {
        let from = from.into();
        let login: String = fold_login(login).chars().take(LOGIN_CHARS_MAX + 1).collect();
        let (guards, found) = match self.count_attempt(&login, &from).await? {
            SignInAttempt::MustWait(wait_seconds) => return Ok(SignIn::TooMany { wait_seconds }),
            SignInAttempt::Heard(guards, found) => (guards, found),
        };
        let (account, phc) = found.unzip();
        let id = account.as_ref().map(|account| account.id.clone());
        // Who joined with a passkey has no password: the same work as for a name that nobody has.
        let hashed = phc.clone().filter(|phc| !phc.is_empty());
        let is_right = verify(self.0, id.zip(hashed), password).await?;
        match account.zip(phc) {
            Some(found) if is_right => self.begin(found, guards, from).await,
            found => self.refuse(found.map(|(account, _)| account), &from).await,
        }
    }

    /// Counts the attempt before anything is compared, and finds the account.
    async fn count_attempt(&self, login: &str, from: &Origin) -> Result<SignInAttempt> {
        let store = self.0.clone();
        let (login, from) = (login.to_owned(), from.clone());
        let work = move |tx: &mut Tx<'_>| {
            let now = store.now();
            let stored = people::by_login(tx, &store, &login)?;
            let found = stored.map(|stored| Ok((stored.opened(&store)?, stored.phc(&store)?)));
            let found: Option<(Account, String)> = found.transpose()?;
            let mark = found.as_ref().and_then(|(account, _)| mark_of(&store, &account.id, &from));
            let guards = match mark {
                Some(mark) => Guards::Known(mark.to_owned()),
                None => Guards::Stranger { address: from.address.clone(), login: login.clone() },
            };
            for guarded in guards.list() {
                if let Some(wait) = throttle::charge(tx, &store, &guarded, now)? {
                    let (what, from) = (guarded.kind, from.address.as_str());
                    tracing::info!(event = "sign-in-locked", what, from, "too many tries");
                    return Ok(SignInAttempt::MustWait(wait));
                }
            }
            Ok(SignInAttempt::Heard(guards, found))
        };
        self.0.inner.db.write("count sign-in attempt", work).await
    }

    /// Wrong: noted in the site's chain and the log, also where nobody has that name: the time it
    /// takes tells nothing.
    async fn refuse(&self, account: Option<Account>, from: &Origin) -> Result<SignIn> {
        let id = account.as_ref().map(|account| account.id.0.as_str());
        let from = from.address.as_str();
        tracing::info!(event = "sign-in-refused", account = id, from, "a wrong name or password");
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| match &account {
            Some(account) => {
                sessions::note(tx, &store, &account.id, SessionStep::Refused, Vec::new())
            }
            None => sessions::note_stranger(tx, &store),
        };
        self.0.inner.db.write("note a refused sign-in", work).await?;
        Ok(SignIn::Wrong)
    }

    /// The password was right: a session that waits for the second factor. Locks the account and
    /// compares: a password that was just replaced, with all sessions ended, begins none.
    async fn begin(
        &self,
        (account, phc): (Account, String),
        guards: Guards,
        from: Origin,
    ) -> Result<SignIn> {
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| {
            let now = store.now();
            if people::locked(tx, &store, &account.id)?.phc(&store)? != phc {
                return Ok(SignIn::Wrong);
            }
            sessions::tidy(tx, now)?;
            throttle::tidy(tx, now)?;
            // In the order in which they were counted, see `count_attempt`.
            for guarded in guards.list() {
                if guarded.kind == "address" {
                    throttle::forgive(tx, &store, &guarded)?;
                } else {
                    throttle::forget(tx, &store, &guarded)?;
                }
            }
            let has_totp = account.has_totp;
            if !has_totp && passkeys::has_any(tx, &store, &account.id)? {
                // A passkey is their second factor: a password alone must not set up another.
                return Ok(SignIn::Wrong);
            }
            // Staff show their second factor each time.
            let is_remembered = has_totp
                && account.role == Role::Person
                && remembered::is_remembered(tx, &store, &account.id, &from)?;
            let stage = match (has_totp, is_remembered) {
                (true, true) => Stage::Whole,
                (true, false) => Stage::NeedsCode,
                (false, _) => Stage::NeedsSetup,
            };
            let new = sessions::New {
                account: &account.id,
                stage,
                before: account.last_seen.filter(|_| is_remembered),
                is_proved: false,
                device: from.device.clone(),
                is_new_device: false,
                provider: None,
                through: None,
            };
            let token = sessions::begin(tx, &store, new, Vec::new())?;
            Ok(match stage {
                Stage::Whole => SignIn::Whole(token),
                Stage::NeedsCode => SignIn::NeedsCode(token),
                Stage::NeedsSetup => SignIn::NeedsSetup(token),
            })
        };
        self.0.inner.db.write("begin session", work).await
    }
}

enum SignInAttempt {
    MustWait(i64),
    Heard(Guards, Option<(Account, String)>),
}

/// What counts an attempt.
enum Guards {
    /// A browser that nothing is known of: its address, then the name it tries.
    Stranger { address: String, login: String },
    /// A browser in which the account has signed in before, by its mark.
    Known(String),
}

impl Guards {
    fn list(&self) -> Vec<Guarded<'_>> {
        let of = |kind, value| Guarded { kind, value, free: LOGIN_ATTEMPTS_FREE };
        match self {
            Self::Stranger { address, login } => {
                vec![throttle::address(address), of("login", login)]
            }
            Self::Known(mark) => vec![of("browser", mark)],
        }
    }
}
