//! Makes the dictionary with which the JSON of resources is compressed, of the fixtures and of made-up people:
//!
//! ```text
//! cargo run --release --package bluebutton-server --example dictionary -- crates/store/src/records/compression/resources-1.zdict
//! ```
//!
//! Another dictionary is another file with another number (`crates/store/src/records/compression.rs`): what
//! was stored with one is read with that one.

#[path = "../src/bench/chance.rs"]
#[expect(dead_code, reason = "of chance, people of a population take a part")]
mod chance;
#[path = "../src/bench/population.rs"]
mod population;

use std::path::{Path, PathBuf};

use bluebutton_exchange::convert;
use bluebutton_record::matching::{Kinds, Portrait};
use bluebutton_record::{Language, Organization, Person, Resource};
use bluebutton_store::patients::ShownPerson;
use jiff::Timestamp;
use jiff::tz::TimeZone;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let to: PathBuf = std::env::args_os().nth(1).ok_or("say where to write it")?.into();
    let mut samples = Vec::new();
    for folder in FOLDERS {
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?
            .map(|file| file.map(|file| file.path()))
            .collect::<Result<_, _>>()?;
        files.sort();
        for file in files {
            add(&mut samples, &std::fs::read(&file)?, &file);
        }
    }
    // Most of them short: of a card there is one a person.
    for number in 0..PEOPLE_WITH_A_CARD {
        let line = population::patient_line(SEED, number, population::Called::of_ten);
        add(&mut samples, line.as_bytes(), Path::new("a made-up person"));
    }
    for number in 0..PEOPLE {
        let bundle = population::bundle(SEED, number, RESOURCES_EACH);
        add(&mut samples, bundle.as_bytes(), Path::new("a made-up person"));
    }
    let mut dictionary = zstd::dict::from_samples(&samples, BYTES_MAX)?;
    // Behind the magic number stands the number by which frames name it (RFC 8878, 6).
    dictionary
        .get_mut(4..8)
        .ok_or("no dictionary was made")?
        .copy_from_slice(&NUMBER.to_le_bytes());
    std::fs::write(&to, &dictionary)?;
    println!("{} bytes, of {} samples", dictionary.len(), samples.len());
    Ok(())
}

/// Some resources of one person behind each other, as a segment holds them.
fn add(samples: &mut Vec<Vec<u8>>, bytes: &[u8], from: &Path) {
    let now = Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC);
    let organization = Organization::default();
    let Ok(read) = convert::read(bytes, &now, Language::default(), &organization) else {
        eprintln!("{}: left out", from.display());
        return;
    };
    for person in read.people {
        let cards = person.resources.iter().filter(|one| &*one.kind == "Patient").filter_map(card);
        samples.extend(cards.map(String::into_bytes));
        let short = person.resources.iter().filter(|one| one.json.len() < SAMPLE_BYTES_MAX);
        let lines: Vec<String> = short.map(line).collect();
        samples.extend(lines.chunks(2).map(|some| some.concat().into_bytes()));
    }
}

/// A card as the store keeps one of each patient (`store/patients/card`).
fn card(patient: &Resource) -> Option<String> {
    let portrait = Portrait::read(patient.document().ok()?.root(), &Kinds::default());
    let shown = ShownPerson::of(Person::of(patient));
    let (name, born) = (shown.name.clone(), shown.birth_date.clone());
    let shown = ShownPerson { name: String::new(), birth_date: None, ..shown };
    let of = |part: serde_json::Result<String>| part.ok();
    Some(format!(
        r#"{{"name":{},"birth_date":{},"shown":{},"portrait":{}}}"#,
        of(serde_json::to_string(&name))?,
        of(serde_json::to_string(&born))?,
        of(serde_json::to_string(&shown))?,
        of(serde_json::to_string(&portrait))?,
    ))
}

/// A line as a segment has it: ids, which nobody else shares, are signs (`store/records/pack`).
fn line(resource: &Resource) -> String {
    let mut out = String::new();
    let json = resource.json.replace(resource.id.as_str(), OWN);
    let Some(key) = resource.id.patient() else { return json + "\n" };
    let mut rest = json.as_str();
    while let Some((before, behind)) = rest.split_once(key.as_str()) {
        out.push_str(before);
        rest = behind;
        if let Some(local) = rest.strip_prefix('.') {
            rest = local
                .trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.');
            out.push_str(OTHER);
        } else {
            out.push_str(KEY);
        }
    }
    out.push_str(rest);
    out.push('\n');
    out
}

const FOLDERS: [&str; 4] = ["fixtures/ccda", "fixtures/demo", "fixtures/fhir", "fixtures/record"];

/// As the bench has them, of another seed than any of its figures.
const SEED: u64 = 2010;
const PEOPLE_WITH_A_CARD: u64 = 100;
const PEOPLE: u64 = 20;
const RESOURCES_EACH: usize = 150;

/// Longer ones are attachments and narratives, which nobody else has.
const SAMPLE_BYTES_MAX: usize = 8_000;

const BYTES_MAX: usize = 64 * 1024;

const NUMBER: u32 = 1;

const KEY: &str = "\u{1}";
const OTHER: &str = "\u{2}a";
const OWN: &str = "\u{3}";
