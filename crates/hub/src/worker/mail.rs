//! Mail that waits to go out: put down with the change that it tells of, and gone when it is out.

use bluebutton_record::Words;
use bluebutton_record::words::FluentValue;
use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubStore, HubTx};
use tokio::sync::Notify;

use crate::limits::{MAIL_TRIES_MAX, MailLimit};
use crate::outside::Mail;
use crate::services::Services;
use crate::work;

/// A mail that is to go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OutgoingMail {
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) body: String,
    /// Where whoever gets it stops it with one press, without signing in (RFC 8058); for mail that comes
    /// again and again.
    pub(crate) stop: Option<String>,
}

/// The ids of the messages that a mail is made of: its subject and its body.
pub(crate) type Ids = (&'static str, &'static str);

impl OutgoingMail {
    /// A mail in the words of a language.
    pub(crate) fn of(
        to: &str,
        words: &Words,
        (subject, body): Ids,
        arguments: &[(&str, FluentValue<'_>)],
    ) -> Self {
        Self {
            to: to.to_owned(),
            subject: words.with(subject, arguments),
            body: words.with(body, arguments),
            stop: None,
        }
    }
}

/// Mail that is handed over in one go.
const AT_ONCE: i64 = 20;

/// So long a mail that is being handed over is nobody else's.
const HELD_SECONDS: i64 = 300;

static ADDED: Notify = Notify::const_new();

/// Ends when mail was added here.
pub(super) async fn added() {
    ADDED.notified().await;
}

/// Puts a mail down, in the transaction of what it tells of.
pub(crate) fn put(
    tx: &mut HubTx<'_, '_>,
    id: &str,
    letter: &OutgoingMail,
    now: i64,
) -> Result<(), StoreError> {
    let values = [
        id.into(),
        letter.to.as_str().into(),
        letter.subject.as_str().into(),
        letter.body.as_str().into(),
        now.into(),
        letter.stop.as_deref().unwrap_or_default().into(),
    ];
    tx.execute(PUT, &values)?;
    ADDED.notify_one();
    Ok(())
}

/// Puts down a mail to an address that anybody may have typed. Beyond the limit nothing is sent, and whoever typed
/// it is told nothing else: a form of ours buries nobody in mail.
pub(crate) fn put_asked(
    tx: &mut HubTx<'_, '_>,
    (hub, limit): (&HubStore, &MailLimit),
    id: &str,
    (letter, now): (&OutgoingMail, i64),
) -> Result<(), StoreError> {
    let who = hub.keyed("mailed", &format!("{} {}", limit.name, letter.to.to_lowercase()));
    if work::take_one(tx, who, (limit.most, limit.seconds), now)? {
        put(tx, id, letter, now)?;
    }
    Ok(())
}

/// Hands over what is ready.
pub(super) async fn send_all(services: &Services) -> Result<(), StoreError> {
    while send_some(services).await? == AT_ONCE {}
    Ok(())
}

/// Hands over some of it; how many were taken.
async fn send_some(services: &Services) -> Result<i64, StoreError> {
    let now = services.hub.now().as_microsecond();
    let work = move |tx: &mut HubTx<'_, '_>| {
        let mut taken = Vec::new();
        for row in tx.query(READY, &[now.into(), AT_ONCE.into()])? {
            let (id, ready_at): (String, i64) = (row.get(0)?, row.get(4)?);
            let until = now + HELD_SECONDS * 1_000_000;
            let values = [id.as_str().into(), ready_at.into(), until.into()];
            if tx.execute(HOLD, &values)? == 1 {
                let (to, subject, body) = (row.get(1)?, row.get(2)?, row.get(3)?);
                let stop = Some(row.get::<String>(6)?).filter(|stop| !stop.is_empty());
                let mail = Mail { id, to, subject, body, stop };
                taken.push((mail, row.get::<i64>(5)?));
            }
        }
        Ok(taken)
    };
    let taken = services.hub.write("take mail", work).await?;
    let count = taken.len() as i64;
    for (mail, tries) in taken {
        let id = mail.id.clone();
        match services.hands.send(mail).await {
            Ok(()) => drop_mail(services, id).await?,
            Err(why) if why.may_pass && tries + 1 < MAIL_TRIES_MAX => {
                tracing::warn!(mail = id, detail = why.detail, "a mail waits");
                // Two, four, eight minutes … and an hour at most.
                let pause = (1_i64 << (tries + 1).min(6)).min(60) * 60;
                let again = services.hub.now().as_microsecond() + pause * 1_000_000;
                let work = move |tx: &mut HubTx<'_, '_>| {
                    tx.execute(AGAIN, &[id.as_str().into(), again.into()]).map(|_| ())
                };
                services.hub.write("mail waits", work).await?;
            }
            Err(why) => {
                tracing::error!(mail = id, detail = why.detail, "a mail was given up");
                drop_mail(services, id).await?;
            }
        }
    }
    Ok(count)
}

async fn drop_mail(services: &Services, id: String) -> Result<(), StoreError> {
    let work = move |tx: &mut HubTx<'_, '_>| tx.execute(DROP, &[id.as_str().into()]).map(|_| ());
    services.hub.write("mail is out", work).await
}

const PUT: &str = "
    insert into hub_mail (mail_id, recipient, subject, body, made_at, ready_at, tries, stop)
    values ($1, $2, $3, $4, $5, $5, 0, $6)";

const READY: &str = "
    select mail_id, recipient, subject, body, ready_at, tries, stop
    from hub_mail
    where ready_at <= $1
    order by ready_at
    limit $2";

const HOLD: &str = "
    update hub_mail set ready_at = $3
    where mail_id = $1 and ready_at = $2";

const AGAIN: &str = "
    update hub_mail set ready_at = $2, tries = tries + 1
    where mail_id = $1";

const DROP: &str = "
    delete from hub_mail
    where mail_id = $1";
