//! The words of every page are web's own: no room has to bring them.

#![expect(clippy::unwrap_used, reason = "a test that can not go on says where and stops")]

use std::collections::BTreeSet;
use std::path::Path;

use bluebutton_record::Language;
use bluebutton_record::words::parity;
use bluebutton_web::words::{Catalogs, ENGLISH, SPANISH};

/// A room without pages.
static EMPTY_ROOM: Catalogs = Catalogs::new(&[], &[]);

#[test]
fn both_languages_say_the_same_on_every_page() {
    assert_eq!(parity(&[ENGLISH], &[SPANISH]), Vec::<String>::new());
}

#[test]
fn the_frame_and_the_pieces_of_pages_ask_for_no_word_of_a_room() {
    let mut asked = BTreeSet::new();
    for folder in ["src", "templates"] {
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut asked);
    }
    assert!(asked.len() > 25, "the search for message ids finds nothing any more");
    for language in Language::ALL {
        let words = EMPTY_ROOM.words(language);
        let missing: Vec<&String> = asked.iter().filter(|id| !words.has(id)).collect();
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
