//! The pages of one health record. Each answers one question, and answers it first.

pub mod about;
pub mod attached;
pub mod attention;
pub mod bills;
pub mod calendar;
pub mod choice;
pub mod columns;
pub mod comments;
pub mod compare;
pub mod courses;
pub mod detail;
pub mod empty;
pub mod file;
pub mod filter;
pub mod goals;
pub mod history;
pub mod list;
pub mod medicines;
pub mod narrative;
pub mod over_time;
pub mod overview;
pub mod proof;
pub mod reading;
pub mod results;
pub mod search;
pub mod section;
pub mod summary;
pub mod tally;
pub mod timeline;
pub mod view;
pub mod visit;
pub mod vitals;

#[cfg(test)]
mod tests {
    use bluebutton_record::{Language, Section};

    use crate::words::words;

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
