//! The words of the paper that are not in the record's own catalog.

use std::sync::OnceLock;

use bluebutton_record::{Language, Words};

/// The words of a language.
pub(crate) fn of(language: Language) -> &'static Words {
    static ENGLISH: OnceLock<Words> = OnceLock::new();
    static SPANISH: OnceLock<Words> = OnceLock::new();
    let (cell, file) = match language {
        Language::English => (&ENGLISH, EN),
        Language::Spanish => (&SPANISH, ES),
    };
    if let Some(words) = cell.get() {
        return words;
    }
    // The file is part of the program, and a test reads it.
    match Words::with_files(language, &[file]) {
        Ok(words) => cell.get_or_init(|| words),
        Err(_) => Words::of(language),
    }
}

const EN: &str = include_str!("../locales/en/pdf.ftl");
const ES: &str = include_str!("../locales/es/pdf.ftl");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_the_same_things() {
        assert_eq!(bluebutton_record::words::parity(&[EN], &[ES]), Vec::<String>::new());
        for (language, file) in [(Language::English, EN), (Language::Spanish, ES)] {
            assert!(Words::with_files(language, &[file]).is_ok());
        }
    }
}
