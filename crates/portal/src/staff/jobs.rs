//! `/staff/jobs`: work that stopped and needs somebody, with its reason; put it back on the list.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_store::jobs::{JobState, Listed};
use bluebutton_store::{StoreError, Who};

use crate::services::Services;
use bluebutton_web::duty::{HandleJobs, OnDuty};
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::paging::{Pager, Turned};
use bluebutton_web::session::{Asked, SafeForm};

/// Jobs on one page.
const JOBS_PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "staff/jobs.html")]
struct JobsPage {
    frame: Frame,
    jobs: Vec<JobView>,
    is_retried: bool,
    kind: &'static str,
    kinds: Vec<JobsTab>,
    pager: Pager,
}

/// One kind of task, as a way to those alone.
struct JobsTab {
    url: String,
    word: String,
    is_here: bool,
}

/// The kinds that stop; `""` is every kind.
const KINDS: [&str; 5] = ["", "transmission", "checkpoint", "clean-up", "notices"];

/// A job as staff see it: nothing of a record is in it.
struct JobView {
    id: String,
    kind: String,
    made: String,
    taken: u32,
    why: String,
}

/// `GET /staff/jobs?kind=transmission&page=2`
pub(crate) async fn list(
    State(services): State<Services>,
    signed_in: OnDuty<HandleJobs>,
    Asked(fields): Asked,
) -> Answer {
    let turned = Turned::read(&fields, JOBS_PER_PAGE);
    let who = Who::from(&signed_in.session.account.id);
    let jobs = services.store.jobs();
    let kind = KINDS.into_iter().find(|kind| *kind == fields.get("kind")).unwrap_or_default();
    let place = (turned.skip(), turned.take());
    let mut parked = jobs.list_of_kind(&who, JobState::Parked, kind, place).await?;
    let pager = turned.pager(&mut parked);
    let frame = signed_in.frame();
    let tab = |word: &&str| JobsTab {
        url: if word.is_empty() { JOBS.to_owned() } else { format!("{JOBS}?kind={word}") },
        word: match *word {
            "" => frame.t("jobs-all-kinds").into_owned(),
            word => frame.t(&format!("jobs-kind-{word}")).into_owned(),
        },
        is_here: *word == kind,
    };
    page(&JobsPage {
        jobs: parked.iter().map(|job| view(&frame, job)).collect(),
        is_retried: fields.is_ticked("retried"),
        kinds: KINDS.iter().map(tab).collect(),
        kind,
        pager,
        frame,
    })
}

/// `POST /staff/jobs/{id}/retry`
pub(crate) async fn retry(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(signed_in, _): SafeForm<OnDuty<HandleJobs>>,
) -> Answer {
    let who = Who::from(&signed_in.session.account.id);
    services.store.jobs().retry(&who, &id).await?;
    Ok(go_to("/staff/jobs?retried=1"))
}

/// `POST /staff/jobs/chosen`: those that were ticked.
pub(crate) async fn retry_chosen(
    State(services): State<Services>,
    SafeForm(signed_in, fields): SafeForm<OnDuty<HandleJobs>>,
) -> Answer {
    let who = signed_in.who();
    for id in fields.all("job").take(JOBS_PER_PAGE) {
        match services.store.jobs().retry(&who, id).await {
            // Somebody else was faster.
            Ok(()) | Err(StoreError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(go_to("/staff/jobs?retried=1"))
}

const JOBS: &str = "/staff/jobs";

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
