//! People of a member: what they did, in the site's trail; and the accounts that they make for themselves.
//!
//! A member's person comes in by a mailed link, which proves the address. In such a browser they may make an
//! account once, with which they come in from then on: password and second factor, or a passkey, by the same
//! doors as everybody else's.

use crate::Store;
use crate::accounts::making::ReadyAccount;
use crate::accounts::{AccountId, NewAccount, Role};
use crate::audit::{self, Chain};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line, MemberDeed, Part};
use crate::hub::doors::{self, BoundAccount, DoorKind, Whose};
use crate::hub::{HubStore, HubTx};

/// Somebody of a member who does something for it.
#[derive(Clone, Debug)]
pub struct HubMember {
    /// Their organization.
    pub org_id: String,
    /// Their address, as the organization knows it.
    pub email: String,
    /// Their account, where they came in with one.
    pub account: Option<AccountId>,
}

impl HubMember {
    fn of(whose: Whose, account: Option<AccountId>) -> Self {
        Self { org_id: whose.org_id, email: whose.email, account }
    }

    /// Their address in small letters, as accounts are bound to it.
    fn whose(&self) -> Whose {
        Whose { org_id: self.org_id.clone(), email: self.email.to_lowercase() }
    }

    fn by(&self) -> By {
        let (name, account) = (Some(self.email.clone()), self.account.clone());
        By { part: Part::Member, name, account, ..By::default() }
    }
}

impl HubTx<'_, '_> {
    /// Writes into the site's trail what somebody of a member did, with the change itself. `about`: the id of
    /// what it was done to, such as an event's; the member's own where it is the member.
    pub fn did(&mut self, member: &HubMember, deed: MemberDeed, about: &str) -> Result<()> {
        self.did_with(member, deed, about, Vec::new())
    }

    /// The same with how rows that let somebody in were left.
    fn did_with(
        &mut self,
        member: &HubMember,
        deed: MemberDeed,
        about: &str,
        proof: Vec<String>,
    ) -> Result<()> {
        let about = match about {
            about if about == member.org_id => member.org_id.clone(),
            about => format!("{} {about}", member.org_id),
        };
        let proof = std::mem::take(&mut self.untold).into_iter().chain(proof).collect();
        let line = Line::new(member.by(), Event::HubDone { deed, about }).with_proof(proof);
        let at = self.store.now();
        audit::append(self.tx, self.store, &Chain::Site, at, &line).map(|_| ())
    }

    /// Opens the door of a mailed link for so many seconds. `link`: the hash of its secret.
    pub fn open_link(&mut self, link: &[u8], whose: &Whose, seconds: i64) -> Result<()> {
        // No line: whoever asks for a mail is not known to be anybody.
        doors::open(self.tx, self.store, (link, DoorKind::Link), (whose, seconds)).map(|_| ())
    }

    /// Whom a mailed link would let in; `None` where it was used, is over, or never was.
    pub fn link(&mut self, link: &[u8]) -> Result<Option<Whose>> {
        doors::door(self.tx, self.store, (link, DoorKind::Link), false)
    }

    /// Uses a mailed link up: the browser of that secret is let in for so many seconds, and that is told. `false`
    /// where the link lets nobody in.
    pub fn enter(&mut self, link: &[u8], browser: &[u8], seconds: i64) -> Result<bool> {
        let found = doors::door(self.tx, self.store, (link, DoorKind::Link), true)?;
        let Some(whose) = found else { return Ok(false) };
        if doors::shut(self.tx, link)?.is_none() {
            return Ok(false);
        }
        let door = (browser, DoorKind::Browser);
        let left = doors::open(self.tx, self.store, door, (&whose, seconds))?;
        let member = HubMember::of(whose, None);
        self.did_with(&member, MemberDeed::Entered, &member.org_id, vec![left])?;
        Ok(true)
    }

    /// Shuts the door of a browser, and tells it.
    pub fn leave(&mut self, member: &HubMember, browser: &[u8]) -> Result<()> {
        match doors::shut(self.tx, browser)? {
            Some(gone) => self.did_with(member, MemberDeed::Left, &member.org_id, vec![gone]),
            None => Ok(()),
        }
    }

    /// Whom the door of a browser lets in.
    pub fn browser(&mut self, browser: &[u8]) -> Result<Option<Whose>> {
        doors::door(self.tx, self.store, (browser, DoorKind::Browser), false)
    }

    /// Whom an account lets in, while the address that bound it belongs to the member.
    pub fn whose_account(&mut self, account: &str) -> Result<Option<Whose>> {
        doors::whose_account(self.tx, self.store, account)
    }

    /// The accounts that come in for a member, the oldest first.
    pub fn bound_accounts(&mut self, org_id: &str) -> Result<Vec<BoundAccount>> {
        doors::bound(self.tx, self.store, org_id)
    }

    /// Binds an account to an address of a member, instead of the one that the address had, and tells it.
    pub fn bind_account(&mut self, member: &HubMember, account: &str) -> Result<()> {
        let whose = member.whose();
        let mut proof = self.let_go_of(&whose)?;
        proof.push(doors::bind(self.tx, self.store, account, &whose)?);
        self.did_with(member, MemberDeed::AccountBound, &member.org_id, proof)
    }

    /// Lets the account go that is bound to the member's address, and tells it if there was one.
    pub fn let_account_go(&mut self, member: &HubMember) -> Result<()> {
        let gone = self.let_go_of(&member.whose())?;
        self.told_to_be_let_go(member, gone)
    }

    /// Lets that account of the member go, whichever address bound it, and tells it if it was bound.
    pub fn unbind_account(&mut self, member: &HubMember, account: &str) -> Result<()> {
        let gone = doors::unbind(self.tx, account, &member.org_id)?;
        self.told_to_be_let_go(member, gone.into_iter().collect())
    }

    /// Takes every way in of an address of the member's organization, and tells that somebody was removed.
    pub fn shut_out(&mut self, member: &HubMember, email: &str) -> Result<()> {
        let whose = Whose { org_id: member.org_id.clone(), email: email.to_owned() };
        let mut proof = self.let_go_of(&whose)?;
        proof.extend(doors::shut_all(self.tx, self.store, &whose)?);
        self.did_with(member, MemberDeed::PersonRemoved, email, proof)
    }

    /// Removes doors whose time is over.
    pub fn tidy_doors(&mut self) -> Result<()> {
        doors::tidy(self.tx, self.store)
    }

    fn let_go_of(&mut self, whose: &Whose) -> Result<Vec<String>> {
        let mut gone = Vec::new();
        for one in doors::bound(self.tx, self.store, &whose.org_id)? {
            if one.email == whose.email {
                gone.extend(doors::unbind(self.tx, &one.account, &whose.org_id)?);
            }
        }
        Ok(gone)
    }

    fn told_to_be_let_go(&mut self, member: &HubMember, gone: Vec<String>) -> Result<()> {
        if gone.is_empty() {
            return Ok(());
        }
        self.did_with(member, MemberDeed::AccountLetGo, &member.org_id, gone)
    }
}

impl HubStore {
    /// Makes an account for whoever is in a browser that a mailed link let in, and binds it to their member.
    /// `door`: the hash of that browser's secret. `NotFound` where the door is shut; `"account-there"` where
    /// that address has one already, else the errors of [`crate::accounts::Accounts::create`].
    pub async fn make_account(&self, door: Vec<u8>, new: NewAccount) -> Result<AccountId> {
        let new = NewAccount { role: Role::Person, ..new };
        let ready = ReadyAccount::of(&self.store, new).await?;
        let store = self.store.clone();
        let work = move |tx: &mut Tx<'_>| make(tx, &store, &door, &ready);
        self.store.inner.db.write("somebody of a member makes an account", work).await
    }
}

fn make(tx: &mut Tx<'_>, store: &Store, door: &[u8], ready: &ReadyAccount) -> Result<AccountId> {
    let whose = doors::door(tx, store, (door, DoorKind::Browser), true)?;
    let mut member = HubMember::of(whose.ok_or(StoreError::NotFound)?, None);
    let whose = member.whose();
    let there = doors::bound(tx, store, &whose.org_id)?;
    if there.iter().any(|one| one.email == whose.email) {
        return Err(StoreError::NotAllowed("account-there"));
    }
    let (id, left) = ready.insert(tx, store)?;
    member.account = Some(id.clone());
    let made = Line::new(member.by(), Event::AccountMade { account: id.clone() });
    audit::append(tx, store, &Chain::Site, store.now(), &made.with_proof(vec![left]))?;
    let bound = doors::bind(tx, store, &id.0, &whose)?;
    let org_id = member.org_id.clone();
    HubTx::new(tx, store).did_with(&member, MemberDeed::AccountBound, &org_id, vec![bound])?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use bluebutton_crypto::Hidden;
    use bluebutton_record::Language;

    use super::*;
    use crate::db::testing::{Site, both_engines};

    fn pat(login: &str) -> NewAccount {
        NewAccount {
            login: login.to_owned(),
            name: "Pat Ode".to_owned(),
            password: Hidden::new("violet tractor moonrise".to_owned()),
            role: Role::Staff,
            language: Language::English,
        }
    }

    fn pats() -> Whose {
        Whose { org_id: "acme".to_owned(), email: "Pat@acme.example".to_owned() }
    }

    /// A link, and where `enters` the browser that it let in.
    async fn opens(site: &Site, link: &'static [u8], enters: Option<&'static [u8]>) {
        let work = move |tx: &mut HubTx<'_, '_>| {
            tx.open_link(link, &pats(), 60)?;
            enters.map_or(Ok(true), |browser| tx.enter(link, browser, 60))
        };
        assert!(site.store.hub().write("test", work).await.unwrap());
    }

    #[tokio::test]
    async fn whom_a_mailed_link_let_in_makes_one_account_that_is_a_persons() {
        for site in both_engines().await {
            let hub = site.store.hub();
            opens(&site, b"mail", Some(b"open")).await;
            let id = hub.make_account(b"open".to_vec(), pat("pat")).await.unwrap();
            let account = site.store.accounts().by_login("pat").await.unwrap().unwrap();
            assert_eq!((account.id, account.role), (id.clone(), Role::Person), "{}", site.engine);
            let again = hub.make_account(b"open".to_vec(), pat("pat2")).await;
            assert!(matches!(again, Err(StoreError::NotAllowed("account-there"))));
            assert!(site.store.accounts().by_login("pat2").await.unwrap().is_none());
            let lines = site.store.audit().site_lines(0, 5).await.unwrap();
            let told: Vec<Event> =
                lines.iter().filter_map(|line| line.told.clone()).map(|one| one.1).collect();
            let (deed, about) = (MemberDeed::AccountBound, "acme".to_owned());
            assert!(told.contains(&Event::HubDone { deed, about }), "{told:?}");
            assert!(told.contains(&Event::AccountMade { account: id }), "{told:?}");
        }
    }

    #[tokio::test]
    async fn a_link_a_door_that_is_over_and_a_guess_make_no_account() {
        for site in both_engines().await {
            let hub = site.store.hub();
            opens(&site, b"mail", Some(b"over")).await;
            site.after_seconds(61);
            opens(&site, b"link", None).await;
            for door in [&b"link"[..], b"over", b"guess"] {
                let refused = hub.make_account(door.to_vec(), pat("pat")).await;
                assert!(matches!(refused, Err(StoreError::NotFound)), "{}", site.engine);
            }
            assert!(site.store.accounts().list().await.unwrap().is_empty());
        }
    }
}
