//! Reading from files and streams: as much as is wanted, and no more than is allowed.

use std::io::{self, Read};

use bluebutton_formats::limits::UNPACKED_BYTES_MAX;

use super::plan::could_not;
use super::report::{Event, Reports};
use crate::limits::IMPORT_PIECE_BYTES;

/// Reads until `bytes` holds `wanted`, or the end.
pub(super) fn fill(
    reader: &mut dyn Read,
    bytes: &mut Vec<u8>,
    wanted: usize,
) -> Result<(), String> {
    let missing = wanted.saturating_sub(bytes.len()) as u64;
    match reader.take(missing).read_to_end(bytes) {
        Ok(_) => Ok(()),
        Err(error) => Err(stopped(&error)),
    }
}

/// Passes over the rest of a line; what was read behind it comes back.
pub(super) fn rest_behind_line(reader: &mut dyn Read) -> Result<Vec<u8>, String> {
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
pub(super) fn whole(reader: &mut dyn Read, mut bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    fill(reader, &mut bytes, UNPACKED_BYTES_MAX as usize + 1)?;
    if bytes.len() as u64 > UNPACKED_BYTES_MAX {
        return Err(TOO_LARGE.to_owned());
    }
    Ok(bytes)
}

pub(super) fn head_of(reader: &mut dyn Read) -> Vec<u8> {
    let mut head = Vec::new();
    // What is wrong with it is told when it is read in its turn.
    let _ = reader.take(64 * 1024).read_to_end(&mut head);
    head
}

/// The decoders' errors are sentences already, see `container::unpacked`.
pub(super) fn stopped(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::Other => error.to_string(),
        _ => could_not("read to its end", error),
    }
}

/// Tells how many bytes went by.
pub(super) struct Counting<'a, R> {
    inner: R,
    reports: &'a Reports,
}

pub(super) fn counted<R: Read>(inner: R, reports: &Reports) -> Counting<'_, R> {
    Counting { inner, reports }
}

impl<R: Read> Read for Counting<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.reports.tell(Event::Read(count as u64));
        Ok(count)
    }
}

const TOO_LARGE: &str = "It unpacks to more than 1 GB in one piece. Ask the sender to split it, or \
                         for NDJSON, which may be of any size.";
