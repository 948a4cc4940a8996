//! `/pledge/asked/{token}`: a health plan that its customer asked to pledge says what it will do. Opening the
//! link changes nothing; whoever wants no such mail says so here.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_store::StoreError;
use bluebutton_store::hub::HubTx;
use bluebutton_web::Frame;
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::{Answer, go_to};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Anyone, Asked, SafeForm};

use super::plans::{self, ANSWERS, Plan};
use crate::callers::{frame, key_hash, show as show_to};
use crate::directory::data as directory;
use crate::limits::ANSWER_CHARS_MAX;
use crate::services::Services;

#[derive(Template)]
#[template(path = "members/asked.html")]
struct AskedPage {
    frame: Frame,
    /// The plan and who asked it; `None` where the link is over.
    asked: Option<(Plan, String)>,
    url: String,
    was_saved: bool,
    is_quiet: bool,
}

/// The plan of a link, with the name of the employer.
fn find(tx: &mut HubTx<'_, '_>, token: &str) -> Result<Option<(Plan, String)>, StoreError> {
    let Some(plan) = plans::by_link(tx, &key_hash(token))? else { return Ok(None) };
    let employer = directory::get(tx, &plan.org_id)?;
    Ok(employer.map(|employer| (plan, employer.name)))
}

/// `GET /pledge/asked/{token}`
pub(crate) async fn show(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    anyone: Anyone,
    Path(token): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    services.throttle.attempt(&from)?;
    let url = format!("/pledge/asked/{token}");
    let hub = services.hub.clone();
    let work = move |tx: &mut HubTx<'_, '_>| {
        let Some((plan, employer)) = find(tx, &token)? else { return Ok((None, false)) };
        let is_quiet = plans::is_quiet(tx, "plans", &hub.keyed("quiet", &plan.email))?;
        Ok((Some((plan, employer)), is_quiet))
    };
    let (asked, is_quiet) = services.hub.read("look at what a plan was asked", work).await?;
    let was_saved = fields.is_ticked("saved");
    show_to(&anyone, &AskedPage { frame: frame(&anyone), asked, url, was_saved, is_quiet })
}

/// `POST /pledge/asked/{token}`
pub(crate) async fn answer(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    Path(token): Path<String>,
    SafeForm(_, fields): SafeForm<Anyone>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let said = ANSWERS.into_iter().find(|one| *one == fields.get("answer"));
    let note: String = fields.get("note").chars().take(ANSWER_CHARS_MAX).collect();
    let wants_quiet = fields.is_ticked("quiet");
    let now = services.hub.now().as_microsecond();
    let to = format!("/pledge/asked/{token}?saved=1");
    let hub = services.hub.clone();
    let work = move |tx: &mut HubTx<'_, '_>| {
        let Some((mut plan, _)) = find(tx, &token)? else { return Ok(false) };
        if wants_quiet {
            plans::be_quiet(tx, "plans", (&hub.keyed("quiet", &plan.email), now))?;
        }
        if let Some(said) = said {
            said.clone_into(&mut plan.answer);
            note.clone_into(&mut plan.note);
            "plan".clone_into(&mut plan.told_by);
            plan.answered_at = Some(now);
            plans::put(tx, &plan)?;
        }
        Ok(true)
    };
    if !services.hub.write("a plan answers", work).await? {
        return Err(Problem::not_found());
    }
    Ok(go_to(&to))
}
