//! `/`: what this is and where to begin; and the choice of language.

use askama::Template;
use axum::extract::State;
use bluebutton_record::Language;

use crate::services::Services;
use bluebutton_web::cookies;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{self, Anyone, SafeForm, SignedIn, Visitor};

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    frame: Frame,
}

/// `GET /`
pub(crate) async fn show(signed_in: Result<SignedIn, Problem>, visitor: Visitor) -> Answer {
    match signed_in {
        Ok(signed_in) => Ok(go_to(signed_in.start())),
        Err(_) => Ok(visitor.remember(page(&HomePage { frame: visitor.frame() })?)),
    }
}

/// `POST /language`: kept with the account, and in this browser for the pages before the sign-in.
pub(crate) async fn set_language(
    State(services): State<Services>,
    SafeForm(anyone, fields): SafeForm<Anyone>,
) -> Answer {
    let language = Language::parse(fields.get("language")).ok_or_else(Problem::unclear)?;
    if let Anyone::Known(signed_in) = &anyone {
        let account = &signed_in.session.account.id;
        services.store.accounts().set_language(account, language).await?;
    }
    let answer = go_to(session::safe_next(fields.get("next")));
    Ok(cookies::remember_language(&services, answer, language))
}
