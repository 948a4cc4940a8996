//! `cargo +nightly fuzz run json fuzz/corpus/json fixtures/fuzz/json`: no text makes the lossless
//! JSON document panic, every value's text is JSON again, and every string can be written back.
#![no_main]

use bluebutton_record::json::{Document, Kind, Value, write_string};

libfuzzer_sys::fuzz_target!(|text: &str| {
    match Document::parse(text) {
        Ok(document) => walk(document.root()),
        Err(error) => assert!(error.offset <= text.len() && error.line > 0 && error.column > 0),
    }
});

fn walk(value: Value<'_>) {
    match value.kind() {
        Kind::Object => {
            for (name, inner) in value.members() {
                assert!(name.as_str().is_some());
                walk(inner);
            }
        }
        Kind::Array => value.items().for_each(walk),
        Kind::String | Kind::EscapedString => {
            let content = value.as_str().unwrap_or_default();
            let mut written = String::new();
            write_string(&mut written, &content);
            let again = Document::parse(&written).expect("a written string is JSON");
            assert_eq!(again.root().as_str(), Some(content));
        }
        Kind::Number => assert_eq!(value.as_number(), Some(value.raw())),
        Kind::Bool | Kind::Null => {}
    }
}
