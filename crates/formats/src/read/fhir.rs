//! Reads FHIR R4 JSON: Bundles of every type, single resources, NDJSON.

use bluebutton_record::Reading;

/// Reads one JSON text: a resource or a Bundle.
pub fn read_json(_bytes: &[u8]) -> Reading {
    todo!("helper: import")
}

/// Reads one line of NDJSON; `line` counts from 1.
pub fn read_line(_text: &str, _line: usize) -> Reading {
    todo!("helper: import")
}
