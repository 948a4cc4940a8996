//! Opens a file, unpacks it, and hands on what is in it piece by piece.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bluebutton_formats::limits::CONTAINER_DEPTH_MAX;
use bluebutton_formats::read::container::{Archive, Member, Wrapping, unpacked, wrapping};
use bluebutton_formats::read::{Kind, detect, fhir};
use bluebutton_record::normalize::Elsewhere;
use bluebutton_record::reading::{Issue, Place, Severity};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::bundles;
use super::input::{Input, Look, Outcome, bytes_of_piece};
use super::pieces::{Origin, Piece};
use super::plan::{Phase, Unit, could_not, phase};
use super::report::Event;
use super::spool::{Passing, Spool};
use super::streams::{counted, fill, head_of, rest_behind_line, stopped, whole};
use super::{Run, Source};
use crate::limits::{
    BUNDLE_WHOLE_TIMES_MAX, IMPORT_LINE_BYTES_MAX, IMPORT_MEMORY_MB, IMPORT_PATIENTS_BYTES,
};

/// Reads a unit to its end and sends what is in it.
pub(super) fn read(
    unit: &Unit,
    run: &Run,
    memory: Arc<OwnedSemaphorePermit>,
    sender: &mpsc::Sender<Piece>,
) {
    let (reports, customs) = (&run.reports, run.customs.clone());
    let folder = match &unit.source {
        Source::Path(path) => path.parent().map(Path::to_owned).unwrap_or_default(),
        _ => PathBuf::from(&unit.name),
    };
    let (file, memory) = (unit.name.as_str().into(), Some(memory));
    let report = reports.begin(unit.name.clone());
    let origin = Origin { report, file, folder, memory, customs, elsewhere: Elsewhere::default() };
    // A unit that may take all of the memory is alone; its pieces then share it among themselves.
    let budget = Arc::new(Semaphore::new(IMPORT_MEMORY_MB as usize));
    let (whole_bytes, look) = (run.whole_bundle_bytes, Look::First);
    let (random, budget, look) = (run.store.random(), &budget, &look);
    let input = Input { origin, reports, sender, budget, whole_bytes, look, spool: None, random };
    let outcome = match &unit.source {
        Source::Path(path) => match File::open(path) {
            Ok(file) => input.file(file),
            Err(error) => Err(could_not("opened", &error)),
        },
        Source::StandardInput => input.passing(&mut counted(io::stdin(), reports)),
        Source::Bytes(_, bytes) => {
            let outcome = input.stream(&mut counted(&bytes[..], reports), 0);
            input.again(outcome, |input| input.stream(&mut &bytes[..], 0))
        }
    };
    if let Err(sentence) = outcome {
        input.fail(sentence);
    }
    input.reports.read(input.origin.report);
}

impl Input<'_> {
    /// Reads once more where that is to be done.
    fn again(
        &self,
        outcome: Outcome,
        read: impl FnOnce(&Input<'_>) -> Outcome,
    ) -> Result<(), String> {
        let Some(look) = outcome? else { return Ok(()) };
        read(&Input { origin: self.origin.clone(), look: &look, ..*self }).map(|_| ())
    }

    fn file(&self, mut file: File) -> Result<(), String> {
        let mut magic = [0; 4];
        let is_zip = file.read_exact(&mut magic).is_ok() && wrapping(&magic) == Some(Wrapping::Zip);
        match (file.rewind(), is_zip) {
            (Ok(()), true) => {
                let bytes = file.metadata().map_or(0, |about| about.len());
                let outcome = self.archive(BufReader::new(file), bytes, 1);
                self.reports.tell(Event::Read(bytes));
                outcome
            }
            (Ok(()), false) => {
                let outcome = self.stream(&mut counted(&file, self.reports), 0);
                self.again(outcome, |input| {
                    (&file).rewind().map_err(|error| stopped(&error))?;
                    input.stream(&mut &file, 0)
                })
            }
            // A pipe can't go back: what was read is put before the rest.
            (Err(_), _) => self.passing(&mut counted(Cursor::new(magic).chain(file), self.reports)),
        }
    }

    /// Reads what can't go back, and keeps it meanwhile where it has to be read twice.
    fn passing(&self, reader: &mut (dyn Read + Send)) -> Result<(), String> {
        let spool = Spool::new(self.random);
        let first = Input { origin: self.origin.clone(), spool: Some(&spool), ..*self };
        let outcome = first.stream(&mut Passing { inner: reader, spool: &spool }, 0);
        let Some(look) = outcome? else { return Ok(()) };
        let mut again = spool.again(reader).map_err(|error| stopped(&error))?;
        let second = Input { origin: self.origin.clone(), look: &look, ..*self };
        second.stream(&mut again, 0).map(|_| ())
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
                self.is_read_once();
                let bytes = whole(&mut reader, Vec::new())?;
                let size = bytes.len() as u64;
                self.archive(Cursor::new(bytes), size, depth + 1).map(|()| None)
            }
            Some(kind) => match unpacked(kind, reader) {
                Ok(mut inner) => self.stream(&mut *inner, depth + 1),
                Err(error) => Err(stopped(&error)),
            },
        }
    }

    /// The files of a zip archive, each with a report of its own; Patients first.
    fn archive(
        &self,
        reader: impl Read + Seek,
        packed_bytes: u64,
        depth: usize,
    ) -> Result<(), String> {
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
            // Read again, an archive still holds files that are read for the first time.
            let inner = Input { origin, look: &Look::First, spool: None, ..*self };
            let mut read = |input: &Input<'_>| {
                let outcome = archive.read(member.index, |reader| input.member(reader, depth));
                outcome.unwrap_or_else(|error| Err(error.to_string()))
            };
            let outcome = if let Some(sentence) = member.refused {
                Err(sentence.to_owned())
            } else {
                let outcome = read(&inner);
                inner.again(outcome, read)
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
        if wrapping(&bytes).is_some() {
            bytes = whole(reader, bytes)?;
            return self.stream(&mut &bytes[..], depth);
        }
        self.beginning_with(bytes, reader)
    }

    /// What is packed no more: lines in pieces, everything else as a whole.
    fn plain(&self, reader: &mut dyn Read) -> Outcome {
        self.beginning_with(Vec::new(), reader)
    }

    /// The same for an input of which these bytes were read already.
    fn beginning_with(&self, mut bytes: Vec<u8>, reader: &mut dyn Read) -> Outcome {
        if let Look::Parts(parts) = self.look {
            return bundles::second_reading(self, parts, Cursor::new(bytes).chain(reader));
        }
        fill(reader, &mut bytes, self.piece_bytes())?;
        let mut is_all = bytes.len() < self.piece_bytes();
        let is_utf16 = matches!(bytes.get(..2), Some([0xFF, 0xFE] | [0xFE, 0xFF]));
        // Also of a file that would fit: fifteen thousand people do, and take half a gigabyte at once.
        let may_be_many = bytes.len() > IMPORT_PATIENTS_BYTES;
        if may_be_many && !is_utf16 && detect(&bytes) == Kind::Ndjson {
            self.is_read_once();
            return self.lines(bytes, reader);
        }
        if !is_all && matches!(self.look, Look::First) && detect(&bytes) == Kind::FhirJson {
            fill(reader, &mut bytes, self.whole_bytes)?;
            is_all = bytes.len() < self.whole_bytes;
            if !is_all {
                self.is_read_again()?;
                return bundles::first_reading(self, Cursor::new(bytes).chain(reader));
            }
        }
        self.is_read_once();
        if !is_all {
            bytes = whole(reader, bytes)?;
            // Of a form that can't be taken apart: in memory it takes many times as much.
            let at_most = self.whole_bytes.saturating_mul(BUNDLE_WHOLE_TIMES_MAX);
            if matches!(self.look, Look::Whole) && bytes.len() > at_most {
                return Err(IN_ORDER.to_owned());
            }
        }
        let room = self.room(bytes.len());
        self.send(Piece::of_bytes(&bytes, &self.origin), room);
        Ok(None)
    }

    /// NDJSON of any length, in pieces of whole lines. `bytes` is its beginning.
    fn lines(&self, mut bytes: Vec<u8>, reader: &mut dyn Read) -> Outcome {
        let mut line = 1;
        fill(reader, &mut bytes, IMPORT_PATIENTS_BYTES)?;
        let mut wanted = bytes_of_piece(&bytes);
        loop {
            fill(reader, &mut bytes, wanted)?;
            let is_last = bytes.len() < wanted;
            let end = match memchr::memrchr(b'\n', bytes.get(..wanted).unwrap_or(&bytes)) {
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
                let room = self.room_for(&bytes);
                let reading = fhir::read_lines(&bytes, line);
                line += memchr::memchr_iter(b'\n', &bytes).count();
                self.send(Piece::of(reading, Kind::Ndjson, &self.origin), room);
            }
            if is_last {
                return Ok(None);
            }
            bytes = rest;
            fill(reader, &mut bytes, IMPORT_PATIENTS_BYTES)?;
            wanted = bytes_of_piece(&bytes);
        }
    }
}

const LONG_LINE: &str = "The line is longer than 64 MB and was passed over. Ask the sender to put \
                         attachments into files of their own.";
const IN_ORDER: &str = "It has to be read as one piece (a history without dates, one that deletes in between, one \
                        that is confidential as a whole, or no Bundle), and is too large for that. Ask \
                        the sender for smaller files, or for NDJSON.";
const NESTED: &str = "It is an archive inside an archive inside an archive. Unpack it first.";
