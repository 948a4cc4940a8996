//! `/staff/matching`: people who may be one. Who came, side by side with those here whom they may be,
//! each difference marked in words; staff say who is who, with a reason.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use bluebutton_exchange::import::Importer;
use bluebutton_record::PatientKey;
use bluebutton_record::matching::Reason;
use bluebutton_store::matching::{self, Case, CaseFilter, CaseState, Decision};

use super::beside::Beside;
use super::typed::TypedFilter;
use crate::services::Services;
use bluebutton_web::duty::{OnDuty, TellApart};
use bluebutton_web::fields::Errors;
use bluebutton_web::frame::Frame;
use bluebutton_web::mistakes::mistake;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::paging::{Pager, Turned};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};

/// What the form calls the words, the kind and the state.
const FIELDS: [&str; 3] = ["text", "reason", "state"];

/// Cases on one page.
const CASES_PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "staff/matching.html")]
struct CasesPage {
    frame: Frame,
    errors: Errors,
    typed: TypedFilter,
    state: CaseState,
    /// What may have been told by: the word, and whether it is asked for.
    reasons: Vec<(&'static str, bool)>,
    /// Whether more than the state was asked.
    is_narrowed: bool,
    /// Whether some were not looked at.
    is_cut: bool,
    /// Message id of what the site says of name and birth date, where staff are not asked.
    alone: Option<&'static str>,
    cases: Vec<CaseLine>,
    pager: Pager,
    /// What was asked, sealed, for the next page.
    asked: String,
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

/// `POST /staff/matching`: what was typed goes on in an address that tells nobody.
pub(crate) async fn ask(SafeForm(clerk, fields): SafeForm<OnDuty<TellApart>>) -> Response {
    go_to(&clerk.asking("/staff/matching", &TypedFilter::of(&fields, FIELDS).as_question()))
}

/// `GET /staff/matching?q=…&page=2` (sealed)
pub(crate) async fn list(
    State(services): State<Services>,
    signed_in: OnDuty<TellApart>,
    Asked(fields): Asked,
) -> Answer {
    let turned = Turned::read(&fields, CASES_PER_PAGE);
    let asked = fields.get("q").to_owned();
    let typed = TypedFilter::from_question(&signed_in.asked("/staff/matching", &asked));
    let (frame, mut errors) = (signed_in.frame(), Errors::none());
    let (from, until) = typed.days(&frame, &mut errors);
    let state = CaseState::parse(&typed.of);
    let reason = Reason::of_word(&typed.kind);
    let filter = CaseFilter { state, text: typed.text.clone(), reason, from, until };
    let matching = services.store.matching();
    let place = (turned.skip(), turned.take());
    let mut found = matching.fitting(&signed_in.who(), &filter, place).await?;
    let pager = turned.pager(&mut found.lines);
    let alone = match matching.believes_name_and_birth_date() {
        true if matching.believes_too_much().await? => Some("matching-alone-many"),
        true => Some("matching-alone"),
        false => None,
    };
    let offered = Reason::ALL.into_iter().filter(|one| one.is_difference());
    page(&CasesPage {
        cases: found.lines.into_iter().map(|case| line(&frame, case)).collect(),
        reasons: offered.map(|one| (one.word(), Some(one) == reason)).collect(),
        is_narrowed: !typed.text.is_empty()
            || reason.is_some()
            || !typed.from.is_empty()
            || !typed.until.is_empty(),
        is_cut: found.is_cut,
        frame,
        errors,
        typed,
        state,
        alone,
        pager,
        asked,
    })
}

fn line(frame: &Frame, case: Case) -> CaseLine {
    CaseLine {
        at: frame.moment(&case.at),
        name: case.shown.name,
        waiting: case.waiting,
        reasons: case.candidates.first().map(|(_, why)| words(frame, why)).unwrap_or_default(),
        answer: match case.decided.map(|decided| decided.same_as.is_some()) {
            Some(true) => "matching-was-same",
            Some(false) => "matching-was-other",
            None => "matching-was-nothing",
        },
        id: case.id,
    }
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
    if let Err(error) = done {
        let frame = signed_in.frame();
        let decided = ("decided-already", "why", "match-decided-already");
        let needed = ("a-reason-is-needed", "why", "match-why-missing");
        let errors = mistake(&frame, error, &[decided, needed])?;
        let shown = ShownAs { errors, why, is_done: false };
        return case_page(&services, &who, frame, &id, shown).await;
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
