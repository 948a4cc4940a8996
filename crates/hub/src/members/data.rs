//! What an organization promised, as it is kept. Its pledges themselves: `bluebutton_store::hub::Membership`.

use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubTx, Value};

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
