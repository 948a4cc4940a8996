//! Vaccines on one page to print and to show: what was given, when, which lot, by whom.

use askama::Template;
use axum::extract::State;
use bluebutton_record::meaning::{Stage, Thing, things};
use bluebutton_record::{DateRange, Entry, Section};

use super::reading;
use super::view::{LinkView, Reader};
use crate::permit::{MayView, Page, RecordPath, Viewed};
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::problem::Problem;

/// The proof of vaccines.
pub(crate) struct Proof;

impl Page for Proof {
    fn viewed(_: &RecordPath) -> Result<Viewed, Problem> {
        Viewed::page(Section::Vaccines.slug())
    }
}

#[derive(Template)]
#[template(path = "record/proof.html")]
struct ProofPage {
    frame: Frame,
    back: LinkView,
    doses: Vec<DoseView>,
    /// Whether any dose has its number in its row; lot or maker; who gave it.
    has_numbers: bool,
    has_lots: bool,
    has_givers: bool,
    /// Why there is no dose.
    why: String,
}

/// A dose that was given.
struct DoseView {
    vaccine: String,
    /// Its clinical name, where ours says less.
    clinical: Option<String>,
    date: String,
    dose: String,
    lot: String,
    by: String,
}

/// `GET /records/{key}/vaccines/proof`
pub(crate) async fn show(State(services): State<Services>, may: MayView<Proof>) -> Answer {
    let record = may.record(&services).await?;
    let MayView { session, frame, .. } = may;
    let selection = reading::only(Section::Vaccines, DateRange::default());
    let entries = reading::of_section(&record, &selection, 0).await?;
    let reader = reading::reader(&frame, &session, &record).await?;
    let entries: Vec<&Entry> = entries.iter().collect();
    let things = things(&entries, reader.today);
    let given = |thing: &&Thing<'_>| {
        thing.counts()
            && !matches!(thing.stage, Stage::Ahead | Stage::Not)
            && &*thing.entry.kind == "Immunization"
    };
    let doses: Vec<DoseView> =
        things.iter().filter(given).map(|thing| dose(thing.entry, &reader)).collect();
    let why = if things.is_empty() {
        frame.t("empty-vaccines").into_owned()
    } else {
        frame.tn("lead-vaccines", "count", 0_usize)
    };
    page(&ProofPage {
        why,
        back: reader.back(Section::Vaccines),
        has_numbers: doses.iter().any(|dose| !dose.dose.is_empty()),
        has_lots: doses.iter().any(|dose| !dose.lot.is_empty()),
        has_givers: doses.iter().any(|dose| !dose.by.is_empty()),
        doses,
        frame,
    })
}

fn dose(entry: &Entry, reader: &Reader<'_>) -> DoseView {
    let said = |labels: &[&str]| {
        let facts = entry.facts.iter().filter(|fact| labels.contains(&fact.label));
        facts.map(|fact| reader.fact(fact).text).collect::<Vec<_>>().join(", ")
    };
    let by = said(&["performer", "location"]);
    DoseView {
        vaccine: reader.title(entry),
        clinical: reader.clinical(entry),
        date: entry
            .date
            .as_ref()
            .map_or_else(|| reader.text("entry-undated"), |date| reader.words.date(date)),
        dose: said(&["dose-number"]),
        lot: said(&["lot", "manufacturer"]),
        by: if by.is_empty() { entry.source.clone().unwrap_or_default() } else { by },
    }
}
