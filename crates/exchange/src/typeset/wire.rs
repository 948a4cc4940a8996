//! What goes over the line to a press and back: numbers of eight bytes and what they count.

use std::io::{self, Read, Write};

use bluebutton_pdf::Plate;

use crate::limits::PDF_LINE_BYTES_MAX;

/// What a press answers: a PDF, or why there is none.
pub(super) type Answer = Result<Vec<u8>, String>;

pub(super) fn write_plate(out: &mut impl Write, plate: &Plate) -> io::Result<()> {
    write_number(out, plate.made_at as u64)?;
    write_bytes(out, &plate.data)?;
    write_number(out, plate.attachments.len() as u64)?;
    for attachment in &plate.attachments {
        write_bytes(out, attachment)?;
    }
    out.flush()
}

/// The next plate; `None` at the end of the line.
pub(super) fn read_plate(from: &mut impl Read) -> io::Result<Option<Plate>> {
    let made_at = match read_number(from) {
        Ok(number) => number as i64,
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    };
    let data = read_bytes(from)?;
    let count = read_number(from)?;
    let mut attachments = Vec::new();
    for _ in 0..count {
        attachments.push(read_bytes(from)?);
    }
    Ok(Some(Plate { data, attachments, made_at }))
}

pub(super) fn write_answer(out: &mut impl Write, answer: &Answer) -> io::Result<()> {
    let (is_made, bytes) = match answer {
        Ok(pdf) => (1, pdf.as_slice()),
        Err(why) => (0, why.as_bytes()),
    };
    write_number(out, is_made)?;
    write_bytes(out, bytes)?;
    out.flush()
}

pub(super) fn read_answer(from: &mut impl Read) -> io::Result<Answer> {
    let is_made = read_number(from)? == 1;
    let bytes = read_bytes(from)?;
    Ok(if is_made { Ok(bytes) } else { Err(String::from_utf8_lossy(&bytes).into_owned()) })
}

fn write_number(out: &mut impl Write, number: u64) -> io::Result<()> {
    out.write_all(&number.to_be_bytes())
}

fn read_number(from: &mut impl Read) -> io::Result<u64> {
    let mut bytes = [0; 8];
    from.read_exact(&mut bytes)?;
    Ok(u64::from_be_bytes(bytes))
}

fn write_bytes(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    write_number(out, bytes.len() as u64)?;
    out.write_all(bytes)
}

fn read_bytes(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let length = read_number(from)?;
    if length > PDF_LINE_BYTES_MAX {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "too long for this line"));
    }
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}
