//! The message catalogs: every sentence a person sees, in English and Spanish.
//!
//! Fluent (<https://projectfluent.org>). The record's own words are here, because screen, paper,
//! file and text must say the same; the portal adds its own files on top.

use std::borrow::Cow;

pub use fluent_bundle::FluentValue;

use crate::date::FhirDate;

/// A language the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English, United States.
    #[default]
    English,
    /// Spanish, United States.
    Spanish,
}

impl Language {
    /// All languages.
    pub const ALL: [Language; 2] = [Self::English, Self::Spanish];

    /// The language tag: `en` or `es`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
        }
    }

    /// The language of a tag such as `es-MX`.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}

/// The words of one language.
pub struct Words {
    language: Language,
}

/// Arguments of a message: `&[("count", 3.into())]`.
pub type Arguments<'a> = [(&'a str, FluentValue<'a>)];

impl Words {
    /// The record's own words of a language; made once and kept for the life of the program.
    pub fn of(_language: Language) -> &'static Words {
        todo!("helper: record")
    }

    /// A catalog of several Fluent files behind the record's own; later files win.
    /// An error names the file's problem: for a test, files are part of the program.
    pub fn with_files(_language: Language, _files: &[&str]) -> Result<Words, String> {
        todo!("helper: record")
    }

    /// Which language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A message without arguments. An unknown id shows itself in brackets, and fails a test.
    pub fn text(&self, _id: &str) -> Cow<'_, str> {
        todo!("helper: record")
    }

    /// A message with arguments.
    pub fn with(&self, _id: &str, _arguments: &Arguments<'_>) -> String {
        todo!("helper: record")
    }

    /// "May 3, 2026", "3 de mayo de 2026", "May 2026", "2026".
    pub fn date(&self, _date: &FhirDate) -> String {
        todo!("helper: record")
    }
}
