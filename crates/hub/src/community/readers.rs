//! News by e-mail: whoever wants it gives an address and confirms it; once a week they get what is new, and
//! every mail stops it with one press.
//!
//! Standard: RFC 8058 (one-click unsubscribe): a mail program posts to the link, with no cookie and no form of
//! ours. The secret in the link is all it needs, and all it can do.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::words::FluentValue;
use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubStore, HubTx, Value};
use bluebutton_web::Frame;
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::{Answer, go_to};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Anyone, Asked, SafeForm};

use crate::by_mail::Asking;
use crate::callers::{frame, hex, key_hash, secret, show as show_to};
use crate::limits::ASKED_MAILS;
use crate::services::Services;
use crate::work::{self, Passed};
use crate::worker::mail;

#[derive(Template)]
#[template(path = "community/by-mail.html")]
struct ByMailPage {
    frame: Frame,
    asking: Asking,
}

#[derive(Template)]
#[template(path = "community/reader.html")]
struct ReaderPage {
    frame: Frame,
    token: String,
    /// `asked`, `in`; `out` where nothing is sent.
    standing: String,
}

/// Whoever asks again within the hour gets no second mail.
const ASK_AGAIN: i64 = 60 * 60 * 1_000_000;

/// The secret in the links of an address: the same as long as our key is.
pub(crate) fn token_of(hub: &HubStore, email: &str) -> String {
    let key = hub.keyed("reader link", email);
    hex(key.get(..16).unwrap_or_default())
}

/// `GET /community/by-mail`
pub(crate) async fn show(
    State(services): State<Services>,
    anyone: Anyone,
    Asked(fields): Asked,
) -> Answer {
    let asking = Asking::of(&services, &fields);
    show_to(&anyone, &ByMailPage { frame: frame(&anyone), asking })
}

/// `POST /community/by-mail`: asks whether the address is theirs. The answer is the same for who reads already.
pub(crate) async fn ask(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    SafeForm(anyone, fields): SafeForm<Anyone>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let frame = frame(&anyone);
    let email = match Asking::read(&services, &frame, &fields) {
        Ok(email) => email,
        Err(asking) => return show_to(&anyone, &ByMailPage { frame, asking }),
    };
    if work::pass(&services, &from, &fields).await? == Passed::Through {
        ask_by_mail(&services, &frame, email).await?;
    }
    Ok(go_to("/community/by-mail?sent=1"))
}

async fn ask_by_mail(services: &Services, frame: &Frame, email: String) -> Result<(), StoreError> {
    let (token, mail_id) = (token_of(&services.hub, &email), secret(services));
    let link = services.url(&format!("/community/by-mail/{token}"));
    let ids = ("mail-reader-subject", "mail-reader-body");
    let arguments: [(&str, FluentValue<'_>); 1] = [("link", link.into())];
    let letter = mail::OutgoingMail::of(&email, frame.words(), ids, &arguments);
    let (who, now) = (services.hub.keyed("reader", &email), services.hub.now().as_microsecond());
    let (language, hub) = (frame.lang(), services.hub.clone());
    let work = move |tx: &mut HubTx<'_, '_>| {
        let values: [Value; 6] = [
            who.clone().into(),
            email.as_str().into(),
            language.into(),
            key_hash(&token).into(),
            now.into(),
            (now - ASK_AGAIN).into(),
        ];
        if tx.execute(ASK, &values)? == 1 {
            mail::put_asked(tx, (&hub, &ASKED_MAILS), &mail_id, (&letter, now))?;
        }
        Ok(())
    };
    services.hub.write("somebody wants news by mail", work).await
}

/// `GET /community/by-mail/{token}`: opening the link changes nothing.
pub(crate) async fn show_reader(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    anyone: Anyone,
    Path(token): Path<String>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let hash = key_hash(&token);
    let work = move |tx: &mut HubTx<'_, '_>| {
        tx.first(STANDING, &[hash.into()])?.map(|row| row.get::<String>(0)).transpose()
    };
    let standing = services.hub.read("look at a reader", work).await?;
    let standing = standing.unwrap_or_else(|| "out".to_owned());
    show_to(&anyone, &ReaderPage { frame: frame(&anyone), token, standing })
}

/// `POST /community/by-mail/{token}`: it was they who asked.
pub(crate) async fn confirm(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    Path(token): Path<String>,
    SafeForm(_, _): SafeForm<Anyone>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let (hash, now) = (key_hash(&token), services.hub.now().as_microsecond());
    let work = move |tx: &mut HubTx<'_, '_>| {
        let rows = tx.execute(CONFIRM, &[hash.clone().into(), now.into()])?;
        Ok(rows == 1 || tx.first(STANDING, &[hash.clone().into()])?.is_some())
    };
    if services.hub.write("somebody gets news by mail", work).await? {
        Ok(go_to(&format!("/community/by-mail/{token}")))
    } else {
        Err(Problem::not_found())
    }
}

/// `POST /community/stop/{token}`: no more mail, and the address is gone. A mail program sends this without
/// any form of ours; that a link of ours is followed (GET) shows the page that asks.
pub(crate) async fn stop(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    anyone: Anyone,
    Path(token): Path<String>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let hash = key_hash(&token);
    let work = move |tx: &mut HubTx<'_, '_>| tx.execute(STOP, &[hash.clone().into()]).map(|_| ());
    services.hub.write("somebody wants no news by mail", work).await?;
    let standing = "out".to_owned();
    show_to(&anyone, &ReaderPage { frame: frame(&anyone), token, standing })
}

/// Who reads already stays so. Who has not confirmed may ask again after a while.
const ASK: &str = "
    insert into hub_reader (who, email, language, standing, link_hash, made_at, sent_at)
    values ($1, $2, $3, 'asked', $4, $5, 0)
    on conflict (who)
    do update set made_at = excluded.made_at, language = excluded.language
    where hub_reader.standing = 'asked' and hub_reader.made_at < $6";

const STANDING: &str = "
    select standing
    from hub_reader
    where link_hash = $1";

/// The first digest tells what is new from now on.
const CONFIRM: &str = "
    update hub_reader set standing = 'in', sent_at = $2
    where link_hash = $1 and standing = 'asked'";

const STOP: &str = "
    delete from hub_reader
    where link_hash = $1";
