//! The catalog: both languages say everything that the page asks for.

use std::collections::BTreeSet;
use std::path::Path;

use bluebutton_api::words::CATALOGS;
use bluebutton_record::words::parity;
use bluebutton_record::{Language, Words};

#[test]
fn both_languages_say_everything() {
    let [english, spanish] = Language::ALL.map(|language| CATALOGS.files(language));
    assert_eq!(parity(&english, &spanish), Vec::<String>::new());
    for language in Language::ALL {
        assert_eq!(Words::with_files(language, &CATALOGS.files(language)).err(), None);
    }
}

#[test]
fn every_message_that_a_page_asks_for_is_there() {
    let mut asked: BTreeSet<String> = ["app", "closed", "address", "audience", "too-long"]
        .map(|why| format!("api-stranger-{why}"))
        .into();
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    for entry in std::fs::read_dir(templates).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let ids = text.split('"').filter(|one| one.starts_with("api-") && !one.contains(' '));
        asked.extend(ids.map(str::to_owned));
    }
    assert!(asked.len() > 25, "the search for message ids finds nothing any more: {asked:?}");
    for language in Language::ALL {
        let words = CATALOGS.words(language);
        let missing: Vec<&String> = asked.iter().filter(|id| !words.has(id)).collect();
        assert_eq!(missing, Vec::<&String>::new(), "{}", language.tag());
    }
}
