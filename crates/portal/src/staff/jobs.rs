//! `/staff/jobs`: work that stopped and needs somebody, with its reason; put it back on the list.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_store::Who;
use bluebutton_store::jobs::{Listed, Standing};

use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::paging::{Pager, Turned};
use bluebutton_web::session::{Asked, SafeForm, Staff};

/// Jobs on one page.
const JOBS_PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "staff/jobs.html")]
struct JobsPage {
    frame: Frame,
    jobs: Vec<JobView>,
    is_retried: bool,
    pager: Pager,
}

/// A job as staff see it: nothing of a record is in it.
struct JobView {
    id: String,
    kind: String,
    made: String,
    taken: u32,
    why: String,
}

/// `GET /staff/jobs?page=2`
pub(crate) async fn list(
    State(services): State<Services>,
    Staff(signed_in): Staff,
    Asked(fields): Asked,
) -> Answer {
    let turned = Turned::read(&fields, JOBS_PER_PAGE);
    let who = Who::from(&signed_in.session.account.id);
    let jobs = services.store.jobs();
    let mut parked = jobs.list(&who, Standing::Parked, turned.skip(), turned.take()).await?;
    let pager = turned.pager(&mut parked);
    let frame = signed_in.frame();
    page(&JobsPage {
        jobs: parked.iter().map(|job| view(&frame, job)).collect(),
        is_retried: fields.is_ticked("retried"),
        pager,
        frame,
    })
}

/// `POST /staff/jobs/{id}/retry`
pub(crate) async fn retry(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(Staff(signed_in), _): SafeForm<Staff>,
) -> Answer {
    let who = Who::from(&signed_in.session.account.id);
    services.store.jobs().retry(&who, &id).await?;
    Ok(go_to("/staff/jobs?retried=1"))
}

fn view(frame: &Frame, job: &Listed) -> JobView {
    let known = |prefix: &str, word: &str| {
        let id = format!("{prefix}{word}");
        let id = if frame.words().has(&id) { id } else { format!("{prefix}other") };
        frame.t(&id).into_owned()
    };
    let why = job.why.as_deref().unwrap_or_default().trim_start_matches("job-");
    JobView {
        id: job.id.clone(),
        kind: known("jobs-kind-", &job.kind),
        made: frame.moment(&job.made),
        taken: job.taken,
        why: known("jobs-why-", why),
    }
}
