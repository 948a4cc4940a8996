//! What staff said of people, kept so that it answers for everything that comes of them later. Each row
//! is sealed together with what it decides: who writes to the database can't make two people one.

use bluebutton_record::{PatientKey, Task};
use serde::{Deserialize, Serialize};

use super::Decision;
use super::cases::{KeptDecision, open_case, seal_case};
use crate::Store;
use crate::access::Who;
use crate::accounts::AccountId;
use crate::accounts::staff::on_duty;
use crate::audit::{self, Chain};
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line, Part};
use crate::guard;
use crate::limits::DECISION_REASON_CHARS_MAX;
use crate::patients::key_of_decided;
use crate::records::parts;

/// What is sealed of a decision: everything that it decides, and by whom.
#[derive(Serialize, Deserialize)]
struct DecisionContent {
    is_same: bool,
    case: String,
    who: Option<String>,
    account: Option<String>,
    why: String,
}

/// What staff said of a person.
#[derive(Default)]
pub(crate) struct StaffSaid {
    /// They are these patients; who said so, and why.
    pub(crate) same: Vec<(PatientKey, By)>,
    /// They are not these.
    pub(crate) others: Vec<PatientKey>,
}

impl StaffSaid {
    /// Whether anything was said.
    pub(crate) fn is_any(&self) -> bool {
        !self.same.is_empty() || !self.others.is_empty()
    }
}

impl DecisionContent {
    fn by(self) -> By {
        let by = match (self.account, self.who) {
            (Some(account), Some(name)) => By::person(Part::Staff, &AccountId(account), &name),
            _ => By::operator(),
        };
        By { reason: Some(self.why), ..by }
    }
}

/// Whether anything was said of anybody.
pub(crate) fn is_any(tx: &mut Tx<'_>) -> Result<bool> {
    Ok(tx.first(ANY, &[])?.is_some())
}

/// Reads what was said of a person.
pub(crate) fn of_person(tx: &mut Tx<'_>, store: &Store, person: &[u8]) -> Result<StaffSaid> {
    let mut said = StaffSaid::default();
    for row in tx.query(OF_PERSON, &[person.into()])? {
        let patient: PatientKey = row.get(0)?;
        let kept = opened(store, &patient, person, &row)?;
        if kept.is_same {
            said.same.push((patient, kept.by()));
        } else {
            said.others.push(patient);
        }
    }
    Ok(said)
}

pub(super) async fn decide(
    store: &Store,
    who: &Who,
    id: &str,
    said: Decision,
    why: &str,
) -> Result<()> {
    let why = why.trim();
    if why.is_empty() || why.chars().count() > DECISION_REASON_CHARS_MAX {
        return Err(StoreError::NotAllowed("a-reason-is-needed"));
    }
    let (keeper, who, id, why) = (store.clone(), who.clone(), id.to_owned(), why.to_owned());
    let work = move |tx: &mut Tx<'_>| {
        let by = on_duty(tx, &keeper, &who, Task::TellApart)?;
        let row = tx.lock(CASE, &[id.as_str().into()])?.ok_or(StoreError::NotFound)?;
        let mut case = open_case(&keeper, &id, row.get::<&[u8]>(0)?)?;
        // Two clerks at one case: what the first said stands, and what waited came in by it.
        if case.decided.is_some() {
            return Err(StoreError::NotAllowed("decided-already"));
        }
        let candidates: Vec<PatientKey> =
            case.candidates.iter().filter_map(|(key, _)| PatientKey::parse(key)).collect();
        let same_as = match &said {
            Decision::SameAs(patient) if !candidates.contains(patient) => {
                return Err(StoreError::NotFound);
            }
            Decision::SameAs(patient) => Some(patient),
            Decision::Another => None,
        };
        let now = keeper.now();
        for patient in &candidates {
            let is_same = Some(patient) == same_as;
            let kept = DecisionContent {
                is_same,
                case: id.clone(),
                who: by.name.clone(),
                account: by.account.as_ref().map(|account| account.0.clone()),
                why: why.clone(),
            };
            let sealed = sealed(&keeper, patient, &case.person, &kept)?;
            let values = [
                patient.as_str().into(),
                case.person.clone().into(),
                i64::from(is_same).into(),
                now.as_microsecond().into(),
                sealed.into(),
            ];
            tx.execute(PUT, &values)?;
            let [patient_id, person, is_same_now, at, sealed] = values;
            let key = guard::shown(&person);
            let row = [person, patient_id, is_same_now, at, sealed];
            let proof = vec![guard::left(&keeper, TABLE, &key, &row)];
            let line = Line::new(by.clone(), Event::Matched { is_same }).with_proof(proof);
            audit::append(tx, &keeper, &Chain::of(patient), now, &line)?;
        }
        case.decided = Some(KeptDecision {
            same_as: same_as.map(PatientKey::to_string),
            who: by.name,
            at: now.as_microsecond(),
            why: why.clone(),
        });
        let sealed = seal_case(&keeper, &id, &case)?;
        tx.execute(CASE_DECIDED, &[id.as_str().into(), sealed.into()]).map(|_| ())
    };
    store.inner.db.write("decide a case", work).await
}

pub(super) async fn take_back(store: &Store, who: &Who, id: &str, why: &str) -> Result<()> {
    let why = why.trim();
    if why.is_empty() || why.chars().count() > DECISION_REASON_CHARS_MAX {
        return Err(StoreError::NotAllowed("a-reason-is-needed"));
    }
    let (keeper, who, id, why) = (store.clone(), who.clone(), id.to_owned(), why.to_owned());
    let work = move |tx: &mut Tx<'_>| {
        let row = tx.lock(CASE, &[id.as_str().into()])?.ok_or(StoreError::NotFound)?;
        let mut case = open_case(&keeper, &id, row.get::<&[u8]>(0)?)?;
        if case.decided.take().is_none() {
            return Err(StoreError::NotFound);
        }
        // What came by the decision is a part of its own: a record again.
        let by = By { reason: Some(why.clone()), ..on_duty(tx, &keeper, &who, Task::TellApart)? };
        let own = key_of_decided(&keeper, &case.person);
        if parts::is_part(tx, &keeper, &own)? {
            parts::take_out(tx, &keeper, &by, &own)?;
        }
        let gone = vec![guard::gone(TABLE, &guard::shown(&case.person.clone().into()))];
        let line = Line::new(on_duty(tx, &keeper, &who, Task::TellApart)?, Event::MatchTakenBack)
            .with_proof(gone);
        for patient in case.candidates.iter().filter_map(|(key, _)| PatientKey::parse(key)) {
            let removed =
                tx.execute(REMOVE, &[patient.as_str().into(), case.person.clone().into()])?;
            if removed > 0 {
                audit::append(tx, &keeper, &Chain::of(&patient), keeper.now(), &line)?;
            }
        }
        let sealed = seal_case(&keeper, &id, &case)?;
        tx.execute(CASE_SEALED, &[id.as_str().into(), sealed.into()]).map(|_| ())
    };
    store.inner.db.write("take a decision back", work).await
}

fn sealed(
    store: &Store,
    patient: &PatientKey,
    person: &[u8],
    kept: &DecisionContent,
) -> Result<Vec<u8>> {
    let plain = serde_json::to_vec(kept)
        .map_err(|error| StoreError::Altered(format!("a decision can't be written: {error}")))?;
    Ok(store.seal_site(&context(patient, person), &plain))
}

/// A row of `patient_id, is_same, sealed`, checked against what it was sealed as.
fn opened(
    store: &Store,
    patient: &PatientKey,
    person: &[u8],
    row: &Row,
) -> Result<DecisionContent> {
    let altered = || StoreError::Altered(format!("matching_decision of {patient}: it was changed"));
    let plain = store.open_site(&context(patient, person), row.get(2)?).map_err(|_| altered())?;
    let kept: DecisionContent = serde_json::from_slice(&plain).map_err(|_| altered())?;
    if i64::from(kept.is_same) == row.get::<i64>(1)? { Ok(kept) } else { Err(altered()) }
}

fn context(patient: &PatientKey, person: &[u8]) -> Vec<u8> {
    let mut context = format!("matching_decision|{patient}|").into_bytes();
    context.extend_from_slice(person);
    context
}

pub(crate) const TABLE: &str = "matching_decision";

/// Over all records: what was said of somebody who is not a patient yet.
const OF_PERSON: &str = "
    select patient_id, is_same, sealed
    from matching_decision
    where person = $1
    order by at, patient_id";

/// Over all records: whether there is any at all.
const ANY: &str = "
    select 1 from matching_decision limit 1";

const CASE: &str = "
    select sealed from matching_case where case_id = $1";

const PUT: &str = "
    insert into matching_decision (patient_id, person, is_same, at, sealed)
    values ($1, $2, $3, $4, $5)
    on conflict (patient_id, person) do update
    set is_same = excluded.is_same, at = excluded.at, sealed = excluded.sealed";

const REMOVE: &str = "
    delete from matching_decision where patient_id = $1 and person = $2";

const CASE_DECIDED: &str = "
    update matching_case set is_open = 0, sealed = $2 where case_id = $1";

const CASE_SEALED: &str = "
    update matching_case set sealed = $2 where case_id = $1";
