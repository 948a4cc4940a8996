//! `/staff/patients/{key}/merge`, `…/split`: two records of one person are put together, and taken apart
//! again. Both are shown side by side first, with what each holds and who can open it; a reason is
//! asked for, which the patient reads in their activity.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use bluebutton_record::PatientKey;
use bluebutton_store::StoreError;
use bluebutton_store::matching::{Pair, Side};
use bluebutton_store::patients::PatientCard;
use bluebutton_web::duty::{OnDuty, TellApart};
use bluebutton_web::fields::Errors;
use bluebutton_web::frame::Frame;
use bluebutton_web::mistakes::mistake;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm, SignedIn};

use super::beside::Beside;
use super::patients;
use crate::services::Services;

/// More than fits on a screen: who gets as many should ask more exactly.
const FOUND_MAX: usize = 25;

#[derive(Template)]
#[template(path = "staff/merge-find.html")]
struct FindToMergePage {
    frame: Frame,
    card: PatientCard,
    query: String,
    found: Option<Vec<PatientCard>>,
}

#[derive(Template)]
#[template(path = "staff/pair.html")]
struct PairPage {
    frame: Frame,
    errors: Errors,
    /// `merge` or `split`.
    deed: &'static str,
    record: Held,
    part: Held,
    one: Beside,
    /// Who can open all of it when they are one.
    together: Vec<String>,
    why: String,
}

/// What a record holds, and who can open it.
struct Held {
    patient: String,
    name: String,
    entries: u64,
    documents: u64,
    readers: Vec<String>,
}

impl PairPage {
    fn held(&self) -> [(&'static str, &Held); 2] {
        [("pair-now-first", &self.record), ("pair-now-second", &self.part)]
    }
}

impl Held {
    fn of(side: &Side) -> Self {
        Self {
            patient: side.patient.to_string(),
            name: side.shown.name.clone(),
            entries: side.entries,
            documents: side.documents,
            readers: side.readers.clone(),
        }
    }
}

/// `GET /staff/patients/{key}/merge?q=…` (sealed): which record it is to be put together with.
pub(crate) async fn find(
    State(services): State<Services>,
    signed_in: OnDuty<TellApart>,
    Path(key): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let card = patients::card(&services, &signed_in, &key).await?;
    let asked = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    let query = signed_in.asked(&merge_address(&asked), fields.get("q"));
    let mut found = None;
    if !query.is_empty() {
        let all = services.store.patients().search(&signed_in.who(), &query, FOUND_MAX).await?;
        found = Some(all.into_iter().filter(|one| one.patient != card.patient).collect());
    }
    page(&FindToMergePage { frame: signed_in.frame(), card, query, found })
}

/// `POST /staff/patients/{key}/merge`: what was typed goes on in an address that tells nobody.
pub(crate) async fn ask(
    Path(key): Path<String>,
    SafeForm(signed_in, fields): SafeForm<OnDuty<TellApart>>,
) -> Result<Response, Problem> {
    let key = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    Ok(go_to(&signed_in.asking(&merge_address(&key), fields.get("q"))))
}

/// Where the second of two records of one person is looked for.
fn merge_address(key: &PatientKey) -> String {
    format!("/staff/patients/{key}/merge")
}

/// `GET /staff/patients/{key}/merge/{other}`
pub(crate) async fn show_merge(
    State(services): State<Services>,
    signed_in: OnDuty<TellApart>,
    Path((key, other)): Path<(String, String)>,
) -> Answer {
    let shown = (Errors::none(), String::new());
    pair_page(&services, &signed_in, "merge", [&key, &other], shown).await
}

/// `POST /staff/patients/{key}/merge/{other}`
pub(crate) async fn merge(
    State(services): State<Services>,
    Path((key, other)): Path<(String, String)>,
    SafeForm(signed_in, fields): SafeForm<OnDuty<TellApart>>,
) -> Answer {
    let [record, part] = keys([&key, &other])?;
    let why = fields.get("why").trim().to_owned();
    let records = services.store.records();
    let done = records.merge(&signed_in.who(), &record, &part, &why).await;
    answer(&services, &signed_in, ("merge", [&key, &other]), (done, why)).await
}

/// `GET /staff/patients/{key}/split/{part}`
pub(crate) async fn show_split(
    State(services): State<Services>,
    signed_in: OnDuty<TellApart>,
    Path((key, part)): Path<(String, String)>,
) -> Answer {
    let shown = (Errors::none(), String::new());
    pair_page(&services, &signed_in, "split", [&key, &part], shown).await
}

/// `POST /staff/patients/{key}/split/{part}`
pub(crate) async fn split(
    State(services): State<Services>,
    Path((key, part)): Path<(String, String)>,
    SafeForm(signed_in, fields): SafeForm<OnDuty<TellApart>>,
) -> Answer {
    let [_, wanted] = keys([&key, &part])?;
    let why = fields.get("why").trim().to_owned();
    let done = services.store.records().split(&signed_in.who(), &wanted, &why).await;
    answer(&services, &signed_in, ("split", [&key, &part]), (done.map(|_| ()), why)).await
}

/// The record's card again; or the page again, with what is missing.
async fn answer(
    services: &Services,
    clerk: &SignedIn,
    (deed, both): (&'static str, [&str; 2]),
    (done, why): (Result<(), StoreError>, String),
) -> Answer {
    match done {
        Ok(()) => Ok(go_to(&format!("/staff/patients/{}?done={deed}", both[0]))),
        Err(error) => {
            let needed = ("a-reason-is-needed", "why", "match-why-missing");
            let errors = mistake(&clerk.frame(), error, &[needed])?;
            pair_page(services, clerk, deed, both, (errors, why)).await
        }
    }
}

fn keys(both: [&str; 2]) -> Result<[PatientKey; 2], Problem> {
    let key = |text: &str| PatientKey::parse(text).ok_or_else(Problem::not_found);
    Ok([key(both[0])?, key(both[1])?])
}

async fn pair_page(
    services: &Services,
    clerk: &SignedIn,
    deed: &'static str,
    both: [&str; 2],
    (errors, why): (Errors, String),
) -> Answer {
    let [record, part] = keys(both)?;
    let parts = services.store.records().parts(&record).await?;
    // What is one already is not put together, and what is none is not taken apart.
    if record == part || parts.contains(&part) != (deed == "split") {
        return Err(Problem::not_found());
    }
    let pair = services.store.matching().pair(&clerk.who(), &record, &part).await?;
    let Pair { record, part, reasons } = pair.ok_or_else(Problem::not_found)?;
    let frame = clerk.frame();
    let mut together = record.readers.clone();
    together.extend(part.readers.iter().filter(|name| !record.readers.contains(name)).cloned());
    page(&PairPage {
        one: Beside::of(&frame, &record.shown, &part.shown, reasons),
        record: Held::of(&record),
        part: Held::of(&part),
        together,
        deed,
        errors,
        why,
        frame,
    })
}
