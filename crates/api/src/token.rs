//! `POST /oauth/token` and `POST /oauth/revoke`: an app exchanges a code or a refresh token, and gives a
//! token back.
//!
//! Standard: RFC 6749, 4.1.3, 5 and 6; RFC 7009; RFC 7523; SMART App Launch 2.2.0, "Exchange code for access token".

use axum::extract::rejection::FormRejection;
use axum::extract::{Form as Body, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bluebutton_oauth::exchange::{Asked, Form, Held};
use bluebutton_oauth::granted::{self, Granted};
use bluebutton_oauth::refusal::{ErrorCode, Refusal};
use bluebutton_store::StoreError;
use bluebutton_store::apps::{App, Exchanged, HeldCode, TokenTimes, Tokens};
use bluebutton_web::network::AskedFrom;
use serde_json::json;

use crate::assertion;
use crate::identity;
use crate::limits::{ACCESS_SECONDS, ONLINE_SECONDS};
use crate::served;
use crate::services::Services;

/// What an app sent as a form.
type Sent = Result<Body<Vec<(String, String)>>, FormRejection>;

/// No, in JSON.
struct Refused {
    refusal: Refusal,
    /// Whether the app tried to prove itself in the header.
    names_header: bool,
    wait_seconds: Option<u64>,
}

/// `POST /oauth/token`
pub(crate) async fn give(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    headers: HeaderMap,
    sent: Sent,
) -> Response {
    match exchanged(&services, &from, &headers, sent).await {
        Ok((tokens, identity)) => told(&tokens, identity),
        Err(refused) => refused.into_response(),
    }
}

/// `POST /oauth/revoke`: what is not a token of this app's is nothing to it, and says so with 200.
pub(crate) async fn take_back(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    headers: HeaderMap,
    sent: Sent,
) -> Response {
    match given_back(&services, &from, &headers, sent).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(refused) => refused.into_response(),
    }
}

async fn exchanged(
    services: &Services,
    from: &str,
    headers: &HeaderMap,
    sent: Sent,
) -> Result<(Tokens, Option<String>), Refused> {
    let (form, app) = proven(services, from, headers, sent).await?;
    let days = i64::from(services.settings.days_max);
    let outcome = match form.asked()? {
        Asked::Code { code, redirect_uri, verifier } => {
            let id = app.id.clone();
            let decide = move |held: &HeldCode| {
                let asked = Held {
                    client_id: &held.app,
                    redirect_uri: &held.redirect_uri,
                    challenge: &held.challenge,
                };
                let is_for = asked.is_for(&id, &redirect_uri, &verifier);
                is_for.then(|| wanted(&granted::granted(&held.scopes, served::is_served), days))
            };
            services.store.apps().exchange(&code, decide).await?
        }
        Asked::Refresh { token, scope } => {
            let narrow = move |scopes: &str| {
                let all = granted::granted(scopes, served::is_served);
                let less = match &scope {
                    Some(scope) => granted::narrowed(&all, scope)?,
                    None => all.clone(),
                };
                Some((granted::told(&less), wanted(&all, days)))
            };
            services.store.apps().refresh(&app.id, &token, narrow).await?
        }
    };
    match outcome {
        Exchanged::Done(tokens) => {
            let identity = identity::token(services, &app, &tokens).await?;
            Ok((*tokens, identity))
        }
        Exchanged::TooMuch => {
            Err(Refusal::new(ErrorCode::InvalidScope, "more than was granted").into())
        }
        // One answer for all: whoever stole something learns nothing.
        Exchanged::Wrong | Exchanged::Stolen => {
            Err(Refusal::new(ErrorCode::InvalidGrant, "it does not hold, or no more").into())
        }
    }
}

async fn given_back(
    services: &Services,
    from: &str,
    headers: &HeaderMap,
    sent: Sent,
) -> Result<(), Refused> {
    let (form, app) = proven(services, from, headers, sent).await?;
    let missing = Refusal::new(ErrorCode::InvalidRequest, "token is required");
    let token = form.get("token").ok_or(missing)?;
    Ok(services.store.apps().give_back(&app.id, token).await?)
}

/// The form, and the app that sent it and proved so.
async fn proven(
    services: &Services,
    from: &str,
    headers: &HeaderMap,
    sent: Sent,
) -> Result<(Form, App), Refused> {
    if services.strangers.attempt(from).is_err() {
        let refusal = Refusal::new(ErrorCode::SlowDown, "too many requests");
        return Err(Refused { refusal, names_header: false, wait_seconds: Some(60) });
    }
    let unreadable = Refusal::new(
        ErrorCode::InvalidRequest,
        "send application/x-www-form-urlencoded in the body",
    );
    let Ok(Body(pairs)) = sent else { return Err(unreadable.into()) };
    let form = Form::read(pairs)?;
    let mut proofs = headers.get_all(AUTHORIZATION).iter();
    let header = match proofs.next().map(HeaderValue::to_str) {
        None => None,
        Some(Ok(text)) if proofs.next().is_none() => Some(text),
        _ => return Err(unreadable.into()),
    };
    let who = form.credentials(header)?;
    if let Some(signed) = &who.assertion {
        let app = assertion::proven(services, &who.client_id, signed).await?;
        return Ok((form, app?));
    }
    let app = services.store.apps().proven(&who.client_id, who.secret.as_ref()).await?;
    let unknown = || Refused {
        refusal: Refusal::new(ErrorCode::InvalidClient, "the app is not known, or not proven"),
        names_header: who.is_in_header,
        wait_seconds: None,
    };
    Ok((form, app.ok_or_else(unknown)?))
}

/// For how long an app that was granted this gets tokens.
fn wanted(scopes: &[Granted], days_max: i64) -> TokenTimes {
    let refresh_seconds = if scopes.contains(&Granted::OfflineAccess) {
        Some(days_max * 24 * 60 * 60)
    } else {
        scopes.contains(&Granted::OnlineAccess).then_some(ONLINE_SECONDS)
    };
    TokenTimes { access_seconds: ACCESS_SECONDS, refresh_seconds }
}

fn told(tokens: &Tokens, identity: Option<String>) -> Response {
    let mut told = json!({
        "access_token": tokens.access.reveal(),
        "token_type": "Bearer",
        "expires_in": tokens.seconds,
        "scope": tokens.scopes,
        "patient": tokens.patient.as_str(),
    });
    if let Some(object) = told.as_object_mut() {
        let refresh = tokens.refresh.as_ref().map(|token| token.reveal().clone());
        let more = [("refresh_token", refresh), ("id_token", identity)];
        object
            .extend(more.into_iter().filter_map(|(name, text)| Some((name.into(), text?.into()))));
    }
    ([(CONTENT_TYPE, "application/json")], told.to_string()).into_response()
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, names_header: false, wait_seconds: None }
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        let wait_seconds = error.retry_after_seconds();
        let code = match wait_seconds {
            Some(_) => ErrorCode::TemporarilyUnavailable,
            None => ErrorCode::ServerError,
        };
        tracing::error!(because = %error, "a token could not be given");
        Self { refusal: Refusal::new(code, "try again later"), names_header: false, wait_seconds }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Refusal { code, why } = self.refusal;
        let body = json!({ "error": code.word(), "error_description": why }).to_string();
        let status = StatusCode::from_u16(code.status());
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, [(CONTENT_TYPE, "application/json")], body).into_response();
        let headers = response.headers_mut();
        if self.names_header {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"oauth\""));
        }
        if let Some(seconds) = self.wait_seconds {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
