//! `/staff/matching`: people who may be one. Who came, side by side with those here whom they may be,
//! each difference marked in words; staff say who is who, with a reason.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_exchange::import::Importer;
use bluebutton_record::PatientKey;
use bluebutton_record::matching::Reason;
use bluebutton_store::StoreError;
use bluebutton_store::matching::{self, Case, Decision};

use super::beside::Beside;
use crate::services::Services;
use bluebutton_web::duty::{OnDuty, TellApart};
use bluebutton_web::fields::Errors;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::paging::{Pager, Turned};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};

/// Cases on one page.
const CASES_PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "staff/matching.html")]
struct CasesPage {
    frame: Frame,
    is_open: bool,
    /// Message id of what the site says of name and birth date, where staff are not asked.
    alone: Option<&'static str>,
    cases: Vec<CaseLine>,
    pager: Pager,
}

/// A case in the list.
struct CaseLine {
    id: String,
    at: String,
    name: String,
    waiting: usize,
    /// What speaks for and against, of the likeliest.
    reasons: String,
    /// Message id of what was decided.
    answer: &'static str,
}

#[derive(Template)]
#[template(path = "staff/case.html")]
struct CasePage {
    frame: Frame,
    errors: Errors,
    id: String,
    file: String,
    waiting: usize,
    candidates: Vec<Candidate>,
    decided: Option<DecidedLines>,
    is_done: bool,
    why: String,
}

/// Somebody here whom the case may be.
struct Candidate {
    patient: String,
    name: String,
    one: Beside,
}

/// What was decided.
struct DecidedLines {
    is_same: bool,
    who: Option<String>,
    at: String,
    why: String,
}

/// `GET /staff/matching?decided=1&page=2`
pub(crate) async fn list(
    State(services): State<Services>,
    signed_in: OnDuty<TellApart>,
    Asked(fields): Asked,
) -> Answer {
    let turned = Turned::read(&fields, CASES_PER_PAGE);
    let is_open = !fields.is_ticked("decided");
    let matching = services.store.matching();
    let mut cases = matching.cases(&signed_in.who(), is_open, turned.skip(), turned.take()).await?;
    let pager = turned.pager(&mut cases);
    let alone = match matching.believes_name_and_birth_date() {
        true if matching.believes_too_much().await? => Some("matching-alone-many"),
        true => Some("matching-alone"),
        false => None,
    };
    let frame = signed_in.frame();
    let line = |case: Case| CaseLine {
        at: frame.moment(&case.at),
        name: case.shown.name,
        waiting: case.waiting,
        reasons: case.candidates.first().map(|(_, why)| words(&frame, why)).unwrap_or_default(),
        answer: match case.decided.map(|decided| decided.same_as.is_some()) {
            Some(true) => "matching-was-same",
            Some(false) => "matching-was-other",
            None => "matching-was-nothing",
        },
        id: case.id,
    };
    let cases = cases.into_iter().map(line).collect();
    page(&CasesPage { frame, is_open, alone, cases, pager })
}

/// `GET /staff/matching/{id}`
pub(crate) async fn show(
    State(services): State<Services>,
    signed_in: OnDuty<TellApart>,
    Path(id): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let frame = signed_in.frame();
    let is_done = fields.is_ticked("done");
    let shown = ShownAs { errors: Errors::none(), why: String::new(), is_done };
    case_page(&services, &signed_in.who(), frame, &id, shown).await
}

/// `POST /staff/matching/{id}`: `who` is a patient's key or `other`, or `undo` of a decided case.
pub(crate) async fn decide(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(signed_in, fields): SafeForm<OnDuty<TellApart>>,
) -> Answer {
    let (who, why) = (signed_in.who(), fields.get("why").trim().to_owned());
    let matching = services.store.matching();
    let done = match fields.get("who") {
        "undo" => matching.take_back(&who, &id, &why).await,
        "other" => matching.decide(&who, &id, Decision::Another, &why).await,
        key => {
            let patient = PatientKey::parse(key).ok_or_else(Problem::unclear)?;
            matching.decide(&who, &id, Decision::SameAs(patient), &why).await
        }
    };
    match done {
        Ok(()) => {}
        Err(StoreError::NotAllowed("a-reason-is-needed")) => {
            let frame = signed_in.frame();
            let errors = Errors::one("why", frame.t("match-why-missing"));
            return case_page(&services, &who, frame, &id, ShownAs { errors, why, is_done: false })
                .await;
        }
        Err(error) => return Err(error.into()),
    }
    if fields.get("who") != "undo" {
        Importer::new(services.store.clone()).retry_case(&who, &id).await?;
    }
    Ok(go_to(&format!("/staff/matching/{id}?done=1")))
}

/// How the page of a case is shown beside the case itself.
struct ShownAs {
    errors: Errors,
    why: String,
    is_done: bool,
}

async fn case_page(
    services: &Services,
    who: &bluebutton_store::Who,
    frame: Frame,
    id: &str,
    ShownAs { errors, why, is_done }: ShownAs,
) -> Answer {
    let matching = services.store.matching();
    let case = matching.case(who, id).await?.ok_or_else(Problem::not_found)?;
    let beside = matching.beside(who, &case).await?;
    let decided = case.decided.as_ref().map(|decided| DecidedLines {
        is_same: decided.same_as.is_some(),
        who: decided.who.clone(),
        at: frame.moment(&decided.at),
        why: decided.why.clone(),
    });
    let candidate = |here: matching::Beside| Candidate {
        patient: here.patient.to_string(),
        name: here.shown.name.clone(),
        one: Beside::of(&frame, &case.shown, &here.shown, here.reasons),
    };
    page(&CasePage {
        id: case.id.clone(),
        file: super::file_name(&case.file).to_owned(),
        waiting: case.waiting,
        candidates: beside.into_iter().map(candidate).collect(),
        decided,
        is_done,
        errors,
        why,
        frame,
    })
}

/// The rule's words in one line.
fn words(frame: &Frame, reasons: &[Reason]) -> String {
    reasons.iter().map(|reason| frame.t(reason.word())).collect::<Vec<_>>().join(", ")
}
