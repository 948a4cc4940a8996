//! Accounts, sessions, invitations, caregivers, and the throttle on every credential.

use bluebutton_crypto::Hidden;
use bluebutton_record::{Language, PatientKey};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::Store;
use crate::access::{RecordPermit, Rights};
use crate::error::Result;

/// An account's id (26 characters).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// Until when.
    pub until: Option<Date>,
    /// Since when they are in; `None` while the invitation is open.
    pub accepted: Option<Timestamp>,
    /// When it was ended.
    pub ended: Option<Timestamp>,
}

impl Accounts<'_> {
    /// Makes an account. `Err(NotAllowed("login-taken"))` if the login is in use.
    pub async fn create(&self, _new: NewAccount) -> Result<AccountId> {
        todo!("helper: accounts")
    }

    /// Ties a person's account to their own record.
    pub async fn own(&self, _account: &AccountId, _patient: &PatientKey) -> Result<()> {
        todo!("helper: accounts")
    }

    /// The account of a login.
    pub async fn by_login(&self, _login: &str) -> Result<Option<Account>> {
        todo!("helper: accounts")
    }

    /// All accounts, for `bluebutton account list`.
    pub async fn list(&self) -> Result<Vec<Account>> {
        todo!("helper: accounts")
    }

    /// A new password; ends all sessions of the account.
    pub async fn set_password(&self, _account: &AccountId, _new: Hidden<String>) -> Result<()> {
        todo!("helper: accounts")
    }

    /// Whether this is the account's password (for changing it), throttled.
    pub async fn check_password(&self, _account: &AccountId, _p: Hidden<String>) -> Result<bool> {
        todo!("helper: accounts")
    }

    /// The language chosen.
    pub async fn set_language(&self, _account: &AccountId, _language: Language) -> Result<()> {
        todo!("helper: accounts")
    }

    /// Password step. Throttled by login and by `from` (network address).
    pub async fn sign_in(
        &self,
        _login: &str,
        _password: Hidden<String>,
        _from: &str,
    ) -> Result<SignIn> {
        todo!("helper: accounts")
    }

    /// Second step: a code of the app, or a recovery code.
    pub async fn give_code(&self, _session: &SessionToken, _code: &str) -> Result<CodeOutcome> {
        todo!("helper: accounts")
    }

    /// Starts setting up a second factor: the secret to show (kept with the session until confirmed).
    pub async fn begin_totp(&self, _session: &SessionToken) -> Result<Hidden<Vec<u8>>> {
        todo!("helper: accounts")
    }

    /// Confirms it with a first code. On success: recovery codes to show once, and the session is whole.
    pub async fn confirm_totp(
        &self,
        _session: &SessionToken,
        _code: &str,
    ) -> Result<Option<(SessionToken, Vec<String>)>> {
        todo!("helper: accounts")
    }

    /// Sets a second factor directly: for `bluebutton account` and the demo.
    pub async fn set_totp(&self, _account: &AccountId, _secret: Hidden<Vec<u8>>) -> Result<()> {
        todo!("helper: accounts")
    }

    /// The living session of a token; moves its idle end unless `quietly`.
    pub async fn session(&self, _token: &SessionToken, _quietly: bool) -> Result<Option<Session>> {
        todo!("helper: accounts")
    }

    /// Ends a session.
    pub async fn sign_out(&self, _token: &SessionToken) -> Result<()> {
        todo!("helper: accounts")
    }

    /// Staff make an invitation for a patient: the code to hand over, and until when it holds.
    pub async fn invite_patient(
        &self,
        _by: &AccountId,
        _patient: &PatientKey,
    ) -> Result<(String, Timestamp)> {
        todo!("helper: accounts")
    }

    /// A person uses an invitation: code plus the patient's birth date make an account for the record
    /// (patient's own, or a caregiver's). Throttled by `from` and by code.
    pub async fn redeem(
        &self,
        _code: &str,
        _birth_date: Date,
        _new: NewAccount,
        _from: &str,
    ) -> Result<Redeemed> {
        todo!("helper: accounts")
    }

    /// Somebody with an account uses a caregiver's code: adds the record to their list.
    pub async fn accept(
        &self,
        _account: &AccountId,
        _code: &str,
        _birth_date: Date,
        _from: &str,
    ) -> Result<Redeemed> {
        todo!("helper: accounts")
    }

    /// The patient lets somebody in: the code to hand over, and until when the code holds.
    /// The permit must come from [`crate::Action::Manage`].
    pub async fn let_in(
        &self,
        _permit: &RecordPermit,
        _name: &str,
        _rights: Rights,
        _until: Option<Date>,
    ) -> Result<(String, Timestamp)> {
        todo!("helper: accounts")
    }

    /// Who is in, and who was.
    pub async fn caregivers(&self, _permit: &RecordPermit) -> Result<Vec<Caregiver>> {
        todo!("helper: accounts")
    }

    /// Ends it at once.
    pub async fn end(&self, _permit: &RecordPermit, _grant: &str) -> Result<()> {
        todo!("helper: accounts")
    }
}

impl Store {
    /// Accounts.
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts(self)
    }
}
