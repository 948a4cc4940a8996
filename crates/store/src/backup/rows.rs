//! Rows as bytes, and where a run of them is cut into chunks: at the same rows each time, wherever
//! others came in between, so that what did not change makes the same chunks again.

use bluebutton_crypto::hash::sha256;

use crate::db::{Row, Value};
use crate::error::{Result, StoreError};

/// A chunk has so many bytes at least; most have some more.
const CHUNK_BYTES_MIN: usize = 1024 * 1024;

/// And so many at most, or one larger row.
const CHUNK_BYTES_MAX: usize = 8 * 1024 * 1024;

/// One row in so many may end a chunk.
const CUT_ONE_IN: u8 = 16;

/// Appends a row.
pub(super) fn write(out: &mut Vec<u8>, row: &Row) {
    for value in &row.0 {
        match value {
            Value::Null => out.push(0),
            Value::Int(number) => {
                out.push(1);
                out.extend_from_slice(&number.to_be_bytes());
            }
            Value::Text(text) => write_bytes(out, 2, text.as_bytes()),
            Value::Bytes(bytes) => write_bytes(out, 3, bytes),
        }
    }
}

fn write_bytes(out: &mut Vec<u8>, sign: u8, bytes: &[u8]) {
    out.push(sign);
    out.extend_from_slice(&(bytes.len() as u32).to_be_bytes());
    out.extend_from_slice(bytes);
}

/// Whether a chunk ends behind a row with that key.
pub(super) fn is_end(chunk: &[u8], key: &[Value]) -> bool {
    if chunk.len() < CHUNK_BYTES_MIN {
        return false;
    }
    let mut bytes = Vec::new();
    write(&mut bytes, &Row(key.to_vec()));
    let [sign, ..] = sha256(&bytes);
    chunk.len() >= CHUNK_BYTES_MAX || sign.is_multiple_of(CUT_ONE_IN)
}

/// The rows of a chunk.
pub(super) fn read(mut bytes: &[u8], columns: usize) -> Result<Vec<Vec<Value>>> {
    let mut rows = Vec::new();
    while !bytes.is_empty() {
        let mut row = Vec::with_capacity(columns);
        for _ in 0..columns {
            row.push(read_value(&mut bytes).ok_or_else(broken)?);
        }
        rows.push(row);
    }
    Ok(rows)
}

fn read_value(bytes: &mut &[u8]) -> Option<Value> {
    let (sign, rest) = bytes.split_first()?;
    *bytes = rest;
    match sign {
        0 => Some(Value::Null),
        1 => {
            let (number, rest) = bytes.split_first_chunk()?;
            *bytes = rest;
            Some(Value::Int(i64::from_be_bytes(*number)))
        }
        2 => Some(Value::Text(String::from_utf8(read_bytes(bytes)?).ok()?)),
        3 => read_bytes(bytes).map(Value::Bytes),
        _ => None,
    }
}

fn read_bytes(bytes: &mut &[u8]) -> Option<Vec<u8>> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (own, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    *bytes = rest;
    Some(own.to_vec())
}

fn broken() -> StoreError {
    StoreError::Altered("a chunk of the backup has another form".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: i64) -> Row {
        let text = "x".repeat(number.unsigned_abs() as usize % 700);
        Row(vec![Value::Int(number), Value::Text(text), Value::Null, Value::Bytes(vec![0, 255])])
    }

    #[test]
    fn rows_come_out_as_they_went_in() {
        let mut bytes = Vec::new();
        (-3..3).for_each(|number| write(&mut bytes, &row(number)));
        let back = read(&bytes, 4).unwrap();
        assert_eq!(back, (-3..3).map(|number| row(number).0).collect::<Vec<_>>());
        for cut in [1, 5, bytes.len() - 1] {
            assert!(read(&bytes[..cut], 4).is_err(), "cut at {cut}");
        }
    }

    fn chunks(numbers: impl Iterator<Item = i64>) -> Vec<Vec<u8>> {
        let (mut all, mut chunk) = (Vec::new(), Vec::new());
        for number in numbers {
            write(&mut chunk, &row(number));
            if is_end(&chunk, &[Value::Int(number)]) {
                all.push(std::mem::take(&mut chunk));
            }
        }
        all.push(chunk);
        all
    }

    #[test]
    fn a_row_that_came_in_between_changes_few_chunks() {
        let before = chunks((0..60_000).filter(|number| *number != 7));
        let after = chunks(0..60_000);
        assert!(before.len() > 10, "{}", before.len());
        let new = after.iter().filter(|chunk| !before.contains(chunk)).count();
        assert!(new <= 3, "{new} of {} are new", after.len());
    }
}
