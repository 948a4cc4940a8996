//! What a human-readable file is made of: PDF, HTML file and text show the same words in the same order.

use crate::entry::Entry;
use crate::manifest::Manifest;
use crate::person::Person;
use crate::words::Language;

/// A record laid out for people. Entries are sorted by section, then newest first.
#[derive(Clone, Debug)]
pub struct Paper {
    /// Whose record.
    pub person: Person,
    /// What is in it.
    pub entries: Vec<Entry>,
    /// What is in it and what is not, in numbers.
    pub manifest: Manifest,
    /// The organization that gives the record, in its own name.
    pub organization: Organization,
    /// The language of headings and words of ours; facts stay in the source's words.
    pub language: Language,
}

/// The organization that runs this installation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organization {
    /// Its name.
    pub name: String,
    /// The telephone number for help.
    pub phone: Option<String>,
    /// When somebody answers it, in words.
    pub hours: Option<String>,
    /// The same in Spanish.
    pub hours_es: Option<String>,
    /// Its web address.
    pub url: Option<String>,
}

impl Organization {
    /// When somebody answers, in the reader's language where it is told in it.
    pub fn hours_in(&self, language: Language) -> Option<&str> {
        let own = self.hours_es.as_deref().filter(|_| language == Language::Spanish);
        own.or(self.hours.as_deref())
    }
}
