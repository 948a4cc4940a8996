//! Measuring: each figure with its goal, and with the limit that no program on this machine could pass,
//! taken in the same run.

pub mod chance;
pub mod hub;
pub mod load;
pub mod many;
pub mod matching;
pub mod population;
pub mod process;
pub mod records;
pub mod table;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use bluebutton_crypto::{Hidden, SystemRandom};
use bluebutton_exchange::import::{FileReport, Importer, Source};
use bluebutton_record::json::Document;
use bluebutton_store::{OpenOptions, Store};

use crate::clock;
use table::{Figure, Unit};

/// Imports are measured for so long.
const IMPORTS_SPAN: Duration = Duration::from_secs(3);

/// What is measured on.
pub struct Plan {
    /// How many people.
    pub patients: u64,
    /// The seed.
    pub seed: u64,
    /// About how many resources each has.
    pub resources: usize,
    /// How many resources the large record has; 0 leaves it out.
    pub large: usize,
    /// A folder of records instead of made-up people.
    pub folder: Option<PathBuf>,
    /// PostgreSQL instead of SQLite.
    pub database: Option<String>,
}

/// A folder of records and the store they are imported into.
pub struct Ground {
    /// The records.
    pub records: PathBuf,
    /// The store's folder.
    pub data: PathBuf,
    database: Option<String>,
}

impl Ground {
    /// A store in that folder, and nothing to import.
    pub fn in_folder(folder: &Path, database: Option<String>) -> Self {
        Self { records: folder.join("records"), data: folder.join("data"), database }
    }

    /// A fresh opening of the store: nothing is cached by us (the system may still have the pages).
    pub async fn open(&self) -> anyhow::Result<Store> {
        Store::open(OpenOptions {
            data: self.data.clone(),
            database: self.database.clone(),
            root_key: Some(Hidden::new("42".repeat(32))),
            clock: clock::system(),
            random: Arc::new(SystemRandom),
        })
        .await
        .context("the store could not be opened")
    }
}

/// Runs everything in `folder`, which is thrown away by the caller.
pub async fn run(plan: &Plan, folder: &Path) -> anyhow::Result<Vec<Figure>> {
    let records = match &plan.folder {
        Some(folder) => folder.clone(),
        None => write_population(plan, folder)?,
    };
    let ground = Ground { records, data: folder.join("data"), database: plan.database.clone() };
    let mut figures = import(&ground).await?;
    figures.extend(records::measure(&ground).await?);
    if plan.folder.is_none() {
        figures.extend(many::measure(&ground, plan).await?);
    }
    if plan.large > 0 {
        figures.extend(records::measure_large(&ground, folder, plan).await?);
    }
    figures.extend(records::measure_ccda()?);
    if plan.database.is_none() {
        figures.extend(process::measure(&ground).await?);
    }
    Ok(figures)
}

fn write_population(plan: &Plan, folder: &Path) -> anyhow::Result<PathBuf> {
    let records = folder.join("records");
    std::fs::create_dir_all(&records)?;
    for number in 0..plan.patients {
        let text = population::bundle(plan.seed, number, plan.resources);
        std::fs::write(records.join(format!("{number:06}.json")), text)?;
    }
    Ok(records)
}

async fn import(ground: &Ground) -> anyhow::Result<Vec<Figure>> {
    let (mut spent, mut limit) = (Duration::ZERO, Duration::ZERO);
    let (mut resources, mut rounds) = (0_usize, 0_u32);
    // Again and again into fresh stores, the floor beside it each time: a small folder is taken in a
    // blink, and such machines are noisy. A database server is not fresh twice.
    while rounds == 0 || (spent < IMPORTS_SPAN && ground.database.is_none()) {
        if rounds > 0 {
            std::fs::remove_dir_all(&ground.data)?;
        }
        limit += parse_and_compress(&ground.records)?;
        let store = ground.open().await?;
        let begun = Instant::now();
        let summary =
            Importer::new(store.clone()).run(vec![Source::Path(ground.records.clone())]).await?;
        spent += begun.elapsed();
        resources = summary.files.iter().map(FileReport::resources).sum();
        anyhow::ensure!(resources > 0, "nothing came in from {}", ground.records.display());
        rounds += 1;
    }
    let per_second = |time: Duration| resources as f64 * f64::from(rounds) / time.as_secs_f64();
    let bytes = folder_bytes(&ground.data)?;
    let mut figures = vec![
        Figure::new("import, sealed, audited, on disk", per_second(spent), Unit::PerSecond)
            .note(format!("{rounds} rounds"))
            .goal("30,000/s and more; a third of the limit")
            .limit(per_second(limit), "parsing and compressing alone (zstd 3)"),
    ];
    if ground.database.is_none() {
        let per_resource = bytes as f64 / resources as f64;
        figures.push(
            Figure::new("stored bytes per resource", per_resource, Unit::Bytes).goal("under 150"),
        );
    }
    Ok(figures)
}

/// The floor of any import: the same files parsed and compressed on two threads, nothing kept.
fn parse_and_compress(records: &Path) -> anyhow::Result<Duration> {
    let files: Vec<PathBuf> = files_below(records)?;
    let begun = Instant::now();
    let (left, right) = files.split_at(files.len() / 2);
    std::thread::scope(|scope| {
        let workers: Vec<_> = [left, right]
            .map(|half| scope.spawn(move || half.iter().try_for_each(|file| touch(file))))
            .into_iter()
            .collect();
        for worker in workers {
            worker.join().map_err(|_| anyhow::anyhow!("a measuring thread failed"))??;
        }
        Ok(begun.elapsed())
    })
}

fn touch(file: &Path) -> anyhow::Result<()> {
    let bytes = std::fs::read(file)?;
    let bytes = if bytes.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
        zstd::decode_all(bytes.as_slice())?
    } else {
        bytes
    };
    let text = String::from_utf8(bytes)?;
    if let Ok(document) = Document::parse(&text) {
        std::hint::black_box(document.root().span());
    }
    std::hint::black_box(zstd::bulk::compress(text.as_bytes(), 3)?.len());
    Ok(())
}

fn files_below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files_below(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn folder_bytes(folder: &Path) -> anyhow::Result<u64> {
    files_below(folder)?.iter().map(|file| Ok(std::fs::metadata(file)?.len())).sum()
}
