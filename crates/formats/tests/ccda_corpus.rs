//! Every real-world document there is, read: nothing panics, no section and no word is lost, and
//! everything that comes out is JSON that holds together.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops where something is not as it should be"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bluebutton_formats::read::ccda;
use bluebutton_record::Reading;
use bluebutton_record::json::{Document, Kind, Value};
use bluebutton_record::outcomes::EntryCounts;

fn corpus(part: &str) -> Option<PathBuf> {
    let named = std::env::var_os("BLUEBUTTON_CORPUS").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = named.unwrap_or(beside).join(part);
    if !folder.is_dir() {
        println!("corpus not there: {part} did not run");
        return None;
    }
    Some(folder)
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "xml") {
            out.push(path);
        }
    }
    out.sort();
}

fn each_file(check: impl Fn(&str, &[u8], &Reading)) {
    let Some(folder) = corpus("ccda") else { return };
    let mut all = Vec::new();
    files(&folder, &mut all);
    assert!(all.len() >= 500, "the corpus has {} files", all.len());
    for file in all {
        let bytes = std::fs::read(&file).unwrap();
        let reading = ccda::read(&bytes);
        check(&file.file_name().unwrap().to_string_lossy(), &bytes, &reading);
    }
}

/// The document as another parser's tree sees it: the proof must not lean on the reader's own.
fn text_of(bytes: &[u8]) -> String {
    let text = String::from_utf8(bytes.to_vec())
        .unwrap_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect());
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let mut text = text.to_owned();
    if !text.contains("xmlns:sdtc") {
        text = text.replacen(
            "<ClinicalDocument",
            "<ClinicalDocument xmlns:sdtc=\"urn:hl7-org:sdtc\"",
            1,
        );
    }
    if !text.contains("xmlns:xsi") {
        let xsi = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
        text = text.replacen("<ClinicalDocument", &format!("<ClinicalDocument {xsi}"), 1);
    }
    text
}

fn words(text: &str, into: &mut BTreeMap<String, usize>) {
    for word in text.split_whitespace() {
        *into.entry(word.to_owned()).or_default() += 1;
    }
}

/// The words of an element, with a space wherever a block begins or ends.
fn spaced_text(node: roxmltree::Node<'_, '_>, out: &mut String) {
    for child in node.children() {
        if child.is_text() {
            out.push_str(child.text().unwrap_or_default());
        } else if child.is_element() {
            let name = child.tag_name().name();
            let is_inline = matches!(
                name,
                "content" | "sub" | "sup" | "linkHtml" | "b" | "i" | "span" | "footnote"
            );
            out.push_str(if is_inline { "" } else { " " });
            spaced_text(child, out);
            out.push_str(if is_inline { "" } else { " " });
        }
    }
}

fn sections_in(value: Value<'_>, divs: &mut Vec<String>) -> usize {
    value
        .each("section")
        .map(|section| {
            divs.extend(section.text_at(&["text", "div"]).map(std::borrow::Cow::into_owned));
            1 + sections_in(section, divs)
        })
        .sum()
}

#[test]
fn no_section_and_no_word_of_any_document_is_lost() {
    each_file(|name, bytes, reading| {
        if !reading.rejected.is_empty() {
            return;
        }
        let text = text_of(bytes);
        let tree = roxmltree::Document::parse(&text).unwrap();
        let sections: Vec<_> =
            tree.descendants().filter(|node| node.tag_name().name() == "section").collect();
        let composition = reading.items.iter().find(|item| &*item.kind == "Composition");
        let Some(composition) = composition else {
            assert!(sections.is_empty(), "{name}: sections without a Composition");
            return;
        };
        let document = Document::parse(&composition.json).unwrap();
        let mut divs = Vec::new();
        assert_eq!(sections_in(document.root(), &mut divs), sections.len(), "{name}: sections");

        let (mut there, mut kept) = (BTreeMap::new(), BTreeMap::new());
        for narrative in sections.iter().flat_map(roxmltree::Node::children) {
            if narrative.tag_name().name() == "text" {
                let mut text = String::new();
                spaced_text(narrative, &mut text);
                words(&text, &mut there);
            }
        }
        for div in &divs {
            let tree = roxmltree::Document::parse(div)
                .unwrap_or_else(|problem| panic!("{name}: narrative is no XHTML: {problem}"));
            let mut text = String::new();
            spaced_text(tree.root_element(), &mut text);
            words(&text, &mut kept);
        }
        for (word, count) in there {
            let found = kept.get(&word).copied().unwrap_or_default();
            assert!(found >= count, "{name}: {word:?} stands {count} times, kept {found} times");
        }
    });
}

/// No entry is passed over: each became resources, is told in words, was empty, or is said not to be
/// understood. The last are 2 in all, notes whose words are nowhere.
#[test]
fn each_entry_of_any_document_says_what_became_of_it() {
    let not_understood = std::cell::Cell::new(0);
    let any = std::cell::Cell::new(false);
    each_file(|name, bytes, reading| {
        any.set(true);
        if !reading.rejected.is_empty() {
            return;
        }
        let text = text_of(bytes);
        let tree = roxmltree::Document::parse(&text).unwrap();
        let is_entry = |node: &roxmltree::Node<'_, '_>| {
            let of_section = node.parent().is_some_and(|it| it.tag_name().name() == "section");
            node.tag_name().name() == "entry" && of_section
        };
        let entries = tree.descendants().filter(is_entry).count();
        let counts = EntryCounts::of(&reading.entries);
        assert_eq!(counts.total(), entries, "{name}: {counts:?}");
        not_understood.set(not_understood.get() + counts.not_understood);
        let reference = reading.items.iter().find(|item| {
            &*item.kind == "DocumentReference" && item.json.contains("\"application/xml\"")
        });
        assert_eq!(EntryCounts::of_document(&reference.unwrap().json), counts, "{name}");
    });
    assert!(!any.get() || not_understood.get() <= 2, "{} not understood", not_understood.get());
}

#[test]
fn every_whole_document_has_a_patient_a_reference_and_its_original() {
    each_file(|name, bytes, reading| {
        if let Some(rejected) = reading.rejected.first() {
            assert!(reading.items.is_empty(), "{name}: rejected and read");
            let message = &rejected.issue.message;
            let is_known =
                ["fragment", "no C-CDA document", "broken", "names no patient", "more than one"]
                    .iter()
                    .any(|known| message.contains(known));
            assert!(is_known, "{name}: {message}");
            return;
        }
        let count = |kind: &str| reading.items.iter().filter(|item| &*item.kind == kind).count();
        assert_eq!(count("Patient"), 1, "{name}: patients");
        assert!(count("DocumentReference") >= 1, "{name}: no DocumentReference");
        assert_eq!(reading.originals.len(), 1, "{name}: originals");
        assert_eq!(reading.originals[0].bytes, bytes, "{name}: the original is not as it came");
        let url = Some(reading.originals[0].full_url.as_str());
        assert!(reading.items.iter().any(|item| item.full_url.as_deref() == url), "{name}");
    });
}

fn check_shape(value: Value<'_>, path: &str, references: &mut Vec<String>) {
    match value.kind() {
        Kind::Object => {
            assert!(value.members().next().is_some(), "{path}: an empty object");
            let mut names = BTreeSet::new();
            for (name, member) in value.members() {
                let name = name.as_str().unwrap().into_owned();
                assert!(names.insert(name.clone()), "{path}: {name} stands twice");
                if name == "reference" {
                    references.extend(member.as_str().map(std::borrow::Cow::into_owned));
                }
                check_shape(member, &format!("{path}.{name}"), references);
            }
        }
        Kind::Array => {
            assert!(value.items().next().is_some(), "{path}: an empty array");
            value.items().for_each(|item| check_shape(item, path, references));
        }
        Kind::String | Kind::EscapedString => {
            assert!(!value.as_str().unwrap().trim().is_empty(), "{path}: an empty string");
        }
        Kind::Null => panic!("{path}: null"),
        _ => {}
    }
}

#[test]
fn what_comes_out_is_json_that_holds_together() {
    each_file(|name, _, reading| {
        let mut here = BTreeSet::new();
        let mut references = Vec::new();
        for item in &reading.items {
            let document = Document::parse(&item.json).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert!(!item.json.contains('\n'), "{name}: more than one line");
            let root = document.root();
            let id = root.text_at(&["id"]).unwrap();
            assert!(bluebutton_record::resource::is_fhir_id(&id), "{name}: id {id}");
            assert!(here.insert(format!("{}/{id}", item.kind)), "{name}: {}/{id} twice", item.kind);
            check_shape(root, &format!("{name}: {}", item.kind), &mut references);
        }
        for reference in references {
            assert!(here.contains(&reference), "{name}: {reference} leads nowhere");
        }
    });
}

#[test]
fn the_same_document_read_again_gives_the_same_ids() {
    each_file(|name, bytes, reading| {
        let again = ccda::read(bytes);
        let urls = |reading: &Reading| -> Vec<_> {
            reading.items.iter().map(|item| (item.full_url.clone(), item.json.clone())).collect()
        };
        assert_eq!(urls(reading), urls(&again), "{name}");
    });
}
