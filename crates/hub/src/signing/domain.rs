//! Whose domain it is: an address in it that was confirmed, a record in the domain name system, or a
//! file on its web server.

use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use bluebutton_store::hub::HubTx;
use bluebutton_web::Frame;
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::{Answer, go_to};
use bluebutton_web::session::{Anyone, Asked, SafeForm};

use super::draft::{self, Draft};
use crate::callers::{frame, show as show_to};
use crate::probe::net::{DnsKind, Net};
use crate::probe::{Fetcher, Limits};
use crate::services::Services;

#[derive(Template)]
#[template(path = "signing/status.html")]
struct SigningStatusPage {
    frame: Frame,
    draft: Draft,
    domain: String,
    was_not_found: bool,
    demo_inbox: Option<String>,
}

/// A visitor waits for this.
const TIME_MAX: Duration = Duration::from_secs(8);

/// The word is 32 digits; a file with it is not much longer.
const FILE_BYTES_MAX: usize = 4_096;

/// `GET /pledge/sign/status`: how far it is, and what is to be done.
pub(crate) async fn show_status(
    State(services): State<Services>,
    anyone: Anyone,
    headers: HeaderMap,
    Asked(fields): Asked,
) -> Answer {
    let draft = draft::of_browser(&services, &headers).await?;
    if ["", "draft"].contains(&draft.standing.as_str()) {
        return Ok(go_to("/pledge/sign"));
    }
    let page = SigningStatusPage {
        domain: draft.domain(),
        draft,
        was_not_found: fields.is_ticked("not-found"),
        demo_inbox: services.settings.demo_inbox.clone(),
        frame: frame(&anyone),
    };
    show_to(&anyone, &page)
}

/// `POST /pledge/sign/domain`: looks for the word now.
pub(crate) async fn check_domain(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    headers: HeaderMap,
    SafeForm(_, _): SafeForm<Anyone>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let draft = draft::of_browser(&services, &headers).await?;
    if draft.standing != "confirmed" || !draft.proof.is_empty() {
        return Ok(go_to("/pledge/sign/status"));
    }
    let page = services.url("/pledge/checks");
    let Some(proof) = proof_of(&*services.net, &draft, &page).await else {
        return Ok(go_to("/pledge/sign/status?not-found=1"));
    };
    let now = services.hub.now().as_microsecond();
    let work = move |tx: &mut HubTx<'_, '_>| {
        let Some(mut draft) = draft::get(tx, &draft.id)? else { return Ok(()) };
        proof.clone_into(&mut draft.proof);
        draft::put(tx, &draft, now)
    };
    services.hub.write("a domain is proven", work).await?;
    Ok(go_to("/pledge/sign/status"))
}

/// How the domain is proven: `name` or `file`.
pub(crate) async fn proof_of(net: &dyn Net, draft: &Draft, page: &str) -> Option<&'static str> {
    let domain = draft.domain();
    let name = format!("_blue-button.{domain}");
    let wanted = format!("blue-button-verify={}", draft.word);
    if let Ok(found) = net.records(&name, DnsKind::Txt).await
        && found.iter().any(|text| text.trim_ascii() == wanted.as_bytes())
    {
        return Some("name");
    }
    let limits = Limits { time: TIME_MAX, bytes: FILE_BYTES_MAX, pause: Duration::ZERO };
    let file = format!("https://{domain}/.well-known/blue-button-verify.txt");
    let fetched = Fetcher::new(net, limits, page).get(&file, "text/plain").await.ok()?;
    let is_there = fetched.status == 200 && fetched.body.trim_ascii() == draft.word.as_bytes();
    is_there.then_some("file")
}
