//! Who pledged, and who comes in for them, as rows: the pledges of an organization (`hub_member`, with its
//! contact's address) and the people whom it let in (`hub_person`). An address that stands there opens a door,
//! so each row carries a keyed hash over all its columns, and the lines of the site's chain say how it was left: a
//! row that somebody else wrote opens nothing, and `verify` names it.
//!
//! The room of the hub reads these tables for its lists and counts; what decides is read and written here.

#[cfg(test)]
mod tests;

use crate::Store;
use crate::audit::{self, Chain};
use crate::db::{Row, Tx, Value};
use crate::error::Result;
use crate::events::{By, Event, Line};
use crate::guard;
use crate::hub::HubTx;
use crate::hub::doors::Whose;

pub(crate) const MEMBER_TABLE: &str = "hub_member";
pub(crate) const PERSON_TABLE: &str = "hub_person";

/// A pledge that an organization took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The organization.
    pub org_id: String,
    /// The pledge.
    pub pledge: String,
    /// Which text of it.
    pub version: String,
    /// What kind of organization it pledged as.
    pub category: String,
    /// `member`, `lapsed`, `withdrawn`
    pub standing: String,
    /// Microseconds since 1970.
    pub signed_at: i64,
    /// Microseconds since 1970.
    pub joined_at: i64,
    /// A day.
    pub renew_by: String,
    /// Microseconds since 1970.
    pub ended_at: Option<i64>,
    /// The name of whoever signed.
    pub contact: String,
    /// In small letters, as whoever comes in is found by it.
    pub email: String,
    /// The language of letters to them.
    pub language: String,
    /// The domain that was proved.
    pub domain: String,
    /// `mail`, `name`, `file`
    pub proof: String,
}

/// Somebody whom a member let in, besides its contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberPerson {
    /// Their address, in small letters.
    pub email: String,
    /// Their name.
    pub name: String,
}

impl Membership {
    /// Whether it is a member at present.
    pub fn is_alive(&self) -> bool {
        self.standing == "member"
    }

    fn of(store: &Store, row: &Row) -> Result<Self> {
        guard::check(store, MEMBER_TABLE, row)?;
        Ok(Self {
            org_id: row.get(1)?,
            pledge: row.get(2)?,
            version: row.get(3)?,
            category: row.get(4)?,
            standing: row.get(5)?,
            signed_at: row.get(6)?,
            joined_at: row.get(7)?,
            renew_by: row.get(8)?,
            ended_at: row.get(9)?,
            contact: row.get(10)?,
            email: row.get(11)?,
            language: row.get(12)?,
            domain: row.get(13)?,
            proof: row.get(14)?,
        })
    }

    fn key(&self) -> String {
        format!("{}/{}", self.org_id, self.pledge)
    }
}

impl HubTx<'_, '_> {
    /// The pledges of an organization.
    pub fn memberships(&mut self, org_id: &str) -> Result<Vec<Membership>> {
        memberships(self.tx, self.store, org_id)
    }

    /// The newest members.
    pub fn newest_members(&mut self, count: i64) -> Result<Vec<Membership>> {
        let rows = self.tx.query(NEWEST, &[count.into()])?;
        rows.iter().map(|row| Membership::of(self.store, row)).collect()
    }

    /// Adds a pledge, or takes it again. Tell of it in the same write: [`HubTx::did`], [`HubTx::decided`],
    /// [`HubTx::happened`].
    pub fn put_membership(&mut self, one: &Membership) -> Result<()> {
        let (key, text) = (one.key(), |text: &str| Value::from(text));
        let columns = [
            text(&key),
            text(&one.org_id),
            text(&one.pledge),
            text(&one.version),
            text(&one.category),
            text(&one.standing),
            one.signed_at.into(),
            one.joined_at.into(),
            text(&one.renew_by),
            one.ended_at.into(),
            text(&one.contact),
            one.email.to_lowercase().into(),
            text(&one.language),
            text(&one.domain),
            text(&one.proof),
        ];
        let values = guard::guarded(self.store, MEMBER_TABLE, columns);
        self.tx.execute(PUT, values.get(1..).unwrap_or_default())?;
        self.untold.push(guard::left_whole(self.store, MEMBER_TABLE, &key, &values));
        Ok(())
    }

    /// The people whom a member let in, by name.
    pub fn people(&mut self, org_id: &str) -> Result<Vec<MemberPerson>> {
        let rows = self.tx.query(PEOPLE, &[org_id.into()])?;
        rows.iter()
            .map(|row| {
                guard::check(self.store, PERSON_TABLE, row)?;
                Ok(MemberPerson { email: row.get(2)?, name: row.get(3)? })
            })
            .collect()
    }

    /// Lets somebody in for a member, or gives them another name. Tell of it in the same write. `by`: the
    /// address of whoever asked.
    pub fn let_in(&mut self, org_id: &str, one: &MemberPerson, by: &str) -> Result<()> {
        let known = self.tx.lock(PERSON, &[org_id.into(), one.email.as_str().into()])?;
        let (by, at): (String, i64) = match &known {
            Some(row) => {
                guard::check(self.store, PERSON_TABLE, row)?;
                (row.get(4)?, row.get(5)?)
            }
            None => (by.to_owned(), self.store.now().as_microsecond()),
        };
        let key = format!("{org_id}/{}", one.email);
        let columns = [
            key.as_str().into(),
            org_id.into(),
            one.email.as_str().into(),
            one.name.as_str().into(),
            by.into(),
            at.into(),
        ];
        let values = guard::guarded(self.store, PERSON_TABLE, columns);
        self.tx.execute(LET_IN, values.get(1..).unwrap_or_default())?;
        self.untold.push(guard::left_whole(self.store, PERSON_TABLE, &key, &values));
        Ok(())
    }

    /// Lets somebody in no more; `false` where they were none of those who were let in. Tell of it in the
    /// same write.
    pub fn let_out(&mut self, org_id: &str, email: &str) -> Result<bool> {
        let was_there = self.tx.execute(LET_OUT, &[org_id.into(), email.into()])? == 1;
        if was_there {
            self.untold.push(guard::gone(PERSON_TABLE, &format!("{org_id}/{email}")));
        }
        Ok(was_there)
    }

    /// The organizations that an address comes in for: as the contact of one that did not withdraw, also one
    /// that has lapsed (it can come back), or as somebody whom it let in.
    pub fn let_in_by(&mut self, email: &str) -> Result<Vec<String>> {
        let mut all: Vec<String> = Vec::new();
        for row in self.tx.query(BY_EMAIL, &[email.into()])? {
            let one = Membership::of(self.store, &row)?;
            all.extend(Some(one.org_id).filter(|_| one.standing != WITHDRAWN));
        }
        for row in self.tx.query(PERSON_BY_EMAIL, &[email.into()])? {
            guard::check(self.store, PERSON_TABLE, &row)?;
            all.push(row.get(1)?);
        }
        all.sort();
        all.dedup();
        Ok(all)
    }

    /// Tells in the site's trail what came about by itself: a pledge that was not renewed. `about`: the id of
    /// what it is about.
    pub fn happened(&mut self, what: &str, about: &str) -> Result<()> {
        let event = Event::HubDecided { what: what.to_owned(), about: about.to_owned() };
        let proof = std::mem::take(&mut self.untold);
        let line = Line::new(By::program(), event).with_proof(proof);
        audit::append(self.tx, self.store, &Chain::Site, self.store.now(), &line).map(|_| ())
    }
}

fn memberships(tx: &mut Tx<'_>, store: &Store, org_id: &str) -> Result<Vec<Membership>> {
    let rows = tx.query(OF_ORG, &[org_id.into()])?;
    rows.iter().map(|row| Membership::of(store, row)).collect()
}

/// Whether an address comes in for that organization: its contact's, or of somebody whom it let in.
pub(super) fn belongs(tx: &mut Tx<'_>, store: &Store, whose: &Whose) -> Result<bool> {
    let is_contact = |one: &Membership| one.email == whose.email && one.standing != WITHDRAWN;
    if memberships(tx, store, &whose.org_id)?.iter().any(is_contact) {
        return Ok(true);
    }
    let place = [whose.org_id.as_str().into(), whose.email.as_str().into()];
    let row = tx.first(PERSON, &place)?;
    row.map_or(Ok(false), |row| guard::check(store, PERSON_TABLE, &row).map(|()| true))
}

const WITHDRAWN: &str = "withdrawn";

const OF_ORG: &str = "
    select org_id || '/' || pledge, org_id, pledge, version, category, standing, signed_at,
        joined_at, renew_by, ended_at, contact, email, language, domain, proof, guard
    from hub_member
    where org_id = $1
    order by pledge";

const NEWEST: &str = "
    select org_id || '/' || pledge, org_id, pledge, version, category, standing, signed_at,
        joined_at, renew_by, ended_at, contact, email, language, domain, proof, guard
    from hub_member
    where standing = 'member'
    order by joined_at desc, org_id desc
    limit $1";

const BY_EMAIL: &str = "
    select org_id || '/' || pledge, org_id, pledge, version, category, standing, signed_at,
        joined_at, renew_by, ended_at, contact, email, language, domain, proof, guard
    from hub_member
    where email = $1";

const PUT: &str = "
    insert into hub_member (org_id, pledge, version, category, standing, signed_at, joined_at,
        renew_by, ended_at, contact, email, language, domain, proof, guard)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    on conflict (org_id, pledge)
    do update set version = excluded.version, category = excluded.category,
        standing = excluded.standing, signed_at = excluded.signed_at,
        joined_at = excluded.joined_at, renew_by = excluded.renew_by,
        ended_at = excluded.ended_at, contact = excluded.contact, email = excluded.email,
        language = excluded.language, domain = excluded.domain, proof = excluded.proof,
        guard = excluded.guard";

const PEOPLE: &str = "
    select org_id || '/' || email, org_id, email, name, invited_by, made_at, guard
    from hub_person
    where org_id = $1
    order by name, email";

const PERSON: &str = "
    select org_id || '/' || email, org_id, email, name, invited_by, made_at, guard
    from hub_person
    where org_id = $1 and email = $2";

const PERSON_BY_EMAIL: &str = "
    select org_id || '/' || email, org_id, email, name, invited_by, made_at, guard
    from hub_person
    where email = $1";

const LET_IN: &str = "
    insert into hub_person (org_id, email, name, invited_by, made_at, guard)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (org_id, email)
    do update set name = excluded.name, guard = excluded.guard";

const LET_OUT: &str = "
    delete from hub_person
    where org_id = $1 and email = $2";
