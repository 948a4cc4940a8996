//! What became of each entry of a document (C-CDA `section/entry`): said in the report of its import,
//! counted on the document that stays in the record, and summed up in the manifest of a file.

use crate::json::{Document, Value};
use crate::reading::Place;

/// What became of one entry of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryOutcome {
    /// Where it stands.
    pub place: Place,
    /// What became of it.
    pub became: Became,
}

/// What became of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    /// These resources (`Type/id`, the id as it is in the record behind the patient's key); the first
    /// one stands for it.
    Mapped(Vec<String>),
    /// It is told in the words of its section only.
    AsText,
    /// There was nothing to take.
    Blank(Blank),
    /// It is in the original only.
    NotUnderstood,
}

/// Why there was nothing to take of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blank {
    /// No code, no value and no name is in it, as in the entries of empty sections.
    NothingSaid,
    /// It says that there is none: the section says so in words.
    None,
    /// A question without an answer.
    NoAnswer,
    /// What it says stands elsewhere: it points there.
    Elsewhere,
    /// It says how confidential others are, and goes with them.
    Mark,
    /// A part of its entry that is no statement.
    Part,
}

impl Blank {
    /// Every reason, in the order of their numbers.
    pub const ALL: [Blank; 6] =
        [Self::NothingSaid, Self::None, Self::NoAnswer, Self::Elsewhere, Self::Mark, Self::Part];

    /// Message id of the reason.
    pub fn word(self) -> &'static str {
        match self {
            Self::NothingSaid => "entry-blank-nothing-said",
            Self::None => "entry-blank-none",
            Self::NoAnswer => "entry-blank-no-answer",
            Self::Elsewhere => "entry-blank-elsewhere",
            Self::Mark => "entry-blank-mark",
            Self::Part => "entry-blank-part",
        }
    }
}

impl Became {
    /// Message id of what became of it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Mapped(_) => "entry-mapped",
            Self::AsText => "entry-as-text",
            Self::Blank(reason) => reason.word(),
            Self::NotUnderstood => "entry-not-understood",
        }
    }

    /// What somebody looks at first: what is in the original only, then what is told in words only.
    pub fn rank(&self) -> u8 {
        match self {
            Self::NotUnderstood => 0,
            Self::AsText => 1,
            Self::Blank(_) => 2,
            Self::Mapped(_) => 3,
        }
    }
}

/// What became of the entries of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntryCounts {
    /// Resources were made of it.
    pub mapped: usize,
    /// It is told in the words of its section only.
    pub as_text: usize,
    /// There was nothing to take: it is empty, says that there is none, or points elsewhere.
    pub blank: usize,
    /// It is in the original only.
    pub not_understood: usize,
}

impl EntryCounts {
    /// Those of one document.
    pub fn of(entries: &[EntryOutcome]) -> Self {
        let mut counts = Self::default();
        for entry in entries {
            *match entry.became {
                Became::Mapped(_) => &mut counts.mapped,
                Became::AsText => &mut counts.as_text,
                Became::Blank(_) => &mut counts.blank,
                Became::NotUnderstood => &mut counts.not_understood,
            } += 1;
        }
        counts
    }

    /// What a stored DocumentReference says of its document; nothing where it says nothing.
    pub fn of_document(json: &str) -> Self {
        if memchr::memmem::find(json.as_bytes(), ENTRIES.as_bytes()).is_none() {
            return Self::default();
        }
        let Ok(document) = Document::parse(json) else { return Self::default() };
        let mut own = document.root().each("extension");
        let is_own = |one: &Value<'_>| one.get("url").is_some_and(|url| url.is(ENTRIES));
        let mut counts = Self::default();
        for part in own.find(is_own).into_iter().flat_map(|own| own.each("extension")) {
            let count = part.get("valueUnsignedInt").and_then(Value::as_number);
            let count = count.and_then(|count| count.parse::<u32>().ok()).unwrap_or(0) as usize;
            match part.text_at(&["url"]).as_deref() {
                Some("mapped") => counts.mapped += count,
                Some("asText") => counts.as_text += count,
                Some("blank") => counts.blank += count,
                Some("notUnderstood") => counts.not_understood += count,
                _ => {}
            }
        }
        counts
    }

    /// The four numbers with their names in the extension [`ENTRIES`].
    pub fn named(self) -> [(&'static str, usize); 4] {
        [
            ("mapped", self.mapped),
            ("asText", self.as_text),
            ("blank", self.blank),
            ("notUnderstood", self.not_understood),
        ]
    }

    /// Every entry.
    pub fn total(&self) -> usize {
        self.mapped + self.as_text + self.blank + self.not_understood
    }

    /// Adds those of another document.
    pub fn add(&mut self, other: Self) {
        self.mapped += other.mapped;
        self.as_text += other.as_text;
        self.blank += other.blank;
        self.not_understood += other.not_understood;
    }
}

/// The extension of a DocumentReference that says what became of its document's entries.
pub const ENTRIES: &str = "urn:bluebutton:entries";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_says_what_became_of_its_entries() {
        let json = r#"{"resourceType":"DocumentReference","extension":[{"url":"other"},
            {"url":"urn:bluebutton:entries","extension":[{"url":"mapped","valueUnsignedInt":12},
            {"url":"notUnderstood","valueUnsignedInt":1}]}]}"#;
        let counts = EntryCounts::of_document(json);
        let expected = EntryCounts { mapped: 12, not_understood: 1, ..EntryCounts::default() };
        assert_eq!((counts, counts.total()), (expected, 13));
        assert_eq!(EntryCounts::of_document("{}"), EntryCounts::default());
    }
}
