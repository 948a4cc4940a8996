//! To whom something of the record was given: the accounting of disclosures, answered from the trail
//! itself, on a page, as a table (CSV) and on paper (PDF).
//!
//! Law: 45 CFR 164.528(b)(2): the date, who received it and where, what it was, and why.

use askama::Template;
use axum::extract::State;
use bluebutton_exchange::letters::{Leaflet, Piece, leaflet};
use bluebutton_exchange::typeset;
use bluebutton_record::Selection;
use bluebutton_store::RecordPermit;
use bluebutton_store::audit::AuditLine;
use bluebutton_store::events::{By, Event, Part, SendingStep};

use super::Mine;
use crate::activity::{format_word, selection_in_words};
use crate::permit::{Asking, Download, MayView};
use crate::record::file::download;
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::Asked;

/// Lines of the trail that are read at once.
const LINES_AT_ONCE: usize = 400;

/// The law asks for six years: 45 CFR 164.528(a)(1).
const YEARS: i64 = 6;

#[derive(Template)]
#[template(path = "requests/disclosures.html")]
struct DisclosuresPage {
    frame: Frame,
    since: String,
    lines: Vec<Disclosure>,
    /// Lines of the trail that can't be read: said, not hidden.
    unreadable: usize,
}

/// Something that was given to somebody.
struct Disclosure {
    at: String,
    day: String,
    to: String,
    what: String,
    why: String,
}

/// `GET /records/{key}/requests/disclosures`
pub(crate) async fn show(
    State(services): State<Services>,
    MayView { permit, frame, .. }: MayView<Mine>,
) -> Answer {
    let (lines, unreadable) = all(&services, &permit, &frame).await?;
    page(&DisclosuresPage { since: frame.day(&since(&frame)), lines, unreadable, frame })
}

/// `GET /records/{key}/requests/disclosures/file?format=pdf`: the same on paper, or as CSV.
pub(crate) async fn file(
    State(services): State<Services>,
    asking: Asking<Download>,
    Asked(fields): Asked,
) -> Answer {
    if fields.get("format") == "pdf" {
        return paper(&services, &asking).await;
    }
    let permit = asking.permit(&services, "disclosures", Selection::default()).await?;
    let frame = asking.session.frame();
    let (lines, unreadable) = all(&services, &permit, &frame).await?;
    let heads = ["date", "to", "what", "why"].map(|name| frame.t(&format!("disclosures-{name}")));
    let mut out = String::from("\u{feff}");
    row(&mut out, heads.iter().map(AsRef::as_ref));
    for line in &lines {
        row(&mut out, [line.at.as_str(), &line.to, &line.what, &line.why].into_iter());
    }
    if unreadable > 0 {
        let said = frame.tn("disclosures-unreadable", "count", unreadable);
        row(&mut out, [said.as_str(), "", "", ""].into_iter());
    }
    Ok(download("disclosures.csv", "text/csv; charset=utf-8", out.into_bytes()))
}

/// The same as a PDF. What is too long for paper is the table's to hold.
async fn paper(services: &Services, asking: &Asking<Download>) -> Answer {
    let permit = asking.permit(services, "disclosures-pdf", Selection::default()).await?;
    let frame = asking.session.frame();
    let (lines, unreadable) = all(services, &permit, &frame).await?;
    let account = &asking.session.session.account.id;
    let open = services.store.access().records_of(account).await?;
    let own = open.into_iter().find(|one| one.patient == *permit.patient());
    let name = own.map(|one| one.name).unwrap_or_default();
    let count = frame.tn("disclosures-lead", "count", lines.len());
    let since = frame.t1("disclosures-what-counts", "date", frame.day(&since(&frame)));
    let mut pieces = vec![Piece::Large(name), Piece::Text(count), Piece::Text(since)];
    if unreadable > 0 {
        pieces.push(Piece::Text(frame.tn("disclosures-unreadable", "count", unreadable)));
    }
    let label = |name: &str| frame.t(&format!("disclosures-{name}")).into_owned();
    for line in &lines {
        pieces.push(Piece::Pairs(vec![
            (label("date"), line.at.clone()),
            (label("to"), line.to.clone()),
            (label("what"), line.what.clone()),
            (label("why"), line.why.clone()),
        ]));
    }
    pieces.push(Piece::Text(label("paper")));
    let made = services.store.now();
    let leaf = Leaflet {
        language: frame.language().tag().to_owned(),
        head: frame.organization().name.clone(),
        title: label("title"),
        pieces,
        foot: frame.day_of(&made),
        made_at: made.as_microsecond(),
    };
    let plate = leaflet(&leaf).map_err(|_| Problem::too_large())?;
    let bytes = typeset::set(plate).await;
    let bytes = bytes.map_err(|why| Problem::failed("the list on paper", &why))?;
    Ok(download("disclosures.pdf", "application/pdf", bytes))
}

/// Every disclosure of six years, newest first, and how many lines could not be read.
async fn all(
    services: &Services,
    permit: &RecordPermit,
    frame: &Frame,
) -> Result<(Vec<Disclosure>, usize), Problem> {
    // Who was given what is the patient's to know: it tells of others who were let in.
    if !permit.sees_all_deeds() {
        return Err(Problem::not_allowed());
    }
    let (mut found, mut unreadable, mut skip) = (Vec::new(), 0, 0);
    let first = since(frame);
    loop {
        let lines = services.store.audit().lines(permit, skip, LINES_AT_ONCE).await?;
        let is_last = lines.len() < LINES_AT_ONCE;
        for line in &lines {
            if frame.date_of(&line.at) < first {
                return Ok((found, unreadable));
            }
            match &line.told {
                Some((by, event)) => found.extend(disclosure(frame, line, by, event)),
                None => unreadable += 1,
            }
        }
        if is_last {
            return Ok((found, unreadable));
        }
        skip += LINES_AT_ONCE;
    }
}

fn since(frame: &Frame) -> jiff::civil::Date {
    use jiff::ToSpan as _;
    frame.today().saturating_sub(YEARS.years())
}

/// What of the trail is a disclosure: what left for somebody else. What the patient takes along or looks
/// at themselves is none (164.528(a)(1)(ii)).
fn disclosure(frame: &Frame, line: &AuditLine, by: &By, event: &Event) -> Option<Disclosure> {
    let (to, what) = match event {
        Event::Sending {
            step: SendingStep::Sent | SendingStep::Uncertain, to, selection, ..
        } => (to.clone(), selection_in_words(frame, selection)),
        Event::Downloaded { format, selection } if by.origin().part != Part::Patient => {
            let what = selection_in_words(frame, selection);
            (person(frame, by), format!("{what}, {}", format_word(frame, format)))
        }
        _ => return None,
    };
    let origin = by.origin();
    let why = match origin.part {
        Part::Patient => frame.t("disclosures-asked-by-you").into_owned(),
        _ => match &origin.reason {
            Some(reason) => reason.clone(),
            None => frame.t1("disclosures-asked-by", "name", person(frame, origin)),
        },
    };
    Some(Disclosure { at: frame.moment(&line.at), day: frame.day_of(&line.at), to, what, why })
}

fn person(frame: &Frame, by: &By) -> String {
    let origin = by.origin();
    let role = frame.t(crate::activity::part_word(origin.part));
    match &origin.name {
        Some(name) => format!("{name} ({role})"),
        None => role.into_owned(),
    }
}

/// A row of a table as RFC 4180 writes it. What a spreadsheet would take for a formula is text.
fn row<'t>(out: &mut String, cells: impl Iterator<Item = &'t str>) {
    let cell = |text: &str| {
        let is_formula = text.starts_with(['=', '+', '-', '@', '\t']);
        let guard = if is_formula { "'" } else { "" };
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    };
    out.push_str(&cells.map(cell).collect::<Vec<_>>().join(","));
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_whatever_is_in_it() {
        let mut out = String::new();
        row(&mut out, ["a \"b\", c", "=1+1", ""].into_iter());
        assert_eq!(out, "\"a \"\"b\"\", c\",\"'=1+1\",\"\"\r\n");
    }
}
