//! Many people: whether what one of them costs stays the same however many there are.

use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use bluebutton_exchange::import::{Event, Importer, Source};
use bluebutton_store::Who;

use super::chance::Chance;
use super::matching::names;
use super::population::{Called, date_of};
use super::process::{memory_peak_bytes, processor_seconds, resident_bytes};
use super::records::{first_page, middle, percentile};
use super::table::{Figure, Unit};
use super::{Ground, Plan, folder_bytes, population};

/// So many of them are looked for and looked at, at most.
const LOOKED_AT_MAX: u64 = 5_000;

/// Finding each of many made-up people and opening their record for the first time, and checking all.
pub async fn measure(ground: &Ground, plan: &Plan) -> anyhow::Result<Vec<Figure>> {
    let store = ground.open().await?;
    let own = std::process::id();
    let before = resident_bytes(own)?;
    let looked_at = plan.patients.min(LOOKED_AT_MAX);
    let (mut finding, mut opening) = (Vec::new(), Vec::new());
    for place in 0..looked_at {
        let number = place * plan.patients / looked_at;
        let begun = Instant::now();
        let query = format!("MRN-{number:08}");
        let found = store.patients().search(&Who::Operator, &query, 1).await?;
        finding.push(begun.elapsed());
        let patient = found.first().with_context(|| format!("{query} was not found"))?;
        let begun = Instant::now();
        first_page(&store, &patient.patient).await?;
        opening.push(begun.elapsed());
    }
    let after = resident_bytes(own)?;
    let begun = Instant::now();
    let checked = store.verify(|_, _| {}).await?;
    let each = begun.elapsed().as_secs_f64() * 1_000.0 / checked.records.max(1) as f64;
    anyhow::ensure!(checked.findings.is_empty(), "verify: {:?}", checked.findings.first());
    let patients = plan.patients;
    let of_many = |name: String, mut times: Vec<Duration>| {
        let note = format!("99th percentile {:.1} ms", percentile(&mut times, 99));
        Figure::new(name, middle(&mut times), Unit::Milliseconds).note(note)
    };
    Ok(vec![
        of_many(format!("to find one of {patients} people by number"), finding),
        of_many(format!("first page of {looked_at} records, each for the first time"), opening),
        Figure::new("memory after them", after as f64 / 1e6, Unit::Megabytes)
            .goal("under 300 MB")
            .note(format!("this process, {:.0} MB before", before as f64 / 1e6)),
        Figure::new("verify, for each record", each, Unit::Milliseconds)
            .note(format!("{} records, {} resources", checked.records, checked.resources)),
    ])
}

/// What the process had worked when each tenth of a file was read; told on standard error, for a million
/// people take minutes.
struct Tenths {
    bytes: u64,
    read: u64,
    begun: f64,
    /// Processor time since the beginning, in seconds, behind each tenth.
    at: Vec<f64>,
}

impl Tenths {
    fn read(&mut self, bytes: u64) {
        self.read += bytes;
        while self.read * 10 >= self.bytes * (self.at.len() as u64 + 1) && self.at.len() < 10 {
            let worked = processor_seconds().unwrap_or_default() - self.begun;
            self.at.push(worked);
            eprintln!("{} % of the file read, {worked:.0} s of processor time", self.at.len() * 10);
        }
    }

    /// The second tenth and the last: the first has an empty store's luck.
    fn ends(&self) -> Option<(f64, f64)> {
        let [first, second, .., before, last] = self.at.as_slice() else { return None };
        Some((second - first, last - before))
    }
}

/// First names as common, and birth dates as many, as people's are: at the end of a million, one newcomer in five has a
/// namesake who was born on the same day.
fn as_people_are(dice: &mut Chance) -> Called {
    let is_female = dice.below(2) == 0;
    let mut chance = Chance::apart(dice.below(u64::MAX));
    Called {
        given: chance.name(if is_female { names::FEMALE } else { names::MALE }),
        gender: if is_female { "female" } else { "male" },
        birth: date_of(20_000 - dice.below(32_000) as i64),
        ..Called::of_ten(dice)
    }
}

/// The Patient file of a bulk export, imported. Takes some 4 kB of disk a person in that folder.
pub async fn measure_bulk(
    patients: u64,
    folder: &Path,
    database: Option<String>,
) -> anyhow::Result<Vec<Figure>> {
    let ground = Ground::in_folder(folder, database);
    let file = folder.join("Patient.ndjson");
    let mut out = BufWriter::new(std::fs::File::create(&file)?);
    for number in 0..patients {
        writeln!(out, "{}", population::patient_line(1, number, as_people_are))?;
    }
    out.flush()?;
    drop(out);
    let store = ground.open().await?;
    let (begun, worked) = (Instant::now(), processor_seconds()?);
    let bytes = std::fs::metadata(&file)?.len();
    let tenths = Arc::new(Mutex::new(Tenths { bytes, read: 0, begun: worked, at: Vec::new() }));
    let telling = Arc::clone(&tenths);
    let importer = Importer::new(store.clone()).telling(move |event| {
        if let Event::Read(bytes) = event {
            telling.lock().unwrap_or_else(PoisonError::into_inner).read(bytes);
        }
    });
    let summary = importer.run(vec![Source::Path(file)]).await?;
    let (took, worked) = (begun.elapsed().as_secs_f64(), processor_seconds()? - worked);
    let came: usize =
        summary.files.iter().map(bluebutton_exchange::import::FileReport::resources).sum();
    let for_staff: usize = summary.files.iter().map(|file| file.quarantined).sum();
    let there = store.patients().count().await?;
    anyhow::ensure!(
        came as u64 == there && there + for_staff as u64 == patients,
        "{came} came in, {there} people are there, {for_staff} wait for staff, of {patients}"
    );
    // Whoever holds it last folds its log into the database.
    drop((importer, store));
    let peak = memory_peak_bytes(std::process::id())?;
    let each = folder_bytes(&ground.data)? as f64 / patients as f64;
    let per_100_000 = worked * 100_000.0 / patients as f64;
    let flat = tenths.lock().unwrap_or_else(PoisonError::into_inner).ends();
    let flat = flat.map_or_else(String::new, |(second, last)| {
        let each = 1_000_000.0 / patients as f64;
        format!("{:.1} s in the second tenth, {:.1} s in the last", second * each, last * each)
    });
    Ok(vec![
        Figure::new("people of a bulk export's file", patients as f64 / took, Unit::PerSecond)
            .note(format!(
                "{patients} in {took:.0} s, {for_staff} of them for staff to tell apart"
            )),
        Figure::new("processor time for 100,000", per_100_000 * 1_000.0, Unit::Milliseconds)
            .goal("under 20 s, flat")
            .note(flat),
        Figure::new("memory at most", peak as f64 / 1e6, Unit::Megabytes).goal("under 500 MB"),
        Figure::new("stored bytes for each", each, Unit::Bytes),
    ])
}
