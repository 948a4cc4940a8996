//! Writes plain text, 72 columns: the classic Blue Button file, readable by everything.

use bluebutton_record::Paper;

/// Writes the file (UTF-8 text).
pub fn write(_paper: &Paper) -> Vec<u8> {
    todo!("helper: record")
}
