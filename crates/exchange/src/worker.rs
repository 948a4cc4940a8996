//! The worker: takes jobs from the list and does them.

use std::sync::Arc;
use std::time::Duration;

use bluebutton_record::PatientKey;
use bluebutton_store::jobs::{Outcome, Taken};
use bluebutton_store::transmissions::{JOB_KIND, State, Transmission, TransmissionJob, Way};
use bluebutton_store::{Action, Store, StoreError, Who};
use jiff::SignedDuration;
use tokio::sync::watch;

use crate::direct::{self, Content, MailSettings, Trouble};
use crate::download::{self, DownloadError, Format};
use crate::limits::{JOB_LEASE_SECONDS, RETRY_SECONDS, WORKER_WAIT_SECONDS};

/// Does jobs until `shutdown` turns true. What is under way is finished first.
pub async fn run(store: Store, mail: Arc<MailSettings>, mut shutdown: watch::Receiver<bool>) {
    while !*shutdown.borrow() {
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
    let (patient, what) = (&transmission.patient, &transmission.what);
    let who = Who::Job { on_behalf_of: transmission.by.clone() };
    let (way, to) = (what.way, what.to.clone());
    let action = Action::Transmit { way: way.slug(), to, selection: what.selection.clone() };
    let permit =
        store.access().open(&who, patient, action).await.map_err(|error| store_trouble(&error))?;
    let card = store.patients().card(patient).await.map_err(|error| store_trouble(&error))?;
    let formats: &[Format] = match way {
        Way::Direct => &[Format::Ccda, Format::Pdf],
        Way::Email => &[Format::Pdf],
    };
    let mut files = Vec::with_capacity(formats.len());
    for format in formats {
        let made = download::make(
            store,
            &permit,
            *format,
            &what.selection,
            what.language,
            &mail.organization,
        );
        files.push(made.await.map_err(|error| file_trouble(&error))?);
    }
    let content = Content {
        id: transmission.id.clone(),
        to: what.to.clone(),
        at: store.now(),
        patient: card.map(|card| card.name).unwrap_or_default(),
        organization: mail.organization.clone(),
        message: what.message.clone(),
        language: what.language,
        files,
    };
    let (mail, store) = (mail.clone(), store.clone());
    let smtp = mail.smtp.clone();
    // Signing, encrypting and reading certificates block.
    let made = tokio::task::spawn_blocking(move || {
        direct::make_ready(&mail, way, &content, store.random())
    });
    let ready = made
        .await
        .map_err(|_| Trouble::lasting("send-failed-file", "the work stopped before its end"))??;
    direct::send(&smtp, &ready).await
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

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> jiff::Timestamp {
        "2026-05-03T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn trouble_that_may_pass_is_tried_again_after_longer_and_longer_waits() {
        let trouble = Trouble::passing("send-delayed-unreachable", "");
        let waits: Vec<i64> = (0..5)
            .map(|attempts| match after(&trouble, attempts, now()) {
                (State::Delayed { next, .. }, Outcome::Retry { at, .. }) if next == at => {
                    (at.as_second() - now().as_second()) / 60
                }
                other => panic!("not tried again: {other:?}"),
            })
            .collect();
        assert_eq!(waits, [1, 5, 15, 60, 240]);
    }

    #[test]
    fn after_the_last_try_it_is_given_up_with_a_reason_that_says_so() {
        let trouble = Trouble::passing("send-delayed-busy", "");
        let (state, _) = after(&trouble, 5, now());
        assert_eq!(state, State::Failed { why: "send-failed-unreachable".to_owned() });
    }

    #[test]
    fn lasting_trouble_is_never_tried_again() {
        let trouble = Trouble::lasting("send-failed-refused", "");
        let (state, _) = after(&trouble, 0, now());
        assert_eq!(state, State::Failed { why: "send-failed-refused".to_owned() });
    }
}
