//! File to file, without a database: what a reader made of a file, as the writers take it.

use std::collections::HashMap;
use std::io::Read as _;

use bluebutton_crypto::hash::sha256;
use bluebutton_formats::limits::UNPACKED_BYTES_MAX;
use bluebutton_formats::read::{self, container};
use bluebutton_record::meaning::Lists;
use bluebutton_record::names::{AtSite, NamesOf};
use bluebutton_record::normalize::{self, FoundPatient, Origin, Ready, Whose};
use bluebutton_record::{
    Issue, Language, Manifest, Organization, PatientKey, Resource, facts, names,
};

use jiff::Zoned;

use crate::download::Parts;

/// What a file holds, ready to be written in another form.
pub struct Converted {
    /// One for each patient, in a stable order. What belongs to no patient is with each of them.
    pub people: Vec<Parts>,
    /// What was not understood or could not be tied to a patient.
    pub issues: Vec<Issue>,
}

/// Reads a file at that moment of the site's clocks. An error is a sentence for the one who gave the
/// file.
pub fn read(
    bytes: &[u8],
    now: &Zoned,
    language: Language,
    organization: &Organization,
) -> Result<Converted, String> {
    let unpacked = unpacked(bytes)?;
    let zone = now.time_zone();
    let reading = read::read_in(unpacked.as_deref().unwrap_or(bytes), zone);
    let mut issues: Vec<Issue> =
        reading.rejected.iter().map(|rejected| rejected.issue.clone()).collect();
    let survey = normalize::survey(&reading);
    let whose: Vec<Whose> =
        survey.found.iter().enumerate().map(|(at, found)| Whose::Known(key(at, found))).collect();
    let assigned = normalize::assign(reading, &survey, &whose, Origin::alone("file", sha256));
    issues.extend(assigned.issues);
    issues.extend(assigned.homeless.into_iter().map(|one| one.issue));
    let stored = |ready: Ready| Resource {
        kind: ready.kind,
        id: ready.id,
        version: 1,
        updated: now.timestamp().as_microsecond(),
        json: ready.json.into(),
    };
    let directory: Vec<Resource> = assigned.directory.into_iter().map(stored).collect();
    let people = assigned.records.into_values().map(|record| {
        let resources = newest(record.into_iter().map(stored));
        let manifest = manifest(&resources, &directory, now);
        let organization = organization.clone();
        let lists = Lists::of(&resources, &AtSite::new(&NamesOf::new(&directory), zone.clone()));
        let directory = directory.clone();
        let left_out = manifest.left_out.clone();
        Parts { resources, lists, directory, manifest, left_out, language, organization }
    });
    Ok(Converted { people: people.collect(), issues })
}

/// Each resource once: where a file holds several versions of one, the last, as a store would have it.
fn newest(resources: impl Iterator<Item = Resource>) -> Vec<Resource> {
    let mut places = HashMap::new();
    let mut out: Vec<Resource> = Vec::new();
    for resource in resources {
        if let Some(older) = places.get(&resource.id).and_then(|at: &usize| out.get_mut(*at)) {
            *older = resource;
            continue;
        }
        places.insert(resource.id.clone(), out.len());
        out.push(resource);
    }
    out
}

/// What is inside of a gzip or zstd file; `None` where it is no such file.
fn unpacked(bytes: &[u8]) -> Result<Option<Vec<u8>>, String> {
    match container::wrapping(bytes) {
        None => Ok(None),
        Some(container::Wrapping::Zip) => {
            Err("it is a zip archive, which may hold many records: unpack it first".to_owned())
        }
        Some(wrapping) => {
            let mut inside = Vec::new();
            let stream = container::unpacked(wrapping, bytes).map_err(|error| error.to_string())?;
            let mut limited = stream.take(UNPACKED_BYTES_MAX);
            limited.read_to_end(&mut inside).map_err(|error| error.to_string())?;
            Ok(Some(inside))
        }
    }
}

/// A key that the same file always gives; two patients of one file never share it.
fn key(at: usize, found: &FoundPatient) -> PatientKey {
    let mut name = at.to_string();
    for identifier in &found.identifiers {
        name.extend(["\n", &identifier.system, "|", &identifier.value]);
    }
    let mut first = [0; 9];
    first.iter_mut().zip(sha256(name.as_bytes())).for_each(|(to, from)| *to = from);
    PatientKey::from_hash(&first)
}

fn manifest(resources: &[Resource], directory: &[Resource], now: &Zoned) -> Manifest {
    let made_at = now.timestamp().as_microsecond();
    let zone = Some(now.time_zone().clone());
    let mut manifest = Manifest { made_at, zone, ..Manifest::default() };
    for resource in resources {
        manifest.marks.add_resource(&resource.json);
        manifest.add_document(&resource.kind, &resource.json);
        match resource.document() {
            Ok(document) => {
                let section = facts::of(document.root()).section;
                *manifest.included.entry(section).or_default() += 1;
            }
            Err(_) => manifest.unreadable.push(resource.id.to_string()),
        }
    }
    let organizations = directory.iter().filter(|resource| &*resource.kind == "Organization");
    let named =
        organizations.filter_map(|resource| names::name_of(resource.document().ok()?.root()));
    manifest.sources = named.collect();
    manifest.sources.sort();
    manifest.sources.dedup();
    manifest
}
