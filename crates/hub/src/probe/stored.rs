//! Findings as they are kept: one row a check and day, and the newest round counted.

use std::collections::BTreeMap;

use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubStore, HubTx, Value};
use jiff::civil::Date;

use super::round::Addresses;
use super::standing::{Round, round_of};
use super::{Check, Finding, Verdict};

/// One check on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CheckOfDay {
    pub(crate) day: Date,
    pub(crate) verdict: Verdict,
    pub(crate) why: String,
    pub(crate) took_ms: i64,
    /// Microseconds since 1970.
    pub(crate) at: i64,
}

/// All days of a check that are asked for, oldest first.
pub(crate) type History = BTreeMap<Check, Vec<CheckOfDay>>;

/// Keeps what was found on a day. A second look on the same day takes the place of the first.
pub(crate) fn keep(
    tx: &mut HubTx<'_, '_>,
    org_id: &str,
    day: Date,
    (at, found): (i64, &[Finding]),
) -> Result<(), StoreError> {
    for finding in found {
        keep_one(tx, org_id, day, (at, finding))?;
    }
    keep_round(tx, org_id, Round::of(found, at))
}

fn keep_one(
    tx: &mut HubTx<'_, '_>,
    org_id: &str,
    day: Date,
    (at, finding): (i64, &Finding),
) -> Result<(), StoreError> {
    let values: [Value; 7] = [
        org_id.into(),
        finding.check.word().into(),
        day.to_string().into(),
        finding.verdict.number().into(),
        finding.why.into(),
        finding.took_ms.into(),
        at.into(),
    ];
    tx.execute(KEEP, &values).map(|_| ())
}

fn keep_round(tx: &mut HubTx<'_, '_>, org_id: &str, round: Round) -> Result<(), StoreError> {
    let Round { passed, made, at, failed } = round;
    let values = [org_id.into(), passed.into(), made.into(), at.into(), failed.into()];
    tx.execute(KEEP_ROUND, &values).map(|_| ())
}

/// What was found since a day.
pub(crate) async fn since(hub: &HubStore, org_id: &str, day: Date) -> Result<History, StoreError> {
    let values: [Value; 2] = [org_id.into(), day.to_string().into()];
    let work = move |tx: &mut HubTx<'_, '_>| {
        let mut history = History::new();
        for row in tx.query(SINCE, &values)? {
            let Some(check) = Check::parse(row.get(0)?) else { continue };
            let Ok(day) = row.get::<&str>(1)?.parse() else { continue };
            let verdict = Verdict::of(row.get(2)?);
            let (why, took_ms, at) = (row.get(3)?, row.get(4)?, row.get(5)?);
            let kept = CheckOfDay { day, verdict, why, took_ms, at };
            history.entry(check).or_default().push(kept);
        }
        Ok(history)
    };
    hub.read("read checks", work).await
}

/// What a check said last, and when.
pub(crate) fn newest(
    tx: &mut HubTx<'_, '_>,
    org_id: &str,
    check: Check,
) -> Result<Option<(Verdict, i64)>, StoreError> {
    let Some(row) = tx.first(NEWEST, &[org_id.into(), check.word().into()])? else {
        return Ok(None);
    };
    Ok(Some((Verdict::of(row.get(0)?), row.get(1)?)))
}

/// The public addresses that an organization named.
pub(crate) fn addresses(tx: &mut HubTx<'_, '_>, org_id: &str) -> Result<Addresses, StoreError> {
    let mut all = Addresses::default();
    for row in tx.query(ADDRESSES, &[org_id.into()])? {
        if let Some(place) = all.of_kind(row.get(0)?) {
            *place = row.get(1)?;
        }
    }
    Ok(all)
}

/// Sets them all. What was found of one that is named no more is not said of what took its place: until the next
/// round that can't be told.
pub(crate) fn set_addresses(
    tx: &mut HubTx<'_, '_>,
    org_id: &str,
    addresses: &Addresses,
    (day, at): (Date, i64),
) -> Result<(), StoreError> {
    let (mut before, mut named) = (self::addresses(tx, org_id)?, addresses.clone());
    tx.execute(DROP_ADDRESSES, &[org_id.into()])?;
    let mut gone = Vec::new();
    for kind in KINDS {
        let old = before.of_kind(kind).map(std::mem::take).unwrap_or_default();
        let new = named.of_kind(kind).map(std::mem::take).unwrap_or_default();
        if old != new && !old.is_empty() {
            gone.push(kind);
        }
        if !new.is_empty() {
            tx.execute(ADD_ADDRESS, &[org_id.into(), kind.into(), new.into()])?;
        }
    }
    unsay(tx, org_id, &gone, (day, at))
}

/// Says of each check that looked at such an address that it can't be told now, and counts the round anew.
fn unsay(
    tx: &mut HubTx<'_, '_>,
    org_id: &str,
    gone: &[&str],
    (day, at): (Date, i64),
) -> Result<(), StoreError> {
    let Some(round) = round_of(tx, org_id)?.filter(|_| !gone.is_empty()) else { return Ok(()) };
    let mut found = Vec::new();
    for check in Check::ALL {
        let Some((verdict, looked_at)) = newest(tx, org_id, check)? else { continue };
        if check.looks_at().iter().any(|kind| gone.contains(kind)) {
            let untold = Finding::cant_tell(check, "address-changed");
            keep_one(tx, org_id, day, (at, &untold))?;
        } else if looked_at == round.at {
            found.push(Finding::new(check, verdict, ""));
        }
    }
    keep_round(tx, org_id, Round::of(&found, round.at))
}

/// The kinds of addresses, as forms and tables name them.
pub(crate) const KINDS: [&str; 6] = ["portal", "fhir", "smart", "brands", "direct", "policy"];

impl Addresses {
    /// All that were named.
    pub(crate) fn named(mut self) -> Vec<String> {
        let all = KINDS.into_iter().filter_map(|kind| self.of_kind(kind).map(std::mem::take));
        all.filter(|address| !address.is_empty()).collect()
    }

    /// The address of a kind.
    pub(crate) fn of_kind(&mut self, kind: &str) -> Option<&mut String> {
        Some(match kind {
            "portal" => &mut self.portal,
            "fhir" => &mut self.fhir,
            "smart" => &mut self.smart,
            "brands" => &mut self.brands,
            "direct" => &mut self.direct,
            "policy" => &mut self.policy,
            _ => return None,
        })
    }
}

const KEEP: &str = "
    insert into hub_check (org_id, what, day, verdict, why, took_ms, at)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (org_id, what, day)
    do update set verdict = excluded.verdict, why = excluded.why, took_ms = excluded.took_ms,
        at = excluded.at";

const KEEP_ROUND: &str = "
    insert into hub_round (org_id, passed, made, at, failed)
    values ($1, $2, $3, $4, $5)
    on conflict (org_id)
    do update set passed = excluded.passed, made = excluded.made, at = excluded.at,
        failed = excluded.failed";

const SINCE: &str = "
    select what, day, verdict, why, took_ms, at
    from hub_check
    where org_id = $1 and day >= $2
    order by day, what";

const NEWEST: &str = "
    select verdict, at
    from hub_check
    where org_id = $1 and what = $2
    order by day desc
    limit 1";

const ADDRESSES: &str = "
    select kind, address
    from hub_address
    where org_id = $1";

const DROP_ADDRESSES: &str = "
    delete from hub_address
    where org_id = $1";

const ADD_ADDRESS: &str = "
    insert into hub_address (org_id, kind, address)
    values ($1, $2, $3)";
