//! The portal's catalogs: its own files behind the record's words.

use std::sync::OnceLock;

use bluebutton_record::{Language, Words};

/// The portal's Fluent files in English.
pub const ENGLISH: &[&str] = &[
    include_str!("../locales/en/shell.ftl"),
    include_str!("../locales/en/account.ftl"),
    include_str!("../locales/en/people.ftl"),
    include_str!("../locales/en/activity.ftl"),
    include_str!("../locales/en/staff.ftl"),
    include_str!("../locales/en/inbox.ftl"),
    include_str!("../locales/en/record-pages.ftl"),
    include_str!("../locales/en/download.ftl"),
    include_str!("../locales/en/send-pages.ftl"),
];

/// The portal's Fluent files in Spanish.
pub const SPANISH: &[&str] = &[
    include_str!("../locales/es/shell.ftl"),
    include_str!("../locales/es/account.ftl"),
    include_str!("../locales/es/people.ftl"),
    include_str!("../locales/es/activity.ftl"),
    include_str!("../locales/es/staff.ftl"),
    include_str!("../locales/es/inbox.ftl"),
    include_str!("../locales/es/record-pages.ftl"),
    include_str!("../locales/es/download.ftl"),
    include_str!("../locales/es/send-pages.ftl"),
];

/// The words of a language; read once and kept for the life of the program.
pub fn words(language: Language) -> &'static Words {
    static ENGLISH_WORDS: OnceLock<Option<Words>> = OnceLock::new();
    static SPANISH_WORDS: OnceLock<Option<Words>> = OnceLock::new();
    let (kept, files) = match language {
        Language::English => (&ENGLISH_WORDS, ENGLISH),
        Language::Spanish => (&SPANISH_WORDS, SPANISH),
    };
    kept.get_or_init(|| match Words::with_files(language, files) {
        Ok(words) => Some(words),
        Err(problem) => {
            tracing::error!(language = language.tag(), problem, "a message catalog is broken");
            None
        }
    })
    .as_ref()
    .unwrap_or_else(|| Words::of(language))
}
