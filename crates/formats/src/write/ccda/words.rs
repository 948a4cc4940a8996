//! The words of a document that are not in the record's own catalog.

use bluebutton_record::words::Wordbook;
use bluebutton_record::{Language, Words};

/// The words of a language.
pub(super) fn of(language: Language) -> &'static Words {
    static WORDS: Wordbook = Wordbook::new(EN, ES);
    WORDS.of(language)
}

pub(super) const EN: &str = include_str!("../../../locales/en/ccda.ftl");
pub(super) const ES: &str = include_str!("../../../locales/es/ccda.ftl");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_the_same_things() {
        assert_eq!(bluebutton_record::words::parity(&[EN], &[ES]), Vec::<String>::new());
        for language in Language::ALL {
            assert!(!std::ptr::eq(of(language), Words::of(language)), "the file was read");
        }
    }
}
