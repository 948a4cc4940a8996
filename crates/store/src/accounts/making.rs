//! Making accounts.

use bluebutton_record::{Language, Offices};

use super::clues::{self, Clue};
use super::passwords::{self, check_usable};
use super::people::{
    StoredAccount, by_login, fold_login, login_hash, new_id, sealed_phc, sealed_profile,
};
use super::{AccountId, Accounts, NewAccount, Role};
use crate::Store;
use crate::audit::{self, Chain};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line};

impl Accounts<'_> {
    /// Makes an account. `Err(NotAllowed("login-taken"))` if the login is in use,
    /// `"login-not-usable"` if it is empty, too long or has spaces. For the operator.
    pub async fn create(&self, new: NewAccount) -> Result<AccountId> {
        let ready = ReadyAccount::of(self.0, new).await?;
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| {
            let (id, left) = ready.insert(tx, &store)?;
            let event = Event::AccountMade { account: id.clone() };
            let line = Line::new(By::operator(), event).with_proof(vec![left]);
            audit::append(tx, &store, &Chain::Site, store.now(), &line)?;
            Ok(id)
        };
        self.0.inner.db.write("make account", work).await
    }
}

/// An account with its password hashed: everything slow is done.
pub(crate) struct ReadyAccount {
    id: AccountId,
    login: String,
    name: String,
    role: Role,
    offices: Offices,
    language: Language,
    phc: String,
}

impl ReadyAccount {
    pub(crate) async fn of(store: &Store, new: NewAccount) -> Result<Self> {
        let (login, name) = (fold_login(&new.login), new.name.trim().to_owned());
        check_usable(&login, &name)?;
        let id = AccountId(new_id(store));
        let phc = passwords::hash(store, &id, new.password).await?;
        let (role, language) = (new.role, new.language);
        let offices = Offices::NONE;
        Ok(Self { id, login, name, role, offices, language, phc })
    }

    /// An account without a password: its owner has made a passkey for it, or shown an account
    /// elsewhere.
    pub(super) fn without_password(id: AccountId, new: &NewAccount) -> Result<Self> {
        let (login, name) = (fold_login(&new.login), new.name.trim().to_owned());
        check_usable(&login, &name)?;
        let (role, language) = (new.role, new.language);
        let (offices, phc) = (Offices::NONE, String::new());
        Ok(Self { id, login, name, role, offices, language, phc })
    }

    /// The same with what they are on the staff.
    pub(super) fn with_offices(self, offices: Offices) -> Self {
        Self { offices, ..self }
    }

    /// The same with a new id.
    pub(super) fn with_identity(store: &Store, new: &NewAccount) -> Result<Self> {
        Self::without_password(AccountId(new_id(store)), new)
    }

    /// The id that it will have.
    pub(super) fn id(&self) -> &AccountId {
        &self.id
    }

    /// Whether somebody has that login.
    pub(super) fn is_taken(&self, tx: &mut Tx<'_>, store: &Store) -> Result<bool> {
        Ok(by_login(tx, store, &self.login)?.is_some())
    }

    /// Writes it; its id, and what the line says of it.
    pub(crate) fn insert(&self, tx: &mut Tx<'_>, store: &Store) -> Result<(AccountId, String)> {
        if self.is_taken(tx, store)? {
            return Err(StoreError::NotAllowed("login-taken"));
        }
        let Self { id, login, name, role, offices, language, phc } = self;
        let stored = StoredAccount {
            id: id.clone(),
            login_hash: login_hash(store, login),
            role: *role,
            offices: *offices,
            profile: sealed_profile(store, id, login, name, *language)?,
            password: sealed_phc(store, id, phc),
            totp: Vec::new(),
            totp_step: None,
            made_at: store.now().as_microsecond(),
            seen_at: None,
            ended_at: None,
        };
        clues::put(tx, store, id, (Clue::Name, name))?;
        clues::put(tx, store, id, (Clue::Login, login))?;
        Ok((id.clone(), stored.insert(tx, store)?))
    }
}
