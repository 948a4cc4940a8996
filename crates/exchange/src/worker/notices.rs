//! Tells people what they want to hear about: what the outbox holds, and what is due by time. Each is
//! told once (a message may come twice where the program stops in between), and nothing that cannot be
//! sent holds up the rest.

mod whom;

use std::sync::Arc;

use bluebutton_store::accounts::{Due, Recipient, Telling};
use bluebutton_store::jobs::TakenJob;
use bluebutton_store::outbox::{Consumer, OutboxItem};
use bluebutton_store::{Store, StoreError};

use super::timetable::again;
use crate::direct::{self, HandedOver, MailSettings};
use crate::limits::{NOTICE_RETRY, NOTICE_TRIES_MAX, NOTICES_AT_ONCE};
use crate::notice::{Notice, Topic};

/// Does the job.
pub(super) async fn tell(
    store: &Store,
    mail: &Arc<MailSettings>,
    job: &TakenJob,
) -> Result<(), StoreError> {
    let done = tell_all(store, mail).await;
    again(store, job, done).await
}

/// Tells what is to be told.
pub(super) async fn tell_all(store: &Store, mail: &Arc<MailSettings>) -> Result<(), StoreError> {
    if mail.email_from.is_none() {
        return Ok(());
    }
    for item in store.outbox().take(Consumer::Notices, NOTICES_AT_ONCE).await? {
        if tell_item(store, mail, &item).await? || item.tries >= NOTICE_TRIES_MAX {
            store.outbox().done(&item).await?;
        } else {
            let now = store.now();
            let at = now.checked_add(NOTICE_RETRY).unwrap_or(now);
            store.outbox().later(&item, at).await?;
        }
    }
    for (recipient, due) in store.accounts().due_notices().await? {
        let topic = match &due {
            Due::NewInRecord(_) => Topic::Record,
            Due::NewInHelped(_) => Topic::Helped,
            Due::AccessEnds(_, _, day) => Topic::Ending(*day),
            Due::TheirAccessEnds(_, _, day) => Topic::TheirEnding(*day),
        };
        let told = due.told_to(&recipient.account);
        if let Some(to) = &recipient.address
            && send(store, mail, (&recipient, to), &topic, &told).await?
        {
            store.accounts().note_told(&told).await?;
        }
    }
    Ok(())
}

/// Tells one event to everybody who wants to hear of it; `false` if somebody is still to be told.
async fn tell_item(
    store: &Store,
    mail: &Arc<MailSettings>,
    item: &OutboxItem,
) -> Result<bool, StoreError> {
    let mut is_told = true;
    for (recipient, to, topic) in whom::of_event(store, item).await? {
        let what = format!("event {} {}", item.seq, place(&to, &recipient));
        let account = recipient.account.clone();
        let told = Telling { patient: item.patient.clone(), account, what };
        if store.accounts().was_told(&told).await? {
            continue;
        }
        if send(store, mail, (&recipient, &to), &topic, &told).await? {
            store.accounts().note_told(&told).await?;
        } else {
            is_told = false;
        }
    }
    Ok(is_told)
}

/// Which of somebody's addresses it is.
fn place(to: &str, recipient: &Recipient) -> &'static str {
    if recipient.address.as_deref() == Some(to) { "here" } else { "there" }
}

/// Sends one message; `false` if it may go later.
async fn send(
    store: &Store,
    mail: &Arc<MailSettings>,
    (recipient, to): (&Recipient, &str),
    topic: &Topic,
    told: &Telling,
) -> Result<bool, StoreError> {
    let patient = told.patient.as_ref().map_or("site", |patient| patient.as_str());
    let id = format!("{patient} {} {}", told.account.0, told.what);
    let (language, at) = (recipient.language, store.now());
    let ready = match (Notice { id: &id, to, topic, language, at }).ready(mail) {
        Ok(Some(ready)) => ready,
        Ok(None) => return Ok(true),
        Err(trouble) => return Ok(gives_up(told, &trouble)),
    };
    let open = match direct::open(&mail.smtp, &ready).await {
        Ok(open) => open,
        Err(trouble) => return Ok(gives_up(told, &trouble)),
    };
    match open.hand_over(&ready.bytes).await {
        // A message of this kind twice is worse than none.
        HandedOver::Taken | HandedOver::Unknown => Ok(true),
        HandedOver::Refused(trouble) => Ok(gives_up(told, &trouble)),
    }
}

/// Whether there is no use in trying again.
fn gives_up(told: &Telling, trouble: &direct::Trouble) -> bool {
    let (account, why, detail) = (told.account.0.as_str(), trouble.why, trouble.detail.as_str());
    tracing::warn!(event = "notice-not-sent", account, why, detail, "a notice was not sent");
    !trouble.may_pass
}
