//! Opens a file, unpacks it, and hands on what is in it piece by piece.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bluebutton_formats::limits::{CONTAINER_DEPTH_MAX, UNPACKED_BYTES_MAX};
use bluebutton_formats::read::container::{Archive, Member, Wrapping, unpacked, wrapping};
use bluebutton_formats::read::{Kind, detect, fhir};
use bluebutton_record::matching::Kinds;
use bluebutton_record::reading::{Issue, Place, Severity};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::Source;
use super::pieces::{Origin, Piece};
use super::plan::{Phase, Unit, could_not, phase};
use super::report::{Event, Reports};
use crate::limits::{
    IMPORT_LINE_BYTES_MAX, IMPORT_MEMORY_MB, IMPORT_PIECE_BYTES, IMPORT_TIMES_IN_MEMORY,
};

/// Reads a unit to its end and sends what is in it.
pub(super) fn read(
    unit: &Unit,
    reports: &Reports,
    memory: Arc<OwnedSemaphorePermit>,
    kinds: Arc<Kinds>,
    sender: &mpsc::Sender<Piece>,
) {
    let folder = match &unit.source {
        Source::Path(path) => path.parent().map(Path::to_owned).unwrap_or_default(),
        _ => PathBuf::from(&unit.name),
    };
    let (file, memory) = (unit.name.as_str().into(), Some(memory));
    let report = reports.begin(unit.name.clone());
    let origin = Origin { report, file, folder, memory, kinds };
    // A unit that may take all of the memory is alone; its pieces then share it among themselves.
    let budget = Arc::new(Semaphore::new(IMPORT_MEMORY_MB as usize));
    let input = Input { origin, reports, sender, budget: &budget };
    let outcome = match &unit.source {
        Source::Path(path) => match File::open(path) {
            Ok(file) => input.file(file),
            Err(error) => Err(could_not("opened", &error)),
        },
        Source::StandardInput => input.stream(&mut counted(io::stdin(), reports), 0),
        Source::Bytes(_, bytes) => input.stream(&mut counted(&bytes[..], reports), 0),
    };
    if let Err(sentence) = outcome {
        input.fail(sentence);
    }
    input.reports.read(input.origin.report);
}

/// One file, or one member of an archive, on its way.
struct Input<'a> {
    origin: Origin,
    reports: &'a Reports,
    sender: &'a mpsc::Sender<Piece>,
    /// What all pieces of the unit may hold in memory together, in MB.
    budget: &'a Arc<Semaphore>,
}

/// What went wrong, as a sentence.
type Outcome = Result<(), String>;

impl Input<'_> {
    fn file(&self, mut file: File) -> Outcome {
        let mut magic = [0; 4];
        let is_zip = file.read_exact(&mut magic).is_ok() && wrapping(&magic) == Some(Wrapping::Zip);
        match (file.rewind(), is_zip) {
            (Ok(()), true) => {
                let bytes = file.metadata().map_or(0, |about| about.len());
                let outcome = self.archive(BufReader::new(file), bytes, 1);
                self.reports.tell(Event::Read(bytes));
                outcome
            }
            (Ok(()), false) => self.stream(&mut counted(file, self.reports), 0),
            // A pipe can't go back: what was read is put before the rest.
            (Err(_), _) => {
                self.stream(&mut counted(Cursor::new(magic).chain(file), self.reports), 0)
            }
        }
    }

    /// Reads a stream, unpacking what is packed. `depth` counts the containers around it.
    fn stream(&self, reader: &mut (dyn Read + Send), depth: usize) -> Outcome {
        let mut reader = BufReader::with_capacity(256 * 1024, reader);
        let mut head = Vec::new();
        while head.len() < 4 {
            match reader.fill_buf() {
                Ok([]) => break,
                Ok(more) => {
                    let count = more.len().min(4 - head.len());
                    head.extend_from_slice(more.get(..count).unwrap_or_default());
                    reader.consume(count);
                }
                Err(error) => return Err(stopped(&error)),
            }
        }
        let mut reader = Cursor::new(head.clone()).chain(reader);
        match wrapping(&head) {
            None => self.plain(&mut reader),
            Some(_) if depth >= CONTAINER_DEPTH_MAX => Err(NESTED.to_owned()),
            Some(Wrapping::Zip) => {
                let bytes = whole(&mut reader, Vec::new())?;
                let size = bytes.len() as u64;
                self.archive(Cursor::new(bytes), size, depth + 1)
            }
            Some(kind) => match unpacked(kind, reader) {
                Ok(mut inner) => self.stream(&mut *inner, depth + 1),
                Err(error) => Err(stopped(&error)),
            },
        }
    }

    /// The files of a zip archive, each with a report of its own; Patients first.
    fn archive(&self, reader: impl Read + Seek, packed_bytes: u64, depth: usize) -> Outcome {
        let mut archive = Archive::open(reader, packed_bytes)?;
        let mut members: Vec<(Phase, Member)> = Vec::new();
        for member in archive.members() {
            let head = (member.refused.is_none())
                .then(|| archive.read(member.index, |reader| head_of(reader)).ok())
                .flatten();
            members.push((head.map_or(Phase::Rest, |head| phase(&head)), member));
        }
        members.sort_by(|a, b| (a.0, &a.1.name).cmp(&(b.0, &b.1.name)));
        if members.is_empty() {
            return Err("The archive is empty. Ask the sender for it again.".to_owned());
        }
        self.reports.is_archive(self.origin.report);
        for (_, member) in members {
            let file = format!("{}: {}", self.origin.file, member.name);
            let mut origin = self.origin.clone();
            origin.folder.push(&*self.origin.file);
            origin.report = self.reports.begin(file.clone());
            origin.file = file.into();
            let inner = Input { origin, ..*self };
            let outcome = match member.refused {
                Some(sentence) => Err(sentence.to_owned()),
                None => archive
                    .read(member.index, |reader| inner.member(reader, depth))
                    .unwrap_or_else(|error| Err(error.to_string())),
            };
            if let Err(sentence) = outcome {
                inner.fail(sentence);
            }
            self.reports.read(inner.origin.report);
        }
        Ok(())
    }

    /// A file in an archive. It is unpacked to memory first: its reader is bound to the archive.
    fn member(&self, reader: &mut dyn Read, depth: usize) -> Outcome {
        let mut bytes = head_of(reader);
        if detect(&bytes) == Kind::Ndjson {
            return self.lines(bytes, reader);
        }
        bytes = whole(reader, bytes)?;
        if wrapping(&bytes).is_some() {
            return self.stream(&mut &bytes[..], depth);
        }
        let room = self.room(bytes.len());
        self.send(Piece::of_bytes(&bytes, &self.origin), room);
        Ok(())
    }

    /// What is packed no more: lines in pieces, everything else as a whole.
    fn plain(&self, reader: &mut dyn Read) -> Outcome {
        let mut bytes = Vec::new();
        fill(reader, &mut bytes, IMPORT_PIECE_BYTES)?;
        let is_all = bytes.len() < IMPORT_PIECE_BYTES;
        let is_utf16 = matches!(bytes.get(..2), Some([0xFF, 0xFE] | [0xFE, 0xFF]));
        if !is_all && !is_utf16 && detect(&bytes) == Kind::Ndjson {
            return self.lines(bytes, reader);
        }
        if !is_all {
            bytes = whole(reader, bytes)?;
        }
        let room = self.room(bytes.len());
        self.send(Piece::of_bytes(&bytes, &self.origin), room);
        Ok(())
    }

    /// NDJSON of any length, in pieces of whole lines. `bytes` is its beginning.
    fn lines(&self, mut bytes: Vec<u8>, reader: &mut dyn Read) -> Outcome {
        let mut line = 1;
        let mut wanted = IMPORT_PIECE_BYTES;
        loop {
            fill(reader, &mut bytes, wanted)?;
            let is_last = bytes.len() < wanted;
            let end = match memchr::memrchr(b'\n', &bytes) {
                _ if is_last => bytes.len(),
                Some(end) => end + 1,
                None if wanted < IMPORT_LINE_BYTES_MAX => {
                    wanted *= 2;
                    continue;
                }
                None => {
                    let place = Place { line: Some(line), path: None };
                    let issue = Issue::new(Severity::Error, place, LONG_LINE);
                    self.reports.fail(self.origin.report, issue);
                    bytes = rest_behind_line(reader)?;
                    line += 1;
                    continue;
                }
            };
            let rest = bytes.split_off(end);
            if !bytes.is_empty() {
                let room = self.room(bytes.len());
                let reading = fhir::read_lines(&bytes, line);
                line += memchr::memchr_iter(b'\n', &bytes).count();
                self.send(Piece::of(reading, Kind::Ndjson, &self.origin), room);
            }
            if is_last {
                return Ok(());
            }
            bytes = rest;
            wanted = IMPORT_PIECE_BYTES;
        }
    }

    /// Room in memory for a piece of so many bytes, as soon as earlier ones are stored; one that is
    /// larger than all there is takes all. What is being stored never waits for this.
    fn room(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        let wanted = (bytes * IMPORT_TIMES_IN_MEMORY).div_ceil(1024 * 1024) as u32;
        let room = self.budget.clone().acquire_many_owned(wanted.clamp(1, IMPORT_MEMORY_MB));
        tokio::runtime::Handle::current().block_on(room).ok()
    }

    fn send(&self, mut piece: Piece, room: Option<OwnedSemaphorePermit>) {
        piece.room = room;
        self.reports.expect(piece.report);
        // An error means that the run has stopped, and nobody reads on.
        let _ = self.sender.blocking_send(piece);
    }

    /// Nothing can be kept of what could not even be unpacked.
    fn fail(&self, sentence: String) {
        let issue = Issue::new(Severity::Error, Place::default(), sentence);
        self.reports.fail(self.origin.report, issue);
    }
}

/// Reads until `bytes` holds `wanted`, or the end.
fn fill(reader: &mut dyn Read, bytes: &mut Vec<u8>, wanted: usize) -> Outcome {
    let missing = wanted.saturating_sub(bytes.len()) as u64;
    match reader.take(missing).read_to_end(bytes) {
        Ok(_) => Ok(()),
        Err(error) => Err(stopped(&error)),
    }
}

/// Passes over the rest of a line; what was read behind it comes back.
fn rest_behind_line(reader: &mut dyn Read) -> Result<Vec<u8>, String> {
    loop {
        let mut bytes = Vec::new();
        fill(reader, &mut bytes, IMPORT_PIECE_BYTES)?;
        match memchr::memchr(b'\n', &bytes) {
            Some(end) => return Ok(bytes.split_off(end + 1)),
            None if bytes.is_empty() => return Ok(bytes),
            None => {}
        }
    }
}

/// The whole rest of a stream, up to the largest we read at once.
fn whole(reader: &mut dyn Read, mut bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    fill(reader, &mut bytes, UNPACKED_BYTES_MAX as usize + 1)?;
    if bytes.len() as u64 > UNPACKED_BYTES_MAX {
        return Err(TOO_LARGE.to_owned());
    }
    Ok(bytes)
}

fn head_of(reader: &mut dyn Read) -> Vec<u8> {
    let mut head = Vec::new();
    // What is wrong with it is told when it is read in its turn.
    let _ = reader.take(64 * 1024).read_to_end(&mut head);
    head
}

/// The decoders' errors are sentences already, see [`unpacked`].
fn stopped(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::Other => error.to_string(),
        _ => could_not("read to its end", error),
    }
}

/// Tells how many bytes went by.
struct Counting<'a, R> {
    inner: R,
    reports: &'a Reports,
}

fn counted<R: Read>(inner: R, reports: &Reports) -> Counting<'_, R> {
    Counting { inner, reports }
}

impl<R: Read> Read for Counting<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.reports.tell(Event::Read(count as u64));
        Ok(count)
    }
}

const LONG_LINE: &str = "The line is longer than 64 MB and was passed over. Ask the sender to put \
                         attachments into files of their own.";
const NESTED: &str = "It is an archive inside an archive inside an archive. Unpack it first.";
const TOO_LARGE: &str = "It unpacks to more than 1 GB in one piece. Ask the sender to split it, or \
                         for NDJSON, which may be of any size.";
