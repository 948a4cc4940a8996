//! The worker: takes jobs from the list and does them.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use bluebutton_record::PatientKey;
use bluebutton_store::jobs::{Outcome, Taken};
use bluebutton_store::transmissions::{JOB_KIND, State, Transmission, TransmissionJob, Way};
use bluebutton_store::{Action, Store, StoreError, Who};
use jiff::SignedDuration;
use tokio::sync::watch;

use crate::direct::{self, Content, MailSettings, Trouble};
use crate::download::{self, DownloadError, File, Format};
use crate::limits::{CHECKPOINT_EVERY, JOB_LEASE_SECONDS, RETRY_SECONDS, WORKER_WAIT_SECONDS};

/// Does jobs until `shutdown` turns true, and signs the audit trail at intervals. What is under
/// way is finished first.
pub async fn run(store: Store, mail: Arc<MailSettings>, mut shutdown: watch::Receiver<bool>) {
    let mut sign_at = store.now();
    while !*shutdown.borrow() {
        if store.now() >= sign_at {
            if let Err(error) = store.audit().checkpoint().await {
                tracing::error!(%error, "the audit trail could not be signed");
            }
            let next = sign_at.max(store.now()).checked_add(CHECKPOINT_EVERY);
            sign_at = next.unwrap_or(sign_at);
        }
        match work_once(&store, &mail).await {
            Ok(true) => {}
            Ok(false) => {
                let jobs = store.jobs();
                tokio::select! {
                    () = jobs.wait(Duration::from_secs(WORKER_WAIT_SECONDS)) => {}
                    changed = shutdown.changed() => if changed.is_err() { return },
                }
            }
            Err(error) => {
                tracing::error!(%error, "the worker could not use the store");
                let pause = tokio::time::sleep(Duration::from_secs(WORKER_WAIT_SECONDS));
                tokio::select! {
                    () = pause => {}
                    changed = shutdown.changed() => if changed.is_err() { return },
                }
            }
        }
    }
}

/// Takes one job and does it; `false` if none was due.
pub async fn work_once(store: &Store, mail: &Arc<MailSettings>) -> Result<bool, StoreError> {
    let Some(job) = store.jobs().take(JOB_LEASE_SECONDS).await? else { return Ok(false) };
    let outcome = if job.kind == JOB_KIND {
        transmit(store, mail, &job).await?
    } else {
        tracing::error!(job = job.id, kind = job.kind, "a job of a kind nobody knows");
        Outcome::GiveUp { why: "unknown-kind".to_owned() }
    };
    store.jobs().finish(&job, outcome).await?;
    Ok(true)
}

/// Sends what a job says, and notes for the patient where it stands.
async fn transmit(
    store: &Store,
    mail: &Arc<MailSettings>,
    job: &Taken,
) -> Result<Outcome, StoreError> {
    let gone = || Outcome::GiveUp { why: "no-such-transmission".to_owned() };
    let Ok(what) = serde_json::from_str::<TransmissionJob>(&job.payload) else { return Ok(gone()) };
    let Some(patient) = PatientKey::parse(&what.patient) else { return Ok(gone()) };
    let transmissions = store.transmissions();
    let Some(transmission) = transmissions.get(&patient, &what.id).await? else {
        return Ok(gone());
    };
    // A worker died between sending and saying so: it is not sent twice.
    if matches!(transmission.state, State::Sent | State::Failed { .. }) {
        return Ok(Outcome::Done);
    }
    let (state, outcome) = match try_to_send(store, mail, &transmission).await {
        Ok(()) => {
            tracing::info!(transmission = what.id, "sent");
            (State::Sent, Outcome::Done)
        }
        Err(trouble) => {
            let Trouble { why, may_pass, detail } = &trouble;
            tracing::warn!(transmission = what.id, why, may_pass, detail, "not sent");
            after(&trouble, job.attempts, store.now())
        }
    };
    transmissions.set_state(&patient, &what.id, state).await?;
    Ok(outcome)
}

/// What follows from trouble: another try later, or the end.
fn after(trouble: &Trouble, attempts: u32, now: jiff::Timestamp) -> (State, Outcome) {
    let wait = RETRY_SECONDS.get(attempts as usize).copied();
    if let (true, Some(wait)) = (trouble.may_pass, wait)
        && let Ok(at) = now.checked_add(SignedDuration::from_secs(wait))
    {
        let why = trouble.why.to_owned();
        return (State::Delayed { why: why.clone(), next: at }, Outcome::Retry { at, why });
    }
    let why = match trouble.why {
        "send-delayed-file" => "send-failed-file",
        why if why.starts_with("send-delayed-") => "send-failed-unreachable",
        why => why,
    };
    (State::Failed { why: why.to_owned() }, Outcome::GiveUp { why: why.to_owned() })
}

/// Opens the record again (whoever asked must still be allowed to), makes the files, sends them.
async fn try_to_send(
    store: &Store,
    mail: &Arc<MailSettings>,
    transmission: &Transmission,
) -> Result<(), Trouble> {
    let (patient, what, now) = (&transmission.patient, &transmission.what, store.now());
    let way = what.way;
    // Found out first: without a certificate no file needs to be made.
    let (settings, to) = (mail.clone(), what.to.clone());
    blocking(move || direct::check_recipient(&settings, way, &to, now)).await?;
    let content = Content {
        id: transmission.id.clone(),
        to: what.to.clone(),
        at: now,
        files: files(store, mail, transmission).await?,
        patient: store
            .patients()
            .card(patient)
            .await
            .map_err(|error| store_trouble(&error))?
            .map(|card| card.name)
            .unwrap_or_default(),
        organization: mail.organization.clone(),
        message: what.message.clone(),
        language: what.language,
    };
    let (settings, random) = (mail.clone(), store.clone());
    let ready =
        blocking(move || direct::make_ready(&settings, way, &content, random.random())).await?;
    direct::send(&mail.smtp, &ready).await
}

/// The files for a way of sending: a document for the doctor's system and one to read, or only the
/// latter.
async fn files(
    store: &Store,
    mail: &MailSettings,
    transmission: &Transmission,
) -> Result<Vec<File>, Trouble> {
    let what = &transmission.what;
    let who = Who::Job { on_behalf_of: transmission.by.clone() };
    let (way, to) = (what.way.slug(), what.to.clone());
    let action = Action::Transmit { way, to, selection: what.selection.clone() };
    let opened = store.access().open(&who, &transmission.patient, action).await;
    let permit = opened.map_err(|error| store_trouble(&error))?;
    let formats: &[Format] = match what.way {
        Way::Direct => &[Format::Ccda, Format::Pdf],
        Way::Email => &[Format::Pdf],
    };
    let (selection, language) = (&what.selection, what.language);
    let mut files = Vec::with_capacity(formats.len());
    for format in formats {
        let organization = &mail.organization;
        let made = download::make(store, &permit, *format, selection, language, organization);
        files.push(made.await.map_err(|error| file_trouble(&error))?);
    }
    Ok(files)
}

/// Signing, encrypting and reading certificates block.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Trouble::lasting("send-failed-file", "the work stopped before its end"))?
}

fn store_trouble(error: &StoreError) -> Trouble {
    match error {
        StoreError::NotFound | StoreError::NotAllowed(_) => {
            Trouble::lasting("send-failed-not-allowed", error.to_string())
        }
        _ => Trouble::passing("send-delayed-file", error.to_string()),
    }
}

fn file_trouble(error: &DownloadError) -> Trouble {
    match error {
        DownloadError::Store(error) => store_trouble(error),
        DownloadError::Write(_) => Trouble::lasting("send-failed-file", error.to_string()),
    }
}
