//! Reading records: the whole of one, search inside one, the first page of a very large one.

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use bluebutton_exchange::download::{self, Format, Wish};
use bluebutton_exchange::import::{Importer, Source};
use bluebutton_record::search::Query;
use bluebutton_record::{Language, Organization, PatientKey, Section, Selection, entry};
use bluebutton_store::{Action, Store, Who};

use super::table::{Figure, Unit};
use super::{Ground, Plan, population};

/// So often each page is read for a median.
const ROUNDS: usize = 200;

/// Clients of the search, and searches of each.
const CLIENTS: usize = 16;
const SEARCHES: usize = 500;

/// What is searched for, and how many entries a page shows.
const WORD: &str = "glucose";
const SHOWN: usize = 50;

/// Whole record and search, on a record of middle size.
pub async fn measure(ground: &Ground) -> anyhow::Result<Vec<Figure>> {
    let store = ground.open().await?;
    let patient = patient_of_middle_size(&store, &ground.records).await?;
    let mut figures = vec![durable_write(&ground.data)?];
    figures.extend(whole_record(&store, &patient).await?);
    figures.extend(searches(&store, std::slice::from_ref(&patient)).await?);
    let several = several_patients(&store).await?;
    if several.len() > 1 {
        figures.extend(searches(&store, &several).await?);
    }
    figures.extend(papers(&store, &patient).await?);
    Ok(figures)
}

/// What every page and file waits for: its audit line is on disk before it is shown. Disks differ by a
/// hundred times here, and so do the figures below.
fn durable_write(folder: &Path) -> anyhow::Result<Figure> {
    let path = folder.join("durable-write");
    let mut file = std::fs::File::create(&path)?;
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        times.push(begun.elapsed());
    }
    std::fs::remove_file(path)?;
    let name = "one write of 4 kB made durable, nothing else";
    Ok(Figure::new(name, middle(&mut times), Unit::Milliseconds)
        .note(format!("99th percentile {:.1} ms", percentile(&mut times, 99))))
}

async fn whole_record(store: &Store, patient: &PatientKey) -> anyhow::Result<Vec<Figure>> {
    let mut times = Vec::with_capacity(ROUNDS);
    let mut bytes = Vec::new();
    let mut total = 0;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let file = file(store, patient, Format::Fhir, &Selection::default()).await?;
        times.push(begun.elapsed());
        total = file.manifest.total();
        bytes = file.bytes;
    }
    let mut copies = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        std::hint::black_box(bytes.clone());
        copies.push(begun.elapsed());
    }
    let name = format!(
        "whole record as FHIR, {total} resources, {} kB, authorized and audited",
        bytes.len() / 1_000
    );
    Ok(vec![
        Figure::new(name, middle(&mut times), Unit::Milliseconds)
            .note(format!("99th percentile {:.1} ms", percentile(&mut times, 99)))
            .goal("under 3 ms median for about 1,000")
            .limit(middle(&mut copies), "the same bytes copied in memory"),
    ])
}

/// Words searched by sixteen clients at once, in one record or each in another: permit and audit line,
/// the search, and the entries of a page of what was found.
async fn searches(store: &Store, patients: &[PatientKey]) -> anyhow::Result<Vec<Figure>> {
    let begun = Instant::now();
    let mut found = 0;
    for patient in patients {
        found += search_once(store.clone(), patient.clone()).await?;
    }
    let first = begun.elapsed().as_secs_f64() * 1_000.0 / patients.len() as f64;
    let (mut times, per_second) = at_once(store, patients, search_once).await?;
    let (_, limit) = at_once(store, patients, permit_once).await?;
    let shown = found / patients.len();
    let (name, named_first) = if patients.len() > 1 {
        let count = patients.len();
        (
            format!("search by {CLIENTS} clients in {count} records, about {shown} results shown"),
            "the first search in each of them",
        )
    } else {
        (
            format!("search inside that record, {CLIENTS} clients, {shown} results shown"),
            "the first search in it",
        )
    };
    Ok(vec![
        Figure::new(name, per_second, Unit::PerSecond)
            .note(format!("99th percentile {:.1} ms", percentile(&mut times, 99)))
            .goal("over 3,000/s, 99th percentile under 15 ms")
            .limit(limit, "permits and audit lines alone"),
        Figure::new(named_first, first, Unit::Milliseconds),
    ])
}

/// What sixteen clients do again and again, each in its record: how long each took, and how many were
/// done in a second.
async fn at_once<F, D>(
    store: &Store,
    patients: &[PatientKey],
    what: fn(Store, PatientKey) -> F,
) -> anyhow::Result<(Vec<Duration>, f64)>
where
    F: Future<Output = anyhow::Result<D>> + Send + 'static,
    D: Send + 'static,
{
    let begun = Instant::now();
    let own = patients.iter().cycle().take(CLIENTS);
    let clients: Vec<_> = own
        .map(|patient| {
            let (store, patient) = (store.clone(), patient.clone());
            tokio::spawn(async move {
                let mut times = Vec::with_capacity(SEARCHES);
                for _ in 0..SEARCHES {
                    let begun = Instant::now();
                    what(store.clone(), patient.clone()).await?;
                    times.push(begun.elapsed());
                }
                anyhow::Ok(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for client in clients {
        times.extend(client.await.context("a client of the bench failed")??);
    }
    let per_second = times.len() as f64 / begun.elapsed().as_secs_f64();
    Ok((times, per_second))
}

/// How many entries the page shows.
async fn search_once(store: Store, patient: PatientKey) -> anyhow::Result<usize> {
    let action = Action::View { page: "search", resource: None };
    let permit = store.access().open_to_read(&Who::Operator, &patient, action).await?;
    let record = store.records().open(&permit).await?;
    let found = record.search(&Query::parse(WORD), 0, SHOWN).await?;
    let resources = record.resources(&found.best).await?;
    let entries: Vec<_> = resources.iter().map(|one| entry::entry(one, record.names())).collect();
    Ok(std::hint::black_box(entries).len())
}

async fn permit_once(store: Store, patient: PatientKey) -> anyhow::Result<()> {
    permit(&store, &patient, "search").await.map(|_| ())
}

/// PDF of one visit and of what a year brought.
async fn papers(store: &Store, patient: &PatientKey) -> anyhow::Result<Vec<Figure>> {
    let permit = permit(store, patient, "visits").await?;
    let record = store.records().open(&permit).await?;
    let visits = Selection { sections: Some([Section::Visits].into()), ..Selection::default() };
    let newest = record.newest(&visits, 0, 1).await?;
    let visit = newest.first().map(|visit| visit.id.clone());
    let one = Selection { visit, ..Selection::default() };
    let mut figures = Vec::new();
    for (name, selection, goal) in [
        ("PDF of one visit", one, "under 80 ms for 6 pages"),
        ("PDF of the whole record", Selection::default(), "under 500 ms for 50 pages"),
    ] {
        let mut times = Vec::new();
        let mut entries = 0;
        for _ in 0..5 {
            let begun = Instant::now();
            let file = file(store, patient, Format::Pdf, &selection).await?;
            times.push(begun.elapsed());
            entries = file.manifest.total();
        }
        figures.push(
            Figure::new(
                format!("{name}, {entries} entries"),
                middle(&mut times),
                Unit::Milliseconds,
            )
            .goal(goal),
        );
    }
    Ok(figures)
}

/// The first page of a record of 131,000 resources.
pub async fn measure_large(
    ground: &Ground,
    folder: &Path,
    plan: &Plan,
) -> anyhow::Result<Vec<Figure>> {
    let file = folder.join("large.json");
    std::fs::write(&file, population::bundle(plan.seed, u64::from(u32::MAX), plan.large))?;
    let store = ground.open().await?;
    Importer::new(store.clone()).run(vec![Source::Path(file)]).await?;
    let found = store.patients().search(&Who::Operator, &format!("MRN-{}", u32::MAX), 1).await?;
    let patient = found.first().context("the large record did not come in")?.patient.clone();
    drop(store);
    let mut cold = Vec::new();
    for _ in 0..5 {
        let store = ground.open().await?;
        let begun = Instant::now();
        first_page(&store, &patient).await?;
        cold.push(begun.elapsed());
    }
    let store = ground.open().await?;
    first_page(&store, &patient).await?;
    let mut warm = Vec::new();
    for _ in 0..ROUNDS / 4 {
        let begun = Instant::now();
        first_page(&store, &patient).await?;
        warm.push(begun.elapsed());
    }
    let name = format!("first page of a record of {} resources", plan.large);
    Ok(vec![
        Figure::new(format!("{name}, warm"), middle(&mut warm), Unit::Milliseconds)
            .goal("under 200 ms"),
        Figure::new(format!("{name}, cold"), middle(&mut cold), Unit::Milliseconds)
            .note("fresh store; the system may have the file's pages")
            .goal("under 1,500 ms"),
    ])
}

/// What the first page reads: the counts of all sections and the newest fifty results.
pub async fn first_page(store: &Store, patient: &PatientKey) -> anyhow::Result<()> {
    let permit = permit(store, patient, "results").await?;
    let record = store.records().open(&permit).await?;
    std::hint::black_box(record.counts());
    let results = Selection { sections: Some([Section::Results].into()), ..Selection::default() };
    let resources = record.newest(&results, 0, 50).await?;
    std::hint::black_box(entry::entries(&resources, record.names()));
    Ok(())
}

/// C-CDA to FHIR on two threads: the sample hospital document, again and again.
pub fn measure_ccda() -> anyhow::Result<Vec<Figure>> {
    const DOCUMENT: &[u8] = include_bytes!("../../../../fixtures/ccda/ana-lakeside-knee.xml");
    const SPAN: Duration = Duration::from_secs(2);
    let count = || {
        let begun = Instant::now();
        let mut read = 0_u64;
        while begun.elapsed() < SPAN {
            std::hint::black_box(bluebutton_formats::read::ccda::read(DOCUMENT));
            read += 1;
        }
        read as f64 / begun.elapsed().as_secs_f64()
    };
    let both = std::thread::scope(|scope| {
        let other = scope.spawn(count);
        let own = count();
        other.join().map(|other| own + other)
    });
    let both = both.map_err(|_| anyhow::anyhow!("a measuring thread failed"))?;
    let name = format!("C-CDA to FHIR, {} kB, two cores", DOCUMENT.len() / 1_000);
    Ok(vec![
        Figure::new(name, both, Unit::PerSecond)
            .note(format!("{:.0} MB/s", both * DOCUMENT.len() as f64 / 1e6))
            .goal("over 1,000/s for 153 kB (153 MB/s)"),
    ])
}

async fn patient_of_middle_size(store: &Store, folder: &Path) -> anyhow::Result<PatientKey> {
    // The generator's record numbers are its own; files of other folders are called as their people are.
    let mut names: Vec<String> = Vec::new();
    for file in std::fs::read_dir(folder)? {
        let name = file?.file_name().to_string_lossy().into_owned();
        let first = name.split(|letter: char| !letter.is_alphabetic()).next();
        names.extend(first.filter(|name| !name.is_empty()).map(str::to_owned));
    }
    names.sort();
    let numbers = ["MRN-00000001", "MRN-00000000"].map(str::to_owned);
    for query in numbers.iter().chain(&names) {
        let found = store.patients().search(&Who::Operator, query, 1).await?;
        if let Some(card) = found.first() {
            return Ok(card.patient.clone());
        }
    }
    anyhow::bail!("no patient was found in the imported records")
}

/// As many patients as there are clients, if there are.
async fn several_patients(store: &Store) -> anyhow::Result<Vec<PatientKey>> {
    let numbers = (0..CLIENTS as u64).map(|number| format!("MRN-{number:08}"));
    let names = ["ad", "al", "an", "be", "ca", "da", "el", "jo", "ma", "sa"].map(str::to_owned);
    let mut several = Vec::new();
    for query in numbers.chain(names) {
        for card in store.patients().search(&Who::Operator, &query, CLIENTS).await? {
            if several.len() < CLIENTS && !several.contains(&card.patient) {
                several.push(card.patient);
            }
        }
    }
    Ok(several)
}

async fn permit(
    store: &Store,
    patient: &PatientKey,
    page: &'static str,
) -> anyhow::Result<bluebutton_store::RecordPermit> {
    let action = Action::View { page, resource: None };
    Ok(store.access().open(&Who::Operator, patient, action).await?)
}

async fn file(
    store: &Store,
    patient: &PatientKey,
    format: Format,
    selection: &Selection,
) -> anyhow::Result<download::File> {
    let action = Action::Download { format: format.slug(), selection: selection.clone() };
    let permit = store.access().open_to_read(&Who::Operator, patient, action).await?;
    let organization = Organization { name: "Bench".to_owned(), ..Organization::default() };
    let wish = Wish { selection, language: Language::English, organization: &organization };
    Ok(download::make(store, &permit, format, wish).await?)
}

/// The median in milliseconds.
pub fn middle(times: &mut [Duration]) -> f64 {
    percentile(times, 50)
}

/// A percentile in milliseconds.
pub fn percentile(times: &mut [Duration], percent: usize) -> f64 {
    times.sort();
    let at = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1_000.0)
}
