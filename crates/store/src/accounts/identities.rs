//! Accounts elsewhere (at a provider of identities) that sign somebody in here: connected by an
//! invitation code, or by whoever is signed in here already; never because two names or e-mail
//! addresses are the same, for whoever may choose an address there could then choose whose records
//! they open here.
//!
//! Standard: OpenID Connect Core 5.7 (only issuer and subject together name somebody); NIST SP
//! 800-63C 6.

mod question;
mod stored;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::browsers::is_known;
use super::sessions::{self, token_hash};
use super::throttle;
use super::ways::WayRow;
use super::{Account, AccountId, Accounts, Origin, Role, SessionToken, Stage};
use super::{confirm, passkeys, people, sign_in_changes};
use crate::Store;
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{SignInChange, Through};
use crate::limits::IDENTITIES_MAX;

pub use question::{ProviderAsked, ProviderQuestion};
pub(super) use stored::IDENTITIES;
pub(crate) use stored::TABLE;

/// Who somebody is at a provider: what it said, and was believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The provider, by its word in the settings.
    pub provider: String,
    /// The provider's name for machines.
    pub issuer: String,
    /// Who it is there.
    pub subject: String,
    /// What they are called there; may be empty.
    pub name: String,
    /// How it is shown to its owner: the name, the sign-in name there, or both; may be empty.
    pub shown: String,
    /// The assurance in the provider's own words.
    pub acr: Option<String>,
    /// The assurance.
    pub assurance: Assurance,
}

/// How sure a provider is of somebody (NIST SP 800-63-3, 6): each from 0 (nothing is said) to 3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assurance {
    /// Who they are.
    pub identity: u8,
    /// That it is they who sign in.
    pub authenticator: u8,
}

/// What a site needs of a provider; `None` where these may not sign in with it at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Of patients and caregivers.
    pub person: Option<Assurance>,
    /// Of the records office.
    pub staff: Option<Assurance>,
}

/// An account elsewhere, for the list of its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownIdentity {
    /// How the list names it.
    pub id: String,
    /// What is known of it.
    pub identity: Identity,
    /// Since when it is connected.
    pub made: Timestamp,
    /// When it was used the last time.
    pub used: Option<Timestamp>,
}

/// What came of signing in with an account elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentitySignIn {
    /// Signed in, as that account.
    Right(SessionToken, AccountId),
    /// It stands for the password only; a session waits for the second factor.
    NeedsCode(SessionToken),
    /// The same, where none is set up.
    NeedsSetup(SessionToken),
    /// The same, and their second factor is a passkey, which signs in alone.
    UsePasskey,
    /// It is connected with no account here.
    Unknown,
    /// It is not for people of this kind.
    NotForThem,
    /// The provider is less sure of them than this site needs.
    TooWeak,
    /// Too many attempts.
    TooMany {
        /// Seconds to wait.
        wait_seconds: i64,
    },
}

impl Assurance {
    /// Whether it is as much as is needed.
    pub fn reaches(self, needed: Self) -> bool {
        self.identity >= needed.identity && self.authenticator >= needed.authenticator
    }

    /// Whether two factors were shown at the provider: nothing more is asked for here.
    pub fn has_two_factors(self) -> bool {
        self.authenticator >= 2
    }
}

impl Needs {
    /// What is needed of somebody with that role.
    pub fn of(&self, role: Role) -> Option<Assurance> {
        match role {
            Role::Person => self.person,
            Role::Staff => self.staff,
        }
    }
}

impl Identity {
    fn through(&self) -> Through {
        Through {
            provider: self.provider.clone(),
            acr: self.acr.clone(),
            identity_level: self.assurance.identity,
            authenticator_level: self.assurance.authenticator,
        }
    }
}

impl IdentitySignIn {
    /// The session that began, complete or not.
    pub(super) fn token(self) -> Option<SessionToken> {
        match self {
            Self::Right(token, _) | Self::NeedsCode(token) | Self::NeedsSetup(token) => Some(token),
            _ => None,
        }
    }
}

impl Accounts<'_> {
    /// Signs in whoever is connected with an account elsewhere. Throttled by network address.
    pub async fn sign_in_with_identity(
        &self,
        identity: &Identity,
        needs: Needs,
        from: impl Into<Origin>,
    ) -> Result<IdentitySignIn> {
        let (store, identity, from) = (self.0.clone(), identity.clone(), from.into());
        let work = move |tx: &mut Tx<'_>| {
            let (now, address) = (store.now(), throttle::address(&from.address));
            if let Some(wait_seconds) = throttle::charge(tx, &store, &address, now)? {
                return Ok(IdentitySignIn::TooMany { wait_seconds });
            }
            let found = owner(tx, &store, &identity)?;
            throttle::forgive(tx, &store, &address)?;
            let Some((mut stored, person)) = found else { return Ok(IdentitySignIn::Unknown) };
            match needs.of(person.role) {
                None => return Ok(IdentitySignIn::NotForThem),
                Some(needed) if !identity.assurance.reaches(needed) => {
                    return Ok(IdentitySignIn::TooWeak);
                }
                Some(_) => {}
            }
            sessions::tidy(tx, now)?;
            stored.was_used(tx, &store, None)?;
            begin(tx, &store, &person.id, (&identity, &from))
        };
        self.0.inner.db.write("sign in with an account elsewhere", work).await
    }

    /// Connects an account elsewhere with the account of a whole session. [`StoreError::NotAllowed`]
    /// `"identity-taken"` if it is another's here, `"too-many-identities"` beyond
    /// [`IDENTITIES_MAX`], `"identity-not-for-them"` or `"identity-too-weak"` if it could not sign
    /// them in.
    pub async fn add_identity(
        &self,
        session: &SessionToken,
        identity: &Identity,
        needs: Needs,
    ) -> Result<()> {
        let (store, hash, identity) = (self.0.clone(), token_hash(session), identity.clone());
        let work = move |tx: &mut Tx<'_>| {
            let account = sessions::whole(tx, &store, &hash)?.account;
            let person = people::locked(tx, &store, &account)?.opened(&store)?;
            let needed = needs.of(person.role);
            let needed = needed.ok_or(StoreError::NotAllowed("identity-not-for-them"))?;
            if !identity.assurance.reaches(needed) {
                return Err(StoreError::NotAllowed("identity-too-weak"));
            }
            if let Some(known) = stored::find(tx, &store, &identity)? {
                let is_theirs = known.account == account;
                return is_theirs.then_some(()).ok_or(StoreError::NotAllowed("identity-taken"));
            }
            if IDENTITIES.of_account(tx, &store, &account)?.len() >= IDENTITIES_MAX {
                return Err(StoreError::NotAllowed("too-many-identities"));
            }
            let new = (&account, stored::hash_of(&store, &identity), None);
            let left = IDENTITIES.insert(tx, &store, new, &identity)?;
            let by = sign_in_changes::themselves(tx, &store, &account)?;
            sign_in_changes::note(
                tx,
                &store,
                &account,
                by,
                (SignInChange::IdentityAdded, vec![left]),
            )
        };
        self.0.inner.db.write("connect an account elsewhere", work).await
    }

    /// The accounts elsewhere of an account, the newest first.
    pub async fn identities(&self, account: &AccountId) -> Result<Vec<KnownIdentity>> {
        let (store, account) = (self.0.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| {
            let all = IDENTITIES.of_account(tx, &store, &account)?;
            all.iter().map(|one| stored::shown(one, &store)).collect()
        };
        self.0.inner.db.read("list accounts elsewhere", work).await
    }

    /// An account elsewhere, shown anew: whether it is one of theirs, with two factors.
    pub async fn confirm_with_identity(
        &self,
        session: &SessionToken,
        identity: &Identity,
        needs: Needs,
    ) -> Result<bool> {
        let (store, hash, identity) = (self.0.clone(), token_hash(session), identity.clone());
        let work = move |tx: &mut Tx<'_>| {
            let this = sessions::whole(tx, &store, &hash)?;
            let found = owner(tx, &store, &identity)?;
            let is_theirs = found.is_some_and(|(_, person)| {
                let needed = needs.of(person.role);
                person.id == this.account
                    && needed.is_some_and(|needed| identity.assurance.reaches(needed))
                    && identity.assurance.has_two_factors()
            });
            if is_theirs {
                confirm::confirmed(tx, &store, this, (Vec::new(), Some(identity.through())))?;
            } else {
                let (account, refused) = (this.account, crate::events::SessionStep::Refused);
                sessions::note(tx, &store, &account, refused, Vec::new())?;
            }
            Ok(is_theirs)
        };
        self.0.inner.db.write("confirm with an account elsewhere", work).await
    }
}

/// The account here that is connected with one elsewhere.
fn owner(tx: &mut Tx<'_>, store: &Store, identity: &Identity) -> Result<Option<(WayRow, Account)>> {
    let Some(stored) = stored::find(tx, store, identity)? else { return Ok(None) };
    let person = people::load(tx, store, &stored.account)?;
    Ok(person.map(|person| (stored, person)))
}

/// Begins the session of somebody who has just shown an account elsewhere that is theirs: whole where
/// two factors were shown there, else it stands for the password.
pub(super) fn begin(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    (identity, from): (&Identity, &Origin),
) -> Result<IdentitySignIn> {
    let person = people::locked(tx, store, account)?.opened(store)?;
    let is_whole = identity.assurance.has_two_factors();
    let stage = match (is_whole, person.has_totp) {
        (true, _) => Stage::Whole,
        (false, true) => Stage::NeedsCode,
        (false, false) if passkeys::has_any(tx, store, account)? => {
            return Ok(IdentitySignIn::UsePasskey);
        }
        (false, false) => Stage::NeedsSetup,
    };
    let new = sessions::New {
        account,
        stage,
        before: person.last_seen.filter(|_| is_whole),
        is_proved: is_whole,
        device: from.device.clone(),
        is_new_device: is_whole && person.last_seen.is_some() && !is_known(store, account, from),
        provider: Some(identity.provider.clone()),
        through: Some(identity.through()),
    };
    let token = sessions::begin(tx, store, new, Vec::new())?;
    Ok(match stage {
        Stage::Whole => IdentitySignIn::Right(token, account.clone()),
        Stage::NeedsCode => IdentitySignIn::NeedsCode(token),
        Stage::NeedsSetup => IdentitySignIn::NeedsSetup(token),
    })
}

/// Connects an account elsewhere with an account that is just being made: what the line says of it.
/// `None` if it is connected already.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    identity: &Identity,
) -> Result<Option<String>> {
    if stored::find(tx, store, identity)?.is_some() {
        return Ok(None);
    }
    let new = (account, stored::hash_of(store, identity), None);
    IDENTITIES.insert(tx, store, new, identity).map(Some)
}

/// Whether an account is connected with one elsewhere.
pub(super) fn has_any(tx: &mut Tx<'_>, store: &Store, account: &AccountId) -> Result<bool> {
    Ok(!IDENTITIES.of_account(tx, store, account)?.is_empty())
}
