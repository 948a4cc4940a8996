//! What is asked once more: before a record is sent, somebody is let in, or how somebody signs in is
//! changed, a second factor must have been given within the last minutes.
//!
//! Standard: NIST SP 800-63B 7.2 (reauthentication); OWASP ASVS 5.0, 7.5.

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bluebutton_store::accounts::Stage;

use crate::problem::Problem;
use crate::services::Services;
use crate::session;

/// Whoever opened a form in time has so many minutes more to fill it in.
const FORM_MINUTES: i64 = 15;

/// The layer around such routes. Whoever is not signed in is left to the route.
pub async fn must_be(State(services): State<Services>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if let Ok(signed_in) = session::living(&parts, &services, true).await
        && signed_in.session.stage == Stage::Whole
    {
        let is_form = parts.method == Method::POST;
        let minutes = services.site.step_up_minutes + if is_form { FORM_MINUTES } else { 0 };
        let proved = signed_in.session.proved.map(|at| services.now().as_second() - at.as_second());
        if proved.is_none_or(|ago| ago > minutes * 60) {
            let back =
                if is_form { page_before(parts.uri.path()) } else { session::path_of(&parts) };
            return Problem::confirm(&back).into_response();
        }
    }
    next.run(Request::from_parts(parts, body)).await
}

/// Where somebody goes on whose form came too late: what was typed is gone, the page is there.
fn page_before(path: &str) -> String {
    for place in ["/send/", "/people/own/"] {
        if let Some((before, _)) = path.split_once(place) {
            let page = place.trim_matches('/').split('/').next().unwrap_or_default();
            return format!("{before}/{page}");
        }
    }
    if let Some(topic) =
        path.strip_suffix("/change").filter(|path| path.starts_with("/staff/rules/"))
    {
        return topic.to_owned();
    }
    if path.starts_with("/staff/withheld/") {
        return "/staff/withheld".to_owned();
    }
    if let Some(request) = path.strip_suffix("/end").filter(|path| path.contains("/requests/")) {
        return request.to_owned();
    }
    if path.starts_with("/settings/notices/") {
        return "/settings/notices".to_owned();
    }
    let is_alone = path.starts_with("/settings/password")
        || path.starts_with("/settings/passkeys")
        || path.starts_with("/settings/providers/");
    if is_alone { "/settings".to_owned() } else { path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_came_too_late_leads_to_a_page_that_is_there() {
        let is = |path: &str, page: &str| assert_eq!(page_before(path), page);
        is("/records/abc/send/now", "/records/abc/send");
        is("/records/abc/people/own/xyz/confirm", "/records/abc/people");
        is("/records/abc/people/new", "/records/abc/people/new");
        is("/records/abc/requests/xyz/end", "/records/abc/requests/xyz");
        is("/staff/withheld/abc/xyz/end", "/staff/withheld");
        is("/staff/rules/topics/genetics/change", "/staff/rules/topics/genetics");
        is("/staff/rules/hold", "/staff/rules/hold");
        is("/settings/passkeys/xyz/remove", "/settings");
        is("/settings/providers/hospital/connect", "/settings");
        is("/settings/recovery-codes", "/settings/recovery-codes");
    }
}
