//! The mail that asks whether it was really they who signed, and its answer.
//!
//! A link in a mail is followed by programs, too: opening it changes nothing, the button on its page does.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::words::FluentValue;
use bluebutton_store::hub::{HubTx, Value};
use bluebutton_web::Frame;
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::{Answer, go_to};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Anyone, SafeForm};

use super::draft::{self, Draft};
use crate::callers::{frame, key_hash, secret, show as show_to};
use crate::limits::{ASKED_MAILS, CONFIRM_SECONDS};
use crate::probe::is_below;
use crate::services::Services;
use crate::worker::mail;

#[derive(Template)]
#[template(path = "signing/confirm.html")]
struct ConfirmPage {
    frame: Frame,
    /// The organization; `None` where the link is over.
    name: Option<String>,
    url: String,
}

/// Sends the mail that asks.
pub(crate) async fn ask(services: &Services, _frame: &Frame, mut draft: Draft) -> Answer {
    let token = secret(services);
    let link = services.url(&format!("/pledge/confirm/{token}"));
    let words = services.words(draft.language());
    // The address may be anybody's: of what a stranger typed nothing goes there but a name that is plain.
    let arguments: [(&str, FluentValue<'_>); 2] =
        [("organization", draft.get("name").to_owned().into()), ("link", link.into())];
    let ids = ("mail-confirm-subject", "mail-confirm-body");
    let letter = mail::OutgoingMail::of(draft.get("email"), words, ids, &arguments);
    "sent".clone_into(&mut draft.standing);
    let (hash, now) = (key_hash(&token), services.hub.now().as_microsecond());
    let (mail_id, hub) = (secret(services), services.hub.clone());
    let work = move |tx: &mut HubTx<'_, '_>| {
        draft::put(tx, &draft, now)?;
        tx.execute(SET_CONFIRM, &[draft.id.as_str().into(), hash.clone().into()])?;
        mail::put_asked(tx, (&hub, &ASKED_MAILS), &mail_id, (&letter, now))
    };
    services.hub.write("ask whether they signed", work).await?;
    Ok(go_to("/pledge/sign/status"))
}

/// `GET /pledge/confirm/{token}`
pub(crate) async fn show_confirm(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    anyone: Anyone,
    Path(token): Path<String>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let asked = by_token(&services, &token);
    let work = move |tx: &mut HubTx<'_, '_>| find(tx, &asked);
    let draft = services.hub.read("look at a confirmation", work).await?;
    let name = draft.map(|draft| draft.get("name").to_owned());
    let url = format!("/pledge/confirm/{token}");
    show_to(&anyone, &ConfirmPage { frame: frame(&anyone), name, url })
}

/// `POST /pledge/confirm/{token}`: it was they who signed. The domain is proven where their address is in it.
pub(crate) async fn confirm(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    Path(token): Path<String>,
    SafeForm(_, _): SafeForm<Anyone>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let (asked, now) = (by_token(&services, &token), services.hub.now().as_microsecond());
    let work = move |tx: &mut HubTx<'_, '_>| {
        let Some(mut draft) = find(tx, &asked)? else { return Ok(false) };
        "confirmed".clone_into(&mut draft.standing);
        if is_in_domain(draft.get("email"), &draft.domain()) && !gives_mail(&draft.domain()) {
            "mail".clone_into(&mut draft.proof);
        }
        draft::put(tx, &draft, now)?;
        tx.execute(SET_CONFIRM, &[draft.id.as_str().into(), Value::Null])?;
        Ok(true)
    };
    if services.hub.write("they signed", work).await? {
        Ok(go_to("/pledge/sign/status"))
    } else {
        Err(Problem::not_found())
    }
}

/// What finds a draft by the token of its mail.
fn by_token(services: &Services, token: &str) -> [Value; 2] {
    let oldest = services.hub.now().as_microsecond() - CONFIRM_SECONDS * 1_000_000;
    [key_hash(token).into(), oldest.into()]
}

fn find(
    tx: &mut HubTx<'_, '_>,
    asked: &[Value; 2],
) -> Result<Option<Draft>, bluebutton_store::StoreError> {
    tx.first(BY_TOKEN, asked)?.as_ref().map(Draft::of).transpose()
}

/// Whether an address is in a domain or below it.
pub(crate) fn is_in_domain(email: &str, domain: &str) -> bool {
    let own = email.rsplit_once('@').map(|(_, own)| own.to_ascii_lowercase()).unwrap_or_default();
    is_below(&own, domain)
}

/// Whether anybody gets an address in a domain: then one proves nothing.
pub(crate) fn gives_mail(domain: &str) -> bool {
    const PROVIDERS: [&str; 20] = [
        "aol.com",
        "att.net",
        "comcast.net",
        "fastmail.com",
        "gmail.com",
        "gmx.com",
        "googlemail.com",
        "hotmail.com",
        "icloud.com",
        "live.com",
        "mail.com",
        "me.com",
        "msn.com",
        "outlook.com",
        "pm.me",
        "proton.me",
        "protonmail.com",
        "verizon.net",
        "yahoo.com",
        "zoho.com",
    ];
    PROVIDERS.contains(&domain)
}

const SET_CONFIRM: &str = "
    update hub_signing set confirm_hash = $2 where signing_id = $1";

const BY_TOKEN: &str = "
    select signing_id, standing, fields, domain_word, proof, reason, org_id, changed_at
    from hub_signing
    where confirm_hash = $1 and standing = 'sent' and changed_at > $2";
