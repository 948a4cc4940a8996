//! `cargo +nightly fuzz run record fuzz/corpus/record fixtures/record`: no text makes the JSON
//! document, the entry or the narrative panic, and no narrative grows out of proportion.
#![no_main]

use bluebutton_record::entry::{NoNames, entry};
use bluebutton_record::json::Document;
use bluebutton_record::narrative::{from_xhtml, plain_text};
use bluebutton_record::{Language, Resource, ResourceId, Words, index};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let narrative = plain_text(&from_xhtml(&text));
    assert!(narrative.len() < 512 * 1024 + 20 * text.len(), "the narrative grew");
    let Ok(document) = Document::parse(&text) else { return };
    let facts = index::facts(document.root());
    let kind = document.root().text_at(&["resourceType"]).unwrap_or_default();
    let Some(id) = ResourceId::parse("x") else { return };
    let resource =
        Resource { kind: kind.into(), id, version: 1, updated: 0, json: text.as_ref().into() };
    let entry = entry(&resource, &NoNames);
    assert_eq!((entry.section, entry.date, entry.until), (facts.section, facts.date, facts.until));
    for fact in &entry.facts {
        let words = Words::of(Language::Spanish);
        assert!(words.has(&format!("fact-{}", fact.label)));
        assert!(!words.fact(&fact.text).is_empty());
    }
});
