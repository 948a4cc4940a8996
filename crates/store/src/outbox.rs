//! What was done and is still to be told to somebody who does more with it, such as notices by e-mail:
//! a row for each event and consumer, written in the transaction of the event itself. Nothing that
//! was done is missing from it, and nothing is in it that was not.
//!
//! A consumer takes what is ready for a short time, tells it, and says that it is done. One that dies
//! in between finds it again: each is told **at least once**, and a consumer must bear the second time.

#[cfg(test)]
mod tests;

use bluebutton_record::PatientKey;
use jiff::{SignedDuration, Timestamp};

use crate::Store;
use crate::audit::{self, Chain};
use crate::db::{Row, Tx, Value};
use crate::error::Result;
use crate::events::{By, Event, Line};
use crate::limits::{LIST_MAX, OUTBOX_KEPT_SECONDS, OUTBOX_LEASE_SECONDS};

/// The door to what is still to be told.
pub struct Outbox<'s>(pub(crate) &'s Store);

/// Who does more with an event. What each wants is said in `Event::consumers`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consumer {
    /// Notices to people, by e-mail.
    Notices,
}

/// An event that a consumer has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxItem {
    /// Whose record it was done to; `None` for what belongs to no patient.
    pub patient: Option<PatientKey>,
    /// Its place in that chain: with [`OutboxItem::patient`] it names the event for good.
    pub seq: i64,
    /// When it was done.
    pub at: Timestamp,
    /// Who did it.
    pub by: By,
    /// What.
    pub event: Event,
    /// How often it was taken before.
    pub tries: u32,
    consumer: Consumer,
}

const INSERT: &str = "
    insert into outbox (patient_id, seq, consumer, made_at, ready_at, tries)
    values ($1, $2, $3, $4, $4, 0)";

/// Over all records: finds what is ready, whoever's it is; each is then locked by its key.
const READY: &str = "
    select patient_id, seq, consumer
    from outbox
    where consumer = $1 and ready_at <= $2
    order by ready_at, patient_id, seq
    limit $3";

const ONE: &str = "
    select patient_id, seq, consumer, ready_at, tries
    from outbox
    where patient_id = $1 and seq = $2 and consumer = $3";

const LEASE: &str = "
    update outbox
    set ready_at = $4, tries = tries + 1
    where patient_id = $1 and seq = $2 and consumer = $3";

const PUT_OFF: &str = "
    update outbox
    set ready_at = $4
    where patient_id = $1 and seq = $2 and consumer = $3";

const DONE: &str = "
    delete from outbox
    where patient_id = $1 and seq = $2 and consumer = $3";

/// Over all records: what nobody took for weeks is told to nobody any more.
const DROP_OLD: &str = "
    delete from outbox
    where made_at < $1";

/// The rows of an event, to be written with its line.
pub(crate) fn rows(
    chain: &str,
    seq: i64,
    at: i64,
    line: &Line,
) -> impl Iterator<Item = (&'static str, Vec<Value>)> {
    let of_event = line.event.consumers(chain == Chain::Site.as_str());
    of_event.iter().filter(|_| !line.is_copy).map(move |consumer| {
        (INSERT, vec![chain.into(), seq.into(), consumer.word().into(), at.into()])
    })
}

impl Outbox<'_> {
    /// Takes what is ready for a consumer, the oldest first, for some minutes: after that it is ready
    /// again, unless it is [`done`](Self::done).
    pub async fn take(&self, consumer: Consumer, at_most: usize) -> Result<Vec<OutboxItem>> {
        let now = self.0.now().as_microsecond();
        let wanted = at_most.min(LIST_MAX) as i64;
        let params = move || [consumer.word().into(), now.into(), wanted.into()];
        // Most times there is nothing: find that out without a write.
        let look = move |tx: &mut Tx<'_>| tx.query(READY, &params());
        if self.0.inner.db.read("look into the outbox", look).await?.is_empty() {
            return Ok(Vec::new());
        }
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| {
            let keys = tx.query(READY, &params())?;
            let each: Vec<Vec<Value>> = keys.into_iter().map(|row| row.0).collect();
            let mut taken = Vec::new();
            for row in tx.lock_each_free(ONE, &each)? {
                // Somebody else may have had it since the look.
                if row.get::<i64>(3)? <= now {
                    taken.extend(take_one(tx, &store, consumer, &row)?);
                }
            }
            Ok(taken)
        };
        self.0.inner.db.write("take from the outbox", work).await
    }

    /// It was told: it does not come again.
    pub async fn done(&self, item: &OutboxItem) -> Result<()> {
        let key = item.key();
        let work = move |tx: &mut Tx<'_>| tx.execute(DONE, &key).map(|_| ());
        self.0.inner.db.write("take out of the outbox", work).await
    }

    /// It could not be told: it comes again at that time.
    pub async fn later(&self, item: &OutboxItem, at: Timestamp) -> Result<()> {
        let mut values = item.key();
        values.push(at.as_microsecond().into());
        let work = move |tx: &mut Tx<'_>| tx.execute(PUT_OFF, &values).map(|_| ());
        self.0.inner.db.write("put off what is to be told", work).await
    }

    /// Drops what nobody took for weeks, such as where no consumer is set up.
    pub async fn tidy(&self) -> Result<()> {
        let old = self.0.now().as_microsecond() - OUTBOX_KEPT_SECONDS * 1_000_000;
        let work = move |tx: &mut Tx<'_>| tx.execute(DROP_OLD, &[old.into()]).map(|_| ());
        self.0.inner.db.write("drop what is old in the outbox", work).await
    }
}

/// Takes one row of [`ONE`]; `None` where its line does not open: `verify` names it, and nobody is
/// told what may never have happened.
fn take_one(
    tx: &mut Tx<'_>,
    store: &Store,
    consumer: Consumer,
    row: &Row,
) -> Result<Option<OutboxItem>> {
    let (chain, seq): (&str, i64) = (row.get(0)?, row.get(1)?);
    let tries = row.get(4)?;
    let line = audit::line_at(tx, store, chain, seq)?;
    let Some((at, (by, event))) = line.and_then(|line| Some((line.at, line.told?))) else {
        tx.execute(DONE, &[chain.into(), seq.into(), consumer.word().into()])?;
        return Ok(None);
    };
    let patient = PatientKey::parse(chain).filter(|_| chain != Chain::Site.as_str());
    let item = OutboxItem { patient, seq, at, by, event, tries, consumer };
    let now = store.now();
    let until = now.checked_add(SignedDuration::from_secs(OUTBOX_LEASE_SECONDS)).unwrap_or(now);
    let mut values = item.key();
    values.push(until.as_microsecond().into());
    tx.execute(LEASE, &values)?;
    Ok(Some(item))
}

impl OutboxItem {
    fn key(&self) -> Vec<Value> {
        let chain = self.patient.as_ref().map_or(Chain::Site.as_str(), PatientKey::as_str);
        vec![chain.into(), self.seq.into(), self.consumer.word().into()]
    }
}

impl Consumer {
    /// Its word in the table.
    fn word(self) -> &'static str {
        match self {
            Self::Notices => "notices",
        }
    }
}

impl Store {
    /// What is still to be told.
    pub fn outbox(&self) -> Outbox<'_> {
        Outbox(self)
    }
}
