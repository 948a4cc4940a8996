//! The human-readable files: Ana's record as it must look, in both languages, and everything of the
//! corpus in words.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bluebutton_formats::read::ccda;
use bluebutton_formats::write::{html, text};
use bluebutton_record::entry::{self, Fact, NoNames};
use bluebutton_record::json::{Document, Value};
use bluebutton_record::narrative::{from_xhtml, plain_text};
use bluebutton_record::{
    Entry, FhirDate, Language, Layout, Manifest, Organization, Paper, Person, Resource, ResourceId,
    Section, Selection, Words, facts,
};
use jiff::tz::TimeZone;

#[test]
fn anas_record_as_text_is_as_agreed() {
    insta::assert_snapshot!("ana.en.txt", string(text::write(&anas_paper(Language::English))));
    insta::assert_snapshot!("ana.es.txt", string(text::write(&anas_paper(Language::Spanish))));
}

#[test]
fn anas_record_as_a_web_page_is_as_agreed() {
    let page = string(html::write(&anas_paper(Language::English)));
    // The style sheet is no part of the agreement.
    let (before, rest) = page.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    insta::assert_snapshot!("ana.en.html", format!("{before}{after}"));
}

#[test]
fn no_line_of_the_text_file_is_wider_than_72_columns() {
    for line in string(text::write(&anas_paper(Language::Spanish))).lines() {
        assert!(line.chars().count() <= 72, "{line}");
    }
}

#[test]
fn nothing_active_from_a_document_reaches_the_web_page() {
    let page = string(html::write(&anas_paper(Language::English)));
    for active in ["<script", "onclick", "alert(", "steal("] {
        assert!(!page.contains(active), "{active} is in the page");
    }
    assert!(page.contains("Carries an &lt;alert&gt; card &amp; bracelet."));
}

#[test]
fn text_and_web_page_say_the_same_words() {
    for language in Language::ALL {
        let paper = anas_paper(language);
        let (page, plain) = (html::write(&paper), text::write(&paper));
        let (page, plain) = (unmarked(&string(page)), folded(&string(plain)));
        for chapter in &Layout::of(&paper).chapters {
            for item in &chapter.items {
                let words =
                    item.lines.iter().map(|line| &line.text).chain([&item.title, &item.date]);
                for said in words {
                    assert!(page.contains(&folded(said)), "{said:?} is not in the web page");
                    assert!(plain.contains(&folded(said)), "{said:?} is not in the text");
                }
            }
        }
    }
}

#[test]
fn a_section_that_was_asked_for_and_is_empty_says_so() {
    let mut paper = anas_paper(Language::English);
    paper.entries.retain(|entry| entry.section != Section::Allergies);
    let plain = string(text::write(&paper));
    let allergies = plain.split("ALLERGIES\n").nth(1).unwrap();
    let said = "No allergy is listed here. That does not mean that there is none";
    assert!(allergies.contains(said), "{allergies}");
}

#[test]
fn a_limited_file_says_what_is_not_in_it() {
    let mut paper = anas_paper(Language::English);
    let sections = BTreeSet::from([Section::About, Section::Allergies]);
    paper.entries.retain(|entry| sections.contains(&entry.section));
    paper.manifest.included.retain(|section, _| sections.contains(section));
    paper.manifest.left_out = BTreeMap::from([(Section::Medications, 2)]);
    paper.manifest.withheld = BTreeMap::from([("withheld-caregiver-limit".to_owned(), 3)]);
    paper.manifest.selection.sections = Some(sections);
    let plain = string(text::write(&paper));
    assert!(plain.contains("- Medicines: 2 entries"), "{plain}");
    assert!(plain.contains("- 3 entries: The patient has not opened"), "{plain}");
    assert!(!plain.contains("Nothing was left out"), "{plain}");
}

/// Everything in the corpus becomes an entry whose words are all there, in both languages.
#[test]
fn every_resource_of_the_corpus_is_said_in_words() {
    let Some(corpus) = corpus() else {
        println!("corpus not there: every_resource_of_the_corpus_is_said_in_words did not run");
        return;
    };
    let mut unnamed: BTreeMap<String, usize> = BTreeMap::new();
    let mut count = 0;
    for file in files(&corpus.join("fhir"), "zst") {
        for resource in resources(&file) {
            let entry = entry::entry(&resource, &NoNames);
            agrees_with_its_facts(&resource, &entry);
            is_in_words(&entry);
            count += 1;
            if entry.title.is_none() && entry.title_word == "entry-unnamed" {
                *unnamed.entry(resource.kind.to_string()).or_default() += 1;
            }
        }
    }
    assert!(count > 10_000, "only {count} resources were found");
    assert_eq!(unnamed, BTreeMap::new(), "entries without a name");
}

/// What the C-CDA reader makes of the corpus is said in words as well.
#[test]
fn every_entry_of_the_corpus_documents_is_said_in_words() {
    let Some(corpus) = corpus() else {
        println!(
            "corpus not there: every_entry_of_the_corpus_documents_is_said_in_words did not run"
        );
        return;
    };
    let (mut count, mut unnamed) = (0, 0);
    for file in files(&corpus.join("ccda"), "xml") {
        let reading = ccda::read(&std::fs::read(file).unwrap());
        for (number, item) in reading.items.iter().enumerate() {
            let resource = Resource {
                kind: item.kind.clone(),
                id: ResourceId::parse(&format!("x{number}")).unwrap(),
                version: 1,
                updated: 0,
                json: item.json.as_str().into(),
            };
            let entry = entry::entry(&resource, &NoNames);
            agrees_with_its_facts(&resource, &entry);
            is_in_words(&entry);
            count += 1;
            unnamed += usize::from(entry.title.is_none() && entry.title_word == "entry-unnamed");
        }
    }
    assert!(count > 5_000, "only {count} resources were found");
    // A source that names nothing stays unnamed; a reader that loses names would show here.
    assert!(unnamed * 100 < count, "{unnamed} of {count} entries have no name");
}

/// The narrative is what a person signed: not a word of it may be lost on the way to the reader.
#[test]
fn every_word_of_every_section_of_the_corpus_documents_is_kept() {
    let Some(corpus) = corpus() else {
        println!(
            "corpus not there: every_word_of_every_section_of_the_corpus_documents_is_kept did not run"
        );
        return;
    };
    let mut sections = 0;
    for file in files(&corpus.join("ccda"), "xml") {
        let reading = ccda::read(&std::fs::read(&file).unwrap());
        for item in reading.items.iter().filter(|item| &*item.kind == "Composition") {
            let document = Document::parse(&item.json).unwrap();
            for div in divs(document.root()) {
                let Ok(tree) = roxmltree::Document::parse(&div) else { continue };
                let kept = plain_text(&from_xhtml(&div));
                let mut kept: Vec<char> =
                    kept.chars().filter(|letter| letter.is_alphanumeric()).collect();
                kept.sort_unstable();
                let texts = tree
                    .descendants()
                    .filter(roxmltree::Node::is_text)
                    .filter_map(|node| node.text());
                let mut given: Vec<char> =
                    texts.flat_map(str::chars).filter(|letter| letter.is_alphanumeric()).collect();
                given.sort_unstable();
                // Cells over several rows are said in each: there may be more letters, never fewer.
                assert!(contains(&kept, &given), "a section of {} lost words", file.display());
                sections += 1;
            }
        }
    }
    assert!(sections > 1_000, "only {sections} sections were found");
}

fn divs(section: Value<'_>) -> Vec<String> {
    let own = section.text_at(&["text", "div"]).map(std::borrow::Cow::into_owned);
    let inner = section.each("section").flat_map(divs);
    own.into_iter().chain(inner).collect()
}

/// Whether sorted `all` holds every item of sorted `some`, as often.
fn contains(all: &[char], some: &[char]) -> bool {
    let mut all = all.iter();
    some.iter().all(|wanted| all.any(|own| own == wanted))
}

fn agrees_with_its_facts(resource: &Resource, entry: &Entry) {
    let document = resource.document().unwrap();
    let facts = facts::of(document.root());
    // Facts are of no site; the entries here were read as one that lives by UTC reads them.
    let here = |date: Option<FhirDate>| date.map(|date| date.at_site(&TimeZone::UTC));
    let told = (facts.section, here(facts.date), here(facts.until));
    assert_eq!(told, (entry.section, entry.date, entry.until));
}

fn is_in_words(entry: &Entry) {
    for language in Language::ALL {
        let words = Words::of(language);
        let mut said = vec![words.title(entry).into_owned()];
        said.extend(entry.status.iter().map(|status| words.status(status).into_owned()));
        for Fact { label, text } in &entry.facts {
            said.push(words.label(label).into_owned());
            said.push(words.fact(text).into_owned());
        }
        for text in said {
            let is_unknown = text.starts_with('[') && text.ends_with(']');
            assert!(!is_unknown && !text.trim().is_empty(), "{text:?} of {:?}", entry.kind);
        }
    }
    let is_bare_code =
        |text: &str| text.len() > 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    assert!(!entry.title.as_deref().is_some_and(is_bare_code), "{:?}", entry.title);
}

fn anas_paper(language: Language) -> Paper {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/record/ana.ndjson");
    let lines = std::fs::read_to_string(path).unwrap();
    let resources: Vec<Resource> = lines.lines().filter_map(resource).collect();
    let patient = resources.iter().find(|resource| &*resource.kind == "Patient").unwrap();
    let entries = entry::entries(&resources, &NoNames);
    let mut included = BTreeMap::new();
    for entry in &entries {
        *included.entry(entry.section).or_insert(0) += 1;
    }
    Paper {
        person: Person::of(patient),
        manifest: Manifest {
            selection: Selection::default(),
            made_at: 1_779_300_000_000_000,
            included,
            sources: vec!["Riverside Family Clinic".into(), "County Hospital".into()],
            ..Manifest::default()
        },
        entries,
        organization: Organization {
            name: "Riverside Family Clinic".into(),
            phone: Some("951-555-0100".into()),
            hours: Some("Monday to Friday, 8 to 5".into()),
            hours_es: None,
            url: Some("https://riverside.example".into()),
        },
        language,
    }
}

fn resource(json: &str) -> Option<Resource> {
    let document = Document::parse(json).ok()?;
    let root = document.root();
    Some(Resource {
        kind: root.text_at(&["resourceType"])?.into(),
        id: ResourceId::parse(&root.text_at(&["id"])?)?,
        version: 1,
        updated: 0,
        json: json.into(),
    })
}

fn resources(file: &Path) -> Vec<Resource> {
    let bytes = zstd::decode_all(std::fs::File::open(file).unwrap()).unwrap();
    let text = string(bytes);
    if file.to_string_lossy().contains(".ndjson") {
        return text.lines().filter_map(resource).collect();
    }
    let document = Document::parse(&text).unwrap();
    let entries = document.root().each("entry").filter_map(|entry| entry.get("resource"));
    entries.filter_map(|inner| resource(inner.raw())).collect()
}

fn corpus() -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let path = std::env::var_os("BLUEBUTTON_CORPUS").map_or(default, PathBuf::from);
    path.is_dir().then_some(path)
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in std::fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() { found.extend(files(&path, ending)) } else { found.push(path) }
    }
    found.retain(|path| path.extension().is_some_and(|extension| extension == ending));
    found.sort();
    found
}

fn string(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// The words alone, one space between.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unmarked(page: &str) -> String {
    let mut out = String::new();
    for piece in page.split('<') {
        out.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
        out.push(' ');
    }
    let plain = out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    folded(&plain.replace("&#39;", "'").replace("&amp;", "&"))
}
