//! `/staff/quarantine`: what could not be taken into a record, with its reasons; try again, remove.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use bluebutton_exchange::import::Importer;
use bluebutton_store::StoreError;
use bluebutton_store::imports::Quarantined;

use super::imports::{IssueLine, issue_line};
use crate::services::Services;
use bluebutton_web::duty::{HandleQuarantine, OnDuty};
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::paging::{Pager, Turned};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};

/// Items on one page.
const ITEMS_PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "staff/quarantine.html")]
struct QuarantinePage {
    frame: Frame,
    items: Vec<Item>,
    notice: Option<&'static str>,
    /// What was looked for, and the same as it stands in the address.
    query: String,
    asked: String,
    pager: Pager,
}

#[derive(Template)]
#[template(path = "staff/remove-chosen.html")]
struct RemoveChosenPage {
    frame: Frame,
    items: Vec<Item>,
}

#[derive(Template)]
#[template(path = "staff/remove.html")]
struct RemoveArrivalPage {
    frame: Frame,
    item: Item,
}

/// One item as staff see it.
struct Item {
    id: String,
    file: String,
    at: String,
    kilobytes: usize,
    reason: IssueLine,
}

/// What was just done: the word in the address, and the message.
const NOTICES: [(&str, &str); 5] = [
    ("all-taken", "quarantine-all-taken"),
    ("some-still", "quarantine-some-still"),
    ("taken", "quarantine-taken"),
    ("still", "quarantine-still"),
    ("removed", "quarantine-removed"),
];

/// `POST /staff/quarantine`: words of a file name or reason go on in an address that tells nobody.
pub(crate) async fn ask(SafeForm(clerk, fields): SafeForm<OnDuty<HandleQuarantine>>) -> Response {
    go_to(&clerk.asking("/staff/quarantine", fields.get("q")))
}

/// `GET /staff/quarantine?q=…&page=2` (sealed)
pub(crate) async fn list(
    State(services): State<Services>,
    signed_in: OnDuty<HandleQuarantine>,
    Asked(fields): Asked,
) -> Answer {
    let turned = Turned::read(&fields, ITEMS_PER_PAGE);
    let (imports, who) = (services.store.imports(), signed_in.who());
    let asked = fields.get("q").to_owned();
    let query = signed_in.asked("/staff/quarantine", &asked);
    let mut items = if query.is_empty() {
        imports.quarantine(&who, turned.skip(), turned.take()).await?
    } else {
        imports.quarantine_named(&who, &query, (turned.skip(), turned.take())).await?
    };
    let pager = turned.pager(&mut items);
    let frame = signed_in.frame();
    page(&QuarantinePage {
        notice: NOTICES.into_iter().find(|(name, _)| fields.is_ticked(name)).map(|(_, id)| id),
        items: items.iter().map(|one| item(&frame, one)).collect(),
        query,
        asked,
        pager,
        frame,
    })
}

/// `POST /staff/quarantine/chosen`: those that were ticked are tried again, or removed after one question.
pub(crate) async fn chosen(
    State(services): State<Services>,
    SafeForm(clerk, fields): SafeForm<OnDuty<HandleQuarantine>>,
) -> Answer {
    let (who, imports) = (clerk.who(), services.store.imports());
    let ids = || fields.all("item").take(ITEMS_PER_PAGE);
    match fields.get("deed") {
        "retry" => {
            let importer = Importer::new(services.store.clone());
            let mut is_whole = true;
            for id in ids() {
                // What somebody else took meanwhile is not there any more.
                if let Some(report) = importer.retry(&who, id).await? {
                    is_whole &= report.is_whole() && report.quarantined == 0;
                }
            }
            let notice = if is_whole { "all-taken" } else { "some-still" };
            Ok(go_to(&format!("/staff/quarantine?{notice}=1")))
        }
        "remove-now" => {
            for id in ids() {
                match imports.release(&who, id, false).await {
                    Ok(()) | Err(StoreError::NotFound) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            Ok(go_to("/staff/quarantine?removed=1"))
        }
        _ => {
            let (frame, mut items) = (clerk.frame(), Vec::new());
            for id in ids() {
                items.extend(imports.quarantined(&who, id).await?.map(|one| item(&frame, &one)));
            }
            if items.is_empty() {
                return Ok(go_to("/staff/quarantine"));
            }
            page(&RemoveChosenPage { frame, items })
        }
    }
}

/// `POST /staff/quarantine/{id}/retry`: reads it again, as if it had come in now.
pub(crate) async fn retry(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(signed_in, _): SafeForm<OnDuty<HandleQuarantine>>,
) -> Answer {
    let importer = Importer::new(services.store.clone());
    let report = importer.retry(&signed_in.who(), &id).await?.ok_or_else(Problem::not_found)?;
    let is_taken = report.is_whole() && report.quarantined == 0;
    Ok(go_to(if is_taken { "/staff/quarantine?taken=1" } else { "/staff/quarantine?still=1" }))
}

/// `GET /staff/quarantine/{id}/remove`
pub(crate) async fn show_remove(
    State(services): State<Services>,
    signed_in: OnDuty<HandleQuarantine>,
    Path(id): Path<String>,
) -> Answer {
    let found = services.store.imports().quarantined(&signed_in.who(), &id).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let frame = signed_in.frame();
    page(&RemoveArrivalPage { item: item(&frame, &found), frame })
}

/// `POST /staff/quarantine/{id}/remove`
pub(crate) async fn remove(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(signed_in, _): SafeForm<OnDuty<HandleQuarantine>>,
) -> Answer {
    services.store.imports().release(&signed_in.who(), &id, false).await?;
    Ok(go_to("/staff/quarantine?removed=1"))
}

fn item(frame: &Frame, one: &Quarantined) -> Item {
    Item {
        id: one.id.clone(),
        file: super::file_name(&one.file).to_owned(),
        at: frame.moment(&one.at),
        kilobytes: one.bytes.div_ceil(1024),
        reason: issue_line(frame, &one.reason),
    }
}
