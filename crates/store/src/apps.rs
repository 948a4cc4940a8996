//! Apps: programs of others that people let read their records. What an app may see is a grant like any
//! other (`access/grants`); here stands which apps there are, and by what they show that they hold one.
//!
//! Standard: RFC 6749, RFC 7009, RFC 7523, RFC 7591; SMART App Launch 2.2.0.

mod access;
mod given;
mod identity;
mod itself;
mod redirects;
mod registered;
mod stored;
#[cfg(test)]
pub(crate) mod tests;
mod tokens;
mod told;

use std::collections::BTreeSet;

use bluebutton_crypto::Hidden;
use bluebutton_record::terms::ScopeRule;
use bluebutton_record::{PatientKey, Section, Terms};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use identity::AppUser;
pub(crate) use identity::{IDENTITY_CONTEXT, IDENTITY_ROW, check_key};
pub(crate) use registered::name_of;
pub(crate) use stored::{APP_ROWS, APP_TABLE, HELD_OF_PATIENT, HELD_TABLE, drop_held};

use crate::Store;
use crate::accounts::AccountId;

/// The door to apps.
pub struct Apps<'s>(pub(crate) &'s Store);

/// An app, as it was registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// Its id: `client_id`.
    pub id: String,
    /// What it says of itself.
    pub about: About,
    /// Whether it has a secret, or keys, to prove itself by.
    pub is_confidential: bool,
    /// Whether it registered itself: nobody whom we know stands behind it.
    pub is_self_made: bool,
    /// Whether it may be used.
    pub state: AppState,
    /// When it was registered.
    pub made_at: Timestamp,
}

/// What an app says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Its name, as people read it.
    pub name: String,
    /// Who makes it.
    pub publisher: String,
    /// Where more is told of it; empty, or `https://…`.
    pub website: String,
    /// Whom we write to about it.
    pub contact: String,
    /// Where answers are sent: `https://…`, or `http://` on the person's own machine.
    pub redirects: Vec<String>,
    /// Its public keys (a JWKS), where it proves itself with its own in place of a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<String>,
}

/// Whether an app may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppState {
    /// Nobody has looked at it yet.
    Waiting,
    /// It may.
    Open,
    /// It may not: it was looked at.
    Refused,
    /// It may no more.
    Closed,
}

/// What somebody lets an app do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The app.
    pub app: String,
    /// The scopes, as the app is told of them.
    pub scopes: String,
    /// What they open, for reading and searching together.
    pub opens: BTreeSet<ScopeRule>,
    /// The sections that are shown; `None` is all.
    pub sections: Option<BTreeSet<Section>>,
    /// The sensitive topics that are shown.
    pub topics: BTreeSet<String>,
    /// The last day.
    pub until: Option<Date>,
    /// Where the code goes.
    pub redirect_uri: String,
    /// The challenge whose proof the app will bring.
    pub challenge: String,
    /// What is told again to whoever exchanges the code: kept in it, in letters of an address, or empty.
    pub with_code: String,
}

/// For what a code was given, for whoever decides whether it is exchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldCode {
    /// To which app.
    pub app: String,
    /// Where it was sent.
    pub redirect_uri: String,
    /// The challenge that came with the request.
    pub challenge: String,
    /// The scopes that were granted.
    pub scopes: String,
}

/// What an app is to be given for a code or a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenTimes {
    /// For so many seconds at most an access token holds.
    pub access_seconds: i64,
    /// For so many seconds at most a refresh token holds; `None` where none is given.
    pub refresh_seconds: Option<i64>,
}

/// Tokens that were made. Their texts are in nobody's hands but the caller's.
#[derive(Debug)]
pub struct Tokens {
    /// The access token.
    pub access: Hidden<String>,
    /// For so many seconds it holds.
    pub seconds: i64,
    /// The refresh token.
    pub refresh: Option<Hidden<String>>,
    /// What they open, in scopes.
    pub scopes: String,
    /// Whose record.
    pub patient: PatientKey,
    /// Who let the app in.
    pub person: AccountId,
    /// What came with the code; `None` for a refresh token.
    pub with_code: Option<String>,
}

/// What came of a code or of a refresh token.
#[derive(Debug)]
pub enum Exchanged {
    /// Tokens.
    Done(Box<Tokens>),
    /// It does not hold.
    Wrong,
    /// It was used before: whoever uses it now, or did then, stole it. The grant is ended.
    Stolen,
    /// More was asked than was granted.
    TooMuch,
}

/// What an access token stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppAccess {
    /// The app's id.
    pub app: String,
    /// For whom it reads.
    pub person: AccountId,
    /// Whose record.
    pub patient: PatientKey,
    /// By which grant.
    pub grant: String,
    /// What it may read, in scopes.
    pub scopes: String,
}

/// An app that reads a record, or did, for whoever let it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppGrant {
    /// The grant.
    pub id: String,
    /// The app.
    pub app: String,
    /// Its name, as it was when it was let in.
    pub name: String,
    /// Who let it in, where that was not the reader.
    pub given_by: Option<String>,
    /// What it may see.
    pub terms: Terms,
    /// Since when.
    pub since: Timestamp,
    /// The last day.
    pub until: Option<Date>,
    /// When it ended.
    pub ended: Option<Timestamp>,
}

/// What is tried with a consent where nothing real hangs on it: see [`Apps::switch`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// Its last day was yesterday.
    Expire,
    /// Whoever gave it ended it.
    Revoke,
}

impl AppState {
    /// The word in tables and message ids.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Open => "open",
            Self::Refused => "refused",
            Self::Closed => "closed",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        let all = [Self::Waiting, Self::Open, Self::Refused, Self::Closed];
        all.into_iter().find(|state| state.word() == word)
    }
}

impl Store {
    /// Apps.
    pub fn apps(&self) -> Apps<'_> {
        Apps(self)
    }
}
