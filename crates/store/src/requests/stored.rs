//! A request's row, and what is sealed of it with the patient's key.

use bluebutton_crypto::seal::{self, DataKey};
use bluebutton_record::PatientKey;
use bluebutton_record::facts::day_number;
use bluebutton_record::measures::AskedRequest;
use bluebutton_record::requests::{RequestKind, RequestState};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AboutEntry, Limit, NewRequest, Request, Said, Someone};
use crate::Store;
use crate::access::Deed;
use crate::accounts::AccountId;
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::events::By;
use crate::guard;
use crate::patients::data_key;
use crate::records::parts;
use crate::transmissions::Requester;

pub(crate) const TABLE: &str = "patient_request";

/// Each request of one part of a record; `verify` reads them so.
pub(crate) const OF_PATIENT: &str = "
    select request_id, patient_id, state, asked_at, due, changed_at, sealed, guard
    from patient_request
    where patient_id = $1";

pub(super) const NEWEST: &str = "
    select request_id, patient_id, state, asked_at, due, changed_at, sealed, guard
    from patient_request
    where patient_id = $1
    order by asked_at desc, request_id
    limit $2";

pub(super) const ONE: &str = "
    select request_id, patient_id, state, asked_at, due, changed_at, sealed, guard
    from patient_request
    where patient_id = $1 and request_id = $2";

const INSERT: &str = "
    insert into patient_request
        (request_id, patient_id, state, asked_at, due, changed_at, sealed, guard)
    values ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Only a row that stands as it was read: two clerks don't answer one request.
const UPDATE: &str = "
    update patient_request
    set state = $3, asked_at = $4, due = $5, changed_at = $6, sealed = $7, guard = $8
    where request_id = $1 and patient_id = $2";

/// What is sealed of a request.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestContent {
    pub(super) kind: RequestKind,
    pub(super) text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) about: Option<AboutEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) limit: Option<Limit>,
    pub(super) asked: Someone,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) extended: Option<Words>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) answer: Option<Words>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) disagreed: Option<Words>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) rebutted: Option<Words>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) closed: Option<Words>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) agreed: Option<Limit>,
    /// The restrictions that hold since it was accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) restrictions: Vec<String>,
}

/// Something that was said, as it is sealed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    at: i64,
    by: Someone,
    text: String,
}

/// A request as it is stored.
#[derive(Clone)]
pub(super) struct StoredRequest {
    pub(super) id: String,
    pub(super) patient: PatientKey,
    pub(super) state: RequestState,
    pub(super) asked_at: Timestamp,
    pub(super) content: RequestContent,
}

impl Someone {
    pub(super) fn of(by: &By) -> Self {
        let Requester { role, account, name } = Requester::from(by);
        Self { role, account: account.map(|account| account.0), name }
    }
}

impl Words {
    pub(super) fn said(store: &Store, by: &By, text: &str) -> Self {
        let at = store.now().as_microsecond();
        Self { at, by: Someone::of(by), text: text.trim().to_owned() }
    }

    /// What was said.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    fn shown(&self) -> Said {
        let at = Timestamp::from_microsecond(self.at).unwrap_or_default();
        Said { at, by: self.by.clone(), text: self.text.clone() }
    }
}

impl StoredRequest {
    /// The account of whoever asked.
    pub(super) fn asker(&self) -> Option<AccountId> {
        self.content.asked.account.clone().map(AccountId)
    }

    /// The request of that id, in whichever part of the record it was asked.
    pub(super) fn find(
        tx: &mut Tx<'_>,
        store: &Store,
        record: &PatientKey,
        id: &str,
    ) -> Result<Self> {
        for part in parts::all(tx, store, record)? {
            if let Some(row) = tx.first(ONE, &[part.as_str().into(), id.into()])? {
                let key = data_key(tx, store, &part)?;
                return Self::opened(store, &key, &row);
            }
        }
        Err(StoreError::NotFound)
    }

    /// Checks and opens a row.
    pub(super) fn opened(store: &Store, key: &DataKey, row: &Row) -> Result<Self> {
        guard::check(store, TABLE, row)?;
        let (id, patient): (&str, PatientKey) = (row.get(0)?, row.get(1)?);
        let altered = || StoreError::Altered(format!("{TABLE} {id}: it does not open"));
        let plain = seal::open(key, &context(&patient, id), row.get(6)?).map_err(|_| altered())?;
        Ok(Self {
            id: id.to_owned(),
            state: RequestState::parse(row.get(2)?).ok_or_else(altered)?,
            asked_at: row.get(3)?,
            content: serde_json::from_slice(&plain).map_err(|_| altered())?,
            patient,
        })
    }

    /// Writes it new, and tells the deed of it.
    pub(super) fn add(&self, tx: &mut Tx<'_>, store: &Store, deed: &mut Deed) -> Result<()> {
        self.put(tx, store, deed, INSERT)
    }

    /// Writes what has changed of it, and tells the deed of it.
    pub(super) fn change(&self, tx: &mut Tx<'_>, store: &Store, deed: &mut Deed) -> Result<()> {
        self.put(tx, store, deed, UPDATE)
    }

    fn put(
        &self,
        tx: &mut Tx<'_>,
        store: &Store,
        deed: &mut Deed,
        statement: &'static str,
    ) -> Result<()> {
        let (id, patient) = (self.id.as_str(), &self.patient);
        let plain = serde_json::to_vec(&self.content)
            .map_err(|error| StoreError::Altered(format!("a request can't be written: {error}")))?;
        let key = data_key(tx, store, patient)?;
        let sealed = seal::seal(&key, store.random(), &context(patient, id), &plain);
        let columns = [
            id.into(),
            patient.as_str().into(),
            self.state.slug().into(),
            self.asked_at.as_microsecond().into(),
            self.deadline(store).day.to_string().into(),
            store.now().as_microsecond().into(),
            sealed.into(),
        ];
        let values = guard::guarded(store, TABLE, columns);
        if tx.execute(statement, &values)? == 0 {
            return Err(StoreError::NotFound);
        }
        let proof = vec![guard::left_whole(store, TABLE, id, &values)];
        deed.left(tx, store, patient, proof)
    }

    fn deadline(&self, store: &Store) -> bluebutton_record::requests::Deadline {
        let asked = store.day_of(self.asked_at);
        self.content.kind.deadline(asked, self.content.extended.is_some())
    }

    /// As pages show it.
    pub(super) fn shown(self, store: &Store) -> Request {
        let deadline = self.deadline(store);
        let RequestContent { kind, text, about, limit, asked, .. } = self.content;
        let said = |words: &Option<Words>| words.as_ref().map(Words::shown);
        Request {
            id: self.id,
            patient: self.patient,
            new: NewRequest { kind, text, about, limit },
            asked,
            asked_at: self.asked_at,
            state: self.state,
            deadline,
            extended: said(&self.content.extended),
            answer: said(&self.content.answer),
            disagreed: said(&self.content.disagreed),
            rebutted: said(&self.content.rebutted),
            closed: said(&self.content.closed),
            agreed: self.content.agreed,
        }
    }
}

/// The requests of one part of a record, as measures count them.
pub(crate) fn counted(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
) -> Result<Vec<AskedRequest>> {
    let rows = tx.query(OF_PATIENT, &[patient.as_str().into()])?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let key = data_key(tx, store, patient)?;
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        let stored = StoredRequest::opened(store, &key, row)?;
        let day = |at: Timestamp| day_number(store.day_of(at));
        let answer = stored.content.answer.as_ref().map(Words::shown);
        all.push(AskedRequest {
            asked: day(stored.asked_at),
            answered: answer.map(|answer| day(answer.at)),
            due: day_number(stored.deadline(store).day),
            is_withdrawn: stored.state == RequestState::Withdrawn,
        });
    }
    all.sort_by_key(|one| (one.asked, one.due, one.answered));
    Ok(all)
}

fn context(patient: &PatientKey, id: &str) -> Vec<u8> {
    format!("{TABLE}|{patient}|{id}").into_bytes()
}
