//! The catalogs: both languages say everything that pages, checks and mail of the hub ask for.

use std::collections::BTreeSet;
use std::path::Path;

use bluebutton_hub::directory::KINDS;
use bluebutton_hub::probe::Check;
use bluebutton_hub::words::CATALOGS;
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
fn every_message_that_a_page_asks_for_is_in_both_languages() {
    let mut asked = BTreeSet::new();
    for folder in ["src", "templates"] {
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut asked);
    }
    assert!(asked.len() > 350, "the search for message ids finds nothing any more");
    asked.extend(KINDS.iter().flat_map(|kind| [format!("kind-{kind}"), format!("kinds-{kind}")]));
    let checks = Check::ALL.map(Check::word);
    asked
        .extend(checks.iter().flat_map(|one| [format!("check-{one}"), format!("check-{one}-how")]));
    for language in Language::ALL {
        let words = CATALOGS.words(language);
        let missing: Vec<&String> = asked.iter().filter(|id| !words.has(id)).collect();
        assert_eq!(missing, Vec::<&String>::new(), "{}", language.tag());
    }
}

/// What message ids stand behind, in code and in templates.
const CALLS: [&str; 7] = [".t(", ".tn(", ".t1(", ".t2(", ".tw(", ".text(", ".with("];

/// What the end of a message id of a finding stands behind.
const WHY: [&str; 3] = ["no(", "cant_tell(", "=> \""];

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
                asked.extend(quoted.and_then(|rest| rest.split('"').next()).map(str::to_owned));
            }
        }
        for call in ["mail-", "mine-", "post-", "guest-", "sign-", "write-", "letter-"] {
            // Ids that stand in tables of the code.
            let quoted = text.split('"').skip(1).step_by(2);
            let is_id = |one: &&str| {
                one.starts_with(call)
                    && one.len() > call.len() + 2
                    && one.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
            };
            let is_code = path.extension().is_some_and(|extension| extension == "rs");
            asked.extend(quoted.filter(|_| is_code).filter(is_id).map(str::to_owned));
        }
        if path.ends_with("judge.rs") || path.ends_with("fetch.rs") || path.ends_with("round.rs") {
            for call in WHY {
                for after in text.split(call).skip(1) {
                    let line = after.split([')', '\n']).next().unwrap_or_default();
                    let word = line.trim_end_matches([',', '"']).rsplit('"').next();
                    let is_why = |one: &&str| {
                        !one.is_empty() && one.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
                    };
                    asked.extend(word.filter(is_why).map(|one| format!("why-{one}")));
                }
            }
        }
    }
}
