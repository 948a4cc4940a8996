//! The first words of a text.

use bluebutton_record::Words;
use bluebutton_record::narrative::{Block, plain_text, told};

/// The first words of a text, for lists.
pub(super) fn excerpt_of(narrative: &[Block], words: &Words) -> Option<String> {
    cut_at(narrative, words, EXCERPT_CHARS)
}

/// Its very first words, for the overview: whole at any size of letters, and two lines on a phone.
pub fn opening_of(narrative: &[Block], words: &Words) -> Option<String> {
    cut_at(narrative, words, OPENING_CHARS)
}

fn cut_at(narrative: &[Block], words: &Words, chars: usize) -> Option<String> {
    let text = plain_text(&told(narrative, words));
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
}
