//! Court orders that keep somebody out of a record, as the office entered them: whom they name is let in
//! by nobody while one holds, neither by a name that is typed nor by a code that somebody hands them.
//!
//! Law: 45 CFR 164.502(g)(3)(ii), (g)(5); 164.512(a), (e).

use bluebutton_crypto::seal;
use bluebutton_record::{PatientKey, Task, representative};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::grants::{self, Holder, has_ended};
use super::papers::{self, OfficePaper};
use super::{Access, Action, Change, Deed, Who};
use crate::Store;
use crate::accounts::staff::on_duty;
use crate::accounts::{AccountId, invitations, people};
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::events::OrderStep;
use crate::guard;
use crate::limits::{NAME_CHARS_MAX, REQUEST_CHARS_MAX};
use crate::patients::data_key;
use crate::records::parts;

/// An order to be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrder {
    /// Whom it keeps out, as it names them.
    pub name: String,
    /// The court and its number, and what the office should know: for the office alone.
    pub note: String,
    /// Last day, where it has one.
    pub until: Option<Date>,
    /// The order itself.
    pub paper: Option<OfficePaper>,
}

/// An order, for the office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourtOrder {
    /// Its id.
    pub id: String,
    /// Whom it keeps out.
    pub name: String,
    /// What the office noted.
    pub note: String,
    /// Since when it stands here.
    pub since: Timestamp,
    /// Who entered it; none is whoever was at the command line.
    pub by: Option<String>,
    /// Last day.
    pub until: Option<Date>,
    /// When the office ended it.
    pub ended: Option<Timestamp>,
    /// Whether it holds today.
    pub holds: bool,
    /// The paper, by its id.
    pub paper: Option<String>,
}

/// What is sealed of it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    name: String,
    note: String,
    by: Option<String>,
    /// Accounts of theirs that were let in when it was entered.
    accounts: Vec<String>,
    paper: Option<String>,
}

pub(crate) const TABLE: &str = "access_order";

const INSERT: &str = "
    insert into access_order (order_id, patient_id, made_at, until, ended_at, sealed, guard)
    values ($1, $2, $3, $4, $5, $6, $7)";

const END: &str = "
    update access_order
    set made_at = $3, until = $4, ended_at = $5, sealed = $6, guard = $7
    where order_id = $1 and patient_id = $2 and ended_at is null";

pub(crate) const OF_PATIENT: &str = "
    select order_id, patient_id, made_at, until, ended_at, sealed, guard
    from access_order
    where patient_id = $1
    order by made_at, order_id";

impl Access<'_> {
    /// Enters an order, and ends at once the access of whoever it names; how many that were. For the
    /// office. `NotAllowed("order-needs-words")` without a name and a note, `"order-needs-day"` where its
    /// last day is over.
    pub async fn enter_order(
        &self,
        who: &Who,
        patient: &PatientKey,
        new: NewOrder,
    ) -> Result<usize> {
        let new =
            NewOrder { name: new.name.trim().to_owned(), note: new.note.trim().to_owned(), ..new };
        must_fit(self.0, &new)?;
        let store = self.0.clone();
        let change = Change::Order { step: OrderStep::Entered, name: new.name.clone() };
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| enter(tx, &store, deed, &new);
        self.0.act(who, patient, Action::Manage(change), work).await
    }

    /// Ends an order before its day: what it ended stays ended. For the office.
    pub async fn end_order(
        &self,
        who: &Who,
        patient: &PatientKey,
        order: &CourtOrder,
    ) -> Result<()> {
        let (store, id) = (self.0.clone(), order.id.clone());
        let change = Change::Order { step: OrderStep::Ended, name: order.name.clone() };
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            for part in parts::all(tx, &store, deed.permit.patient())? {
                let rows = tx.query(OF_PATIENT, &[part.as_str().into()])?;
                let own = rows.iter().find(|row| row.get::<&str>(0).is_ok_and(|one| one == id));
                let Some(row) = own else { continue };
                guard::check(&store, TABLE, row)?;
                let columns = [
                    id.as_str().into(),
                    part.as_str().into(),
                    row.get::<i64>(2)?.into(),
                    row.get::<Option<&str>>(3)?.into(),
                    store.now().as_microsecond().into(),
                    row.get::<&[u8]>(5)?.into(),
                ];
                let values = guard::guarded(&store, TABLE, columns);
                if tx.execute(END, &values)? == 0 {
                    return Err(StoreError::NotFound);
                }
                let proof = vec![guard::left(&store, TABLE, &id, &values)];
                return deed.left(tx, &store, &part, proof);
            }
            Err(StoreError::NotFound)
        };
        self.0.act(who, patient, Action::Manage(change), work).await
    }

    /// The orders of a record, oldest first, with those that are over. For the office.
    pub async fn orders(&self, who: &Who, patient: &PatientKey) -> Result<Vec<CourtOrder>> {
        let (store, who, patient) = (self.0.clone(), who.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::KeepRepresentatives)?;
            let record = parts::root(tx, &store, &patient)?;
            let all = of_record(tx, &store, &record)?;
            Ok(all.into_iter().map(|(order, _)| order).collect())
        };
        self.0.inner.db.read("orders of a record", work).await
    }
}

/// Nobody lets in whom a court keeps out: by the name they go by here or by their account.
/// `NotAllowed("barred-by-order")`.
pub(crate) fn must_not_bar(
    tx: &mut Tx<'_>,
    store: &Store,
    record: &PatientKey,
    (name, account): (&str, Option<&AccountId>),
) -> Result<()> {
    let bars = |named: &Named| {
        let is_account = account.is_some_and(|own| named.accounts.contains(&own.0));
        is_account || representative::may_be_named(&named.name, name)
    };
    let record = parts::root(tx, store, record)?;
    let all = of_record(tx, store, &record)?;
    if all.iter().any(|(order, named)| order.holds && bars(named)) {
        return Err(StoreError::NotAllowed("barred-by-order"));
    }
    Ok(())
}

fn enter(tx: &mut Tx<'_>, store: &Store, deed: &mut Deed, new: &NewOrder) -> Result<usize> {
    let paper = match &new.paper {
        Some(paper) => Some(papers::add(tx, store, deed, paper)?),
        None => None,
    };
    let record = deed.permit.patient().clone();
    let (mut count, mut accounts) = (0, Vec::new());
    for part in parts::all(tx, store, &record)? {
        for mut grant in grants::of_patient(tx, store, &part)? {
            let account = match &grant.holder {
                Holder::Account(account) => Some(account.clone()),
                _ => None,
            };
            let own = match &account {
                Some(account) => people::name_of(tx, store, account)?,
                None => None,
            };
            let mut names = own.iter().chain([&grant.name]);
            if !names.any(|name| representative::may_be_named(&new.name, name)) {
                continue;
            }
            accounts.extend(account.map(|account| account.0));
            if grant.ended_at.is_none() {
                grant.ended_at = Some(store.now());
                let mut proof = vec![grants::change(tx, store, &part, &grant)?];
                proof.extend(invitations::drop_unused(tx, store, &part, Some(&grant.id))?);
                deed.left(tx, store, &part, proof)?;
                count += 1;
            }
        }
    }
    accounts.sort_unstable();
    accounts.dedup();
    let by = deed.permit.by().origin().name.clone();
    let named = Named { name: new.name.clone(), note: new.note.clone(), by, accounts, paper };
    let id = people::new_id(store);
    let plain = serde_json::to_vec(&named)
        .map_err(|error| StoreError::Altered(format!("an order can't be written: {error}")))?;
    let key = data_key(tx, store, &record)?;
    let sealed = seal::seal(&key, store.random(), &context(&record, &id), &plain);
    let columns = [
        id.as_str().into(),
        record.as_str().into(),
        store.now().as_microsecond().into(),
        new.until.map(|day| day.to_string()).into(),
        Value::Null,
        sealed.into(),
    ];
    let values = guard::guarded(store, TABLE, columns);
    tx.execute(INSERT, &values)?;
    deed.proof.push(guard::left(store, TABLE, &id, &values));
    Ok(count)
}

/// All orders of a record, in whichever of its parts they stand, with what is sealed of each.
fn of_record(
    tx: &mut Tx<'_>,
    store: &Store,
    record: &PatientKey,
) -> Result<Vec<(CourtOrder, Named)>> {
    let mut all = Vec::new();
    for part in parts::all(tx, store, record)? {
        let rows = tx.query(OF_PATIENT, &[part.as_str().into()])?;
        if rows.is_empty() {
            continue;
        }
        let key = data_key(tx, store, &part)?;
        for row in &rows {
            all.push(opened(store, &key, &part, row)?);
        }
    }
    Ok(all)
}

fn opened(
    store: &Store,
    key: &seal::DataKey,
    patient: &PatientKey,
    row: &Row,
) -> Result<(CourtOrder, Named)> {
    guard::check(store, TABLE, row)?;
    let id: &str = row.get(0)?;
    let altered = || StoreError::Altered(format!("{TABLE} {id}: it does not open"));
    let plain = seal::open(key, &context(patient, id), row.get(5)?).map_err(|_| altered())?;
    let named: Named = serde_json::from_slice(&plain).map_err(|_| altered())?;
    // A day that can't be read must never lift an order.
    let until = match row.get::<Option<&str>>(3)? {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| altered())?),
    };
    let ended: Option<Timestamp> = row.get(4)?;
    let order = CourtOrder {
        id: id.to_owned(),
        name: named.name.clone(),
        note: named.note.clone(),
        since: row.get(2)?,
        by: named.by.clone(),
        until,
        ended,
        holds: ended.is_none() && !has_ended(until, store.today()),
        paper: named.paper.clone(),
    };
    Ok((order, named))
}

fn must_fit(store: &Store, new: &NewOrder) -> Result<()> {
    let is_named = !new.name.is_empty() && new.name.chars().count() <= NAME_CHARS_MAX;
    let is_noted = !new.note.is_empty() && new.note.chars().count() <= REQUEST_CHARS_MAX;
    if !is_named || !is_noted {
        return Err(StoreError::NotAllowed("order-needs-words"));
    }
    if has_ended(new.until, store.today()) {
        return Err(StoreError::NotAllowed("order-needs-day"));
    }
    new.paper.as_ref().map_or(Ok(()), papers::must_fit)
}

fn context(patient: &PatientKey, id: &str) -> Vec<u8> {
    format!("access_order|{patient}|{id}").into_bytes()
}
