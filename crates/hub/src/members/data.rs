//! What an organization pledged, as it is kept.

use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubTx, Row, Value};

/// A pledge that an organization took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Membership {
    pub(crate) org_id: String,
    pub(crate) pledge: String,
    pub(crate) version: String,
    pub(crate) category: String,
    /// `member`, `lapsed`, `withdrawn`
    pub(crate) standing: String,
    /// Microseconds since 1970.
    pub(crate) signed_at: i64,
    pub(crate) joined_at: i64,
    /// A day.
    pub(crate) renew_by: String,
    pub(crate) ended_at: Option<i64>,
    pub(crate) contact: String,
    /// In small letters, as whoever comes in is found by it.
    pub(crate) email: String,
    pub(crate) language: String,
    pub(crate) domain: String,
    /// `mail`, `name`, `file`
    pub(crate) proof: String,
}

/// What an organization says of one promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Promise {
    pub(crate) pledge: String,
    pub(crate) commitment: String,
    /// A month (`2027-03`); empty where none was named.
    pub(crate) target: String,
    /// `kept`, `working`, `not-yet`
    pub(crate) standing: String,
    pub(crate) note: String,
    pub(crate) reported_at: Option<i64>,
}

/// How a promise may stand.
pub(crate) const STANDINGS: [&str; 3] = ["kept", "working", "not-yet"];

impl Membership {
    /// Whether it is a member at present.
    pub(crate) fn is_alive(&self) -> bool {
        self.standing == "member"
    }

    fn of(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            org_id: row.get(0)?,
            pledge: row.get(1)?,
            version: row.get(2)?,
            category: row.get(3)?,
            standing: row.get(4)?,
            signed_at: row.get(5)?,
            joined_at: row.get(6)?,
            renew_by: row.get(7)?,
            ended_at: row.get(8)?,
            contact: row.get(9)?,
            email: row.get(10)?,
            language: row.get(11)?,
            domain: row.get(12)?,
            proof: row.get(13)?,
        })
    }
}

/// The pledges of an organization.
pub(crate) fn of(tx: &mut HubTx<'_, '_>, org_id: &str) -> Result<Vec<Membership>, StoreError> {
    tx.query(OF_ORG, &[org_id.into()])?.iter().map(Membership::of).collect()
}

/// The newest members.
pub(crate) fn newest(tx: &mut HubTx<'_, '_>, count: i64) -> Result<Vec<Membership>, StoreError> {
    tx.query(NEWEST, &[count.into()])?.iter().map(Membership::of).collect()
}

/// Adds a pledge, or takes it again.
pub(crate) fn put(tx: &mut HubTx<'_, '_>, one: &Membership) -> Result<(), StoreError> {
    let text = |text: &str| Value::from(text);
    let values = [
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
    tx.execute(PUT, &values).map(|_| ())
}

/// What an organization promised.
pub(crate) fn promises(tx: &mut HubTx<'_, '_>, org_id: &str) -> Result<Vec<Promise>, StoreError> {
    let rows = tx.query(PROMISES, &[org_id.into()])?;
    rows.iter()
        .map(|row| {
            Ok(Promise {
                pledge: row.get(0)?,
                commitment: row.get(1)?,
                target: row.get(2)?,
                standing: row.get(3)?,
                note: row.get(4)?,
                reported_at: row.get(5)?,
            })
        })
        .collect()
}

/// Sets a promise.
pub(crate) fn promise(
    tx: &mut HubTx<'_, '_>,
    org_id: &str,
    one: &Promise,
) -> Result<(), StoreError> {
    let text = |text: &str| Value::from(text);
    let values = [
        org_id.into(),
        text(&one.pledge),
        text(&one.commitment),
        text(&one.target),
        text(&one.standing),
        text(&one.note),
        one.reported_at.into(),
    ];
    tx.execute(PROMISE, &values).map(|_| ())
}

const OF_ORG: &str = "
    select org_id, pledge, version, category, standing, signed_at, joined_at, renew_by, ended_at,
        contact, email, language, domain, proof
    from hub_member
    where org_id = $1
    order by pledge";

const NEWEST: &str = "
    select org_id, pledge, version, category, standing, signed_at, joined_at, renew_by, ended_at,
        contact, email, language, domain, proof
    from hub_member
    where standing = 'member'
    order by joined_at desc, org_id desc
    limit $1";

const PUT: &str = "
    insert into hub_member (org_id, pledge, version, category, standing, signed_at, joined_at,
        renew_by, ended_at, contact, email, language, domain, proof)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    on conflict (org_id, pledge)
    do update set version = excluded.version, category = excluded.category,
        standing = excluded.standing, signed_at = excluded.signed_at,
        joined_at = excluded.joined_at, renew_by = excluded.renew_by,
        ended_at = excluded.ended_at, contact = excluded.contact, email = excluded.email,
        language = excluded.language, domain = excluded.domain, proof = excluded.proof";

const PROMISES: &str = "
    select pledge, commitment, target, standing, note, reported_at
    from hub_promise
    where org_id = $1
    order by pledge, commitment";

const PROMISE: &str = "
    insert into hub_promise (org_id, pledge, commitment, target, standing, note, reported_at)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (org_id, pledge, commitment)
    do update set target = excluded.target, standing = excluded.standing, note = excluded.note,
        reported_at = excluded.reported_at";
