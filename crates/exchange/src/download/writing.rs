//! The files that are written while their record is read, from the store or from memory.

use std::io;

use bluebutton_formats::write::{ccda, html, ndjson, text};
use bluebutton_record::entry::{Names, Whole};
use bluebutton_record::layout::Roll;
use bluebutton_record::meaning::Lists;
use bluebutton_record::names::AtSite;
use bluebutton_record::shelf::{Shelf, piece};
use bluebutton_record::{Language, Manifest, Organization, Paper, Person, Resource};

use jiff::tz::TimeZone;

use super::Format;

/// What a file is made from, beside the resources of the record.
pub(super) struct Told<'a> {
    pub(super) lists: Lists,
    /// What they refer to in the directory, where the format has it in it.
    pub(super) directory: &'a [Resource],
    pub(super) names: &'a dyn Names,
    pub(super) manifest: Manifest,
    pub(super) organization: &'a Organization,
    pub(super) language: Language,
}

/// Writes text, web page, C-CDA or NDJSON. Gives the manifest with what only reading tells.
pub(super) fn write(
    format: Format,
    out: &mut dyn io::Write,
    shelf: &mut dyn Shelf,
    told: Told<'_>,
) -> io::Result<Manifest> {
    match format {
        Format::Ccda => {
            let Told { lists, directory, manifest, organization, language, .. } = told;
            let input = ccda::Input { lists, directory, manifest, organization, language };
            ccda::write_to(out, shelf, input)
        }
        Format::Text | Format::Html => paper(format, out, shelf, told),
        Format::Ndjson => lines(out, shelf, told),
        Format::Pdf | Format::Summary | Format::Fhir => {
            Err(io::Error::other(format!("{} is made in another way", format.slug())))
        }
    }
}

fn paper(
    format: Format,
    out: &mut dyn io::Write,
    shelf: &mut dyn Shelf,
    told: Told<'_>,
) -> io::Result<Manifest> {
    let Told { lists, names, manifest, organization, language, .. } = told;
    let names = AtSite::new(names, manifest.zone.clone().unwrap_or(TimeZone::UTC));
    let (organization, entries) = (organization.clone(), Vec::new());
    let paper = Paper { person: Person::default(), entries, manifest, organization, language };
    let whole = Whole::of(shelf, lists, &names)?;
    let mut roll = Roll::of(shelf, whole, paper)?;
    let (front, paper) = (roll.front(), roll.paper().clone());
    if format == Format::Html {
        html::write_to(out, &paper, &front, &mut roll)?;
    } else {
        text::write_to(out, paper.language, &front, &mut roll)?;
    }
    Ok(paper.manifest)
}

fn lines(out: &mut dyn io::Write, shelf: &mut dyn Shelf, told: Told<'_>) -> io::Result<Manifest> {
    let mut lines = ndjson::LineWriter::begin(out);
    let places: Vec<u32> = (0..).take(shelf.count()).collect();
    let mut rest = &places[..];
    while let Some(piece) = piece(shelf, &mut rest) {
        for resource in shelf.read(piece)?.iter().flatten() {
            lines.add(resource)?;
        }
    }
    told.directory.iter().try_for_each(|resource| lines.add(resource))?;
    lines.end(&told.manifest)?;
    Ok(told.manifest)
}
