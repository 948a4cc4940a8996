//! Tells people what they want to hear about: what the outbox holds, and what is due by time. Each is
//! told once (a message may come twice where the program stops in between), and nothing that cannot be
//! sent holds up the rest.

use std::sync::Arc;

use bluebutton_record::Office;
use bluebutton_store::accounts::{AccountId, Due, Recipient, Telling};
use bluebutton_store::events::{Event, SessionStep, SignInChange};
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
    for (recipient, to, topic) in messages(store, item).await? {
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

/// Who is told what, at which address.
async fn messages(
    store: &Store,
    item: &OutboxItem,
) -> Result<Vec<(Recipient, String, Topic)>, StoreError> {
    let accounts = store.accounts();
    // Whoever is at the command line changed it for somebody.
    let changed_for = match &item.event {
        Event::SignInChanged { account, .. } => account.as_ref(),
        _ => None,
    };
    let own = match changed_for.or(item.by.origin().account.as_ref()) {
        Some(account) => accounts.recipient(account).await?,
        None => None,
    };
    let at = item.at;
    let to_them = |topic: Topic| {
        let found = own.clone().filter(|one| one.wants.sign_in);
        let found = found.and_then(|one| Some((one.address.clone()?, one)));
        found.map(|(to, one)| (one, to, topic)).into_iter().collect()
    };
    Ok(match &item.event {
        Event::NoticeAddressAsked => {
            let found = own.and_then(|one| Some((one.to_confirm.clone()?, one)));
            found.map(|((to, code), one)| (one, to, Topic::Code(code))).into_iter().collect()
        }
        Event::Session { step: SessionStep::Whole, is_new_device: true, .. } => {
            to_them(Topic::NewBrowser(at))
        }
        Event::Session { step: SessionStep::Locked, .. } => to_them(Topic::Locked(at)),
        Event::SignInChanged { change, .. } => {
            let mut all: Vec<_> = to_them(Topic::SignIn(at));
            // Whoever had messages sent elsewhere may not be who they say: the old address hears it.
            let before = own.filter(|_| *change == SignInChange::NoticeAddress);
            let before = before.and_then(|one| Some((one.address_before.clone()?, one)));
            all.extend(before.map(|(to, one)| (one, to, Topic::SignIn(at))));
            all
        }
        Event::CaregiverInvited { .. }
        | Event::CaregiverAccepted
        | Event::CaregiverEnded { .. }
        | Event::AllAccessEnded
        | Event::Representative { .. }
        | Event::AccessOrder { .. }
        | Event::App { .. }
        | Event::AccountTied { .. }
        | Event::AccountConfirmed { .. }
        | Event::AccountUntied { .. } => {
            let Some(patient) = &item.patient else { return Ok(Vec::new()) };
            let doer = item.by.origin().account.as_ref();
            let others = accounts.recipients_of(patient).await?.into_iter();
            let others = others.filter(|one| one.wants.people && Some(&one.account) != doer);
            let told = others.filter_map(|one| Some((one.address.clone()?, one)));
            told.map(|(to, one)| (one, to, Topic::People(at))).collect()
        }
        Event::Request { asked_by, .. } => of_an_answer(store, item, asked_by.as_ref()).await?,
        Event::EmergencyOpened { .. } | Event::EmergencyReviewed { is_justified: false } => {
            of_an_emergency(store, item).await?
        }
        _ => Vec::new(),
    })
}

/// An answer: to those whose record it is; and to somebody who helps with it, where they asked and the
/// record is still open to them.
async fn of_an_answer(
    store: &Store,
    item: &OutboxItem,
    asked_by: Option<&AccountId>,
) -> Result<Vec<(Recipient, String, Topic)>, StoreError> {
    let accounts = store.accounts();
    let Some(patient) = &item.patient else { return Ok(Vec::new()) };
    let mut all = accounts.recipients_of(patient).await?;
    all.retain(|one| one.wants.record);
    if let Some(account) = asked_by.filter(|own| all.iter().all(|one| one.account != **own)) {
        let open = store.access().records_of(account).await?;
        let is_open = open.iter().any(|record| record.patient == *patient && !record.is_own);
        let helper = if is_open { accounts.recipient(account).await? } else { None };
        all.extend(helper.filter(|one| one.wants.record));
    }
    let told = all.into_iter().filter_map(|one| Some((one.address.clone()?, one)));
    Ok(told.map(|(to, one)| (one, to, Topic::Answer)).collect())
}

/// Somebody of the staff opened a record in an emergency, or should not have: the patient hears of it, and
/// of the first every privacy officer, whatever they chose to hear about.
async fn of_an_emergency(
    store: &Store,
    item: &OutboxItem,
) -> Result<Vec<(Recipient, String, Topic)>, StoreError> {
    let (accounts, at) = (store.accounts(), item.at);
    let Some(patient) = &item.patient else { return Ok(Vec::new()) };
    let patients = accounts.recipients_of(patient).await?.into_iter();
    let patients = patients.filter(|one| one.wants.people).map(|one| (one, Topic::People(at)));
    let officers = match item.event {
        Event::EmergencyOpened { .. } => accounts.recipients_in(Office::PrivacyOfficer).await?,
        _ => Vec::new(),
    };
    let officers = officers.into_iter().map(|one| (one, Topic::Emergency(at)));
    let all = patients.chain(officers);
    Ok(all
        .filter_map(|(one, topic)| Some((one.address.clone()?, one, topic)))
        .map(|(to, one, topic)| (one, to, topic))
        .collect())
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
