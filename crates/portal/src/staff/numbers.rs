//! `/staff/matching/numbers`: which kinds of numbers people here have, what each proves, and which numbers turned
//! out to be shared. For whoever tells people apart; it names nobody.

use askama::Template;
use axum::extract::State;
use bluebutton_record::matching::{NumberKind, system_name};
use bluebutton_store::patients::{NumberSystem, SharedNumber};

use crate::services::Services;
use bluebutton_web::duty::{OnDuty, TellApart};
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};

#[derive(Template)]
#[template(path = "staff/numbers.html")]
struct NumbersPage {
    frame: Frame,
    systems: Vec<SystemLine>,
    /// How many records were looked at, in a sentence.
    looked_at: String,
    shared: Vec<SharedLine>,
    is_cut: bool,
}

/// An identifier system.
struct SystemLine {
    /// What it is called; empty where it has no name.
    name: String,
    /// The system itself, as settings name it.
    system: String,
    proves: String,
    /// Message id of who says so.
    said_by: &'static str,
    records: usize,
}

/// A number that is nobody's any more.
struct SharedLine {
    name: String,
    system: String,
    ending: String,
    since: String,
    records: String,
}

/// `GET /staff/matching/numbers`
pub(crate) async fn show(State(services): State<Services>, clerk: OnDuty<TellApart>) -> Answer {
    let here = services.store.patients().numbers(&clerk.who()).await?;
    let frame = clerk.frame();
    let looked_at = if here.is_all { "numbers-looked-all" } else { "numbers-looked-some" };
    page(&NumbersPage {
        systems: here.systems.into_iter().map(|one| system_line(&frame, one)).collect(),
        looked_at: frame.tn(looked_at, "count", here.looked_at),
        shared: here.shared.into_iter().map(|one| shared_line(&frame, one)).collect(),
        is_cut: here.is_cut,
        frame,
    })
}

fn system_line(frame: &Frame, one: NumberSystem) -> SystemLine {
    SystemLine {
        name: match one.kind {
            NumberKind::Address => frame.t("number-system-address").into_owned(),
            _ => name(frame, &one.system),
        },
        proves: match one.kind {
            // The program knows what it is, and that it may be anybody's.
            NumberKind::Presumed if system_name(&one.system).is_some() => {
                frame.t("number-kind-presumed-known").into_owned()
            }
            kind => frame.t(&format!("number-kind-{}", kind.word())).into_owned(),
        },
        said_by: match (one.is_said, one.kind) {
            (true, _) => "numbers-by-settings",
            (false, _) if system_name(&one.system).is_some() => "numbers-by-program",
            (false, NumberKind::Presumed) => "numbers-by-nobody",
            (false, _) => "numbers-by-type",
        },
        system: one.system,
        records: one.records,
    }
}

fn shared_line(frame: &Frame, one: SharedNumber) -> SharedLine {
    let records = if one.is_more { "numbers-records-more" } else { "numbers-records-count" };
    SharedLine {
        name: match &one.system {
            Some(system) => name(frame, system),
            None => frame.t("numbers-system-gone").into_owned(),
        },
        system: one.system.unwrap_or_default(),
        ending: one.ending,
        since: frame.moment(&one.since),
        records: frame.tn(records, "count", one.records),
    }
}

fn name(frame: &Frame, system: &str) -> String {
    system_name(system).map(|id| frame.t(id).into_owned()).unwrap_or_default()
}
