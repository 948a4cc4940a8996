//! What was sent, or is about to be: the patient sees each one's state.

mod content;
mod states;
#[cfg(test)]
mod tests;

use bluebutton_crypto::hash::keyed_hash;
use bluebutton_record::resource::base32;
use bluebutton_record::{Language, PatientKey, Selection};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub(crate) use states::{hold, let_go, settled};

use self::content::{opened, sealed};
use crate::Store;
use crate::access::{Action, Deed, RecordPermit, Who};
use crate::accounts::{AccountId, people, throttle};
use crate::audit::{self, Chain};
use crate::db::{Tx, Value};
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line, Part, SendingStep};
use crate::guard;
use crate::jobs::{self, Job, TransmissionJob};
use crate::limits::{
    ACCOUNT_TRANSMISSIONS_PER_DAY, LIST_MAX, MESSAGE_CHARS_MAX, TRANSMISSIONS_PER_DAY,
};
use crate::patients;
use crate::records::parts;

/// The door to transmissions.
pub struct Transmissions<'s>(pub(crate) &'s Store);

/// What is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTransmission {
    /// `direct` or `email`.
    pub way: Way,
    /// The address.
    pub to: String,
    /// What of the record.
    pub selection: Selection,
    /// A line from the patient to the recipient.
    pub message: Option<String>,
    /// The language of the human-readable file.
    pub language: Language,
    /// For e-mail: the patient was warned of the risk and wants it (45 CFR 164.524(c), OCR guidance).
    pub risk_accepted: bool,
}

/// How it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// Direct: signed and encrypted.
    Direct,
    /// Plain e-mail.
    Email,
}

/// A transmission.
#[derive(Clone, Debug)]
pub struct Transmission {
    /// Its id.
    pub id: String,
    /// Whose record.
    pub patient: PatientKey,
    /// Who asked.
    pub asker: Requester,
    /// What.
    pub what: NewTransmission,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Where it stands.
    pub state: TransmissionState,
    /// When that changed last.
    pub changed_at: Timestamp,
}

/// Who asked for a transmission, as it was known at that moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requester {
    /// What they are to the record.
    pub role: AskerRole,
    /// Their account, where they have one.
    pub account: Option<AccountId>,
    /// Their name.
    pub name: Option<String>,
}

/// What somebody who asks is to the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AskerRole {
    /// The patient.
    Patient,
    /// Somebody the patient let in.
    Caregiver,
    /// The records office, at a page or at the command line.
    Office,
}

impl From<&By> for Requester {
    fn from(by: &By) -> Self {
        let by = by.origin();
        let role = match by.part {
            Part::Patient => AskerRole::Patient,
            Part::Caregiver | Part::App => AskerRole::Caregiver,
            Part::Staff | Part::Member | Part::Operator | Part::Program => AskerRole::Office,
        };
        Self { role, account: by.account.clone(), name: by.name.clone() }
    }
}

impl Way {
    /// `direct` or `email`.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Email => "email",
        }
    }

    /// The way of that word.
    pub fn parse(slug: &str) -> Option<Self> {
        [Self::Direct, Self::Email].into_iter().find(|way| way.slug() == slug)
    }
}

/// Where a transmission stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransmissionState {
    /// In the job list.
    Waiting,
    /// Being given to the recipient's mail server at this moment.
    HandingOver,
    /// Tried, not yet through: message id why, and when it is tried again.
    Delayed {
        /// Message id.
        why: String,
        /// When.
        next: Timestamp,
    },
    /// Something went wrong here; staff have to look at it before it goes on.
    Held,
    /// Given to the recipient's mail server.
    Sent,
    /// It was being handed over when this program or the connection broke off: it may have gone
    /// out or not. It is never sent again by itself.
    MayHaveGone,
    /// Given up: message id why.
    Failed {
        /// Message id.
        why: String,
    },
}

pub(crate) const TABLE: &str = "transmission";

const INSERT: &str = "
    insert into transmission
        (transmission_id, patient_id, sealed, asked_at, state, why, next_at, changed_at, guard)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

const NEWEST: &str = "
    select transmission_id, patient_id, sealed, asked_at, state, why, next_at, changed_at, guard
    from transmission
    where patient_id = $1
    order by asked_at desc, transmission_id
    limit $2";

const ONE: &str = "
    select transmission_id, patient_id, sealed, asked_at, state, why, next_at, changed_at, guard
    from transmission
    where patient_id = $1 and transmission_id = $2";

const ASKED_SINCE: &str = "
    select count(*)
    from transmission
    where patient_id = $1 and asked_at > $2";

impl Transmissions<'_> {
    /// Asks for a transmission: check, row, job and the lines that tell of it (for plain e-mail also
    /// that the risk was accepted) are one transaction. Its id.
    pub async fn ask(
        &self,
        who: &Who,
        patient: &PatientKey,
        what: NewTransmission,
    ) -> Result<String> {
        let id = people::new_id(self.0);
        self.ask_as(id, who, patient, what).await
    }

    /// The same for somebody who may click twice: of all that carry the same `once` (a random value
    /// of the page they were asked on) one is sent, and all get its id.
    pub async fn ask_once(
        &self,
        once: &str,
        who: &Who,
        patient: &PatientKey,
        what: NewTransmission,
    ) -> Result<String> {
        let account = who.account().map(|account| account.0.as_bytes()).unwrap_or_default();
        let parts = [&b"transmission"[..], patient.as_str().as_bytes(), account, once.as_bytes()];
        let hash = keyed_hash(self.0.inner.keys.index.reveal(), &parts);
        let id = base32(hash.split_at(16).0);
        self.ask_as(id, who, patient, what).await
    }

    async fn ask_as(
        &self,
        id: String,
        who: &Who,
        patient: &PatientKey,
        what: NewTransmission,
    ) -> Result<String> {
        check(&what)?;
        let (way, to, selection) = (what.way, what.to.clone(), what.selection.clone());
        let action = Action::Transmit { way, to, selection };
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            let (now, patient) = (store.now(), deed.permit.patient().clone());
            if tx.first(ONE, &[patient.as_str().into(), id.as_str().into()])?.is_some() {
                deed.was_told = true;
                return Ok(id.clone());
            }
            if let Some(account) = &deed.permit.by().account {
                must_be_few(tx, &patient, now)?;
                // Over all the records that it may send: who may open many must not empty them all.
                let (own, day) = (("sending", account.0.as_str()), store.today());
                let most = (day, ACCOUNT_TRANSMISSIONS_PER_DAY);
                if !throttle::count_in_day(tx, &store, own, most)? {
                    return Err(StoreError::NotAllowed("too-many-sent"));
                }
            }
            let key = patients::data_key(tx, &store, &patient)?;
            let asker = Requester::from(deed.permit.by());
            let columns = [
                id.as_str().into(),
                patient.as_str().into(),
                sealed(&store, &key, &context(&patient, &id), (&what, &asker))?.into(),
                now.as_microsecond().into(),
                "waiting".into(),
                Value::Null,
                Value::Null,
                now.as_microsecond().into(),
            ];
            let values = guard::guarded(&store, TABLE, columns);
            tx.execute(INSERT, &values)?;
            deed.proof.push(guard::left(&store, TABLE, &id, &settled(&values)));
            if what.way == Way::Email {
                let event = sending(&what, SendingStep::RiskAccepted);
                let line = Line::new(deed.permit.by().clone(), event);
                audit::append(tx, &store, &Chain::of(&patient), now, &line)?;
            }
            let domain = what.to.rsplit_once('@').map_or("", |(_, domain)| domain).to_owned();
            let job = TransmissionJob { patient: patient.to_string(), id: id.clone(), domain };
            jobs::add(tx, &store, &Job::Transmission(job))?;
            Ok(id.clone())
        };
        let id = self.0.act(who, patient, action, work).await?;
        jobs::wake();
        Ok(id)
    }

    /// The newest transmissions of the permit's patient.
    pub async fn list(&self, permit: &RecordPermit, take: usize) -> Result<Vec<Transmission>> {
        let (store, patient) = (self.0.clone(), permit.patient().clone());
        // Whoever may not manage the record sees what they sent themselves.
        let own = permit.own_account().cloned();
        let sees_all = permit.sees_all_deeds();
        let work = move |tx: &mut Tx<'_>| {
            let take = take.min(LIST_MAX);
            // Who asked is sealed: of others' newer ones, their own stand behind.
            let looked_at = if sees_all { take } else { LIST_MAX } as i64;
            let mut all = Vec::new();
            for part in parts::all(tx, &store, &patient)? {
                let rows = tx.query(NEWEST, &[part.as_str().into(), looked_at.into()])?;
                let key = patients::data_key(tx, &store, &part)?;
                for row in &rows {
                    all.push(opened(&store, &key, &part, row)?);
                }
            }
            all.retain(|one| sees_all || own.is_some() && one.asker.account == own);
            all.sort_by_key(|one| std::cmp::Reverse(one.asked_at));
            all.truncate(take);
            Ok(all)
        };
        self.0.inner.db.read("list transmissions", work).await
    }

    /// One, for the worker; `None` if it is gone, or the record is.
    pub async fn get(&self, patient: &PatientKey, id: &str) -> Result<Option<Transmission>> {
        let (store, patient, id) = (self.0.clone(), patient.clone(), id.to_owned());
        let work = move |tx: &mut Tx<'_>| load(tx, &store, &patient, &id);
        self.0.inner.db.read("read transmission", work).await
    }
}

fn load(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    id: &str,
) -> Result<Option<Transmission>> {
    let Some(row) = tx.first(ONE, &[patient.as_str().into(), id.into()])? else { return Ok(None) };
    let key = patients::data_key(tx, store, patient)?;
    opened(store, &key, patient, &row).map(Some)
}

/// Whoever sends more in one day than anybody needs is a program, or in somebody else's account.
fn must_be_few(tx: &mut Tx<'_>, patient: &PatientKey, now: Timestamp) -> Result<()> {
    const DAY: i64 = 24 * 60 * 60 * 1_000_000;
    let since = now.as_microsecond() - DAY;
    let row = tx.first(ASKED_SINCE, &[patient.as_str().into(), since.into()])?;
    let asked: i64 = row.map_or(Ok(0), |row| row.get(0))?;
    if asked >= TRANSMISSIONS_PER_DAY {
        return Err(StoreError::NotAllowed("too-many-sent"));
    }
    Ok(())
}

fn check(what: &NewTransmission) -> Result<()> {
    if what.way == Way::Email && !what.risk_accepted {
        return Err(StoreError::NotAllowed("risk-not-accepted"));
    }
    if what.message.as_ref().is_some_and(|message| message.chars().count() > MESSAGE_CHARS_MAX) {
        return Err(StoreError::NotAllowed("message-too-long"));
    }
    Ok(())
}

/// The event that tells how far a transmission is.
fn sending(what: &NewTransmission, step: SendingStep) -> Event {
    let selection = what.selection.to_string();
    Event::Sending { step, way: what.way, to: what.to.clone(), selection }
}

fn context(patient: &PatientKey, id: &str) -> Vec<u8> {
    format!("transmission|{patient}|{id}").into_bytes()
}

impl Store {
    /// Transmissions.
    pub fn transmissions(&self) -> Transmissions<'_> {
        Transmissions(self)
    }
}
