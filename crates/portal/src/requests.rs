//! `/records/{key}/requests`: what the patient, or somebody for them, asked of the office under the law;
//! where each stands, by when it is to be answered, and what was answered.
//!
//! Law: HIPAA Privacy Rule, 45 CFR 164.522, 164.524, 164.526, 164.528.

pub(crate) mod ask;
pub(crate) mod disclosures;
pub(crate) mod limit;
pub(crate) mod words;

use askama::Template;
use axum::extract::State;
use bluebutton_record::requests::{RequestKind, RequestState};
use bluebutton_store::access::Rights;
use bluebutton_store::access::withholding::Withheld;
use bluebutton_store::requests::Request;

use self::words::{RequestView, request_view};
use crate::permit::{Asking, Manage, MayView, Page, RecordPath, Viewed};
use crate::services::Services;
use bluebutton_web::fields::Errors;
use bluebutton_web::frame::Frame;
use bluebutton_web::mistakes::mistake;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};

#[derive(Template)]
#[template(path = "requests/list.html")]
struct RequestsPage {
    frame: Frame,
    open: Vec<RequestView>,
    done: Vec<RequestView>,
    ways: Vec<Way>,
    withheld: Vec<WithheldView>,
}

/// Something that the patient is not shown.
struct WithheldView {
    ground: &'static str,
    law: &'static str,
    until: String,
    can_be_reviewed: bool,
}

/// Something that can be asked for.
struct Way {
    slug: &'static str,
}

#[derive(Template)]
#[template(path = "requests/one.html")]
struct OwnRequestPage {
    frame: Frame,
    errors: Errors,
    request: RequestView,
    /// Message id of what was just done.
    notice: Option<&'static str>,
    statement: String,
    can_withdraw: bool,
    can_disagree: bool,
    can_end: bool,
}

/// What was just done: the word in the address, and the message.
const NOTICES: [(&str, &str); 4] = [
    ("asked", "requests-done-asked"),
    ("withdrawn", "requests-done-withdrawn"),
    ("disagreed", "requests-done-disagreed"),
    ("ended", "requests-done-ended"),
];

/// The pages of what was asked.
pub(crate) struct Mine;

impl Page for Mine {
    fn viewed(_: &RecordPath) -> Result<Viewed, Problem> {
        Viewed::page("requests")
    }

    fn admits(rights: Rights) -> bool {
        rights.manage
    }
}

/// `GET /records/{key}/requests`
pub(crate) async fn show(
    State(services): State<Services>,
    MayView { permit, frame, .. }: MayView<Mine>,
) -> Answer {
    let all = services.store.requests().list(&permit).await?;
    let withheld = services.store.access().withheld(&permit).await?;
    let topics = services.store.topics();
    let (open, done): (Vec<_>, Vec<_>) =
        all.iter().partition(|one| one.state == RequestState::Open);
    let view = |one: &Request| request_view(&frame, &topics, one);
    page(&RequestsPage {
        open: open.into_iter().map(view).collect(),
        done: done.into_iter().map(view).collect(),
        ways: RequestKind::ALL.map(|kind| Way { slug: kind.slug() }).into(),
        withheld: withheld.iter().map(|one| withheld_view(&frame, one)).collect(),
        frame,
    })
}

fn withheld_view(frame: &Frame, one: &Withheld) -> WithheldView {
    WithheldView {
        ground: one.ground.slug(),
        law: one.ground.paragraph(),
        until: frame.day(&one.until),
        can_be_reviewed: one.ground.can_be_reviewed(),
    }
}

/// `GET /records/{key}/requests/{id}`
pub(crate) async fn show_one(
    State(services): State<Services>,
    may: MayView<Mine>,
    Asked(fields): Asked,
) -> Answer {
    let notice = NOTICES.into_iter().find(|(name, _)| fields.is_ticked(name)).map(|(_, id)| id);
    one_page(&services, may, Errors::none(), (notice, String::new())).await
}

/// `POST /records/{key}/requests/{id}/withdraw`
pub(crate) async fn withdraw(
    State(services): State<Services>,
    SafeForm(asking, _): SafeForm<Asking<Manage>>,
) -> Answer {
    let (who, patient, request) = asked(&services, asking).await?;
    services.store.requests().withdraw(&who, &patient, &request).await?;
    Ok(go_to(&format!("/records/{patient}/requests/{}?withdrawn=1", request.id)))
}

/// `POST /records/{key}/requests/{id}/end`: a restriction that was agreed to.
pub(crate) async fn end(
    State(services): State<Services>,
    SafeForm(asking, _): SafeForm<Asking<Manage>>,
) -> Answer {
    let (who, patient, request) = asked(&services, asking).await?;
    services.store.requests().end(&who, &patient, &request).await?;
    Ok(go_to(&format!("/records/{patient}/requests/{}?ended=1", request.id)))
}

/// `POST /records/{key}/requests/{id}/disagree`
pub(crate) async fn disagree(
    State(services): State<Services>,
    SafeForm(asking, fields): SafeForm<Asking<Manage>>,
) -> Answer {
    let (who, patient, id) =
        (asking.who(), asking.patient().clone(), asking.path.part("id").to_owned());
    let text = fields.get("statement").to_owned();
    let may = asking.view::<Mine>(&services).await?;
    if text.is_empty() && !fields.is_ticked("along") {
        let errors = Errors::one("statement", may.frame.t("disagree-needed"));
        return one_page(&services, may, errors, (None, text)).await;
    }
    let request = find(&services, &may, &id).await?;
    match services.store.requests().disagree(&who, &patient, &request, &text).await {
        Ok(()) => Ok(go_to(&format!("/records/{patient}/requests/{id}?disagreed=1"))),
        Err(error) => {
            let long = ("request-too-long", "statement", "requests-too-long");
            let errors = mistake(&may.frame, error, &[long])?;
            one_page(&services, may, errors, (None, text)).await
        }
    }
}

async fn one_page(
    services: &Services,
    may: MayView<Mine>,
    errors: Errors,
    (notice, statement): (Option<&'static str>, String),
) -> Answer {
    let id = may.path.part("id").to_owned();
    let request = find(services, &may, &id).await?;
    let frame = may.frame;
    page(&OwnRequestPage {
        request: request_view(&frame, &services.store.topics(), &request),
        can_withdraw: request.state == RequestState::Open,
        can_disagree: request.state == RequestState::Denied
            && request.new.kind == RequestKind::Amendment
            && request.disagreed.is_none(),
        can_end: request.state == RequestState::Accepted && request.new.kind.can_end(),
        errors,
        notice,
        statement,
        frame,
    })
}

/// Who asks, for whose record, and the request in the address; not found where it is not theirs.
async fn asked(
    services: &Services,
    asking: Asking<Manage>,
) -> Result<(bluebutton_store::Who, bluebutton_record::PatientKey, Request), Problem> {
    let (who, patient, id) =
        (asking.who(), asking.patient().clone(), asking.path.part("id").to_owned());
    let may = asking.view::<Mine>(services).await?;
    let request = find(services, &may, &id).await?;
    Ok((who, patient, request))
}

async fn find(services: &Services, may: &MayView<Mine>, id: &str) -> Result<Request, Problem> {
    let all = services.store.requests().list(&may.permit).await?;
    all.into_iter().find(|one| one.id == id).ok_or_else(Problem::not_found)
}
