//! `/staff/requests`: what patients asked of the office, first what is due first; and one request with
//! its answer.
//!
//! Law: the deadlines of 45 CFR 164.524(b)(2), 164.526(b)(2), 164.528(c)(1).

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::requests::{RequestKind, RequestState};
use bluebutton_record::{PatientKey, Task};
use bluebutton_store::StoreError;
use bluebutton_store::requests::{Limit, LimitOf, Reply, Staffed};

use crate::requests::limit::{self, LimitForm};
use crate::requests::words::{RequestView, request_view};
use crate::services::Services;
use bluebutton_web::duty::{AnswerRequests, OnDuty};
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::mistakes::mistake_by;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::paging::{Pager, Turned};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm, SignedIn};

/// Requests on one page.
const REQUESTS_PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "staff/requests.html")]
struct QueuePage {
    frame: Frame,
    is_open: bool,
    waiting: u64,
    overdue: u64,
    lines: Vec<RequestLine>,
    pager: Pager,
}

/// A request in the list.
struct RequestLine {
    patient: String,
    name: String,
    born: Option<String>,
    request: RequestView,
}

#[derive(Template)]
#[template(path = "staff/request.html")]
struct AnswerRequestPage {
    frame: Frame,
    errors: Errors,
    line: RequestLine,
    is_open: bool,
    /// Whether it can be said that it takes longer.
    can_extend: bool,
    /// Whether a statement of disagreement waits that may be answered.
    can_rebut: bool,
    /// Of a restriction: what is agreed to.
    limit: Option<LimitForm>,
    /// Whether the law wants it granted.
    must_be_granted: bool,
    text: String,
    reason: String,
    /// Message id of what was just done.
    notice: Option<&'static str>,
}

/// `GET /staff/requests?done=1&page=2`
pub(crate) async fn list(
    State(services): State<Services>,
    signed_in: OnDuty<AnswerRequests>,
    Asked(fields): Asked,
) -> Answer {
    let turned = Turned::read(&fields, REQUESTS_PER_PAGE);
    let is_open = !fields.is_ticked("done");
    let (requests, who) = (services.store.requests(), signed_in.who());
    let mut all = if is_open {
        requests.waiting(&who, turned.skip(), turned.take()).await?
    } else {
        requests.done(&who, turned.skip(), turned.take()).await?
    };
    let pager = turned.pager(&mut all);
    let (waiting, overdue) = requests.counts(&who).await?;
    let (frame, topics) = (signed_in.frame(), services.store.topics());
    let lines = all.iter().map(|one| line(&frame, &topics, one)).collect();
    page(&QueuePage { frame, is_open, waiting, overdue, lines, pager })
}

/// `GET /staff/requests/{key}/{id}`
pub(crate) async fn show(
    State(services): State<Services>,
    signed_in: OnDuty<AnswerRequests>,
    Path((key, id)): Path<(String, String)>,
    Asked(fields): Asked,
) -> Answer {
    let notice = match fields.get("done") {
        "answered" => Some("staff-request-answered"),
        "extended" => Some("staff-request-extended"),
        "rebutted" => Some("staff-request-rebutted"),
        _ => None,
    };
    one_page(&services, &signed_in, (&key, &id), AnswerForm { notice, ..AnswerForm::default() })
        .await
}

/// `POST /staff/requests/{key}/{id}/extend`
pub(crate) async fn extend(
    State(services): State<Services>,
    Path((key, id)): Path<(String, String)>,
    SafeForm(signed_in, fields): SafeForm<OnDuty<AnswerRequests>>,
) -> Answer {
    let patient = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    let reason = fields.get("reason");
    let requests = services.store.requests();
    let done = requests.extend(&signed_in.who(), &patient, &id, reason).await;
    after(&services, &signed_in, (&key, &id), (fields, "reason", "extended"), done).await
}

/// `POST /staff/requests/{key}/{id}/answer`: `answer` is `yes` or `no`.
pub(crate) async fn answer(
    State(services): State<Services>,
    Path((key, id)): Path<(String, String)>,
    SafeForm(signed_in, fields): SafeForm<OnDuty<AnswerRequests>>,
) -> Answer {
    let patient = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    let (who, frame) = (signed_in.who(), signed_in.frame());
    let text = fields.get("text").to_owned();
    let reply = match fields.get("answer") {
        "no" => Reply::Deny { reason: text },
        "yes" => {
            let asked = services.store.requests().open(&who, &patient, &id).await?;
            let mut errors = Errors::none();
            let agreed = match &asked.request.new.limit {
                None => None,
                Some(wish) => {
                    let topics = services.store.topics();
                    let of = entry_of(wish);
                    let read = limit::read(&frame, &topics, &fields, of, &mut errors);
                    read.map(|limit| Limit { is_paid_by_patient: wish.is_paid_by_patient, ..limit })
                }
            };
            if !errors.is_empty() {
                let sent = AnswerForm { errors, fields: Some(fields), notice: None };
                return one_page(&services, &signed_in, (&key, &id), sent).await;
            }
            Reply::Accept { text, agreed }
        }
        _ => return Err(Problem::unclear()),
    };
    let done = services.store.requests().answer(&who, &patient, &id, reply).await;
    after(&services, &signed_in, (&key, &id), (fields, "text", "answered"), done).await
}

/// `POST /staff/requests/{key}/{id}/rebut`: what the office says to a statement of disagreement.
pub(crate) async fn rebut(
    State(services): State<Services>,
    Path((key, id)): Path<(String, String)>,
    SafeForm(signed_in, fields): SafeForm<OnDuty<AnswerRequests>>,
) -> Answer {
    let patient = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    let requests = services.store.requests();
    let done = requests.rebut(&signed_in.who(), &patient, &id, fields.get("text")).await;
    after(&services, &signed_in, (&key, &id), (fields, "text", "rebutted"), done).await
}

/// How the page of a request is shown beside the request itself.
#[derive(Default)]
struct AnswerForm {
    errors: Errors,
    fields: Option<Fields>,
    notice: Option<&'static str>,
}

async fn after(
    services: &Services,
    signed_in: &SignedIn,
    (key, id): (&str, &str),
    (fields, field, done_word): (Fields, &'static str, &str),
    done: Result<(), StoreError>,
) -> Answer {
    let Err(error) = done else {
        return Ok(go_to(&format!("/staff/requests/{key}/{id}?done={done_word}")));
    };
    let frame = signed_in.frame();
    let errors = mistake_by(error, |why| {
        let message = format!("staff-{why}");
        let field = if why == "request-unclear" { "recipients" } else { field };
        frame.words().has(&message).then(|| Errors::one(field, frame.t(&message)))
    })?;
    let sent = AnswerForm { errors, fields: Some(fields), notice: None };
    one_page(services, signed_in, (key, id), sent).await
}

async fn one_page(
    services: &Services,
    signed_in: &SignedIn,
    (key, id): (&str, &str),
    AnswerForm { errors, fields, notice }: AnswerForm,
) -> Answer {
    let patient = PatientKey::parse(key).ok_or_else(Problem::not_found)?;
    let found = services.store.requests().open(&signed_in.who(), &patient, id).await?;
    let (frame, topics) = (signed_in.frame(), services.store.topics());
    let request = &found.request;
    let wish = request.new.limit.as_ref();
    let typed =
        |name: &str| fields.as_ref().map(|fields| fields.get(name).to_owned()).unwrap_or_default();
    let entry = || request.new.about.as_ref().map(|about| about.title.clone());
    let limit = wish.map(|wish| match &fields {
        Some(fields) if fields.is_ticked("what") => {
            let mut form = LimitForm::sent(&frame, &topics, fields, None);
            form.entry = entry();
            form
        }
        _ => LimitForm::held(&frame, &topics, wish, entry()),
    });
    page(&AnswerRequestPage {
        is_open: request.state == RequestState::Open,
        can_rebut: request.disagreed.is_some() && request.rebutted.is_none(),
        can_extend: request.extended.is_none() && request.new.kind.law_days().is_some(),
        must_be_granted: request.new.kind == RequestKind::Restriction
            && wish.is_some_and(|wish| wish.is_paid_by_patient),
        limit,
        text: typed("text"),
        reason: typed("reason"),
        line: line(&frame, &topics, &found),
        errors,
        notice,
        frame,
    })
}

fn entry_of(wish: &Limit) -> Option<LimitOf> {
    matches!(wish.of, LimitOf::Entries(_) | LimitOf::Visit(_)).then(|| wish.of.clone())
}

fn line(frame: &Frame, topics: &bluebutton_record::Topics, found: &Staffed) -> RequestLine {
    RequestLine {
        patient: found.card.patient.to_string(),
        name: found.card.name.clone(),
        born: found.card.birth_date.as_ref().map(|born| frame.date_text(born)),
        request: request_view(frame, topics, &found.request),
    }
}
