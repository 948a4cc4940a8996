//! The weekly mail of what is new, to whoever asked for it. Where nothing is new, none is sent.

use bluebutton_record::words::FluentValue;
use bluebutton_record::{Language, Words};
use bluebutton_store::StoreError;
use bluebutton_store::hub::HubTx;

use super::mail;
use crate::callers::secret;
use crate::community::board::{self as posts, Post};
use crate::community::readers::token_of;
use crate::community::schedule::{self, Event, when};
use crate::services::Services;

const WEEK: i64 = 7 * 24 * 60 * 60 * 1_000_000;

/// Readers that are looked at in one go.
const AT_ONCE: i64 = 200;

/// What a mail of a week names: more is read on the page.
const NEWS_MAX: usize = 12;

/// Writes to whoever was not written to for a week.
pub(super) async fn send(services: &Services) -> Result<(), StoreError> {
    let now = services.hub.now().as_microsecond();
    let work =
        move |tx: &mut HubTx<'_, '_>| Ok((posts::newest(tx, 50)?, schedule::coming(tx, now, 5)?));
    let (news, events) = services.hub.read("what is new for readers", work).await?;
    let Some(newest) = news.iter().map(|post| post.changed_at).max() else { return Ok(()) };
    loop {
        // Only who has something new to read: the others are not looked at again and again.
        let values = [(now - WEEK).into(), newest.into(), AT_ONCE.into()];
        let work = move |tx: &mut HubTx<'_, '_>| {
            let rows = tx.query(READY, &values)?;
            let reader = |row: &bluebutton_store::hub::Row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            };
            rows.iter().map(reader).collect::<Result<Vec<DigestReader>, StoreError>>()
        };
        let ready = services.hub.read("who gets the news", work).await?;
        let count = ready.len() as i64;
        for (who, email, language, sent_at) in ready {
            let fresh: Vec<&Post> =
                news.iter().filter(|post| post.changed_at > sent_at).take(NEWS_MAX).collect();
            let words = services.words(Language::parse(&language).unwrap_or_default());
            let letter = letter(services, words, &email, (&fresh, &events));
            let mail_id = secret(services);
            let work = move |tx: &mut HubTx<'_, '_>| {
                // Another node may have written meanwhile.
                let values = [who.clone().into(), sent_at.into(), now.into()];
                if tx.execute(SENT, &values)? == 1 {
                    mail::put(tx, &mail_id, &letter, now)?;
                }
                Ok(())
            };
            services.hub.write("send the news", work).await?;
        }
        if count < AT_ONCE {
            return Ok(());
        }
    }
}

/// Key, address, language, and when they were written to last.
type DigestReader = (Vec<u8>, String, String, i64);

fn letter(
    services: &Services,
    words: &Words,
    email: &str,
    (news, events): (&[&Post], &[Event]),
) -> mail::OutgoingMail {
    let mut parts = vec![words.text("digest-new").into_owned()];
    parts.extend(news.iter().map(|post| {
        let link = services.url(&format!("/community/post/{}", post.id));
        format!("{}\n{link}", post.title)
    }));
    if !events.is_empty() {
        parts.push(words.text("events-coming").into_owned());
    }
    parts.extend(events.iter().map(|event| {
        let link = services.url(&format!("/community/events/{}", event.id));
        format!("{}\n{}\n{link}", event.title(words.language()), when(words, event))
    }));
    let token = token_of(&services.hub, email);
    let stop = services.url(&format!("/community/stop/{token}"));
    let arguments: [(&str, FluentValue<'_>); 2] =
        [("news", parts.join("\n\n").into()), ("link", stop.clone().into())];
    let ids = ("mail-digest-subject", "mail-digest-body");
    let letter = mail::OutgoingMail::of(email, words, ids, &arguments);
    mail::OutgoingMail { stop: Some(stop), ..letter }
}

const READY: &str = "
    select who, email, language, sent_at
    from hub_reader
    where standing = 'in' and sent_at < $1 and sent_at < $2
    order by who
    limit $3";

const SENT: &str = "
    update hub_reader set sent_at = $3
    where who = $1 and sent_at = $2";
