//! `cargo +nightly fuzz run fhir_bundle fuzz/corpus/fhir_bundle fixtures/fuzz/fhir_bundle`: no
//! bytes make the reader or normalization panic, what is stored is JSON on one line with the id it
//! was given, and nothing is lost on the way.
#![no_main]


use bluebutton_formats::read::fhir;
use bluebutton_record::PatientKey;
use bluebutton_record::json::Document;
use bluebutton_record::normalize::{Origin, Whose, assign, survey};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let reading = fhir::read_json(bytes);
    let count = reading.items.len();
    let survey = survey(&reading);
    let whose: Vec<Whose> = (0..survey.found.len())
        .map(|at| match at % 4 {
            3 => Whose::Unknown,
            other => Whose::Known(PatientKey::from_hash(&[other as u8; 9])),
        })
        .collect();
    let assigned = assign(reading, &survey, &whose, Origin::alone("fuzz", hash));
    let mut placed = 0;
    for ready in assigned.records.values().flatten().chain(&assigned.directory) {
        placed += 1;
        assert!(!ready.json.contains('\n'), "more than one line");
        let document = Document::parse(&ready.json).expect("what is stored is JSON");
        assert_eq!(document.root().text_at(&["id"]).as_deref(), Some(ready.id.as_str()));
    }
    let told = placed + assigned.told_twice + assigned.homeless.len();
    assert_eq!(told, count, "something was lost");
});

/// Tells texts apart well enough; normalization takes any hash.
fn hash(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    for (round, part) in out.chunks_mut(8).enumerate() {
        let mut state = 0xcbf2_9ce4_8422_2325_u64 ^ round as u64;
        for byte in bytes {
            state = (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        part.copy_from_slice(&state.to_be_bytes());
    }
    out
}
