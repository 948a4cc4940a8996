//! How a transmission goes on its way, step by step, so that after a crash at any moment it is known
//! whether the message can have left the house.
//!
//! waiting → handing over → sent. Before the message itself goes over the line, "handing over" is
//! on disk. Whoever finds a transmission in that state when its worker is gone can't know whether
//! the mail server took it: the patient is told so, and nothing is sent a second time.

use bluebutton_record::PatientKey;
use jiff::Timestamp;

use super::{AskerRole, ONE, Requester, TABLE, TransmissionState, Transmissions, load, sending};
use crate::Store;
use crate::audit::{self, Chain};
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::events::{By, Line, Part, SendingStep};
use crate::guard;
use crate::jobs::{self, Outcome, TakenJob, TransmissionJob};

const SET_STATE: &str = "
    update transmission
    set sealed = $3, asked_at = $4, state = $5, why = $6, next_at = $7, changed_at = $8,
        guard = $9
    where transmission_id = $1 and patient_id = $2";

impl Transmissions<'_> {
    /// Notes that the message is being handed over from now on. `false` if the job is another's by
    /// now, or the transmission is no longer to be sent: then nothing may be sent.
    pub async fn begin_handing_over(
        &self,
        job: &TakenJob,
        patient: &PatientKey,
        id: &str,
    ) -> Result<bool> {
        let (store, job) = (self.0.clone(), job.clone());
        let (patient, id) = (patient.clone(), id.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            if !jobs::renew_in(tx, &store, &job)? {
                return Ok(false);
            }
            move_on(tx, &store, (&patient, &id), TO_BE_SENT, &TransmissionState::HandingOver)
        };
        self.0.inner.db.write("begin handing over", work).await
    }

    /// Where it stands now and what comes of its job, with an audit line where it is over, in one
    /// transaction. A worker that lost its job says nothing any more, except that it was sent:
    /// that it knows, and nobody else does. Whether it was taken.
    pub async fn settle(
        &self,
        job: &TakenJob,
        patient: &PatientKey,
        id: &str,
        came: (TransmissionState, Outcome),
    ) -> Result<bool> {
        let (store, job) = (self.0.clone(), job.clone());
        let (patient, id, (state, outcome)) = (patient.clone(), id.to_owned(), came);
        let work = move |tx: &mut Tx<'_>| {
            audit::lock(tx, &Chain::of(&patient))?;
            let is_ours = jobs::finish_in(tx, &store, &job, &outcome)?;
            if !is_ours && state != TransmissionState::Sent {
                return Ok(false);
            }
            set(tx, &store, &patient, &id, &state).map(|()| true)
        };
        let is_taken = self.0.inner.db.write("settle transmission", work).await?;
        jobs::wake();
        Ok(is_taken)
    }
}

/// The transmission of a job that was parked. Of one that was being handed over nobody will say any
/// more whether it was: the patient is told that it may have gone out.
pub(crate) fn hold(tx: &mut Tx<'_>, store: &Store, job: &TransmissionJob) -> Result<()> {
    let Some(patient) = PatientKey::parse(&job.patient) else { return Ok(()) };
    match load(tx, store, &patient, &job.id) {
        Ok(Some(one)) if one.state == TransmissionState::HandingOver => {
            set(tx, store, &patient, &job.id, &TransmissionState::MayHaveGone)
        }
        // One that does not open was altered: `verify` says so, and it stays as it is.
        Ok(None) | Err(StoreError::Altered(_) | StoreError::NotFound) => Ok(()),
        Err(error) => Err(error),
        Ok(Some(_)) => {
            move_on(tx, store, (&patient, &job.id), TO_BE_SENT, &TransmissionState::Held)
                .map(|_| ())
        }
    }
}

/// The transmission of a parked job that is back on the list.
pub(crate) fn let_go(tx: &mut Tx<'_>, store: &Store, job: &TransmissionJob) -> Result<()> {
    let Some(patient) = PatientKey::parse(&job.patient) else { return Ok(()) };
    move_on(tx, store, (&patient, &job.id), &["held"], &TransmissionState::Waiting).map(|_| ())
}

/// Puts a transmission into another state, if it is in one of those. Locks its row.
fn move_on(
    tx: &mut Tx<'_>,
    store: &Store,
    (patient, id): (&PatientKey, &str),
    from: &[&str],
    state: &TransmissionState,
) -> Result<bool> {
    let key = [patient.as_str().into(), id.into()];
    let Some(row) = tx.lock(ONE, &key)? else { return Ok(false) };
    guard::check(store, TABLE, &row)?;
    if !from.contains(&row.get::<&str>(4)?) {
        return Ok(false);
    }
    write(tx, store, &row, state).map(|_| true)
}

/// Writes a row in another state; what the line says of it.
fn write(tx: &mut Tx<'_>, store: &Store, row: &Row, state: &TransmissionState) -> Result<String> {
    let (word, why, next) = in_columns(state);
    let columns = [
        row.get::<&str>(0)?.into(),
        row.get::<&str>(1)?.into(),
        row.get::<&[u8]>(2)?.into(),
        row.get::<i64>(3)?.into(),
        word.into(),
        why.into(),
        next.map(|next| next.as_microsecond()).into(),
        store.now().as_microsecond().into(),
    ];
    let values = guard::guarded(store, TABLE, columns);
    tx.execute(SET_STATE, &values)?;
    Ok(guard::left(store, TABLE, row.get::<&str>(0)?, &settled(&values)))
}

/// Of a transmission's columns those that change only with a line: of its state whether it is over.
pub(crate) fn settled(columns: &[Value]) -> Vec<Value> {
    let mut settled: Vec<Value> = columns.iter().take(4).cloned().collect();
    let is_over = |state: &&Value| matches!(state, Value::Text(word) if ["sent", "may-have-gone", "failed"].contains(&&**word));
    settled.push(columns.get(4).filter(is_over).cloned().unwrap_or(Value::Null));
    settled
}

fn set(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    id: &str,
    state: &TransmissionState,
) -> Result<()> {
    let now = store.now();
    let one = load(tx, store, patient, id)?.ok_or(StoreError::NotFound)?;
    let row = tx.lock(ONE, &[patient.as_str().into(), id.into()])?.ok_or(StoreError::NotFound)?;
    let left = write(tx, store, &row, state)?;
    let step = match state {
        TransmissionState::Sent => SendingStep::Sent,
        TransmissionState::MayHaveGone => SendingStep::Uncertain,
        TransmissionState::Failed { .. } => SendingStep::Failed,
        _ => return Ok(()),
    };
    let by = By { asked_by: Some(Box::new(asked_by(&one.asker))), ..By::program() };
    let line = Line::new(by, sending(&one.what, step)).with_proof(vec![left]);
    audit::append(tx, store, &Chain::of(patient), now, &line)?;
    Ok(())
}

/// Whoever asked for it, as its lines tell them.
fn asked_by(asker: &Requester) -> By {
    let part = match asker.role {
        AskerRole::Patient => Part::Patient,
        AskerRole::Caregiver => Part::Caregiver,
        AskerRole::Office => Part::Operator,
    };
    By { part, name: asker.name.clone(), account: asker.account.clone(), ..By::default() }
}

fn in_columns(state: &TransmissionState) -> (&'static str, Option<&str>, Option<&Timestamp>) {
    match state {
        TransmissionState::Waiting => ("waiting", None, None),
        TransmissionState::HandingOver => ("handing-over", None, None),
        TransmissionState::Delayed { why, next } => ("delayed", Some(why), Some(next)),
        TransmissionState::Held => ("held", None, None),
        TransmissionState::Sent => ("sent", None, None),
        TransmissionState::MayHaveGone => ("may-have-gone", None, None),
        TransmissionState::Failed { why } => ("failed", Some(why), None),
    }
}

/// The states in which it is still to be sent.
const TO_BE_SENT: &[&str] = &["waiting", "delayed"];
