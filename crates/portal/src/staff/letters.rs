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
    /// Nobody was left who can have one.
    is_nobody: bool,
    /// Children, who get no account of their own.
    young: usize,
    /// Whose record has no birth date to ask for with a code.
    undated: usize,
}

/// `GET /staff/letters?q=…` (sealed): after a try for which nobody was left, how many were passed over.
pub(crate) async fn show(signed_in: OnDuty<Invite>, Asked(fields): Asked) -> Answer {
    // Sealed: nobody types what was found.
    let found = signed_in.asked("/staff/letters", fields.get("q"));
    let nobody = found.split_once(' ');
    let count = |text: &str| text.parse().unwrap_or_default();
    page(&LettersPage {
        frame: signed_in.frame(),
        at_once: LETTERS_AT_ONCE,
        is_nobody: nobody.is_some(),
        young: nobody.map(|(young, _)| count(young)).unwrap_or_default(),
        undated: nobody.map(|(_, undated)| count(undated)).unwrap_or_default(),
    })
}

/// `POST /staff/letters`: makes the codes and the file with them. They are on this paper only.
pub(crate) async fn make(
    State(services): State<Services>,
    SafeForm(signed_in, _): SafeForm<OnDuty<Invite>>,
) -> Answer {
    let accounts = services.store.accounts();
    let invited = accounts.invite_new(signed_in.who(), LETTERS_AT_ONCE).await?;
    if invited.all.is_empty() {
        let found = format!("{} {}", invited.too_young, invited.without_birth_date);
        return Ok(go_to(&signed_in.asking("/staff/letters", &found)));
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
