//! The catalogs: both languages say everything that the portal's pages ask for.

use std::collections::BTreeSet;
use std::path::Path;

use bluebutton_record::words::parity;
use bluebutton_record::{Language, Words};

use bluebutton_portal::words::{CATALOGS, words};

#[test]
fn both_languages_say_everything() {
    let [english, spanish] = Language::ALL.map(|language| CATALOGS.files(language));
    assert_eq!(parity(&english, &spanish), Vec::<String>::new());
}

#[test]
fn both_catalogs_are_well_formed() {
    for language in Language::ALL {
        assert_eq!(Words::with_files(language, &CATALOGS.files(language)).err(), None);
    }
}

#[test]
fn no_file_of_the_portal_overrides_a_word_of_the_record() {
    let record = Words::of(Language::English);
    let files = CATALOGS.files(Language::English);
    let ours = files.iter().flat_map(|file| file.lines()).filter_map(|line| {
        let (id, _) = line.split_once(" =")?;
        id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-').then_some(id)
    });
    let twice: Vec<&str> = ours.filter(|id| record.has(id)).collect();
    assert_eq!(twice, Vec::<&str>::new());
}

#[test]
fn every_message_that_a_page_asks_for_is_in_both_languages() {
    let mut asked = BTreeSet::new();
    for folder in ["src", "templates", "../web/src", "../web/templates"] {
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut asked);
    }
    assert!(asked.len() > 100, "the search for message ids finds nothing any more");
    for language in Language::ALL {
        let missing: Vec<&String> = asked.iter().filter(|id| !words(language).has(id)).collect();
        assert_eq!(missing, Vec::<&String>::new(), "{}", language.tag());
    }
}

/// What message ids stand behind, in code and in templates.
const CALLS: [&str; 8] =
    [".t(", ".tn(", ".t1(", ".t2(", ".tw(", ".text(", ".with(", "call_us(frame,"];

/// Message ids in the calls of a folder's files.
fn collect(folder: &Path, asked: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, asked);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for call in CALLS {
            for after in text.split(call).skip(1) {
                let quoted = after.trim_start().strip_prefix('"');
                let id = quoted.and_then(|rest| rest.split('"').next());
                asked.extend(id.map(str::to_owned));
            }
        }
    }
}
