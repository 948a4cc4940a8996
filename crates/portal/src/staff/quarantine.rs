//! `/staff/quarantine`: what could not be taken into a record, with its reasons; try again, remove.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_exchange::import::Importer;
use bluebutton_store::imports::Quarantined;

use super::imports::{IssueLine, issue_line};
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::paging::{Pager, Turned};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm, Staff};

/// Items on one page.
const ITEMS_PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "staff/quarantine.html")]
struct QuarantinePage {
    frame: Frame,
    items: Vec<Item>,
    notice: Option<&'static str>,
    pager: Pager,
}

#[derive(Template)]
#[template(path = "staff/remove.html")]
struct RemovePage {
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
const NOTICES: [(&str, &str); 3] = [
    ("taken", "quarantine-taken"),
    ("still", "quarantine-still"),
    ("removed", "quarantine-removed"),
];

/// `GET /staff/quarantine?page=2`
pub(crate) async fn list(
    State(services): State<Services>,
    Staff(signed_in): Staff,
    Asked(fields): Asked,
) -> Answer {
    let turned = Turned::read(&fields, ITEMS_PER_PAGE);
    let (imports, who) = (services.store.imports(), signed_in.who());
    let mut items = imports.quarantine(&who, turned.skip(), turned.take()).await?;
    let pager = turned.pager(&mut items);
    let frame = signed_in.frame();
    page(&QuarantinePage {
        notice: NOTICES.into_iter().find(|(name, _)| fields.is_ticked(name)).map(|(_, id)| id),
        items: items.iter().map(|one| item(&frame, one)).collect(),
        pager,
        frame,
    })
}

/// `POST /staff/quarantine/{id}/retry`: reads it again, as if it had come in now.
pub(crate) async fn retry(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(Staff(signed_in), _): SafeForm<Staff>,
) -> Answer {
    let importer = Importer::new(services.store.clone());
    let report = importer.retry(&signed_in.who(), &id).await?.ok_or_else(Problem::not_found)?;
    let is_taken = report.is_whole() && report.quarantined == 0;
    Ok(go_to(if is_taken { "/staff/quarantine?taken=1" } else { "/staff/quarantine?still=1" }))
}

/// `GET /staff/quarantine/{id}/remove`
pub(crate) async fn show_remove(
    State(services): State<Services>,
    Staff(signed_in): Staff,
    Path(id): Path<String>,
) -> Answer {
    let found = services.store.imports().quarantined(&signed_in.who(), &id).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let frame = signed_in.frame();
    page(&RemovePage { item: item(&frame, &found), frame })
}

/// `POST /staff/quarantine/{id}/remove`
pub(crate) async fn remove(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(Staff(signed_in), _): SafeForm<Staff>,
) -> Answer {
    services.store.imports().release(&signed_in.who(), &id, false).await?;
    Ok(go_to("/staff/quarantine?removed=1"))
}

fn item(frame: &Frame, one: &Quarantined) -> Item {
    Item {
        id: one.id.clone(),
        file: one.file.clone(),
        at: frame.moment(&one.at),
        kilobytes: one.bytes.div_ceil(1024),
        reason: issue_line(frame, &one.reason),
    }
}
