//! The pages of one health record. Each answers one question, and answers it first.

pub mod about;
pub mod choice;
pub mod detail;
pub mod file;
pub mod filter;
pub mod history;
pub mod list;
pub mod narrative;
pub mod overview;
pub mod reading;
pub mod results;
pub mod search;
pub mod timeline;
pub mod view;
pub mod visit;
pub mod vitals;

#[cfg(test)]
mod tests {
    use bluebutton_record::words::parity;
    use bluebutton_record::{Language, Section};

    use crate::words::{ENGLISH, SPANISH, words};

    /// Everything in `text` between `before` and the next quotation mark.
    fn quoted<'t>(text: &'t str, before: &'t str) -> impl Iterator<Item = &'t str> {
        text.split(before).skip(1).filter_map(|rest| rest.split('"').next())
    }

    fn files(folder: &str, ending: &str) -> Vec<std::path::PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|own| own == ending) {
                    found.push(path);
                }
            }
        }
        found
    }

    #[test]
    fn both_languages_say_the_same_things() {
        assert_eq!(parity(ENGLISH, SPANISH), Vec::<String>::new());
    }

    #[test]
    fn every_sentence_that_a_page_asks_for_is_in_both_catalogs() {
        let mut missing = Vec::new();
        for path in files("templates", "html").into_iter().chain(files("src", "rs")) {
            let text = std::fs::read_to_string(&path).unwrap();
            let product = text.split("#[cfg(test)]").next().unwrap_or_default();
            for before in [".t(\"", ".tn(\"", ".tw(\"", ".t1(\"", ".t2(\"", ".text(\"", ".with(\""]
            {
                for id in quoted(product, before) {
                    for language in Language::ALL {
                        if !words(language).has(id) {
                            missing.push(format!("{} {id}", path.display()));
                        }
                    }
                }
            }
        }
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn every_section_has_its_sentences() {
        for language in Language::ALL {
            for section in Section::ALL.into_iter().filter(|section| *section != Section::About) {
                for prefix in ["lead", "empty"] {
                    let id = format!("{prefix}-{}", section.slug());
                    assert!(words(language).has(&id), "{id}");
                }
            }
        }
    }
}
