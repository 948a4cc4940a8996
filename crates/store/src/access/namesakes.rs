//! Somebody else who has the name in a court's order, and has not come here yet: the office says how it knows
//! them, whoever may let others in does so by that name, and the code is handed over by the office alone, to
//! whom it has looked at. No code that goes from hand to hand lets in anybody of that name.

use bluebutton_record::{PatientKey, representative};

use super::grants::Grant;
use super::named::{Awaited, Named};
use super::orders::{self, CourtOrder};
use super::{Access, Action, Change, Deed, Who};
use crate::Store;
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::OrderStep;
use crate::limits::{NAME_CHARS_MAX, NAMESAKES_MAX, REQUEST_CHARS_MAX};
use crate::records::parts;

/// The orders of a record that hold, for whom they await.
pub(crate) struct Awaiting(Vec<Named>);

impl Access<'_> {
    /// Says that somebody of an order's name, who has no account here, is not whom it means, and how the
    /// office knows. They are let in by their name then; the code is the office's to hand over.
    /// `NotAllowed("order-await-needs-words")` without name or reason, `"order-other-name"` for a name that it
    /// does not keep out, `"order-too-many-names"`.
    pub async fn await_namesake(
        &self,
        who: &Who,
        patient: &PatientKey,
        order: &CourtOrder,
        (name, why): (&str, &str),
    ) -> Result<()> {
        let (name, why) = (name.trim().to_owned(), why.trim().to_owned());
        let fits = |text: &str, most| !text.is_empty() && text.chars().count() <= most;
        if !fits(&name, NAME_CHARS_MAX) || !fits(&why, REQUEST_CHARS_MAX) {
            return Err(StoreError::NotAllowed("order-await-needs-words"));
        }
        if !representative::may_be_named(&order.name, &name) {
            return Err(StoreError::NotAllowed("order-other-name"));
        }
        let (store, id) = (self.0.clone(), order.id.clone());
        let told = Change::Order { step: OrderStep::Spared, name: name.clone() };
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let by = deed.permit.by().origin().name.clone();
            orders::change(tx, &store, deed, &id, |key, part, row| {
                let (order, mut named) = orders::opened(&store, key, part, row)?;
                if named.awaited.len() >= NAMESAKES_MAX {
                    return Err(StoreError::NotAllowed("order-too-many-names"));
                }
                let (name, why, by) = (name.clone(), why.clone(), by.clone());
                named.awaited.push(Awaited { name, why, by, grants: Vec::new() });
                let ended = order.ended.map(jiff::Timestamp::as_microsecond);
                Ok((ended, orders::sealed(&store, key, (part, &order.id), &named)?))
            })
        };
        self.0.act(who, patient, Action::Manage(told), work).await
    }
}

impl Awaiting {
    /// Those of a record.
    pub(crate) fn of(tx: &mut Tx<'_>, store: &Store, record: &PatientKey) -> Result<Self> {
        let record = parts::root(tx, store, record)?;
        let all = orders::of_record(tx, store, &record)?.into_iter();
        Ok(Self(all.filter(|(order, _)| order.holds).map(|(_, named)| named).collect()))
    }

    /// Whether somebody of that name comes with a code of the office's alone.
    pub(crate) fn awaits(&self, name: &str) -> bool {
        self.0.iter().any(|named| named.awaits(name))
    }
}

/// Takes note in each order that the office made the code of a grant.
pub(crate) fn hand(tx: &mut Tx<'_>, store: &Store, deed: &mut Deed, grant: &Grant) -> Result<()> {
    let record = deed.permit.patient().clone();
    for (order, named) in orders::of_record(tx, store, &record)? {
        if !order.holds || !named.awaits(&grant.name) {
            continue;
        }
        orders::change(tx, store, deed, &order.id, |key, part, row| {
            let (order, mut named) = orders::opened(store, key, part, row)?;
            named.hand(&grant.id, &grant.name);
            let ended = order.ended.map(jiff::Timestamp::as_microsecond);
            Ok((ended, orders::sealed(store, key, (part, &order.id), &named)?))
        })?;
    }
    Ok(())
}
