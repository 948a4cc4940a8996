//! `POST /oauth/register`: an app registers itself. It may be used once staff have looked at it; in a demo, at
//! once.
//!
//! Standard: RFC 7591, 3; SMART App Launch 2.2.0, "Register App with EHR".

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bluebutton_crypto::Hidden;
use bluebutton_oauth::registration::{Unusable, Wish};
use bluebutton_store::StoreError;
use bluebutton_store::apps::{About, App, AppState};
use bluebutton_web::network::AskedFrom;
use serde_json::{Map, Value, json};

use crate::services::Services;

/// A day: whoever registered too many comes again tomorrow.
const WAIT_SECONDS: u64 = 24 * 60 * 60;

/// No, in the words of the standard.
struct NotRegistered {
    status: StatusCode,
    code: &'static str,
    why: &'static str,
    wait_seconds: Option<u64>,
}

/// `POST /oauth/register`
pub(crate) async fn register(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match registered(&services, &from, &headers, &body).await {
        Ok(response) => response,
        Err(no) => no.into_response(),
    }
}

async fn registered(
    services: &Services,
    from: &str,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<Response, NotRegistered> {
    if !services.settings.registration {
        let why = "apps do not register themselves here";
        return Err(NotRegistered::of(StatusCode::NOT_FOUND, ("access_denied", why)));
    }
    if services.strangers.attempt(from).is_err() {
        return Err(NotRegistered::slowly(60));
    }
    let is_json = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_json = is_json.is_some_and(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("application/json")
    });
    let sent: Option<Map<String, Value>> = serde_json::from_slice(body).ok();
    let why = "send application/json, an object";
    let unreadable = Unusable { code: "invalid_client_metadata", why };
    let wish = Wish::read(&sent.filter(|_| is_json).ok_or(unreadable)?)?;
    let host = wish.host();
    let about = About {
        name: if wish.name.is_empty() { host.clone() } else { wish.name.clone() },
        // Whoever asks may say anything: what can be known is where answers go.
        publisher: host,
        website: wish.website.clone(),
        contact: wish.contact.clone(),
        redirects: wish.redirects.clone(),
        keys: wish.keys.clone(),
    };
    let kind = (wish.method.has_secret(), services.site.demo.is_some());
    match services.store.apps().register_itself(about, kind, from).await {
        Ok((app, secret)) => Ok(told(&wish, &app, secret.as_ref())),
        Err(StoreError::NotAllowed("app-not-usable")) => {
            let why = "https addresses of one reading, or http on this machine; short names";
            Err(Unusable { code: "invalid_redirect_uri", why }.into())
        }
        Err(StoreError::NotAllowed("too-many-apps")) => Err(NotRegistered::slowly(WAIT_SECONDS)),
        Err(error) => {
            tracing::error!(because = %error, "an app could not be registered");
            let wait_seconds = error.retry_after_seconds();
            let status = match wait_seconds {
                Some(_) => StatusCode::SERVICE_UNAVAILABLE,
                None => StatusCode::INTERNAL_SERVER_ERROR,
            };
            let no = NotRegistered::of(status, ("server_error", "try again later"));
            Err(NotRegistered { wait_seconds, ..no })
        }
    }
}

/// What was registered, with the id and the secret, which is told this once.
fn told(wish: &Wish, app: &App, secret: Option<&Hidden<String>>) -> Response {
    let mut told = wish.told();
    let mut add = |name: &str, value: Value| told.insert(name.to_owned(), value);
    add("client_id", json!(app.id));
    add("client_id_issued_at", json!(app.made_at.as_second()));
    if let Some(secret) = secret {
        add("client_secret", json!(secret.reveal()));
        add("client_secret_expires_at", json!(0));
    }
    // Not of the standard: until staff have looked at it, nobody can be asked by it.
    let is_usable = app.state == AppState::Open;
    add("approval", json!(if is_usable { "approved" } else { "waiting" }));
    answer(StatusCode::CREATED, &Value::Object(told))
}

impl NotRegistered {
    fn of(status: StatusCode, (code, why): (&'static str, &'static str)) -> Self {
        Self { status, code, why, wait_seconds: None }
    }

    fn slowly(seconds: u64) -> Self {
        let why = "too many apps were registered from here, or in all: try again later";
        let no = Self::of(StatusCode::TOO_MANY_REQUESTS, ("slow_down", why));
        Self { wait_seconds: Some(seconds), ..no }
    }
}

impl From<Unusable> for NotRegistered {
    fn from(Unusable { code, why }: Unusable) -> Self {
        Self::of(StatusCode::BAD_REQUEST, (code, why))
    }
}

impl IntoResponse for NotRegistered {
    fn into_response(self) -> Response {
        let told = json!({ "error": self.code, "error_description": self.why });
        let mut response = answer(self.status, &told);
        if let Some(seconds) = self.wait_seconds {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

fn answer(status: StatusCode, told: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], told.to_string()).into_response()
}

/// Public keys (a JWKS) that somebody typed, as they are kept; `None` where an app can't be checked with them.
pub fn usable_keys(typed: &str) -> Option<String> {
    let jwks: Value = serde_json::from_str(typed).ok()?;
    bluebutton_oauth::registration::usable_keys(&jwks).ok()
}
