//! Who is told of an event, what, and at which address. What is told at all is said once, in
//! [`Event::notice`]; here it finds its readers.

use bluebutton_record::{Office, PatientKey};
use bluebutton_store::accounts::{AccountId, Recipient, Wants};
use bluebutton_store::events::{Event, NoticeKind, SignInChange};
use bluebutton_store::outbox::OutboxItem;
use bluebutton_store::{Store, StoreError};

use crate::notice::Topic;

/// Somebody, the address, and what they are told there.
pub(super) type Addressed = (Recipient, String, Topic);

/// Who is told of an event, what, and where.
pub(super) async fn of_event(
    store: &Store,
    item: &OutboxItem,
) -> Result<Vec<Addressed>, StoreError> {
    let (Some(kind), at) = (item.event.notice(), item.at) else { return Ok(Vec::new()) };
    let told = match kind {
        NoticeKind::AddressCode => return of_code(store, item).await,
        NoticeKind::SignIn => return of_sign_in(store, item).await,
        NoticeKind::NewBrowser => to_them(store, item, Topic::NewBrowser(at)).await?,
        NoticeKind::Locked => to_them(store, item, Topic::Locked(at)).await?,
        NoticeKind::AccountEnded => of_end(store, item).await?,
        NoticeKind::People => to_owners(store, item, (|one| one.people, Topic::People(at))).await?,
        NoticeKind::Shown => to_owners(store, item, (|one| one.people, Topic::Shown(at))).await?,
        NoticeKind::Sent => to_owners(store, item, (|one| one.sent, Topic::Sent(at))).await?,
        NoticeKind::NotSent => of_not_sent(store, item).await?,
        NoticeKind::Answer => of_an_answer(store, item).await?,
        NoticeKind::Emergency => of_an_emergency(store, item).await?,
    };
    let told = told.into_iter().filter_map(|(one, topic)| Some((one.address.clone()?, one, topic)));
    Ok(told.map(|(to, one, topic)| (one, to, topic)).collect())
}

/// Whose sign-in it is about: of whoever did it, or for whom it was done at the command line.
async fn themselves(store: &Store, item: &OutboxItem) -> Result<Option<Recipient>, StoreError> {
    let changed_for = match &item.event {
        Event::SignInChanged { account, .. } => account.as_ref(),
        _ => None,
    };
    match changed_for.or(item.by.origin().account.as_ref()) {
        Some(account) => store.accounts().recipient(account).await,
        None => Ok(None),
    }
}

async fn to_them(
    store: &Store,
    item: &OutboxItem,
    topic: Topic,
) -> Result<Vec<(Recipient, Topic)>, StoreError> {
    let own = themselves(store, item).await?.filter(|one| one.wants.sign_in);
    Ok(own.map(|one| (one, topic)).into_iter().collect())
}

async fn of_code(store: &Store, item: &OutboxItem) -> Result<Vec<Addressed>, StoreError> {
    let own = themselves(store, item).await?;
    let found = own.and_then(|one| Some((one.to_confirm.clone()?, one)));
    Ok(found.map(|((to, code), one)| (one, to, Topic::Code(code))).into_iter().collect())
}

async fn of_sign_in(store: &Store, item: &OutboxItem) -> Result<Vec<Addressed>, StoreError> {
    let (Some(one), topic) = (themselves(store, item).await?, Topic::SignIn(item.at)) else {
        return Ok(Vec::new());
    };
    let change = match &item.event {
        Event::SignInChanged { change, .. } => Some(*change),
        _ => None,
    };
    let is_elsewhere = change == Some(SignInChange::NoticeAddress);
    // Whoever switched messages off may not be who they say: the last one tells of it.
    let is_last = change == Some(SignInChange::NoticesFewer);
    let now = one.address.clone().filter(|_| one.wants.sign_in || is_last);
    // Whoever had messages sent elsewhere may not be who they say: the old address hears it.
    let before = one.address_before.clone().filter(|_| is_elsewhere);
    let all = now.into_iter().chain(before);
    Ok(all.map(|to| (one.clone(), to, topic.clone())).collect())
}

/// An account that was ended: to whoever had it; and to those whose records it could open.
async fn of_end(store: &Store, item: &OutboxItem) -> Result<Vec<(Recipient, Topic)>, StoreError> {
    let Event::AccountEnded { account } = &item.event else { return Ok(Vec::new()) };
    let (own, owners) = store.accounts().recipients_of_end(account).await?;
    let own = own.filter(|one| one.wants.sign_in);
    let owners = owners.into_iter().filter(|one| one.wants.people);
    let owners = owners.map(|one| (one, Topic::People(item.at)));
    Ok(own.map(|one| (one, Topic::AccountEnded(item.at))).into_iter().chain(owners).collect())
}

/// To those whose record it is, but for who did it.
async fn to_owners(
    store: &Store,
    item: &OutboxItem,
    (wants, topic): (fn(Wants) -> bool, Topic),
) -> Result<Vec<(Recipient, Topic)>, StoreError> {
    let Some(patient) = &item.patient else { return Ok(Vec::new()) };
    let doer = item.by.origin().account.as_ref();
    let owners = store.accounts().recipients_of(patient).await?.into_iter();
    let others = owners.filter(|one| wants(one.wants) && Some(&one.account) != doer);
    Ok(others.map(|one| (one, topic.clone())).collect())
}

/// Something that did not go out, or perhaps not: to whoever sent it.
async fn of_not_sent(
    store: &Store,
    item: &OutboxItem,
) -> Result<Vec<(Recipient, Topic)>, StoreError> {
    let (Some(patient), Some(doer)) = (&item.patient, item.by.origin().account.as_ref()) else {
        return Ok(Vec::new());
    };
    let sender = reader(store, patient, doer).await?.filter(|one| one.wants.sent);
    Ok(sender.map(|one| (one, Topic::NotSent(item.at))).into_iter().collect())
}

/// An answer: to those whose record it is; and to somebody who helps with it, where they asked.
async fn of_an_answer(
    store: &Store,
    item: &OutboxItem,
) -> Result<Vec<(Recipient, Topic)>, StoreError> {
    let Some(patient) = &item.patient else { return Ok(Vec::new()) };
    let mut all = store.accounts().recipients_of(patient).await?;
    if let Event::Request { asked_by: Some(account), .. } = &item.event
        && all.iter().all(|one| one.account != *account)
    {
        all.extend(reader(store, patient, account).await?);
    }
    let told = all.into_iter().filter(|one| one.wants.record);
    Ok(told.map(|one| (one, Topic::Answer)).collect())
}

/// Somebody to whom a record is still open: whoever it is closed to hears nothing of it any more.
async fn reader(
    store: &Store,
    patient: &PatientKey,
    account: &AccountId,
) -> Result<Option<Recipient>, StoreError> {
    let open = store.access().records_of(account).await?;
    let is_open = open.iter().any(|record| record.patient == *patient);
    if is_open { store.accounts().recipient(account).await } else { Ok(None) }
}

/// Somebody of the staff opened a record in an emergency: the patient hears of it, and every privacy
/// officer, whatever they chose to hear about.
async fn of_an_emergency(
    store: &Store,
    item: &OutboxItem,
) -> Result<Vec<(Recipient, Topic)>, StoreError> {
    let mut all = to_owners(store, item, (|one| one.people, Topic::People(item.at))).await?;
    let officers = store.accounts().recipients_in(Office::PrivacyOfficer).await?;
    all.extend(officers.into_iter().map(|one| (one, Topic::Emergency(item.at))));
    Ok(all)
}
