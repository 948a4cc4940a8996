//! The first words of a text.

use bluebutton_record::Words;
use bluebutton_record::narrative::{Block, plain_text, texts, told};

/// The first words of a text, for lists.
pub(super) fn excerpt_of(narrative: &[Block], words: &Words) -> Option<String> {
    cut_at(narrative, words, EXCERPT_CHARS)
}

/// Its very first words, for the overview: whole at any size of letters, and two lines on a phone.
pub fn opening_of(narrative: &[Block], words: &Words) -> Option<String> {
    cut_at(narrative, words, OPENING_CHARS)
}

fn cut_at(narrative: &[Block], words: &Words, chars: usize) -> Option<String> {
    let text = gist(&told(narrative, words));
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return None;
    }
    if text.chars().count() <= chars {
        return Some(text);
    }
    let cut: String = text.chars().take(chars).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    Some(format!("{} …", cut.get(..end).unwrap_or(&cut)))
}

/// What tells a text from others: of a document with parts, what they are called; of a note, what it says,
/// without headings and heads of tables.
fn gist(narrative: &[Block]) -> String {
    let heading = |block: &Block| match block {
        Block::Heading(text) => Some(text.clone()),
        _ => None,
    };
    let headings: Vec<String> = narrative.iter().filter_map(heading).collect();
    if headings.len() >= PARTS_FROM {
        return headings.join(" · ");
    }
    let mut said = String::new();
    texts(narrative, &mut |text| {
        for line in text.lines().filter(|line| !is_a_title(line)) {
            said.push_str(line);
            said.push(' ');
        }
    });
    if said.trim().is_empty() { plain_text(narrative) } else { said }
}

/// A line of several words in capitals: "VISIT OF NOVEMBER 9, 2026".
fn is_a_title(line: &str) -> bool {
    let words = line.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic));
    words.count() > 1 && !line.chars().any(char::is_lowercase)
}

/// A document of so many parts is told by what they are called.
const PARTS_FROM: usize = 3;

/// Two lines on a screen: enough to tell one note from another.
const EXCERPT_CHARS: usize = 160;

/// Two lines beside a day on a phone.
const OPENING_CHARS: usize = 64;

#[cfg(test)]
mod tests {
    use bluebutton_record::Section;

    use super::super::tests::{entry, reader};
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_words() {
        let mut long = entry("a", Section::Documents, "Note", "2026");
        long.narrative = vec![Block::Paragraph("palabra ".repeat(100))];
        let excerpt = excerpt_of(&long.narrative, reader().words).unwrap();
        assert!(excerpt.ends_with("palabra …"), "{excerpt}");
        assert!(excerpt.chars().count() <= EXCERPT_CHARS + 2);
    }

    #[test]
    fn a_note_is_told_by_what_it_says_and_a_document_by_its_parts() {
        let table = || Block::Table {
            head: vec!["Substance".into(), "Reaction".into()],
            rows: vec![vec!["Penicillin".into(), "Hives".into()]],
        };
        let heading = |text: &str| Block::Heading(text.to_owned());
        let excerpt = |blocks: &[Block]| excerpt_of(blocks, reader().words).unwrap_or_default();
        let note = Block::Preformatted("VISIT OF MAY 3, 2026\nYou feel well.".to_owned());
        assert_eq!(excerpt(&[heading("Note"), note]), "You feel well.");
        assert_eq!(excerpt(&[heading("Allergies"), table()]), "Penicillin Hives");
        let parts = ["Allergies", "Medicines", "Results"].map(heading);
        assert_eq!(excerpt(&parts), "Allergies · Medicines · Results");
        assert_eq!(excerpt(&[Block::Paragraph("CT ABDOMEN".to_owned())]), "CT ABDOMEN");
    }
}
