//! The catalogs of a room: the record's words, those of every page, and the room's own.

use std::sync::OnceLock;

use bluebutton_record::{Language, Words};

/// The Fluent file of every page in English.
pub const ENGLISH: &str = include_str!("../locales/en/shell.ftl");

/// The Fluent file of every page in Spanish.
pub const SPANISH: &str = include_str!("../locales/es/shell.ftl");

/// The words of one room in each language; read once and kept for the life of the program.
pub struct Catalogs {
    english: Catalog,
    spanish: Catalog,
}

struct Catalog {
    own: &'static [&'static str],
    kept: OnceLock<Option<Words>>,
}

impl Catalogs {
    /// Catalogs of those Fluent files of the room, in English and Spanish.
    pub const fn new(english: &'static [&'static str], spanish: &'static [&'static str]) -> Self {
        Self {
            english: Catalog { own: english, kept: OnceLock::new() },
            spanish: Catalog { own: spanish, kept: OnceLock::new() },
        }
    }

    /// All files of a language behind the record's.
    pub fn files(&self, language: Language) -> Vec<&'static str> {
        let (every_page, own) = match language {
            Language::English => (ENGLISH, self.english.own),
            Language::Spanish => (SPANISH, self.spanish.own),
        };
        std::iter::once(every_page).chain(own.iter().copied()).collect()
    }

    /// The words of a language.
    pub fn words(&'static self, language: Language) -> &'static Words {
        let catalog = match language {
            Language::English => &self.english,
            Language::Spanish => &self.spanish,
        };
        let read = || match Words::with_files(language, &self.files(language)) {
            Ok(words) => Some(words),
            Err(problem) => {
                tracing::error!(language = language.tag(), problem, "a message catalog is broken");
                None
            }
        };
        catalog.kept.get_or_init(read).as_ref().unwrap_or_else(|| Words::of(language))
    }
}
