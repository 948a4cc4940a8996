//! Court orders that keep somebody out of a record, as the office entered them: whom they name is let in
//! by nobody while one holds, neither by a name that is typed nor by a code that somebody hands them. A name
//! is not a person: of somebody else who has it, too, the office says so, with how it knows ([`Access::spare`]).
//!
//! Law: 45 CFR 164.502(g)(3)(ii), (g)(5); 164.512(a), (e).

use bluebutton_crypto::seal;
use bluebutton_record::{PatientKey, Task, representative};
use jiff::Timestamp;
use jiff::civil::Date;

use super::grants::{self, Holder, has_ended};
use super::named::{ComingIn, Named, PersonLetIn};
use super::papers::{self, OfficePaper};
use super::{Access, Action, Change, Deed, Who};
use crate::Store;
use crate::accounts::staff::on_duty;
use crate::accounts::{invitations, people};
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::events::OrderStep;
use crate::guard;
use crate::limits::{NAME_CHARS_MAX, REQUEST_CHARS_MAX};
use crate::patients::data_key;
use crate::records::parts;

pub use super::named::{AwaitedNamesake, MaybeMeant};

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
    /// Who is or was let in and may be meant, by their name or account.
    pub maybe_meant: Vec<MaybeMeant>,
    /// Others of that name who have not come yet.
    pub awaited: Vec<AwaitedNamesake>,
    /// The paper, by its id.
    pub paper: Option<String>,
}

pub(crate) const TABLE: &str = "access_order";

const INSERT: &str = "
    insert into access_order (order_id, patient_id, made_at, until, ended_at, sealed, guard)
    values ($1, $2, $3, $4, $5, $6, $7)";

/// Of one that was not ended.
const CHANGE: &str = "
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
        let change_of = Change::Order { step: OrderStep::Ended, name: order.name.clone() };
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let ended = Some(store.now().as_microsecond());
            change(tx, &store, deed, &id, |_, _, row| Ok((ended, row.get::<&[u8]>(5)?.to_vec())))
        };
        self.0.act(who, patient, Action::Manage(change_of), work).await
    }

    /// Says that somebody who has the name in an order and came here with an account is not whom it means, and
    /// how the office knows: for the office. What the order ended stays ended, and may be given back.
    /// `NotAllowed("order-spare-needs-words")` without that, `NotFound` for whom it does not mean anyway, or who never
    /// came: a code goes from hand to hand.
    pub async fn spare(
        &self,
        who: &Who,
        patient: &PatientKey,
        (order, one): (&CourtOrder, &MaybeMeant),
        why: &str,
    ) -> Result<()> {
        let why = why.trim().to_owned();
        if why.is_empty() || why.chars().count() > REQUEST_CHARS_MAX {
            return Err(StoreError::NotAllowed("order-spare-needs-words"));
        }
        let (store, id, grant) = (self.0.clone(), order.id.clone(), one.grant.clone());
        let told = Change::Order { step: OrderStep::Spared, name: one.name.clone() };
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let record = deed.permit.patient().clone();
            let by = deed.permit.by().origin().name.clone();
            let all = let_in_to(tx, &store, &record)?;
            let known = all.into_iter().find(|one| one.grant == grant);
            let person = known.ok_or(StoreError::NotFound)?;
            change(tx, &store, deed, &id, |key, part, row| {
                let (order, mut named) = opened(&store, key, part, row)?;
                if !named.spare(&person, (&why, by.as_ref())) {
                    return Err(StoreError::NotFound);
                }
                let ended = order.ended.map(Timestamp::as_microsecond);
                Ok((ended, sealed(&store, key, (part, &order.id), &named)?))
            })
        };
        self.0.act(who, patient, Action::Manage(told), work).await
    }

    /// The orders of a record, oldest first, with those that are over. For the office.
    pub async fn orders(&self, who: &Who, patient: &PatientKey) -> Result<Vec<CourtOrder>> {
        let (store, who, patient) = (self.0.clone(), who.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::KeepRepresentatives)?;
            let record = parts::root(tx, &store, &patient)?;
            let people = let_in_to(tx, &store, &record)?;
            let all = of_record(tx, &store, &record)?.into_iter().map(|(order, named)| {
                let meant = people.iter().filter_map(|person| named.shown(person));
                CourtOrder { maybe_meant: meant.collect(), ..order }
            });
            Ok(all.collect())
        };
        self.0.inner.db.read("orders of a record", work).await
    }
}

/// Nobody lets in whom a court keeps out: by the name they go by here, their account, or the code they
/// come with.
/// `NotAllowed("barred-by-order")`.
pub(crate) fn must_not_bar(
    tx: &mut Tx<'_>,
    store: &Store,
    record: &PatientKey,
    one: ComingIn<'_>,
) -> Result<()> {
    let record = parts::root(tx, store, record)?;
    let all = of_record(tx, store, &record)?;
    if all.iter().any(|(order, named)| order.holds && named.bars(one)) {
        return Err(StoreError::NotAllowed("barred-by-order"));
    }
    Ok(())
}

/// Everybody who is or was let in to a record.
fn let_in_to(tx: &mut Tx<'_>, store: &Store, record: &PatientKey) -> Result<Vec<PersonLetIn>> {
    let mut all = Vec::new();
    for part in parts::all(tx, store, record)? {
        for grant in grants::of_patient(tx, store, &part)? {
            let account = match grant.holder {
                Holder::Account(account) => Some(account),
                _ => None,
            };
            let own = match &account {
                Some(account) => people::name_of(tx, store, account)?,
                None => None,
            };
            let names = own.into_iter().chain([grant.name]).collect();
            all.push(PersonLetIn { grant: grant.id, names, account: account.map(|own| own.0) });
        }
    }
    Ok(all)
}

/// Changes an order that was not ended, in whichever part it stands: when it ends, and what is sealed of it.
pub(super) fn change(
    tx: &mut Tx<'_>,
    store: &Store,
    deed: &mut Deed,
    id: &str,
    anew: impl Fn(&seal::DataKey, &PatientKey, &Row) -> Result<(Option<i64>, Vec<u8>)>,
) -> Result<()> {
    for part in parts::all(tx, store, deed.permit.patient())? {
        let rows = tx.query(OF_PATIENT, &[part.as_str().into()])?;
        let own = rows.iter().find(|row| row.get::<&str>(0).is_ok_and(|one| one == id));
        let Some(row) = own else { continue };
        guard::check(store, TABLE, row)?;
        let key = data_key(tx, store, &part)?;
        let (ended, sealed) = anew(&key, &part, row)?;
        let columns = [
            id.into(),
            part.as_str().into(),
            row.get::<i64>(2)?.into(),
            row.get::<Option<&str>>(3)?.into(),
            ended.into(),
            sealed.into(),
        ];
        let values = guard::guarded(store, TABLE, columns);
        if tx.execute(CHANGE, &values)? == 0 {
            return Err(StoreError::NotFound);
        }
        let proof = vec![guard::left_whole(store, TABLE, id, &values)];
        return deed.left(tx, store, &part, proof);
    }
    Err(StoreError::NotFound)
}

pub(super) fn sealed(
    store: &Store,
    key: &seal::DataKey,
    (part, id): (&PatientKey, &str),
    named: &Named,
) -> Result<Vec<u8>> {
    let plain = serde_json::to_vec(named)
        .map_err(|error| StoreError::Altered(format!("an order can't be written: {error}")))?;
    Ok(seal::seal(key, store.random(), &context(part, id), &plain))
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
    let (name, note) = (new.name.clone(), new.note.clone());
    let named = Named { name, note, by, accounts, paper, spared: Vec::new(), awaited: Vec::new() };
    let id = people::new_id(store);
    let key = data_key(tx, store, &record)?;
    let sealed = sealed(store, &key, (&record, &id), &named)?;
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
    deed.proof.push(guard::left_whole(store, TABLE, &id, &values));
    Ok(count)
}

/// All orders of a record, in whichever of its parts they stand, with what is sealed of each.
pub(super) fn of_record(
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

pub(super) fn opened(
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
        maybe_meant: Vec::new(),
        awaited: named.awaited.iter().map(AwaitedNamesake::from).collect(),
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
