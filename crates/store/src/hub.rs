//! What the pledge hub keeps: open data in tables of its own (`hub_…`), and no way from there to a
//! record.
//!
//! [`HubStore`] is all that the room `hub` is given. Its statements stand in that room, beside the
//! functions that run them; each is looked at here before it runs, and one that names any other
//! table is refused, or one of those that say who may come in for a member: they are guarded (`hub::doors`). What
//! says who is a member is read there, and written here (`hub::membership`).
//! Nothing in these tables is sealed: it is published, or waits to be.

pub(crate) mod doors;
mod members;
pub(crate) mod membership;
#[cfg(test)]
mod reads;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use bluebutton_crypto::Random;
use bluebutton_crypto::hash::keyed_hash;
use jiff::Timestamp;

use crate::Store;
use crate::accounts::AccountId;
use crate::audit::{self, Chain};
use crate::db::{MIGRATIONS, Tx};
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line, Part};

pub use crate::db::{Column, Row, Value};
pub use doors::{BoundAccount, Whose};
pub use members::HubMember;
pub use membership::{MemberPerson, Membership};

/// The door to the tables of the hub, and to nothing else. Cheap to clone.
#[derive(Clone)]
pub struct HubStore {
    store: Store,
}

/// An open transaction on tables of the hub.
pub struct HubTx<'t, 'c> {
    tx: &'t mut Tx<'c>,
    store: &'t Store,
    /// How rows were left that the next line tells of.
    untold: Vec<String>,
}

/// Somebody of the hub's staff who decides something.
#[derive(Clone, Debug)]
pub struct HubStaff {
    /// Their account.
    pub account: AccountId,
    /// Their name.
    pub name: String,
}

impl Store {
    /// The door to the tables of the hub.
    pub fn hub(&self) -> HubStore {
        HubStore { store: self.clone() }
    }
}

impl HubStore {
    /// The present moment of the store's clock.
    pub fn now(&self) -> Timestamp {
        self.store.now()
    }

    /// The store's randomness.
    pub fn random(&self) -> &dyn Random {
        self.store.random()
    }

    /// A keyed hash of something that is compared and not kept: an address that was counted.
    pub fn keyed(&self, what: &str, text: &str) -> Vec<u8> {
        let key = self.store.inner.keys.index.reveal();
        keyed_hash(key, &[b"hub", what.as_bytes(), text.as_bytes()]).to_vec()
    }

    /// Runs a read on one consistent state.
    pub async fn read<T: Send + 'static>(
        &self,
        reason: &'static str,
        work: impl FnOnce(&mut HubTx<'_, '_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let store = self.store.clone();
        let work = move |tx: &mut Tx<'_>| work(&mut HubTx::new(tx, &store));
        self.store.inner.db.read(reason, work).await
    }

    /// Runs a write; commits if it returns `Ok`. It may run more than once.
    pub async fn write<T: Send + 'static>(
        &self,
        reason: &'static str,
        mut work: impl FnMut(&mut HubTx<'_, '_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let store = self.store.clone();
        let work = move |tx: &mut Tx<'_>| {
            let mut own = HubTx::new(tx, &store);
            let done = work(&mut own)?;
            // Whoever changes who is a member says so in the same write: a slip, found by its first test.
            let is_told = own.untold.is_empty();
            let untold = StoreError::NotAllowed("a change of members that no line tells of");
            is_told.then_some(done).ok_or(untold)
        };
        self.store.inner.db.write(reason, work).await
    }
}

impl<'t, 'c> HubTx<'t, 'c> {
    fn new(tx: &'t mut Tx<'c>, store: &'t Store) -> Self {
        Self { tx, store, untold: Vec::new() }
    }
}

impl HubTx<'_, '_> {
    /// Rows of a query.
    pub fn query(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        must_be_of_the_hub(sql)?;
        self.tx.query(sql, params)
    }

    /// The first row of a query.
    pub fn first(&mut self, sql: &'static str, params: &[Value]) -> Result<Option<Row>> {
        must_be_of_the_hub(sql)?;
        self.tx.first(sql, params)
    }

    /// The first row of a query, locked until this transaction ends.
    pub fn lock(&mut self, sql: &'static str, params: &[Value]) -> Result<Option<Row>> {
        must_be_of_the_hub(sql)?;
        self.tx.lock(sql, params)
    }

    /// How many rows a statement changed.
    pub fn execute(&mut self, sql: &'static str, params: &[Value]) -> Result<u64> {
        must_be_of_the_hub(sql)?;
        self.tx.execute(sql, params)
    }

    /// Writes into the site's trail what somebody of the hub's staff decided, and why, with the
    /// change itself.
    pub fn decided(
        &mut self,
        staff: &HubStaff,
        what: &str,
        about: &str,
        reason: &str,
    ) -> Result<()> {
        let by = By::person(Part::Staff, &staff.account, &staff.name);
        let by = By { reason: Some(reason.to_owned()).filter(|why| !why.is_empty()), ..by };
        let event = Event::HubDecided { what: what.to_owned(), about: about.to_owned() };
        let at = self.store.now();
        let line = Line::new(by, event).with_proof(std::mem::take(&mut self.untold));
        audit::append(self.tx, self.store, &Chain::Site, at, &line).map(|_| ())
    }
}

/// Refuses a statement that names a table of somebody else. Statements are constants of the program:
/// this finds a slip of whoever writes one, in the first test that runs it.
fn must_be_of_the_hub(sql: &'static str) -> Result<()> {
    match stranger(sql) {
        None => Ok(()),
        Some(_) => Err(StoreError::NotAllowed("a statement of the hub on a table of records")),
    }
}

/// The first word of a statement that the hub has no business with.
fn stranger(sql: &str) -> Option<&str> {
    let begins = ["select", "insert", "update", "delete", "with"];
    let first = sql.split_whitespace().next().unwrap_or_default();
    if !begins.contains(&first) {
        return Some(first);
    }
    // Names in quotes could be any table; so could the text of a second statement.
    if let Some(at) = sql.find(['"', '[', '`', ';', '\\']) {
        return sql.get(at..);
    }
    // Who is a member is read by the hub's statements, and written by none of them.
    let is_write = words(sql).any(|word| ["insert", "update", "delete"].contains(&word));
    let is_strange = |word: &&str| {
        if is_write && KEPT.contains(word) {
            return true;
        }
        foreign().contains(*word)
            || ["sqlite_", "pg_", "information_schema", "query_to_", "lo_", "dblink"]
                .iter()
                .any(|start| word.starts_with(start))
    };
    words(sql).find(is_strange)
}

fn words(sql: &str) -> impl Iterator<Item = &str> {
    sql.split(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_'))
        .filter(|word| !word.is_empty())
}

/// Every table that is not the hub's, or is read and written here only.
fn foreign() -> &'static BTreeSet<&'static str> {
    static FOREIGN: OnceLock<BTreeSet<&'static str>> = OnceLock::new();
    FOREIGN.get_or_init(|| {
        let made = MIGRATIONS.iter().flat_map(|(.., text)| text.split("create table ").skip(1));
        let names = made.filter_map(|rest| rest.split_once(" (").map(|(name, _)| name));
        let ours = |name: &&str| name.starts_with("hub_") && !GUARDED.contains(name);
        names.chain(["schema_version"]).filter(|name| !ours(name)).collect()
    })
}

/// Tables that say who is a member.
const KEPT: [&str; 2] = [membership::MEMBER_TABLE, membership::PERSON_TABLE];

/// Tables whose rows let somebody in.
const GUARDED: [&str; 2] = [doors::DOOR_TABLE, doors::ACCOUNT_TABLE];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::both_engines;

    const OWN: &str = "
        select org_id
        from hub_org
        where org_id = $1";

    #[test]
    fn a_statement_on_anything_but_the_hubs_tables_is_refused() {
        assert_eq!(stranger(OWN), None);
        assert_eq!(stranger("select standing from hub_member where org_id = $1"), None);
        for other in [
            "select sealed from record_segment",
            "select org_id from hub_org where org_id in (select patient_id from patient)",
            "with x as (select name from account) select name from x",
            "select o.org_id from hub_org o, account a",
            "delete from session",
            "update job set state = 'done'",
            "select name from sqlite_master",
            "select usename from pg_user",
            "select query_to_xml('x', true, true, '')",
            "select \"name\" from \"acc\" || \"ount\"",
            "select 1; select 2",
            "pragma table_info(hub_org)",
            "select email from hub_account where account_id = $1",
            "insert into hub_door (door_hash) values ($1)",
            "update hub_member set email = $1",
            "delete from hub_person",
            "insert into hub_person (org_id) select org_id from hub_org",
            "attach database 'x' as y",
            "",
        ] {
            assert!(stranger(other).is_some(), "{other}");
        }
    }

    #[test]
    fn every_other_table_there_is_counts_as_foreign() {
        for table in ["patient", "account", "record_segment", "audit_line", "site", "job"] {
            assert!(foreign().contains(table), "{table}");
        }
        assert!(!foreign().contains("hub_org"));
    }

    #[tokio::test]
    async fn the_door_of_the_hub_opens_its_own_tables_and_no_record() {
        const STEAL: &str = "
            select patient_id from patient";
        for site in both_engines().await {
            let hub = site.store.hub();
            let none = hub.read("test", |tx| tx.first(OWN, &["nobody".into()])).await.unwrap();
            assert!(none.is_none(), "{}", site.engine);
            let refused = hub.read("test", |tx| tx.query(STEAL, &[])).await;
            assert!(matches!(refused, Err(StoreError::NotAllowed(_))), "{}", site.engine);
        }
    }

    #[tokio::test]
    async fn what_staff_of_the_hub_decide_stands_in_the_sites_trail() {
        for site in both_engines().await {
            let staff =
                HubStaff { account: AccountId("a".to_owned()), name: "Nora Quinn".to_owned() };
            let work = move |tx: &mut HubTx<'_, '_>| tx.decided(&staff, "refused", "acme", "spam");
            site.store.hub().write("test", work).await.unwrap();
            let lines = site.store.audit().site_lines(0, 1).await.unwrap();
            let (by, event) = lines[0].told.clone().unwrap();
            assert_eq!(by.reason.as_deref(), Some("spam"), "{}", site.engine);
            let (what, about) = ("refused".to_owned(), "acme".to_owned());
            assert_eq!(event, Event::HubDecided { what, about });
        }
    }
}
