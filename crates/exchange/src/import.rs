//! `bluebutton import`: files, folders and standard input into records.
//!
//! A file is opened (and unpacked), read and looked through on a blocking thread; then, in the
//! order of the files wherever two concern the same patient, the store says whose it is, ids are
//! written, and the piece is committed: whole or not at all. Reading runs ahead of storing, and
//! pieces of different patients are stored at the same time.

mod bundles;
mod held;
mod input;
mod inputs;
mod later;
mod learnt;
mod pieces;
mod plan;
mod report;
mod retry;
mod spool;
mod storing;
mod streams;
#[cfg(test)]
mod tests;
mod turns;
mod waiting;
mod whose;

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bluebutton_record::PatientKey;
use bluebutton_store::patients::Meeting;
use bluebutton_store::{Store, StoreError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::{JoinHandle, JoinSet};

use crate::limits::{
    BUNDLE_WHOLE_BYTES_MAX, CHECKPOINT_RECORDS, IMPORT_MEMORY_MB, IMPORT_WRITES_AT_ONCE,
};
use held::Held;
use learnt::Learnt;
use pieces::{Customs, Piece};
use plan::{Phase, Unit};
use report::Reports;
pub use report::{Event, FileReport, ImportSummary};
use turns::Turns;

/// What is to be imported.
#[derive(Clone, Debug)]
pub enum Source {
    /// A file, or a folder with everything in it.
    Path(PathBuf),
    /// Standard input.
    StandardInput,
    /// Bytes in memory, with the name they came under.
    Bytes(String, Arc<[u8]>),
}

/// Takes records in.
pub struct Importer {
    store: Store,
    source: Option<String>,
    events: Arc<dyn Fn(Event) + Send + Sync>,
    whole_bundle_bytes: usize,
}

impl Importer {
    /// An importer into that store.
    pub fn new(store: Store) -> Self {
        // Nobody waits at a page for it, and a database that is away comes back.
        let store = store.for_work();
        let whole_bundle_bytes = BUNDLE_WHOLE_BYTES_MAX;
        Self { store, source: None, events: Arc::new(|_| {}), whole_bundle_bytes }
    }

    #[cfg(test)]
    fn whole_up_to(mut self, bytes: usize) -> Self {
        self.whole_bundle_bytes = bytes;
        self
    }

    /// Names the system the data comes from, instead of what the data says: what was imported under
    /// one name finds its patients and earlier versions again.
    #[must_use]
    pub fn from_system(mut self, source: Option<String>) -> Self {
        self.source = source;
        self
    }

    /// Tells of progress, from several threads.
    #[must_use]
    pub fn telling(mut self, events: impl Fn(Event) + Send + Sync + 'static) -> Self {
        self.events = Arc::new(events);
        self
    }

    /// Imports everything. What can't be taken is in the summary; an error means that the store failed
    /// and the rest was not tried. Safe to repeat.
    pub async fn run(&self, sources: Vec<Source>) -> Result<ImportSummary, StoreError> {
        let run = Arc::new(Run {
            store: self.store.clone(),
            source: self.source.clone(),
            customs: Customs { policy: self.store.who_is_who(), zone: self.store.time_zone() },
            reports: Reports::new(self.events.clone()),
            memory: Arc::new(Semaphore::new(IMPORT_MEMORY_MB as usize)),
            shared: Mutex::default(),
            unsigned: AtomicUsize::new(0),
            whole_bundle_bytes: self.whole_bundle_bytes,
        });
        let planning = run.clone();
        let units = blocking(move || plan::plan(sources, &planning.reports)).await?;
        let mut turns = Turns::default();
        for phase in [Phase::Patients, Phase::Directory, Phase::Rest] {
            let units = units.iter().filter(|unit| unit.phase == phase).cloned();
            run.phase(units.collect(), &mut turns).await?;
        }
        later::try_again(&run).await?;
        // Signed at once, not when a server next looks: from here on nothing of it is cut off unseen.
        self.store.audit().checkpoint().await?;
        Ok(run.reports.summary())
    }
}

/// One run over everything that was given.
struct Run {
    store: Store,
    /// `--source`
    source: Option<String>,
    customs: Customs,
    reports: Reports,
    memory: Arc<Semaphore>,
    shared: Mutex<SharedByPieces>,
    /// Records that something came into since the last checkpoint.
    unsigned: AtomicUsize,
    /// Bundles up to so many bytes are read whole.
    whole_bundle_bytes: usize,
}

/// What pieces of one run learn from each other.
#[derive(Default)]
struct SharedByPieces {
    /// The source that loose resources of a folder come from, told by the first that says.
    of_folder: HashMap<PathBuf, String>,
    /// The sources that were met in a folder.
    met: HashMap<PathBuf, BTreeSet<String>>,
    /// What has been learnt of each source.
    learnt: HashMap<String, Arc<Learnt>>,
    /// The import of the first piece that was stored of each file, by the number of its report.
    first_of: HashMap<usize, FirstOfFile>,
    /// Who is told of in each Bundle that comes in pieces, by the number of its report.
    in_bundle: HashMap<usize, ToldOf>,
    held: Held,
}

/// The import of the first piece of a file, once there is one: whoever holds it stores the first.
type FirstOfFile = Arc<tokio::sync::Mutex<Option<String>>>;

/// Who is told of in a Bundle.
#[derive(Clone)]
enum ToldOf {
    /// One patient, and nobody else.
    Only(PatientKey),
    /// Several, or somebody who is not here.
    Others,
}

impl SharedByPieces {
    /// Takes in who is told of in a piece of a Bundle.
    fn meet_in_bundle(&mut self, piece: &Piece, meetings: &[Meeting]) {
        if !piece.is_part {
            return;
        }
        for meeting in meetings {
            let is = meeting.key().map_or(ToldOf::Others, |key| ToldOf::Only(key.clone()));
            let all = self.in_bundle.entry(piece.report).or_insert_with(|| is.clone());
            match (&*all, is) {
                (ToldOf::Only(known), ToldOf::Only(key)) if *known == key => {}
                _ => *all = ToldOf::Others,
            }
        }
    }

    /// The only patient of the Bundle that a piece is of, once all of it has been read.
    fn only_of(&self, piece: &Piece, is_first: bool) -> Option<PatientKey> {
        let told = self.in_bundle.get(&piece.report).filter(|_| piece.is_part && !is_first);
        match told {
            Some(ToldOf::Only(key)) => Some(key.clone()),
            _ => None,
        }
    }
}

impl Run {
    fn shared(&self) -> std::sync::MutexGuard<'_, SharedByPieces> {
        // What is shared stays usable if another piece panicked: each change is one step.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn first_of(&self, report: usize) -> FirstOfFile {
        self.shared().first_of.entry(report).or_default().clone()
    }

    fn learnt(&self, source: &str) -> Arc<Learnt> {
        self.shared().learnt.entry(source.to_owned()).or_default().clone()
    }

    /// Signs a checkpoint where so many records have come in since the last one, so that no transaction at
    /// the end has to sign for all of them.
    async fn sign_on_the_way(&self, records: usize) -> Result<(), StoreError> {
        let before = self.unsigned.fetch_add(records, Ordering::Relaxed);
        if before + records < CHECKPOINT_RECORDS {
            return Ok(());
        }
        // Of several that come here at once, one finds what there is to sign.
        if self.unsigned.swap(0, Ordering::Relaxed) >= CHECKPOINT_RECORDS {
            self.store.audit().checkpoint().await?;
        }
        Ok(())
    }

    async fn phase(
        self: &Arc<Self>,
        units: Vec<Unit>,
        turns: &mut Turns,
    ) -> Result<(), StoreError> {
        let mut units = units.into_iter().peekable();
        let mut ahead: VecDeque<(mpsc::Receiver<Piece>, JoinHandle<()>)> = VecDeque::new();
        let mut storing = Storing::new();
        let at_once = std::thread::available_parallelism().map_or(2, usize::from) + 1;
        loop {
            while ahead.len() < at_once {
                let Some(share) =
                    units.peek().map(|unit| unit.memory_mb().clamp(1, IMPORT_MEMORY_MB))
                else {
                    break;
                };
                let memory = self.memory.clone();
                // What is being stored gives its memory back by itself; what only waits for its
                // turn behind this unit would not. So only the next in turn may wait here.
                let memory = match memory.clone().try_acquire_many_owned(share) {
                    Ok(memory) => memory,
                    Err(_) if !ahead.is_empty() => break,
                    Err(_) => match memory.acquire_many_owned(share).await {
                        Ok(memory) => memory,
                        Err(_) => break,
                    },
                };
                let Some(unit) = units.next() else { break };
                ahead.push_back(self.read_ahead(unit, memory));
            }
            let Some((mut pieces, reading)) = ahead.pop_front() else { break };
            while let Some(mut piece) = next_piece(&mut pieces, &mut storing).await? {
                while storing.len() >= IMPORT_WRITES_AT_ONCE {
                    joined(storing.join_next().await)?;
                }
                self.name_source(&mut piece);
                let turn = turns.take(&piece);
                storing.spawn(storing::store(self.clone(), piece, turn));
            }
            // A panic in a reader would be a mistake of ours; the file's report then stays open, and
            // the summary names it.
            let _ = reading.await;
        }
        while !storing.is_empty() {
            joined(storing.join_next().await)?;
        }
        Ok(())
    }

    /// Reads a unit on a blocking thread, which ends behind its last piece; the pieces come through the
    /// channel.
    fn read_ahead(
        self: &Arc<Self>,
        unit: Unit,
        memory: OwnedSemaphorePermit,
    ) -> (mpsc::Receiver<Piece>, JoinHandle<()>) {
        let (sender, receiver) = mpsc::channel(1);
        let run = self.clone();
        let reading = tokio::task::spawn_blocking(move || {
            inputs::read(&unit, &run, Arc::new(memory), &sender);
        });
        (receiver, reading)
    }

    /// Which system a piece comes from. Loose resources (NDJSON, one resource a file) say little, so
    /// those of one folder share what the first of them said.
    fn name_source(&self, piece: &mut Piece) {
        let own = self.source.clone().or_else(|| piece.says_source.take());
        let mut shared = self.shared();
        // What stands in one Bundle is of one system, in however many pieces it comes.
        piece.source = match (own, piece.is_loose && !piece.is_part) {
            (Some(own), false) => own,
            (Some(own), true) => {
                shared.of_folder.entry(piece.folder.clone()).or_insert(own).clone()
            }
            (None, _) => shared.of_folder.get(&piece.folder).cloned().unwrap_or_default(),
        };
        if !piece.source.is_empty() {
            shared.met.entry(piece.folder.clone()).or_default().insert(piece.source.clone());
        }
    }
}

/// What is being stored at the same time.
type Storing = JoinSet<Result<(), StoreError>>;

/// The next piece of a unit. What could not be stored meanwhile ends the run at once: whoever writes to a
/// pipe may never write again.
async fn next_piece(
    pieces: &mut mpsc::Receiver<Piece>,
    storing: &mut Storing,
) -> Result<Option<Piece>, StoreError> {
    loop {
        tokio::select! {
            biased;
            Some(stored) = storing.join_next() => joined(Some(stored))?,
            piece = pieces.recv() => return Ok(piece),
        }
    }
}

fn joined(
    outcome: Option<Result<Result<(), StoreError>, tokio::task::JoinError>>,
) -> Result<(), StoreError> {
    match outcome {
        Some(Ok(result)) => result,
        Some(Err(error)) => Err(stopped(&error)),
        None => Ok(()),
    }
}

/// Runs something that takes a while on a thread that may wait.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| stopped(&error))
}

fn stopped(error: &tokio::task::JoinError) -> StoreError {
    StoreError::Settings(format!("a part of the import stopped by itself: {error}"))
}
