//! How a transmission goes on its way, step by step, so that after a crash at any moment it is known
//! whether the message can have left the house.
//!
//! waiting → handing over → sent. Before the message itself goes over the line, "handing over" is
//! on disk. Whoever finds a transmission in that state when its worker is gone can't know whether
//! the mail server took it: the patient is told so, and nothing is sent a second time.

use bluebutton_record::PatientKey;
use jiff::Timestamp;

use super::{Asker, AskerRole, State, Transmissions, load, sending};
use crate::Store;
use crate::audit::{self, Chain};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{By, Line, Part, SendingStep};
use crate::jobs::{self, Outcome, Taken, TransmissionJob};

const BEGIN: &str = "
    update transmission
    set state = 'handing-over', why = null, next_at = null, changed_at = $3
    where patient_id = $1 and transmission_id = $2 and state in ('waiting', 'delayed')";

const SET_STATE: &str = "
    update transmission
    set state = $3, why = $4, next_at = $5, changed_at = $6
    where patient_id = $1 and transmission_id = $2";

const HOLD: &str = "
    update transmission
    set state = 'held', why = null, next_at = null, changed_at = $3
    where patient_id = $1 and transmission_id = $2 and state in ('waiting', 'delayed')";

const LET_GO: &str = "
    update transmission
    set state = 'waiting', changed_at = $3
    where patient_id = $1 and transmission_id = $2 and state = 'held'";

impl Transmissions<'_> {
    /// Notes that the message is being handed over from now on. `false` if the job is another's by
    /// now, or the transmission is no longer to be sent: then nothing may be sent.
    pub async fn begin_handing_over(
        &self,
        job: &Taken,
        patient: &PatientKey,
        id: &str,
    ) -> Result<bool> {
        let (store, job) = (self.0.clone(), job.clone());
        let (patient, id) = (patient.clone(), id.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            if !jobs::renew_in(tx, &store, &job)? {
                return Ok(false);
            }
            let now = store.now().as_microsecond();
            let values = [patient.as_str().into(), id.as_str().into(), now.into()];
            Ok(tx.execute(BEGIN, &values)? == 1)
        };
        self.0.inner.db.write("begin handing over", work).await
    }

    /// Where it stands now and what comes of its job, with an audit line where it is over, in one
    /// transaction. A worker that lost its job says nothing any more, except that it was sent:
    /// that it knows, and nobody else does. Whether it was taken.
    pub async fn settle(
        &self,
        job: &Taken,
        patient: &PatientKey,
        id: &str,
        came: (State, Outcome),
    ) -> Result<bool> {
        let (store, job) = (self.0.clone(), job.clone());
        let (patient, id, (state, outcome)) = (patient.clone(), id.to_owned(), came);
        let work = move |tx: &mut Tx<'_>| {
            audit::lock(tx, &Chain::of(&patient))?;
            let is_ours = jobs::finish_in(tx, &store, &job, &outcome)?;
            if !is_ours && state != State::Sent {
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
        Ok(Some(one)) if one.state == State::HandingOver => {
            set(tx, store, &patient, &job.id, &State::MayHaveGone)
        }
        // One that does not open was altered: `verify` says so, and it stays as it is.
        Ok(None) | Err(StoreError::Altered(_) | StoreError::NotFound) => Ok(()),
        Err(error) => Err(error),
        Ok(Some(_)) => {
            let now = store.now().as_microsecond();
            let values = [patient.as_str().into(), job.id.as_str().into(), now.into()];
            tx.execute(HOLD, &values).map(|_| ())
        }
    }
}

/// The transmission of a parked job that is back on the list.
pub(crate) fn let_go(tx: &mut Tx<'_>, store: &Store, job: &TransmissionJob) -> Result<()> {
    let now = store.now().as_microsecond();
    let values = [job.patient.as_str().into(), job.id.as_str().into(), now.into()];
    tx.execute(LET_GO, &values).map(|_| ())
}

fn set(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    id: &str,
    state: &State,
) -> Result<()> {
    let now = store.now();
    let one = load(tx, store, patient, id)?.ok_or(StoreError::NotFound)?;
    let (word, why, next) = in_columns(state);
    let values = [
        patient.as_str().into(),
        id.into(),
        word.into(),
        why.into(),
        next.map(|next| next.as_microsecond()).into(),
        now.as_microsecond().into(),
    ];
    tx.execute(SET_STATE, &values)?;
    let step = match state {
        State::Sent => SendingStep::Sent,
        State::MayHaveGone => SendingStep::Uncertain,
        State::Failed { .. } => SendingStep::Failed,
        _ => return Ok(()),
    };
    let by = By { asked_by: Some(Box::new(asked_by(&one.asker))), ..By::program() };
    let line = Line::new(by, sending(&one.what, step));
    audit::append(tx, store, &Chain::of(patient), now, &line)?;
    Ok(())
}

/// Whoever asked for it, as its lines tell them.
fn asked_by(asker: &Asker) -> By {
    let part = match asker.role {
        AskerRole::Patient => Part::Patient,
        AskerRole::Caregiver => Part::Caregiver,
        AskerRole::Office => Part::Operator,
    };
    By { part, name: asker.name.clone(), account: asker.account.clone(), ..By::default() }
}

fn in_columns(state: &State) -> (&'static str, Option<&str>, Option<&Timestamp>) {
    match state {
        State::Waiting => ("waiting", None, None),
        State::HandingOver => ("handing-over", None, None),
        State::Delayed { why, next } => ("delayed", Some(why), Some(next)),
        State::Held => ("held", None, None),
        State::Sent => ("sent", None, None),
        State::MayHaveGone => ("may-have-gone", None, None),
        State::Failed { why } => ("failed", Some(why), None),
    }
}
