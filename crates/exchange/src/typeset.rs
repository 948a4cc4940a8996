//! Typesetting papers, a few at a time, each in a process of its own with limits of time and memory: a
//! document that is too much for the press ends that process, and nothing else of the program.
//!
//! The processes are this same program (`bluebutton typeset`, hidden). They stay warm for the next
//! paper; one that set a large paper ends, so that its memory goes back. Large papers go one behind
//! the other: a small one never waits for more than a small one.

mod child;
mod wire;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use bluebutton_pdf::Plate;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{sleep, timeout};

use self::child::Press;
use crate::limits::{
    PDF_AT_ONCE, PDF_PAPERS_A_PROCESS, PDF_SECONDS_MAX, PDF_SMALL_BYTES, PDF_WARM_SECONDS,
};

pub use child::{limit_memory, work};

/// The program whose hidden command typesets; without one, papers are set in this process.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Papers being set.
static AT_ONCE: Semaphore = Semaphore::const_new(PDF_AT_ONCE);

/// Large ones among them: there is always room for a small one beside.
static LARGE: Semaphore = Semaphore::const_new(PDF_AT_ONCE - 1);

/// Processes that wait for the next paper.
static WARM: Mutex<Vec<Press>> = Mutex::new(Vec::new());

/// From now on papers are set in processes of that program. Said once, when the program starts.
pub fn in_processes_of(program: PathBuf) {
    // Said a second time, it is the same program.
    let _ = PROGRAM.set(program);
}

/// Sets a paper, when its turn comes. The turn belongs to the work: whoever asks and goes away makes no
/// room for the next before it is over. The error is one clause for the log.
pub async fn set(plate: Plate) -> Result<Vec<u8>, String> {
    let setting = tokio::spawn(async move {
        let turn = turn(is_small(&plate)).await?;
        match PROGRAM.get() {
            Some(program) => in_process(program, plate, turn).await,
            None => here(plate, turn).await,
        }
    });
    setting.await.map_err(|_| "setting a paper stopped before its end".to_owned())?
}

/// The turn of a paper: a place among all, and for a large one a place among the large ones.
type PressTurn = (SemaphorePermit<'static>, Option<SemaphorePermit<'static>>);

async fn turn(is_small: bool) -> Result<PressTurn, String> {
    let closed = |_| "no more papers are set".to_owned();
    let large = if is_small { None } else { Some(LARGE.acquire().await.map_err(closed)?) };
    Ok((AT_ONCE.acquire().await.map_err(closed)?, large))
}

fn is_small(plate: &Plate) -> bool {
    plate.data.len() <= PDF_SMALL_BYTES
}

async fn here(plate: Plate, turn: PressTurn) -> Result<Vec<u8>, String> {
    let setting = tokio::task::spawn_blocking(move || {
        let _held = turn;
        bluebutton_pdf::print(plate).map_err(|error| error.0)
    });
    setting.await.map_err(|_| "the press stopped before its end".to_owned())?
}

async fn in_process(program: &Path, plate: Plate, turn: PressTurn) -> Result<Vec<u8>, String> {
    let is_small = is_small(&plate);
    let mut press = match warm() {
        Some(press) => press,
        None => Press::start(program).map_err(|error| format!("no press starts: {error}"))?,
    };
    let mut line = press.take_line().ok_or("the press has no line to it")?;
    let mut asking = tokio::task::spawn_blocking(move || {
        let answer = line.ask(&plate);
        (line, answer)
    });
    let at_most = Duration::from_secs(PDF_SECONDS_MAX);
    let Ok(answered) = timeout(at_most, &mut asking).await else {
        // Ended from outside, it closes its line, and whoever asked hears that.
        press.end();
        let _over = asking.await;
        return Err(format!("the paper took more than {PDF_SECONDS_MAX} seconds"));
    };
    let (line, answer) = answered.map_err(|_| "asking the press stopped".to_owned())?;
    match answer {
        Ok(answer) => {
            press.papers += 1;
            if is_small && press.papers < PDF_PAPERS_A_PROCESS {
                keep_warm(press, line);
            }
            drop(turn);
            answer
        }
        Err(error) => Err(format!("the press went away over a paper: {error}")),
    }
}

/// A process that waits; one that somebody ended meanwhile is passed over.
fn warm() -> Option<Press> {
    let mut warm = WARM.lock().unwrap_or_else(PoisonError::into_inner);
    while let Some(mut press) = warm.pop() {
        if press.is_alive() {
            return Some(press);
        }
    }
    None
}

fn keep_warm(mut press: Press, line: child::Line) {
    press.give_line(line);
    press.used = Instant::now();
    WARM.lock().unwrap_or_else(PoisonError::into_inner).push(press);
    tokio::spawn(async {
        sleep(Duration::from_secs(PDF_WARM_SECONDS)).await;
        let mut warm = WARM.lock().unwrap_or_else(PoisonError::into_inner);
        warm.retain(|press| press.used.elapsed().as_secs() < PDF_WARM_SECONDS);
    });
}
