//! Accounts, sessions, invitations, caregivers, and the throttle on every credential.
//!
//! Standard: NIST SP 800-63B (authenticators, throttling 5.2.2, sessions 7).

mod browsers;
pub(crate) mod caregivers;
pub(crate) mod codes;
mod hashing;
pub(crate) mod invitations;
pub(crate) mod own;
mod passwords;
pub(crate) mod people;
mod renewal;
pub(crate) mod sessions;
mod sign_in;
pub(crate) mod throttle;

#[cfg(test)]
pub(crate) mod tests;

use bluebutton_crypto::Hidden;
use bluebutton_record::{Language, Rights, Terms};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use browsers::Origin;
pub use caregivers::LetIn;
pub use own::OwnAccount;

use crate::Store;
use crate::db::Tx;
use crate::error::Result;

/// An account's id (26 characters).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AccountId(pub String);

/// The door to accounts.
pub struct Accounts<'s>(pub(crate) &'s Store);

/// What an account is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The name to sign in with (folded to lower case).
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Patient or caregiver, or staff.
    pub role: Role,
    /// The language chosen.
    pub language: Language,
    /// Whether a second factor is set up.
    pub has_totp: bool,
    /// The last time they were here before this session.
    pub last_seen: Option<Timestamp>,
}

/// What an account is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A person with records of their own or of others.
    Person,
    /// Records office.
    Staff,
}

/// A new account.
pub struct NewAccount {
    /// The name to sign in with.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The password, already checked for weakness.
    pub password: Hidden<String>,
    /// Role.
    pub role: Role,
    /// Language.
    pub language: Language,
}

/// What came of an attempt to sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// The password is right; a session waits for the second factor.
    NeedsCode(SessionToken),
    /// The password is right and no second factor is set up: the session may only set one up.
    NeedsSetup(SessionToken),
    /// Wrong name or wrong password: the same answer.
    Wrong,
    /// Too many attempts; wait so many seconds.
    TooMany {
        /// Seconds until the next attempt is heard.
        wait_seconds: i64,
    },
}

/// What came of giving a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeOutcome {
    /// Right; the session is whole. It has a new token: the old one is dead.
    Right(SessionToken),
    /// Wrong; so many attempts are left.
    Wrong {
        /// Attempts left.
        left: u32,
    },
    /// Too many; the session is gone.
    TooMany {
        /// Seconds to wait.
        wait_seconds: i64,
    },
}

/// The secret in a session's cookie; only its hash is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(pub String);

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken")
    }
}

/// A living session.
#[derive(Clone, Debug)]
pub struct Session {
    /// Whose.
    pub account: Account,
    /// What the session may do.
    pub stage: Stage,
    /// The secret for form tokens of this session (the web crate derives them).
    pub form_key: [u8; 32],
    /// When it ends if nothing happens.
    pub idle_ends: Timestamp,
    /// When it ends in any case.
    pub ends: Timestamp,
}

/// How far a sign-in has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Password given; a code is asked for.
    NeedsCode,
    /// Password given; a second factor must be set up.
    NeedsSetup,
    /// Signed in.
    Whole,
}

/// What came of an invitation code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redeemed {
    /// The account is made and tied to the record.
    Done(AccountId),
    /// The account is made; the record opens once whoever has an own account of it confirms this.
    Waits(AccountId),
    /// Code or birth date is wrong, or the code is used or too old: one answer for all.
    Wrong,
    /// That login is taken.
    LoginTaken,
    /// Too many attempts.
    TooMany {
        /// Seconds to wait.
        wait_seconds: i64,
    },
}

/// Somebody let into a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caregiver {
    /// Id of the grant.
    pub id: String,
    /// Their name, as the patient wrote it, then as their account says it.
    pub name: String,
    /// What they may do.
    pub rights: Rights,
    /// What they may do and see.
    pub terms: Terms,
    /// From when.
    pub from: Option<Date>,
    /// Until when.
    pub until: Option<Date>,
    /// Since when they are in; `None` while the invitation is open.
    pub accepted: Option<Timestamp>,
    /// When it was ended.
    pub ended: Option<Timestamp>,
}

impl Accounts<'_> {
    /// Drops sessions that are over and attempts that count no more.
    pub async fn tidy(&self) -> Result<()> {
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| {
            let now = store.now();
            sessions::tidy(tx, now)?;
            throttle::tidy(tx, now)
        };
        self.0.inner.db.write("drop old sessions", work).await
    }
}

impl Store {
    /// Accounts.
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts(self)
    }
}
