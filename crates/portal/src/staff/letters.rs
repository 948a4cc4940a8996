//! `/staff/letters`: letters for everybody who has neither an account nor a code, as one PDF to print.

use askama::Template;
use axum::extract::State;

use crate::letters;
use crate::record::file::download;
use crate::services::Services;
use bluebutton_web::duty::{Invite, OnDuty};
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};

/// Letters in one file: as many as somebody folds in an afternoon; the press takes a second for them.
const LETTERS_AT_ONCE: usize = 100;

#[derive(Template)]
#[template(path = "staff/letters.html")]
struct LettersPage {
    frame: Frame,
    at_once: usize,
    is_nobody: bool,
}

/// `GET /staff/letters`
pub(crate) async fn show(signed_in: OnDuty<Invite>, Asked(fields): Asked) -> Answer {
    let is_nobody = fields.is_ticked("nobody");
    page(&LettersPage { frame: signed_in.frame(), at_once: LETTERS_AT_ONCE, is_nobody })
}

/// `POST /staff/letters`: makes the codes and the file with them. They are on this paper only.
pub(crate) async fn make(
    State(services): State<Services>,
    SafeForm(signed_in, _): SafeForm<OnDuty<Invite>>,
) -> Answer {
    let accounts = services.store.accounts();
    let invited = accounts.invite_new(signed_in.who(), LETTERS_AT_ONCE).await?;
    if invited.all.is_empty() {
        return Ok(go_to("/staff/letters?nobody=1"));
    }
    let keeper = (&services.store, &signed_in.who());
    match letters::pdf(keeper, &services.site, &invited.all, services.now()).await {
        Ok(bytes) => Ok(download("letters.pdf", "application/pdf", bytes)),
        Err(error) => {
            // Codes that nobody can read keep these people from being invited: they are taken back.
            for one in &invited.all {
                accounts.revoke_invitation(signed_in.who(), &one.patient).await?;
            }
            Err(Problem::failed("letters", &error))
        }
    }
}
