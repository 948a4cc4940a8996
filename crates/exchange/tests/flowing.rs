//! A file that is written while its record is read says what one written from memory says, and of a record
//! of any length a few pieces are in memory at once.
#![expect(clippy::unwrap_used, reason = "a test says so by failing")]

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use bluebutton_exchange::convert::read;
use bluebutton_exchange::download::{Format, Parts, write};
use bluebutton_formats::write::{ccda, html, text};
use bluebutton_record::entry::{NoNames, Whole, entries_on};
use bluebutton_record::layout::Roll;
use bluebutton_record::meaning::Lists;
use bluebutton_record::names::NamesOf;
use bluebutton_record::shelf::{PIECE, PIECE_BYTES, Shelf};
use bluebutton_record::value::halves;
use bluebutton_record::{Language, Manifest, Organization, Paper, Person, Resource, ResourceId};

fn fixtures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let mut files = Vec::new();
    for folder in ["ccda", "demo", "record"] {
        let entries = std::fs::read_dir(root.join(folder)).unwrap();
        files.extend(entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()));
    }
    files.sort();
    files
}

fn people(file: &Path) -> Vec<Parts> {
    let now = jiff::Timestamp::from_second(1_795_350_000).unwrap();
    let now = now.to_zoned(jiff::tz::TimeZone::UTC);
    let bytes = std::fs::read(file).unwrap();
    let organization = Organization { name: "Harbor".to_owned(), ..Organization::default() };
    read(&bytes, &now, Language::English, &organization).unwrap().people
}

/// The paper as it is laid out in memory.
fn paper(parts: &Parts, names: &NamesOf) -> Paper {
    let entries = entries_on(&parts.resources, &parts.lists, names);
    let mut manifest = parts.manifest.clone();
    manifest.count_things(&entries);
    let patient = parts.resources.iter().find(|resource| &*resource.kind == "Patient");
    Paper {
        person: patient.map(Person::of).unwrap_or_default(),
        entries: halves::join(entries),
        manifest,
        organization: parts.organization.clone(),
        language: parts.language,
    }
}

#[test]
fn what_flows_is_byte_for_byte_what_is_laid_out_in_memory() {
    let (mut count, mut items) = (0, 0);
    for file in fixtures() {
        for parts in people(&file) {
            let names = NamesOf::new(&parts.directory);
            let paper = paper(&parts, &names);
            for (format, known) in
                [(Format::Text, text::write(&paper)), (Format::Html, html::write(&paper))]
            {
                let file_of = write(format, &parts, &names).unwrap();
                let (known, flowed) =
                    (String::from_utf8(known).unwrap(), String::from_utf8(file_of.bytes).unwrap());
                let differs = known.lines().zip(flowed.lines()).find(|(one, other)| one != other);
                assert!(known == flowed, "{} {}: {differs:#?}", file.display(), format.slug());
                assert_eq!(file_of.manifest, paper.manifest, "{}", file.display());
            }
            let ccda = write(Format::Ccda, &parts, &names).unwrap();
            assert_eq!(ccda.manifest, paper.manifest, "{}", file.display());
            count += 1;
            items += paper.entries.len();
        }
    }
    assert!(count >= 15 && items > 350, "{count} people with {items} entries");
}

/// A record that is made as it is read: results with reports, medicines, notes. Remembers what of it is
/// still held by somebody.
struct Made {
    count: u32,
    /// How many resources were read, each as often as it was.
    read: usize,
    given: Vec<Weak<str>>,
    /// The most bytes of JSON that were held at once.
    held_max: usize,
}

const KEY: &str = "abcdefghijklm";

impl Made {
    fn new(count: u32) -> Self {
        Self { count, read: 0, given: Vec::new(), held_max: 0 }
    }

    fn json(place: u32) -> String {
        let note = format!("What was said of number {place}. ").repeat(20);
        let day = format!("{:04}-{:02}-{:02}", 1990 + place % 30, 1 + place % 12, 1 + place % 28);
        match (place, place % 8) {
            (0, _) => {
                format!(r#"{{"resourceType":"Patient","id":"{KEY}","birthDate":"1955-03-14"}}"#)
            }
            (_, 1) => format!(
                r#"{{"resourceType":"MedicationRequest","id":"{KEY}.{place}","status":"active","authoredOn":"{day}","medicationCodeableConcept":{{"text":"Medicine {place}"}},"note":[{{"text":"{note}"}}]}}"#
            ),
            (_, 2) => format!(
                r#"{{"resourceType":"DiagnosticReport","id":"{KEY}.{place}","status":"final","code":{{"text":"Panel"}},"effectiveDateTime":"{day}","result":[{{"reference":"Observation/{KEY}.{}"}},{{"reference":"Observation/{KEY}.{}"}}]}}"#,
                place + 1,
                place + 2
            ),
            (_, 5) => format!(
                r#"{{"resourceType":"DocumentReference","id":"{KEY}.{place}","status":"current","date":"{day}T10:00:00Z","description":"Letter {place}","text":{{"status":"generated","div":"<div>{note}</div>"}}}}"#
            ),
            _ => format!(
                r#"{{"resourceType":"Observation","id":"{KEY}.{place}","status":"final","category":[{{"coding":[{{"code":"laboratory"}}]}}],"code":{{"text":"Glucose"}},"effectiveDateTime":"{day}","valueQuantity":{{"value":{place}.50,"unit":"mg/dL"}},"note":[{{"text":"{note}"}}]}}"#
            ),
        }
    }

    fn kind_of(place: u32) -> &'static str {
        match (place, place % 8) {
            (0, _) => "Patient",
            (_, 1) => "MedicationRequest",
            (_, 2) => "DiagnosticReport",
            (_, 5) => "DocumentReference",
            _ => "Observation",
        }
    }

    fn held(&mut self) -> usize {
        self.given.retain(|given| given.strong_count() > 0);
        self.given.iter().filter_map(Weak::upgrade).map(|json| json.len()).sum()
    }
}

impl Shelf for Made {
    fn count(&self) -> usize {
        self.count as usize
    }

    fn kind(&self, place: u32) -> &str {
        Self::kind_of(place)
    }

    fn bytes(&self, place: u32) -> usize {
        Self::json(place).len()
    }

    fn id(&self, place: u32) -> Option<ResourceId> {
        let text = if place == 0 { KEY.to_owned() } else { format!("{KEY}.{place}") };
        ResourceId::parse(&text)
    }

    fn find(&self, id: &ResourceId) -> Option<u32> {
        let place = if id.as_str() == KEY { 0 } else { id.local().parse().ok()? };
        (place < self.count).then_some(place)
    }

    fn as_stored(&self) -> Vec<u32> {
        (0..self.count).collect()
    }

    fn read(&mut self, places: &[u32]) -> io::Result<Vec<Option<Resource>>> {
        assert!(places.len() <= PIECE, "{} at once", places.len());
        self.read += places.len();
        let mut resources = Vec::with_capacity(places.len());
        for place in places {
            let json: Arc<str> = Self::json(*place).into();
            self.given.push(Arc::downgrade(&json));
            resources.push(Some(Resource {
                kind: Self::kind_of(*place).into(),
                id: self.id(*place).unwrap(),
                version: 1,
                updated: 0,
                json,
            }));
        }
        self.held_max = self.held_max.max(self.held());
        Ok(resources)
    }
}

/// Takes a file, and remembers how much of it came at once.
#[derive(Default)]
struct Gone {
    bytes: usize,
    most: usize,
    /// Where whoever took it hung up.
    ends_at: Option<usize>,
}

impl io::Write for Gone {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes += bytes.len();
        self.most = self.most.max(bytes.len());
        match self.ends_at {
            Some(end) if self.bytes > end => Err(io::ErrorKind::BrokenPipe.into()),
            _ => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn flow(format: Format, shelf: &mut Made, out: &mut Gone) -> io::Result<Manifest> {
    let (manifest, organization) = (Manifest::default(), Organization::default());
    if format == Format::Ccda {
        let (lists, directory, language) = (Lists::default(), &[][..], Language::English);
        let organization = &organization;
        let input = ccda::Input { lists, directory, manifest, organization, language };
        return ccda::write_to(out, shelf, input);
    }
    let paper = Paper {
        person: Person::default(),
        entries: Vec::new(),
        manifest,
        organization,
        language: Language::English,
    };
    let whole = Whole::of(shelf, Lists::default(), &NoNames)?;
    let mut roll = Roll::of(shelf, whole, paper)?;
    let (front, paper) = (roll.front(), roll.paper().clone());
    if format == Format::Html {
        html::write_to(out, &paper, &front, &mut roll)?;
    } else {
        text::write_to(out, paper.language, &front, &mut roll)?;
    }
    Ok(paper.manifest)
}

#[test]
fn what_is_held_of_a_record_does_not_grow_with_it() {
    const LENGTHS: [u32; 2] = [3_000, 9_000];
    for format in [Format::Text, Format::Html, Format::Ccda] {
        let mut seen = Vec::new();
        for length in LENGTHS {
            let (mut shelf, mut out) = (Made::new(length), Gone::default());
            let manifest = flow(format, &mut shelf, &mut out).unwrap();
            // Each eighth is a report that only names two of the values.
            let things = length as usize - length as usize / 8;
            assert_eq!(manifest.total(), things, "{}", format.slug());
            assert!(out.bytes > length as usize * 100, "{} bytes", out.bytes);
            assert_eq!(shelf.held(), 0, "something is held for good");
            // A file comes in small parts, and what is read for one part is a few pieces.
            assert!(out.most < 400_000, "{} {} bytes at once", format.slug(), out.most);
            assert!(
                shelf.held_max <= PIECE_BYTES * 2,
                "{} of {length}: {}",
                format.slug(),
                shelf.held_max
            );
            seen.push(shelf.held_max);
        }
        assert!(
            seen[1] <= seen[0] * 3 / 2,
            "{} holds more of a longer record: {seen:?}",
            format.slug()
        );
    }
}

/// Reading is what a long file costs: a resource is read for its outline and for its words; in C-CDA for its
/// row, for what somebody wrote about it, and for its coded entry, where a section is one piece for all of
/// these at once. What names others is read once more.
#[test]
fn a_resource_is_read_once_for_each_of_its_places_in_a_file() {
    for (format, length, eighths) in [
        (Format::Text, 6_000, 18),
        (Format::Html, 6_000, 18),
        (Format::Ccda, 6_000, 31),
        (Format::Ccda, 200, 18),
    ] {
        let (mut shelf, mut out) = (Made::new(length), Gone::default());
        flow(format, &mut shelf, &mut out).unwrap();
        let most = length as usize * eighths / 8;
        assert!(shelf.read <= most, "{} of {length}: {}", format.slug(), shelf.read);
    }
}

#[test]
fn whoever_hangs_up_ends_the_work() {
    for format in [Format::Text, Format::Html, Format::Ccda] {
        let mut shelf = Made::new(4_000);
        let mut out = Gone { ends_at: Some(100_000), ..Gone::default() };
        let error = flow(format, &mut shelf, &mut out).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{}", format.slug());
        // Not a byte more than the part that nobody took.
        assert!(out.bytes < 500_000, "{}: {} bytes", format.slug(), out.bytes);
    }
}
