//! A process that typesets: started, asked and ended from here; and what it does in there.

use std::io::{self, BufReader, BufWriter};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use bluebutton_pdf::Plate;
use rustix::process::{Resource, Rlimit, setrlimit};

use super::wire::{self, Answer};
use crate::limits::PDF_MEMORY_BYTES_MAX;

/// A process that sets papers, one at a time. It ends when this is dropped.
pub(super) struct Press {
    child: Child,
    line: Option<Line>,
    /// Papers it has set.
    pub(super) papers: u32,
    /// When it was used last.
    pub(super) used: Instant,
}

/// The way to a press and back.
pub(super) struct Line {
    to: BufWriter<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl Press {
    pub(super) fn start(program: &Path) -> io::Result<Self> {
        // It needs nothing of our surroundings, least of all a key that stands in a variable.
        let mut child = Command::new(program)
            .arg("typeset")
            .env_clear()
            // Address space is bounded: what the allocator reserves of it for later would be missing.
            .env("_RJEM_MALLOC_CONF", "narenas:1,retain:false")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let line = match (child.stdin.take(), child.stdout.take()) {
            (Some(to), Some(from)) => {
                Some(Line { to: BufWriter::new(to), from: BufReader::new(from) })
            }
            _ => None,
        };
        Ok(Self { child, line, papers: 0, used: Instant::now() })
    }

    /// The line to it, for whoever asks.
    pub(super) fn take_line(&mut self) -> Option<Line> {
        self.line.take()
    }

    /// The line back, for the next.
    pub(super) fn give_line(&mut self, line: Line) {
        self.line = Some(line);
    }

    /// Whether it is still there.
    pub(super) fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends it, whatever it does.
    pub(super) fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Press {
    fn drop(&mut self) {
        self.end();
    }
}

impl Line {
    /// Gives it a paper to set, and waits. Blocking.
    pub(super) fn ask(&mut self, plate: &Plate) -> io::Result<Answer> {
        wire::write_plate(&mut self.to, plate)?;
        wire::read_answer(&mut self.from)
    }
}

/// What a press does: sets what comes in on standard input until that ends.
pub fn work() -> io::Result<()> {
    let (mut from, mut to) = (BufReader::new(io::stdin()), BufWriter::new(io::stdout()));
    // Nothing is asked yet: the fonts are read meanwhile.
    let _ = bluebutton_pdf::warm();
    while let Some(plate) = wire::read_plate(&mut from)? {
        let answer = bluebutton_pdf::print(plate).map_err(|error| error.0);
        wire::write_answer(&mut to, &answer)?;
    }
    Ok(())
}

/// Bounds the memory of this process, and keeps it from leaving an image of it on disk when it
/// breaks: what is in it is somebody's health record.
pub fn limit_memory() -> io::Result<()> {
    let at_most = |bytes| Rlimit { current: Some(bytes), maximum: Some(bytes) };
    setrlimit(Resource::Core, at_most(0))?;
    setrlimit(Resource::As, at_most(PDF_MEMORY_BYTES_MAX))?;
    Ok(())
}
