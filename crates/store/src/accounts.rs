//! Accounts, sessions, invitations, caregivers, and the throttle on every credential.
//!
//! Standard: NIST SP 800-63B (authenticators, throttling 5.2.2, sessions 7).

mod browsers;
pub(crate) mod caregivers;
mod changes;
pub(crate) mod clues;
pub(crate) mod codes;
mod confirm;
mod ending;
mod files;
pub(crate) mod grant_rules;
mod hashing;
pub(crate) mod identities;
pub(crate) mod invitations;
pub(crate) mod making;
pub(crate) mod notices;
pub(crate) mod own;
pub(crate) mod passkeys;
mod passwords;
pub(crate) mod people;
pub(crate) mod recovery;
pub(crate) mod remembered;
mod removing;
mod renewal;
mod representatives;
mod resealing;
pub(crate) mod sessions;
mod sessions_list;
mod sign_in;
mod sign_in_changes;
mod signing_out;
pub(crate) mod staff;
pub(crate) mod throttle;
pub(crate) mod ways;

#[cfg(test)]
pub(crate) mod tests;

use bluebutton_crypto::Hidden;
use bluebutton_record::representative::Authority;
use bluebutton_record::{Language, Offices, Rights, Terms};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use browsers::{Device, Origin};
pub use caregivers::LetIn;
pub use changes::{Hiding, NewTerms};
pub use files::{AccountFile, Listing};
pub use identities::{
    Assurance, Identity, IdentitySignIn, KnownIdentity, Needs, ProviderAsked, ProviderQuestion,
};
pub use invitations::{Invited, InvitedNew, Joined};
pub use notices::{Due, Notices, Recipient, Telling, Wants};
pub use own::OwnAccount;
pub use passkeys::{Asked, KnownPasskey, NewPasskey, PasskeySignIn, Purpose, Question};
pub use recovery::{IdentityCheck, Recovered};
pub use representatives::{ExpectedRepresentative, NewRepresentative, Representative};
pub(crate) use resealing::sealed_anew;

use crate::Store;
use crate::db::Tx;
use crate::error::Result;
use crate::events::Part;

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
    /// What they are on the staff; none for patients and caregivers.
    pub offices: Offices,
    /// The language chosen.
    pub language: Language,
    /// Whether there is a password; who joined with a passkey has none.
    pub has_password: bool,
    /// Whether a second factor is set up.
    pub has_totp: bool,
    /// The last time they were here before this session.
    pub last_seen: Option<Timestamp>,
}

impl Account {
    /// The part in which somebody acts where no record is concerned.
    pub(crate) fn part(&self) -> Part {
        if self.role == Role::Staff { Part::Staff } else { Part::Patient }
    }
}

/// What an account is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A person with records of their own or of others.
    Person,
    /// Somebody of the organization; see [`Offices`] for what they may do.
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
    /// The password is right, and the browser is remembered: the session is whole.
    Whole(SessionToken),
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
    /// When they signed in.
    pub began: Timestamp,
    /// When it ends if nothing happens.
    pub idle_ends: Timestamp,
    /// When it ends in any case.
    pub ends: Timestamp,
    /// When a second factor was given in it the last time.
    pub proved: Option<Timestamp>,
    /// The provider through which they signed in, by its word in the settings.
    pub provider: Option<String>,
}

/// Where an account is signed in, for its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// How the list names it.
    pub id: String,
    /// In what.
    pub device: Device,
    /// Since when.
    pub since: Timestamp,
    /// When something was last asked in it.
    pub seen: Timestamp,
    /// Whether it is the one that asks.
    pub is_this: bool,
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
    /// First day; `None` is from the beginning.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// Since when they are in; `None` while the invitation is open.
    pub accepted: Option<Timestamp>,
    /// When it was ended.
    pub ended: Option<Timestamp>,
    /// Whether the last change can be taken back.
    pub can_step_back: bool,
    /// Whether access that was ended can still be given back.
    pub can_be_given_back: bool,
    /// By what right they act for the patient, where the office entered them.
    pub acting: Option<Authority>,
    /// Whether they were let in as a parent, and the patient, of age now, may let them in anew.
    pub can_be_renewed: bool,
    /// Whether it waits for the office.
    pub is_on_hold: bool,
    /// Whether they have not come yet and their code comes from the office alone: it entered them, or told
    /// them apart from whom a court keeps out.
    pub code_at_the_office: bool,
}

impl Caregiver {
    /// Whether what they may do and see is the patient's to change.
    pub fn can_be_changed(&self) -> bool {
        self.acting.is_none()
    }

    /// Whether the patient may end it alone.
    pub fn can_be_ended(&self) -> bool {
        self.acting.is_none_or(Authority::can_be_ended_by_patient)
    }
}

impl Accounts<'_> {
    /// Drops sessions that are over and attempts that count no more.
    pub async fn tidy(&self) -> Result<()> {
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| {
            let now = store.now();
            sessions::tidy(tx, now)?;
            notices::due::tidy(tx, now)?;
            passkeys::tidy(tx, now)?;
            remembered::tidy(tx, now)?;
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
