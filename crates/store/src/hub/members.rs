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
    fn by(&self) -> By {
        let (name, account) = (Some(self.email.clone()), self.account.clone());
        By { part: Part::Member, name, account, ..By::default() }
    }
}

impl HubTx<'_, '_> {
    /// Writes into the site's trail what somebody of a member did, with the change itself. `about`: the id of
    /// what it was done to, such as an event's; the member's own where it is the member.
    pub fn did(&mut self, member: &HubMember, deed: MemberDeed, about: &str) -> Result<()> {
        let about = match about {
            about if about == member.org_id => member.org_id.clone(),
            about => format!("{} {about}", member.org_id),
        };
        let line = Line::new(member.by(), Event::HubDone { deed, about });
        let at = self.store.now();
        audit::append(self.tx, self.store, &Chain::Site, at, &line).map(|_| ())
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
    let now = store.now().as_microsecond();
    // Its row is what two forms of one browser wait for.
    let row = tx.lock(DOOR, &[door.into(), now.into()])?.ok_or(StoreError::NotFound)?;
    let (org_id, email): (String, String) = (row.get(0)?, row.get(1)?);
    let email = email.to_lowercase();
    let whose = [org_id.as_str().into(), email.as_str().into()];
    if tx.first(BOUND, &whose)?.is_some() {
        return Err(StoreError::NotAllowed("account-there"));
    }
    let (id, left) = ready.insert(tx, store)?;
    let member = HubMember { org_id, email, account: Some(id.clone()) };
    let made = Line::new(member.by(), Event::AccountMade { account: id.clone() });
    audit::append(tx, store, &Chain::Site, store.now(), &made.with_proof(vec![left]))?;
    let values = [
        id.0.as_str().into(),
        member.org_id.as_str().into(),
        member.email.as_str().into(),
        now.into(),
    ];
    tx.execute(BIND, &values)?;
    HubTx { tx, store }.did(&member, MemberDeed::AccountBound, &member.org_id)?;
    Ok(id)
}

const DOOR: &str = "
    select org_id, email
    from hub_door
    where door_hash = $1 and kind = 'browser' and ends_at > $2";

const BOUND: &str = "
    select account_id
    from hub_account
    where org_id = $1 and email = $2";

const BIND: &str = "
    insert into hub_account (account_id, org_id, email, made_at)
    values ($1, $2, $3, $4)";

#[cfg(test)]
mod tests {
    use bluebutton_crypto::Hidden;
    use bluebutton_record::Language;

    use super::*;
    use crate::db::testing::{Site, both_engines};

    const OPEN: &str = "
        insert into hub_door (door_hash, org_id, email, kind, ends_at)
        values ($1, 'acme', 'Pat@acme.example', $2, $3)";

    fn pat(login: &str) -> NewAccount {
        NewAccount {
            login: login.to_owned(),
            name: "Pat Ode".to_owned(),
            password: Hidden::new("violet tractor moonrise".to_owned()),
            role: Role::Staff,
            language: Language::English,
        }
    }

    async fn opens(site: &Site, door: &'static [u8], kind: &'static str, ends_at: i64) {
        let work = move |tx: &mut HubTx<'_, '_>| {
            tx.execute(OPEN, &[door.into(), kind.into(), ends_at.into()]).map(|_| ())
        };
        site.store.hub().write("test", work).await.unwrap();
    }

    #[tokio::test]
    async fn whom_a_mailed_link_let_in_makes_one_account_that_is_a_persons() {
        for site in both_engines().await {
            let hub = site.store.hub();
            opens(&site, b"open", "browser", i64::MAX).await;
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
            opens(&site, b"link", "link", i64::MAX).await;
            opens(&site, b"over", "browser", 1).await;
            for door in [&b"link"[..], b"over", b"guess"] {
                let refused = hub.make_account(door.to_vec(), pat("pat")).await;
                assert!(matches!(refused, Err(StoreError::NotFound)), "{}", site.engine);
            }
            assert!(site.store.accounts().list().await.unwrap().is_empty());
        }
    }
}
