//! What things are called: never a bare code, never the shorthand of a system. Over the fixtures, and
//! over the corpus where it is present. It shares no code with what it checks.
//!
//! `BLUEBUTTON_SHOW_TITLES=1` prints every title of the corpus with how often it stands there.
#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod forms;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bluebutton_formats::read;
use bluebutton_record::Section;
use bluebutton_record::entry::entries;
use bluebutton_record::names::NamesOf;
use bluebutton_record::value::halves;
use bluebutton_record::words::{Language, Words};

/// Every title that the entries of the files have, by section, with how often.
#[derive(Default)]
struct Titles {
    all: BTreeMap<(Section, String), usize>,
    unnamed: BTreeMap<String, usize>,
    entries: usize,
}

impl Titles {
    fn of(files: &[PathBuf]) -> Self {
        let mut titles = Self::default();
        for file in files {
            titles.read(file);
        }
        titles
    }

    fn read(&mut self, file: &Path) {
        let bytes = std::fs::read(file).unwrap();
        let is_packed = file.extension().is_some_and(|end| end == "zst");
        let bytes = if is_packed { zstd::decode_all(&bytes[..]).unwrap() } else { bytes };
        let reading = read::read(&bytes);
        let (directory, records) = forms::kept(reading);
        let names = NamesOf::new(&directory);
        let words = Words::of(Language::English);
        for record in records {
            for entry in halves::join(entries(&record, &names)) {
                if entry.section == Section::About || &*entry.kind == "Provenance" {
                    continue;
                }
                self.entries += 1;
                // "Care team" and "Visit" are names of ours; "No name given" is none.
                let is_unnamed = entry.title_word == "entry-unnamed";
                if entry.title.is_none() && entry.plain.is_none() && is_unnamed {
                    let codes: Vec<_> = entry.codes.iter().map(|code| &*code.code).collect();
                    *self.unnamed.entry(format!("{} {codes:?}", entry.kind)).or_default() += 1;
                }
                let title = words.named(&entry).into_owned();
                *self.all.entry((entry.section, title)).or_default() += 1;
                for part in &entry.parts {
                    let title = part.title.clone().unwrap_or_default();
                    if part.plain.is_none() && !title.is_empty() {
                        *self.all.entry((entry.section, title)).or_default() += 1;
                    }
                }
            }
        }
    }

    fn wrong(&self) -> Vec<String> {
        let titles = self.all.iter().filter(|((section, title), _)| is_wrong(*section, title));
        titles.map(|((section, title), count)| format!("{section:?}: {title} ({count})")).collect()
    }
}

/// A bare code, camel case, an underscore, the tail of a LOINC short name, letters of a tall man.
fn is_wrong(section: Section, title: &str) -> bool {
    // Names of people and brands are written as they wish.
    let is_named = matches!(section, Section::CareTeam | Section::Coverage);
    let words: Vec<&str> =
        title.split(|c: char| c.is_whitespace() || "()/,;:".contains(c)).collect();
    let is_code = title.chars().all(|c| c.is_ascii_digit() || ".-".contains(c))
        || title.starts_with("urn:")
        || words.len() == 1
            && title.len() > 5
            && title.chars().any(|c| c.is_ascii_digit())
            && title.chars().filter(char::is_ascii_alphabetic).count() < 3;
    let hump = |word: &&str| {
        let letters: Vec<char> = word.chars().collect();
        let is_word = letters.len() > 8 && letters.iter().all(|c| c.is_alphabetic());
        let humps = letters.windows(2).filter(|two| two[0].is_lowercase() && two[1].is_uppercase());
        let tall = letters.windows(3).any(|three| three.iter().all(|c| c.is_uppercase()));
        let is_small = letters.iter().any(|c| c.is_lowercase());
        // Makers mix the letters of their brands; pharmacists make them tall.
        let is_wrong =
            if section == Section::Medications { tall && is_small } else { humps.count() > 0 };
        is_word && is_wrong
    };
    let tail = |word: &&str| {
        ["-mCnc", "-aCnc", "-sCnc", "-cCnc", "-nCnc", "-mRto", "-Imp", "-vFr", "SerPl"]
            .iter()
            .any(|tail| word.contains(tail))
    };
    is_code
        || title.contains('_') && !title.contains(' ')
        || words.iter().any(tail)
        || !is_named && words.iter().any(hump)
}

fn files(folder: &Path, endings: &[&str], out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, endings, out);
        } else if path.extension().is_some_and(|own| endings.iter().any(|one| own == *one)) {
            out.push(path);
        }
    }
    out.sort();
}

#[test]
fn what_is_wrong_is_seen_as_wrong() {
    for title in ["8302-2", "44054006", "HealthPromotion", "PSA SerPl-aCnc", "SMOKING_STATUS"] {
        assert!(is_wrong(Section::Results, title), "{title}");
    }
    for title in
        ["A1c", "COVID-19", "Kidney function (eGFR)", "Vitamin B12", "LDLc", "McBurney", "pH"]
    {
        assert!(!is_wrong(Section::Results, title), "{title}");
    }
    assert!(is_wrong(Section::Medications, "hydrALAZINE 25 mg"));
}

#[test]
fn nothing_in_the_fixtures_is_called_by_a_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let mut all = vec![folder.join("record/ana.ndjson"), folder.join("record/values.ndjson")];
    files(&folder.join("ccda"), &["xml"], &mut all);
    files(&folder.join("demo"), &["json"], &mut all);
    let titles = Titles::of(&all);
    assert!(titles.entries > 300, "{} entries", titles.entries);
    assert_eq!(titles.wrong(), Vec::<String>::new());
}

#[test]
fn nothing_in_the_corpus_is_called_by_a_code() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let corpus = std::env::var_os("BLUEBUTTON_CORPUS").map_or(beside, PathBuf::from);
    if !corpus.is_dir() {
        println!("corpus not there: nothing_in_the_corpus_is_called_by_a_code did not run");
        return;
    }
    let mut all = Vec::new();
    files(&corpus.join("ccda"), &["xml"], &mut all);
    files(&corpus.join("fhir/synthea"), &["zst", "json"], &mut all);
    let titles = Titles::of(&all);
    if std::env::var_os("BLUEBUTTON_SHOW_TITLES").is_some() {
        for ((section, title), count) in &titles.all {
            println!("{section:?}\t{count}\t{title}");
        }
    }
    let unnamed: usize = titles.unnamed.values().sum();
    println!("{} entries, {unnamed} without a name: {:#?}", titles.entries, titles.unnamed);
    assert_eq!(titles.wrong(), Vec::<String>::new());
    assert!(unnamed * 1_000 <= titles.entries, "{unnamed} of {} without a name", titles.entries);
}
