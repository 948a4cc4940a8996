//! `cargo +nightly fuzz run ndjson fuzz/corpus/ndjson fixtures/fuzz/ndjson`: no bytes make
//! detection or the reader of lines panic; what is taken is JSON on one line with a line number.
#![no_main]

use bluebutton_formats::read::{detect, fhir, read};
use bluebutton_record::json::Document;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = detect(bytes);
    let lines = fhir::read_lines(bytes, 1);
    let count = bytes.split(|byte| *byte == b'\n').count();
    for item in &lines.items {
        assert!(Document::parse(&item.json).is_ok() && !item.json.contains('\n'));
        assert!(item.place.line.is_some_and(|line| line <= count));
    }
    for rejected in &lines.rejected {
        assert!(!rejected.bytes.is_empty() && !rejected.issue.message.is_empty());
    }
    let _ = read(bytes);
});
