//! Writes one self-contained HTML file: readable from a USB stick, printable, no script.

use bluebutton_record::Paper;

/// Writes the file (UTF-8 HTML).
pub fn write(_paper: &Paper) -> Vec<u8> {
    todo!("helper: record")
}
