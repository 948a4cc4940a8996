//! What was sent, or is about to be: the patient sees each one's state.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use bluebutton_crypto::seal;
use bluebutton_record::{DateRange, Language, PatientKey, ResourceId, Section, Selection};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Store;
use crate::access::{self, Action, RecordPermit};
use crate::accounts::{AccountId, people};
use crate::audit::{self, NewLine};
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::jobs;
use crate::limits::{LIST_MAX, MESSAGE_CHARS_MAX};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    pub by: Option<AccountId>,
    /// What.
    pub what: NewTransmission,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Where it stands.
    pub state: State,
    /// When that changed last.
    pub changed_at: Timestamp,
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
pub enum State {
    /// In the job list.
    Waiting,
    /// Tried, not yet through: message id why, and when it is tried again.
    Delayed {
        /// Message id.
        why: String,
        /// When.
        next: Timestamp,
    },
    /// Given to the recipient's mail server.
    Sent,
    /// Given up: message id why.
    Failed {
        /// Message id.
        why: String,
    },
}

/// The kind of the job that a transmission is.
pub const JOB_KIND: &str = "transmission";

/// What a transmission's job says: which one it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransmissionJob {
    /// The patient's key.
    pub patient: String,
    /// The transmission's id.
    pub id: String,
}

/// What is sealed of a transmission.
#[derive(Serialize, Deserialize)]
struct Content {
    way: String,
    to: String,
    sections: Option<Vec<u8>>,
    from: Option<String>,
    until: Option<String>,
    visit: Option<String>,
    message: Option<String>,
    language: String,
    risk_accepted: bool,
}

const INSERT: &str = "
    insert into transmission
        (patient_id, transmission_id, account_id, sealed, asked_at, state, changed_at)
    values ($1, $2, $3, $4, $5, 'waiting', $5)";

const NEWEST: &str = "
    select transmission_id, account_id, sealed, asked_at, state, why, next_at, changed_at
    from transmission
    where patient_id = $1
    order by asked_at desc, transmission_id
    limit $2";

const ONE: &str = "
    select transmission_id, account_id, sealed, asked_at, state, why, next_at, changed_at
    from transmission
    where patient_id = $1 and transmission_id = $2";

const SET_STATE: &str = "
    update transmission
    set state = $3, why = $4, next_at = $5, changed_at = $6
    where patient_id = $1 and transmission_id = $2";

impl Transmissions<'_> {
    /// Asks for a transmission: row and job in one transaction, and for plain e-mail an audit line
    /// that the risk was accepted. Its id. The permit (and with it the audit line) must come from
    /// [`Action::Transmit`] for the same way and address.
    pub async fn ask(
        &self,
        permit: &RecordPermit,
        by: Option<&AccountId>,
        what: NewTransmission,
    ) -> Result<String> {
        check(permit, &what)?;
        let (store, patient, by) = (self.0.clone(), permit.patient().clone(), by.cloned());
        let work = move |tx: &mut Tx<'_>| {
            let now = store.now();
            let id = people::new_id(&store);
            let values = [
                patient.as_str().into(),
                id.as_str().into(),
                by.as_ref().map(|by| by.0.as_str()).into(),
                sealed(&store, &patient, &id, &what)?.into(),
                now.as_microsecond().into(),
            ];
            tx.execute(INSERT, &values)?;
            if what.way == Way::Email {
                let line = risk_line(tx, &store, by.as_ref(), &what)?;
                audit::append(tx, &store, &patient, now, &line)?;
            }
            let job = TransmissionJob { patient: patient.to_string(), id: id.clone() };
            jobs::add(tx, &store, JOB_KIND, &json(&job)?)?;
            Ok(id)
        };
        let id = self.0.inner.db.write("ask for transmission", work).await?;
        jobs::wake();
        Ok(id)
    }

    /// The newest transmissions of the permit's patient.
    pub async fn list(&self, permit: &RecordPermit, take: usize) -> Result<Vec<Transmission>> {
        let (store, patient) = (self.0.clone(), permit.patient().clone());
        let work = move |tx: &mut Tx<'_>| {
            let take = take.min(LIST_MAX) as i64;
            let rows = tx.query(NEWEST, &[patient.as_str().into(), take.into()])?;
            rows.iter().map(|row| opened(&store, &patient, row)).collect()
        };
        self.0.inner.db.read("list transmissions", work).await
    }

    /// One, for the worker.
    pub async fn get(&self, patient: &PatientKey, id: &str) -> Result<Option<Transmission>> {
        let (store, patient, id) = (self.0.clone(), patient.clone(), id.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            let row = tx.first(ONE, &[patient.as_str().into(), id.into()])?;
            row.map(|row| opened(&store, &patient, &row)).transpose()
        };
        self.0.inner.db.read("read transmission", work).await
    }

    /// Where it stands now; writes an audit line for sent and failed, in the same transaction.
    pub async fn set_state(&self, patient: &PatientKey, id: &str, state: State) -> Result<()> {
        let (store, patient, id) = (self.0.clone(), patient.clone(), id.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            let now = store.now();
            audit::lock(tx, &patient)?;
            let key = [patient.as_str().into(), id.as_str().into()];
            let row = tx.first(ONE, &key)?.ok_or(StoreError::NotFound)?;
            let what = opened(&store, &patient, &row)?.what;
            let (word, why, next) = match &state {
                State::Waiting => ("waiting", None, None),
                State::Delayed { why, next } => ("delayed", Some(why.as_str()), Some(next)),
                State::Sent => ("sent", None, None),
                State::Failed { why } => ("failed", Some(why.as_str()), None),
            };
            let [patient_id, transmission_id] = key;
            let next = next.map(|next| next.as_microsecond());
            let now_at = now.as_microsecond().into();
            let why = why.into();
            let values = [patient_id, transmission_id, word.into(), why, next.into(), now_at];
            tx.execute(SET_STATE, &values)?;
            if matches!(state, State::Sent | State::Failed { .. }) {
                let mut line = transmit_line(&what);
                word.clone_into(&mut line.outcome);
                audit::append(tx, &store, &patient, now, &line)?;
            }
            Ok(())
        };
        self.0.inner.db.write("set state of transmission", work).await
    }
}

/// Whether what is asked for is what the permit was made for.
fn check(permit: &RecordPermit, what: &NewTransmission) -> Result<()> {
    let Action::Transmit { way, to, selection } = permit.action() else {
        return Err(StoreError::NotAllowed("not-for-sending"));
    };
    if *way != what.way.slug() || *to != what.to || *selection != what.selection {
        return Err(StoreError::NotAllowed("not-for-this-sending"));
    }
    if what.way == Way::Email && !what.risk_accepted {
        return Err(StoreError::NotAllowed("risk-not-accepted"));
    }
    if what.message.as_ref().is_some_and(|message| message.chars().count() > MESSAGE_CHARS_MAX) {
        return Err(StoreError::NotAllowed("message-too-long"));
    }
    Ok(())
}

/// That the patient was warned of plain e-mail and wants it (45 CFR 164.524(c), OCR guidance).
fn risk_line(
    tx: &mut Tx<'_>,
    store: &Store,
    by: Option<&AccountId>,
    what: &NewTransmission,
) -> Result<NewLine> {
    let mut line = transmit_line(what);
    "risk-accepted".clone_into(&mut line.outcome);
    "operator".clone_into(&mut line.role);
    if let Some(by) = by {
        line.who = people::load(tx, store, by)?.map(|account| account.name);
        line.account = Some(by.0.clone());
        "patient".clone_into(&mut line.role);
    }
    Ok(line)
}

fn transmit_line(what: &NewTransmission) -> NewLine {
    NewLine {
        selection: access::selection_words(&what.selection),
        to: Some(what.to.clone()),
        ..NewLine::program("transmit", what.way.slug())
    }
}

fn sealed(
    store: &Store,
    patient: &PatientKey,
    id: &str,
    what: &NewTransmission,
) -> Result<Vec<u8>> {
    let selection = &what.selection;
    let numbers = |sections: &BTreeSet<Section>| sections.iter().map(|s| s.number()).collect();
    let content = Content {
        way: what.way.slug().to_owned(),
        to: what.to.clone(),
        sections: selection.sections.as_ref().map(numbers),
        from: selection.dates.from.map(|date| date.to_string()),
        until: selection.dates.to.map(|date| date.to_string()),
        visit: selection.visit.as_ref().map(ToString::to_string),
        message: what.message.clone(),
        language: what.language.tag().to_owned(),
        risk_accepted: what.risk_accepted,
    };
    let plain = json(&content)?;
    let key = &store.inner.keys.site;
    Ok(seal::seal(key, store.random(), &context(patient, id), plain.as_bytes()))
}

/// Opens a row of `transmission_id, account_id, sealed, asked_at, state, why, next_at, changed_at`.
fn opened(store: &Store, patient: &PatientKey, row: &Row) -> Result<Transmission> {
    let id = row.text(0);
    let altered = || StoreError::Altered(format!("transmission {patient} {id}"));
    let plain = seal::open(&store.inner.keys.site, &context(patient, id), row.bytes(2));
    let content: Content =
        serde_json::from_slice(&plain.map_err(|_| altered())?).map_err(|_| altered())?;
    let moment = |column| Timestamp::from_microsecond(row.int(column)).map_err(|_| altered());
    let why = row.text(5).to_owned();
    Ok(Transmission {
        id: id.to_owned(),
        patient: patient.clone(),
        by: Some(row.text(1)).filter(|by| !by.is_empty()).map(|by| AccountId(by.to_owned())),
        what: content.read().ok_or_else(altered)?,
        asked_at: moment(3)?,
        state: match row.text(4) {
            "sent" => State::Sent,
            "failed" => State::Failed { why },
            "delayed" => State::Delayed { why, next: moment(6)? },
            _ => State::Waiting,
        },
        changed_at: moment(7)?,
    })
}

impl Content {
    /// `None` if something in it can't be read: then nothing is sent, rather than too much.
    fn read(self) -> Option<NewTransmission> {
        let sections = match self.sections {
            None => None,
            Some(numbers) => {
                let sections = numbers.into_iter().map(Section::from_number);
                Some(sections.collect::<Option<BTreeSet<Section>>>()?)
            }
        };
        let day = |text: Option<String>| text.map(|text| text.parse()).transpose().ok();
        let dates = DateRange { from: day(self.from)?, to: day(self.until)? };
        let visit = match self.visit {
            None => None,
            Some(visit) => Some(ResourceId::parse(&visit)?),
        };
        Some(NewTransmission {
            way: Way::parse(&self.way)?,
            to: self.to,
            selection: Selection { dates, sections, visit },
            message: self.message,
            language: Language::parse(&self.language)?,
            risk_accepted: self.risk_accepted,
        })
    }
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|error| StoreError::Altered(format!("a transmission can't be written: {error}")))
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
