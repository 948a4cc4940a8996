//! `/oauth/authorize`: an app asks, and a person says whose record, what of it, and for how long; or no.
//!
//! Standard: RFC 6749, 4.1.1 and 4.1.2; SMART App Launch 2.2.0, "Obtain authorization code"; RFC 9700.
//! What is asked is checked before anybody signs in, and once more with the answer: nothing of it is
//! believed that comes back with the form.

mod ask;
mod given;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use axum::response::Response;
use bluebutton_oauth::authorize::{Checked, Client, Denied, Request, Stranger, answer};
use bluebutton_oauth::granted::Granted;
use bluebutton_oauth::identity::Remembered;
use bluebutton_oauth::refusal::{ErrorCode, Refusal};
use bluebutton_store::access::OpenRecord;
use bluebutton_store::apps::{App, AppState};
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::with_own_page;
use bluebutton_web::security;
use bluebutton_web::session::{Anyone, SafeForm, SignedIn};
use bluebutton_web::{Frame, Problem};
use url::{Url, form_urlencoded};

use self::ask::{ConsentPage, NothingPage, StrangerPage};
use self::given::consent;
use crate::limits::REQUEST_BYTES_MAX;
use crate::served;
use crate::services::Services;

/// A request that a person can be asked about, and the app.
struct Asking {
    checked: Checked,
    app: App,
    /// The request as it came, to come back with the answer.
    query: String,
}

/// What becomes of a request before a person is asked.
enum Come {
    Asking(Box<Asking>),
    /// Told to whoever is there.
    Stranger(Stranger),
    /// The app is told, at its own address.
    Back(String),
}

/// `GET /oauth/authorize?…`
pub(crate) async fn show(
    State(services): State<Services>,
    signed_in: Result<SignedIn, Problem>,
    anyone: Anyone,
    RawQuery(query): RawQuery,
) -> Answer {
    let asking = match come(&services, query.unwrap_or_default()).await? {
        Come::Asking(asking) => asking,
        Come::Back(address) => return Ok(go_to(&address)),
        Come::Stranger(why) => return stranger(&anyone, why),
    };
    let signed_in = signed_in?;
    let records = giveable(&services, &signed_in).await?;
    let frame = signed_in.frame();
    let is_waiting = records.is_empty();
    let mut response = if is_waiting {
        page(&NothingPage::new(frame, &asking))?
    } else {
        page(&ConsentPage::new(&services, frame, &asking, &records))?
    };
    lead_back(&mut response, &asking.checked.redirect_uri);
    Ok(response)
}

/// `POST /oauth/authorize`: the answer.
pub(crate) async fn decide(
    State(services): State<Services>,
    SafeForm(signed_in, fields): SafeForm<SignedIn>,
) -> Answer {
    let asking = match come(&services, fields.get("query").to_owned()).await? {
        Come::Asking(asking) => asking,
        Come::Back(address) => return Ok(go_to(&address)),
        Come::Stranger(_) => return Err(Problem::unclear()),
    };
    let Asking { checked, .. } = &*asking;
    let records = giveable(&services, &signed_in).await?;
    let is_yes = fields.get("answer") == "yes";
    let chosen = records.iter().find(|one| one.patient.as_str() == fields.get("record"));
    let given = chosen.filter(|_| is_yes).zip(consent(&services, checked, &fields));
    let Some((record, mut consent)) = given else {
        let no = Refusal::new(ErrorCode::AccessDenied, "the person said no");
        return Ok(go_to(&refused(&services, checked, no)));
    };
    if checked.scopes.contains(&Granted::OpenId) {
        let signed_in_at = signed_in.session.proved.map(jiff::Timestamp::as_second);
        consent.with_code = Remembered { nonce: checked.nonce.clone(), signed_in_at }.text();
    }
    let who = signed_in.themselves();
    let code = services.store.apps().allow(&who, &record.patient, consent).await?;
    let told = [("code", code.reveal().as_str()), ("state", checked.state.as_str())];
    let to = answer(&checked.redirect_uri, &told, services.issuer());
    Ok(go_to(&to.ok_or_else(Problem::unclear)?))
}

/// Checks a request.
async fn come(services: &Services, query: String) -> Result<Come, Problem> {
    if query.len() > REQUEST_BYTES_MAX {
        return Ok(Come::Stranger(Stranger::TooLong));
    }
    let pairs: Vec<(String, String)> =
        form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let request = Request::read(pairs);
    let app = services.store.apps().app(&request.client_id).await?;
    let client = app.as_ref().map(|app| Client {
        redirects: &app.about.redirects,
        is_open: app.state == AppState::Open,
    });
    let redirect_uri = request.redirect_uri.clone();
    match (request.check(client, &services.base(), served::is_served), app) {
        (Ok(checked), Some(app)) => Ok(Come::Asking(Box::new(Asking { checked, app, query }))),
        (Err(Denied::Here(why)), _) => Ok(Come::Stranger(why)),
        (Err(Denied::ToApp { refusal, state }), _) => {
            let to = back(services, &redirect_uri, (refusal, state.as_deref()));
            Ok(to.map_or(Come::Stranger(Stranger::Address), Come::Back))
        }
        (Ok(_), None) => Ok(Come::Stranger(Stranger::App)),
    }
}

/// The address at the app that says no.
fn refused(services: &Services, checked: &Checked, refusal: Refusal) -> String {
    let to = back(services, &checked.redirect_uri, (refusal, Some(&checked.state)));
    to.unwrap_or_else(|| "/".to_owned())
}

fn back(
    services: &Services,
    redirect_uri: &str,
    (refusal, state): (Refusal, Option<&str>),
) -> Option<String> {
    let mut told = vec![("error", refusal.code.word()), ("error_description", refusal.why)];
    told.extend(state.map(|state| ("state", state)));
    answer(redirect_uri, &told, services.issuer())
}

/// The records of somebody of which they may give apps what they see.
async fn giveable(services: &Services, signed_in: &SignedIn) -> Result<Vec<OpenRecord>, Problem> {
    let all = services.store.access().records_of(&signed_in.session.account.id).await?;
    Ok(all.into_iter().filter(|one| one.rights.view && one.rights.apps).collect())
}

/// Tells whoever is there that this goes no further.
fn stranger(anyone: &Anyone, why: Stranger) -> Answer {
    let shown = page(&StrangerPage::new(frame(anyone), why))?;
    let response = with_own_page(shown, StatusCode::BAD_REQUEST);
    Ok(match anyone {
        Anyone::Known(_) => response,
        Anyone::Unknown(visitor) => visitor.remember(response),
    })
}

fn frame(anyone: &Anyone) -> Frame {
    match anyone {
        Anyone::Known(signed_in) => signed_in.frame(),
        Anyone::Unknown(visitor) => visitor.frame(),
    }
}

/// Lets the form of a page lead to the app: browsers hold the policy of a page against where its form ends.
fn lead_back(response: &mut Response, redirect_uri: &str) {
    let origin = Url::parse(redirect_uri).map(|address| address.origin().ascii_serialization());
    let policy = origin.ok().map(|origin| security::policy_with_form_to(&origin));
    if let Some(value) = policy.and_then(|policy| HeaderValue::from_str(&policy).ok()) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, value);
    }
}
