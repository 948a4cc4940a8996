//! *Download my record*: everything or a part, in five formats.
//!
//! Standard: the view, download and transmit criterion, 45 CFR 170.315(e)(1).

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use bluebutton_exchange::download::{self, Format, Wish};
use bluebutton_store::access::Rights;

use super::record::choice::{Choice, ChoiceView, SummaryView, summary};
use super::record::{file, reading};
use crate::permit::{Asking, Download, MayView, Page, RecordPath, Viewed};
use crate::services::Services;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::own_page::IsFromHere;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::Asked;

#[derive(Template)]
#[template(path = "download/page.html")]
struct DownloadPage {
    frame: Frame,
    errors: Errors,
    choice: ChoiceView,
    summary: SummaryView,
    formats: Vec<FormatView>,
    is_empty: bool,
}

/// The page on which it is chosen what to take along.
pub(crate) struct Choosing;

impl Page for Choosing {
    fn viewed(_: &RecordPath) -> Result<Viewed, Problem> {
        Viewed::page("download")
    }

    fn admits(rights: Rights) -> bool {
        rights.download
    }
}

/// A format that can be chosen.
struct FormatView {
    slug: &'static str,
    name: String,
    /// What it is for.
    purpose: String,
    is_on: bool,
}

/// `GET /records/{key}/download`
pub(crate) async fn show(
    State(services): State<Services>,
    may: MayView<Choosing>,
    Asked(fields): Asked,
) -> Answer {
    choose(&services, may, &fields).await
}

/// `GET /records/{key}/download/file`: the file itself. It changes nothing, so it is asked for by
/// address; opening the permit writes the audit line. A link on another site leads to the page, where
/// the visitor sees what would be downloaded.
pub(crate) async fn give(
    State(services): State<Services>,
    IsFromHere(is_from_here): IsFromHere,
    asking: Asking<Download>,
    Asked(fields): Asked,
) -> Answer {
    if !is_from_here {
        return choose(&services, asking.view(&services).await?, &fields).await;
    }
    let (mut errors, frame) = (Errors::none(), asking.session.frame());
    let selection = Choice::read(&fields).selection(asking.patient(), &frame, &mut errors);
    let format = Format::parse(fields.get("format"));
    let (Some(format), true) = (format, errors.is_empty()) else {
        return choose(&services, asking.view(&services).await?, &fields).await;
    };
    let turn = services.turns.take(&asking.session.session.account.id).await?;
    let permit = asking.permit(&services, format.slug(), selection.clone()).await?;
    let (language, organization) = (frame.language(), frame.organization());
    let wish = Wish { selection: &selection, language, organization };
    let made = download::flow(&services.store, &permit, format, wish).await;
    let made = made.map_err(|error| Problem::failed("making a file", &error))?;
    let (name, media_type, bytes) = (made.name.clone(), made.media_type, made.bytes_about);
    let answer = file::download(&name, media_type, Body::from_stream(made.into_stream()));
    Ok(turn.until_sent(answer, bytes))
}

async fn choose(services: &Services, may: MayView<Choosing>, fields: &Fields) -> Answer {
    let record = may.record(services).await?;
    let MayView { session, permit, frame, .. } = may;
    let mut errors = Errors::none();
    let choice = Choice::read(fields);
    let selection = choice.selection(permit.patient(), &frame, &mut errors);
    let reader = reading::reader(&frame, &session, &record).await?;
    let view = choice.view(&record, &reader).await?;
    page(&DownloadPage {
        summary: summary(&record, &reader, &selection).await?,
        formats: formats(&frame, fields.get("format")),
        is_empty: view.sections.is_empty(),
        choice: view,
        errors,
        frame,
    })
}

fn formats(frame: &Frame, chosen: &str) -> Vec<FormatView> {
    let chosen = Format::parse(chosen).unwrap_or(Format::Pdf);
    let view = |format: Format| FormatView {
        slug: format.slug(),
        name: frame.t(&format!("format-{}", format.slug())).into_owned(),
        purpose: frame.t(&format!("format-{}-for", format.slug())).into_owned(),
        is_on: format == chosen,
    };
    Format::ALL.into_iter().map(view).collect()
}
