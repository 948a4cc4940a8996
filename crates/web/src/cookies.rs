//! Cookies: the session's secret, the visitor's key and the language.

use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use bluebutton_record::{Language, PatientKey};
use bluebutton_store::accounts::SessionToken;

use crate::frame::escape_for_query;
use crate::services::{Services, Site};

const LANGUAGE_COOKIE: &str = "language";

/// Names the record and the grant through which it is looked at.
const PREVIEW_COOKIE: &str = "preview";

/// Holds marks of accounts that signed in here: strangers' wrong tries do not lock these out.
const BROWSER_COOKIE: &str = "browser";

/// Stands in place of a code, where the site allows it and somebody asked for it.
const REMEMBERED_COOKIE: &str = "remembered";

/// Holds where somebody goes on after they signed in elsewhere.
const NEXT_COOKIE: &str = "onward";

/// As long as a question to a provider may be answered.
const NEXT_SECONDS: i64 = 60 * 60;

/// So many people share one browser.
const MARKS_MAX: usize = 5;

const YEAR: i64 = 365 * 24 * 60 * 60;

/// Puts a session's token into the answer's cookie.
pub fn begin(services: &Services, mut response: Response, token: &SessionToken) -> Response {
    let name = cookie_name(&services.site, "session");
    add_cookie(&mut response, &services.site, &name, &token.0, None);
    response
}

/// What this browser keeps of complete sign-ins in it, newest first.
pub fn browser_marks(site: &Site, headers: &HeaderMap) -> Vec<String> {
    let kept = cookie(headers, &cookie_name(site, BROWSER_COOKIE)).unwrap_or_default();
    kept.split('.').filter(|mark| !mark.is_empty()).take(MARKS_MAX).map(str::to_owned).collect()
}

/// Keeps the mark of a complete sign-in in this browser, before those of others.
pub fn keep_mark(services: &Services, mut response: Response, marks: &[String]) -> Response {
    let name = cookie_name(&services.site, BROWSER_COOKIE);
    let value = marks.iter().take(MARKS_MAX).map(String::as_str).collect::<Vec<_>>().join(".");
    add_cookie(&mut response, &services.site, &name, &value, Some(YEAR));
    response
}

/// Keeps what stands in place of a code in this browser, for so many seconds.
pub fn keep_remembered(
    services: &Services,
    mut response: Response,
    token: &SessionToken,
    seconds: i64,
) -> Response {
    let name = cookie_name(&services.site, REMEMBERED_COOKIE);
    add_cookie(&mut response, &services.site, &name, &token.0, Some(seconds));
    response
}

/// What this browser keeps in place of a code.
pub(crate) fn remembered(site: &Site, headers: &HeaderMap) -> Option<SessionToken> {
    let kept = cookie(headers, &cookie_name(site, REMEMBERED_COOKIE))?;
    Some(SessionToken(kept.to_owned()))
}

/// Takes the session's cookie away, and what was looked at through somebody else's eyes.
pub fn forget(services: &Services, mut response: Response) -> Response {
    let name = cookie_name(&services.site, "session");
    add_cookie(&mut response, &services.site, &name, "", Some(0));
    end_preview(services, response)
}

/// From now on, until it is ended or the browser is closed, a record is shown as one who was let in
/// sees it. What the cookie names is checked with each page; it opens nothing.
pub fn begin_preview(
    services: &Services,
    mut response: Response,
    patient: &PatientKey,
    grant: &str,
) -> Response {
    let name = cookie_name(&services.site, PREVIEW_COOKIE);
    add_cookie(&mut response, &services.site, &name, &format!("{patient}.{grant}"), None);
    response
}

/// The record is shown as it is again.
pub fn end_preview(services: &Services, mut response: Response) -> Response {
    let name = cookie_name(&services.site, PREVIEW_COOKIE);
    add_cookie(&mut response, &services.site, &name, "", Some(0));
    response
}

/// Which record is shown through which grant.
pub(crate) fn preview(site: &Site, headers: &HeaderMap) -> Option<(PatientKey, String)> {
    let value = cookie(headers, &cookie_name(site, PREVIEW_COOKIE))?;
    let (patient, grant) = value.split_once('.')?;
    let is_id = grant.len() <= 64 && grant.bytes().all(|byte| byte.is_ascii_alphanumeric());
    Some((PatientKey::parse(patient)?, grant.to_owned())).filter(|_| is_id)
}

/// Keeps where somebody wants to go while they sign in elsewhere: no address of a record goes along.
pub fn keep_next(services: &Services, mut response: Response, next: &str) -> Response {
    let name = cookie_name(&services.site, NEXT_COOKIE);
    let value = escape_for_query(next);
    add_cookie(&mut response, &services.site, &name, &value, Some(NEXT_SECONDS));
    response
}

/// Where somebody wanted to go; checked like every such address before it is used.
pub fn next(site: &Site, headers: &HeaderMap) -> Option<String> {
    let kept = cookie(headers, &cookie_name(site, NEXT_COOKIE))?;
    unescaped(kept)
}

/// They have gone there.
pub fn forget_next(services: &Services, mut response: Response) -> Response {
    let name = cookie_name(&services.site, NEXT_COOKIE);
    add_cookie(&mut response, &services.site, &name, "", Some(0));
    response
}

/// The text of what [`escape_for_query`] made.
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let byte = match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            byte => byte,
        };
        bytes.push(byte);
    }
    String::from_utf8(bytes).ok()
}

/// Remembers the language a visitor chose, for a year.
pub fn remember_language(
    services: &Services,
    mut response: Response,
    language: Language,
) -> Response {
    add_cookie(&mut response, &services.site, LANGUAGE_COOKIE, language.tag(), Some(YEAR));
    response
}

/// The language chosen in this browser, or else the first that it asks for and we speak.
pub fn language_of(headers: &HeaderMap) -> Language {
    let chosen = cookie(headers, LANGUAGE_COOKIE).and_then(Language::parse);
    let accepted = || {
        let list = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
        list.split(',').find_map(|tag| Language::parse(tag.split(';').next()?.trim()))
    };
    chosen.or_else(accepted).unwrap_or_default()
}

/// The value of a cookie.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// The name of a cookie of ours, as this site writes it.
pub fn cookie_name(site: &Site, name: &str) -> String {
    // The prefix makes browsers refuse a cookie that another host under our domain planted.
    if site.secure_cookies { format!("__Host-{name}") } else { name.to_owned() }
}

/// Adds a cookie to an answer: for this host only, and never for scripts.
pub fn add_cookie(
    response: &mut Response,
    site: &Site,
    name: &str,
    value: &str,
    max_age: Option<i64>,
) {
    let mut line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax");
    if site.secure_cookies {
        line.push_str("; Secure");
    }
    if let Some(seconds) = max_age {
        line.push_str("; Max-Age=");
        line.push_str(&seconds.to_string());
    }
    if let Ok(value) = HeaderValue::from_str(&line) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

/// Bytes in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a String can't fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
