//! The words of a part of the program.

use std::sync::OnceLock;

use super::{Language, Words};

/// The words of a program part: the record's own with a file of the part behind them, read when first
/// needed and kept for the life of the program.
pub struct Wordbook {
    files: [&'static str; 2],
    words: [OnceLock<Option<Words>>; 2],
}

impl Wordbook {
    /// A book with the part's file in English and in Spanish.
    pub const fn new(english: &'static str, spanish: &'static str) -> Self {
        Self { files: [english, spanish], words: [OnceLock::new(), OnceLock::new()] }
    }

    /// The words of a language. A file that can't be read would leave the record's own words, and
    /// its messages would show as ids: it is part of the program, and a test of the part reads it.
    pub fn of(&'static self, language: Language) -> &'static Words {
        let ([english, spanish], [in_english, in_spanish]) = (&self.files, &self.words);
        let (file, cell) = match language {
            Language::English => (english, in_english),
            Language::Spanish => (spanish, in_spanish),
        };
        let words = cell.get_or_init(|| Words::with_files(language, &[file]).ok());
        words.as_ref().unwrap_or_else(|| Words::of(language))
    }
}
