//! Sends a record: opens it again (whoever asked must still be allowed to), makes the files from one
//! read of it, and hands the message to the mail server, noting each step where the patient looks.

use std::sync::Arc;
use std::time::Duration;

use bluebutton_record::PatientKey;
use bluebutton_store::jobs::{Outcome, TakenJob, TransmissionJob};
use bluebutton_store::patients::PatientCard;
use bluebutton_store::transmissions::{Transmission, TransmissionState, Way};
use bluebutton_store::{Action, Store, StoreError, Who};
use jiff::{SignedDuration, Timestamp};

use crate::direct::{self, Content, HandedOver, MailSettings, Trouble};
use crate::download::{self, DownloadError, File, Format};
use crate::limits::{NOTE_WAITS_SECONDS, RETRY_SECONDS};

/// What came of an attempt.
enum Came {
    /// The mail server has it.
    Sent,
    /// Nobody can tell whether the mail server has it.
    MayHaveGone,
    /// It has not.
    NotSent(Trouble),
    /// It is not ours to send any more: another worker has the job, or staff took it back.
    NotOurs,
}

/// Does the job.
pub(super) async fn send(
    store: &Store,
    mail: &Arc<MailSettings>,
    job: &TakenJob,
    what: &TransmissionJob,
) -> Result<(), StoreError> {
    let found = match PatientKey::parse(&what.patient) {
        Some(patient) => store.transmissions().get(&patient, &what.id).await?,
        None => None,
    };
    let Some(one) = found else {
        let gone = Outcome::GiveUp { why: "no-such-transmission".to_owned() };
        return store.jobs().finish(job, gone).await.map(|_| ());
    };
    let came = match one.state {
        TransmissionState::Sent
        | TransmissionState::MayHaveGone
        | TransmissionState::Failed { .. }
        | TransmissionState::Held => {
            return store.jobs().finish(job, Outcome::Done).await.map(|_| ());
        }
        // A worker went away in the middle of handing it over: it is not sent twice.
        TransmissionState::HandingOver => Came::MayHaveGone,
        TransmissionState::Waiting | TransmissionState::Delayed { .. } => {
            try_to_send(store, mail, job, &one).await
        }
    };
    let (state, outcome) = match came {
        Came::Sent => (TransmissionState::Sent, Outcome::Done),
        Came::MayHaveGone => (
            TransmissionState::MayHaveGone,
            Outcome::GiveUp { why: "send-may-have-gone".to_owned() },
        ),
        Came::NotSent(trouble) => {
            let Trouble { why, may_pass, detail } = &trouble;
            tracing::warn!(transmission = one.id, why, may_pass, detail, "not sent");
            after(&trouble, job.tries, store.now())
        }
        Came::NotOurs => return Ok(()),
    };
    tracing::info!(transmission = one.id, ?state, "transmission");
    note(store, job, &one, (state, outcome)).await
}

/// Notes what came of it; again and again while the database is away.
async fn note(
    store: &Store,
    job: &TakenJob,
    one: &Transmission,
    came: (TransmissionState, Outcome),
) -> Result<(), StoreError> {
    for wait in NOTE_WAITS_SECONDS {
        let noted = store.transmissions().settle(job, &one.patient, &one.id, came.clone()).await;
        match noted {
            Ok(_) => return Ok(()),
            Err(error) => tracing::error!(transmission = one.id, %error, "not noted yet"),
        }
        tokio::time::sleep(Duration::from_secs(wait)).await;
    }
    store.transmissions().settle(job, &one.patient, &one.id, came).await.map(|_| ())
}

/// What follows from trouble: another try later, or the end.
pub(super) fn after(trouble: &Trouble, tries: u32, now: Timestamp) -> (TransmissionState, Outcome) {
    let wait = RETRY_SECONDS.get(tries as usize).copied();
    if let (true, Some(wait)) = (trouble.may_pass, wait)
        && let Ok(at) = now.checked_add(SignedDuration::from_secs(wait))
    {
        let why = trouble.why.to_owned();
        return (
            TransmissionState::Delayed { why: why.clone(), next: at },
            Outcome::Retry { at, why },
        );
    }
    let why = match trouble.why {
        "send-delayed-file" => "send-failed-file",
        why if why.starts_with("send-delayed-") => "send-failed-unreachable",
        why => why,
    };
    (TransmissionState::Failed { why: why.to_owned() }, Outcome::GiveUp { why: why.to_owned() })
}

async fn try_to_send(
    store: &Store,
    mail: &Arc<MailSettings>,
    job: &TakenJob,
    one: &Transmission,
) -> Came {
    let ready = match make_ready(store, mail, one).await {
        Ok(ready) => ready,
        Err(trouble) => return Came::NotSent(trouble),
    };
    let open = match direct::open(&mail.smtp, &ready).await {
        Ok(open) => open,
        Err(trouble) => return Came::NotSent(trouble),
    };
    // From here on a crash leaves it open whether the message went out, and that is on disk.
    match store.transmissions().begin_handing_over(job, &one.patient, &one.id).await {
        Ok(true) => {}
        Ok(false) => return Came::NotOurs,
        Err(error) => return Came::NotSent(store_trouble(&error)),
    }
    match open.hand_over(&ready.bytes).await {
        HandedOver::Taken => Came::Sent,
        HandedOver::Refused(trouble) => Came::NotSent(trouble),
        HandedOver::Unknown => Came::MayHaveGone,
    }
}

/// Makes the message.
async fn make_ready(
    store: &Store,
    mail: &Arc<MailSettings>,
    one: &Transmission,
) -> Result<direct::Ready, Trouble> {
    let (what, now) = (&one.what, store.now());
    let way = what.way;
    // Found out first: without a certificate no file needs to be made.
    let (settings, to) = (mail.clone(), what.to.clone());
    blocking(move || direct::check_recipient(&settings, way, &to, now)).await?;
    let (files, card) = files(store, mail, one).await?;
    let content = Content {
        id: one.id.clone(),
        to: what.to.clone(),
        at: now,
        files,
        patient: card.map(|card| card.name).unwrap_or_default(),
        asker: one.asker.clone(),
        organization: mail.organization.clone(),
        message: what.message.clone(),
        language: what.language,
    };
    let (settings, random) = (mail.clone(), store.clone());
    blocking(move || direct::make_ready(&settings, way, &content, random.random())).await
}

/// The files for a way of sending: a document for the doctor's system and one to read, or only the
/// latter; and whose they are.
async fn files(
    store: &Store,
    mail: &MailSettings,
    one: &Transmission,
) -> Result<(Vec<File>, Option<PatientCard>), Trouble> {
    let what = &one.what;
    let who = Who::Job { on_behalf_of: one.asker.account.clone() };
    let (way, to) = (what.way, what.to.clone());
    let action = Action::Transmit { way, to, selection: what.selection.clone() };
    let opened = store.access().open_to_read(&who, &one.patient, action).await;
    let permit = opened.map_err(|error| store_trouble(&error))?;
    let formats: &[Format] = match what.way {
        Way::Direct => &[Format::Ccda, Format::Pdf],
        Way::Email => &[Format::Pdf],
    };
    let wish = download::Wish {
        selection: &what.selection,
        language: what.language,
        organization: &mail.organization,
    };
    let files = download::make_all(store, &permit, formats, wish).await;
    let files = files.map_err(|error| file_trouble(&error))?;
    let card = store.patients().card_with(&permit).await;
    Ok((files, card.map_err(|error| store_trouble(&error))?))
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
        StoreError::NotFound
        | StoreError::NotAllowed(_)
        | StoreError::AccessOver(_)
        | StoreError::AccessLater(_) => {
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
