//! `cargo +nightly fuzz run ccda fuzz/corpus/ccda fixtures/ccda`: no bytes make the C-CDA reader
//! panic, hang or write JSON that is none.
#![no_main]

use bluebutton_formats::read::ccda;
use bluebutton_record::json::Document;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let reading = ccda::read(bytes);
    for item in &reading.items {
        let document = Document::parse(&item.json);
        assert!(document.is_ok(), "{} is no JSON", item.kind);
    }
    // Whatever came in is still there.
    assert!(!reading.originals.is_empty() || !reading.rejected.is_empty());
});
