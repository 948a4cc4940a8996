//! Reads documents in vendors' forms, for the tests that look at what came of them.
#![allow(dead_code, reason = "each file of tests uses some of it")]

use std::path::Path;

use bluebutton_formats::read::read_in;
use bluebutton_record::entry::entries;
use bluebutton_record::meaning::{Thing, things};
use bluebutton_record::names::{AtSite, NamesOf};
use bluebutton_record::normalize::{self, Origin, Whose};
use bluebutton_record::reading::Reading;
use bluebutton_record::words::{Language, Words};
use bluebutton_record::{Entry, PatientKey, Resource, Section};
use jiff::tz::TimeZone;

/// The entries and resources of a file, as at a site in New York.
pub fn read(file: &str) -> (Vec<Entry>, Vec<Resource>) {
    read_bytes(&fixture(file))
}

pub fn fixture(file: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(file)).unwrap()
}

pub fn read_bytes(bytes: &[u8]) -> (Vec<Entry>, Vec<Resource>) {
    let zone = TimeZone::get("America/New_York").unwrap();
    let reading = read_in(bytes, &zone);
    assert!(reading.issues.is_empty(), "{:?}", reading.issues);
    let (directory, records) = kept(reading);
    let all: Vec<Resource> = records.into_iter().flatten().collect();
    let names = NamesOf::new(&directory);
    (entries(&all, &AtSite::new(&names, zone)), all)
}

/// What a site keeps of a reading: its directory, and the record of each person in it.
pub fn kept(reading: Reading) -> (Vec<Resource>, Vec<Vec<Resource>>) {
    let survey = normalize::survey(&reading);
    let whose = vec![Whose::Known(PatientKey::from_hash(&[7; 9])); survey.found.len()];
    let origin = Origin::alone("test", |bytes| [bytes.len() as u8; 32]);
    let assigned = normalize::assign(reading, &survey, &whose, origin);
    let resource = |ready: normalize::Ready| {
        let json = ready.json.into();
        Resource { kind: ready.kind, id: ready.id, version: 1, updated: 0, json }
    };
    let records = assigned.records.into_values();
    let records = records.map(|record| record.into_iter().map(resource).collect());
    (assigned.directory.into_iter().map(resource).collect(), records.collect())
}

pub const TODAY: &str = "2026-11-27";

pub fn of(entries: &[Entry], section: Section) -> Vec<Thing<'_>> {
    let of_section: Vec<&Entry> = entries.iter().filter(|one| one.section == section).collect();
    things(&of_section, TODAY.parse().unwrap())
}

pub fn names(things: &[Thing<'_>], is_it: impl Fn(&Thing<'_>) -> bool) -> Vec<String> {
    let words = Words::of(Language::English);
    let mut names: Vec<String> = things
        .iter()
        .filter(|thing| is_it(thing))
        .map(|thing| words.title(thing.entry).into_owned())
        .collect();
    names.sort();
    names
}
